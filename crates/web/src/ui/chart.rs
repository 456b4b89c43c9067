//! Charts drawn by the server: labels on the marks themselves, and every number in a table below.
//!
//! Positions are shares of the width, so a chart fits any column without its letters being
//! stretched. Geometry is in whole numbers (hundredths of a percent, pixels of the fixed height).

use maud::{Markup, html};

use super::safe_href;
use crate::i18n::{Lang, Text};

/// The height of the columns; labels come on top of it.
const PLOT_HEIGHT: i64 = 128;
const LABEL_ABOVE: i64 = 20;
const LABEL_BELOW: i64 = 24;

/// The whole width, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// Two labels at the edge need this distance in pixels to stay readable.
const LABEL_GAP: i64 = 16;

/// One value with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar<'a> {
    /// What it stands for: a day, a country.
    pub label: Text<'a>,
    /// How tall it is, in any unit that all bars share. Below zero counts as zero.
    pub value: i64,
    /// The value as it is written.
    pub written: Text<'a>,
    /// The list behind it.
    pub href: Option<Text<'a>>,
}

/// One step of a line.
pub type Point = i64;

/// A part that recurs in every column of a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series<'a> {
    /// What it stands for.
    pub label: Text<'a>,
    /// Its value in each column.
    pub values: Vec<i64>,
}

/// A part of a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share<'a> {
    /// What it stands for.
    pub label: Text<'a>,
    /// How large it is.
    pub value: i64,
    /// The list behind it.
    pub href: Option<Text<'a>>,
}

/// Shows the way of a number over time, without axes; `description` says it in words.
pub fn sparkline(points: &[Point], description: &str) -> Markup {
    let (low, high) = match (points.iter().min(), points.iter().max()) {
        (Some(low), Some(high)) => (*low, *high),
        _ => (0, 0),
    };
    let steps = i64::try_from(points.len())
        .unwrap_or(i64::MAX)
        .saturating_sub(1)
        .max(1);
    let y = |value: i64| 36 - scale(value.saturating_sub(low), high.saturating_sub(low), 32);
    let line: Vec<String> = (0..)
        .zip(points)
        .map(|(index, value): (i64, &i64)| format!("{},{}", index * 1000 / steps, y(*value)))
        .collect();
    let line = line.join(" ");
    html! {
        svg.sparkline role="img" aria-label=(description) height="40" {
            svg viewBox="0 0 1000 40" preserveAspectRatio="none" width="100%" height="40" {
                polygon.spark-area points={ "0,40 " (line) " 1000,40" } {}
                polyline.spark-line points=(line) fill="none" vector-effect="non-scaling-stroke" {}
            }
            @if let Some(last) = points.last() { circle.spark-end cx="100%" cy=(y(*last)) r="3" {} }
        }
    }
}

