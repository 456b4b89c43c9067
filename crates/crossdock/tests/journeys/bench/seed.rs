//! Setting up a data folder before the server starts: owner, connections, products, mappings.
//!
//! It uses the same functions as the desk, on the same files. One journey (`by_hand`) does all of it
//! through the forms instead.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use app::desk::{MapLine, map_variant};
use app::{App, Clock, Settings, SystemClock, TimeOrderedIds};
use domain::address::CountryCode;
use domain::ids::{ConnectionId, ExternalId, IdSource, WorkspaceId};
use domain::ports::connect::ConnectValues;
use domain::workspace::Role;
use platforms::shopbase::sim::ShopbaseSimConfig;
use reqwest::Client;
use storage::{SealKey, Storage};
use tokio::sync::watch;

use super::program;
use super::shelf::Good;
use super::wait::until;

/// Who signs in at the simulated marketplace and allows it.
pub(crate) const ALLOWING: &str = "1861703697";

/// Where the owner signs in.
pub(crate) const OWNER: &str = "owner@shop.example";

/// Opens a data folder as the program does.
pub(crate) fn open(program: &program::Settings) -> App {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    // Ids of two processes must differ: the harness writes only while no server runs, and the seed of
    // each folder is its port.
    let seed = u64::from(program.port);
    let ids: Arc<dyn IdSource> = Arc::new(TimeOrderedIds::new(Arc::clone(&clock), seed));
    let key = SealKey::new(seal_key(&program.data()));
    let (these, now) = (Arc::clone(&ids), clock.now());
    let storage = match &program.database_url {
        Some(url) => Storage::open_postgres(url, key, these, now),
        None => {
            let path = program.data().join("crossdock.sqlite3");
            Storage::open_sqlite(&path, key, these, now)
        }
    };
    let storage = storage.unwrap();
    let http = platforms::http::Http::new().unwrap();
    let teller = Arc::clone(&clock);
    let now: platforms::http::Now = Arc::new(move || teller.now());
    let connectors = platforms::connectors(&http, &now);
    let settings = Settings {
        public_url: program.public_url.clone(),
        poll_seconds: program.poll_seconds,
        ..Settings::default()
    };
    App::new(
        storage.space(WorkspaceId(1)),
        connectors,
        clock,
        ids,
        settings,
    )
}

fn seal_key(folder: &Path) -> [u8; 32] {
    let text = std::fs::read_to_string(folder.join("crossdock.key")).unwrap();
    hex::decode(text.trim()).unwrap().try_into().unwrap()
}

/// The simulators between which the program stands, and what they sell.
pub(crate) struct Outsides<'a> {
    /// Platform, way, and what a person types.
    pub(crate) store: (&'static str, &'static str, Vec<(&'static str, String)>),
    pub(crate) market_url: String,
    pub(crate) goods: &'a [Good],
}

/// Connects both simulators, reads the products, maps them; returns the owner's session.
pub(crate) async fn fill(app: &App, own_url: &str, outsides: &Outsides<'_>) -> String {
    let owner = app::people::add_user(
        app,
        OWNER,
        "Olive Owner",
        "correct horse battery",
        Role::Owner,
    );
    let owner = owner.await.unwrap();
    let marketplace = connect_marketplace(app, &outsides.market_url, own_url).await;
    let (platform, way, typed) = &outsides.store;
    let started = app::connect::start(app, platform, way, &values(typed), own_url).await;
    if let app::connect::Started::GoTo(page) = started.unwrap() {
        let back = allowed(&page).await;
        let query: ConnectValues = back.query_pairs().into_owned().collect();
        app::connect::finish(app, platform, &query, own_url)
            .await
            .unwrap();
    }
    read_everything(app, outsides.goods.len()).await;
    map_all(app, outsides.goods, marketplace).await;
    app::people::open_session(app, owner.id).await.unwrap()
}

/// What a person types to connect the simulated store.
pub(crate) fn store_values(config: &ShopbaseSimConfig, url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("shop", config.domain().replace(".onshopbase.com", "")),
        ("api_key", config.api_key.clone()),
        ("password", config.api_password.clone()),
        ("shared_secret", config.shared_secret.clone()),
        ("base_url", url.to_owned()),
    ]
}

/// What a person types to connect the simulated marketplace.
pub(crate) fn market_values(url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("app_key", "500001".to_owned()),
        ("app_secret", "sim-secret-aliexpress".to_owned()),
        ("base_url", url.to_owned()),
    ]
}

fn values(pairs: &[(&str, String)]) -> ConnectValues {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

async fn connect_marketplace(app: &App, url: &str, own_url: &str) -> ConnectionId {
    let typed = values(&market_values(url));
    let started = app::connect::start(app, "aliexpress", "authorize", &typed, own_url).await;
    let app::connect::Started::GoTo(page) = started.unwrap() else {
        panic!("the marketplace did not ask for consent");
    };
    let back = consent(&page).await;
    let query: ConnectValues = back.query_pairs().into_owned().collect();
    app::connect::finish(app, "aliexpress", &query, own_url)
        .await
        .unwrap()
}

/// A person allows it on the marketplace's page; returns the address that leads back.
pub(crate) async fn consent(page: &str) -> url::Url {
    let page = url::Url::parse(page).unwrap();
    let asked: BTreeMap<String, String> = page.query_pairs().into_owned().collect();
    let form = [
        ("client_id", asked["client_id"].as_str()),
        ("redirect_uri", &asked["redirect_uri"]),
        ("state", &asked["state"]),
        ("buyer", ALLOWING),
    ];
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let mut here = page.clone();
    here.set_query(None);
    let answer = client.post(here).form(&form).send().await.unwrap();
    let back = answer.headers()["location"].to_str().unwrap();
    url::Url::parse(back).unwrap()
}

/// The owner allows the app on the store's page; returns the address that leads back.
async fn allowed(page: &str) -> url::Url {
    let page = url::Url::parse(page).unwrap();
    let form: Vec<(String, String)> = page.query_pairs().into_owned().collect();
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap();
    let mut here = page.clone();
    here.set_query(None);
    let answer = client.post(here).form(&form).send().await.unwrap();
    let back = answer.headers()["location"].to_str().unwrap();
    url::Url::parse(back).unwrap()
}

/// Works until the products are read and nothing is due any more.
async fn read_everything(app: &App, products: usize) {
    let (stop, stopping) = watch::channel(false);
    let working = tokio::spawn({
        let app = app.clone();
        async move { app::queue::work(app, 4, true, stopping).await }
    });
    until("the store's products are read", async || {
        let read = app.space().products(None, 1_000).await.unwrap().len() >= products;
        let running = app.space().job_counts().await.unwrap().running;
        let due = app.space().next_job_due().await.unwrap();
        let quiet = running == 0 && due.is_none_or(|due| due > app.now());
        (read && quiet).then_some(())
    })
    .await;
    stop.send(true).unwrap();
    working.await.unwrap();
}

async fn map_all(app: &App, goods: &[Good], marketplace: ConnectionId) {
    let rows = app.space().products(None, 1_000).await.unwrap();
    for variant in rows.into_iter().flat_map(|row| row.product.variants) {
        let good = goods.iter().find(|good| good.code() == variant.sku);
        let Some(good) = good.filter(|good| good.mapped) else {
            continue;
        };
        let line = MapLine {
            connection_id: marketplace,
            product_id: ExternalId::new(good.product.clone()),
            variant_id: ExternalId::new(good.form.clone()),
            quantity: 1,
        };
        let country = CountryCode::new("US");
        map_variant(app, variant.id, &[line], &country)
            .await
            .unwrap();
    }
}
