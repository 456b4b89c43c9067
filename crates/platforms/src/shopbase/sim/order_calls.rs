//! The admin API's calls on orders: list, count, read, change, delete and what hangs below them.
//!
//! Source: reference sheet §B3 to §B5. It comes after the routes and before the order's own files.

use serde_json::{Value, json};

use super::order::Order;
use super::order_json::kept_text;
use super::query::Query;
use super::quirks::number;
use super::reading;
use super::reply::{Answer, Reply};
use super::routes::{Call, id_of};
use super::state::State;
use crate::sim::only_member;

/// Members of an order that a PUT changes.
const CHANGEABLE: &[&str] = &[
    "note",
    "note_attributes",
    "tags",
    "phone",
    "shipping_address",
    "buyer_accepts_marketing",
    "customer",
];

impl State {
    /// Every call below `/admin/orders`.
    pub(super) fn order_call(&mut self, call: &Call, rest: &[&str]) -> Answer {
        match (call.method.as_str(), rest) {
            ("GET", []) => self.list_orders(&call.query),
            ("POST", []) => {
                let id = self.take_order(&call.body, true)?;
                let order = self.order_json(self.order(id)?);
                Ok(Reply::created(only_member("order", order)))
            }
            ("GET", ["count"]) => {
                let count = self.wanted_orders(&call.query).count();
                Ok(Reply::ok(json!({"count": count})))
            }
            ("GET", [id]) => {
                let order = self.order_json(self.order(id_of(id)?)?);
                let order = call.query.only_fields(order);
                Ok(Reply::ok(only_member("order", order)))
            }
            ("PUT", [id]) => self.change_order(id_of(id)?, &call.body),
            ("DELETE", [id]) => self.delete_order(id_of(id)?),
            ("POST", [id, "cancel"]) => {
                let id = id_of(id)?;
                self.cancel_order(id, &call.body)?;
                self.show_order(id)
            }
            ("POST", [id, "open"]) => self.reopen_order(id_of(id)?),
            ("PUT", [id, "adjust"]) => {
                let id = id_of(id)?;
                self.edit_order(id, &call.body)?;
                self.show_order(id)
            }
            (_, [id, "fulfillments", rest @ ..]) => self.fulfillment_call(call, id_of(id)?, rest),
            (_, [id, below @ ("transactions" | "refunds"), rest @ ..]) => {
                self.money_call(call, id_of(id)?, below, rest)
            }
            _ => Err(Reply::not_found()),
        }
    }

    /// `{"order": {…}}`.
    pub(super) fn show_order(&self, id: i64) -> Answer {
        let order = self.order_json(self.order(id)?);
        Ok(Reply::ok(only_member("order", order)))
    }

