//! The ports by which customers are told: a mail server and an SMS service.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::error::CallError;
use crate::ids::ExternalId;

/// Makes what customers are told by from how it is set up.
pub trait PostOffice: Send + Sync {
    /// The mail server that is set up like this.
    fn mailer(&self, server: &MailServer) -> Arc<dyn Mailer>;

    /// The SMS service that is set up like this.
    fn sms(&self, service: &SmsService) -> Arc<dyn SmsPort>;
}

/// How a mail server is reached.
#[derive(Clone, Debug)]
pub struct MailServer {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the way there is encrypted.
    pub security: MailSecurity,
    /// Whom it knows us as; empty if it asks nobody.
    pub user: String,
    /// The password.
    pub password: SecretString,
    /// The address that mails come from.
    pub from_address: String,
}

/// Whether the way to a mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// From the first byte on; usually port 465.
    Tls,
    /// It must be switched on before anything is said (STARTTLS); usually port 587.
    #[default]
    Starttls,
    /// Not at all: a server on this machine or in the same closed network.
    None,
}

/// How an SMS service is reached.
#[derive(Clone, Debug)]
pub struct SmsService {
    /// Where its calls begin, without a slash at the end.
    pub base_url: String,
    /// Its id of us.
    pub sid: String,
    /// What signs in, and what its callbacks are signed with.
    pub secret: SecretString,
    /// The number, name or sender pool that messages come from.
    pub sender: String,
}

/// One mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// What makes two copies of it one mail, without angle brackets.
    pub message_id: String,
    /// The name it comes from; the address is the server's.
    pub from_name: String,
    /// Where answers go; `None`: where it comes from.
    pub reply_to: Option<String>,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML, if there is one.
    pub html: Option<String>,
    /// Where a mail program ends these mails with one POST.
    pub unsubscribe_url: Option<String>,
    /// When it was written.
    pub at: Timestamp,
    /// A file that comes with it.
    pub attachment: Option<Attachment>,
}

/// A file that comes with a mail.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// What it is called.
    pub file_name: String,
    /// What it is, as in `text/csv`.
    pub media_type: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// A mail server.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends a mail once. [`CallError`] tells what is certain: *refused* is a bounce, *throttled* asks to
    /// try again, *unclear* may have been taken.
    async fn send(&self, mail: &Mail) -> Result<String, CallError>;

    /// Signs in and says nothing.
    async fn check(&self) -> Result<(), CallError>;
}

/// One SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sms {
    /// To whom, as `+` and digits.
    pub to: String,
    /// Its text.
    pub body: String,
    /// Where the service tells how it went on; `None`: nobody is told.
    pub callback_url: Option<String>,
}

/// What the SMS service made of an SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsReading {
    /// Its id of it.
    pub external_id: ExternalId,
    /// Where it stands.
    pub state: SmsState,
    /// Its own words about it.
    pub words: String,
}

/// Where an SMS stands at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsState {
    /// Taken, and on its way.
    Taken,
    /// It arrived.
    Arrived,
    /// It did not arrive and never will.
    Failed,
}

/// Why a callback of the SMS service is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackRefused {
    /// It has no signature, or a wrong one.
    #[error("the signature is missing or does not match")]
    WrongSignature,
    /// It is signed, but can't be read.
    #[error("it can't be read: {0}")]
    Unreadable(String),
}

/// An SMS service. It knows no idempotency keys, so what is unclear is looked up.
#[async_trait]
pub trait SmsPort: Send + Sync {
    /// Sends an SMS once.
    async fn send(&self, sms: &Sms) -> Result<SmsReading, CallError>;

    /// Every SMS to this number with this text that the service made at or after `since`: a customer with
    /// two parcels can get the same words twice.
    async fn find(&self, sms: &Sms, since: Timestamp) -> Result<Vec<SmsReading>, CallError>;

    /// Signs in and sends nothing.
    async fn check(&self) -> Result<(), CallError>;

    /// Checks a callback's signature over the address it was sent to and its form, and reads it.
    fn read_callback(
        &self,
        url: &str,
        signature: &str,
        form: &[u8],
    ) -> Result<SmsReading, CallbackRefused>;
}
