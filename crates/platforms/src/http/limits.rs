//! What is used of the platforms' call limits by all processes that share one database, as a budget
//! needs it.
//!
//! The books are kept where the processes meet; how many calls are wanted, and who goes first, is
//! decided by the budget. Only [`Budget`](super::Budget) asks here.

use std::error::Error;
use std::fmt;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

/// A platform's published limit: a leaking bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimit {
    /// Calls that the bucket holds.
    pub size: u32,
    /// Calls that it loses in a second.
    pub leak_per_second: u32,
}

/// What came of wanting calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallsTaken {
    /// So many calls may be made: at least one.
    Calls(u32),
    /// None may be made for this long.
    Wait(SignedDuration),
}

/// The books could not be read or written.
pub type LimitsUnreadable = Box<dyn Error + Send + Sync>;

/// The books that processes share.
#[async_trait]
pub trait SharedLimits: Send + Sync + fmt::Debug {
    /// Takes up to `wish` calls out of the budget of this name.
    ///
    /// # Errors
    /// When the books can't be read or written; then nothing was taken.
    async fn take(
        &self,
        budget: &str,
        limit: CallLimit,
        wish: u32,
        now: Timestamp,
    ) -> Result<CallsTaken, LimitsUnreadable>;

    /// The platform told how many calls its own bucket holds: ours is never emptier than that.
    ///
    /// # Errors
    /// When the books can't be written.
    async fn learn(
        &self,
        budget: &str,
        limit: CallLimit,
        used: u32,
        now: Timestamp,
    ) -> Result<(), LimitsUnreadable>;

    /// The platform wants to be left alone until then.
    ///
    /// # Errors
    /// When the books can't be written.
    async fn block(
        &self,
        budget: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), LimitsUnreadable>;
}
