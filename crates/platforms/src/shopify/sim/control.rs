//! The control API under `/_sim/`: the ledger, faults, holds, the clock, and what customers and the
//! store's owner do by hand.
//!
//! The real platform has nothing like it. Buttons of the pages post their forms here and are sent back to
//! the order.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::Response;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Inner;
use super::dispatch::Asked;
use super::money::iso_text;
use super::reading::{self, filled, int};
use super::reply::{Reply, redirect};
use super::state::State;
use super::work::{Part, Refused, Shipment, Turn};
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

fn control(inner: &Inner, asked: &Asked) -> Result<Reply, Reply> {
    let body = if asked.method == "GET" {
        json!({})
    } else {
        asked.json()?
    };
    let parts = asked.path.split('/').filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.skip(1).collect();
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
            inner.state().seed(&body).map_err(refusal)?;
            Ok(Reply::ok(json!({"products": inner.state().products.len()})))
        }
        ("POST", ["orders"]) => {
            let mut state = inner.state();
            let id = state.take_order(&body).map_err(refusal)?;
            let lines = state.orders.get(&id).map(|order| &order.lines);
            let lines: Vec<_> = lines.into_iter().flatten().map(|line| line.id).collect();
            Ok(Reply::ok(json!({"id": id, "line_ids": lines})))
        }
        ("POST", ["orders", id, verb]) => {
            let id = id.parse().map_err(|_| Reply::not_found())?;
            by_hand(&mut inner.state(), id, verb, &body).map_err(refusal)?;
            Ok(Reply::ok(json!({"id": id})))
        }
        ("POST", ["works", id, verb]) => {
            let id = id.parse().map_err(|_| Reply::not_found())?;
            let turned = turn_by_hand(&mut inner.state(), id, verb, &body);
            let order = turned.map_err(refusal)?;
            Ok(Reply::ok(json!({"id": order})))
        }
        ("POST", ["fulfillments", id, "cancel"]) => {
            let id = id.parse().map_err(|_| Reply::not_found())?;
            let (order, _) = inner.state().unship(id).map_err(|no| refusal(no.words))?;
            Ok(Reply::ok(json!({"id": order})))
        }
        (method, ["webhooks", what]) => webhooks(inner, method, what, &body),
        ("POST", ["uninstall"]) => {
            inner.state().uninstall();
            Ok(Reply::ok(json!({})))
        }
        _ => Err(Reply::not_found()),
    }
}

/// What is subscribed and what was sent.
fn webhooks(inner: &Inner, method: &str, what: &str, body: &Value) -> Result<Reply, Reply> {
    match (method, what) {
        ("POST", "deliver_again") => {
            let count = body.get("count").and_then(int).unwrap_or(1);
            let mut state = inner.state();
            let now = state.now;
            let count = usize::try_from(count).unwrap_or(1);
            let count = state.outbox.again(count, now);
            Ok(Reply::ok(json!({"again": count})))
        }
        // As after eight deliveries that failed.
        ("POST", "remove") => {
            let mut state = inner.state();
            let count = state.subscriptions.len();
            state.subscriptions.clear();
            Ok(Reply::ok(json!({"removed": count})))
        }
        ("GET", "subscriptions") => {
            let state = inner.state();
            let all = state.subscriptions.values();
            let all: Vec<_> = all
                .map(|each| json!({"id": each.id, "topic": each.topic, "uri": each.uri}))
                .collect();
            Ok(Reply::ok(json!({"subscriptions": all})))
        }
        ("GET", "outbox") => {
            let outbox = inner.state().outbox.to_json();
            Ok(Reply::ok(json!({"outbox": outbox})))
        }
        _ => Err(Reply::not_found()),
    }
}

fn refusal(words: impl AsRef<str>) -> Reply {
    Reply::errors_text(422, words.as_ref())
}

