//! The address of the tracking page: read leniently, written so that it can be kept and sent on.

use domain::ids::StoreId;
use domain::parcel::TrackingStatus;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use storage::{Leg, TrackingFilter, TrackingPlace, TrackingPosition};
use url::form_urlencoded;

/// Nobody types more to find a parcel.
const SEARCH_LENGTH: usize = 200;

/// Days that are shown unless other ones are asked for.
const DAYS: i64 = 30;

/// What the tracking page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TrackingQuery {
    /// Only of this status.
    pub(crate) status: Option<TrackingStatus>,
    /// Only what needs a person.
    pub(crate) attention: bool,
    /// What is searched for.
    pub(crate) search: String,
    /// Of which store.
    pub(crate) store: Option<StoreId>,
    /// To which country.
    pub(crate) country: Option<String>,
    /// From which supplier, by its key.
    pub(crate) supplier: Option<String>,
    /// By which shipping method.
    pub(crate) method: Option<String>,
    /// How far it has come. The time of *late* is the request's.
    pub(crate) leg: Option<Leg>,
    /// Placed on this day or later.
    pub(crate) from: Option<Date>,
    /// Placed on this day or earlier.
    pub(crate) to: Option<Date>,
    /// Whenever it was placed.
    pub(crate) any_time: bool,
    /// The page before or after a row.
    pub(crate) place: Option<TrackingPlace>,
}

impl TrackingQuery {
    /// Everything that there is.
    pub(crate) fn any_time() -> Self {
        Self {
            any_time: true,
            ..Self::default()
        }
    }

    /// Reads an address; what can't be understood is left out.
    pub(crate) fn read(raw: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            let value = value.trim();
            let words = || value.chars().take(SEARCH_LENGTH).collect::<String>();
            let some = || Some(words()).filter(|words| !words.is_empty());
            match name.as_ref() {
                "status" => query.status = TrackingStatus::parse(value),
                "attention" => query.attention = value == "1",
                "q" => query.search = words(),
                "store" => query.store = value.parse().ok(),
                "country" => query.country = country(value),
                "supplier" => query.supplier = some(),
                "method" => query.method = some(),
                "leg" => query.leg = leg_of(value),
                "from" => query.from = value.parse().ok(),
                "to" => query.to = value.parse().ok(),
                "range" => query.any_time = value == "all",
                "after" => query.place = position_of(value).map(TrackingPlace::After),
                "before" => query.place = position_of(value).map(TrackingPlace::Before),
                _ => {}
            }
        }
        query
    }

    /// What the storage is asked for. What needs a person and what is searched for is shown whenever it
    /// was placed: what is lost for longest would be hidden by a range.
    pub(crate) fn filter(&self, now: Timestamp, zone: &TimeZone) -> TrackingFilter {
        let next_day = self.to.and_then(|day| day.tomorrow().ok());
        let chosen = self.from.and_then(|day| midnight(day, zone));
        TrackingFilter {
            placed_from: match self.is_of_last_days() {
                true => self
                    .first_day(now, zone)
                    .and_then(|day| midnight(day, zone)),
                false => chosen,
            },
            placed_until: next_day.and_then(|day| midnight(day, zone)),
            status: self.status,
            attention_at: self.attention.then_some(now),
            leg: self.leg.map(|leg| match leg {
                Leg::Late(_) => Leg::Late(now),
                other => other,
            }),
            search: self.search.clone(),
            store: self.store,
            country: self.country.clone(),
            supplier: self.supplier.clone(),
            method: self.method.clone(),
        }
    }

    /// Whether it shows the last days because nothing else was asked for.
    pub(crate) fn is_of_last_days(&self) -> bool {
        let asked = self.from.is_some() || self.to.is_some() || self.any_time;
        !asked && !self.attention && self.search.is_empty()
    }

    /// The first of the last days.
    pub(crate) fn first_day(&self, now: Timestamp, zone: &TimeZone) -> Option<Date> {
        let today = now.to_zoned(zone.clone()).date();
        today.checked_sub(jiff::Span::new().days(DAYS - 1)).ok()
    }

    /// The address of the list.
    pub(crate) fn href(&self) -> String {
        self.href_of("/tracking")
    }

    /// `path`, which may have a query of its own, with the same query.
    pub(crate) fn href_of(&self, path: &str) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                pairs.append_pair(name, &value);
            }
        };
        put("status", self.status.map(|one| one.as_str().to_owned()));
        put("attention", self.attention.then(|| "1".to_owned()));
        put("q", Some(self.search.clone()));
        put("store", self.store.map(|store| store.to_string()));
        put("country", self.country.clone());
        put("supplier", self.supplier.clone());
        put("method", self.method.clone());
        put("leg", self.leg.map(|leg| leg_word(leg).to_owned()));
        put("from", self.from.map(|day| day.to_string()));
        put("to", self.to.map(|day| day.to_string()));
        put("range", self.any_time.then(|| "all".to_owned()));
        match self.place {
            None => {}
            Some(TrackingPlace::After(position)) => put("after", Some(position_word(position))),
            Some(TrackingPlace::Before(position)) => put("before", Some(position_word(position))),
        }
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
            place: None,
            ..self.clone()
        }
    }

    /// Another status with the same filters; `None` is all.
    pub(crate) fn with_status(&self, status: Option<TrackingStatus>) -> Self {
        Self {
            status,
            attention: false,
            ..self.first()
        }
    }

    /// What needs a person, with the same filters.
    pub(crate) fn needing(&self) -> Self {
        Self {
            status: None,
            attention: true,
            ..self.first()
        }
    }

    /// Another page.
    pub(crate) fn with_place(&self, place: TrackingPlace) -> Self {
        Self {
            place: Some(place),
            ..self.clone()
        }
    }

    /// The same status without any filter.
    pub(crate) fn unfiltered(&self) -> Self {
        Self {
            status: self.status,
            attention: self.attention,
            ..Self::default()
        }
    }

    /// Whether only the status narrows it.
    pub(crate) fn is_unfiltered(&self) -> bool {
        self.first() == self.unfiltered()
    }
}

