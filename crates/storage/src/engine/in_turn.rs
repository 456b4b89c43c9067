//! Executing in turn: every read and write runs to its end on the task that asked, in one poll.
//!
//! For rehearsals of the whole system with a seed: no thread takes part, so nothing depends on the
//! timing of threads, and a task can be dropped between asking and committing and between committing
//! and hearing the answer, which is where a real process dies. The statements, savepoints and
//! transactions are those of every other way of executing. Several may be open on one file.
//!
//! A database in memory has one connection, which all share who know its name: each piece of work is a
//! whole transaction, so nobody can tell it from a connection of his own, but no pages are copied and
//! no cache is thrown away because somebody else wrote.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use jiff::Timestamp;
use rusqlite::Connection;
use tokio::sync::broadcast;
use tokio::task::yield_now;

use super::work::{piece, write_group};
use super::{Conn, sqlite};
use crate::change::Change;
use crate::error::StorageError;
use crate::migrate;

/// One connection that reads and writes, in turn.
pub(crate) struct InTurn {
    conn: Arc<Mutex<Conn>>,
    changes: broadcast::Sender<Change>,
}

/// The databases in memory that somebody has open, by their names.
static IN_MEMORY: Mutex<BTreeMap<String, Weak<Mutex<Conn>>>> = Mutex::new(BTreeMap::new());

impl InTurn {
    pub(crate) fn open(
        path: &Path,
        now: Timestamp,
        changes: broadcast::Sender<Change>,
    ) -> Result<Self, StorageError> {
        let conn = sqlite::open_writer(path)?;
        sqlite::trust_the_page_cache(&conn)?;
        Self::on(conn, path, now, changes)
    }

    /// On a database in memory that all of this process see who know its name.
    pub(crate) fn open_in_memory(
        name: &str,
        now: Timestamp,
        changes: broadcast::Sender<Change>,
    ) -> Result<Self, StorageError> {
        let mut open = IN_MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(conn) = open.get(name).and_then(Weak::upgrade) {
            return Ok(Self { conn, changes });
        }
        let path = Path::new(":memory:");
        let conn = sqlite::open_writer(path)?;
        sqlite::journal_in_memory(&conn)?;
        let opened = Self::on(conn, path, now, changes)?;
        open.retain(|_, conn| conn.strong_count() > 0);
        open.insert(name.to_owned(), Arc::downgrade(&opened.conn));
        Ok(opened)
    }

    fn on(
        mut conn: Connection,
        path: &Path,
        now: Timestamp,
        changes: broadcast::Sender<Change>,
    ) -> Result<Self, StorageError> {
        migrate::migrate(&mut conn, path, now)?;
        Ok(Self {
            conn: Arc::new(Mutex::new(Conn::sqlite(conn))),
            changes,
        })
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        yield_now().await;
        let (piece, mut answer) = piece(work);
        write_group(&mut self.conn(), vec![piece], &self.changes);
        yield_now().await;
        answer.try_recv().map_err(StorageError::engine)?
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        F: FnOnce(&mut Conn) -> Result<T, StorageError>,
    {
        yield_now().await;
        let found = sqlite::read_once(&mut self.conn(), work);
        yield_now().await;
        found
    }

    fn conn(&self) -> MutexGuard<'_, Conn> {
        self.conn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
