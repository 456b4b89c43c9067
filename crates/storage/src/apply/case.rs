//! Writing cases with suppliers.

use domain::aftersale::Case;
use domain::ids::WorkspaceId;

use crate::engine::{Conn, Value, json};
use crate::error::StorageError;

/// What is due at no time comes after everything else.
const NEVER: i64 = i64::MAX;

pub(super) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    case: &Case,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO aftersale_case (workspace_id, id, order_id, purchase_id, kind, state,
                 state_since, is_open, deadline, due, watch_at, document, opened_at, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1)";
    conn.execute_later(sql, columns(workspace, case)?)
}

pub(super) fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    case: &Case,
) -> Result<(), StorageError> {
    let sql = "UPDATE aftersale_case SET order_id = ?3, purchase_id = ?4, kind = ?5, state = ?6,
                 state_since = ?7, is_open = ?8, deadline = ?9, due = ?10, watch_at = ?11,
                 document = ?12, opened_at = ?13, version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?14";
    let mut values = Vec::from(columns(workspace, case)?);
    values.push(case.version.into());
    conn.update_later(sql, values, "case", case.id.0)
}

fn columns(workspace: WorkspaceId, case: &Case) -> Result<[Value; 13], StorageError> {
    let deadline = case.deadline.filter(|_| case.is_open());
    let unwatched = deadline.filter(|_| !case.details.overdue_told);
    Ok([
        workspace.0.into(),
        case.id.0.into(),
        case.order_id.0.into(),
        case.purchase_id.0.into(),
        case.kind.as_str().into(),
        case.status.state().as_str().into(),
        case.status.since().into(),
        case.is_open().into(),
        case.deadline.into(),
        deadline
            .map_or(NEVER, |deadline| deadline.as_microsecond())
            .into(),
        unwatched.into(),
        json(&case.details)?,
        case.opened_at.into(),
    ])
}
