//! Where stores call us: each store has an address of its own, and each topic one below it.
//!
//! The answer is 200 only once the webhook is durable. It must answer within milliseconds and never
//! say more than whether it was taken. After it: `app::hooks`.

use app::hooks::{HookRefused, Taken, take};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::post};
use serde_json::json;

use crate::desk::Desk;
use crate::error::{PageError, Trouble};

/// Topics are a few words; this is far beyond the longest.
const LONGEST_TOPIC: usize = 100;

pub(crate) fn router() -> Router<Desk> {
    Router::new().route("/hooks/{hook_key}/{topic}", post(hook))
}

// keys: error-hook-*-title
async fn hook(
    State(desk): State<Desk>,
    Path((hook_key, topic)): Path<(String, String)>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, PageError> {
    let body = body.map_err(|rejection| PageError::Unreadable(rejection.status()))?;
    if topic.len() > LONGEST_TOPIC {
        return Err(PageError::NotFound);
    }
    // A header that is no text can be no signature.
    let headers: Vec<(String, String)> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let taken = match take(&desk.app, &hook_key, &topic, &headers, &body).await {
        Ok(Taken::Kept) => "kept",
        Ok(Taken::Repeated) => "kept before",
        Ok(Taken::Unreadable) => "the store is read instead",
        Err(refused) => return Ok(refusal(&refused)),
    };
    Ok(Json(json!({ "taken": taken })).into_response())
}

fn refusal(refused: &HookRefused) -> Response {
    let (status, key) = match refused {
        HookRefused::UnknownAddress => (StatusCode::NOT_FOUND, "not-found"),
        HookRefused::WrongSignature => (StatusCode::UNAUTHORIZED, "hook-signature"),
        HookRefused::NotConnected(_) => (StatusCode::SERVICE_UNAVAILABLE, "hook-disconnected"),
        HookRefused::Storage(_) => (StatusCode::INTERNAL_SERVER_ERROR, "broken"),
    };
    let trouble = Trouble::new(status, key);
    match refused {
        HookRefused::Storage(error) => trouble.caused_by(error.to_string()).answer(),
        _ => trouble.answer(),
    }
}
