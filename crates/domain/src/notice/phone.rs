//! A phone number as customers type it, made international: `+` and digits (E.164).

/// The calling code of a country and what its own numbers begin with at home, from the ITU's list
/// (E.164 country codes) and the countries' numbering plans. Where a country is missing, only numbers
/// that were typed with `+` or `00` are used.
const COUNTRIES: &[(&str, &str, &str)] = &[
    ("AE", "971", "0"),
    ("AR", "54", "0"),
    ("AT", "43", "0"),
    ("AU", "61", "0"),
    ("BE", "32", "0"),
    ("BG", "359", "0"),
    ("BR", "55", "0"),
    ("CA", "1", "1"),
    ("CH", "41", "0"),
    ("CL", "56", ""),
    ("CN", "86", "0"),
    ("CO", "57", ""),
    ("CY", "357", ""),
    ("CZ", "420", ""),
    ("DE", "49", "0"),
    ("DK", "45", ""),
    ("EE", "372", ""),
    ("EG", "20", "0"),
    ("ES", "34", ""),
    ("FI", "358", "0"),
    ("FR", "33", "0"),
    ("GB", "44", "0"),
    ("GR", "30", ""),
    ("HK", "852", ""),
    ("HR", "385", "0"),
    ("HU", "36", "06"),
    ("ID", "62", "0"),
    ("IE", "353", "0"),
    ("IL", "972", "0"),
    ("IN", "91", "0"),
    ("IT", "39", ""),
    ("JP", "81", "0"),
    ("KR", "82", "0"),
    ("LT", "370", "0"),
    ("LU", "352", ""),
    ("LV", "371", ""),
    ("MT", "356", ""),
    ("MX", "52", ""),
    ("MY", "60", "0"),
    ("NL", "31", "0"),
    ("NO", "47", ""),
    ("NZ", "64", "0"),
    ("PE", "51", "0"),
    ("PH", "63", "0"),
    ("PL", "48", ""),
    ("PT", "351", ""),
    ("RO", "40", "0"),
    ("SA", "966", "0"),
    ("SE", "46", "0"),
    ("SG", "65", ""),
    ("SI", "386", "0"),
    ("SK", "421", "0"),
    ("TH", "66", "0"),
    ("TR", "90", "0"),
    ("TW", "886", "0"),
    ("UA", "380", "0"),
    ("US", "1", "1"),
    ("VN", "84", "0"),
    ("ZA", "27", "0"),
];

/// E.164 numbers have at most 15 digits; none in use has fewer than 8 with its country.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// The number as the SMS service wants it, or `None` if it can't be told.
#[must_use]
pub fn international(phone: &str, country: &str) -> Option<String> {
    let phone = phone.trim();
    // What follows a letter is an extension, which no SMS reaches; the rest may be the number.
    let phone = phone.split(char::is_alphabetic).next().unwrap_or_default();
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let whole = if phone.starts_with('+') {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else {
        let (_, code, trunk) = COUNTRIES.iter().find(|(known, _, _)| *known == country)?;
        // Typed with the country's code and without a plus, as store forms often leave it.
        let with_code = digits.strip_prefix(code).filter(|rest| rest.len() >= 8);
        let own = match with_code {
            Some(rest) => rest,
            None if trunk.is_empty() => &digits,
            None => digits.strip_prefix(trunk).unwrap_or(&digits),
        };
        format!("{code}{own}")
    };
    (DIGITS.contains(&whole.len()) && !whole.starts_with('0')).then(|| format!("+{whole}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_international() {
        for (typed, country, right) in [
            ("+1 (555) 010-0199", "US", Some("+15550100199")),
            ("(555) 010-0199", "US", Some("+15550100199")),
            ("1-555-010-0199 ext 7", "US", Some("+15550100199")),
            ("0912 345 678", "VN", Some("+84912345678")),
            ("84912345678", "VN", Some("+84912345678")),
            ("0044 20 7946 0000", "VN", Some("+442079460000")),
            ("06 20 123 4567", "HU", Some("+36201234567")),
            ("0812345678", "XX", None),
            ("5550100", "US", Some("+15550100")),
            ("12", "US", None),
            ("", "US", None),
        ] {
            assert_eq!(international(typed, country).as_deref(), right, "{typed}");
        }
    }
}
