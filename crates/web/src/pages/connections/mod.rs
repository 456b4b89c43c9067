//! Connections: every platform account, how long it holds, how fresh its data is, and what failed.
//!
//! `list` shows them, `wizard` connects one, `budget` says what a tracker may cost, `back` is where a platform sends the person to
//! afterwards. It must never show a credential again.

mod back;
mod budget;
mod list;
pub(crate) mod tracker;
mod wizard;

use axum::Router;
use axum::routing::{get, post};

use crate::desk::Desk;

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/connections", get(list::list))
        .route("/connections/sync/{id}", post(list::sync))
        .route(
            "/connections/budget/{id}",
            get(budget::form).post(budget::save),
        )
        .route("/connections/new", get(wizard::choose))
        .route(
            "/connections/new/{platform}",
            get(wizard::form).post(wizard::connect),
        )
        .route("/connections/{platform}/callback", get(back::back))
}
