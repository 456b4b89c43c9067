//! The store port's promises, kept by the Shopify client against its simulator over HTTP, in each of
//! the three ways to connect.
//!
//! The other side is spoken to over HTTP too: the simulator's control API and its ledger judge.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod wire;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ids::ExternalId;
use domain::ports::connect::{
    ConnectError, ConnectStart, ConnectValues, Connector, Credentials, Grant,
};
use domain::ports::error::CallErrorKind;
use domain::ports::store::{StorePort, WebhookCall, WebhookHint, WebhookRefused};
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use platforms::contract::store::{self as promises, OtherSide, Trouble};
use platforms::shopify::connector;
use platforms::shopify::sim::{ShopifySim, ShopifySimConfig};
use platforms::sim::{SimClock, SimServer};
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use self::wire::{Reach, Wire};

/// Where our webhooks are, as if this desk were reachable.
const HOOKS: &str = "https://desk.crossdock.test/hooks/shopify/k1";

/// The three ways to connect, and the first of them within the process.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    OwnApp,
    AllowedApp,
    Token,
    OwnAppInProcess,
}

const WAYS: [Way; 4] = [
    Way::OwnApp,
    Way::AllowedApp,
    Way::Token,
    Way::OwnAppInProcess,
];

/// A simulated shop, and the port to it.
struct Bench {
    reach: Reach,
    clock: SimClock,
    connector: Arc<dyn Connector>,
    credentials: Credentials,
}

impl Bench {
    /// A shop whose ids are above 2^53.
    async fn start(way: Way) -> Self {
        let config = ShopifySimConfig {
            big_ids: true,
            ..ShopifySimConfig::default()
        };
        Self::with(way, config).await
    }

    async fn with(way: Way, config: ShopifySimConfig) -> Self {
        let wire = match way {
            Way::OwnAppInProcess => Wire::InProcess,
            _ => Wire::Tcp,
        };
        let (reach, clock) = shop(config, wire).await;
        let told = clock.clone();
        let connector = connector(reach.http(), Arc::new(move || told.now()));
        let grant = match way {
            Way::OwnApp | Way::OwnAppInProcess => granted(
                connector
                    .start("own-app", &app_values(&reach), "", "")
                    .await,
            ),
            Way::AllowedApp => allow(&*connector, &reach).await.unwrap(),
            Way::Token => granted(
                connector
                    .start("token", &token_values(&reach), "", "")
                    .await,
            ),
        };
        assert_eq!(grant.name, "Cedar Row");
        assert_eq!(grant.access_expires_at.is_none(), way == Way::Token);
        assert!(
            connector
                .permissions(&grant.credentials)
                .iter()
                .all(|scope| scope.granted)
        );
        Self {
            reach,
            clock,
            connector,
            credentials: grant.credentials,
        }
    }

    fn store(&self) -> Arc<dyn StorePort> {
        self.connector.store(&self.credentials).unwrap()
    }

    /// Time goes on, so that the shop's bucket leaks and changes have different times.
    fn let_time_pass(&self) {
        self.clock.advance(SignedDuration::from_secs(2));
    }

    async fn control(&self, method: Method, path: &str, body: &Value) -> Value {
        self.let_time_pass();
        let request = self.reach.request(method, &format!("/_sim/{path}"));
        let answer = self.reach.send(request.json(body)).await;
        let text = String::from_utf8(answer.body).unwrap();
        assert!(
            answer.status.is_success(),
            "{path}: {} {text}",
            answer.status
        );
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// A request as the app itself, written apart from the client.
    async fn as_app(&self, query: &str) -> Value {
        self.let_time_pass();
        let request = self
            .reach
            .request(Method::POST, "/admin/api/2026-07/graphql.json");
        let request = request
            .header("X-Shopify-Access-Token", "shpua_sim-static-token")
            .json(&json!({"query": query}));
        let answer = self.reach.send(request).await;
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(answer["errors"], Value::Null, "{query}");
        answer["data"].clone()
    }

    /// Makes the next call of this name go wrong, once.
    async fn fault(&self, call: &str, fault: Value) {
        let mut rule = fault;
        rule["call"] = call.into();
        rule["times"] = 1.into();
        let rules = json!({"rules": [rule]});
        self.control(Method::PUT, "faults", &rules).await;
    }
}

#[async_trait]
impl OtherSide for Bench {
    async fn order(&self, quantities: &[u32]) -> ExternalId {
        let lines: Vec<Value> = quantities
            .iter()
            .enumerate()
            .map(|(at, quantity)| {
                json!({"title": format!("Lamp {at} <b>"), "price": 19.99, "quantity": quantity})
            })
            .collect();
        let order = json!({"line_items": lines, "financial_status": "pending"});
        let made = self.control(Method::POST, "orders", &order).await;
        // The store says a little later where the goods are.
        self.let_time_pass();
        ExternalId(text(&made["id"]))
    }

