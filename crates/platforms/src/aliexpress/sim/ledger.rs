//! The ledger: what was really bought, told by the side that sold it.
//!
//! It is the judge of "never twice" and is therefore written from the simulator's state alone: as one
//! JSON document, and as plain rows for a judge in the same process.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use super::order::Order;
use super::world::World;

/// One order.
#[derive(Clone, Debug, Serialize)]
pub struct OrderRow {
    /// Its number.
    pub order_id: u64,
    /// The buyer's own number.
    pub out_order_id: Option<String>,
    /// Who bought, as `user_id`.
    pub buyer: u64,
    /// Who sells.
    pub store_id: u64,
    /// When it was placed.
    pub created_at: Timestamp,
    /// `order_status` as the platform spells it.
    pub status: &'static str,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// Payments that were refused because there was nothing to pay any more.
    pub payments_refused: u32,
    /// When its first parcel was shipped.
    pub shipped_at: Option<Timestamp>,
    /// When its last parcel arrived.
    pub delivered_at: Option<Timestamp>,
    /// When it was closed without going through.
    pub canceled_at: Option<Timestamp>,
    /// When it ended, either way.
    pub finished_at: Option<Timestamp>,
    /// How it ended, as the platform spells it.
    pub end_reason: Option<&'static str>,
    /// What it cost.
    pub total: Decimal,
    /// In which currency.
    pub currency: String,
    /// Where it goes, as the caller sent it.
    pub recipient: BTreeMap<String, String>,
    /// What was bought.
    pub lines: Vec<LineRow>,
    /// Its parcels, as soon as the supplier has planned them.
    pub parcels: Vec<ParcelRow>,
}

/// One line of an order.
#[derive(Clone, Debug, Serialize)]
pub struct LineRow {
    /// As the caller named it.
    pub product_id: u64,
    /// The form.
    pub sku_id: String,
    /// The form in words.
    pub sku_attr: String,
    /// How many.
    pub count: u32,
    /// What one cost.
    pub unit_price: Decimal,
    /// How it ships.
    pub shipping_method: String,
    /// The caller's note.
    pub memo: Option<String>,
}

/// One parcel.
#[derive(Clone, Debug, Serialize)]
pub struct ParcelRow {
    /// The number that tracking tells now.
    pub number: String,
    /// The number of the first mile.
    pub first_mile_number: String,
    /// The number of the last mile.
    pub last_mile_number: String,
    /// Who brings it.
    pub carrier: String,
    /// Whether it is under way, so that tracking tells it.
    pub shipped: bool,
    /// When it was shipped, if it was.
    pub shipped_at: Timestamp,
    /// When it arrived.
    pub delivered_at: Option<Timestamp>,
    /// What is in it: places in the order's lines, and how many of each.
    pub contents: Vec<(usize, u32)>,
}

/// One order as a row.
pub(super) fn row(order: &Order) -> OrderRow {
    let lines = order.lines.iter().map(|line| LineRow {
        product_id: line.product_id,
        sku_id: line.sku_id.clone(),
        sku_attr: line.sku_attr.clone(),
        count: line.count,
        unit_price: line.unit_price,
        shipping_method: line.service.clone(),
        memo: line.memo.clone(),
    });
    let parcels = order.parcels.iter().map(|parcel| ParcelRow {
        number: parcel.mail_no().to_owned(),
        first_mile_number: parcel.first_mile_number.clone(),
        last_mile_number: parcel.last_mile_number.clone(),
        carrier: parcel.carrier.clone(),
        shipped: !parcel.scans.is_empty(),
        shipped_at: parcel.shipped_at,
        delivered_at: parcel.delivered_at,
        contents: parcel.contents.clone(),
    });
    OrderRow {
        order_id: order.order_id,
        out_order_id: order.out_order_id.clone(),
        buyer: order.buyer,
        store_id: order.store_id,
        created_at: order.created_at,
        status: order.status.wire(),
        paid_at: order.paid_at,
        payments_refused: order.payments_refused,
        shipped_at: order.shipped_at,
        delivered_at: order.delivered_at,
        canceled_at: order.canceled_at,
        finished_at: order.finished_at,
        end_reason: order.end_reason,
        total: order.total(),
        currency: order.currency.clone(),
        recipient: order.address.clone(),
        lines: lines.collect(),
        parcels: parcels.collect(),
    }
}

/// Everything.
pub(super) fn whole(world: &World) -> Value {
    let orders: Vec<Value> = world
        .orders
        .values()
        .map(|order| entry(world, order))
        .collect();
    let count =
        |test: fn(&Order) -> bool| world.orders.values().filter(|order| test(order)).count();
    json!({
        "orders": orders,
        "counts": {
            "created": world.orders.len(),
            "paid": count(|order| order.paid_at.is_some()),
            "shipped": count(|order| order.shipped_at.is_some()),
            "delivered": count(|order| order.delivered_at.is_some()),
            "canceled": count(Order::is_canceled),
        },
        "calls": world.calls,
    })
}

/// One order.
pub(super) fn entry(world: &World, order: &Order) -> Value {
    order.ledger_entry(
        world
            .buyer(order.buyer)
            .map_or("", |buyer| buyer.login.as_str()),
    )
}
