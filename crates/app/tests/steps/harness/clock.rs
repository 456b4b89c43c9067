//! A clock that stands still until a test moves it.

use std::sync::Arc;
use std::time::Duration;

use app::Clock;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Cloning shares it.
#[derive(Clone)]
pub(crate) struct ManualClock {
    time: Arc<watch::Sender<Timestamp>>,
}

impl ManualClock {
    pub(crate) fn at(text: &str) -> Self {
        let time = watch::Sender::new(text.parse().unwrap());
        Self {
            time: Arc::new(time),
        }
    }

    /// Moves it on; who waits for a time that came is woken.
    pub(crate) fn advance(&self, span: SignedDuration) {
        self.time.send_modify(|time| *time += span);
    }

    pub(crate) fn set(&self, to: Timestamp) {
        self.time.send_modify(|time| *time = to);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.time.borrow()
    }

    async fn wait_until(&self, until: Timestamp) {
        let mut time = self.time.subscribe();
        let _ = time.wait_for(|now| *now >= until).await;
    }

    fn span_of(&self, real: Duration) -> SignedDuration {
        real.try_into().unwrap()
    }
}
