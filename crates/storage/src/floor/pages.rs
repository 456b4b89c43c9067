//! The rows that a page of the desk shows, read by the bare driver: every value of them, nothing more.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use crate::engine::sqlite::translate;
use crate::error::StorageError;

/// Reads what pages show.
pub struct BarePages {
    conn: Connection,
}

/// A list of orders: all, of a tab, or found by words.
#[derive(Clone, Debug, Default)]
pub struct BareList {
    /// Only of this tab.
    pub tab: Option<&'static str>,
    /// Only those with these whole words.
    pub words: Vec<String>,
    /// Only those that a person should look at.
    pub needs_person: bool,
    /// The largest total first, instead of the newest.
    pub by_total: bool,
    /// Only those before this one in time.
    pub before: Option<i64>,
    /// So many.
    pub limit: i64,
}

/// The tables of what belongs to an order.
const PARTS: [&str; 3] = ["purchase", "parcel", "fulfillment"];

impl BarePages {
    /// Opens a SQLite database that the program may be working on.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn open_sqlite(path: &Path) -> Result<Self, StorageError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let conn = Connection::open_with_flags(path, flags).map_err(translate)?;
        conn.set_prepared_statement_cache_capacity(64);
        conn.execute_batch("PRAGMA cache_size = -65536")
            .map_err(translate)?;
        Ok(Self { conn })
    }

    /// Reads a list of orders with all that belongs to them; how many values that were.
    ///
    /// # Errors
    /// When the database fails.
    pub fn list(&self, list: &BareList) -> Result<usize, StorageError> {
        let mut sql = "SELECT * FROM customer_order o WHERE o.workspace_id = 1".to_owned();
        let mut values: Vec<&dyn ToSql> = Vec::new();
        if let Some(tab) = &list.tab {
            sql.push_str(" AND o.tab = ?");
            values.push(tab);
        }
        if list.needs_person {
            sql.push_str(" AND o.needs_person = 1");
        }
        if let Some(before) = &list.before {
            sql.push_str(" AND o.ordered_at < ?");
            values.push(before);
        }
        for word in &list.words {
            sql.push_str(" AND o.id IN (SELECT order_id FROM order_term WHERE workspace_id = 1 AND term = ?)");
            values.push(word);
        }
        let sorted = if list.by_total {
            "total_minor"
        } else {
            "ordered_at"
        };
        sql.push_str(&format!(" ORDER BY o.{sorted} DESC, o.id DESC LIMIT ?"));
        values.push(&list.limit);
        let mut ids = Vec::new();
        let mut read = self.read(&sql, &values, |id| ids.push(id))?;
        for id in ids {
            read += self.parts(id)?;
        }
        Ok(read + self.frame()?)
    }

    /// Reads the newest rows of the tracking page with what they show of order and parcel.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tracking(&self, limit: i64) -> Result<usize, StorageError> {
        let sql = "SELECT r.*, o.number, o.customer_name, k.*
                   FROM (SELECT * FROM tracking_row WHERE workspace_id = 1
                     ORDER BY placed_at DESC, id DESC LIMIT ?) r
                   JOIN customer_order o ON o.workspace_id = 1 AND o.id = r.order_id
                   LEFT JOIN parcel k ON k.workspace_id = 1 AND k.id = r.parcel_id";
        Ok(self.read(sql, &[&limit], |_| {})? + self.frame()?)
    }

    /// Reads what the monitoring looks at: every row that was placed since then.
    ///
    /// # Errors
    /// When the database fails.
    pub fn monitoring(&self, since: i64) -> Result<usize, StorageError> {
        let sql =
            "SELECT placed_at, shipped_at, delivered_at, due_at, status, supplier_key, supplier,
                     method, country
                   FROM tracking_row WHERE workspace_id = 1 AND placed_at >= ?";
        Ok(self.read(sql, &[&since], |_| {})? + self.frame()?)
    }

    /// Reads an order with all that belongs to it and its story.
    ///
    /// # Errors
    /// When the database fails.
    pub fn order(&self, id: i64) -> Result<usize, StorageError> {
        let order = "SELECT * FROM customer_order WHERE workspace_id = 1 AND id = ?";
        let story = "SELECT * FROM timeline_event WHERE workspace_id = 1 AND order_id = ?";
        let read = self.read(order, &[&id], |_| {})? + self.read(story, &[&id], |_| {})?;
        Ok(read + self.parts(id)? + self.frame()?)
    }

    /// Reads what is around every page: the counts, stores, accounts and who is signed in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn frame(&self) -> Result<usize, StorageError> {
        let mut read = 0;
        for table in ["tab_count", "store", "connection", "app_user"] {
            let sql = format!("SELECT * FROM {table} WHERE workspace_id = 1");
            read += self.read(&sql, &[], |_| {})?;
        }
        Ok(read)
    }

    fn parts(&self, id: i64) -> Result<usize, StorageError> {
        let mut read = 0;
        for table in PARTS {
            let sql = format!("SELECT * FROM {table} WHERE workspace_id = 1 AND order_id = ?");
            read += self.read(&sql, &[&id], |_| {})?;
        }
        Ok(read)
    }

    /// Looks at every value of every row; the second column is the id.
    fn read(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        mut each: impl FnMut(i64),
    ) -> Result<usize, StorageError> {
        let mut statement = self.conn.prepare_cached(sql).map_err(translate)?;
        let columns = statement.column_count();
        let mut rows = statement
            .query(params_from_iter(values))
            .map_err(translate)?;
        let mut read = 0;
        while let Some(row) = rows.next().map_err(translate)? {
            for column in 0..columns {
                let value = row.get_ref(column).map_err(translate)?;
                if let (1, ValueRef::Integer(id)) = (column, value) {
                    each(id);
                }
                read += usize::from(!matches!(value, ValueRef::Null));
            }
        }
        Ok(read)
    }
}
