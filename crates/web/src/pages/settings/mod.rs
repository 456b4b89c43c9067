//! Settings: how each store's orders are treated, and who works here.

mod overview;
mod people;
mod store;

use axum::Router;
use axum::routing::get;

use crate::desk::Desk;

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/settings", get(overview::overview))
        .route("/settings/stores/{id}", get(store::form).post(store::save))
        .route("/settings/people", get(people::people).post(people::add))
}
