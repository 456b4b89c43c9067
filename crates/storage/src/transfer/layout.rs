//! Which tables there are, read from the migrations themselves, so that a new one can't be forgotten.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::engine::sqlite::translate;
use crate::error::StorageError;
use crate::migrate::MIGRATIONS;

/// A table of the newest schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    /// In the order of their names.
    pub(super) columns: Vec<String>,
    /// The columns of the primary key, in its order.
    pub(super) key: Vec<String>,
    /// The tables that its rows point at.
    parents: BTreeSet<String>,
}

/// Every table, each after those that its rows point at.
pub(super) fn tables() -> Result<Vec<Table>, StorageError> {
    let conn = Connection::open_in_memory().map_err(translate)?;
    for migration in MIGRATIONS {
        conn.execute_batch(migration.sqlite).map_err(translate)?;
    }
    let names = "SELECT name FROM sqlite_master
                 WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut left = Vec::new();
    for name in texts(&conn, names, "")? {
        left.push(Table {
            columns: texts(
                &conn,
                "SELECT name FROM pragma_table_info(?1) ORDER BY name",
                &name,
            )?,
            key: texts(
                &conn,
                "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
                &name,
            )?,
            parents: texts(
                &conn,
                "SELECT \"table\" FROM pragma_foreign_key_list(?1)",
                &name,
            )?
            .into_iter()
            .filter(|parent| *parent != name)
            .collect(),
            name,
        });
    }
    in_order(left)
}

fn in_order(mut left: Vec<Table>) -> Result<Vec<Table>, StorageError> {
    let mut ordered: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let is_there = |parent: &String| ordered.iter().any(|table| table.name == *parent);
        let ready = left
            .iter()
            .position(|table| table.parents.iter().all(is_there));
        let Some(ready) = ready else {
            return Err(StorageError::corrupt(
                "tables point at each other in a ring",
            ));
        };
        ordered.push(left.remove(ready));
    }
    Ok(ordered)
}

fn texts(conn: &Connection, sql: &str, of: &str) -> Result<Vec<String>, StorageError> {
    let mut statement = conn.prepare(sql).map_err(translate)?;
    let params = if of.is_empty() { vec![] } else { vec![of] };
    let rows = statement
        .query_map(rusqlite::params_from_iter(params), |row| row.get(0))
        .map_err(translate)?;
    rows.collect::<Result<_, _>>().map_err(translate)
}
