//! The simulators of a measurement in a process of their own: they answer at once, refuse nothing and
//! count what they are asked. A merchant in them pays what is placed, suppliers ship what is paid, and
//! customers keep so many orders on their way as they are told to.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig, demo_catalog};
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
use platforms::sim::SimServer;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::clock::Pace;
use super::figures::percentile;
use super::part::{input_ended, listen};
use crate::cli::say;

/// The marketplace's product that everybody orders.
const PRODUCT: &str = "1005006000000103";

/// The store's id of it.
const VARIANT: i64 = 1_000_001;

/// The call that reads an order at the marketplace.
pub(super) const ORDER: &str = "aliexpress.trade.ds.order.get";

/// What a topic is counted under that somebody subscribed to.
pub(super) const TOPIC: &str = "subscribed to ";

/// More is in nobody's way.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// An order takes milliseconds; after this long something is wrong.
const PATIENCE: Duration = Duration::from_secs(150);

/// How the simulators are started.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Sims {
    /// The clock; without one this machine's.
    pub(super) pace: Option<Pace>,
    /// Whether any order at the marketplace is told to be on its way to be shipped, in the words of the
    /// first one that was really asked for.
    pub(super) echo: bool,
}

/// Where the simulators are and what opens them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SimsReady {
    /// The store.
    pub(super) store_url: String,
    /// The marketplace.
    pub(super) market_url: String,
    /// The customers, and what was counted.
    pub(super) control: SocketAddr,
    /// The store's name.
    pub(super) store_name: String,
    /// Of the store's private app.
    pub(super) api_key: String,
    /// Of the store's private app.
    pub(super) api_password: String,
    /// What the store signs webhooks with.
    pub(super) shared_secret: String,
    /// Of the marketplace's app.
    pub(super) app_key: String,
    /// Of the marketplace's app.
    pub(super) app_secret: String,
}

/// What customers are told to do.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Wish {
    /// Orders in all.
    pub(super) orders: usize,
    /// Orders on their way at a time.
    pub(super) at_once: usize,
}

/// What became of their orders: all were told to the store.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Fulfilled {
    /// From the first order to the last fulfillment.
    pub(super) seconds: f64,
    /// Half of all orders took no longer, in milliseconds.
    pub(super) p50: f64,
    /// 99 of 100 took no longer.
    pub(super) p99: f64,
}

/// The calls that came, by name, with one of each as it came.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Calls {
    /// How many.
    pub(super) counts: BTreeMap<String, u64>,
    /// The last one's path and body.
    pub(super) samples: BTreeMap<String, (String, String)>,
    /// The seconds of real time from the first echo to the last.
    pub(super) echo_seconds: f64,
}

/// What is told of every order, and since when.
#[derive(Default)]
struct Echo {
    /// The order that was really asked for, and its answer.
    original: Option<(String, String)>,
    first: Option<Instant>,
}

#[derive(Clone)]
struct World {
    store: ShopbaseSim,
    market: AliexpressSim,
    calls: Arc<Mutex<Calls>>,
    echo: Option<Arc<Mutex<Echo>>>,
    told: UnboundedSender<i64>,
    arrivals: Arc<tokio::sync::Mutex<UnboundedReceiver<i64>>>,
}

/// Runs until the input ends.
pub(super) async fn run(sims: &Sims) -> anyhow::Result<()> {
    let clock = sims
        .pace
        .map_or_else(platforms::sim::SimClock::real, Pace::for_simulators);
    let store = ShopbaseSim::new(store_config(), clock.clone());
    let market = AliexpressSim::new(market_config(), clock);
    let catalog = catalog().context("the catalog has changed")?;
    let form = catalog.1;
    market.seed_catalog(catalog.0).map_err(anyhow::Error::msg)?;
    store
        .seed_products(products(&form))
        .map_err(anyhow::Error::msg)?;
    let (told, arrivals) = unbounded_channel();
    let world = World {
        store,
        market,
        calls: Arc::default(),
        echo: sims.echo.then(Arc::default),
        told,
        arrivals: Arc::new(tokio::sync::Mutex::new(arrivals)),
    };
    let here: SocketAddr = ([127, 0, 0, 1], 0).into();
    let of_store = from_fn_with_state(world.clone(), observe_store);
    let of_market = from_fn_with_state(world.clone(), observe_market);
    let store_server = SimServer::start(world.store.router().layer(of_store), here).await?;
    let market_server = SimServer::start(world.market.router().layer(of_market), here).await?;
    let (listener, control) = listen().await?;
    let config = world.store.config().clone();
    let keys = market_config();
    let ready = SimsReady {
        store_url: store_server.base_url(),
        market_url: market_server.base_url(),
        control: control.address,
        store_name: config
            .domain()
            .split('.')
            .next()
            .unwrap_or_default()
            .to_owned(),
        api_key: config.api_key,
        api_password: config.api_password,
        shared_secret: config.shared_secret,
        app_key: keys.app_key,
        app_secret: keys.app_secret,
    };
    let router = Router::new()
        .route("/run", post(fulfill_all))
        .route("/calls", get(tell_calls))
        .with_state(world);
    say(&serde_json::to_string(&ready)?);
    let server = axum::serve(listener, router);
    tokio::select! {
        ended = server => Ok(ended?),
        () = input_ended() => Ok(()),
    }
}

