//! The merchant: does what a person at the desk would, with the same functions the desk calls.
//!
//! It places what waits, pays at the marketplace what is not too expensive, looks there when Crossdock
//! asks whether something was placed, and orders again what the marketplace closed by itself.

use std::collections::HashMap;
use std::time::Duration;

use app::desk::{self, DoubtAnswer};
use domain::ids::{ExternalId, OrderId};
use domain::order::{Dossier, Tab};
use domain::purchase::{FailureReason, Purchase, PurchaseState as S};
use domain::workspace::Actor;
use jiff::SignedDuration;
use storage::{OrderFilter, OrderSort};
use tokio::sync::watch;

use super::shelves::text;
use super::stage::Stage;

/// A merchant looks at the desk this often.
const LOOKS_EVERY: SignedDuration = SignedDuration::from_mins(40);

/// In a doubt, the merchant waits this long before looking, so that a late order shows.
const WAITS_BEFORE_LOOKING: SignedDuration = SignedDuration::from_mins(10);

/// What the marketplace closed is ordered again so often.
const ORDERS_AGAIN: u32 = 2;

/// What is in doubt again after so many tries is given up: the marketplace does not take it.
const TRIES: u32 = 12;

/// Works until the curtain falls.
pub(super) async fn work(stage: Stage, falling: watch::Receiver<bool>, hurried: bool) {
    let mut merchant = Merchant {
        stage,
        again: HashMap::new(),
    };
    while !*falling.borrow() {
        if let Err(error) = merchant.look().await {
            tracing::warn!(error = format!("{error:#}"), "the merchant was interrupted");
        }
        let until = merchant.stage.clock.now() + LOOKS_EVERY;
        let wait = merchant.stage.clock.real_wait(until).unwrap_or_default();
        // A watcher should see each tab fill before it empties.
        let least = Duration::from_millis(if hurried { 20 } else { 1_500 });
        tokio::time::sleep(wait.max(least)).await;
    }
}

struct Merchant {
    stage: Stage,
    again: HashMap<OrderId, u32>,
}

impl Merchant {
    async fn look(&mut self) -> anyhow::Result<()> {
        for tab in [Tab::AwaitingOrder, Tab::Failed] {
            for dossier in self.orders(tab).await? {
                self.settle_doubts(&dossier).await?;
                let is_planned = |purchase: &Purchase| purchase.status.state() == S::Planned;
                if dossier.purchases.iter().any(is_planned) {
                    desk::place_orders(&self.stage.app, &[dossier.order.id]).await?;
                }
            }
        }
        for tab in [
            Tab::AwaitingPayment,
            Tab::Failed,
            Tab::AwaitingOrder,
            Tab::AwaitingShipment,
        ] {
            for dossier in self.orders(tab).await? {
                self.pay(&dossier).await?;
            }
        }
        for dossier in self.orders(Tab::Failed).await? {
            self.order_again(&dossier).await?;
        }
        for dossier in self.orders(Tab::Canceled).await? {
            self.settle_doubts(&dossier).await?;
            self.call_off(&dossier);
        }
        Ok(())
    }

    async fn orders(&self, tab: Tab) -> anyhow::Result<Vec<Dossier>> {
        let filter = OrderFilter {
            tab: Some(tab),
            ..OrderFilter::default()
        };
        let page = self
            .stage
            .app
            .space()
            .orders(filter, OrderSort::Oldest, None, 2_000)
            .await?;
        Ok(page.orders)
    }

    fn actor(&self) -> Actor {
        Actor::User {
            id: self.stage.owner,
            name: "Demo owner".into(),
        }
    }

    /// Looks at the marketplace's own list, as the question asks.
    async fn settle_doubts(&self, dossier: &Dossier) -> anyhow::Result<()> {
        let now = self.stage.clock.now();
        for purchase in &dossier.purchases {
            let waited = now.duration_since(purchase.status.since()) >= WAITS_BEFORE_LOOKING;
            if purchase.status.state() != S::PlacementUnknown || !waited {
                continue;
            }
            let found = self.found_at_marketplace(&purchase.idempotency_key());
            let answer = if !found.is_empty() {
                DoubtAnswer::Placed(found)
            } else if dossier.order.may_be_bought() && purchase.attempts < TRIES {
                DoubtAnswer::NotPlaced
            } else {
                DoubtAnswer::GiveUp
            };
            let (id, actor) = (dossier.order.id, self.actor());
            let told = desk::answer_doubt(&self.stage.app, id, purchase.id, &answer, &actor).await;
            // The marketplace may be in trouble just now; the merchant looks again later.
            if let Err(error) = told {
                tracing::debug!(%error, "a doubt was not settled");
            }
        }
        Ok(())
    }

    fn found_at_marketplace(&self, key: &str) -> Vec<ExternalId> {
        let ledger = self.stage.market.ledger();
        let orders = ledger["orders"].as_array().cloned().unwrap_or_default();
        orders
            .iter()
            .filter(|order| order["out_order_id"].as_str() == Some(key))
            .map(|order| ExternalId(text(&order["order_id"])))
            .collect()
    }

    async fn pay(&self, dossier: &Dossier) -> anyhow::Result<()> {
        for purchase in &dossier.purchases {
            let read = purchase
                .supplier_orders
                .iter()
                .all(|order| order.total.is_some());
            if purchase.status.state() != S::AwaitingPayment || !read {
                continue;
            }
            if purchase.is_over_ceiling() {
                self.cancel_at_marketplace(purchase);
                continue;
            }
            let (id, actor) = (dossier.order.id, self.actor());
            if desk::open_payment(&self.stage.app, id, purchase.id, &actor)
                .await
                .is_ok()
            {
                for order in &purchase.supplier_orders {
                    if let Ok(number) = order.external_id.as_str().parse() {
                        let _ = self.stage.market.pay(number);
                    }
                }
            }
        }
        Ok(())
    }

    fn cancel_at_marketplace(&self, purchase: &Purchase) {
        for order in &purchase.supplier_orders {
            if let Ok(number) = order.external_id.as_str().parse() {
                let _ = self.stage.market.cancel(number);
            }
        }
    }

    fn call_off(&self, dossier: &Dossier) {
        for purchase in &dossier.purchases {
            if matches!(
                purchase.status.state(),
                S::AwaitingPayment | S::AwaitingShipment
            ) {
                self.cancel_at_marketplace(purchase);
            }
        }
    }

    async fn order_again(&mut self, dossier: &Dossier) -> anyhow::Result<()> {
        let closed = dossier
            .purchases
            .iter()
            .filter(|purchase| purchase.is_open_failure())
            .any(|purchase| {
                let reason = purchase.failure.as_ref().map(|failure| failure.reason);
                reason == Some(FailureReason::ClosedAtMarketplace) && !purchase.is_over_ceiling()
            });
        let tried = self.again.entry(dossier.order.id).or_default();
        if closed && *tried < ORDERS_AGAIN {
            *tried += 1;
            let actor = self.actor();
            desk::reorder(&self.stage.app, dossier.order.id, &actor).await?;
        }
        Ok(())
    }
}
