//! A row an order.

use std::collections::BTreeMap;

use domain::ids::StoreId;
use domain::money::{Money, sum};
use domain::order::{Dossier, LineItem, PaymentStatus};
use domain::purchase::{Purchase, PurchaseState};

use super::{Cell, Wish};

/// What the values of an order's row are made of.
pub(super) struct OrderRow<'a> {
    pub(super) wish: &'a Wish,
    pub(super) stores: &'a BTreeMap<StoreId, String>,
    pub(super) dossier: &'a Dossier,
}

/// How a value is made.
pub(super) type Value = fn(&OrderRow<'_>) -> Cell;

/// Every column.
pub(super) const COLUMNS: &[(&str, Value)] = &[
    ("number", |row| Cell::text(&row.dossier.order.number)),
    ("order_id", |row| {
        Cell::text(row.dossier.order.id.to_string())
    }),
    ("store", |row| store(row.stores, row.dossier)),
    ("ordered_at", |row| Cell::Time(row.dossier.order.ordered_at)),
    ("tab", |row| {
        row.wish.word("tab", row.dossier.order.tab.as_str())
    }),
    ("payment", |row| payment(row.wish, row.dossier)),
    ("customer", |row| {
        Cell::text(&row.dossier.order.customer_name)
    }),
    ("email", |row| Cell::text(&row.dossier.order.customer_email)),
    ("recipient", |row| {
        Cell::text(&row.dossier.order.recipient.full_name)
    }),
    ("company", |row| {
        Cell::text(&row.dossier.order.recipient.company)
    }),
    ("phone", |row| {
        Cell::text(&row.dossier.order.recipient.phone)
    }),
    ("address_1", |row| {
        Cell::text(&row.dossier.order.recipient.address.line1)
    }),
    ("address_2", |row| {
        Cell::text(&row.dossier.order.recipient.address.line2)
    }),
    ("city", |row| {
        Cell::text(&row.dossier.order.recipient.address.city)
    }),
    ("province", |row| {
        Cell::text(&row.dossier.order.recipient.address.province)
    }),
    ("province_code", |row| {
        Cell::text(&row.dossier.order.recipient.address.province_code)
    }),
    ("postal_code", |row| {
        Cell::text(&row.dossier.order.recipient.address.postal_code)
    }),
    ("country", |row| country(row.dossier)),
    ("items", |row| {
        Cell::list(row.dossier.order.lines.iter().map(item))
    }),
    ("skus", |row| {
        Cell::list(row.dossier.order.lines.iter().map(|line| line.sku.clone()))
    }),
    ("quantity", |row| {
        let wanted = row
            .dossier
            .order
            .lines
            .iter()
            .map(LineItem::wanted_quantity);
        Cell::whole(wanted.map(i64::from).sum::<i64>())
    }),
    ("total", |row| {
        Cell::Number(row.dossier.order.total.amount())
    }),
    ("currency", |row| {
        Cell::text(row.dossier.order.currency.code())
    }),
    ("cost", |row| amount(cost(row.dossier))),
    ("cost_currency", |row| currency(cost(row.dossier))),
    ("margin", |row| amount(margin(row.dossier))),
    ("suppliers", |row| {
        Cell::list(live(row.dossier).map(|purchase| purchase.supplier.name.clone()))
    }),
    ("supplier_orders", |row| {
        let numbers = live(row.dossier).flat_map(|purchase| &purchase.supplier_orders);
        Cell::list(numbers.map(|order| order.external_id.to_string()))
    }),
    ("tracking_numbers", |row| {
        let parcels = row.dossier.parcels.iter();
        Cell::list(parcels.filter_map(|parcel| parcel.number.clone()))
    }),
    ("tracking_status", |row| {
        let parcels = row.dossier.parcels.iter();
        let words = parcels.map(|parcel| row.wish.word("tracking", parcel.status.as_str()));
        Cell::list(words.filter_map(|word| match word {
            Cell::Text(word) => Some(word),
            _ => None,
        }))
    }),
    ("failures", |row| failures(row.wish, row.dossier)),
    ("canceled_at", |row| {
        Cell::time(row.dossier.order.canceled_at)
    }),
    ("note", |row| Cell::text(&row.dossier.order.note)),
];

pub(super) fn store(stores: &BTreeMap<StoreId, String>, dossier: &Dossier) -> Cell {
    let name = stores.get(&dossier.order.store_id);
    name.map_or(Cell::Empty, Cell::text)
}

pub(super) fn country(dossier: &Dossier) -> Cell {
    Cell::text(dossier.order.recipient.address.country.as_str())
}

/// A line in a few words.
pub(super) fn item(line: &LineItem) -> String {
    let title = match line.variant_title.as_str() {
        "" => line.title.clone(),
        variant => format!("{} ({variant})", line.title),
    };
    format!("{} × {title}", line.quantity)
}

pub(super) fn amount(money: Option<Money>) -> Cell {
    money.map_or(Cell::Empty, |money| Cell::Number(money.amount()))
}

pub(super) fn currency(money: Option<Money>) -> Cell {
    money.map_or(Cell::Empty, |money| Cell::text(money.currency().code()))
}

/// What a purchase costs: what the marketplace asks, else what was planned.
pub(super) fn cost_of(purchase: &Purchase) -> Option<Money> {
    let actual = purchase.actual_cost();
    actual.or_else(|| purchase.expected_cost().ok())
}

/// The purchases that cost something.
fn live(dossier: &Dossier) -> impl Iterator<Item = &Purchase> {
    let all = dossier.purchases.iter();
    all.filter(|purchase| purchase.status.state().is_live())
}

/// What an order costs, where that is in one currency; rates are never guessed.
fn cost(dossier: &Dossier) -> Option<Money> {
    let costs: Option<Vec<Money>> = live(dossier).map(cost_of).collect();
    let costs = costs?;
    let first = costs.first()?.currency();
    sum(costs, first).ok()
}

fn margin(dossier: &Dossier) -> Option<Money> {
    dossier.order.total.minus(cost(dossier)?).ok()
}

fn payment(wish: &Wish, dossier: &Dossier) -> Cell {
    match &dossier.order.payment {
        PaymentStatus::Unpaid => wish.word("payment", "unpaid"),
        PaymentStatus::Paid => wish.word("payment", "paid"),
        PaymentStatus::PartlyRefunded => wish.word("payment", "partly_refunded"),
        PaymentStatus::Refunded => wish.word("payment", "refunded"),
        PaymentStatus::Voided => wish.word("payment", "voided"),
        PaymentStatus::Unknown(raw) => Cell::text(raw),
    }
}

/// Why lines could not be planned and purchases failed, as long as nobody dealt with it.
fn failures(wish: &Wish, dossier: &Dossier) -> Cell {
    let problems = dossier.order.problems.iter().map(|one| &one.failure);
    let failed = dossier
        .purchases
        .iter()
        .filter(|one| one.status.state() == PurchaseState::Failed && one.is_open_failure());
    let all = problems.chain(failed.filter_map(|one| one.failure.as_ref()));
    Cell::list(all.filter_map(
        |failure| match wish.word("failure", failure.reason.as_str()) {
            Cell::Text(word) => Some(word),
            _ => None,
        },
    ))
}