    async fn pay(&self, order: &ExternalId) {
        let path = format!("orders/{order}/pay");
        self.control(Method::POST, &path, &json!({})).await;
    }

    async fn refund(&self, order: &ExternalId, line: &ExternalId, quantity: u32) {
        let line: u64 = line.as_str().parse().unwrap();
        let body = json!({"line_item_id": line, "quantity": quantity});
        let path = format!("orders/{order}/refund");
        self.control(Method::POST, &path, &body).await;
    }

    async fn cancel(&self, order: &ExternalId) {
        let path = format!("orders/{order}/cancel");
        self.control(Method::POST, &path, &json!({})).await;
    }

    async fn numbers(&self, order: &ExternalId) -> Vec<String> {
        let ledger = self.control(Method::GET, "ledger", &Value::Null).await;
        let orders = ledger["orders"].as_array().unwrap();
        let kept = orders
            .iter()
            .find(|kept| text(&kept["id"]) == order.as_str());
        let fulfillments = kept.unwrap()["fulfillments"].as_array().unwrap();
        fulfillments
            .iter()
            .filter(|made| made["status"] != "cancelled")
            .map(|made| text(&made["tracking_number"]))
            .collect()
    }

    async fn subscriptions(&self) -> Vec<String> {
        let listed = self
            .as_app("{ webhookSubscriptions(first: 250) { nodes { uri } } }")
            .await;
        let hooks = listed["webhookSubscriptions"]["nodes"].as_array().unwrap();
        hooks.iter().map(|hook| text(&hook["uri"])).collect()
    }

    async fn subscribe_again(&self) {
        // The store refuses a second one for a topic at the same address, and takes this.
        let webhook = format!("{{uri: \"{HOOKS}/orders-paid\", format: JSON}}");
        let query = format!(
            "mutation {{ webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {webhook})
             {{ webhookSubscription {{ id }} userErrors {{ message }} }} }}"
        );
        let made = self.as_app(&query).await;
        assert_eq!(made["webhookSubscriptionCreate"]["userErrors"], json!([]));
    }

    async fn trouble(&self, trouble: Trouble) {
        match trouble {
            Trouble::FulfillmentAnswerLost => {
                let call = "fulfillmentCreate";
                self.fault(call, json!({"kind": "cut_after"})).await;
            }
            Trouble::TooManyCalls => self.fault("*", json!({"kind": "throttled"})).await,
            Trouble::Broken => {
                let broken = json!({"kind": "server_error", "status": 503});
                self.fault("*", broken).await;
            }
        }
    }

    async fn let_time_run(&self) {
        self.clock.set_speed(60.0);
    }

    fn sign(&self, body: &[u8]) -> Vec<(String, String)> {
        let mut hmac = Hmac::<sha2::Sha256>::new_from_slice(b"sim-client-secret").unwrap();
        hmac.update(body);
        let value = STANDARD.encode(hmac.finalize().into_bytes());
        vec![("x-shopify-hmac-sha256".into(), value)]
    }
}

#[tokio::test]
async fn a_store_says_who_it_is() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        promises::it_has_a_profile(&*bench.store()).await.unwrap();
    }
}

