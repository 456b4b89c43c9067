//! The REST interface: sign-in, making a message, listing messages, with faults on a switch.

use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{KeptSms, SmsSim};
use crate::sim::{CutConnection, FaultKind};

pub(super) fn router(sim: SmsSim) -> Router {
    Router::new()
        .route(
            "/2010-04-01/Accounts/{sid}/Messages.json",
            get(list).post(send),
        )
        .route("/2010-04-01/Accounts/{sid}", get(whoami))
        .with_state(sim)
}

fn refused(status: StatusCode, code: u32, message: &str) -> Response {
    let body = json!({
        "code": code,
        "message": message,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}"),
        "status": status.as_u16(),
    });
    (status, Json(body)).into_response()
}

fn is_known(sim: &SmsSim, sid: &str, headers: &HeaderMap) -> bool {
    let config = sim.config();
    let right = STANDARD.encode(format!("{}:{}", config.sid, config.secret));
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "));
    sid == config.sid && given == Some(&right)
}

fn stranger() -> Response {
    refused(StatusCode::UNAUTHORIZED, 20003, "Authenticate")
}

async fn whoami(
    State(sim): State<SmsSim>,
    Path(sid): Path<String>,
    headers: HeaderMap,
) -> Response {
    let sid = sid.trim_end_matches(".json");
    if !is_known(&sim, sid, &headers) {
        return stranger();
    }
    Json(json!({ "sid": sid, "friendly_name": "Rehearsal", "status": "active" })).into_response()
}

#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(rename = "To")]
    to: Option<String>,
    #[serde(rename = "PageSize")]
    page_size: Option<usize>,
}

async fn list(
    State(sim): State<SmsSim>,
    Path(sid): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    if !is_known(&sim, &sid, &headers) {
        return stranger();
    }
    if let Some(fault) = sim.faults().next("list") {
        return strike(&sim, fault, "list", || Value::Null).await;
    }
    let messages: Vec<Value> = sim
        .messages()
        .iter()
        .rev()
        .filter(|sms| wanted.to.as_ref().is_none_or(|to| sms.to == *to))
        .take(wanted.page_size.unwrap_or(50).min(1000))
        .map(|sms| shown(&sim, sms))
        .collect();
    Json(json!({ "messages": messages, "page": 0, "next_page_uri": null })).into_response()
}

async fn send(
    State(sim): State<SmsSim>,
    Path(sid): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !is_known(&sim, &sid, &headers) {
        return stranger();
    }
    let form: Vec<(String, String)> = form_urlencoded(&body);
    let value = |name: &str| {
        form.iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let (to, from, text) = (value("To"), value("From"), value("Body"));
    if let Some(refusal) = wrong(&sim, to, from, text) {
        return refusal;
    }
    let callback = Some(value("StatusCallback").to_owned()).filter(|url| !url.is_empty());
    let take = || shown(&sim, &sim.take(to, from, text, callback.clone()));
    match sim.faults().next("send") {
        Some(fault) => strike(&sim, fault, "send", take).await,
        None => (StatusCode::CREATED, Json(take())).into_response(),
    }
}

/// What the service refuses, with its own words.
fn wrong(sim: &SmsSim, to: &str, from: &str, text: &str) -> Option<Response> {
    let bad = |code, message: &str| Some(refused(StatusCode::BAD_REQUEST, code, message));
    let digits = to.strip_prefix('+').unwrap_or_default();
    let is_number = (8..=15).contains(&digits.len()) && digits.bytes().all(|d| d.is_ascii_digit());
    if to.is_empty() {
        return bad(21604, "A 'To' phone number is required.");
    }
    // +15005550001 is the vendor's own number for this.
    if !is_number || to == "+15005550001" {
        return bad(21211, &format!("Invalid 'To' Phone Number: {to}"));
    }
    if from != sim.config().sender {
        return bad(
            21606,
            &format!(
                "The 'From' phone number {from} is not a valid, SMS-capable inbound phone number or short code for your account."
            ),
        );
    }
    if text.is_empty() {
        return bad(21602, "Message body is required.");
    }
    if text.chars().count() > 1600 {
        return bad(
            21617,
            "The concatenated message body exceeds the 1600 character limit",
        );
    }
    if to == "+15005550004" || to.ends_with("0997") {
        return bad(21610, "Attempt to send to unsubscribed recipient");
    }
    if to == "+15005550009" {
        return bad(21614, "'To' number is not a valid mobile number");
    }
    None
}

async fn strike(
    sim: &SmsSim,
    fault: FaultKind,
    call: &str,
    work: impl Fn() -> Value + Send,
) -> Response {
    let server_error = |status: u16| {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        refused(status, 20500, "Internal Server Error")
    };
    match fault {
        FaultKind::CutBefore => CutConnection::response(),
        FaultKind::CutAfter => {
            work();
            CutConnection::response()
        }
        FaultKind::Throttled => refused(StatusCode::TOO_MANY_REQUESTS, 20429, "Too Many Requests"),
        FaultKind::ServerError { status } => server_error(status),
        FaultKind::ServerErrorAfter { status } => {
            work();
            server_error(status)
        }
        FaultKind::NotJson => (StatusCode::OK, "<html>upstream</html>").into_response(),
        FaultKind::Slow { delay_ms } => {
            let answer = (StatusCode::CREATED, Json(work())).into_response();
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            answer
        }
        FaultKind::HoldBefore => {
            sim.holds().wait(call).await;
            CutConnection::response()
        }
        FaultKind::HoldAfter => {
            work();
            sim.holds().wait(call).await;
            CutConnection::response()
        }
        FaultKind::Platform { .. } => server_error(500),
    }
}

fn shown(sim: &SmsSim, sms: &KeptSms) -> Value {
    let sid = &sim.config().sid;
    let date = jiff::fmt::rfc2822::to_string(&sms.at.to_zoned(jiff::tz::TimeZone::UTC))
        .unwrap_or_default();
    json!({
        "sid": sms.sid,
        "account_sid": sid,
        "api_version": "2010-04-01",
        "body": sms.body,
        "to": sms.to,
        "from": sms.from,
        "status": sms.status,
        "error_code": sms.error_code,
        "error_message": null,
        "direction": "outbound-api",
        "date_created": date,
        "date_updated": date,
        "date_sent": null,
        "num_media": "0",
        "num_segments": "1",
        "price": null,
        "price_unit": "USD",
        "messaging_service_sid": null,
        "uri": format!("/2010-04-01/Accounts/{sid}/Messages/{}.json", sms.sid),
        "subresource_uris": { "media": format!("/2010-04-01/Accounts/{sid}/Messages/{}/Media.json", sms.sid) },
    })
}

fn form_urlencoded(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}
