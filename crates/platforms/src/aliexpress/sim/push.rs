//! Messages to the app's callback: six words about an order, signed, often twice, sometimes late.
//!
//! A message is only a hint; nothing in the simulator depends on its arrival. Source: reference
//! sheet §11.4 and §15.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::AliexpressSim;
use super::order::later;
use super::signing::push_signature;
use super::world::World;
use crate::sim::FaultKind;

/// Deliveries that are tried, and the seconds between them.
const TRIES: u32 = 12;
const RETRY_SECONDS: i64 = 1_800;

/// How long a receiver may take. The platform's own limit of 500 ms is doubled for busy machines.
const ANSWER_WITHIN: Duration = Duration::from_millis(1_000);

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
    due: Timestamp,
    tries: u32,
}

impl World {
    /// Puts a message into the outbox, if anybody listens.
    pub(super) fn push(&mut self, word: Word, order_id: u64, buyer: u64, at: Timestamp) {
        if self.config.push_url.is_some() {
            self.outbox.push(Push {
                word,
                order_id,
                buyer,
                at,
                due: at,
                tries: 0,
            });
        }
    }

    fn take_due(&mut self, now: Timestamp) -> Vec<Push> {
        let (due, later) = self
            .outbox
            .drain(..)
            .partition(|push: &Push| push.due <= now);
        self.outbox = later;
        due
    }
}

/// Delivers what is due. Called again and again in the background.
pub(super) async fn deliver_due(sim: &AliexpressSim, client: &reqwest::Client) {
    let (due, url) = sim.with(|world, now| (world.take_due(now), world.config.push_url.clone()));
    let Some(url) = url else { return };
    for push in due {
        let twist = match sim.faults().next("push") {
            Some(FaultKind::Platform { name }) => name,
            Some(_) => "lost".to_owned(),
            None => String::new(),
        };
        match twist.as_str() {
            "lost" => continue,
            "out_of_order" => {
                sim.with(|world, now| {
                    world.outbox.push(Push {
                        due: later(now, 600),
                        ..push.clone()
                    });
                });
                continue;
            }
            "ping" => {
                let _ = client.get(&url).timeout(ANSWER_WITHIN).send().await;
            }
            _ => {}
        }
        let arrived = deliver(sim, client, &url, &push, &twist).await;
        if twist == "duplicate" {
            let _ = deliver(sim, client, &url, &push, &twist).await;
        }
        if !arrived && push.tries + 1 < TRIES {
            sim.with(|world, now| {
                let due = later(now, RETRY_SECONDS);
                world.outbox.push(Push {
                    due,
                    tries: push.tries + 1,
                    ..push.clone()
                });
            });
        }
    }
}

async fn deliver(
    sim: &AliexpressSim,
    client: &reqwest::Client,
    url: &str,
    push: &Push,
    twist: &str,
) -> bool {
    let body = json!({
        "data": {"buyerId": push.buyer, "orderId": push.order_id, "orderStatus": push.word.wire()},
        "message_type": 53,
        "seller_id": push.buyer.to_string(),
        "site": "ae_global",
        "timestamp": push.at.as_second(),
    })
    .to_string();
    let (key, secret, signed) = sim.with(|world, _| {
        let config = &world.config;
        (
            config.app_key.clone(),
            config.app_secret.clone(),
            config.push_signed,
        )
    });
    let mut request = client
        .post(url)
        .timeout(ANSWER_WITHIN)
        .header("Content-Type", "application/json");
    if signed && twist != "unsigned" {
        let secret = if twist == "wrong_signature" {
            "not the secret"
        } else {
            &secret
        };
        request = request.header("Authorization", push_signature(&key, secret, &body));
    }
    request
        .body(body)
        .send()
        .await
        .is_ok_and(|response| response.status().as_u16() == 200)
}
