//! A stateful local 17TRACK, served over its own HTTP protocol.
//!
//! It is written from the reference sheet alone (see PROVENANCE.md) and imports nothing of the client.
//! README.md tells how to run and steer it. Parcels travel by a script of their country, or as a feed
//! of another rehearsal says.

mod calls;
mod carriers;
mod config;
mod control;
mod courier;
mod door;
mod journey;
mod ledger;
mod outbox;
mod page;
mod seeded;
mod show;
mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::Request;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

pub use self::config::{Feed, FeedScan, SeventeenTrackSimConfig};
use self::world::World;
use crate::sim::{Faults, Holds, SimClock, SimServer, Transport};

/// A simulated tracker. Cloning gives another handle of the same one.
#[derive(Clone, Debug)]
pub struct SeventeenTrackSim(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: SimClock,
    faults: Faults,
    holds: Holds,
    world: Mutex<World>,
    /// Wakes the courier when something may be due sooner than it thought.
    wake: Arc<Notify>,
    courier: Mutex<Option<AbortHandle>>,
    /// Where pushes go out; TCP when nothing was given.
    outlet: Option<Arc<dyn Transport>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        let courier = self.courier.get_mut();
        if let Some(courier) = courier.unwrap_or_else(PoisonError::into_inner) {
            courier.abort();
        }
    }
}

impl Inner {
    /// The state, after everything that is due has happened.
    fn world(&self) -> MutexGuard<'_, World> {
        let now = self.clock.now();
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.settle(now);
        world
    }
}

impl SeventeenTrackSim {
    /// An account that follows nothing yet, on this clock.
    #[must_use]
    pub fn new(config: SeventeenTrackSimConfig, clock: SimClock) -> Self {
        Self::calling(config, clock, None)
    }

    /// The same, and its pushes go out over `outlet` instead of TCP.
    #[must_use]
    pub fn over(
        config: SeventeenTrackSimConfig,
        clock: SimClock,
        outlet: Arc<dyn Transport>,
    ) -> Self {
        Self::calling(config, clock, Some(outlet))
    }

    fn calling(
        config: SeventeenTrackSimConfig,
        clock: SimClock,
        outlet: Option<Arc<dyn Transport>>,
    ) -> Self {
        Self(Arc::new(Inner {
            clock,
            faults: Faults::seeded(config.seed),
            holds: Holds::default(),
            world: Mutex::new(World::new(config)),
            wake: Arc::new(Notify::new()),
            courier: Mutex::new(None),
            outlet,
        }))
    }

    /// A new account, served on `address` (port 0 takes a free one) until the server is dropped.
    ///
    /// # Errors
    /// When the address can't be bound.
    pub async fn start(
        config: SeventeenTrackSimConfig,
        clock: SimClock,
        address: SocketAddr,
    ) -> io::Result<(Self, SimServer)> {
        let sim = Self::new(config, clock);
        let server = SimServer::start(sim.router(), address).await?;
        courier::ensure(&sim.0);
        Ok((sim, server))
    }

    /// The whole HTTP surface: API, page and control API.
    pub fn router(&self) -> Router {
        let inner = Arc::clone(&self.0);
        Router::new().fallback(move |request: Request| door::answer(Arc::clone(&inner), request))
    }

    /// The faults of this account; `push` is the name of what it sends by itself.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// What really happened here; README.md has its form.
    #[must_use]
    pub fn ledger(&self) -> Value {
        ledger::whole(&self.0.world())
    }

    /// Turns knobs while the simulator runs: the quota, where pushes go.
    pub fn configure(&self, change: impl FnOnce(&mut SeventeenTrackSimConfig)) {
        change(&mut self.0.world().config);
        courier::ensure(&self.0);
        self.0.wake.notify_one();
    }

    /// Says what a parcel lives through; README.md has the form.
    ///
    /// # Errors
    /// What is wrong with it.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers build the document just for this"
    )]
    pub fn say(&self, number: &str, said: Value) -> Result<(), String> {
        let now = self.0.clock.now();
        let result = control::say(&mut self.0.world(), number, &said, now);
        self.0.wake.notify_one();
        result
    }

    /// Sends the last `count` pushes once more, the youngest first.
    pub fn push_again(&self, count: usize) {
        let now = self.0.clock.now();
        self.0.world().outbox.again(count, now);
        self.0.wake.notify_one();
    }
}
