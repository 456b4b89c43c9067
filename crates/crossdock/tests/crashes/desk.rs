//! A person at the desk of a program that may be killed at any moment: what is not answered is tried
//! again later, as a person would.

use std::time::Duration;

use reqwest::header::{COOKIE, LOCATION};
use reqwest::{Client, StatusCode};

/// A person gives up on a page after so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// The desk, at one address. Cloning shares the connections.
#[derive(Clone)]
pub(crate) struct Desk {
    client: Client,
    url: String,
    cookie: String,
}

/// What a request came to.
#[derive(Clone, Debug)]
pub(crate) enum Heard {
    /// An answer with this status, and whether it led to the sign-in page.
    Answer(StatusCode, bool),
    /// No answer, for this reason.
    Nothing(String),
}

impl Heard {
    pub(crate) fn is_taken(&self) -> bool {
        match self {
            Self::Answer(status, signed_out) => {
                !signed_out && (status.is_success() || status.is_redirection())
            }
            Self::Nothing(_) => false,
        }
    }
}

impl Desk {
    pub(crate) fn new(url: String, session: &str) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .no_proxy()
            .build()
            .unwrap();
        let cookie = format!("crossdock_session={session}");
        Self {
            client,
            url,
            cookie,
        }
    }

    /// The same person at another address.
    pub(crate) fn at(&self, url: String) -> Self {
        let client = self.client.clone();
        let cookie = self.cookie.clone();
        Self {
            client,
            url,
            cookie,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Heard {
        self.send(self.client.get(format!("{}{path}", self.url)))
            .await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Heard {
        let request = self.client.post(format!("{}{path}", self.url)).form(form);
        self.send(request).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Heard {
        match request.header(COOKIE, &self.cookie).send().await {
            Ok(answer) => {
                let status = answer.status();
                let to = answer.headers().get(LOCATION);
                let to = to.and_then(|to| to.to_str().ok()).unwrap_or_default();
                let signed_out = to.starts_with("/sign-in");
                match answer.bytes().await {
                    Ok(_) => Heard::Answer(status, signed_out),
                    Err(error) => Heard::Nothing(format!("{error:?}")),
                }
            }
            Err(error) => Heard::Nothing(format!("{error:?}")),
        }
    }
}
