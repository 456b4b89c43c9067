//! Reading what a caller sent, as leniently as the real platform does: numbers or text.
//!
//! It never refuses anything by itself; a caller decides what a missing value means.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// A whole number, from a number or from text.
pub(super) fn int(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// An amount, from a number or from text; the number's own spelling is read, never a float.
pub(super) fn amount(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            text.parse()
                .or_else(|_| Decimal::from_scientific(&text))
                .ok()
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Text; numbers and truth values become text, everything else is nothing.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Text under `key` that is not empty.
pub(super) fn filled(value: &Value, key: &str) -> Option<String> {
    value
        .get(key)
        .and_then(text)
        .filter(|text| !text.trim().is_empty())
}

/// A truth value, from a truth value, a number or text.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => Some(number.as_i64() != Some(0)),
        Value::String(text) => match text.as_str() {
            "true" | "1" | "on" | "yes" => Some(true),
            "false" | "0" | "" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A moment, from ISO text or epoch seconds.
pub(super) fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => Timestamp::from_second(number.as_i64()?).ok(),
        Value::String(text) => moment_text(text),
        _ => None,
    }
}

/// A moment written as ISO text, a date or epoch seconds.
pub(super) fn moment_text(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    // A "+" of an offset that was not percent-encoded in a query arrives as a space.
    let spaced = match text.rsplit_once(' ') {
        Some((start, offset)) if start.contains('T') => format!("{start}+{offset}"),
        _ => text.to_owned(),
    };
    spaced
        .parse()
        .or_else(|_| format!("{spaced}Z").parse())
        .or_else(|_| format!("{spaced}T00:00:00Z").parse())
        .ok()
}

/// The list under `key`; absent, null or another thing is an empty list.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// What is inside the wrapper `name`, or the value itself if it is not wrapped.
pub(super) fn unwrapped<'a>(value: &'a Value, name: &str) -> &'a Value {
    value
        .get(name)
        .filter(|inner| inner.is_object())
        .unwrap_or(value)
}

/// The members of an object, or none.
pub(super) fn members(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_numbers_text_and_times_alike() {
        assert_eq!(int(&json!("9007199254740993")), Some(9_007_199_254_740_993));
        assert_eq!(amount(&json!(12.5)), amount(&json!("12.50")));
        assert_eq!(
            moment(&json!(1_561_694_636)),
            moment(&json!("2019-06-28T04:03:56Z"))
        );
        assert_eq!(
            moment_text("2019-06-28T06:03:56 02:00"),
            moment_text("2019-06-28T04:03:56Z")
        );
        assert!(list(&json!({"a": null}), "a").is_empty());
    }
}
