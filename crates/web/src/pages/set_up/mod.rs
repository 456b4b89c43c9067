//! The first visit: whoever opens a desk that nobody uses yet becomes its owner.
//!
//! It must never work once somebody has been added. After it: Home, with the three steps.

use app::{AppError, people};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::workspace::Role;
use maud::{Markup, html};

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Text;
use crate::pages::person_fields::{PersonForm, person_fields};
use crate::session;
use crate::shell::entry;
use crate::ui::{Button, ButtonKind, button, form_errors};
use crate::visit::Reader;

pub(crate) fn router() -> Router<Desk> {
    Router::new().route("/set-up", get(form).post(add_owner))
}

async fn form(State(desk): State<Desk>, reader: Reader) -> Result<Response, PageError> {
    if !people::is_new(&desk.app).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok(show(&reader, &PersonForm::default()))
}

async fn add_owner(
    State(desk): State<Desk>,
    reader: Reader,
    answers: Answers,
) -> Result<Response, PageError> {
    let _one_at_a_time = desk.set_up.lock().await;
    if !people::is_new(&desk.app).await? {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    let (email, name) = (answers.one("email"), answers.one("name"));
    let password = answers.exact("password");
    match people::add_user(&desk.app, email, name, password, Role::Owner).await {
        Ok(user) => {
            let secret = people::open_session(&desk.app, user.id).await?;
            Ok(session::opened(&desk, &secret, "/"))
        }
        Err(AppError::BadValue { field, message }) => {
            let form = PersonForm::refused(&reader, &answers, &field, &message);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&reader, &form)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn show(reader: &Reader, form: &PersonForm) -> Response {
    let lang = reader.lang;
    let content: Markup = html! {
        form.form method="post" action="/set-up" {
            (form_errors(lang, usize::from(form.wrong.is_some())))
            (person_fields(lang, form))
            (button(&Button {
                kind: ButtonKind::Primary,
                label: lang.t("setup-action"),
                ..Button::default()
            }))
        }
    };
    let lead: Text<'_> = lang.t("setup-lead");
    entry(reader, lang.t("setup-title"), lead, &content).into_response()
}
