//! Sends requests to one shop: with its access, within the shop's cost budget, each of them once.
//!
//! It never repeats a call and never decides what an answer means for an order. What a call costs is taken
//! out of the budget before it is sent; what the store tells of its own bucket corrects ours.
//! Vendor's documentation: shopify.dev, GraphQL Admin API.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ports::error::CallError;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::auth::Access;
use super::documents::Document;
use super::error;
use super::wire::{Cost, Envelope, Token, TopError, UserError};
use crate::http::{Budget, CallLimit, Http, Now};

/// The version that is spoken; the excerpt of the schema is of the same one.
pub(super) const VERSION: &str = "2026-07";

/// What the smallest plan allows. The store's own words correct it. Source: README.md, limits.
const LIMIT: CallLimit = CallLimit {
    size: 2_000,
    leak_per_second: 100,
};

/// Where the access is shown.
const ACCESS_HEADER: &str = "x-shopify-access-token";

/// What every access of this process shares.
pub(super) struct Shared {
    pub(super) http: Http,
    pub(super) now: Now,
    /// By a shop's address: whoever calls a shop shares its bucket.
    shops: Mutex<HashMap<String, Arc<Shop>>>,
}

/// What is known of a shop's limits.
struct Shop {
    budget: Budget,
    /// What the store last said that a request costs, where it is not what we expected.
    costs: Mutex<HashMap<&'static str, u32>>,
}

impl Shared {
    pub(super) fn new(http: Http, now: Now) -> Self {
        Self {
            http,
            now,
            shops: Mutex::default(),
        }
    }

    fn shop(&self, base_url: &str) -> Arc<Shop> {
        let mut shops = self.shops.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || {
            let budget = self.http.budget(format!("shopify {base_url}"), LIMIT);
            Arc::new(Shop {
                budget,
                costs: Mutex::default(),
            })
        };
        Arc::clone(shops.entry(base_url.to_owned()).or_insert_with(fresh))
    }
}

/// Calls one shop.
#[derive(Clone)]
pub(super) struct Api {
    shared: Arc<Shared>,
    shop: Arc<Shop>,
    access: Access,
}

/// The data of an answer, and what was not allowed of it.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) data: Value,
    pub(super) denied: Vec<TopError>,
}

impl Api {
    /// Calls the shop of `access`, out of that shop's budget.
    pub(super) fn new(shared: Arc<Shared>, access: Access) -> Self {
        let shop = shared.shop(access.config.base_url());
        Self {
            shared,
            shop,
            access,
        }
    }

    /// Who calls, and where.
    pub(super) fn access(&self) -> &Access {
        &self.access
    }

    /// The time.
    pub(super) fn now(&self) -> Timestamp {
        (self.shared.now)()
    }

    /// Asks for something, or has something done; the whole of it or an error.
    pub(super) async fn call(
        &self,
        document: &'static Document,
        variables: Value,
    ) -> Result<Value, CallError> {
        let told = self.call_partly(document, variables).await?;
        if told.denied.is_empty() {
            Ok(told.data)
        } else {
            Err(error::of_errors(&told.denied, None))
        }
    }

    /// The same, and parts of the answer may not be allowed.
    pub(super) async fn call_partly(
        &self,
        document: &'static Document,
        variables: Value,
    ) -> Result<Told, CallError> {
        let points = self.shop.expected(document);
        // A change comes after what was read for it: it waits for its turn, so that the reading was not
        // in vain.
        if document.changes {
            let now = &self.shared.now;
            self.shop.budget.take_points_in_line(points, now).await?;
        } else {
            self.shop.budget.take_points(points, self.now()).await?;
        }
        let body = json!({
            "query": document.text, "operationName": document.name, "variables": variables,
        });
        let address = self.access.config.graphql(VERSION);
        let (status, headers, body) = self.post(&address, &body, true).await?;
        let now = self.now();
        if !status.is_success() {
            let refused = self.refusal(status, &headers, &body);
            self.block_if_asked(&refused, now).await;
            return Err(refused);
        }
        let envelope: Envelope = serde_json::from_slice(&body)
            .map_err(|error| error::unreadable("answer", &error::without_values(&error)))?;
        let cost = envelope.extensions.cost.as_ref();
        self.shop.learn(document, points, cost, now).await;
        warn_of_version(&headers);
        let is_denied = |error: &TopError| error.code() == "ACCESS_DENIED";
        let only_denied = envelope.errors.iter().all(is_denied);
        if envelope.data.is_null() || !only_denied {
            let failed = self.scrubbed(error::of_errors(&envelope.errors, cost));
            self.block_if_asked(&failed, now).await;
            return Err(failed);
        }
        Ok(Told {
            data: envelope.data,
            denied: envelope.errors,
        })
    }

