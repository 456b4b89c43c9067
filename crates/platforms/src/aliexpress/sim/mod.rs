//! The simulator: a stateful local AliExpress, served over its own HTTP protocol.
//!
//! It verifies signatures, expires tokens, keeps a catalog and orders that travel on a virtual
//! clock, and tells in its ledger what was really bought. It is written from the platform's
//! reference sheet (see `PROVENANCE.md`) and must never import the client's files: shared types
//! would share the misreading. `README.md` lists its triggers, faults and control calls.

mod address;
mod catalog;
mod config;
mod control;
mod envelope;
mod freight;
mod gateway;
pub mod ledger;
mod methods;
mod money;
mod order;
mod product;
mod push;
mod search;
mod seeded;
mod signing;
mod site;
mod tokens;
mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::routing::{any, get, post};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

pub use self::config::{Afterpay, AliexpressSimConfig, SimBuyer};
use self::gateway::Door;
use self::order::{life, person};
use self::world::World;
use crate::sim::{Faults, Holds, SimClock, SimServer, Transport};

/// A running simulator. Cloning shares it.
#[derive(Clone, Debug)]
pub struct AliexpressSim(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: SimClock,
    faults: Faults,
    holds: Holds,
    world: Mutex<World>,
    /// Wakes the background when it must push sooner than it thought.
    wake: Arc<Notify>,
    background: Mutex<Option<AbortHandle>>,
    /// Where messages go out; TCP when nothing was given.
    outlet: Option<Arc<dyn Transport>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        let background = self.background.get_mut();
        if let Some(background) = background.unwrap_or_else(PoisonError::into_inner) {
            background.abort();
        }
    }
}

impl AliexpressSim {
    /// A simulator with nothing to sell yet; see [`AliexpressSim::seed_catalog`].
    #[must_use]
    pub fn new(config: AliexpressSimConfig, clock: SimClock) -> Self {
        Self::calling(config, clock, None)
    }

    /// The same, and its messages go out over `outlet` instead of TCP.
    #[must_use]
    pub fn over(config: AliexpressSimConfig, clock: SimClock, outlet: Arc<dyn Transport>) -> Self {
        Self::calling(config, clock, Some(outlet))
    }

    fn calling(
        config: AliexpressSimConfig,
        clock: SimClock,
        outlet: Option<Arc<dyn Transport>>,
    ) -> Self {
        Self(Arc::new(Inner {
            clock,
            faults: Faults::seeded(config.seed),
            holds: Holds::default(),
            world: Mutex::new(World::new(config)),
            wake: Arc::new(Notify::new()),
            background: Mutex::new(None),
            outlet,
        }))
    }

    /// Seeds the demo catalog and serves on `addr` (port 0 takes a free one).
    ///
    /// # Errors
    /// When the address can't be bound.
    pub async fn start(
        config: AliexpressSimConfig,
        clock: SimClock,
        addr: SocketAddr,
    ) -> io::Result<(Self, SimServer)> {
        let sim = Self::new(config, clock);
        sim.seed_catalog(demo_catalog()).map_err(io::Error::other)?;
        let server = SimServer::start(sim.router(), addr).await?;
        Ok((sim, server))
    }

    /// Everything under the simulator's base URL. Within a tokio runtime it also starts the
    /// background in which time passes and messages are pushed.
    pub fn router(&self) -> Router {
        push::ensure(&self.0);
        Router::new()
            .route("/sync", any(sync))
            .route("/rest", any(rest))
            .route("/rest/{*path}", any(rest_path))
            .route(
                "/oauth/authorize",
                get(site::consent::show).post(site::consent::allow),
            )
            .route("/p/order/index.html", get(site::orders::index))
            .route("/p/order/detail.html", get(site::orders::detail))
            .route("/p/order/pay.html", post(site::orders::pay))
            .route("/p/order/cancel.html", post(site::orders::cancel))
            .route("/p/order/confirm.html", post(site::orders::confirm))
            .route("/p/order/dispute.html", post(site::orders::dispute))
            .route("/item/{file}", get(site::item::show))
            .route("/pictures/{file}", get(site::picture::show))
            .nest("/_sim", control::router())
            .with_state(self.clone())
    }

    /// The faults that are switched on.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// The calls that wait on purpose.
    #[must_use]
    pub fn holds(&self) -> &Holds {
        &self.0.holds
    }

    /// The clock that this simulator lives by.
    #[must_use]
    pub fn clock(&self) -> &SimClock {
        &self.0.clock
    }

    /// What was really bought; the form is described in `README.md`.
    #[must_use]
    pub fn ledger(&self) -> Value {
        self.with(|world, _| ledger::whole(world))
    }

    /// Replaces what is sold. Orders stay.
    ///
    /// # Errors
    /// What is wrong with the document.
    pub fn seed_catalog(&self, catalog: Value) -> Result<(), String> {
        let catalog = serde_json::from_value(catalog).map_err(|error| error.to_string())?;
        self.with(|world, _| world.seed(catalog))
    }

    /// A person pays on the site.
    ///
    /// # Errors
    /// Why the site refuses.
    pub fn pay(&self, order_id: u64) -> Result<(), String> {
        self.with(|world, now| person::pay(world, order_id, now))
    }

    /// A person cancels on the site.
    ///
    /// # Errors
    /// Why the site refuses.
    pub fn cancel(&self, order_id: u64) -> Result<(), String> {
        self.with(|world, now| person::cancel(world, order_id, now))
    }

    /// A person opens a dispute on the site.
    ///
    /// # Errors
    /// Why the site refuses.
    pub fn dispute(&self, order_id: u64) -> Result<(), String> {
        self.with(|world, now| person::dispute(world, order_id, now))
    }

