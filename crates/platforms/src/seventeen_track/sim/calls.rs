//! The calls of the API: each takes a list of numbers and says what became of each. Source: reference
//! sheet §B2 and §B4.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::carriers;
use super::show;
use super::world::World;
use crate::sim::{only_member, with_members};

/// What a number got.
type Taken = Result<Value, (i64, &'static str)>;

/// The most numbers of one call.
const MOST: usize = 40;

/// Corrections of the carrier that one number takes.
const MOST_CHANGES: u32 = 5;

const NOT_REGISTERED: (i64, &str) = (
    -18_019_902,
    "The tracking number is not registered, please register first.",
);

/// Answers one call; `None` if there is no such call.
pub(super) fn answer(world: &mut World, path: &str, body: &Value, now: Timestamp) -> Option<Value> {
    let work: fn(&mut World, &Value, &str, Timestamp) -> Taken = match path {
        "register" => register,
        "gettrackinfo" => read,
        "stoptrack" => stop,
        "retrack" => retrack,
        "changecarrier" => change_carrier,
        "deletetrack" => delete,
        "push" => push,
        "getquota" => return Some(quota(world, now)),
        "gettracklist" => return Some(list(world, body)),
        _ => return None,
    };
    let Some(items) = body.as_array() else {
        return Some(failed(-18_010_012, "The format of the data is invalid."));
    };
    if items.is_empty() {
        return Some(failed(-18_010_010, "Data is required."));
    }
    if items.len() > MOST {
        return Some(failed(
            -18_010_014,
            "The number of tracking numbers exceeds 40.",
        ));
    }
    let (mut accepted, mut rejected) = (Vec::new(), Vec::new());
    for item in items {
        let number = normal(
            item.get("number")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        );
        let fits = (5..=50).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let taken = if fits {
            work(world, item, &number, now)
        } else {
            Err((-18_010_012, "The format of 'number' is invalid."))
        };
        match taken {
            Ok(one) => accepted.push(one),
            Err((code, message)) => {
                *world.rejected.entry(code).or_default() += 1;
                rejected.push(json!({"number": number, "tag": "",
                    "error": {"code": code, "message": message}}));
            }
        }
    }
    let data = with_members(
        json!({}),
        [("accepted", accepted.into()), ("rejected", rejected.into())],
    );
    Some(with_members(json!({"code": 0}), [("data", data)]))
}

/// A call that failed as a whole.
pub(super) fn failed(code: i64, message: &str) -> Value {
    json!({"code": code, "data": {"errors": [{"code": code, "message": message}]}})
}

fn normal(number: &str) -> String {
    let kept = number.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.flat_map(char::to_uppercase).collect()
}

fn key_of(item: &Value, name: &str) -> Option<i64> {
    let key = item.get(name)?;
    key.as_i64().or_else(|| key.as_str()?.parse().ok())
}

fn short(world: &World, number: &str) -> Value {
    let key = world.tracked.get(number).map(|tracked| tracked.carrier.key);
    json!({"number": number, "carrier": key})
}

fn register(world: &mut World, item: &Value, number: &str, now: Timestamp) -> Taken {
    if world.tracked.contains_key(number) {
        return Err((
            -18_019_901,
            "The tracking number has been registered, don't need to repeat it.",
        ));
    }
    if world.quota_left() == 0 {
        return Err((-18_019_908, "Your available quota is exhausted."));
    }
    let daily = world.config.max_track_daily;
    if daily > 0 && world.today(now) >= daily {
        return Err((-18_019_907, "Exceeds the daily tracking limit."));
    }
    let given = key_of(item, "carrier");
    let carrier = match given {
        Some(key) => {
            carriers::of_key(key).ok_or((-18_019_910, "The carrier code is not correct."))?
        }
        None => world
            .detected(number)
            .ok_or((-18_019_903, "The carrier can not be detected."))?,
    };
    let country = item.get("destination_country").and_then(Value::as_str);
    let tag = item.get("tag").and_then(Value::as_str).unwrap_or_default();
    let (country, tag) = (country.unwrap_or("US").to_owned(), tag.to_owned());
    world.register(number, carrier, country, tag, now);
    let origin = if given.is_some() { 1 } else { 2 };
    Ok(
        json!({"origin": origin, "number": number, "carrier": carrier.key, "email": null, "tag": null,
        "lang": null}),
    )
}

fn read(world: &mut World, item: &Value, number: &str, _: Timestamp) -> Taken {
    let tracked = world.tracked.get(number).ok_or(NOT_REGISTERED)?;
    if key_of(item, "carrier").is_some_and(|key| key != tracked.carrier.key) {
        return Err(NOT_REGISTERED);
    }
    if tracked.synced_at.is_none() {
        return Err((-18_019_909, "No tracking information is available yet."));
    }
    Ok(show::item(&world.config, number, tracked))
}

fn stop(world: &mut World, _: &Value, number: &str, _: Timestamp) -> Taken {
    let tracked = world.tracked.get_mut(number).ok_or(NOT_REGISTERED)?;
    if tracked.stopped.is_some() {
        return Err((
            -18_019_906,
            "Only a number that is being tracked can be stopped.",
        ));
    }
    tracked.stopped = Some("ByRequest");
    Ok(short(world, number))
}

fn retrack(world: &mut World, _: &Value, number: &str, now: Timestamp) -> Taken {
    let tracked = world.tracked.get_mut(number).ok_or(NOT_REGISTERED)?;
    if tracked.stopped.is_none() {
        return Err((-18_019_904, "Only a stopped number can be retracked."));
    }
    if tracked.retracked {
        return Err((-18_019_905, "A number can be retracked only once."));
    }
    tracked.retracked = true;
    tracked.stopped = None;
    tracked.expired = false;
    world.look_soon(number, now);
    Ok(short(world, number))
}

fn change_carrier(world: &mut World, item: &Value, number: &str, now: Timestamp) -> Taken {
    let tracked = world.tracked.get_mut(number).ok_or(NOT_REGISTERED)?;
    let new = key_of(item, "carrier_new").ok_or((-18_019_804, "'carrier_new' is required."))?;
    if key_of(item, "carrier_old").is_some_and(|old| old != tracked.carrier.key) {
        return Err((-18_019_805, "'carrier_old' does not match."));
    }
    let new = carriers::of_key(new).ok_or((-18_019_802, "'carrier_new' is not correct."))?;
    if new == tracked.carrier {
        return Err((-18_019_803, "The carriers are the same."));
    }
    if tracked.stopped.is_some() {
        return Err((-18_019_806, "The number is stopped."));
    }
    if tracked.carrier_changes >= MOST_CHANGES {
        return Err((-18_019_807, "The carrier was changed too often."));
    }
    tracked.carrier = new;
    tracked.carrier_changes += 1;
    world.look_soon(number, now);
    Ok(json!({"number": number, "carrier_new": new.key}))
}

fn delete(world: &mut World, _: &Value, number: &str, _: Timestamp) -> Taken {
    world.tracked.remove(number).ok_or(NOT_REGISTERED)?;
    Ok(json!({"number": number}))
}

fn push(world: &mut World, _: &Value, number: &str, now: Timestamp) -> Taken {
    if world.config.push_url.is_none() {
        return Err((-18_010_204, "The webhook URL is not set."));
    }
    let tracked = world.tracked.get(number).ok_or(NOT_REGISTERED)?;
    let body = show::push_updated(&world.config, number, tracked);
    world.outbox.put(number, body, now);
    Ok(short(world, number))
}

fn quota(world: &mut World, now: Timestamp) -> Value {
    let today = world.today(now);
    json!({"code": 0, "data": {
        "quota_total": world.config.quota_total, "quota_used": world.quota_used,
        "quota_remain": world.quota_left(), "today_used": today,
        "max_track_daily": world.config.max_track_daily, "free_email_quota": 0, "free_email_quotaused": 0,
    }})
}

/// One page of forty of the list.
fn list(world: &World, body: &Value) -> Value {
    let page = usize::try_from(key_of(body, "page_no").unwrap_or(1).max(1)).unwrap_or(1);
    let rows = world.tracked.iter().skip((page - 1) * MOST).take(MOST);
    let rows: Vec<Value> = rows
        .map(|(number, tracked)| {
            let item = show::item(&world.config, number, tracked);
            let status = item["track_info"]["latest_status"]["status"].clone();
            let state = if tracked.stopped.is_some() {
                "Stopped"
            } else {
                "Tracking"
            };
            json!({"number": number, "carrier": tracked.carrier.key, "tracking_status": state,
                "package_status": status, "stop_track_reason": tracked.stopped,
                "is_retracked": tracked.retracked, "carrier_change_count": tracked.carrier_changes,
                // Misspelt on the wire.
                "delievery_time": null})
        })
        .collect();
    let total = world.tracked.len();
    let page = json!({"data_total": total, "page_total": total.div_ceil(MOST), "page_no": page, "page_size": MOST});
    let accepted = only_member("accepted", rows.into());
    with_members(json!({"code": 0, "page": page}), [("data", accepted)])
}
