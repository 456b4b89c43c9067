//! The engine under the storage: one SQL text for every engine, and the little that differs below it.
//!
//! Statements are written once, with `?1`-style parameters, over three column types: integers, text
//! and bytes. Nothing above this module knows which database it speaks to.

mod counts;
pub(crate) mod execution;
mod in_turn;
pub(crate) mod moving;
pub(crate) mod postgres;
pub(crate) mod sqlite;
mod transaction;
mod work;

pub(crate) use in_turn::InTurn;
pub(crate) use work::Order;

use std::path::Path;

use domain::ids::WorkspaceId;
use domain::order::Tab;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use counts::QUARTER_SECONDS;
use counts::{Counted, Counts};

use crate::change::Change;
use crate::error::StorageError;

/// A parameter or column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// One open connection to the database, and what its transaction gathers until it ends.
pub(crate) struct Conn {
    link: Link,
    told: Vec<Change>,
    counts: Counts,
    /// Which row of a tab's count this connection adds to.
    slot: i64,
}

/// The driver's own connection.
enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Session>),
}

/// One row of an answer; columns are taken from the left.
pub(crate) struct Row {
    columns: std::vec::IntoIter<Value>,
}

impl Conn {
    pub(crate) fn sqlite(conn: rusqlite::Connection) -> Self {
        Self {
            link: Link::Sqlite(conn),
            told: Vec::new(),
            counts: Counts::default(),
            // One connection writes at a time.
            slot: 0,
        }
    }

    fn postgres(session: postgres::Session, slot: i64) -> Self {
        Self {
            link: Link::Postgres(Box::new(session)),
            told: Vec::new(),
            counts: Counts::default(),
            slot,
        }
    }

    /// Says what this transaction changes: listeners hear it once it is committed, and never if it
    /// is not.
    pub(crate) fn tell(&mut self, change: Change) {
        self.told.push(change);
    }

    /// Adds to a tab's count, together with whatever else this transaction adds to it.
    pub(crate) fn count(&mut self, workspace: WorkspaceId, tab: Tab, orders: i64, people: i64) {
        self.counts.add(workspace, tab, orders, people);
    }

    /// Counts an order that came in then; -1 takes one back.
    pub(crate) fn count_arrival(&mut self, workspace: WorkspaceId, at: Timestamp, orders: i64) {
        self.counts.add_arrival(workspace, at, orders);
    }

    /// Copies the whole database to a file that is not there yet.
    pub(crate) fn backup(&mut self, target: &Path) -> Result<(), StorageError> {
        match &self.link {
            Link::Sqlite(conn) => sqlite::backup(conn, target),
            Link::Postgres(_) => Err(postgres::backup(target)),
        }
    }

    /// What is broken in the database; an empty answer is a yes.
    pub(crate) fn check(&mut self) -> Result<Vec<String>, StorageError> {
        match &self.link {
            Link::Sqlite(_) => sqlite::check(self),
            Link::Postgres(_) => postgres::check(self),
        }
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<usize, StorageError> {
        match &mut self.link {
            Link::Sqlite(conn) => sqlite::execute(conn, sql, params),
            Link::Postgres(session) => session.execute(sql, params),
        }
    }

    /// Runs a statement, now or together with the next one that is waited for: a failure of it is told
    /// there, at the latest by the commit.
    pub(crate) fn execute_later(
        &mut self,
        sql: &str,
        params: impl Into<Vec<Value>>,
    ) -> Result<(), StorageError> {
        let params = params.into();
        match &mut self.link {
            Link::Sqlite(conn) => sqlite::execute(conn, sql, &params).map(|_| ()),
            Link::Postgres(session) => session.execute_later(sql, params, None),
        }
    }

    /// Like `execute_later`, for an update of one row by its version: that none was changed says that
    /// someone else changed it, and refuses the transaction.
    pub(crate) fn update_later(
        &mut self,
        sql: &str,
        params: impl Into<Vec<Value>>,
        what: &'static str,
        id: i64,
    ) -> Result<(), StorageError> {
        let params = params.into();
        match &mut self.link {
            Link::Sqlite(conn) => match sqlite::execute(conn, sql, &params)? {
                1 => Ok(()),
                _ => Err(StorageError::moved(what, id)),
            },
            Link::Postgres(session) => session.execute_later(sql, params, Some((what, id))),
        }
    }

    /// Waits for what was to be run later.
    fn settle(&mut self) -> Result<(), StorageError> {
        match &mut self.link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(session) => session.settle(),
        }
    }

    /// Whether the database is still at the other end, as far as is known without asking.
    fn is_open(&self) -> bool {
        match &self.link {
            Link::Sqlite(_) => true,
            Link::Postgres(session) => session.is_open(),
        }
    }

