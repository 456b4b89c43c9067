//! The mail server and the SMS service, where they are configured instead of set up at the desk.

use std::fmt;

use domain::ports::post::{MailSecurity, MailServer, SmsService};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// The mail server that customers are told by. What is set up at the desk comes before it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MailConfig {
    /// Its host, e.g. `smtp.example.com`; empty: none is configured.
    host: String,
    /// Its port: 465 with `tls`, 587 with `starttls`.
    port: u16,
    /// `tls`, `starttls`, or `none` for a server on this machine.
    security: Security,
    /// Whom it knows us as; empty if it asks nobody.
    user: String,
    /// The password.
    password: Hidden,
    /// The address that mails come from.
    from_address: String,
}

/// The SMS service that customers are told by. What is set up at the desk comes before it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SmsConfig {
    /// Where its calls begin.
    base_url: String,
    /// Its id of us; empty: none is configured.
    sid: String,
    /// What signs in.
    secret: Hidden,
    /// The number, name or sender pool that messages come from.
    sender: String,
}

/// Whether the way to the mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Security {
    /// From the first byte on.
    Tls,
    /// It must be switched on before anything is said.
    #[default]
    Starttls,
    /// Not at all.
    None,
}

/// A secret: read, and never shown.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Hidden(String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "\"\"" } else { "…" })
    }
}

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0.is_empty() { "" } else { "…" })
    }
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: Security::Starttls,
            user: String::new(),
            password: Hidden::default(),
            from_address: String::new(),
        }
    }
}

impl Default for SmsConfig {
    fn default() -> Self {
        Self {
            base_url: "https://api.twilio.com".into(),
            sid: String::new(),
            secret: Hidden::default(),
            sender: String::new(),
        }
    }
}

impl MailConfig {
    /// The configured server, if one is configured.
    pub(crate) fn server(&self) -> anyhow::Result<Option<MailServer>> {
        if self.host.is_empty() {
            return Ok(None);
        }
        if !self.from_address.contains('@') {
            anyhow::bail!("mail.from_address must be the address that mails come from");
        }
        Ok(Some(MailServer {
            host: self.host.clone(),
            port: self.port,
            security: match self.security {
                Security::Tls => MailSecurity::Tls,
                Security::Starttls => MailSecurity::Starttls,
                Security::None => MailSecurity::None,
            },
            user: self.user.clone(),
            password: self.password.0.clone().into(),
            from_address: self.from_address.clone(),
        }))
    }
}

impl SmsConfig {
    /// The configured service, if one is configured.
    pub(crate) fn service(&self) -> anyhow::Result<Option<SmsService>> {
        if self.sid.is_empty() {
            return Ok(None);
        }
        if !self.base_url.starts_with("http") || self.sender.is_empty() {
            anyhow::bail!(
                "sms.base_url must be an address, and sms.sender the number that messages come from"
            );
        }
        Ok(Some(SmsService {
            base_url: self.base_url.trim_end_matches('/').to_owned(),
            sid: self.sid.clone(),
            secret: self.secret.0.clone().into(),
            sender: self.sender.clone(),
        }))
    }
}
