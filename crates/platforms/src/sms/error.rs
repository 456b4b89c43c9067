//! From the service's codes to what a caller can decide: the one table.
//!
//! Source: <https://www.twilio.com/docs/api/errors>. An unknown code is told as it is.

use domain::ports::error::{CallError, CallErrorKind};
use jiff::SignedDuration;

use super::wire::ErrorRead;
use crate::http::Answer;

/// The service names no time; a second is what its published limits are counted in.
const WAIT: SignedDuration = SignedDuration::from_secs(1);

/// The recipient wrote STOP: nothing may be sent to that number any more.
pub(super) const UNSUBSCRIBED: i64 = 21610;

/// What an answer that is no success means.
pub(super) fn of(answer: &Answer) -> CallError {
    let read: ErrorRead = serde_json::from_slice(&answer.body).unwrap_or_default();
    let status = answer.status.as_u16();
    let kind = match (read.code, status) {
        (Some(20429), _) | (_, 429) => CallErrorKind::Throttled { wait: WAIT },
        (Some(20003), _) | (_, 401 | 403) => CallErrorKind::Misconfigured,
        // The sender is not ours, or a trial may not write to this number: a person has to act.
        (Some(21606 | 21608 | 21612 | 21659 | 21703), _) => CallErrorKind::Misconfigured,
        (_, 404) => CallErrorKind::Misconfigured,
        (_, 400..=499) => CallErrorKind::Refused,
        _ => CallErrorKind::Unavailable,
    };
    let message = match read.code {
        Some(code) => meaning(code).to_owned(),
        None => format!("the SMS service answered {status}"),
    };
    let message = match message.is_empty() {
        true => "the SMS service refused".to_owned(),
        false => message,
    };
    let code = read.code.map_or(String::new(), |code| code.to_string());
    CallError::new(kind, message).vendor(code, read.message.unwrap_or_default())
}

/// What a code means, for a person; empty for one that we do not know.
pub(super) fn meaning(code: i64) -> &'static str {
    match code {
        20003 => "the SMS service does not know this sign-in",
        20429 => "too many messages at once",
        21211 | 21217 => "this is no phone number",
        21606 | 21612 | 21659 => "this sender can't write to this number",
        21608 => "a trial may write to verified numbers only",
        UNSUBSCRIBED => "the recipient wrote STOP",
        21614 => "this number takes no SMS",
        21617 => "the message is too long",
        21703 => "the sender pool is empty",
        30003 => "the phone can't be reached",
        30004 => "the recipient blocks messages",
        30005 => "nobody has this number",
        30006 => "this is a landline, or its carrier takes no SMS",
        30007 => "the carrier filtered the message",
        30008 => "the carrier gave no reason",
        _ => "",
    }
}
