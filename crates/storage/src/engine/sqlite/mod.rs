//! SQLite: opening, statements, and what its errors mean.
//!
//! WAL with `synchronous=FULL`: a commit that was answered survives a power cut. One thread writes
//! (see `threads`), because several writing connections wait unfairly for each other, up to seconds.

pub(super) mod moving;
pub(crate) mod threads;

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, ffi};

use super::{Conn, Link, Row, Value};
use crate::error::StorageError;
use crate::migrate;

/// SQLite before 3.51.3 can corrupt a WAL database on reset. Source: sqlite.org/wal.html#walresetbug.
const OLDEST_SOUND_VERSION: i32 = 3_051_003;

/// How long a reader waits for a lock. Readers never wait for the writer in WAL mode, only for a
/// checkpoint or a backup that ends.
const BUSY_WAIT: Duration = Duration::from_secs(10);

/// Pages that a reader keeps, in KiB as SQLite wants it, negative: the index roots of ten million orders.
const READERS_CACHE: i64 = -65_536;

/// Pages that the writer keeps. After every commit SQLite walks all of them: when it splits a page it
/// borrows the number of a page that is never used, 262,145, and takes it for the end of the file later
/// (`balance_nonroot`, `pager_end_transaction`). So this is no larger than a large group needs.
const WRITERS_CACHE: i64 = -16_384;

/// Pages that the log gathers before they are folded into the file, 16 MiB. Folding syncs the file, and
/// whoever commits waits for it; a page that changed often is folded once. Measured against 1,000 pages:
/// of single commits one in a hundred took 0.6 ms instead of 4, and a crowd came 15 percent faster.
const PAGES_IN_LOG: i64 = 4_000;

/// Opens the one connection that writes, creating the file if it is missing.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, StorageError> {
    if rusqlite::version_number() < OLDEST_SOUND_VERSION {
        return Err(StorageError::Unusable(format!(
            "SQLite {} can corrupt its log; 3.51.3 or newer is needed",
            rusqlite::version()
        )));
    }
    let conn = Connection::open(path).map_err(translate)?;
    // SQLite falls back to reading; the first order to come in would be refused, not the start.
    if conn.is_readonly(rusqlite::MAIN_DB).map_err(translate)? {
        return Err(unwritable());
    }
    prepare(&conn, WRITERS_CACHE)?;
    conn.pragma_update(None, "journal_mode", "WAL")
        .map_err(translate)?;
    conn.pragma_update(None, "synchronous", "FULL")
        .map_err(translate)?;
    conn.pragma_update(None, "wal_autocheckpoint", PAGES_IN_LOG)
        .map_err(translate)?;
    conn.pragma_update(None, "foreign_keys", true)
        .map_err(translate)?;
    Ok(conn)
}

/// Opens a connection that only reads.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(translate)?;
    prepare(&conn, READERS_CACHE)?;
    Ok(conn)
}

fn prepare(conn: &Connection, cache: i64) -> Result<(), StorageError> {
    conn.busy_timeout(BUSY_WAIT).map_err(translate)?;
    // Else every run of a statement with `LIMIT ?` is planned anew, because the limit might have changed.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(translate)?;
    conn.set_prepared_statement_cache_capacity(256);
    conn.pragma_update(None, "cache_size", cache)
        .map_err(translate)?;
    conn.pragma_update(None, "temp_store", "MEMORY")
        .map_err(translate)
}

/// Lets commits reach the operating system only: they outlive the process, not the machine. For
/// rehearsals, whose "disk" is the file as any process sees it.
pub(super) fn trust_the_page_cache(conn: &Connection) -> Result<(), StorageError> {
    conn.pragma_update(None, "synchronous", "OFF")
        .map_err(translate)
}

/// For a database in memory: what takes a change back is kept there too, and nothing is synced.
pub(super) fn journal_in_memory(conn: &Connection) -> Result<(), StorageError> {
    conn.pragma_update(None, "journal_mode", "MEMORY")
        .map_err(translate)?;
    trust_the_page_cache(conn)
}

/// Runs `work` as one consistent view.
pub(super) fn read_once<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    conn.begin_reading()?;
    let found = work(conn);
    conn.end_reading()?;
    found
}

/// Copies the database while it is in use, as it is at one moment.
pub(super) fn backup(conn: &Connection, target: &Path) -> Result<(), StorageError> {
    // The copy is made in steps, and begins anew after each commit in between unless this read has
    // begun: then it sees one moment until it is done.
    query(
        conn,
        "SELECT 1 FROM workspace LIMIT 1",
        &[],
        &mut |_| Ok(()),
    )?;
    migrate::backup_to_new(conn, target)
}

/// Whether all pages and links are whole.
pub(super) fn check(conn: &mut Conn) -> Result<Vec<String>, StorageError> {
    let mut found = conn.query("PRAGMA quick_check", &[], Row::text)?;
    found.retain(|line| line != "ok");
    let links = "SELECT \"table\" FROM pragma_foreign_key_check";
    let broken = conn.query(links, &[], Row::text)?;
    found.extend(
        broken
            .into_iter()
            .map(|table| format!("a row of {table} points nowhere")),
    );
    Ok(found)
}

