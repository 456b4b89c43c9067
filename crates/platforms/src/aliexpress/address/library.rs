//! The vendor's address library of a country: the names that its form takes, and no others.
//!
//! Names are matched folded and sent in the library's spelling. A library is asked for rarely, because
//! the vendor answers four such calls a second to the whole world. Source: reference sheet §8.1.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::super::wire::{List, Text};
use super::folding::folded;

/// Names of places change over years; three weeks also let a corrected list arrive.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(21 * 24);

/// What the vendor's own form offers where a name is not in its list.
pub(super) const OTHER: &str = "Other";

/// The names of a country.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Library {
    provinces: Vec<Province>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Province {
    pub(super) name: String,
    pub(super) cities: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Node {
    name: Text,
    #[serde(rename = "type")]
    level: Text,
    children: List<Node>,
}

impl Library {
    /// Reads the tree; what is no tree is an empty library.
    pub(crate) fn read(children: Value) -> Self {
        let nodes: List<Node> = serde_json::from_value(children).unwrap_or_default();
        let is_province = |node: &&Node| !node.level.as_str().eq_ignore_ascii_case("city");
        let provinces = nodes.0.iter().filter(is_province).map(|node| {
            let mut cities = Vec::new();
            collect_names(&node.children.0, &mut cities);
            Province {
                name: node.name.as_str().to_owned(),
                cities,
            }
        });
        Self {
            provinces: provinces.collect(),
        }
    }

    pub(super) fn has_provinces(&self) -> bool {
        !self.provinces.is_empty()
    }

    /// The province of that name.
    pub(super) fn province(&self, name: &str) -> Option<&Province> {
        let wanted = folded(name);
        let mut provinces = self.provinces.iter();
        provinces.find(|province| !wanted.is_empty() && folded(&province.name) == wanted)
    }
}

impl Province {
    /// The library's spelling of a city.
    pub(super) fn city(&self, name: &str) -> Option<&str> {
        let wanted = folded(name);
        let mut cities = self.cities.iter();
        cities
            .find(|city| folded(city) == wanted)
            .map(String::as_str)
    }
}

/// Levels between province and city are counted as cities too: their names are not known for certain.
fn collect_names(nodes: &[Node], names: &mut Vec<String>) {
    for node in nodes {
        names.extend(node.name.some().map(str::to_owned));
        collect_names(&node.children.0, names);
    }
}

/// The libraries that were read, by gateway and country, with when.
#[derive(Debug, Default)]
pub(crate) struct Libraries(BTreeMap<(String, String), (Timestamp, Arc<Library>)>);

impl Libraries {
    /// The library of a place, if it was read lately.
    pub(crate) fn fresh(&self, place: &(String, String), now: Timestamp) -> Option<Arc<Library>> {
        let (read_at, library) = self.0.get(place)?;
        (now.duration_since(*read_at) < KEPT_FOR).then(|| Arc::clone(library))
    }

    /// Keeps a library that was read at `now`.
    pub(crate) fn remember(
        &mut self,
        place: (String, String),
        library: Arc<Library>,
        now: Timestamp,
    ) {
        self.0.insert(place, (now, library));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::wire::{AddressAnswer, Opened, open};
    use super::*;

    fn france() -> Library {
        let body = include_str!("../fixtures/address_library.json");
        let Opened::Answer { answer, .. } = open(body.as_bytes()).unwrap() else {
            panic!("not an answer")
        };
        let answer: AddressAnswer = serde_json::from_value(answer).unwrap();
        Library::read(answer.result.0.data.0.children.0)
    }

    #[test]
    fn names_are_found_folded_and_given_in_its_spelling() {
        let france = france();
        let ain = france.province("AIN").unwrap();
        assert_eq!(ain.city("Ambérieu en Bugey"), Some("Amberieu-en-bugey"));
        assert_eq!(ain.city("Arvière-en-Valromey"), Some("ARVIERE-EN-VALROMEY"));
        assert_eq!(ain.city("Lyon"), None);
        assert!(france.province("").is_none() && france.has_provinces());
        assert!(!Library::read(Value::Null).has_provinces());
    }

    #[test]
    fn a_library_is_kept_for_weeks_and_not_for_ever() {
        let mut libraries = Libraries::default();
        let place = ("gateway".to_owned(), "FR".to_owned());
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        libraries.remember(
            place.clone(),
            Arc::new(france()),
            at("2026-11-01T00:00:00Z"),
        );
        assert!(
            libraries
                .fresh(&place, at("2026-11-21T00:00:00Z"))
                .is_some()
        );
        assert!(
            libraries
                .fresh(&place, at("2026-11-23T00:00:00Z"))
                .is_none()
        );
    }
}
