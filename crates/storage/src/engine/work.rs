//! Pieces of work, and committing several of them together.
//!
//! Everything in a group is written in one transaction, each piece in a savepoint of its own: one
//! that is refused leaves no trace and does not harm the others. Nobody is answered before the
//! commit is durable. The same code runs for every engine and every way of executing.

use tokio::sync::{broadcast, oneshot};

use super::Conn;
use crate::change::Change;
use crate::error::StorageError;

/// More in one transaction only makes the first ones wait longer.
pub(crate) const GROUP_LIMIT: usize = 256;

/// A piece of work that waits to be written.
pub(crate) trait Work: Send {
    /// Writes, again if it was taken back; says whether to keep it.
    ///
    /// An error is one that ends the whole transaction.
    fn write(&mut self, conn: &mut Conn) -> Result<bool, StorageError>;

    /// Tells who asked, once it is known whether the commit worked.
    fn answer(self: Box<Self>, committed: Result<(), StorageError>);
}

/// Which rows a piece holds that others want too: pieces of one transaction are written in this order,
/// in whichever transaction they are, so that no two of these wait for each other in a circle.
pub(crate) type Order = Vec<u8>;

/// Where the answer to a piece of work comes.
pub(crate) type Answer<T> = oneshot::Receiver<Result<T, StorageError>>;

/// A piece of work, and where its answer will come.
pub(crate) fn piece<T, F>(work: F) -> (Box<dyn Work>, Answer<T>)
where
    T: Send + 'static,
    F: Fn(&mut Conn) -> Result<T, StorageError> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let piece = Piece {
        work,
        outcome: None,
        reply,
    };
    (Box::new(piece), answer)
}

struct Piece<T, F> {
    work: F,
    outcome: Option<Result<T, StorageError>>,
    reply: oneshot::Sender<Result<T, StorageError>>,
}

impl<T, F> Work for Piece<T, F>
where
    T: Send,
    F: Fn(&mut Conn) -> Result<T, StorageError> + Send,
{
    fn write(&mut self, conn: &mut Conn) -> Result<bool, StorageError> {
        let done = (self.work)(conn);
        // What was only sent may still be refused, and what is left of a refused piece is nothing.
        let settled = conn.settle();
        let outcome = done.and_then(|done| settled.map(|()| done));
        match &outcome {
            Err(error) if error.ends_transaction() => return Err(error.copy()),
            _ => {}
        }
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        Ok(keep)
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

/// Answers everyone of a group.
pub(super) fn answer(group: Vec<Box<dyn Work>>, committed: &Result<(), StorageError>) {
    for work in group {
        work.answer(match committed {
            Ok(()) => Ok(()),
            Err(error) => Err(error.copy()),
        });
    }
}

/// Writes a group in one transaction, tells what it changed, then answers everyone in it.
pub(super) fn write_group(
    conn: &mut Conn,
    mut group: Vec<Box<dyn Work>>,
    changes: &broadcast::Sender<Change>,
) {
    let committed = write_all(conn, &mut group).map(|told| {
        for change in told {
            // Nobody listening is fine.
            let _ = changes.send(change);
        }
    });
    if committed.is_err() {
        conn.roll_back();
    }
    answer(group, &committed);
}

/// Writes a group in one transaction; gives what there is to tell. After an error it is rolled back
/// by the caller.
pub(super) fn write_all(
    conn: &mut Conn,
    group: &mut [Box<dyn Work>],
) -> Result<Vec<Change>, StorageError> {
    conn.begin_writing()?;
    if let [alone] = group {
        // The transaction itself is the savepoint.
        if !conn.gather(|conn| alone.write(conn))? {
            conn.roll_back();
            return Ok(Vec::new());
        }
        return conn.commit();
    }
    for work in group {
        conn.set_savepoint()?;
        if conn.gather(|conn| work.write(conn))? {
            conn.release_savepoint()?;
        } else {
            conn.return_to_savepoint()?;
        }
    }
    conn.commit()
}