/// Shows columns with their values on top and their names below.
pub fn column_chart(lang: Lang, title: &str, bars: &[Bar<'_>]) -> Markup {
    let top = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let slot = WHOLE / i64::try_from(bars.len()).unwrap_or(i64::MAX).max(1);
    html! {
        figure.chart {
            svg role="img" aria-label=(title) width="100%"
                height=(LABEL_ABOVE + PLOT_HEIGHT + LABEL_BELOW) {
                (base_line(WHOLE))
                @for (index, bar) in (0..).zip(bars) {
                    @let height = scale(bar.value, top, PLOT_HEIGHT);
                    @let y = LABEL_ABOVE + PLOT_HEIGHT - height;
                    @let middle = percent(slot * index + slot / 2);
                    (linked(bar.href.as_deref(), &html! {
                        rect.bar x=(percent(slot * index + slot * 18 / 100)) y=(y)
                            width=(percent(slot * 64 / 100)) height=(height) rx="2" {
                            title { (bar.label) ": " (bar.written) }
                        }
                        text.bar-value x=(middle) y=(y - 6) text-anchor="middle" { (bar.written) }
                    }))
                    // Names stand on two lines where there is no room for them side by side.
                    text.bar-label.low[index % 2 == 1 && (4..12).contains(&bars.len())]
                        x=(middle) y=(LABEL_ABOVE + PLOT_HEIGHT + 17)
                        text-anchor="middle" { (bar.label) }
                }
            }
            (table_of(lang, title, &[Text::from(title)], bars.iter().map(|bar| {
                (bar.label.clone(), vec![bar.written.to_string()])
            }).collect()))
        }
    }
}

/// Shows columns made of parts; each part is named at the right edge, beside its last piece.
pub fn stacked_columns(
    lang: Lang,
    title: &str,
    columns: &[Text<'_>],
    series: &[Series<'_>],
) -> Markup {
    let value =
        |part: &Series<'_>, column: usize| part.values.get(column).map_or(0, |v| *v.max(&0));
    let sum = |column: usize| series.iter().map(|part| value(part, column)).sum::<i64>();
    let top = (0..columns.len()).map(sum).max().unwrap_or(0).max(1);
    // The right fifth belongs to the names.
    let plot = WHOLE * 78 / 100;
    let slot = plot / i64::try_from(columns.len()).unwrap_or(i64::MAX).max(1);
    let bottom = LABEL_ABOVE + PLOT_HEIGHT;
    html! {
        figure.chart {
            svg role="img" aria-label=(title) width="100%" height=(bottom + LABEL_BELOW) {
                (base_line(plot))
                @for (index, label) in columns.iter().enumerate() {
                    @let left = slot * i64::try_from(index).unwrap_or_default();
                    @for (part, from, height) in pieces(series, index, top) {
                        rect class={ "series-" (part % 5 + 1) } x=(percent(left + slot * 18 / 100))
                            y=(bottom - from - height) width=(percent(slot * 64 / 100))
                            height=(height) {
                            title { (series[part].label) ": " (lang.number(value(&series[part], index))) }
                        }
                    }
                    text.bar-value x=(percent(left + slot / 2)) text-anchor="middle"
                        y=(bottom - scale(sum(index), top, PLOT_HEIGHT) - 6) { (lang.number(sum(index))) }
                    text.bar-label x=(percent(left + slot / 2)) y=(bottom + 17)
                        text-anchor="middle" { (label) }
                }
                @for (part, y) in names_at_edge(series, columns.len(), top) {
                    rect class={ "series-" (part % 5 + 1) } x=(percent(plot + 150)) y=(y - 9) width="10"
                        height="10" rx="2" {}
                    text.bar-name x=(percent(plot + 150)) dx="16" y=(y) { (series[part].label) }
                }
            }
            (table_of(lang, title, &series.iter().map(|part| part.label.clone()).collect::<Vec<_>>(),
                columns.iter().enumerate().map(|(index, label)| {
                    let cells = series.iter().map(|part| lang.number(value(part, index)));
                    (label.clone(), cells.collect())
                }).collect()))
        }
    }
}

/// The pieces of one column from the bottom: which part, from which height, how tall.
fn pieces(series: &[Series<'_>], column: usize, top: i64) -> Vec<(usize, i64, i64)> {
    let mut below = 0;
    let mut found = Vec::new();
    for (part, one) in series.iter().enumerate() {
        let value = one.values.get(column).map_or(0, |value| *value.max(&0));
        let from = scale(below, top, PLOT_HEIGHT);
        below += value;
        let height = scale(below, top, PLOT_HEIGHT) - from;
        if height > 0 {
            found.push((part, from, height));
        }
    }
    found
}

/// Where each name stands: at the middle of its last piece, moved up where two would touch.
fn names_at_edge(series: &[Series<'_>], columns: usize, top: i64) -> Vec<(usize, i64)> {
    let last = pieces(series, columns.saturating_sub(1), top);
    let mut lowest = LABEL_ABOVE + PLOT_HEIGHT + LABEL_GAP - 4;
    let mut found = Vec::new();
    for part in 0..series.len() {
        let (from, height) = last
            .iter()
            .find(|(piece, _, _)| *piece == part)
            .map_or((0, 0), |(_, from, height)| (*from, *height));
        let wanted = LABEL_ABOVE + PLOT_HEIGHT - from - height / 2 + 4;
        let y = wanted.min(lowest - LABEL_GAP);
        lowest = y;
        found.push((part, y));
    }
    found
}

/// Shows how a whole is divided, with the name and the number of each part under it.
pub fn share_bar(lang: Lang, title: &str, shares: &[Share<'_>]) -> Markup {
    let whole = shares
        .iter()
        .map(|share| share.value.max(0))
        .sum::<i64>()
        .max(1);
    let mut from = 0;
    let mut pieces = Vec::new();
    for (index, share) in shares.iter().enumerate() {
        let width = scale(share.value, whole, WHOLE);
        pieces.push((index, from, width));
        from += width;
    }
    html! {
        figure.chart {
            svg.share-bar role="img" aria-label=(title) width="100%" height="12" {
                @for (index, from, width) in pieces {
                    rect class={ "series-" (index % 5 + 1) } x=(percent(from)) y="0"
                        width=(percent(width)) height="12" {}
                }
            }
            ul.shares {
                @for (index, share) in shares.iter().enumerate() {
                    li {
                        svg.swatch width="10" height="10" aria-hidden="true" {
                            rect class={ "series-" (index % 5 + 1) } width="10" height="10" rx="2" {}
                        }
                        @match &share.href {
                            Some(href) => a href=(safe_href(href)) { (share.label) },
                            None => span { (share.label) },
                        }
                        span.share-value { (lang.number(share.value)) }
                    }
                }
            }
        }
    }
}

fn table_of(
    lang: Lang,
    title: &str,
    heads: &[Text<'_>],
    rows: Vec<(Text<'_>, Vec<String>)>,
) -> Markup {
    html! {
        details.chart-table {
            summary { (lang.t("chart-table")) }
            table.plain-table {
                caption.sr-only { (title) }
                thead { tr { td {} @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for (label, cells) in rows {
                        tr { th scope="row" { (label) } @for cell in cells { td { (cell) } } }
                    }
                }
            }
        }
    }
}

fn linked(href: Option<&str>, marks: &Markup) -> Markup {
    html! {
        @match href {
            Some(href) => a.bar-link href=(safe_href(href)) { (marks) },
            None => (marks),
        }
    }
}

fn base_line(width: i64) -> Markup {
    let y = LABEL_ABOVE + PLOT_HEIGHT;
    html! { line.base-line x1="0" x2=(percent(width)) y1=(y) y2=(y) {} }
}

/// `value` of `whole`, on a scale of `size`.
fn scale(value: i64, whole: i64, size: i64) -> i64 {
    let scaled = i128::from(value.max(0)) * i128::from(size) / i128::from(whole.max(1));
    i64::try_from(scaled).unwrap_or(size)
}

/// Hundredths of a percent as an attribute: 1234 is `12.34%`.
fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
