//! How a number is told: the answer of `gettrackinfo` and the body of a push. Source: reference sheet §B3.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use super::config::SeventeenTrackSimConfig;
use super::journey::{self, Scan};
use super::seeded::Roll;
use super::world::Tracked;

const MILESTONES: [&str; 9] = [
    "InfoReceived",
    "PickedUp",
    "Departure",
    "Arrival",
    "AvailableForPickup",
    "OutForDelivery",
    "Delivered",
    "Returning",
    "Returned",
];

/// The item of a number.
pub(super) fn item(config: &SeventeenTrackSimConfig, number: &str, tracked: &Tracked) -> Value {
    let carrier = if quirk(config, "carrier", number) {
        json!(tracked.carrier.key.to_string())
    } else {
        json!(tracked.carrier.key)
    };
    json!({
        "number": number, "carrier": carrier, "param": null, "tag": tracked.tag, "lang": null,
        "track_info": info(config, number, tracked),
    })
}

fn quirk(config: &SeventeenTrackSimConfig, label: &str, number: &str) -> bool {
    Roll::new(config.seed, label, number).chance(config.quirk_per_mille)
}

fn info(config: &SeventeenTrackSimConfig, number: &str, tracked: &Tracked) -> Value {
    let undated = quirk(config, "undated", number);
    let events: Vec<(bool, Value)> = tracked
        .seen
        .iter()
        .rev()
        .map(|scan| (scan.last_mile, event(scan, undated)))
        .collect();
    let (status, sub_status) = status(config, number, tracked);
    let milestone = MILESTONES.map(|stage| {
        let reached = tracked.seen.iter().find(|scan| scan.stage == stage);
        let (iso, utc) = reached.map_or((Value::Null, Value::Null), times);
        json!({"key_stage": stage, "time_iso": iso, "time_utc": utc,
            "time_raw": {"date": null, "time": null, "timezone": null}})
    });
    json!({
        "shipping_info": {
            "shipper_address": {"country": "CN", "state": null, "city": null, "street": null,
                "postal_code": null, "coordinates": {"longitude": null, "latitude": null}},
            "recipient_address": {"country": tracked.country, "state": null, "city": null, "street": null,
                "postal_code": null, "coordinates": {"longitude": "", "latitude": 0}},
        },
        "latest_status": {"status": status, "sub_status": sub_status, "sub_status_descr": null},
        "latest_event": events.first().map(|(_, event)| event),
        "time_metrics": {"days_after_order": 1, "days_of_transit": 1, "days_of_transit_done": 0,
            "days_after_last_update": 0,
            "estimated_delivery_date": {"source": null, "from": null, "to": estimate(tracked)}},
        "milestone": milestone,
        "misc_info": {"risk_factor": 0, "service_type": null, "weight_raw": null, "local_number": null,
            "local_provider": null, "local_key": 0},
        "tracking": {"providers_hash": -1_209_370_112, "providers": providers(tracked, &events)},
    })
}

/// The carriers with their scans; after the hand-over the one of the destination comes first.
fn providers(tracked: &Tracked, events: &[(bool, Value)]) -> Vec<Value> {
    let last = journey::last_mile_carrier(&tracked.country, tracked.carrier)
        .filter(|_| events.iter().any(|(last_mile, _)| *last_mile));
    let synced = tracked.synced_at.map(utc);
    let provider = |carrier: super::carriers::Carrier, events: Vec<&Value>| {
        json!({
            "provider": {"key": carrier.key, "name": carrier.name, "alias": carrier.name, "tel": null,
                "homepage": null, "country": carrier.country},
            "provider_lang": null, "provider_tips": null, "service_type": null,
            "latest_sync_status": "Success", "latest_sync_time": synced,
            "events_hash": -77_120_931, "events": events,
        })
    };
    match last {
        None => vec![provider(
            tracked.carrier,
            events.iter().map(|(_, event)| event).collect(),
        )],
        Some(last) => {
            let of = |wanted: bool| {
                let mine = events
                    .iter()
                    .filter(move |(last_mile, _)| *last_mile == wanted);
                mine.map(|(_, event)| event).collect()
            };
            vec![
                provider(last, of(true)),
                provider(tracked.carrier, of(false)),
            ]
        }
    }
}

fn status(config: &SeventeenTrackSimConfig, number: &str, tracked: &Tracked) -> (String, String) {
    if tracked.expired {
        return ("Expired".into(), "Expired_Other".into());
    }
    let Some(newest) = tracked.seen.last() else {
        return ("NotFound".into(), "NotFound_Other".into());
    };
    let main = newest.sub_status.split('_').next().unwrap_or_default();
    let sub = if newest.sub_status == "InTransit_Other" && quirk(config, "word", number) {
        "InTransit_Teleported"
    } else {
        newest.sub_status
    };
    (main.to_owned(), sub.to_owned())
}

/// A scan; where the carrier gives no zone, its time is told in words only.
fn event(scan: &Scan, undated: bool) -> Value {
    let (iso, utc) = if undated && scan.sub_status == "Delivered_Other" {
        (Value::Null, Value::Null)
    } else {
        times(scan)
    };
    let local = zoned(scan.at, scan.zone);
    let stage = if scan.stage.is_empty() {
        Value::Null
    } else {
        json!(scan.stage)
    };
    json!({
        "time_iso": iso, "time_utc": utc,
        "time_raw": {"date": local.strftime("%Y-%m-%d").to_string(),
            "time": local.strftime("%H:%M:%S").to_string(), "timezone": null},
        "description": scan.words, "description_translation": null, "location": scan.location,
        "stage": stage, "sub_status": scan.sub_status, "address": null,
    })
}

fn times(scan: &Scan) -> (Value, Value) {
    let iso = zoned(scan.at, scan.zone)
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string();
    (json!(iso), json!(utc(scan.at)))
}

fn zoned(at: Timestamp, hours: i8) -> jiff::Zoned {
    let zone = Offset::from_hours(hours).map_or(TimeZone::UTC, TimeZone::fixed);
    at.to_zoned(zone)
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn estimate(tracked: &Tracked) -> Option<String> {
    let last = tracked.script.last()?;
    Some(utc(last.at))
}

/// The body of a push that tells what is new.
pub(super) fn push_updated(
    config: &SeventeenTrackSimConfig,
    number: &str,
    tracked: &Tracked,
) -> Vec<u8> {
    let data = item(config, number, tracked);
    bytes(&json!({"event": "TRACKING_UPDATED", "data": data}))
}

/// The body of a push that tells the end.
pub(super) fn push_stopped(number: &str, tracked: &Tracked) -> Vec<u8> {
    let data = json!({"number": number, "carrier": tracked.carrier.key, "param": null, "tag": tracked.tag});
    bytes(&json!({"event": "TRACKING_STOPPED", "data": data}))
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
