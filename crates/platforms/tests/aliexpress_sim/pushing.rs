//! Messages to the app's callback: signed, unsigned, wrongly signed, twice, tried again.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use platforms::sim::{FaultKind, FaultRule, SimServer};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::caller::{BOARD, Caller, DEADLINE, plain_config, request};

/// Signature and body.
type Message = (Option<String>, String);

#[derive(Clone, Default)]
struct Receiver {
    arrived: Arc<Mutex<Vec<Message>>>,
    refuse: Arc<Mutex<bool>>,
}

impl Receiver {
    async fn start() -> (Self, SimServer) {
        let receiver = Self::default();
        let router = Router::new()
            .route("/hook", any(take))
            .with_state(receiver.clone());
        (
            receiver,
            SimServer::start(router, ([127, 0, 0, 1], 0).into())
                .await
                .unwrap(),
        )
    }

    fn arrived(&self) -> Vec<Message> {
        self.arrived.lock().unwrap().clone()
    }

    async fn wait_for(&self, count: usize) -> Vec<Message> {
        let started = Instant::now();
        while self.arrived().len() < count {
            assert!(
                started.elapsed() < DEADLINE,
                "{count} messages, but only {:?}",
                self.arrived()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.arrived()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers
        .get("authorization")
        .map(|value| value.to_str().unwrap().to_owned());
    let text = String::from_utf8(body.to_vec()).unwrap();
    receiver.arrived.lock().unwrap().push((signature, text));
    if *receiver.refuse.lock().unwrap() {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    }
}

fn right_signature(body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"sim-secret-aliexpress").unwrap();
    mac.update(b"500001");
    mac.update(body.as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

async fn listening() -> (Caller, Receiver, SimServer) {
    let (receiver, server) = Receiver::start().await;
    let caller = Caller::start(plain_config()).await;
    let url = format!("{}/hook", server.base_url());
    caller.sim.configure(|config| config.push_url = Some(url));
    (caller, receiver, server)
}

#[tokio::test]
async fn each_word_is_pushed_with_its_signature() {
    let (caller, receiver, _server) = listening().await;
    let order_id = caller.placed(&request("W-1", &[(BOARD, "", 1)])).await;
    let arrived = receiver.wait_for(1).await;
    let body: Value = serde_json::from_str(&arrived[0].1).unwrap();
    assert_eq!(body["data"]["orderStatus"], "OrderCreated");
    assert_eq!(body["data"]["orderId"], json!(order_id));
    assert_eq!(body["timestamp"], caller.clock.now().as_second());
    assert_eq!(
        arrived[0].0.as_deref(),
        Some(right_signature(&arrived[0].1).as_str())
    );
    caller.sim.pay(order_id).unwrap();
    receiver.wait_for(2).await;
    caller.until(order_id, "FINISH").await;
    let words: Vec<String> = receiver
        .wait_for(4)
        .await
        .iter()
        .map(|(_, body)| {
            let body: Value = serde_json::from_str(body).unwrap();
            body["data"]["orderStatus"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        words,
        [
            "OrderCreated",
            "PaymentAuthorized",
            "OrderShipped",
            "OrderConfirmed"
        ]
    );
}

#[tokio::test]
async fn messages_come_unsigned_wrongly_signed_and_twice() {
    let (caller, receiver, _server) = listening().await;
    let rule = |name: &str| FaultRule {
        call: "push".into(),
        fault: FaultKind::Platform { name: name.into() },
        per_mille: 1000,
        skip: 0,
        times: Some(1),
    };
    for (number, name, count) in [
        (1, "unsigned", 1),
        (2, "wrong_signature", 2),
        (3, "duplicate", 4),
        (4, "ping", 6),
    ] {
        caller.sim.faults().set(vec![rule(name)]);
        caller
            .placed(&request(&format!("V-{number}"), &[(BOARD, "", 1)]))
            .await;
        receiver.wait_for(count).await;
    }
    let arrived = receiver.wait_for(6).await;
    assert_eq!(arrived[0].0, None);
    assert_ne!(arrived[1].0, Some(right_signature(&arrived[1].1)));
    assert_eq!(arrived[2], arrived[3]);
    assert!(arrived[4].1.is_empty(), "a ping has no body");
}

#[tokio::test]
async fn a_refused_message_is_tried_again_after_half_an_hour() {
    let (caller, receiver, _server) = listening().await;
    *receiver.refuse.lock().unwrap() = true;
    caller.placed(&request("U-1", &[(BOARD, "", 1)])).await;
    receiver.wait_for(1).await;
    *receiver.refuse.lock().unwrap() = false;
    // The retry is put back a moment after the refusal was sent; the clock moves until it is due.
    let started = Instant::now();
    while receiver.arrived().len() < 2 {
        assert!(started.elapsed() < DEADLINE, "never tried again");
        caller.clock.advance(SignedDuration::from_mins(31));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let arrived = receiver.arrived();
    assert_eq!(arrived[0], arrived[1]);
}
