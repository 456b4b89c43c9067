//! How statements come to be executed: the one place that tells the engines apart.
//!
//! Callers hand in pieces of work and wait for the answer; they never know which thread, task or
//! server did it. A piece that writes is durable when its answer comes.

use tokio::sync::broadcast;

use super::Conn;
use super::in_turn::InTurn;
use super::postgres;
use super::sqlite::threads::Threads;
use super::work::Order;
use crate::change::Change;
use crate::error::StorageError;

/// Changes that a slow listener may fall behind before it must look for itself.
const CHANGES_KEPT: usize = 1024;

/// One way of executing, on one engine.
pub(crate) enum Execution {
    /// SQLite: a thread that writes and threads that read.
    Threads(Threads),
    /// SQLite: everything on the caller's task.
    InTurn(InTurn),
    /// PostgreSQL: threads that write and threads that read, each with its connection.
    Postgres(postgres::threads::Threads),
}

impl Execution {
    /// Whether any number of processes may work on the database.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Writes a piece; `order` lets it share a transaction where several write at once. Where one writes
    /// at a time they all do, and nothing waits for another.
    pub(crate) async fn write<T, F>(&self, order: Option<Order>, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        match self {
            Self::Threads(threads) => threads.write(work).await,
            Self::InTurn(in_turn) => in_turn.write(work).await,
            Self::Postgres(threads) => threads.write(order, work).await,
        }
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        match self {
            Self::Threads(threads) => threads.read(work).await,
            Self::InTurn(in_turn) => in_turn.read(work).await,
            Self::Postgres(threads) => threads.read(work).await,
        }
    }
}

/// Where committed changes are told.
pub(crate) fn new_changes() -> broadcast::Sender<Change> {
    broadcast::channel(CHANGES_KEPT).0
}
