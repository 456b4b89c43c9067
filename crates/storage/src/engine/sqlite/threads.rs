//! SQLite by threads: one that writes, a few that read, so that no task waits for the disk.
//!
//! Measured before choosing: on a disk that needs 5 ms for a sync, one commit each gives 182/s and
//! group commit by one thread 5,300/s. Several writing connections wait unfairly for each other.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;
use tokio::sync::{Semaphore, broadcast};

use super::{open_reader, open_writer, read_once};
use crate::change::Change;
use crate::engine::Conn;
use crate::engine::work::{GROUP_LIMIT, Work, piece, write_group};
use crate::error::StorageError;
use crate::migrate;

/// Readers at one time: more only compete for the same cores and page cache.
const READERS: usize = 8;

/// The threads of one database file.
pub(crate) struct Threads {
    writer: Sender<Box<dyn Work>>,
    readers: Arc<Readers>,
    permits: Semaphore,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Conn>>,
}

impl Threads {
    pub(crate) fn open(
        path: &Path,
        now: Timestamp,
        changes: broadcast::Sender<Change>,
    ) -> Result<Self, StorageError> {
        let mut conn = open_writer(path)?;
        if let Some(copy) = migrate::migrate(&mut conn, path, now)? {
            tracing::info!(copy = %copy.display(), "the database was copied aside before it was changed");
        }
        let mut conn = Conn::sqlite(conn);
        conn.refuse_moved()?;
        let (writer, waiting) = channel();
        thread::Builder::new()
            .name("storage-writer".into())
            .spawn(move || write_until_closed(conn, &waiting, &changes))
            .map_err(StorageError::engine)?;
        let readers = Readers {
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
        };
        Ok(Self {
            writer,
            readers: Arc::new(readers),
            permits: Semaphore::new(READERS),
        })
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        let (piece, answer) = piece(work);
        let gone = || StorageError::engine("the storage has been closed");
        self.writer.send(piece).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        let _permit = self.permits.acquire().await.map_err(StorageError::engine)?;
        let readers = Arc::clone(&self.readers);
        tokio::task::spawn_blocking(move || readers.read(work))
            .await
            .map_err(StorageError::engine)?
    }
}

impl Readers {
    fn read<T>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut conn = match idle {
            Some(conn) => conn,
            None => Conn::sqlite(open_reader(&self.path)?),
        };
        let found = read_once(&mut conn, work);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(conn);
        found
    }
}

/// Writes whatever waits, together; ends when the last sender is gone.
fn write_until_closed(
    mut conn: Conn,
    waiting: &Receiver<Box<dyn Work>>,
    changes: &broadcast::Sender<Change>,
) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP_LIMIT - 1));
        write_group(&mut conn, group, changes);
    }
    super::fold_log(&conn);
}
