//! Pushes that wait for their time, are on the wire, or are done. It sends nothing and reads no clock.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Minutes until the second, third and fourth try. Reference sheet §B7: from memory, not confirmed.
const AGAIN_AFTER: [i64; 3] = [10, 30, 60];

/// Pushes on the wire at the same time.
const MAX_FLYING: usize = 8;

/// How many that are done are kept, to look at and to send again.
const KEPT: usize = 2_000;

/// A push.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) number: String,
    pub(super) body: Vec<u8>,
    attempts: usize,
    status: Option<u16>,
    over: bool,
}

#[derive(Debug, Default)]
pub(super) struct Outbox {
    all: BTreeMap<u64, Outgoing>,
    due: BTreeSet<(Timestamp, u64)>,
    next: u64,
    flying: usize,
    pub(super) sent: u64,
    pub(super) failed: u64,
    pub(super) given_up: u64,
}

impl Outbox {
    pub(super) fn put(&mut self, number: &str, body: Vec<u8>, at: Timestamp) {
        let id = self.next;
        self.next += 1;
        self.due.insert((at, id));
        let outgoing = Outgoing {
            number: number.to_owned(),
            body,
            attempts: 0,
            status: None,
            over: false,
        };
        self.all.insert(id, outgoing);
        while self.all.len() > KEPT && self.all.first_key_value().is_some_and(|(_, one)| one.over) {
            self.all.pop_first();
        }
    }

    pub(super) fn next_due(&self) -> Option<Timestamp> {
        let first = self.due.first().map(|(at, _)| *at);
        first.filter(|_| self.flying < MAX_FLYING)
    }

    /// Those whose time has come, as many as fly at once.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Vec<(u64, Outgoing)> {
        let mut taken = Vec::new();
        while self.flying < MAX_FLYING {
            let Some((at, id)) = self.due.first().copied().filter(|(at, _)| *at <= now) else {
                break;
            };
            self.due.remove(&(at, id));
            if let Some(outgoing) = self.all.get(&id) {
                self.flying += 1;
                taken.push((id, outgoing.clone()));
            }
        }
        taken
    }

    /// Writes down what became of a try.
    pub(super) fn settle(&mut self, id: u64, status: Option<u16>, now: Timestamp) {
        self.flying = self.flying.saturating_sub(1);
        let Some(outgoing) = self.all.get_mut(&id) else {
            return;
        };
        outgoing.status = status;
        if status == Some(200) {
            outgoing.over = true;
            self.sent += 1;
            return;
        }
        self.failed += 1;
        match AGAIN_AFTER.get(outgoing.attempts) {
            Some(minutes) => {
                self.due
                    .insert((now + SignedDuration::from_mins(*minutes), id));
            }
            None => {
                outgoing.over = true;
                self.given_up += 1;
            }
        }
        outgoing.attempts += 1;
    }

    /// Sends the last `count` once more, oldest of them last: twice, late and out of order.
    pub(super) fn again(&mut self, count: usize, now: Timestamp) -> usize {
        let last: Vec<Outgoing> = self.all.values().rev().take(count).cloned().collect();
        for (place, one) in last.iter().enumerate() {
            let at = now + SignedDuration::from_millis(i64::try_from(place).unwrap_or(0));
            self.put(&one.number, one.body.clone(), at);
        }
        last.len()
    }

    pub(super) fn waiting(&self) -> usize {
        self.due.len() + self.flying
    }

    pub(super) fn to_json(&self) -> Vec<Value> {
        let all = self.all.iter();
        all.map(|(id, one)| {
            json!({"id": id, "number": one.number, "attempts": one.attempts, "status": one.status,
                "over": one.over, "body": String::from_utf8_lossy(&one.body)})
        })
        .collect()
    }
}
