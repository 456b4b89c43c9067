//! How the platform spells the same thing in several ways, decided by the seed.
//!
//! A client must read ids and money from numbers or text, times as ISO text or epoch seconds, and
//! lists that are null. One field of one thing is always spelled the same way, so that two reads of
//! an unchanged order are equal byte for byte.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value;

/// The seeded manners of one store.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quirks {
    seed: u64,
    on: bool,
}

impl Quirks {
    pub(super) fn new(seed: u64, on: bool) -> Self {
        Self { seed, on }
    }

    /// True for one of `n` pairs of thing and field.
    pub(super) fn one_in(self, n: u64, thing: i64, field: &str) -> bool {
        self.on && mix(self.seed, thing, field).is_multiple_of(n)
    }

    /// An id: mostly a number, sometimes text.
    pub(super) fn id(self, id: i64, field: &str) -> Value {
        if self.one_in(9, id, field) {
            Value::from(id.to_string())
        } else {
            Value::from(id)
        }
    }

    /// Money of an order: mostly a number, sometimes text.
    pub(super) fn money(self, amount: Decimal, thing: i64, field: &str) -> Value {
        if self.one_in(9, thing, field) {
            Value::from(format!("{amount:.2}"))
        } else {
            number(amount)
        }
    }

    /// A list: sometimes null when it is empty.
    pub(super) fn list(self, items: Vec<Value>, thing: i64, field: &str) -> Value {
        if items.is_empty() && self.one_in(3, thing, field) {
            Value::Null
        } else {
            Value::from(items)
        }
    }

    /// A time that is declared as a number and described as text: either.
    pub(super) fn moment(self, at: Timestamp, thing: i64, field: &str) -> Value {
        if self.one_in(4, thing, field) {
            Value::from(at.as_second())
        } else {
            iso(at)
        }
    }
}

/// A JSON number spelled exactly as the decimal is.
pub(super) fn number(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string()).unwrap_or(Value::Null)
}

/// ISO text of a moment.
pub(super) fn iso(at: Timestamp) -> Value {
    Value::from(iso_text(at))
}

/// ISO text of a moment that may be absent.
pub(super) fn iso_or_null(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, iso)
}

/// ISO text, whole seconds.
pub(super) fn iso_text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Mixes seed, thing and field to an even number (splitmix64 over FNV-1a).
pub(super) fn mix(seed: u64, thing: i64, field: &str) -> u64 {
    let mut hash = seed ^ 0xcbf2_9ce4_8422_2325 ^ thing.cast_unsigned();
    for byte in field.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
