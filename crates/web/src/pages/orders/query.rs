//! The address of a list of orders: read leniently, written so that it can be kept and sent on.

use domain::ids::{OrderId, StoreId};
use domain::order::{Dossier, Tab};
use domain::purchase::FailureReason;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use storage::{OrderFilter, OrderPosition, OrderSort};
use url::form_urlencoded;

/// Nobody types more to find an order.
const SEARCH_LENGTH: usize = 200;

/// What a list of orders shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListQuery {
    /// Which tab; `None` is all.
    pub(crate) tab: Option<Tab>,
    /// What is searched for.
    pub(crate) search: String,
    /// Of which store.
    pub(crate) store: Option<StoreId>,
    /// To which country.
    pub(crate) country: Option<String>,
    /// Ordered on this day or later.
    pub(crate) from: Option<Date>,
    /// Ordered on this day or earlier.
    pub(crate) to: Option<Date>,
    /// Only what a person should look at.
    pub(crate) attention: bool,
    /// Only what failed for this reason.
    pub(crate) failure: Option<FailureReason>,
    /// In which order.
    pub(crate) sort: OrderSort,
    /// The page after this row.
    pub(crate) after: Option<OrderPosition>,
    /// The page before this row.
    pub(crate) before: Option<OrderPosition>,
}

impl ListQuery {
    /// Reads an address; what can't be understood is left out.
    pub(crate) fn read(raw: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            let value = value.trim();
            match name.as_ref() {
                "tab" => query.tab = Tab::parse(value),
                "q" => query.search = value.chars().take(SEARCH_LENGTH).collect(),
                "store" => query.store = value.parse().ok(),
                "country" => query.country = country(value),
                "from" => query.from = value.parse().ok(),
                "to" => query.to = value.parse().ok(),
                "attention" => query.attention = value == "1",
                "failure" => {
                    let known = FailureReason::ALL.into_iter();
                    query.failure = known.clone().find(|reason| reason.as_str() == value);
                }
                "sort" => query.sort = sort_of(value),
                "after" => query.after = position_of(value),
                "before" => query.before = position_of(value),
                _ => {}
            }
        }
        query
    }

    /// What the storage is asked for.
    pub(crate) fn filter(&self, zone: &TimeZone) -> OrderFilter {
        let next_day = self.to.and_then(|day| day.tomorrow().ok());
        OrderFilter {
            tab: self.tab,
            search: self.search.clone(),
            store: self.store,
            country: self.country.clone(),
            ordered_from: self.from.and_then(|day| midnight(day, zone)),
            ordered_until: next_day.and_then(|day| midnight(day, zone)),
            needs_person: self.attention,
            failure: self.failure.map(|reason| reason.as_str().to_owned()),
        }
    }

    /// The address of the list.
    pub(crate) fn href(&self) -> String {
        self.href_of("/orders")
    }

    /// `path`, which may have a query of its own, with the same query.
    pub(crate) fn href_of(&self, path: &str) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                pairs.append_pair(name, &value);
            }
        };
        put("tab", self.tab.map(|tab| tab.as_str().to_owned()));
        put("q", Some(self.search.clone()));
        put("store", self.store.map(|store| store.to_string()));
        put("country", self.country.clone());
        put("from", self.from.map(|day| day.to_string()));
        put("to", self.to.map(|day| day.to_string()));
        put("attention", self.attention.then(|| "1".to_owned()));
        put("failure", self.failure.map(|one| one.as_str().to_owned()));
        put("sort", sort_word(self.sort).map(str::to_owned));
        put("after", self.after.map(position_word));
        put("before", self.before.map(position_word));
        let written = pairs.finish();
        if written.is_empty() {
            path.to_owned()
        } else {
            let joint = if path.contains('?') { '&' } else { '?' };
            format!("{path}{joint}{written}")
        }
    }

    /// From the first row on.
    pub(crate) fn first(&self) -> Self {
        Self {
            after: None,
            before: None,
            ..self.clone()
        }
    }

    /// Another tab with the same filters. A failure belongs to *Failed* and to all.
    pub(crate) fn with_tab(&self, tab: Option<Tab>) -> Self {
        let failure = self
            .failure
            .filter(|_| tab.is_none_or(|tab| tab == Tab::Failed));
        Self {
            tab,
            failure,
            ..self.first()
        }
    }

    /// Sorted another way.
    pub(crate) fn with_sort(&self, sort: OrderSort) -> Self {
        Self {
            sort,
            ..self.first()
        }
    }

    /// The page after a row.
    pub(crate) fn with_after(&self, after: OrderPosition) -> Self {
        Self {
            after: Some(after),
            ..self.first()
        }
    }

    /// The page before a row.
    pub(crate) fn with_before(&self, before: OrderPosition) -> Self {
        Self {
            before: Some(before),
            ..self.first()
        }
    }

    /// The same tab and sort without any filter.
    pub(crate) fn unfiltered(&self) -> Self {
        Self {
            tab: self.tab,
            sort: self.sort,
            ..Self::default()
        }
    }

    /// Whether only the tab narrows it.
    pub(crate) fn is_unfiltered(&self) -> bool {
        self.first() == self.unfiltered()
    }

    /// Whether it is the first page.
    pub(crate) fn is_first(&self) -> bool {
        self.after.is_none() && self.before.is_none()
    }
}

