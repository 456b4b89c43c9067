//! The stage: the simulators, the clock they share with the program, and the program itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use app::{App, Clock, Settings};
use async_trait::async_trait;
use domain::ids::{ConnectionId, UserId};
use domain::ports::connect::ConnectValues;
use domain::workspace::Role;
use jiff::{SignedDuration, Timestamp};
use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig};
use platforms::seventeen_track::sim::SeventeenTrackSim;
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
use platforms::shopify::sim::{ShopifySim, ShopifySimConfig};
use platforms::sim::{SimClock, SimServer};

use super::post::Post;
use super::store::DemoStore;
use super::{Options, customers, shelves, tracker};
use crate::config::Data;
use crate::program;

/// Everything of a rehearsal. Cloning shares it.
#[derive(Clone)]
pub(super) struct Stage {
    pub(super) app: App,
    pub(super) clock: SimClock,
    /// A Shopify and a ShopBase store, side by side.
    pub(super) stores: Vec<DemoStore>,
    pub(super) market: AliexpressSim,
    pub(super) marketplace: ConnectionId,
    pub(super) owner: UserId,
    pub(super) post: Arc<Post>,
    inner: Arc<Inner>,
}

/// What lives as long as the stage.
struct Inner {
    /// In the order of the stores.
    store_servers: Vec<SimServer>,
    market_server: SimServer,
    tracker: (SeventeenTrackSim, SimServer),
    _folder: Folder,
}

/// A folder of our own that is removed at the end.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The rehearsal's clock, for the program.
struct RehearsalClock(SimClock);

#[async_trait]
impl Clock for RehearsalClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn wait_until(&self, until: Timestamp) {
        match self.0.real_wait(until) {
            Some(wait) => tokio::time::sleep(wait).await,
            None => std::future::pending().await,
        }
    }

    #[expect(
        clippy::float_arithmetic,
        reason = "a duration scaled by a speed, not money"
    )]
    fn span_of(&self, real: Duration) -> SignedDuration {
        SignedDuration::try_from_secs_f64(real.as_secs_f64() * self.0.speed())
            .unwrap_or(SignedDuration::MAX)
    }

    fn running_for(&self) -> SignedDuration {
        self.now().duration_since(Timestamp::UNIX_EPOCH)
    }
}

impl Stage {
    /// Starts the simulators and the program, and connects them as a person would.
    pub(super) async fn set_up(
        options: &Options,
        speed: f64,
        own_url: &str,
    ) -> anyhow::Result<Self> {
        // The time is set, so that the same seed gives the same rehearsal; it is a Monday morning.
        let start: Timestamp = "2026-11-02T07:00:00Z".parse()?;
        let clock = SimClock::starting_at(start, speed);
        let here = ([127, 0, 0, 1], 0).into();
        let (stores, store_servers) = open_stores(options.seed, &clock).await?;
        let market_config = market_config(options.seed);
        let keys = (
            market_config.app_key.clone(),
            market_config.app_secret.clone(),
        );
        let (market, market_server) =
            AliexpressSim::start(market_config, clock.clone(), here).await?;
        market
            .seed_catalog(shelves::catalog())
            .map_err(anyhow::Error::msg)?;
        let post = Arc::new(Post::start(&clock, options.seed).await?);
        let folder =
            Folder(std::env::temp_dir().join(format!("crossdock-demo-{}", program::seed()?)));
        let settings = Settings {
            public_url: Some(own_url.to_owned()),
            poll_seconds: 300,
            ..Settings::default()
        };
        let teller = Arc::new(RehearsalClock(clock.clone()));
        let data = Data {
            folder: folder.0.clone(),
            ..Data::default()
        };
        let app = program::assemble(&data, teller, settings, options.seed).await?;
        let owner = add_owner(&app).await?;
        let marketplace =
            connect_marketplace(&app, &market_server.base_url(), &keys, own_url).await?;
        for (shop, server) in stores.iter().zip(&store_servers) {
            connect_store(&app, shop, &server.base_url(), own_url).await?;
        }
        post.set_up(&app, options.faults).await?;
        let tracker = tracker::open(&app, &clock, &market, options.seed, own_url).await?;
        for shop in &stores {
            let faults = customers::store_faults(shop, options.faults);
            shop.faults().set(faults);
        }
        market
            .faults()
            .set(customers::market_faults(options.faults));
        let inner = Arc::new(Inner {
            store_servers,
            market_server,
            tracker,
            _folder: folder,
        });
        Ok(Self {
            app,
            clock,
            stores,
            market,
            marketplace,
            owner,
            post,
            inner,
        })
    }

    /// The address of the simulated marketplace.
    pub(super) fn market_url(&self) -> String {
        self.inner.market_server.base_url()
    }

