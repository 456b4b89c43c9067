//! Writing notices: what customers are told, once each.

use domain::ids::WorkspaceId;
use domain::notice::Notice;

use crate::engine::{Conn, Value};
use crate::error::StorageError;

/// Stores a notice unless there is one for the same order, parcel, event and medium.
pub(super) fn put(
    conn: &mut Conn,
    workspace: WorkspaceId,
    notice: &Notice,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO notice (workspace_id, id, order_id, store_id, parcel_id, event, medium, state,
                 recipient, reference, answer, attempts, maybe_before, created_at, tried_at, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 1)
               ON CONFLICT DO NOTHING";
    conn.execute_later(sql, columns(workspace, notice))
}

pub(super) fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    notice: &Notice,
) -> Result<(), StorageError> {
    let sql =
        "UPDATE notice SET order_id = ?3, store_id = ?4, parcel_id = ?5, event = ?6, medium = ?7,
                 state = ?8, recipient = ?9, reference = ?10, answer = ?11, attempts = ?12,
                 maybe_before = ?13, created_at = ?14, tried_at = ?15, version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?16";
    let mut values = Vec::from(columns(workspace, notice));
    values.push(notice.version.into());
    conn.update_later(sql, values, "notice", notice.id.0)
}

fn columns(workspace: WorkspaceId, notice: &Notice) -> [Value; 15] {
    [
        workspace.0.into(),
        notice.id.0.into(),
        notice.order_id.0.into(),
        notice.store_id.0.into(),
        notice.parcel_id.0.into(),
        notice.event.as_str().into(),
        notice.medium.as_str().into(),
        notice.state.as_str().into(),
        (&notice.recipient).into(),
        notice.reference.as_deref().into(),
        notice.answer.as_deref().into(),
        notice.attempts.into(),
        notice.maybe_before.into(),
        notice.created_at.into(),
        notice.tried_at.into(),
    ]
}
