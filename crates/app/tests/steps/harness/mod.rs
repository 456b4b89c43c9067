//! The bench that a case stands on: the program over a database on disk, with fakes outside.

mod clock;
mod connector;
mod fake_marketplace;
mod fake_post;
mod fake_store;
pub(crate) mod fake_tracker;
pub(crate) mod goods;
mod judge;
pub(crate) mod progress;
pub(crate) mod prove;
mod world;

use std::path::Path;
use std::sync::Arc;

use app::desk::{self, DoubtAnswer, MapLine};
use app::{App, Clock, Settings, TimeOrderedIds, queue};
use domain::address::CountryCode;
use domain::changeset::{Changeset, Write};
use domain::connection::{Connection, ConnectionKind};
use domain::ids::{ConnectionId, IdSource, OrderId, UserId, WorkspaceId};
use domain::job::{Job, NewJob};
use domain::order::{Dossier, TimelineKind};
use domain::ports::connect::Connector;
use domain::purchase::{Purchase, PurchaseState};
use domain::store::{Store, StoreSettings};
use domain::workspace::Actor;
use jiff::SignedDuration;
use storage::{OrderFilter, SealKey, Storage, StorageError};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use clock::ManualClock;
use connector::FakeConnector;
pub(crate) use fake_marketplace::MARKET;
pub(crate) use fake_store::STORE;
use goods::{BOUGHT_AS, id};
pub(crate) use world::{Fault, Op, World};

/// More jobs than any case needs at one moment: a case that runs so many never comes to rest.
const RESTLESS: u32 = 400;

const WORKSPACE: WorkspaceId = WorkspaceId(1);

pub(crate) struct Bench {
    pub(crate) app: App,
    pub(crate) world: World,
    pub(crate) clock: ManualClock,
    settings: Settings,
    starts: u64,
    folder: TempDir,
}

pub(crate) fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

pub(crate) fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// A person at the desk.
pub(crate) fn person() -> Actor {
    Actor::User {
        id: UserId(9),
        name: "Kim".into(),
    }
}

/// The database of a desk that was set up and has no order yet; every bench starts from a copy.
static SET_UP: OnceCell<TempDir> = OnceCell::const_new();

