//! A person's answer to the one clear question: was this placed?

use std::collections::BTreeSet;

use domain::ids::{ExternalId, OrderId, PurchaseId};
use domain::order::{Revision, TimelineKind};
use domain::ports::error::CallErrorKind;
use domain::ports::marketplace::SupplierOrderReading;
use domain::purchase::{Failure, FailureReason, Purchase, PurchaseState as S, fail};
use domain::workspace::Actor;

use super::{DECIDED_AGAIN, load};
use crate::App;
use crate::error::AppError;
use crate::flow;

/// What a person found at the marketplace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoubtAnswer {
    /// It was placed: these are its numbers.
    Placed(Vec<ExternalId>),
    /// It was not placed, and should be placed now.
    NotPlaced,
    /// It was not placed, and should not be placed any more.
    GiveUp,
}

/// Settles a doubt by a person's answer. Numbers are read at the marketplace first: they must exist and
/// hold what was to be bought.
///
/// # Errors
/// When there is no doubt, or a number does not fit; the message says what to do.
pub async fn answer_doubt(
    app: &App,
    id: OrderId,
    purchase_id: PurchaseId,
    answer: &DoubtAnswer,
    actor: &Actor,
) -> Result<(), AppError> {
    for _ in 0..DECIDED_AGAIN {
        let dossier = load(app, id).await?;
        let purchase = dossier
            .purchase(purchase_id)
            .ok_or(AppError::NotFound("purchase"))?;
        if purchase.status.state() != S::PlacementUnknown {
            return Err(AppError::Refused("this has been settled already".into()));
        }
        if let DoubtAnswer::Placed(numbers) = answer {
            check(app, purchase, numbers).await?;
        }
        let mut revision = Revision::of(dossier, app.now(), app.ids());
        apply(app, &mut revision, purchase_id, answer, actor).await?;
        match app.space().commit(revision.into_changeset()).await {
            Ok(()) => return Ok(()),
            Err(storage::StorageError::Conflict(why)) if why.contains("belongs to another") => {
                return Err(AppError::BadValue {
                    field: "numbers".into(),
                    message: why,
                });
            }
            Err(error) if error.is_conflict() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(AppError::Busy)
}

async fn check(app: &App, purchase: &Purchase, numbers: &[ExternalId]) -> Result<(), AppError> {
    let bad = |message: String| AppError::BadValue {
        field: "numbers".into(),
        message,
    };
    if numbers.is_empty() {
        return Err(bad("type the number that the marketplace shows".into()));
    }
    let port = app.marketplace_port(purchase.connection_id).await;
    let port = port.map_err(|error| AppError::Refused(error.to_string()))?;
    let mut readings = Vec::new();
    // A number that was typed twice is one order.
    let numbers: BTreeSet<&ExternalId> = numbers.iter().collect();
    for number in numbers {
        let reading = port.order(number).await.map_err(|error| match error.kind {
            CallErrorKind::NotFound | CallErrorKind::Refused => bad(format!(
                "the marketplace has no order {number} for this account"
            )),
            _ => AppError::Call(error),
        })?;
        readings.push(reading);
    }
    if holds_it_all(purchase, &readings) {
        Ok(())
    } else {
        Err(bad(
            "these orders do not hold what was to be bought; look at the numbers again".into(),
        ))
    }
}

fn holds_it_all(purchase: &Purchase, readings: &[SupplierOrderReading]) -> bool {
    let held = |line: &domain::purchase::PurchaseLine| {
        let items = readings.iter().flat_map(|reading| &reading.items);
        let held: u32 = items
            .filter(|item| item.product_id == line.variant.product_id)
            .filter(|item| {
                item.variant_id
                    .as_ref()
                    .is_none_or(|id| *id == line.variant.variant_id)
            })
            .map(|item| item.quantity)
            .sum();
        held >= line.quantity
    };
    purchase.lines.iter().all(held)
}

async fn apply(
    app: &App,
    revision: &mut Revision<'_>,
    id: PurchaseId,
    answer: &DoubtAnswer,
    actor: &Actor,
) -> Result<(), AppError> {
    let mut supplier_orders = match answer {
        DoubtAnswer::Placed(numbers) => numbers.clone(),
        _ => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    supplier_orders.retain(|number| seen.insert(number.clone()));
    let numbers = supplier_orders.clone();
    let how = "a person looked at the marketplace".to_owned();
    revision.tell(
        actor,
        TimelineKind::DoubtSettled {
            purchase_id: id,
            supplier_orders,
            how,
        },
    );
    match answer {
        DoubtAnswer::Placed(_) => {
            let purchase = revision
                .dossier
                .purchase(id)
                .ok_or(AppError::NotFound("purchase"))?;
            let port = app.marketplace_port(purchase.connection_id).await;
            let port = port.map_err(|error| AppError::Refused(error.to_string()))?;
            flow::placed(revision, &*port, id, &numbers, None);
        }
        DoubtAnswer::NotPlaced => flow::not_placed(revision, id),
        DoubtAnswer::GiveUp => {
            fail(
                revision,
                id,
                Failure::ours(FailureReason::GivenUp, ""),
                actor,
            );
        }
    }
    Ok(())
}
