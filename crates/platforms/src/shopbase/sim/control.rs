//! The control API under `/_sim/`: the ledger, faults, holds, the clock, and what customers and the
//! store's owner do by hand.
//!
//! The real platform has nothing like it. Buttons of the pages post their forms here and are sent
//! back to the order.

use std::sync::Arc;

use axum::response::Response;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Inner;
use super::dispatch::Asked;
use super::quirks::iso_text;
use super::reading::{self, filled, int, truth};
use super::refund::GivingBack;
use super::reply::{Answer, Reply, redirect};
use super::state::State;
use crate::sim::FaultRule;

/// Answers one call of the control API.
pub(super) fn answer(inner: &Arc<Inner>, asked: &Asked) -> Response {
    let result = control(inner, asked);
    inner.wake.notify_one();
    match result {
        Ok(_) if asked.is_form() => redirect(303, &back_to(asked)),
        Ok(reply) | Err(reply) => reply.into_response(),
    }
}

fn control(inner: &Inner, asked: &Asked) -> Answer {
    let body = if asked.method == "GET" {
        json!({})
    } else {
        asked.json()?
    };
    let parts: Vec<_> = asked
        .path
        .split('/')
        .filter(|part| !part.is_empty())
        .skip(1)
        .collect();
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", ["ledger"]) => Ok(Reply::ok(inner.state().ledger())),
        ("GET", ["faults"]) => Ok(show_faults(inner)),
        ("PUT" | "POST", ["faults"]) => set_faults(inner, &body),
        ("GET", ["holds"]) => Ok(Reply::ok(json!({"held": inner.holds.held()}))),
        ("POST", ["holds", "release"]) => {
            let held = inner.holds.held();
            inner.holds.release();
            Ok(Reply::ok(json!({"released": held})))
        }
        ("GET", ["clock"]) => Ok(show_clock(inner)),
        ("PUT" | "POST", ["clock"]) => move_clock(inner, &body),
        ("PUT" | "POST", ["products"]) => {
            inner.state().seed(&body)?;
            Ok(Reply::ok(json!({"products": inner.state().products.len()})))
        }
        ("POST", ["orders"]) => {
            let mut state = inner.state();
            let id = state.take_order(&body, false)?;
            let order = state.order(id)?;
            let lines: Vec<_> = order.lines.iter().map(|line| line.id).collect();
            Ok(Reply::created(
                json!({"id": id, "name": order.name(), "line_ids": lines}),
            ))
        }
        ("POST", ["orders", id, verb]) => {
            let id = super::routes::id_of(id)?;
            by_hand(&mut inner.state(), id, verb, &body)?;
            inner.state().show_order(id)
        }
        ("POST", ["webhooks", "deliver_again"]) => {
            let count = body
                .get("count")
                .and_then(int)
                .and_then(|count| usize::try_from(count).ok());
            let mut state = inner.state();
            let now = state.now;
            let count = state.outbox.again(count.unwrap_or(1), now);
            Ok(Reply::ok(json!({"again": count})))
        }
        ("GET", ["webhooks", "outbox"]) => {
            let outbox = inner.state().outbox.to_json();
            Ok(Reply::ok(json!({"outbox": outbox})))
        }
        _ => Err(Reply::not_found()),
    }
}

/// What a person does to an order in the store's own admin.
pub(super) fn by_hand(state: &mut State, id: i64, verb: &str, body: &Value) -> Result<(), Reply> {
    match verb {
        "pay" => {
            let due = state.order(id)?;
            if due.captured() >= due.total() {
                return Err(Reply::errors_text(422, "Order has already been paid"));
            }
            state
                .create_transaction(id, &json!({"kind": "sale"}))
                .map(|_| ())
        }
        "cancel" => {
            // By hand everything is given back unless `refund` is false.
            let keep = body.get("refund").and_then(truth) == Some(false);
            let back = if keep {
                GivingBack::AsAsked
            } else {
                GivingBack::Everything
            };
            state.cancel(id, body, back)
        }
        "refund" => {
            let line = body.get("line_item_id").and_then(int).unwrap_or_default();
            let quantity = body.get("quantity").and_then(int).unwrap_or(1);
            let lines =
                json!([{"line_item_id": line, "quantity": quantity, "restock_type": "return"}]);
            state
                .create_refund(id, &json!({"refund_line_items": lines}))
                .map(|_| ())
        }
        "edit" => {
            let one = json!({"line_items": [body]});
            state.edit_order(
                id,
                if body.get("line_items").is_some() {
                    body
                } else {
                    &one
                },
            )
        }
        "fulfill" => {
            let mut asked = reading::members(body);
            if let Some(number) = filled(body, "number") {
                asked.insert("tracking_number".into(), json!(number));
            }
            if let Some(line) = body.get("line_item_id").and_then(int) {
                let quantity = body
                    .get("quantity")
                    .filter(|text| text.as_str() != Some(""));
                asked.insert(
                    "line_items".into(),
                    json!([{"id": line, "quantity": quantity}]),
                );
            }
            state
                .create_fulfillment(id, &Value::Object(asked))
                .map(|_| ())
        }
        _ => Err(Reply::not_found()),
    }
}

fn show_faults(inner: &Inner) -> Reply {
    Reply::ok(json!({"rules": inner.faults.rules(), "struck": inner.faults.struck()}))
}

fn set_faults(inner: &Inner, body: &Value) -> Answer {
    let rules = body.get("rules").unwrap_or(body).clone();
    let rules: Vec<FaultRule> = serde_json::from_value(rules)
        .map_err(|error| Reply::error_text(400, &error.to_string()))?;
    inner.faults.set(rules);
    Ok(show_faults(inner))
}

fn show_clock(inner: &Inner) -> Reply {
    let body = json!({"now": iso_text(inner.clock.now()), "speed": inner.clock.speed()});
    Reply::ok(body)
}

fn move_clock(inner: &Inner, body: &Value) -> Answer {
    if let Some(seconds) = body.get("advance_seconds").and_then(int) {
        inner.clock.advance(SignedDuration::from_secs(seconds));
    }
    if let Some(to) = body.get("now").and_then(reading::moment) {
        inner.clock.advance(to.duration_since(inner.clock.now()));
    }
    if let Some(speed) = body.get("speed").and_then(Value::as_f64) {
        inner.clock.set_speed(speed);
    }
    Ok(show_clock(inner))
}

fn back_to(asked: &Asked) -> String {
    let mut parts = asked.path.split('/').skip(2);
    match (parts.next(), parts.next()) {
        (Some("orders"), Some(id)) => format!("/admin/orders/{id}"),
        _ => "/admin/orders".to_owned(),
    }
}
