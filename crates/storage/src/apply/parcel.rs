//! Writing parcels, and the numbers that an order is found by.

use domain::ids::WorkspaceId;
use domain::parcel::{Parcel, TrackingDetail};

use super::{terms, tracker, tracking};
use crate::engine::{Conn, Value, json, opt_json};
use crate::error::StorageError;

pub(super) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    let sql =
        "INSERT INTO parcel (workspace_id, id, order_id, purchase_id, supplier_order_id, box_key,
                 number, former_numbers, carrier, lines, status, events, shipped_at, delivered_at,
                 expected_at, created_at, raw_status, status_detail, verdict, status_by_hand, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 ?19, ?20, 1)";
    conn.execute_later(sql, columns(workspace, parcel)?)?;
    tracker::note_former_numbers(conn, workspace, parcel)?;
    tracker::note_number(conn, workspace, parcel)?;
    tracking::new_parcel(conn, workspace, parcel)?;
    find_by_number(conn, workspace, parcel)
}

pub(super) fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    let sql = "UPDATE parcel SET order_id = ?3, purchase_id = ?4, supplier_order_id = ?5, box_key = ?6,
                 number = ?7, former_numbers = ?8, carrier = ?9, lines = ?10, status = ?11, events = ?12,
                 shipped_at = ?13, delivered_at = ?14, expected_at = ?15, created_at = ?16,
                 raw_status = ?17, status_detail = ?18, verdict = ?19, status_by_hand = ?20,
                 version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?21";
    let mut values = Vec::from(columns(workspace, parcel)?);
    values.push(parcel.version.into());
    conn.update_later(sql, values, "parcel", parcel.id.0)?;
    tracker::note_number(conn, workspace, parcel)?;
    tracking::parcel(conn, workspace, parcel)?;
    find_by_number(conn, workspace, parcel)
}

fn columns(workspace: WorkspaceId, parcel: &Parcel) -> Result<[Value; 20], StorageError> {
    Ok([
        workspace.0.into(),
        parcel.id.0.into(),
        parcel.order_id.0.into(),
        parcel.purchase_id.map(|id| id.0).into(),
        parcel
            .supplier_order_id
            .as_ref()
            .map(|id| id.as_str())
            .into(),
        (&parcel.box_key).into(),
        parcel.number.as_deref().into(),
        json(&parcel.former_numbers)?,
        (&parcel.carrier).into(),
        json(&parcel.lines)?,
        parcel.status.as_str().into(),
        json(&parcel.events)?,
        parcel.shipped_at.into(),
        parcel.delivered_at.into(),
        parcel.expected_at.into(),
        parcel.created_at.into(),
        (&parcel.tracking.raw_status).into(),
        parcel.tracking.detail.map(TrackingDetail::as_str).into(),
        opt_json(parcel.tracking.verdict.as_ref())?,
        opt_json(parcel.tracking.by_hand.as_ref())?,
    ])
}

fn find_by_number(
    conn: &mut Conn,
    workspace: WorkspaceId,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    match &parcel.number {
        Some(number) => terms::add(conn, workspace, parcel.order_id, &terms::of_number(number)),
        None => Ok(()),
    }
}
