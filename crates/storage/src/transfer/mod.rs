//! Moving a whole database between SQLite and PostgreSQL, either way.
//!
//! Needs that fight: it must be right to the last byte, bear being killed at any moment, and hold a
//! database of millions of orders in a small memory. So rows travel in the order of their keys, a few
//! at a time, each batch in one transaction with the note how far it came; at the end both sides are
//! read once more and compared by count and hash. Nobody works on either end meanwhile, and only one
//! of them can be worked on afterwards: two would buy everything twice.

mod hash;
mod layout;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::thread;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::engine::moving::{self, HALF_MOVED, MOVED_AWAY};
use crate::engine::{Conn, Row, Value, params};
use crate::error::StorageError;
use hash::TableHash;
use layout::Table;

/// Rows that are read and written at once; few enough to hold large documents.
const BATCH: usize = 200;

/// Rows of one transaction.
const COMMIT_AFTER: u64 = 2_000;

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database, by its URL.
    Server(String),
}

/// How far a move came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many rows of a table are there, in this try and earlier ones.
    Copied {
        /// The table.
        table: String,
        /// Its rows.
        rows: u64,
    },
    /// A table is the same on both sides.
    Compared(Moved),
}

/// A table that was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The hash of all its rows, the same on both sides.
    pub hash: String,
}

impl fmt::Display for Place {
    /// Without a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Server(url) => f.write_str(&moving::shown(url).unwrap_or_default()),
        }
    }
}

/// Moves everything of `from` to `to`. Blocks until it is done; `progress` may end it with an error,
/// and the next try goes on where this one ended.
///
/// # Errors
/// When either end is in use, the target holds something else, or the two are not the same at the
/// end. The source is untouched then.
pub fn transfer(
    from: &Place,
    to: &Place,
    now: Timestamp,
    progress: &mut (dyn FnMut(Progress) -> Result<(), StorageError> + Send),
) -> Result<Vec<Moved>, StorageError> {
    // A connection to a server can't be driven from within the caller's runtime.
    thread::scope(|scope| {
        let joined = scope.spawn(|| move_all(from, to, now, progress)).join();
        joined.unwrap_or_else(|_| Err(StorageError::engine("moving the database panicked")))
    })
}

fn move_all(
    from: &Place,
    to: &Place,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress) -> Result<(), StorageError>,
) -> Result<Vec<Moved>, StorageError> {
    if from == to {
        return Err(StorageError::Unusable(format!("{from} is there already")));
    }
    let tables = layout::tables()?;
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let mut source = moving::open_source(from, &names)?;
    refuse_half(&mut source, to)?;
    let mut target = moving::open_target(to, now)?;
    begin(&mut target, &tables, from, to)?;
    for table in &tables {
        same_columns(&mut source, table)?;
        same_columns(&mut target, table)?;
        copy(&mut source, &mut target, table, progress)?;
    }
    let mut moved = Vec::new();
    for table in &tables {
        let found = compare(&mut source, &mut target, table)?;
        progress(Progress::Compared(found.clone()))?;
        moved.push(found);
    }
    finish(&mut source, &mut target, to, now)?;
    Ok(moved)
}

/// A source that is half a move itself is no source; one that was moved here goes on.
fn refuse_half(source: &mut Conn, to: &Place) -> Result<(), StorageError> {
    if source.has_table(MOVED_AWAY)? {
        let sql = "SELECT target FROM moved_away";
        if source.query_one(sql, &[], Row::text)? == Some(to.to_string()) {
            return Ok(());
        }
    }
    source.refuse_moved()
}

