//! A clock that stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::Clock;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Cloning shares it.
#[derive(Clone)]
pub(crate) struct ManualClock {
    time: Arc<watch::Sender<Timestamp>>,
    /// By how many seconds it was set, all in all.
    set_by: Arc<AtomicI64>,
}

impl ManualClock {
    pub(crate) fn at(text: &str) -> Self {
        let time = watch::Sender::new(text.parse().unwrap());
        Self {
            time: Arc::new(time),
            set_by: Arc::default(),
        }
    }

    /// Moves it on; who waits for a time that came is woken.
    pub(crate) fn advance(&self, span: SignedDuration) {
        self.time.send_modify(|time| *time += span);
    }

    /// Someone sets it: it shows a later time, and none has passed.
    pub(crate) fn jump(&self, span: SignedDuration) {
        self.set_by.fetch_add(span.as_secs(), Ordering::Relaxed);
        self.advance(span);
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

    fn running_for(&self) -> SignedDuration {
        let set_by = SignedDuration::from_secs(self.set_by.load(Ordering::Relaxed));
        self.now().duration_since(Timestamp::UNIX_EPOCH) - set_by
    }
}
