//! The two doors `/sync` and `/rest`: reads a call, checks it in the gateway's order, lets the
//! faults strike, and writes the answer.
//!
//! The order of checks is app key, time, signature, method, permission, token, rate, parameters.
//! Source: reference sheet §2, §5 and §19. HTTP status is 200 for every refusal.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use super::envelope::{GatewayError, Style, answer, refusal};
use super::methods::{self, Method};
use super::seeded::Roll;
use super::signing::{Params, is_signed};
use super::tokens::TokenCall;
use super::world::World;
use super::{AliexpressSim, order};
use crate::sim::{CutConnection, FaultKind};

/// The most that a request may carry; an image search is the largest real one.
const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

/// Seconds that a caller's clock may be off.
const MAX_SKEW_SECONDS: i64 = 7_200;

/// One call, understood so far.
pub(super) struct Call<'a> {
    pub(super) params: &'a Params,
    pub(super) buyer: u64,
    pub(super) now: Timestamp,
    /// Where the simulator is reached, for links in answers.
    pub(super) base_url: &'a str,
    /// A platform fault that strikes inside the work.
    pub(super) twist: Option<&'a str>,
}

impl Call<'_> {
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, GatewayError> {
        self.param(name).ok_or_else(|| GatewayError::missing(name))
    }

    /// A parameter that is JSON text.
    pub(super) fn json(&self, name: &str) -> Result<Value, GatewayError> {
        serde_json::from_str(self.required(name)?).map_err(|_| GatewayError::mapping(name))
    }
}

/// Which door a call came through, with the path after `/rest`.
#[derive(Clone, Debug)]
pub(super) enum Door {
    Sync,
    Rest(Option<String>),
}

/// Answers one HTTP request at a door.
pub(super) async fn serve(sim: AliexpressSim, door: Door, request: Request) -> Response {
    let base_url = base_url(request.headers());
    let params = match read_params(request).await {
        Ok(params) => params,
        Err(response) => return response,
    };
    let api = match (params.get("method"), &door) {
        (Some(method), _) => method.clone(),
        (None, Door::Rest(Some(path))) => path.clone(),
        (None, _) => String::new(),
    };
    // A call that arrived is worked on to its end, whether or not its caller still listens.
    let work = tokio::spawn(answer_call(sim, door, api, params, base_url));
    work.await.unwrap_or_else(|_| server_error(500))
}

/// Works on a call, with whatever fault is switched on for it.
async fn answer_call(
    sim: AliexpressSim,
    door: Door,
    api: String,
    params: Params,
    base_url: String,
) -> Response {
    let fault = sim.faults().next(&api);
    match &fault {
        Some(FaultKind::CutBefore) => return CutConnection::response(),
        Some(FaultKind::ServerError { status }) => return server_error(*status),
        Some(FaultKind::NotJson) => return edge_page(),
        Some(FaultKind::Slow { delay_ms }) => {
            tokio::time::sleep(Duration::from_millis(*delay_ms)).await;
        }
        Some(FaultKind::HoldBefore) => sim.holds().wait(&api).await,
        _ => {}
    }
    let body =
        sim.with(|world, now| work(world, now, &door, &api, &params, &base_url, fault.as_ref()));
    match &fault {
        Some(FaultKind::CutAfter) => CutConnection::response(),
        Some(FaultKind::ServerErrorAfter { status }) => server_error(*status),
        Some(FaultKind::HoldAfter) => {
            sim.holds().wait(&api).await;
            json_response(&body)
        }
        Some(FaultKind::Platform { name }) if name.starts_with("empty_body") => {
            json_body(String::new())
        }
        _ => json_response(&body),
    }
}