/// Folds the log into the file, so that a copied file is whole.
fn fold_log(conn: &Conn) {
    if let Link::Sqlite(conn) = &conn.link {
        let _ = conn.pragma_update(None, "wal_checkpoint", "TRUNCATE");
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

pub(super) fn execute(
    conn: &Connection,
    sql: &str,
    params: &[Value],
) -> Result<usize, StorageError> {
    let mut statement = conn.prepare_cached(sql).map_err(translate)?;
    statement
        .execute(rusqlite::params_from_iter(params))
        .map_err(translate)
}

pub(super) fn query(
    conn: &Connection,
    sql: &str,
    params: &[Value],
    each: &mut dyn FnMut(Vec<Value>) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut statement = conn.prepare_cached(sql).map_err(translate)?;
    let count = statement.column_count();
    let mut rows = statement
        .query(rusqlite::params_from_iter(params))
        .map_err(translate)?;
    while let Some(row) = rows.next().map_err(translate)? {
        let column = |index| Ok(own(row.get_ref(index).map_err(translate)?));
        each(
            (0..count)
                .map(column)
                .collect::<Result<_, StorageError>>()?,
        )?;
    }
    Ok(())
}

fn own(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        // STRICT tables hold no floats; one can only come from a mistaken expression.
        ValueRef::Real(value) => Value::Text(value.to_string()),
        ValueRef::Text(value) => Value::Text(String::from_utf8_lossy(value).into_owned()),
        ValueRef::Blob(value) => Value::Blob(value.to_vec()),
    }
}

fn unwritable() -> StorageError {
    StorageError::Unusable(
        "the database can't be written: check the disk and the file's permissions".into(),
    )
}

/// What an error of SQLite means to us.
pub(crate) fn translate(error: rusqlite::Error) -> StorageError {
    let Some(failure) = error.sqlite_error() else {
        return StorageError::engine(error);
    };
    let code = failure.extended_code;
    if code == ffi::SQLITE_CONSTRAINT_PRIMARYKEY || code == ffi::SQLITE_CONSTRAINT_UNIQUE {
        return StorageError::Conflict(error.to_string());
    }
    match failure.code {
        ErrorCode::DiskFull => StorageError::Unusable(
            "the disk is full: nothing was lost that had been accepted; free some space".into(),
        ),
        ErrorCode::ReadOnly => unwritable(),
        ErrorCode::SystemIoFailure => StorageError::Unusable(format!(
            "the disk failed ({error}): nothing was lost that had been accepted; check the disk, its quota \
             and the system's log"
        )),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StorageError::Unusable(format!(
            "the database file is damaged ({error}): stop, keep a copy, restore the last backup"
        )),
        ErrorCode::CannotOpen => StorageError::Unusable(format!(
            "the database can't be opened ({error}): check the folder and its permissions"
        )),
        _ => StorageError::engine(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pragma(conn: &Connection, name: &str) -> String {
        conn.pragma_query_value(None, name, |row| {
            Ok(match row.get_ref(0)? {
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                ValueRef::Integer(number) => number.to_string(),
                other => format!("{other:?}"),
            })
        })
        .unwrap()
    }

    #[test]
    fn what_was_answered_survives_a_power_cut_and_points_somewhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let writer = open_writer(&path).unwrap();
        assert_eq!(pragma(&writer, "journal_mode"), "wal");
        // 2 is FULL: the log is synced at every commit.
        assert_eq!(pragma(&writer, "synchronous"), "2");
        assert_eq!(pragma(&writer, "foreign_keys"), "1");
        assert_eq!(pragma(&writer, "busy_timeout"), "10000");
        let reader = open_reader(&path).unwrap();
        assert_eq!(pragma(&reader, "journal_mode"), "wal");
        assert_eq!(pragma(&reader, "busy_timeout"), "10000");
    }

    #[test]
    fn a_reader_can_not_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let writer = open_writer(&path).unwrap();
        execute(&writer, "CREATE TABLE a (b INTEGER) STRICT", &[]).unwrap();
        let reader = open_reader(&path).unwrap();
        let refused = execute(&reader, "INSERT INTO a VALUES (1)", &[]).unwrap_err();
        assert!(matches!(refused, StorageError::Unusable(_)), "{refused}");
        assert!(refused.to_string().contains("can't be written"));
    }

    #[test]
    fn a_value_of_the_wrong_type_is_refused_and_not_converted() {
        let folder = tempfile::tempdir().unwrap();
        let conn = open_writer(&folder.path().join("a.sqlite3")).unwrap();
        execute(&conn, "CREATE TABLE a (b INTEGER) STRICT", &[]).unwrap();
        let refused = execute(&conn, "INSERT INTO a VALUES (?1)", &["x".into()]);
        assert!(matches!(refused, Err(StorageError::Engine(_))));
    }
}
