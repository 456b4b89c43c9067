//! The tracker port's promises, kept by the 17TRACK client against its simulator, over HTTP and within
//! the process.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use domain::ports::connect::{ConnectError, ConnectStart, ConnectValues, Connector, Credentials};
use domain::ports::error::CallErrorKind;
use domain::ports::tracker::{TrackerCarrier, TrackerPort};
use jiff::{SignedDuration, Timestamp};
use platforms::contract::tracker::{self as promises, OtherSide, Scan, Trouble};
use platforms::seventeen_track::connector;
use platforms::seventeen_track::sim::{SeventeenTrackSim, SeventeenTrackSimConfig};
use platforms::sim::{FaultKind, FaultRule, SimClock};
use serde_json::{Value, json};

use self::wire::{Reach, Wire};

/// A simulated account, and the port to it.
struct Bench {
    reach: Reach,
    sim: SeventeenTrackSim,
    clock: SimClock,
    connector: Arc<dyn Connector>,
    credentials: Credentials,
    numbers: AtomicU32,
}

fn values(reach: &Reach, key: &str) -> ConnectValues {
    let pairs = [("key", key), ("base_url", reach.base_url())];
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    pairs.into_iter().map(own).collect()
}

impl Bench {
    async fn start(wire: Wire) -> Self {
        let config = SeventeenTrackSimConfig {
            undetected_per_mille: 0,
            quirk_per_mille: 300,
            doubled_per_mille: 0,
            late_per_mille: 0,
            // Pushes are looked at in the outbox: nobody listens.
            push_url: Some("http://127.0.0.1:9/nobody".into()),
            ..SeventeenTrackSimConfig::default()
        };
        let start: Timestamp = "2026-11-02T07:00:00Z".parse().unwrap();
        let clock = SimClock::starting_at(start, 0.0);
        let key = config.key.clone();
        let sim = SeventeenTrackSim::new(config, clock.clone());
        let reach = Reach::to(sim.router(), wire).await;
        let told = clock.clone();
        // Each look at the clock is a moment later, so that the account's own limit lets calls through.
        let now = Arc::new(move || {
            told.advance(SignedDuration::from_millis(400));
            told.now()
        });
        let connector = connector(reach.http(), now);
        let started = connector.start("key", &values(&reach, &key), "", "").await;
        let Ok(ConnectStart::Granted(grant)) = started else {
            panic!("{started:?}");
        };
        Self {
            reach,
            sim,
            clock,
            connector,
            credentials: grant.credentials,
            numbers: AtomicU32::new(1),
        }
    }

    fn tracker(&self) -> Arc<dyn TrackerPort> {
        self.connector.tracker(&self.credentials).unwrap()
    }

    fn next(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    fn say(&self, number: &str, said: Value) {
        self.sim.say(number, said).unwrap();
    }
}

#[async_trait]
impl OtherSide for Bench {
    async fn fresh_number(&self) -> String {
        let number = format!("YT{:016}", self.next());
        self.say(&number, json!({"only_said": true}));
        number
    }

    async fn puzzling_number(&self) -> (String, TrackerCarrier) {
        let number = format!("PUZZLE{:08}", self.next());
        // A carrier that there is not is found out by nobody.
        self.say(&number, json!({"only_said": true, "carrier": 1}));
        let carrier = TrackerCarrier {
            code: "3011".into(),
            name: "China Post".into(),
        };
        (number, carrier)
    }

    async fn scan(&self, number: &str, what: Scan) {
        let sub_status = match what {
            Scan::Moves => "InTransit_PickedUp",
            Scan::Delivers => "Delivered_Other",
            Scan::Returns => "Exception_Returning",
        };
        self.clock.advance(SignedDuration::from_mins(5));
        self.say(number, json!({"sub_status": sub_status, "seconds_ago": 1}));
        self.clock.advance(SignedDuration::from_mins(2));
        let _ = self.sim.ledger();
    }

    async fn long_silence(&self) {
        self.clock.advance(SignedDuration::from_hours(31 * 24));
        let _ = self.sim.ledger();
    }

    async fn credits_left(&self) -> u32 {
        let left = self.sim.ledger()["credits"]["left"].as_u64().unwrap();
        u32::try_from(left).unwrap()
    }

