//! A connected tracker: how much it may cost, and what is left of what was paid for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::ConnectionId;
use crate::ports::tracker::Quota;

/// A connected tracker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracker {
    /// The link it is reached by.
    pub connection_id: ConnectionId,
    /// The secret part of the address its pushes come to.
    pub hook_key: String,
    /// How much it may cost.
    pub settings: TrackerSettings,
    /// What is left, as last read.
    pub quota: Option<Quota>,
    /// Since when registering stands still because the tracker has no credit left.
    pub used_up_since: Option<Timestamp>,
    /// The day on which `spent` were spent, counted from 1970 by UTC.
    pub spent_day: i64,
    /// Credits that we spent that day.
    pub spent: u32,
    /// The version this was read at; 0 is a new one.
    pub version: i64,
}

/// How much a tracker may cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerSettings {
    /// Credits that may be spent in a day; what is left over waits for the next.
    pub daily_credits: u32,
}

impl Default for TrackerSettings {
    fn default() -> Self {
        // Ten times a busy small shop's day, and not enough for a mistake to empty a big account.
        Self {
            daily_credits: 1_000,
        }
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

impl Tracker {
    /// Credits that may still be spent today.
    #[must_use]
    pub fn left_today(&self, now: Timestamp) -> u32 {
        let spent = if self.spent_day == day_of(now) {
            self.spent
        } else {
            0
        };
        self.settings.daily_credits.saturating_sub(spent)
    }

    /// Counts credits as spent.
    pub fn spend(&mut self, credits: u32, now: Timestamp) {
        let today = day_of(now);
        if self.spent_day != today {
            self.spent_day = today;
            self.spent = 0;
        }
        self.spent = self.spent.saturating_add(credits);
        if let Some(quota) = &mut self.quota {
            quota.used = quota.used.saturating_add(credits);
            quota.left = quota.left.saturating_sub(credits);
            quota.today = quota.today.saturating_add(credits);
        }
    }

    /// When the budget of the next day begins.
    #[must_use]
    pub fn next_day(now: Timestamp) -> Timestamp {
        Timestamp::from_second((day_of(now) + 1) * DAY).unwrap_or(now)
    }
}

fn day_of(now: Timestamp) -> i64 {
    now.as_second().div_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_s_credits_come_back_the_next_day() {
        let mut tracker = Tracker {
            connection_id: ConnectionId(1),
            hook_key: String::new(),
            settings: TrackerSettings { daily_credits: 50 },
            quota: None,
            used_up_since: None,
            spent_day: 0,
            spent: 0,
            version: 1,
        };
        let evening: Timestamp = "2026-11-22T23:59:00Z".parse().unwrap();
        tracker.spend(40, evening);
        tracker.spend(40, evening);
        assert_eq!(tracker.left_today(evening), 0);
        let morning = Tracker::next_day(evening);
        assert_eq!(morning, "2026-11-23T00:00:00Z".parse().unwrap());
        assert_eq!(tracker.left_today(morning), 50);
        tracker.spend(1, morning);
        assert_eq!(tracker.left_today(morning), 49);
    }
}
