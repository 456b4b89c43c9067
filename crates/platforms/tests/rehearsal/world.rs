//! Two simulators, the clients of both, and the wire between them.

use std::hash::{DefaultHasher, Hasher};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use domain::ports::connect::{ConnectStart, ConnectValues, Connector};
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;
use jiff::Timestamp;
use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig, demo_catalog};
use platforms::http::{Http, Now};
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
use platforms::sim::{Departure, Dice, Network, Odds, Passage, Repeats, Seen, SimClock, Weather};
use serde_json::Value;

const STORE: &str = "lumen-lane.onshopbase.com";
const MARKET: &str = "api-sg.aliexpress.com";
const DESK: &str = "desk.crossdock.test";

/// What the wire carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    pub(crate) fingerprint: u64,
    pub(crate) requests: u64,
    pub(crate) lost: u64,
    pub(crate) hooks: u64,
    pub(crate) pushes: u64,
}

/// All that can be told of a run.
pub(crate) struct History {
    pub(crate) network: Carried,
    pub(crate) store: Value,
    pub(crate) market: Value,
    pub(crate) keys_bought: Vec<String>,
    pub(crate) fulfilled: usize,
    pub(crate) ended_at: Timestamp,
}

pub(crate) struct World {
    pub(crate) clock: SimClock,
    pub(crate) store: ShopbaseSim,
    pub(crate) market: AliexpressSim,
    pub(crate) store_port: Arc<dyn StorePort>,
    pub(crate) market_port: Arc<dyn MarketplacePort>,
    book: Arc<Mutex<Book>>,
    _network: Network,
}

#[derive(Default)]
struct Book {
    carried: Carried,
    hasher: DefaultHasher,
}

/// Seeded dice, and a book of everything that happens.
struct BadWeather {
    dice: Dice,
    book: Arc<Mutex<Book>>,
}

impl Weather for BadWeather {
    fn passage(&mut self, departure: &Departure<'_>) -> Passage {
        // Vendors repeat their webhooks; nothing on this wire repeats a call that buys.
        let repeats = match departure.from {
            "node" => Repeats::Never,
            _ => Repeats::Allowed,
        };
        self.dice.throw(repeats)
    }

    fn see(&mut self, seen: &Seen<'_>) {
        let mut book = self.book.lock().unwrap();
        seen.fingerprint(&mut book.hasher);
        match seen {
            Seen::Departed(..) => book.carried.requests += 1,
            Seen::Lost { .. } => book.carried.lost += 1,
            Seen::Arrived { .. } | Seen::Answered { .. } => {}
        }
    }
}

impl World {
    pub(crate) async fn under_bad_weather(seed: u64) -> Self {
        let odds = Odds {
            not_connected: 10,
            cut_before: 10,
            cut_after: 10,
            silent_before: 5,
            silent_after: 5,
            twice: 50,
            very_late: 5,
            delay_ms: 400,
        };
        Self::under(seed, odds).await
    }

    pub(crate) async fn under(seed: u64, odds: Odds) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = SimClock::starting_at("2026-11-22T09:00:00Z".parse().unwrap(), 1.0);
        let book = Arc::<Mutex<Book>>::default();
        let network = Network::under(platforms::sim::Calm);
        let store_config = ShopbaseSimConfig {
            seed,
            ..ShopbaseSimConfig::default()
        };
        let store = ShopbaseSim::over(store_config, clock.clone(), network.outlet("store"));
        let market_config = AliexpressSimConfig {
            seed,
            push_url: Some(format!("https://{DESK}/pushes")),
            ..AliexpressSimConfig::default()
        };
        let market = AliexpressSim::over(market_config, clock.clone(), network.outlet("market"));
        market.seed_catalog(demo_catalog()).unwrap();
        network.plug(STORE, store.router());
        network.plug(MARKET, market.router());
        network.plug(DESK, desk(Arc::clone(&book)));

        let told = clock.clone();
        let now: Now = Arc::new(move || told.now());
        let http = Http::over(network.outlet("node")).unwrap();
        let store_port = store_port(&*platforms::shopbase::connector(
            http.clone(),
            Arc::clone(&now),
        ))
        .await;
        let connector = platforms::aliexpress::connector(http, now);
        let market_port = market_port(&*connector, &market).await;
        store_port
            .ensure_webhooks(&format!("https://{DESK}/hooks"))
            .await
            .unwrap();
        network.change_weather(BadWeather {
            dice: Dice::seeded(seed, odds),
            book: Arc::clone(&book),
        });
        Self {
            clock,
            store,
            market,
            store_port,
            market_port,
            book,
            _network: network,
        }
    }

    pub(crate) fn history(&self) -> History {
        let book = self.book.lock().unwrap();
        let mut network = book.carried.clone();
        network.fingerprint = book.hasher.finish();
        let bought = self.market.order_rows().into_iter();
        let orders = self.store.order_rows();
        let fulfilled = orders
            .iter()
            .filter(|order| order.fulfillment_status == Some("fulfilled"));
        History {
            network,
            store: self.store.ledger(),
            market: self.market.ledger(),
            keys_bought: bought.filter_map(|order| order.out_order_id).collect(),
            fulfilled: fulfilled.count(),
            ended_at: self.clock.now(),
        }
    }
}

/// Where webhooks come in; it only counts.
fn desk(book: Arc<Mutex<Book>>) -> Router {
    let hook = |State(book): State<Arc<Mutex<Book>>>| async move {
        book.lock().unwrap().carried.hooks += 1;
    };
    let push = |State(book): State<Arc<Mutex<Book>>>| async move {
        book.lock().unwrap().carried.pushes += 1;
    };
    Router::new()
        .route("/hooks/{topic}", post(hook))
        .route("/pushes", post(push))
        .with_state(book)
}

async fn store_port(connector: &dyn Connector) -> Arc<dyn StorePort> {
    let values = values(&[
        ("shop", "lumen-lane"),
        ("api_key", "sim-api-key"),
        ("password", "sim-api-password"),
        ("shared_secret", "sim-shared-secret"),
    ]);
    match connector.start("private-app", &values, "", "").await {
        Ok(ConnectStart::Granted(grant)) => connector.store(&grant.credentials).unwrap(),
        Ok(ConnectStart::Authorize { .. }) => panic!("a private app asks nobody"),
        Err(error) => panic!("{error:?}"),
    }
}

async fn market_port(
    connector: &dyn Connector,
    market: &AliexpressSim,
) -> Arc<dyn MarketplacePort> {
    let callback = format!("https://{DESK}/connect/back");
    let asked = values(&[
        ("app_key", "500001"),
        ("app_secret", "sim-secret-aliexpress"),
    ]);
    let started = connector
        .start("authorize", &asked, &callback, "state")
        .await;
    let ConnectStart::Authorize { pending, .. } = started.unwrap() else {
        panic!("nobody was asked")
    };
    let code = market.grant_code(1_861_703_697).unwrap();
    let back = values(&[("code", &code), ("state", "state")]);
    let grant = connector.finish(&pending, &back, &callback).await.unwrap();
    connector.marketplace(&grant.credentials).unwrap()
}

fn values(pairs: &[(&str, &str)]) -> ConnectValues {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}
