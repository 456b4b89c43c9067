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
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
use platforms::seventeen_track::sim::SeventeenTrackSim;
use platforms::sim::{SimClock, SimServer};

use super::post::Post;
use super::{Options, customers, shelves, tracker};
use crate::config::Data;
use crate::program;

/// Everything of a rehearsal. Cloning shares it.
#[derive(Clone)]
pub(super) struct Stage {
    pub(super) app: App,
    pub(super) clock: SimClock,
    pub(super) store: ShopbaseSim,
    pub(super) market: AliexpressSim,
    pub(super) marketplace: ConnectionId,
    pub(super) owner: UserId,
    pub(super) post: Arc<Post>,
    inner: Arc<Inner>,
}

/// What lives as long as the stage.
struct Inner {
    store_server: SimServer,
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
        let store_config = ShopbaseSimConfig {
            seed: options.seed,
            ..ShopbaseSimConfig::default()
        };
        let (store, store_server) = ShopbaseSim::start(store_config, clock.clone(), here).await?;
        let market_config = AliexpressSimConfig {
            seed: options.seed,
            throttle_per_mille: 10,
            enforce_qps: false,
            // On a sped-up clock the real three minutes pass before a busy machine has answered.
            code_seconds: 86_400,
            ..AliexpressSimConfig::default()
        };
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
        connect_store(&app, &store_server.base_url(), store.config(), own_url).await?;
        post.set_up(&app, options.faults).await?;
        let tracker = tracker::open(&app, &clock, &market, options.seed, own_url).await?;
        store.faults().set(customers::store_faults(options.faults));
        market
            .faults()
            .set(customers::market_faults(options.faults));
        let inner = Arc::new(Inner {
            store_server,
            market_server,
            tracker,
            _folder: folder,
        });
        Ok(Self {
            app,
            clock,
            store,
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
        let (store, market) = (self.inner.store_server.base_url(), self.market_url());
        let mut pages = vec![
            ("ShopBase admin".to_owned(), format!("{store}/admin/orders")),
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

async fn connect_store(
    app: &App,
    base_url: &str,
    config: &ShopbaseSimConfig,
    own_url: &str,
) -> anyhow::Result<()> {
    let values = values(&[
        ("shop", &config.shop),
        ("api_key", &config.api_key),
        ("password", &config.api_password),
        ("shared_secret", &config.shared_secret),
        ("base_url", base_url),
    ]);
    app::connect::start(app, "shopbase", "private-app", &values, own_url)
        .await
        .context("the simulated store was not connected")?;
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
