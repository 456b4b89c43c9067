//! The marketplace's access ends in the middle: it is renewed without anybody's doing, and where that is
//! not possible the order waits until a person signs in again.

use domain::connection::ConnectionState;
use domain::order::{Dossier, Tab};
use domain::purchase::PurchaseState as S;
use futures_util::FutureExt;
use serde_json::json;

use crate::bench::engine::Engine;
use crate::bench::seed::{consent, market_values};
use crate::bench::wait::{Scenario, all, until};
use crate::bench::{Setup, World};

const LINES: [(usize, u32); 1] = [(0, 1)];

on_both_engines!(an_access_that_ended_is_renewed_or_asked_for);

async fn an_access_that_ended_is_renewed_or_asked_for(engine: Engine) {
    let scenarios: Vec<Scenario> = vec![
        (
            "before planning".into(),
            ends_before(engine, Beat::Planning).boxed_local(),
        ),
        (
            "before placing".into(),
            ends_before(engine, Beat::Placing).boxed_local(),
        ),
        (
            "before reading".into(),
            ends_before(engine, Beat::Reading).boxed_local(),
        ),
        ("for good".into(), ends_for_good(engine).boxed_local()),
    ];
    all(scenarios).await;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Beat {
    Planning,
    Placing,
    Reading,
}

/// The access token ends; nobody does anything about it.
async fn ends_before(engine: Engine, beat: Beat) {
    let world = World::open(Setup::on(engine)).await;
    let end = async || world.steer_market("/tokens/expire", json!({})).await;
    if beat == Beat::Planning {
        end().await;
    }
    let order = world.order(&LINES);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 1)
        .await;
    if beat == Beat::Placing {
        end().await;
    }
    world.place(&planned).await;
    world
        .until(order, "is placed by itself", |it| {
            it.order.tab == Tab::AwaitingPayment
        })
        .await;
    if beat == Beat::Reading {
        end().await;
    }
    let arrived = world.carry(order).await;
    world.expect_once(order, &LINES);
    assert_eq!(world.asked_to_buy(), 1);
    assert!(!arrived.order.needs_person);
    assert!(is_connected(&world).await);
    let renewed = &world.market.ledger()["calls"]["/auth/token/refresh"];
    assert_eq!(*renewed, json!(1), "renewed once");
}

async fn is_connected(world: &World) -> bool {
    let app = world.app();
    let connections = app.space().connections().await.unwrap();
    let mut connections = connections.iter();
    connections.all(|it| it.state(app.now()) != ConnectionState::Disconnected)
}

/// The refresh token ended too: the order waits, everybody sees why, and after a person signed in again
/// it goes on by itself.
async fn ends_for_good(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let order = world.order(&LINES);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 1)
        .await;
    world
        .steer_market("/tokens/expire", json!({"refresh": true}))
        .await;
    world.place(&planned).await;
    until("the connection is lost", async || {
        (!is_connected(&world).await).then_some(())
    })
    .await;
    let waits = |it: &Dossier| it.purchases[0].status.state() == S::Planned;
    let waiting = world.until(order, "waits", waits).await;
    assert_eq!(
        waiting.order.tab,
        Tab::AwaitingOrder,
        "it waits, it did not fail"
    );
    assert_eq!(world.standing().len(), 0);
    let page = world.desk.get("/connections").await.text;
    assert!(page.contains("This account is disconnected"), "{page}");
    assert!(page.contains("/connections/new/aliexpress"), "{page}");
    let doctor = world.program.run(&["doctor"]).await;
    let said = String::from_utf8(doctor.stdout).unwrap();
    assert_eq!(doctor.status.code(), Some(1), "{said}");
    assert!(
        said.contains("BROKEN") && said.contains("reconnect it at the desk"),
        "{said}"
    );
    reconnect(&world).await;
    assert!(is_connected(&world).await);
    world
        .until(order, "is placed by itself", |it| {
            it.order.tab == Tab::AwaitingPayment
        })
        .await;
    world.carry(order).await;
    world.expect_once(order, &LINES);
    assert_eq!(world.asked_to_buy(), 1);
    let app = world.app();
    assert_eq!(
        app.space().connections().await.unwrap().len(),
        2,
        "the same account"
    );
}

/// A person goes through the wizard, to the marketplace's page and back.
async fn reconnect(world: &World) {
    let typed = market_values(&world.market_url());
    let mut form = vec![("way", "authorize")];
    form.extend(typed.iter().map(|(name, value)| (*name, value.as_str())));
    let leaving = world.desk.wish("/connections/new/aliexpress", &form).await;
    let (_, page) = leaving.refresh.split_once("url=").unwrap();
    let back = consent(page).await;
    let path = format!("{}?{}", back.path(), back.query().unwrap());
    let there = world.desk.get(&path).await;
    assert_eq!(there.location, "/connections", "{}", there.text);
}
