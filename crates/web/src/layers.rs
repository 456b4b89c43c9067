//! What is around every handler, outermost first: a number for the request, its trace, the page
//! policy, compression, errors as pages, no requests from other sites, panics as errors, and a limit
//! to what is read.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::desk::Desk;
use crate::error::{self, PageError, Trouble};
use crate::flash;
use crate::ui::headers::{PagePolicy, Pictures, security_headers};

/// Puts everything around `routes`; the last added is the outermost.
pub(crate) fn around(routes: Router<Desk>, desk: &Desk) -> Router<Desk> {
    let other_sites = CsrfLayer::new()
        .with_insecure_bypass(is_signed_by_itself)
        .with_rejection_response(|_: ProtectionError| PageError::CrossSite.into_response());
    // Behind a proxy that does not pass the host on, the own address is how it is known.
    let other_sites = other_sites
        .clone()
        .add_trusted_origin(&desk.options.own_url)
        .unwrap_or(other_sites);
    routes
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(desk.options.body_limit_bytes))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(other_sites)
        .layer(from_fn(flash::shown_once))
        .layer(from_fn_with_state(desk.clone(), error::draw))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(Arc::new(policy(desk)), security_headers))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// A webhook carries no cookie; its own signature says who sent it.
fn is_signed_by_itself(_method: &Method, uri: &Uri) -> bool {
    uri.path().starts_with("/hooks/")
}

#[expect(
    clippy::expect_used,
    reason = "the policy is a constant: nothing in it comes from outside"
)]
fn policy(desk: &Desk) -> PagePolicy {
    let pictures = if desk.options.allow_loopback_pictures {
        Pictures::SecureAndLoopback
    } else {
        Pictures::Secure
    };
    PagePolicy::new(pictures, &[]).expect("a constant policy can stand in a header")
}

/// Names the route, never the address: addresses hold the keys of webhooks and sign-in links, and
/// queries hold what customers are called.
fn span(request: &Request<Body>) -> tracing::Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    tracing::info_span!("request", http.method = %request.method(), http.route = route)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer hands the panic over like this"
)]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "broken")
        .caused_by(words.unwrap_or("a panic without words"))
        .answer()
}
