//! The port to connecting: how a person links a platform account, and how its access is renewed.
//!
//! A connector is data plus a few calls, so that one wizard page serves every platform.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::error::CallError;
use super::marketplace::MarketplacePort;
use super::store::StorePort;
use super::tracker::TrackerPort;
use crate::connection::ConnectionKind;
use crate::ids::ExternalId;

/// What opens a platform account: the platform's own document. Never logged, sealed at rest.
#[derive(Clone)]
pub struct Credentials(SecretString);

impl Credentials {
    /// Wraps the platform's document.
    #[must_use]
    pub fn new(document: String) -> Self {
        Self(document.into())
    }

    /// The platform's document; only for that platform and for sealing.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// One way to connect a platform account.
#[derive(Clone, Copy, Debug)]
pub struct ConnectWay {
    /// Its name in addresses, e.g. `private-app`.
    pub name: &'static str,
    /// The locale key of its title; a key with `-hint` behind it says where to find the values.
    pub title_key: &'static str,
    /// What the person types.
    pub fields: &'static [ConnectField],
    /// Whether the person is sent to the platform to allow it.
    pub authorizes: bool,
}

/// One value that a person types to connect.
#[derive(Clone, Copy, Debug)]
pub struct ConnectField {
    /// Its name in forms.
    pub name: &'static str,
    /// The locale key of its label; a key with `-hint` behind it explains it.
    pub label_key: &'static str,
    /// Whether it is hidden while typed and never shown again.
    pub secret: bool,
    /// Whether it may be left empty.
    pub optional: bool,
    /// An example of a value; may be empty.
    pub example: &'static str,
}

/// What a person typed, by field name.
pub type ConnectValues = std::collections::BTreeMap<String, String>;

/// What follows after the values were typed.
#[derive(Debug)]
pub enum ConnectStart {
    /// The values suffice.
    Granted(Box<Grant>),
    /// The person goes to the platform and comes back with a query.
    Authorize {
        /// Where to.
        url: String,
        /// What must be kept until the person comes back.
        pending: Credentials,
    },
}

/// An access that was granted.
#[derive(Debug)]
pub struct Grant {
    /// What opens the account.
    pub credentials: Credentials,
    /// The account's id at the platform.
    pub external_id: ExternalId,
    /// The account's name as a person knows it.
    pub name: String,
    /// When the access ends, if it does.
    pub access_expires_at: Option<Timestamp>,
    /// When renewing ends, if it does.
    pub refresh_expires_at: Option<Timestamp>,
}

/// One thing that an access should allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The platform's name of it.
    pub name: String,
    /// Whether it was granted.
    pub granted: bool,
    /// Whether the way of an order works without it.
    pub optional: bool,
}

/// Why an access was not granted.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// A value is missing or can't be right.
    #[error("{field}: {message}")]
    BadValue {
        /// The field's name.
        field: &'static str,
        /// What is wrong and what to type instead.
        message: String,
    },
    /// The person came back without allowing it, or with something that is not ours.
    #[error("{0}")]
    NotAllowed(String),
    /// The platform did not grant it.
    #[error("the platform did not grant access")]
    Call(#[source] CallError),
}

/// How one platform is connected and reached.
#[async_trait]
pub trait Connector: Send + Sync {
    /// The platform's name, as in the list.
    fn platform(&self) -> &'static str;

    /// The platform's name as people write it.
    fn title(&self) -> &'static str;

    /// What it is to us.
    fn kind(&self) -> ConnectionKind;

    /// The ways to connect, the recommended one first.
    fn ways(&self) -> &'static [ConnectWay];

    /// Takes what the person typed. `callback` is our address the person comes back to; `state` is
    /// what the platform gives back with it, where it does.
    async fn start(
        &self,
        way: &str,
        values: &ConnectValues,
        callback: &str,
        state: &str,
    ) -> Result<ConnectStart, ConnectError>;

    /// The person came back with `query`.
    async fn finish(
        &self,
        pending: &Credentials,
        query: &ConnectValues,
        callback: &str,
    ) -> Result<Grant, ConnectError>;

    /// Renews an access before it ends. One renewal at a time per connection: callers see to it.
    async fn renew(&self, credentials: &Credentials) -> Result<Grant, CallError>;

    /// What these credentials may do at the platform, beside what they should; empty where the
    /// platform does not say.
    fn permissions(&self, _credentials: &Credentials) -> Vec<Permission> {
        Vec::new()
    }

    /// The store behind these credentials; `None` if this platform is no store.
    fn store(&self, credentials: &Credentials) -> Option<Arc<dyn StorePort>>;

    /// The marketplace behind these credentials; `None` if this platform is none.
    fn marketplace(&self, credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>>;

    /// The tracker behind these credentials; `None` if this platform is none, as most are.
    fn tracker(&self, _credentials: &Credentials) -> Option<Arc<dyn TrackerPort>> {
        None
    }
}
