//! Ending our mails: by a person at the page, or by a mail program with one POST (RFC 8058).
//!
//! Opening the link changes nothing: programs that look for viruses open every link of a mail.

use app::mail;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::{Guest, Wanted};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::visit::Reader;

/// `GET /track/{slug}/stop/{code}`.
pub(super) async fn form(
    State(desk): State<Desk>,
    Path((slug, code)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    reader: Reader,
) -> Result<Response, PageError> {
    let guest = Guest::at(&desk, &slug, &wanted, reader).await?;
    let stopped = mail::stop_is_wanted(&desk.app, &guest.shown, &code).await?;
    Ok(show(&guest, stopped))
}

/// `POST /track/{slug}/stop/{code}`.
pub(super) async fn answer(
    State(desk): State<Desk>,
    Path((slug, code)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    reader: Reader,
    answers: Answers,
) -> Result<Response, PageError> {
    let guest = Guest::at(&desk, &slug, &wanted, reader).await?;
    let again = answers.is_checked("again");
    let known = mail::stop_by_link(&desk.app, &guest.shown, &code, again).await?;
    Ok(show(&guest, known.then_some(!again)))
}

fn show(guest: &Guest, stopped: Option<bool>) -> Response {
    let lang = guest.lang;
    let title = lang.t("customer-stop-title");
    let store = [("store", guest.shown.brand.name.as_str().into())];
    let button = |key: &str| html! { button type="submit" { (lang.t(key)) } };
    let content: Markup = match stopped {
        None => html! { h1 { (title) } p { (lang.t("customer-link-wrong")) } },
        Some(false) => html! {
            h1 { (title) }
            p { (lang.tr("customer-stop-body", &store)) }
            form method="post" { (button("customer-stop-yes")) }
        },
        Some(true) => html! {
            h1 { (lang.t("customer-stopped-title")) }
            p { (lang.tr("customer-stopped-body", &store)) }
            form method="post" {
                input type="hidden" name="again" value="1";
                (button("customer-stop-undo"))
            }
        },
    };
    let status = match stopped {
        None => StatusCode::NOT_FOUND,
        Some(_) => StatusCode::OK,
    };
    guest.answer(status, &title, &content)
}
