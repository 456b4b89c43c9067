//! The books of the platforms' call limits, kept in the database that all processes share.
//!
//! It only translates: `platforms` decides how many calls to want, `storage` keeps count.

use async_trait::async_trait;
use jiff::Timestamp;
use platforms::http::{CallLimit, CallsTaken, LimitsUnreadable, SharedLimits};
use storage::{BudgetLimit, Space, Taken};

/// The books of one workspace.
pub(crate) struct Books {
    space: Space,
}

impl Books {
    /// The books that `space` keeps.
    pub(crate) fn of(space: Space) -> Self {
        Self { space }
    }
}

impl std::fmt::Debug for Books {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Books({})", self.space.id())
    }
}

#[async_trait]
impl SharedLimits for Books {
    async fn take(
        &self,
        budget: &str,
        limit: CallLimit,
        wish: u32,
        now: Timestamp,
    ) -> Result<CallsTaken, LimitsUnreadable> {
        let taken = self
            .space
            .take_calls(budget, kept(limit), wish, now)
            .await?;
        Ok(match taken {
            Taken::Calls(calls) => CallsTaken::Calls(calls),
            Taken::Wait(wait) => CallsTaken::Wait(wait),
        })
    }

    async fn learn(
        &self,
        budget: &str,
        limit: CallLimit,
        used: u32,
        now: Timestamp,
    ) -> Result<(), LimitsUnreadable> {
        let space = &self.space;
        Ok(space.learn_calls(budget, kept(limit), used, now).await?)
    }

    async fn block(
        &self,
        budget: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), LimitsUnreadable> {
        Ok(self.space.block_calls(budget, until, now).await?)
    }
}

fn kept(limit: CallLimit) -> BudgetLimit {
    BudgetLimit {
        size: limit.size,
        leak_per_second: limit.leak_per_second,
    }
}
