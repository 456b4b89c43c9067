//! The files that were asked for: how far each is, where it is downloaded, and why one is not there.

use app::export::{KEPT_DAYS, Wish};
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use domain::ids::ExportId;
use jiff::SignedDuration;
use maud::{Markup, html};
use rust_decimal::Decimal;
use storage::{Export, ExportState};

use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Chip, Column, ColumnKind, DataTable, Empty, Icon, Illustration, Importance,
    PageHeader, Row, Tone, button, chip, data_table, empty_state, foreign, link_button,
    page_header, progress, time,
};
use crate::visit::Visit;
use crate::words::{brief, isolated};

/// Older ones are removed after some days, and nobody asks for as many as that in those.
const SHOWN: u32 = 100;

/// `GET /exports`.
pub(super) async fn list(
    State(desk): State<Desk>,
    visit: Visit,
) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let exports = desk.app.space().exports(SHOWN).await?;
    let new = |kind| {
        let (label, href) = (lang.t("exports-new"), "/exports/new?list=orders");
        link_button(kind, Some(Icon::Download), &label, href)
    };
    let kept = [("days", KEPT_DAYS.into())];
    let content = html! {
        (page_header(&PageHeader {
            back: None,
            title: lang.t("nav-exports"),
            beside: html! {},
            under: html! { p.note { (lang.tr("exports-lead", &kept)) } },
            actions: html! { @if !exports.is_empty() { (new(ButtonKind::Primary)) } },
        }))
        section.card id="exports" data-live="exports" data-swap="#exports" {
            @if exports.is_empty() {
                (empty_state(&Empty {
                    illustration: Illustration::Dock,
                    title: lang.t("exports-empty"),
                    body: lang.t("exports-empty-body"),
                    action: new(ButtonKind::Primary),
                }))
            } @else {
                (data_table(lang, &table(&visit, &exports)))
            }
        }
    };
    let title = lang.t("nav-exports");
    let page = shell(&desk, &visit, &title, Section::Exports, content).await?;
    Ok(html_page(&page))
}

/// `POST /exports/{id}/again`: the same file once more, as things are now.
pub(super) async fn again(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ExportId>,
) -> Result<Response, PageError> {
    let Some(export) = desk.app.space().export(id).await? else {
        let text = visit.lang.t("exports-gone");
        return Ok(redirect_with("/exports", Tone::Warning, &text));
    };
    let wish = match Wish::of(&export) {
        // It is written for whoever looks now, not mailed once more.
        Ok(wish) => Wish {
            letter: None,
            ..wish
        },
        Err(error) => return refused("/exports", error),
    };
    match app::export::ask(&desk.app, &wish, &visit.user.name).await {
        Ok(_) => {
            let text = visit.lang.t("exports-started");
            Ok(redirect_with("/exports", Tone::Info, &text))
        }
        Err(error) => refused("/exports", error),
    }
}

/// `POST /exports/{id}/remove`: the file and the line of it; one that is being written stops.
pub(super) async fn remove(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ExportId>,
) -> Result<Response, PageError> {
    match app::export::remove(&desk.app, id).await {
        Ok(()) => {
            let text = visit.lang.t("exports-removed");
            Ok(redirect_with("/exports", Tone::Info, &text))
        }
        Err(error) => refused("/exports", error),
    }
}

fn table(visit: &Visit, exports: &[Export]) -> DataTable<'static> {
    let lang = visit.lang;
    let column = |key: &str, kind, importance| Column {
        label: lang.t(key),
        kind,
        importance,
        sort: None,
    };
    let words = ColumnKind::Text;
    // keys: exports-column-*
    DataTable {
        caption: lang.t("exports-caption"),
        columns: vec![
            column("exports-column-file", words, Importance::Title),
            column("exports-column-state", words, Importance::Plain),
            column(
                "exports-column-rows",
                ColumnKind::Number,
                Importance::Always,
            ),
            column("exports-column-size", ColumnKind::Number, Importance::Wide),
            column("exports-column-asked", words, Importance::Always),
            column(
                "exports-column-actions",
                ColumnKind::Actions,
                Importance::Always,
            ),
        ],
        rows: exports.iter().map(|one| row(visit, one)).collect(),
        selection: None,
        live: None,
    }
}

