//! Both ends of a move that are SQLite files.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::translate;
use crate::error::StorageError;
use crate::migrate::{self, newest};

/// A server that stops gives the file free within this.
const WAIT: Duration = Duration::from_secs(3);

/// Opens the file that is moved, locked against everybody else until it is closed.
pub(in crate::engine) fn open_source(path: &Path) -> Result<Connection, StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(translate)?;
    lock(&conn, path)?;
    let version: i64 = conn
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(translate)?;
    if version != newest() {
        return Err(StorageError::Unusable(format!(
            "{} has schema {version}, this program needs {}: open it once with this program \
             (`crossdock doctor`), then move it",
            path.display(),
            newest()
        )));
    }
    conn.execute_batch("BEGIN EXCLUSIVE").map_err(translate)?;
    Ok(conn)
}

/// Opens or makes the file that is moved to.
pub(in crate::engine) fn open_target(
    path: &Path,
    now: Timestamp,
) -> Result<Connection, StorageError> {
    let mut conn = Connection::open(path).map_err(translate)?;
    lock(&conn, path)?;
    for (pragma, value) in [("synchronous", "FULL"), ("foreign_keys", "ON")] {
        conn.pragma_update(None, pragma, value).map_err(translate)?;
    }
    migrate::migrate(&mut conn, path, now)?;
    Ok(conn)
}

/// Takes the file for this connection alone; another process that has it open is seen by its locks.
fn lock(conn: &Connection, path: &Path) -> Result<(), StorageError> {
    conn.busy_timeout(WAIT).map_err(translate)?;
    conn.pragma_update(None, "locking_mode", "EXCLUSIVE")
        .map_err(translate)?;
    // The mode counts from the first use on.
    let taken = conn
        .pragma_update(None, "journal_mode", "WAL")
        .and_then(|()| conn.execute_batch("BEGIN EXCLUSIVE; COMMIT"));
    taken.map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StorageError::Unusable(format!(
                "{} is in use: stop `crossdock serve` and every other command on it first",
                path.display()
            ))
        }
        _ => translate(error),
    })
}