impl Bench {
    /// A desk with both accounts connected and everything mapped.
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let set_up = SET_UP.get_or_init(set_up).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(set_up.path().join("copy.db"), folder.path().join("desk.db")).unwrap();
        Self::start(folder, settings, 2)
    }

    fn start(folder: TempDir, settings: Settings, second: u64) -> Self {
        let clock = ManualClock::at("2026-11-02T08:00:00Z");
        clock.advance(SignedDuration::from_secs(second.try_into().unwrap()));
        let world = World::new(clock.clone());
        // A poll in between must not find what a case says that only a webhook tells.
        let settings = Settings {
            poll_seconds: 6 * 3600,
            // Two programs on one SQLite file hear nothing of each other.
            look: std::time::Duration::from_millis(20),
            mail_server: Some(fake_post::mail_server()),
            sms_service: Some(fake_post::sms_service()),
            ..settings
        };
        let app = open(folder.path(), &world, &settings, second);
        Self {
            app,
            world,
            clock,
            settings,
            starts: second,
            folder,
        }
    }

    /// The program is killed and started again on the same database.
    pub(crate) async fn crash(&mut self) {
        // What had reached the database's own thread is done before the next program looks.
        let long_ago = jiff::Timestamp::UNIX_EPOCH;
        self.app.space().take_back_jobs(long_ago).await.unwrap();
        self.clock.advance(SignedDuration::from_secs(1));
        self.starts += 1;
        self.app = open(self.folder.path(), &self.world, &self.settings, self.starts);
        queue::prepare(&self.app, true).await;
    }

    /// Another program on the same database, as a second process or person has it.
    pub(crate) fn second_program(&self) -> App {
        open(self.folder.path(), &self.world, &self.settings, 1_000)
    }

    /// As [`Self::second_program`], with every read and write on the task that asks, in one poll, so
    /// that a test knows what happens between which two beats.
    pub(crate) fn program_in_turn(&self) -> App {
        let open = Storage::open_sqlite_in_turn;
        open_with(open, self.folder.path(), &self.world, &self.settings, 2_000)
    }

    /// Runs what is due until nothing is.
    pub(crate) async fn run(&self) {
        let ran = queue::run_due(&self.app, RESTLESS).await.unwrap();
        assert!(ran < RESTLESS, "the work never comes to rest");
    }

    /// Time passes, and what is due then runs.
    pub(crate) async fn pass(&self, span: SignedDuration) {
        self.clock.advance(span);
        self.run().await;
    }

    /// Time enough for everything that failed for a moment, while a person answers what is asked.
    pub(crate) async fn recover(&self) {
        self.run().await;
        for _ in 0..4 {
            self.answer_doubts().await;
            self.pass(minutes(3)).await;
        }
    }

    /// A person looks at the marketplace and answers truly.
    pub(crate) async fn answer_doubts(&self) {
        for dossier in self.dossiers().await {
            for purchase in &dossier.purchases {
                if purchase.status.state() != PurchaseState::PlacementUnknown {
                    continue;
                }
                let made = self.world.state().made_of(&purchase.idempotency_key());
                let answer = if made.is_empty() {
                    DoubtAnswer::NotPlaced
                } else {
                    DoubtAnswer::Placed(made)
                };
                let order_id = dossier.order.id;
                // One whose lookup is under way may be settled, or can't be read at this moment.
                let _ =
                    desk::answer_doubt(&self.app, order_id, purchase.id, &answer, &person()).await;
            }
        }
    }

    pub(crate) async fn want(&self, job: Job) {
        let due_at = self.clock.now();
        let new = NewJob { job, due_at };
        self.app.space().enqueue(vec![new]).await.unwrap();
    }

    /// A customer orders, the store tells us, and it is planned.
    pub(crate) async fn receive(&self, order: &str, lines: &[(&str, u32)]) {
        self.world.customer_orders(order, lines);
        self.read(order).await;
    }

    /// The store's news of an order are read.
    pub(crate) async fn read(&self, order: &str) {
        let job = Job::ReceiveOrder {
            store_id: self.store().await.id,
            external_id: id(order),
        };
        self.want(job).await;
        self.run().await;
    }

    /// As [`Self::receive`], and then a person places it.
    pub(crate) async fn place(&self, order: &str, lines: &[(&str, u32)]) {
        self.receive(order, lines).await;
        self.place_again(order).await;
    }

    pub(crate) async fn place_again(&self, order: &str) {
        let id = self.order(order).await.order.id;
        desk::place_orders(&self.app, &[id]).await.unwrap();
        self.run().await;
    }

    pub(crate) async fn store(&self) -> Store {
        let mut stores = self.app.space().stores().await.unwrap();
        assert_eq!(stores.len(), 1);
        stores.remove(0)
    }

    pub(crate) async fn change_settings(&self, change: impl FnOnce(&mut StoreSettings)) {
        let store = self.store().await;
        let mut settings = store.settings;
        change(&mut settings);
        app::store_settings::change_store_settings(&self.app, store.id, &settings)
            .await
            .unwrap();
    }

    pub(crate) async fn connection(&self, kind: ConnectionKind) -> Connection {
        let connections = self.app.space().connections().await.unwrap();
        connections
            .into_iter()
            .find(|one| one.kind == kind)
            .unwrap()
    }

    pub(crate) async fn change_connection(
        &self,
        kind: ConnectionKind,
        change: impl FnOnce(&mut Connection),
    ) {
        let mut connection = self.connection(kind).await;
        change(&mut connection);
        let mut changeset = Changeset::default();
        changeset
            .writes
            .push(Write::UpdateConnection(Box::new(connection)));
        self.app.space().commit(changeset).await.unwrap();
    }

    pub(crate) async fn dossiers(&self) -> Vec<Dossier> {
        let ids = self.app.space().order_ids(OrderFilter::default(), 1_000);
        let mut dossiers = Vec::new();
        for id in ids.await.unwrap() {
            dossiers.push(self.app.space().dossier(id).await.unwrap().unwrap());
        }
        dossiers
    }

    pub(crate) async fn find(&self, order: &str) -> Option<Dossier> {
        let store = self.store().await.id;
        let order = id(order);
        let found = self.app.space().dossier_by_external_id(store, &order);
        found.await.unwrap()
    }

    pub(crate) async fn order(&self, order: &str) -> Dossier {
        self.find(order).await.unwrap()
    }

    pub(crate) async fn order_id(&self, order: &str) -> OrderId {
        self.order(order).await.order.id
    }

    /// The order's only purchase.
    pub(crate) async fn purchase(&self, order: &str) -> Purchase {
        let mut dossier = self.order(order).await;
        assert_eq!(dossier.purchases.len(), 1, "{:?}", dossier.purchases);
        dossier.purchases.remove(0)
    }

    pub(crate) async fn state(&self, order: &str) -> PurchaseState {
        self.purchase(order).await.status.state()
    }

    pub(crate) async fn states(&self, order: &str) -> Vec<PurchaseState> {
        let dossier = self.order(order).await;
        let states = dossier.purchases.iter();
        states.map(|purchase| purchase.status.state()).collect()
    }

    pub(crate) async fn told(&self, order: &str) -> Vec<TimelineKind> {
        let events = self.app.space().timeline(self.order_id(order).await).await;
        events
            .unwrap()
            .into_iter()
            .map(|event| event.kind)
            .collect()
    }
}

