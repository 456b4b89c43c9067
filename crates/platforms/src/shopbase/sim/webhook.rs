//! Webhook subscriptions, and what is written into the outbox when something happened.
//!
//! A body is a snapshot of the moment it happened, with slashes escaped as the platform does; the
//! courier only carries it. Source: reference sheet §B7.

use std::net::IpAddr;

use axum::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::auth::Owner;
use super::order::Fulfillment;
use super::outbox::{Outgoing, Sending};
use super::query::Query;
use super::quirks::iso;
use super::reading::{self, filled, list, text};
use super::reply::{Answer, Reply};
use super::routes::{Call, id_of};
use super::state::State;
use crate::sim::FaultKind;

/// Topics that can be subscribed to. Source: reference sheet §B7, the platform's shorter list first.
const TOPICS: &[&str] = &[
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/fulfilled",
    "orders/partially_fulfilled",
    "orders/delete",
    "order_transactions/create",
    "refunds/create",
    "fulfillments/create",
    "fulfillments/update",
    "products/create",
    "products/update",
    "products/delete",
    "shop/update",
    "app/uninstalled",
];

/// Families of topics that are accepted as a whole; this store has nothing to tell about them.
const QUIET_FAMILIES: &[&str] = &[
    "carts/",
    "checkouts/",
    "collections/",
    "customers/",
    "draft_orders/",
    "fulfillment_events/",
    "inventory_items/",
    "inventory_levels/",
    "locations/",
    "themes/",
    "tender_transactions/",
];

/// How late a late webhook is, in virtual time.
const LATE: SignedDuration = SignedDuration::from_mins(30);
/// How long a webhook waits for another one to overtake it, in virtual time.
const OVERTAKEN: SignedDuration = SignedDuration::from_mins(2);

