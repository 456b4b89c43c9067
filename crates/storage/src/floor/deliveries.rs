//! The rows of a webhook, in one transaction for all that wait.

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::deliveries_postgres::Lines;
use crate::engine::sqlite::translate;
use crate::error::StorageError;

/// Writes what keeping webhooks writes: the delivery and the job that reads it.
pub struct BareDeliveries {
    database: Database,
    store_id: i64,
    next: i64,
}

enum Database {
    Sqlite(Connection),
    Postgres(Lines),
}

/// The values of a webhook's rows.
pub(super) struct Delivery {
    pub(super) id: i64,
    pub(super) job_id: i64,
    pub(super) store_id: i64,
    pub(super) topic: String,
    pub(super) digest: Vec<u8>,
    pub(super) body: Arc<[u8]>,
    pub(super) payload: String,
    pub(super) dedupe: String,
    pub(super) now: i64,
}

const DELIVERY: &str =
    "INSERT INTO webhook_delivery (workspace_id, id, store_id, topic, digest, body, received_at)
     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";

const JOB: &str =
    "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
       claim, created_at)
     VALUES (1, ?1, 'read_delivery', ?2, NULL, ?3, 'waiting', ?4, 0, 0, ?4)";

impl BareDeliveries {
    /// Opens a SQLite database that has a store, as durably as the program does.
    ///
    /// # Errors
    /// When the database can't be used.
    pub fn open_sqlite(path: &Path) -> Result<Self, StorageError> {
        let conn = Connection::open(path).map_err(translate)?;
        let set = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                   PRAGMA cache_size = -65536;";
        conn.execute_batch(set).map_err(translate)?;
        let sql = "SELECT min(id) FROM store WHERE workspace_id = 1";
        let store_id = conn
            .query_row(sql, [], |row| row.get(0))
            .map_err(translate)?;
        Ok(Self::on(Database::Sqlite(conn), store_id))
    }

    /// Connects to a PostgreSQL database that has a store, as often as the program does to write. Not
    /// from within an async runtime.
    ///
    /// # Errors
    /// When the database can't be used.
    pub fn open_postgres(url: &str) -> Result<Self, StorageError> {
        let (lines, store_id) = Lines::open(url)?;
        Ok(Self::on(Database::Postgres(lines), store_id))
    }

    fn on(database: Database, store_id: i64) -> Self {
        Self {
            database,
            store_id,
            // Above every id of the program's own, and in the order of time as those are.
            next: 1 << 62,
        }
    }

    /// Writes webhooks with this body in one transaction (on PostgreSQL in one of each connection),
    /// durable when this returns.
    ///
    /// # Errors
    /// When the database fails.
    pub fn write(&mut self, topic: &str, body: &[u8], count: usize) -> Result<(), StorageError> {
        let body: Arc<[u8]> = body.into();
        let rows: Vec<_> = (0..count).map(|_| self.delivery(topic, &body)).collect();
        match &mut self.database {
            Database::Sqlite(conn) => write_sqlite(conn, &rows),
            Database::Postgres(lines) => lines.write(rows),
        }
    }

    fn delivery(&mut self, topic: &str, body: &Arc<[u8]>) -> Delivery {
        let id = self.next;
        self.next += 2;
        let mut digest = vec![0_u8; 32];
        // As a hash would: no two alike, in no order.
        let mixed = id.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed());
        digest[..8].copy_from_slice(&mixed.to_be_bytes());
        digest[8..16].copy_from_slice(&id.to_be_bytes());
        Delivery {
            id,
            job_id: id + 1,
            store_id: self.store_id,
            topic: topic.to_owned(),
            digest,
            body: Arc::clone(body),
            payload: format!("{{\"kind\":\"read_delivery\",\"delivery_id\":{id}}}"),
            dedupe: format!("read_delivery:{id}"),
            now: id >> 20,
        }
    }
}

fn write_sqlite(conn: &mut Connection, rows: &[Delivery]) -> Result<(), StorageError> {
    let transaction = conn.transaction().map_err(translate)?;
    {
        let mut delivery = transaction.prepare_cached(DELIVERY).map_err(translate)?;
        let mut job = transaction.prepare_cached(JOB).map_err(translate)?;
        for row in rows {
            let (digest, body) = (row.digest.as_slice(), &*row.body);
            delivery
                .execute(params![
                    row.id,
                    row.store_id,
                    row.topic,
                    digest,
                    body,
                    row.now
                ])
                .map_err(translate)?;
            job.execute(params![row.job_id, row.payload, row.dedupe, row.now])
                .map_err(translate)?;
        }
    }
    transaction.commit().map_err(translate)
}
