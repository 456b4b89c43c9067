//! Orders as JSON, for scripts: a view of its own, so that stored documents may change without it.

use domain::money::Money;
use domain::order::{Dossier, TimelineEvent};
use domain::purchase::Purchase;
use serde_json::{Value, json};

/// An order with everything that belongs to it.
pub(crate) fn order(dossier: &Dossier) -> Value {
    let order = &dossier.order;
    json!({
        "id": order.id,
        "store_id": order.store_id,
        "external_id": order.external_id,
        "number": order.number,
        "tab": order.tab,
        "needs_person": order.needs_person,
        "payment": order.payment,
        "ordered_at": order.ordered_at,
        "canceled_at": order.canceled_at,
        "total": order.total,
        "customer": {"name": order.customer_name, "email": order.customer_email},
        "recipient": order.recipient,
        "lines": order.lines.iter().map(|line| json!({
            "id": line.id,
            "external_id": line.external_id,
            "title": line.title,
            "variant_title": line.variant_title,
            "sku": line.sku,
            "quantity": line.quantity,
            "removed_quantity": line.removed_quantity,
            "unit_price": line.unit_price,
        })).collect::<Vec<_>>(),
        "problems": order.problems,
        "purchases": dossier.purchases.iter().map(purchase).collect::<Vec<_>>(),
        "parcels": dossier.parcels.iter().map(|parcel| json!({
            "id": parcel.id,
            "purchase_id": parcel.purchase_id,
            "number": parcel.number,
            "former_numbers": parcel.former_numbers,
            "carrier": parcel.carrier,
            "status": parcel.status,
            "shipped_at": parcel.shipped_at,
            "delivered_at": parcel.delivered_at,
            "lines": parcel.lines,
        })).collect::<Vec<_>>(),
        "fulfillments": dossier.fulfillments.iter().map(|told| json!({
            "external_id": told.external_id,
            "state": told.state,
            "number": told.number,
            "lines": told.lines,
        })).collect::<Vec<_>>(),
    })
}

fn purchase(purchase: &Purchase) -> Value {
    json!({
        "id": purchase.id,
        "supplier": purchase.supplier,
        "state": purchase.status.state(),
        "since": purchase.status.since(),
        "idempotency_key": purchase.idempotency_key(),
        "expected_cost": purchase.expected_cost().ok(),
        "actual_cost": purchase.actual_cost().map(|cost: Money| cost),
        "ceiling": purchase.ceiling,
        "shipping": purchase.shipping,
        "failure": purchase.failure,
        "doubt": purchase.doubt,
        "supplier_orders": purchase.supplier_orders,
        "lines": purchase.lines,
    })
}

/// An order's story, newest first.
pub(crate) fn timeline(events: &[TimelineEvent]) -> Value {
    let event =
        |event: &TimelineEvent| json!({"at": event.at, "actor": event.actor, "event": event.kind});
    events.iter().map(event).collect()
}
