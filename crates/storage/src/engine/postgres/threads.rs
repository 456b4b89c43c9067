//! PostgreSQL by threads: several that write, several that read, each with a connection of its own.
//!
//! The server commits what several connections commit at one time with one sync of its log, so a
//! crowd of writers is fast where one writer with savepoints is not. A connection that is lost is
//! opened anew by its thread; what was being written is written again if its commit had not begun.
//!
//! Needs that fight: a crowd's pieces share a transaction, because that is faster; yet a transaction
//! holds the rows of its first piece while its last one waits for a row, and two of them that want the
//! same rows in different orders stand still until the server looks for that, a second later. So only
//! pieces share one that say in which order, and all others have theirs alone; see decision 0010.

use std::sync::Arc;
use std::thread;

use tokio::sync::oneshot;

use super::address::Address;
use super::growth::Growth;
use super::herald::Herald;
use super::queue::Queue;
use super::session::Session;
use crate::engine::Conn;
use crate::engine::work::{self, Order, Work, piece};
use crate::error::StorageError;

/// Connections that write. More of them gain nothing on the machines measured; see the decision.
pub(crate) const WRITERS: usize = 8;

/// Connections that read.
const READERS: usize = 8;

/// Pieces of one transaction. Only a crowd shares one: a piece that is alone needs no savepoint.
const GROUP_LIMIT: usize = 32;

/// How often a piece is tried that loses against others each time.
const TRIES: usize = 10;

/// How often a connection is opened for the same piece before it is refused.
const CONNECTIONS_TRIED: usize = 2;

type Reading = Box<dyn FnOnce(Result<&mut Conn, StorageError>) + Send>;

/// A piece that waits to be written, and its order among those it may share a transaction with.
struct Waiting {
    piece: Box<dyn Work>,
    order: Option<Order>,
}

/// The threads of one database.
pub(crate) struct Threads {
    writing: Arc<Queue<Waiting>>,
    reading: Arc<Queue<Reading>>,
}

impl Threads {
    /// Starts them; `slot` is where the rows of this process's counts begin.
    pub(super) fn start(
        address: &Address,
        herald: &Herald,
        slot: i64,
    ) -> Result<Self, StorageError> {
        // Made first, so that the threads end should one of them not start.
        let threads = Self {
            writing: Arc::new(Queue::new()),
            reading: Arc::new(Queue::new()),
        };
        let growth = Arc::new(Growth::new());
        for (number, slot) in (0..WRITERS).zip(slot..) {
            let waiting = Arc::clone(&threads.writing);
            let mut writer = Writer {
                line: Line::new(address.clone(), slot),
                herald: herald.clone(),
                growth: Arc::clone(&growth),
            };
            start(format!("storage-writer-{number}"), move || {
                while let Some(group) = take_group(&waiting) {
                    writer.write(group);
                    writer.look();
                }
            })?;
        }
        for number in 0..READERS {
            let waiting = Arc::clone(&threads.reading);
            let mut line = Line::new(address.clone(), 0);
            start(format!("storage-reader-{number}"), move || {
                while let Some(reading) = waiting.take() {
                    read(&mut line, reading);
                }
            })?;
        }
        Ok(threads)
    }

    pub(crate) async fn write<T, F>(&self, order: Option<Order>, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        let (piece, answer) = piece(work);
        self.writing.push(Waiting { piece, order });
        answer.await.map_err(StorageError::engine)?
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, StorageError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StorageError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.reading.push(Box::new(move |conn| {
            // Who asked may be gone.
            let _ = reply.send(conn.and_then(work));
        }));
        answer.await.map_err(StorageError::engine)?
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.writing.close();
        self.reading.close();
    }
}

/// What the next transaction is of; `None` when nothing waits and nothing more will.
fn take_group(waiting: &Queue<Waiting>) -> Option<Vec<Box<dyn Work>>> {
    let first = waiting.take()?;
    let shares = first.order.is_some();
    let mut group = vec![first];
    if shares {
        let fits = |other: &Waiting| other.order.is_some();
        group.extend(waiting.take_share(WRITERS, GROUP_LIMIT - 1, fits));
        group.sort_by(|one, other| one.order.cmp(&other.order));
    }
    Some(group.into_iter().map(|waited| waited.piece).collect())
}

fn start(name: String, run: impl FnOnce() + Send + 'static) -> Result<(), StorageError> {
    thread::Builder::new()
        .name(name)
        .spawn(run)
        .map(|_| ())
        .map_err(StorageError::engine)
}

/// One thread's connection, opened when it is wanted and again when it was lost.
struct Line {
    address: Address,
    slot: i64,
    conn: Option<Conn>,
}

impl Line {
    fn new(address: Address, slot: i64) -> Self {
        Self {
            address,
            slot,
            conn: None,
        }
    }

    fn conn(&mut self) -> Result<&mut Conn, StorageError> {
        if !self.conn.as_ref().is_some_and(Conn::is_open) {
            self.conn = None;
        }
        match &mut self.conn {
            Some(conn) => Ok(conn),
            none => {
                let session = Session::open(&self.address)?;
                Ok(none.insert(Conn::postgres(session, self.slot)))
            }
        }
    }

    fn hang_up(&mut self) {
        self.conn = None;
    }
}

fn read(line: &mut Line, reading: Reading) {
    let conn = match line.conn() {
        Ok(conn) => conn,
        Err(error) => return reading(Err(error)),
    };
    let _ = conn.begin_reading();
    reading(Ok(conn));
    // The answer is on its way already; what failed in it was told there.
    if conn.end_reading().is_err() {
        line.hang_up();
    }
}

struct Writer {
    line: Line,
    herald: Herald,
    growth: Arc<Growth>,
}

impl Writer {
    fn look(&mut self) {
        if let Some(conn) = &mut self.line.conn {
            self.growth.look(conn);
        }
    }

    fn write(&mut self, mut group: Vec<Box<dyn Work>>) {
        let outcome = self.write_together(&mut group);
        match outcome {
            Err(StorageError::Busy(_)) if group.len() > 1 => {
                // One of them lost a race. Alone, none waits for what another holds.
                for work in group {
                    self.write(vec![work]);
                }
            }
            outcome => work::answer(group, &outcome),
        }
    }

    fn write_together(&mut self, group: &mut [Box<dyn Work>]) -> Result<(), StorageError> {
        let (mut tries, mut connections) = (1, 1);
        loop {
            let outcome = self.try_once(group);
            match &outcome {
                Err(StorageError::Busy(_)) if group.len() == 1 && tries < TRIES => tries += 1,
                // Its commit had not begun.
                Err(StorageError::Unreachable(_)) if connections < CONNECTIONS_TRIED => {
                    connections += 1;
                }
                _ => return outcome,
            }
        }
    }

    fn try_once(&mut self, group: &mut [Box<dyn Work>]) -> Result<(), StorageError> {
        let conn = self.line.conn()?;
        match work::write_all(conn, group) {
            Ok(told) => {
                self.herald.tell(told);
                Ok(())
            }
            Err(error) => {
                conn.roll_back();
                if !matches!(error, StorageError::Busy(_)) {
                    // Whatever state it is in, a new one is in none.
                    self.line.hang_up();
                }
                Err(error)
            }
        }
    }
}
