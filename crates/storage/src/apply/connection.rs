//! Writing connections and stores.

use domain::connection::Connection;
use domain::ids::{ConnectionId, WorkspaceId};
use domain::ports::connect::Credentials;
use domain::store::Store;

use super::credentials_row;
use crate::engine::{Conn, json, values};
use crate::error::StorageError;
use crate::seal::SealKey;

pub(super) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    key: &SealKey,
    connection: &Connection,
    credentials: &Credentials,
) -> Result<(), StorageError> {
    let sealed = key.seal(
        credentials.expose(),
        &credentials_row(workspace, connection.id),
    )?;
    let sql = "INSERT INTO connection (workspace_id, id, platform, kind, external_id, name,
                 disconnected_because, access_expires_at, refresh_expires_at, last_success_at, last_error,
                 connected_at, credentials, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1)";
    conn.execute_later(
        sql,
        values![
            workspace.0,
            connection.id.0,
            connection.platform.as_str(),
            connection.kind.as_str(),
            connection.external_id.as_str(),
            &connection.name,
            connection.disconnected_because.as_deref(),
            connection.access_expires_at,
            connection.refresh_expires_at,
            connection.last_success_at,
            connection.last_error.as_deref(),
            connection.connected_at,
            sealed,
        ],
    )
}

pub(super) fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    connection: &Connection,
) -> Result<(), StorageError> {
    let sql = "UPDATE connection SET name = ?4, disconnected_because = ?5, access_expires_at = ?6,
                 refresh_expires_at = ?7, last_success_at = ?8, last_error = ?9, connected_at = ?10,
                 platform = ?11, kind = ?12, external_id = ?13, version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?3";
    conn.update_later(
        sql,
        values![
            workspace.0,
            connection.id.0,
            connection.version,
            &connection.name,
            connection.disconnected_because.as_deref(),
            connection.access_expires_at,
            connection.refresh_expires_at,
            connection.last_success_at,
            connection.last_error.as_deref(),
            connection.connected_at,
            connection.platform.as_str(),
            connection.kind.as_str(),
            connection.external_id.as_str(),
        ],
        "connection",
        connection.id.0,
    )
}

pub(super) fn replace_credentials(
    conn: &mut Conn,
    workspace: WorkspaceId,
    key: &SealKey,
    id: ConnectionId,
    credentials: &Credentials,
) -> Result<(), StorageError> {
    let sealed = key.seal(credentials.expose(), &credentials_row(workspace, id))?;
    let sql = "UPDATE connection SET credentials = ?3 WHERE workspace_id = ?1 AND id = ?2";
    let values = values![workspace.0, id.0, sealed];
    conn.update_later(sql, values, "connection", id.0)
}

pub(super) fn insert_store(
    conn: &mut Conn,
    workspace: WorkspaceId,
    store: &Store,
) -> Result<(), StorageError> {
    let sql =
        "INSERT INTO store (workspace_id, id, connection_id, external_id, name, domain, currency,
                 settings, polled_until, seen_until, hook_key, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1)";
    conn.execute_later(
        sql,
        values![
            workspace.0,
            store.id.0,
            store.connection_id.0,
            store.external_id.as_str(),
            &store.name,
            &store.domain,
            store.currency.code(),
            json(&store.settings)?,
            store.polled_until,
            store.seen_until,
            &store.hook_key,
        ],
    )
}

pub(super) fn update_store(
    conn: &mut Conn,
    workspace: WorkspaceId,
    store: &Store,
) -> Result<(), StorageError> {
    let sql =
        "UPDATE store SET name = ?4, domain = ?5, currency = ?6, settings = ?7, polled_until = ?8,
                 connection_id = ?9, external_id = ?10, hook_key = ?11, seen_until = ?12,
                 version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?3";
    conn.update_later(
        sql,
        values![
            workspace.0,
            store.id.0,
            store.version,
            &store.name,
            &store.domain,
            store.currency.code(),
            json(&store.settings)?,
            store.polled_until,
            store.connection_id.0,
            store.external_id.as_str(),
            &store.hook_key,
            store.seen_until,
        ],
        "store",
        store.id.0,
    )
}
