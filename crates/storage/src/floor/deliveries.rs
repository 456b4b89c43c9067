//! The rows of a webhook, in one transaction for all that wait.

use std::path::Path;

use rusqlite::{Connection, params};

use crate::engine::sqlite::translate;
use crate::error::StorageError;

/// Writes what keeping webhooks writes: the delivery and the job that reads it.
pub struct BareDeliveries {
    conn: Connection,
    store_id: i64,
    next: i64,
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
        Ok(Self {
            conn,
            store_id,
            // Above every id of the program's own, and in the order of time as those are.
            next: 1 << 62,
        })
    }

    /// Writes webhooks with this body in one transaction, durable when this returns.
    ///
    /// # Errors
    /// When the database fails.
    pub fn write(&mut self, topic: &str, body: &[u8], count: usize) -> Result<(), StorageError> {
        let (store_id, mut next) = (self.store_id, self.next);
        let transaction = self.conn.transaction().map_err(translate)?;
        {
            let mut delivery = transaction.prepare_cached(DELIVERY).map_err(translate)?;
            let mut job = transaction.prepare_cached(JOB).map_err(translate)?;
            for _ in 0..count {
                let (id, now) = (next, next >> 20);
                let mut digest = [0_u8; 32];
                // As a hash would: no two alike, in no order.
                let mixed = next.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed());
                digest[..8].copy_from_slice(&mixed.to_be_bytes());
                digest[8..16].copy_from_slice(&next.to_be_bytes());
                delivery
                    .execute(params![id, store_id, topic, digest.as_slice(), body, now])
                    .map_err(translate)?;
                let payload = format!("{{\"kind\":\"read_delivery\",\"delivery_id\":{id}}}");
                let dedupe = format!("read_delivery:{id}");
                job.execute(params![id + 1, payload, dedupe, now])
                    .map_err(translate)?;
                next += 2;
            }
        }
        transaction.commit().map_err(translate)?;
        self.next = next;
        Ok(())
    }
}
