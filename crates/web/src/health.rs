//! Whether the server answers, for whoever watches over it. It needs no sign-in and tells nothing else.

use axum::Json;
use serde_json::{Value, json};

/// `GET /health`.
pub(crate) async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}
