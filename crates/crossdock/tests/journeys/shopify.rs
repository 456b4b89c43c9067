//! A Shopify store: work line by line, what people do there by hand, requests, webhooks that are lost,
//! limits, and access that is renewed.

use domain::order::Tab;
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;
use platforms::shopify::sim::ShopifySimConfig;
use platforms::sim::{FaultKind, FaultRule, SimClock};
use serde_json::{Value, json};

use crate::bench::engine::Engine;
use crate::bench::shelf::{Good, text};
use crate::bench::wait::{breath, until};
use crate::bench::{Setup, World, own};

fn setup(engine: Engine, role: &'static str) -> Setup {
    Setup {
        shopify: Some((ShopifySimConfig::default(), role)),
        ..Setup::on(engine)
    }
}

fn works(world: &World, order: i64) -> Vec<Value> {
    world.in_store(order)["works"].as_array().unwrap().clone()
}

fn line_id(world: &World, order: i64, place: usize) -> i64 {
    world.in_store(order)["lines"][place]["id"]
        .as_i64()
        .unwrap()
}

on_both_engines!(two_suppliers_ship_their_own_lines_and_the_store_shows_progress);

async fn two_suppliers_ship_their_own_lines_and_the_store_shows_progress(engine: Engine) {
    let world = World::open(setup(engine, "")).await;
    let lines = [(0, 2), (1, 1), (2, 1)];
    let order = world.order(&lines);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 2)
        .await;
    assert_eq!(world.in_store(order)["fulfillment_status"], "UNFULFILLED");
    world.place(&planned).await;
    until("the store shows that it is in progress", async || {
        (world.in_store(order)["fulfillment_status"] == "IN_PROGRESS").then_some(())
    })
    .await;
    world
        .until(order, "is placed", |it| {
            let mut all = it.purchases.iter();
            all.all(|purchase| purchase.status.state() == S::AwaitingPayment)
        })
        .await;
    // One of the two is paid and shipped: its number fulfills its own lines and no others.
    let first = world.find(order).await.unwrap();
    let purchase = &first.purchases[0];
    world.pay(&first, purchase).await;
    world.press(&first, "sync").await;
    until("the first parcel is told", async || {
        world.ship(purchase).await;
        let dossier = world.find(order).await?;
        if world.fulfillments(order).is_empty() {
            breath().await;
            world.press(&dossier, "sync").await;
        }
        (!world.fulfillments(order).is_empty()).then_some(())
    })
    .await;
    assert_eq!(
        world.in_store(order)["fulfillment_status"],
        "PARTIALLY_FULFILLED"
    );
    world.carry(order).await;
    breath().await;
    world.expect_once(order, &lines);
}

on_both_engines!(what_is_fulfilled_by_hand_is_not_bought);

async fn what_is_fulfilled_by_hand_is_not_bought(engine: Engine) {
    let world = World::open(setup(engine, "")).await;
    let order = world.order(&[(0, 2), (2, 1)]);
    world
        .until(order, "is planned", |it| it.purchases.len() == 2)
        .await;
    let line = line_id(&world, order, 0);
    let sim = world.store.shopify();
    sim.fulfill_by_hand(order, &[(line, 2)], "BYHAND1").unwrap();
    let left = world
        .until(order, "sees what was done by hand", |it| {
            let mut live = it.purchases.iter();
            live.any(|purchase| purchase.status.state() == S::Canceled)
                && !it.fulfillments.is_empty()
        })
        .await;
    assert_eq!(left.fulfillments[0].number, "BYHAND1");
    world.carry(order).await;
    let bought: u64 = world
        .standing()
        .iter()
        .flat_map(|order| order["items"].as_array().unwrap().clone())
        .map(|item| item["count"].as_u64().unwrap())
        .sum();
    assert_eq!(bought, 1, "only what was left");
    assert_eq!(world.fulfillments(order).len(), 2);
}

on_both_engines!(a_line_is_refunded_before_and_after_placing);

