//! PostgreSQL: one database that any number of processes share.
//!
//! Isolation is READ COMMITTED; what must not race is decided by statements themselves, by row counts,
//! unique keys and row locks. An error that ends a transaction ends it whole. The server may go and
//! come back at any time: each thread then opens its connection anew.

mod address;
mod error;
mod growth;
mod herald;
mod migrate;
pub(super) mod moving;
mod queue;
mod session;
mod text;
pub(crate) mod threads;
mod tls;
mod value;

use std::path::Path;
use std::thread;

use jiff::Timestamp;
use tokio::sync::broadcast;

pub(crate) use address::Address;
pub(crate) use error::translate;
pub(super) use session::Session;
pub(crate) use threads::WRITERS;

use super::{Conn, Row};
use crate::change::Change;
use crate::error::StorageError;
use herald::Herald;
use migrate::Older;
use threads::Threads;

/// Rows of a tab's count that processes and their writers spread over: several may share one, and
/// then wait for each other a little.
const SLOTS: i64 = 64;

/// Opens a database, creating the tables if there are none.
pub(crate) fn open(
    url: &str,
    now: Timestamp,
    changes: broadcast::Sender<Change>,
) -> Result<Threads, StorageError> {
    let address = Address::parse(url)?;
    apart(move || {
        let mut session = Session::open(&address)?;
        migrate::migrate(&mut session, &address, Older::Refuse, now)?;
        let slot = first_slot(&mut session)?;
        Conn::postgres(session, slot).refuse_moved()?;
        let herald = Herald::start(address.clone(), changes)?;
        Threads::start(&address, &herald, slot)
    })
}

/// Brings the tables of an older version up to date; the person has a backup.
pub(crate) fn upgrade(url: &str, now: Timestamp) -> Result<(), StorageError> {
    let address = Address::parse(url)?;
    apart(move || {
        let mut session = Session::open(&address)?;
        migrate::migrate(&mut session, &address, Older::Change, now)
    })
}

/// Runs this on a thread of its own and waits: a session drives its own runtime, which can't be done
/// inside the caller's.
fn apart<T: Send>(
    work: impl FnOnce() -> Result<T, StorageError> + Send,
) -> Result<T, StorageError> {
    thread::scope(|scope| {
        let joined = scope.spawn(work).join();
        joined.unwrap_or_else(|_| Err(StorageError::engine("opening the database panicked")))
    })
}

/// Where this process's slots begin, so that processes that start one after the other share few.
fn first_slot(session: &mut Session) -> Result<i64, StorageError> {
    let mut slot = 0;
    let sql = "SELECT pg_backend_pid()";
    session.query(sql, &[], &mut |row| {
        let mut row = Row {
            columns: row.into_iter(),
        };
        slot = row.int()? * 8 % SLOTS;
        Ok(())
    })?;
    Ok(slot)
}

/// Makes everything durable.
pub(super) fn commit(session: &mut Session) -> Result<(), StorageError> {
    session.say("COMMIT");
    session.settle().map_err(|error| match error {
        // Whether the server had heard it is not known here.
        StorageError::Unreachable(why) => StorageError::Unclear(why),
        other => other,
    })
}

/// PostgreSQL has its own tool for this, which any administrator knows.
pub(super) fn backup(target: &Path) -> StorageError {
    StorageError::Unusable(format!(
        "a PostgreSQL database is copied by its own tool: \
         pg_dump --format=custom --file={} URL; and restored by pg_restore",
        target.display()
    ))
}

/// What can be seen without reading everything: the schema's version, broken indexes and links, and
/// pages that the server found damaged.
pub(super) fn check(conn: &mut Conn) -> Result<Vec<String>, StorageError> {
    let mut found = conn.query(
        "SELECT 'index ' || c.relname || ' is broken: REINDEX it' FROM pg_catalog.pg_index i
         JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
         WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
         ORDER BY 1",
        &[],
        Row::text,
    )?;
    found.extend(conn.query(
        "SELECT 'constraint ' || conname || ' was never checked' FROM pg_catalog.pg_constraint
         WHERE NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1",
        &[],
        Row::text,
    )?);
    found.extend(conn.query(
        "SELECT checksum_failures || ' pages were found damaged: restore the last backup'
         FROM pg_catalog.pg_stat_database
         WHERE datname = current_database() AND checksum_failures > 0",
        &[],
        Row::text,
    )?);
    let versions = "SELECT coalesce(max(number), 0) FROM schema_migration";
    let version = conn.query_one(versions, &[], Row::int)?.unwrap_or(0);
    if version != crate::migrate::newest() {
        found.push(format!(
            "the tables are of schema {version}, this program needs {}",
            crate::migrate::newest()
        ));
    }
    Ok(found)
}
