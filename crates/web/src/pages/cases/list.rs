//! The list of cases: the soonest deadline first, by whose turn it is.

use axum::extract::{RawQuery, State};
use axum::response::Html;
use domain::aftersale::{Case, CaseState};
use domain::ids::CaseId;
use jiff::Timestamp;
use maud::{Markup, html};
use storage::{CaseCounts, CaseFilter, CasePage, CasePosition, CaseRow};
use url::form_urlencoded;

use super::href;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::{Locale, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    self, ButtonKind, Column, ColumnKind, DataTable, Empty, Icon, Illustration, Importance,
    PageHeader, Pagination, Row, Tone, chip, data_table, empty_state, foreign, icon, link_button,
    money, page_header, pagination, tabs, time,
};
use crate::visit::Visit;
use crate::words::{
    brief, case_chip, case_reason, case_tone, case_trouble, case_word, is_said_by_state,
};

/// So many rows fill a large screen twice.
const ROWS: u32 = 50;

/// Which cases are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    Open,
    Overdue,
    Opened,
    Ours,
    Suppliers,
    Ended,
}

impl Show {
    const ALL: [Self; 6] = [
        Self::Open,
        Self::Overdue,
        Self::Opened,
        Self::Ours,
        Self::Suppliers,
        Self::Ended,
    ];

    // keys: cases-show-*
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Opened => "opened",
            Self::Ours => "ours",
            Self::Suppliers => "suppliers",
            Self::Ended => "ended",
        }
    }

    fn filter(self, now: Timestamp) -> CaseFilter {
        match self {
            Self::Open => CaseFilter::Open,
            Self::Overdue => CaseFilter::OverdueAt(now),
            Self::Opened => CaseFilter::In(CaseState::Opened),
            Self::Ours => CaseFilter::In(CaseState::WaitingForUs),
            Self::Suppliers => CaseFilter::In(CaseState::WaitingForSupplier),
            Self::Ended => CaseFilter::Ended,
        }
    }

    fn count(self, counts: &CaseCounts) -> i64 {
        match self {
            Self::Open => counts.of(CaseState::is_open),
            Self::Overdue => counts.overdue,
            Self::Opened => counts.of(|state| state == CaseState::Opened),
            Self::Ours => counts.of(|state| state == CaseState::WaitingForUs),
            Self::Suppliers => counts.of(|state| state == CaseState::WaitingForSupplier),
            Self::Ended => counts.of(|state| !state.is_open()),
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Overdue => Tone::Danger,
            Self::Opened | Self::Ours => Tone::Warning,
            Self::Open | Self::Suppliers | Self::Ended => Tone::Neutral,
        }
    }
}

/// `GET /cases`.
pub(super) async fn list(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let (show, place) = read(raw.as_deref().unwrap_or_default());
    let space = desk.app.space();
    let counts = space.case_counts(visit.now).await?;
    let page = space.cases(show.filter(visit.now), place, ROWS).await?;
    let title = visit.lang.t("cases-title");
    let content = draw(&visit, show, &counts, &page);
    let page = shell(&desk, &visit, &title, Section::Cases, content).await?;
    Ok(html_page(&page))
}

fn read(raw: &str) -> (Show, Option<CasePosition>) {
    let mut show = Show::Open;
    let mut place = None;
    for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
        match &*name {
            "show" => {
                let known = Show::ALL.into_iter().find(|one| one.word() == value);
                show = known.unwrap_or(Show::Open);
            }
            "after" => {
                place = value.split_once('_').and_then(|(due, id)| {
                    let id = CaseId(id.parse().ok()?);
                    let due = due.parse().ok()?;
                    Some(CasePosition { due, id })
                });
            }
            _ => {}
        }
    }
    (show, place)
}

fn draw(visit: &Visit, show: Show, counts: &CaseCounts, page: &CasePage) -> Markup {
    let lang = visit.lang;
    let shown = Show::ALL.map(|one| ui::Tab {
        label: lang.t(&format!("cases-show-{}", one.word())),
        href: format!("/cases?show={}", one.word()).into(),
        count: Some(one.count(counts)),
        tone: one.tone(),
    });
    let current = Show::ALL.iter().position(|one| *one == show).unwrap_or(0);
    let older = page.next.map(|next| {
        let href = format!("/cases?show={}&after={}_{}", show.word(), next.due, next.id);
        Text::from(href)
    });
    html! {
        (page_header(&PageHeader {
            back: None,
            title: lang.t("cases-title"),
            beside: html! {},
            under: html! { p.note { (lang.t("cases-lead")) } },
            actions: link_button(ButtonKind::Secondary, Some(Icon::Safe),
                &lang.t("policies-title"), "/policies"),
        }))
        section.card id="cases" data-live="orders" data-swap="#cases" data-list {
            (tabs(lang, &lang.t("cases-title"), &shown, current))
            @if page.rows.is_empty() {
                (nothing(visit, show, counts))
            } @else {
                (data_table(lang, &table(&visit.locale(), page)))
                @if older.is_some() {
                    (pagination(lang, &Pagination { newer: None, older, range: None }))
                }
            }
        }
    }
}

