//! The ledger: what really happened in the store, written apart from any client.
//!
//! Whoever judges a rehearsal reads this and not the client's own records, so it uses plain numbers
//! and none of the platform's quirks.

use serde_json::{Value, json};

use super::order::{Fulfillment, Line, Order};
use super::quirks::iso_text;
use super::state::State;

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
            .filter(|each| each.status == "cancelled")
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
        "id": order.id, "name": order.name(), "financial_status": order.financial_status(),
        "fulfillment_status": order.fulfillment_status(),
        "canceled_at": order.canceled_at.map(iso_text), "created_at": iso_text(order.created_at),
        "country": order.country(),
        "lines": order.lines.iter().map(|each| line(order, each)).collect::<Vec<_>>(),
        "fulfillments": order.fulfillments.iter().map(fulfillment).collect::<Vec<_>>(),
    })
}

fn line(order: &Order, line: &Line) -> Value {
    json!({
        "id": line.id, "variant_id": line.variant_id, "sku": line.sku, "quantity": line.quantity,
        "refunded": line.refunded, "fulfilled": order.fulfilled(line.id),
    })
}

fn fulfillment(each: &Fulfillment) -> Value {
    let lines = each
        .lines
        .iter()
        .map(|(id, quantity)| json!({"id": id, "quantity": quantity}));
    json!({
        "id": each.id, "status": each.status, "tracking_number": each.numbers.first(),
        "tracking_numbers": each.numbers, "tracking_company": each.company,
        "shipment_status": each.shipment_status, "lines": lines.collect::<Vec<_>>(),
        "created_at": iso_text(each.created_at), "updated_numbers": each.updated_numbers,
    })
}
