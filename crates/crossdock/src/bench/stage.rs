//! Making a data folder that is set up as a merchant's: connected, read, mapped, placing by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use app::desk::{MapLine, map_variant};
use app::{App, Settings, SystemClock};
use domain::address::CountryCode;
use domain::ids::{ConnectionId, ExternalId};
use domain::ports::connect::{ConnectValues, Credentials};
use domain::store::Automation;
use domain::workspace::Role;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use storage::floor::bulk;
use tokio::sync::watch;

use super::clock::Pace;
use super::sims::SimsReady;
use crate::config;
use crate::program::{self, DATABASE_FILE};

/// Who allows us at the simulated marketplace.
const ALLOWING: &str = "1861703697";

/// Polls beside webhooks are no part of what is measured: the next one is far off.
const POLL_SECONDS: i64 = 10 * 365 * 86_400;

/// How long a database that was let go may take to be closed.
const CLOSING: Duration = Duration::from_secs(60);

/// How often it is looked whether it is.
const LOOK: Duration = Duration::from_millis(20);

/// Where a program keeps its data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Data {
    /// The data folder, with the key and, without another database, the database.
    pub(super) folder: PathBuf,
    /// Another database than the one in the folder.
    pub(super) database_url: Option<String>,
}

impl Data {
    /// As the program is configured with it.
    fn config(&self) -> anyhow::Result<config::Data> {
        Ok(config::Data {
            folder: self.folder.clone(),
            database_url: self
                .database_url
                .clone()
                .map(serde_json::Value::from)
                .map(serde_json::from_value)
                .transpose()?,
            ..config::Data::default()
        })
    }
}

/// What a prepared folder is reached with.
pub(super) struct Prepared {
    /// The path of the store's webhooks, without the topic.
    pub(super) hook_path: String,
    /// The secret of an open session.
    pub(super) session: String,
    /// What opens the marketplace account.
    pub(super) credentials: Credentials,
}

/// Opens the program on a data folder.
pub(super) async fn open(
    data: &Data,
    pace: Option<Pace>,
    public_url: Option<String>,
) -> anyhow::Result<App> {
    let clock = pace.map_or_else(|| Arc::new(SystemClock) as Arc<_>, Pace::for_program);
    let settings = Settings {
        public_url,
        poll_seconds: POLL_SECONDS,
        ..Settings::default()
    };
    program::assemble(&data.config()?, clock, settings, program::seed()?).await
}

/// Connects the simulated store and marketplace, reads the products and says how they are bought.
pub(super) async fn prepare(
    data: &Data,
    sims: &SimsReady,
    pace: Option<Pace>,
) -> anyhow::Result<Prepared> {
    let app = open(data, pace, None).await?;
    let owner = app::people::add_user(
        &app,
        "owner@shop.example",
        "Olive Owner",
        "correct horse battery",
        Role::Owner,
    );
    let owner = owner.await?;
    let marketplace = connect_marketplace(&app, sims).await?;
    connect_store(&app, sims).await?;
    read_products(&app).await?;
    for variant in variants(&app).await? {
        let (product_id, form) = variant.1.split_once(':').context("a code without a form")?;
        let line = MapLine {
            connection_id: marketplace,
            product_id: ExternalId::new(product_id),
            variant_id: ExternalId::new(form),
            quantity: 1,
        };
        map_variant(&app, variant.0, &[line], &CountryCode::new("US")).await?;
    }
    let store = app.space().stores().await?.pop().context("no store")?;
    let mut settings = store.settings.clone();
    settings.placing = Automation::Automatic;
    app::store_settings::change_store_settings(&app, store.id, &settings).await?;
    let credentials = app.space().credentials(marketplace).await?;
    let prepared = Prepared {
        credentials: credentials.context("the account has no credentials")?,
        hook_path: format!("/hooks/{}", store.hook_key),
        session: app::people::open_session(&app, owner.id).await?,
    };
    drop(app);
    if data.database_url.is_none() {
        settle(&data.folder.join(DATABASE_FILE)).await?;
    }
    Ok(prepared)
}

/// Waits until the database that was let go is closed and whole in its file.
async fn settle(database: &Path) -> anyhow::Result<()> {
    let deadline = Instant::now() + CLOSING;
    loop {
        match bulk::fold_sqlite(database) {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() >= deadline => return Err(error.into()),
            Err(_) => tokio::time::sleep(LOOK).await,
        }
    }
}

async fn connect_store(app: &App, sims: &SimsReady) -> anyhow::Result<()> {
    let values = values(&[
        ("shop", &sims.store_name),
        ("api_key", &sims.api_key),
        ("password", &sims.api_password),
        ("shared_secret", &sims.shared_secret),
        ("base_url", &sims.store_url),
    ]);
    app::connect::start(app, "shopbase", "private-app", &values, "http://localhost")
        .await
        .context("the simulated store was not connected")?;
    Ok(())
}

/// Connects as a person does: goes to the marketplace's page, allows it there, comes back with a code.
async fn connect_marketplace(app: &App, sims: &SimsReady) -> anyhow::Result<ConnectionId> {
    let own_url = "http://localhost";
    let values = values(&[
        ("app_key", &sims.app_key),
        ("app_secret", &sims.app_secret),
        ("base_url", &sims.market_url),
    ]);
    let started = app::connect::start(app, "aliexpress", "authorize", &values, own_url).await?;
    let app::connect::Started::GoTo(page) = started else {
        bail!("the simulated marketplace did not ask for a person's consent");
    };
    let page = url::Url::parse(&page)?;
    let asked: BTreeMap<String, String> = page.query_pairs().into_owned().collect();
    let value = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let form = [
        ("client_id", value("client_id")),
        ("redirect_uri", value("redirect_uri")),
        ("state", value("state")),
        ("buyer", ALLOWING.to_owned()),
    ];
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?;
    let allow = client.post(format!("{}/oauth/authorize", sims.market_url));
    let answer = allow.form(&form).send().await?;
    let back = answer.headers().get("location");
    let back = back.and_then(|to| to.to_str().ok());
    let back = back.context("the simulated marketplace did not send the person back")?;
    let query: ConnectValues = url::Url::parse(back)?.query_pairs().into_owned().collect();
    let connected = app::connect::finish(app, "aliexpress", &query, own_url).await;
    connected.context("the simulated marketplace was not connected")
}

/// Works until the products are read and nothing is due any more.
async fn read_products(app: &App) -> anyhow::Result<()> {
    let (stop, stopping) = watch::channel(false);
    let working = tokio::spawn({
        let app = app.clone();
        async move { app::queue::work(app, 4, true, stopping).await }
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let read = !variants(app).await?.is_empty();
        let running = app.space().job_counts().await?.running;
        let due = app.space().next_job_due().await?;
        if read && running == 0 && due.is_none_or(|due| due > app.now()) {
            break;
        }
        ensure!(
            Instant::now() < deadline,
            "the store's products were not read"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.send_replace(true);
    working.await?;
    Ok(())
}

/// Every variant with the merchant's own code of it.
async fn variants(app: &App) -> anyhow::Result<Vec<(domain::ids::VariantId, String)>> {
    let rows = app.space().products(None, 1_000).await?;
    let variants = rows.into_iter().flat_map(|row| row.product.variants);
    Ok(variants.map(|variant| (variant.id, variant.sku)).collect())
}

fn values(pairs: &[(&str, &str)]) -> ConnectValues {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}
