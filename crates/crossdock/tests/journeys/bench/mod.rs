//! What every journey stands on: both simulators in this process on the real clock, and the real program
//! as a child process between them.

pub(crate) mod desk;
pub(crate) mod engine;
pub(crate) mod judge;
pub(crate) mod person;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod seed;
pub(crate) mod shelf;
pub(crate) mod store;
pub(crate) mod wait;

use std::sync::{Mutex, PoisonError};

use app::App;
use domain::ids::{ExternalId, StoreId};
use domain::order::{Dossier, TimelineKind};
use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig};
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig};
use platforms::shopify::sim::{ShopifySim, ShopifySimConfig};
use platforms::sim::{FaultKind, FaultRule, SimClock, SimServer};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;

use desk::Desk;
use engine::{Database, Engine};
use program::Server;
use shelf::{Good, order_of, products};
use store::Store;
use wait::until;

/// How a journey is set up.
pub(crate) struct Setup {
    pub(crate) engine: Engine,
    pub(crate) goods: Vec<Good>,
    /// Whether the store knows our address.
    pub(crate) webhooks: bool,
    /// Between two polls of the store.
    pub(crate) poll_seconds: i64,
    pub(crate) market: AliexpressSimConfig,
    pub(crate) store: ShopbaseSimConfig,
    /// A Shopify store instead, and how we work there.
    pub(crate) shopify: Option<(ShopifySimConfig, &'static str)>,
    /// The store's clock, where it is to be another one than this machine's.
    pub(crate) store_clock: Option<SimClock>,
    /// The marketplace's clock, where it is to be another one than this machine's.
    pub(crate) market_clock: Option<SimClock>,
}

impl Setup {
    /// Two things of one supplier and one of another; everything travels at once, nothing is left to
    /// chance.
    pub(crate) fn on(engine: Engine) -> Self {
        Self {
            engine,
            goods: vec![
                Good::ordinary(103),
                Good::ordinary(105),
                Good::ordinary(203),
            ],
            webhooks: true,
            poll_seconds: 300,
            market: AliexpressSimConfig {
                enforce_qps: false,
                sync_delay_seconds: 0,
                risk_minutes: 0..=0,
                risk_hold_per_mille: 0,
                travel_days: 0..=0,
                two_parcels_per_mille: 0,
                number_change_per_mille: 0,
                ..AliexpressSimConfig::default()
            },
            store: ShopbaseSimConfig {
                strict_rate: false,
                ..ShopbaseSimConfig::default()
            },
            shopify: None,
            store_clock: None,
            market_clock: None,
        }
    }
}

/// Everything of a journey.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) market: AliexpressSim,
    pub(crate) goods: Vec<Good>,
    pub(crate) program: program::Settings,
    /// The owner at the desk.
    pub(crate) desk: Desk,
    /// When *Read now* was pressed last.
    synced: Mutex<Option<Instant>>,
    server: Option<Server>,
    app: Mutex<Option<App>>,
    store_server: SimServer,
    market_server: SimServer,
    // After the server, which is dropped and killed above.
    _database: Database,
    _folder: TempDir,
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the server said:\n{}", program::tail(&self.program.log()));
        }
    }
}

impl World {
    /// Simulators, a seeded data folder, and the server running.
    pub(crate) async fn open(setup: Setup) -> Self {
        let mut world = Self::bare(setup).await;
        world.prepare().await;
        world.start().await;
        world
    }

    /// Simulators and an empty folder; nothing runs.
    pub(crate) async fn bare(setup: Setup) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let here = ([127, 0, 0, 1], 0).into();
        let clock = setup.store_clock.unwrap_or_else(SimClock::real);
        let market_clock = setup.market_clock.unwrap_or_else(SimClock::real);
        let (store, store_server) = match setup.shopify {
            Some((config, role)) => {
                let (sim, server) = ShopifySim::start(config, clock, here).await.unwrap();
                (Store::Shopify(sim, role), server)
            }
            None => {
                let (sim, server) = ShopbaseSim::start(setup.store, clock, here).await.unwrap();
                (Store::Shopbase(sim), server)
            }
        };
        let (market, market_server) = AliexpressSim::start(setup.market, market_clock, here)
            .await
            .unwrap();
        store.seed_products(products(&setup.goods)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut program = program::Settings::new(folder.path());
        program.public_url = setup.webhooks.then(|| program.url());
        program.poll_seconds = setup.poll_seconds;
        let database = Database::of(setup.engine).await;
        program.database_url.clone_from(&database.url);
        Self {
            store,
            market,
            goods: setup.goods,
            desk: Desk::stranger(program.url()),
            program,
            synced: Mutex::default(),
            server: None,
            app: Mutex::default(),
            store_server,
            market_server,
            _database: database,
            _folder: folder,
        }
    }

