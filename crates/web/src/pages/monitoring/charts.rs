//! The charts: how many a day, how far they are, and who is fast.

use jiff::civil::Date;
use maud::{Markup, html};
use storage::{Figures, Leg};

use super::{View, long};
use crate::pages::tracking::TrackingQuery;
use crate::ui::{Bar, Share, card_with_title, column_chart, share_bar};
use crate::words::{brief, country_name};

/// More columns than this have no room for their words.
const COLUMNS: usize = 8;

/// Days that stand as columns of their own; a longer period stands in weeks, and one longer than that
/// in months.
const DAYS: usize = 31;
const WEEKS: usize = 26;

pub(super) fn show(view: &View<'_>) -> Markup {
    let lang = view.visit.lang;
    let cards = [
        ("monitoring-chart-placed", Some(over_time(view))),
        ("monitoring-chart-legs", Some(legs(view))),
        ("monitoring-chart-to-ship", to_ship(view)),
        ("monitoring-chart-to-deliver", to_deliver(view)),
    ];
    // keys: monitoring-chart-*
    html! {
        div.grid-wide {
            @for (key, chart) in cards {
                (card_with_title(&lang.t(key), &html! {}, &match chart {
                    Some(chart) => chart,
                    None => html! { p.note { (lang.t("monitoring-chart-none")) } },
                }))
            }
        }
    }
}

/// A column a day, a week or a month.
fn over_time(view: &View<'_>) -> Markup {
    let lang = view.visit.lang;
    let days = view
        .period
        .from
        .until(view.period.to)
        .map_or(0, |span| span.get_days());
    let days = usize::try_from(days).unwrap_or(0) + 1;
    let step = match days {
        0..=DAYS => 1,
        _ if days <= WEEKS * 7 => 7,
        _ => 30,
    };
    let mut bars = Vec::new();
    let mut first = view.period.from;
    while first <= view.period.to {
        let last = first
            .saturating_add(jiff::Span::new().days(step - 1))
            .min(view.period.to);
        let placed = view.found.days.iter().filter(|(day, _)| {
            let (first, last) = (day_number(first), day_number(last));
            (first..=last).contains(*day)
        });
        let placed: i64 = placed.map(|(_, counts)| counts.placed).sum();
        let list = TrackingQuery {
            from: Some(first),
            to: Some(last),
            ..TrackingQuery::default()
        };
        let label = match step {
            1 => first.strftime("%-d").to_string(),
            _ => first.strftime("%-d/%-m").to_string(),
        };
        bars.push(Bar {
            label: label.into(),
            value: placed,
            // Thirty zeros under each other say nothing.
            written: match placed {
                0 => "".into(),
                placed => lang.number(placed).into(),
            },
            href: Some(list.href().into()),
        });
        first = last.tomorrow().unwrap_or(Date::MAX);
        if first == Date::MAX {
            break;
        }
    }
    column_chart(lang, &lang.t("monitoring-chart-placed"), &bars)
}

/// The day's number since 1970, as the storage counts them.
fn day_number(day: Date) -> i64 {
    let since = Date::constant(1970, 1, 1).until(day);
    since.map_or(0, |span| span.get_days().into())
}

/// How the whole is divided.
fn legs(view: &View<'_>) -> Markup {
    let lang = view.visit.lang;
    let counts = view.found.all.counts;
    let part = |key: &str, value: i64, leg: Leg| Share {
        label: lang.t(key),
        value,
        href: Some(view.list(Some(leg)).href().into()),
    };
    let shares = [
        part("tracking-leg-delivered", counts.delivered, Leg::Delivered),
        part(
            "tracking-leg-underway",
            counts.shipped - counts.delivered,
            Leg::Underway,
        ),
        part(
            "tracking-leg-not_shipped",
            counts.placed - counts.shipped,
            Leg::NotShipped,
        ),
    ];
    share_bar(lang, &lang.t("monitoring-chart-legs"), &shares)
}

/// Half of a supplier's parcels leave within this time.
fn to_ship(view: &View<'_>) -> Option<Markup> {
    let lang = view.visit.lang;
    let suppliers = view
        .found
        .suppliers
        .iter()
        .filter_map(|(key, name, figures)| {
            let list = TrackingQuery {
                supplier: Some(key.clone()).filter(|key| !key.is_empty()),
                ..view.list(Some(Leg::Shipped))
            };
            let name = match name.as_str() {
                "" => lang.t("monitoring-by-hand").into_owned(),
                name => name.to_owned(),
            };
            bar(view, &name, figures.to_ship.median, &list)
        });
    let bars: Vec<Bar<'_>> = suppliers.take(COLUMNS).collect();
    (!bars.is_empty()).then(|| column_chart(lang, &lang.t("monitoring-chart-to-ship"), &bars))
}

/// Half of a country's parcels arrive within this time.
fn to_deliver(view: &View<'_>) -> Option<Markup> {
    let lang = view.visit.lang;
    let countries = view.found.countries.iter();
    let bars = countries.filter_map(|(code, figures): &(String, Figures)| {
        let list = TrackingQuery {
            country: Some(code.clone()),
            ..view.list(Some(Leg::Delivered))
        };
        let name = country_name(lang, code).into_owned();
        bar(view, &name, figures.to_deliver.median, &list)
    });
    let bars: Vec<Bar<'_>> = bars.take(COLUMNS).collect();
    (!bars.is_empty()).then(|| column_chart(lang, &lang.t("monitoring-chart-to-deliver"), &bars))
}

fn bar(
    view: &View<'_>,
    name: &str,
    seconds: Option<i64>,
    list: &TrackingQuery,
) -> Option<Bar<'static>> {
    let seconds = seconds?;
    Some(Bar {
        label: brief(name, 12).into(),
        value: seconds,
        written: long(view.visit.lang, Some(seconds)),
        href: Some(list.href().into()),
    })
}
