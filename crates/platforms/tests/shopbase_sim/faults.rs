//! Faults on a switch, held calls and hostile requests.

use crate::bench::{ledger_order, open, relaxed, until};
use platforms::sim::FaultKind;
use reqwest::{Method, Response};
use serde_json::{Value, json};

#[tokio::test]
async fn faults_strike_before_and_after_the_work() {
    let shop = open(relaxed()).await;
    let name = "POST /admin/orders/{id}/fulfillments.json";
    let send = |id: i64| {
        let path = format!("/admin/orders/{id}/fulfillments.json");
        shop.request(Method::POST, &path)
            .json(&json!({"fulfillment": {"tracking_number": "A1"}}))
            .send()
    };
    let shipped = |id: i64| {
        ledger_order(&shop.sim, id)["fulfillments"]
            .as_array()
            .unwrap()
            .len()
    };
    let cases: [(FaultKind, Option<u16>, usize); 6] = [
        (FaultKind::CutBefore, None, 0),
        (FaultKind::CutAfter, None, 1),
        (FaultKind::Throttled, Some(429), 0),
        (FaultKind::ServerError { status: 502 }, Some(502), 0),
        (FaultKind::ServerErrorAfter { status: 504 }, Some(504), 1),
        (
            FaultKind::Platform {
                name: "shop_frozen".into(),
            },
            Some(402),
            0,
        ),
    ];
    for (fault, status, stored) in cases {
        let (id, _) = shop.order();
        shop.fault(name, fault.clone());
        let answer: Option<Response> = send(id).await.ok();
        assert_eq!(
            answer.map(|answer| answer.status().as_u16()),
            status,
            "{fault:?}"
        );
        assert_eq!(shipped(id), stored, "{fault:?}");
    }
    let (id, _) = shop.order();
    shop.fault(name, FaultKind::NotJson);
    let page = send(id).await.unwrap();
    assert_eq!((page.status().as_u16(), shipped(id)), (200, 0));
    assert!(page.json::<Value>().await.is_err());
    assert_eq!(shop.sim.ledger()["calls"][name], 7);
}

#[tokio::test]
async fn a_held_call_waits_for_its_release() {
    let shop = open(relaxed()).await;
    for (fault, before) in [(FaultKind::HoldBefore, 0), (FaultKind::HoldAfter, 1)] {
        let (id, _) = shop.order();
        shop.fault("POST *", fault);
        let path = format!("/admin/orders/{id}/fulfillments.json");
        let call = tokio::spawn(shop.request(Method::POST, &path).json(&json!({})).send());
        until("the call is held", || !shop.sim.holds().held().is_empty()).await;
        let stored = || {
            ledger_order(&shop.sim, id)["fulfillments"]
                .as_array()
                .unwrap()
                .len()
        };
        assert_eq!(stored(), before);
        let held = shop.get("/_sim/holds").await;
        assert_eq!(held["held"][0], "POST /admin/orders/{id}/fulfillments.json");
        shop.post("/_sim/holds/release", json!({})).await;
        assert_eq!(call.await.unwrap().unwrap().status(), 201);
        assert_eq!(stored(), 1);
    }
}

#[tokio::test]
async fn hostile_requests_are_refused_and_nothing_breaks() {
    let shop = open(relaxed()).await;
    let broken = shop
        .request(Method::POST, "/admin/orders.json")
        .body("{\"order\":")
        .send()
        .await
        .unwrap();
    assert_eq!(broken.status(), 400);
    assert!(broken.json::<Value>().await.unwrap()["error"].is_string());
    let (id, _) = shop.order();
    for body in [
        json!([]),
        json!({"fulfillment": {"line_items": [{"id": {}, "quantity": -1}]}}),
    ] {
        let (status, _) = shop
            .post(&format!("/admin/orders/{id}/fulfillments.json"), body)
            .await;
        assert!(matches!(status.as_u16(), 201 | 422), "{status}");
    }
    let huge = "x".repeat(17 * 1024 * 1024);
    let answer = shop
        .request(Method::POST, "/admin/orders.json")
        .body(huge)
        .send()
        .await;
    assert!(answer.is_err() || answer.unwrap().status() == 413);
    assert_eq!(
        shop.get("/admin/shop.json").await["shop"]["currency"],
        "USD"
    );
}
