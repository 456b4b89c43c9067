//! The service's own shapes, read leniently: what is not needed is not looked at.

use jiff::Timestamp;
use serde::Deserialize;

/// A message as the service tells it.
#[derive(Debug, Deserialize)]
pub(super) struct MessageRead {
    pub(super) sid: Option<String>,
    pub(super) status: Option<String>,
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) error_code: Option<i64>,
    #[serde(default)]
    pub(super) error_message: Option<String>,
    date_created: Option<String>,
}

impl MessageRead {
    /// When the service made it; it writes RFC 2822.
    pub(super) fn created_at(&self) -> Option<Timestamp> {
        let text = self.date_created.as_deref()?;
        jiff::fmt::rfc2822::DateTimeParser::new()
            .parse_timestamp(text)
            .ok()
    }
}

/// A page of messages, the newest first.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    #[serde(default)]
    pub(super) messages: Vec<MessageRead>,
}

/// An error as the service tells it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorRead {
    #[serde(default)]
    pub(super) code: Option<i64>,
    #[serde(default)]
    pub(super) message: Option<String>,
}

/// The pairs of a form, in their order.
pub(super) fn form(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}
