//! Destinations: the address library and what AliExpress demands of an address.

mod places;
pub(super) mod rules;

use serde_json::{Value, json};

pub(super) use places::CITY_OTHER;

/// A province and its cities, in the library's own spelling.
#[derive(Clone, Debug)]
pub(super) struct Province {
    pub(super) name: &'static str,
    pub(super) cities: Vec<&'static str>,
}

/// The library's provinces of a country (AliExpress code), if the library knows the country.
pub(super) fn provinces(country: &str) -> Option<Vec<Province>> {
    let (_, text) = places::COUNTRIES
        .iter()
        .find(|(code, _)| *code == country)?;
    Some(
        text.split(';')
            .filter_map(|entry| entry.trim().split_once(':'))
            .map(|(name, cities)| Province {
                name: name.trim(),
                cities: cities
                    .split(',')
                    .map(str::trim)
                    .filter(|city| !city.is_empty())
                    .collect(),
            })
            .collect(),
    )
}

/// Whether AliExpress ships there at all. Country codes are AliExpress' own (`UK`, not `GB`).
pub(super) fn is_destination(country: &str) -> bool {
    places::COUNTRIES.iter().any(|(code, _)| *code == country)
        || places::OTHER_COUNTRIES.contains(&country)
}

/// The tree of `aliexpress.ds.address.get`, as the JSON text that is sent inside JSON.
pub(super) fn tree_text(country: &str) -> Option<String> {
    let city = |name: &str| json!({"name": name, "type": "CITY", "hasChildren": false});
    let branch = |province: Province| {
        let mut children: Vec<Value> = province.cities.into_iter().map(city).collect();
        children.push(city(CITY_OTHER));
        json!({"name": province.name, "type": "PROVINCE", "hasChildren": true, "children": children})
    };
    let mut tree: Vec<Value> = provinces(country)?.into_iter().map(branch).collect();
    if !matches!(country, "US" | "BR") {
        tree.push(json!({
            "name": CITY_OTHER, "type": "PROVINCE", "hasChildren": true, "children": [city(CITY_OTHER)],
        }));
    }
    Some(Value::Array(tree).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_knows_its_countries() {
        for country in [
            "US", "UK", "DE", "FR", "ES", "BR", "CA", "AU", "NL", "IT", "PL", "MX", "KR", "SA",
            "VN", "AT",
        ] {
            let provinces = provinces(country).unwrap_or_else(|| panic!("{country} is missing"));
            assert!(provinces.len() >= 4, "{country}");
            assert!(
                provinces.iter().all(|province| !province.cities.is_empty()),
                "{country}"
            );
            serde_json::from_str::<Value>(&tree_text(country).unwrap()).unwrap();
        }
        assert_eq!(provinces("FR").unwrap().len(), 96);
        assert_eq!(provinces("US").unwrap().len(), 51);
        assert_eq!(provinces("BR").unwrap().len(), 27);
        assert!(!is_destination("GB"));
    }
}
