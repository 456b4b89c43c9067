//! Sends calls to one account: with its key, within its call limit, each of them once.
//!
//! It never repeats a call and never decides what an answer means for a parcel.
//! Vendor's documentation: api.17track.net, Tracking API 2.4.

use std::sync::Arc;

use domain::ports::error::{CallError, CallErrorKind};
use reqwest::header::HeaderValue;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::access::Access;
use super::{error, wire};
use crate::http::{Budget, CallLimit, Http, Now};

/// Three calls a second of a key, one after another. Source: README.md, limits.
const LIMIT: CallLimit = CallLimit {
    size: 1,
    leak_per_second: 3,
};

/// How many numbers go into one call. Source: README.md, limits.
pub(super) const NUMBERS_PER_CALL: usize = 40;

/// An account's call budget; shared by all who call with the same key.
pub(super) fn budget(http: &Http, name: &str) -> Arc<Budget> {
    Arc::new(http.budget(format!("17track {name}"), LIMIT))
}

/// Calls one account.
#[derive(Clone)]
pub(super) struct Api {
    http: Http,
    now: Now,
    budget: Arc<Budget>,
    access: Access,
}

impl Api {
    /// Calls with `access`, out of that account's `budget`.
    pub(super) fn new(http: Http, now: Now, budget: Arc<Budget>, access: Access) -> Self {
        Self {
            http,
            now,
            budget,
            access,
        }
    }

    /// Who calls, and where.
    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// The time.
    pub(super) fn now(&self) -> jiff::Timestamp {
        (self.now)()
    }

    /// Posts a document and gives what stands under `data`.
    pub(super) async fn post(&self, path: &str, document: &Value) -> Result<Value, CallError> {
        let key = HeaderValue::from_str(self.access.key.expose_secret()).map(|mut value| {
            value.set_sensitive(true);
            value
        });
        let unsendable = || {
            // The cause may print the header, which is a secret.
            let message = "the key holds characters that can't be sent; copy it again";
            CallError::new(CallErrorKind::Misconfigured, message)
        };
        let request = self
            .http
            .client()
            .post(self.access.call(path))
            .header("17token", key.map_err(|_| unsendable())?)
            .json(document)
            .build()
            .map_err(|_| unsendable())?;
        // Every call costs the same and none follows another within one step, so all wait in one line.
        self.budget.take_in_line(&self.now).await?;
        let answer = self.http.send(request).await?;
        let data = if answer.status.is_success() {
            wire::data(&answer.body).and_then(|(code, data)| match code {
                0 => Ok(data),
                code => Err(error::of_code(code, &wire::first_words(&data))),
            })
        } else {
            Err(error::of_status(answer.status, &answer.body))
        };
        match data {
            Ok(data) => match wire::whole_call_errors(&data) {
                Some((code, words)) => Err(self.told(error::of_code(code, &words)).await),
                None => Ok(data),
            },
            Err(refusal) => Err(self.told(refusal).await),
        }
    }

    async fn told(&self, mut refusal: CallError) -> CallError {
        if let CallErrorKind::Throttled { wait } = refusal.kind {
            self.budget.block(wait, self.now()).await;
        }
        refusal.vendor_message = refusal
            .vendor_message
            .map(|words| self.access.scrub(&words));
        refusal
    }
}
