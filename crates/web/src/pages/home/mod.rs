//! Home: what needs a person, as counted cards that open lists; then how many orders came in.
//!
//! It counts and links; it must never do anything. After it: the lists behind the cards.

mod cards;
mod charts;
mod first_steps;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use maud::html;

use crate::desk::Desk;
use crate::error::PageError;
use crate::pages::connections::tracker;
use crate::shell::{Section, html_page, shell};
use crate::ui::{Empty, Illustration, PageHeader, card, empty_state, page_header, stat_card, time};
use crate::visit::Visit;

pub(crate) fn router() -> Router<Desk> {
    Router::new().route("/", get(home))
}

async fn home(State(desk): State<Desk>, visit: Visit) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let tally = desk.counts.read(&desk.app).await?;
    let steps = first_steps::open(&tally);
    let cards = cards::needs(&desk, &visit, &tally).await?;
    let title = lang.t("home-title");
    let content = html! {
        (page_header(&PageHeader {
            back: None,
            title: title.clone(),
            beside: html! {},
            // Everything here is as fresh as the store that was read longest ago.
            under: html! {
                @if let Some(read) = tally.stores.iter().filter_map(|store| store.polled_until).min() {
                    span { (lang.t("as-of")) " " (time(&visit.locale(), read)) }
                }
            },
            actions: html! {},
        }))
        div id="home" data-live="tabs setup" {
            (tracker::warning(&desk, &visit).await?)
            @if let Some(steps) = &steps { (first_steps::show(lang, steps)) }
            @if !cards.is_empty() {
                div.grid { @for one in &cards { (stat_card(one)) } }
            } @else if steps.is_none() {
                (card(&empty_state(&Empty {
                    illustration: Illustration::AllDone,
                    title: lang.t("home-all-done-title"),
                    body: lang.t("home-all-done-body"),
                    action: html! {},
                })))
            }
            @if tally.orders() > 0 {
                h2.section-title { (lang.t("home-orders")) }
                (charts::show(&desk, &visit, &tally).await?)
            }
        }
    };
    let page = shell(&desk, &visit, &title, Section::Home, content).await?;
    Ok(html_page(&page))
}
