//! Where a tracking number leads the customer: the merchant's own address with places for the number
//! and the carrier.

use std::fmt::Write as _;

/// The place of the number; `{{tracking_number}}` is the same, as other programs write it.
const NUMBER: &str = "{tracking_number}";

/// The place of the carrier's name.
const CARRIER: &str = "{carrier}";

/// Why a tracking address can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackingUrlWrong {
    /// It does not begin with `https://`.
    NotSecure,
    /// It has no place for the number.
    NoNumber,
    /// It has a place for something that we do not know.
    UnknownPlaceholder,
    /// It has signs that no address has.
    Unreadable,
}

/// Whether a tracking address can be used. An empty one is fine: there is none. Plain `http` is taken
/// to this machine only, where a rehearsal's carriers are.
///
/// # Errors
/// Why it can't be used.
pub fn check_tracking_url(template: &str) -> Result<(), TrackingUrlWrong> {
    if template.is_empty() {
        return Ok(());
    }
    let template = single(template);
    let rest = template
        .strip_prefix("https://")
        .or_else(|| {
            let rest = template.strip_prefix("http://")?;
            ["127.0.0.1", "localhost", "[::1]"]
                .iter()
                .any(|host| {
                    rest.strip_prefix(host)
                        .is_some_and(|after| after.starts_with([':', '/']))
                })
                .then_some(rest)
        })
        .ok_or(TrackingUrlWrong::NotSecure)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let known = template.replace(NUMBER, "").replace(CARRIER, "");
    let unreadable = |sign: char| {
        sign.is_whitespace()
            || sign.is_control()
            || matches!(sign, '<' | '>' | '"' | '\'' | '\\' | '`')
    };
    if host.is_empty() || host.contains(['{', '}', '@']) || known.contains(unreadable) {
        return Err(TrackingUrlWrong::Unreadable);
    }
    if known.contains(['{', '}']) {
        return Err(TrackingUrlWrong::UnknownPlaceholder);
    }
    if !template.contains(NUMBER) {
        return Err(TrackingUrlWrong::NoNumber);
    }
    Ok(())
}

/// A tracking address with the number and the carrier put in, each encoded.
#[must_use]
pub fn fill_tracking_url(template: &str, number: &str, carrier: &str) -> String {
    single(template)
        .replace(NUMBER, &encoded(number))
        .replace(CARRIER, &encoded(carrier))
}

/// With single braces everywhere.
fn single(template: &str) -> String {
    template.trim().replace("{{", "{").replace("}}", "}")
}

fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tracking_address_is_secure_and_has_a_place_for_the_number() {
        for right in [
            "",
            "https://t.example/#n={tracking_number}",
            "https://t.example/{{tracking_number}}?c={carrier}",
            "http://127.0.0.1:4000/{tracking_number}",
        ] {
            assert_eq!(check_tracking_url(right), Ok(()), "{right}");
        }
        for (wrong, why) in [
            ("https://t.example/", TrackingUrlWrong::NoNumber),
            (
                "http://t.example/{tracking_number}",
                TrackingUrlWrong::NotSecure,
            ),
            (
                "http://127.0.0.1.evil.example/{tracking_number}",
                TrackingUrlWrong::NotSecure,
            ),
            (
                "javascript:alert('{tracking_number}')",
                TrackingUrlWrong::NotSecure,
            ),
            ("{tracking_number}", TrackingUrlWrong::NotSecure),
            (
                "https://{tracking_number}.example/",
                TrackingUrlWrong::Unreadable,
            ),
            (
                "https://t.example/{tracking_number}\" onclick",
                TrackingUrlWrong::Unreadable,
            ),
            (
                "https://t.example/{tracking_number}/{order}",
                TrackingUrlWrong::UnknownPlaceholder,
            ),
        ] {
            assert_eq!(check_tracking_url(wrong), Err(why), "{wrong}");
        }
    }

    #[test]
    fn what_is_put_in_is_encoded() {
        assert_eq!(
            fill_tracking_url(
                "https://t.example/{{tracking_number}}?c={carrier}",
                "LP 1&x=2",
                "Đi"
            ),
            "https://t.example/LP%201%26x%3D2?c=%C4%90i"
        );
    }
}
