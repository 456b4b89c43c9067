//! Everything that the simulated AliExpress knows, behind one lock.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::address::rules::TaxRegister;
use super::catalog::{Catalog, Shelf, Supplier, check};
use super::config::{AliexpressSimConfig, SimBuyer};
use super::envelope::GatewayError;
use super::order::Order;
use super::push::Outbox;
use super::tokens::Tokens;

/// The state.
#[derive(Debug)]
pub(super) struct World {
    pub(super) config: AliexpressSimConfig,
    pub(super) suppliers: Vec<Supplier>,
    pub(super) shelves: BTreeMap<u64, Shelf>,
    pub(super) tokens: Tokens,
    pub(super) orders: BTreeMap<u64, Order>,
    /// When an order has something to live through next.
    pub(super) agenda: BTreeSet<(Timestamp, u64)>,
    /// What was placed under which `out_order_id` of which buyer.
    pub(super) placed: BTreeMap<(u64, String), Placed>,
    pub(super) tax_register: TaxRegister,
    pub(super) calls: BTreeMap<String, u64>,
    pub(super) outbox: Outbox,
    pub(super) requests: u64,
    day: (i64, u32),
    windows: BTreeMap<String, VecDeque<Instant>>,
}

/// One remembered `out_order_id`.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) at: Timestamp,
    pub(super) order_ids: Vec<u64>,
}

impl World {
    pub(super) fn new(config: AliexpressSimConfig) -> Self {
        Self {
            tokens: Tokens::seeded(config.seed),
            config,
            suppliers: Vec::new(),
            shelves: BTreeMap::new(),
            orders: BTreeMap::new(),
            agenda: BTreeSet::new(),
            placed: BTreeMap::new(),
            tax_register: TaxRegister::new(),
            calls: BTreeMap::new(),
            outbox: Outbox::default(),
            requests: 0,
            day: (0, 0),
            windows: BTreeMap::new(),
        }
    }

    /// Replaces what is sold; orders stay.
    pub(super) fn seed(&mut self, catalog: Catalog) -> Result<(), String> {
        check(&catalog)?;
        self.suppliers = catalog.suppliers;
        self.shelves = catalog
            .products
            .into_iter()
            .map(|product| (product.product_id, Shelf::new(product)))
            .collect();
        Ok(())
    }

    pub(super) fn buyer(&self, user_id: u64) -> Option<&SimBuyer> {
        self.config
            .buyers
            .iter()
            .find(|buyer| buyer.user_id == user_id)
    }

    pub(super) fn supplier(&self, store_id: u64) -> Option<&Supplier> {
        self.suppliers
            .iter()
            .find(|supplier| supplier.store_id == store_id)
    }

    /// The shelf of a product id, which may be the id that buyers in the US are given.
    pub(super) fn shelf_id(&self, product_id: u64) -> Option<u64> {
        if self.shelves.contains_key(&product_id) {
            return Some(product_id);
        }
        let by_sub = |shelf: &&Shelf| shelf.product.us_sub_id == Some(product_id);
        self.shelves
            .values()
            .find(by_sub)
            .map(|shelf| shelf.product.product_id)
    }

    /// Counts a call of the app against its day, which ends at 24:00 GMT+8.
    pub(super) fn spend_quota(&mut self, now: Timestamp) -> Result<(), GatewayError> {
        let Some(quota) = self.config.daily_quota else {
            return Ok(());
        };
        let zone = TimeZone::fixed(Offset::constant(8));
        let local = now.to_zoned(zone.clone()).datetime();
        let midnight = local
            .date()
            .saturating_add(jiff::Span::new().days(1))
            .to_datetime(Time::midnight());
        let left = midnight
            .to_zoned(zone)
            .map_or(SignedDuration::from_hours(1), |end| {
                end.timestamp().duration_since(now)
            });
        let today = i64::from(local.date().year()) * 400 + i64::from(local.date().day_of_year());
        if self.day.0 != today {
            self.day = (today, 0);
        }
        if self.day.1 >= quota {
            return Err(GatewayError::banned(left.as_secs().max(1)));
        }
        self.day.1 += 1;
        Ok(())
    }

    /// Enforces the published calls per second, in real time.
    pub(super) fn spend_rate(&mut self, api: &str) -> Result<(), GatewayError> {
        let Some(limit) = self
            .config
            .enforce_qps
            .then(|| calls_per_second(api))
            .flatten()
        else {
            return Ok(());
        };
        let now = Instant::now();
        let window = self.windows.entry(api.to_owned()).or_default();
        while window
            .front()
            .is_some_and(|first| now.duration_since(*first) >= Duration::from_secs(1))
        {
            window.pop_front();
        }
        if window.len() >= limit {
            return Err(GatewayError::throttled());
        }
        window.push_back(now);
        Ok(())
    }
}

/// Source: reference sheet §5.3.
fn calls_per_second(api: &str) -> Option<usize> {
    Some(match api {
        "aliexpress.ds.product.get" => 500,
        "aliexpress.ds.order.create" => 150,
        "aliexpress.trade.ds.order.get" | "aliexpress.ds.category.get" => 1000,
        "aliexpress.ds.freight.query" => 350,
        "aliexpress.ds.order.tracking.get" => 100,
        "aliexpress.ds.address.get" => 4,
        "aliexpress.ds.feed.itemids.get" => 3,
        _ => return None,
    })
}
