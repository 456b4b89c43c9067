//! Return and refund policies: texts to start from, in the merchant's words, filled in and to be copied.
//!
//! Nothing here is sent anywhere: a store keeps its policies itself, and a person puts them there.

mod edit;
mod supplier;

use axum::Router;
use axum::routing::{get, post};

use crate::desk::Desk;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/policies", get(edit::list))
        .route(
            "/policies/{policy}/{language}",
            get(edit::page).post(edit::save),
        )
        .route("/policies/supplier", post(supplier::save))
}
