//! What 17TRACK's codes and statuses mean, as decisions that the caller can take.
//!
//! One table. A code may come for a whole call or for one number, so both read the same table.

use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::tracker::{TrackerRefusal, TrackerRefusalReason as R};
use jiff::SignedDuration;
use reqwest::StatusCode;

use super::wire;

/// Longer words are cut: they are shown in a list.
const WORDS_LIMIT: usize = 300;

/// After too many calls nothing is sent for this long.
const WAIT: SignedDuration = SignedDuration::from_secs(1);

/// What a code for one number means. Source: README.md, codes.
fn reason(code: i64) -> R {
    match code {
        // A carrier that is the same already is no failure either.
        -18_019_901 | -18_019_803 => R::AlreadyRegistered,
        -18_019_902 => R::NotRegistered,
        -18_019_903 => R::CarrierUnknown,
        -18_019_904 => R::NotStopped,
        -18_019_905 => R::RetracksUsedUp,
        -18_019_906 | -18_019_806 => R::Stopped,
        -18_019_907 => R::DailyLimit,
        -18_019_908 => R::QuotaUsedUp,
        -18_019_909 => R::NoNewsYet,
        -18_019_910 | -18_019_911 | -18_019_802 | -18_019_804 | -18_019_805 => R::CarrierWrong,
        -18_019_809..=-18_019_807 => R::TooManyChanges,
        -18_010_016 | -18_010_022..=-18_010_018 => R::MoreNeeded,
        -18_010_013..=-18_010_010 | -18_010_015 => R::NumberWrong,
        _ => R::Other,
    }
}

/// Why something was not done for one number.
pub(super) fn of_number(code: i64, words: &str) -> TrackerRefusal {
    TrackerRefusal {
        reason: reason(code),
        code: code.to_string(),
        message: cut(words),
    }
}

/// Why nothing was done for any number.
pub(super) fn of_code(code: i64, words: &str) -> CallError {
    let (kind, message) = match code {
        -18_010_001 => (
            CallErrorKind::Misconfigured,
            "17TRACK takes calls from other addresses only; add this machine's to the list there",
        ),
        -18_010_002 => (
            CallErrorKind::SignedOut,
            "17TRACK does not know this key (any more); copy it again from its settings",
        ),
        -18_010_003 => (CallErrorKind::Unavailable, "17TRACK is in trouble"),
        -18_010_004 | -18_010_005 => (
            CallErrorKind::Misconfigured,
            "17TRACK does not let this account do that; look at the account there",
        ),
        -18_019_907 | -18_019_908 => (
            CallErrorKind::Refused,
            "17TRACK has no credit left for this account",
        ),
        _ => (CallErrorKind::Refused, "17TRACK refused this"),
    };
    CallError::new(kind, message).vendor(code.to_string(), cut(words))
}

/// What an answer with this status means. Source: README.md, statuses.
pub(super) fn of_status(status: StatusCode, body: &[u8]) -> CallError {
    if let Ok((code, data)) = wire::data(body)
        && code != 0
        && !matches!(status.as_u16(), 429 | 500..=599)
    {
        return of_code(code, &wire::first_words(&data));
    }
    let (kind, message) = match status.as_u16() {
        401 => (
            CallErrorKind::SignedOut,
            "17TRACK does not accept this key from here",
        ),
        404 => (
            CallErrorKind::Misconfigured,
            "17TRACK has no such call; check the address and the version",
        ),
        429 => (
            CallErrorKind::Throttled { wait: WAIT },
            "17TRACK's call limit is reached",
        ),
        300..=399 => (
            CallErrorKind::Misconfigured,
            "17TRACK's address leads elsewhere; check it",
        ),
        400..=499 => (CallErrorKind::Refused, "17TRACK refused this"),
        500..=599 => (CallErrorKind::Unavailable, "17TRACK is in trouble"),
        _ => (
            CallErrorKind::Unreadable,
            "17TRACK answered with a status that we do not know",
        ),
    };
    CallError {
        vendor_code: Some(status.as_u16().to_string()),
        ..CallError::new(kind, message)
    }
}

fn cut(words: &str) -> String {
    let plain = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain
        .take(WORDS_LIMIT)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_they_say() {
        for (code, wanted) in [
            (-18_019_901, R::AlreadyRegistered),
            (-18_019_903, R::CarrierUnknown),
            (-18_019_908, R::QuotaUsedUp),
            (-18_019_909, R::NoNewsYet),
            (-18_010_020, R::MoreNeeded),
            (-18_010_012, R::NumberWrong),
            (-1, R::Other),
        ] {
            assert_eq!(of_number(code, "x").reason, wanted, "{code}");
        }
        assert_eq!(of_code(-18_010_002, "").kind, CallErrorKind::SignedOut);
        assert_eq!(of_code(-18_010_014, "").kind, CallErrorKind::Refused);
    }

    #[test]
    fn a_status_is_explained_by_the_code_beside_it() {
        let body =
            br#"{"code":-18010002,"data":{"errors":[{"code":-18010002,"message":"Invalid key"}]}}"#;
        let refused = of_status(StatusCode::UNAUTHORIZED, body);
        assert_eq!(refused.kind, CallErrorKind::SignedOut);
        assert_eq!(refused.vendor_message.as_deref(), Some("Invalid key"));
        let busy = of_status(StatusCode::TOO_MANY_REQUESTS, b"<html>");
        assert!(matches!(busy.kind, CallErrorKind::Throttled { .. }));
        let down = of_status(StatusCode::SERVICE_UNAVAILABLE, b"");
        assert!(!down.did_nothing());
    }
}
