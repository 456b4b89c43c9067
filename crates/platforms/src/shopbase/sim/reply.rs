//! What the store answers: a status and JSON, with error bodies in the platform's several shapes.
//!
//! `{"errors": …}` or `{"error": …}`, holding text, a list or an object. Source: reference sheet §B2.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

/// An answer of the admin API.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// An answer or a refusal, which is an answer too.
pub(super) type Answer = Result<Reply, Reply>;

impl Reply {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    pub(super) fn created(body: Value) -> Self {
        Self { status: 201, body }
    }

    /// `{"errors": "…"}`.
    pub(super) fn errors_text(status: u16, text: &str) -> Self {
        Self {
            status,
            body: json!({"errors": text}),
        }
    }

    /// `{"errors": ["…"]}`.
    pub(super) fn errors_list(status: u16, text: &str) -> Self {
        Self {
            status,
            body: json!({"errors": [text]}),
        }
    }

    /// `{"errors": {"field": ["…"]}}`.
    pub(super) fn errors_field(field: &str, text: &str) -> Self {
        Self {
            status: 422,
            body: json!({"errors": {field: [text]}}),
        }
    }

    /// `{"error": "…"}`.
    pub(super) fn error_text(status: u16, text: &str) -> Self {
        Self {
            status,
            body: json!({"error": text}),
        }
    }

    pub(super) fn not_found() -> Self {
        Self::errors_text(404, "Not Found")
    }

    pub(super) fn throttled() -> Self {
        Self::errors_text(
            429,
            "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.",
        )
    }

    /// The refusal in words, for callers that are not HTTP.
    pub(super) fn words(&self) -> String {
        format!("{} {}", self.status, self.body)
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
