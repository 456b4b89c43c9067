//! What every test here stands on: an open store, a receiver of webhooks, and waiting.

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig, demo_customer};
use platforms::sim::{FaultKind, FaultRule, SimClock, SimServer};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) struct Shop {
    pub(crate) sim: ShopbaseSim,
    pub(crate) server: SimServer,
    pub(crate) clock: SimClock,
    pub(crate) client: Client,
}

pub(crate) async fn open(config: ShopbaseSimConfig) -> Shop {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clock = SimClock::starting_at("2026-11-22T08:00:00Z".parse().unwrap(), 0.0);
    let (sim, server) = ShopbaseSim::start(config, clock.clone(), ([127, 0, 0, 1], 0).into())
        .await
        .unwrap();
    sim.seed_products(json!([
        {"id": 71, "title": "Linen lamp", "vendor": "Lumen", "variants": [
            {"id": 711, "sku": "LAMP-S", "option1": "Small", "price": 19.5, "inventory_quantity": 10},
            {"id": 712, "sku": "LAMP-L", "option1": "Large", "price": "29.90"}]},
        {"id": 72, "title": "Cork <b>mat</b>", "variants": [{"id": 721, "sku": "MAT", "price": "8.00"}]}
    ]))
    .unwrap();
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    Shop {
        sim,
        server,
        clock,
        client,
    }
}

pub(crate) fn relaxed() -> ShopbaseSimConfig {
    ShopbaseSimConfig {
        strict_rate: false,
        ..ShopbaseSimConfig::default()
    }
}

impl Shop {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url())
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client
            .request(method, self.url(path))
            .basic_auth("sim-api-key", Some("sim-api-password"))
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let answer = self.request(method, path).json(&body).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, body).await
    }

    pub(crate) fn order(&self) -> (i64, Vec<i64>) {
        let mut order = demo_customer(7);
        order["line_items"] = json!([{"variant_id": 711, "quantity": 3}, {"sku": "MAT"}]);
        let id = self.sim.create_order(order).unwrap();
        (id, lines_of(&self.sim, id))
    }

    pub(crate) fn fault(&self, call: &str, fault: FaultKind) {
        let call = call.into();
        self.sim.faults().set(vec![FaultRule {
            call,
            fault,
            per_mille: 1000,
            skip: 0,
            times: Some(1),
        }]);
    }
}

pub(crate) fn lines_of(sim: &ShopbaseSim, id: i64) -> Vec<i64> {
    let order = ledger_order(sim, id);
    order["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["id"].as_i64().unwrap())
        .collect()
}

pub(crate) fn ledger_order(sim: &ShopbaseSim, id: i64) -> Value {
    let ledger = sim.ledger();
    let orders = ledger["orders"].as_array().unwrap();
    orders
        .iter()
        .find(|order| order["id"] == id)
        .unwrap()
        .clone()
}

pub(crate) fn int(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

pub(crate) fn money(value: &Value) -> rust_decimal::Decimal {
    value.to_string().trim_matches('"').parse().unwrap()
}

pub(crate) async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(
            tokio::time::Instant::now() < deadline,
            "waited too long for {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

pub(crate) type Inbox = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A receiver of webhooks that answers `status`.
pub(crate) async fn receiver(status: StatusCode) -> (Inbox, SimServer) {
    let inbox = Inbox::default();
    let store = Arc::clone(&inbox);
    let router = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
        store.lock().unwrap().push((headers, body));
        async move { status }
    });
    (
        inbox,
        SimServer::start(router, ([127, 0, 0, 1], 0).into())
            .await
            .unwrap(),
    )
}

pub(crate) fn signature(key: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(body);
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}
