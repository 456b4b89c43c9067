//! The ground a case stands on: a fresh database of some engine, one workspace, ids and a time.

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::changeset::{Changeset, Write};
use domain::connection::ConnectionKind;
use domain::ids::{IdSource, OrderId, WorkspaceId};
use domain::order::{Dossier, Order};
use domain::ports::connect::Credentials;
use jiff::{SignedDuration, Timestamp};
use storage::{SealKey, Space, Storage, StorageError};

use super::sample::{self, Setup};

/// What an engine's answer is on its way to.
pub(crate) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How one engine is opened; one of these is one database.
pub(crate) trait Engine: Send + Sync {
    /// Opens the database, again if it was open before. `key` seals, `ids` names.
    fn open(
        &self,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>>;

    /// Every byte that is at rest, wherever the engine keeps it.
    fn bytes_at_rest(&self) -> Later<'_, Vec<u8>>;

    /// Copies the database in use, by the storage itself unless the engine has its own tool.
    fn back_up<'a>(
        &'a self,
        storage: &'a Storage,
        target: &'a Path,
    ) -> Later<'a, Result<(), StorageError>> {
        Box::pin(storage.backup(target))
    }

    /// Opens a copy that [`Engine::back_up`] made.
    fn open_backup(
        &self,
        copy: &Path,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>>;
}

/// Numbers above 2^53, where a float would lose digits.
pub(crate) struct Numbers(AtomicI64);

impl Numbers {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new((1 << 53) + 1)))
    }
}

impl IdSource for Numbers {
    fn next_id(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// A small generator (Knuth's MMIX constants), so that a case that wanders can be repeated.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // The low bits of such a generator repeat soon.
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// The workspace of a case.
pub(crate) const WORKSPACE: WorkspaceId = WorkspaceId(9_007_199_254_740_993);

/// The bytes of the key of a case.
pub(crate) const KEY: [u8; 32] = [7; 32];

/// A fresh database with one workspace in it.
pub(crate) struct Ground {
    pub(crate) engine: Box<dyn Engine>,
    pub(crate) storage: Storage,
    pub(crate) space: Space,
    pub(crate) ids: Arc<Numbers>,
}

/// The time that is so many seconds after a case begins.
pub(crate) fn at(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-11-22T08:00:00.123456Z".parse().unwrap();
    start + SignedDuration::from_secs(seconds)
}

impl Ground {
    pub(crate) async fn fresh(engine: Box<dyn Engine>) -> Self {
        let ids = Numbers::new();
        let source = Arc::<Numbers>::clone(&ids);
        let storage = engine.open(SealKey::new(KEY), source).await.unwrap();
        storage
            .add_workspace(WORKSPACE, "Ann's lamps", at(0))
            .await
            .unwrap();
        let space = storage.space(WORKSPACE);
        Self {
            engine,
            storage,
            space,
            ids,
        }
    }

    /// After every case, whatever it did, the database is whole.
    pub(crate) async fn leave(self) {
        let found = self.storage.check().await.unwrap();
        assert_eq!(found, Vec::<String>::new());
    }

    /// The same database by a second handle.
    pub(crate) async fn second_handle(&self) -> Storage {
        let ids = Arc::clone(&self.ids);
        self.engine.open(SealKey::new(KEY), ids).await.unwrap()
    }

    pub(crate) async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        let changeset = Changeset {
            writes,
            ..Changeset::default()
        };
        self.space.commit(changeset).await
    }

    /// A connected store and a connected marketplace account, stored.
    pub(crate) async fn set_up(&self) -> Setup {
        let store_link = sample::connection(&*self.ids, ConnectionKind::Store);
        let market_link = sample::connection(&*self.ids, ConnectionKind::Marketplace);
        let store = sample::store(&*self.ids, store_link.id);
        let secret = || Credentials::new("{}".into());
        let writes = vec![
            Write::InsertConnection(Box::new(store_link.clone()), secret()),
            Write::InsertConnection(Box::new(market_link.clone()), secret()),
            Write::InsertStore(Box::new(store.clone())),
        ];
        self.commit(writes).await.unwrap();
        Setup {
            store_link,
            market_link,
            store,
        }
    }

    /// Stores an order and gives it back as it is stored.
    pub(crate) async fn keep(&self, order: Order) -> Order {
        let id = order.id;
        self.commit(vec![Write::InsertOrder(Box::new(order))])
            .await
            .unwrap();
        self.dossier(id).await.order
    }

    pub(crate) async fn dossier(&self, id: OrderId) -> Dossier {
        self.space.dossier(id).await.unwrap().unwrap()
    }
}

/// That it was refused because something moved or is taken.
pub(crate) fn assert_conflict(outcome: Result<(), StorageError>) {
    match outcome {
        Err(StorageError::Conflict(_)) => {}
        other => panic!("expected a conflict, got {other:?}"),
    }
}
