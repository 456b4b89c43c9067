//! What an answer that is not a success means, as a decision the caller can take.
//!
//! One table of statuses. The vendor's own words are kept beside it in whatever shape they come;
//! `api` cuts secrets out of them, and customers' values never enter a message.

use domain::ports::error::{CallError, CallErrorKind};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, StatusCode};
use serde_json::Value;

/// Longer words are cut: they are shown in a list, and a page of HTML helps nobody.
const WORDS_LIMIT: usize = 500;

/// What an answer with this status means. Source: README.md, statuses and error bodies.
pub(super) fn refusal(
    method: &Method,
    status: StatusCode,
    body: &[u8],
    now: Timestamp,
) -> CallError {
    let (kind, message) = match status.as_u16() {
        300..=399 => redirect(method, status),
        401 => (
            CallErrorKind::SignedOut,
            "the store does not accept the app's credentials (any more)",
        ),
        402 => (
            CallErrorKind::Misconfigured,
            "the store is frozen until its ShopBase bill is paid",
        ),
        403 => (
            CallErrorKind::Misconfigured,
            "the app lacks a permission for this; add the scope in the store's app settings",
        ),
        404 => (CallErrorKind::NotFound, "the store does not have this"),
        423 => {
            // A locked shop is opened by its owner or by ShopBase: asking sooner does not help.
            let wait = SignedDuration::from_mins(1);
            (
                CallErrorKind::Throttled { wait },
                "the store is locked for a while",
            )
        }
        429 => (
            CallErrorKind::Throttled {
                wait: leak_wait(now),
            },
            "the store's call limit is reached",
        ),
        // It says that it never does this, so nothing was done and waiting does not help.
        501 => (
            CallErrorKind::Refused,
            "the store says that it does not offer this",
        ),
        400..=499 => (CallErrorKind::Refused, "the store refused this"),
        500..=599 => (CallErrorKind::Unavailable, "the store is in trouble"),
        _ => (
            CallErrorKind::Unreadable,
            "the store answered with a status that we do not know",
        ),
    };
    let error = CallError::new(kind, message);
    match vendor_words(body) {
        Some(words) => error.vendor(status.as_u16().to_string(), words),
        None => CallError {
            vendor_code: Some(status.as_u16().to_string()),
            ..error
        },
    }
}

fn redirect(method: &Method, status: StatusCode) -> (CallErrorKind, &'static str) {
    if *method != Method::GET && status == StatusCode::SEE_OTHER {
        // "See other" is what a server says after it did what was posted.
        return (
            CallErrorKind::Unreadable,
            "the store sent us elsewhere instead of answering; it may have done it",
        );
    }
    (
        CallErrorKind::Misconfigured,
        "the store's address leads elsewhere; check the shop's name",
    )
}

/// ShopBase sends no `Retry-After`. Its bucket loses two calls a second, so one to two seconds make
/// room; the clock's fraction spreads the callers.
fn leak_wait(now: Timestamp) -> SignedDuration {
    SignedDuration::from_millis(1000 + i64::from(now.subsec_millisecond().unsigned_abs()))
}

/// The vendor's own words: `errors` or `error` as text, list or object, or plain text.
fn vendor_words(body: &[u8]) -> Option<String> {
    let words = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => {
            let named = ["errors", "error", "message", "error_description"]
                .iter()
                .filter_map(|key| object.get(*key));
            named.map(flatten).find(|words| !words.is_empty())?
        }
        Ok(other) => flatten(&other),
        Err(_) => plain_text(body)?,
    };
    let words: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(WORDS_LIMIT)
        .collect();
    let words = words.trim().to_owned();
    (!words.is_empty()).then_some(words)
}

fn plain_text(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.starts_with('<')).then(|| text.to_owned())
}

