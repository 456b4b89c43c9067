//! The control API under `/_sim/`: the ledger, faults, the clock, and what carriers and the account's
//! owner do. The real platform has nothing like it.

use std::sync::Arc;

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::door::json as answered;
use super::journey::{Outcome, Scan};
use super::world::World;
use super::{Inner, ledger};
use crate::sim::FaultRule;

/// Answers one call of the control API.
pub(super) fn answer(inner: &Arc<Inner>, method: &str, path: &str, body: &[u8]) -> Response {
    let body = if body.iter().all(u8::is_ascii_whitespace) {
        Ok(json!({}))
    } else {
        serde_json::from_slice(body).map_err(|error| error.to_string())
    };
    let result = body.and_then(|body| control(inner, method, path, &body));
    inner.wake.notify_one();
    match result {
        Ok(body) => answered(200, &body),
        Err(why) => answered(400, &json!({"error": why})),
    }
}

fn control(inner: &Inner, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let parts: Vec<&str> = path.split('/').collect();
    match (method, parts.as_slice()) {
        ("GET", ["ledger"]) => Ok(ledger::whole(&inner.world())),
        ("GET", ["faults"]) => {
            Ok(json!({"rules": inner.faults.rules(), "struck": inner.faults.struck()}))
        }
        ("POST" | "PUT", ["faults"]) => {
            let rules = body.get("rules").unwrap_or(body).clone();
            let rules: Vec<FaultRule> =
                serde_json::from_value(rules).map_err(|error| error.to_string())?;
            inner.faults.set(rules);
            Ok(json!({"rules": inner.faults.rules()}))
        }
        ("GET", ["holds"]) => Ok(json!({"held": inner.holds.held()})),
        ("POST", ["holds", "release"]) => {
            inner.holds.release();
            Ok(json!({}))
        }
        ("GET", ["clock"]) => Ok(show_clock(inner)),
        ("POST" | "PUT", ["clock"]) => {
            if let Some(seconds) = body.get("advance_seconds").and_then(Value::as_i64) {
                inner.clock.advance(SignedDuration::from_secs(seconds));
            }
            if let Some(speed) = body.get("speed").and_then(Value::as_f64) {
                inner.clock.set_speed(speed);
            }
            drop(inner.world());
            Ok(show_clock(inner))
        }
        ("POST" | "PUT", ["account"]) => account(&mut inner.world(), body),
        ("POST" | "PUT", ["journeys", number]) => {
            say(&mut inner.world(), number, body, inner.clock.now())?;
            Ok(json!({"number": number}))
        }
        ("POST", ["pushes", "again"]) => {
            let count = body.get("count").and_then(Value::as_u64).unwrap_or(1);
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            let now = inner.clock.now();
            Ok(json!({"again": inner.world().outbox.again(count, now)}))
        }
        ("GET", ["pushes"]) => Ok(json!({"pushes": inner.world().outbox.to_json()})),
        _ => Err("there is no such control call".into()),
    }
}

fn show_clock(inner: &Inner) -> Value {
    json!({"now": inner.clock.now().to_string(), "speed": inner.clock.speed()})
}

/// What the account's owner sets in the dashboard, and what the account paid for.
fn account(world: &mut World, body: &Value) -> Result<Value, String> {
    let count = |name: &str| match body.get(name) {
        None => Ok(None),
        Some(value) => value
            .as_u64()
            .and_then(|count| u32::try_from(count).ok())
            .map(Some)
            .ok_or_else(|| format!("{name} is no count")),
    };
    if let Some(total) = count("quota_total")? {
        world.config.quota_total = total;
    }
    if let Some(daily) = count("max_track_daily")? {
        world.config.max_track_daily = daily;
    }
    if let Some(url) = body.get("push_url") {
        world.config.push_url = url.as_str().map(str::to_owned);
    }
    if let Some(signed) = body.get("push_signed").and_then(Value::as_bool) {
        world.config.push_signed = signed;
    }
    if let Some(key) = body.get("key").and_then(Value::as_str) {
        key.clone_into(&mut world.config.key);
    }
    Ok(
        json!({"quota_total": world.config.quota_total, "quota_left": world.quota_left(),
        "push_url": world.config.push_url}),
    )
}

/// Says what a parcel lives through: an outcome, a country, a carrier, or single scans.
pub(super) fn say(
    world: &mut World,
    number: &str,
    body: &Value,
    now: Timestamp,
) -> Result<(), String> {
    let said = world.said.entry(number.to_owned()).or_default();
    if let Some(word) = body.get("outcome").and_then(Value::as_str) {
        said.outcome = Some(Outcome::parse(word).ok_or("there is no such outcome")?);
    }
    if let Some(country) = body.get("country").and_then(Value::as_str) {
        said.country = Some(country.to_owned());
    }
    if let Some(carrier) = body.get("carrier").and_then(Value::as_i64) {
        said.carrier = Some(carrier);
    }
    if let Some(only) = body.get("only_said").and_then(Value::as_bool) {
        said.only_said = only;
    }
    if let Some(sub_status) = body.get("sub_status").and_then(Value::as_str) {
        let ago = body.get("seconds_ago").and_then(Value::as_i64).unwrap_or(0);
        let words = body
            .get("words")
            .and_then(Value::as_str)
            .unwrap_or(sub_status);
        said.scans.push(Scan {
            at: now - SignedDuration::from_secs(ago),
            zone: 0,
            words: words.to_owned(),
            location: String::new(),
            stage: "",
            // A word that lives as long as the rehearsal: there are few of them.
            sub_status: String::leak(sub_status.to_owned()),
            last_mile: false,
        });
        world.look_soon(number, now);
    }
    Ok(())
}
