//! Webhooks: who is told what, and how a body is spelled.
//!
//! A body is a snapshot of the moment it happened, in the older spelling (snake case, ids as numbers, money
//! with two decimals, times in the store's zone), with slashes escaped as the platform does; the courier
//! only carries it. Source: reference sheet §A5 and §A6.

use axum::body::Bytes;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::money::{gid, padded, webhook_time};
use super::order::{Fulfillment, Line, Order, Work};
use super::outbox::{Outgoing, Sending};
use super::state::{Service, State};
use crate::sim::FaultKind;

/// How late a late webhook is, in virtual time.
const LATE: SignedDuration = SignedDuration::from_mins(30);
/// How long a webhook waits for another one to overtake it, in virtual time.
const OVERTAKEN: SignedDuration = SignedDuration::from_mins(2);

impl State {
    /// Tells the subscribers of an order's topic.
    pub(super) fn tell_order(&mut self, topic: &str, id: i64) {
        if !self.is_heard(topic) {
            return;
        }
        if let Some(body) = self.orders.get(&id).map(order_body) {
            self.tell(topic, &body);
        }
    }

    /// Tells that lines of an order were edited.
    pub(super) fn tell_edit(&mut self, order_id: i64) {
        let body = json!({"order_edit": {
            "id": self.new_id(), "order_id": order_id, "app_id": null, "user_id": null,
            "created_at": webhook_time(self.now), "committed_at": webhook_time(self.now),
            "notify_customer": false, "staff_note": "",
        }});
        self.tell("orders/edited", &body);
    }

    pub(super) fn tell_fulfillment(&mut self, topic: &str, order_id: i64, id: i64) {
        let body = self.orders.get(&order_id).and_then(|order| {
            let made = order.fulfillment(id)?;
            Some(fulfillment_body(order, made))
        });
        if let Some(body) = body {
            self.tell(topic, &body);
        }
    }

    pub(super) fn tell_refund(&mut self, order_id: i64, id: i64) {
        let body = self.orders.get(&order_id).and_then(|order| {
            let refund = order.refunds.iter().find(|refund| refund.id == id)?;
            let lines = refund.lines.iter().map(|(line, quantity, restock)| {
                // Here, and nowhere else, money is a number.
                json!({"line_item_id": line, "quantity": quantity, "restock_type": restock.to_lowercase(),
                    "subtotal": number(refund.amount), "total_tax": 0})
            });
            Some(json!({
                "id": id, "order_id": order_id, "created_at": webhook_time(refund.created_at),
                "note": null, "restock": true, "refund_line_items": lines.collect::<Vec<_>>(),
            }))
        });
        if let Some(body) = body {
            self.tell("refunds/create", &body);
        }
    }

    pub(super) fn tell_product(&mut self, topic: &str, id: i64) {
        let body = self.products.get(&id).map(|product| {
            json!({
                "id": id, "title": product.title, "admin_graphql_api_id": gid("Product", id),
                "status": "active", "updated_at": webhook_time(product.updated_at),
                "variants": product.variants,
            })
        });
        if let Some(body) = body {
            self.tell(topic, &body);
        }
    }

    /// Tells of a fulfillment order: its ids are spelled as in the API, its states in lower case.
    pub(super) fn tell_work(&mut self, topic: &str, order_id: i64, work_id: i64) {
        let body = self.orders.get(&order_id).and_then(|order| {
            let work = order.work(work_id)?;
            Some(json!({"fulfillment_order": work_body(work), "message": ""}))
        });
        if let Some(body) = body {
            self.tell(topic, &body);
        }
    }

    pub(super) fn tell_works(&mut self, topic: &str, order_id: i64) {
        let works = self.orders.get(&order_id).map(|order| &order.works);
        let ids: Vec<i64> = works.into_iter().flatten().map(|work| work.id).collect();
        for id in ids {
            self.tell_work(topic, order_id, id);
        }
    }

    /// The owner removed the app: it is told, and then nothing of it is left.
    pub(super) fn uninstall(&mut self) {
        let body = json!({"id": 1, "name": self.config.shop_name, "domain": null, "myshopify_domain": null});
        self.tell("app/uninstalled", &body);
        self.end_all_access();
    }

    /// Calls a fulfillment service: the body says only what kind of request it is.
    pub(super) fn call_service(&mut self, service: &Service, kind: &str) {
        let Some(callback) = &service.callback else {
            return;
        };
        let address = format!(
            "{}/fulfillment_order_notification",
            callback.trim_end_matches('/')
        );
        let outgoing = self.outgoing("", 0, address, spelled(&json!({"kind": kind})));
        self.post(outgoing);
    }

    fn is_heard(&self, topic: &str) -> bool {
        let wanted = enum_name(topic);
        let mut subscriptions = self.subscriptions.values();
        subscriptions.any(|each| each.topic == wanted)
    }

    fn tell(&mut self, topic: &str, body: &Value) {
        let name = enum_name(topic);
        let wanted = self.subscriptions.values();
        let wanted: Vec<(i64, String)> = wanted
            .filter(|each| each.topic == name)
            .map(|each| (each.id, each.uri.clone()))
            .collect();
        let body = spelled(body);
        for (id, uri) in wanted {
            let outgoing = self.outgoing(topic, id, uri, body.clone());
            self.post(outgoing);
        }
    }

