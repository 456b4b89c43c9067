//! The one HTTP client of all platforms: time limits, what was sent and what was not, budgets, redaction.
//!
//! It never repeats a call: whether a call may be repeated is knowledge of the step that makes it.
//! It logs method, host, path, status and nothing else: queries and bodies hold secrets and addresses.

mod budget;

use std::sync::Arc;
use std::time::Duration;

use domain::ports::error::{CallError, CallErrorKind};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use reqwest::{Client, Request, StatusCode};

pub use budget::Budget;

/// Tells the time; passed in so that a rehearsal runs on a virtual clock.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Real time from sending to the last byte of the answer. The slowest documented platform answers
/// within 10 s; more than 30 s is a lost answer.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Real time to connect.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// More than any documented answer; a longer one is refused instead of filling the memory.
const ANSWER_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// The one HTTP client. Cloning shares its connections.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
}

/// A complete answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Http {
    /// A client that follows no redirects, because a redirected POST is not the call that was decided.
    ///
    /// # Errors
    /// When the TLS set-up of this process is missing.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(concat!("Crossdock/", env!("CARGO_PKG_VERSION")))
            .timeout(TIME_LIMIT)
            .connect_timeout(CONNECT_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client })
    }

    /// Starts a request.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a request once and reads the whole answer.
    ///
    /// # Errors
    /// [`CallErrorKind::NotSent`] when no connection stood, so that nothing can have arrived;
    /// [`CallErrorKind::Unclear`] when the connection stood and no whole answer came back.
    pub async fn send(&self, request: Request) -> Result<Answer, CallError> {
        let method = request.method().clone();
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let path = request.url().path().to_owned();
        let result = self.exchange(request).await;
        match &result {
            Ok(answer) => {
                tracing::debug!(http.method = %method, http.host = host, http.path = path,
                    http.status = answer.status.as_u16(), "called a platform");
            }
            Err(error) => {
                tracing::debug!(http.method = %method, http.host = host, http.path = path,
                    error = %error, "a call to a platform gave no answer");
            }
        }
        result
    }

    async fn exchange(&self, request: Request) -> Result<Answer, CallError> {
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let mut response = self
            .client
            .execute(request)
            .await
            .map_err(|error| classify(error, &host))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| classify(error, &host))?
        {
            if body.len() + chunk.len() > ANSWER_LIMIT_BYTES {
                let message = format!("the answer of {host} is longer than 32 MiB");
                return Err(CallError::new(CallErrorKind::Unreadable, message));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}

fn classify(error: reqwest::Error, host: &str) -> CallError {
    let (kind, what) = if error.is_connect() || error.is_builder() {
        (CallErrorKind::NotSent, "could not be reached")
    } else if error.is_timeout() {
        (CallErrorKind::Unclear, "did not answer in time")
    } else {
        (CallErrorKind::Unclear, "cut the connection")
    };
    // The error's own URL may hold secrets in its query.
    CallError::new(kind, format!("{host} {what}")).caused_by(error.without_url())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;

    use super::*;
    use crate::sim::{CutConnection, SimServer};

    #[tokio::test]
    async fn tells_not_sent_from_maybe_sent() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let router = Router::new()
            .route("/cut", get(|| async { CutConnection::response() }))
            .route("/fine", get(|| async { "fine" }));
        let server = SimServer::start(router, ([127, 0, 0, 1], 0).into())
            .await
            .unwrap();
        let http = Http::new().unwrap();
        let get = |url: String| http.client().get(url).build().unwrap();

        let fine = http
            .send(get(format!("{}/fine", server.base_url())))
            .await
            .unwrap();
        assert_eq!(fine.body, b"fine");
        let cut = http
            .send(get(format!("{}/cut", server.base_url())))
            .await
            .unwrap_err();
        assert_eq!(cut.kind, CallErrorKind::Unclear);
        assert!(!cut.did_nothing());
        let nobody = http
            .send(get("http://127.0.0.1:1/".into()))
            .await
            .unwrap_err();
        assert_eq!(nobody.kind, CallErrorKind::NotSent);
        assert!(nobody.did_nothing());
    }
}
