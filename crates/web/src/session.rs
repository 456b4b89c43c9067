//! The cookie that keeps a person signed in.
//!
//! It is out of reach for scripts, goes to no other site, and over TLS only wherever there is TLS.

use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use crate::desk::Desk;
use crate::visit::{cookie, header_text};

/// As long as the session itself: 30 days.
const KEPT_SECONDS: u32 = 30 * 24 * 60 * 60;

/// The name of the cookie. The prefix keeps other hosts of the same domain from setting it.
fn cookie_name(desk: &Desk) -> &'static str {
    if desk.options.secure_cookies {
        "__Host-crossdock_session"
    } else {
        "crossdock_session"
    }
}

/// The secret of the session that a request carries.
pub(crate) fn secret<'a>(desk: &Desk, headers: &'a HeaderMap) -> Option<&'a str> {
    header_text(headers, &header::COOKIE).and_then(|all| cookie(all, cookie_name(desk)))
}

/// Sends a person who just signed in on to `path`.
pub(crate) fn opened(desk: &Desk, secret: &str, path: &str) -> Response {
    (keeping(desk, secret), Redirect::to(path)).into_response()
}

/// The header that keeps a session.
pub(crate) fn keeping(
    desk: &Desk,
    secret: &str,
) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    set(desk, secret, KEPT_SECONDS)
}

/// The header that ends a session in the browser.
pub(crate) fn ending(desk: &Desk) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    set(desk, "", 0)
}

fn set(
    desk: &Desk,
    secret: &str,
    seconds: u32,
) -> AppendHeaders<[(header::HeaderName, String); 1]> {
    let name = cookie_name(desk);
    let secure = if desk.options.secure_cookies {
        "; Secure"
    } else {
        ""
    };
    let cookie =
        format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    AppendHeaders([(header::SET_COOKIE, cookie)])
}
