//! Monitoring: what became of what was placed in a period, and how long it took, by supplier, shipping
//! method and country. Every number leads to the list behind it.
//!
//! It only reads. Before it: the navigation; after it: the tracking page.

mod charts;
mod period;
mod table;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use axum::routing::get;
use jiff::SignedDuration;
use maud::{Markup, html};
use rust_decimal::Decimal;
use storage::{Counts, Leg, Monitoring};

use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::{Lang, Text};
use crate::pages::tracking::TrackingQuery;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    ButtonKind, Empty, Icon, Illustration, PageHeader, Stat, Tone, card_with_title, empty_state,
    link_button, page_header, stat_card,
};
use crate::visit::Visit;
use period::Period;

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route("/monitoring", get(show))
}

/// What the page is drawn from.
struct View<'a> {
    visit: &'a Visit,
    period: &'a Period,
    found: &'a Monitoring,
}

async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let zone = &visit.reader.zone;
    let today = visit.now.to_zoned(zone.clone()).date();
    let period = Period::read(raw.as_deref().unwrap_or_default(), today);
    let (from, until) = period.span(zone);
    let offset = i64::from(zone.to_offset(visit.now).seconds());
    let space = desk.app.space();
    let found = space.monitoring(from, until, visit.now, offset).await?;
    let view = View {
        visit: &visit,
        period: &period,
        found: &found,
    };
    let title = visit.lang.t("monitoring-title");
    let content = view.show();
    let page = shell(&desk, &visit, &title, Section::Reports, content).await?;
    Ok(html_page(&page))
}

impl View<'_> {
    fn show(&self) -> Markup {
        let lang = self.visit.lang;
        html! {
            (page_header(&PageHeader {
                back: None,
                title: lang.t("monitoring-title"),
                beside: html! {},
                under: html! { p.note { (lang.t("monitoring-lead")) } },
                actions: html! {
                    (link_button(ButtonKind::Secondary, Some(Icon::Tracking),
                        &lang.t("nav-tracking"), &self.period.tracking().href()))
                },
            }))
            div.stack id="monitoring" data-swap="#monitoring" {
                (period::bar(self.visit, self.period))
                @if self.found.all.counts.placed == 0 {
                    section.card { (self.nothing()) }
                } @else {
                    (self.cards())
                    (charts::show(self))
                    (self.tables())
                }
            }
        }
    }

    fn nothing(&self) -> Markup {
        let lang = self.visit.lang;
        empty_state(&Empty {
            illustration: Illustration::Dock,
            title: lang.t("monitoring-empty"),
            body: lang.t("monitoring-empty-body"),
            action: html! {},
        })
    }

    /// The whole period in a few numbers.
    fn cards(&self) -> Markup {
        let lang = self.visit.lang;
        let all = &self.found.all;
        // keys: monitoring-card-*
        let card = |key: &str, count: i64, leg: Option<Leg>, tone, icon| {
            let hint = match key {
                "placed" => lang.t("monitoring-card-placed-hint"),
                _ => lang.tr(
                    "monitoring-share",
                    &[("share", share(lang, count, all.counts.placed).into())],
                ),
            };
            stat_card(&Stat {
                label: lang.t(&format!("monitoring-card-{key}")),
                value: html! { (lang.number(count)) },
                tone,
                icon,
                hint,
                href: self.list(leg).href().into(),
            })
        };
        let Counts {
            placed,
            shipped,
            delivered,
            late,
        } = all.counts;
        html! {
            div.grid {
                (card("placed", placed, None, Tone::Neutral, Icon::Purchase))
                (card("shipped", shipped, Some(Leg::Shipped), Tone::Progress, Icon::Tracking))
                (card("not_shipped", placed - shipped, Some(Leg::NotShipped), Tone::Warning, Icon::Waiting))
                (card("delivered", delivered, Some(Leg::Delivered), Tone::Success, Icon::Delivered))
                (card("late", late, Some(Leg::Late(self.visit.now)), Tone::Danger, Icon::Warning))
                (self.time_card("to_ship", all.to_ship.median, all.to_ship.p90, Leg::Shipped))
                (self.time_card("to_deliver", all.to_deliver.median, all.to_deliver.p90, Leg::Delivered))
            }
        }
    }

    fn time_card(&self, key: &str, median: Option<i64>, p90: Option<i64>, leg: Leg) -> Markup {
        let lang = self.visit.lang;
        let p90 = [("time", long(lang, p90).into_owned().into())];
        stat_card(&Stat {
            label: lang.t(&format!("monitoring-card-{key}")),
            value: html! { (long(lang, median)) },
            tone: Tone::Info,
            icon: Icon::Waiting,
            hint: lang.tr("monitoring-p90", &p90),
            href: self.list(Some(leg)).href().into(),
        })
    }

    fn tables(&self) -> Markup {
        let lang = self.visit.lang;
        // keys: monitoring-by-*
        let one = |key: &str, table: Markup| {
            let title = lang.t(&format!("monitoring-by-{key}"));
            card_with_title(&title, &html! {}, &table)
        };
        html! {
            (one("supplier", table::suppliers(self)))
            (one("method", table::methods(self)))
            (one("country", table::countries(self)))
        }
    }

    /// The tracking page of the period.
    fn list(&self, leg: Option<Leg>) -> TrackingQuery {
        TrackingQuery {
            leg,
            ..self.period.tracking()
        }
    }
}

/// A time in days, or hours below two days.
fn long(lang: Lang, seconds: Option<i64>) -> Text<'static> {
    let Some(seconds) = seconds else {
        return "–".into();
    };
    let hours = SignedDuration::from_secs(seconds).as_hours();
    if hours < 48 {
        return lang.tr("monitoring-hours", &[("hours", hours.into())]);
    }
    let days = Decimal::from(seconds) / Decimal::from(86_400);
    let written = lang.decimal(days.round_dp(1), 1);
    lang.tr("monitoring-days", &[("days", written.into())])
}

/// A part of a whole as a percentage.
fn share(lang: Lang, part: i64, whole: i64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    lang.percent(Decimal::from(part) / Decimal::from(whole))
}
