//! Following parcels: what was read of a supplier order's boxes becomes our parcels. Pure.
//!
//! A number that changed is the same parcel. A parcel holds the units of a line whose first part is in
//! it, so that a number marks only its own lines as shipped, and a bundle is told once.

use std::collections::BTreeMap;

use super::{
    Parcel, ParcelLine, StatusByHand, StatusChange, TrackerReading, Tracking, TrackingStatus,
};
use crate::fulfillment::is_due;
use crate::ids::{ExternalId, LineItemId, ParcelId, PurchaseId};
use crate::job::Job;
use crate::order::{Dossier, Revision, TimelineKind};
use crate::ports::marketplace::ParcelReading;
use crate::purchase::{Purchase, PurchaseState, SupplierNotice};
use crate::workspace::Actor;

/// Takes over what was read of one supplier order's parcels.
pub fn track(
    revision: &mut Revision<'_>,
    purchase_id: PurchaseId,
    supplier_order: &ExternalId,
    readings: &[ParcelReading],
) {
    let Some(purchase) = revision.dossier.purchase(purchase_id).cloned() else {
        return;
    };
    let only_box = purchase.supplier_orders.len() == 1 && readings.len() == 1;
    for reading in readings {
        let index = find_or_add(revision, &purchase, supplier_order, reading);
        update(revision, index, reading);
        if revision.dossier.parcels[index].lines.is_empty() {
            let lines = contents(&revision.dossier, &purchase, reading, only_box);
            revision.dossier.parcels[index].lines = lines;
        }
    }
    if is_due(&revision.dossier) {
        let order_id = revision.dossier.order.id;
        revision.want(Job::FulfillOrder { order_id });
    }
}

fn find_or_add(
    revision: &mut Revision<'_>,
    purchase: &Purchase,
    supplier_order: &ExternalId,
    reading: &ParcelReading,
) -> usize {
    let known = revision.dossier.parcels.iter().position(|parcel| {
        parcel.purchase_id == Some(purchase.id)
            && parcel.supplier_order_id.as_ref() == Some(supplier_order)
            && parcel.box_key == reading.box_key
    });
    known.unwrap_or_else(|| {
        revision.dossier.parcels.push(Parcel {
            id: ParcelId::fresh(revision.ids()),
            order_id: purchase.order_id,
            purchase_id: Some(purchase.id),
            supplier_order_id: Some(supplier_order.clone()),
            box_key: reading.box_key.clone(),
            number: None,
            former_numbers: Vec::new(),
            carrier: reading.carrier.clone(),
            lines: Vec::new(),
            status: TrackingStatus::Pending,
            tracking: Tracking::default(),
            events: Vec::new(),
            shipped_at: None,
            delivered_at: None,
            expected_at: None,
            created_at: revision.now,
            version: 0,
        });
        revision.dossier.parcels.len() - 1
    })
}

fn update(revision: &mut Revision<'_>, index: usize, reading: &ParcelReading) {
    let now = revision.now;
    let parcel = &mut revision.dossier.parcels[index];
    let mut news = Vec::new();
    if !reading.carrier.is_empty() {
        parcel.carrier.clone_from(&reading.carrier);
    }
    if let Some(number) = &reading.number {
        let had_none = parcel.number.is_none();
        if let Some(former) = parcel.renumber(number, now) {
            news.push(TimelineKind::ParcelRenumbered {
                former,
                number: number.clone(),
            });
        } else if had_none {
            let carrier = parcel.carrier.clone();
            news.push(TimelineKind::ParcelNumbered {
                number: number.clone(),
                carrier,
            });
        }
    }
    parcel.expected_at = reading.expected_at.or(parcel.expected_at);
    parcel.hear_supplier(&reading.events);
    let changed = parcel.settle();
    let number = parcel.number.clone().unwrap_or_default();
    news.extend(changed.map(|change| changed_to(number, change)));
    for kind in news {
        revision.tell(&Actor::Marketplace, kind);
    }
}

fn changed_to(number: String, change: StatusChange) -> TimelineKind {
    TimelineKind::ParcelStatusChanged {
        number,
        status: change.status,
        text: change.text,
    }
}

/// Takes over what the tracker says of a number, for every parcel that has or had it.
pub fn hear_tracker(revision: &mut Revision<'_>, number: &str, reading: &TrackerReading) {
    let mut news = Vec::new();
    for parcel in &mut revision.dossier.parcels {
        if !parcel.is_known_by(number) {
            continue;
        }
        parcel.hear_tracker(reading);
        let shown = parcel.number.clone().unwrap_or_default();
        news.extend(parcel.settle().map(|change| changed_to(shown, change)));
    }
    let order_id = revision.dossier.order.id;
    if !news.is_empty() {
        revision.want(Job::FulfillOrder { order_id });
    }
    for kind in news {
        revision.tell(&Actor::Tracker, kind);
    }
}

