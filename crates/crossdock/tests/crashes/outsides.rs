//! Both simulators as a process of their own, steered over HTTP as any other process would.
//!
//! Nobody kills this one: what it remembers is what the judge believes.

use std::io::Read;
use std::process::Stdio;

use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig};
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
use platforms::sim::{FaultKind, FaultRule, SimClock};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::bench::own;
use crate::bench::shelf::{Good, products, text};

/// The variable in which the simulators' process gets its seed.
const SEED: &str = "SIMULATORS_SEED";

/// What the process says when both are there, before their two addresses.
const SAYS: &str = "simulators at ";

/// Both simulators.
pub(crate) struct Outsides {
    pub(crate) store_url: String,
    pub(crate) market_url: String,
    client: Client,
    /// It ends when the pipe to it closes: with us, however we end.
    _process: Child,
}

impl Outsides {
    pub(crate) async fn start(seed: u64) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "outsides::simulators", "--ignored"])
            .arg("--nocapture")
            .env(SEED, seed.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let (store_url, market_url) = loop {
            let line = said.next_line().await.unwrap().unwrap();
            // The test harness begins the line with the name of the test.
            if let Some((_, rest)) = line.split_once(SAYS) {
                let (store, market) = rest.split_once(' ').unwrap();
                break (store.to_owned(), market.to_owned());
            }
        };
        // What the harness says later is of no use, but it would end if nobody heard it.
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        let client = Client::builder().no_proxy().build().unwrap();
        Self {
            store_url,
            market_url,
            client,
            _process: process,
        }
    }

    /// What really happened in the store.
    pub(crate) async fn store(&self) -> Value {
        self.get(&self.store_url, "ledger").await
    }

    /// What was really bought.
    pub(crate) async fn market(&self) -> Value {
        self.get(&self.market_url, "ledger").await
    }

    /// Every webhook with what became of it.
    pub(crate) async fn outbox(&self) -> Value {
        self.get(&self.store_url, "webhooks/outbox").await
    }

    /// A customer orders and pays; answers the store's id.
    pub(crate) async fn order(&self, order: &Value) -> i64 {
        let url = format!("{}/_sim/orders", self.store_url);
        let answer = self.client.post(url).json(order).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["id"].as_i64().unwrap()
    }

    /// The owner of the store cancels, unless it is too late for that.
    pub(crate) async fn cancel_in_store(&self, order: i64) {
        let url = format!("{}/_sim/orders/{order}/cancel", self.store_url);
        self.client.post(url).json(&json!({})).send().await.unwrap();
    }

    /// The numbers of the supplier orders with this key.
    pub(crate) async fn bought(&self, key: &str) -> Vec<String> {
        let found = self
            .get(&self.market_url, &format!("orders?out_order_id={key}"))
            .await;
        let orders = found["orders"].as_array().unwrap().iter();
        orders.map(|order| text(&order["order_id"])).collect()
    }

    /// A person pays or cancels at the marketplace; it refuses what is too late.
    pub(crate) async fn at_market(&self, number: &str, action: &str) {
        let url = format!("{}/_sim/orders/{number}/{action}", self.market_url);
        self.client.post(url).send().await.unwrap();
    }

    /// Both misbehave from now on.
    pub(crate) async fn misbehave(&self) {
        self.set_faults(store_faults(), market_faults()).await;
    }

    /// Both behave from now on.
    pub(crate) async fn behave(&self) {
        self.set_faults(Vec::new(), Vec::new()).await;
    }

    async fn set_faults(&self, store: Vec<FaultRule>, market: Vec<FaultRule>) {
        for (url, rules) in [(&self.store_url, store), (&self.market_url, market)] {
            let request = self.client.put(format!("{url}/_sim/faults")).json(&rules);
            assert!(request.send().await.unwrap().status().is_success());
        }
    }

    async fn get(&self, url: &str, what: &str) -> Value {
        let answer = self.client.get(format!("{url}/_sim/{what}"));
        answer.send().await.unwrap().json().await.unwrap()
    }
}