    /// Has something done; what the store refuses is an error. Answers the payload.
    pub(super) async fn change(
        &self,
        document: &'static Document,
        field: &'static str,
        variables: Value,
    ) -> Result<Value, CallError> {
        let mut data = self.call(document, variables).await?;
        let payload = data.get_mut(field).map(Value::take).unwrap_or_default();
        for name in ["userErrors", "orderCancelUserErrors"] {
            let errors = payload.get(name).cloned().unwrap_or_default();
            let errors: Vec<UserError> = serde_json::from_value(errors).unwrap_or_default();
            if let Some(refused) = error::of_user_errors(&errors) {
                return Err(self.scrubbed(refused));
            }
        }
        if payload.is_null() {
            return Err(error::unreadable(field, "it is missing"));
        }
        Ok(payload)
    }

    /// `POST /admin/oauth/access_token`: asks for an access. It is outside of the cost budget.
    pub(super) async fn token(&self, question: &Value) -> Result<Token, CallError> {
        let address = self.access.config.admin("oauth/access_token");
        let (status, headers, body) = self.post(&address, question, false).await?;
        if !status.is_success() {
            return Err(self.refusal(status, &headers, &body));
        }
        serde_json::from_slice(&body)
            .map_err(|error| error::unreadable("access", &error::without_values(&error)))
    }

    async fn post(
        &self,
        address: &str,
        body: &Value,
        signed: bool,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), CallError> {
        let http = &self.shared.http;
        let mut request = http
            .client()
            .request(Method::POST, address)
            .header("accept", "application/json")
            .json(body);
        if signed {
            let token = self.access.access_token.expose_secret();
            let mut token = HeaderValue::from_str(token).map_err(|_| unsendable())?;
            token.set_sensitive(true);
            request = request.header(ACCESS_HEADER, token);
        }
        let answer = http
            .send(request.build().map_err(|_| unsendable())?)
            .await?;
        Ok((answer.status, answer.headers, answer.body))
    }

    fn refusal(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> CallError {
        self.scrubbed(error::of_status(status, retry_after(headers), body))
    }

    fn scrubbed(&self, mut error: CallError) -> CallError {
        error.vendor_message = error.vendor_message.map(|words| self.access.scrub(&words));
        error
    }

    async fn block_if_asked(&self, error: &CallError, now: Timestamp) {
        if let domain::ports::error::CallErrorKind::Throttled { wait } = error.kind {
            self.shop.budget.block(wait, now).await;
        }
    }
}

impl Shop {
    /// What a request will cost: what the store said the last time, or else what we reckon.
    fn expected(&self, document: &'static Document) -> u32 {
        let costs = self.costs.lock().unwrap_or_else(PoisonError::into_inner);
        let told = costs.get(document.name).copied();
        told.unwrap_or(document.cost)
    }

    /// Takes over what the store says of its bucket. The store's words are the truth.
    async fn learn(
        &self,
        document: &'static Document,
        taken: u32,
        cost: Option<&Cost>,
        now: Timestamp,
    ) {
        let Some(cost) = cost else {
            return;
        };
        if cost.requested_query_cost != taken {
            tracing::debug!(
                request = document.name,
                expected = taken,
                told = cost.requested_query_cost,
                "a request costs something else than expected"
            );
            let mut costs = self.costs.lock().unwrap_or_else(PoisonError::into_inner);
            costs.insert(document.name, cost.requested_query_cost);
        }
        let status = &cost.throttle_status;
        self.budget.resize(CallLimit {
            size: status.maximum_available,
            leak_per_second: status.restore_rate,
        });
        if let Some(actual) = cost.actual_query_cost {
            self.budget.give_back(taken.saturating_sub(actual), now);
        }
        let used = status
            .maximum_available
            .saturating_sub(status.currently_available);
        self.budget.learn(used, now).await;
    }
}

fn retry_after(headers: &HeaderMap) -> Option<SignedDuration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let whole: i64 = seconds.split('.').next()?.parse().ok()?;
    Some(SignedDuration::from_secs(whole.clamp(1, 600)))
}

/// A version that is not served any more is answered by an older or newer one, and says so.
fn warn_of_version(headers: &HeaderMap) {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(served) = header("x-shopify-api-version").filter(|served| *served != VERSION) {
        tracing::warn!(
            asked = VERSION,
            served,
            "the store answers with another version of its API"
        );
    }
    if let Some(reason) = header("x-shopify-api-deprecated-reason") {
        tracing::warn!(
            reason,
            "the store says that a request of ours will not work for ever"
        );
    }
}

fn unsendable() -> CallError {
    // The cause may print the header, which is a secret.
    let message = "the access token holds characters that can't be sent; copy it again";
    CallError::new(domain::ports::error::CallErrorKind::Misconfigured, message)
}
