//! Subscriptions and the few words of a webhook's body that say what it is about.
//! Source: README.md, webhooks.
//!
//! A body is never read for more than an id: it only wakes.

use serde::Deserialize;

use super::lenient;

/// A subscription.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Webhook {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) topic: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) address: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) format: String,
}

/// Something that was made.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Created {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
}

/// A webhook's body, bare or wrapped.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct HookBody {
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub(in crate::shopbase) id: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub(in crate::shopbase) order_id: Option<String>,
}
