//! Which units of an order's lines nobody has bought or shipped yet.
//!
//! The one answer to "what is left to buy", for the plan, the tab and the order page. A unit is
//! covered by a live purchase, by one whose failure waits for a person, by a parcel that no such
//! purchase sent (typed in by hand, or of a purchase that was closed after shipping), or by a
//! fulfillment that someone else made in the store. Units that the store holds back are not needed yet.

use std::collections::BTreeSet;

use super::{Dossier, LineItem};
use crate::fulfillment::FulfillmentState;
use crate::ids::{LineItemId, PurchaseId};
use crate::purchase::Purchase;

/// Units of one line that are still to be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededLine {
    /// Which line.
    pub line_item_id: LineItemId,
    /// Which units, counted from 0.
    pub units: Vec<u32>,
}

/// The units that are still to be bought, by line. Empty for an order that is called off.
#[must_use]
pub fn needed_lines(dossier: &Dossier) -> Vec<NeededLine> {
    if dossier.order.is_called_off() {
        return Vec::new();
    }
    let needed = |line: &LineItem| {
        let units = needed_units(dossier, line);
        (!units.is_empty()).then_some(NeededLine {
            line_item_id: line.id,
            units,
        })
    };
    dossier.order.lines.iter().filter_map(needed).collect()
}

fn needed_units(dossier: &Dossier, line: &LineItem) -> Vec<u32> {
    let bought: BTreeSet<u32> = dossier
        .purchases
        .iter()
        .filter(|purchase| holds_its_units(purchase))
        .flat_map(|purchase| &purchase.lines)
        .filter(|bought| bought.line_item_id == line.id)
        .flat_map(|bought| bought.units.iter().copied())
        .collect();
    // Bought units keep their numbers, so that a unit bought twice would collide in the database.
    let still_wanted = line
        .wanted_quantity()
        .saturating_sub(shipped_by_others(dossier, line))
        .saturating_sub(shipped_beside(dossier, line))
        .saturating_sub(line.held_quantity);
    let missing = still_wanted.saturating_sub(u32::try_from(bought.len()).unwrap_or(u32::MAX));
    let missing = usize::try_from(missing).unwrap_or(usize::MAX);
    (0..line.quantity)
        .filter(|unit| !bought.contains(unit))
        .take(missing)
        .collect()
}

/// What failed is bought again when a person orders again, and not because something else changed.
fn holds_its_units(purchase: &Purchase) -> bool {
    purchase.status.state().is_live() || purchase.is_open_failure()
}

/// Units in parcels of no purchase that holds units: they are on their way, so nobody buys them again.
fn shipped_beside(dossier: &Dossier, line: &LineItem) -> u32 {
    let is_held = |id: PurchaseId| dossier.purchase(id).is_some_and(holds_its_units);
    dossier
        .parcels
        .iter()
        .filter(|parcel| parcel.number.is_some() && !parcel.purchase_id.is_some_and(is_held))
        .flat_map(|parcel| &parcel.lines)
        .filter(|packed| packed.line_item_id == line.id)
        .map(|packed| packed.quantity)
        .sum()
}

/// Whether the store was not told yet of every unit that the customer wants.
pub(super) fn has_untold_units(dossier: &Dossier) -> bool {
    let mut lines = dossier.order.lines.iter();
    lines.any(|line| is_untold(dossier, line))
}

/// Whether the store was not told yet of every unit of this line that the customer wants.
pub(super) fn is_untold(dossier: &Dossier, line: &LineItem) -> bool {
    let told: u32 = dossier
        .fulfillments
        .iter()
        .filter(|told| {
            matches!(
                told.state,
                FulfillmentState::Told | FulfillmentState::Foreign
            )
        })
        .flat_map(|told| &told.lines)
        .filter(|told| told.line_item_id == line.id)
        .map(|told| told.quantity)
        .sum();
    told < line.wanted_quantity()
}

fn shipped_by_others(dossier: &Dossier, line: &LineItem) -> u32 {
    dossier
        .fulfillments
        .iter()
        .filter(|seen| seen.state == FulfillmentState::Foreign)
        .flat_map(|seen| &seen.lines)
        .filter(|seen| seen.line_item_id == line.id)
        .map(|seen| seen.quantity)
        .sum()
}
