//! The server is killed (`SIGKILL`) between the beats of each step, and started again: the end is the
//! same as without.

use futures_util::FutureExt;
use platforms::sim::{FaultKind, FaultRule, Holds};

use crate::bench::engine::Engine;
use crate::bench::person::is_told;
use crate::bench::wait::{Scenario, all, breath, until};
use crate::bench::{CREATE, Setup, World};

/// What the customer orders: two lines that one supplier sells.
const LINES: [(usize, u32); 2] = [(0, 2), (1, 1)];

/// A call to an outside in the middle of a step, and how many of its name come before it.
const CALLS: [(Outside, &str, u32); 11] = [
    (Outside::Store, "GET /admin/orders/{id}.json", 0),
    (Outside::Market, "aliexpress.ds.product.get", 0),
    (Outside::Market, "aliexpress.ds.freight.query", 0),
    (Outside::Market, "aliexpress.ds.product.get", 2),
    (Outside::Market, "aliexpress.ds.freight.query", 2),
    (Outside::Market, CREATE, 0),
    (Outside::Market, "aliexpress.trade.ds.order.get", 0),
    (Outside::Market, "aliexpress.trade.ds.order.get", 1),
    (Outside::Market, "aliexpress.ds.order.tracking.get", 0),
    (
        Outside::Store,
        "POST /admin/orders/{id}/fulfillments.json",
        0,
    ),
    (
        Outside::Store,
        "PUT /admin/orders/{id}/fulfillments/{id}.json",
        0,
    ),
];

#[derive(Clone, Copy, Debug)]
enum Outside {
    Store,
    Market,
}

impl Outside {
    fn hold(self, world: &World, rule: FaultRule) {
        match self {
            Self::Store => world.store.faults().set(vec![rule]),
            Self::Market => world.market.faults().set(vec![rule]),
        }
    }

    fn holds(self, world: &World) -> &Holds {
        match self {
            Self::Store => world.store.holds(),
            Self::Market => world.market.holds(),
        }
    }
}

on_both_engines!(killed_before_an_outside_did_what_it_was_asked);

async fn killed_before_an_outside_did_what_it_was_asked(engine: Engine) {
    all(killings(engine, &FaultKind::HoldBefore)).await;
}

on_both_engines!(killed_after_an_outside_did_what_it_was_asked);

async fn killed_after_an_outside_did_what_it_was_asked(engine: Engine) {
    all(killings(engine, &FaultKind::HoldAfter)).await;
}

fn killings(engine: Engine, fault: &FaultKind) -> Vec<Scenario> {
    let scenario = |(outside, call, skip): (Outside, &'static str, u32)| {
        let fault = fault.clone();
        let rule = FaultRule {
            call: call.to_owned(),
            fault,
            per_mille: 1000,
            skip,
            times: Some(1),
        };
        let name = format!("{:?} of {call} after {skip}", rule.fault);
        (name, killed_in(engine, outside, rule).boxed_local())
    };
    CALLS.into_iter().map(scenario).collect()
}

/// Kills the server while the call is under way, lets the outside end what it does, and goes on.
async fn killed_in(engine: Engine, outside: Outside, rule: FaultRule) {
    let mut world = World::open(Setup::on(engine)).await;
    outside.hold(&world, rule);
    let order = world.order(&LINES);
    let mut killed = false;
    let arrived = until("the order arrives in spite of the kill", async || {
        if !killed && !outside.holds(&world).held().is_empty() {
            killed = true;
            world.kill().await;
            outside.holds(&world).release();
            world.start().await;
        }
        let seen = world.look_after(order).await;
        breath().await;
        seen.filter(|seen| killed && is_told(seen))
    })
    .await;
    world.expect_once(order, &LINES);
    assert_eq!(world.asked_to_buy(), 1, "asked to buy more than once");
    assert_eq!(arrived.purchases.len(), 1, "{:#?}", arrived.purchases);
    assert!(!arrived.order.needs_person, "nothing is left to do");
}

on_both_engines!(killed_over_and_over);

/// Killed again and again, wherever it is just then.
async fn killed_over_and_over(engine: Engine) {
    let setup = Setup {
        poll_seconds: 5,
        ..Setup::on(engine)
    };
    let mut world = World::open(setup).await;
    let wishes: [&[(usize, u32)]; 3] = [&[(0, 1), (2, 1)], &[(1, 2)], &[(2, 3)]];
    let orders: Vec<i64> = wishes.iter().map(|lines| world.order(lines)).collect();
    // So many calls after each start the server is killed once more, and then no more. On PostgreSQL
    // what it was at comes back when its lease ends, a minute later each time.
    let lives: &[u64] = match engine {
        Engine::Sqlite => &[9, 4, 6, 11, 5, 7, 13, 4, 8, 6, 10, 5],
        Engine::Postgres => &[9, 6, 11, 5],
    };
    let mut left = lives.iter();
    let mut end = left.next().map(|calls| calls_so_far(&world) + calls);
    // Each life has a patience of its own.
    while !arrived_or_at(&mut world, &orders, end).await {
        world.kill().await;
        world.start().await;
        end = left.next().map(|calls| calls_so_far(&world) + calls);
    }
    assert!(
        left.len() < lives.len() / 2,
        "killed too seldom: {} lives left",
        left.len()
    );
    let standing = world.standing();
    assert_eq!(standing.len(), 4, "one for each supplier: {standing:#?}");
    for order in orders {
        let in_store = world.in_store(order);
        assert_eq!(in_store["fulfillment_status"], "fulfilled", "{in_store:#}");
        let told = world.fulfillments(order);
        assert_eq!(world.parcel_mails(order).len(), told.len());
    }
}

/// Waits until all orders have arrived (`true`) or so many calls were made.
async fn arrived_or_at(world: &mut World, orders: &[i64], end: Option<u64>) -> bool {
    until("all orders arrive in spite of the kills", async || {
        let mut arrived = 0;
        for order in orders {
            let seen = world.look_after(*order).await;
            arrived += usize::from(seen.as_ref().is_some_and(is_told));
        }
        breath().await;
        if arrived == orders.len() {
            return Some(true);
        }
        end.is_some_and(|end| calls_so_far(world) >= end)
            .then_some(false)
    })
    .await
}

fn calls_so_far(world: &World) -> u64 {
    let calls = |ledger: &serde_json::Value| -> u64 {
        let calls = ledger["calls"].as_object().unwrap().values();
        calls.filter_map(serde_json::Value::as_u64).sum()
    };
    calls(&world.store.ledger()) + calls(&world.market.ledger())
}