    async fn leave_credits(&self, left: u32) {
        let used = self.sim.ledger()["credits"]["used"].as_u64().unwrap();
        let total = u32::try_from(used).unwrap() + left;
        self.sim.configure(|config| config.quota_total = total);
    }

    async fn trouble(&self, trouble: Trouble) {
        let (call, fault) = match trouble {
            Trouble::RegisterAnswerLost => ("register", FaultKind::CutAfter),
            Trouble::TooManyCalls => ("*", FaultKind::Throttled),
            Trouble::Broken => ("*", FaultKind::ServerError { status: 503 }),
        };
        self.clock.advance(SignedDuration::from_secs(5));
        self.sim.faults().set(vec![FaultRule {
            call: call.into(),
            fault,
            per_mille: 1000,
            skip: 0,
            times: Some(1),
        }]);
    }

    async fn push(&self, number: &str) -> (Vec<(String, String)>, Vec<u8>) {
        let request = self.reach.request(reqwest::Method::GET, "/_sim/pushes");
        let answer = self.reach.send(request).await;
        let all: Value = serde_json::from_slice(&answer.body).unwrap();
        let mine = all["pushes"].as_array().unwrap().iter().rev();
        let newest = mine
            .into_iter()
            .find(|push| push["number"] == number)
            .unwrap();
        let body = newest["body"].as_str().unwrap().as_bytes().to_vec();
        use sha2::Digest;
        let plain = [&body[..], b"/SIM17TRACK0KEY"].concat();
        let sign = hex::encode(sha2::Sha256::digest(plain));
        (vec![("sign".to_owned(), sign)], body)
    }
}

macro_rules! promised {
    ($($name:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $name() {
            for wire in [Wire::Tcp, Wire::InProcess] {
                let bench = Bench::start(wire).await;
                let kept = promises::$name(&*bench.tracker(), &bench).await;
                if let Err(broken) = kept {
                    panic!("{wire:?}: {broken:?}");
                }
            }
        })*
    };
}

promised!(
    a_number_is_paid_once,
    a_lost_answer_costs_nothing,
    a_way_is_told_as_it_is,
    each_number_has_its_answer,
    a_carrier_can_be_said,
    a_number_is_stopped_and_taken_up,
    without_credits_it_is_said,
    a_long_silence_is_said,
    a_push_is_as_true_as_a_reading,
    trouble_is_told_as_it_is,
);

#[tokio::test]
async fn a_wrong_key_connects_nothing_and_is_not_repeated() {
    let bench = Bench::start(Wire::Tcp).await;
    let typed = values(&bench.reach, "hush-wrong-key");
    let refused = bench.connector.start("key", &typed, "", "").await;
    let Err(ConnectError::Call(error)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(error.kind, CallErrorKind::SignedOut);
    assert!(!format!("{error:?}").contains("hush-wrong-key"));
}

#[tokio::test]
async fn our_own_calls_keep_to_the_limit() {
    let bench = Bench::start(Wire::InProcess).await;
    let tracker = bench.tracker();
    for _ in 0..12 {
        tracker.quota().await.unwrap();
    }
    assert_eq!(bench.sim.ledger()["refused_rate"], 0);
}

#[tokio::test]
async fn a_script_travels_to_its_end_and_hands_over() {
    let bench = Bench::start(Wire::InProcess).await;
    let tracker = bench.tracker();
    for (place, (outcome, wanted)) in [
        ("delivered", "Delivered_Other"),
        ("missed", "Delivered_Other"),
        ("returned", "Exception_Returned"),
        ("lost", "Exception_Lost"),
        ("customs", "Delivered_Other"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("YT9{place:015}");
        bench.say(&number, json!({"outcome": outcome, "country": "US"}));
        let new = domain::ports::tracker::NewRegistration {
            number: number.clone(),
            carrier: None,
            destination: None,
        };
        tracker.register(&[new]).await.unwrap()[0].as_ref().unwrap();
        bench.clock.advance(SignedDuration::from_hours(24 * 29));
        let asked = domain::ports::tracker::TrackedNumber {
            number,
            carrier: None,
        };
        let read = tracker.read(&[asked]).await.unwrap().remove(0).unwrap();
        let raw = &read.reading.verdict.raw;
        assert!(raw == wanted || raw == "Expired_Other", "{outcome}: {raw}");
        assert!(read.reading.events.len() >= 3, "{outcome}");
    }
}
