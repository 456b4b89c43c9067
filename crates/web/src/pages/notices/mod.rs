//! Telling customers, as a merchant sets it up: the mail server and the SMS service, who tells, how a
//! store shows itself, what it says, and what bounced.

mod post;
mod store;
mod template;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::desk::Desk;

/// A logo has at most 256 KiB; the rest is the form around it.
const UPLOAD_LIMIT: usize = 512 * 1024;

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/settings/post", get(post::page))
        .route("/settings/post/email", post(post::save_email))
        .route("/settings/post/sms", post(post::save_sms))
        .route("/settings/post/test", post(post::test))
        .route("/notices/{id}/again", post(post::again))
        .route(
            "/settings/stores/{id}/notices",
            get(store::page).post(store::save),
        )
        .route(
            "/settings/stores/{id}/logo",
            post(store::upload).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route(
            "/settings/stores/{id}/notices/{language}/{event}/{medium}",
            get(template::page).post(template::answer),
        )
}
