//! The merchants: what they do at the desk and at the marketplace, through the same functions the desk
//! calls, at the worst moment and sometimes twice.
//!
//! They tell the truth: a doubt is answered by what the marketplace shows, and only once a request that
//! is still on its way must have arrived.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::desk::{self, DoubtAnswer};
use app::{App, AppError};
use domain::ids::{ExternalId, OrderId, PurchaseId, UserId};
use domain::order::{Dossier, Tab};
use domain::plan::{Prefer, ShippingRule};
use domain::purchase::{FailureReason, Purchase, PurchaseState as S};
use domain::workspace::Actor;
use jiff::{SignedDuration, Timestamp};
use platforms::aliexpress::sim::AliexpressSim;
use platforms::sim::SimClock;
use storage::{OrderFilter, OrderSort};

use super::dice::Dice;
use super::story::{Click, Wish};

/// Longer than any request is on its way.
const MUST_HAVE_ARRIVED: SignedDuration = SignedDuration::from_mins(10);

/// What the marketplace closed is ordered again so often.
const ORDERS_AGAIN: u32 = 2;

/// What is in doubt again after so many tries is given up.
const TRIES: u32 = 8;

/// The merchants of a world. Cloning shares their memory.
#[derive(Clone)]
pub(super) struct Merchants {
    market: AliexpressSim,
    clock: SimClock,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Default)]
struct Memory {
    /// Since when a doubt has been seen, by how often it was tried: it may come again.
    doubts: BTreeMap<(PurchaseId, u32), Timestamp>,
    again: BTreeMap<OrderId, u32>,
    typed: Vec<String>,
    clicks: u64,
}

impl Merchants {
    pub(super) fn new(market: AliexpressSim, clock: SimClock) -> Self {
        Self {
            market,
            clock,
            memory: Arc::default(),
        }
    }

    /// Tracking numbers that they made up.
    pub(super) fn typed(&self) -> Vec<String> {
        self.remember(|memory| memory.typed.clone())
    }

    /// How often they clicked.
    pub(super) fn clicks(&self) -> u64 {
        self.remember(|memory| memory.clicks)
    }

