//! A node's own clock: the world's time and what it is off by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::Clock;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use platforms::sim::SimClock;

/// A node's own clock. Cloning shares it.
#[derive(Clone, Debug)]
pub(super) struct NodeClock {
    world: SimClock,
    off_by_ms: Arc<AtomicI64>,
}

impl NodeClock {
    pub(super) fn right(world: SimClock) -> Self {
        Self {
            world,
            off_by_ms: Arc::default(),
        }
    }

    /// From now on it is off by this much, and not by what it was off by before.
    pub(super) fn set_off_by(&self, millis: i64) {
        self.off_by_ms.store(millis, Ordering::Relaxed);
    }

    fn off_by(&self) -> SignedDuration {
        SignedDuration::from_millis(self.off_by_ms.load(Ordering::Relaxed))
    }
}

#[async_trait]
impl Clock for NodeClock {
    fn now(&self) -> Timestamp {
        let now = self.world.now();
        now.saturating_add(self.off_by()).unwrap_or(now)
    }

    async fn wait_until(&self, until: Timestamp) {
        let left = until.duration_since(self.now());
        tokio::time::sleep(left.try_into().unwrap_or(Duration::ZERO)).await;
    }

    fn span_of(&self, real: Duration) -> SignedDuration {
        SignedDuration::try_from(real).unwrap_or(SignedDuration::MAX)
    }

    fn running_for(&self) -> SignedDuration {
        self.world.now().duration_since(Timestamp::UNIX_EPOCH)
    }
}