fn nothing(visit: &Visit, show: Show, counts: &CaseCounts) -> Markup {
    let lang = visit.lang;
    let (illustration, title, body) = if counts.by_state.is_empty() {
        (Illustration::Dock, "cases-empty", "cases-empty-body")
    } else if show == Show::Ended {
        (Illustration::Search, "cases-none-ended", "cases-none-body")
    } else {
        (Illustration::AllDone, "cases-calm", "cases-none-body")
    };
    empty_state(&Empty {
        illustration,
        title: lang.t(title),
        body: lang.t(body),
        action: html! {},
    })
}

fn table(locale: &Locale, page: &CasePage) -> DataTable<'static> {
    let lang = locale.lang;
    let column = |key: &str, kind, importance| Column {
        label: lang.t(key),
        kind,
        importance,
        sort: None,
    };
    let text = ColumnKind::Text;
    // keys: cases-column-*
    DataTable {
        caption: lang.t("cases-title"),
        columns: vec![
            column("cases-column-case", text, Importance::Title),
            column("cases-column-state", text, Importance::Plain),
            column("cases-column-deadline", text, Importance::Always),
            column("cases-column-order", text, Importance::Always),
            column("cases-column-supplier", text, Importance::Always),
            column("cases-column-asked", ColumnKind::Number, Importance::Always),
            column("cases-column-opened", text, Importance::Wide),
        ],
        rows: page.rows.iter().map(|one| row(locale, one)).collect(),
        selection: None,
        live: None,
    }
}

fn row(locale: &Locale, row: &CaseRow) -> Row<'static> {
    let (lang, case) = (locale.lang, &row.case);
    let trouble = case.trouble(locale.now);
    let word = case_word(lang, case.kind);
    Row {
        id: case.id.to_string().into(),
        name: format!("{word} {}", brief(&row.order_number, 40)).into(),
        tone: trouble.map_or(Tone::Neutral, case_tone),
        cells: vec![
            html! {
                a href=(href(case)) { (word) }
                div.note { (case_reason(lang, case.details.reason)) }
            },
            html! {
                span.chips { (chip(&case_chip(lang, case.kind, case.status.state()))) }
                @if let Some(trouble) = trouble.filter(|one| !is_said_by_state(*one)) {
                    span.waits data-tone=(case_tone(trouble).name()) {
                        (icon(Icon::Warning)) span { (case_trouble(lang, case.kind, trouble)) }
                    }
                }
            },
            deadline(locale, case),
            html! {
                a href={ "/orders/" (case.order_id) } { (foreign(&brief(&row.order_number, 40))) }
                div.note { (foreign(&brief(&row.customer_name, 40))) }
            },
            foreign(&brief(&row.supplier.name, 40)),
            amounts(lang, case),
            html! { (time(locale, case.opened_at)) },
        ],
        href: Some(href(case).into()),
    }
}

/// Until when, and whose deadline it is.
fn deadline(locale: &Locale, case: &Case) -> Markup {
    html! {
        @match case.deadline.filter(|_| case.is_open()) {
            Some(deadline) => (time(locale, deadline)),
            None if case.is_open() => span.note { (locale.lang.t("case-no-deadline")) },
            None => span.note { (time(locale, case.status.since())) },
        }
    }
}

fn amounts(lang: crate::i18n::Lang, case: &Case) -> Markup {
    let written = |sum: domain::money::Money| money(lang, sum.amount(), sum.currency().code());
    html! {
        @if let Some(asked) = case.details.asked { div { (written(asked)) } }
        @if let Some(got) = case.details.got {
            div.note { (lang.t("case-got")) " " (written(got)) }
        }
        @if case.details.asked.is_none() && case.details.got.is_none() { span.note { "–" } }
    }
}
