//! SMS by the REST interface that Twilio published and other services speak as well.
//!
//! It knows no idempotency keys, so it must never repeat a message by itself: what is unclear is looked
//! up among the messages that the service lists. Facts and their sources: README.md.

mod error;
#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
mod signature;
pub mod sim;
mod wire;

use async_trait::async_trait;
use domain::ids::ExternalId;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::post::{
    CallbackRefused, Sms as Message, SmsPort, SmsReading, SmsService, SmsState,
};
use jiff::Timestamp;
use reqwest::RequestBuilder;
use secrecy::ExposeSecret;

use crate::http::{Answer, Http};
use wire::{Listed, MessageRead};

/// As many as one page of the list holds; a customer gets a handful of messages from a store.
const LISTED: u32 = 50;

/// An SMS service.
pub struct Sms {
    http: Http,
    service: SmsService,
}

impl Sms {
    /// The service that is set up like this.
    #[must_use]
    pub fn new(http: Http, service: SmsService) -> Self {
        Self { http, service }
    }

    fn address(&self, rest: &str) -> String {
        let base = self.service.base_url.trim_end_matches('/');
        format!("{base}/2010-04-01/Accounts/{}{rest}", self.service.sid)
    }

    async fn call(&self, request: RequestBuilder) -> Result<Answer, CallError> {
        let service = &self.service;
        let signed = request.basic_auth(&service.sid, Some(service.secret.expose_secret()));
        let built = signed.build().map_err(|error| {
            let message = "the SMS service's address can't be used";
            CallError::new(CallErrorKind::Misconfigured, message).caused_by(error)
        })?;
        let answer = self.http.send(built).await?;
        if answer.status.is_success() {
            Ok(answer)
        } else {
            Err(error::of(&answer))
        }
    }
}

#[async_trait]
impl SmsPort for Sms {
    /// <https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource>
    async fn send(&self, sms: &Message) -> Result<SmsReading, CallError> {
        // A sender pool has an id of its own kind, and goes under another name.
        let sender = match self.service.sender.starts_with("MG") {
            true => "MessagingServiceSid",
            false => "From",
        };
        let mut form = vec![
            ("To", sms.to.as_str()),
            (sender, self.service.sender.as_str()),
            ("Body", sms.body.as_str()),
        ];
        if let Some(url) = &sms.callback_url {
            form.push(("StatusCallback", url));
        }
        let request = self.http.client().post(self.address("/Messages.json"));
        let answer = self.call(request.form(&form)).await?;
        let read: MessageRead = read(&answer)?;
        reading(&read).ok_or_else(unreadable)
    }

    /// <https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources>
    async fn find(&self, sms: &Message, since: Timestamp) -> Result<Vec<SmsReading>, CallError> {
        let size = LISTED.to_string();
        let query = [("To", sms.to.as_str()), ("PageSize", size.as_str())];
        let request = self.http.client().get(self.address("/Messages.json"));
        let answer = self.call(request.query(&query)).await?;
        let listed: Listed = read(&answer)?;
        // The service writes whole seconds.
        let since = Timestamp::from_second(since.as_second()).unwrap_or(since);
        Ok(listed
            .messages
            .iter()
            .filter(|read| read.body.as_deref() == Some(sms.body.as_str()))
            .filter(|read| read.created_at().is_none_or(|at| at >= since))
            .filter_map(reading)
            .collect())
    }

    /// <https://www.twilio.com/docs/iam/api/account#fetch-an-account-resource>
    async fn check(&self) -> Result<(), CallError> {
        let request = self.http.client().get(self.address(".json"));
        self.call(request).await.map(|_| ())
    }

    /// <https://www.twilio.com/docs/usage/webhooks/webhooks-security>
    fn read_callback(
        &self,
        url: &str,
        signature: &str,
        form: &[u8],
    ) -> Result<SmsReading, CallbackRefused> {
        let pairs = wire::form(form);
        if !signature::is_right(self.service.secret.expose_secret(), url, &pairs, signature) {
            return Err(CallbackRefused::WrongSignature);
        }
        callback(&pairs)
    }
}

/// Reads a callback whose signature was checked.
fn callback(pairs: &[(String, String)]) -> Result<SmsReading, CallbackRefused> {
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let missing = |name: &str| CallbackRefused::Unreadable(format!("{name} is missing"));
    let sid = value("MessageSid")
        .or_else(|| value("SmsSid"))
        .ok_or_else(|| missing("MessageSid"))?;
    let status = value("MessageStatus")
        .or_else(|| value("SmsStatus"))
        .ok_or_else(|| missing("MessageStatus"))?;
    let code = value("ErrorCode").and_then(|code| code.parse().ok());
    Ok(SmsReading {
        external_id: ExternalId::new(sid),
        state: state(status),
        words: words(status, code, value("ErrorMessage")),
    })
}

fn reading(read: &MessageRead) -> Option<SmsReading> {
    let sid = read.sid.as_deref().filter(|sid| !sid.is_empty())?;
    let status = read.status.as_deref().unwrap_or("queued");
    Some(SmsReading {
        external_id: ExternalId::new(sid),
        state: state(status),
        words: words(status, read.error_code, read.error_message.as_deref()),
    })
}

/// A status that we do not know is on its way: nothing final is guessed.
fn state(status: &str) -> SmsState {
    match status {
        "delivered" | "read" => SmsState::Arrived,
        "undelivered" | "failed" | "canceled" => SmsState::Failed,
        _ => SmsState::Taken,
    }
}

fn words(status: &str, code: Option<i64>, message: Option<&str>) -> String {
    let mut words = status.to_owned();
    if let Some(code) = code {
        words = format!("{words}, {code} {}", error::meaning(code));
    }
    if let Some(message) = message {
        words = format!("{words}: {message}");
    }
    words.trim().to_owned()
}

fn read<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, CallError> {
    serde_json::from_slice(&answer.body).map_err(|error| unreadable().caused_by(error))
}

fn unreadable() -> CallError {
    let message = "the SMS service's answer can't be read";
    CallError::new(CallErrorKind::Unreadable, message)
}
