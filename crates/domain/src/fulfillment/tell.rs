//! What the store has still to be told of an order's parcels. Pure.
//!
//! Each parcel is told once, with exactly its lines. Units that someone else fulfilled are respected:
//! they are not told again.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Fulfillment, FulfillmentState};
use crate::ids::{FulfillmentId, IdSource, LineItemId, ParcelId};
use crate::order::{Dossier, LineItem};
use crate::parcel::{Parcel, ParcelLine, TrackingStatus};
use crate::purchase::{Purchase, PurchaseState as S};

/// One call that the store has still to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Telling {
    /// A fulfillment that was decided and that the store may or may not have.
    Create(FulfillmentId),
    /// A fulfillment whose number changed.
    Renumber(FulfillmentId),
    /// A fulfillment whose parcel moved on.
    Status(FulfillmentId, TrackingStatus),
}

/// Decides fulfillments for parcels that have a number and are not told yet. Returns how many.
pub fn intend(dossier: &mut Dossier, now: Timestamp, ids: &dyn IdSource) -> usize {
    if dossier.order.canceled_at.is_some() {
        return 0;
    }
    let untold: Vec<Parcel> = untold(dossier).cloned().collect();
    for parcel in &untold {
        let lines = open_lines(dossier, &parcel.lines);
        // Someone else fulfilled all of it: the parcel is noted as told by them.
        let state = if lines.is_empty() {
            FulfillmentState::Canceled
        } else {
            FulfillmentState::Intended
        };
        dossier.fulfillments.push(Fulfillment {
            id: FulfillmentId::fresh(ids),
            order_id: dossier.order.id,
            parcel_id: Some(parcel.id),
            external_id: None,
            state,
            number: parcel.number.clone().unwrap_or_default(),
            carrier: parcel.carrier.clone(),
            lines,
            told_status: None,
            refusal: None,
            asked_at: None,
            created_at: now,
            version: 0,
        });
    }
    untold.len()
}

/// Parcels that have a number and of which no fulfillment was decided.
fn untold(dossier: &Dossier) -> impl Iterator<Item = &Parcel> {
    let told: BTreeSet<ParcelId> = dossier
        .fulfillments
        .iter()
        .filter_map(|told| told.parcel_id)
        .collect();
    dossier.parcels.iter().filter(move |parcel| {
        parcel.number.is_some() && !parcel.lines.is_empty() && !told.contains(&parcel.id)
    })
}

/// Whether there is anything to decide or to tell of an order's parcels.
#[must_use]
pub fn is_due(dossier: &Dossier) -> bool {
    let is_wanted = dossier.order.canceled_at.is_none();
    is_wanted && untold(dossier).next().is_some() || !tellings(dossier, true).is_empty()
}

/// What the store has still to be told, in the order to tell it. `statuses` says whether the store
/// takes tracking statuses.
#[must_use]
pub fn tellings(dossier: &Dossier, statuses: bool) -> Vec<Telling> {
    let telling = |told: &Fulfillment| match told.state {
        FulfillmentState::Intended => Some(Telling::Create(told.id)),
        FulfillmentState::Told => {
            let parcel = told.parcel_id.and_then(|id| dossier.parcel(id))?;
            if parcel
                .number
                .as_ref()
                .is_some_and(|number| *number != told.number)
            {
                Some(Telling::Renumber(told.id))
            } else if statuses
                && told.told_status != Some(parcel.status)
                && parcel.status != TrackingStatus::Pending
            {
                Some(Telling::Status(told.id, parcel.status))
            } else {
                None
            }
        }
        _ => None,
    };
    dossier.fulfillments.iter().filter_map(telling).collect()
}

/// Units that suppliers have orders for and of which the store does not know yet that somebody works
/// on them, by line: how many of each in all.
#[must_use]
pub fn progress_to_tell(dossier: &Dossier) -> Vec<(LineItemId, u32)> {
    if dossier.order.is_called_off() {
        return Vec::new();
    }
    let standing = |line: &LineItem| {
        let units: usize = dossier
            .purchases
            .iter()
            .filter(|purchase| stands_at_supplier(purchase))
            .flat_map(|purchase| &purchase.lines)
            .filter(|bought| bought.line_item_id == line.id && bought.part == 0)
            .map(|bought| bought.units.len())
            .sum();
        let units = u32::try_from(units).unwrap_or(u32::MAX);
        let units = units.min(line.wanted_quantity());
        (units > line.progress_told).then_some((line.id, units))
    };
    dossier.order.lines.iter().filter_map(standing).collect()
}

fn stands_at_supplier(purchase: &Purchase) -> bool {
    matches!(
        purchase.status.state(),
        S::AwaitingPayment | S::Paying | S::PaymentUnknown | S::AwaitingShipment | S::Shipped
    )
}

/// The part of `lines` that is still wanted and that no fulfillment covers.
fn open_lines(dossier: &Dossier, lines: &[ParcelLine]) -> Vec<ParcelLine> {
    let open = |line: &ParcelLine| {
        let quantity = line.quantity.min(open_quantity(dossier, line.line_item_id));
        (quantity > 0).then_some(ParcelLine {
            quantity,
            ..line.clone()
        })
    };
    lines.iter().filter_map(open).collect()
}

fn open_quantity(dossier: &Dossier, id: LineItemId) -> u32 {
    let wanted = dossier.order.line(id).map_or(0, LineItem::wanted_quantity);
    let covered: u32 = dossier
        .fulfillments
        .iter()
        .filter(|told| {
            !matches!(
                told.state,
                FulfillmentState::Canceled | FulfillmentState::Refused
            )
        })
        .flat_map(|told| &told.lines)
        .filter(|line| line.line_item_id == id)
        .map(|line| line.quantity)
        .sum();
    wanted.saturating_sub(covered)
}
