//! How 17TRACK spells its answers: an envelope, what was accepted and what was rejected.
//!
//! Read leniently: codes and carriers as numbers or texts, lists as possibly missing. Source: README.md,
//! envelope.

use domain::ports::error::{CallError, CallErrorKind};
use serde_json::Value;

/// The code and what stands under `data`.
pub(super) fn data(body: &[u8]) -> Result<(i64, Value), CallError> {
    let unreadable = || CallError::new(CallErrorKind::Unreadable, "17TRACK's answer can't be read");
    let answer: Value = serde_json::from_slice(body).map_err(|_| unreadable())?;
    let Value::Object(mut members) = answer else {
        return Err(unreadable());
    };
    let code = members.get("code").and_then(whole).ok_or_else(unreadable)?;
    Ok((code, members.remove("data").unwrap_or(Value::Null)))
}

/// The first error of a whole call, where there is one beside no answer for any number.
pub(super) fn whole_call_errors(data: &Value) -> Option<(i64, String)> {
    let first = data.get("errors")?.as_array()?.first()?;
    Some((code_of(first), text(first, "message")))
}

/// Whatever words an answer holds.
pub(super) fn first_words(data: &Value) -> String {
    let errors = data.get("errors").and_then(Value::as_array);
    let first = errors.and_then(|errors| errors.first());
    first
        .map(|first| text(first, "message"))
        .unwrap_or_default()
}

/// A list under `data`.
pub(super) fn list<'a>(data: &'a Value, name: &str) -> &'a [Value] {
    data.get(name)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// The error of a rejected number.
pub(super) fn rejection(item: &Value) -> (i64, String) {
    let error = item.get("error").unwrap_or(&Value::Null);
    (code_of(error), text(error, "message"))
}

fn code_of(error: &Value) -> i64 {
    error.get("code").and_then(whole).unwrap_or_default()
}

/// A whole number, written as number or text.
pub(super) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A count; what is none counts as nothing.
pub(super) fn count(data: &Value, name: &str) -> u32 {
    let number = data.get(name).and_then(whole).unwrap_or_default();
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

/// A text; empty if there is none.
pub(super) fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A carrier's code; 0 is how a missing one is written.
pub(super) fn carrier_code(item: &Value, name: &str) -> Option<String> {
    let code = item.get(name).and_then(whole)?;
    (code != 0).then(|| code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_opened_however_it_is_written() {
        let (code, data) = data(br#"{"code":"0","data":{"accepted":[1]}}"#).unwrap();
        assert_eq!((code, list(&data, "accepted").len()), (0, 1));
        assert_eq!(list(&data, "rejected").len(), 0);
        for body in ["", "[]", "{}", "<html>", r#"{"code":{}}"#] {
            assert!(super::data(body.as_bytes()).is_err(), "{body}");
        }
    }
}
