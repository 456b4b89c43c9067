//! What a person wants in a file: which list it is about, and words and titles in the reader's language.

use std::collections::BTreeMap;

use app::export::{Column, Form, Rows, Which, Wish, columns, usual_columns};
use domain::order::Tab;
use domain::parcel::TrackingStatus;
use domain::purchase::{FailureReason, PurchaseState};
use url::form_urlencoded;

use crate::i18n::{Lang, Text};
use crate::pages::orders::ListQuery;
use crate::pages::tracking::TrackingQuery;
use crate::visit::Visit;
use crate::words::{reason_short, tracking_word};

/// The list that a file is made of, as the address of the form says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) list: List,
    pub(super) rows: Rows,
}

/// A list with its filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// Of orders.
    Orders(Box<ListQuery>),
    /// Of parcels.
    Tracking(Box<TrackingQuery>),
}

impl Asked {
    /// Reads an address; what can't be understood is left out.
    pub(super) fn read(raw: &str) -> Self {
        let pairs = || form_urlencoded::parse(raw.as_bytes());
        let value = |name: &str| {
            let found = pairs().find(|(known, _)| known == name);
            found.map(|(_, value)| value.into_owned())
        };
        if value("list").as_deref() == Some("tracking") {
            return Self {
                list: List::Tracking(Box::new(TrackingQuery::read(raw).first())),
                rows: Rows::Parcels,
            };
        }
        let rows = value("rows").and_then(|rows| Rows::parse(&rows));
        Self {
            list: List::Orders(Box::new(ListQuery::read(raw).first())),
            rows: rows.unwrap_or(Rows::Orders),
        }
    }

    /// `path` with the same list, and other rows.
    pub(super) fn href_of(&self, path: &str, rows: Rows) -> String {
        let rows = rows.as_str();
        match &self.list {
            List::Orders(query) => query.href_of(&format!("{path}?list=orders&rows={rows}")),
            List::Tracking(query) => query.href_of(&format!("{path}?list=tracking")),
        }
    }

    /// The list itself.
    pub(super) fn list_href(&self) -> String {
        match &self.list {
            List::Orders(query) => query.href(),
            List::Tracking(query) => query.href(),
        }
    }

    /// What the storage is asked for.
    pub(super) fn which(&self, visit: &Visit) -> Which {
        let zone = &visit.reader.zone;
        match &self.list {
            List::Orders(query) => Which::Orders(query.filter(zone)),
            List::Tracking(query) => Which::Tracking(query.filter(visit.now, zone)),
        }
    }

    /// The whole wish. Without any known column it has the usual ones.
    pub(super) fn wish<'a>(
        &self,
        visit: &Visit,
        form: Form,
        chosen: impl Iterator<Item = &'a str>,
    ) -> Wish {
        let lang = visit.lang;
        let chosen: Vec<&str> = chosen.collect();
        let mut keys = columns(self.rows);
        keys.retain(|key| chosen.contains(key));
        if keys.is_empty() {
            keys = usual_columns(self.rows);
        }
        let zone = &visit.reader.zone;
        let stamp = visit.now.to_zoned(zone.clone());
        Wish {
            rows: self.rows,
            form,
            which: self.which(visit),
            columns: keys
                .into_iter()
                .map(|key| Column {
                    key: key.to_owned(),
                    title: title(lang, key).into_owned(),
                })
                .collect(),
            words: words(lang),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            name: format!("{}-{}", self.rows.as_str(), stamp.strftime("%Y-%m-%d-%H%M")),
            letter: None,
        }
    }
}

/// What stands above a column.
pub(super) fn title(lang: Lang, key: &str) -> Text<'static> {
    // keys: export-column-*
    lang.t(&format!("export-column-{key}"))
}

/// What words of ours are called.
fn words(lang: Lang) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut put = |kind: &str, word: &str, said: Text<'_>| {
        words.insert(format!("{kind}.{word}"), said.into_owned());
    };
    // keys: tab-*, purchase-*, payment-*, export-answer-*
    for tab in Tab::ALL {
        put(
            "tab",
            tab.as_str(),
            lang.t(&format!("tab-{}", tab.as_str())),
        );
    }
    for state in PurchaseState::ALL {
        let key = format!("purchase-{}", state.as_str());
        put("purchase", state.as_str(), lang.t(&key));
    }
    for status in TrackingStatus::ALL {
        put("tracking", status.as_str(), tracking_word(lang, status));
    }
    for word in ["unpaid", "paid", "partly_refunded", "refunded", "voided"] {
        put("payment", word, lang.t(&format!("payment-{word}")));
    }
    for reason in FailureReason::ALL {
        put("failure", reason.as_str(), reason_short(lang, reason));
    }
    for word in ["yes", "no"] {
        put("answer", word, lang.t(&format!("export-answer-{word}")));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_title_in_every_language() {
        for rows in Rows::ALL {
            for key in columns(rows) {
                for lang in Lang::ALL {
                    assert!(lang.has(&format!("export-column-{key}")), "{key}");
                }
            }
        }
        // A text that is missing would be its own key.
        let is_key = |word: &String| word.contains('-') && *word == word.to_lowercase();
        for lang in Lang::ALL {
            let missing: Vec<String> = words(lang).into_values().filter(is_key).collect();
            assert_eq!(missing, Vec::<String>::new());
        }
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        for raw in [
            "list=orders&rows=purchases&tab=failed&q=ann",
            "list=tracking&status=alert&range=all",
        ] {
            let asked = Asked::read(raw);
            let href = asked.href_of("/exports", asked.rows);
            assert_eq!(href, format!("/exports?{raw}"));
            assert_eq!(Asked::read(href.split_once('?').unwrap().1), asked);
        }
        let asked = Asked::read("list=tracking&rows=orders");
        assert_eq!(asked.rows, Rows::Parcels);
        assert_eq!(Asked::read("rows=x").rows, Rows::Orders);
    }
}
