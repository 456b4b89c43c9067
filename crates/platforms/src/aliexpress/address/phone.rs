//! Phones: digits without the dialing code, and the dialing code beside them.
//!
//! A customer may write `+49 (0)151 …`, `0049151…`, `0151…` or `49151…`; the vendor takes digits without
//! the national zero. Source: reference sheet §8.3.

use domain::address::CountryCode;

use super::countries::{dialing, dialing_code_of};

/// A phone as the vendor takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phone {
    /// The dialing code, e.g. `+49`; `None` if the country is not in our table.
    pub(super) country: Option<String>,
    /// Digits.
    pub(super) number: String,
}

/// Reads a phone as it was given for a destination.
pub(super) fn phone(given: &str, country: &CountryCode) -> Phone {
    // An extension is no part of the number.
    let given = given.to_lowercase();
    let given = given.split("ext").next().unwrap_or_default();
    let given = given.split('x').next().unwrap_or_default().trim();
    let digits: String = given
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|d| char::from_digit(d, 10))
        .collect();
    let home = dialing(country);
    let international = given
        .starts_with(['+', '＋'])
        .then_some(digits.as_str())
        .or_else(|| {
            digits
                .strip_prefix("00")
                .filter(|_| !given.starts_with("000"))
        });
    let (code, number) = match (international, home) {
        (Some(digits), home) => split_international(digits, home.map(|(code, _)| code)),
        (None, Some((code, most))) => (Some(code), without_code(&digits, code, most)),
        (None, None) => (None, digits.as_str()),
    };
    Phone {
        country: code.map(|code| format!("+{code}")),
        number: national(number, code, country),
    }
}

fn split_international<'a>(
    digits: &'a str,
    home: Option<&'static str>,
) -> (Option<&'static str>, &'a str) {
    let code = home
        .filter(|code| digits.starts_with(code))
        .or_else(|| dialing_code_of(digits));
    (
        code,
        code.and_then(|code| digits.strip_prefix(code))
            .unwrap_or(digits),
    )
}

/// Without a plus, the dialing code is there only if the number is too long without it.
fn without_code<'a>(digits: &'a str, code: &str, most: usize) -> &'a str {
    if digits.len() > most && !digits.starts_with('0') {
        digits.strip_prefix(code).unwrap_or(digits)
    } else {
        digits
    }
}

/// Leaves out what is dialed only inside the country.
fn national(number: &str, code: Option<&str>, country: &CountryCode) -> String {
    let number = match (code, country.as_str()) {
        // Italian numbers keep their zero.
        (Some("39"), _) => number,
        (Some("7"), _) if number.len() == 11 => number.strip_prefix('8').unwrap_or(number),
        // Mobile numbers were once dialed with these digits before them.
        (Some("54"), _) if number.len() == 11 => number.strip_prefix('9').unwrap_or(number),
        (Some("52"), _) if number.len() == 11 => number.strip_prefix('1').unwrap_or(number),
        _ => number.trim_start_matches('0'),
    };
    number.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_read_as_people_write_them() {
        for (country, given, code, number) in [
            ("DE", "+49 (0)151 2345-6789", "+49", "15123456789"),
            ("DE", "0049 151 23456789", "+49", "15123456789"),
            ("DE", "0151/23456789", "+49", "15123456789"),
            ("DE", "4915123456789", "+49", "15123456789"),
            ("US", "(555) 123-4567", "+1", "5551234567"),
            ("US", "1-555-123-4567 ext. 89", "+1", "5551234567"),
            ("FR", "06 12 34 56 78", "+33", "612345678"),
            ("ES", "+34 612 345 678", "+34", "612345678"),
            ("BR", "55987654321", "+55", "55987654321"),
            ("BR", "5511987654321", "+55", "11987654321"),
            ("AR", "+54 9 11 1234-5678", "+54", "1112345678"),
            ("MX", "+52 1 55 1234 5678", "+52", "5512345678"),
            ("RU", "8 912 345-67-89", "+7", "9123456789"),
            ("IT", "06 1234 5678", "+39", "0612345678"),
            ("GB", "07400 123456", "+44", "7400123456"),
            ("ES", "+1 555 123 4567", "+1", "5551234567"),
            ("SA", "٠٥٠", "+966", ""),
        ] {
            let read = phone(given, &CountryCode::new(country));
            assert_eq!(read.country.as_deref(), Some(code), "{given}");
            assert_eq!(read.number, number, "{given}");
        }
        let nowhere = phone("12 345", &CountryCode::new("AQ"));
        assert_eq!((nowhere.country, nowhere.number.as_str()), (None, "12345"));
    }
}