/// Claims the target: empty, or half full of this very source.
fn begin(
    target: &mut Conn,
    tables: &[Table],
    from: &Place,
    to: &Place,
) -> Result<(), StorageError> {
    if target.has_table(HALF_MOVED)? {
        let sql = "SELECT source FROM half_moved LIMIT 1";
        let source = target.query_one(sql, &[], Row::text)?;
        return match source {
            Some(source) if source == from.to_string() => Ok(()),
            other => Err(StorageError::Unusable(format!(
                "{to} is half of a move from {}: name a new database",
                other.unwrap_or_default()
            ))),
        };
    }
    for table in tables {
        let any = format!("SELECT 1 FROM {} LIMIT 1", table.name);
        if target.query_one(&any, &[], Row::int)?.is_some() {
            return Err(StorageError::Unusable(format!(
                "{to} holds something already: name a new, empty database"
            )));
        }
    }
    target.execute("BEGIN", &[])?;
    target.execute(
        "CREATE TABLE half_moved (name TEXT PRIMARY KEY, source TEXT NOT NULL, last_key TEXT,
           row_count BIGINT NOT NULL, is_done BIGINT NOT NULL)",
        &[],
    )?;
    let sql = "INSERT INTO half_moved (name, source, row_count, is_done) VALUES (?1, ?2, 0, 0)";
    for table in tables {
        target.execute(sql, params![&table.name, from.to_string()])?;
    }
    target.execute("COMMIT", &[])?;
    Ok(())
}

fn same_columns(conn: &mut Conn, table: &Table) -> Result<(), StorageError> {
    let found = conn.columns(&table.name)?;
    if found == table.columns {
        return Ok(());
    }
    Err(StorageError::Unusable(format!(
        "the table {} has other columns than this program writes: {}",
        table.name,
        found.join(", ")
    )))
}

