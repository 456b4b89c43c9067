//! Customers are told of their parcels, once each, though answers are lost and the server is killed in
//! the middle; what bounces is shown; who wants no more gets no more; and the customer's own page.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::notice::{Medium, Notice, NoticeEvent as E, NoticeState as S};
use domain::order::Dossier;
use platforms::sim::{FaultKind, SimClock, SimServer};
use platforms::sms::sim::{SmsSim, SmsSimConfig};
use platforms::smtp::sim::{SmtpServer, SmtpSim, SmtpSimConfig};

use crate::bench::desk::Desk;
use crate::bench::engine::Engine;
use crate::bench::person::is_told;
use crate::bench::shelf::order_of;
use crate::bench::wait::{breath, until};
use crate::bench::{Setup, World, once};

/// A mail server and an SMS service.
pub(crate) struct Post {
    pub(crate) mails: SmtpSim,
    pub(crate) sms: SmsSim,
    mail_server: SmtpServer,
    sms_server: SimServer,
}

impl Post {
    pub(crate) async fn start() -> Self {
        let here = ([127, 0, 0, 1], 0).into();
        let clock = SimClock::real();
        let (mails, mail_server) = SmtpSim::start(SmtpSimConfig::default(), clock.clone(), here)
            .await
            .unwrap();
        let (sms, sms_server) = SmsSim::start(SmsSimConfig::default(), clock, here)
            .await
            .unwrap();
        Self {
            mails,
            sms,
            mail_server,
            sms_server,
        }
    }

    /// As a merchant does it: the two forms, then the store's.
    pub(crate) async fn set_up(&self, world: &World) {
        let port = self.mail_server.address().port().to_string();
        let server = self.mails.config();
        let email = [
            ("host", "127.0.0.1"),
            ("port", port.as_str()),
            ("security", "none"),
            ("user", server.user.as_str()),
            ("password", server.password.as_str()),
            ("from_address", "hello@lamps.example"),
        ];
        world.desk.wish("/settings/post/email", &email).await;
        let (service, base_url) = (self.sms.config(), self.sms_server.base_url());
        let sms = [
            ("base_url", base_url.as_str()),
            ("sid", service.sid.as_str()),
            ("secret", service.secret.as_str()),
            ("sender", service.sender.as_str()),
        ];
        world.desk.wish("/settings/post/sms", &sms).await;
        for medium in ["email", "sms"] {
            let form = [("medium", medium)];
            world.desk.wish("/settings/post/test", &form).await;
        }
        let store = [
            ("teller", "we"),
            ("sms", "1"),
            ("name", "Lamps & Shades"),
            ("slug", "lamps"),
            ("color", "#f2c94c"),
            ("language", ""),
        ];
        let path = format!("/settings/stores/{}/notices", world.store_id().await);
        world.desk.wish(&path, &store).await;
        let settings = world
            .app()
            .space()
            .stores()
            .await
            .unwrap()
            .remove(0)
            .settings;
        assert!(settings.notice_policy().email && !settings.notify_customer);
    }
}

pub(crate) async fn notices(world: &World, dossier: &Dossier) -> Vec<Notice> {
    let app = world.app();
    let all = app.space().notices_of_order(dossier.order.id).await;
    all.unwrap()
}

/// Carries the order to its customer and waits until all is told.
async fn told(world: &World, order: i64) -> (Dossier, Vec<Notice>) {
    until("the customer is told that it arrived", async || {
        let seen = world.look_after(order).await?;
        let all = notices(world, &seen).await;
        breath().await;
        let is_over = all.iter().all(|one| one.state.is_over())
            && all.iter().any(|one| one.event == E::Delivered);
        (is_told(&seen) && is_over).then_some((seen, all))
    })
    .await
}

on_both_engines!(killed_while_a_mail_and_an_sms_are_under_way);

async fn killed_while_a_mail_and_an_sms_are_under_way(engine: Engine) {
    let mut world = World::open(Setup::on(engine)).await;
    let post = Post::start().await;
    post.set_up(&world).await;
    post.mails
        .faults()
        .set(vec![once("data", FaultKind::HoldAfter)]);
    post.sms
        .faults()
        .set(vec![once("send", FaultKind::HoldAfter)]);
    let order = world.order(&[(0, 1), (2, 1)]);
    let mut killed = 0;
    until("both are under way when the server is killed", async || {
        world.look_after(order).await;
        for holds in [post.mails.holds(), post.sms.holds()] {
            if !holds.held().is_empty() {
                killed += 1;
                world.kill().await;
                post.mails.holds().release();
                post.sms.holds().release();
                world.start().await;
            }
        }
        breath().await;
        let struck = post.mails.faults().struck() + post.sms.faults().struck();
        (struck == 2 && killed > 0).then_some(())
    })
    .await;
    let (dossier, all) = told(&world, order).await;
    let sent = |medium| all.iter().filter(move |one| one.medium == medium);
    for one in &all {
        assert!(matches!(one.state, S::Sent | S::Arrived), "{one:?}");
    }
    // Each mail in the mailbox is one notice, however often it came.
    let mails = post.mails.mails();
    let known: BTreeSet<_> = sent(Medium::Email)
        .filter_map(|one| one.reference.clone())
        .collect();
    let got: BTreeSet<_> = mails
        .iter()
        .map(|mail| mail.letter.message_id.clone())
        .collect();
    assert_eq!((got, mails.len()), (known.clone(), known.len()));
    assert!(mails.iter().any(|mail| mail.copies == 2), "{mails:#?}");
    assert_eq!(post.sms.messages().len(), sent(Medium::Sms).count());
    // The store did not tell the customer as well.
    assert_eq!(world.parcel_mails(order).len(), 0);
    for parcel in &dossier.parcels {
        for event in [E::Shipped, E::Delivered] {
            let of_it = all.iter().filter(|one| one.parcel_id == parcel.id);
            assert_eq!(of_it.filter(|one| one.event == event).count(), 2);
        }
    }
}

