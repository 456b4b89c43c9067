//! Writing purchases, the claims that make buying twice impossible, and the marketplace's numbers.

use domain::ids::WorkspaceId;
use domain::purchase::Purchase;

use super::{terms, tracking};
use crate::engine::{Conn, Row, Value, json, opt_json, params, values};
use crate::error::StorageError;

pub(super) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    purchase: &Purchase,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO purchase (workspace_id, id, order_id, connection_id, supplier, lines, shipping,
                 ceiling_minor, ceiling_currency, intent, state, state_since, failure, failure_reason,
                 doubt, supplier_orders, superseded, attempts, next_sync_at, created_at, placed_at, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 ?19, ?20, ?21, 1)";
    conn.execute_later(sql, columns(workspace, purchase)?)?;
    keep_claims(conn, workspace, purchase)?;
    keep_numbers(conn, workspace, purchase)?;
    tracking::purchase(conn, workspace, purchase)
}

pub(super) fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    purchase: &Purchase,
) -> Result<(), StorageError> {
    let sql = "UPDATE purchase SET order_id = ?3, connection_id = ?4, supplier = ?5, lines = ?6,
                 shipping = ?7, ceiling_minor = ?8, ceiling_currency = ?9, intent = ?10, state = ?11,
                 state_since = ?12, failure = ?13, failure_reason = ?14, doubt = ?15,
                 supplier_orders = ?16, superseded = ?17, attempts = ?18, next_sync_at = ?19,
                 created_at = ?20, placed_at = ?21, version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?22";
    let mut values = Vec::from(columns(workspace, purchase)?);
    let row = (workspace, purchase.id.0);
    values.push(super::expected(conn, "purchase", row, purchase.version)?.into());
    conn.update_later(sql, values, "purchase", purchase.id.0)?;
    keep_claims(conn, workspace, purchase)?;
    keep_numbers(conn, workspace, purchase)?;
    tracking::purchase(conn, workspace, purchase)
}

fn columns(workspace: WorkspaceId, purchase: &Purchase) -> Result<[Value; 21], StorageError> {
    Ok([
        workspace.0.into(),
        purchase.id.0.into(),
        purchase.order_id.0.into(),
        purchase.connection_id.0.into(),
        json(&purchase.supplier)?,
        json(&purchase.lines)?,
        json(&purchase.shipping)?,
        purchase.ceiling.minor().into(),
        purchase.ceiling.currency().code().into(),
        opt_json(purchase.intent.as_ref())?,
        purchase.status.state().as_str().into(),
        purchase.status.since().into(),
        opt_json(purchase.failure.as_ref())?,
        purchase
            .failure
            .as_ref()
            .map(|failure| failure.reason.as_str())
            .into(),
        purchase.doubt.as_deref().into(),
        json(&purchase.supplier_orders)?,
        purchase.superseded.into(),
        purchase.attempts.into(),
        purchase.next_sync_at.into(),
        purchase.created_at.into(),
        tracking::placed_at(purchase).into(),
    ])
}

/// A live purchase holds its units; one that is not live any more gives them back. A purchase that
/// was completed keeps them for ever: what was bought stays bought.
fn keep_claims(
    conn: &mut Conn,
    workspace: WorkspaceId,
    purchase: &Purchase,
) -> Result<(), StorageError> {
    if !purchase.status.state().is_live() {
        let sql = "DELETE FROM purchase_claim WHERE workspace_id = ?1 AND purchase_id = ?2";
        return conn.execute_later(sql, values![workspace.0, purchase.id.0]);
    }
    let sql = "SELECT line_item_id, unit, part FROM purchase_claim
               WHERE workspace_id = ?1 AND purchase_id = ?2";
    let held = conn.query(sql, params![workspace.0, purchase.id.0], |row| {
        Ok((row.int()?, row.int()?, row.int()?))
    })?;
    let lines = purchase.lines.iter();
    let mut wanted: Vec<(i64, i64, i64)> = lines
        .flat_map(|line| {
            let unit = |unit: &u32| (line.line_item_id.0, i64::from(*unit), i64::from(line.part));
            line.units.iter().map(unit)
        })
        .collect();
    // Most updates leave the lines alone.
    if held.len() == wanted.len() && wanted.iter().all(|unit| held.contains(unit)) {
        return Ok(());
    }
    let sql = "DELETE FROM purchase_claim WHERE workspace_id = ?1 AND purchase_id = ?2";
    if !held.is_empty() {
        conn.execute_later(sql, values![workspace.0, purchase.id.0])?;
    }
    // Whoever is about to buy the same unit at this moment is waited for.
    let sql = "INSERT INTO purchase_claim (workspace_id, line_item_id, unit, part, purchase_id)
               VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    wanted.sort_unstable();
    for (line, unit, part) in wanted {
        let values = params![workspace.0, line, unit, part, purchase.id.0];
        if conn.execute(sql, values)? == 0 {
            return Err(StorageError::AlreadyClaimed);
        }
    }
    Ok(())
}

fn keep_numbers(
    conn: &mut Conn,
    workspace: WorkspaceId,
    purchase: &Purchase,
) -> Result<(), StorageError> {
    let keep = "INSERT INTO supplier_order (workspace_id, connection_id, external_id, purchase_id, order_id)
                VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let owner = "SELECT purchase_id FROM supplier_order
                 WHERE workspace_id = ?1 AND connection_id = ?2 AND external_id = ?3";
    let (connection, order) = (purchase.connection_id.0, purchase.order_id.0);
    let numbers = purchase.supplier_orders.iter();
    for number in numbers.map(|order| order.external_id.as_str()) {
        let values = params![workspace.0, connection, number, purchase.id.0, order];
        if conn.execute(keep, values)? == 1 {
            let words = terms::of_number(number);
            terms::add(conn, workspace, purchase.order_id, &words)?;
            continue;
        }
        let values = params![workspace.0, connection, number];
        if conn.query_one(owner, values, Row::int)? != Some(purchase.id.0) {
            let message = format!("supplier order {number} belongs to another purchase");
            return Err(StorageError::Conflict(message));
        }
    }
    Ok(())
}
