//! Sends calls to one shop: signed, within the shop's call limit, each of them once.
//!
//! It never repeats a call and never decides what an answer means for an order.
//! Vendor's documentation: developers.shopbase.com, REST API references.

use std::sync::Arc;

use domain::ports::error::{CallError, CallErrorKind};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::auth::Access;
use super::error;
use crate::http::{Answer, Budget, CallLimit, Http, Now};

/// A shop's bucket holds thirty calls and loses two a second. Source: README.md, limits.
const LIMIT: CallLimit = CallLimit {
    size: 30,
    leak_per_second: 2,
};

/// Where a shop tells how full its bucket is, e.g. `22/30`.
const LIMIT_HEADER: &str = "x-sb-shop-api-call-limit";

/// A shop's call budget; shared by all who call the same shop.
pub(super) fn budget(http: &Http, base_url: &str) -> Arc<Budget> {
    Arc::new(http.budget(format!("shopbase {base_url}"), LIMIT))
}

/// Calls one shop.
#[derive(Clone)]
pub(super) struct Api {
    http: Http,
    now: Now,
    budget: Arc<Budget>,
    access: Access,
}

impl Api {
    /// Calls the shop of `access`, out of that shop's `budget`.
    pub(super) fn new(http: Http, now: Now, budget: Arc<Budget>, access: Access) -> Self {
        Self {
            http,
            now,
            budget,
            access,
        }
    }

    /// Who calls, and where.
    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// The time.
    pub(super) fn now(&self) -> jiff::Timestamp {
        (self.now)()
    }

    /// Reads something.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Answer, CallError> {
        let request = self.request(Method::GET, path).query(query);
        self.send(request).await
    }

    /// Sends a document.
    pub(super) async fn send_document(
        &self,
        method: Method,
        path: &str,
        document: &Value,
    ) -> Result<Answer, CallError> {
        let request = self.request(method, path).json(document);
        self.send(request).await
    }

    /// Deletes something.
    pub(super) async fn delete(&self, path: &str) -> Result<Answer, CallError> {
        self.send(self.request(Method::DELETE, path)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = self.access.config.admin(path);
        let request = self.http.client().request(method, address);
        self.access
            .app
            .sign(request)
            .header("accept", "application/json")
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer, CallError> {
        let request = request.build().map_err(|_| {
            // The cause may print the header, which is a secret.
            let message = "a key or secret holds characters that can't be sent; copy it again";
            CallError::new(CallErrorKind::Misconfigured, message)
        })?;
        let method = request.method().clone();
        // A write comes after what was read for it: it waits for its turn, so that the reading was not
        // in vain.
        if method == Method::GET {
            self.budget.take(self.now()).await?;
        } else {
            self.budget.take_in_line(&self.now).await?;
        }
        let answer = self.http.send(request).await?;
        let now = self.now();
        if let Some(used) = used_calls(&answer.headers) {
            self.budget.learn(used, now).await;
        }
        if answer.status.is_success() {
            return Ok(answer);
        }
        let mut refusal = error::refusal(&method, answer.status, &answer.body, now);
        if let CallErrorKind::Throttled { wait } = refusal.kind {
            self.budget.block(wait, now).await;
        }
        refusal.vendor_message = refusal
            .vendor_message
            .map(|words| self.access.app.scrub(&words));
        Err(refusal)
    }
}

fn used_calls(headers: &HeaderMap) -> Option<u32> {
    let text = headers.get(LIMIT_HEADER)?.to_str().ok()?;
    text.split('/').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use domain::ports::connect::Credentials;
    use jiff::Timestamp;

    use super::*;
    use crate::sim::SimServer;

    async fn api(router: Router) -> (Api, SimServer) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = SimServer::start(router, ([127, 0, 0, 1], 0).into())
            .await
            .unwrap();
        let document = serde_json::json!({
            "way": "private-app", "base_url": server.base_url(),
            "api_key": "k", "password": "hush-password", "shared_secret": "s",
        });
        let access = Access::read(&Credentials::new(document.to_string())).unwrap();
        let now: Now = Arc::new(|| Timestamp::from_second(1_800_000_000).unwrap());
        let http = Http::new().unwrap();
        let budget = budget(&http, &server.base_url());
        let api = Api::new(http, now, budget, access);
        (api, server)
    }

    #[tokio::test]
    async fn learns_how_full_the_bucket_is() {
        let full = || async { ([("X-Sb-Shop-Api-Call-Limit", "30/30")], "{}") };
        let (api, _server) = api(Router::new().route("/admin/shop.json", get(full))).await;
        api.get("shop.json", &[]).await.unwrap();
        let refused = api.get("shop.json", &[]).await.unwrap_err();
        assert!(matches!(refused.kind, CallErrorKind::Throttled { .. }));
        assert_eq!(refused.vendor_code, None, "our own limiter said no");
    }

    #[tokio::test]
    async fn a_refusal_carries_the_words_but_no_secret() {
        let refuse = || async {
            (
                StatusCode::UNAUTHORIZED,
                r#"{"errors":"[API] Invalid password hush-password"}"#,
            )
        };
        let (api, _server) = api(Router::new().route("/admin/shop.json", get(refuse))).await;
        let refused = api.get("shop.json", &[]).await.unwrap_err();
        assert_eq!(refused.kind, CallErrorKind::SignedOut);
        assert_eq!(
            refused.vendor_message.as_deref(),
            Some("[API] Invalid password …")
        );
    }

    #[tokio::test]
    async fn after_too_many_requests_nothing_is_sent_for_a_while() {
        let busy = || async { (StatusCode::TOO_MANY_REQUESTS, "") };
        let (api, _server) = api(Router::new().route("/admin/shop.json", get(busy))).await;
        let told = api.get("shop.json", &[]).await.unwrap_err();
        assert_eq!(told.vendor_code.as_deref(), Some("429"));
        let held = api.get("shop.json", &[]).await.unwrap_err();
        assert_eq!(held.vendor_code, None);
        assert!(matches!(held.kind, CallErrorKind::Throttled { wait } if wait.as_secs() == 1));
    }

    #[test]
    fn reads_the_limit_header() {
        let headers = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(LIMIT_HEADER, text.parse().unwrap());
            headers
        };
        assert_eq!(used_calls(&headers("22/30")), Some(22));
        assert_eq!(used_calls(&headers("many")), None);
        assert_eq!(used_calls(&HeaderMap::new()), None);
    }
}
