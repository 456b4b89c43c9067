//! SQL lives here and nowhere else.
//!
//! [`Storage`] is a database; a [`Space`] is one workspace in it, and all that callers work with. What
//! a step decided is applied by [`Space::commit`] in one transaction or not at all. It must never
//! decide anything about orders itself. Between `domain` (what is stored) and `app` (who stores).

mod apply;
mod budget;
mod change;
mod engine;
mod error;
pub mod floor;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod migrate;
pub mod mutation;
mod read;
mod seal;
mod space;
pub mod throwaway;
mod transfer;

use std::path::Path;
use std::sync::Arc;

use domain::ids::{IdSource, WorkspaceId};
use jiff::Timestamp;
use tokio::sync::broadcast;

pub use budget::{BudgetLimit, Taken};
pub use change::Change;
pub use error::StorageError;
pub use read::cases::{
    CaseCounts, CaseFilter, CasePage, CasePosition, CaseRow, StoredPolicy, SupplierPolicy,
};
pub use read::deliveries::StoredDelivery;
pub use read::export::{Export, ExportState};
pub use read::jobs::{
    Claim, ClaimedJob, ClaimedJobs, FailedJob, JobCounts, Left, Next, Outlook, TroubledJob,
    WAITING_COUNTED,
};
pub use read::monitoring::{Counts, Figures, Monitoring, Spread};
pub use read::notices::{StoredBrand, StoredLogo, StoredTemplate};
pub use read::orders::{OrderFilter, OrderPage, OrderPosition, OrderSort, TabCount};
pub use read::parcels::{
    Leg, MOST_COUNTED, TrackedParcel, TrackingCounts, TrackingFilter, TrackingPage, TrackingPlace,
    TrackingPosition, TrackingRow,
};
pub use read::products::ProductRow;
pub use read::schedules::{Rhythm, Schedule};
pub use read::trackers::{DueNumbers, NumberHolder, StoredPush};
pub use seal::SealKey;
pub use space::{NewDelivery, NewPush, PendingConnection, SessionKind, Space, Understood};
pub use transfer::{Moved, Place, Progress, transfer};

use engine::execution::{self, Execution};
use engine::sqlite::threads::Threads;
use engine::{Conn, InTurn, Order};

/// A database. Cloning shares it.
#[derive(Clone)]
pub struct Storage {
    inner: Arc<Inner>,
}

struct Inner {
    execution: Execution,
    key: SealKey,
    ids: Arc<dyn IdSource>,
    changes: broadcast::Sender<Change>,
}

impl Storage {
    /// Opens a SQLite database, creating it or bringing it up to date as needed. `ids` names the jobs
    /// that Changesets enqueue; `key` seals credentials.
    ///
    /// # Errors
    /// When the file can't be used, or was written by a newer version; the message says what to do.
    pub fn open_sqlite(
        path: &Path,
        key: SealKey,
        ids: Arc<dyn IdSource>,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let changes = execution::new_changes();
        let threads = Threads::open(path, now, changes.clone())?;
        Ok(Self::on(Execution::Threads(threads), key, ids, changes))
    }

    /// Opens a SQLite database for a rehearsal: no thread takes part, each read and write runs to its
    /// end on the task that asked, in one poll, with a chance to be dropped before and after. Several
    /// may be open on one file.
    ///
    /// Commits reach the operating system only: the file as another process sees it is the rehearsal's
    /// disk. Never for data that must survive a power cut.
    ///
    /// # Errors
    /// As [`Storage::open_sqlite`].
    pub fn open_sqlite_in_turn(
        path: &Path,
        key: SealKey,
        ids: Arc<dyn IdSource>,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let changes = execution::new_changes();
        let in_turn = InTurn::open(path, now, changes.clone())?;
        Ok(Self::on(Execution::InTurn(in_turn), key, ids, changes))
    }