fn flatten(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => joined(list.iter().map(flatten)),
        Value::Object(object) => joined(object.iter().map(|(key, value)| {
            let words = flatten(value);
            if words.is_empty() {
                key.clone()
            } else {
                format!("{key}: {words}")
            }
        })),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

/// A successful answer that can't be read. What serde says is kept without the values in it, which
/// may be a customer's.
pub(super) fn unreadable(what: &str, because: &str) -> CallError {
    let because = without_values(because);
    CallError::new(
        CallErrorKind::Unreadable,
        format!("the store's answer about {what} can't be read: {because}"),
    )
}

/// `invalid type: string "Ann", expected a list` without `Ann`; digits go too.
pub(super) fn without_values(message: &str) -> String {
    let message = match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}…{}", &message[..first], &message[last + 1..])
        }
        _ => message.to_owned(),
    };
    message
        .chars()
        .map(|c| if c.is_ascii_digit() { '#' } else { c })
        .collect()
}

/// Something that we do not send at all, because it can't be right.
pub(super) fn not_asked(message: impl Into<String>) -> CallError {
    CallError::new(CallErrorKind::Refused, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_250).unwrap()
    }

    fn answer(status: u16, body: &str) -> CallError {
        let status = StatusCode::from_u16(status).unwrap();
        refusal(&Method::POST, status, body.as_bytes(), now())
    }

    #[test]
    fn every_status_is_a_decision() {
        use CallErrorKind as K;
        let wait = SignedDuration::from_millis(1250);
        let table = [
            (400, K::Refused),
            (401, K::SignedOut),
            (402, K::Misconfigured),
            (403, K::Misconfigured),
            (404, K::NotFound),
            (406, K::Refused),
            (422, K::Refused),
            (429, K::Throttled { wait }),
            (500, K::Unavailable),
            (501, K::Refused),
            (503, K::Unavailable),
            (504, K::Unavailable),
            (302, K::Misconfigured),
            (303, K::Unreadable),
        ];
        for (status, kind) in table {
            assert_eq!(answer(status, "").kind, kind, "{status}");
        }
        assert!(matches!(answer(423, "").kind, K::Throttled { wait } if wait.as_secs() == 60));
        assert!(!answer(503, "").did_nothing());
        assert!(answer(429, "").did_nothing());
    }

    #[test]
    fn the_vendor_is_understood_in_every_shape() {
        let table = [
            (r#"{"errors":"Not enough"}"#, Some("Not enough")),
            (r#"{"error":"Not enough"}"#, Some("Not enough")),
            (r#"{"errors":["a","b"]}"#, Some("a; b")),
            (
                r#"{"errors":{"line_items":["is refunded","too many"],"base":"no"}}"#,
                Some("base: no; line_items: is refunded; too many"),
            ),
            (r#"{"error":{"code":7,"x":null}}"#, Some("code: 7; x")),
            (r#"{"errors":null,"error":"second"}"#, Some("second")),
            (r#""just text""#, Some("just text")),
            (r#"["a"]"#, Some("a")),
            ("plain words", Some("plain words")),
            ("<html>gateway</html>", None),
            (r#"{"errors":[]}"#, None),
            ("", None),
        ];
        for (body, words) in table {
            let error = answer(422, body);
            assert_eq!(error.vendor_message.as_deref(), words, "{body}");
            assert_eq!(error.vendor_code.as_deref(), Some("422"));
        }
    }

    #[test]
    fn long_and_hostile_words_are_tamed() {
        let body = format!(r#"{{"error":"a\u0000\n\u001b[31m{}"}}"#, "x".repeat(2000));
        let words = answer(422, &body).vendor_message.unwrap();
        assert_eq!(words.chars().count(), WORDS_LIMIT);
        assert!(words.chars().all(|c| !c.is_control()));
    }

    #[test]
    fn values_do_not_leak_into_messages() {
        let message = unreadable(
            "order 7",
            "invalid type: string \"Ann \\\"Lee\\\"\", expected x",
        )
        .message;
        assert!(!message.contains("Ann"), "{message}");
        let number = without_values("invalid type: integer `5551234`, expected a sequence");
        assert_eq!(
            number,
            "invalid type: integer `#######`, expected a sequence"
        );
    }
}
