//! Webhooks twice, late, out of order, never, unsigned, oversized, malformed: an order arrives once, and
//! nobody else gets anything in.

use base64::Engine as _;
use domain::order::Tab;
use futures_util::FutureExt;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use platforms::shopbase::sim::ShopbaseSimConfig;
use platforms::sim::{FaultKind, FaultRule, SimClock};
use serde_json::json;
use sha2::Sha256;

use crate::bench::desk::Answer;
use crate::bench::engine::Engine;
use crate::bench::wait::{Scenario, all, until};
use crate::bench::{Setup, World, own};

const LINES: [(usize, u32); 2] = [(0, 1), (2, 2)];

/// Something about every webhook from now on.
fn always(fault: FaultKind) -> Vec<FaultRule> {
    vec![FaultRule {
        call: "webhook".to_owned(),
        fault,
        per_mille: 1000,
        skip: 0,
        times: None,
    }]
}

impl World {
    /// A store calls the address that this store was given.
    async fn deliver(&self, topic: &str, body: &[u8]) -> Answer {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"sim-shared-secret").unwrap();
        mac.update(body);
        let signature = mac.finalize().into_bytes();
        let signature = base64::engine::general_purpose::STANDARD.encode(signature);
        self.deliver_signed(topic, &signature, body).await
    }

    async fn deliver_signed(&self, topic: &str, signature: &str, body: &[u8]) -> Answer {
        let path = self.hook_path(topic).await;
        self.desk.deliver(&path, signature, body.to_vec()).await
    }

    /// The address that this store was given for a topic.
    async fn hook_path(&self, topic: &str) -> String {
        let stores = self.app().space().stores().await.unwrap();
        format!("/hooks/{}/{topic}", stores[0].hook_key)
    }

    /// How many webhooks were kept.
    async fn kept(&self) -> i64 {
        let store = self.store_id().await;
        self.app().space().delivery_counts(store).await.unwrap().0
    }

    async fn nothing_failed(&self) {
        let failed = self.app().space().failed_jobs(10).await.unwrap();
        assert!(failed.is_empty(), "{failed:#?}");
        assert_eq!(self.desk.get("/health").await.status, 200);
    }
}

on_both_engines!(however_webhooks_come_the_order_is_bought_once);

async fn however_webhooks_come_the_order_is_bought_once(engine: Engine) {
    let scenarios: Vec<Scenario> = vec![
        ("twice".into(), twice_and_out_of_order(engine).boxed_local()),
        ("late".into(), late(engine).boxed_local()),
        ("never".into(), never(engine).boxed_local()),
        (
            "wrongly signed".into(),
            wrongly_signed(engine).boxed_local(),
        ),
    ];
    all(scenarios).await;
}

/// Only webhooks bring the order here: no poll is due.
async fn twice_and_out_of_order(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    world.store.faults().set(always(own("webhook_twice")));
    let first = world.order(&LINES);
    world.carry(first).await;
    world.expect_once(first, &LINES);
    let twice = FaultRule {
        per_mille: 500,
        ..always(own("webhook_out_of_order")).remove(0)
    };
    world.store.faults().set(vec![twice]);
    let second = world.order(&[(1, 1)]);
    world.carry(second).await;
    assert_eq!(world.standing().len(), 3, "one for each supplier and order");
    assert_eq!(world.parcel_mails(second).len(), 1);
    world.nothing_failed().await;
}

/// The poll finds the order; what comes half an hour later changes nothing any more.
async fn late(engine: Engine) {
    let clock = SimClock::real();
    let setup = Setup {
        poll_seconds: 5,
        store_clock: Some(clock.clone()),
        ..Setup::on(engine)
    };
    let world = World::open(setup).await;
    world.store.faults().set(always(own("webhook_late")));
    let order = world.order(&LINES);
    let arrived = world.carry(order).await;
    let told_before = world.story(&arrived).await.len();
    let kept_before = world.kept().await;
    world.store.faults().set(Vec::new());
    clock.advance(SignedDuration::from_mins(40));
    until("the late webhooks came", async || {
        let waiting = world.store.ledger()["counts"]["webhooks_waiting"].as_u64();
        (waiting == Some(0) && world.kept().await > kept_before).then_some(())
    })
    .await;
    until("they were read", async || {
        let counts = world.app().space().job_counts().await.unwrap();
        let due = world.app().space().next_job_due().await.unwrap();
        (counts.running == 0 && due.is_none_or(|due| due > world.app().now())).then_some(())
    })
    .await;
    let after = world.find(order).await.unwrap();
    assert_eq!(after.order.tab, Tab::Fulfilled);
    assert_eq!(
        world.story(&after).await.len(),
        told_before,
        "nothing happened"
    );
    world.expect_once(order, &LINES);
    world.nothing_failed().await;
}

