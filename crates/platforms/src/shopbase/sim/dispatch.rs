//! The door of the simulator: every request comes in here, and every fault strikes here.
//!
//! Paths ending in `.json` are the admin API, `/admin/…` without it are pages for people, `/_sim/…`
//! is the control API. Work on an admin call goes on when the caller has hung up, as at the real
//! platform: that is what makes a lost answer dangerous.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use http_body_util::{BodyExt, Limited};
use serde_json::{Value, json};

use super::auth::check_scope;
use super::query::Query;
use super::reply::{Reply, page, redirect};
use super::routes::{Call, call_name};
use super::{Inner, control, courier, pages};
use crate::sim::{CutConnection, FaultKind};

/// The largest body that is read.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// A request read to its end.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Query,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Asked {
    /// Sent by a form of one of the pages.
    pub(super) fn is_form(&self) -> bool {
        let kind = self
            .headers
            .get("content-type")
            .and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
    }

    pub(super) fn form(&self) -> Query {
        Query::parse(&String::from_utf8_lossy(&self.body))
    }

    /// The body as JSON; no body is an empty object, a form is an object of text.
    pub(super) fn json(&self) -> Result<Value, Reply> {
        if self.is_form() {
            return Ok(self.form().to_json());
        }
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(json!({}));
        }
        serde_json::from_slice(&self.body)
            .map_err(|_| Reply::error_text(400, "invalid character looking for beginning of value"))
    }
}

/// Answers one request.
pub(super) async fn answer(inner: Arc<Inner>, request: Request) -> Response {
    courier::ensure(&inner);
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return Reply::errors_text(413, "Request Entity Too Large").into_response();
    };
    let asked = Asked {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: Query::parse(head.uri.query().unwrap_or_default()),
        headers: head.headers,
        body: body.to_bytes(),
    };
    if asked.path.starts_with("/_sim/") {
        return control::answer(&inner, &asked);
    }
    if asked.path.starts_with("/admin/") && asked.path.ends_with(".json") {
        return admin(inner, asked).await;
    }
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/" | "/admin" | "/admin/") => redirect(303, "/admin/orders"),
        ("GET", "/admin/oauth/authorize") => {
            let (status, html) = inner.state().consent_page(&asked.query);
            page(status, html)
        }
        ("POST", "/admin/oauth/authorize") => match inner.state().allow(&asked.form()) {
            Ok(back) => redirect(303, &back),
            Err(why) => page(400, pages::document("Install app", &pages::escape(&why))),
        },
        ("GET", path) => pages::answer(&inner.state(), path),
        _ => page(404, pages::document("Not found", "<h1>Not found</h1>")),
    }
}

/// An admin call, with whatever fault is switched on for it.
async fn admin(inner: Arc<Inner>, asked: Asked) -> Response {
    let name = call_name(&asked.method, &asked.path);
    *inner.state().calls.entry(name.clone()).or_default() += 1;
    let Some(fault) = inner.faults.next(&name) else {
        return serve(&inner, &asked);
    };
    match fault {
        FaultKind::CutBefore => CutConnection::response(),
        FaultKind::CutAfter => {
            serve(&inner, &asked);
            CutConnection::response()
        }
        FaultKind::Throttled => Reply::throttled().into_response(),
        FaultKind::ServerError { status } => server_error(status),
        FaultKind::ServerErrorAfter { status } => {
            serve(&inner, &asked);
            server_error(status)
        }
        FaultKind::NotJson => page(200, edge_page()),
        FaultKind::Slow { delay_ms } => {
            let response = serve(&inner, &asked);
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            response
        }
        FaultKind::HoldBefore => {
            let work = tokio::spawn(async move {
                inner.holds.wait(&name).await;
                serve(&inner, &asked)
            });
            work.await.unwrap_or_else(|_| server_error(500))
        }
        FaultKind::HoldAfter => {
            let response = serve(&inner, &asked);
            inner.holds.wait(&name).await;
            response
        }
        FaultKind::Platform { name } => match platform_fault(&name) {
            Some(reply) => reply.into_response(),
            None => serve(&inner, &asked),
        },
    }
}

/// Works on an admin call: who, how often, what.
fn serve(inner: &Arc<Inner>, asked: &Asked) -> Response {
    let now = inner.clock.now();
    let mut state = inner.state();
    let reply = if asked.path == "/admin/oauth/access_token.json" {
        asked
            .json()
            .and_then(|body| state.exchange(&body))
            .unwrap_or_else(|refusal| refusal)
    } else {
        let fits = state.pour(now);
        if fits {
            work(&mut state, asked)
        } else {
            Reply::throttled()
        }
    };
    let header = state.bucket_header();
    drop(state);
    inner.wake.notify_one();
    let mut response = reply.into_response();
    if let Ok(value) = HeaderValue::from_str(&header) {
        response
            .headers_mut()
            .insert("x-sb-shop-api-call-limit", value);
    }
    response
}

fn work(state: &mut super::state::State, asked: &Asked) -> Reply {
    let result = state.caller(&asked.headers).and_then(|(owner, scopes)| {
        let stem = asked.path.strip_suffix(".json").unwrap_or(&asked.path);
        let parts: Vec<String> = stem
            .split('/')
            .filter(|part| !part.is_empty())
            .skip(1)
            .map(str::to_owned)
            .collect();
        let resource = parts.first().cloned().unwrap_or_default();
        if let Some(scopes) = scopes {
            check_scope(&scopes, &asked.method, &resource)?;
        }
        let body = if asked.method == "GET" {
            json!({})
        } else {
            asked.json()?
        };
        let (method, query) = (asked.method.clone(), asked.query.clone());
        state.route(&Call {
            method,
            parts,
            query,
            body,
            owner,
        })
    });
    result.unwrap_or_else(|refusal| refusal)
}

/// The answers that only this platform has, by the name of the fault.
fn platform_fault(name: &str) -> Option<Reply> {
    Some(match name {
        "unauthorized" => Reply::errors_text(401, "[API] Invalid API key or access token"),
        "shop_frozen" => Reply::error_text(402, "This shop is currently unavailable"),
        "scope_missing" => {
            let text = "[API] This action requires merchant approval for write_orders scope.";
            Reply::errors_text(403, text)
        }
        "not_found" => Reply::not_found(),
        "not_acceptable" => Reply::error_text(406, "Not Acceptable"),
        "unprocessable" => Reply::errors_field("base", "can't be processed"),
        "shop_locked" => Reply::errors_text(423, "This shop is locked"),
        "not_implemented" => Reply::error_text(501, "Not Implemented"),
        _ => return None,
    })
}

fn server_error(status: u16) -> Response {
    Reply::error_text(status, "Internal Server Error").into_response()
}

fn edge_page() -> String {
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>One more step</h1>\
     <p>Please wait while your browser is checked.</p></body></html>"
        .to_owned()
}
