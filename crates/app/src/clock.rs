//! The clock, passed in, so that a rehearsal runs on a virtual one.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

/// Tells the time and waits for it.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Waits until this clock shows `until`.
    async fn wait_until(&self, until: Timestamp);

    /// How far this clock moves while `real` passes on the machine: for limits that are about the
    /// machine, such as how long a worker may be silent.
    fn span_of(&self, real: Duration) -> SignedDuration;

    /// How long it has been running, on since some beginning: nobody sets this, and it never jumps. Two
    /// readings in one process tell how much time passed between them.
    fn running_for(&self) -> SignedDuration;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else is given"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn wait_until(&self, until: Timestamp) {
        let left = until.duration_since(self.now());
        tokio::time::sleep(left.try_into().unwrap_or(Duration::ZERO)).await;
    }

    fn span_of(&self, real: Duration) -> SignedDuration {
        SignedDuration::try_from(real).unwrap_or(SignedDuration::MAX)
    }

    fn running_for(&self) -> SignedDuration {
        static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
        self.span_of(BEGINNING.elapsed())
    }
}