/// What a person does to an order in the store's own admin.
pub(super) fn by_hand(state: &mut State, id: i64, verb: &str, body: &Value) -> Result<(), String> {
    let number = |key: &str| body.get(key).and_then(int);
    match verb {
        "pay" => state.pay(id),
        "cancel" => {
            state.want_cancel(id, "CUSTOMER").map_err(|no| no.words)?;
            // By hand it is not waited for.
            state.cancel_now(id);
            Ok(())
        }
        "refund" => {
            let line = number("line_item_id").unwrap_or_default();
            let lines = [(line, number("quantity").unwrap_or(1), "CANCEL".to_owned())];
            state.give_back(id, &lines, None).map_err(|no| no.words)?;
            Ok(())
        }
        "edit" => match (number("line_item_id"), number("delta")) {
            (Some(line), Some(delta)) => state.edit_line(id, line, delta),
            _ => state.add_line(id, body),
        },
        "fulfill" => {
            let lines = reading::list(body, "line_items").iter().filter_map(|line| {
                Some((
                    line.get("id").and_then(int)?,
                    line.get("quantity").and_then(int)?,
                ))
            });
            let mut lines: Vec<(i64, i64)> = lines.collect();
            if let Some(line) = number("line_item_id") {
                lines.push((line, number("quantity").unwrap_or(1)));
            }
            let tracking = filled(body, "number").or_else(|| filled(body, "tracking_number"));
            state.fulfill_by_hand(id, &lines, tracking.as_deref().unwrap_or_default())
        }
        "request" | "request_cancel" | "hold" | "release" => {
            let works = state.orders.get(&id).map(|order| order.works.clone());
            let works = works.ok_or("Order does not exist")?;
            let mut last = Err("Nothing of this order can be asked for".to_owned());
            for work in works.iter().filter(|work| !work.is_over()) {
                let turned = turn_by_hand(state, work.id, verb, body).map(|_| ());
                last = last.and(turned.clone()).or(turned);
            }
            last
        }
        _ => Err("There is no such button".into()),
    }
}

fn turn_by_hand(state: &mut State, id: i64, verb: &str, body: &Value) -> Result<i64, String> {
    let message = filled(body, "message").unwrap_or_default();
    let reason = filled(body, "reason").unwrap_or_else(|| "OTHER".into());
    let turn = match verb {
        "request" => Turn::Submit,
        "request_cancel" => Turn::SubmitCancellation,
        "hold" => Turn::Hold(reason, message.clone()),
        "release" => Turn::Release,
        "progress" => Turn::Progress,
        "open" => Turn::Open,
        _ => return Err("There is no such button".into()),
    };
    state.turn(id, &turn, &message).map_err(|no| no.words)
}

impl State {
    /// The owner ships by hand: pairs of line and units, or no pairs for everything.
    pub(super) fn fulfill_by_hand(
        &mut self,
        id: i64,
        lines: &[(i64, i64)],
        number: &str,
    ) -> Result<(), String> {
        // A person does not order and ship within the same two seconds.
        self.route(id);
        let order = self.orders.get(&id).ok_or("Order does not exist")?;
        let mut left = lines.to_vec();
        let mut groups: BTreeMap<i64, Vec<Part>> = BTreeMap::new();
        for work in order.works.iter().filter(|work| work.is_open()) {
            let mut parts = Vec::new();
            for held in work.lines.iter().filter(|held| held.remaining > 0) {
                let units = match left.iter_mut().find(|(line, _)| *line == held.line) {
                    Some((_, wanted)) => {
                        let units = (*wanted).min(held.remaining);
                        *wanted -= units;
                        units
                    }
                    None if lines.is_empty() => held.remaining,
                    None => 0,
                };
                if units > 0 {
                    parts.push((held.id, units));
                }
            }
            if !parts.is_empty() {
                groups
                    .entry(work.location)
                    .or_default()
                    .push((work.id, parts));
            }
        }
        if groups.is_empty() || left.iter().any(|(_, wanted)| *wanted > 0) {
            return Err("There is less left than was asked for".into());
        }
        for parts in groups.into_values() {
            let numbers: Vec<String> = Some(number.to_owned())
                .into_iter()
                .filter(|n| !n.is_empty())
                .collect();
            let shipment = Shipment {
                parts,
                company: None,
                numbers,
                urls: Vec::new(),
                notify: true,
            };
            self.ship(&shipment).map_err(|no: Refused| no.words)?;
        }
        Ok(())
    }
}

fn show_faults(inner: &Inner) -> Reply {
    Reply::ok(json!({"rules": inner.faults.rules(), "struck": inner.faults.struck()}))
}

fn set_faults(inner: &Inner, body: &Value) -> Result<Reply, Reply> {
    let rules = body.get("rules").unwrap_or(body).clone();
    let rules: Vec<FaultRule> = serde_json::from_value(rules)
        .map_err(|error| Reply::errors_text(400, &error.to_string()))?;
    inner.faults.set(rules);
    Ok(show_faults(inner))
}

fn show_clock(inner: &Inner) -> Reply {
    let body = json!({"now": iso_text(inner.clock.now()), "speed": inner.clock.speed()});
    Reply::ok(body)
}

fn move_clock(inner: &Inner, body: &Value) -> Result<Reply, Reply> {
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
    let form = asked.form();
    match form.get("order").and_then(|id| id.parse::<i64>().ok()) {
        Some(id) => format!("/admin/orders/{id}"),
        None => "/admin/orders".to_owned(),
    }
}