fn open(folder: &Path, world: &World, settings: &Settings, seed: u64) -> App {
    open_with(Storage::open_sqlite, folder, world, settings, seed)
}

type Open = fn(&Path, SealKey, Arc<dyn IdSource>, jiff::Timestamp) -> Result<Storage, StorageError>;

fn open_with(open: Open, folder: &Path, world: &World, settings: &Settings, seed: u64) -> App {
    let clock: Arc<dyn Clock> = Arc::new(world.clock.clone());
    let ids: Arc<dyn IdSource> = Arc::new(TimeOrderedIds::new(Arc::clone(&clock), seed));
    let key = SealKey::new([7; 32]);
    let path = folder.join("desk.db");
    let storage = open(&path, key, Arc::clone(&ids), clock.now()).unwrap();
    let connector = |kind| -> Arc<dyn Connector> {
        let world = world.clone();
        Arc::new(FakeConnector { kind, world })
    };
    let connectors = vec![
        connector(ConnectionKind::Store),
        connector(ConnectionKind::Marketplace),
        connector(ConnectionKind::Tracker),
    ];
    App::new(
        storage.space(WORKSPACE),
        connectors,
        clock,
        ids,
        settings.clone(),
    )
    .with_post_office(Arc::new(fake_post::FakePost(world.clone())))
}

/// Connects both accounts and maps every variant, as a person does once.
async fn set_up() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::start(folder, Settings::default(), 0);
    let app = &bench.app;
    let now = bench.clock.now();
    let storage = app.space().storage();
    storage
        .add_workspace(WORKSPACE, "Lamps", now)
        .await
        .unwrap();
    queue::prepare(app, true).await;
    let mut market = None;
    for platform in [STORE, MARKET] {
        let values = std::collections::BTreeMap::new();
        let started = app::connect::start(app, platform, "", &values, "http://desk.test");
        if let app::connect::Started::Connected(id) = started.await.unwrap() {
            market = Some(id);
        }
    }
    bench.run().await;
    for (variant, lines) in BOUGHT_AS {
        map(&bench, market.unwrap(), variant, lines).await;
    }
    storage
        .backup(&bench.folder.path().join("copy.db"))
        .await
        .unwrap();
    bench.folder
}

pub(crate) async fn map(
    bench: &Bench,
    market: ConnectionId,
    variant: &str,
    lines: &[(&str, &str, u32)],
) {
    let store = bench.store().await.id;
    let space = bench.app.space();
    let known = space
        .variants_by_external_id(store, vec![id(variant)])
        .await;
    let line = |(product, form, quantity): &(&str, &str, u32)| MapLine {
        connection_id: market,
        product_id: id(product),
        variant_id: id(form),
        quantity: *quantity,
    };
    let lines: Vec<MapLine> = lines.iter().map(line).collect();
    let variant = known.unwrap()[&id(variant)];
    desk::map_variant(&bench.app, variant, &lines, &CountryCode::new("US"))
        .await
        .unwrap();
}
