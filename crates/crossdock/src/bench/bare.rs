//! The floor of the way: the same calls to the same simulators by the bare HTTP client, as many at
//! once, and the rows that the program stored of such an order, written by the bare driver, everything
//! that waits in one transaction. It decides nothing, checks nothing and remembers nothing.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};

use anyhow::{Context, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use platforms::sim::SimClock;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use sha2::Sha256;
use storage::floor::{OrderRows, RowWriter};
use tokio::sync::{Mutex, Semaphore, oneshot};

use super::part::listen;
use super::sims::{Calls, SimsReady};

/// More in a transaction only makes the first ones wait longer; the program has the same limit.
const GROUP: usize = 256;

/// Calls to the store and the marketplace, as the simulators name them.
const READ_ORDER: &str = "GET /admin/orders/{id}.json";
const TELL: &str = "POST /admin/orders/{id}/fulfillments.json";
const TELL_NEWS: &str = "PUT /admin/orders/{id}/fulfillments/{id}.json";
const SUBSCRIBE: &str = "POST /admin/webhooks.json";
const CREATE: &str = "aliexpress.ds.order.create";
const SUPPLIER_ORDER: &str = "aliexpress.trade.ds.order.get";
const PARCELS: &str = "aliexpress.ds.order.tracking.get";
const QUOTE: [&str; 2] = ["aliexpress.ds.product.get", "aliexpress.ds.freight.query"];

/// Rows on their way to the writer, and where the answer goes.
type Waiting = (OrderRows, oneshot::Sender<()>);

/// What makes the calls.
pub(super) struct Bare {
    client: Client,
    sims: SimsReady,
    clock: SimClock,
    access_token: String,
    calls: Calls,
    /// How often an order is read after it was told.
    read_after: u32,
    at_once: Semaphore,
    rows: Mutex<Vec<OrderRows>>,
    writer: mpsc::Sender<Waiting>,
}

impl Bare {
    /// Begins to listen for the webhooks of `sims`. `calls` are those that the program made for
    /// `orders` orders; `credentials` the marketplace account's document.
    pub(super) async fn begin(
        sims: SimsReady,
        clock: SimClock,
        credentials: &str,
        calls: Calls,
        orders: usize,
        at_once: usize,
        writer: RowWriter,
    ) -> anyhow::Result<Arc<Self>> {
        let credentials: Value = serde_json::from_str(credentials)?;
        let per_order = |name: &str| {
            let made = calls.counts.get(name).copied().unwrap_or(0);
            f64::from(u32::try_from(made).unwrap_or(u32::MAX))
                / f64::from(u32::try_from(orders).unwrap_or(1))
        };
        let expected = [
            (CREATE, 1.0),
            (SUPPLIER_ORDER, 1.0),
            (PARCELS, 1.0),
            (TELL, 1.0),
            (QUOTE[0], 2.0),
            (QUOTE[1], 2.0),
        ];
        for (name, times) in expected {
            let made = per_order(name);
            ensure!(
                (made - times).abs() < 0.2,
                "the program calls {name} {made} times an order: the floor does so {times} times"
            );
        }
        let reads = per_order(READ_ORDER);
        let read_after = (0..20)
            .find(|after| f64::from(*after) + 2.5 > reads)
            .unwrap_or(0);
        let (listener, ready) = listen().await?;
        let bare = Arc::new(Self {
            client: Client::builder().no_proxy().build()?,
            sims,
            clock,
            access_token: text(&credentials["access_token"]),
            calls,
            read_after,
            at_once: Semaphore::new(at_once),
            rows: Mutex::default(),
            writer: start_writer(writer)?,
        });
        let hooks = Router::new()
            .route("/hooks/{topic}", post(hear))
            .with_state(Arc::clone(&bare));
        tokio::spawn(async move { axum::serve(listener, hooks).await });
        bare.subscribe(ready.address).await?;
        Ok(bare)
    }

    /// The calls that are made for an order.
    pub(super) fn calls_per_order(&self) -> f64 {
        f64::from(self.read_after) + 11.0
    }

    /// The rows of the orders that come next.
    pub(super) async fn give(&self, rows: Vec<OrderRows>) {
        *self.rows.lock().await = rows;
    }

    /// To the same topics as the program.
    async fn subscribe(&self, address: SocketAddr) -> anyhow::Result<()> {
        let wanted = self
            .store(Method::GET, "/admin/webhooks.json", None)
            .await?;
        for hook in list(&wanted["webhooks"]) {
            self.store(
                Method::DELETE,
                &format!("/admin/webhooks/{}.json", hook["id"]),
                None,
            )
            .await?;
        }
        let (path, body) = self.sample(SUBSCRIBE)?;
        let topics = self
            .calls
            .counts
            .keys()
            .filter_map(|name| name.strip_prefix(super::sims::TOPIC));
        let topics: Vec<String> = topics.map(str::to_owned).collect();
        ensure!(!topics.is_empty(), "the program subscribed to nothing");
        for topic in topics {
            let mut body: Value = serde_json::from_str(body)?;
            let slug = topic.replace('/', "-");
            body["webhook"]["topic"] = topic.into();
            body["webhook"]["address"] = format!("http://{address}/hooks/{slug}").into();
            self.store(Method::POST, path, Some(body)).await?;
        }
        Ok(())
    }

    fn sample(&self, name: &str) -> anyhow::Result<(&str, &str)> {
        let sample = self.calls.samples.get(name);
        let (path, body) = sample.with_context(|| format!("the program never called {name}"))?;
        Ok((path, body))
    }

    /// Everything for one order.
    async fn fulfill(&self, id: &str) -> anyhow::Result<()> {
        let read = format!("/admin/orders/{id}.json");
        self.store(Method::GET, &read, None).await?;
        // Once for the plan, once before placing.
        for _ in 0..2 {
            for question in QUOTE {
                self.market(question, &|_| {}).await?;
            }
        }
        let key = format!("bare-{id}");
        let placed = self
            .market(CREATE, &|fields| rename_key(fields, &key))
            .await?;
        let number = find(&placed, "number")
            .and_then(|numbers| list(numbers).first())
            .context("nothing was placed")?;
        let number = text(number);
        let query = json!({ "order_id": number }).to_string();
        self.market(SUPPLIER_ORDER, &|fields| {
            put(fields, "single_order_query", &query);
        })
        .await?;
        let parcels = self
            .market(PARCELS, &|fields| put(fields, "ae_order_id", &number))
            .await?;
        let mail = find(&parcels, "mail_no").map(text).context("no parcel")?;
        let order = self.store(Method::GET, &read, None).await?;
        let (_, body) = self.sample(TELL)?;
        let mut body: Value = serde_json::from_str(body)?;
        let lines = list(&order["order"]["line_items"]).iter();
        body["fulfillment"]["line_items"] = lines
            .map(|line| json!({"id": line["id"], "quantity": line["quantity"]}))
            .collect();
        body["fulfillment"]["tracking_number"] = mail.into();
        let path = format!("/admin/orders/{id}/fulfillments.json");
        let told = self.store(Method::POST, &path, Some(body)).await?;
        let fulfillment = find(&told, "id").map(text).context("nothing was told")?;
        let (_, body) = self.sample(TELL_NEWS)?;
        let path = format!("/admin/orders/{id}/fulfillments/{fulfillment}.json");
        self.store(Method::PUT, &path, Some(serde_json::from_str(body)?))
            .await?;
        for _ in 0..self.read_after {
            self.store(Method::GET, &read, None).await?;
        }
        Ok(())
    }

    async fn keep(&self) -> anyhow::Result<()> {
        let rows = self
            .rows
            .lock()
            .await
            .pop()
            .context("more orders than rows")?;
        let (kept, answer) = oneshot::channel();
        self.writer
            .send((rows, kept))
            .ok()
            .context("the writer ended")?;
        answer.await.context("the rows were not kept")
    }

    async fn store(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        let _one = self.at_once.acquire().await?;
        let pair = format!("{}:{}", self.sims.api_key, self.sims.api_password);
        let request = self
            .client
            .request(method, format!("{}{path}", self.sims.store_url))
            .header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().await?;
        let status = answer.status();
        let bytes = answer.bytes().await?;
        ensure!(
            status.is_success(),
            "{path}: {status} {}",
            String::from_utf8_lossy(&bytes)
        );
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// Makes a call as the program made it, with other values, signed anew.
    async fn market(
        &self,
        name: &str,
        change: &(dyn Fn(&mut BTreeMap<String, String>) + Sync),
    ) -> anyhow::Result<Value> {
        let _one = self.at_once.acquire().await?;
        let (path, body) = self.sample(name)?;
        let mut fields: BTreeMap<String, String> = url::form_urlencoded::parse(body.as_bytes())
            .into_owned()
            .collect();
        fields.remove("sign");
        put(&mut fields, "session", &self.access_token);
        let now = self.clock.now().as_millisecond();
        put(&mut fields, "timestamp", &now.to_string());
        change(&mut fields);
        let mut mac = Hmac::<Sha256>::new_from_slice(self.sims.app_secret.as_bytes())?;
        for (name, value) in &fields {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        put(
            &mut fields,
            "sign",
            &hex::encode_upper(mac.finalize().into_bytes()),
        );
        let url = format!("{}{path}", self.sims.market_url);
        let answer = self.client.post(url).form(&fields).send().await?;
        let answer: Value = serde_json::from_slice(&answer.bytes().await?)?;
        ensure!(answer.get("error_response").is_none(), "{name}: {answer}");
        Ok(answer)
    }
}

/// A webhook: the one of a new order begins its way.
async fn hear(State(bare): State<Arc<Bare>>, Path(topic): Path<String>, body: Bytes) -> StatusCode {
    if topic != "orders-create" {
        return StatusCode::OK;
    }
    let told: Value = serde_json::from_slice(&body).unwrap_or_default();
    let id = find(&told, "id").map(text).unwrap_or_default();
    tokio::spawn(async move {
        let done = async {
            bare.keep().await?;
            bare.fulfill(&id).await
        };
        if let Err(error) = done.await {
            crate::cli::say_error(&format!("the floor of order {id}: {error:#}"));
        }
    });
    StatusCode::OK
}

fn start_writer(mut writer: RowWriter) -> anyhow::Result<mpsc::Sender<Waiting>> {
    let (sender, waiting) = mpsc::channel::<Waiting>();
    std::thread::Builder::new()
        .name("bare-writer".into())
        .spawn(move || {
            while let Ok(first) = waiting.recv() {
                let mut group = vec![first];
                group.extend(waiting.try_iter().take(GROUP - 1));
                if let Err(error) = writer.write(group.iter().map(|(rows, _)| rows)) {
                    crate::cli::say_error(&format!("the floor's rows: {error}"));
                    return;
                }
                for (_, kept) in group {
                    let _ = kept.send(());
                }
            }
        })?;
    Ok(sender)
}

fn put(fields: &mut BTreeMap<String, String>, name: &str, value: &str) {
    fields.insert(name.to_owned(), value.to_owned());
}

/// A placement has a key of its own.
fn rename_key(fields: &mut BTreeMap<String, String>, key: &str) {
    let name = "param_place_order_request4_open_api_d_t_o";
    let request: Option<Value> = fields
        .get(name)
        .and_then(|text| serde_json::from_str(text).ok());
    if let Some(mut request) = request {
        request["out_order_id"] = key.into();
        put(fields, name, &request.to_string());
    }
}

/// The first member of this name, however deep.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => members
            .get(name)
            .or_else(|| members.values().find_map(|inner| find(inner, name))),
        Value::Array(items) => items.iter().find_map(|inner| find(inner, name)),
        _ => None,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
