//! Signing in by password or by a link that works once, and signing out.
//!
//! It must never tell whether an e-mail is known: the words and the time are the same.

use std::net::SocketAddr;

use app::people;
use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::html;
use serde::Deserialize;

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::Text;
use crate::shell::entry;
use crate::ui::{Button, ButtonKind, Field, Input, InputKind, Tone, button, safe_href, text_field};
use crate::visit::{Reader, signed_in};
use crate::{session, sign_in_guard::SignInGuard};

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/sign-in", get(form).post(sign_in))
        .route("/sign-in/link/{secret}", get(use_link))
        .route("/sign-out", post(sign_out))
}

#[derive(Deserialize)]
struct Wanted {
    next: Option<String>,
}

/// Where somebody calls from, if the server was told.
struct From(Option<std::net::IpAddr>);

impl FromRequestParts<Desk> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(known.map(|ConnectInfo(address)| address.ip())))
    }
}

async fn form(
    State(desk): State<Desk>,
    reader: Reader,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let next = own_path(wanted.next.as_deref().unwrap_or_default());
    if signed_in(&desk, &headers).await?.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    if people::is_new(&desk.app).await? {
        return Err(PageError::SetUp);
    }
    Ok(show(&reader, "", next, None))
}

async fn sign_in(
    State(desk): State<Desk>,
    reader: Reader,
    From(from): From,
    answers: Answers,
) -> Result<Response, PageError> {
    let (email, next) = (answers.one("email"), own_path(answers.one("next")));
    desk.guard.count(email, from).map_err(PageError::TooMany)?;
    match check(&desk, &desk.guard, email, answers.exact("password")).await? {
        Some(secret) => {
            desk.guard.forget(email, from);
            Ok(session::opened(&desk, &secret, next))
        }
        None => {
            let wrong = reader.lang.t("sign-in-wrong");
            let page = show(&reader, email, next, Some(wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Checks a password when it is its turn and opens a session.
pub(crate) async fn check(
    desk: &Desk,
    guard: &SignInGuard,
    email: &str,
    password: &str,
) -> Result<Option<String>, PageError> {
    // The guard is never closed; if it were, nobody should get in.
    let Ok(_turn) = guard.turn().await else {
        return Ok(None);
    };
    Ok(people::sign_in(&desk.app, email, password).await?)
}

fn show(reader: &Reader, email: &str, next: &str, wrong: Option<Text<'static>>) -> Response {
    let lang = reader.lang;
    let field = |name: &'static str, key: &str, error| Field {
        name: name.into(),
        label: lang.t(key),
        error,
        ..Field::default()
    };
    let content = html! {
        form.form method="post" action="/sign-in" {
            @if next != "/" { input type="hidden" name="next" value=(next); }
            (text_field(lang, &field("email", "person-email", None), &Input {
                kind: InputKind::Email,
                value: Text::Borrowed(email),
                autocomplete: Some("username"),
                ..Input::default()
            }))
            (text_field(lang, &field("password", "person-password", wrong), &Input {
                kind: InputKind::Password,
                autocomplete: Some("current-password"),
                ..Input::default()
            }))
            (button(&Button {
                kind: ButtonKind::Primary,
                label: lang.t("sign-in-action"),
                ..Button::default()
            }))
            p.note { (lang.t("sign-in-help")) }
        }
    };
    entry(
        reader,
        lang.t("sign-in-title"),
        lang.t("sign-in-lead"),
        &content,
    )
    .into_response()
}

/// A link works once. Asking with HEAD, as scanners of messages do, does not use it up.
async fn use_link(
    State(desk): State<Desk>,
    reader: Reader,
    method: Method,
    headers: HeaderMap,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    if method == Method::HEAD {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    if let Some(secret) = people::use_sign_in_link(&desk.app, &secret).await? {
        return Ok(session::opened(&desk, &secret, "/"));
    }
    if signed_in(&desk, &headers).await?.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let text = reader.lang.t("sign-in-link-over");
    Ok(redirect_with("/sign-in", Tone::Warning, &text))
}

async fn sign_out(
    State(desk): State<Desk>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if let Some(secret) = session::secret(&desk, &headers) {
        people::sign_out(&desk.app, secret).await?;
    }
    let said = redirect_with("/sign-in", Tone::Success, &reader.lang.t("sign-out-done"));
    Ok((session::ending(&desk), said).into_response())
}

/// Only a path of ours: a sign-in page must not send people to other sites.
fn own_path(path: &str) -> &str {
    if path.starts_with('/') && safe_href(path) == path {
        path
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_to_own_pages_only() {
        assert_eq!(own_path("/orders?tab=failed"), "/orders?tab=failed");
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(other), "/", "{other:?}");
        }
    }
}