/// A person says where a parcel is; that holds until *track again*. `false` if there is no such parcel.
pub fn set_status(
    revision: &mut Revision<'_>,
    id: ParcelId,
    set: StatusByHand,
    actor: &Actor,
) -> bool {
    let Some(parcel) = find(revision, id) else {
        return false;
    };
    let (status, note) = (set.status, set.note.clone());
    parcel.set_by_hand(set);
    let changed = parcel.settle().is_some();
    let number = parcel.number.clone().unwrap_or_default();
    let order_id = revision.dossier.order.id;
    let kind = TimelineKind::ParcelStatusSet {
        number,
        status,
        note,
    };
    revision.tell(actor, kind);
    if changed {
        revision.want(Job::FulfillOrder { order_id });
    }
    true
}

/// A person wants a parcel looked at anew: what was set by hand ends, and its supplier order is read.
/// Gives the number the tracker is to be asked for, if the parcel is there and has one.
pub fn track_again(revision: &mut Revision<'_>, id: ParcelId, actor: &Actor) -> Option<String> {
    let parcel = find(revision, id)?;
    parcel.forget_hand();
    let change = parcel.settle();
    let (number, purchase_id) = (parcel.number.clone(), parcel.purchase_id);
    let order_id = revision.dossier.order.id;
    let shown = number.clone().unwrap_or_default();
    let kind = TimelineKind::ParcelTrackedAgain {
        number: shown.clone(),
    };
    revision.tell(actor, kind);
    if let Some(change) = change {
        revision.tell(&Actor::System, changed_to(shown, change));
        revision.want(Job::FulfillOrder { order_id });
    }
    if let Some(purchase_id) = purchase_id {
        revision.want(Job::TrackParcels {
            order_id,
            purchase_id,
        });
    }
    number
}

fn find<'a>(revision: &'a mut Revision<'_>, id: ParcelId) -> Option<&'a mut Parcel> {
    let mut parcels = revision.dossier.parcels.iter_mut();
    parcels.find(|parcel| parcel.id == id)
}

/// The units of the customer's lines in a box. Where the marketplace does not say, the only box of a
/// purchase holds all of it.
fn contents(
    dossier: &Dossier,
    purchase: &Purchase,
    reading: &ParcelReading,
    only_box: bool,
) -> Vec<ParcelLine> {
    let mut free = free_units(dossier, purchase);
    let mut lines: BTreeMap<LineItemId, u32> = BTreeMap::new();
    let all_shipped = matches!(
        purchase.status.state(),
        PurchaseState::Shipped | PurchaseState::Completed
    );
    // Of a purchase that was shipped whole, what no box is known to hold is in the first box of which
    // nothing is known.
    if reading.items.is_empty() && (all_shipped || only_box && !is_part(purchase)) {
        lines.append(&mut free);
    } else {
        for item in &reading.items {
            let mut left = item.quantity;
            for line in purchase.lines.iter().filter(|line| line.part == 0) {
                let same = line.variant.product_id == item.product_id
                    && item
                        .variant_id
                        .as_ref()
                        .is_none_or(|id| *id == line.variant.variant_id);
                let units = u32::try_from(line.units.len()).unwrap_or(u32::MAX).max(1);
                let per_unit = (line.quantity / units).max(1);
                let Some(room) = free.get_mut(&line.line_item_id).filter(|_| same) else {
                    continue;
                };
                // A unit of several pieces goes with the first of them: rounding down would leave one
                // whose pieces travel apart in no parcel at all.
                let taken = (*room).min(left.div_ceil(per_unit));
                *room -= taken;
                left = left.saturating_sub(taken.saturating_mul(per_unit));
                if taken > 0 {
                    *lines.entry(line.line_item_id).or_default() += taken;
                }
            }
        }
    }
    lines.retain(|_, quantity| *quantity > 0);
    let line = |(line_item_id, quantity)| ParcelLine {
        line_item_id,
        quantity,
    };
    lines.into_iter().map(line).collect()
}

fn is_part(purchase: &Purchase) -> bool {
    purchase
        .supplier_orders
        .iter()
        .any(|order| order.notice == Some(SupplierNotice::PartlyShipped))
}

/// Whether every unit of a purchase is in a parcel of it that has a number.
#[must_use]
pub fn is_packed_whole(dossier: &Dossier, id: PurchaseId) -> bool {
    let mut of_it = dossier
        .parcels
        .iter()
        .filter(|parcel| parcel.purchase_id == Some(id));
    let free = dossier
        .purchase(id)
        .map(|purchase| free_units(dossier, purchase));
    of_it.all(|parcel| parcel.number.is_some())
        && free.is_some_and(|free| free.values().all(|left| *left == 0))
}

/// Units of a purchase's lines that are in none of its other boxes.
fn free_units(dossier: &Dossier, purchase: &Purchase) -> BTreeMap<LineItemId, u32> {
    let mut free: BTreeMap<LineItemId, u32> = BTreeMap::new();
    for line in purchase.lines.iter().filter(|line| line.part == 0) {
        *free.entry(line.line_item_id).or_default() += u32::try_from(line.units.len()).unwrap_or(0);
    }
    let boxes = dossier
        .parcels
        .iter()
        .filter(|parcel| parcel.purchase_id == Some(purchase.id));
    for packed in boxes.flat_map(|parcel| &parcel.lines) {
        if let Some(units) = free.get_mut(&packed.line_item_id) {
            *units = units.saturating_sub(packed.quantity);
        }
    }
    free
}
