//! The outbox: webhooks that wait for their time, are on the wire, or are done.
//!
//! It knows who is due without looking at all of them, and keeps the last ones that are done, for
//! sending them again and for looking at them. Webhooks put them in, the courier takes them out. It
//! sends nothing and reads no clock.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::money::iso;
use crate::sim::FaultKind;

/// Tries in all: one, and eight more.
const MAX_ATTEMPTS: u32 = 9;
/// The gap after try n is this times n squared: eight gaps add up to four hours.
const GAP_SECONDS: i64 = 70;
/// Webhooks on the wire at the same time.
const MAX_FLYING: usize = 8;
/// How many are kept in all, as long as the oldest of them are done: enough to look at what was sent
/// lately, and no more memory for a long rehearsal than for a short one.
const KEPT: usize = 2_000;

/// A webhook on its way out.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    /// Empty for a call to a fulfillment service.
    pub(super) topic: String,
    /// 0 for a call to a fulfillment service.
    pub(super) subscription_id: i64,
    /// The same for every try of this delivery.
    pub(super) delivery_id: String,
    /// The same for all deliveries that one act caused.
    pub(super) event_id: String,
    pub(super) address: String,
    pub(super) body: Bytes,
    pub(super) key: String,
    pub(super) created_at: Timestamp,
    pub(super) due_at: Timestamp,
    pub(super) attempts: u32,
    pub(super) last_status: Option<u16>,
    pub(super) sending: Sending,
    /// What was done to it on purpose.
    pub(super) fault: Option<FaultKind>,
}

/// Where a webhook is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// Waits for its time.
    Waiting,
    /// Waits until a younger one has gone, or its time.
    Behind,
    /// Is on the wire.
    Flying,
    /// Was answered with 2xx.
    Delivered,
    /// Was refused nine times, or nobody wants it any more.
    GivenUp,
    /// Was lost on purpose.
    Lost,
}

impl Sending {
    fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Behind => "held_behind",
            Self::Flying => "flying",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
            Self::Lost => "lost",
        }
    }

    fn is_over(self) -> bool {
        matches!(self, Self::Delivered | Self::GivenUp | Self::Lost)
    }
}

impl Outgoing {
    fn to_json(&self, number: u64) -> Value {
        json!({
            "number": number, "topic": self.topic, "address": self.address, "state": self.sending.word(),
            "attempts": self.attempts, "last_status": self.last_status, "created_at": iso(self.created_at),
            "due_at": iso(self.due_at), "subscription_id": self.subscription_id,
            "fault": self.fault, "body": String::from_utf8_lossy(&self.body),
        })
    }
}

/// All webhooks of a store, by their number.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    all: BTreeMap<u64, Outgoing>,
    next_number: u64,
    /// Those that wait, by when they are due.
    due: BTreeSet<(Timestamp, u64)>,
    /// Those among them that go as soon as a younger one has gone.
    behind: BTreeSet<u64>,
    /// The youngest that has gone.
    last_gone: Option<u64>,
    flying: usize,
    sent: u64,
    failed: u64,
}

impl Outbox {
    pub(super) fn put(&mut self, outgoing: Outgoing) {
        let number = self.next_number;
        self.next_number += 1;
        match outgoing.sending {
            Sending::Waiting => {
                self.due.insert((outgoing.due_at, number));
            }
            Sending::Behind => {
                self.due.insert((outgoing.due_at, number));
                self.behind.insert(number);
            }
            _ => self.last_gone = Some(number),
        }
        self.all.insert(number, outgoing);
        while self.all.len() > KEPT
            && self
                .all
                .first_key_value()
                .is_some_and(|(_, oldest)| oldest.sending.is_over())
        {
            self.all.pop_first();
        }
    }

    /// The webhooks whose time has come, now flying, as many as fly at once. Those whose subscription is
    /// gone are given up.
    pub(super) fn take_due(
        &mut self,
        now: Timestamp,
        wanted: impl Fn(i64) -> bool,
    ) -> Vec<(u64, Outgoing)> {
        let mut taken = Vec::new();
        while self.flying < MAX_FLYING {
            let Some((due_at, number)) = self.first_ready(now) else {
                break;
            };
            self.due.remove(&(due_at, number));
            self.behind.remove(&number);
            let Some(outgoing) = self.all.get_mut(&number) else {
                continue;
            };
            self.last_gone = self.last_gone.max(Some(number));
            if wanted(outgoing.subscription_id) {
                outgoing.sending = Sending::Flying;
                self.flying += 1;
                taken.push((number, outgoing.clone()));
            } else {
                outgoing.sending = Sending::GivenUp;
            }
        }
        taken
    }

