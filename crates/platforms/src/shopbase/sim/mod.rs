//! A stateful local stand-in of a ShopBase store, served over ShopBase's own HTTP protocol.
//!
//! It is written from the reference sheet alone (see PROVENANCE.md) and imports nothing of the
//! client. README.md tells how to run and steer it. On the way it stands at both ends: customers
//! order here, and here their parcels' numbers must arrive, once.

mod auth;
mod config;
mod control;
mod courier;
mod dispatch;
mod fulfillment;
pub mod ledger;
mod order;
mod order_calls;
mod order_intake;
mod order_json;
mod outbox;
mod pages;
mod people;
mod product;
mod product_calls;
mod query;
mod quirks;
mod reading;
mod refund;
mod reply;
mod routes;
mod state;
mod webhook;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::Request;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

pub use self::config::ShopbaseSimConfig;
pub use self::people::{demo_customer, flawed_customer};
use self::reply::Reply;
use self::state::State;
use crate::sim::{Faults, Holds, SimClock, SimServer, Transport};

/// A simulated store. Cloning gives another handle of the same store.
#[derive(Clone, Debug)]
pub struct ShopbaseSim(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: Arc<ShopbaseSimConfig>,
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
    /// The state, with its time set to now in whole seconds.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        state.now = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
        state
    }
}

impl ShopbaseSim {
    /// An empty store on this clock.
    #[must_use]
    pub fn new(config: ShopbaseSimConfig, clock: SimClock) -> Self {
        Self::calling(config, clock, None)
    }

    /// An empty store on this clock whose webhooks go out over `outlet` instead of TCP.
    #[must_use]
    pub fn over(config: ShopbaseSimConfig, clock: SimClock, outlet: Arc<dyn Transport>) -> Self {
        Self::calling(config, clock, Some(outlet))
    }

    fn calling(
        config: ShopbaseSimConfig,
        clock: SimClock,
        outlet: Option<Arc<dyn Transport>>,
    ) -> Self {
        let config = Arc::new(config);
        let faults = Faults::seeded(config.seed);
        let state = State::new(Arc::clone(&config), faults.clone(), clock.now());
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
        config: ShopbaseSimConfig,
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
    pub fn config(&self) -> &ShopbaseSimConfig {
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
        self.with(|state| state.take_order(&order, false))
    }

    /// A customer pays what is due.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn pay_order(&self, id: i64) -> Result<(), String> {
        self.with(|state| control::by_hand(state, id, "pay", &json!({})))
    }

    /// The owner cancels an order and gives everything back.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn cancel_order(&self, id: i64) -> Result<(), String> {
        self.with(|state| state.cancel_order(id, &json!({})))
    }

    /// The owner gives some of a line back.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn refund_line(&self, id: i64, line_item_id: i64, quantity: i64) -> Result<(), String> {
        let body = json!({"line_item_id": line_item_id, "quantity": quantity});
        self.with(|state| control::by_hand(state, id, "refund", &body))
    }

    /// The owner adds to a line's quantity, or removes from it with a negative `delta`.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn edit_order(&self, id: i64, line_item_id: i64, delta: i64) -> Result<(), String> {
        let body = json!({"line_items": [{"id": line_item_id, "delta": delta}]});
        self.with(|state| state.edit_order(id, &body))
    }

    /// The owner adds a line of a variant.
    ///
    /// # Errors
    /// In the platform's words, when it is refused.
    pub fn add_line(&self, id: i64, variant_id: i64, quantity: i64) -> Result<(), String> {
        let body = json!({"line_items": [{"variant_id": variant_id, "quantity": quantity}]});
        self.with(|state| state.edit_order(id, &body))
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
        let lines = lines
            .iter()
            .map(|(id, quantity)| json!({"id": id, "quantity": quantity}));
        let body = json!({"tracking_number": number, "line_items": lines.collect::<Vec<_>>()});
        self.with(|state| state.create_fulfillment(id, &body).map(|_| ()))
    }

    /// An access token of the public app with these scopes (comma list), without the consent page.
    #[must_use]
    pub fn issue_token(&self, scopes: &str) -> String {
        self.0.state().issue_token(scopes)
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> Result<T, Reply>) -> Result<T, String> {
        courier::ensure(&self.0);
        let result = act(&mut self.0.state());
        self.0.wake.notify_one();
        result.map_err(|refusal| refusal.words())
    }
}

impl State {
    fn seed(&mut self, products: &Value) -> Result<(), Reply> {
        let list = products.get("products").unwrap_or(products);
        let Some(list) = list.as_array() else {
            return Err(Reply::error_text(400, "a list of products is wanted"));
        };
        for product in list {
            self.add_product(product)?;
        }
        Ok(())
    }
}
