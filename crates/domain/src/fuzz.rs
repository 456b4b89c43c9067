//! Fuzz targets of the rules: money, ids and the documents that rows hold, read from any bytes.
//!
//! A target is a plain function that panics where a property is broken; who runs it (a test with a
//! seeded engine, or libFuzzer) is no matter of it. Nothing here is in the program that people run.

#![expect(
    clippy::unwrap_used,
    reason = "a fuzz target tells what it found by panicking"
)]

use std::fmt::Debug;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::address::{CountryCode, Recipient};
use crate::ids::{ExternalId, OrderId, PlatformName};
use crate::job::Job;
use crate::money::{Currency, Money, MoneyError};
use crate::order::{LineItem, PaymentStatus, TimelineKind};
use crate::parcel::{ParcelLine, TrackingEvent};
use crate::plan::{PlanProblem, ShippingRule};
use crate::purchase::{Failure, PlacementRequest, PurchaseLine, ShippingChoice, SupplierOrder};
use crate::store::StoreSettings;
use crate::workspace::Actor;

/// A named target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name of its folder of inputs.
    pub name: &'static str,
    /// Panics when a property does not hold for these bytes.
    pub run: fn(&[u8]),
}

/// The targets of this crate.
pub const TARGETS: &[Target] = &[
    Target {
        name: "money",
        run: money,
    },
    Target {
        name: "ids",
        run: ids,
    },
    Target {
        name: "documents",
        run: documents,
    },
];

/// The text up to the first line break, and what follows it.
#[must_use]
pub fn first_line(bytes: &[u8]) -> (&str, &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (line, rest) = match end {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[][..]),
    };
    (std::str::from_utf8(line).unwrap_or_default(), rest)
}

/// `USD\n12.34`: the amount is the very one, or it is refused for a reason that is true.
fn money(bytes: &[u8]) {
    let (code, rest) = first_line(bytes);
    let Ok(currency) = Currency::parse(code) else {
        return;
    };
    assert_eq!(Currency::parse(currency.code()), Ok(currency));
    let text = String::from_utf8_lossy(rest);
    let by_hand = by_hand(&text, currency.exponent());
    match (Money::parse(&text, currency), by_hand) {
        (Ok(read), Some(ByHand { whole, exact, .. })) => {
            assert!(exact, "{text:?} lost a part of a minor unit");
            assert_eq!(i128::from(read.minor()), whole, "{text:?}");
        }
        (Err(MoneyError::TooPrecise { .. }), Some(hand)) => assert!(!hand.exact, "{text:?}"),
        (Err(error), Some(hand)) => {
            assert!(i64::try_from(hand.whole).is_err(), "{text:?}: {error}");
        }
        (_, None) => {}
    }
    if let (Ok(amount), Some(hand)) = (Decimal::from_str(text.trim()), by_hand) {
        match Money::rounded(amount, currency) {
            Ok(rounded) => assert_eq!(i128::from(rounded.minor()), hand.rounded, "{text:?}"),
            Err(_) => assert!(i64::try_from(hand.rounded).is_err(), "{text:?}"),
        }
    }
    if let Ok(read) = Money::parse(&text, currency) {
        sums_hold(read, rest.len());
    }
}

fn sums_hold(read: Money, salt: usize) {
    let currency = read.currency();
    assert_eq!(Money::parse(&read.amount().to_string(), currency), Ok(read));
    same_again(&read);
    let other = Money::from_minor(read.minor().rotate_left(7), currency);
    if let Ok(sum) = read.plus(other) {
        assert_eq!(sum.minus(other), Ok(read));
    }
    let percent = u32::try_from(salt % 1_000).unwrap();
    if let Ok(more) = read.plus_percent(percent) {
        let grows =
            i128::from(more.minor()) * 100 - i128::from(read.minor()) * (100 + i128::from(percent));
        assert!(grows.abs() <= 50, "{read} plus {percent} % is {more}");
    }
    let _ = read.times(u32::try_from(salt % 70_000).unwrap());
}

/// What an amount is, counted with pencil and paper.
#[derive(Clone, Copy, Debug)]
struct ByHand {
    /// Whole minor units, the rest cut off.
    whole: i128,
    /// Half away from zero.
    rounded: i128,
    /// Whether nothing was cut off.
    exact: bool,
}

/// Only of a plain decimal of up to 28 digits; how others are written is the decimal's matter.
fn by_hand(text: &str, exponent: u32) -> Option<ByHand> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (before, after) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(before) || !plain(after) || before.len() + after.len() > 28 {
        return None;
    }
    let places = usize::try_from(exponent).ok()?;
    let kept: String = after.chars().chain("000".chars()).take(places).collect();
    let cut = after.get(places..).unwrap_or_default();
    let whole: i128 = format!("{before}{kept}").parse().ok()?;
    let up = i128::from(cut.as_bytes().first().is_some_and(|digit| *digit >= b'5'));
    Some(ByHand {
        whole: sign * whole,
        rounded: sign * (whole + up),
        exact: cut.bytes().all(|digit| digit == b'0'),
    })
}

/// What is read is written and read again as the same.
fn ids(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(id) = text.parse::<OrderId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
        same_again(&id);
    }
    if let Ok(id) = serde_json::from_slice::<OrderId>(bytes) {
        same_again(&id);
    }
    let external = ExternalId::new(text.clone());
    assert_eq!(external.as_str(), text, "an outsider's id is kept as it is");
    same_again(&external);
    same_again(&PlatformName::new(text.clone()));
    let country = CountryCode::new(&text);
    assert_eq!(CountryCode::new(country.as_str()), country);
    same_again(&country);
}

/// `recipient\n{…}`: a stored document that can be read is written as the same again.
fn documents(bytes: &[u8]) {
    let (kind, json) = first_line(bytes);
    match kind {
        "actor" => document::<Actor>(json),
        "failure" => document::<Failure>(json),
        "job" => document::<Job>(json),
        "lines" => document::<Vec<LineItem>>(json),
        "money" => document::<Money>(json),
        "parcel" => document::<(Vec<ParcelLine>, Vec<TrackingEvent>)>(json),
        "payment" => document::<PaymentStatus>(json),
        "placement" => document::<PlacementRequest>(json),
        "problems" => document::<Vec<PlanProblem>>(json),
        "purchase" => document::<(Vec<PurchaseLine>, ShippingChoice)>(json),
        "recipient" => document::<Recipient>(json),
        "rule" => document::<ShippingRule>(json),
        "settings" => document::<StoreSettings>(json),
        "supplier_orders" => document::<Vec<SupplierOrder>>(json),
        "timeline" => document::<TimelineKind>(json),
        _ => {}
    }
}

fn document<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &[u8]) {
    if let Ok(document) = serde_json::from_slice::<T>(json) {
        same_again(&document);
    }
}

fn same_again<T: Serialize + DeserializeOwned + PartialEq + Debug>(document: &T) {
    let written = serde_json::to_string(document).unwrap();
    let read: T = serde_json::from_str(&written).unwrap();
    assert_eq!(read, *document, "{written}");
    assert_eq!(serde_json::to_string(&read).unwrap(), written);
}
