//! Tracking: every parcel of the last days, what needs a person and why, and the carriers' scans.
//!
//! It reads pages of rows and hands wishes to `app::desk`; why a row needs a person is `domain`'s to say.
//! Before it: the navigation, Home and the monitoring; after it: the page of one order.

mod again;
mod filters;
mod query;
mod table;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use axum::routing::{get, post};
use domain::parcel::TrackingStatus;
use maud::{Markup, html};
use storage::{MOST_COUNTED, TrackingCounts, TrackingPage, TrackingPlace};

use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Text;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    self, BulkBar, Button, ButtonKind, Empty, Icon, Illustration, PageHeader, Pagination, Tone,
    bulk_bar, data_table, empty_state, link_button, page_header, pagination, tabs,
};
use crate::visit::Visit;
use crate::words::{Names, tracking_chip, tracking_word};

pub(crate) use filters::said_dates;
pub(crate) use query::{TrackingQuery, leg_word, midnight};

/// So many rows fill a large screen twice.
const ROWS: u32 = 50;

/// At most so many rows are done something to at once.
const MOST: u32 = 1_000;

/// The id of the bulk bar's form.
const BULK: &str = "tracking-bulk";

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/tracking", get(list))
        .route("/tracking/again", post(again::again))
}

/// What the list is drawn from.
struct List<'a> {
    visit: &'a Visit,
    names: &'a Names,
    query: &'a TrackingQuery,
    counts: TrackingCounts,
    page: TrackingPage,
    /// How many match on all pages, when that is more than this page.
    matching: Option<i64>,
}

async fn list(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let query = TrackingQuery::read(raw.as_deref().unwrap_or_default());
    let names = Names::load(&desk).await?;
    let space = desk.app.space();
    let (now, zone) = (visit.now, &visit.reader.zone);
    let filter = query.filter(now, zone);
    let listed = query.with_status(None).filter(now, zone);
    let needing = query.needing().filter(now, zone);
    let counts = space.tracking_counts(listed, needing, now).await?;
    let page = space.tracking(filter.clone(), query.place, ROWS).await?;
    let matching = match page.more || query.place.is_some() {
        true => Some(space.tracking_count(filter).await?),
        false => None,
    };
    let list = List {
        visit: &visit,
        names: &names,
        query: &query,
        counts,
        page,
        matching,
    };
    let title = visit.lang.t("nav-tracking");
    let content = list.show();
    let page = shell(&desk, &visit, &title, Section::Tracking, content).await?;
    Ok(html_page(&page))
}

impl List<'_> {
    fn show(&self) -> Markup {
        let lang = self.visit.lang;
        let export = self.query.first().href_of("/exports/new?list=tracking");
        html! {
            (page_header(&PageHeader {
                back: None,
                title: lang.t("nav-tracking"),
                beside: html! {},
                under: html! { p.note { (lang.t("tracking-lead")) } },
                actions: html! {
                    (link_button(ButtonKind::Secondary, Some(Icon::Reports),
                        &lang.t("monitoring-title"), "/monitoring"))
                    (link_button(ButtonKind::Secondary, Some(Icon::Download),
                        &lang.t("exports-export"), &export))
                },
            }))
            section.card id="tracking" data-live="orders setup" data-swap="#tracking" data-list {
                (self.tabs())
                (filters::bar(self.visit, self.names, self.query))
                @if self.page.rows.is_empty() {
                    (self.nothing())
                } @else {
                    (data_table(lang, &table::table(self)))
                    (pagination(lang, &self.pagination()))
                    (self.bulk())
                }
            }
        }
    }

    /// All, what needs a person, and each status with its count.
    fn tabs(&self) -> Markup {
        let lang = self.visit.lang;
        let by_status = &self.counts.by_status;
        let all = by_status.iter().map(|(_, count)| count).sum();
        let full = by_status.iter().any(|(_, count)| *count >= MOST_COUNTED);
        let tab = |word: Text<'static>, count: i64, full: bool, href: String, tone| ui::Tab {
            label: match full {
                true => {
                    let values = [("word", word.into_owned().into()), ("count", count.into())];
                    lang.tr("tracking-tab-more", &values)
                }
                false => word,
            },
            href: href.into(),
            count: (!full).then_some(count),
            tone,
        };
        let mut shown = vec![
            tab(
                lang.t("tracking-all"),
                all,
                full,
                self.query.with_status(None).href(),
                Tone::Neutral,
            ),
            tab(
                lang.t("tracking-attention"),
                self.counts.needing_person,
                self.counts.needing_person >= MOST_COUNTED,
                self.query.needing().href(),
                Tone::Danger,
            ),
        ];
        shown.extend(TrackingStatus::ALL.into_iter().map(|status| {
            let known = by_status.iter().find(|(known, _)| *known == status);
            let count = known.map_or(0, |(_, count)| *count);
            let tone = match status.needs_person() {
                true => tracking_chip(lang, status).tone,
                false => Tone::Neutral,
            };
            let href = self.query.with_status(Some(status)).href();
            let full = count >= MOST_COUNTED;
            tab(tracking_word(lang, status), count, full, href, tone)
        }));
        let current = match (self.query.attention, self.query.status) {
            (true, _) => 1,
            (false, None) => 0,
            (false, Some(status)) => {
                let place = TrackingStatus::ALL
                    .iter()
                    .position(|known| *known == status);
                place.map_or(0, |place| place + 2)
            }
        };
        tabs(lang, &lang.t("tracking-tabs"), &shown, current)
    }

    fn nothing(&self) -> Markup {
        let lang = self.visit.lang;
        let filtered = !self.query.is_unfiltered();
        let (illustration, title, body) = if self.query.attention && !filtered {
            (Illustration::AllDone, "tracking-calm", "tracking-calm-body")
        } else if filtered || self.query.status.is_some() {
            (Illustration::Search, "tracking-none", "tracking-none-body")
        } else {
            (Illustration::Dock, "tracking-empty", "tracking-empty-body")
        };
        let any = TrackingQuery::any_time();
        empty_state(&Empty {
            illustration,
            title: lang.t(title),
            body: lang.t(body),
            action: html! {
                @if *self.query != any {
                    (link_button(ButtonKind::Secondary, None, &lang.t("tracking-show-all"), &any.href()))
                }
            },
        })
    }

    fn pagination(&self) -> Pagination<'static> {
        let (newer, older) = match self.query.place {
            None => (false, self.page.more),
            Some(TrackingPlace::After(_)) => (true, self.page.more),
            Some(TrackingPlace::Before(_)) => (self.page.more, true),
        };
        let at = |place| Text::from(self.query.with_place(place).href());
        let first = self.page.rows.first().filter(|_| newer);
        let last = self.page.rows.last().filter(|_| older);
        Pagination {
            newer: first.map(|row| at(TrackingPlace::Before(row.position()))),
            older: last.map(|row| at(TrackingPlace::After(row.position()))),
            range: None,
        }
    }

    fn bulk(&self) -> Markup {
        let lang = self.visit.lang;
        let again = Button {
            kind: ButtonKind::Primary,
            icon: Some(Icon::Refresh),
            label: lang.t("tracking-again"),
            ..Button::default()
        };
        let bar = BulkBar {
            id: BULK.into(),
            action: self.query.href_of("/tracking/again").into(),
            actions: vec![again],
            all_matching: self.matching.map(|count| count.min(i64::from(MOST))),
        };
        bulk_bar(lang, &bar)
    }
}
