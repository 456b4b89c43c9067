//! The door of the simulator: every request comes in here, and every fault strikes here.
//!
//! `/admin/api/…/graphql.json` is the API, `/admin/oauth/…` grants access, other `/admin/…` are pages for
//! people, `/_sim/…` is the control API. Work on a call goes on when the caller has hung up, as at the real
//! platform: that is what makes a lost answer dangerous.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use http_body_util::{BodyExt, Limited};
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::execute::execute;
use super::reply::{Reply, page, redirect};
use super::schema::{self, MOST_COST, error};
use super::state::State;
use super::{Inner, control, courier, pages};
use crate::sim::{CutConnection, FaultKind};

/// The largest body that is read.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// A request read to its end.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: BTreeMap<String, String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Asked {
    /// Sent by a form of one of the pages.
    pub(super) fn is_form(&self) -> bool {
        let kind = self.headers.get("content-type");
        let kind = kind.and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
    }

    pub(super) fn form(&self) -> BTreeMap<String, String> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// The body as JSON; no body is an empty object, a form is an object of text.
    pub(super) fn json(&self) -> Result<Value, Reply> {
        if self.is_form() {
            let form = self.form().into_iter();
            let form: Map<String, Value> = form.map(|(key, value)| (key, value.into())).collect();
            return Ok(form.into());
        }
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(json!({}));
        }
        serde_json::from_slice(&self.body)
            .map_err(|_| Reply::errors_text(400, "Required parameter missing or invalid"))
    }

    fn is_graphql(&self) -> bool {
        self.path.starts_with("/admin/api/") && self.path.ends_with("/graphql.json")
    }
}

/// Answers one request.
pub(super) async fn answer(inner: Arc<Inner>, request: Request) -> Response {
    courier::ensure(&inner);
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return Reply::errors_text(413, "Request Entity Too Large").into_response();
    };
    let query = head.uri.query().unwrap_or_default();
    let asked = Asked {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        headers: head.headers,
        body: body.to_bytes(),
    };
    if asked.path.starts_with("/_sim/") {
        return control::answer(&inner, &asked);
    }
    let is_call = asked.is_graphql() || asked.path == "/admin/oauth/access_token";
    if asked.method == "POST" && is_call {
        return call(inner, asked).await;
    }
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/" | "/admin" | "/admin/") => redirect(303, "/admin/orders"),
        ("GET", "/admin/oauth/authorize") => {
            let html = pages::consent(&inner.state(), &asked.query);
            page(200, html)
        }
        ("POST", "/admin/oauth/authorize") => match inner.state().allow(&asked.form()) {
            Ok(back) => redirect(303, &back),
            Err(why) => page(400, pages::document("Install app", &pages::escape(&why))),
        },
        ("GET", path) => pages::answer(&inner.state(), path),
        _ => page(404, pages::document("Not found", "<h1>Not found</h1>")),
    }
}

/// A call, with whatever fault is switched on for it.
async fn call(inner: Arc<Inner>, asked: Asked) -> Response {
    let name = call_name(&asked);
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
        FaultKind::Throttled => throttled(&inner, &asked),
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
        FaultKind::Platform { name } => match platform_fault(&inner, &name) {
            Some(reply) => reply.into_response(),
            None => serve(&inner, &asked),
        },
    }
}

/// What a call is named in faults and in the ledger: the first field at the top of it.
fn call_name(asked: &Asked) -> String {
    if !asked.is_graphql() {
        return "oauth/access_token".to_owned();
    }
    let body = asked.json().unwrap_or_default();
    let Ok(request) = schema::checked(&body) else {
        return "invalid".to_owned();
    };
    let operation = request.operation();
    let field = operation.and_then(|operation| {
        let fields = schema::fields_of(&operation.selection_set, &request.document);
        fields.first().map(|field| field.name.to_string())
    });
    field.unwrap_or_else(|| "invalid".to_owned())
}

