//! send_notice: a customer is told once of what happens to a parcel, whatever goes wrong on the way.

use std::collections::BTreeSet;

use domain::notice::{
    Language, Medium, Notice, NoticeEvent as E, NoticePolicy, NoticeState as S, Template,
};
use domain::order::{PaymentStatus, TimelineKind};
use domain::parcel::TrackingStatus as T;
use domain::ports::error::CallErrorKind as K;

use crate::harness::goods::{LAMP, MUG};
use crate::harness::progress::scan;
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, minutes};

three_tests!(send_notice, paid_and_told_by_us, ships, told_once);

async fn paid_and_told_by_us(bench: &Bench) {
    bench
        .change_settings(|settings| {
            settings.notify_customer = false;
            settings.notices = NoticePolicy {
                email: true,
                sms: true,
            };
        })
        .await;
    bench.place("1", &[(LAMP, 2), (MUG, 1)]).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
}

async fn ships(bench: &Bench) {
    bench.world.ship();
    bench.clock.advance(hours(7));
}

/// Both parcels are told of by mail and by SMS; an SMS of which nobody knows is not repeated.
async fn told_once(bench: &Bench) {
    settled(bench).await;
    let all = notices(bench).await;
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all.iter().all(|one| one.event == E::Shipped), "{all:?}");
    let mails = distinct_mails(bench);
    assert_eq!(mails.len(), 2, "{mails:?}");
    let of = |medium, state| {
        let is_it = |one: &&Notice| one.medium == medium && one.state == state;
        all.iter().filter(is_it).count()
    };
    assert_eq!(of(Medium::Email, S::Sent), 2, "{all:?}");
    let taken = bench.world.state().sms.len();
    let (sent, unclear) = (of(Medium::Sms, S::Sent), of(Medium::Sms, S::Unclear));
    assert_eq!((taken, sent + unclear), (sent, 2), "{all:?}");
    let told = bench.told("1").await;
    let is_sent = |kind: &&TimelineKind| matches!(kind, TimelineKind::NoticeSent { .. });
    assert_eq!(told.iter().filter(is_sent).count(), 2 + sent, "{told:?}");
}

/// Long enough for every try and look-up.
async fn settled(bench: &Bench) {
    for _ in 0..8 {
        bench.pass(minutes(3)).await;
    }
}

async fn notices(bench: &Bench) -> Vec<Notice> {
    let id = bench.order_id("1").await;
    bench.app.space().notices_of_order(id).await.unwrap()
}

/// Copies under one Message-ID are one mail.
fn distinct_mails(bench: &Bench) -> BTreeSet<String> {
    let state = bench.world.state();
    state
        .mails
        .iter()
        .map(|mail| mail.message_id.clone())
        .collect()
}

async fn happens(bench: &Bench, status: T) {
    let now = app::Clock::now(&bench.clock);
    bench.world.suppliers(|made| {
        for parcel in &mut made.parcels {
            parcel.events.insert(0, scan(now, status));
        }
    });
    bench.pass(hours(7)).await;
    settled(bench).await;
}

async fn events(bench: &Bench) -> Vec<(E, Medium)> {
    let mut events: Vec<_> = notices(bench)
        .await
        .iter()
        .map(|one| (one.event, one.medium))
        .collect();
    events.sort();
    events.dedup();
    events
}

#[tokio::test]
async fn each_event_is_told_once_and_a_new_number_is_none() {
    let bench = Bench::new().await;
    paid_and_told_by_us(&bench).await;
    ships(&bench).await;
    bench.run().await;
    for status in [T::InTransit, T::PickUp, T::InTransit, T::PickUp, T::Alert] {
        happens(&bench, status).await;
    }
    bench.world.suppliers(|made| {
        for parcel in &mut made.parcels {
            parcel.number = Some(format!("NEW{}", made.number));
        }
    });
    bench.pass(hours(7)).await;
    bench.world.deliver();
    bench.pass(hours(7)).await;
    settled(&bench).await;
    let all = notices(&bench).await;
    // Two parcels, four events, two media.
    assert_eq!(all.len(), 16, "{all:?}");
    assert!(all.iter().all(|one| one.state == S::Sent), "{all:?}");
    assert_eq!(distinct_mails(&bench).len(), 8);
    assert_eq!(bench.world.state().mails.len(), 8);
    assert_eq!(bench.world.state().sms.len(), 8);
    bench.judge().await;
}

#[tokio::test]
async fn the_store_tells_or_we_do() {
    let bench = Bench::new().await;
    paid_and_told_by_us(&bench).await;
    bench
        .change_settings(|settings| settings.notify_customer = true)
        .await;
    ships(&bench).await;
    bench.run().await;
    settled(&bench).await;
    assert_eq!(events(&bench).await, [(E::Shipped, Medium::Sms)]);
    let state = bench.world.state();
    assert!(state.mails.is_empty());
    assert!(state.told.iter().all(|told| told.told.notify_customer));
}