    /// Makes the data folder with everything that a merchant set up.
    pub(crate) async fn prepare(&mut self) {
        // The program makes the folder, its key and its database.
        let made = self.program.run(&["user", "list"]).await;
        assert!(made.status.success(), "{made:?}");
        let outsides = seed::Outsides {
            store: self.store.typed(&self.store_url()),
            market_url: self.market_url(),
            goods: &self.goods,
        };
        let session = seed::fill(&self.app(), &self.program.url(), &outsides).await;
        self.forget_app();
        self.desk = Desk::signed_in(self.program.url(), &session);
    }

    /// Starts the server.
    pub(crate) async fn start(&mut self) {
        self.server = Some(self.program.serve().await);
    }

    /// `SIGKILL`.
    pub(crate) async fn kill(&mut self) {
        // Nobody else holds the files open: what is in them is all that is left.
        self.forget_app();
        self.server.take().unwrap().kill().await;
    }

    /// Asks the server to stop; [`Server::ended`] waits for its end.
    pub(crate) async fn ask_to_stop(&mut self) -> Server {
        self.forget_app();
        let server = self.server.take().unwrap();
        server.ask_to_stop().await;
        server
    }

    fn forget_app(&self) {
        self.app
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }

    /// The program's own view of its data, for looking.
    pub(crate) fn app(&self) -> App {
        let mut app = self.app.lock().unwrap_or_else(PoisonError::into_inner);
        app.get_or_insert_with(|| seed::open(&self.program)).clone()
    }

    pub(crate) fn store_url(&self) -> String {
        self.store_server.base_url()
    }

    pub(crate) fn market_url(&self) -> String {
        self.market_server.base_url()
    }

    /// A customer orders and pays; answers the store's id.
    pub(crate) fn order(&self, lines: &[(usize, u32)]) -> i64 {
        self.store.create_order(order_of(lines)).unwrap()
    }

    /// Steers the simulated marketplace.
    pub(crate) async fn steer_market(&self, path: &str, body: Value) {
        let url = format!("{}/_sim{path}", self.market_url());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.post(url).json(&body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
    }

    /// Changes the product at a place of the shelf at the marketplace.
    pub(crate) async fn change_product(&self, place: usize, change: Value) {
        let path = format!("/products/{}", self.goods[place].product);
        self.steer_market(&path, change).await;
    }

    /// The store, as we know it.
    pub(crate) async fn store_id(&self) -> StoreId {
        self.app().space().stores().await.unwrap()[0].id
    }

    /// The order as we know it, if we do.
    pub(crate) async fn find(&self, order: i64) -> Option<Dossier> {
        let external_id = ExternalId::new(order.to_string());
        let (app, store_id) = (self.app(), self.store_id().await);
        let found = app.space().dossier_by_external_id(store_id, &external_id);
        found.await.unwrap()
    }

    /// Waits until the order is as `wanted`.
    pub(crate) async fn until(
        &self,
        order: i64,
        what: &str,
        wanted: impl Fn(&Dossier) -> bool,
    ) -> Dossier {
        until(&format!("order {order} {what}"), async || {
            self.find(order).await.filter(|dossier| wanted(dossier))
        })
        .await
    }

    /// What was told of the order, oldest first.
    pub(crate) async fn story(&self, dossier: &Dossier) -> Vec<TimelineKind> {
        let app = self.app();
        let events = app.space().timeline(dossier.order.id).await.unwrap();
        events.into_iter().rev().map(|event| event.kind).collect()
    }

    /// The order's page.
    pub(crate) async fn page(&self, dossier: &Dossier) -> String {
        let page = self
            .desk
            .get(&format!("/orders/{}", dossier.order.id))
            .await;
        assert_eq!(page.status, 200, "{}", page.text);
        page.text
    }

    /// The order as `crossdock orders show --json` tells it.
    pub(crate) async fn shown(&self, dossier: &Dossier) -> Value {
        let id = dossier.order.id.to_string();
        let output = self.program.run(&["orders", "show", &id, "--json"]).await;
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap_or(json!(null))
    }
}

/// A fault that strikes once, at the next call of this name.
pub(crate) fn once(call: &str, fault: FaultKind) -> FaultRule {
    FaultRule {
        call: call.to_owned(),
        fault,
        per_mille: 1000,
        skip: 0,
        times: Some(1),
    }
}

/// A fault that only the platform knows.
pub(crate) fn own(name: &str) -> FaultKind {
    FaultKind::Platform { name: name.into() }
}

/// The call that buys.
pub(crate) const CREATE: &str = "aliexpress.ds.order.create";