#[tokio::test]
async fn orders_are_told_as_they_are() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        let store = bench.store();
        promises::an_order_is_told_as_it_is(&*store, &bench)
            .await
            .unwrap();
        promises::a_missing_order_is_nothing(&*store).await.unwrap();
        promises::only_what_changed_is_told(&*store, &bench)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn six_hundred_orders_are_walked_without_a_loss() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        promises::paging_loses_none(&*bench.store(), &bench, 600)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn fulfillments_are_made_changed_and_canceled() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        let store = bench.store();
        promises::a_fulfillment_is_kept(&*store, &bench)
            .await
            .unwrap();
        promises::nothing_is_fulfilled_unnamed(&*store, &bench)
            .await
            .unwrap();
        promises::a_refusal_has_the_stores_words(&*store, &bench)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_fulfillment_whose_answer_is_lost_is_found_by_its_number() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        promises::a_lost_answer_is_found_by_number(&*bench.store(), &bench)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn trouble_is_told_apart() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        promises::trouble_is_told_apart(&*bench.store(), &bench)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn an_order_is_canceled_and_refunded() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        promises::an_order_can_be_canceled(&*bench.store(), &bench)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn webhooks_are_ensured_and_believed_only_when_signed() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        let store = bench.store();
        promises::webhooks_are_subscribed_once(&*store, &bench, HOOKS)
            .await
            .unwrap();
        assert_eq!(bench.subscriptions().await.len(), 23);
        let about = ExternalId::new("9007199254740993");
        let body = br#"{"id":9007199254740993,"page":"https:\/\/x"}"#;
        promises::only_signed_webhooks_are_believed(&*store, &bench, "orders-create", body, &about)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn what_the_store_really_sends_is_believed() {
    for way in WAYS {
        let bench = Bench::start(way).await;
        let store = bench.store();
        let (desk, arrived) = desk().await;
        let hooks = format!("{}/hooks", desk.base_url());
        assert_eq!(store.ensure_webhooks(&hooks).await.unwrap().len(), 23);
        let order = bench.order(&[1]).await;
        let (topic, headers, body) = await_delivery(&arrived, &bench, "orders-create").await;
        let call = WebhookCall {
            topic: &topic,
            headers: &headers,
            body: &body,
        };
        let about = WebhookHint::Order(order.clone());
        assert_eq!(store.read_webhook(&call), Ok(about.clone()));
        let again: Value = serde_json::from_slice(&body).unwrap();
        let encoded_anew = again.to_string().into_bytes();
        assert_ne!(encoded_anew, body, "the store escapes slashes");
        let call = WebhookCall {
            body: &encoded_anew,
            ..call
        };
        let refused = Err(WebhookRefused::WrongSignature);
        assert_eq!(store.read_webhook(&call), refused);

        bench.pay(&order).await;
        let (topic, headers, body) = await_delivery(&arrived, &bench, "orders-paid").await;
        let call = WebhookCall {
            topic: &topic,
            headers: &headers,
            body: &body,
        };
        assert_eq!(store.read_webhook(&call), Ok(about));
    }
}

#[tokio::test]
async fn every_status_of_the_store_is_a_decision() {
    use CallErrorKind as K;
    let bench = Bench::start(Way::OwnApp).await;
    let store = bench.store();
    let table = [
        ("unauthorized", K::SignedOut),
        ("shop_frozen", K::Misconfigured),
        ("forbidden", K::Misconfigured),
        ("not_found", K::Misconfigured),
        ("access_denied", K::Misconfigured),
        ("internal_error", K::Unavailable),
    ];
    for (name, kind) in table {
        let fault = json!({"kind": "platform", "name": name});
        bench.fault("*", fault).await;
        let error = store.profile().await.unwrap_err();
        assert_eq!(error.kind, kind, "{name}: {error:?}");
        assert!(!format!("{error:?}").contains("sim-static-token"));
    }
    bench.fault("*", json!({"kind": "cut_before"})).await;
    assert_eq!(store.profile().await.unwrap_err().kind, K::Unclear);
    bench.fault("*", json!({"kind": "not_json"})).await;
    assert_eq!(store.profile().await.unwrap_err().kind, K::Unreadable);
    let locked = json!({"kind": "platform", "name": "shop_locked"});
    bench.fault("*", locked).await;
    let locked = store.profile().await.unwrap_err();
    assert!(matches!(locked.kind, K::Throttled { .. }), "{locked:?}");
}

#[tokio::test]
async fn our_own_limiter_keeps_below_the_stores() {
    let bench = Bench::start(Way::OwnApp).await;
    let store = bench.store();
    bench.clock.advance(SignedDuration::from_mins(1));
    // Another process of ours used up what there was: the store says so, and it is believed.
    let emptied = json!({"kind": "platform", "name": "bucket_emptied"});
    bench.fault("shop", emptied).await;
    let told = store.profile().await.unwrap_err();
    assert!(
        matches!(told.kind, CallErrorKind::Throttled { .. }),
        "{told:?}"
    );
    assert_eq!(told.vendor_code.as_deref(), Some("THROTTLED"));
    let held = store.profile().await.unwrap_err();
    assert!(matches!(held.kind, CallErrorKind::Throttled { .. }));
    assert_eq!(held.vendor_code, None, "the store was not asked");
    bench.let_time_pass();
    store.profile().await.unwrap();
    let ledger = bench.control(Method::GET, "ledger", &Value::Null).await;
    assert_eq!(ledger["throttled"], 1);
}

