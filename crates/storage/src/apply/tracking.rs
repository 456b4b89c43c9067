//! Writing the narrow rows that the tracking page and the monitoring list: one a parcel, and one for
//! each placed purchase that has no parcel yet.
//!
//! They repeat what stands in the rows of an order, so they are written here, beside the writes that
//! change it, and nowhere else. It must never decide what a row means; that is `domain::parcel`.

use domain::catalog::SupplierRef;
use domain::fulfillment::{Fulfillment, FulfillmentState};
use domain::ids::{PurchaseId, WorkspaceId};
use domain::order::{Order, Tab};
use domain::parcel::{Parcel, TrackingStatus};
use domain::purchase::{Purchase, PurchaseState, ShippingChoice};
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Conn, Row, params, values};
use crate::error::StorageError;

/// What a row has of its purchase.
#[derive(Default)]
struct Placed {
    at: Option<Timestamp>,
    due_at: Option<Timestamp>,
    supplier_key: String,
    supplier: String,
    method: String,
}

/// Whether the marketplace has an order of a purchase in this state, so that a parcel is to come.
fn is_placed(state: PurchaseState) -> bool {
    use PurchaseState as S;
    matches!(
        state,
        S::AwaitingPayment
            | S::Paying
            | S::PaymentUnknown
            | S::AwaitingShipment
            | S::Shipped
            | S::Completed
    )
}

/// When the request of a purchase was decided to be sent.
pub(super) fn placed_at(purchase: &Purchase) -> Option<Timestamp> {
    purchase.intent.as_ref().map(|intent| intent.decided_at)
}

impl Placed {
    fn of(
        supplier: SupplierRef,
        shipping: ShippingChoice,
        placed_at: Option<Timestamp>,
        created_at: Timestamp,
    ) -> Self {
        let at = placed_at.unwrap_or(created_at);
        let days = shipping.max_days.map(i64::from);
        let due_at =
            days.and_then(|days| at.checked_add(SignedDuration::from_hours(days * 24)).ok());
        Self {
            at: Some(at),
            due_at,
            supplier_key: format!("{}:{}", supplier.platform, supplier.external_id),
            supplier: supplier.name,
            method: shipping.name,
        }
    }
}

/// Keeps the row of a purchase that has no parcel yet.
pub(super) fn purchase(
    conn: &mut Conn,
    workspace: WorkspaceId,
    purchase: &Purchase,
) -> Result<(), StorageError> {
    if !is_placed(purchase.status.state()) {
        // A planned one never had a row; asking for it would cost every order a statement.
        if matches!(
            purchase.status.state(),
            PurchaseState::Failed | PurchaseState::Canceled
        ) {
            remove(conn, workspace, purchase.id)?;
        }
        return Ok(());
    }
    let placed = Placed::of(
        purchase.supplier.clone(),
        purchase.shipping.clone(),
        placed_at(purchase),
        purchase.created_at,
    );
    let sql = "INSERT INTO tracking_row (workspace_id, id, order_id, purchase_id, store_id, placed_at, due_at,
                 status, told, supplier_key, supplier, method, country)
               SELECT o.workspace_id, CAST(?3 AS BIGINT), o.id, CAST(?3 AS BIGINT), o.store_id,
                 CAST(?4 AS BIGINT), CAST(?5 AS BIGINT), 'pending',
                 CASE WHEN o.tab IN ('fulfilled', 'canceled') THEN 1 ELSE 0 END,
                 CAST(?6 AS TEXT), CAST(?7 AS TEXT), CAST(?8 AS TEXT), o.country
               FROM customer_order o
               WHERE o.workspace_id = ?1 AND o.id = ?2 AND NOT EXISTS (SELECT 1 FROM tracking_row t
                 WHERE t.workspace_id = ?1 AND t.order_id = ?2 AND t.purchase_id = ?3)
               ON CONFLICT DO NOTHING";
    let (order, id) = (purchase.order_id.0, purchase.id.0);
    let values = values![
        workspace.0,
        order,
        id,
        placed.at,
        placed.due_at,
        placed.supplier_key,
        placed.supplier,
        placed.method
    ];
    conn.execute_later(sql, values)
}

/// When it left the supplier: at the first scan on the way, or when it was first seen with a number,
/// whichever is known to be earlier.
fn shipped_at(parcel: &Parcel) -> Option<Timestamp> {
    let known = |status| !matches!(status, TrackingStatus::Pending | TrackingStatus::Unknown);
    let scans = parcel.events.iter().filter(|event| known(event.status));
    scans.map(|event| event.at).chain(parcel.shipped_at).min()
}

