//! The tables: a supplier, a shipping method or a country a row; each number leads to its list.

use maud::{Markup, html};
use storage::{Figures, Leg};

use super::{View, long};
use crate::pages::tracking::TrackingQuery;
use crate::ui::{
    Column, ColumnKind, DataTable, Importance, Row, Tone, country, data_table, foreign,
};
use crate::words::brief;

/// Whoever has more than this has the rest in the tracking page's filters.
const ROWS: usize = 100;

pub(super) fn suppliers(view: &View<'_>) -> Markup {
    let lang = view.visit.lang;
    let rows = view.found.suppliers.iter().map(|(key, name, figures)| {
        let list = |leg| TrackingQuery {
            supplier: Some(key.clone()).filter(|key| !key.is_empty()),
            ..view.list(leg)
        };
        let shown = match name.as_str() {
            "" => html! { span.note { (lang.t("monitoring-by-hand")) } },
            name => html! { (foreign(&brief(name, 60))) },
        };
        (name.clone(), row(view, shown, figures, &list))
    });
    table(view, "supplier", rows)
}

pub(super) fn methods(view: &View<'_>) -> Markup {
    let lang = view.visit.lang;
    let rows = view.found.methods.iter().map(|(name, figures)| {
        let list = |leg| TrackingQuery {
            method: Some(name.clone()).filter(|name| !name.is_empty()),
            ..view.list(leg)
        };
        let shown = match name.as_str() {
            "" => html! { span.note { (lang.t("monitoring-by-hand")) } },
            name => html! { (foreign(&brief(name, 60))) },
        };
        (name.clone(), row(view, shown, figures, &list))
    });
    table(view, "method", rows)
}

pub(super) fn countries(view: &View<'_>) -> Markup {
    let lang = view.visit.lang;
    let rows = view.found.countries.iter().map(|(code, figures)| {
        let list = |leg| TrackingQuery {
            country: Some(code.clone()),
            ..view.list(leg)
        };
        let shown = country(lang, &brief(code, 12));
        (code.clone(), row(view, shown, figures, &list))
    });
    table(view, "country", rows)
}

fn row(
    view: &View<'_>,
    name: Markup,
    figures: &Figures,
    list: &dyn Fn(Option<Leg>) -> TrackingQuery,
) -> Vec<Markup> {
    let lang = view.visit.lang;
    let counts = figures.counts;
    let number = |count: i64, leg: Option<Leg>| {
        html! {
            @if count == 0 { span.note { "0" } }
            @else { a href=(list(leg).href()) { (lang.number(count)) } }
        }
    };
    let time = |median: Option<i64>, p90, leg| {
        html! {
            @if median.is_none() { span.note { "–" } }
            @else {
                a href=(list(Some(leg)).href()) { (long(lang, median)) }
                div.note { (long(lang, p90)) }
            }
        }
    };
    let (ship, deliver) = (figures.to_ship, figures.to_deliver);
    vec![
        name,
        number(counts.placed, None),
        number(counts.shipped, Some(Leg::Shipped)),
        number(counts.placed - counts.shipped, Some(Leg::NotShipped)),
        number(counts.delivered, Some(Leg::Delivered)),
        number(counts.late, Some(Leg::Late(view.visit.now))),
        time(ship.median, ship.p90, Leg::Shipped),
        time(deliver.median, deliver.p90, Leg::Delivered),
    ]
}

fn table(view: &View<'_>, kind: &str, rows: impl Iterator<Item = (String, Vec<Markup>)>) -> Markup {
    let lang = view.visit.lang;
    let column = |key: &str, kind, importance| Column {
        label: lang.t(key),
        kind,
        importance,
        sort: None,
    };
    let number = |key: &str| column(key, ColumnKind::Number, Importance::Always);
    // keys: monitoring-column-*, monitoring-by-*
    let table = DataTable {
        caption: lang.t(&format!("monitoring-by-{kind}")),
        columns: vec![
            column(
                &format!("monitoring-column-{kind}"),
                ColumnKind::Text,
                Importance::Title,
            ),
            number("monitoring-column-placed"),
            number("monitoring-column-shipped"),
            number("monitoring-column-not_shipped"),
            number("monitoring-column-delivered"),
            number("monitoring-column-late"),
            number("monitoring-column-to_ship"),
            number("monitoring-column-to_deliver"),
        ],
        rows: rows
            .take(ROWS)
            .enumerate()
            .map(|(place, (name, cells))| Row {
                id: format!("{kind}-{place}").into(),
                name: name.into(),
                href: None,
                tone: Tone::Neutral,
                cells,
            })
            .collect(),
        selection: None,
        live: None,
    };
    data_table(lang, &table)
}
