//! The cost bucket: points that requests take and that come back with time.
//!
//! What a request asks for is set aside before it runs, and what it did not use is given back.
//! Source: reference sheet §A4.3.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::config::ShopifySimConfig;

/// The bucket of one app in this store.
#[derive(Debug)]
pub(super) struct Bucket {
    /// In thousandths of a point.
    left_milli: i64,
    at: Timestamp,
    size: i64,
    restore: i64,
    strict: bool,
}

impl Bucket {
    pub(super) fn full(config: &ShopifySimConfig, now: Timestamp) -> Self {
        Self {
            left_milli: i64::from(config.bucket) * 1000,
            at: now,
            size: i64::from(config.bucket),
            restore: i64::from(config.restore_rate),
            strict: config.strict_cost,
        }
    }

    /// Sets points aside; false when there are too few.
    pub(super) fn take(&mut self, points: u32, now: Timestamp) -> bool {
        self.fill(now);
        let points = i64::from(points) * 1000;
        let fits = points <= self.left_milli;
        if fits {
            self.left_milli -= points;
        }
        fits || !self.strict
    }

    pub(super) fn give_back(&mut self, points: u32) {
        let left = self.left_milli + i64::from(points) * 1000;
        self.left_milli = left.min(self.size * 1000);
    }

    /// Everything is gone at once, as when another process of the same app was at work.
    pub(super) fn empty(&mut self, now: Timestamp) {
        self.fill(now);
        self.left_milli = 0;
    }

    /// What an answer says about it.
    pub(super) fn told(&self, requested: u32, actual: Option<u32>) -> Value {
        json!({"cost": {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": self.size,
                "currentlyAvailable": self.left_milli / 1000,
                "restoreRate": self.restore,
            },
        }})
    }

    fn fill(&mut self, now: Timestamp) {
        let passed = now.duration_since(self.at).as_millis();
        if passed > 0 {
            let back = i64::try_from(passed)
                .unwrap_or(i64::MAX)
                .saturating_mul(self.restore);
            self.left_milli = self.left_milli.saturating_add(back).min(self.size * 1000);
            self.at = now;
        }
    }
}
