//! Background work: how much there is, what failed for good and why, and what recurs when.
//!
//! A failed job is looked at by a person and run again here; nothing is logged away. Before it: any
//! step that gave up. After it: `app::queue`, which runs the job anew.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use axum::routing::{get, post};
use domain::ids::{JobId, OrderId};
use domain::job::Job;
use domain::store::Store;
use maud::{Markup, html};
use storage::{FailedJob, JobCounts, Rhythm, Schedule, TroubledJob, WAITING_COUNTED};

use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, Column, ColumnKind, DataTable, Empty, Icon, Illustration, Importance, PageHeader, Row,
    Stat, Tone, button, data_table, empty_state, foreign, page_header, stat_card, time,
};
use crate::visit::Visit;

/// More failed jobs than this have one cause, and the newest show it.
const SHOWN: u32 = 100;

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/jobs", get(work))
        .route("/jobs/{id}/again", post(again))
}

async fn work(State(desk): State<Desk>, visit: Visit) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let space = desk.app.space();
    let counts = space.job_counts().await?;
    let failed = space.failed_jobs(SHOWN).await?;
    let troubled = space.troubled_jobs(SHOWN).await?;
    let schedules = space.schedules().await?;
    let stores = space.stores().await?;
    let title = lang.t("nav-work");
    let content = html! {
        (page_header(&PageHeader {
            back: None,
            title: title.clone(),
            beside: html! {},
            under: html! { (lang.t("work-lead")) },
            actions: html! {},
        }))
        div.stack id="work" data-live="jobs" {
            div.grid { @for stat in stats(lang, counts) { (stat_card(&stat)) } }
            section.card id="failed" {
                div.card-head { h2 { (lang.t("work-failed-title")) } }
                @if failed.is_empty() {
                    (empty_state(&Empty {
                        illustration: Illustration::AllDone,
                        title: lang.t("work-none-failed-title"),
                        body: lang.t("work-none-failed-body"),
                        action: html! {},
                    }))
                } @else {
                    (failed_table(&visit, &failed, &stores))
                }
            }
            @if !troubled.is_empty() {
                section.card id="troubled" {
                    div.card-head {
                        h2 { (lang.t("work-troubled")) }
                        div.card-beside { span.note { (lang.t("work-troubled-lead")) } }
                    }
                    (troubled_table(&visit, &troubled, &stores))
                }
            }
            section.card {
                div.card-head {
                    h2 { (lang.t("work-schedules")) }
                    div.card-beside { span.note { (lang.t("work-schedules-lead")) } }
                }
                (schedule_table(&visit, &schedules, &stores))
            }
        }
    };
    let page = shell(&desk, &visit, &title, Section::Work, content).await?;
    Ok(html_page(&page))
}

async fn again(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<JobId>,
) -> Result<Response, PageError> {
    match desk.app.space().revive_job(id, visit.now).await {
        Ok(()) => {
            let text = visit.lang.t("work-again-done");
            Ok(redirect_with("/jobs", Tone::Success, &text))
        }
        // The same work was stored anew meanwhile, so it is running already.
        Err(error) if error.is_conflict() => {
            let text = visit.lang.t("work-again-runs");
            Ok(redirect_with("/jobs", Tone::Info, &text))
        }
        Err(error) => refused("/jobs", error.into()),
    }
}

fn stats(lang: Lang, counts: JobCounts) -> [Stat<'static>; 3] {
    let stat = |key: &str, value: i64, tone, icon, href: &'static str| Stat {
        label: lang.t(key),
        value: html! { (lang.number(value)) },
        tone,
        icon,
        hint: lang.t(&format!("{key}-hint")),
        href: href.into(),
    };
    let failed = if counts.failed > 0 {
        Tone::Danger
    } else {
        Tone::Neutral
    };
    // keys: work-*-hint
    [
        stat(
            "work-running",
            counts.running,
            Tone::Progress,
            Icon::Automatic,
            "/jobs",
        ),
        Stat {
            // Only these are not counted to the last.
            value: html! {
                (lang.number(counts.waiting)) @if counts.waiting >= WAITING_COUNTED { "+" }
            },
            ..stat(
                "work-waiting",
                counts.waiting,
                Tone::Neutral,
                Icon::Waiting,
                "/jobs",
            )
        },
        stat(
            "work-failed",
            counts.failed,
            failed,
            Icon::Danger,
            "#failed",
        ),
    ]
}