async fn a_line_is_refunded_before_and_after_placing(engine: Engine) {
    let world = World::open(setup(engine, "")).await;
    let sim = world.store.shopify();
    let before = world.order(&[(0, 2), (2, 1)]);
    world
        .until(before, "is planned", |it| it.purchases.len() == 2)
        .await;
    sim.refund_line(before, line_id(&world, before, 0), 1)
        .unwrap();
    world
        .until(before, "follows the refund", |it| {
            it.order.lines[0].removed_quantity == 1
                && it
                    .purchases
                    .iter()
                    .any(|purchase| purchase.status.state() == S::Planned)
        })
        .await;
    world.carry(before).await;
    world.expect_once(before, &[(0, 1), (2, 1)]);

    let after = world.order(&[(1, 2)]);
    let planned = world
        .until(after, "is planned", |it| it.purchases.len() == 1)
        .await;
    world.place(&planned).await;
    world
        .until(after, "is placed", |it| {
            it.purchases[0].status.state() == S::AwaitingPayment
        })
        .await;
    sim.refund_line(after, line_id(&world, after, 0), 1)
        .unwrap();
    let told = world
        .until(after, "asks a person", |it| it.order.needs_person)
        .await;
    assert_eq!(told.order.lines[0].removed_quantity, 1);
}

on_both_engines!(a_hold_is_respected_until_it_is_released);

async fn a_hold_is_respected_until_it_is_released(engine: Engine) {
    let world = World::open(setup(engine, "")).await;
    let order = world.order(&[(0, 1)]);
    world
        .until(order, "is planned", |it| it.purchases.len() == 1)
        .await;
    let sim = world.store.shopify();
    sim.press(order, "hold").unwrap();
    let held = world
        .until(order, "is held", |it| {
            it.order.lines[0].held_quantity == 1 && it.purchases[0].status.state() == S::Canceled
        })
        .await;
    assert_eq!(held.order.tab, Tab::Pending);
    sim.press(order, "release").unwrap();
    world.carry(order).await;
    world.expect_once(order, &[(0, 1)]);
}

on_both_engines!(a_request_is_taken_on_turned_down_and_taken_back);

async fn a_request_is_taken_on_turned_down_and_taken_back(engine: Engine) {
    let goods = vec![Good::ordinary(103), Good::ordinary(105).unmapped()];
    let world = World::open(Setup {
        goods,
        ..setup(engine, "service")
    })
    .await;
    let sim = world.store.shopify();
    let asked = |place: usize| {
        let mut order = crate::bench::shelf::order_of(&[(place, 1)]);
        order["line_items"][0]["location"] = json!("Crossdock");
        sim.create_order(order).unwrap()
    };
    let request = async |order: i64, status: &'static str| {
        until(&format!("request of {order} is {status}"), async || {
            let works = works(&world, order);
            let first = works.first().map(|work| text(&work["request"]));
            (first.as_deref() == Some(status)).then_some(())
        })
        .await;
    };
    let (first, second, third) = (asked(0), asked(1), asked(0));
    for order in [first, second, third] {
        request(order, "UNSUBMITTED").await;
    }
    let known = world.until(first, "is known", |_| true).await;
    assert!(known.purchases.is_empty(), "nobody asked for it");
    for order in [first, second, third] {
        sim.press(order, "request").unwrap();
    }
    request(first, "ACCEPTED").await;
    assert_eq!(world.in_store(first)["fulfillment_status"], "IN_PROGRESS");
    request(second, "REJECTED").await;
    assert_eq!(
        world.in_store(second)["fulfillment_status"],
        "REQUEST_DECLINED"
    );
    request(third, "ACCEPTED").await;
    sim.press(third, "request_cancel").unwrap();
    request(third, "CANCELLATION_ACCEPTED").await;
    let back = world
        .until(third, "is given back", |it| {
            let mut all = it.purchases.iter();
            all.all(|purchase| purchase.status.state() == S::Canceled)
        })
        .await;
    assert_eq!(back.order.tab, Tab::Pending);
    world.carry(first).await;
    world.expect_once(first, &[(0, 1)]);
    assert_eq!(world.asked_to_buy(), 1);
}