/// It refuses nothing for its limits; nothing is left to chance.
fn store_config() -> ShopbaseSimConfig {
    ShopbaseSimConfig {
        strict_rate: false,
        quirks: false,
        ..ShopbaseSimConfig::default()
    }
}

/// Everything travels at once.
fn market_config() -> AliexpressSimConfig {
    AliexpressSimConfig {
        enforce_qps: false,
        code_seconds: 31_536_000,
        quirk_per_mille: 0,
        sync_delay_seconds: 0,
        risk_minutes: 0..=0,
        handling_hours: 0..=0,
        travel_days: 0..=0,
        accept_hours: 0..=0,
        risk_hold_per_mille: 0,
        two_parcels_per_mille: 0,
        number_change_per_mille: 0,
        ..AliexpressSimConfig::default()
    }
}

/// The demo's catalog with enough in stock, and the first form of the product that is sold.
fn catalog() -> Option<(Value, String)> {
    let mut catalog = demo_catalog();
    let products = catalog["products"].as_array_mut()?;
    let sold = products
        .iter_mut()
        .find(|one| text(&one["product_id"]) == PRODUCT)?;
    for form in sold["skus"].as_array_mut()? {
        form["stock"] = json!(1_000_000_000);
    }
    let form = text(&sold["skus"][0]["sku_id"]);
    Some((catalog, form))
}

fn products(form: &str) -> Value {
    json!([{
        "id": 100_001, "title": "Desk lamp", "product_type": "Home",
        "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
        "variants": [{"id": VARIANT, "sku": format!("{PRODUCT}:{form}"), "option1": "Default Title", "price": "89.00"}],
    }])
}

fn order(number: usize) -> Value {
    let address = json!({
        "first_name": "Dana", "last_name": "Whitfield", "name": "Dana Whitfield", "company": "",
        "address1": format!("{number} Sample Oak Ave"), "address2": "", "city": "Vineland",
        "province": "New Jersey", "province_code": "NJ", "country": "United States",
        "country_name": "United States", "country_code": "US", "zip": "08360", "phone": "+1 208-555-0123",
    });
    json!({
        "email": "dana@example.com", "phone": "+1 208-555-0123",
        "customer": {"first_name": "Dana", "last_name": "Whitfield", "email": "dana@example.com"},
        "shipping_address": address, "billing_address": address,
        "line_items": [{"variant_id": VARIANT, "quantity": 1}],
    })
}

async fn fulfill_all(State(world): State<World>, Json(wish): Json<Wish>) -> Response {
    match world.fulfill(wish).await {
        Ok(fulfilled) => Json(fulfilled).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}

async fn tell_calls(State(world): State<World>) -> Json<Calls> {
    Json(world.calls().clone())
}

impl World {
    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn fulfill(&self, wish: Wish) -> anyhow::Result<Fulfilled> {
        let mut arrivals = self.arrivals.lock().await;
        let began = Instant::now();
        let mut open: HashMap<i64, Instant> = HashMap::new();
        let (mut placed, mut waits) = (0, Vec::with_capacity(wish.orders));
        while waits.len() < wish.orders {
            while open.len() < wish.at_once && placed < wish.orders {
                let since = Instant::now();
                let id = self
                    .store
                    .create_order(order(placed))
                    .map_err(anyhow::Error::msg)?;
                open.insert(id, since);
                placed += 1;
            }
            let arrived = tokio::time::timeout(PATIENCE, arrivals.recv()).await;
            let arrived = arrived.with_context(|| {
                let done = waits.len();
                format!(
                    "{done} of {} orders were fulfilled, and then none for long",
                    wish.orders
                )
            })?;
            let arrived = arrived.context("nobody tells any more")?;
            waits.extend(open.remove(&arrived).map(|since| since.elapsed()));
        }
        let seconds = began.elapsed().as_secs_f64();
        let mut millis = |per_mille| percentile(&mut waits, per_mille).as_secs_f64() * 1_000.0;
        Ok(Fulfilled {
            seconds,
            p50: millis(500),
            p99: millis(990),
        })
    }

    /// Tells of an order what the first one was answered with, as of one that is to be shipped.
    async fn tell(
        &self,
        echo: &Mutex<Echo>,
        request: Request,
        body: &[u8],
        next: Next,
    ) -> Response {
        let mut fields = url::form_urlencoded::parse(body);
        let query = fields.find(|(name, _)| name == "single_order_query");
        let query: Value = query
            .and_then(|(_, query)| serde_json::from_str(&query).ok())
            .unwrap_or_default();
        let number = text(&query["order_id"]);
        let known = {
            let mut echo = echo.lock().unwrap_or_else(PoisonError::into_inner);
            let known = echo.original.clone();
            if known.is_some() {
                let first = *echo.first.get_or_insert_with(Instant::now);
                self.calls().echo_seconds = first.elapsed().as_secs_f64();
            }
            known
        };
        if let Some((original, answer)) = known {
            return answer.replace(&original, &number).into_response();
        }
        let (head, body) = next.run(request).await.into_parts();
        let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
            return StatusCode::BAD_GATEWAY.into_response();
        };
        let answer = String::from_utf8_lossy(&body).replace("FINISH", "WAIT_SELLER_SEND_GOODS");
        let mut echo = echo.lock().unwrap_or_else(PoisonError::into_inner);
        echo.original = Some((number, answer));
        Response::from_parts(head, Body::from(body))
    }

    fn count(&self, name: &str, path: &str, body: &[u8]) {
        let mut calls = self.calls();
        *calls.counts.entry(name.to_owned()).or_default() += 1;
        if !calls.samples.contains_key(name) {
            let body = String::from_utf8_lossy(body).into_owned();
            calls
                .samples
                .insert(name.to_owned(), (path.to_owned(), body));
        }
    }
}

