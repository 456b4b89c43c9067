//! A stateful local stand-in of a Shopify store, served over Shopify's own HTTP protocol.
//!
//! It is written from the reference sheet alone (see PROVENANCE.md) and imports nothing of the
//! client. README.md tells how to run and steer it. On the way it stands at both ends: customers
//! order here, and here their parcels' numbers must arrive, once.

mod answers;
mod config;
mod control;
mod courier;
mod dispatch;
mod execute;
mod intake;
pub mod ledger;
mod money;
mod order;
mod outbox;
mod pages;
mod reading;
mod refund;
mod reply;
mod roots;
pub(super) mod schema;
mod state;
mod telling;
mod throttle;
mod tokens;
mod work;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::Request;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

pub use self::config::ShopifySimConfig;
use self::state::State;
use crate::sim::{Faults, Holds, SimClock, SimServer, Transport};

/// A simulated store. Cloning gives another handle of the same store.
#[derive(Clone, Debug)]
pub struct ShopifySim(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Arc<ShopifySimConfig>,
    clock: SimClock,
    faults: Faults,
    holds: Holds,
    state: Mutex<State>,
    /// Wakes the courier when the outbox may have something new.
    wake: Arc<Notify>,
    courier: Mutex<Option<AbortHandle>>,
    /// Where webhooks go out; TCP when nothing was given.
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
    /// The state, with everything done that is due by now, in whole seconds.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let now = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
        state.come_to(now);
        state
    }
}

impl ShopifySim {
    /// An empty store on this clock.
    #[must_use]
    pub fn new(config: ShopifySimConfig, clock: SimClock) -> Self {
        Self::calling(config, clock, None)
    }

    /// An empty store on this clock whose webhooks go out over `outlet` instead of TCP.
    #[must_use]
    pub fn over(config: ShopifySimConfig, clock: SimClock, outlet: Arc<dyn Transport>) -> Self {
        Self::calling(config, clock, Some(outlet))
    }

    fn calling(
        config: ShopifySimConfig,
        clock: SimClock,
        outlet: Option<Arc<dyn Transport>>,
    ) -> Self {
        let config = Arc::new(config);
        let faults = Faults::seeded(config.seed);
        let now = clock.now();
        let now = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
        let state = State::new(Arc::clone(&config), faults.clone(), now);
        Self(Arc::new(Inner {
            config,
            clock,
            faults,
            holds: Holds::default(),
            state: Mutex::new(state),
            wake: Arc::new(Notify::new()),
            courier: Mutex::new(None),
            outlet,
        }))
    }

    /// A new store, served on `address` (port 0 takes a free one) until the server is dropped.
    ///
    /// # Errors
    /// When the address can't be bound.
    pub async fn start(
        config: ShopifySimConfig,
        clock: SimClock,
        address: SocketAddr,
    ) -> io::Result<(Self, SimServer)> {
        let sim = Self::new(config, clock);
        let server = SimServer::start(sim.router(), address).await?;
        courier::ensure(&sim.0);
        Ok((sim, server))
    }

    /// The store's whole HTTP surface: admin API, pages and control API.
    pub fn router(&self) -> Router {
        let inner = Arc::clone(&self.0);
        Router::new()
            .fallback(move |request: Request| dispatch::answer(Arc::clone(&inner), request))
    }

    /// The faults of this store.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// The calls that are held on purpose.
    #[must_use]
    pub fn holds(&self) -> &Holds {
        &self.0.holds
    }

    /// The configuration that the store was made with.
    #[must_use]
    pub fn config(&self) -> &ShopifySimConfig {
        &self.0.config
    }

    /// What really happened here; README.md has its shape.
    #[must_use]
    pub fn ledger(&self) -> Value {
        self.0.state().ledger()
    }

    /// All orders, deleted ones too, oldest first.
    #[must_use]
    pub fn order_rows(&self) -> Vec<ledger::OrderRow> {
        let state = self.0.state();
        let mut rows: Vec<_> = state.orders.values().map(ledger::row).collect();
        rows.extend(state.deleted.iter().map(|order| ledger::OrderRow {
            deleted: true,
            ..ledger::row(order)
        }));
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// One order.
    #[must_use]
    pub fn order_row(&self, id: i64) -> Option<ledger::OrderRow> {
        self.0.state().orders.get(&id).map(ledger::row)
    }

    /// All mails to customers, oldest first.
    #[must_use]
    pub fn mail_rows(&self) -> Vec<ledger::MailRow> {
        self.0.state().mails.iter().map(ledger::mail_row).collect()
    }

    /// Sends the last `count` webhooks once more, whatever became of them.
    pub fn deliver_again(&self, count: usize) {
        let mut state = self.0.state();
        let now = state.now;
        state.outbox.again(count, now);
        drop(state);
        self.0.wake.notify_one();
    }

    /// Adds products: a list of them, or an object with `products`. README.md has their shape.
    ///
    /// # Errors
    /// In the platform's words, when a product is refused; those before it are kept.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers build the list just for this"
    )]
    pub fn seed_products(&self, products: Value) -> Result<(), String> {
        self.with(|state| state.seed(&products))
    }

    /// A customer orders; what is left out is filled in. Answers the order's id.
    ///
    /// # Errors
    /// In the platform's words, when the order is refused.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers build the order just for this"
    )]
    pub fn create_order(&self, order: Value) -> Result<i64, String> {
        self.with(|state| state.take_order(&order))
    }

    /// A customer pays what is due.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn pay_order(&self, id: i64) -> Result<(), String> {
        self.with(|state| state.pay(id))
    }

    /// The owner cancels an order and gives everything back.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn cancel_order(&self, id: i64) -> Result<(), String> {
        self.by_hand(id, "cancel", &json!({}))
    }

    /// The owner gives some of a line back.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn refund_line(&self, id: i64, line_item_id: i64, quantity: i64) -> Result<(), String> {
        let body = json!({"line_item_id": line_item_id, "quantity": quantity});
        self.by_hand(id, "refund", &body)
    }

    /// The owner adds to a line's quantity, or removes from it with a negative `delta`.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn edit_order(&self, id: i64, line_item_id: i64, delta: i64) -> Result<(), String> {
        self.with(|state| state.edit_line(id, line_item_id, delta))
    }

    /// The owner ships by hand: pairs of line id and quantity, or no pairs for everything.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn fulfill_by_hand(
        &self,
        id: i64,
        lines: &[(i64, i64)],
        number: &str,
    ) -> Result<(), String> {
        self.with(|state| state.fulfill_by_hand(id, lines, number))
    }

    /// The owner presses a button of an order's page: `request`, `request_cancel`, `hold`, `release`.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn press(&self, id: i64, button: &str) -> Result<(), String> {
        self.by_hand(id, button, &json!({}))
    }

    /// The platform drops all webhook subscriptions.
    pub fn remove_subscriptions(&self) {
        self.0.state().subscriptions.clear();
    }

    fn by_hand(&self, id: i64, verb: &str, body: &Value) -> Result<(), String> {
        self.with(|state| control::by_hand(state, id, verb, body))
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> Result<T, String>) -> Result<T, String> {
        courier::ensure(&self.0);
        let result = act(&mut self.0.state());
        self.0.wake.notify_one();
        result
    }
}
