//! The rows of whole orders, copied as they are from one database into another of the same form.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::engine::sqlite::translate;
use crate::error::StorageError;

/// The tables that an order has rows in, each with what the rows are found by.
const TABLES: [(&str, &str); 8] = [
    ("customer_order", "id"),
    ("order_term", "order_id"),
    ("timeline_event", "order_id"),
    ("purchase", "order_id"),
    ("supplier_order", "order_id"),
    ("parcel", "order_id"),
    ("fulfillment", "order_id"),
    (
        "purchase_claim",
        "(SELECT p.order_id FROM purchase p WHERE p.workspace_id = t.workspace_id AND p.id = t.purchase_id)",
    ),
];

/// Webhooks belong to no order; each order gets its share of them.
const DELIVERIES: &str = "webhook_delivery";

/// Everything that was stored of one order.
#[derive(Clone, Debug, Default)]
pub struct OrderRows(Vec<(&'static str, Vec<Value>)>);

/// Reads the rows of whole orders.
pub struct RowReader {
    conn: Connection,
    last_order: i64,
    last_delivery: i64,
}

/// Writes the rows of whole orders.
pub struct RowWriter {
    conn: Connection,
}

impl RowReader {
    /// Opens a SQLite database that the program may be working on.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn open_sqlite(path: &Path) -> Result<Self, StorageError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        Ok(Self {
            conn: Connection::open_with_flags(path, flags).map_err(translate)?,
            last_order: 0,
            last_delivery: 0,
        })
    }

    /// The orders that came since they were last read, with a share of the webhooks each.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn new_orders(&mut self) -> Result<Vec<OrderRows>, StorageError> {
        let sql = "SELECT id FROM customer_order WHERE workspace_id = 1 AND id > ?1 ORDER BY id";
        let ids = self.ids(sql, self.last_order)?;
        let mut orders = Vec::with_capacity(ids.len());
        for id in &ids {
            let mut rows = OrderRows::default();
            for (table, found_by) in TABLES {
                let sql =
                    format!("SELECT * FROM {table} t WHERE workspace_id = 1 AND {found_by} = ?1");
                rows.0.extend(self.rows(table, &sql, *id)?);
            }
            orders.push(rows);
        }
        let sql = "SELECT id FROM webhook_delivery WHERE workspace_id = 1 AND id > ?1 ORDER BY id";
        let deliveries = self.ids(sql, self.last_delivery)?;
        let sql = "SELECT * FROM webhook_delivery WHERE workspace_id = 1 AND id = ?1";
        let count = orders.len().max(1);
        for (place, id) in deliveries.iter().enumerate() {
            let rows = self.rows(DELIVERIES, sql, *id)?;
            if let Some(order) = orders.get_mut(place % count) {
                order.0.extend(rows);
            }
        }
        self.last_order = ids.last().copied().unwrap_or(self.last_order);
        self.last_delivery = deliveries.last().copied().unwrap_or(self.last_delivery);
        Ok(orders)
    }

    fn ids(&self, sql: &str, after: i64) -> Result<Vec<i64>, StorageError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(translate)?;
        let found = statement
            .query_map([after], |row| row.get(0))
            .map_err(translate)?;
        found.collect::<Result<_, _>>().map_err(translate)
    }

    fn rows(
        &self,
        table: &'static str,
        sql: &str,
        id: i64,
    ) -> Result<Vec<(&'static str, Vec<Value>)>, StorageError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(translate)?;
        let columns = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| {
            let values: Result<_, _> = (0..columns).map(|column| row.get(column)).collect();
            Ok((table, values?))
        };
        let found = statement.query_map([id], read).map_err(translate)?;
        found.collect::<Result<_, _>>().map_err(translate)
    }
}

impl OrderRows {
    /// How many rows they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl RowWriter {
    /// Opens a SQLite database of the same form, as durably as the program does. What the rows point to
    /// need not be there.
    ///
    /// # Errors
    /// When the database can't be used.
    pub fn open_sqlite(path: &Path) -> Result<Self, StorageError> {
        let conn = Connection::open(path).map_err(translate)?;
        conn.set_prepared_statement_cache_capacity(64);
        let set = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
                   PRAGMA cache_size = -65536;";
        conn.execute_batch(set).map_err(translate)?;
        Ok(Self { conn })
    }

    /// Writes orders in one transaction, durable when this returns.
    ///
    /// # Errors
    /// When the database fails.
    pub fn write<'a>(
        &mut self,
        orders: impl Iterator<Item = &'a OrderRows>,
    ) -> Result<(), StorageError> {
        let transaction = self.conn.transaction().map_err(translate)?;
        for (table, values) in orders.flat_map(|order| &order.0) {
            let marks = vec!["?"; values.len()].join(", ");
            let sql = format!("INSERT INTO {table} VALUES ({marks})");
            let mut insert = transaction.prepare_cached(&sql).map_err(translate)?;
            insert
                .execute(params_from_iter(values))
                .map_err(translate)?;
        }
        transaction.commit().map_err(translate)
    }
}