    /// The orders that pass every filter. Clients that follow changes ask for the latest again and again,
    /// so that one is looked at before all others.
    fn wanted_orders<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = &'a Order> {
        let changed = query.bounds("updated_at");
        let recent = self
            .orders
            .values()
            .filter(move |order| changed.hold(Some(order.updated_at)));
        recent.filter(|order| order_wanted(order, query))
    }

    fn list_orders(&self, query: &Query) -> Answer {
        let page = query.page()?;
        let wanted = self.wanted_orders(query);
        let ids = page.cut(wanted.map(|order| order.id).collect());
        let orders = ids.iter().filter_map(|id| self.orders.get(id));
        let orders: Value = orders
            .map(|order| match query.wants_only(&["id", "updated_at"]) {
                // Pollers ask for no more, again and again.
                true => query.only_fields(self.order_age_json(order)),
                false => query.only_fields(self.order_json(order)),
            })
            .collect();
        Ok(Reply::ok(only_member("orders", orders)))
    }

    fn change_order(&mut self, id: i64, given: &Value) -> Answer {
        let given = reading::members(reading::unwrapped(given, "order"));
        let order = self.order_mut(id)?;
        if let Some(email) = given.get("email").and_then(reading::text) {
            order.email = email;
        }
        for (key, value) in given {
            if CHANGEABLE.contains(&key.as_str()) {
                order.kept.insert(key, value);
            }
        }
        self.touch(id);
        self.tell_order("orders/updated", id);
        self.show_order(id)
    }

    fn delete_order(&mut self, id: i64) -> Answer {
        if self.order(id)?.has_live_fulfillment() {
            return Err(Reply::errors_field(
                "base",
                "Order with fulfillments can't be deleted",
            ));
        }
        self.tell_order("orders/delete", id);
        // The store forgets it, the ledger does not.
        self.deleted.extend(self.orders.remove(&id));
        Ok(Reply::ok(json!({})))
    }

    fn fulfillment_call(&mut self, call: &Call, order_id: i64, rest: &[&str]) -> Answer {
        match (call.method.as_str(), rest) {
            ("GET", []) => {
                let order = self.order(order_id)?;
                let all = order
                    .fulfillments
                    .iter()
                    .map(|each| self.fulfillment_json(order, each));
                let all = all
                    .map(|each| call.query.only_fields(each))
                    .collect::<Vec<_>>();
                let all = self.quirks.list(all, order_id, "fulfillments.list");
                Ok(Reply::ok(json!({"fulfillments": all})))
            }
            // A create answers the bare object, an update the wrapped one. Source: reference sheet §B4.
            ("POST", []) => {
                let id = self.create_fulfillment(order_id, &call.body)?;
                Ok(Reply::created(self.fulfillment_body(order_id, id)?))
            }
            ("GET", ["count"]) => Ok(Reply::ok(
                json!({"count": self.order(order_id)?.fulfillments.len()}),
            )),
            ("GET", [id]) => self.show_fulfillment(order_id, id_of(id)?),
            ("PUT", [id]) => self.update_fulfillment(order_id, id_of(id)?, &call.body),
            ("POST", [id, verb @ ("cancel" | "complete" | "open")]) => {
                self.move_fulfillment(order_id, id_of(id)?, verb)
            }
            _ => Err(Reply::not_found()),
        }
    }

    fn money_call(&mut self, call: &Call, order_id: i64, below: &str, rest: &[&str]) -> Answer {
        match (call.method.as_str(), below, rest) {
            ("GET", "transactions", []) => {
                let order = self.order(order_id)?;
                let all = order
                    .transactions
                    .iter()
                    .map(|each| self.transaction_json(order, each));
                let all = self
                    .quirks
                    .list(all.collect(), order_id, "transactions.list");
                Ok(Reply::ok(json!({"transactions": all})))
            }
            ("POST", "transactions", []) => {
                let id = self.create_transaction(order_id, &call.body)?;
                let order = self.order(order_id)?;
                let made = order.transactions.iter().find(|each| each.id == id);
                let made = made.map(|each| self.transaction_json(order, each));
                Ok(Reply::created(json!({"transaction": made})))
            }
            ("GET", "refunds", []) => {
                let order = self.order(order_id)?;
                let all = order
                    .refunds
                    .iter()
                    .map(|each| self.refund_json(order, each));
                let all = self.quirks.list(all.collect(), order_id, "refunds.list");
                Ok(Reply::ok(json!({"refunds": all})))
            }
            ("POST", "refunds", ["calculate"]) => {
                let refund = self.calculate_refund(order_id, &call.body)?;
                let order = self.order(order_id)?;
                let mut body = self.refund_json(order, &refund);
                if let Some(members) = body.as_object_mut() {
                    let transaction = json!({"kind": "suggested_refund", "amount": number(refund.amount),
                        "parent_id": order.transactions.first().map(|each| each.id)});
                    members.insert("transactions".into(), json!([transaction]));
                }
                Ok(Reply::ok(json!({"refund": body})))
            }
            ("POST", "refunds", []) => {
                let id = self.create_refund(order_id, &call.body)?;
                let order = self.order(order_id)?;
                let made = order.refunds.iter().find(|each| each.id == id);
                Ok(Reply::created(
                    json!({"refund": made.map(|each| self.refund_json(order, each))}),
                ))
            }
            ("GET", "refunds", [id]) => {
                let id = id_of(id)?;
                let order = self.order(order_id)?;
                let found = order.refunds.iter().find(|each| each.id == id);
                let found = found.ok_or_else(Reply::not_found)?;
                Ok(Reply::ok(json!({"refund": self.refund_json(order, found)})))
            }
            _ => Err(Reply::not_found()),
        }
    }
}

