//! Messages to the app's callback: six words about an order, signed, often twice, sometimes late.
//!
//! A message is only a hint; nothing in the simulator depends on its arrival. The background sleeps
//! until one is due and ends with its simulator. Source: reference sheet §11.4 and §15.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::json;

use super::order::later;
use super::signing::push_signature;
use super::world::World;
use super::{AliexpressSim, Inner};
use crate::sim::{FaultKind, Tcp, Transport};

/// Deliveries that are tried, and the seconds between them.
const TRIES: u32 = 12;
const RETRY_SECONDS: i64 = 1_800;

/// How long a receiver may take. The platform's own limit of 500 ms is doubled for busy machines.
const ANSWER_WITHIN: Duration = Duration::from_millis(1_000);

/// Queues that are delivered side by side; all messages of one order are in one, one after the other.
const QUEUES: u64 = 16;

/// `orderStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Created,
    PaymentFailed,
    PaymentAuthorized,
    Shipped,
    Confirmed,
    Closed,
}

impl Word {
    fn wire(self) -> &'static str {
        match self {
            Self::Created => "OrderCreated",
            Self::PaymentFailed => "paymentFailedEvent",
            Self::PaymentAuthorized => "PaymentAuthorized",
            Self::Shipped => "OrderShipped",
            Self::Confirmed => "OrderConfirmed",
            Self::Closed => "OrderClosed",
        }
    }
}

/// A message that waits for its delivery.
#[derive(Clone, Debug)]
pub(super) struct Push {
    word: Word,
    order_id: u64,
    buyer: u64,
    at: Timestamp,
    tries: u32,
}

/// Messages that wait, by queue, time and number.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    queues: BTreeMap<u64, Queue>,
    next_number: u64,
    /// When the background wakes by itself; it is woken if something is due sooner.
    asleep_until: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: BTreeMap<(Timestamp, u64), Push>,
    busy: bool,
}

impl Outbox {
    fn put(&mut self, push: Push, due: Timestamp) {
        let number = self.next_number;
        self.next_number += 1;
        let queue = self.queues.entry(push.order_id % QUEUES).or_default();
        queue.waiting.insert((due, number), push);
    }

    fn next_due(&self) -> Option<Timestamp> {
        let idle = self.queues.values().filter(|queue| !queue.busy);
        idle.filter_map(|queue| Some(queue.waiting.first_key_value()?.0.0))
            .min()
    }

    /// Marks the queues busy in which something is due.
    fn take_queues(&mut self, now: Timestamp) -> Vec<u64> {
        let mut due = Vec::new();
        for (name, queue) in &mut self.queues {
            let first = queue.waiting.first_key_value();
            if !queue.busy && first.is_some_and(|((at, _), _)| *at <= now) {
                queue.busy = true;
                due.push(*name);
            }
        }
        due
    }

    /// The next one due of a queue; when there is none, the queue is not busy any more.
    fn take(&mut self, name: u64, now: Timestamp) -> Option<Push> {
        let queue = self.queues.get_mut(&name)?;
        match queue.waiting.first_entry() {
            Some(first) if first.key().0 <= now => Some(first.remove()),
            _ => {
                queue.busy = false;
                None
            }
        }
    }
}

impl World {
    /// Puts a message into the outbox, if anybody listens.
    pub(super) fn push(&mut self, word: Word, order_id: u64, buyer: u64, at: Timestamp) {
        if self.config.push_url.is_some() {
            let push = Push {
                word,
                order_id,
                buyer,
                at,
                tries: 0,
            };
            self.outbox.put(push, at);
        }
    }

    /// When the background has something to do; nothing while nobody listens.
    fn next_push(&self) -> Option<Timestamp> {
        self.config.push_url.as_ref()?;
        let happens = self.agenda.first().map(|(at, _)| *at);
        self.outbox.next_due().into_iter().chain(happens).min()
    }

    /// Whether the background sleeps too long.
    pub(super) fn must_wake(&self) -> bool {
        let Some(next) = self.next_push() else {
            return false;
        };
        self.outbox.asleep_until.is_none_or(|until| next < until)
    }
}

/// Starts the background if it doesn't run yet; outside of a runtime it waits for the next chance.
pub(super) fn ensure(inner: &Arc<Inner>) {
    let mut background = inner
        .background
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if background.is_some() {
        return;
    }
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        let task = runtime.spawn(carry(Arc::downgrade(inner)));
        *background = Some(task.abort_handle());
    }
}

