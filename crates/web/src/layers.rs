//! What is around every handler, outermost first: a number for the request, its trace, the page
//! policy, compression, errors as pages, no requests from other sites, panics as errors, and a limit
//! to what is read.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use app::desk::EVIDENCE_BYTES;

use crate::desk::Desk;
use crate::error::{self, PageError, Trouble};
use crate::flash;
use crate::ui::headers::{PagePolicy, Pictures, security_headers};

/// What is read of an oversized body before it is refused: sixteen times the largest that is taken.
const HEARD_OUT_BYTES: usize = 16 * 1024 * 1024;

/// How long an oversized body is read.
const HEARD_OUT_TIME: Duration = Duration::from_secs(10);

/// Puts everything around `routes`, and around `uploads`, of which more is read; the last added is the
/// outermost.
pub(crate) fn around(routes: Router<Desk>, uploads: Router<Desk>, desk: &Desk) -> Router<Desk> {
    let other_sites = CsrfLayer::new()
        .with_insecure_bypass(is_signed_by_itself)
        .with_rejection_response(|_: ProtectionError| PageError::CrossSite.into_response());
    // Behind a proxy that does not pass the host on, the own address is how it is known.
    let other_sites = other_sites
        .clone()
        .add_trusted_origin(&desk.options.own_url)
        .unwrap_or(other_sites);
    limited(routes, desk.options.body_limit_bytes)
        .merge(limited(
            uploads,
            desk.options.body_limit_bytes + EVIDENCE_BYTES,
        ))
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

/// Reads no more than `limit` bytes of a request.
fn limited(routes: Router<Desk>, limit: usize) -> Router<Desk> {
    routes
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(limit))
        .layer(from_fn_with_state(limit, hear_out_oversized))
}

/// Who announces more than is read is heard out, within bounds, before the refusal: a connection that is
/// closed in the middle of a body loses the answer on its way, and the sender never learns why.
async fn hear_out_oversized(
    State(limit): State<usize>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_none_or(|announced| announced <= limit) {
        return next.run(request).await;
    }
    let mut body = request.into_body().into_data_stream();
    let mut heard = 0;
    let hearing = async {
        while let Some(Ok(piece)) = body.next().await {
            heard += piece.len();
            if heard > HEARD_OUT_BYTES {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(HEARD_OUT_TIME, hearing).await;
    let mut refusal = PageError::Unreadable(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    let close = HeaderValue::from_static("close");
    refusal.headers_mut().insert(CONNECTION, close);
    refusal
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

#[cfg(test)]
mod tests {
    use app::{Clock, Settings, SystemClock, TimeOrderedIds};
    use axum::routing::get;
    use domain::ids::{IdSource, WorkspaceId};
    use http_body_util::BodyExt;
    use storage::{SealKey, Storage};
    use tower::ServiceExt;

    use super::*;
    use crate::desk::WebOptions;

    #[tokio::test]
    async fn a_panic_becomes_a_page_with_a_number_and_without_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids: Arc<dyn IdSource> = Arc::new(TimeOrderedIds::new(Arc::clone(&clock), 1));
        let path = folder.path().join("desk.sqlite");
        let storage =
            Storage::open_sqlite(&path, SealKey::new([1; 32]), Arc::clone(&ids), clock.now());
        let space = storage.unwrap().space(WorkspaceId(1));
        let app = app::App::new(space, Vec::new(), clock, ids, Settings::default());
        let desk = Desk::new(app, WebOptions::new("http://127.0.0.1"));
        let broken = Router::new().route("/broken", get(broken));
        let router = around(broken, Router::new(), &desk).with_state(desk);
        let request = Request::get("/broken").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let number = response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("This page could not be shown"), "{text}");
        assert!(
            text.contains(&number) && !text.contains("a secret"),
            "{text}"
        );
    }

    async fn broken() -> &'static str {
        panic!("a secret")
    }
}
