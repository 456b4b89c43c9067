//! A number as 17TRACK tells it → [`NumberReading`]. Pure.
//!
//! A status that we do not know falls back to its main status, and that to *unknown*; the vendor's own
//! word is always kept. A scan without a zone is not dated: a zone is never invented. Source: README.md,
//! statuses.

use domain::parcel::{
    TrackerReading, TrackingDetail as D, TrackingEvent, TrackingSource, TrackingStatus as T,
    Verdict,
};
use domain::ports::tracker::{NumberReading, TrackerCarrier};
use jiff::Timestamp;
use serde_json::Value;

use super::carriers;
use super::wire::{carrier_code, list, text};

/// More scans than any parcel has.
const MOST_EVENTS: usize = 300;

/// What an item of `gettrackinfo` or of a push tells; `None` while it tells nothing of the way.
pub(super) fn reading(item: &Value) -> Option<NumberReading> {
    let info = item.get("track_info").filter(|info| info.is_object())?;
    let latest = info.get("latest_status").unwrap_or(&Value::Null);
    let (main, sub) = (text(latest, "status"), text(latest, "sub_status"));
    let raw = if sub.is_empty() { main.clone() } else { sub };
    let (status, detail) = meaning(&main, &raw);
    let (events, scans) = events(info);
    let at = events.first().map(|event| event.at);
    let verdict = Verdict {
        at,
        scans: u32::try_from(scans).unwrap_or(u32::MAX),
        status,
        detail,
        raw,
    };
    Some(NumberReading {
        reading: TrackerReading {
            verdict,
            events,
            expected_at: expected(info),
        },
        carrier: carrier(item, info),
    })
}

/// What a status word means; the main status decides where the finer one is not known.
fn meaning(main: &str, sub: &str) -> (T, Option<D>) {
    let fine = sub.split_once('_').map_or("", |(_, fine)| fine);
    let detail = match (main, fine) {
        ("NotFound", "InvalidCode") => Some(D::InvalidNumber),
        ("InfoReceived", _) => Some(D::Announced),
        ("InTransit", "PickedUp") => Some(D::PickedUp),
        ("InTransit", "Departure") => Some(D::Departed),
        ("InTransit", "Arrival") => Some(D::Arrived),
        ("InTransit", "CustomsProcessing") => Some(D::Customs),
        ("InTransit", "CustomsReleased") => Some(D::CustomsReleased),
        ("InTransit", "CustomsRequiringInformation") => Some(D::CustomsNeeds),
        ("AvailableForPickup", _) => Some(D::ReadyForPickup),
        ("OutForDelivery", _) => Some(D::OutForDelivery),
        ("DeliveryFailure", "InvalidAddress") => Some(D::WrongAddress),
        ("DeliveryFailure" | "Exception", "NoBody") => Some(D::NobodyThere),
        ("DeliveryFailure" | "Exception", "Security") => Some(D::Security),
        ("DeliveryFailure" | "Exception", "Rejected") => Some(D::Rejected),
        ("Exception", "Returning") => Some(D::Returning),
        ("Exception", "Returned") => Some(D::BackAtSender),
        ("Exception", "Damage") => Some(D::Damaged),
        ("Exception", "Delayed") => Some(D::Delayed),
        ("Exception", "Lost") => Some(D::Lost),
        ("Exception", "Destroyed") => Some(D::Destroyed),
        ("Exception", "Cancel") => Some(D::CalledOff),
        _ => None,
    };
    let status = match main {
        "InfoReceived" => T::Pending,
        "InTransit" => T::InTransit,
        "AvailableForPickup" | "OutForDelivery" => T::PickUp,
        "Expired" => T::Expired,
        "DeliveryFailure" => T::Undelivered,
        "Delivered" => T::Delivered,
        "Exception" if matches!(detail, Some(D::Returning | D::BackAtSender)) => T::Returned,
        "Exception" => T::Alert,
        _ => T::Unknown,
    };
    (status, detail)
}

/// The dated scans of all carriers, newest first, each once; and how many there are, dated or not.
fn events(info: &Value) -> (Vec<TrackingEvent>, usize) {
    let providers = info
        .get("tracking")
        .map(|tracking| list(tracking, "providers"))
        .unwrap_or_default();
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut events = Vec::new();
    let told = providers
        .iter()
        .flat_map(|provider| list(provider, "events"));
    for told in told.take(MOST_EVENTS) {
        let words = words(told);
        let key = (time_key(told), words.clone());
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let Some(at) = time(told) else {
            continue;
        };
        let sub = text(told, "sub_status");
        let main = sub.split('_').next().unwrap_or_default();
        let stage = text(told, "stage");
        let (mut status, _) = meaning(main, &sub);
        if status == T::Unknown {
            status = of_stage(&stage);
        }
        events.push(TrackingEvent {
            at,
            place: text(told, "location"),
            text: words,
            status,
            source: TrackingSource::Tracker,
        });
    }
    // Each carrier's list is newest first; together they are sorted anew, and equal times stay.
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    (events, seen.len())
}

/// What the stage of a scan says where it has no status of its own.
fn of_stage(stage: &str) -> T {
    match stage {
        "InfoReceived" => T::Pending,
        "AvailableForPickup" | "OutForDelivery" => T::PickUp,
        "Delivered" => T::Delivered,
        "Returning" | "Returned" => T::Returned,
        _ => T::InTransit,
    }
}

