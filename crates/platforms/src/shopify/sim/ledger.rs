//! The ledger: what really happened in the store, written apart from any client.
//!
//! Whoever judges a rehearsal reads this and not the client's own records, so it uses plain numbers
//! and none of the platform's quirks: as one JSON document, and as plain rows for a judge in the same
//! process.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use super::money::iso_text;
use super::order::{Fulfillment, Line, Order, Work};
use super::state::{Mail, State};

/// One order.
#[derive(Clone, Debug, Serialize)]
pub struct OrderRow {
    /// Its id.
    pub id: i64,
    /// Its name, `#1001`.
    pub name: String,
    /// When the customer ordered.
    pub created_at: Timestamp,
    /// When anything about it changed last.
    pub updated_at: Timestamp,
    /// When it was canceled.
    pub canceled_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether it was deleted.
    pub deleted: bool,
    /// The older word for the money, in lower case.
    pub financial_status: String,
    /// The platform's word for the goods.
    pub fulfillment_status: &'static str,
    /// Money that moved, oldest first.
    pub transactions: Vec<TransactionRow>,
    /// What the order costs.
    pub total: Decimal,
    /// ISO code of the country the parcel goes to.
    pub country: String,
    /// What was ordered.
    pub lines: Vec<LineRow>,
    /// What was given back, oldest first.
    pub refunds: Vec<RefundRow>,
    /// What was told to be shipped, oldest first.
    pub fulfillments: Vec<FulfillmentRow>,
}

/// One line of an order.
#[derive(Clone, Debug, Serialize)]
pub struct LineRow {
    /// Its id.
    pub id: i64,
    /// The variant, if it is one of the store's.
    pub variant_id: Option<i64>,
    /// The merchant's own code.
    pub sku: String,
    /// How many are wanted now; refunded ones still count.
    pub quantity: i64,
    /// How many were refunded.
    pub refunded: i64,
    /// How many shipped fulfillments hold.
    pub fulfilled: i64,
    /// What the quantity was set to, and when; the first is the moment the line came to be.
    pub quantities: Vec<(Timestamp, i64)>,
}

/// Money that moved or was reserved.
#[derive(Clone, Debug, Serialize)]
pub struct TransactionRow {
    /// `authorization`, `sale`, `void`, `refund`.
    pub kind: String,
    /// How much.
    pub amount: Decimal,
    /// When.
    pub at: Timestamp,
}

/// Lines given back.
#[derive(Clone, Debug, Serialize)]
pub struct RefundRow {
    /// When.
    pub at: Timestamp,
    /// How much money.
    pub amount: Decimal,
    /// Line ids, and how many of each.
    pub lines: Vec<(i64, i64)>,
}

