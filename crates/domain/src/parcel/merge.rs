//! One truth from two tellers: what the supplier and the tracker say of a parcel. Pure.
//!
//! The newest truth wins, by the time at which it happened and never by the time at which we heard of
//! it; so messages may come twice, late or in any order. What a person set holds over both, until the
//! person asks to track again.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Parcel, TrackingDetail, TrackingEvent, TrackingSource, TrackingStatus as T};

/// More scans than any parcel has; a tracker that sends more is not believed.
const MOST_EVENTS: usize = 300;

/// What is known of where a parcel is, beside its scans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracking {
    /// The tracker's own word for the status that counts; empty if the status is not the tracker's.
    pub raw_status: String,
    /// What of it we know in more detail.
    pub detail: Option<TrackingDetail>,
    /// The newest that the tracker said.
    pub verdict: Option<Verdict>,
    /// What a person set.
    pub by_hand: Option<StatusByHand>,
}

/// A tracker's word on where a parcel is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// When what it says happened; `None` if no scan stands behind it.
    pub at: Option<Timestamp>,
    /// How many scans stood behind it.
    pub scans: u32,
    /// The status.
    pub status: T,
    /// The detail.
    pub detail: Option<TrackingDetail>,
    /// The tracker's own word.
    pub raw: String,
}

/// A status that a person set: holds until *track again*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusByHand {
    /// Which.
    pub status: T,
    /// When it was set.
    pub at: Timestamp,
    /// Who set it, by name.
    pub by: String,
    /// Why; may be empty.
    pub note: String,
}

/// A parcel as a tracker knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackerReading {
    /// The word on where it is.
    pub verdict: Verdict,
    /// Its scans.
    pub events: Vec<TrackingEvent>,
    /// When it should arrive, if the tracker says so.
    pub expected_at: Option<Timestamp>,
}

/// How a parcel's status changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// What it is now.
    pub status: T,
    /// The carrier's words; may be empty.
    pub text: String,
}

impl Verdict {
    /// What makes one newer than another. Where no scan tells them apart, *expired* is the later one: it
    /// is said when nothing happened for long.
    fn age(&self) -> impl Ord + '_ {
        let expired = self.status == T::Expired;
        (self.at, self.scans, expired, self.status, self.raw.as_str())
    }
}

impl Parcel {
    /// Takes over the scans that the supplier tells.
    pub fn hear_supplier(&mut self, told: &[TrackingEvent]) {
        let newest_known = self.newest(TrackingSource::Supplier).map(|event| event.at);
        let newest_read = told.iter().map(|event| event.at).max();
        // An answer that ends before what is known is an older one; nothing is taken back by it.
        if told.is_empty() || newest_read < newest_known {
            return;
        }
        let same = |event: &TrackingEvent| event.source == TrackingSource::Supplier;
        if self.events.iter().filter(|event| same(event)).eq(told) {
            return;
        }
        self.events.retain(|event| !same(event));
        self.add_events(told, TrackingSource::Supplier);
    }

    /// Takes over what the tracker tells.
    pub fn hear_tracker(&mut self, told: &TrackerReading) {
        self.add_events(&told.events, TrackingSource::Tracker);
        self.expected_at = told.expected_at.or(self.expected_at);
        let known = self.tracking.verdict.as_ref();
        if known.is_none_or(|known| known.age() <= told.verdict.age()) {
            self.tracking.verdict = Some(told.verdict.clone());
        }
    }

    /// Sets a status by hand.
    pub fn set_by_hand(&mut self, set: StatusByHand) {
        self.tracking.by_hand = Some(set);
    }

    /// Lets the tellers decide again. A verdict that no scan stands behind is forgotten, so that the
    /// next answer counts even if nothing happened since.
    pub fn forget_hand(&mut self) {
        self.tracking.by_hand = None;
        let stale = |verdict: &mut Verdict| matches!(verdict.status, T::Expired | T::Unknown);
        let _ = self.tracking.verdict.take_if(stale);
    }

    /// Brings the status up to date with all that is known. Repeating it changes nothing.
    pub fn settle(&mut self) -> Option<StatusChange> {
        let (told, at) = self.told();
        let status = self
            .tracking
            .by_hand
            .as_ref()
            .map_or(told.status, |set| set.status);
        self.tracking.detail = told.detail;
        self.tracking.raw_status = told.raw;
        if status == T::Delivered {
            let set_at = self.tracking.by_hand.as_ref().map(|set| set.at);
            let told_at = at.filter(|_| told.status == T::Delivered);
            self.delivered_at = told_at.or(self.delivered_at).or(set_at);
        } else {
            self.delivered_at = None;
        }
        if status == self.status {
            return None;
        }
        self.status = status;
        let latest = self.events.first().filter(|event| event.status == status);
        let text = latest.map(|event| event.text.clone()).unwrap_or_default();
        Some(StatusChange { status, text })
    }

    /// What the tellers say, and since when.
    fn told(&self) -> (Verdict, Option<Timestamp>) {
        let newest = match self.tracking.verdict {
            // The tracker's own scans are behind its word.
            Some(_) => self.newest(TrackingSource::Supplier),
            None => self.events.first(),
        };
        let plain = |at, status| Verdict {
            at,
            scans: 0,
            status,
            detail: None,
            raw: String::new(),
        };
        let told = match (&self.tracking.verdict, newest) {
            // Of two words on the same moment the tracker's is the finer one.
            (Some(verdict), event) if verdict.at >= event.map(|event| event.at) => verdict.clone(),
            (_, Some(event)) => plain(Some(event.at), event.status),
            _ => plain(None, T::Pending),
        };
        let at = told.at;
        (told, at)
    }

    fn newest(&self, source: TrackingSource) -> Option<&TrackingEvent> {
        self.events.iter().find(|event| event.source == source)
    }

    /// Adds scans that are not there yet, newest first.
    fn add_events(&mut self, told: &[TrackingEvent], source: TrackingSource) {
        for event in told {
            let event = TrackingEvent {
                source,
                ..event.clone()
            };
            let known = self.events.iter().any(|known| {
                known.source == source && known.at == event.at && known.text == event.text
            });
            if !known {
                self.events.push(event);
            }
        }
        // The same scans come in the same order, whoever told them first.
        self.events.sort_by(|a, b| {
            let key = |event: &TrackingEvent| (Reverse(event.at), event.source as u8);
            key(a).cmp(&key(b)).then_with(|| match a.source {
                // Two scans of a moment stay as the supplier listed them.
                TrackingSource::Supplier => std::cmp::Ordering::Equal,
                TrackingSource::Tracker => a.text.cmp(&b.text),
            })
        });
        self.events.truncate(MOST_EVENTS);
    }
}
