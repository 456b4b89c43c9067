//! The door of the simulator: every request comes in here, and every fault strikes here.
//!
//! `/track/v2.4/…` is the API, `/_sim/…` the control API, `/` a page to look at.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

use super::{Inner, calls, control, courier, page};
use crate::sim::{CutConnection, FaultKind};

/// The largest body that is read.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// Answers one request.
pub(super) async fn answer(inner: Arc<Inner>, request: Request) -> Response {
    courier::ensure(&inner);
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return status(413);
    };
    let body = body.to_bytes();
    let path = head.uri.path();
    if let Some(rest) = path.strip_prefix("/_sim/") {
        return control::answer(&inner, head.method.as_str(), rest, &body);
    }
    if path == "/" {
        return Html(page::show(&inner.world())).into_response();
    }
    // Any version of the second generation is answered alike.
    let called = path
        .strip_prefix("/track/v2")
        .and_then(|rest| rest.split_once('/'));
    let Some((_, called)) = called.filter(|_| head.method == "POST") else {
        return status(404);
    };
    called_with_faults(inner, called.to_owned(), head.headers, body).await
}

/// Work on a call goes on when the caller has hung up: that is what makes a lost answer dangerous.
async fn called_with_faults(
    inner: Arc<Inner>,
    called: String,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(fault) = inner.faults.next(&called) else {
        return serve(&inner, &called, &headers, &body);
    };
    match fault {
        FaultKind::CutBefore => CutConnection::response(),
        FaultKind::CutAfter => {
            serve(&inner, &called, &headers, &body);
            CutConnection::response()
        }
        FaultKind::Throttled => status(429),
        FaultKind::ServerError { status: code } => status(code),
        FaultKind::ServerErrorAfter { status: code } => {
            serve(&inner, &called, &headers, &body);
            status(code)
        }
        FaultKind::NotJson => Html("<html><title>Just a moment...</title></html>").into_response(),
        FaultKind::Slow { delay_ms } => {
            let response = serve(&inner, &called, &headers, &body);
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            response
        }
        FaultKind::HoldBefore => {
            inner.holds.wait(&called).await;
            serve(&inner, &called, &headers, &body)
        }
        FaultKind::HoldAfter => {
            let response = serve(&inner, &called, &headers, &body);
            inner.holds.wait(&called).await;
            response
        }
        FaultKind::Platform { name } => {
            platform_fault(&name).unwrap_or_else(|| serve(&inner, &called, &headers, &body))
        }
    }
}

/// The answers that only this platform has, by the name of the fault.
fn platform_fault(name: &str) -> Option<Response> {
    Some(match name {
        "bad_key" => bad_key(),
        "internal" => json(200, &calls::failed(-18_010_003, "Internal error.")),
        "not_whitelisted" => json(
            401,
            &calls::failed(-18_010_001, "IP address is not whitelisted."),
        ),
        "account_disabled" => json(401, &calls::failed(-18_010_004, "Account is disabled.")),
        _ => return None,
    })
}

fn serve(inner: &Inner, called: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    let now = inner.clock.now();
    let mut world = inner.world();
    *world.calls.entry(called.to_owned()).or_default() += 1;
    let key = headers.get("17token").and_then(|key| key.to_str().ok());
    if key != Some(world.config.key.as_str()) {
        return bad_key();
    }
    if !world.fits(now) {
        return status(429);
    }
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return json(
            200,
            &calls::failed(-18_010_012, "The format of the data is invalid."),
        );
    };
    let answered = calls::answer(&mut world, called, &body, now);
    drop(world);
    inner.wake.notify_one();
    answered.map_or_else(|| status(404), |answer| json(200, &answer))
}

fn bad_key() -> Response {
    json(401, &calls::failed(-18_010_002, "Invalid security key."))
}

/// An answer in JSON.
pub(super) fn json(code: u16, body: &Value) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    let code = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (code, kind, body.to_string()).into_response()
}

fn status(code: u16) -> Response {
    StatusCode::from_u16(code)
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        .into_response()
}
