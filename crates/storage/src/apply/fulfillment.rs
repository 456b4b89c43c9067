//! Writing fulfillments: one for each parcel that the store is told of.

use domain::fulfillment::Fulfillment;
use domain::ids::WorkspaceId;

use super::tracking;
use crate::engine::{Conn, Value, json};
use crate::error::StorageError;

pub(super) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    told: &Fulfillment,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO fulfillment (workspace_id, id, order_id, parcel_id, external_id, state, number,
                 carrier, lines, told_status, refusal, asked_at, created_at, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1)";
    conn.execute_later(sql, columns(workspace, told)?)?;
    tracking::fulfillment(conn, workspace, told)
}

pub(super) fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    told: &Fulfillment,
) -> Result<(), StorageError> {
    let sql = "UPDATE fulfillment SET order_id = ?3, parcel_id = ?4, external_id = ?5, state = ?6,
                 number = ?7, carrier = ?8, lines = ?9, told_status = ?10, refusal = ?11, asked_at = ?12,
                 created_at = ?13, version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?14";
    let mut values = Vec::from(columns(workspace, told)?);
    values.push(told.version.into());
    conn.update_later(sql, values, "fulfillment", told.id.0)?;
    tracking::fulfillment(conn, workspace, told)
}

fn columns(workspace: WorkspaceId, told: &Fulfillment) -> Result<[Value; 13], StorageError> {
    Ok([
        workspace.0.into(),
        told.id.0.into(),
        told.order_id.0.into(),
        told.parcel_id.map(|id| id.0).into(),
        told.external_id.as_ref().map(|id| id.as_str()).into(),
        told.state.as_str().into(),
        (&told.number).into(),
        (&told.carrier).into(),
        json(&told.lines)?,
        told.told_status.map(|status| status.as_str()).into(),
        told.refusal.as_deref().into(),
        told.asked_at.into(),
        told.created_at.into(),
    ])
}
