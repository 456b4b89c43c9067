//! The clock of a rehearsal that several processes share: it began at one moment for all of them.

use std::sync::Arc;
use std::time::Duration;

use app::{Clock, SystemClock};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use platforms::sim::SimClock;
use serde::{Deserialize, Serialize};

/// A clock that runs `speed` times as fast as real time since `began`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Pace {
    /// When it showed the real time.
    pub(super) began: Timestamp,
    /// How many times as fast as real time it runs.
    pub(super) speed: f64,
}

impl Pace {
    /// Begins now.
    pub(super) fn beginning_now(speed: f64) -> Self {
        Self {
            began: SystemClock.now(),
            speed,
        }
    }

    /// For simulators.
    pub(super) fn for_simulators(self) -> SimClock {
        let passed = SystemClock.now().duration_since(self.began);
        let passed = scaled(passed, self.speed);
        let start = self.began.saturating_add(passed).unwrap_or(self.began);
        SimClock::starting_at(start, self.speed)
    }

    /// For the program.
    pub(super) fn for_program(self) -> Arc<dyn Clock> {
        Arc::new(Rehearsed(self.for_simulators()))
    }
}

/// The rehearsal's clock, for the program.
struct Rehearsed(SimClock);

#[async_trait]
impl Clock for Rehearsed {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn wait_until(&self, until: Timestamp) {
        match self.0.real_wait(until) {
            Some(wait) => tokio::time::sleep(wait).await,
            None => std::future::pending().await,
        }
    }

    fn span_of(&self, real: Duration) -> SignedDuration {
        scaled(
            SignedDuration::try_from(real).unwrap_or(SignedDuration::MAX),
            self.0.speed(),
        )
    }

    fn running_for(&self) -> SignedDuration {
        self.now().duration_since(Timestamp::UNIX_EPOCH)
    }
}

fn scaled(span: SignedDuration, speed: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(span.as_secs_f64() * speed).unwrap_or(SignedDuration::MAX)
}
