//! Reading connections and stores.

use domain::connection::{Connection, ConnectionKind};
use domain::ids::{ConnectionId, ExternalId, PlatformName, StoreId};
use domain::store::Store;

use super::{currency, external_id};
use crate::engine::{Row, params};
use crate::error::StorageError;
use crate::space::Space;

impl Space {
    /// Every connection, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connections(&self) -> Result<Vec<Connection>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT id, platform, kind, external_id, name, disconnected_because,
                         access_expires_at, refresh_expires_at, last_success_at, last_error, connected_at,
                         version
                       FROM connection WHERE workspace_id = ?1 ORDER BY id";
            conn.query(sql, params![workspace.0], read_connection)
        })
        .await
    }

    /// A connection.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connection(&self, id: ConnectionId) -> Result<Option<Connection>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id, platform, kind, external_id, name, disconnected_because,
                         access_expires_at, refresh_expires_at, last_success_at, last_error, connected_at,
                         version
                       FROM connection WHERE workspace_id = ?1 AND id = ?2";
            conn.query_one(sql, params![workspace.0, id.0], read_connection)
        })
        .await
    }

    /// Every store, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stores(&self) -> Result<Vec<Store>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT id, connection_id, external_id, name, domain, currency, settings, polled_until, seen_until,
                         hook_key, version
                       FROM store WHERE workspace_id = ?1 ORDER BY id";
            conn.query(sql, params![workspace.0], read_store)
        })
        .await
    }

    /// A store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store(&self, id: StoreId) -> Result<Option<Store>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id, connection_id, external_id, name, domain, currency, settings, polled_until, seen_until,
                         hook_key, version
                       FROM store WHERE workspace_id = ?1 AND id = ?2";
            conn.query_one(sql, params![workspace.0, id.0], read_store)
        })
        .await
    }

    /// The store whose webhook addresses have this key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store_by_hook_key(&self, key: &str) -> Result<Option<Store>, StorageError> {
        let key = key.to_owned();
        self.read(move |conn, workspace| {
            let sql = "SELECT id, connection_id, external_id, name, domain, currency, settings, polled_until, seen_until,
                         hook_key, version
                       FROM store WHERE workspace_id = ?1 AND hook_key = ?2";
            conn.query_one(sql, params![workspace.0, key], read_store)
        })
        .await
    }
}

fn read_connection(row: &mut Row) -> Result<Connection, StorageError> {
    Ok(Connection {
        id: ConnectionId(row.int()?),
        platform: PlatformName(row.text()?),
        kind: row.word(ConnectionKind::parse)?,
        external_id: ExternalId(row.text()?),
        name: row.text()?,
        disconnected_because: row.opt_text()?,
        access_expires_at: row.opt_time()?,
        refresh_expires_at: row.opt_time()?,
        last_success_at: row.opt_time()?,
        last_error: row.opt_text()?,
        connected_at: row.time()?,
        version: row.int()?,
    })
}

fn read_store(row: &mut Row) -> Result<Store, StorageError> {
    Ok(Store {
        id: StoreId(row.int()?),
        connection_id: ConnectionId(row.int()?),
        external_id: external_id(row)?,
        name: row.text()?,
        domain: row.text()?,
        currency: currency(row)?,
        settings: row.json()?,
        polled_until: row.opt_time()?,
        seen_until: row.opt_time()?,
        hook_key: row.text()?,
        version: row.int()?,
    })
}
