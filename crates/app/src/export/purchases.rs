//! A row a purchase.

use std::collections::BTreeMap;

use domain::ids::StoreId;
use domain::order::Dossier;
use domain::purchase::{Purchase, PurchaseLine};

use super::orders::{amount, cost_of, country, currency, store};
use super::{Cell, Wish};

/// What the values of a purchase's row are made of.
pub(super) struct PurchaseRow<'a> {
    pub(super) wish: &'a Wish,
    pub(super) stores: &'a BTreeMap<StoreId, String>,
    pub(super) dossier: &'a Dossier,
    pub(super) purchase: &'a Purchase,
}

/// How a value is made.
pub(super) type Value = fn(&PurchaseRow<'_>) -> Cell;

/// Every column.
pub(super) const COLUMNS: &[(&str, Value)] = &[
    ("number", |row| Cell::text(&row.dossier.order.number)),
    ("order_id", |row| {
        Cell::text(row.dossier.order.id.to_string())
    }),
    ("purchase_id", |row| Cell::text(row.purchase.id.to_string())),
    ("store", |row| store(row.stores, row.dossier)),
    ("ordered_at", |row| Cell::Time(row.dossier.order.ordered_at)),
    ("placed_at", |row| Cell::time(placed_at(row.purchase))),
    ("state", |row| {
        row.wish
            .word("purchase", row.purchase.status.state().as_str())
    }),
    ("state_since", |row| Cell::Time(row.purchase.status.since())),
    ("supplier", |row| Cell::text(&row.purchase.supplier.name)),
    ("marketplace", |row| {
        Cell::text(row.purchase.supplier.platform.as_str())
    }),
    ("supplier_orders", |row| {
        let orders = row.purchase.supplier_orders.iter();
        Cell::list(orders.map(|order| order.external_id.to_string()))
    }),
    ("items", |row| {
        Cell::list(row.purchase.lines.iter().map(item))
    }),
    ("goods", |row| amount(row.purchase.goods_cost().ok())),
    ("shipping", |row| {
        Cell::Number(row.purchase.shipping.cost.amount())
    }),
    ("cost", |row| amount(cost_of(row.purchase))),
    ("cost_currency", |row| currency(cost_of(row.purchase))),
    ("paid_at", |row| {
        let paid = row.purchase.supplier_orders.iter();
        Cell::time(paid.filter_map(|order| order.paid_at).max())
    }),
    ("method", |row| Cell::text(&row.purchase.shipping.name)),
    ("country", |row| country(row.dossier)),
    ("tracking_numbers", |row| {
        let id = Some(row.purchase.id);
        let parcels = row
            .dossier
            .parcels
            .iter()
            .filter(|one| one.purchase_id == id);
        Cell::list(parcels.filter_map(|parcel| parcel.number.clone()))
    }),
    ("failure", |row| match &row.purchase.failure {
        Some(failure) => row.wish.word("failure", failure.reason.as_str()),
        None => Cell::Empty,
    }),
    ("attempts", |row| Cell::whole(row.purchase.attempts)),
    ("note", |row| {
        let intent = row.purchase.intent.as_ref();
        intent.map_or(Cell::Empty, |intent| Cell::text(&intent.note))
    }),
];

/// When the request was decided to be sent.
pub(super) fn placed_at(purchase: &Purchase) -> Option<jiff::Timestamp> {
    purchase.intent.as_ref().map(|intent| intent.decided_at)
}

fn item(line: &PurchaseLine) -> String {
    format!("{} × {}", line.quantity, line.title)
}
