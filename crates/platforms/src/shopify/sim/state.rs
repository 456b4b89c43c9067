//! Everything the simulated store remembers, behind one lock, and what it does by itself as time goes on.
//!
//! Each call takes the lock, works and lets go; nothing here waits. What is due (an order is routed, a
//! cancellation is carried out, a schedule ends) is done when somebody next looks, or when the courier
//! wakes for it. The other files add what the store can do as methods.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::config::ShopifySimConfig;
use super::order::Order;
use super::outbox::Outbox;
use super::throttle::Bucket;
use super::tokens::Tokens;
use crate::sim::Faults;

/// Everything the store remembers.
#[derive(Debug)]
pub(super) struct State {
    pub(super) config: Arc<ShopifySimConfig>,
    pub(super) faults: Faults,
    /// The virtual time of the call at work, in whole seconds as the platform keeps it.
    pub(super) now: Timestamp,
    next_id: i64,
    pub(super) next_number: i64,
    pub(super) orders: BTreeMap<i64, Order>,
    /// Orders by when they changed.
    pub(super) by_change: BTreeSet<(Timestamp, i64)>,
    /// Deleted orders, for the ledger alone.
    pub(super) deleted: Vec<Order>,
    pub(super) products: BTreeMap<i64, Product>,
    pub(super) locations: BTreeMap<i64, Location>,
    pub(super) services: BTreeMap<i64, Service>,
    pub(super) subscriptions: BTreeMap<i64, Subscription>,
    pub(super) removed_subscriptions: u64,
    pub(super) jobs: BTreeMap<i64, Job>,
    pub(super) mails: Vec<Mail>,
    pub(super) outbox: Outbox,
    pub(super) calls: BTreeMap<String, u64>,
    pub(super) bucket: Bucket,
    pub(super) throttled: u64,
    pub(super) tokens: Tokens,
    chores: BTreeSet<(Timestamp, Chore)>,
}

/// What the store does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chore {
    /// Says where an order's goods are.
    Route(i64),
    /// Carries a cancellation out: job and order.
    Cancel(i64, i64),
    /// Lets work be done whose time has come: order and work.
    Ready(i64, i64),
}

/// Where goods lie.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) id: i64,
    pub(super) name: String,
    /// The service that it belongs to.
    pub(super) service: Option<i64>,
}

/// Somebody who ships for the merchant when asked.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) callback: Option<String>,
    pub(super) location: i64,
    /// Registered by the app that calls us.
    pub(super) is_ours: bool,
}

/// One address that wants to be told about one topic.
#[derive(Clone, Debug)]
pub(super) struct Subscription {
    pub(super) id: i64,
    pub(super) topic: String,
    pub(super) uri: String,
}

/// Something that takes the store a while.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    pub(super) done: bool,
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
    pub(super) updated_at: Timestamp,
    pub(super) title: String,
    pub(super) image: Option<String>,
    pub(super) variants: Vec<Map<String, Value>>,
}

/// The first id that a 64-bit float cannot hold: 2^53 + 1.
const BIG_ID_START: i64 = 9_007_199_254_740_993;
/// Ordinary ids begin here, so that they are told from quantities at a glance.
const ID_START: i64 = 5_000_000_001;
/// Where goods lie of which nobody said where.
const OWN_PLACE: &str = "Shop location";

impl State {
    pub(super) fn new(config: Arc<ShopifySimConfig>, faults: Faults, now: Timestamp) -> Self {
        let mut state = Self {
            next_id: if config.big_ids {
                BIG_ID_START
            } else {
                ID_START
            },
            bucket: Bucket::full(&config, now),
            tokens: Tokens::new(config.seed),
            faults,
            now,
            next_number: 1001,
            orders: BTreeMap::new(),
            by_change: BTreeSet::new(),
            deleted: Vec::new(),
            products: BTreeMap::new(),
            locations: BTreeMap::new(),
            services: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            removed_subscriptions: 0,
            jobs: BTreeMap::new(),
            mails: Vec::new(),
            outbox: Outbox::default(),
            calls: BTreeMap::new(),
            throttled: 0,
            chores: BTreeSet::new(),
            config,
        };
        state.place("");
        state
    }

    /// The next id; it only grows, whatever the thing.
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

    /// The location of this name, made if nobody knows it.
    pub(super) fn place(&mut self, name: &str) -> i64 {
        let name = if name.is_empty() { OWN_PLACE } else { name };
        let known = self.locations.values().find(|place| place.name == name);
        if let Some(known) = known {
            return known.id;
        }
        let id = self.new_id();
        let (name, service) = (name.to_owned(), None);
        self.locations.insert(id, Location { id, name, service });
        id
    }

    /// The service that a location belongs to.
    pub(super) fn service_at(&self, location: i64) -> Option<&Service> {
        let service = self.locations.get(&location)?.service?;
        self.services.get(&service)
    }

    /// Marks an order as changed now.
    pub(super) fn touch(&mut self, id: i64) {
        let now = self.now;
        if let Some(order) = self.orders.get_mut(&id) {
            self.by_change.remove(&(order.updated_at, id));
            order.updated_at = order.updated_at.max(now);
            self.by_change.insert((order.updated_at, id));
        }
    }

    pub(super) fn want(&mut self, after_seconds: i64, chore: Chore) {
        let after = SignedDuration::from_secs(after_seconds.max(0));
        let at = self.now.saturating_add(after).unwrap_or(self.now);
        self.want_at(at, chore);
    }

    pub(super) fn want_at(&mut self, at: Timestamp, chore: Chore) {
        self.chores.insert((at, chore));
    }

    /// When something is to be done next.
    pub(super) fn next_chore(&self) -> Option<Timestamp> {
        self.chores.first().map(|(at, _)| *at)
    }

    /// Lets everything happen that is due by now.
    pub(super) fn come_to(&mut self, now: Timestamp) {
        while let Some((at, chore)) = self.chores.first().copied() {
            if at > now {
                break;
            }
            self.chores.remove(&(at, chore));
            self.now = at.max(self.now);
            match chore {
                Chore::Route(order) => self.route(order),
                Chore::Cancel(job, order) => self.carry_cancellation_out(job, order),
                Chore::Ready(order, work) => self.schedule_ended(order, work),
            }
        }
        self.now = now;
    }

    /// Writes a mail to the customer of an order into the ledger.
    pub(super) fn mail(&mut self, order_id: i64, kind: &'static str, number: Option<String>) {
        let Some(order) = self.orders.get(&order_id) else {
            return;
        };
        if !order.email.is_empty() {
            let (to, at) = (order.email.clone(), self.now);
            self.mails.push(Mail {
                order_id,
                to,
                kind,
                tracking_number: number,
                at,
            });
        }
    }
}