#[tokio::test]
async fn products_are_walked_with_their_variants() {
    let bench = Bench::start(Way::AllowedApp).await;
    let products: Vec<Value> = (0..300)
        .map(|at| {
            json!({"title": format!("Lamp {at}"), "variants": [
                {"sku": format!("L{at}-S"), "option1": "Small", "price": "19.50"},
                {"sku": format!("L{at}-L"), "option1": "Large", "price": 24.05},
            ], "options": [{"name": "Size", "position": 1, "values": ["Small", "Large"]}]})
        })
        .collect();
    bench
        .control(Method::PUT, "products", &json!({"products": products}))
        .await;
    let store = bench.store();
    let mut seen = BTreeMap::new();
    let mut page = None;
    loop {
        let answer = store.products(page).await.unwrap();
        seen.extend(
            answer
                .items
                .into_iter()
                .map(|item| (item.title.clone(), item)),
        );
        match answer.next {
            Some(next) => page = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 300);
    let variants = &seen["Lamp 299"].variants;
    assert_eq!(variants[0].sku, "L299-S");
    assert_eq!(variants[1].title, "Large");
    assert_eq!(variants[1].price, Some("24.05".parse().unwrap()));
}

#[tokio::test]
async fn wrong_credentials_grant_nothing() {
    let (reach, clock) = shop(ShopifySimConfig::default(), Wire::Tcp).await;
    let told = clock.clone();
    let connector = connector(reach.http(), Arc::new(move || told.now()));
    let mut values = token_values(&reach);
    values.insert("access_token".into(), "wrong-static-token".into());
    let refused = connector.start("token", &values, "", "").await;
    let Err(ConnectError::Call(error)) = refused else {
        panic!("a wrong token was taken: {refused:?}");
    };
    assert_eq!(error.kind, CallErrorKind::SignedOut);
    assert!(!format!("{error:?}").contains("wrong-static-token"));

    let mut wrong = app_values(&reach);
    wrong.insert("client_secret".into(), "another-secret".into());
    let refused = connector.start("own-app", &wrong, "", "").await;
    assert!(
        matches!(&refused, Err(ConnectError::BadValue { field, .. }) if *field == "client_secret"),
        "{refused:?}"
    );
    let back = come_back(&*connector, &reach, &wrong).await;
    let refused = connector.finish(&back.0, &back.1, CALLBACK).await;
    assert!(
        matches!(refused, Err(ConnectError::NotAllowed(_))),
        "{refused:?}"
    );

    let (pending, mut query) = come_back(&*connector, &reach, &app_values(&reach)).await;
    clock.advance(SignedDuration::from_mins(11));
    let refused = connector.finish(&pending, &query, CALLBACK).await;
    assert!(
        matches!(refused, Err(ConnectError::NotAllowed(_))),
        "an old answer: {refused:?}"
    );
    query.insert("state".into(), "other".into());
    assert!(connector.finish(&pending, &query, CALLBACK).await.is_err());
}

#[tokio::test]
async fn another_organization_and_missing_scopes_are_said() {
    let config = ShopifySimConfig {
        same_organization: false,
        scopes: "write_orders,read_products".into(),
        ..ShopifySimConfig::default()
    };
    let (reach, clock) = shop(config, Wire::Tcp).await;
    let connector = connector(reach.http(), Arc::new(move || clock.now()));
    let refused = connector
        .start("own-app", &app_values(&reach), "", "")
        .await;
    let Err(ConnectError::NotAllowed(words)) = refused else {
        panic!("{refused:?}");
    };
    assert!(words.contains("organization"), "{words}");
    let refused = connector
        .start("token", &token_values(&reach), "", "")
        .await;
    let Err(ConnectError::NotAllowed(words)) = refused else {
        panic!("{refused:?}");
    };
    assert!(words.contains("read_locations"), "{words}");
}

#[tokio::test]
async fn an_access_is_renewed_and_the_old_pair_ends_when_the_new_one_is_used() {
    let bench = Bench::start(Way::AllowedApp).await;
    let first = bench.credentials.clone();
    bench.clock.advance(SignedDuration::from_mins(61));
    let ended = bench.store().profile().await.unwrap_err();
    assert_eq!(ended.kind, CallErrorKind::SignedOut);
    // The answer of the first renewal was lost: the old one may be used again, as long as nothing was
    // called with the new.
    let lost = bench.connector.renew(&first).await.unwrap();
    let second = bench.connector.renew(&first).await.unwrap();
    assert_ne!(lost.credentials.expose(), second.credentials.expose());
    assert_eq!(second.name, "Cedar Row");
    let store = bench.connector.store(&second.credentials).unwrap();
    store.profile().await.unwrap();
    let worthless = bench.connector.renew(&first).await.unwrap_err();
    assert_eq!(worthless.kind, CallErrorKind::SignedOut);
    bench.connector.renew(&second.credentials).await.unwrap();

    let day = Bench::start(Way::OwnApp).await;
    day.clock.advance(SignedDuration::from_hours(25));
    let ended = day.store().profile().await.unwrap_err();
    assert_eq!(ended.kind, CallErrorKind::SignedOut);
    let again = day.connector.renew(&day.credentials).await.unwrap();
    day.connector
        .store(&again.credentials)
        .unwrap()
        .profile()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_parcel_of_two_places_is_told_once_under_one_id() {
    let bench = Bench::start(Way::Token).await;
    let order = json!({"line_items": [
        {"title": "Lamp", "price": 5, "quantity": 2},
        {"title": "Cup", "price": 5, "quantity": 1, "location": "Second shop"},
    ]});
    let made = bench.control(Method::POST, "orders", &order).await;
    bench.let_time_pass();
    let id = ExternalId(text(&made["id"]));
    let store = bench.store();
    let told = store.order(&id).await.unwrap().unwrap();
    let lines = told
        .lines
        .iter()
        .map(|line| (line.external_id.clone(), line.quantity));
    let new = domain::ports::store::NewFulfillment {
        lines: lines.collect(),
        number: "LX0007CN".into(),
        carrier: "4PX".into(),
        tracking_url: String::new(),
        notify_customer: false,
    };
    // Only the first half is made, and the answer is lost: the second try finds it and makes the rest.
    bench
        .fault("fulfillmentCreate", json!({"kind": "cut_after"}))
        .await;
    assert!(store.create_fulfillment(&id, &new).await.is_err());
    let made = store.create_fulfillment(&id, &new).await.unwrap();
    assert_eq!(bench.numbers(&id).await.len(), 2);
    let told = store.order(&id).await.unwrap().unwrap();
    assert_eq!(told.fulfillments.len(), 1);
    assert_eq!(told.fulfillments[0].external_id, made);
    assert_eq!(told.fulfillments[0].lines.len(), 2);
    assert_eq!(store.create_fulfillment(&id, &new).await.unwrap(), made);
    store.cancel_fulfillment(&id, &made).await.unwrap();
    assert!(bench.numbers(&id).await.is_empty());
}

#[tokio::test]
async fn progress_is_shown_and_what_is_held_is_left_alone() {
    let bench = Bench::start(Way::OwnApp).await;
    let store = bench.store();
    let id = bench.order(&[1, 2]).await;
    let told = store.order(&id).await.unwrap().unwrap();
    let lines = [(told.lines[0].external_id.clone(), 1)];
    for _ in 0..2 {
        bench.let_time_pass();
        store.report_progress(&id, &lines).await.unwrap();
    }
    let shown = |word: &'static str| {
        let (bench, id) = (&bench, id.clone());
        async move {
            let ledger = bench.control(Method::GET, "ledger", &Value::Null).await;
            let orders = ledger["orders"].as_array().unwrap().clone();
            let order = orders
                .iter()
                .find(|order| text(&order["id"]) == id.as_str())
                .unwrap()
                .clone();
            assert_eq!(order["fulfillment_status"], word);
        }
    };
    shown("IN_PROGRESS").await;
    let ledger = bench.control(Method::GET, "ledger", &Value::Null).await;
    assert_eq!(ledger["calls"]["fulfillmentOrderReportProgress"], 1, "once");
    bench
        .control(Method::POST, &format!("orders/{id}/hold"), &json!({}))
        .await;
    let told = store.order(&id).await.unwrap().unwrap();
    let held: Vec<u32> = told.lines.iter().map(|line| line.held_quantity).collect();
    assert_eq!(held, [1, 2]);
    bench
        .control(Method::POST, &format!("orders/{id}/release"), &json!({}))
        .await;
    let told = store.order(&id).await.unwrap().unwrap();
    assert!(told.lines.iter().all(|line| line.held_quantity == 0));
}

/// What arrived at the desk: the last part of the address, the headers and the body.
type Delivery = (String, Vec<(String, String)>, Vec<u8>);
type Arrived = Arc<Mutex<Vec<Delivery>>>;

/// A desk that keeps whatever is sent to it.
async fn desk() -> (SimServer, Arrived) {
    let arrived = Arrived::default();
    let kept = Arc::clone(&arrived);
    let router = axum::Router::new().fallback(move |request: axum::extract::Request| {
        let kept = Arc::clone(&kept);
        async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
            let header = |(name, value): (&HeaderName, &HeaderValue)| {
                (name.to_string(), value.to_str().unwrap().to_owned())
            };
            let headers = parts.headers.iter().map(header).collect();
            let topic = parts.uri.path().rsplit('/').next().unwrap().to_owned();
            kept.lock().unwrap().push((topic, headers, body.to_vec()));
        }
    });
    let server = SimServer::start(router, ([127, 0, 0, 1], 0).into())
        .await
        .unwrap();
    (server, arrived)
}