    fn outgoing(
        &mut self,
        topic: &str,
        subscription: i64,
        address: String,
        body: Bytes,
    ) -> Outgoing {
        let delivery = self.new_id();
        Outgoing {
            topic: topic.to_owned(),
            subscription_id: subscription,
            delivery_id: format!("b54557e4-bdd9-4b37-8a5f-{delivery:016x}"),
            event_id: format!("98880550-7158-44d4-b7cd-{:012x}", self.now.as_second()),
            address,
            body,
            key: self.config.client_secret.clone(),
            created_at: self.now,
            due_at: self.now,
            attempts: 0,
            last_status: None,
            sending: Sending::Waiting,
            fault: None,
        }
    }

    /// Puts a webhook into the outbox, or does to it what a fault says.
    fn post(&mut self, mut outgoing: Outgoing) {
        outgoing.fault = self.faults.next("webhook");
        let name = match &outgoing.fault {
            Some(FaultKind::Platform { name }) => name.clone(),
            Some(FaultKind::CutBefore) => "webhook_lost".into(),
            _ => String::new(),
        };
        match name.as_str() {
            "webhook_lost" => outgoing.sending = Sending::Lost,
            "webhook_late" => outgoing.due_at = self.now.saturating_add(LATE).unwrap_or(self.now),
            "webhook_out_of_order" => {
                outgoing.sending = Sending::Behind;
                outgoing.due_at = self.now.saturating_add(OVERTAKEN).unwrap_or(self.now);
            }
            "webhook_twice" => self.outbox.put(outgoing.clone()),
            "webhook_bad_signature" => outgoing.key = "somebody-else".into(),
            _ => {}
        }
        self.outbox.put(outgoing);
    }
}

/// `orders/create` as the API names it.
fn enum_name(topic: &str) -> String {
    topic.replace('/', "_").to_uppercase()
}

/// JSON with slashes escaped, as the platform writes it.
fn spelled(body: &Value) -> Bytes {
    let text = serde_json::to_string(body).unwrap_or_default();
    text.replace('/', "\\/").into()
}

fn number(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string()).unwrap_or_default()
}

fn order_body(order: &Order) -> Value {
    let kept = |key: &str| order.kept.get(key).cloned().unwrap_or_default();
    json!({
        "id": order.id, "admin_graphql_api_id": gid("Order", order.id), "name": order.name(),
        "number": order.number - 1000, "order_number": order.number, "email": order.email,
        "created_at": webhook_time(order.created_at), "updated_at": webhook_time(order.updated_at),
        "cancelled_at": order.canceled_at.map(webhook_time), "closed_at": order.closed_at.map(webhook_time),
        "financial_status": order.display_financial().to_lowercase(),
        "fulfillment_status": word_of(order), "currency": order.currency,
        "total_price": padded(order.total()), "customer": kept("customer"),
        "shipping_address": kept("shipping_address"), "billing_address": kept("billing_address"),
        "note": kept("note"), "line_items": order.lines.iter().map(|line| line_body(order, line)).collect::<Vec<_>>(),
        "fulfillments": order.fulfillments.iter().map(|made| fulfillment_body(order, made)).collect::<Vec<_>>(),
        "order_status_url": format!("https://cedar-row.example/orders/{}", order.id),
    })
}

/// The older word for the goods.
fn word_of(order: &Order) -> Option<&'static str> {
    match order.display_fulfillment() {
        "FULFILLED" => Some("fulfilled"),
        "PARTIALLY_FULFILLED" => Some("partial"),
        _ => None,
    }
}

fn line_body(order: &Order, line: &Line) -> Value {
    json!({
        "id": line.id, "admin_graphql_api_id": gid("LineItem", line.id), "title": line.title,
        "variant_title": line.variant_title, "sku": line.sku, "quantity": line.quantity,
        "current_quantity": line.current(), "fulfillable_quantity": order.unfulfilled(line),
        "variant_id": line.variant_id, "product_id": line.product_id, "price": padded(line.price),
        "requires_shipping": line.requires_shipping,
    })
}

fn fulfillment_body(order: &Order, made: &Fulfillment) -> Value {
    let lines = made.lines.iter().filter_map(|(id, quantity, _)| {
        let mut body = line_body(order, order.line(*id)?);
        body["quantity"] = json!(quantity);
        Some(body)
    });
    json!({
        "id": made.id, "order_id": order.id, "name": made.name,
        "status": made.status.to_lowercase(), "created_at": webhook_time(made.created_at),
        "updated_at": webhook_time(made.updated_at), "tracking_company": made.company,
        "tracking_number": made.numbers.first(), "tracking_numbers": made.numbers,
        "tracking_url": made.urls.first(), "tracking_urls": made.urls, "location_id": made.location,
        "line_items": lines.collect::<Vec<_>>(),
    })
}

fn work_body(work: &Work) -> Value {
    json!({
        "id": gid("FulfillmentOrder", work.id), "status": work.status.to_lowercase(),
        "request_status": work.request.to_lowercase(),
    })
}