    /// A person confirms on the site that everything arrived.
    ///
    /// # Errors
    /// Why the site refuses.
    pub fn confirm_received(&self, order_id: u64) -> Result<(), String> {
        self.with(|world, now| person::confirm(world, order_id, now))
    }

    /// The supplier ships everything now.
    ///
    /// # Errors
    /// Why that can't be.
    pub fn ship(&self, order_id: u64) -> Result<(), String> {
        self.with(|world, now| person::ship_now(world, order_id, now))
    }

    /// Everything that was shipped arrives now.
    ///
    /// # Errors
    /// Why that can't be.
    pub fn deliver(&self, order_id: u64) -> Result<(), String> {
        self.with(|world, now| person::deliver_now(world, order_id, now))
    }

    /// The supplier lets a paid order end without shipping anything.
    ///
    /// # Errors
    /// Why that can't be.
    pub fn close(&self, order_id: u64) -> Result<(), String> {
        self.with(|world, now| person::close_now(world, order_id, now))
    }

    /// Changes a product; `README.md` has the form of a change.
    ///
    /// # Errors
    /// What is wrong with the change, or that there is no such product.
    pub fn change_product(&self, product_id: u64, change: Value) -> Result<(), String> {
        let change = serde_json::from_value(change).map_err(|error| error.to_string())?;
        self.with(|world, _| control::change(world, product_id, change))
    }

    /// All access tokens end now; refresh tokens stay.
    pub fn expire_access(&self) {
        self.with(|world, _| world.tokens.expire_access());
    }

    /// All access tokens, refresh tokens and codes end now.
    pub fn expire_everything(&self) {
        self.with(|world, _| world.tokens.expire_everything());
    }

    /// A one-time code for this buyer, as the authorize page gives it; nothing if there is no such buyer.
    #[must_use]
    pub fn grant_code(&self, user_id: u64) -> Option<String> {
        self.with(|world, now| {
            world.buyer(user_id)?;
            Some(world.tokens.grant_code(&world.config, user_id, now))
        })
    }

    /// All orders, oldest first.
    #[must_use]
    pub fn order_rows(&self) -> Vec<ledger::OrderRow> {
        self.with(|world, _| world.orders.values().map(ledger::row).collect())
    }

    /// One order.
    #[must_use]
    pub fn order_row(&self, order_id: u64) -> Option<ledger::OrderRow> {
        self.with(|world, _| world.orders.get(&order_id).map(ledger::row))
    }

    /// What carriers did with the parcel that has or had this number, oldest first; nothing if there is
    /// no such parcel.
    #[must_use]
    pub fn scans_of(&self, number: &str) -> Option<Vec<(Timestamp, String)>> {
        self.with(|world, _| {
            let mut parcels = world.orders.values().flat_map(|order| &order.parcels);
            let parcel = parcels.find(|parcel| {
                parcel.last_mile_number == number || parcel.first_mile_number == number
            })?;
            let told = |scan: &order::Scan| (scan.at, scan.text.clone());
            Some(parcel.scans.iter().map(told).collect())
        })
    }

    /// The orders that were placed under a key of the caller's, oldest first.
    #[must_use]
    pub fn orders_under_key(&self, key: &str) -> Vec<u64> {
        self.with(|world, _| {
            let under_key = |order: &&order::Order| order.out_order_id.as_deref() == Some(key);
            let found = world.orders.values().filter(under_key);
            found.map(|order| order.order_id).collect()
        })
    }

    /// The orders that wait for their payment, oldest first.
    #[must_use]
    pub fn unpaid_orders(&self) -> Vec<u64> {
        self.with(|world, _| {
            let unpaid = world.orders.values().filter(|order| order.is_unpaid());
            unpaid.map(|order| order.order_id).collect()
        })
    }

    /// Turns knobs while the simulator runs.
    pub fn configure(&self, change: impl FnOnce(&mut AliexpressSimConfig)) {
        self.with(|world, _| change(&mut world.config));
    }

    /// Lets happen what is due.
    fn settle(&self) {
        self.with(|_, _| ());
    }

    /// Works on the state, after everything that is due has happened.
    fn with<T>(&self, work: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let now = self.0.clock.now();
        let mut world = self.0.world.lock().unwrap_or_else(PoisonError::into_inner);
        life::settle(&mut world, now);
        let result = work(&mut world, now);
        let must_wake = world.must_wake();
        drop(world);
        if must_wake {
            self.0.wake.notify_one();
        }
        result
    }
}

async fn sync(State(sim): State<AliexpressSim>, request: Request) -> axum::response::Response {
    gateway::serve(sim, Door::Sync, request).await
}

async fn rest(State(sim): State<AliexpressSim>, request: Request) -> axum::response::Response {
    gateway::serve(sim, Door::Rest(None), request).await
}

async fn rest_path(
    State(sim): State<AliexpressSim>,
    Path(path): Path<String>,
    request: Request,
) -> axum::response::Response {
    gateway::serve(sim, Door::Rest(Some(format!("/{path}"))), request).await
}

/// The seed document of the demo: six suppliers, ordinary goods, and one product for each failure.
#[must_use]
pub fn demo_catalog() -> Value {
    catalog::demo::catalog()
}

/// Which product and SKU of [`demo_catalog`] brings which failure about: trigger, `product_id`,
/// `sku_id`.
#[must_use]
pub fn demo_triggers() -> &'static [(&'static str, &'static str, &'static str)] {
    catalog::demo::TRIGGERS
}
