//! The period that is monitored: two days, or the last so many.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use url::form_urlencoded;

use crate::pages::tracking::{TrackingQuery, midnight, said_dates};
use crate::ui::{Button, Icon, button, icon, menu, menu_link};
use crate::visit::Visit;

/// Days unless others are asked for.
const DAYS: i64 = 30;

/// A year and a day: two years are two periods, and cost as much.
const MOST_DAYS: i64 = 366;

/// From the first day to the last, both whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Period {
    /// Reads an address; what can't be understood, or is too long, is made fit.
    pub(super) fn read(raw: &str, today: Date) -> Self {
        let (mut from, mut to) = (None, None);
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            match name.as_ref() {
                "from" => from = value.trim().parse::<Date>().ok(),
                "to" => to = value.trim().parse::<Date>().ok(),
                _ => {}
            }
        }
        let to: Date = to.unwrap_or(today);
        let back = |days: i64| to.saturating_sub(jiff::Span::new().days(days - 1));
        let from = from.unwrap_or_else(|| back(DAYS)).min(to);
        Self {
            from: from.max(back(MOST_DAYS)),
            to,
        }
    }

    /// When it begins and ends.
    pub(super) fn span(&self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let next = self.to.tomorrow().unwrap_or(Date::MAX);
        (
            midnight(self.from, zone).unwrap_or(Timestamp::MIN),
            midnight(next, zone).unwrap_or(Timestamp::MAX),
        )
    }

    /// The tracking page of it.
    pub(super) fn tracking(&self) -> TrackingQuery {
        TrackingQuery {
            from: Some(self.from),
            to: Some(self.to),
            ..TrackingQuery::default()
        }
    }
}

/// The choice of another period.
pub(super) fn bar(visit: &Visit, period: &Period) -> Markup {
    let lang = visit.lang;
    let today = visit.now.to_zoned(visit.reader.zone.clone()).date();
    let last = |days: i64| {
        let from = today.saturating_sub(jiff::Span::new().days(days - 1));
        format!("/monitoring?from={from}&to={today}")
    };
    let label = said_dates(lang, Some(period.from), Some(period.to));
    let label = label.unwrap_or_else(|| lang.t("orders-dates"));
    let field = |name: &'static str, key: &'static str, day: Date| {
        html! {
            label.field {
                span.field-label { (lang.t(key)) }
                input type="date" name=(name) value=(day);
            }
        }
    };
    // keys: monitoring-dates-*, orders-date-*
    let items = html! {
        (menu_link(Icon::Date, &lang.t("monitoring-dates-week"), &last(7)))
        (menu_link(Icon::Date, &lang.t("monitoring-dates-month"), &last(30)))
        (menu_link(Icon::Date, &lang.t("monitoring-dates-quarter"), &last(90)))
        (menu_link(Icon::Date, &lang.t("monitoring-dates-year"), &last(365)))
        form.menu-part.stack method="get" action="/monitoring" {
            (field("from", "orders-date-from", period.from))
            (field("to", "orders-date-to", period.to))
            (button(&Button { label: lang.t("orders-dates-apply"), ..Button::default() }))
        }
    };
    html! {
        div.row {
            (menu(&html! { (icon(Icon::Date)) span { (label) } (icon(Icon::Down)) }, &label, &items))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_made_fit() {
        let today: Date = "2026-11-22".parse().unwrap();
        let read = |raw: &str| {
            let period = Period::read(raw, today);
            format!("{} {}", period.from, period.to)
        };
        assert_eq!(read(""), "2026-10-24 2026-11-22");
        assert_eq!(read("from=2026-11-01"), "2026-11-01 2026-11-22");
        assert_eq!(
            read("to=2026-01-31&from=2026-01-01"),
            "2026-01-01 2026-01-31"
        );
        assert_eq!(read("from=2027-01-01"), "2026-11-22 2026-11-22");
        assert_eq!(
            read("from=-009999-01-01&to=9999-12-31"),
            "9998-12-31 9999-12-31"
        );
        let (from, until) = Period::read("from=2026-11-22", today).span(&TimeZone::UTC);
        assert_eq!(from.to_string(), "2026-11-22T00:00:00Z");
        assert_eq!(until.to_string(), "2026-11-23T00:00:00Z");
    }
}