    /// When the next one is due; nothing while no more may fly.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        let (due_at, _) = self.due.first()?;
        (self.flying < MAX_FLYING).then_some(*due_at)
    }

    /// Writes down what became of a try. Answers the subscription that ends with it, if one does.
    pub(super) fn settle(
        &mut self,
        number: u64,
        status: Option<u16>,
        now: Timestamp,
    ) -> Option<i64> {
        self.flying = self.flying.saturating_sub(1);
        let delivered = status.is_some_and(|status| (200..300).contains(&status));
        if delivered {
            self.sent += 1;
        } else {
            self.failed += 1;
        }
        let outgoing = self.all.get_mut(&number)?;
        outgoing.attempts += 1;
        outgoing.last_status = status;
        let attempts = outgoing.attempts;
        let gap =
            SignedDuration::from_secs(GAP_SECONDS * i64::from(attempts) * i64::from(attempts));
        outgoing.due_at = now.saturating_add(gap).unwrap_or(now);
        outgoing.sending = match (delivered, attempts) {
            (true, _) => Sending::Delivered,
            (false, MAX_ATTEMPTS..) => Sending::GivenUp,
            (false, _) => Sending::Waiting,
        };
        if outgoing.sending == Sending::Waiting {
            self.due.insert((outgoing.due_at, number));
        }
        (outgoing.sending == Sending::GivenUp && outgoing.subscription_id != 0)
            .then_some(outgoing.subscription_id)
    }

    /// Sends the last `count` webhooks once more, whatever became of them.
    pub(super) fn again(&mut self, count: usize, now: Timestamp) -> usize {
        let mut again: Vec<_> = self.all.values().rev().take(count).cloned().collect();
        again.reverse();
        let count = again.len();
        for mut outgoing in again {
            outgoing.sending = Sending::Waiting;
            outgoing.due_at = now;
            outgoing.attempts = 0;
            outgoing.fault = None;
            self.put(outgoing);
        }
        count
    }

    /// Tries answered with 2xx.
    pub(super) fn sent(&self) -> u64 {
        self.sent
    }

    /// Tries that were not.
    pub(super) fn failed(&self) -> u64 {
        self.failed
    }

    /// Webhooks that are neither delivered nor given up.
    pub(super) fn waiting(&self) -> usize {
        self.due.len() + self.flying
    }

    pub(super) fn to_json(&self) -> Vec<Value> {
        let all = self.all.iter();
        all.map(|(number, each)| each.to_json(*number)).collect()
    }

    fn first_ready(&self, now: Timestamp) -> Option<(Timestamp, u64)> {
        let overtaken = self
            .behind
            .first()
            .copied()
            .filter(|number| self.last_gone.is_some_and(|gone| gone > *number))
            .and_then(|number| Some((self.all.get(&number)?.due_at, number)));
        overtaken.or_else(|| {
            self.due
                .first()
                .copied()
                .filter(|(due_at, _)| *due_at <= now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_tries_fit_into_four_hours() {
        let gaps: i64 = (1..i64::from(MAX_ATTEMPTS))
            .map(|n| GAP_SECONDS * n * n)
            .sum();
        assert!((3 * 3600..=4 * 3600).contains(&gaps), "{gaps}");
    }

    fn outgoing(sending: Sending, now: Timestamp) -> Outgoing {
        Outgoing {
            topic: "orders/create".into(),
            subscription_id: 1,
            delivery_id: String::new(),
            event_id: String::new(),
            address: String::new(),
            body: Bytes::new(),
            key: String::new(),
            created_at: now,
            due_at: now,
            attempts: 0,
            last_status: None,
            sending,
            fault: None,
        }
    }

    #[test]
    fn a_held_one_goes_after_a_younger_one_and_old_ones_are_let_go() {
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let mut outbox = Outbox::default();
        let mut held = outgoing(Sending::Behind, now);
        held.due_at = now + SignedDuration::from_mins(2);
        outbox.put(held);
        assert!(outbox.take_due(now, |_| true).is_empty());
        outbox.put(outgoing(Sending::Waiting, now));
        let numbers: Vec<u64> = outbox
            .take_due(now, |_| true)
            .iter()
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(numbers, [1, 0]);
        outbox.settle(1, Some(200), now);
        outbox.settle(0, None, now);
        assert_eq!(
            (outbox.sent(), outbox.failed(), outbox.waiting()),
            (1, 1, 1)
        );

        // The oldest still waits, so nothing is let go yet.
        for _ in 0..=KEPT {
            outbox.put(outgoing(Sending::Lost, now));
        }
        assert_eq!(outbox.to_json()[0]["number"], 0);
        let later = now + SignedDuration::from_mins(2);
        let again = outbox.take_due(later, |_| false);
        assert!(again.is_empty(), "nobody wants it any more");
        outbox.put(outgoing(Sending::Lost, now));
        assert_eq!(outbox.to_json().len(), KEPT);
    }
}
