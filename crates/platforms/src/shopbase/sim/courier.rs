//! Carries webhooks from the outbox to their addresses in the background, and tries again.
//!
//! A try that is not answered with 2xx is repeated up to nineteen times in 48 virtual hours. Source:
//! reference sheet §B7, where the sister platform's policy stands in for the unconfirmed one. The
//! courier lives as long as its store does.

use std::sync::{Arc, Weak};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use sha2::Sha256;

use super::Inner;
use super::webhook::{Outgoing, Sending};
use crate::sim::FaultKind;

/// Tries in all.
const MAX_ATTEMPTS: u32 = 19;
/// The gap after try n is this times n squared: eighteen gaps add up to 48 hours.
const GAP_SECONDS: i64 = 81;
/// Webhooks on the wire at the same time.
const MAX_FLYING: usize = 8;
/// How long an answer may take, in real time.
const PATIENCE: Duration = Duration::from_secs(10);
/// The virtual clock may be moved by hand meanwhile, so the outbox is looked at again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Starts the courier if none is on its way yet; outside of a runtime it waits for the next chance.
pub(super) fn ensure(inner: &Arc<Inner>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    if !inner
        .courier
        .swap(true, std::sync::atomic::Ordering::SeqCst)
    {
        runtime.spawn(carry(Arc::downgrade(inner)));
    }
}

async fn carry(store: Weak<Inner>) {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build();
    let Ok(client) = client else {
        tracing::error!("the simulated store can't send webhooks: no HTTP client");
        return;
    };
    while let Some(inner) = store.upgrade() {
        for (place, outgoing) in take_due(&inner) {
            tokio::spawn(send(Arc::clone(&inner), client.clone(), place, outgoing));
        }
        let wake = Arc::clone(&inner.wake);
        drop(inner);
        tokio::select! {
            () = wake.notified() => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

/// The webhooks whose time has come, marked as flying.
fn take_due(inner: &Inner) -> Vec<(usize, Outgoing)> {
    let mut state = inner.state();
    let now = state.now;
    let waiting: Vec<usize> = state.waiting.iter().copied().collect();
    let flying = waiting
        .iter()
        .filter(|place| is_flying(state.outbox.get(**place)))
        .count();
    let gone = |each: &Outgoing| !matches!(each.sending, Sending::Waiting | Sending::Behind);
    let last_gone = state.outbox.iter().rposition(gone);
    let mut due = Vec::new();
    for place in waiting {
        if flying + due.len() >= MAX_FLYING {
            break;
        }
        let wanted = |id: i64| state.subscriptions.contains_key(&id);
        let Some(outgoing) = state.outbox.get(place) else {
            continue;
        };
        if !wanted(outgoing.subscription_id) && outgoing.sending != Sending::Flying {
            if let Some(outgoing) = state.outbox.get_mut(place) {
                outgoing.sending = Sending::GivenUp;
            }
            state.waiting.remove(&place);
            continue;
        }
        let overtaken = last_gone.is_some_and(|gone| gone > place);
        let ready = match outgoing.sending {
            Sending::Waiting => outgoing.due_at <= now,
            Sending::Behind => overtaken || outgoing.due_at <= now,
            _ => false,
        };
        if let Some(outgoing) = state.outbox.get_mut(place).filter(|_| ready) {
            outgoing.sending = Sending::Flying;
            due.push((place, outgoing.clone()));
        }
    }
    due
}

fn is_flying(outgoing: Option<&Outgoing>) -> bool {
    outgoing.is_some_and(|each| each.sending == Sending::Flying)
}

async fn send(inner: Arc<Inner>, client: reqwest::Client, place: usize, outgoing: Outgoing) {
    match (&outgoing.fault, outgoing.attempts) {
        (Some(FaultKind::HoldBefore), 0) => {
            inner
                .holds
                .wait(&format!("webhook {}", outgoing.topic))
                .await;
        }
        (Some(FaultKind::Slow { delay_ms }), 0) => {
            tokio::time::sleep(Duration::from_millis(*delay_ms)).await;
        }
        _ => {}
    }
    let mut request = client
        .post(&outgoing.address)
        .header("content-type", "application/json")
        .header(
            "x-shopbase-hmac-sha256",
            signature(&outgoing.key, outgoing.body.as_bytes()),
        );
    if inner.config.webhook_headers {
        request = request
            .header("x-shopbase-topic", &outgoing.topic)
            .header("x-shopbase-shop-domain", inner.config.domain());
    }
    let status = request
        .body(outgoing.body)
        .send()
        .await
        .ok()
        .map(|answer| answer.status().as_u16());
    settle(&inner, place, status);
    inner.wake.notify_one();
}

/// Writes down what became of a try.
fn settle(inner: &Inner, place: usize, status: Option<u16>) {
    let mut state = inner.state();
    let now = state.now;
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    let Some(outgoing) = state.outbox.get_mut(place) else {
        return;
    };
    outgoing.attempts += 1;
    outgoing.last_status = status;
    let attempts = outgoing.attempts;
    let gap = SignedDuration::from_secs(GAP_SECONDS * i64::from(attempts) * i64::from(attempts));
    outgoing.due_at = now.saturating_add(gap).unwrap_or(now);
    outgoing.sending = match (delivered, attempts) {
        (true, _) => Sending::Delivered,
        (false, MAX_ATTEMPTS..) => Sending::GivenUp,
        (false, _) => Sending::Waiting,
    };
    if outgoing.sending != Sending::Waiting {
        state.waiting.remove(&place);
    }
    if delivered {
        state.webhooks_sent += 1;
    } else {
        state.webhooks_failed += 1;
    }
}

/// base64( HMAC-SHA256( key, raw body ) ). Source: reference sheet §B7.
fn signature(key: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nineteen_tries_fit_into_two_days() {
        let gaps: i64 = (1..i64::from(MAX_ATTEMPTS))
            .map(|n| GAP_SECONDS * n * n)
            .sum();
        assert!((47 * 3600..=48 * 3600).contains(&gaps), "{gaps}");
    }
}