/// A value of a key, as it is noted.
#[derive(Serialize, Deserialize)]
enum Noted {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// Where a table's rows go on, and how many are there.
struct Reached {
    after: Option<Vec<Value>>,
    rows: u64,
}

fn copy(
    source: &mut Conn,
    target: &mut Conn,
    table: &Table,
    progress: &mut dyn FnMut(Progress) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let Some(Reached {
        mut after,
        mut rows,
    }) = noted(target, table)?
    else {
        return Ok(());
    };
    loop {
        target.execute("BEGIN", &[])?;
        let mut is_done = false;
        let until = rows + COMMIT_AFTER;
        while rows < until && !is_done {
            let batch = read(source, table, after.as_deref())?;
            is_done = batch.len() < BATCH;
            rows += batch.len() as u64;
            if let Some(last) = batch.last() {
                after = Some(key_of(table, last));
            }
            write(target, table, &batch)?;
        }
        note(target, table, after.as_deref(), rows, is_done)?;
        target.execute("COMMIT", &[])?;
        progress(Progress::Copied {
            table: table.name.clone(),
            rows,
        })?;
        if is_done {
            return Ok(());
        }
    }
}

/// Where to go on; `None` when the whole table is there.
fn noted(target: &mut Conn, table: &Table) -> Result<Option<Reached>, StorageError> {
    let sql = "SELECT last_key, row_count, is_done FROM half_moved WHERE name = ?1";
    let noted = target.query_one(sql, params![&table.name], |row| {
        Ok((row.opt_text()?, row.int()?, row.bool()?))
    })?;
    let Some((key, rows, is_done)) = noted else {
        return Err(StorageError::corrupt("the note of a table is missing"));
    };
    if is_done {
        return Ok(None);
    }
    let after = match key {
        Some(key) => {
            let values: Vec<Noted> = serde_json::from_str(&key)
                .map_err(|error| StorageError::corrupt(error.to_string()))?;
            Some(values.into_iter().map(Value::from).collect())
        }
        None => None,
    };
    let rows = u64::try_from(rows).unwrap_or(0);
    Ok(Some(Reached { after, rows }))
}

fn note(
    target: &mut Conn,
    table: &Table,
    after: Option<&[Value]>,
    rows: u64,
    is_done: bool,
) -> Result<(), StorageError> {
    let key = after.map(|values| -> Vec<Noted> { values.iter().map(Noted::from).collect() });
    let key = key.map(|key| serde_json::to_string(&key)).transpose();
    let key = key.map_err(|error| StorageError::corrupt(error.to_string()))?;
    let sql = "UPDATE half_moved SET last_key = ?2, row_count = ?3, is_done = ?4 WHERE name = ?1";
    let rows = i64::try_from(rows).map_err(StorageError::engine)?;
    target.execute(sql, params![&table.name, key, rows, is_done])?;
    Ok(())
}

/// The next rows of a table in the order of its key.
fn read(
    conn: &mut Conn,
    table: &Table,
    after: Option<&[Value]>,
) -> Result<Vec<Vec<Value>>, StorageError> {
    let (columns, key) = (table.columns.join(", "), table.key.join(", "));
    let marks: Vec<String> = (1..=table.key.len())
        .map(|place| format!("?{place}"))
        .collect();
    let from = match after {
        Some(_) => format!("WHERE ({key}) > ({})", marks.join(", ")),
        None => String::new(),
    };
    let name = &table.name;
    let sql = format!("SELECT {columns} FROM {name} {from} ORDER BY {key} LIMIT {BATCH}");
    conn.query(&sql, after.unwrap_or_default(), |row| Ok(row.rest()))
}

fn key_of(table: &Table, row: &[Value]) -> Vec<Value> {
    let place = |name: &String| table.columns.iter().position(|column| column == name);
    let places = table.key.iter().filter_map(place);
    places.filter_map(|place| row.get(place).cloned()).collect()
}

fn write(conn: &mut Conn, table: &Table, rows: &[Vec<Value>]) -> Result<(), StorageError> {
    /// The engines take at least this many parameters in one statement.
    const MOST_PARAMETERS: usize = 30_000;
    let width = table.columns.len();
    for part in rows.chunks((MOST_PARAMETERS / width).max(1)) {
        let row = |index: usize| {
            let marks = (1..=width).map(|place| format!("?{}", index * width + place));
            format!("({})", marks.collect::<Vec<_>>().join(", "))
        };
        let sql = format!(
            "INSERT INTO {} ({}) VALUES {}",
            table.name,
            table.columns.join(", "),
            (0..part.len()).map(row).collect::<Vec<_>>().join(", ")
        );
        conn.execute(&sql, &part.concat())?;
    }
    Ok(())
}

fn hashed(conn: &mut Conn, table: &Table) -> Result<TableHash, StorageError> {
    let mut hash = TableHash::default();
    let mut after: Option<Vec<Value>> = None;
    loop {
        let batch = read(conn, table, after.as_deref())?;
        batch.iter().for_each(|row| hash.add(row));
        let Some(last) = batch.last().filter(|_| batch.len() == BATCH) else {
            return Ok(hash);
        };
        after = Some(key_of(table, last));
    }
}

fn compare(source: &mut Conn, target: &mut Conn, table: &Table) -> Result<Moved, StorageError> {
    let (there, here) = (hashed(source, table)?, hashed(target, table)?);
    if there != here {
        return Err(StorageError::Unusable(format!(
            "{} differs: {} rows there, {} here. The source was changed between two tries: name a new, \
             empty database and move once more",
            table.name,
            there.rows(),
            here.rows()
        )));
    }
    Ok(Moved {
        table: table.name.clone(),
        rows: there.rows(),
        hash: there.to_string(),
    })
}

/// First the source stops to be the truth, then the target becomes it: in between neither is, and
/// another try ends it.
fn finish(
    source: &mut Conn,
    target: &mut Conn,
    to: &Place,
    now: Timestamp,
) -> Result<(), StorageError> {
    if !source.has_table(MOVED_AWAY)? {
        let sql = "CREATE TABLE moved_away (target TEXT NOT NULL, moved_at BIGINT NOT NULL)";
        source.execute(sql, &[])?;
        let sql = "INSERT INTO moved_away (target, moved_at) VALUES (?1, ?2)";
        source.execute(sql, params![to.to_string(), now])?;
    }
    source.execute("COMMIT", &[])?;
    target.execute("DROP TABLE half_moved", &[])?;
    // The planner knows nothing of tables that were filled at once.
    target.execute("ANALYZE", &[])?;
    Ok(())
}

impl From<Noted> for Value {
    fn from(noted: Noted) -> Self {
        match noted {
            Noted::Null => Self::Null,
            Noted::Int(value) => Self::Int(value),
            Noted::Text(value) => Self::Text(value),
            Noted::Blob(value) => Self::Blob(value),
        }
    }
}

impl From<&Value> for Noted {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Int(value) => Self::Int(*value),
            Value::Text(value) => Self::Text(value.clone()),
            Value::Blob(value) => Self::Blob(value.clone()),
        }
    }
}