async fn carry(sim: Weak<Inner>) {
    let mut transport = None;
    while let Some(inner) = sim.upgrade() {
        let sim_now = AliexpressSim(inner);
        let (due, next) = sim_now.with(|world, now| {
            let due = world.outbox.take_queues(now);
            let next = world.next_push();
            world.outbox.asleep_until = next;
            (due, next)
        });
        if !due.is_empty() && transport.is_none() {
            transport = outlet(&sim_now.0);
        }
        for queue in due {
            let Some(transport) = &transport else { return };
            tokio::spawn(deliver_queue(
                Weak::clone(&sim),
                Arc::clone(transport),
                queue,
            ));
        }
        let (wake, clock) = (Arc::clone(&sim_now.0.wake), sim_now.0.clock.clone());
        drop(sim_now);
        let reach = async {
            match next {
                Some(at) => clock.reach(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = wake.notified() => {}
            () = reach => {}
        }
    }
}

/// The way out: the one that was given, or TCP.
fn outlet(inner: &Inner) -> Option<Arc<dyn Transport>> {
    if let Some(outlet) = &inner.outlet {
        return Some(Arc::clone(outlet));
    }
    match Tcp::straight() {
        Ok(tcp) => Some(Arc::new(tcp)),
        Err(error) => {
            tracing::error!(%error, "the simulated marketplace can't push: no HTTP client");
            None
        }
    }
}

/// Delivers what is due in a queue, one after the other. It holds on to nothing of the simulator
/// while it waits for an answer.
async fn deliver_queue(sim: Weak<Inner>, transport: Arc<dyn Transport>, queue: u64) {
    loop {
        let Some(inner) = sim.upgrade() else { return };
        let sim_now = AliexpressSim(inner);
        let Some(push) = sim_now.with(|world, now| world.outbox.take(queue, now)) else {
            sim_now.0.wake.notify_one();
            return;
        };
        let twist = match sim_now.faults().next("push") {
            Some(FaultKind::Platform { name }) => name,
            Some(_) => "lost".to_owned(),
            None => String::new(),
        };
        let calls = sim_now.with(|world, now| calls(world, now, &push, &twist));
        drop(sim_now);
        let mut arrived = true;
        for call in calls {
            arrived = answered(&*transport, call).await;
        }
        if let Some(inner) = sim.upgrade().filter(|_| !arrived) {
            AliexpressSim(inner).with(|world, now| try_again(world, now, push));
        }
    }
}

/// The requests that a push makes, the one whose answer counts last.
fn calls(world: &mut World, now: Timestamp, push: &Push, twist: &str) -> Vec<Request> {
    let url: Option<Url> = world
        .config
        .push_url
        .as_ref()
        .and_then(|url| url.parse().ok());
    let Some(url) = url else { return Vec::new() };
    let message = || message(world, url.clone(), push, twist);
    match twist {
        "lost" => Vec::new(),
        "out_of_order" => {
            world.outbox.put(push.clone(), later(now, 600));
            Vec::new()
        }
        "ping" => vec![Request::new(Method::GET, url.clone()), message()],
        "duplicate" => vec![message(), message()],
        _ => vec![message()],
    }
}

fn try_again(world: &mut World, now: Timestamp, mut push: Push) {
    push.tries += 1;
    if push.tries < TRIES {
        world.outbox.put(push, later(now, RETRY_SECONDS));
    }
}

async fn answered(transport: &dyn Transport, call: Request) -> bool {
    let carried = tokio::time::timeout(ANSWER_WITHIN, transport.carry(call)).await;
    matches!(carried, Ok(Ok(answer)) if answer.status.as_u16() == 200)
}

fn message(world: &World, url: Url, push: &Push, twist: &str) -> Request {
    let config = &world.config;
    let body = json!({
        "data": {"buyerId": push.buyer, "orderId": push.order_id, "orderStatus": push.word.wire()},
        "message_type": 53,
        "seller_id": push.buyer.to_string(),
        "site": "ae_global",
        "timestamp": push.at.as_second(),
    })
    .to_string();
    let mut request = Request::new(Method::POST, url);
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if config.push_signed && twist != "unsigned" {
        let secret = if twist == "wrong_signature" {
            "not the secret"
        } else {
            &config.app_secret
        };
        let signature = push_signature(&config.app_key, secret, &body);
        if let Ok(signature) = HeaderValue::from_str(&signature) {
            headers.insert(AUTHORIZATION, signature);
        }
    }
    *request.body_mut() = Some(body.into());
    request
}