on_both_engines!(a_customer_follows_the_link_and_ends_the_mails);

async fn a_customer_follows_the_link_and_ends_the_mails(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let post = Post::start().await;
    post.set_up(&world).await;
    let order = world.order(&[(0, 1)]);
    let (dossier, _) = told(&world, order).await;
    let letter = post.mails.mails().remove(0).letter;
    assert!(
        letter.html.contains("Lamps &amp; Shades"),
        "{}",
        letter.html
    );
    let link = |part: &str| -> String {
        let start = letter.text.find(&format!("/track/lamps/{part}/")).unwrap();
        let rest = &letter.text[start..];
        rest.split_whitespace().next().unwrap().to_owned()
    };
    let customer = Desk::stranger(world.program.url());
    let page = customer.get(&link("o")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let number = dossier.parcels[0].number.clone().unwrap();
    assert!(page.text.contains(&number) && page.text.contains("Lamps &amp; Shades"));
    for private in [
        "Dana",
        "Whitfield",
        "Sample Oak",
        "08360",
        "555-0123",
        "example.com",
    ] {
        assert!(!page.text.contains(private), "{private}: {}", page.text);
    }
    assert!(page.text.contains("noindex") && !page.text.contains("<script"));
    let forged = customer
        .get("/track/lamps/o/AAAAAAAAAAAAAAAAAAAAAAAAAAA")
        .await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    // Opening the link changes nothing; a mail program's one POST does.
    let stop = link("stop");
    customer.get(&stop).await;
    assert!(!is_stopped(&world).await);
    let form = [("List-Unsubscribe", "One-Click")];
    let ended = customer.post(&stop, &form).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.text);
    assert!(is_stopped(&world).await);
    let before = post.mails.mails().len();
    let (_, second) = told(&world, world.order(&[(1, 1)])).await;
    let mails = second.iter().filter(|one| one.medium == Medium::Email);
    assert!(
        mails.clone().all(|one| one.state == S::Skipped),
        "{second:?}"
    );
    assert_eq!(post.mails.mails().len(), before);
    guessed(&customer, &dossier.order.number).await;
}

async fn is_stopped(world: &World) -> bool {
    let (app, store) = (world.app(), world.store_id().await);
    let space = app.space();
    let stopped = space.is_unsubscribed(store, Medium::Email, "dana@example.com");
    stopped.await.unwrap()
}

/// Who knows number and e-mail gets in; who guesses is stopped soon, though with the right ones then.
async fn guessed(customer: &Desk, number: &str) {
    let right = [("order", number), ("email", " Dana@Example.com ")];
    let found = customer.post("/track/lamps", &right).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.text);
    assert!(found.location.starts_with("/track/lamps/o/"));
    let mut last = StatusCode::OK;
    for guess in 0..8 {
        let email = format!("guess{guess}@example.com");
        let form = [("order", number), ("email", email.as_str())];
        last = customer.post("/track/lamps", &form).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let late = customer.post("/track/lamps", &right).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
}

on_both_engines!(what_bounces_is_shown_on_the_order);

async fn what_bounces_is_shown_on_the_order(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let post = Post::start().await;
    post.set_up(&world).await;
    let mut wish = order_of(&[(0, 1)]);
    wish["email"] = "nobody@example.com".into();
    wish["customer"]["email"] = "nobody@example.com".into();
    // Phones that end like this wrote STOP.
    wish["phone"] = "+1 208-555-0997".into();
    wish["shipping_address"]["phone"] = "+1 208-555-0997".into();
    let order = world.store.create_order(wish).unwrap();
    let (dossier, all) = told(&world, order).await;
    let email: Vec<_> = all
        .iter()
        .filter(|one| one.medium == Medium::Email)
        .collect();
    assert!(email.iter().all(|one| one.state == S::Refused), "{all:?}");
    assert!(email.iter().all(|one| one.attempts == 1), "{all:?}");
    assert_eq!(
        (post.mails.mails().len(), post.sms.messages().len()),
        (0, 0)
    );
    let page = world.page(&dossier).await;
    assert!(page.contains("no such user here"), "{page}");
    let troubled = world.desk.get("/settings/post").await;
    assert!(
        troubled.text.contains("nobody@example.com"),
        "{}",
        troubled.text
    );
}