/// Does the work of a call and writes what the gateway answers.
fn work(
    world: &mut World,
    now: Timestamp,
    door: &Door,
    api: &str,
    params: &Params,
    base_url: &str,
    fault: Option<&FaultKind>,
) -> Value {
    world.requests += 1;
    *world.calls.entry(api.to_owned()).or_default() += 1;
    let mut roll = Roll::new(world.config.seed, "answer", world.requests);
    let style = Style {
        api: api.to_owned(),
        simplified: params.get("simplify").is_some_and(|text| text == "true"),
        rest: matches!(door, Door::Rest(_)),
        request_id: format!("2101{}", roll.digits(24)),
        trace_id: format!("2140{}", roll.digits(24)),
        quirk_per_mille: world.config.quirk_per_mille,
    };
    let twist = match fault {
        Some(FaultKind::Platform { name }) => Some(name.as_str()),
        Some(FaultKind::Throttled) => Some("throttled"),
        _ => None,
    };
    if let Some(error) = twist.and_then(|twist| strike_before(world, api, twist)) {
        return refusal(&style, &error);
    }
    let method = match admit(world, now, door, api, params, &mut roll) {
        Ok(method) => method,
        Err(error) => return refusal(&style, &error),
    };
    let result = match method {
        Admitted::Token(call) => {
            let config = world.config.clone();
            world.tokens.call(call, params, &config, now)
        }
        Admitted::Business(method, buyer) => {
            let call = Call {
                params,
                buyer,
                now,
                base_url,
                twist,
            };
            methods::run(world, method, &call, &mut roll)
        }
    };
    if let Some(error) = twist.and_then(strike_after) {
        return refusal(&style, &error);
    }
    match result {
        Ok(mut content) => {
            if twist == Some("null_tokens") {
                content["refresh_token"] = Value::Null;
                content["refresh_expires_in"] = Value::Null;
            }
            answer(&style, content, &mut roll)
        }
        Err(error) => refusal(&style, &error),
    }
}

enum Admitted {
    Token(TokenCall),
    Business(Method, u64),
}

/// Everything that the gateway checks before anybody reads the business parameters.
fn admit(
    world: &mut World,
    now: Timestamp,
    door: &Door,
    api: &str,
    params: &Params,
    roll: &mut Roll,
) -> Result<Admitted, GatewayError> {
    let get = |name: &str| {
        params
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| GatewayError::missing(name))
    };
    if get("app_key")? != world.config.app_key {
        return Err(GatewayError::new(
            "ISV",
            "InvalidAppKey",
            "The specified App Key is invalid",
        ));
    }
    if !is_timely(get("timestamp")?, now) {
        return Err(GatewayError::new(
            "ISV",
            "IllegalTimestamp",
            "The timestamp is out of range",
        ));
    }
    get("sign_method")?;
    get("sign")?;
    let path = match door {
        Door::Rest(path) => path.as_deref(),
        Door::Sync => None,
    };
    if !is_signed(params, path, &world.config.app_secret) {
        let text = "The request signature does not conform to platform standards";
        return Err(GatewayError::new("ISV", "IncompleteSignature", text));
    }
    if let Some(call) = TokenCall::named(api) {
        return Ok(Admitted::Token(call));
    }
    let method = Method::named(api)
        .filter(|_| matches!(door, Door::Sync))
        .ok_or_else(|| {
            GatewayError::new("ISV", "InvalidApiPath", "The specified API path is invalid")
        })?;
    if !method.is_permitted(&world.config) {
        let text = "App does not have permission to access this api";
        return Err(GatewayError::new("ISV", "InsufficientPermission", text));
    }
    let buyer = world.tokens.buyer(params, now)?;
    world.spend_quota(now)?;
    world.spend_rate(api)?;
    if roll.chance(world.config.throttle_per_mille) {
        return Err(GatewayError::throttled());
    }
    Ok(Admitted::Business(method, buyer))
}

