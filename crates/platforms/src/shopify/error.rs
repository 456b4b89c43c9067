//! What an answer that is not the asked one means, as a decision the caller can take.
//!
//! One table of HTTP statuses and one of the codes that come with status 200. An unknown code is kept as
//! it came and never guessed. Source: README.md, errors.

use domain::ports::error::{CallError, CallErrorKind};
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::Value;

use super::wire::{Cost, TopError, UserError};

/// Longer words are cut: they are shown in a list, and a page of HTML helps nobody.
const WORDS_LIMIT: usize = 500;

/// How long to wait when the store does not say.
const WAIT: SignedDuration = SignedDuration::from_secs(2);

/// What an answer with this status means.
pub(super) fn of_status(
    status: StatusCode,
    retry_after: Option<SignedDuration>,
    body: &[u8],
) -> CallError {
    use CallErrorKind as K;
    let wait = retry_after.unwrap_or(WAIT);
    let (kind, message) = match status.as_u16() {
        300..=399 => (
            K::Misconfigured,
            "the store's address leads elsewhere; check the shop's name",
        ),
        401 => (
            K::SignedOut,
            "the store does not accept the app's access (any more)",
        ),
        402 => (
            K::Misconfigured,
            "the store is frozen until its Shopify bill is paid",
        ),
        403 => (
            K::Misconfigured,
            "the store does not allow this app; check its permissions",
        ),
        404 => (
            K::Misconfigured,
            "there is no store of this name, or it does not serve this version any more",
        ),
        408 => (K::Unclear, "the store gave up waiting for us"),
        // A locked shop is opened by its owner or by Shopify: asking sooner does not help.
        423 => (
            K::Throttled {
                wait: SignedDuration::from_mins(1),
            },
            "the store is locked for a while",
        ),
        429 => (K::Throttled { wait }, "the store's call limit is reached"),
        400..=499 => (K::Refused, "the store refused this"),
        500..=599 => (K::Unavailable, "the store is in trouble"),
        _ => (
            K::Unreadable,
            "the store answered with a status that we do not know",
        ),
    };
    let error = CallError::new(kind, message);
    let code = status.as_u16().to_string();
    match words_of_body(body) {
        Some(words) => error.vendor(code, words),
        None => CallError {
            vendor_code: Some(code),
            ..error
        },
    }
}

/// What errors at the top of an answer mean: the gravest one decides.
pub(super) fn of_errors(errors: &[TopError], cost: Option<&Cost>) -> CallError {
    use CallErrorKind as K;
    let Some(first) = errors.first() else {
        return unreadable("answer", "it holds neither data nor errors");
    };
    let (kind, message) = match first.code() {
        "THROTTLED" => (
            K::Throttled {
                wait: cost.map_or(WAIT, Cost::wait),
            },
            "the store's call limit is reached",
        ),
        "ACCESS_DENIED" => (
            K::Misconfigured,
            "the app lacks a permission for this; add the scope to the app and connect again",
        ),
        "INTERNAL_SERVER_ERROR" | "TIMEOUT" => (K::Unavailable, "the store is in trouble"),
        "RESOURCE_NOT_FOUND" => (K::NotFound, "the store does not have this"),
        "SHOP_INACTIVE" => (K::Misconfigured, "the store is closed"),
        _ => (K::Refused, "the store refused this"),
    };
    let required = first
        .required_access()
        .map_or_else(String::new, |scope| format!(" (needed: {scope})"));
    let words = cut(&format!("{}{required}", first.message));
    CallError::new(kind, message).vendor(first.code(), words)
}

/// What the store refused, in its own words.
pub(super) fn of_user_errors(errors: &[UserError]) -> Option<CallError> {
    let first = errors.first()?;
    let code = first
        .code
        .clone()
        .or_else(|| first.field.as_ref().map(|path| path.join(".")));
    let words: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    let error = CallError::new(CallErrorKind::Refused, "the store refused this");
    Some(error.vendor(code.unwrap_or_default(), cut(&words.join("; "))))
}

/// A successful answer that can't be read.
pub(super) fn unreadable(what: &str, why: &str) -> CallError {
    let message = format!("the store's {what} can't be read: {why}");
    CallError::new(CallErrorKind::Unreadable, message)
}

/// A call that we do not make.
pub(super) fn not_asked(message: &str) -> CallError {
    CallError::new(CallErrorKind::Refused, message)
}

/// The vendor's own words: `errors` or `error_description` as text or list, or plain text.
pub(super) fn words_of_body(body: &[u8]) -> Option<String> {
    let words = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(object)) => {
            let words = ["errors", "error", "error_description"]
                .iter()
                .filter_map(|key| object.get(*key))
                .map(|words| {
                    words
                        .as_str()
                        .map_or_else(|| words.to_string(), str::to_owned)
                });
            words.collect::<Vec<_>>().join(": ")
        }
        Ok(other) => other.to_string(),
        Err(_) => {
            let text = std::str::from_utf8(body).ok()?.trim();
            (!text.starts_with('<')).then(|| text.to_owned())?
        }
    };
    let words = cut(&words);
    (!words.is_empty()).then_some(words)
}

fn cut(words: &str) -> String {
    let plain = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    let cut: String = plain.take(WORDS_LIMIT).collect();
    cut.trim().to_owned()
}

/// What serde says without the values in it, which may be a customer's.
pub(super) fn without_values(error: &serde_json::Error) -> String {
    format!(
        "{:?} at line {} column {}",
        error.classify(),
        error.line(),
        error.column()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_a_decision() {
        use CallErrorKind as K;
        let kind = |status: u16| of_status(StatusCode::from_u16(status).unwrap(), None, b"{}").kind;
        assert_eq!(kind(401), K::SignedOut);
        assert_eq!(kind(402), K::Misconfigured);
        assert_eq!(kind(404), K::Misconfigured);
        assert_eq!(kind(422), K::Refused);
        assert_eq!(kind(429), K::Throttled { wait: WAIT });
        assert_eq!(kind(502), K::Unavailable);
        assert_eq!(kind(302), K::Misconfigured);
        assert_eq!(kind(101), K::Unreadable);
    }

    #[test]
    fn a_page_of_html_is_no_words() {
        assert_eq!(words_of_body(b"<html>"), None);
        let said = br#"{"errors":"[API] Invalid API key\u0007"}"#;
        assert_eq!(
            words_of_body(said).as_deref(),
            Some("[API] Invalid API key")
        );
    }
}
