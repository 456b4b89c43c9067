//! Everything the simulated store remembers, behind one lock.
//!
//! Each call takes the lock, works and lets go; nothing here waits. The other files add what the
//! store can do as methods in the order of the way: orders, fulfillments, refunds, webhooks.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::auth::Tokens;
use super::config::ShopbaseSimConfig;
use super::order::Order;
use super::outbox::Outbox;
use super::quirks::Quirks;
use super::reply::Reply;
use super::webhook::Subscription;
use crate::sim::Faults;

/// Everything the store remembers.
#[derive(Debug)]
pub(super) struct State {
    pub(super) config: Arc<ShopbaseSimConfig>,
    pub(super) faults: Faults,
    pub(super) quirks: Quirks,
    /// The virtual time of the call at work, in whole seconds as the platform keeps it.
    pub(super) now: Timestamp,
    next_id: i64,
    pub(super) next_number: i64,
    pub(super) orders: BTreeMap<i64, Order>,
    /// Deleted orders, for the ledger alone.
    pub(super) deleted: Vec<Order>,
    pub(super) products: BTreeMap<i64, Product>,
    pub(super) services: BTreeMap<i64, String>,
    pub(super) mails: Vec<Mail>,
    pub(super) subscriptions: BTreeMap<i64, Subscription>,
    pub(super) outbox: Outbox,
    pub(super) calls: BTreeMap<String, u64>,
    pub(super) bucket: Bucket,
    pub(super) tokens: Tokens,
    pub(super) refund_times: Vec<Timestamp>,
}

/// A mail that the store sent to a customer.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub(super) order_id: i64,
    pub(super) to: String,
    pub(super) kind: &'static str,
    pub(super) tracking_number: Option<String>,
    pub(super) at: Timestamp,
}

/// A product as it was given, with ids filled in.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) id: i64,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) kept: Map<String, Value>,
    pub(super) variants: Vec<Map<String, Value>>,
    pub(super) images: Vec<Map<String, Value>>,
}

/// The leaky bucket of the shop: 30 calls, two leak a second of virtual time.
#[derive(Debug)]
pub(super) struct Bucket {
    /// In thousandths of a call.
    level: i64,
    at: Timestamp,
}

/// Calls that the bucket holds. Source: reference sheet §B2.
const BUCKET_SIZE: i64 = 30;
/// Calls that leak out a second.
const LEAK_PER_SECOND: i64 = 2;
/// The first id that a 64-bit float cannot hold: 2^53 + 1.
const BIG_ID_START: i64 = 9_007_199_254_740_993;
/// Ordinary ids begin here, so that they are told from quantities at a glance.
const ID_START: i64 = 1_000_000_001;

impl State {
    pub(super) fn new(config: Arc<ShopbaseSimConfig>, faults: Faults, now: Timestamp) -> Self {
        Self {
            quirks: Quirks::new(config.seed, config.quirks),
            next_id: if config.big_ids {
                BIG_ID_START
            } else {
                ID_START
            },
            faults,
            now,
            next_number: 1001,
            orders: BTreeMap::new(),
            deleted: Vec::new(),
            products: BTreeMap::new(),
            services: BTreeMap::new(),
            mails: Vec::new(),
            subscriptions: BTreeMap::new(),
            outbox: Outbox::default(),
            calls: BTreeMap::new(),
            bucket: Bucket { level: 0, at: now },
            tokens: Tokens::new(config.seed),
            refund_times: Vec::new(),
            config,
        }
    }

    /// The next id; it only grows, whatever the thing, so that `since_id` means what it says.
    pub(super) fn new_id(&mut self) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// Keeps later ids above one that was given from outside.
    pub(super) fn id_taken(&mut self, id: i64) {
        if !self.config.big_ids || id >= BIG_ID_START {
            self.next_id = self.next_id.max(id.saturating_add(1));
        }
    }

    pub(super) fn order(&self, id: i64) -> Result<&Order, Reply> {
        self.orders.get(&id).ok_or_else(Reply::not_found)
    }

    pub(super) fn order_mut(&mut self, id: i64) -> Result<&mut Order, Reply> {
        self.orders.get_mut(&id).ok_or_else(Reply::not_found)
    }

    /// Marks an order as changed now.
    pub(super) fn touch(&mut self, id: i64) {
        let now = self.now;
        if let Some(order) = self.orders.get_mut(&id) {
            order.updated_at = now;
        }
    }

    /// Writes a mail to the customer of an order into the ledger.
    pub(super) fn mail(
        &mut self,
        order_id: i64,
        kind: &'static str,
        tracking_number: Option<String>,
    ) {
        let Some(order) = self.orders.get(&order_id) else {
            return;
        };
        if !order.email.is_empty() {
            let to = order.email.clone();
            self.mails.push(Mail {
                order_id,
                to,
                kind,
                tracking_number,
                at: self.now,
            });
        }
    }

    /// Counts one call into the bucket; false when it overflows.
    pub(super) fn pour(&mut self, now: Timestamp) -> bool {
        let gone = now.duration_since(self.bucket.at).as_millis();
        let leaked = i64::try_from(gone)
            .unwrap_or(i64::MAX)
            .saturating_mul(LEAK_PER_SECOND);
        self.bucket.level = self.bucket.level.saturating_sub(leaked).max(0);
        self.bucket.at = now;
        let fits = self.bucket.level + 1000 <= BUCKET_SIZE * 1000;
        if fits || !self.config.strict_rate {
            self.bucket.level = (self.bucket.level + 1000).min(BUCKET_SIZE * 1000);
        }
        fits || !self.config.strict_rate
    }

    /// `22/30`.
    pub(super) fn bucket_header(&self) -> String {
        format!("{}/{BUCKET_SIZE}", (self.bucket.level + 999) / 1000)
    }
}
