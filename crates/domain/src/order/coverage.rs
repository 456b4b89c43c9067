//! Which units of an order's lines nobody has bought or shipped yet.
//!
//! The one answer to "what is left to buy", for the plan, the tab and the order page. A unit is
//! covered by a live purchase, by one whose failure waits for a person, by a parcel that no such
//! purchase sent (typed in by hand, or of a purchase that was closed after shipping), or by a
//! fulfillment that someone else made in the store. A unit of a bundle of which some parts are
//! covered and others are not is still to be completed. Units that the
//! store holds back are not needed yet.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dossier, LineItem};
use crate::fulfillment::FulfillmentState;
use crate::ids::{LineItemId, PurchaseId};
use crate::parcel::ParcelLine;
use crate::purchase::Purchase;

/// Units of one line that are still to be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededLine {
    /// Which line.
    pub line_item_id: LineItemId,
    /// Which units, counted from 0.
    pub units: Vec<u32>,
    /// Which parts of their mapping, where the others are bought already; without it, all of them.
    pub parts: Option<Vec<u16>>,
}

/// The units that are still to be bought, by line. Empty for an order that is called off.
#[must_use]
pub fn needed_lines(dossier: &Dossier) -> Vec<NeededLine> {
    if dossier.order.is_called_off() {
        return Vec::new();
    }
    let lines = dossier.order.lines.iter();
    lines.flat_map(|line| needed_of(dossier, line)).collect()
}

fn needed_of(dossier: &Dossier, line: &LineItem) -> Vec<NeededLine> {
    let (begun, left) = begun_units(dossier, line);
    // Units that left and of which something is held besides count once.
    let still_wanted = line
        .wanted_quantity()
        .saturating_sub(shipped_by_others(dossier, line))
        .saturating_sub(shipped_beside(dossier, line).saturating_sub(left))
        .saturating_sub(line.held_quantity);
    let still_wanted = usize::try_from(still_wanted).unwrap_or(usize::MAX);
    // Bought units keep their numbers, so that a unit bought twice would collide in the database.
    let fresh: Vec<u32> = (0..line.quantity)
        .filter(|unit| !begun.contains_key(unit))
        .take(still_wanted.saturating_sub(begun.len()))
        .collect();
    // Where fewer are wanted than were begun, those come first of which the least is missing.
    let mut begun: Vec<(u32, Vec<u16>)> = begun.into_iter().collect();
    begun.sort_by_key(|(_, missing)| missing.len());
    begun.truncate(still_wanted);
    let mut needed: BTreeMap<Option<Vec<u16>>, Vec<u32>> = BTreeMap::new();
    if !fresh.is_empty() {
        needed.insert(None, fresh);
    }
    for (unit, missing) in begun.into_iter().filter(|(_, missing)| !missing.is_empty()) {
        needed.entry(Some(missing)).or_default().push(unit);
    }
    let line_item_id = line.id;
    let needed = needed.into_iter().map(|(parts, units)| NeededLine {
        line_item_id,
        units,
        parts,
    });
    needed.collect()
}

/// The units of which some purchase holds a part, with the parts that none holds: the purchase that was
/// planned beside it may have failed and been dealt with, or been canceled before it was placed. Also how
/// many of them are in parcels of a purchase that holds nothing any more.
fn begun_units(dossier: &Dossier, line: &LineItem) -> (BTreeMap<u32, Vec<u16>>, u32) {
    let of_line = |purchase: &Purchase| {
        let lines = purchase.lines.clone().into_iter();
        lines.filter(|bought| bought.line_item_id == line.id)
    };
    let holding = dossier
        .purchases
        .iter()
        .filter(|purchase| holds_its_units(purchase));
    let mut begun: BTreeMap<u32, BTreeSet<u16>> = BTreeMap::new();
    for bought in holding.flat_map(of_line) {
        for unit in bought.units {
            begun
                .entry(unit)
                .or_insert_with(|| (0..bought.parts).collect());
        }
    }
    let holding = dossier
        .purchases
        .iter()
        .filter(|purchase| holds_its_units(purchase));
    for bought in holding.flat_map(of_line) {
        for unit in &bought.units {
            if let Some(missing) = begun.get_mut(unit) {
                missing.remove(&bought.part);
            }
        }
    }
    // Goods that are on their way are not bought again, whatever became of their purchase.
    let mut left = 0;
    let closed = dossier
        .purchases
        .iter()
        .filter(|purchase| !holds_its_units(purchase) && has_left(dossier, purchase.id));
    for purchase in closed {
        let mut packed = packed_units(dossier, purchase.id, line.id);
        for bought in of_line(purchase) {
            for unit in &bought.units {
                let Some(missing) = begun.get_mut(unit) else {
                    continue;
                };
                // Parcels count units by their first part; of the others all count as sent.
                if let (0, Some(packed)) = (bought.part, &mut packed) {
                    if *packed == 0 {
                        continue;
                    }
                    *packed -= 1;
                    left += 1;
                }
                missing.remove(&bought.part);
            }
        }
    }
    let begun = begun
        .into_iter()
        .map(|(unit, missing)| (unit, missing.into_iter().collect()));
    (begun.collect(), left)
}

/// The units of a line in a purchase's numbered parcels, if any of these says what it holds.
fn packed_units(dossier: &Dossier, id: PurchaseId, line: LineItemId) -> Option<u32> {
    let parcels = dossier
        .parcels
        .iter()
        .filter(|parcel| parcel.purchase_id == Some(id) && parcel.number.is_some());
    let packed: Vec<&ParcelLine> = parcels.flat_map(|parcel| &parcel.lines).collect();
    let of_line = packed.iter().filter(|packed| packed.line_item_id == line);
    (!packed.is_empty()).then(|| of_line.map(|packed| packed.quantity).sum())
}

/// Whether a parcel of it has a number.
fn has_left(dossier: &Dossier, id: PurchaseId) -> bool {
    let mut parcels = dossier.parcels.iter();
    parcels.any(|parcel| parcel.purchase_id == Some(id) && parcel.number.is_some())
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
