//! A leaky bucket on our side, so that a platform's published limit is met before it must say no.
//!
//! A call that begins a step never sleeps: without budget it is refused as throttled, and the job that
//! made it is put off by as long as the bucket needs, so that no worker stands still for it. A call that
//! ends a step waits in line instead, and goes before those that begin one. Without that, a hundred
//! orders that each read and then write would take the whole budget for reading, each time anew, and none
//! of them would ever get to write.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ports::error::{CallError, CallErrorKind};
use jiff::{SignedDuration, Timestamp};

use super::Now;

/// Real time that a call waits in line: with two calls a second, longer than all workers together need.
const PATIENCE: Duration = Duration::from_secs(20);

/// Real time between two looks while waiting: on a clock that is sped up the time comes sooner.
const LOOK: Duration = Duration::from_millis(25);

/// A platform that wants to be left alone for longer than this is not waited for.
const LONG: SignedDuration = SignedDuration::from_secs(10);

/// Calls that leak out at a steady rate from a bucket of a fixed size.
#[derive(Debug)]
pub struct Budget {
    size: u32,
    leak_per_second: u32,
    state: Mutex<State>,
    /// Held by the first in line; the others wait for it in the order in which they came.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State {
    /// Calls in the bucket, in thousandths.
    level_milli: i64,
    at: Timestamp,
    blocked_until: Timestamp,
    in_line: u32,
}

/// A place in the line, given back when it is dropped.
struct Place<'a>(&'a Budget);

impl<'a> Place<'a> {
    fn take(budget: &'a Budget) -> Self {
        budget.lock().in_line += 1;
        Self(budget)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().in_line -= 1;
    }
}

impl Budget {
    /// An empty bucket that holds `size` calls and loses `leak_per_second`.
    #[must_use]
    pub fn new(size: u32, leak_per_second: u32) -> Self {
        let state = State {
            level_milli: 0,
            at: Timestamp::UNIX_EPOCH,
            blocked_until: Timestamp::UNIX_EPOCH,
            in_line: 0,
        };
        Self {
            size,
            leak_per_second: leak_per_second.max(1),
            state: Mutex::new(state),
            turn: tokio::sync::Mutex::const_new(()),
        }
    }

    /// Takes one call out of the budget, for a call that begins a step.
    ///
    /// # Errors
    /// [`CallErrorKind::Throttled`] with how long to wait; nothing was sent.
    pub fn take(&self, now: Timestamp) -> Result<(), CallError> {
        let in_line = self.lock().in_line;
        if in_line > 0 {
            let wait = i64::from(in_line) * 1000 / i64::from(self.leak_per_second) + 1;
            return Err(throttled(SignedDuration::from_millis(wait)));
        }
        self.pour(now)
    }

    /// Takes one call out of the budget, for a call that ends a step: waits for it in line, unless that
    /// takes long.
    ///
    /// # Errors
    /// [`CallErrorKind::Throttled`] with how long to wait; nothing was sent.
    pub async fn take_in_line(&self, now: &Now) -> Result<(), CallError> {
        let _place = Place::take(self);
        let in_turn = async {
            let _turn = self.turn.lock().await;
            loop {
                match self.pour(now()) {
                    Err(refused) if is_short(&refused) => tokio::time::sleep(LOOK).await,
                    other => return other,
                }
            }
        };
        match tokio::time::timeout(PATIENCE, in_turn).await {
            Ok(taken) => taken,
            Err(_) => Err(throttled(LONG)),
        }
    }

    fn pour(&self, now: Timestamp) -> Result<(), CallError> {
        let mut state = self.lock();
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
        let mut state = self.lock();
        self.leak(&mut state, now);
        state.level_milli = state.level_milli.max(i64::from(used) * 1000);
    }

    /// The platform asked to wait: nothing is sent before.
    pub fn block(&self, wait: SignedDuration, now: Timestamp) {
        let mut state = self.lock();
        let until = now.saturating_add(wait).unwrap_or(Timestamp::MAX);
        state.blocked_until = state.blocked_until.max(until);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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

fn is_short(refused: &CallError) -> bool {
    matches!(refused.kind, CallErrorKind::Throttled { wait } if wait < LONG)
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

    #[tokio::test]
    async fn what_ends_a_step_goes_before_what_begins_one() {
        let clock = crate::sim::SimClock::starting_at(at(0), 0.0);
        let now: Now = {
            let clock = clock.clone();
            std::sync::Arc::new(move || clock.now())
        };
        let budget = std::sync::Arc::new(Budget::new(1, 1));
        budget.take(now()).unwrap();
        let waiting = tokio::spawn({
            let (budget, now) = (std::sync::Arc::clone(&budget), Now::clone(&now));
            async move { budget.take_in_line(&now).await }
        });
        while budget.lock().in_line == 0 {
            tokio::task::yield_now().await;
        }
        clock.advance(SignedDuration::from_millis(1_001));
        // There is room for one call now, and it is not for the one that begins.
        assert!(waiting.is_finished() || budget.take(now()).is_err());
        waiting.await.unwrap().unwrap();
        assert!(budget.take(now()).is_err(), "the room was taken");
        clock.advance(SignedDuration::from_millis(1_001));
        budget.take(now()).unwrap();
    }

    #[tokio::test]
    async fn nobody_stands_in_line_for_long() {
        let now: Now = std::sync::Arc::new(|| at(0));
        let budget = Budget::new(1, 1);
        budget.block(SignedDuration::from_secs(3_600), at(0));
        let refused = budget.take_in_line(&now).await.unwrap_err();
        assert!(
            matches!(refused.kind, CallErrorKind::Throttled { wait } if wait.as_secs() == 3_600)
        );
        assert_eq!(budget.lock().in_line, 0);
    }
}
