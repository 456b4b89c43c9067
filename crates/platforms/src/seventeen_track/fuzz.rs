//! Fuzz targets of 17TRACK: its pushes, its answers and its refusals, read from any bytes.
//!
//! A target panics where a property is broken. It compares with what the bytes themselves say, never
//! with a second run of the same code.

#![expect(
    clippy::unwrap_used,
    reason = "a fuzz target tells what it found by panicking"
)]

use domain::fuzz::{Target, first_line};
use domain::parcel::{TrackingSource, number};
use domain::ports::store::{WebhookCall, WebhookRefused};
use domain::ports::tracker::PushKind;
use reqwest::StatusCode;
use sha2::{Digest, Sha256};

use super::access::{Access, PushCheck, REAL_ADDRESS, VERSION};
use super::{convert, error, webhook, wire};

/// The targets of this platform.
pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "seventeen_track_push",
        run: push,
    },
    Target {
        name: "seventeen_track_reading",
        run: reading,
    },
    Target {
        name: "seventeen_track_refusal",
        run: refusal,
    },
];

const KEY: &str = "hush-tracker-key";

/// `sign\nbody`: nothing but the true signature opens it, and the true one always does.
fn push(bytes: &[u8]) {
    let (sign, body) = first_line(bytes);
    let access = Access {
        base_url: REAL_ADDRESS.into(),
        version: VERSION.into(),
        key: KEY.into(),
        push_check: PushCheck::Strict,
    };
    let read = |sign: &str| {
        let headers = [("Sign".to_owned(), sign.to_owned())];
        let call = WebhookCall {
            topic: "",
            headers: &headers,
            body,
        };
        webhook::read(&call, &access)
    };
    let plain = [body, b"/", KEY.as_bytes()].concat();
    let wanted = hex::encode(Sha256::digest(plain));
    if !sign.trim().eq_ignore_ascii_case(&wanted) {
        assert_eq!(read(sign), Err(WebhookRefused::WrongSignature));
    }
    let signed = read(&wanted);
    assert_ne!(signed, Err(WebhookRefused::WrongSignature));
    assert_eq!(signed, webhook::understand(body));
    if let Ok(push) = signed {
        assert_eq!(number::normal(&push.number), push.number);
        assert!(!push.number.is_empty());
        if let PushKind::Updated(told) = push.what {
            assert!(told.reading.events.len() <= 300);
        }
    }
}

/// An item of an answer: scans are dated, in order, the tracker's, and none is invented.
fn reading(bytes: &[u8]) {
    let Ok(item) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return;
    };
    let Some(read) = convert::reading(&item) else {
        assert!(
            !item
                .get("track_info")
                .is_some_and(serde_json::Value::is_object)
        );
        return;
    };
    let events = &read.reading.events;
    assert!(events.windows(2).all(|pair| pair[0].at >= pair[1].at));
    assert!(
        events
            .iter()
            .all(|event| event.source == TrackingSource::Tracker)
    );
    assert_eq!(
        read.reading.verdict.at,
        events.first().map(|event| event.at)
    );
    assert!(usize::try_from(read.reading.verdict.scans).unwrap() >= events.len());
    let text = item.to_string();
    for event in events.iter().filter(|event| !event.place.is_empty()) {
        let place = serde_json::to_string(&event.place).unwrap();
        assert!(text.contains(&place[1..place.len() - 1]) || event.place.parse::<f64>().is_ok());
    }
}

/// `status\nbody`: a refusal is always explained and never quotes more than the vendor's words.
fn refusal(bytes: &[u8]) {
    let (status, body) = first_line(bytes);
    let Some(status) = status
        .parse()
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok())
    else {
        return;
    };
    let refused = error::of_status(status, body);
    assert!(!refused.message.is_empty() && refused.vendor_code.is_some());
    assert!(refused.vendor_message.unwrap_or_default().chars().count() <= 300);
    if let Ok((_, data)) = wire::data(body) {
        for item in wire::list(&data, "rejected") {
            let (code, words) = wire::rejection(item);
            let refused = error::of_number(code, &words);
            assert_eq!(refused.code, code.to_string());
            assert!(!refused.message.chars().any(char::is_control));
        }
    }
}
