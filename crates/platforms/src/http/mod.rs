//! The one HTTP client of all platforms: time limits, what was sent and what was not, budgets, redaction.
//!
//! It never repeats a call: whether a call may be repeated is knowledge of the step that makes it.
//! It logs method, host, path, status and nothing else: queries and bodies hold secrets and addresses.

mod budget;
mod limits;
mod transport;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use domain::ports::error::{CallError, CallErrorKind};
use jiff::Timestamp;
use reqwest::header::{ACCEPT, HeaderValue, USER_AGENT};
use reqwest::{Client, Request};

pub use budget::Budget;
pub use limits::{CallLimit, CallsTaken, LimitsUnreadable, SharedLimits};
pub use transport::{Answer, HowLost, Lost, Tcp, Transport};

/// Tells the time; passed in so that a rehearsal runs on a virtual clock.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Real time from sending to the last byte of the answer. The slowest documented platform answers
/// within 10 s; more than 30 s is a lost answer.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Real time to connect.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// Who we say we are.
const AGENT: &str = concat!("Crossdock/", env!("CARGO_PKG_VERSION"));

/// The one HTTP client. Cloning shares its connections.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client,
    transport: Arc<dyn Transport>,
    limits: Option<Arc<dyn SharedLimits>>,
}

impl Http {
    /// A client that follows no redirects, because a redirected POST is not the call that was decided.
    ///
    /// # Errors
    /// When the TLS set-up of this process is missing.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(AGENT)
            .timeout(TIME_LIMIT)
            .connect_timeout(CONNECT_LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let transport = Arc::new(Tcp::with(client.clone()));
        Ok(Self {
            client,
            transport,
            limits: None,
        })
    }

    /// A client whose requests are the same and travel another way than TCP.
    ///
    /// # Errors
    /// When the TLS set-up of this process is missing.
    pub fn over(transport: Arc<dyn Transport>) -> Result<Self, reqwest::Error> {
        // It only builds requests: reading this machine's certificates for that takes tens of milliseconds.
        let client = Client::builder().tls_certs_only([]).build()?;
        Ok(Self {
            client,
            transport,
            limits: None,
        })
    }

    /// The same, and its budgets are shared with the other processes that keep these books.
    #[must_use]
    pub fn sharing(mut self, limits: Arc<dyn SharedLimits>) -> Self {
        self.limits = Some(limits);
        self
    }

    /// A budget for calls of this client; under one name there is one bucket, in whichever process.
    #[must_use]
    pub fn budget(&self, name: String, limit: CallLimit) -> Budget {
        match &self.limits {
            Some(limits) => Budget::shared(limit, Arc::clone(limits), name),
            None => Budget::new(limit),
        }
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

    async fn exchange(&self, mut request: Request) -> Result<Answer, CallError> {
        let host = request.url().host_str().unwrap_or_default().to_owned();
        // TCP's client adds these on its own; whatever the way, the request is the same.
        let headers = request.headers_mut();
        for (name, value) in [(USER_AGENT, AGENT), (ACCEPT, "*/*")] {
            headers
                .entry(name)
                .or_insert(HeaderValue::from_static(value));
        }
        let carried = self.transport.carry(request);
        match tokio::time::timeout(TIME_LIMIT, carried).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(lost)) => Err(told(lost, &host)),
            Err(_) => Err(told(Lost::plain(HowLost::Late), &host)),
        }
    }
}

fn told(lost: Lost, host: &str) -> CallError {
    let (kind, what) = match lost.how {
        HowLost::NotConnected => (CallErrorKind::NotSent, unreached(&lost)),
        HowLost::Late => (CallErrorKind::Unclear, "did not answer in time"),
        HowLost::Cut => (CallErrorKind::Unclear, "cut the connection"),
        HowLost::TooLong => (
            CallErrorKind::Unreadable,
            "gave an answer longer than 32 MiB",
        ),
    };
    let error = CallError::new(kind, format!("{host} {what}"));
    match lost.cause {
        Some(cause) => error.caused_by(cause),
        None => error,
    }
}

/// Why no connection stood, where a person can do something about it.
fn unreached(lost: &Lost) -> &'static str {
    let mut words = String::new();
    let mut cause: Option<&dyn Error> = lost.cause.as_ref().map(|cause| &**cause as &dyn Error);
    while let Some(error) = cause {
        words.push_str(&error.to_string().to_lowercase());
        cause = error.source();
    }
    // What rustls says; its own type is hidden under two layers that do not give it out.
    let says = |part: &str| words.contains(part);
    if says("certificate expired") || says("certexpired") {
        "shows a certificate that has expired: it must be renewed there, or this machine's clock is wrong"
    } else if says("certificate not valid yet") || says("notvalidyet") {
        "shows a certificate that is not valid yet: this machine's clock may be wrong"
    } else if says("invalid peer certificate") {
        "shows a certificate that this machine does not trust"
    } else {
        "could not be reached"
    }
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
