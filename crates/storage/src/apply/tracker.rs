//! Writing what a tracker is to us: the account, its numbers, and which parcels have them.

use domain::ids::WorkspaceId;
use domain::parcel::{Parcel, Registration, number};
use domain::tracker::Tracker;

use crate::engine::{Conn, json, opt_json, values};
use crate::error::StorageError;

/// Notes the number of a parcel, and that it is to be followed if nobody did so yet.
pub(super) fn note_number(
    conn: &mut Conn,
    workspace: WorkspaceId,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    let Some(shown) = &parcel.number else {
        return Ok(());
    };
    let number = number::normal(shown);
    belongs(conn, workspace, &number, parcel)?;
    let sql = "INSERT INTO registration (workspace_id, number, state, retracked, carrier_changes, next_at,
                 version)
               VALUES (?1, ?2, 'new', 0, 0, ?3, 1) ON CONFLICT DO NOTHING";
    conn.execute_later(sql, values![workspace.0, number, parcel.created_at])
}

/// Notes the numbers that a parcel had.
pub(super) fn note_former_numbers(
    conn: &mut Conn,
    workspace: WorkspaceId,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    for former in &parcel.former_numbers {
        belongs(conn, workspace, &number::normal(former), parcel)?;
    }
    Ok(())
}

fn belongs(
    conn: &mut Conn,
    workspace: WorkspaceId,
    number: &str,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO parcel_number (workspace_id, number, parcel_id, order_id)
               VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    let (parcel, order) = (parcel.id.0, parcel.order_id.0);
    conn.execute_later(sql, values![workspace.0, number, parcel, order])
}

pub(super) fn put_registration(
    conn: &mut Conn,
    workspace: WorkspaceId,
    one: &Registration,
) -> Result<(), StorageError> {
    let sql = if one.version == 0 {
        "INSERT INTO registration (workspace_id, number, connection_id, state, wish, carrier, refusal,
           retracked, carrier_changes, registered_at, heard_at, next_at, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1)"
    } else {
        "UPDATE registration SET connection_id = ?3, state = ?4, wish = ?5, carrier = ?6, refusal = ?7,
           retracked = ?8, carrier_changes = ?9, registered_at = ?10, heard_at = ?11, next_at = ?12,
           version = version + 1
         WHERE workspace_id = ?1 AND number = ?2 AND version = ?13"
    };
    let mut columns = Vec::from(values![
        workspace.0,
        &one.number,
        one.connection_id.map(|id| id.0),
        one.state.as_str(),
        opt_json(one.wish.as_ref())?,
        opt_json(one.carrier.as_ref())?,
        opt_json(one.refusal.as_ref())?,
        i64::from(one.retracked),
        i64::from(one.carrier_changes),
        one.registered_at,
        one.heard_at,
        one.next_at,
    ]);
    if one.version == 0 {
        return conn.execute_later(sql, columns);
    }
    columns.push(one.version.into());
    conn.update_later(sql, columns, "registration", one.version)
}

pub(super) fn put_tracker(
    conn: &mut Conn,
    workspace: WorkspaceId,
    tracker: &Tracker,
) -> Result<(), StorageError> {
    let sql = if tracker.version == 0 {
        "INSERT INTO tracker (workspace_id, connection_id, hook_key, settings, quota, used_up_since,
           spent_day, spent, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)"
    } else {
        "UPDATE tracker SET hook_key = ?3, settings = ?4, quota = ?5, used_up_since = ?6, spent_day = ?7,
           spent = ?8, version = version + 1
         WHERE workspace_id = ?1 AND connection_id = ?2 AND version = ?9"
    };
    let mut columns = Vec::from(values![
        workspace.0,
        tracker.connection_id.0,
        &tracker.hook_key,
        json(&tracker.settings)?,
        opt_json(tracker.quota.as_ref())?,
        tracker.used_up_since,
        tracker.spent_day,
        i64::from(tracker.spent),
    ]);
    if tracker.version == 0 {
        return conn.execute_later(sql, columns);
    }
    columns.push(tracker.version.into());
    conn.update_later(sql, columns, "tracker", tracker.connection_id.0)
}
