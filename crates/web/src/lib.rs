//! The desk: pages and the interface of programs, drawn from what `app` and `storage` know.
//!
//! A page asks and shows; it must never call a supplier or write SQL. Before it: the browser;
//! after it: `app`. [`router`] is all of it.

mod answers;
mod counts;
mod desk;
mod error;
mod flash;
mod health;
mod hooks;
pub mod i18n;
mod layers;
mod live;
mod mark;
mod pages;
mod session;
mod shell;
mod sign_in_guard;
pub mod static_files;
pub mod ui;
mod visit;
mod words;

use app::App;
use axum::Router;
use axum::routing::get;

pub use desk::WebOptions;

use desk::Desk;

/// Everything that is answered over HTTP: pages, static files, webhooks, live updates, health.
///
/// Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, so that sign-in attempts are
/// counted by where they come from.
pub fn router(app: App, options: WebOptions) -> Router {
    let desk = Desk::new(app, options);
    let routes = Router::new()
        .merge(pages::router())
        .merge(hooks::router())
        .route("/live", get(live::live))
        .route("/health", get(health::health))
        .merge(static_files::router())
        .fallback(async || error::PageError::NotFound)
        .method_not_allowed_fallback(async || error::PageError::MethodNotAllowed);
    layers::around(routes, pages::uploads(), &desk).with_state(desk)
}

/// Puts what is around every handler of the desk around other `routes`: to measure what that alone
/// costs.
pub fn around(routes: Router, app: App, options: WebOptions) -> Router {
    let desk = Desk::new(app, options);
    layers::around(routes.with_state(()), Router::new(), &desk).with_state(desk)
}