/// Platform faults that strike before the work.
fn strike_before(world: &mut World, api: &str, twist: &str) -> Option<GatewayError> {
    Some(match twist {
        "throttled" => GatewayError::throttled(),
        "expire_token" if TokenCall::named(api).is_some() => {
            world.tokens.expire_everything();
            return None;
        }
        "expire_token" => {
            world.tokens.expire_access();
            return None;
        }
        "code_15" => order::not_synchronized(),
        "remote_error" => GatewayError::remote("isp.remote-service-error", "Remote service error"),
        "service_timeout" => GatewayError::new("ISP", "ServiceTimeout", "Service timeout"),
        "service_unavailable" => {
            GatewayError::new("ISP", "ServiceUnavailable", "Service unavailable")
        }
        "app_call_limit" => GatewayError::banned(14_229),
        "no_permission" => GatewayError::new(
            "ISV",
            "InsufficientPermission",
            "App does not have permission to access this api",
        ),
        "ip_not_allowed" => GatewayError::new(
            "ISV",
            "AppWhiteIpLimit",
            "The request IP is not in the white list",
        ),
        "empty_body" => GatewayError::new("SYSTEM", "InternalError", ""),
        _ => return None,
    })
}

/// Platform faults that strike after the work was done and stored.
fn strike_after(twist: &str) -> Option<GatewayError> {
    Some(match twist {
        "code_15_after" => order::not_synchronized(),
        "remote_error_after" => {
            GatewayError::remote("isp.remote-service-error", "Remote service error")
        }
        "service_timeout_after" => GatewayError::new("ISP", "ServiceTimeout", "Service timeout"),
        "internal_error_after" => GatewayError::new("ISP", "InternalError", "Internal error"),
        _ => return None,
    })
}

/// Epoch milliseconds, or the older text form in GMT+8 or UTC; within the accepted skew.
fn is_timely(text: &str, now: Timestamp) -> bool {
    let near = |time: Timestamp| now.duration_since(time).as_secs().abs() <= MAX_SKEW_SECONDS;
    if let Ok(millis) = text.parse::<i64>() {
        return Timestamp::from_millisecond(millis).is_ok_and(near);
    }
    let Ok(civil) = text.parse::<DateTime>() else {
        return false;
    };
    [0, 8].into_iter().any(|hours| {
        civil
            .to_zoned(TimeZone::fixed(Offset::constant(hours)))
            .is_ok_and(|zoned| near(zoned.timestamp()))
    })
}

/// The union of query and body fields; files of a multipart body are not parameters.
async fn read_params(request: Request) -> Result<Params, Response> {
    let mut params = Params::new();
    if let Some(query) = request.uri().query() {
        params.extend(url::form_urlencoded::parse(query.as_bytes()).into_owned());
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    if kind.starts_with("multipart/form-data") {
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(IntoResponse::into_response)?;
        while let Some(field) = form
            .next_field()
            .await
            .map_err(IntoResponse::into_response)?
        {
            let (name, is_file) = (
                field.name().unwrap_or("").to_owned(),
                field.file_name().is_some(),
            );
            let value = field.text().await.map_err(IntoResponse::into_response)?;
            if !is_file {
                params.insert(name, value);
            }
        }
        return Ok(params);
    }
    let body = axum::body::to_bytes(request.into_body(), MAX_BODY_BYTES)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    if kind.starts_with("application/x-www-form-urlencoded") {
        params.extend(url::form_urlencoded::parse(&body).into_owned());
    }
    Ok(params)
}

/// `http://host` as the caller wrote it.
pub(super) fn base_url(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}

fn json_response(body: &Value) -> Response {
    json_body(serde_json::to_string(body).unwrap_or_default())
}

fn json_body(text: String) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json;charset=UTF-8")],
        text,
    )
        .into_response()
}

fn server_error(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let body = format!(
        "<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center><hr><center>Tengine</center></body></html>"
    );
    (
        status,
        [(header::CONTENT_TYPE, "text/html")],
        Body::from(body),
    )
        .into_response()
}

fn edge_page() -> Response {
    let body = json!("The page you requested is temporarily unavailable");
    let page = format!(
        "<!DOCTYPE html><html><head><title>Denied</title></head><body>{body}</body></html>"
    );
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}
