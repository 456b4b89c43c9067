//! Writing orders, their tab counts and what they are found by.

use domain::ids::WorkspaceId;
use domain::order::{Order, Tab};

use super::{moved, terms, tracking};
use crate::engine::{Conn, Value, json, opt_json, params};
use crate::error::StorageError;

pub(super) fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    order: &Order,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO customer_order (workspace_id, id, store_id, external_id, number, ordered_at,
                 payment, canceled_at, customer_name, customer_email, country, recipient,
                 recipient_edited, shipping_override, price_accepted, currency, total_minor, note, lines,
                 problems, planned, store_updated_at, received_at, tab, needs_person, version)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 ?19, ?20, ?21, ?22, ?23, ?24, ?25, 1)";
    conn.execute_later(sql, columns(workspace, order)?)?;
    conn.count(workspace, order.tab, 1, order.needs_person.into());
    conn.count_arrival(workspace, order.ordered_at, 1);
    terms::add(conn, workspace, order.id, &terms::of_order(order))
}

pub(super) fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    order: &Order,
) -> Result<(), StorageError> {
    let row = (workspace, order.id.0);
    let version = super::expected(conn, "customer_order", row, order.version)?;
    let sql =
        "SELECT tab, needs_person, ordered_at, store_updated_at, recipient FROM customer_order
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?3";
    let before = conn.query_one(sql, params![workspace.0, order.id.0, version], |row| {
        let counted = (row.word(Tab::parse)?, row.bool()?, row.time()?);
        Ok((
            counted,
            (Value::from(row.time()?), Value::from(row.text()?)),
        ))
    })?;
    let Some(((tab, needed_person, came_at), found_by)) = before else {
        return moved(0, "order", order.id.0);
    };
    let sql = "UPDATE customer_order SET store_id = ?3, external_id = ?4, number = ?5, ordered_at = ?6,
                 payment = ?7, canceled_at = ?8, customer_name = ?9, customer_email = ?10, country = ?11,
                 recipient = ?12, recipient_edited = ?13, shipping_override = ?14, price_accepted = ?15,
                 currency = ?16, total_minor = ?17, note = ?18, lines = ?19, problems = ?20,
                 planned = ?21, store_updated_at = ?22, received_at = ?23, tab = ?24, needs_person = ?25,
                 version = version + 1
               WHERE workspace_id = ?1 AND id = ?2 AND version = ?26";
    let mut values = Vec::from(columns(workspace, order)?);
    values.push(version.into());
    conn.update_later(sql, values, "order", order.id.0)?;
    if (tab, needed_person) != (order.tab, order.needs_person) {
        conn.count(workspace, tab, -1, -i64::from(needed_person));
        conn.count(workspace, order.tab, 1, order.needs_person.into());
        tracking::order(conn, workspace, order)?;
    }
    if came_at != order.ordered_at {
        conn.count_arrival(workspace, came_at, -1);
        conn.count_arrival(workspace, order.ordered_at, 1);
    }
    // Only what the store changed, or a person at the recipient, changes what it is found by.
    let finds_now: (Value, Value) = (order.store_updated_at.into(), json(&order.recipient)?);
    if found_by != finds_now {
        terms::add(conn, workspace, order.id, &terms::of_order(order))?;
    }
    Ok(())
}

fn columns(workspace: WorkspaceId, order: &Order) -> Result<[Value; 25], StorageError> {
    Ok([
        workspace.0.into(),
        order.id.0.into(),
        order.store_id.0.into(),
        order.external_id.as_str().into(),
        (&order.number).into(),
        order.ordered_at.into(),
        json(&order.payment)?,
        order.canceled_at.into(),
        (&order.customer_name).into(),
        (&order.customer_email).into(),
        order.recipient.address.country.as_str().into(),
        json(&order.recipient)?,
        order.recipient_edited.into(),
        opt_json(order.shipping_override.as_ref())?,
        order.price_accepted.into(),
        order.currency.code().into(),
        order.total.minor().into(),
        (&order.note).into(),
        json(&order.lines)?,
        json(&order.problems)?,
        order.planned.into(),
        order.store_updated_at.into(),
        order.received_at.into(),
        order.tab.as_str().into(),
        order.needs_person.into(),
    ])
}