#[tokio::test]
async fn no_sms_goes_out_for_what_is_not_really_paid() {
    let bench = Bench::new().await;
    paid_and_told_by_us(&bench).await;
    bench.world.fault(Op::SendSms, Fault::Before(K::NotSent));
    bench.world.fault(Op::SendSms, Fault::Before(K::NotSent));
    ships(&bench).await;
    bench.run().await;
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Unpaid);
    bench.read("1").await;
    settled(&bench).await;
    assert_eq!(bench.world.state().sms.len(), 0);
    let all = notices(&bench).await;
    for one in all.iter().filter(|one| one.medium == Medium::Sms) {
        assert_eq!(one.state, S::Skipped, "{one:?}");
    }
    happens(&bench, T::PickUp).await;
    assert_eq!(bench.world.state().sms.len(), 0);
    assert!(
        !events(&bench)
            .await
            .contains(&(E::OutForDelivery, Medium::Sms))
    );
}

#[tokio::test]
async fn a_bounce_is_shown_and_not_repeated_until_a_person_wants_it() {
    let bench = Bench::new().await;
    bench.world.customer_orders("1", &[(LAMP, 1)]);
    bench
        .world
        .change_order("1", |order| order.customer_email = "nobody@x.test".into());
    bench
        .change_settings(|settings| {
            settings.notify_customer = false;
            settings.notices.email = true;
        })
        .await;
    bench.read("1").await;
    bench.place_again("1").await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
    ships(&bench).await;
    bench.run().await;
    settled(&bench).await;
    let bounced = notices(&bench).await.remove(0);
    assert_eq!((bounced.state, bounced.attempts), (S::Refused, 1));
    assert!(bounced.answer.unwrap().contains("no such user"));
    let told = bench.told("1").await;
    assert!(told.iter().any(|kind| matches!(kind,
        TimelineKind::NoticeRefused { message, .. } if message.contains("no such user"))));
    bench
        .world
        .change_order("1", |order| order.customer_email = "ann@x.test".into());
    bench.read("1").await;
    app::mail::send_again(&bench.app, bounced.id).await.unwrap();
    bench.run().await;
    assert_eq!(notices(&bench).await[0].state, S::Sent);
    assert_eq!(bench.world.state().mails[0].to, "ann@x.test");
    let again = app::mail::send_again(&bench.app, bounced.id).await;
    assert!(again.is_err());
}

#[tokio::test]
async fn who_wants_no_more_gets_no_more() {
    let bench = Bench::new().await;
    paid_and_told_by_us(&bench).await;
    let store = bench.store().await.id;
    let space = bench.app.space();
    let now = app::Clock::now(&bench.clock);
    space
        .unsubscribe(store, Medium::Email, "ANN@example.com", now)
        .await
        .unwrap();
    ships(&bench).await;
    bench.run().await;
    settled(&bench).await;
    let state = bench.world.state();
    assert_eq!((state.mails.len(), state.sms.len()), (0, 2));
}

#[tokio::test]
async fn a_mail_in_doubt_goes_again_under_its_own_message_id_and_it_is_said() {
    let bench = Bench::new().await;
    paid_and_told_by_us(&bench).await;
    bench.world.fault(Op::SendMail, Fault::After(K::Unclear));
    ships(&bench).await;
    bench.run().await;
    settled(&bench).await;
    assert_eq!(bench.world.state().mails.len(), 3);
    assert_eq!(distinct_mails(&bench).len(), 2);
    let told = bench.told("1").await;
    let said = |kind: &&TimelineKind| {
        matches!(
            kind,
            TimelineKind::NoticeSent {
                maybe_before: true,
                ..
            }
        )
    };
    assert_eq!(told.iter().filter(said).count(), 1, "{told:?}");
}

/// Two notices with the same words: the one that arrived is not taken for the other.
#[tokio::test]
async fn an_sms_in_doubt_is_not_taken_for_its_twin() {
    let bench = Bench::new().await;
    paid_and_told_by_us(&bench).await;
    let store = bench.store().await.id;
    let words = Template {
        subject: String::new(),
        body: "Your parcel is on its way.".into(),
    };
    for language in Language::ALL {
        let saved =
            app::mail::save_template(&bench.app, store, language, E::Shipped, Medium::Sms, &words);
        assert_eq!(saved.await.unwrap(), None);
    }
    bench.world.fault(Op::SendSms, Fault::Before(K::Unclear));
    ships(&bench).await;
    bench.run().await;
    settled(&bench).await;
    assert_eq!(bench.world.state().sms.len(), 1);
    let all = notices(&bench).await;
    let mut states: Vec<S> = all
        .iter()
        .filter(|one| one.medium == Medium::Sms)
        .map(|one| one.state)
        .collect();
    states.sort_by_key(|state| state.as_str());
    assert_eq!(states, [S::Sent, S::Unclear], "{all:?}");
}

#[tokio::test]
async fn what_never_works_ends_after_three_days() {
    let bench = Bench::new().await;
    paid_and_told_by_us(&bench).await;
    for _ in 0..200 {
        bench.world.fault(Op::SendMail, Fault::Before(K::NotSent));
    }
    ships(&bench).await;
    for _ in 0..40 {
        bench.pass(hours(2)).await;
    }
    let all = notices(&bench).await;
    let mails: Vec<_> = all
        .iter()
        .filter(|one| one.medium == Medium::Email)
        .collect();
    assert!(mails.iter().all(|one| one.state == S::Refused), "{mails:?}");
    assert_eq!(bench.world.state().mails.len(), 0);
    bench.judge().await;
}
