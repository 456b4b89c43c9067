//! Reading stored webhooks, before and after they were understood.

use domain::ids::{DeliveryId, StoreId};
use jiff::Timestamp;

use crate::engine::params;
use crate::error::StorageError;
use crate::space::Space;

/// A webhook as it was kept.
#[derive(Clone, Debug)]
pub struct StoredDelivery {
    /// For which store.
    pub store_id: StoreId,
    /// The topic by its address.
    pub topic: String,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was understood, if it was.
    pub read_at: Option<Timestamp>,
}

impl Space {
    /// A stored webhook.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delivery(&self, id: DeliveryId) -> Result<Option<StoredDelivery>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT store_id, topic, body, received_at, read_at FROM webhook_delivery
                       WHERE workspace_id = ?1 AND id = ?2";
            conn.query_one(sql, params![workspace.0, id.0], |row| {
                Ok(StoredDelivery {
                    store_id: StoreId(row.int()?),
                    topic: row.text()?,
                    body: row.blob()?,
                    received_at: row.time()?,
                    read_at: row.opt_time()?,
                })
            })
        })
        .await
    }

    /// How many webhooks a store has sent, and when the last one came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delivery_counts(
        &self,
        store: StoreId,
    ) -> Result<(i64, Option<Timestamp>), StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT count(*), max(received_at) FROM webhook_delivery
                       WHERE workspace_id = ?1 AND store_id = ?2";
            let found = conn.query_one(sql, params![workspace.0, store.0], |row| {
                Ok((row.int()?, row.opt_time()?))
            })?;
            Ok(found.unwrap_or((0, None)))
        })
        .await
    }
}