on_both_engines!(five_hours_of_webhooks_are_lost_and_nothing_is_missing);

async fn five_hours_of_webhooks_are_lost_and_nothing_is_missing(engine: Engine) {
    let clock = SimClock::real();
    let world = World::open(Setup {
        store_clock: Some(clock.clone()),
        poll_seconds: 5,
        ..setup(engine, "")
    })
    .await;
    until("webhooks are subscribed", async || {
        let hooks = world.store.ledger()["calls"]["webhookSubscriptionCreate"].as_u64();
        (hooks >= Some(23)).then_some(())
    })
    .await;
    // Nothing arrives any more, and after its tries the store drops the subscriptions.
    let lost = FaultRule {
        call: "webhook".into(),
        fault: own("webhook_lost"),
        per_mille: 1000,
        skip: 0,
        times: None,
    };
    world.store.faults().set(vec![lost]);
    world.store.shopify().remove_subscriptions();
    let mut orders = Vec::new();
    for _ in 0..5 {
        orders.push(world.order(&[(0, 1)]));
        clock.advance(SignedDuration::from_hours(1));
    }
    for order in orders {
        world
            .until(order, "is found by the poll", |it| it.purchases.len() == 1)
            .await;
    }
}

on_both_engines!(a_store_that_is_asked_too_much_is_waited_for);

async fn a_store_that_is_asked_too_much_is_waited_for(engine: Engine) {
    let config = ShopifySimConfig {
        // A small bucket, so that a few orders are a load.
        bucket: 700,
        restore_rate: 150,
        ..ShopifySimConfig::default()
    };
    let world = World::open(Setup {
        shopify: Some((config, "")),
        ..Setup::on(engine)
    })
    .await;
    let throttled = FaultRule {
        call: "*".into(),
        fault: FaultKind::Throttled,
        per_mille: 150,
        skip: 0,
        times: None,
    };
    world.store.faults().set(vec![throttled]);
    let orders: Vec<i64> = (0..12).map(|_| world.order(&[(0, 1)])).collect();
    for order in orders {
        world
            .until(order, "is planned", |it| it.purchases.len() == 1)
            .await;
    }
    assert!(world.store.ledger()["throttled"].as_u64() > Some(0));
    let failed = world.app().space().failed_jobs(10).await.unwrap();
    assert!(failed.is_empty(), "waiting is no failure: {failed:#?}");
}

on_both_engines!(an_access_that_ended_is_renewed_once_for_all_who_need_it);

async fn an_access_that_ended_is_renewed_once_for_all_who_need_it(engine: Engine) {
    let clock = SimClock::real();
    let world = World::open(Setup {
        store_clock: Some(clock.clone()),
        poll_seconds: 5,
        ..setup(engine, "allowed")
    })
    .await;
    let orders: Vec<i64> = (0..8).map(|_| world.order(&[(0, 1)])).collect();
    // By the store's clock every access is over at once, and the webhooks wake many who find it so.
    clock.advance(SignedDuration::from_mins(61));
    let more: Vec<i64> = (0..8).map(|_| world.order(&[(1, 1)])).collect();
    for order in orders.into_iter().chain(more) {
        world
            .until(order, "is planned", |it| it.purchases.len() == 1)
            .await;
    }
    let ledger = world.store.ledger();
    assert_eq!(ledger["refresh_tokens_used"], 1, "{:#}", ledger["calls"]);
    let failed = world.app().space().failed_jobs(10).await.unwrap();
    assert!(failed.is_empty(), "{failed:#?}");
    let connections = world.app().space().connections().await.unwrap();
    assert!(
        connections
            .iter()
            .all(|one| one.disconnected_because.is_none())
    );
}