/// How far something has come, as an address says it.
pub(crate) fn leg_word(leg: Leg) -> &'static str {
    match leg {
        Leg::Shipped => "shipped",
        Leg::NotShipped => "not_shipped",
        Leg::Delivered => "delivered",
        Leg::Underway => "underway",
        Leg::Late(_) => "late",
    }
}

/// Reads what [`leg_word`] wrote.
pub(crate) fn leg_of(word: &str) -> Option<Leg> {
    let all = [
        Leg::Shipped,
        Leg::NotShipped,
        Leg::Delivered,
        Leg::Underway,
        Leg::Late(Timestamp::UNIX_EPOCH),
    ];
    all.into_iter().find(|leg| leg_word(*leg) == word)
}

/// When a day begins.
pub(crate) fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp())
}

fn country(value: &str) -> Option<String> {
    let code = value.to_ascii_uppercase();
    (code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())).then_some(code)
}

fn position_word(position: TrackingPosition) -> String {
    format!("{}_{}", position.placed_at, position.id)
}

fn position_of(value: &str) -> Option<TrackingPosition> {
    let (placed_at, id) = value.split_once('_')?;
    Some(TrackingPosition {
        placed_at: placed_at.parse().ok()?,
        id: id.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let query = TrackingQuery {
            status: Some(TrackingStatus::PickUp),
            attention: true,
            search: "Ann & Bo #1".into(),
            store: Some(StoreId(7)),
            country: Some("VN".into()),
            supplier: Some("market:9".into()),
            method: Some("Slow boat / +1".into()),
            leg: leg_of("late"),
            from: "2026-11-01".parse().ok(),
            to: "2026-11-22".parse().ok(),
            any_time: true,
            place: Some(TrackingPlace::Before(TrackingPosition {
                placed_at: -5,
                id: i64::MAX,
            })),
        };
        let href = query.href();
        assert_eq!(TrackingQuery::read(href.split_once('?').unwrap().1), query);
        assert_eq!(TrackingQuery::default().href(), "/tracking");
        let nonsense = "status=x&store=a&country=%00&from=2026-99-99&after=1&leg=--&range=1";
        assert_eq!(TrackingQuery::read(nonsense), TrackingQuery::default());
    }

    #[test]
    fn the_last_days_are_shown_unless_something_else_is_asked_for() {
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let from = |raw: &str| TrackingQuery::read(raw).filter(now, &zone).placed_from;
        // It is the 23rd there; thirty days with it.
        assert_eq!(from(""), "2026-10-24T17:00:00Z".parse().ok());
        assert_eq!(from("status=alert"), from(""));
        for raw in ["attention=1", "q=LP1", "range=all", "to=2026-01-01"] {
            assert_eq!(from(raw), None, "{raw}");
        }
        assert_eq!(from("from=2026-11-01"), "2026-10-31T17:00:00Z".parse().ok());
        let late = TrackingQuery::read("leg=late").filter(now, &zone).leg;
        assert_eq!(late, Some(Leg::Late(now)));
    }
}
