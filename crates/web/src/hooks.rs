//! Where stores call us: each store has an address of its own, and each topic one below it.
//!
//! The answer is 200 only once the webhook is durable. It must answer within milliseconds and never
//! say more than whether it was taken. After it: `app::hooks`.

use app::hooks::{HookRefused, Taken, take};
use app::mail::{CallbackTaken, take_sms_callback};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::post};
use domain::ids::NoticeId;
use serde_json::json;

use crate::desk::Desk;
use crate::error::{PageError, Trouble};

/// Topics are a few words; this is far beyond the longest.
const LONGEST_TOPIC: usize = 100;

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/hooks/{hook_key}/{topic}", post(hook))
        // The first part is no key of a store: those are long and random.
        .route("/hooks/sms/{notice_id}", post(sms_status))
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

/// What the SMS service tells of a message; the signature says that it was the service.
async fn sms_status(
    State(desk): State<Desk>,
    Path(notice_id): Path<NoticeId>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, PageError> {
    let body = body.map_err(|rejection| PageError::Unreadable(rejection.status()))?;
    let signature = headers.get("x-twilio-signature");
    let signature = signature.and_then(|value| value.to_str().ok());
    let taken =
        take_sms_callback(&desk.app, notice_id, signature.unwrap_or_default(), &body).await?;
    Ok(match taken {
        CallbackTaken::Kept => StatusCode::NO_CONTENT.into_response(),
        CallbackTaken::Unknown => Trouble::new(StatusCode::NOT_FOUND, "not-found").answer(),
        CallbackTaken::Refused(_) => {
            Trouble::new(StatusCode::UNAUTHORIZED, "hook-signature").answer()
        }
    })
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