fn row(visit: &Visit, export: &Export) -> Row<'static> {
    let lang = visit.lang;
    let wish = Wish::of(export).ok();
    let name = wish
        .as_ref()
        .map_or_else(String::new, app::export::file_name);
    Row {
        id: export.id.to_string().into(),
        name: name.clone().into(),
        href: None,
        tone: match export.state {
            ExportState::Failed => Tone::Danger,
            _ => Tone::Neutral,
        },
        cells: vec![
            html! {
                @if export.state == ExportState::Done {
                    a href=(file_href(export.id)) download=(name) { (foreign(&name)) }
                } @else { (foreign(&name)) }
                @if let Some(wish) = &wish { div.note { (about(lang, wish)) } }
            },
            state(visit, export),
            html! { (lang.number(export.rows_done)) },
            html! { @if let Some(bytes) = export.size_bytes { (size(lang, bytes)) } },
            html! {
                (foreign(&brief(&export.asked_by, 40)))
                div.note { (time(&visit.locale(), export.created_at)) }
            },
            actions(lang, export),
        ],
    }
}

fn file_href(id: ExportId) -> String {
    format!("/exports/{id}/file")
}

fn about(lang: Lang, wish: &Wish) -> Text<'static> {
    // keys: exports-rows-*
    let rows = lang.t(&format!("exports-rows-{}", wish.rows.as_str()));
    let values = [
        ("rows", rows.into_owned().into()),
        ("count", wish.columns.len().into()),
    ];
    lang.tr("exports-about", &values)
}

fn state(visit: &Visit, export: &Export) -> Markup {
    let lang = visit.lang;
    let (tone, icon, key) = match export.state {
        ExportState::Waiting => (Tone::Neutral, Icon::Pending, "exports-state-waiting"),
        ExportState::Writing => (Tone::Progress, Icon::Waiting, "exports-state-writing"),
        ExportState::Done => (Tone::Success, Icon::Success, "exports-state-done"),
        ExportState::Failed => (Tone::Danger, Icon::Danger, "exports-state-failed"),
    };
    // keys: exports-state-*
    let word = lang.t(key);
    let done = u64::try_from(export.rows_done).unwrap_or(0);
    let expected = export
        .rows_expected
        .and_then(|rows| u64::try_from(rows).ok());
    html! {
        @match (export.state, expected) {
            (ExportState::Writing, Some(expected)) => (progress(lang, &word, done, expected)),
            _ => (chip(&Chip { tone, icon, word })),
        }
        @if let Some(error) = &export.error { div.note { (foreign(&brief(error, 300))) } }
        @if let Some(letter) = Wish::of(export).ok().and_then(|wish| wish.letter) {
            @if let Some(at) = letter.sent_at {
                div.note {
                    (lang.tr("exports-mailed", &[("to", isolated(&letter.to).into())])) " "
                    (time(&visit.locale(), at))
                }
            }
        }
        @if export.state == ExportState::Done {
            div.note { (lang.t("exports-until")) " " (visit.locale().date(kept_until(export))) }
        }
    }
}

fn kept_until(export: &Export) -> jiff::Timestamp {
    let kept = SignedDuration::from_hours(KEPT_DAYS * 24);
    export.created_at.saturating_add(kept).unwrap_or_default()
}

/// Bytes as people say them.
fn size(lang: Lang, bytes: i64) -> String {
    let of = |unit: i64, name: &str| {
        let share = Decimal::from(bytes) / Decimal::from(unit);
        format!("{} {name}", lang.decimal(share.round_dp(1), 1))
    };
    match bytes {
        1_000_000.. => of(1_000_000, "MB"),
        _ => of(1_000, "kB"),
    }
}

fn actions(lang: Lang, export: &Export) -> Markup {
    let one = |action: &str, kind, icon, label: Text<'static>| {
        let submit = Button {
            kind,
            icon: Some(icon),
            label,
            ..Button::default()
        };
        html! {
            form method="post" action={ "/exports/" (export.id) "/" (action) } { (button(&submit)) }
        }
    };
    html! {
        div.row {
            @match export.state {
                // A part of a page can't become a file, so the link leaves the page alone.
                ExportState::Done => a.button href=(file_href(export.id)) data-swap="none" download="" {
                    (crate::ui::icon(Icon::Download)) span { (lang.t("exports-download")) }
                },
                ExportState::Failed => (one("again", ButtonKind::Secondary, Icon::Refresh,
                    lang.t("exports-again"))),
                _ => {},
            }
            (one("remove", ButtonKind::Quiet, Icon::Delete, lang.t("exports-remove")))
        }
    }
}
