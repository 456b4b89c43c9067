//! Mail by SMTP: any mail server, one mail at a time.
//!
//! What fails is told by how far it came: before the mail was offered nothing can have been taken; a
//! reply of the server is certain either way; silence after the mail was offered is unclear. It must
//! never repeat a mail by itself. Facts and their sources: README.md.

mod message;
pub mod sim;

use std::error::Error as _;
use std::time::Duration;

use async_trait::async_trait;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::post::{Mail, MailSecurity, MailServer, Mailer};
use jiff::SignedDuration;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;

/// Real time to connect and to sign in: nothing was offered yet, so that trying again is safe.
const GREETING_LIMIT: Duration = Duration::from_secs(10);

/// Real time from offering a mail to the server's word on it; with the greeting as long as any call may
/// take. RFC 5321 section 4.5.3.2 lets a server take ten minutes after the last byte; nobody does, and
/// an answer that late is unclear to us.
const SENDING_LIMIT: Duration = Duration::from_secs(19);

/// Real time to say goodbye.
const GOODBYE_LIMIT: Duration = Duration::from_secs(1);

/// A server that says *later* is asked again by the caller's own waits, and not before this.
const LATER: SignedDuration = SignedDuration::from_secs(30);

/// A mail server.
#[derive(Debug)]
pub struct Smtp {
    server: MailServer,
}

impl Smtp {
    /// The server that is set up like this.
    #[must_use]
    pub fn new(server: MailServer) -> Self {
        Self { server }
    }

    /// Connects and signs in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, CallError> {
        let greeting = tokio::time::timeout(GREETING_LIMIT, self.greet()).await;
        greeting.unwrap_or_else(|_| {
            let message = format!("{} did not answer in time", self.server.host);
            Err(CallError::new(CallErrorKind::NotSent, message))
        })
    }

    async fn greet(&self) -> Result<AsyncSmtpConnection, CallError> {
        let server = &self.server;
        let tls = || {
            TlsParameters::new(server.host.clone()).map_err(|error| {
                let message = format!("{} can't be spoken to by TLS", server.host);
                CallError::new(CallErrorKind::Misconfigured, message).caused_by(error)
            })
        };
        let from_start = match server.security {
            MailSecurity::Tls => Some(tls()?),
            MailSecurity::Starttls | MailSecurity::None => None,
        };
        let hello = ClientId::default();
        let address = (server.host.as_str(), server.port);
        let mut conn = AsyncSmtpConnection::connect_tokio1(
            address,
            Some(GREETING_LIMIT),
            &hello,
            from_start,
            None,
        )
        .await
        .map_err(|error| before_offering("greeting", error))?;
        if server.security == MailSecurity::Starttls {
            if !conn.can_starttls() {
                let message = format!(
                    "{} does not offer STARTTLS: choose TLS, or another port",
                    server.host
                );
                return Err(CallError::new(CallErrorKind::Misconfigured, message));
            }
            conn.starttls(tls()?, &hello)
                .await
                .map_err(|error| before_offering("switching to TLS", error))?;
        }
        if !server.user.is_empty() {
            let secret = server.password.expose_secret().to_owned();
            let known = Credentials::new(server.user.clone(), secret);
            conn.auth(&[Mechanism::Plain, Mechanism::Login], &known)
                .await
                .map_err(signing_in)?;
        }
        Ok(conn)
    }
}

#[async_trait]
impl Mailer for Smtp {
    async fn send(&self, mail: &Mail) -> Result<String, CallError> {
        let letter = message::build(mail, &self.server.from_address)?;
        let envelope: Envelope = letter.envelope().clone();
        let bytes = letter.formatted();
        let mut conn = self.connect().await?;
        let sent = tokio::time::timeout(SENDING_LIMIT, conn.send(&envelope, &bytes)).await;
        let answer = match sent {
            Ok(Ok(response)) => {
                let words: Vec<&str> = response.message().collect();
                Ok(format!("{} {}", response.code(), words.join(" ")))
            }
            Ok(Err(error)) => Err(after_offering(error)),
            Err(_) => {
                let message = "the mail server did not say in time whether it took the mail";
                Err(CallError::new(CallErrorKind::Unclear, message))
            }
        };
        // The mail's fate is known; how the conversation ends changes nothing.
        let _ = tokio::time::timeout(GOODBYE_LIMIT, conn.quit()).await;
        answer
    }

    async fn check(&self) -> Result<(), CallError> {
        let mut conn = self.connect().await?;
        let _ = tokio::time::timeout(GOODBYE_LIMIT, conn.quit()).await;
        Ok(())
    }
}

/// A failure while nothing was offered yet.
fn before_offering(what: &str, error: Error) -> CallError {
    let kind = if error.is_tls() {
        CallErrorKind::Misconfigured
    } else {
        CallErrorKind::NotSent
    };
    told(kind, &format!("the mail server: {what} failed"), error)
}

/// A failure to sign in: `535` and its like need a person, `454` and its like only time.
fn signing_in(error: Error) -> CallError {
    let kind = if error.is_permanent() || error.is_client() {
        CallErrorKind::Misconfigured
    } else {
        CallErrorKind::NotSent
    };
    told(kind, "the mail server did not let us sign in", error)
}

/// A failure after the mail was offered. A reply is certain; anything else may hide a *taken*.
fn after_offering(error: Error) -> CallError {
    if error.is_transient() {
        let kind = CallErrorKind::Throttled { wait: LATER };
        told(kind, "the mail server says: later", error)
    } else if error.is_permanent() {
        told(CallErrorKind::Refused, "the mail bounced", error)
    } else if error.is_client() {
        told(
            CallErrorKind::Refused,
            "the mail server can't take such a mail",
            error,
        )
    } else {
        told(
            CallErrorKind::Unclear,
            "the connection ended before the mail server said whether it took the mail",
            error,
        )
    }
}

fn told(kind: CallErrorKind, message: &str, error: Error) -> CallError {
    let code = error.status().map(|code| code.to_string());
    let mut words = error.to_string();
    if let Some(cause) = error.source() {
        words = format!("{words}: {cause}");
    }
    CallError::new(kind, message)
        .vendor(code.unwrap_or_default(), words)
        .caused_by(error)
}