fn serve(inner: &Arc<Inner>, asked: &Asked) -> Response {
    let now = inner.clock.now();
    let mut state = inner.state();
    let reply = if asked.is_graphql() {
        graphql(&mut state, asked, now)
    } else {
        asked
            .json()
            .and_then(|body| state.grant(&body))
            .map_or_else(|refusal| refusal, Reply::ok)
    };
    let version = state.config.version.clone();
    drop(state);
    inner.wake.notify_one();
    let mut response = reply.into_response();
    if let Ok(value) = HeaderValue::from_str(&version) {
        response
            .headers_mut()
            .insert("x-shopify-api-version", value);
    }
    response
}

/// Works on a request: who, whether it is right, what it costs, and then what it asks for.
fn graphql(state: &mut State, asked: &Asked, now: jiff::Timestamp) -> Reply {
    let token = asked.headers.get("x-shopify-access-token");
    let token = token.and_then(|token| token.to_str().ok());
    let scopes = match state.caller(token) {
        Ok(scopes) => scopes,
        Err(refusal) => return refusal,
    };
    let body = match asked.json() {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let request = match schema::checked(&body) {
        Ok(request) => request,
        Err(errors) => return Reply::ok(json!({"errors": errors})),
    };
    let cost = schema::requested_cost(&request);
    if cost > MOST_COST {
        let mut wrong = error(
            "MAX_COST_EXCEEDED",
            format!(
                "Query cost is {cost}, which exceeds the single query max cost limit ({MOST_COST})."
            ),
        );
        wrong["extensions"]["cost"] = json!(cost);
        wrong["extensions"]["maxCost"] = json!(MOST_COST);
        return Reply::ok(json!({"errors": [wrong]}));
    }
    if !state.bucket.take(cost, now) {
        state.throttled += 1;
        return Reply::ok(throttled_body(state, cost));
    }
    let done = execute(state, &request, &scopes);
    let actual = done.cost.min(cost);
    state.bucket.give_back(cost - actual);
    let mut answer = json!({
        "data": done.data, "extensions": state.bucket.told(cost, Some(actual)),
    });
    if !done.errors.is_empty() {
        answer["errors"] = json!(done.errors);
    }
    Reply::ok(answer)
}

fn throttled(inner: &Inner, asked: &Asked) -> Response {
    let mut state = inner.state();
    let body = asked.json().unwrap_or_default();
    let cost = schema::checked(&body).map_or(1, |request| schema::requested_cost(&request));
    state.throttled += 1;
    Reply::ok(throttled_body(&state, cost)).into_response()
}

fn throttled_body(state: &State, cost: u32) -> Value {
    json!({"errors": [error("THROTTLED", "Throttled")], "extensions": state.bucket.told(cost, None)})
}

/// The answers that only this platform has, by the name of the fault.
fn platform_fault(inner: &Inner, name: &str) -> Option<Reply> {
    let top = |code: &str, words: &str| {
        let wrong = error(code, words.to_owned());
        Reply::ok(json!({"errors": [wrong], "data": null}))
    };
    Some(match name {
        "unauthorized" => Reply::errors_text(401, "[API] Invalid API key or access token"),
        "shop_frozen" => Reply::errors_text(402, "Unavailable Shop"),
        "forbidden" => Reply::errors_text(403, "[API] This action requires merchant approval."),
        "not_found" => Reply::not_found(),
        "shop_locked" => Reply::errors_text(423, "This shop is locked"),
        "too_many_requests" => Reply::errors_text(429, "Exceeded call rate"),
        "access_denied" => top("ACCESS_DENIED", "Access denied for orders field."),
        "internal_error" => top(
            "INTERNAL_SERVER_ERROR",
            "Internal error. Looks like something went wrong on our end.",
        ),
        "bucket_emptied" => {
            let now = inner.clock.now();
            inner.state().bucket.empty(now);
            return None;
        }
        _ => return None,
    })
}

fn server_error(status: u16) -> Response {
    Reply::errors_text(status, "Internal Server Error").into_response()
}

fn edge_page() -> String {
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>One more step</h1>\
     <p>Please wait while your browser is checked.</p></body></html>"
        .to_owned()
}
