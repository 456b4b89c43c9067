//! Both ends of a move that are PostgreSQL databases.

use jiff::Timestamp;

use super::address::Address;
use super::migrate::{self, Older};
use super::session::Session;
use crate::engine::Value;
use crate::error::StorageError;
use crate::migrate::newest;

/// Any number, the same in every version: who holds it moves a database.
const LOCK: &str = "SELECT pg_try_advisory_lock(4720196)";

/// Who else works on this database, told by the name that every process of ours gives.
const OTHERS: &str = "SELECT count(*) FROM pg_catalog.pg_stat_activity
    WHERE datname = current_database() AND application_name = 'crossdock'
      AND pid <> pg_backend_pid()";

/// A server's address without its password.
pub(in crate::engine) fn shown(url: &str) -> Result<String, StorageError> {
    Address::parse(url).map(|address| address.to_string())
}

/// Opens the database that is moved: one moment of it, in which nobody else may write.
pub(in crate::engine) fn open_source(url: &str, tables: &[&str]) -> Result<Session, StorageError> {
    let address = Address::parse(url)?;
    let mut session = Session::open(&address)?;
    let version = migrate::version(&mut session)?;
    if version != newest() {
        return Err(StorageError::Unusable(format!(
            "{address} has schema {version}, this program needs {}: bring it up to date first",
            newest()
        )));
    }
    alone(&mut session, &address)?;
    session.batch("SET idle_in_transaction_session_timeout = 0")?;
    session.batch("BEGIN ISOLATION LEVEL REPEATABLE READ")?;
    let locked = format!("LOCK TABLE {} IN SHARE MODE NOWAIT", tables.join(", "));
    session.batch(&locked).map_err(|error| match error {
        StorageError::Busy(_) => in_use(&address),
        other => other,
    })?;
    Ok(session)
}

/// Opens the database that is moved to, and makes its tables.
pub(in crate::engine) fn open_target(url: &str, now: Timestamp) -> Result<Session, StorageError> {
    let address = Address::parse(url)?;
    let mut session = Session::open(&address)?;
    alone(&mut session, &address)?;
    migrate::migrate(&mut session, &address, Older::Refuse, now)?;
    Ok(session)
}

fn alone(session: &mut Session, address: &Address) -> Result<(), StorageError> {
    let free = number(session, LOCK)? == 1;
    // Another session of this very program may still be closing.
    if free && number(session, OTHERS)? == 0 {
        Ok(())
    } else {
        Err(in_use(address))
    }
}

fn in_use(address: &Address) -> StorageError {
    StorageError::Unusable(format!(
        "{address} is in use: stop every `crossdock serve` and every other command on it first"
    ))
}

fn number(session: &mut Session, sql: &str) -> Result<i64, StorageError> {
    let mut found = 0;
    session.query(sql, &[], &mut |row| {
        if let Some(Value::Int(number)) = row.into_iter().next() {
            found = number;
        }
        Ok(())
    })?;
    Ok(found)
}
