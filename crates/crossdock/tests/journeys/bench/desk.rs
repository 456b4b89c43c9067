//! A person at the desk, over HTTP as a browser without scripts would do it.

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, StatusCode};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// The desk as one person sees it.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    client: Client,
    url: String,
    /// The cookie that keeps this person signed in.
    pub(crate) cookie: String,
}

/// A page, or where to go.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) cookie: String,
    pub(crate) refresh: String,
    pub(crate) text: String,
}

impl Desk {
    /// Somebody who is not signed in.
    pub(crate) fn stranger(url: String) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let cookie = String::new();
        Self {
            client,
            url,
            cookie,
        }
    }

    /// Somebody who is.
    pub(crate) fn signed_in(url: String, session: &str) -> Self {
        let cookie = format!("crossdock_session={session}");
        Self {
            cookie,
            ..Self::stranger(url)
        }
    }

    /// Looks at a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.url)))
            .await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.client.post(format!("{}{path}", self.url)).form(form);
        self.send(request).await
    }

    /// Sends a form that must be taken.
    pub(crate) async fn wish(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, form).await;
        let taken = answer.status.is_success() || answer.status.is_redirection();
        assert!(taken, "{path}: {} {}", answer.status, answer.text);
        assert!(
            !answer.location.starts_with("/sign-in"),
            "{path}: signed out"
        );
        answer
    }

    /// Sends raw bytes, as a store does.
    pub(crate) async fn deliver(&self, path: &str, signature: &str, body: Vec<u8>) -> Answer {
        let request = self
            .client
            .post(format!("{}{path}", self.url))
            .header("content-type", "application/json")
            .header("x-shopbase-hmac-sha256", signature)
            .body(body);
        self.send(request).await
    }

    /// Announces a body of this length without a signature, and reads how that is answered. Nothing of it
    /// is sent: who is refused while still sending may never read the refusal.
    pub(crate) async fn announce(&self, path: &str, length: usize) -> String {
        let address = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        lines.next_line().await.unwrap().unwrap()
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Answer {
        if !self.cookie.is_empty() {
            request = request.header(COOKIE, &self.cookie);
        }
        let answer = request.send().await.unwrap();
        let header = |name: &str| {
            let value = answer.headers().get(name).and_then(|it| it.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let cookie = header(SET_COOKIE.as_str());
        Answer {
            status: answer.status(),
            location: header(LOCATION.as_str()),
            cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
            refresh: header("refresh"),
            text: answer.text().await.unwrap(),
        }
    }
}