    /// Runs a query and reads every row.
    pub(crate) fn query<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut read: impl FnMut(&mut Row) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let mut found = Vec::new();
        let mut each = |columns: Vec<Value>| {
            found.push(read(&mut Row {
                columns: columns.into_iter(),
            })?);
            Ok(())
        };
        match &mut self.link {
            Link::Sqlite(conn) => sqlite::query(conn, sql, params, &mut each)?,
            Link::Postgres(session) => session.query(sql, params, &mut each)?,
        }
        Ok(found)
    }

    /// Runs a query that has at most one row.
    pub(crate) fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        read: impl FnMut(&mut Row) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        Ok(self.query(sql, params, read)?.into_iter().next())
    }
}

impl Row {
    /// Every column that is left.
    pub(crate) fn rest(&mut self) -> Vec<Value> {
        self.columns.by_ref().collect()
    }

    fn next(&mut self) -> Result<Value, StorageError> {
        self.columns
            .next()
            .ok_or_else(|| StorageError::corrupt("a row has too few columns"))
    }

    pub(crate) fn int(&mut self) -> Result<i64, StorageError> {
        match self.next()? {
            Value::Int(value) => Ok(value),
            other => Err(StorageError::corrupt(format!(
                "expected an integer, found {other:?}"
            ))),
        }
    }

    pub(crate) fn opt_int(&mut self) -> Result<Option<i64>, StorageError> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Int(value) => Ok(Some(value)),
            other => Err(StorageError::corrupt(format!(
                "expected an integer, found {other:?}"
            ))),
        }
    }

    pub(crate) fn bool(&mut self) -> Result<bool, StorageError> {
        Ok(self.int()? != 0)
    }

    pub(crate) fn text(&mut self) -> Result<String, StorageError> {
        self.opt_text()?
            .ok_or_else(|| StorageError::corrupt("expected a text, found nothing"))
    }

    pub(crate) fn opt_text(&mut self) -> Result<Option<String>, StorageError> {
        match self.next()? {
            Value::Null => Ok(None),
            Value::Text(value) => Ok(Some(value)),
            _ => Err(StorageError::corrupt("expected a text")),
        }
    }

    pub(crate) fn blob(&mut self) -> Result<Vec<u8>, StorageError> {
        match self.next()? {
            Value::Blob(value) => Ok(value),
            _ => Err(StorageError::corrupt("expected bytes")),
        }
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp, StorageError> {
        read_time(self.int()?)
    }

    pub(crate) fn opt_time(&mut self) -> Result<Option<Timestamp>, StorageError> {
        self.opt_int()?.map(read_time).transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Result<T, StorageError> {
        read_json(&self.text()?)
    }

    pub(crate) fn opt_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, StorageError> {
        self.opt_text()?.as_deref().map(read_json).transpose()
    }

    /// A text that one of our enums wrote.
    pub(crate) fn word<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<T, StorageError> {
        let text = self.text()?;
        parse(&text).ok_or_else(|| StorageError::corrupt(format!("unknown word {text:?}")))
    }

    pub(crate) fn opt_word<T>(
        &mut self,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, StorageError> {
        let Some(text) = self.opt_text()? else {
            return Ok(None);
        };
        match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(StorageError::corrupt(format!("unknown word {text:?}"))),
        }
    }
}

fn read_time(micros: i64) -> Result<Timestamp, StorageError> {
    Timestamp::from_microsecond(micros)
        .map_err(|error| StorageError::corrupt(format!("no time: {error}")))
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, StorageError> {
    serde_json::from_str(text)
        .map_err(|error| StorageError::corrupt(format!("a stored document can't be read: {error}")))
}

/// A document as a parameter.
pub(crate) fn json(document: &impl Serialize) -> Result<Value, StorageError> {
    serde_json::to_string(document)
        .map(Value::Text)
        .map_err(|error| StorageError::corrupt(format!("a document can't be written: {error}")))
}

/// A document that may be missing as a parameter.
pub(crate) fn opt_json(document: Option<&impl Serialize>) -> Result<Value, StorageError> {
    document.map_or(Ok(Value::Null), json)
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&Vec<u8>> for Value {
    fn from(value: &Vec<u8>) -> Self {
        Self::Blob(value.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}

/// The last whole second that a time can have. "Never" is written as the last time there is, whose
/// fraction of a second a count of microseconds can't be read back with.
const LATEST_MICROS: i64 = 253_402_207_200_000_000;

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.as_microsecond().min(LATEST_MICROS))
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The parameters of a statement, each by its own `From`.
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::engine::Value::from($value)),*] };
}
pub(crate) use params;

/// The same, to be owned by a statement that runs later.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::engine::Value::from($value)),*] };
}
pub(crate) use values;
