//! What every answer says to the browser about itself: run only our script, show only our styles,
//! be framed by nobody, tell nobody where the person came from.
//!
//! It must never be loosened for one page; a page that needs more is built differently.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Where pictures may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pictures {
    /// From here and from any site over TLS: products are shown with their store's pictures.
    #[default]
    Secure,
    /// And from this machine without TLS, where simulators serve theirs.
    SecureAndLoopback,
}

/// The policy of all pages, worked out once.
#[derive(Debug, Clone)]
pub struct PagePolicy {
    content_security_policy: HeaderValue,
}

impl PagePolicy {
    /// Works out the policy. `form_targets` are the origins that a form may end up at besides this
    /// one, such as a platform's sign-in page that a POST redirects to.
    ///
    /// # Errors
    /// An origin that can not stand in a header.
    pub fn new(
        pictures: Pictures,
        form_targets: &[&str],
    ) -> Result<Self, header::InvalidHeaderValue> {
        let loopback = match pictures {
            Pictures::Secure => "",
            Pictures::SecureAndLoopback => " http://127.0.0.1:* http://localhost:*",
        };
        // A target with a space or a semicolon would write its own rules.
        let targets: String = form_targets
            .iter()
            .filter(|target| !target.contains([' ', ';', ',']))
            .map(|target| format!(" {target}"))
            .collect();
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; \
             img-src 'self' https: data:{loopback}; connect-src 'self'; \
             form-action 'self'{targets}; frame-ancestors 'none'; base-uri 'none'"
        );
        Ok(Self {
            content_security_policy: HeaderValue::from_str(&policy)?,
        })
    }
}

/// Adds the headers to every answer; used with `axum::middleware::from_fn_with_state`.
pub async fn security_headers(
    State(policy): State<Arc<PagePolicy>>,
    request: Request,
    next: Next,
) -> Response {
    const FIXED: [(HeaderName, &str); 5] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        policy.content_security_policy.clone(),
    );
    response
}
