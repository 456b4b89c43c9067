//! Waiting for a condition with a deadline, and many scenarios at once.
//!
//! A journey never sleeps for a fixed time: it looks until what it waits for is there, and says what
//! it waited for when it is not.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use futures_util::stream::{self, StreamExt};
use futures_util::{FutureExt, TryFutureExt};
use tokio::time::Instant;

/// How long anything may take on a slow machine that does other work besides.
const PATIENCE: Duration = Duration::from_secs(150);

/// Between two looks.
const LOOK: Duration = Duration::from_millis(60);

/// Scenarios that run at once: they mostly wait, so that more than there are cores fit.
const AT_ONCE: usize = 5;

/// Looks until there is an answer.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        breath().await;
    }
}

/// The pause between two looks.
pub(crate) async fn breath() {
    tokio::time::sleep(LOOK).await;
}

/// A scenario with its name.
pub(crate) type Scenario = (String, LocalBoxFuture<'static, ()>);

/// Runs all scenarios, and fails with the names of those that failed.
pub(crate) async fn all(scenarios: Vec<Scenario>) {
    assert!(!scenarios.is_empty(), "nothing to show");
    let running = scenarios.into_iter().map(|(name, scenario)| {
        AssertUnwindSafe(scenario)
            .catch_unwind()
            .map_err(move |_| name)
    });
    let failed: Vec<String> = stream::iter(running)
        .buffer_unordered(AT_ONCE)
        .filter_map(|outcome| async { outcome.err() })
        .collect()
        .await;
    assert!(failed.is_empty(), "failed: {}", failed.join(", "));
}
