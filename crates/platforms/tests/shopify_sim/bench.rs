//! A store on a clock that stands still, and a caller written apart from the client.

use std::time::Duration;

use jiff::SignedDuration;
use platforms::shopify::sim::{ShopifySim, ShopifySimConfig};
use platforms::sim::{SimClock, SimServer};
use reqwest::{Client, Response};
use serde_json::{Value, json};

pub(crate) struct Bench {
    pub(crate) sim: ShopifySim,
    pub(crate) clock: SimClock,
    server: SimServer,
    client: Client,
    pub(crate) token: String,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(ShopifySimConfig::default()).await
    }

    pub(crate) async fn with(config: ShopifySimConfig) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = SimClock::starting_at("2026-11-22T08:00:00Z".parse().unwrap(), 0.0);
        let token = config.static_access.clone();
        let here = ([127, 0, 0, 1], 0).into();
        let (sim, server) = ShopifySim::start(config, clock.clone(), here)
            .await
            .unwrap();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            sim,
            clock,
            server,
            client,
            token,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url())
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    pub(crate) async fn form(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.client.post(self.url(path)).form(form);
        request.send().await.unwrap()
    }

    pub(crate) async fn json(&self, path: &str, body: &Value) -> Response {
        let request = self.client.post(self.url(path)).json(body);
        request.send().await.unwrap()
    }

    /// A request of the API: the whole answer.
    pub(crate) async fn ask(&self, query: &str) -> Value {
        let request = self
            .client
            .post(self.url("/admin/api/2026-07/graphql.json"))
            .header("x-shopify-access-token", &self.token)
            .json(&json!({"query": query}));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{query}");
        answer.json().await.unwrap()
    }

    /// The data of a request that must be right.
    pub(crate) async fn data(&self, query: &str) -> Value {
        let mut answer = self.ask(query).await;
        assert_eq!(answer["errors"], Value::Null, "{query}");
        answer["data"].take()
    }

    /// The code of the first error of a request.
    pub(crate) async fn code(&self, query: &str) -> String {
        let answer = self.ask(query).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_default().to_owned()
    }

    /// A change: its payload.
    pub(crate) async fn change(&self, change: &str) -> Value {
        let data = self.data(&format!("mutation {{ {change} }}")).await;
        data.as_object().unwrap().values().next().unwrap().clone()
    }

    /// A paid order of lines with these quantities, after the store said where they are.
    pub(crate) fn order(&self, quantities: &[i64]) -> i64 {
        let lines = quantities.iter().enumerate();
        let lines: Vec<Value> = lines
            .map(|(at, quantity)| json!({"title": format!("Lamp {at}"), "price": "19.90", "quantity": quantity}))
            .collect();
        let id = self
            .sim
            .create_order(json!({"line_items": lines, "email": "dana@example.com"}));
        self.clock.advance(SignedDuration::from_secs(3));
        id.unwrap()
    }

    /// The fulfillment orders of an order, with their lines.
    pub(crate) async fn works(&self, order: i64) -> Vec<Value> {
        let data = self
            .data(&format!(
                "{{ order(id: \"gid://shopify/Order/{order}\") {{ fulfillmentOrders(first: 10) {{ nodes {{
                    id status requestStatus supportedActions {{ action }}
                    lineItems(first: 10) {{ nodes {{ id totalQuantity remainingQuantity }} }} }} }} }} }}"
            ))
            .await;
        let nodes = data["order"]["fulfillmentOrders"]["nodes"].as_array();
        nodes.unwrap().clone()
    }

    pub(crate) async fn shown(&self, order: i64) -> (String, String) {
        let data = self
            .data(&format!(
                "{{ order(id: \"gid://shopify/Order/{order}\") {{ displayFinancialStatus displayFulfillmentStatus }} }}"
            ))
            .await;
        let word = |name: &str| data["order"][name].as_str().unwrap().to_owned();
        (
            word("displayFinancialStatus"),
            word("displayFulfillmentStatus"),
        )
    }

    /// Waits until the store's books say so.
    pub(crate) async fn until(&self, what: &str, is: impl Fn(&Value) -> bool) {
        let waiting = async {
            while !is(&self.sim.ledger()) {
                self.clock.advance(SignedDuration::from_secs(30));
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(150), waiting).await;
        assert!(waited.is_ok(), "never {what}");
    }
}

pub(crate) fn texts(list: &Value, name: &str) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items
        .map(|item| item[name].as_str().unwrap().to_owned())
        .collect()
}