    /// As [`Storage::open_sqlite_in_turn`], on a database in memory that has a name: all of this process
    /// who open the same name see the same, and it is gone when the last of them closes it.
    ///
    /// # Errors
    /// As [`Storage::open_sqlite`].
    pub fn open_sqlite_in_memory(
        name: &str,
        key: SealKey,
        ids: Arc<dyn IdSource>,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let changes = execution::new_changes();
        let in_turn = InTurn::open_in_memory(name, now, changes.clone())?;
        Ok(Self::on(Execution::InTurn(in_turn), key, ids, changes))
    }

    /// Opens a PostgreSQL database, `postgres://user:password@host:port/database`, creating the tables
    /// if there are none. Any number of processes may have it open. Blocks until it is reached.
    ///
    /// `sslmode=require` in the query asks for TLS with a certificate that is verified, `sslrootcert`
    /// names a file of authorities to trust besides the machine's.
    ///
    /// # Errors
    /// When the server can't be reached or refuses; when the tables were written by a newer version,
    /// or by an older one: see [`Storage::upgrade_postgres`]. The message says what to do.
    pub fn open_postgres(
        url: &str,
        key: SealKey,
        ids: Arc<dyn IdSource>,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let changes = execution::new_changes();
        let threads = engine::postgres::open(url, now, changes.clone())?;
        Ok(Self::on(Execution::Postgres(threads), key, ids, changes))
    }

    /// Brings the tables that an older version wrote in PostgreSQL up to date. Only after a backup was
    /// taken and every process of the older version was stopped.
    ///
    /// # Errors
    /// When the server can't be reached or refuses; then nothing was changed.
    pub fn upgrade_postgres(url: &str, now: Timestamp) -> Result<(), StorageError> {
        engine::postgres::upgrade(url, now)
    }

    fn on(
        execution: Execution,
        key: SealKey,
        ids: Arc<dyn IdSource>,
        changes: broadcast::Sender<Change>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                execution,
                key,
                ids,
                changes,
            }),
        }
    }

    /// Whether any number of processes may work on it at the same time.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.inner.execution.is_shared()
    }

    /// One workspace of it.
    #[must_use]
    pub fn space(&self, workspace_id: WorkspaceId) -> Space {
        Space::new(self.clone(), workspace_id)
    }

    /// Every workspace, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>, StorageError> {
        self.read(|conn| {
            let sql = "SELECT workspace_id FROM workspace ORDER BY workspace_id";
            conn.query(sql, &[], |row| row.int().map(WorkspaceId))
        })
        .await
    }

    /// Adds a workspace.
    ///
    /// # Errors
    /// When it is already there, or the database fails.
    pub async fn add_workspace(
        &self,
        id: WorkspaceId,
        name: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let name = name.to_owned();
        self.write(move |conn| {
            let sql = "INSERT INTO workspace (workspace_id, name, created_at) VALUES (?1, ?2, ?3)";
            conn.execute(sql, engine::params![id.0, &name, now])
                .map(|_| ())
        })
        .await
    }

    /// Copies the whole database to `target` while it is in use.
    ///
    /// # Errors
    /// When `target` exists already, because it may be the last good copy or the database itself;
    /// when it can't be written, and then nothing is left of it.
    pub async fn backup(&self, target: &Path) -> Result<(), StorageError> {
        let target = target.to_owned();
        self.read(move |conn| conn.backup(&target)).await
    }

    /// Asks the database whether its pages and links are whole; an empty answer is a yes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check(&self) -> Result<Vec<String>, StorageError> {
        self.read(Conn::check).await
    }

    /// What changed, as it is committed. A listener that lags is told so and looks for itself.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    pub(crate) fn key(&self) -> &SealKey {
        &self.inner.key
    }

    pub(crate) fn ids(&self) -> Arc<dyn IdSource> {
        Arc::clone(&self.inner.ids)
    }

    /// Runs `work` in the next write transaction; it is durable when this returns.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        self.inner.execution.write(None, work).await
    }

    /// The same for work that comes in crowds and knows in which order it may share a transaction.
    pub(crate) async fn write_in_crowd<T, F>(
        &self,
        order: Order,
        work: F,
    ) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        self.inner.execution.write(Some(order), work).await
    }

    /// Runs `work` on a reading connection, as one consistent view.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        self.inner.execution.read(work).await
    }
}
