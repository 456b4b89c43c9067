//! A row a parcel, or a placed purchase that has none yet.

use std::collections::BTreeMap;

use domain::fulfillment::FulfillmentState;
use domain::ids::StoreId;
use domain::order::Dossier;
use domain::parcel::{Parcel, ParcelLine, TrackingStatus};
use domain::purchase::Purchase;

use super::orders::{country, store};
use super::purchases::placed_at;
use super::{Cell, Wish};

/// What the values of a parcel's row are made of.
pub(super) struct ParcelRow<'a> {
    pub(super) wish: &'a Wish,
    pub(super) stores: &'a BTreeMap<StoreId, String>,
    pub(super) dossier: &'a Dossier,
    pub(super) parcel: Option<&'a Parcel>,
    pub(super) purchase: Option<&'a Purchase>,
}

/// How a value is made.
pub(super) type Value = fn(&ParcelRow<'_>) -> Cell;

/// Every column.
pub(super) const COLUMNS: &[(&str, Value)] = &[
    ("tracking_number", |row| {
        row.of(|parcel| Cell::text(parcel.number.clone().unwrap_or_default()))
    }),
    ("carrier", |row| {
        row.of(|parcel| Cell::text(&parcel.carrier))
    }),
    ("status", |row| {
        let status = row
            .parcel
            .map_or(TrackingStatus::Pending, |parcel| parcel.status);
        row.wish.word("tracking", status.as_str())
    }),
    ("number", |row| Cell::text(&row.dossier.order.number)),
    ("order_id", |row| {
        Cell::text(row.dossier.order.id.to_string())
    }),
    ("store", |row| store(row.stores, row.dossier)),
    ("customer", |row| {
        Cell::text(&row.dossier.order.customer_name)
    }),
    ("email", |row| Cell::text(&row.dossier.order.customer_email)),
    ("country", |row| country(row.dossier)),
    ("supplier", |row| {
        row.purchase
            .map_or(Cell::Empty, |one| Cell::text(&one.supplier.name))
    }),
    ("method", |row| {
        row.purchase
            .map_or(Cell::Empty, |one| Cell::text(&one.shipping.name))
    }),
    ("supplier_orders", |row| {
        row.of(|parcel| {
            let number = parcel.supplier_order_id.as_ref();
            number.map_or(Cell::Empty, |id| Cell::text(id.as_str()))
        })
    }),
    ("items", |row| {
        row.of(|parcel| Cell::list(parcel.lines.iter().map(|line| item(row.dossier, line))))
    }),
    ("fulfilled", |row| {
        let word = if row.is_told() { "yes" } else { "no" };
        row.wish.word("answer", word)
    }),
    ("placed_at", |row| {
        Cell::time(row.purchase.and_then(placed_at))
    }),
    ("shipped_at", |row| {
        row.of(|parcel| Cell::time(parcel.shipped_at))
    }),
    ("delivered_at", |row| {
        row.of(|parcel| Cell::time(parcel.delivered_at))
    }),
    ("expected_at", |row| {
        row.of(|parcel| Cell::time(parcel.expected_at))
    }),
    ("last_event_at", |row| {
        row.of(|parcel| Cell::time(parcel.events.first().map(|event| event.at)))
    }),
    ("last_event", |row| {
        row.of(|parcel| {
            let event = parcel.events.first();
            event.map_or(Cell::Empty, |event| Cell::text(&event.text))
        })
    }),
    ("last_place", |row| {
        row.of(|parcel| {
            let event = parcel.events.first();
            event.map_or(Cell::Empty, |event| Cell::text(&event.place))
        })
    }),
    ("former_numbers", |row| {
        row.of(|parcel| Cell::list(parcel.former_numbers.iter().cloned()))
    }),
];

impl ParcelRow<'_> {
    fn of(&self, value: impl FnOnce(&Parcel) -> Cell) -> Cell {
        self.parcel.map_or(Cell::Empty, value)
    }

    fn is_told(&self) -> bool {
        let Some(parcel) = self.parcel else {
            return false;
        };
        self.dossier
            .fulfillments
            .iter()
            .any(|told| match told.state {
                FulfillmentState::Told => told.parcel_id == Some(parcel.id),
                FulfillmentState::Foreign => Some(&told.number) == parcel.number.as_ref(),
                _ => false,
            })
    }
}

fn item(dossier: &Dossier, line: &ParcelLine) -> String {
    let title = dossier.order.line(line.line_item_id);
    let title = title.map_or("", |item| item.title.as_str());
    format!("{} × {title}", line.quantity)
}
