//! What a step says on the page after it: kept in a short-lived cookie and shown once.
//!
//! The cookie is not signed; whoever can set it could only make the page say something, and what it
//! says is escaped like everything else.

use app::AppError;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use crate::error::{PageError, sentence};
use crate::ui::Tone;
use crate::visit::{cookie, header_text};

/// The name of the cookie.
pub(crate) const COOKIE: &str = "crossdock_said";

/// A page that is not opened within a minute does not show it any more.
const KEPT_SECONDS: u32 = 60;

/// Browsers keep about 4,000 bytes a cookie; a sentence is far shorter.
const LONGEST: usize = 900;

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// How it went.
    pub(crate) tone: Tone,
    /// What happened.
    pub(crate) text: String,
}

/// Sends the person on to `path`, where `text` is shown once.
pub(crate) fn redirect_with(path: &str, tone: Tone, text: &str) -> Response {
    let written = write(tone, text);
    let said =
        format!("{COOKIE}={written}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Lax");
    (
        AppendHeaders([(header::SET_COOKIE, said)]),
        Redirect::to(path),
    )
        .into_response()
}

/// Says on `path` why a wish was not carried out, where that is the person's own matter; what is
/// broken becomes a page of its own.
pub(crate) fn refused(path: &str, error: AppError) -> Result<Response, PageError> {
    match error {
        AppError::Refused(_) | AppError::BadValue { .. } | AppError::Busy | AppError::Call(_) => {
            Ok(redirect_with(
                path,
                Tone::Danger,
                &sentence(&error.to_string()),
            ))
        }
        AppError::NotFound(_) | AppError::Storage(_) => Err(error.into()),
    }
}

/// Reads the cookie's value; what is not ours is nothing.
pub(crate) fn read(value: &str) -> Option<Said> {
    let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (tone, text) = text.split_once(':')?;
    let tone = Tone::ALL.into_iter().find(|known| known.name() == tone)?;
    let text = text.chars().take(LONGEST).collect();
    Some(Said { tone, text })
}

fn write(tone: Tone, text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(format!("{}:{text}", tone.name()))
}

/// Takes the cookie back once a page showed it.
pub(crate) async fn shown_once(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let said =
        header_text(headers, &header::COOKIE).is_some_and(|all| cookie(all, COOKIE).is_some());
    // A script that was sent on to another page opens that page anew, which then shows it.
    let passing = headers.contains_key("x-requested-with")
        && header_text(headers, &header::REFERER)
            .and_then(|from| Url::parse(from).ok())
            .is_none_or(|from| from.path() != request.uri().path());
    let mut response = next.run(request).await;
    let page = response.status() == StatusCode::OK
        && header_text(response.headers(), &header::CONTENT_TYPE)
            .is_some_and(|kind| kind.starts_with("text/html"));
    if said && page && !passing {
        let gone = HeaderValue::from_static("crossdock_said=; Path=/; Max-Age=0");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_again_and_long_texts_are_cut() {
        let said = read(&write(Tone::Success, "đã đặt: 3 <b>"));
        assert_eq!(
            said,
            Some(Said {
                tone: Tone::Success,
                text: "đã đặt: 3 <b>".into()
            })
        );
        assert!(write(Tone::Info, &"ạ".repeat(5000)).len() < 2000);
        assert!(read(&write(Tone::Info, &"ạ".repeat(5000))).is_some());
        assert_eq!(read("%%%"), None);
    }
}
