//! The virtual clock of a rehearsal: real, sped up, or moved by hand.
//!
//! One clock is shared by all simulators of a demo and by the program itself, so that a parcel can
//! travel for twelve days while a newcomer watches for minutes. It counts by the runtime's time: where
//! that is paused, so that waiting passes at once, this clock follows it, and the same steps happen at
//! the same times in every run.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::time::Instant;

/// The longest single wait; a longer one is looked at again after it.
const LONGEST_WAIT_SECONDS: i64 = 86_400;

/// A clock that all simulators of one rehearsal share. Cloning shares it.
#[derive(Clone, Debug)]
pub struct SimClock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    state: Mutex<State>,
    /// Tells those who wait that the clock was moved or runs at another speed.
    moved: Notify,
}

#[derive(Debug)]
struct State {
    virtual_origin: Timestamp,
    real_origin: Instant,
    speed: f64,
}

impl SimClock {
    /// Starts at `start` and runs `speed` times as fast as real time; 0 stands still until moved. With 1
    /// it follows a runtime's paused time step by step.
    #[expect(clippy::float_arithmetic, reason = "a speed factor, not money")]
    #[must_use]
    pub fn starting_at(start: Timestamp, speed: f64) -> Self {
        let state = State {
            virtual_origin: start,
            real_origin: Instant::now(),
            speed: speed.max(0.0) + 0.0,
        };
        Self(Arc::new(Inner {
            state: Mutex::new(state),
            moved: Notify::new(),
        }))
    }

    /// Follows the real clock of this machine.
    #[must_use]
    pub fn real() -> Self {
        Self::starting_at(real_timestamp(), 1.0)
    }

    /// The virtual time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.lock().now()
    }

    /// Jumps forward by `by`; a negative duration is ignored, because ledgers never run backwards.
    pub fn advance(&self, by: SignedDuration) {
        if by.is_positive() {
            self.jump(by);
        }
    }

    /// Jumps back by `by`: the clocks of others were wrong, and this is what is right. What happened
    /// before is later than now then, so that only few things may have happened.
    pub fn set_back(&self, by: SignedDuration) {
        self.jump(-by);
    }

    fn jump(&self, by: SignedDuration) {
        let mut state = self.lock();
        state.virtual_origin = state.now().saturating_add(by).unwrap_or(Timestamp::MAX);
        state.real_origin = Instant::now();
        drop(state);
        self.0.moved.notify_waiters();
    }

    /// Runs `speed` times as fast as real time from now on.
    pub fn set_speed(&self, speed: f64) {
        let mut state = self.lock();
        state.virtual_origin = state.now();
        state.real_origin = Instant::now();
        state.speed = speed.max(0.0);
        drop(state);
        self.0.moved.notify_waiters();
    }

    /// The speed at which this clock runs now; 1 is real time.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.lock().speed
    }

    /// How long to wait in real time until this clock shows `until`; `None` if it stands still.
    #[must_use]
    pub fn real_wait(&self, until: Timestamp) -> Option<Duration> {
        let state = self.lock();
        let left = until.duration_since(state.now());
        if !left.is_positive() {
            return Some(Duration::ZERO);
        }
        state.real_time_of(left)
    }

    /// Waits until this clock shows `until`, however it is moved meanwhile; on a clock that stands still
    /// that is until it is moved.
    pub async fn reach(&self, until: Timestamp) {
        loop {
            let mut moved = pin!(self.0.moved.notified());
            // Enlisted before looking, so that no move is missed in between.
            moved.as_mut().enable();
            match self.real_wait(until) {
                Some(Duration::ZERO) => return,
                Some(wait) => {
                    tokio::select! {
                        biased;
                        () = moved => {}
                        () = tokio::time::sleep(wait) => {}
                    }
                }
                None => moved.await,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    #[expect(
        clippy::float_arithmetic,
        reason = "a duration scaled by a speed, not money"
    )]
    fn now(&self) -> Timestamp {
        let elapsed = Instant::now().duration_since(self.real_origin);
        let elapsed = if self.runs_real_time() {
            SignedDuration::try_from(elapsed)
        } else {
            SignedDuration::try_from_secs_f64(elapsed.as_secs_f64() * self.speed)
        };
        self.virtual_origin
            .saturating_add(elapsed.unwrap_or(SignedDuration::MAX))
            .unwrap_or(Timestamp::MAX)
    }

    #[expect(
        clippy::float_arithmetic,
        reason = "a duration scaled by a speed, not money"
    )]
    fn real_time_of(&self, left: SignedDuration) -> Option<Duration> {
        let left = left.min(SignedDuration::from_secs(LONGEST_WAIT_SECONDS));
        if self.runs_real_time() {
            return Duration::try_from(left).ok();
        }
        (self.speed > 0.0)
            .then(|| Duration::from_secs_f64((left.as_secs_f64() / self.speed).min(86_400.0)))
    }

    /// Then whole numbers are exact, where a factor would be off by a rounding.
    #[expect(
        clippy::float_cmp,
        reason = "the speed is set to this very number or not"
    )]
    fn runs_real_time(&self) -> bool {
        self.speed == 1.0
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that everything else is given"
)]
fn real_timestamp() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        "2026-11-22T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn stands_still_until_moved_and_never_runs_backwards() {
        let clock = SimClock::starting_at(start(), 0.0);
        assert_eq!(clock.now(), start());
        clock.advance(SignedDuration::from_hours(5));
        clock.advance(SignedDuration::from_hours(-2));
        assert_eq!(clock.now(), "2026-11-22T13:00:00Z".parse().unwrap());
        assert_eq!(
            clock.real_wait("2026-11-22T14:00:00Z".parse().unwrap()),
            None
        );
    }

    #[tokio::test(start_paused = true)]
    async fn follows_paused_time_and_is_reached_by_jumps() {
        let clock = SimClock::starting_at(start(), 1.0);
        let three_days = start() + SignedDuration::from_hours(72);
        clock.reach(three_days).await;
        assert_eq!(clock.now(), three_days);

        let far = three_days + SignedDuration::from_hours(24 * 365);
        let waiting = tokio::spawn({
            let clock = clock.clone();
            async move { clock.reach(far).await }
        });
        tokio::task::yield_now().await;
        clock.advance(SignedDuration::from_hours(24 * 366));
        waiting.await.unwrap();
        assert_eq!(clock.now(), far + SignedDuration::from_hours(24));
    }
}