fn failed_table(visit: &Visit, failed: &[FailedJob], stores: &[Store]) -> Markup {
    let lang = visit.lang;
    let column = |key: &str, importance, kind| Column {
        label: lang.t(key),
        importance,
        kind,
        sort: None,
    };
    let columns = vec![
        column("work-what", Importance::Title, ColumnKind::Text),
        column("work-why", Importance::Always, ColumnKind::Text),
        column("work-since", Importance::Always, ColumnKind::Text),
        column("table-actions", Importance::Plain, ColumnKind::Actions),
    ];
    let rows = failed
        .iter()
        .map(|failed| {
            let job: Option<Job> = serde_json::from_str(&failed.payload).ok();
            let name = job
                .as_ref()
                .map_or_else(|| failed.payload.clone().into(), |job| job_name(lang, job, stores));
            let order = job.as_ref().and_then(order_of);
            let again = Button {
                icon: Some(Icon::Refresh),
                label: lang.t("work-again"),
                ..Button::default()
            };
            Row {
                id: failed.id.to_string().into(),
                name: name.clone(),
                href: order.map(|id| format!("/orders/{id}").into()),
                tone: Tone::Danger,
                cells: vec![
                    html! { @match order {
                        Some(id) => a href={ "/orders/" (id) } { (name) },
                        None => (foreign(&name)),
                    } },
                    foreign(&failed.error),
                    time(&visit.locale(), failed.created_at),
                    html! {
                        form method="post" action={ "/jobs/" (failed.id) "/again" } { (button(&again)) }
                    },
                ],
            }
        })
        .collect();
    data_table(
        lang,
        &DataTable {
            caption: lang.t("work-failed-title"),
            columns,
            rows,
            selection: None,
            live: None,
        },
    )
}

fn troubled_table(visit: &Visit, troubled: &[TroubledJob], stores: &[Store]) -> Markup {
    let lang = visit.lang;
    let column = |key: &str, importance| Column {
        label: lang.t(key),
        importance,
        ..Column::default()
    };
    let columns = vec![
        column("work-what", Importance::Title),
        column("work-why", Importance::Always),
        column("work-next", Importance::Always),
    ];
    let row = |troubled: &TroubledJob| {
        let job: Option<Job> = serde_json::from_str(&troubled.payload).ok();
        let name = job.as_ref().map_or_else(
            || troubled.payload.clone().into(),
            |job| job_name(lang, job, stores),
        );
        let order = job.as_ref().and_then(order_of);
        Row {
            id: troubled.id.to_string().into(),
            name: name.clone(),
            href: order.map(|id| format!("/orders/{id}").into()),
            tone: Tone::Warning,
            cells: vec![
                html! { @match order {
                    Some(id) => a href={ "/orders/" (id) } { (name) },
                    None => (foreign(&name)),
                } },
                foreign(&troubled.error),
                time(&visit.locale(), troubled.due_at),
            ],
        }
    };
    let table = DataTable {
        caption: lang.t("work-troubled"),
        columns,
        rows: troubled.iter().map(row).collect(),
        selection: None,
        live: None,
    };
    data_table(lang, &table)
}

fn schedule_table(visit: &Visit, schedules: &[Schedule], stores: &[Store]) -> Markup {
    let lang = visit.lang;
    let column = |key: &str, importance| Column {
        label: lang.t(key),
        importance,
        ..Column::default()
    };
    let columns = vec![
        column("work-what", Importance::Title),
        column("work-rhythm", Importance::Always),
        column("work-next", Importance::Always),
    ];
    let rows = schedules
        .iter()
        .map(|schedule| {
            let name = job_name(lang, &schedule.job, stores);
            Row {
                id: schedule.name.replace(':', "-").into(),
                name: name.clone(),
                href: None,
                tone: Tone::Neutral,
                cells: vec![
                    foreign(&name),
                    html! { (rhythm(lang, &schedule.rhythm)) },
                    time(&visit.locale(), schedule.next_at),
                ],
            }
        })
        .collect();
    data_table(
        lang,
        &DataTable {
            caption: lang.t("work-schedules"),
            columns,
            rows,
            selection: None,
            live: None,
        },
    )
}

fn rhythm(lang: Lang, rhythm: &Rhythm) -> Text<'static> {
    match rhythm {
        Rhythm::EverySeconds(seconds) if *seconds % 3600 == 0 => {
            lang.tr("work-every-hours", &[("count", (seconds / 3600).into())])
        }
        Rhythm::EverySeconds(seconds) if *seconds % 60 == 0 => {
            lang.tr("work-every-minutes", &[("count", (seconds / 60).into())])
        }
        Rhythm::EverySeconds(seconds) => {
            lang.tr("work-every-seconds", &[("count", (*seconds).into())])
        }
        Rhythm::AtHoursUtc(hours) => {
            let hours: Vec<String> = hours.iter().map(|hour| format!("{hour:02}:00")).collect();
            lang.tr("work-at-hours", &[("hours", hours.join(", ").into())])
        }
    }
}

// keys: job-*
/// What a job does, in words, with the store it is about.
fn job_name(lang: Lang, job: &Job, stores: &[Store]) -> Text<'static> {
    let words = lang.t(&format!("job-{}", job.name().replace('_', "-")));
    let store_id = match job {
        Job::PollStore { store_id }
        | Job::EnsureWebhooks { store_id }
        | Job::ReadProducts { store_id }
        | Job::ReceiveOrder { store_id, .. } => *store_id,
        _ => return words,
    };
    match stores.iter().find(|store| store.id == store_id) {
        Some(store) => format!("{words} · {}", store.name).into(),
        None => words,
    }
}

fn order_of(job: &Job) -> Option<OrderId> {
    match job {
        Job::PlanPurchases { order_id }
        | Job::PlacePurchase { order_id, .. }
        | Job::SettlePlacement { order_id, .. }
        | Job::SyncPurchase { order_id, .. }
        | Job::TrackParcels { order_id, .. }
        | Job::FulfillOrder { order_id } => Some(*order_id),
        _ => None,
    }
}
