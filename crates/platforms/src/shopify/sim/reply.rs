//! What the store answers beside its API: a status and JSON, or a page for a person.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Reply {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    /// `{"errors": "…"}`.
    pub(super) fn errors_text(status: u16, text: &str) -> Self {
        Self {
            status,
            body: json!({"errors": text}),
        }
    }

    /// `{"error": code, "error_description": "…"}`.
    pub(super) fn oauth(code: &str, text: &str) -> Self {
        Self {
            status: 400,
            body: json!({"error": code, "error_description": text}),
        }
    }

    pub(super) fn not_found() -> Self {
        Self::errors_text(404, "Not Found")
    }

    pub(super) fn into_response(self) -> Response {
        content(
            self.status,
            "application/json; charset=utf-8",
            serde_json::to_string(&self.body).unwrap_or_default(),
        )
    }
}

/// A page for people.
pub(super) fn page(status: u16, html: String) -> Response {
    content(status, "text/html; charset=utf-8", html)
}

/// Sends the browser elsewhere.
pub(super) fn redirect(status: u16, to: &str) -> Response {
    let mut response = content(status, "text/plain; charset=utf-8", String::new());
    if let Ok(value) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

fn content(status: u16, kind: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
