//! How long this process has known of something.
//!
//! What another process wrote down, or this one before it stopped, carries the time of *its* clock. Where
//! a wait keeps something from being done twice, no clock that can be wrong or be set may end it: the
//! wait begins anew when this process first sees what it waits for, and is measured by a clock that
//! nobody sets.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;

/// What nobody looked at for so long is forgotten; seen again, it is waited for anew.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// What was seen, and when.
#[derive(Debug, Default)]
pub(crate) struct Sightings(Mutex<BTreeMap<(i64, Timestamp), Seen>>);

#[derive(Debug)]
struct Seen {
    first: SignedDuration,
    last: SignedDuration,
}

impl Sightings {
    /// How long this process has known that something happened to the row `id` at `at`, by whichever
    /// clock that was written down. Zero when it is first asked.
    pub(crate) fn known_for(&self, clock: &dyn Clock, id: i64, at: Timestamp) -> SignedDuration {
        let now = clock.running_for();
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|_, seen| now.saturating_sub(seen.last) < KEPT);
        let seen = seen.entry((id, at)).or_insert(Seen {
            first: now,
            last: now,
        });
        seen.last = now;
        now.saturating_sub(seen.first)
    }
}
