//! What lies between a caller and whoever answers: it carries one complete request there and one
//! complete answer back, or says how far it came.
//!
//! The real one is TCP; a rehearsal in one process has its own (`sim::network`). It never repeats
//! a request and never looks into one. Before it, a client or a simulator builds the request; after
//! it, `Http` says what a lost answer means for a step.

use std::error::Error;
use std::fmt;

use async_trait::async_trait;
use reqwest::header::HeaderMap;
use reqwest::{Client, Request, StatusCode};

/// More than any documented answer; a longer one is refused instead of filling the memory.
const ANSWER_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Carries requests and answers.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Carries a request there and its whole answer back, once.
    ///
    /// # Errors
    /// How the answer was lost.
    async fn carry(&self, request: Request) -> Result<Answer, Lost>;
}

/// A complete answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// There is no answer.
#[derive(Debug)]
pub struct Lost {
    /// How far it came.
    pub how: HowLost,
    /// What the layer below says; it holds no address and no secret.
    pub cause: Option<Box<dyn Error + Send + Sync>>,
}

/// How far a request came whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HowLost {
    /// No connection stood: nothing can have arrived.
    NotConnected,
    /// Nothing came back in time: it may have arrived.
    Late,
    /// The connection was cut: it may have arrived.
    Cut,
    /// The answer was too long to be read.
    TooLong,
}

impl Lost {
    /// Lost this way, with nothing more to say.
    #[must_use]
    pub fn plain(how: HowLost) -> Self {
        Self { how, cause: None }
    }
}

impl From<reqwest::Error> for Lost {
    fn from(error: reqwest::Error) -> Self {
        let how = if error.is_connect() || error.is_builder() {
            HowLost::NotConnected
        } else if error.is_timeout() {
            HowLost::Late
        } else {
            HowLost::Cut
        };
        // The error's own URL may hold secrets in its query.
        let cause = Some(error.without_url().into());
        Self { how, cause }
    }
}

/// The real transport.
#[derive(Clone, Debug)]
pub struct Tcp {
    client: Client,
}

impl Tcp {
    /// Carries with this client's manners.
    #[must_use]
    pub fn with(client: Client) -> Self {
        Self { client }
    }

    /// For a simulator's own calls: straight to the address, without a proxy, and no redirect is
    /// followed.
    ///
    /// # Errors
    /// When the TLS set-up of this process is missing.
    pub fn straight() -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { client })
    }
}

#[async_trait]
impl Transport for Tcp {
    async fn carry(&self, request: Request) -> Result<Answer, Lost> {
        let mut response = self.client.execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > ANSWER_LIMIT_BYTES {
                return Err(Lost::plain(HowLost::TooLong));
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
