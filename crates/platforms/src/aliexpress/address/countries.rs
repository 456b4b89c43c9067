//! Countries in the vendor's flavor: its codes where they are not ISO's, and how phones are dialed there.
//!
//! Source: reference sheet §8.2; dialing codes and lengths from the countries' numbering plans.

use domain::address::CountryCode;

/// ISO code → the vendor's.
const CODES: [(&str, &str); 12] = [
    ("GB", "UK"),
    ("RS", "SRB"),
    ("ME", "MNE"),
    ("XK", "KS"),
    ("GG", "GGY"),
    ("JE", "JEY"),
    ("AX", "ALA"),
    ("BL", "BLM"),
    ("MF", "MAF"),
    ("GS", "SGS"),
    ("TL", "TLS"),
    ("CD", "ZR"),
];

/// ISO code, dialing code, most digits of a number without it.
const DIALING: &[(&str, &str, usize)] = &[
    ("AE", "971", 9),
    ("AL", "355", 9),
    ("AM", "374", 8),
    ("AR", "54", 11),
    ("AT", "43", 13),
    ("AU", "61", 9),
    ("AZ", "994", 9),
    ("BA", "387", 9),
    ("BE", "32", 9),
    ("BG", "359", 9),
    ("BH", "973", 8),
    ("BR", "55", 11),
    ("BY", "375", 9),
    ("CA", "1", 10),
    ("CH", "41", 9),
    ("CL", "56", 9),
    ("CO", "57", 10),
    ("CR", "506", 8),
    ("CY", "357", 8),
    ("CZ", "420", 9),
    ("DE", "49", 11),
    ("DK", "45", 8),
    ("DO", "1", 10),
    ("DZ", "213", 9),
    ("EC", "593", 9),
    ("EE", "372", 8),
    ("EG", "20", 10),
    ("ES", "34", 9),
    ("FI", "358", 10),
    ("FR", "33", 9),
    ("GB", "44", 10),
    ("GE", "995", 9),
    ("GG", "44", 10),
    ("GR", "30", 10),
    ("GT", "502", 8),
    ("HK", "852", 8),
    ("HR", "385", 9),
    ("HU", "36", 9),
    ("ID", "62", 12),
    ("IE", "353", 9),
    ("IL", "972", 9),
    ("IN", "91", 10),
    ("IS", "354", 7),
    ("IT", "39", 11),
    ("JE", "44", 10),
    ("JO", "962", 9),
    ("JP", "81", 10),
    ("KE", "254", 9),
    ("KG", "996", 9),
    ("KR", "82", 10),
    ("KW", "965", 8),
    ("KZ", "7", 10),
    ("LI", "423", 7),
    ("LK", "94", 9),
    ("LT", "370", 8),
    ("LU", "352", 9),
    ("LV", "371", 8),
    ("MA", "212", 9),
    ("MC", "377", 9),
    ("MD", "373", 8),
    ("ME", "382", 8),
    ("MK", "389", 8),
    ("MT", "356", 8),
    ("MX", "52", 11),
    ("MY", "60", 10),
    ("NG", "234", 10),
    ("NL", "31", 9),
    ("NO", "47", 8),
    ("NZ", "64", 10),
    ("OM", "968", 8),
    ("PA", "507", 8),
    ("PE", "51", 9),
    ("PH", "63", 10),
    ("PK", "92", 10),
    ("PL", "48", 9),
    ("PR", "1", 10),
    ("PT", "351", 9),
    ("PY", "595", 9),
    ("QA", "974", 8),
    ("RO", "40", 9),
    ("RS", "381", 9),
    ("RU", "7", 10),
    ("SA", "966", 9),
    ("SE", "46", 9),
    ("SG", "65", 8),
    ("SI", "386", 8),
    ("SK", "421", 9),
    ("TH", "66", 9),
    ("TN", "216", 8),
    ("TR", "90", 10),
    ("TW", "886", 9),
    ("UA", "380", 9),
    ("US", "1", 10),
    ("UY", "598", 8),
    ("UZ", "998", 9),
    ("VN", "84", 9),
    ("XK", "383", 8),
    ("ZA", "27", 9),
];

/// The vendor's code of a country.
pub(crate) fn country_code(country: &CountryCode) -> &str {
    let other = CODES.iter().find(|(iso, _)| *iso == country.as_str());
    other.map_or(country.as_str(), |(_, code)| code)
}

/// The dialing code of a country and the most digits that follow it there.
pub(super) fn dialing(country: &CountryCode) -> Option<(&'static str, usize)> {
    let entry = DIALING.iter().find(|(iso, ..)| *iso == country.as_str());
    entry.map(|(_, code, digits)| (*code, *digits))
}

/// The dialing code that international digits begin with.
pub(super) fn dialing_code_of(digits: &str) -> Option<&'static str> {
    let codes = DIALING.iter().map(|(_, code, _)| *code);
    codes
        .filter(|code| digits.starts_with(code))
        .max_by_key(|code| code.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_vendors_where_they_differ() {
        for (iso, vendor) in CODES {
            assert_eq!(country_code(&CountryCode::new(iso)), vendor);
        }
        assert_eq!(country_code(&CountryCode::new("DE")), "DE");
    }

    #[test]
    fn the_longest_dialing_code_is_found() {
        assert_eq!(dialing_code_of("4915112345678"), Some("49"));
        assert_eq!(dialing_code_of("420601123456"), Some("420"));
        assert_eq!(dialing_code_of("9991"), None);
        assert_eq!(dialing(&CountryCode::new("BR")), Some(("55", 11)));
    }
}