    /// The pages of the simulated platforms, for a person to look at.
    pub(super) fn pages(&self) -> Vec<(String, String)> {
        let market = self.market_url();
        let admin = |shop: usize| {
            let server = self.inner.store_servers.get(shop);
            server.map_or_else(String::new, |server| {
                format!("{}/admin/orders", server.base_url())
            })
        };
        let mut pages = vec![
            ("Shopify admin".to_owned(), admin(0)),
            ("ShopBase admin".to_owned(), admin(1)),
            (
                "AliExpress orders".to_owned(),
                format!("{market}/p/order/index.html"),
            ),
            (
                "AliExpress products".to_owned(),
                format!("{market}/item/index.html"),
            ),
            (
                "17TRACK numbers".to_owned(),
                self.inner.tracker.1.base_url(),
            ),
        ];
        pages.extend(self.post.pages());
        pages
    }

    /// The secret of a link that signs the owner in.
    pub(super) async fn sign_in_link(&self) -> anyhow::Result<String> {
        Ok(app::people::sign_in_link(&self.app, self.owner).await?)
    }
}

async fn add_owner(app: &App) -> anyhow::Result<UserId> {
    // Nobody signs in with this password: the demo prints a link.
    let password = format!("{:x}{:x}", program::seed()?, program::seed()?);
    let owner = app::people::add_user(
        app,
        "owner@demo.example",
        "Demo owner",
        &password,
        Role::Owner,
    );
    Ok(owner.await?.id)
}

fn market_config(seed: u64) -> AliexpressSimConfig {
    AliexpressSimConfig {
        seed,
        throttle_per_mille: 10,
        enforce_qps: false,
        // On a sped-up clock the real three minutes pass before a busy machine has answered.
        code_seconds: 86_400,
        ..AliexpressSimConfig::default()
    }
}

/// Opens both stores.
async fn open_stores(
    seed: u64,
    clock: &SimClock,
) -> anyhow::Result<(Vec<DemoStore>, Vec<SimServer>)> {
    let here = ([127, 0, 0, 1], 0).into();
    let config = ShopifySimConfig {
        seed,
        ..ShopifySimConfig::default()
    };
    let (first, first_server) = ShopifySim::start(config, clock.clone(), here).await?;
    let config = ShopbaseSimConfig {
        seed,
        ..ShopbaseSimConfig::default()
    };
    let (second, second_server) = ShopbaseSim::start(config, clock.clone(), here).await?;
    let stores = vec![DemoStore::Shopify(first), DemoStore::Shopbase(second)];
    Ok((stores, vec![first_server, second_server]))
}

async fn connect_store(
    app: &App,
    shop: &DemoStore,
    base_url: &str,
    own_url: &str,
) -> anyhow::Result<()> {
    let (way, values) = match shop {
        DemoStore::Shopify(sim) => {
            let config = sim.config();
            let typed = [
                ("shop", config.shop.as_str()),
                ("client_id", &config.client_id),
                ("client_secret", &config.client_secret),
                ("base_url", base_url),
            ];
            ("own-app", values(&typed))
        }
        DemoStore::Shopbase(sim) => {
            let config = sim.config();
            let typed = [
                ("shop", config.shop.as_str()),
                ("api_key", &config.api_key),
                ("password", &config.api_password),
                ("shared_secret", &config.shared_secret),
                ("base_url", base_url),
            ];
            ("private-app", values(&typed))
        }
    };
    app::connect::start(app, shop.name(), way, &values, own_url)
        .await
        .context("a simulated store was not connected")?;
    Ok(())
}

/// Connects as a person does: goes to the marketplace's page, allows it there, comes back with a code.
async fn connect_marketplace(
    app: &App,
    base_url: &str,
    (key, secret): &(String, String),
    own_url: &str,
) -> anyhow::Result<ConnectionId> {
    let values = values(&[
        ("app_key", key),
        ("app_secret", secret),
        ("base_url", base_url),
    ]);
    let started = app::connect::start(app, "aliexpress", "authorize", &values, own_url).await?;
    let app::connect::Started::GoTo(page) = started else {
        return Err(anyhow!(
            "the simulated marketplace did not ask for a person's consent"
        ));
    };
    let page = url::Url::parse(&page)?;
    let asked: BTreeMap<String, String> = page.query_pairs().into_owned().collect();
    let value = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let form = [
        ("client_id", value("client_id")),
        ("redirect_uri", value("redirect_uri")),
        ("state", value("state")),
        ("buyer", "1861703697".to_owned()),
    ];
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let answer = client
        .post(format!("{base_url}/oauth/authorize"))
        .form(&form)
        .send()
        .await?;
    let back = answer
        .headers()
        .get("location")
        .and_then(|to| to.to_str().ok());
    let back = back.context("the simulated marketplace did not send the person back")?;
    let query: ConnectValues = url::Url::parse(back)?.query_pairs().into_owned().collect();
    app::connect::finish(app, "aliexpress", &query, own_url)
        .await
        .context("the simulated marketplace was not connected")
}

fn values(pairs: &[(&str, &str)]) -> ConnectValues {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