/// The other way around.
pub(crate) fn reversed(sort: OrderSort) -> OrderSort {
    match sort {
        OrderSort::Newest => OrderSort::Oldest,
        OrderSort::Oldest => OrderSort::Newest,
        OrderSort::LargestTotal => OrderSort::SmallestTotal,
        OrderSort::SmallestTotal => OrderSort::LargestTotal,
    }
}

/// Where an order stands in a list.
pub(crate) fn position(sort: OrderSort, dossier: &Dossier) -> OrderPosition {
    let order = &dossier.order;
    OrderPosition {
        value: match sort {
            OrderSort::Newest | OrderSort::Oldest => order.ordered_at.as_microsecond(),
            OrderSort::LargestTotal | OrderSort::SmallestTotal => order.total.minor(),
        },
        id: order.id,
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone())
        .ok()
        .map(|start| start.timestamp())
}

fn country(value: &str) -> Option<String> {
    let code = value.to_ascii_uppercase();
    (code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())).then_some(code)
}

fn sort_of(value: &str) -> OrderSort {
    match value {
        "oldest" => OrderSort::Oldest,
        "largest" => OrderSort::LargestTotal,
        "smallest" => OrderSort::SmallestTotal,
        _ => OrderSort::Newest,
    }
}

/// `None` for the usual order, which the address leaves out.
pub(crate) fn sort_word(sort: OrderSort) -> Option<&'static str> {
    match sort {
        OrderSort::Newest => None,
        OrderSort::Oldest => Some("oldest"),
        OrderSort::LargestTotal => Some("largest"),
        OrderSort::SmallestTotal => Some("smallest"),
    }
}

fn position_of(value: &str) -> Option<OrderPosition> {
    let (value, id) = value.split_once('_')?;
    Some(OrderPosition {
        value: value.parse().ok()?,
        id: id.parse::<OrderId>().ok()?,
    })
}

fn position_word(position: OrderPosition) -> String {
    format!("{}_{}", position.value, position.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let query = ListQuery {
            tab: Some(Tab::Failed),
            search: "#10 đèn & <b>".into(),
            store: Some(StoreId(7)),
            country: Some("VN".into()),
            from: Some(jiff::civil::date(2026, 11, 1)),
            to: Some(jiff::civil::date(2026, 11, 22)),
            attention: true,
            failure: Some(FailureReason::OutOfStock),
            sort: OrderSort::LargestTotal,
            after: Some(OrderPosition {
                value: -5,
                id: OrderId(i64::MAX),
            }),
            before: None,
        };
        let href = query.href();
        let raw = href.strip_prefix("/orders?").unwrap();
        assert_eq!(ListQuery::read(raw), query);
        assert!(!query.is_unfiltered() && query.unfiltered().is_unfiltered());
        assert_eq!(ListQuery::default().href(), "/orders");
    }

    #[test]
    fn nonsense_is_left_out() {
        let raw = "tab=x&store=a&country=%00&from=2026-99-99&after=1&failure=' OR 1&sort=--&q=%ff";
        let query = ListQuery::read(raw);
        let expected = ListQuery {
            search: "\u{FFFD}".into(),
            ..ListQuery::default()
        };
        assert_eq!(query, expected);
    }

    #[test]
    fn the_last_day_counts_whole() {
        let query = ListQuery::read("from=2026-11-01&to=2026-11-01");
        let filter = query.filter(&TimeZone::fixed(jiff::tz::offset(7)));
        assert_eq!(filter.ordered_from, "2026-10-31T17:00:00Z".parse().ok());
        assert_eq!(filter.ordered_until, "2026-11-01T17:00:00Z".parse().ok());
    }
}
