//! Exports: files of orders, purchases and parcels, asked for here, written behind, downloaded here.
//!
//! It turns what a list shows into a wish with titles in the reader's language, and shows how far each
//! file is. Before it: the lists of orders and parcels; after it: `app::export`, which writes.

mod download;
mod list;
mod new;
mod wish;

use axum::Router;
use axum::routing::{get, post};

use crate::desk::Desk;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/exports", get(list::list).post(new::ask))
        .route("/exports/new", get(new::new))
        .route("/exports/{id}/file", get(download::file))
        .route("/exports/{id}/again", post(list::again))
        .route("/exports/{id}/remove", post(list::remove))
}
