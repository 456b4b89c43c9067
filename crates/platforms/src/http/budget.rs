//! A leaky bucket on our side, so that a platform's published limit is met before it must say no.
//!
//! It never sleeps: a call without budget is refused as throttled, and the job that made it is put
//! off by as long as the bucket needs.

use std::sync::{Mutex, PoisonError};

use domain::ports::error::{CallError, CallErrorKind};
use jiff::{SignedDuration, Timestamp};

/// Calls that leak out at a steady rate from a bucket of a fixed size.
#[derive(Debug)]
pub struct Budget {
    size: u32,
    leak_per_second: u32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Calls in the bucket, in thousandths.
    level_milli: i64,
    at: Timestamp,
    blocked_until: Timestamp,
}

impl Budget {
    /// An empty bucket that holds `size` calls and loses `leak_per_second`.
    #[must_use]
    pub fn new(size: u32, leak_per_second: u32) -> Self {
        let state = State {
            level_milli: 0,
            at: Timestamp::UNIX_EPOCH,
            blocked_until: Timestamp::UNIX_EPOCH,
        };
        Self {
            size,
            leak_per_second: leak_per_second.max(1),
            state: Mutex::new(state),
        }
    }

    /// Takes one call out of the budget.
    ///
    /// # Errors
    /// [`CallErrorKind::Throttled`] with how long to wait; nothing was sent.
    pub fn take(&self, now: Timestamp) -> Result<(), CallError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let blocked = state.blocked_until.duration_since(now);
        if blocked.is_positive() {
            return Err(throttled(blocked));
        }
        self.leak(&mut state, now);
        let over = state.level_milli + 1000 - i64::from(self.size) * 1000;
        if over > 0 {
            let wait_millis = over / i64::from(self.leak_per_second) + 1;
            return Err(throttled(SignedDuration::from_millis(wait_millis)));
        }
        state.level_milli += 1000;
        Ok(())
    }

    /// The platform told how full its own bucket is; ours is never emptier than that.
    pub fn learn(&self, used: u32, now: Timestamp) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.leak(&mut state, now);
        state.level_milli = state.level_milli.max(i64::from(used) * 1000);
    }

    /// The platform asked to wait: nothing is sent before.
    pub fn block(&self, wait: SignedDuration, now: Timestamp) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let until = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        state.blocked_until = state.blocked_until.max(until);
    }

    fn leak(&self, state: &mut State, now: Timestamp) {
        let passed = now.duration_since(state.at).as_millis();
        if passed > 0 {
            let leaked = i64::try_from(passed)
                .unwrap_or(i64::MAX)
                .saturating_mul(i64::from(self.leak_per_second));
            state.level_milli = state.level_milli.saturating_sub(leaked).max(0);
            state.at = now;
        }
    }
}

fn throttled(wait: SignedDuration) -> CallError {
    CallError::new(
        CallErrorKind::Throttled { wait },
        "waiting for the platform's call limit",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap()
    }

    #[test]
    fn fills_leaks_and_learns() {
        let budget = Budget::new(3, 2);
        for _ in 0..3 {
            budget.take(at(0)).unwrap();
        }
        let refused = budget.take(at(0)).unwrap_err();
        assert!(
            matches!(refused.kind, CallErrorKind::Throttled { wait } if wait.as_millis() <= 501)
        );
        budget.take(at(501)).unwrap();
        budget.learn(3, at(2000));
        assert!(budget.take(at(2000)).is_err());
        budget.block(SignedDuration::from_secs(60), at(10_000));
        assert!(budget.take(at(69_000)).is_err());
        budget.take(at(70_000)).unwrap();
    }
}
