//! How many credits a tracker may cost in a day: one number, and what follows from it.

use app::tracker_settings::{MOST_DAILY_CREDITS, change_daily_credits};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::connection::Connection;
use domain::ids::ConnectionId;
use domain::tracker::Tracker;
use maud::html;

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::Text;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Field, Input, InputKind, PageHeader, Tone, button, card, form_errors,
    page_header, text_field,
};
use crate::visit::Visit;

/// `GET /connections/budget/{id}`.
pub(super) async fn form(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ConnectionId>,
) -> Result<Response, PageError> {
    let (connection, tracker) = known(&desk, id).await?;
    let value = tracker.settings.daily_credits.to_string();
    show(&desk, &visit, (&connection, &tracker), &value, None).await
}

/// `POST /connections/budget/{id}`.
pub(super) async fn save(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ConnectionId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let (connection, tracker) = known(&desk, id).await?;
    let typed = answers.one("daily_credits");
    let credits = typed.parse().ok();
    let Some(credits) = credits.filter(|credits| *credits <= MOST_DAILY_CREDITS) else {
        let most = [("most", i64::from(MOST_DAILY_CREDITS).into())];
        let wrong = visit.lang.tr("tracker-budget-wrong", &most);
        let page = show(&desk, &visit, (&connection, &tracker), typed, Some(wrong)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    match change_daily_credits(&desk.app, id, credits).await {
        Ok(()) => {
            let values = [("most", i64::from(credits).into())];
            let text = visit.lang.tr("tracker-budget-saved", &values);
            Ok(redirect_with("/connections", Tone::Success, &text))
        }
        Err(error) => refused("/connections", error),
    }
}

async fn known(desk: &Desk, id: ConnectionId) -> Result<(Connection, Tracker), PageError> {
    let space = desk.app.space();
    let connection = space.connection(id).await?.ok_or(PageError::NotFound)?;
    let mut trackers = space.trackers().await?.into_iter();
    let tracker = trackers.find(|tracker| tracker.connection_id == id);
    Ok((connection, tracker.ok_or(PageError::NotFound)?))
}

async fn show(
    desk: &Desk,
    visit: &Visit,
    (connection, tracker): (&Connection, &Tracker),
    value: &str,
    wrong: Option<Text<'static>>,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let title = lang.t("tracker-budget-title");
    let spent = tracker.settings.daily_credits - tracker.left_today(visit.now);
    let values = [
        ("spent", i64::from(spent).into()),
        ("most", i64::from(tracker.settings.daily_credits).into()),
    ];
    let errors = usize::from(wrong.is_some());
    let around = Field {
        name: "daily_credits".into(),
        label: lang.t("tracker-budget-most"),
        hint: Some(lang.t("tracker-budget-hint")),
        error: wrong,
        ..Field::default()
    };
    let input = Input {
        kind: InputKind::Number,
        value: Text::Borrowed(value),
        placeholder: Some("1000".into()),
        ..Input::default()
    };
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("nav-connections"), "/connections".into())),
            title: title.clone(),
            beside: html! {},
            under: html! { (connection.name) " · " (lang.t("tracker-budget")) " " (lang.tr("tracker-budget-spent", &values)) },
            actions: html! {},
        }))
        div.stack.narrow {
            (form_errors(lang, errors))
            (card(&html! {
                div.card-body {
                    form.form method="post" action={ "/connections/budget/" (connection.id) } {
                        (text_field(lang, &around, &input))
                        div.actions {
                            (button(&Button {
                                kind: ButtonKind::Primary,
                                label: lang.t("settings-save"),
                                ..Button::default()
                            }))
                        }
                    }
                }
            }))
        }
    };
    let page = shell(desk, visit, &title, Section::Connections, content).await?;
    Ok(html_page(&page).into_response())
}
