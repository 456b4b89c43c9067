//! Which parcels a person should look at, and why: three rules, each a reason of its own.
//!
//! They are asked of what is shipped and of what should have been. Before it: `track`. After it: the
//! tracking page and the storage, which finds the same ones without reading the others.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::TrackingStatus;

/// What was shipped this long after it was placed and is not delivered is probably lost: longer than
/// the slowest method that suppliers offer takes.
pub const LONG_UNDERWAY_DAYS: i64 = 45;

/// A supplier ships within a week, or something is wrong.
pub const NOT_FULFILLED_DAYS: i64 = 7;

/// Why a person should look at a parcel, or at what should be one by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParcelAttention {
    /// Its status is alert, expired or undelivered.
    Trouble,
    /// Placed more than [`LONG_UNDERWAY_DAYS`] days ago and fulfilled, but not delivered.
    LongUnderway,
    /// Placed more than [`NOT_FULFILLED_DAYS`] days ago and not fulfilled.
    NotFulfilled,
}

/// What the rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Underway {
    /// When the purchase was placed.
    pub placed_at: Timestamp,
    /// Whether the store was told, or there is nothing to tell it any more.
    pub told: bool,
    /// Where the parcel is; pending while there is none.
    pub status: TrackingStatus,
}

impl ParcelAttention {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Trouble, Self::LongUnderway, Self::NotFulfilled];

    /// As written in texts and addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trouble => "trouble",
            Self::LongUnderway => "long_underway",
            Self::NotFulfilled => "not_fulfilled",
        }
    }

    /// Placed before this is too long ago, for the rules that go by time.
    #[must_use]
    pub fn placed_before(self, now: Timestamp) -> Timestamp {
        let days = match self {
            Self::Trouble => return now,
            Self::LongUnderway => LONG_UNDERWAY_DAYS,
            Self::NotFulfilled => NOT_FULFILLED_DAYS,
        };
        now.saturating_sub(SignedDuration::from_hours(days * 24))
            .unwrap_or(Timestamp::MIN)
    }

    /// Every reason that holds.
    #[must_use]
    pub fn of(underway: &Underway, now: Timestamp) -> Vec<Self> {
        let holds = |reason: &Self| {
            let long_ago = underway.placed_at < reason.placed_before(now);
            match reason {
                Self::Trouble => matches!(
                    underway.status,
                    TrackingStatus::Alert | TrackingStatus::Expired | TrackingStatus::Undelivered
                ),
                Self::LongUnderway => {
                    long_ago && underway.told && underway.status != TrackingStatus::Delivered
                }
                Self::NotFulfilled => long_ago && !underway.told,
            }
        };
        Self::ALL.into_iter().filter(holds).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TrackingStatus as T;

    fn reasons(days: i64, told: bool, status: T) -> Vec<ParcelAttention> {
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        // A minute more than the days.
        let ago = SignedDuration::from_mins(days * 24 * 60 + 1);
        let underway = Underway {
            placed_at: now - ago,
            told,
            status,
        };
        ParcelAttention::of(&underway, now)
    }

    #[test]
    fn each_rule_matches_alone_and_on_its_day() {
        use ParcelAttention::{LongUnderway, NotFulfilled, Trouble};
        assert_eq!(reasons(44, true, T::InTransit), []);
        assert_eq!(reasons(45, true, T::InTransit), [LongUnderway]);
        assert_eq!(reasons(45, true, T::Delivered), []);
        assert_eq!(reasons(6, false, T::Pending), []);
        assert_eq!(reasons(7, false, T::Pending), [NotFulfilled]);
        assert_eq!(reasons(7, false, T::Delivered), [NotFulfilled]);
        assert_eq!(reasons(7, true, T::Pending), []);
        for status in T::ALL {
            let trouble = matches!(status, T::Alert | T::Expired | T::Undelivered);
            assert_eq!(reasons(0, true, status) == [Trouble], trouble, "{status:?}");
        }
        assert_eq!(reasons(50, true, T::Expired), [Trouble, LongUnderway]);
        assert_eq!(reasons(50, false, T::Alert), [Trouble, NotFulfilled]);
    }
}