/// How the simulated store is set up.
pub(crate) fn store_config(seed: u64) -> ShopbaseSimConfig {
    ShopbaseSimConfig {
        seed,
        // The program's memory of its own calls is killed with it; the real store would refuse some.
        strict_rate: false,
        ..ShopbaseSimConfig::default()
    }
}

fn market_config(seed: u64) -> AliexpressSimConfig {
    AliexpressSimConfig {
        seed,
        enforce_qps: false,
        sync_delay_seconds: 0,
        risk_minutes: 0..=0,
        risk_hold_per_mille: 0,
        handling_hours: 0..=0,
        travel_days: 0..=0,
        cancel_answer_hours: 0..=0,
        // The second parcel would leave a day later.
        two_parcels_per_mille: 0,
        number_change_per_mille: 0,
        ..AliexpressSimConfig::default()
    }
}

fn rule(call: &str, fault: FaultKind, per_mille: u16) -> FaultRule {
    FaultRule {
        call: call.to_owned(),
        fault,
        per_mille,
        skip: 0,
        times: None,
    }
}

fn store_faults() -> Vec<FaultRule> {
    let tell = "POST /admin/orders/{id}/fulfillments.json";
    vec![
        rule("webhook", own("webhook_lost"), 50),
        rule("webhook", own("webhook_twice"), 150),
        rule(tell, FaultKind::CutAfter, 80),
        rule(tell, FaultKind::CutBefore, 40),
        rule(tell, FaultKind::ServerErrorAfter { status: 504 }, 40),
        rule("*", FaultKind::Slow { delay_ms: 150 }, 150),
        rule("*", FaultKind::Throttled, 15),
        rule("*", FaultKind::ServerError { status: 502 }, 15),
    ]
}

fn market_faults() -> Vec<FaultRule> {
    let place = "aliexpress.ds.order.create";
    vec![
        rule(place, FaultKind::CutAfter, 60),
        rule(place, FaultKind::CutBefore, 40),
        rule(place, FaultKind::ServerErrorAfter { status: 502 }, 30),
        rule(place, own("remote_error_after"), 20),
        rule(place, own("success_without_ids"), 20),
        // Long enough that many a kill finds a placement under way.
        rule(place, FaultKind::Slow { delay_ms: 400 }, 300),
        rule("*", FaultKind::Slow { delay_ms: 150 }, 150),
        rule("*", FaultKind::Throttled, 15),
        rule("*", FaultKind::ServerError { status: 503 }, 15),
    ]
}

/// The process of the simulators; [`Outsides::start`] runs it. By itself it has nothing to do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the process of the simulators, started by the other tests"]
async fn simulators() {
    let Some(seed) = std::env::var_os(SEED) else {
        return;
    };
    let seed: u64 = seed.to_str().unwrap().parse().unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let here = ([127, 0, 0, 1], 0).into();
    let (store, store_server) = ShopbaseSim::start(store_config(seed), SimClock::real(), here)
        .await
        .unwrap();
    let (_market, market_server) =
        AliexpressSim::start(market_config(seed), SimClock::real(), here)
            .await
            .unwrap();
    store.seed_products(products(&goods())).unwrap();
    let (store_url, market_url) = (store_server.base_url(), market_server.base_url());
    eprintln!("simulators of the seed {seed} are there");
    print_line(&format!("{SAYS}{store_url} {market_url}"));
    let until_closed = || std::io::stdin().read_to_end(&mut Vec::new());
    tokio::task::spawn_blocking(until_closed)
        .await
        .unwrap()
        .unwrap();
}

/// What the store sells: two things of one supplier and one of another.
pub(crate) fn goods() -> Vec<Good> {
    [103, 105, 203].into_iter().map(Good::ordinary).collect()
}

fn print_line(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}
