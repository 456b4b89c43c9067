//! Fresh ids: 42 bits of milliseconds since 2024 and 21 random bits, never the same twice here.

use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::IdSource;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::clock::Clock;

/// 2024-01-01T00:00:00Z in milliseconds: ids stay short, and last until the year 2163.
const EPOCH_MILLIS: i64 = 1_704_067_200_000;

const RANDOM_BITS: u32 = 21;

/// Makes ids from a clock and a seeded generator.
pub struct TimeOrderedIds {
    clock: Arc<dyn Clock>,
    state: Mutex<(i64, StdRng)>,
}

impl TimeOrderedIds {
    /// Makes ids; two processes must not share a seed.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, seed: u64) -> Self {
        Self {
            clock,
            state: Mutex::new((0, StdRng::seed_from_u64(seed))),
        }
    }
}

impl IdSource for TimeOrderedIds {
    fn next_id(&self) -> i64 {
        let millis = (self.clock.now().as_millisecond() - EPOCH_MILLIS).max(0);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let random = state.1.random_range(0..1_i64 << RANDOM_BITS);
        // A clock that steps back, or many ids in one millisecond, must not repeat one.
        state.0 = (state.0 + 1).max((millis << RANDOM_BITS) | random);
        state.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemClock;

    #[test]
    fn never_repeats_and_always_grows() {
        let ids = TimeOrderedIds::new(Arc::new(SystemClock), 1);
        let many: Vec<i64> = (0..10_000).map(|_| ids.next_id()).collect();
        assert!(many.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(many[0] > 0);
    }
}