/// One address that wants to be told about one topic.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    id: i64,
    topic: String,
    address: String,
    fields: Vec<String>,
    owner: Owner,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl State {
    /// Every call below `/admin/webhooks`; an app sees only its own subscriptions.
    pub(super) fn webhook_call(&mut self, call: &Call, rest: &[&str]) -> Answer {
        match (call.method.as_str(), rest) {
            ("GET", []) => {
                let page = call.query.page()?;
                let own = self
                    .subscriptions
                    .values()
                    .filter(|each| each.owner == call.owner);
                let ids = own
                    .filter(|each| each.wanted(&call.query))
                    .map(|each| each.id);
                let ids = page.cut(ids.collect());
                let all = ids.iter().filter_map(|id| self.subscriptions.get(id));
                let all: Vec<_> = all
                    .map(|each| call.query.only_fields(self.webhook_json(each)))
                    .collect();
                let all = self.quirks.list(all, 0, "webhooks");
                Ok(Reply::ok(json!({"webhooks": all})))
            }
            ("POST", []) => {
                let id = self.new_id();
                self.store_webhook(id, call, None)?;
                Ok(Reply::created(self.show_webhook(id)?))
            }
            ("GET", ["count"]) => {
                let own = self
                    .subscriptions
                    .values()
                    .filter(|each| each.owner == call.owner);
                Ok(Reply::ok(
                    json!({"count": own.filter(|each| each.wanted(&call.query)).count()}),
                ))
            }
            (method, [id]) => {
                let id = id_of(id)?;
                let found = self
                    .subscriptions
                    .get(&id)
                    .filter(|each| each.owner == call.owner);
                let found = found.cloned().ok_or_else(Reply::not_found)?;
                match method {
                    "GET" => {}
                    "PUT" => self.store_webhook(id, call, Some(&found))?,
                    "DELETE" => {
                        self.subscriptions.remove(&id);
                        return Ok(Reply::ok(json!({})));
                    }
                    _ => return Err(Reply::not_found()),
                }
                Ok(Reply::ok(self.show_webhook(id)?))
            }
            _ => Err(Reply::not_found()),
        }
    }

    fn store_webhook(
        &mut self,
        id: i64,
        call: &Call,
        old: Option<&Subscription>,
    ) -> Result<(), Reply> {
        let given = reading::unwrapped(&call.body, "webhook");
        let topic = filled(given, "topic").or_else(|| old.map(|old| old.topic.clone()));
        let address = filled(given, "address").or_else(|| old.map(|old| old.address.clone()));
        let topic = topic.ok_or_else(|| Reply::errors_field("topic", "can't be blank"))?;
        let address = address.ok_or_else(|| Reply::errors_field("address", "can't be blank"))?;
        let known = TOPICS.contains(&topic.as_str())
            || QUIET_FAMILIES
                .iter()
                .any(|family| topic.starts_with(family));
        if !known {
            return Err(Reply::errors_field("topic", "is invalid"));
        }
        self.check_address(&address)?;
        if filled(given, "format").is_some_and(|format| format != "json") {
            return Err(Reply::errors_field("format", "is invalid"));
        }
        let fields = match given.get("fields") {
            Some(_) => list(given, "fields").iter().filter_map(text).collect(),
            None => old.map(|old| old.fields.clone()).unwrap_or_default(),
        };
        let created_at = old.map_or(self.now, |old| old.created_at);
        let (owner, updated_at) = (call.owner, self.now);
        let stored = Subscription {
            id,
            topic,
            address,
            fields,
            owner,
            created_at,
            updated_at,
        };
        self.subscriptions.insert(id, stored);
        Ok(())
    }

    /// Only https, no address of the platform itself, of this machine or of nobody.
    fn check_address(&self, address: &str) -> Result<(), Reply> {
        let refused = |why: &str| Err(Reply::errors_field("address", why));
        let Ok(url) = url::Url::parse(address) else {
            return refused("is invalid");
        };
        let host = url
            .host_str()
            .unwrap_or_default()
            .trim_matches(['[', ']'])
            .to_lowercase();
        let ip = host.parse::<IpAddr>().ok();
        let loopback = host == "localhost" || ip.is_some_and(|ip| ip.is_loopback());
        if loopback && self.config.allow_loopback_webhooks {
            return Ok(());
        }
        let private = match ip {
            Some(IpAddr::V4(ip)) => ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
            Some(IpAddr::V6(ip)) => ip.is_unique_local() || ip.is_unspecified(),
            None => false,
        };
        let named = ["internal", "example.com", "onshopbase.com", "shopbase.com"];
        if loopback || private || named.iter().any(|end| host.ends_with(end)) {
            return refused("is not allowed");
        }
        if url.scheme() == "https" {
            Ok(())
        } else {
            refused("protocol http is not supported")
        }
    }

    fn show_webhook(&self, id: i64) -> Result<Value, Reply> {
        let found = self.subscriptions.get(&id).ok_or_else(Reply::not_found)?;
        Ok(json!({"webhook": self.webhook_json(found)}))
    }

    fn webhook_json(&self, each: &Subscription) -> Value {
        json!({
            "id": self.quirks.id(each.id, "webhook.id"), "topic": each.topic, "address": each.address,
            "format": "json", "fields": each.fields, "metafield_namespaces": null,
            "created_at": iso(each.created_at), "updated_at": iso(each.updated_at),
        })
    }

    /// Tells the subscribers of an order's topic.
    pub(super) fn tell_order(&mut self, topic: &str, id: i64) {
        if !self.is_heard(topic) {
            return;
        }
        if let Some(body) = self.orders.get(&id).map(|order| self.order_json(order)) {
            self.tell(topic, &body);
        }
    }

    pub(super) fn tell_fulfillment(&mut self, topic: &str, order_id: i64, id: i64) {
        if !self.is_heard(topic) {
            return;
        }
        let is_it = |each: &&Fulfillment| each.id == id;
        let body = self.orders.get(&order_id).and_then(|order| {
            order
                .fulfillments
                .iter()
                .find(is_it)
                .map(|each| self.fulfillment_json(order, each))
        });
        if let Some(body) = body {
            self.tell(topic, &body);
        }
    }

    pub(super) fn tell_refund(&mut self, order_id: i64, id: i64) {
        let body = self.orders.get(&order_id).and_then(|order| {
            let refund = order.refunds.iter().find(|each| each.id == id)?;
            Some(self.refund_json(order, refund))
        });
        if let Some(body) = body {
            self.tell("refunds/create", &body);
        }
    }

    pub(super) fn tell_transaction(&mut self, order_id: i64) {
        let body = self
            .orders
            .get(&order_id)
            .and_then(|order| Some(self.transaction_json(order, order.transactions.last()?)));
        if let Some(body) = body {
            self.tell("order_transactions/create", &body);
        }
    }

    pub(super) fn tell_product(&mut self, topic: &str, id: i64) {
        if let Some(body) = self
            .products
            .get(&id)
            .map(|product| self.product_json(product))
        {
            self.tell(topic, &body);
        }
    }

    fn is_heard(&self, topic: &str) -> bool {
        self.subscriptions.values().any(|each| each.topic == topic)
    }

    fn tell(&mut self, topic: &str, body: &Value) {
        let wanted = self
            .subscriptions
            .values()
            .filter(|each| each.topic == topic)
            .cloned();
        let wanted: Vec<_> = wanted.collect();
        // Most subscribers want all of it: it is spelled once.
        let whole = wanted.iter().any(|each| each.fields.is_empty());
        let whole = if whole { spelled(body) } else { Bytes::new() };
        for each in wanted {
            let body = if each.fields.is_empty() {
                whole.clone()
            } else {
                let only = Query::parse(&format!("fields={}", each.fields.join(",")));
                spelled(&only.only_fields(body.clone()))
            };
            let key = match each.owner {
                Owner::PrivateApp => self.config.shared_secret.clone(),
                Owner::PublicApp => self.config.client_secret.clone(),
            };
            self.post(Outgoing {
                topic: each.topic,
                subscription_id: each.id,
                address: each.address,
                body,
                key,
                created_at: self.now,
                due_at: self.now,
                attempts: 0,
                last_status: None,
                sending: Sending::Waiting,
                fault: None,
            });
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

/// JSON with slashes escaped, as the platform writes it.
fn spelled(body: &Value) -> Bytes {
    let text = serde_json::to_string(body).unwrap_or_default();
    text.replace('/', "\\/").into()
}

impl Subscription {
    fn wanted(&self, query: &Query) -> bool {
        query.agrees("topic", &self.topic)
            && query.agrees("address", &self.address)
            && query.within("created_at", Some(self.created_at))
            && query.within("updated_at", Some(self.updated_at))
    }
}
