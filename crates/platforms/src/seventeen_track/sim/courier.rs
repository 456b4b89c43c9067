//! Lets time pass in the background: looks at carriers when they are due, and carries pushes.

use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

use super::Inner;
use super::outbox::Outgoing;
use crate::sim::{FaultKind, SimClock, Tcp, Transport};

/// How long an answer may take, in real time.
const PATIENCE: Duration = Duration::from_secs(10);

/// Starts it if it does not run yet; outside of a runtime it waits for the next chance.
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

async fn carry(tracker: Weak<Inner>) {
    let Some(transport) = tracker.upgrade().and_then(|inner| transport(&inner)) else {
        return;
    };
    while let Some(inner) = tracker.upgrade() {
        let (due, next) = {
            let mut world = inner.world();
            let now = inner.clock.now();
            (world.outbox.take_due(now), world.next_due())
        };
        for (id, outgoing) in due {
            let transport = Arc::clone(&transport);
            tokio::spawn(send(Arc::downgrade(&inner), transport, id, outgoing));
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
            tracing::error!(%error, "the simulated tracker can't push: no HTTP client");
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

/// Tries once. It holds on to nothing of the tracker while it waits, so that it may end.
async fn send(tracker: Weak<Inner>, transport: Arc<dyn Transport>, id: u64, outgoing: Outgoing) {
    let Some((request, fault)) = tracker.upgrade().map(|inner| {
        let fault = inner.faults.next("push");
        (request(&inner, &outgoing, fault.as_ref()), fault)
    }) else {
        return;
    };
    if let Some(FaultKind::Slow { delay_ms }) = fault {
        tokio::time::sleep(Duration::from_millis(delay_ms)).await;
    }
    let status = match (request, fault) {
        (_, Some(FaultKind::CutBefore)) | (None, _) => None,
        (Some(request), fault) => {
            let answered = answered(&*transport, request).await;
            // It arrived, and the answer was lost: it is sent again.
            answered.filter(|_| fault != Some(FaultKind::CutAfter))
        }
    };
    if let Some(inner) = tracker.upgrade() {
        let now = inner.clock.now();
        inner.world().outbox.settle(id, status, now);
        inner.wake.notify_one();
    }
}

async fn answered(transport: &dyn Transport, request: reqwest::Request) -> Option<u16> {
    let carried = tokio::time::timeout(PATIENCE, transport.carry(request)).await;
    let answer = carried.ok()?.ok()?;
    Some(answer.status.as_u16())
}

fn request(
    inner: &Inner,
    outgoing: &Outgoing,
    fault: Option<&FaultKind>,
) -> Option<reqwest::Request> {
    let (url, signed, key) = {
        let world = inner.world();
        let config = &world.config;
        (
            config.push_url.clone()?,
            config.push_signed,
            config.key.clone(),
        )
    };
    let mut request = reqwest::Request::new(reqwest::Method::POST, url.parse().ok()?);
    let mut put = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            let headers = request.headers_mut();
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    put("content-type", "application/json");
    let forged = matches!(fault, Some(FaultKind::Platform { name }) if name == "forged");
    if signed {
        let key = if forged { "someone else's key" } else { &key };
        put("sign", &signature(&outgoing.body, key));
    }
    *request.body_mut() = Some(outgoing.body.clone().into());
    Some(request)
}

/// Lower-case hex of SHA-256( raw body, "/", key ). Source: reference sheet §B7.
fn signature(body: &[u8], key: &str) -> String {
    let digest = Sha256::new()
        .chain_update(body)
        .chain_update("/")
        .chain_update(key)
        .finalize();
    hex::encode(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_the_reference_sheet_computed_it() {
        let body = r#"{"event":"TRACKING_STOPPED","data":{"number":"RR123456789CN","carrier":3011,"param":null,"tag":""}}"#;
        assert_eq!(
            signature(body.as_bytes(), "123456ABCDEF"),
            "23d61913ce3a04881a6c2b982a05804f72c3acd01a86d5b79f0e87f3afb11030"
        );
    }
}
