//! What the simulator knows: the account, its registrations, and what carriers told of each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::carriers::{self, Carrier};
use super::config::SeventeenTrackSimConfig;
use super::journey::{self, Outcome, Scan};
use super::outbox::Outbox;
use super::seeded::Roll;
use super::show;

/// Tracking of a delivered parcel ends so many days later. Source: reference sheet §B6.
const AFTER_DELIVERY: SignedDuration = SignedDuration::from_hours(15 * 24);

/// Without a new scan for so long it is expired.
const EXPIRES: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A number that the account follows or followed.
#[derive(Clone, Debug)]
pub(super) struct Tracked {
    pub(super) carrier: Carrier,
    pub(super) country: String,
    pub(super) tag: String,
    pub(super) registered_at: Timestamp,
    pub(super) stopped: Option<&'static str>,
    pub(super) retracked: bool,
    pub(super) carrier_changes: u32,
    /// What it lives through; empty where a feed tells.
    pub(super) script: Vec<Scan>,
    /// What was seen at the last look.
    pub(super) seen: Vec<Scan>,
    pub(super) expired: bool,
    pub(super) synced_at: Option<Timestamp>,
    pub(super) next_sync: Timestamp,
    pub(super) syncs: u32,
}

/// A way that was said beforehand.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) outcome: Option<Outcome>,
    pub(super) country: Option<String>,
    pub(super) carrier: Option<i64>,
    /// What someone said happened, beside the script.
    pub(super) scans: Vec<Scan>,
    /// Nothing ever happens but what is said.
    pub(super) only_said: bool,
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) config: SeventeenTrackSimConfig,
    pub(super) tracked: BTreeMap<String, Tracked>,
    pub(super) said: BTreeMap<String, Said>,
    due: BTreeSet<(Timestamp, String)>,
    pub(super) outbox: Outbox,
    pub(super) quota_used: u32,
    day: i64,
    pub(super) today_used: u32,
    /// When the last calls came, for the limit.
    recent: VecDeque<Timestamp>,
    pub(super) calls: BTreeMap<String, u64>,
    pub(super) rejected: BTreeMap<i64, u64>,
    pub(super) refused_rate: u64,
}

impl World {
    pub(super) fn new(config: SeventeenTrackSimConfig) -> Self {
        Self {
            config,
            tracked: BTreeMap::new(),
            said: BTreeMap::new(),
            due: BTreeSet::new(),
            outbox: Outbox::default(),
            quota_used: 0,
            day: 0,
            today_used: 0,
            recent: VecDeque::new(),
            calls: BTreeMap::new(),
            rejected: BTreeMap::new(),
            refused_rate: 0,
        }
    }

    /// Whether another call fits into this second.
    pub(super) fn fits(&mut self, now: Timestamp) -> bool {
        let second = SignedDuration::from_secs(1);
        while self
            .recent
            .front()
            .is_some_and(|at| now.duration_since(*at) >= second)
        {
            self.recent.pop_front();
        }
        if self.config.enforce_rate && self.recent.len() >= 3 {
            self.refused_rate += 1;
            return false;
        }
        self.recent.push_back(now);
        true
    }

    pub(super) fn quota_left(&self) -> u32 {
        self.config.quota_total.saturating_sub(self.quota_used)
    }

    /// Registrations of this day.
    pub(super) fn today(&mut self, now: Timestamp) -> u32 {
        let day = now.as_second().div_euclid(86_400);
        if self.day != day {
            self.day = day;
            self.today_used = 0;
        }
        self.today_used
    }

    /// Takes a number up, for a credit.
    pub(super) fn register(
        &mut self,
        number: &str,
        carrier: Carrier,
        country: String,
        tag: String,
        now: Timestamp,
    ) {
        self.quota_used += 1;
        self.today(now);
        self.today_used += 1;
        let mut wait = Roll::new(self.config.seed, "first", number);
        let wait = wait.between(&self.config.first_sync_minutes);
        let next_sync = now + SignedDuration::from_mins(wait);
        let said = self.said.get(number).cloned().unwrap_or_default();
        let country = said.country.unwrap_or(country);
        let outcome = said
            .outcome
            .unwrap_or_else(|| Outcome::rolled(&self.config, number));
        let script = if said.only_said {
            Vec::new()
        } else {
            // It was picked up a while before the merchant heard its number.
            let start = now - SignedDuration::from_hours(20);
            journey::script(&self.config, number, &country, start, outcome)
        };
        let tracked = Tracked {
            carrier,
            country,
            tag,
            registered_at: now,
            stopped: None,
            retracked: false,
            carrier_changes: 0,
            script,
            seen: Vec::new(),
            expired: false,
            synced_at: None,
            next_sync,
            syncs: 0,
        };
        self.due.insert((next_sync, number.to_owned()));
        self.tracked.insert(number.to_owned(), tracked);
    }