/// Adds the row of a new parcel, in the place of its purchase's.
pub(super) fn new_parcel(
    conn: &mut Conn,
    workspace: WorkspaceId,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    let placed = match parcel.purchase_id {
        Some(purchase) => of_purchase(conn, workspace, purchase)?,
        None => None,
    };
    let placed = placed.unwrap_or_default();
    let sql = "INSERT INTO tracking_row (workspace_id, id, order_id, purchase_id, parcel_id, store_id,
                 placed_at, shipped_at, delivered_at, due_at, status, told, supplier_key, supplier,
                 method, country)
               SELECT o.workspace_id, CAST(?3 AS BIGINT), o.id, CAST(?4 AS BIGINT), CAST(?3 AS BIGINT),
                 o.store_id, CAST(?5 AS BIGINT), CAST(?6 AS BIGINT), CAST(?7 AS BIGINT),
                 CAST(?8 AS BIGINT), CAST(?9 AS TEXT),
                 CASE WHEN o.tab IN ('fulfilled', 'canceled') OR EXISTS (SELECT 1 FROM fulfillment f
                   WHERE f.workspace_id = ?1 AND f.order_id = ?2 AND f.state IN ('told', 'foreign')
                     AND (f.parcel_id = ?3 OR f.number = ?10)) THEN 1 ELSE 0 END,
                 CAST(?11 AS TEXT), CAST(?12 AS TEXT), CAST(?13 AS TEXT), o.country
               FROM customer_order o WHERE o.workspace_id = ?1 AND o.id = ?2
               ON CONFLICT DO NOTHING";
    let shipped_at = shipped_at(parcel);
    let first_seen = shipped_at.unwrap_or(parcel.created_at);
    let values = values![
        workspace.0,
        parcel.order_id.0,
        parcel.id.0,
        parcel.purchase_id.map(|id| id.0),
        placed.at.unwrap_or(first_seen),
        shipped_at,
        parcel.delivered_at,
        parcel.expected_at.or(placed.due_at),
        parcel.status.as_str(),
        parcel.number.as_deref(),
        placed.supplier_key,
        placed.supplier,
        placed.method
    ];
    conn.execute_later(sql, values)?;
    match parcel.purchase_id {
        Some(purchase) => remove(conn, workspace, purchase),
        None => Ok(()),
    }
}

/// Brings the row of a parcel up to date.
pub(super) fn parcel(
    conn: &mut Conn,
    workspace: WorkspaceId,
    parcel: &Parcel,
) -> Result<(), StorageError> {
    let sql = "UPDATE tracking_row SET status = ?3, shipped_at = ?4, delivered_at = ?5,
                 due_at = coalesce(?6, due_at)
               WHERE workspace_id = ?1 AND id = ?2";
    let values = values![
        workspace.0,
        parcel.id.0,
        parcel.status.as_str(),
        shipped_at(parcel),
        parcel.delivered_at,
        parcel.expected_at
    ];
    conn.execute_later(sql, values)
}

/// Notes whether the store knows of a parcel.
pub(super) fn fulfillment(
    conn: &mut Conn,
    workspace: WorkspaceId,
    told: &Fulfillment,
) -> Result<(), StorageError> {
    let known = matches!(
        told.state,
        FulfillmentState::Told | FulfillmentState::Foreign
    );
    let (order, parcel) = (told.order_id.0, told.parcel_id.map(|id| id.0));
    // Of someone else's the number says which parcel it is.
    let sql = "UPDATE tracking_row SET told = ?4
               WHERE workspace_id = ?1 AND order_id = ?2 AND told <> ?4
                 AND (parcel_id = ?3 OR parcel_id IN (SELECT k.id FROM parcel k
                   WHERE k.workspace_id = ?1 AND k.order_id = ?2 AND k.number = ?5))";
    conn.execute_later(
        sql,
        values![workspace.0, order, parcel, known, &told.number],
    )
}

/// Of an order that is fulfilled or canceled there is nothing to tell any more.
pub(super) fn order(
    conn: &mut Conn,
    workspace: WorkspaceId,
    order: &Order,
) -> Result<(), StorageError> {
    if !matches!(order.tab, Tab::Fulfilled | Tab::Canceled) {
        return Ok(());
    }
    let sql = "UPDATE tracking_row SET told = 1
               WHERE workspace_id = ?1 AND order_id = ?2 AND told = 0";
    conn.execute_later(sql, values![workspace.0, order.id.0])
}

fn of_purchase(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: PurchaseId,
) -> Result<Option<Placed>, StorageError> {
    let sql = "SELECT supplier, shipping, placed_at, created_at FROM purchase
               WHERE workspace_id = ?1 AND id = ?2";
    let read = |row: &mut Row| {
        let (supplier, shipping) = (row.json()?, row.json()?);
        Ok(Placed::of(supplier, shipping, row.opt_time()?, row.time()?))
    };
    conn.query_one(sql, params![workspace.0, id.0], read)
}

/// The row that a purchase has until its first parcel.
fn remove(
    conn: &mut Conn,
    workspace: WorkspaceId,
    purchase: PurchaseId,
) -> Result<(), StorageError> {
    let sql = "DELETE FROM tracking_row WHERE workspace_id = ?1 AND id = ?2";
    conn.execute_later(sql, values![workspace.0, purchase.0])
}