    fn remember<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        work(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Somebody clicks. What does not work is left: the merchant sees it and clicks again another day.
    pub(super) async fn click(self, app: App, click: Click, person: i64) {
        let mut dice = Dice::of(click.dice, "click", 0);
        self.remember(|memory| memory.clicks += 1);
        let done = self.act(&app, click.wish, &mut dice, person).await;
        if let Err(error) = done {
            tracing::debug!(%error, wish = ?click.wish, "a click came to nothing");
        }
    }

    async fn act(
        &self,
        app: &App,
        wish: Wish,
        dice: &mut Dice,
        person: i64,
    ) -> Result<(), AppError> {
        let actor = actor(person);
        let tabs: &[Tab] = match wish {
            Wish::Place | Wish::PlaceOne | Wish::GiveUp => &[Tab::AwaitingOrder, Tab::Failed],
            Wish::Pay => &[Tab::AwaitingPayment, Tab::Failed, Tab::AwaitingOrder],
            Wish::Answer => &[Tab::AwaitingOrder, Tab::Failed, Tab::Canceled],
            Wish::Reorder | Wish::AcceptPrice => &[Tab::Failed],
            Wish::ChooseShipping | Wish::EditRecipient => {
                &[Tab::AwaitingOrder, Tab::Failed, Tab::Pending]
            }
            Wish::Sync => &[Tab::AwaitingShipment, Tab::AwaitingPayment, Tab::Fulfilled],
            Wish::FulfillByHand => &[Tab::Failed, Tab::AwaitingShipment, Tab::AwaitingOrder],
            Wish::CallOff => &[Tab::Canceled],
            Wish::AtMarketplace => &[Tab::AwaitingShipment, Tab::Fulfilled],
            Wish::SyncStore => {
                for store in app.space().stores().await? {
                    desk::sync_store(app, store.id).await?;
                }
                return Ok(());
            }
        };
        // Mostly they look where most waits.
        let tab = match dice.percent(60) {
            true => tabs[0],
            false => *dice.pick(tabs).unwrap_or(&tabs[0]),
        };
        let sort = *dice
            .pick(&[OrderSort::Oldest, OrderSort::Newest])
            .unwrap_or(&OrderSort::Oldest);
        let shown = page(app, tab, sort, 60).await?;
        if matches!(wish, Wish::Place | Wish::Sync) {
            let chosen: Vec<OrderId> = shown
                .iter()
                .filter(|_| dice.percent(80))
                .map(|dossier| dossier.order.id)
                .collect();
            return match wish {
                Wish::Place => desk::place_orders(app, &chosen).await.map(|_| ()),
                _ => desk::sync_orders(app, &chosen).await.map(|_| ()),
            };
        }
        let many = matches!(wish, Wish::Pay | Wish::Answer | Wish::CallOff);
        let mut left = if many { shown.len() } else { 1 + dice.index(3) };
        for dossier in &shown {
            if left == 0 {
                break;
            }
            if !many && dice.percent(60) {
                continue;
            }
            left -= 1;
            match self.one(app, wish, dossier, dice, &actor).await {
                // Somebody was faster, or it can't be done: the desk says so, and the next one is tried.
                Ok(()) | Err(AppError::Refused(_) | AppError::BadValue { .. } | AppError::Busy) => {
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn one(
        &self,
        app: &App,
        wish: Wish,
        dossier: &Dossier,
        dice: &mut Dice,
        actor: &Actor,
    ) -> Result<(), AppError> {
        let id = dossier.order.id;
        let planned = dossier
            .purchases
            .iter()
            .find(|purchase| purchase.status.state() == S::Planned)
            .map(|purchase| purchase.id);
        match wish {
            Wish::PlaceOne => match planned {
                Some(purchase) => desk::place_purchase(app, id, purchase).await,
                None => Ok(()),
            },
            Wish::GiveUp => match planned {
                Some(purchase) => desk::give_up(app, id, purchase, actor).await,
                None => Ok(()),
            },
            Wish::Pay => self.pay(app, dossier, dice.percent(70), actor).await,
            Wish::Answer => self.answer(app, dossier, actor).await,
            Wish::Reorder => desk::reorder(app, id, actor).await,
            Wish::AcceptPrice => desk::accept_price(app, id, actor).await,
            Wish::ChooseShipping => {
                let rule = rule(dice);
                desk::choose_shipping(app, id, rule.as_ref(), actor).await
            }
            Wish::EditRecipient => {
                let mut recipient = dossier.order.recipient.clone();
                recipient.address.line1 = format!("{} Corrected Street", dice.between(1, 99));
                if dice.percent(50) {
                    recipient.phone = "+1 212 555 0123".to_owned();
                }
                desk::edit_recipient(app, id, &recipient, actor).await
            }
            Wish::FulfillByHand => {
                let number = format!("HAND{:010}", dice.below(10_000_000_000));
                desk::fulfill_by_hand(app, id, &number, "Own courier", &[], actor).await?;
                self.remember(|memory| memory.typed.push(number));
                Ok(())
            }
            Wish::CallOff => {
                self.call_off(dossier);
                Ok(())
            }
            Wish::AtMarketplace => {
                self.at_marketplace(dossier, dice);
                Ok(())
            }
            Wish::Place | Wish::Sync | Wish::SyncStore => Ok(()),
        }
    }

    /// What a merchant does every day, without troubles: everything that waits for a person and can go
    /// on.
    pub(super) async fn be_diligent(self, app: App) -> Result<(), AppError> {
        let person = actor(9);
        for tab in [Tab::AwaitingOrder, Tab::Failed, Tab::Canceled] {
            for dossier in page(&app, tab, OrderSort::Oldest, 100_000).await? {
                self.diligent_one(&app, &dossier, &person).await?;
            }
        }
        for tab in [Tab::AwaitingPayment, Tab::AwaitingShipment] {
            for dossier in page(&app, tab, OrderSort::Oldest, 100_000).await? {
                quietly(self.pay(&app, &dossier, true, &person).await)?;
            }
        }
        Ok(())
    }

    async fn diligent_one(
        &self,
        app: &App,
        dossier: &Dossier,
        person: &Actor,
    ) -> Result<(), AppError> {
        let id = dossier.order.id;
        quietly(self.answer(app, dossier, person).await)?;
        if dossier.order.is_called_off() {
            self.call_off(dossier);
            return Ok(());
        }
        quietly(self.pay(app, dossier, true, person).await)?;
        let is_planned = |purchase: &Purchase| purchase.status.state() == S::Planned;
        if dossier.purchases.iter().any(is_planned) {
            desk::place_orders(app, &[id]).await?;
        }
        let goes_again = |purchase: &Purchase| {
            let reason = purchase.failure.as_ref().map(|failure| failure.reason);
            let again = [FailureReason::ClosedAtMarketplace, FailureReason::GivenUp];
            purchase.is_open_failure()
                && reason.is_some_and(|reason| again.contains(&reason))
                && !purchase.is_over_ceiling()
        };
        if dossier.purchases.iter().any(goes_again) {
            let tried = self.remember(|memory| {
                let tried = memory.again.entry(id).or_default();
                *tried += 1;
                *tried
            });
            if tried <= ORDERS_AGAIN {
                quietly(desk::reorder(app, id, person).await)?;
            }
        }
        Ok(())
    }

    /// Pays what is not too expensive, and cancels the rest.
    async fn pay(
        &self,
        app: &App,
        dossier: &Dossier,
        from_the_desk: bool,
        actor: &Actor,
    ) -> Result<(), AppError> {
        for purchase in &dossier.purchases {
            let read = purchase
                .supplier_orders
                .iter()
                .all(|order| order.total.is_some());
            if purchase.status.state() != S::AwaitingPayment || !read {
                continue;
            }
            if purchase.is_over_ceiling() || dossier.order.is_called_off() {
                self.cancel_at_marketplace(purchase);
                continue;
            }
            if from_the_desk {
                desk::open_payment(app, dossier.order.id, purchase.id, actor).await?;
            }
            for number in numbers(purchase) {
                // The marketplace refuses what was paid or closed meanwhile.
                let _ = self.market.pay(number);
            }
        }
        Ok(())
    }

    /// Answers what is in doubt by what the marketplace shows.
    async fn answer(&self, app: &App, dossier: &Dossier, actor: &Actor) -> Result<(), AppError> {
        let now = self.clock.now();
        for purchase in &dossier.purchases {
            if purchase.status.state() != S::PlacementUnknown {
                continue;
            }
            let doubt = (purchase.id, purchase.attempts);
            let since = self.remember(|memory| *memory.doubts.entry(doubt).or_insert(now));
            if now.duration_since(since) < MUST_HAVE_ARRIVED {
                continue;
            }
            let found = self.found(&purchase.idempotency_key());
            let answer = if !found.is_empty() {
                DoubtAnswer::Placed(found)
            } else if dossier.order.may_be_bought() && purchase.attempts < TRIES {
                DoubtAnswer::NotPlaced
            } else {
                DoubtAnswer::GiveUp
            };
            desk::answer_doubt(app, dossier.order.id, purchase.id, &answer, actor).await?;
        }
        Ok(())
    }

    /// What the marketplace's own list shows under a key.
    fn found(&self, key: &str) -> Vec<ExternalId> {
        let mine = self.market.orders_under_key(key);
        mine.into_iter()
            .map(|order| ExternalId(order.to_string()))
            .collect()
    }

    fn cancel_at_marketplace(&self, purchase: &Purchase) {
        for number in numbers(purchase) {
            // The marketplace refuses what was shipped or closed meanwhile.
            let _ = self.market.cancel(number);
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

    fn at_marketplace(&self, dossier: &Dossier, dice: &mut Dice) {
        for number in dossier.purchases.iter().flat_map(numbers) {
            // The marketplace refuses what does not fit; then nothing happens.
            let _ = match dice.below(12) {
                0 => self.market.dispute(number),
                1..5 => self.market.confirm_received(number),
                5..8 => self.market.cancel(number),
                _ => self.market.pay(number),
            };
        }
    }
}

fn quietly(done: Result<(), AppError>) -> Result<(), AppError> {
    match done {
        Err(
            AppError::Refused(_)
            | AppError::BadValue { .. }
            | AppError::Busy
            | AppError::Call(_)
            | AppError::NotFound(_),
        ) => Ok(()),
        other => other,
    }
}

fn actor(person: i64) -> Actor {
    Actor::User {
        id: UserId(person),
        name: format!("Person {person}"),
    }
}

fn numbers(purchase: &Purchase) -> impl Iterator<Item = u64> + '_ {
    purchase
        .supplier_orders
        .iter()
        .filter_map(|order| order.external_id.as_str().parse().ok())
}

fn rule(dice: &mut Dice) -> Option<ShippingRule> {
    let prefer = match dice.below(4) {
        0 => return None,
        1 => Prefer::Fastest,
        2 => Prefer::Named("CAINIAO_STANDARD".to_owned()),
        _ => Prefer::Cheapest,
    };
    Some(ShippingRule {
        prefer,
        tracked_only: true,
        ..ShippingRule::default()
    })
}

async fn page(app: &App, tab: Tab, sort: OrderSort, limit: u32) -> Result<Vec<Dossier>, AppError> {
    let filter = OrderFilter {
        tab: Some(tab),
        ..OrderFilter::default()
    };
    Ok(app.space().orders(filter, sort, None, limit).await?.orders)
}
