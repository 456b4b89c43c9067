//! Webhooks: where they may go, how they are signed and spelled, how often they are tried, when they end.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use platforms::sim::SimServer;
use serde_json::Value;

use crate::bench::Bench;

type Arrived = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A desk that keeps whatever is sent to it and answers with this status.
async fn desk(status: u16) -> (SimServer, Arrived) {
    let arrived = Arrived::default();
    let kept = Arc::clone(&arrived);
    let router = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
        kept.lock().unwrap().push((headers, body));
        async move { StatusCode::from_u16(status).unwrap() }
    });
    let server = SimServer::start(router, ([127, 0, 0, 1], 0).into())
        .await
        .unwrap();
    (server, arrived)
}

async fn subscribe(bench: &Bench, uri: &str) -> Value {
    bench
        .change(&format!(
            "webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {{uri: \"{uri}\"}})
             {{ webhookSubscription {{ id }} userErrors {{ field message }} }}"
        ))
        .await
}

#[tokio::test]
async fn addresses_are_checked_and_no_topic_is_subscribed_twice() {
    let bench = Bench::start().await;
    for (uri, words) in [
        ("http://desk.crossdock.test/x", "http:// is not supported"),
        ("https://example.com/x", "not allowed"),
        ("nonsense", "invalid"),
    ] {
        let refused = subscribe(&bench, uri).await;
        let error = &refused["userErrors"][0];
        assert_eq!(error["field"][1], "callbackUrl");
        assert!(
            error["message"].as_str().unwrap().contains(words),
            "{error}"
        );
    }
    let uri = "https://desk.crossdock.test/x";
    assert_eq!(
        subscribe(&bench, uri).await["userErrors"],
        serde_json::json!([])
    );
    let twice = subscribe(&bench, uri).await;
    assert!(
        twice["userErrors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("already been taken")
    );
}

#[tokio::test]
async fn a_delivery_is_signed_and_spelled_the_older_way() {
    let bench = Bench::start().await;
    let (server, arrived) = desk(200).await;
    subscribe(&bench, &format!("{}/hook", server.base_url())).await;
    let order = bench.order(&[1]);
    bench
        .until("delivered", |ledger| ledger["counts"]["webhooks_sent"] == 1)
        .await;
    let (headers, body) = arrived.lock().unwrap()[0].clone();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"sim-client-secret").unwrap();
    mac.update(&body);
    let signature = base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
    assert_eq!(headers["x-shopify-hmac-sha256"], signature.as_str());
    assert_eq!(headers["x-shopify-topic"], "orders/create");
    assert!(headers.contains_key("x-shopify-webhook-id"));
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        text.contains("gid:\\/\\/shopify\\/Order"),
        "slashes are escaped"
    );
    let told: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["id"].as_i64(), Some(order));
    assert_eq!(told["total_price"], "19.90");
    assert!(told["created_at"].as_str().unwrap().ends_with("-05:00"));
}

#[tokio::test]
async fn after_nine_failures_the_subscription_is_gone() {
    let bench = Bench::start().await;
    let (server, arrived) = desk(500).await;
    subscribe(&bench, &format!("{}/hook", server.base_url())).await;
    bench.order(&[1]);
    bench
        .until("removed", |ledger| ledger["subscriptions_removed"] == 1)
        .await;
    let tries = arrived.lock().unwrap().clone();
    assert_eq!(tries.len(), 9);
    let ids = tries
        .iter()
        .map(|(headers, _)| headers["x-shopify-webhook-id"].clone());
    let ids: std::collections::BTreeSet<_> =
        ids.map(|id| id.to_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 1, "the same delivery each time");
    let left = bench
        .data("{ webhookSubscriptions(first: 5) { nodes { id } } }")
        .await;
    assert_eq!(left["webhookSubscriptions"]["nodes"], serde_json::json!([]));
}
