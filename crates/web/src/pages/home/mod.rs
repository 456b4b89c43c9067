//! Home: what needs a person, as counted cards that open lists; then how many orders came in.
//!
//! It counts and links; it must never do anything. After it: the lists behind the cards.

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use maud::html;

use crate::desk::Desk;
use crate::error::PageError;
use crate::shell::{Section, html_page, shell};
use crate::visit::Visit;

pub(crate) fn router() -> Router<Desk> {
    Router::new().route("/", get(home))
}

async fn home(State(desk): State<Desk>, visit: Visit) -> Result<Html<String>, PageError> {
    let title = visit.lang.t("home-title");
    let page = shell(&desk, &visit, &title, Section::Home, html! {}).await?;
    Ok(html_page(&page))
}
