//! What is sent, word for word, and what is never sent.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::IntoResponse;
use domain::parcel::TrackingStatus;
use domain::ports::connect::Credentials;

use super::*;
use crate::http::{Http, Now};
use crate::shopbase::api;
use crate::sim::SimServer;

type Said = Arc<Mutex<Vec<(String, Value)>>>;

/// A store at a server that answers everything with `answer` and keeps what it was told.
async fn store(answer: &'static str) -> (ShopbaseStore, Said, SimServer) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let said = Said::default();
    let kept = Arc::clone(&said);
    let router = Router::new().fallback(move |request: Request| {
        let kept = Arc::clone(&kept);
        async move {
            let line = format!("{} {}", request.method(), request.uri());
            let body = axum::body::to_bytes(request.into_body(), 1 << 20)
                .await
                .unwrap();
            let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
            kept.lock().unwrap().push((line, body));
            answer.into_response()
        }
    });
    let server = SimServer::start(router, ([127, 0, 0, 1], 0).into())
        .await
        .unwrap();
    let document = json!({
        "way": "private-app", "base_url": server.base_url(),
        "api_key": "k", "password": "p", "shared_secret": "s",
    });
    let access = auth::Access::read(&Credentials::new(document.to_string())).unwrap();
    let now: Now = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
    let http = Http::new().unwrap();
    let budget = api::budget(&http, "a shop");
    let api = Api::new(http, now, budget, access);
    (ShopbaseStore::new(api), said, server)
}

fn id(text: &str) -> ExternalId {
    ExternalId::new(text)
}

fn new_fulfillment(lines: Vec<(ExternalId, u32)>) -> NewFulfillment {
    NewFulfillment {
        lines,
        number: "LX1".into(),
        carrier: String::new(),
        tracking_url: "https://t.example/LX1".into(),
        notify_customer: false,
    }
}

#[tokio::test]
async fn a_fulfillment_names_its_lines_and_says_whether_to_notify() {
    let (store, said, _server) = store(r#"{"id":9007199254740999,"status":"success"}"#).await;
    let new = new_fulfillment(vec![(id("9007199254740995"), 2)]);
    let made = store
        .create_fulfillment(&id("9007199254740993"), &new)
        .await;
    assert_eq!(made.unwrap(), id("9007199254740999"));
    let said = said.lock().unwrap();
    let (line, body) = &said[0];
    assert_eq!(
        line,
        "POST /admin/orders/9007199254740993/fulfillments.json"
    );
    let wanted = json!({"fulfillment": {
        "line_items": [{"id": 9_007_199_254_740_995_u64, "quantity": 2}],
        "tracking_number": "LX1",
        "tracking_url": "https://t.example/LX1",
        "notify_customer": false,
        "service": "manual",
    }});
    assert_eq!(*body, wanted);
}

#[tokio::test]
async fn what_can_not_be_right_is_never_sent() {
    let (store, said, _server) = store("{}").await;
    for lines in [vec![], vec![(id("1"), 0)], vec![(id("x"), 1)]] {
        let made = store
            .create_fulfillment(&id("7"), &new_fulfillment(lines))
            .await;
        assert!(made.unwrap_err().did_nothing());
    }
    let good = new_fulfillment(vec![(id("1"), 1)]);
    for order in ["../shop", "7/cancel", "", "7.json?x=", "-7"] {
        let made = store.create_fulfillment(&id(order), &good).await;
        assert!(made.unwrap_err().did_nothing());
        assert!(store.cancel_order(&id(order), "").await.is_err());
        assert!(
            store
                .cancel_fulfillment(&id("7"), &id(order))
                .await
                .is_err()
        );
        assert_eq!(store.order(&id(order)).await.unwrap(), None);
        assert!(store.order_page(&id(order)).ends_with("/admin/orders"));
    }
    assert!(said.lock().unwrap().is_empty(), "nothing left the house");
}

#[tokio::test]
async fn changes_and_cancellations_are_spelled_as_documented() {
    let (store, said, _server) = store(r#"{"fulfillment":{"id":8}}"#).await;
    let update = FulfillmentUpdate {
        number: "LX2".into(),
        carrier: "4PX".into(),
        tracking_url: String::new(),
        status: Some(TrackingStatus::InTransit),
        notify_customer: true,
    };
    store
        .update_fulfillment(&id("7"), &id("8"), &update)
        .await
        .unwrap();
    store.cancel_fulfillment(&id("7"), &id("8")).await.unwrap();
    store.cancel_order(&id("7"), "fraud").await.unwrap();
    let said = said.lock().unwrap();
    let wanted = [
        (
            "PUT /admin/orders/7/fulfillments/8.json",
            json!({"fulfillment": {"tracking_number": "LX2", "tracking_company": "4PX",
                "shipment_status": "in_transit", "notify_customer": true}}),
        ),
        ("POST /admin/orders/7/fulfillments/8/cancel.json", json!({})),
        ("POST /admin/orders/7/cancel.json", json!({})),
    ];
    let said: Vec<(&str, Value)> = said
        .iter()
        .map(|(line, body)| (line.as_str(), body.clone()))
        .collect();
    assert_eq!(said, wanted);
}

#[tokio::test]
async fn the_poll_asks_for_every_order_that_changed() {
    let (store, said, _server) = store(include_str!("../fixtures/orders.json")).await;
    let since = "2026-11-01T00:00:00.5Z".parse().unwrap();
    let page = store.changed_orders(since, None).await.unwrap();
    let ids: Vec<&str> = page
        .items
        .iter()
        .map(|item| item.external_id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["9007199254740993", "9007199254740995", "7"],
        "oldest first"
    );
    assert_eq!(page.next, None);
    let said = said.lock().unwrap();
    assert_eq!(
        said[0].0,
        "GET /admin/orders.json?since_id=1&limit=250&updated_at_min=2026-11-01T00%3A00%3A00Z\
         &order_status=any&fields=id%2Cupdated_at"
    );
}

#[tokio::test]
async fn an_answer_that_was_not_understood_may_have_done_it() {
    let (store, _said, _server) = store("<html>proxy</html>").await;
    let new = new_fulfillment(vec![(id("1"), 1)]);
    let error = store.create_fulfillment(&id("7"), &new).await.unwrap_err();
    assert_eq!(error.kind, CallErrorKind::Unreadable);
    assert!(!error.did_nothing());
}