async fn observe_store(State(world): State<World>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let Ok((request, body)) = whole(request).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let name = format!("{method} {}", without_numbers(&path));
    world.count(&name, &path, &body);
    if name == "POST /admin/webhooks.json" {
        let wish: Value = serde_json::from_slice(&body).unwrap_or_default();
        let topic = text(&wish["webhook"]["topic"]);
        world.count(&format!("{TOPIC}{topic}"), &path, &[]);
    }
    let response = next.run(request).await;
    let is_told = name == "POST /admin/orders/{id}/fulfillments.json";
    if is_told && response.status().is_success() {
        let id = path.split('/').nth(3).and_then(|id| id.parse().ok());
        // Whoever asked for orders may have gone.
        let _ = id.map(|id| world.told.send(id));
    }
    response
}

async fn observe_market(State(world): State<World>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let Ok((request, body)) = whole(request).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut fields = url::form_urlencoded::parse(&body);
    let method = fields.find(|(name, _)| name == "method");
    let name = method.map_or_else(|| path.clone(), |(_, method)| method.into_owned());
    world.count(&name, &path, &body);
    if name == ORDER
        && let Some(echo) = &world.echo
    {
        return world.tell(echo, request, &body, next).await;
    }
    let response = next.run(request).await;
    if name != "aliexpress.ds.order.create" {
        return response;
    }
    let (head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    for number in numbers_of(&answer) {
        // The merchant pays at once.
        if let Err(error) = world.market.pay(number) {
            tracing::error!(error, "an order could not be paid");
        }
    }
    Response::from_parts(head, Body::from(body))
}

/// The numbers of the orders that an answer says were placed.
fn numbers_of(answer: &Value) -> Vec<u64> {
    match answer {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match name.as_str() {
                "number" => list(value).iter().filter_map(Value::as_u64).collect(),
                _ => numbers_of(value),
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

async fn whole(request: Request) -> anyhow::Result<(Request, axum::body::Bytes)> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await?;
    ensure!(body.len() <= BODY_LIMIT, "too long");
    Ok((Request::from_parts(head, Body::from(body.clone())), body))
}

fn without_numbers(path: &str) -> String {
    let part = |part: &str| {
        let (stem, ending) = part.split_once('.').unwrap_or((part, ""));
        if stem.is_empty() || !stem.bytes().all(|digit| digit.is_ascii_digit()) {
            part.to_owned()
        } else if ending.is_empty() {
            "{id}".to_owned()
        } else {
            format!("{{id}}.{ending}")
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_have_names_without_numbers() {
        assert_eq!(
            without_numbers("/admin/orders/17/fulfillments.json"),
            "/admin/orders/{id}/fulfillments.json"
        );
        assert_eq!(
            without_numbers("/admin/orders/17.json"),
            "/admin/orders/{id}.json"
        );
    }

    #[test]
    fn finds_what_was_placed() {
        let answer = json!({"x": {"result": {"order_list": {"number": [7, 8]}}}});
        assert_eq!(numbers_of(&answer), [7, 8]);
    }
}