fn words(told: &Value) -> String {
    let translated = told.get("description_translation");
    let translated = translated.map(|translated| text(translated, "description"));
    translated
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| text(told, "description"))
}

fn time(told: &Value) -> Option<Timestamp> {
    let written = ["time_utc", "time_iso"].map(|name| text(told, name));
    written.iter().find_map(|text| text.parse().ok())
}

/// What tells two scans apart, dated or not.
fn time_key(told: &Value) -> String {
    let raw = told.get("time_raw").unwrap_or(&Value::Null);
    match time(told) {
        Some(at) => at.to_string(),
        None => format!("{} {}", text(raw, "date"), text(raw, "time")),
    }
}

fn expected(info: &Value) -> Option<Timestamp> {
    let estimate = info.get("time_metrics")?.get("estimated_delivery_date")?;
    let written = ["to", "from"].map(|name| text(estimate, name));
    written.iter().find_map(|text| text.parse().ok())
}

fn carrier(item: &Value, info: &Value) -> Option<TrackerCarrier> {
    let code = carrier_code(item, "carrier")?;
    let providers = info
        .get("tracking")
        .map(|tracking| list(tracking, "providers"));
    let of_code = providers.unwrap_or_default().iter().find_map(|provider| {
        let provider = provider.get("provider")?;
        (carrier_code(provider, "key")? == code).then(|| text(provider, "name"))
    });
    let name = of_code
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| carriers::name(&code).to_owned());
    Some(TrackerCarrier { code, name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> NumberReading {
        reading(&serde_json::from_str(text).unwrap()).unwrap()
    }

    const HANDED_OVER: &str = include_str!("fixtures/handed_over.json");
    const UNDATED: &str = include_str!("fixtures/delivered_undated.json");

    #[test]
    fn every_word_means_what_the_table_says() {
        for (word, status, detail) in [
            ("NotFound_Other", T::Unknown, None),
            ("NotFound_InvalidCode", T::Unknown, Some(D::InvalidNumber)),
            ("InfoReceived", T::Pending, Some(D::Announced)),
            ("InTransit_Other", T::InTransit, None),
            (
                "InTransit_CustomsRequiringInformation",
                T::InTransit,
                Some(D::CustomsNeeds),
            ),
            ("Expired_Other", T::Expired, None),
            (
                "AvailableForPickup_Other",
                T::PickUp,
                Some(D::ReadyForPickup),
            ),
            ("OutForDelivery_Other", T::PickUp, Some(D::OutForDelivery)),
            (
                "DeliveryFailure_InvalidAddress",
                T::Undelivered,
                Some(D::WrongAddress),
            ),
            ("Delivered_Other", T::Delivered, None),
            ("Exception_Returning", T::Returned, Some(D::Returning)),
            ("Exception_Returned", T::Returned, Some(D::BackAtSender)),
            ("Exception_Lost", T::Alert, Some(D::Lost)),
            ("Exception_Swallowed", T::Alert, None),
            ("InTransit_Teleported", T::InTransit, None),
            ("Ascended_Other", T::Unknown, None),
        ] {
            let main = word.split('_').next().unwrap();
            assert_eq!(meaning(main, word), (status, detail), "{word}");
        }
    }

    #[test]
    fn a_handed_over_parcel_is_one_story() {
        let read = read(HANDED_OVER);
        let verdict = &read.reading.verdict;
        assert_eq!(
            (verdict.status, verdict.detail),
            (T::PickUp, Some(D::OutForDelivery))
        );
        assert_eq!(verdict.raw, "OutForDelivery_Other");
        let texts: Vec<_> = read
            .reading
            .events
            .iter()
            .map(|event| event.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "Out for delivery",
                "Arrived at facility",
                "Departed from airport",
                "Picked up"
            ],
            "the scan that both carriers tell is there once"
        );
        assert_eq!(verdict.scans, 4);
        assert_eq!(verdict.at, Some("2026-11-12T08:15:00Z".parse().unwrap()));
        let carrier = read.carrier.unwrap();
        assert_eq!(
            (carrier.code.as_str(), carrier.name.as_str()),
            ("190008", "YunExpress")
        );
        assert_eq!(
            read.reading.expected_at,
            Some("2026-11-13T18:00:00Z".parse().unwrap())
        );
    }

    #[test]
    fn a_scan_without_a_zone_is_not_dated_but_counts() {
        let read = read(UNDATED);
        let verdict = &read.reading.verdict;
        assert_eq!((verdict.status, verdict.scans), (T::Delivered, 2));
        assert_eq!(read.reading.events.len(), 1);
        assert_eq!(verdict.at, Some(read.reading.events[0].at));
    }

    #[test]
    fn nothing_of_the_way_is_nothing_to_read() {
        for item in ["{}", "null", r#"{"track_info":null}"#] {
            assert_eq!(reading(&serde_json::from_str(item).unwrap()), None);
        }
        let bare = read(r#"{"track_info":{}}"#);
        assert_eq!(
            (bare.reading.verdict.status, bare.reading.verdict.at),
            (T::Unknown, None)
        );
    }
}
