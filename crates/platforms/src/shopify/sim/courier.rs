//! Carries webhooks from the outbox to their addresses in the background, and tries again.
//!
//! A try that is not answered with 2xx is repeated eight times in four virtual hours; then the delivery is
//! dropped and the subscription with it. Source: reference sheet §A5.3. The courier lives as long as its
//! store does, and sleeps until something is due.

use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use reqwest::header::{HeaderName, HeaderValue};
use sha2::Sha256;

use super::Inner;
use super::outbox::Outgoing;
use crate::sim::{FaultKind, SimClock, Tcp, Transport};

/// How long an answer may take, in real time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts the courier if none is on its way yet; outside of a runtime it waits for the next chance.
pub(super) fn ensure(inner: &Arc<Inner>) {
    let mut courier = inner.courier.lock().unwrap_or_else(PoisonError::into_inner);
    if courier.is_some() {
        return;
    }
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        let task = runtime.spawn(carry(Arc::downgrade(inner)));
        *courier = Some(task.abort_handle());
    }
}

async fn carry(store: Weak<Inner>) {
    let Some(transport) = store.upgrade().and_then(|inner| transport(&inner)) else {
        return;
    };
    while let Some(inner) = store.upgrade() {
        let (due, next) = take_due(&inner);
        for (number, outgoing) in due {
            let transport = Arc::clone(&transport);
            tokio::spawn(send(Arc::downgrade(&inner), transport, number, outgoing));
        }
        let (wake, clock) = (Arc::clone(&inner.wake), inner.clock.clone());
        drop(inner);
        tokio::select! {
            biased;
            () = wake.notified() => {}
            () = reach(&clock, next) => {}
        }
    }
}

/// The way out: the one that was given, or TCP.
fn transport(inner: &Inner) -> Option<Arc<dyn Transport>> {
    if let Some(transport) = &inner.outlet {
        return Some(Arc::clone(transport));
    }
    match Tcp::straight() {
        Ok(tcp) => Some(Arc::new(tcp)),
        Err(error) => {
            tracing::error!(%error, "the simulated store can't send webhooks: no HTTP client");
            None
        }
    }
}

async fn reach(clock: &SimClock, next: Option<Timestamp>) {
    match next {
        Some(at) => clock.reach(at).await,
        None => std::future::pending().await,
    }
}

/// The webhooks whose time has come, and when the next one is due.
fn take_due(inner: &Inner) -> (Vec<(u64, Outgoing)>, Option<Timestamp>) {
    let mut state = inner.state();
    let now = state.now;
    let state = &mut *state;
    let wanted = |id: i64| state.subscriptions.contains_key(&id);
    let due = state.outbox.take_due(now, wanted);
    let next = [state.outbox.next_due(), state.next_chore()];
    (due, next.into_iter().flatten().min())
}

/// Tries once. It holds on to nothing of the store while it waits, so that the store may end.
async fn send(store: Weak<Inner>, transport: Arc<dyn Transport>, number: u64, outgoing: Outgoing) {
    match (&outgoing.fault, outgoing.attempts) {
        (Some(FaultKind::HoldBefore), 0) => {
            let Some(holds) = store.upgrade().map(|inner| inner.holds.clone()) else {
                return;
            };
            holds.wait(&format!("webhook {}", outgoing.topic)).await;
        }
        (Some(FaultKind::Slow { delay_ms }), 0) => {
            tokio::time::sleep(Duration::from_millis(*delay_ms)).await;
        }
        _ => {}
    }
    let Some(request) = store.upgrade().map(|inner| request(&inner, &outgoing)) else {
        return;
    };
    let status = match request {
        Some(request) => answered(&*transport, request).await,
        None => None,
    };
    if let Some(inner) = store.upgrade() {
        let mut state = inner.state();
        let now = state.now;
        let gone = state.outbox.settle(number, status, now);
        if let Some(subscription) = gone {
            state.subscriptions.remove(&subscription);
            state.removed_subscriptions += 1;
        }
        drop(state);
        inner.wake.notify_one();
    }
}

async fn answered(transport: &dyn Transport, request: reqwest::Request) -> Option<u16> {
    let carried = tokio::time::timeout(PATIENCE, transport.carry(request)).await;
    let answer = carried.ok()?.ok()?;
    Some(answer.status.as_u16())
}

/// `None` for an address that is none: subscribing has refused it.
fn request(inner: &Inner, outgoing: &Outgoing) -> Option<reqwest::Request> {
    let url = outgoing.address.parse().ok()?;
    let mut request = reqwest::Request::new(reqwest::Method::POST, url);
    let mut put = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            let headers = request.headers_mut();
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    put("content-type", "application/json");
    put(
        "x-shopify-hmac-sha256",
        &signature(&outgoing.key, &outgoing.body),
    );
    put("x-shopify-shop-domain", &inner.config.domain());
    if !outgoing.topic.is_empty() {
        put("x-shopify-topic", &outgoing.topic);
        put("x-shopify-api-version", inner.config.version.as_str());
        put("x-shopify-webhook-id", &outgoing.delivery_id);
        put("x-shopify-event-id", &outgoing.event_id);
        let at = outgoing.created_at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ");
        put("x-shopify-triggered-at", &at.to_string());
    }
    *request.body_mut() = Some(outgoing.body.clone().into());
    Some(request)
}

/// base64( HMAC-SHA256( key, raw body ) ). Source: reference sheet §A5.2.
fn signature(key: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}