/// Whether an order passes every filter of a query. Source: reference sheet §B3.
fn order_wanted(order: &Order, query: &Query) -> bool {
    let shipped_at = order
        .fulfillments
        .iter()
        .filter(|each| each.is_done())
        .map(|each| each.created_at);
    query.wants_id(order.id)
        && status_wanted(order, query)
        && query.within("created_at", Some(order.created_at))
        && query.within("fulfilled_at", shipped_at.max())
        && query.within("chargeback_deadline_at", None)
        && query.agrees("customer_id", &kept_text(order, &["customer", "id"]))
        && query.agrees("customer_email", &order.email)
        && query.agrees(
            "chargeback_status",
            &kept_text(order, &["chargeback_status"]),
        )
        && lines_wanted(order, query)
        && query.get("tag").is_none_or(|tag| {
            kept_text(order, &["tags"])
                .split(',')
                .any(|each| each.trim().eq_ignore_ascii_case(tag))
        })
        && query.get("tracking_number").is_none_or(|number| {
            order
                .fulfillments
                .iter()
                .any(|each| each.numbers.iter().any(|have| have == number))
        })
        && query.get("filter_order_risk").is_none_or(|wanted| {
            let risky = kept_text(order, &["is_risk"]) == "true";
            matches!(wanted, "true" | "1") == risky
        })
}

fn status_wanted(order: &Order, query: &Query) -> bool {
    let open = order.canceled_at.is_none() && order.closed_at.is_none();
    let of_order = match query.get("order_status").unwrap_or("open") {
        "any" => true,
        "cancelled" => order.canceled_at.is_some(),
        "closed" => order.closed_at.is_some(),
        _ => open,
    };
    let have = order.financial_status();
    let money = query.list("financial_status");
    let of_money = money.is_empty()
        || money.iter().any(|wanted| match *wanted {
            "any" => true,
            "unpaid" => matches!(have, "pending" | "authorized" | "partially_paid"),
            wanted => wanted == have,
        });
    let have = order.fulfillment_status();
    let goods = query.list("fulfillment_status");
    let of_goods = goods.is_empty()
        || goods.iter().any(|wanted| match *wanted {
            "any" => true,
            "shipped" | "fulfilled" => have == Some("fulfilled"),
            "unshipped" | "unfulfilled" => have.is_none(),
            wanted => have == Some(wanted),
        });
    of_order && of_money && of_goods
}

/// The `product_…` filters and their `not_product_…` opposites, and the service.
fn lines_wanted(order: &Order, query: &Query) -> bool {
    let any_line = |key: &str, wanted: &str| {
        order.lines.iter().any(|line| {
            let kept = |key: &str| {
                line.kept
                    .get(key)
                    .and_then(reading::text)
                    .unwrap_or_default()
            };
            let have = match key {
                "product_name" => line.title.clone(),
                "product_sku" => line.sku.clone(),
                "product_type" => kept("product_type"),
                "product_vendor" => kept("vendor"),
                _ => Some(kept("fulfillment_service"))
                    .filter(|s| !s.is_empty())
                    .unwrap_or("manual".into()),
            };
            have.to_lowercase().contains(&wanted.to_lowercase())
        })
    };
    let keys = [
        "product_name",
        "product_sku",
        "product_type",
        "product_vendor",
        "fulfillment_service",
    ];
    keys.iter().all(|key| {
        query.get(key).is_none_or(|wanted| any_line(key, wanted))
            && query
                .get(&format!("not_{key}"))
                .is_none_or(|unwanted| !any_line(key, unwanted))
    })
}
