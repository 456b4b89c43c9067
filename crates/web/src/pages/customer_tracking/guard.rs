//! Slows down whoever guesses at orders: by where they call from, and by the order that is guessed at.
//!
//! It is kept in memory; a restart forgets it, which gains a guesser a few tries. Numbers of orders are
//! counted up by stores and easily guessed, so that what protects an order is its e-mail: few tries an
//! order, from wherever they come.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::ids::StoreId;

/// How long tries count.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Tries of the form from one address: a household looks up a handful of orders.
const FROM_ONE: u32 = 20;

/// Tries at one order, from wherever: a customer mistypes an e-mail a few times.
const AT_ONE_ORDER: u32 = 8;

/// Pages by link from one address; an office behind one address has many customers.
const LOOKS: u32 = 300;

/// Above this many remembered callers and orders the old ones are dropped first.
const REMEMBERED: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum What {
    From(Option<IpAddr>),
    Order(StoreId, String),
    Look(Option<IpAddr>),
}

/// Who tried how often.
#[derive(Debug, Default)]
pub(crate) struct CustomerGuard {
    tries: Mutex<HashMap<What, (u32, Instant)>>,
}

impl CustomerGuard {
    /// Counts a try of the form, and says how many minutes to wait if there were too many.
    pub(crate) fn may_guess(
        &self,
        from: Option<IpAddr>,
        store: StoreId,
        number: &str,
    ) -> Result<(), u64> {
        self.count(What::From(narrowed(from)), FROM_ONE)?;
        let number: String = number
            .to_lowercase()
            .chars()
            .filter(|sign| sign.is_alphanumeric())
            .take(60)
            .collect();
        self.count(What::Order(store, number), AT_ONE_ORDER)
    }

    /// Counts a page by link, and says how many minutes to wait if there were too many.
    pub(crate) fn may_look(&self, from: Option<IpAddr>) -> Result<(), u64> {
        self.count(What::Look(narrowed(from)), LOOKS)
    }

    fn count(&self, what: What, limit: u32) -> Result<(), u64> {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= REMEMBERED {
            tries.retain(|_, (_, since)| since.elapsed() < WINDOW);
        }
        if tries.len() >= REMEMBERED && !tries.contains_key(&what) {
            return Err(WINDOW.as_secs().div_ceil(60));
        }
        let (count, since) = tries.entry(what).or_insert_with(|| (0, Instant::now()));
        if since.elapsed() >= WINDOW {
            (*count, *since) = (0, Instant::now());
        }
        if *count >= limit {
            let left = WINDOW.saturating_sub(since.elapsed());
            return Err(left.as_secs().div_ceil(60).max(1));
        }
        *count += 1;
        Ok(())
    }
}

/// Who has an IPv6 address has 2^64 of them.
fn narrowed(from: Option<IpAddr>) -> Option<IpAddr> {
    from.map(|address| match address {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        four @ IpAddr::V4(_) => four,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_ends_by_caller_and_by_order() {
        let guard = CustomerGuard::default();
        let store = StoreId(1);
        let from = |last: u8| Some(IpAddr::from([10, 0, 0, last]));
        for _ in 0..AT_ONE_ORDER {
            assert_eq!(guard.may_guess(from(1), store, "#1001"), Ok(()));
        }
        // However it is written, and from wherever.
        assert!(guard.may_guess(from(2), store, " 1001").is_err());
        assert_eq!(guard.may_guess(from(2), store, "1002"), Ok(()));
        assert_eq!(guard.may_guess(from(2), StoreId(2), "1001"), Ok(()));
        for number in 0..FROM_ONE {
            let _ = guard.may_guess(from(3), store, &format!("n{number}"));
        }
        assert!(guard.may_guess(from(3), store, "another").is_err());
        assert_eq!(guard.may_look(from(3)), Ok(()));
    }

    #[test]
    fn one_network_of_ipv6_is_one_caller() {
        let first: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let second: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(narrowed(Some(first)), narrowed(Some(second)));
    }
}