/// The record that lines were shipped.
#[derive(Clone, Debug, Serialize)]
pub struct FulfillmentRow {
    /// Its id.
    pub id: i64,
    /// `success`, `cancelled` and so on.
    pub status: String,
    /// Where the parcel is, if somebody said so.
    pub shipment_status: Option<String>,
    /// Who carries it, if somebody said so.
    pub company: Option<String>,
    /// Its tracking numbers now.
    pub numbers: Vec<String>,
    /// Numbers that later updates brought, oldest first.
    pub updated_numbers: Vec<String>,
    /// Line ids, and how many of each.
    pub lines: Vec<(i64, i64)>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// A mail to a customer.
#[derive(Clone, Debug, Serialize)]
pub struct MailRow {
    /// About which order.
    pub order_id: i64,
    /// To whom.
    pub to: String,
    /// `shipping_confirmation`, `shipping_update`, `order_canceled` or `refund`.
    pub kind: &'static str,
    /// The number it tells.
    pub tracking_number: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// One order as a row.
pub(super) fn row(order: &Order) -> OrderRow {
    let lines = order.lines.iter().map(|line| LineRow {
        id: line.id,
        variant_id: line.variant_id,
        sku: line.sku.clone(),
        quantity: line.quantity,
        refunded: line.refunded,
        fulfilled: order.fulfilled(line.id),
        quantities: line.edits.clone(),
    });
    let transactions = order.transactions.iter().map(|each| TransactionRow {
        kind: each.kind.to_lowercase(),
        amount: each.amount,
        at: each.created_at,
    });
    let refunds = order.refunds.iter().map(|refund| RefundRow {
        at: refund.created_at,
        amount: refund.amount,
        lines: refund
            .lines
            .iter()
            .map(|(line, quantity, _)| (*line, *quantity))
            .collect(),
    });
    OrderRow {
        id: order.id,
        name: order.name(),
        created_at: order.created_at,
        updated_at: order.updated_at,
        canceled_at: order.canceled_at,
        closed_at: order.closed_at,
        deleted: false,
        financial_status: order.display_financial().to_lowercase(),
        fulfillment_status: order.display_fulfillment(),
        transactions: transactions.collect(),
        total: order.total(),
        country: order.country(),
        lines: lines.collect(),
        refunds: refunds.collect(),
        fulfillments: order.fulfillments.iter().map(fulfillment_row).collect(),
    }
}

fn fulfillment_row(each: &Fulfillment) -> FulfillmentRow {
    FulfillmentRow {
        id: each.id,
        status: each.status.to_lowercase(),
        shipment_status: Some(each.display.to_lowercase()),
        company: each.company.clone(),
        numbers: each.numbers.clone(),
        updated_numbers: each.updated_numbers.clone(),
        lines: units(each),
        created_at: each.created_at,
        updated_at: each.updated_at,
    }
}

/// One mail as a row.
pub(super) fn mail_row(mail: &Mail) -> MailRow {
    MailRow {
        order_id: mail.order_id,
        to: mail.to.clone(),
        kind: mail.kind,
        tracking_number: mail.tracking_number.clone(),
        at: mail.at,
    }
}

impl State {
    /// Orders, fulfillments, mails, counts and calls, as one object.
    pub(super) fn ledger(&self) -> Value {
        let orders: Vec<_> = self.orders.values().map(order).collect();
        let mails = self.mails.iter().map(|mail| {
            json!({"order_id": mail.order_id, "to": mail.to, "kind": mail.kind,
                "tracking_number": mail.tracking_number, "at": iso_text(mail.at)})
        });
        let mails: Vec<_> = mails.collect();
        let fulfillments = self.orders.values().flat_map(|order| &order.fulfillments);
        let canceled = fulfillments
            .clone()
            .filter(|each| each.status == "CANCELLED")
            .count();
        let paid = self
            .orders
            .values()
            .filter(|order| order.captured() >= order.total())
            .count();
        let called_off = self
            .orders
            .values()
            .filter(|order| order.canceled_at.is_some())
            .count();
        json!({
            "shop": self.config.domain(),
            "orders": orders,
            "mails": mails,
            "refresh_tokens_used": self.tokens.renewed,
            "throttled": self.throttled,
            "subscriptions_removed": self.removed_subscriptions,
            "counts": {
                "orders": self.orders.len(),
                "paid": paid,
                "canceled": called_off,
                "fulfillments": fulfillments.count() - canceled,
                "fulfillments_canceled": canceled,
                "mails": self.mails.len(),
                "webhooks_sent": self.outbox.sent(),
                "webhooks_failed": self.outbox.failed(),
                "webhooks_waiting": self.outbox.waiting(),
            },
            "calls": self.calls,
        })
    }
}

fn order(order: &Order) -> Value {
    json!({
        "id": order.id, "name": order.name(),
        "financial_status": order.display_financial().to_lowercase(),
        "fulfillment_status": order.display_fulfillment(),
        "canceled_at": order.canceled_at.map(iso_text), "created_at": iso_text(order.created_at),
        "country": order.country(),
        "lines": order.lines.iter().map(|each| line(order, each)).collect::<Vec<_>>(),
        "fulfillments": order.fulfillments.iter().map(fulfillment).collect::<Vec<_>>(),
        "works": order.works.iter().map(work).collect::<Vec<_>>(),
    })
}

fn line(order: &Order, line: &Line) -> Value {
    json!({
        "id": line.id, "variant_id": line.variant_id, "sku": line.sku, "quantity": line.quantity,
        "refunded": line.refunded + line.removed, "fulfilled": order.fulfilled(line.id),
    })
}

fn fulfillment(each: &Fulfillment) -> Value {
    let lines = each
        .lines
        .iter()
        .map(|(id, quantity, _)| json!({"id": id, "quantity": quantity}));
    json!({
        "id": each.id, "status": each.status.to_lowercase(), "tracking_number": each.numbers.first(),
        "tracking_numbers": each.numbers, "tracking_company": each.company,
        "shipment_status": each.display.to_lowercase(), "lines": lines.collect::<Vec<_>>(),
        "created_at": iso_text(each.created_at), "updated_numbers": each.updated_numbers,
    })
}

fn work(each: &Work) -> Value {
    json!({
        "id": each.id, "status": each.status, "request": each.request, "location": each.location,
        "in_progress_at": each.in_progress_at.map(iso_text), "remaining": each.remaining(),
        "requests": each.requests.iter().map(|asked| asked.kind).collect::<Vec<_>>(),
    })
}

fn units(each: &Fulfillment) -> Vec<(i64, i64)> {
    let units = each.lines.iter();
    units
        .map(|(line, quantity, _)| (*line, *quantity))
        .collect()
}
