//! The virtual clock of a rehearsal: real, sped up, or moved by hand.
//!
//! One clock is shared by all simulators of a demo and by the program itself, so that a parcel can
//! travel for twelve days while a newcomer watches for minutes.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// A clock that all simulators of one rehearsal share. Cloning shares it.
#[derive(Clone, Debug)]
pub struct SimClock(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    virtual_origin: Timestamp,
    real_origin: Instant,
    speed: f64,
}

impl SimClock {
    /// Starts at `start` and runs `speed` times as fast as real time; 0 stands still until moved.
    #[expect(clippy::float_arithmetic, reason = "a speed factor, not money")]
    #[must_use]
    pub fn starting_at(start: Timestamp, speed: f64) -> Self {
        Self(Arc::new(Mutex::new(State {
            virtual_origin: start,
            real_origin: real_now(),
            speed: speed.max(0.0) + 0.0,
        })))
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
            let mut state = self.lock();
            state.virtual_origin = state.now().saturating_add(by).unwrap_or(Timestamp::MAX);
            state.real_origin = real_now();
        }
    }

    /// Runs `speed` times as fast as real time from now on.
    pub fn set_speed(&self, speed: f64) {
        let mut state = self.lock();
        state.virtual_origin = state.now();
        state.real_origin = real_now();
        state.speed = speed.max(0.0);
    }

    /// The speed at which this clock runs now; 1 is real time.
    #[must_use]
    pub fn speed(&self) -> f64 {
        self.lock().speed
    }

    /// How long to wait in real time until this clock shows `until`; `None` if it stands still.
    #[expect(
        clippy::float_arithmetic,
        reason = "a duration scaled by a speed, not money"
    )]
    #[must_use]
    pub fn real_wait(&self, until: Timestamp) -> Option<Duration> {
        let state = self.lock();
        let left = until.duration_since(state.now());
        if !left.is_positive() {
            return Some(Duration::ZERO);
        }
        (state.speed > 0.0)
            .then(|| Duration::from_secs_f64((left.as_secs_f64() / state.speed).min(86_400.0)))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    #[expect(
        clippy::float_arithmetic,
        reason = "a duration scaled by a speed, not money"
    )]
    fn now(&self) -> Timestamp {
        let elapsed = real_now().duration_since(self.real_origin).as_secs_f64() * self.speed;
        let elapsed = SignedDuration::try_from_secs_f64(elapsed).unwrap_or(SignedDuration::MAX);
        self.virtual_origin
            .saturating_add(elapsed)
            .unwrap_or(Timestamp::MAX)
    }
}

fn real_now() -> Instant {
    Instant::now()
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

    #[test]
    fn stands_still_until_moved_and_never_runs_backwards() {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let clock = SimClock::starting_at(start, 0.0);
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_hours(5));
        clock.advance(SignedDuration::from_hours(-2));
        assert_eq!(clock.now(), "2026-11-22T13:00:00Z".parse().unwrap());
        assert_eq!(
            clock.real_wait("2026-11-22T14:00:00Z".parse().unwrap()),
            None
        );
    }
}
