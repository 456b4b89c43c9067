//! Theme and language, kept in cookies; for everyone, signed in or not.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::post;

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::own_referer;
use crate::i18n::Lang;
use crate::ui::Theme;

/// A year: whoever does not come back for one chooses again.
const KEPT_SECONDS: u32 = 365 * 24 * 60 * 60;

pub(crate) fn router() -> Router<Desk> {
    Router::new().route("/preferences", post(choose))
}

async fn choose(State(desk): State<Desk>, headers: HeaderMap, answers: Answers) -> Response {
    let theme = answers.one("theme");
    let chosen_theme = (!theme.is_empty()).then(|| (Theme::COOKIE, Theme::from_code(theme).code()));
    let lang = Lang::from_code(answers.one("lang"));
    let chosen_lang = lang.map(|lang| (Lang::COOKIE, lang.code()));
    let cookies = [chosen_theme, chosen_lang]
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            let cookie = format!("{name}={value}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax");
            (header::SET_COOKIE, cookie)
        });
    let back = own_referer(&desk, &headers).unwrap_or_else(|| "/".to_owned());
    (AppendHeaders(cookies), Redirect::to(&back)).into_response()
}