/// All are lost, or the store was never told our address: the poll completes it.
async fn never(engine: Engine) {
    let setup = Setup {
        webhooks: false,
        poll_seconds: 5,
        ..Setup::on(engine)
    };
    let world = World::open(setup).await;
    let order = world.order(&LINES);
    world.carry(order).await;
    world.expect_once(order, &LINES);
    assert_eq!(world.kept().await, 0);
    let sent = &world.store.ledger()["counts"]["webhooks_sent"];
    assert_eq!(*sent, json!(0), "nobody was called");
}

/// The store signs with another key: nothing is stored, and nothing is believed.
async fn wrongly_signed(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let kept = world.kept().await;
    world
        .store
        .faults()
        .set(always(own("webhook_bad_signature")));
    let order = world.order(&LINES);
    until("the store was refused", async || {
        let failed = world.store.ledger()["counts"]["webhooks_failed"].as_u64();
        (failed >= Some(2)).then_some(())
    })
    .await;
    assert_eq!(world.kept().await, kept, "nothing was stored");
    assert!(world.find(order).await.is_none(), "nothing was believed");
    let body = format!("{{\"id\": {order}}}");
    for signature in ["", "AAAA", "not base64 at all"] {
        let answer = world.deliver_signed("orders-create", signature, body.as_bytes());
        assert_eq!(answer.await.status, 401, "{signature:?}");
    }
    assert_eq!(world.kept().await, kept);
    // Rightly signed, the same body is taken.
    world.store.faults().set(Vec::new());
    assert_eq!(
        world.deliver("orders-create", body.as_bytes()).await.status,
        200
    );
    world
        .until(order, "is planned", |it| it.purchases.len() == 2)
        .await;
}

on_both_engines!(bodies_of_any_kind_are_taken_as_a_merchant_would_want);

/// Whatever a signed body holds, the server stands and the order arrives.
async fn bodies_of_any_kind_are_taken_as_a_merchant_would_want(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    // The order's own webhooks are lost, and no poll is due.
    world.store.faults().set(always(own("webhook_lost")));
    let order = world.order(&LINES);
    let kept = world.kept().await;
    let oversized = world.hook_path("orders-create").await;
    let answer = world.desk.announce(&oversized, 1024 * 1024 + 1).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert_eq!(world.kept().await, kept);
    let unknown = json!({
        "id": 9_007_199_254_740_993_i64, "a_field_of_tomorrow": [{"x": null}],
        "name": "<script>alert(1)</script>", "note": "\u{202e}".repeat(5_000),
    });
    for topic in [
        "orders-create",
        "something-new",
        "products-delete",
        "refunds-create",
    ] {
        let answer = world.deliver(topic, unknown.to_string().as_bytes()).await;
        assert_eq!(answer.status, 200, "{topic}: {}", answer.text);
    }
    let nobody = world
        .desk
        .deliver("/hooks/nobody/orders-create", "AAAA", b"{}".to_vec());
    assert_eq!(nobody.await.status, 404);
    assert!(world.find(order).await.is_none(), "nothing brought it yet");
    // A signed body that can't be read says that something happened: the store is read instead.
    let answer = world
        .deliver("orders-create", b"{\"id\": 12, \"lines\": [")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    world
        .until(order, "is found by reading the store", |it| {
            it.purchases.len() == 2
        })
        .await;
    for body in [
        &b"[]"[..],
        b"",
        b"null",
        &[0xff, 0xfe, 0x00],
        b"{\"id\": {}}",
        b"{\"id\": -1}",
    ] {
        let answer = world.deliver("orders-paid", body).await;
        assert_eq!(answer.status, 200, "{body:?}: {}", answer.text);
    }
    world.carry(order).await;
    world.expect_once(order, &LINES);
    world.nothing_failed().await;
}

on_both_engines!(ids_beyond_a_float_stay_exact);

/// Ids beyond what a float holds stay what they are, the whole way.
async fn ids_beyond_a_float_stay_exact(engine: Engine) {
    let store = ShopbaseSimConfig {
        big_ids: true,
        ..Setup::on(engine).store
    };
    let world = World::open(Setup {
        store,
        ..Setup::on(engine)
    })
    .await;
    let order = world.order(&LINES);
    assert!(order > 1 << 53, "{order}");
    let arrived = world.carry(order).await;
    world.expect_once(order, &LINES);
    assert_eq!(arrived.order.external_id.as_str(), order.to_string());
    for line in &arrived.order.lines {
        let id: i64 = line.external_id.as_str().parse().unwrap();
        assert!(id > 1 << 53, "{id}");
    }
}