    /// Looks at a number's carrier at once, as a fresh start does.
    pub(super) fn look_soon(&mut self, number: &str, now: Timestamp) {
        if let Some(tracked) = self.tracked.get_mut(number) {
            let soon = now + SignedDuration::from_secs(60);
            self.due.remove(&(tracked.next_sync, number.to_owned()));
            tracked.next_sync = soon;
            self.due.insert((soon, number.to_owned()));
        }
    }

    /// When something happens next.
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        let sync = self.due.first().map(|(at, _)| *at);
        sync.into_iter().chain(self.outbox.next_due()).min()
    }

    /// Lets happen what is due: looks at carriers, and puts pushes into the outbox.
    pub(super) fn settle(&mut self, now: Timestamp) {
        while let Some((at, number)) = self.due.first().cloned() {
            if at > now {
                break;
            }
            self.due.remove(&(at, number.clone()));
            self.look(&number, at);
        }
    }

    fn look(&mut self, number: &str, at: Timestamp) {
        let Some(mut tracked) = self.tracked.remove(number) else {
            return;
        };
        if tracked.stopped.is_none() {
            let fed = self.config.feed.as_ref().and_then(|feed| (feed.0)(number));
            let mut seen = match &fed {
                Some(told) => journey::of_feed(told),
                None => tracked.script.clone(),
            };
            if let Some(said) = self.said.get(number) {
                seen.extend(said.scans.iter().cloned());
            }
            seen.retain(|scan| scan.at <= at);
            seen.sort_by_key(|scan| scan.at);
            self.news(number, &mut tracked, seen, at);
        }
        if tracked.stopped.is_none() {
            let mut roll = Roll::new(
                self.config.seed,
                "sync",
                &format!("{number} {}", tracked.syncs),
            );
            let wait = roll.between(&self.config.sync_minutes).max(1);
            tracked.next_sync = at + SignedDuration::from_mins(wait);
            self.due.insert((tracked.next_sync, number.to_owned()));
        }
        self.tracked.insert(number.to_owned(), tracked);
    }

    fn news(&mut self, number: &str, tracked: &mut Tracked, seen: Vec<Scan>, at: Timestamp) {
        let first = tracked.synced_at.is_none();
        tracked.synced_at = Some(at);
        tracked.syncs += 1;
        let changed = seen != tracked.seen;
        tracked.seen = seen;
        let newest = tracked
            .seen
            .last()
            .map_or(tracked.registered_at, |scan| scan.at);
        let idle = at.duration_since(newest);
        let delivered = tracked
            .seen
            .last()
            .is_some_and(|scan| scan.sub_status == "Delivered_Other");
        let expires = !delivered && idle > EXPIRES && !tracked.expired;
        tracked.expired = tracked.expired && !changed || expires;
        if first || changed || expires {
            let body = show::push_updated(&self.config, number, tracked);
            self.send(number, tracked.syncs, body, at);
        }
        if expires || delivered && idle > AFTER_DELIVERY {
            tracked.stopped = Some("Expired");
            let body = show::push_stopped(number, tracked);
            self.send(number, tracked.syncs + 10_000, body, at);
        }
    }

    pub(super) fn send(&mut self, number: &str, count: u32, body: Vec<u8>, at: Timestamp) {
        if self.config.push_url.is_none() {
            return;
        }
        let mut roll = Roll::new(self.config.seed, "push", &format!("{number} {count}"));
        if roll.chance(self.config.doubled_per_mille) {
            self.outbox.put(number, body.clone(), at);
        }
        let late = roll.chance(self.config.late_per_mille);
        let hours = if late { roll.between(&(2..=20)) } else { 0 };
        self.outbox
            .put(number, body, at + SignedDuration::from_hours(hours));
    }

    /// The carrier that is found out by itself.
    pub(super) fn detected(&self, number: &str) -> Option<Carrier> {
        if let Some(key) = self.said.get(number).and_then(|said| said.carrier) {
            return carriers::of_key(key);
        }
        let missed =
            Roll::new(self.config.seed, "detect", number).chance(self.config.undetected_per_mille);
        (!missed).then(|| carriers::detect(number)).flatten()
    }
}