/// Waits until a delivery of this topic is there; the shop's time goes on meanwhile.
async fn await_delivery(arrived: &Arrived, bench: &Bench, topic: &str) -> Delivery {
    let wait = async {
        loop {
            let found = arrived
                .lock()
                .unwrap()
                .iter()
                .find(|delivery| delivery.0 == topic)
                .cloned();
            if let Some(found) = found {
                return found;
            }
            bench.let_time_pass();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait)
        .await
        .unwrap()
}

const CALLBACK: &str = "https://desk.crossdock.test/connect/back";

async fn shop(config: ShopifySimConfig, wire: Wire) -> (Reach, SimClock) {
    // A clock that stands still but for what the test lets pass.
    let clock = SimClock::starting_at("2026-11-22T08:00:00Z".parse().unwrap(), 0.0);
    let sim = ShopifySim::new(config, clock.clone());
    (Reach::to(sim.router(), wire).await, clock)
}

fn values(pairs: &[(&str, &str)]) -> ConnectValues {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn app_values(reach: &Reach) -> ConnectValues {
    values(&[
        ("base_url", reach.base_url()),
        ("client_id", "sim-client-id"),
        ("client_secret", "sim-client-secret"),
    ])
}

fn token_values(reach: &Reach) -> ConnectValues {
    values(&[
        ("base_url", reach.base_url()),
        ("access_token", "shpua_sim-static-token"),
        ("client_secret", "sim-client-secret"),
    ])
}

fn granted(start: Result<ConnectStart, ConnectError>) -> Grant {
    match start.unwrap() {
        ConnectStart::Granted(grant) => *grant,
        ConnectStart::Authorize { url, .. } => panic!("sent to {url}"),
    }
}

async fn allow(connector: &dyn Connector, reach: &Reach) -> Result<Grant, ConnectError> {
    let (pending, query) = come_back(connector, reach, &app_values(reach)).await;
    connector.finish(&pending, &query, CALLBACK).await
}

/// The owner goes to the shop's page, allows the app, and comes back with a query.
async fn come_back(
    connector: &dyn Connector,
    reach: &Reach,
    values: &ConnectValues,
) -> (Credentials, ConnectValues) {
    let start = connector
        .start("allowed-app", values, CALLBACK, "st ate/1")
        .await;
    let ConnectStart::Authorize { url, pending } = start.unwrap() else {
        panic!("nobody allowed it yet");
    };
    let page = reach.send(reach.request(Method::GET, &url)).await;
    let page = String::from_utf8(page.body).unwrap();
    assert!(
        page.contains("write_orders"),
        "the owner reads what is asked for"
    );
    // The page's form repeats what it was opened with.
    let opened = url::Url::parse(&url).unwrap();
    let form: Vec<(String, String)> = opened.query_pairs().into_owned().collect();
    let allowed = reach.request(Method::POST, &url).form(&form);
    let allowed = reach.send(allowed).await;
    let back = allowed.headers["location"].to_str().unwrap();
    assert!(back.starts_with(CALLBACK), "{back}");
    let back = url::Url::parse(back).unwrap();
    (pending, back.query_pairs().into_owned().collect())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
