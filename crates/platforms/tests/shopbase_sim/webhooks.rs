//! Webhooks: subscriptions, signatures, retries and what can go wrong on their way.

use crate::bench::{int, open, receiver, relaxed, signature, until};
use jiff::SignedDuration;
use platforms::sim::FaultKind;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn webhooks_are_subscribed_signed_and_escaped() {
    let shop = open(relaxed()).await;
    let (inbox, server) = receiver(StatusCode::OK).await;
    let address = format!("{}/hooks", server.base_url());
    let hook = json!({"webhook": {"topic": "orders/create", "address": address, "format": "json"}});
    for _ in 0..2 {
        assert_eq!(shop.post("/admin/webhooks.json", hook.clone()).await.0, 201);
    }
    assert_eq!(
        shop.get("/admin/webhooks.json").await["webhooks"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for bad in [
        "http://desk.example.org/h",
        "https://example.com/h",
        "https://10.0.0.1/h",
        "https://a.internal/h",
    ] {
        let body = json!({"webhook": {"topic": "orders/paid", "address": bad}});
        assert_eq!(
            shop.post("/admin/webhooks.json", body).await.0,
            422,
            "{bad}"
        );
    }
    let (id, _) = shop.order();
    until("both subscriptions", || inbox.lock().unwrap().len() == 2).await;
    let (headers, body) = inbox.lock().unwrap()[0].clone();
    assert_eq!(
        headers["X-ShopBase-Hmac-SHA256"],
        signature("sim-shared-secret", &body).as_str()
    );
    assert_eq!(headers["X-ShopBase-Topic"], "orders/create");
    assert!(String::from_utf8_lossy(&body).contains(r"https:\/\/lumen-lane"));
    let order: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((int(&order["id"]), order.get("order")), (id, None));
    let hooks = shop.get("/admin/webhooks.json").await;
    let hook = int(&hooks["webhooks"][0]["id"]);
    let (status, _) = shop
        .call(
            Method::DELETE,
            &format!("/admin/webhooks/{hook}.json"),
            json!({}),
        )
        .await;
    assert_eq!(status, 200);
    shop.post("/_sim/webhooks/deliver_again", json!({"count": 2}))
        .await;
    until("the one that is left", || inbox.lock().unwrap().len() == 3).await;
}

#[tokio::test]
async fn a_refused_webhook_is_tried_nineteen_times_in_two_days() {
    let shop = open(relaxed()).await;
    let (inbox, server) = receiver(StatusCode::BAD_GATEWAY).await;
    let hook = json!({"topic": "orders/cancelled", "address": server.base_url()});
    shop.post("/admin/webhooks.json", hook).await;
    let (id, _) = shop.order();
    shop.sim.cancel_order(id).unwrap();
    for tries in 1..=19 {
        let failed = || shop.sim.ledger()["counts"]["webhooks_failed"] == tries;
        until("a failed try", failed).await;
        shop.clock.advance(SignedDuration::from_hours(8));
    }
    let outbox = shop.get("/_sim/webhooks/outbox").await;
    assert_eq!(outbox["outbox"][0]["state"], "given_up");
    assert_eq!(inbox.lock().unwrap().len(), 19);
}

#[tokio::test]
async fn webhooks_are_lost_doubled_late_overtaken_and_forged() {
    let shop = open(relaxed()).await;
    let (inbox, server) = receiver(StatusCode::OK).await;
    shop.post(
        "/admin/webhooks.json",
        json!({"topic": "orders/create", "address": server.base_url()}),
    )
    .await;
    let seen = || inbox.lock().unwrap().len();
    let platform = |name: &str| FaultKind::Platform { name: name.into() };
    shop.fault("webhook", platform("webhook_lost"));
    shop.order();
    shop.fault("webhook", platform("webhook_twice"));
    shop.order();
    until("two of one", || seen() == 2).await;
    let both = inbox.lock().unwrap().clone();
    assert_eq!(both[0].1, both[1].1);
    shop.fault("webhook", platform("webhook_out_of_order"));
    let (first, _) = shop.order();
    let (second, _) = shop.order();
    until("both in the wrong order", || seen() == 4).await;
    let id = |place: usize| {
        let body: Value = serde_json::from_slice(&inbox.lock().unwrap()[place].1).unwrap();
        int(&body["id"])
    };
    assert_eq!((id(2), id(3)), (second, first));
    shop.fault("webhook", platform("webhook_bad_signature"));
    shop.order();
    until("the forged one", || seen() == 5).await;
    let (headers, body) = inbox.lock().unwrap()[4].clone();
    assert_ne!(
        headers["X-ShopBase-Hmac-SHA256"],
        signature("sim-shared-secret", &body).as_str()
    );
    shop.fault("webhook", platform("webhook_late"));
    shop.order();
    let waiting = || shop.sim.ledger()["counts"]["webhooks_waiting"] == 1;
    until("the late one waits", waiting).await;
    shop.clock.advance(SignedDuration::from_mins(30));
    until("the late one", || seen() == 6).await;
}
