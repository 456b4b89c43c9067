//! Placing, paying, giving up and ordering again.

use domain::ids::{OrderId, PurchaseId};
use domain::job::Job;
use domain::order::{Revision, TimelineKind, want_plan};
use domain::purchase::{Failure, FailureReason, Purchase, PurchaseState as S, fail};
use domain::workspace::Actor;
use jiff::SignedDuration;

use super::{load, revise};
use crate::App;
use crate::error::AppError;

/// After a person went to pay, the supplier order is read this soon, so that the desk follows.
const AFTER_PAYING: SignedDuration = SignedDuration::from_secs(30);

/// What placing orders came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placing {
    /// Purchases that are being placed now.
    pub started: usize,
    /// Orders of which nothing could be placed, each with the reason.
    pub refused: Vec<(OrderId, String)>,
}

/// Starts to place every planned purchase of these orders. Placing the same order twice places it once.
///
/// # Errors
/// When storing fails; what can't be placed is named in the answer.
pub async fn place_orders(app: &App, ids: &[OrderId]) -> Result<Placing, AppError> {
    let mut placing = Placing::default();
    for id in ids {
        match revise(app, *id, want_placing).await {
            Ok(started) => placing.started += started,
            Err(AppError::Refused(why)) => placing.refused.push((*id, why)),
            Err(AppError::NotFound(_)) => {
                placing.refused.push((*id, "there is no such order".into()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(placing)
}

/// Starts to place one planned purchase of an order: the lines of one supplier.
///
/// # Errors
/// When the order is canceled or unpaid, or the purchase does not wait to be placed.
pub async fn place_purchase(app: &App, id: OrderId, purchase: PurchaseId) -> Result<(), AppError> {
    revise(app, id, |revision| {
        want_placing_of(revision, &|known| known == purchase)
    })
    .await?;
    Ok(())
}

fn want_placing(revision: &mut Revision<'_>) -> Result<usize, AppError> {
    want_placing_of(revision, &|_| true)
}

fn want_placing_of(
    revision: &mut Revision<'_>,
    wished: &dyn Fn(PurchaseId) -> bool,
) -> Result<usize, AppError> {
    let order = &revision.dossier.order;
    let order_id = order.id;
    if order.is_called_off() {
        return Err(AppError::Refused(format!("{} is canceled", order.number)));
    }
    if !order.may_be_bought() {
        return Err(AppError::Refused(format!(
            "{} is not paid yet",
            order.number
        )));
    }
    let planned: Vec<PurchaseId> = revision
        .dossier
        .purchases
        .iter()
        .filter(|purchase| purchase.status.state() == S::Planned && wished(purchase.id))
        .map(|purchase| purchase.id)
        .collect();
    if planned.is_empty() {
        let number = revision.dossier.order.number.clone();
        return Err(AppError::Refused(format!(
            "{number} has nothing that waits to be placed"
        )));
    }
    for purchase_id in &planned {
        revision.want(Job::PlacePurchase {
            order_id,
            purchase_id: *purchase_id,
        });
    }
    Ok(planned.len())
}

/// Orders again what failed: plans it anew from fresh prices, stock and methods. It is placed as the
/// store's settings say: by itself, or by a person.
///
/// # Errors
/// When nothing failed, or the order is canceled or unpaid.
pub async fn reorder(app: &App, id: OrderId, actor: &Actor) -> Result<(), AppError> {
    revise(app, id, |revision| {
        let order = &revision.dossier.order;
        if !order.may_be_bought() {
            let why = format!("{} is canceled or not paid", order.number);
            return Err(AppError::Refused(why));
        }
        let failed = revision
            .dossier
            .purchases
            .iter()
            .any(Purchase::is_open_failure);
        if !failed && order.problems.is_empty() {
            return Err(AppError::Refused(format!(
                "nothing of {} failed",
                order.number
            )));
        }
        for purchase in &mut revision.dossier.purchases {
            purchase.superseded |= purchase.is_open_failure();
        }
        revision.dossier.order.problems.clear();
        revision.tell(actor, TimelineKind::Reordered);
        want_plan(revision);
        Ok(())
    })
    .await
}

/// Gives a planned purchase up; its lines then wait as failed until a person orders again.
///
/// # Errors
/// When something was sent already.
pub async fn give_up(
    app: &App,
    id: OrderId,
    purchase_id: PurchaseId,
    actor: &Actor,
) -> Result<(), AppError> {
    revise(app, id, |revision| {
        let purchase = revision
            .dossier
            .purchase(purchase_id)
            .ok_or(AppError::NotFound("purchase"))?;
        if purchase.status.state() != S::Planned {
            let why = "it was sent already; cancel it at the marketplace".to_owned();
            return Err(AppError::Refused(why));
        }
        let failure = Failure::ours(FailureReason::GivenUp, "");
        fail(revision, purchase_id, failure, actor);
        Ok(())
    })
    .await
}

/// A person goes to pay: returns the marketplace's page and looks soon whether it was paid.
///
/// # Errors
/// When it does not wait for money.
pub async fn open_payment(
    app: &App,
    id: OrderId,
    purchase_id: PurchaseId,
    actor: &Actor,
) -> Result<String, AppError> {
    let dossier = load(app, id).await?;
    let purchase = dossier
        .purchase(purchase_id)
        .ok_or(AppError::NotFound("purchase"))?;
    if purchase.status.state() != S::AwaitingPayment {
        return Err(AppError::Refused(
            "it does not wait for payment any more".into(),
        ));
    }
    let port = app.marketplace_port(purchase.connection_id).await;
    let port = port.map_err(|error| AppError::Refused(error.to_string()))?;
    let page = match purchase.supplier_orders.as_slice() {
        [only] => port.order_page(&only.external_id),
        _ => port.orders_page(),
    };
    revise(app, id, |revision| {
        revision.tell(actor, TimelineKind::PaymentOpened { purchase_id });
        let due_at = revision
            .now
            .saturating_add(AFTER_PAYING)
            .unwrap_or(revision.now);
        revision.want_at(
            Job::SyncPurchase {
                order_id: id,
                purchase_id,
            },
            due_at,
        );
        Ok(())
    })
    .await?;
    Ok(page)
}
