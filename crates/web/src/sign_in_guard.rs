//! Slows down whoever guesses passwords: by e-mail and address, and in how many are checked at once.
//!
//! It is kept in memory; a restart forgets it, which gains a guesser five tries.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};

/// Wrong passwords that are taken within [`WINDOW`]. A person mistypes two or three times.
const TRIES: u32 = 5;

/// How long wrong passwords count.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Each check of a password takes 19 MiB and a core; more at once only make the desk slow.
const AT_ONCE: usize = 2;

/// Above this many remembered pairs the old ones are dropped first.
const REMEMBERED: usize = 10_000;

type Who = (String, Option<IpAddr>);

/// Who tried how often.
pub(crate) struct SignInGuard {
    tries: Mutex<HashMap<Who, (u32, Instant)>>,
    checks: Semaphore,
}

impl Default for SignInGuard {
    fn default() -> Self {
        Self {
            tries: Mutex::default(),
            checks: Semaphore::new(AT_ONCE),
        }
    }
}

impl SignInGuard {
    /// Counts a try, and says how many minutes to wait if there were too many.
    pub(crate) fn count(&self, email: &str, from: Option<IpAddr>) -> Result<(), u64> {
        let who = (email.trim().to_lowercase(), from);
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= REMEMBERED {
            tries.retain(|_, (_, since)| since.elapsed() < WINDOW);
        }
        if tries.len() >= REMEMBERED && !tries.contains_key(&who) {
            return Err(WINDOW.as_secs().div_ceil(60));
        }
        let (count, since) = tries.entry(who).or_insert_with(|| (0, Instant::now()));
        if since.elapsed() >= WINDOW {
            (*count, *since) = (0, Instant::now());
        }
        if *count >= TRIES {
            let left = WINDOW.saturating_sub(since.elapsed());
            return Err(left.as_secs().div_ceil(60).max(1));
        }
        *count += 1;
        Ok(())
    }

    /// Forgets the tries of someone who signed in.
    pub(crate) fn forget(&self, email: &str, from: Option<IpAddr>) {
        let who = (email.trim().to_lowercase(), from);
        self.tries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&who);
    }

    /// Waits for its turn to check a password.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>, AcquireError> {
        self.checks.acquire().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_after_five_and_others_go_on() {
        let guard = SignInGuard::default();
        let here = Some(IpAddr::from([127, 0, 0, 1]));
        for _ in 0..TRIES {
            assert_eq!(guard.count("a@example.com", here), Ok(()));
        }
        assert_eq!(guard.count(" A@Example.com ", here), Err(15));
        assert_eq!(guard.count("b@example.com", here), Ok(()));
        assert_eq!(guard.count("a@example.com", None), Ok(()));
        guard.forget("a@example.com", here);
        assert_eq!(guard.count("a@example.com", here), Ok(()));
    }
}
