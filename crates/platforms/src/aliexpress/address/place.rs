//! Province and city as the vendor's list has them.
//!
//! A city that is not in the list becomes `Other` and stands in the street lines instead, so that the
//! parcel still finds it; never for Brazil, where a real city is demanded. Source: reference sheet §8.3.

use domain::address::Address;

use super::library::{Library, OTHER, Province};
use super::{one_line, provinces};

/// The longest street line that the vendor takes for the United States.
const US_LINE_CHARS: usize = 35;

/// A province and a city to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) province: String,
    pub(super) city: String,
    /// The real city, where `city` is `Other`.
    moved_city: Option<String>,
}

/// Where an address is, in the library's spelling if it knows the names.
pub(super) fn place(address: &Address, library: Option<&Library>) -> Place {
    let city = capitalized(&one_line(&address.city));
    let names = provinces::names(address, &city);
    let library = library.filter(|library| library.has_provinces());
    let Some(library) = library else {
        let province = names.into_iter().next();
        return Place {
            province: province.unwrap_or_else(|| OTHER.to_owned()),
            city,
            moved_city: None,
        };
    };
    let known = names.iter().find_map(|name| library.province(name));
    match known.or_else(|| library.province(OTHER)) {
        Some(province) => in_province(province, city, address),
        // Sent as it is, the vendor names the field that it refuses.
        None => Place {
            province: names.into_iter().next().unwrap_or_else(|| OTHER.to_owned()),
            city,
            moved_city: None,
        },
    }
}

fn in_province(province: &Province, city: String, address: &Address) -> Place {
    let known = province.city(&city).map(str::to_owned);
    let keep = province.cities.is_empty() || address.country.as_str() == "BR";
    let (city, moved_city) = match known {
        Some(spelling) => (spelling, None),
        None if keep => (city, None),
        None => {
            let other = province.city(OTHER).unwrap_or(OTHER).to_owned();
            (other, Some(city))
        }
    };
    Place {
        province: province.name.clone(),
        city,
        moved_city,
    }
}

impl Place {
    /// The two street lines, with the real city in them where the list does not have it.
    pub(super) fn lines(&self, address: &Address) -> (String, String) {
        let (mut line1, mut line2) = (one_line(&address.line1), one_line(&address.line2));
        match (&self.moved_city, address.country.as_str()) {
            // Austrian forms are known to work with the place behind the street.
            (Some(city), "AT") => line1 = format!("{line1}, {city}"),
            (Some(city), _) => line2 = joined(city, &line2),
            (None, _) => {}
        }
        if address.country.as_str() == "US" {
            (line1, line2) = shortened(&line1, &line2);
        }
        (line1, line2)
    }
}

fn joined(first: &str, second: &str) -> String {
    if second.is_empty() {
        first.to_owned()
    } else {
        format!("{first}, {second}")
    }
}

/// Moves the words that are too many into the second line; a single long word stays.
fn shortened(line1: &str, line2: &str) -> (String, String) {
    if line1.chars().count() <= US_LINE_CHARS {
        return (line1.to_owned(), line2.to_owned());
    }
    let mut kept = String::new();
    let mut rest = Vec::new();
    for word in line1.split(' ') {
        let length = kept.chars().count() + 1 + word.chars().count();
        if rest.is_empty() && (kept.is_empty() || length <= US_LINE_CHARS) {
            if !kept.is_empty() {
                kept.push(' ');
            }
            kept.push_str(word);
        } else {
            rest.push(word);
        }
    }
    let rest = rest.join(" ");
    (kept, joined(&rest, line2).trim_end_matches(", ").to_owned())
}

/// A city in small letters only is refused.
fn capitalized(city: &str) -> String {
    if city.chars().any(char::is_uppercase) {
        return city.to_owned();
    }
    let mut at_start = true;
    let mut written = String::with_capacity(city.len());
    for letter in city.chars() {
        if at_start {
            written.extend(letter.to_uppercase());
        } else {
            written.push(letter);
        }
        at_start = matches!(letter, ' ' | '-');
    }
    written
}

#[cfg(test)]
mod tests {
    use domain::address::CountryCode;
    use serde_json::json;

    use super::*;

    fn address(country: &str, province: &str, city: &str, postal_code: &str) -> Address {
        Address {
            line1: "Street 1".into(),
            line2: "Apt 4".into(),
            province: province.into(),
            city: city.into(),
            postal_code: postal_code.into(),
            country: CountryCode::new(country),
            ..Address::default()
        }
    }

    fn library(provinces: &[(&str, &[&str])]) -> Library {
        let node = |name: &str, children: &[&str]| {
            let children: Vec<_> = children
                .iter()
                .map(|city| json!({"name": city, "type": "CITY"}))
                .collect();
            json!({"name": name, "type": "PROVINCE", "children": children})
        };
        Library::read(
            provinces
                .iter()
                .map(|(name, cities)| node(name, cities))
                .collect(),
        )
    }

    fn named(place: &Place) -> (&str, &str) {
        (&place.province, &place.city)
    }

    #[test]
    fn french_places_go_by_their_postal_code() {
        let library = library(&[("Rhone", &["Lyon"]), ("Ain", &[]), ("Other", &[])]);
        let lyon = place(
            &address("FR", "Auvergne-Rhône-Alpes", "lyon", "69003"),
            Some(&library),
        );
        assert_eq!(named(&lyon), ("Rhone", "Lyon"));
        let overseas = place(&address("FR", "", "Saint-Denis", "97400"), Some(&library));
        assert_eq!(named(&overseas), ("Other", "Saint-Denis"));
    }

    #[test]
    fn austrian_villages_move_behind_the_street() {
        let library = library(&[("Tyrol", &["Schwaz", "Innsbruck-Stadt", "Other"])]);
        let address = address("AT", "Tirol", "Innsbruck", "6020");
        let place = place(&address, Some(&library));
        assert_eq!(named(&place), ("Tyrol", "Other"));
        assert_eq!(
            place.lines(&address),
            ("Street 1, Innsbruck".into(), "Apt 4".into())
        );
    }

    #[test]
    fn unknown_cities_move_into_the_second_line_but_not_in_brazil() {
        let library = library(&[("São Paulo", &["Campinas"])]);
        let brazil = address("BR", "Sao Paulo", "Holambra", "13825-000");
        assert_eq!(
            named(&place(&brazil, Some(&library))),
            ("São Paulo", "Holambra")
        );
        let elsewhere = Address {
            country: CountryCode::new("PT"),
            ..brazil
        };
        let moved = place(&elsewhere, Some(&library));
        assert_eq!(named(&moved), ("São Paulo", "Other"));
        assert_eq!(moved.lines(&elsewhere).1, "Holambra, Apt 4");
    }

    #[test]
    fn without_a_library_the_given_names_travel() {
        assert_eq!(
            named(&place(&address("PL", "", "Łódź", "90-001"), None)),
            ("Other", "Łódź")
        );
        assert_eq!(
            named(&place(&address("IT", "GE", "genova", "16121"), None)),
            ("Liguria", "Genova")
        );
        assert_eq!(
            named(&place(&address("US", "NJ", "Vineland", "08360"), None)),
            ("New Jersey", "Vineland")
        );
    }

    #[test]
    fn long_american_lines_break_at_a_word() {
        let mut address = address("US", "NJ", "Vineland", "08360");
        address.line1 = "12345 North Example Boulevard Building Seven".into();
        let (line1, line2) = place(&address, None).lines(&address);
        assert_eq!(line1, "12345 North Example Boulevard");
        assert_eq!(line2, "Building Seven, Apt 4");
    }
}
