//! SQL lives here and nowhere else.
//!
//! [`Storage`] is a database; a [`Space`] is one workspace in it, and all that callers work with. What
//! a step decided is applied by [`Space::commit`] in one transaction or not at all. It must never
//! decide anything about orders itself. Between `domain` (what is stored) and `app` (who stores).

mod apply;
mod change;
mod engine;
mod error;
mod migrate;
mod read;
mod seal;
mod space;
pub mod throwaway;

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::{IdSource, WorkspaceId};
use jiff::Timestamp;
use tokio::sync::{Semaphore, broadcast, oneshot};

pub use change::Change;
pub use error::StorageError;
pub use read::deliveries::StoredDelivery;
pub use read::jobs::{ClaimedJob, FailedJob, JobCounts};
pub use read::orders::{OrderFilter, OrderPage, OrderPosition, OrderSort, TabCount};
pub use read::products::ProductRow;
pub use read::schedules::{Rhythm, Schedule};
pub use seal::SealKey;
pub use space::{NewDelivery, PendingConnection, SessionKind, Space};

use engine::Conn;
use engine::sqlite::writer::{self, Work};

/// Readers at one time: more only compete for the same cores and page cache.
const READERS: usize = 8;

/// Changes that a slow listener may fall behind before it must look for itself.
const CHANGES_KEPT: usize = 1024;

/// A database. Cloning shares it.
#[derive(Clone)]
pub struct Storage {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    writer: Sender<Box<dyn Work>>,
    readers: Mutex<Vec<Conn>>,
    permits: Semaphore,
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
        let mut conn = engine::sqlite::open_writer(path)?;
        if let Some(copy) = migrate::migrate(&mut conn, path, now)? {
            tracing::info!(copy = %copy.display(), "the database was copied aside before it was changed");
        }
        let inner = Inner {
            path: path.to_owned(),
            writer: writer::start(conn)?,
            readers: Mutex::new(Vec::new()),
            permits: Semaphore::new(READERS),
            key,
            ids,
            changes: broadcast::channel(CHANGES_KEPT).0,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
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
            conn.execute(sql, engine::params![id.0, name, now])
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
        self.read(move |conn| {
            // The copy is made in steps, and begins anew after each commit in between unless this
            // read has begun: then it sees one moment until it is done.
            conn.query("SELECT 1 FROM workspace LIMIT 1", &[], engine::Row::int)?;
            let Conn::Sqlite(conn) = conn;
            migrate::backup_to_new(conn, &target)
        })
        .await
    }

    /// Asks the database whether its pages and links are whole; an empty answer is a yes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check(&self) -> Result<Vec<String>, StorageError> {
        self.read(|conn| {
            let mut found = conn.query("PRAGMA quick_check", &[], engine::Row::text)?;
            found.retain(|line| line != "ok");
            let links = "SELECT \"table\" FROM pragma_foreign_key_check";
            let broken = conn.query(links, &[], engine::Row::text)?;
            found.extend(
                broken
                    .into_iter()
                    .map(|table| format!("a row of {table} points nowhere")),
            );
            Ok(found)
        })
        .await
    }

    /// What changed, as it is committed. A listener that lags is told so and looks for itself.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    pub(crate) fn announce(&self, change: Change) {
        // Nobody listening is fine.
        let _ = self.inner.changes.send(change);
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
        F: FnOnce(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let piece = Piece {
            work: Some(work),
            outcome: None,
            reply,
        };
        let gone = || StorageError::engine("the storage has been closed");
        self.inner
            .writer
            .send(Box::new(piece))
            .map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// Runs `work` on a reading connection, as one consistent view.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        let inner = Arc::clone(&self.inner);
        let _permit = self
            .inner
            .permits
            .acquire()
            .await
            .map_err(StorageError::engine)?;
        tokio::task::spawn_blocking(move || inner.read_now(work))
            .await
            .map_err(StorageError::engine)?
    }
}

impl Inner {
    fn read_now<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let idle = self
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => Conn::Sqlite(engine::sqlite::open_reader(&self.path)?),
        };
        conn.execute("BEGIN", &[])?;
        let outcome = work(&mut conn);
        conn.execute("ROLLBACK", &[])?;
        self.readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(conn);
        outcome
    }
}

/// A piece of work on its way through the writer.
struct Piece<T, F> {
    work: Option<F>,
    outcome: Option<Result<T, StorageError>>,
    reply: oneshot::Sender<Result<T, StorageError>>,
}

impl<T, F> Work for Piece<T, F>
where
    T: Send,
    F: FnOnce(&mut Conn) -> Result<T, StorageError> + Send,
{
    fn write(&mut self, conn: &mut Conn) -> bool {
        let Some(work) = self.work.take() else {
            return false;
        };
        let outcome = work(conn);
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<(), StorageError>) {
        let outcome = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(StorageError::engine("the work was not run")),
        };
        // Who asked may be gone; the work stands all the same.
        let _ = self.reply.send(outcome);
    }
}
