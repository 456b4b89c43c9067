//! What the store was told: every parcel's number once, for exactly its lines, and one mail for each
//! number.

use std::collections::{BTreeMap, BTreeSet};

use domain::fulfillment::FulfillmentState;
use domain::order::{Dossier, Tab};
use domain::purchase::Purchase;
use platforms::aliexpress::sim::ledger::OrderRow as SupplierRow;
use platforms::shopbase::sim::ledger::{FulfillmentRow, OrderRow as StoreRow};

use super::super::shelf::Offer;
use super::{Case, Finding, found, stands};

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    for (id, row) in &case.store_orders {
        let dossier = case.dossiers.get(id).copied();
        once(row, dossier, findings);
        if let Some(dossier) = dossier {
            from_a_parcel(case, row, dossier, findings);
            each_parcel(case, row, dossier, findings);
            agrees(row, dossier, findings);
        }
    }
    mails(case, findings);
}

fn is_live(told: &FulfillmentRow) -> bool {
    told.status != "cancelled"
}

/// No number was told twice.
fn once(row: &StoreRow, dossier: Option<&Dossier>, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let live = row.fulfillments.iter().filter(|told| is_live(told));
    for number in live.flat_map(|told| &told.numbers) {
        if !seen.insert(number) {
            let what = format!("{} was told of {number} twice", row.name);
            found(
                findings,
                "told_twice",
                dossier.map(|one| one.order.id),
                what,
            );
        }
    }
}

/// Every number in the store is that of a parcel of this order, or somebody made it up.
fn from_a_parcel(case: &Case<'_>, row: &StoreRow, dossier: &Dossier, findings: &mut Vec<Finding>) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for parcel in made(case, dossier).flat_map(|order| &order.parcels) {
        known.insert(&parcel.first_mile_number);
        known.insert(&parcel.last_mile_number);
    }
    let live = row.fulfillments.iter().filter(|told| is_live(told));
    for number in live.flat_map(|told| &told.numbers) {
        if !known.contains(number.as_str()) && !case.evidence.truth.typed_numbers.contains(number) {
            let what = format!("{} was told of {number}, which is on no parcel", row.name);
            found(findings, "no_parcel", Some(dossier.order.id), what);
        }
    }
}

fn made<'a>(case: &'a Case<'_>, dossier: &'a Dossier) -> impl Iterator<Item = &'a SupplierRow> {
    let purchases = dossier.purchases.iter();
    purchases
        .flat_map(|purchase| case.made_by(purchase.id))
        .copied()
}

/// Each parcel that is under way is in the store with its number as it is now. Of plain orders its lines
/// must be exact; where people refunded, edited or shipped by hand, the number must be there unless the
/// store wants no more of these lines or a person is asked.
fn each_parcel(case: &Case<'_>, row: &StoreRow, dossier: &Dossier, findings: &mut Vec<Finding>) {
    if row.canceled_at.is_some() || dossier.order.is_called_off() {
        return;
    }
    let offers = case.evidence.shelf.by_variant();
    let is_plain = is_plain(case, row, dossier);
    for order in made(case, dossier).filter(|order| stands(order)) {
        let known = dossier.purchases.iter().any(|purchase| {
            let numbers = purchase.supplier_orders.iter();
            numbers
                .map(|known| known.external_id.as_str())
                .any(|known| known == order.order_id.to_string())
        });
        if !known {
            continue;
        }
        let variants = bought_for(row, order, dossier);
        for parcel in order.parcels.iter().filter(|parcel| parcel.shipped) {
            // Units of the store's variants of which it holds the first part.
            let wanted = units(&offers, &variants, order, &parcel.contents);
            let told = row
                .fulfillments
                .iter()
                .find(|told| is_live(told) && told.numbers.contains(&parcel.number));
            match told {
                None if wanted.is_empty() => {}
                // Its pieces may all belong to units that began in another parcel, or may have been told
                // with one that holds their like.
                None if are_told(row, order, &wanted)
                    && (is_split(&offers, row) || is_ambiguous(row, &offers)) => {}
                // All that was bought with it is told; what the store waits for was added later.
                None if (is_split(&offers, row) || is_ambiguous(row, &offers))
                    && is_told_whole(&offers, row, (order, &variants), &wanted) => {}
                // A dispute can end its travel before it has the number that a customer can follow.
                None if parcel.number == parcel.first_mile_number && is_asked(dossier) => {}
                None if !is_plain && (is_asked(dossier) || are_told(row, order, &wanted)) => {}
                None => {
                    let what = format!(
                        "{} was not told of parcel {} of supplier order {}, which holds {wanted:?}",
                        row.name, parcel.number, order.order_id
                    );
                    found(findings, "untold", Some(dossier.order.id), what);
                }
                Some(told) if is_plain => {
                    let lines = by_variant(row, told);
                    let fits = lines == wanted || is_split(&offers, row) && within(&lines, &wanted);
                    if !fits && !is_ambiguous(row, &offers) {
                        let what = format!(
                            "{} was told that parcel {} holds {lines:?}, it holds {wanted:?}",
                            row.name, parcel.number
                        );
                        found(findings, "lines", Some(dossier.order.id), what);
                    }
                }
                Some(_) => {}
            }
        }
    }
}

/// Nobody refunded, edited or shipped by hand, and nothing was bought a second time for it.
fn is_plain(case: &Case<'_>, row: &StoreRow, dossier: &Dossier) -> bool {
    let told = case.truths.get(&row.id);
    let typed = |parcel: &domain::parcel::Parcel| parcel.purchase_id.is_none();
    told.is_some_and(|told| told.plain)
        && !dossier.parcels.iter().any(typed)
        && made(case, dossier).all(stands)
}

fn is_asked(dossier: &Dossier) -> bool {
    dossier.order.needs_person || dossier.order.tab == Tab::Failed
}

/// Whether the store wants nothing more of these variants, but for what was added after a supplier
/// order was made.
fn are_told(row: &StoreRow, order: &SupplierRow, variants: &BTreeMap<i64, i64>) -> bool {
    let mut lines = row.lines.iter().filter(|line| {
        let variant = line.variant_id;
        variant.is_some_and(|variant| variants.contains_key(&variant))
    });
    lines.all(|line| {
        let until_then = line
            .quantities
            .iter()
            .rfind(|(since, _)| *since <= order.created_at);
        let then = until_then.map_or(0, |(_, quantity)| *quantity);
        line.fulfilled + line.refunded >= line.quantity.min(then)
    })
}

/// The store's variants for whose lines a supplier order was bought, with how many of their units began
/// with its purchase. Which lines these are the database says: one form may be what a line sells and a
/// further part of another line's bundle.
fn bought_for(row: &StoreRow, order: &SupplierRow, dossier: &Dossier) -> Vec<(i64, i64)> {
    let number = order.order_id.to_string();
    let is_of_it = |purchase: &&Purchase| {
        let mut known = purchase.supplier_orders.iter();
        known.any(|known| known.external_id.as_str() == number)
    };
    let purchases: Vec<&Purchase> = dossier.purchases.iter().filter(is_of_it).collect();
    let there = row.lines.iter().filter_map(|line| {
        // Nothing in it was bought for a line that was added later.
        let since = line.quantities.first();
        let was_there = since.is_none_or(|(since, _)| *since <= order.created_at);
        let id = line.id.to_string();
        let ours = dossier.order.lines.iter();
        let ours = ours
            .filter(|_| was_there)
            .find(|ours| ours.external_id.as_str() == id)?;
        let bought = purchases.iter().flat_map(|purchase| &purchase.lines);
        let mut bought = bought
            .filter(|bought| bought.line_item_id == ours.id)
            .peekable();
        bought.peek()?;
        let begun: usize = bought
            .filter(|bought| bought.part == 0)
            .map(|bought| bought.units.len())
            .sum();
        Some((line.variant_id?, i64::try_from(begun).unwrap_or(i64::MAX)))
    });
    there.collect()
}

/// Whether the store has as many units of these variants under the numbers of a supplier order's parcels
/// as were bought with it.
fn is_told_whole(
    offers: &BTreeMap<i64, &Offer>,
    row: &StoreRow,
    (order, bought_for): (&SupplierRow, &[(i64, i64)]),
    variants: &BTreeMap<i64, i64>,
) -> bool {
    let all: Vec<_> = order
        .lines
        .iter()
        .map(|line| line.count)
        .enumerate()
        .collect();
    let bought = units(offers, bought_for, order, &all);
    let is_of_it = |told: &&FulfillmentRow| {
        let mut parcels = order.parcels.iter();
        is_live(told) && parcels.any(|parcel| told.numbers.contains(&parcel.number))
    };
    let mut told: BTreeMap<i64, i64> = BTreeMap::new();
    for (variant, units) in row
        .fulfillments
        .iter()
        .filter(is_of_it)
        .flat_map(|told| by_variant(row, told))
    {
        *told.entry(variant).or_default() += units;
    }
    let count = |units: &BTreeMap<i64, i64>, variant| units.get(variant).copied().unwrap_or(0);
    // Pieces of a further part of a bundle are not units, though they look like those of another line.
    variants.keys().all(|variant| {
        let begun = bought_for.iter().filter(|(of, _)| of == variant);
        let begun = begun.map(|(_, units)| units).sum();
        count(&told, variant) >= count(&bought, variant).min(begun)
    })
}

/// Units of the store's variants of which these pieces are the first part: places among the supplier
/// order's lines, with how many pieces.
fn units(
    offers: &BTreeMap<i64, &Offer>,
    variants: &[(i64, i64)],
    order: &SupplierRow,
    pieces: &[(usize, u32)],
) -> BTreeMap<i64, i64> {
    let mut units = BTreeMap::new();
    for (place, count) in pieces {
        let Some(line) = order.lines.get(*place) else {
            continue;
        };
        let mut left = i64::from(*count);
        for &(variant, _) in variants {
            let first = offers.get(&variant).and_then(|offer| offer.parts.first());
            let is_it = first.is_some_and(|part| {
                part.product == line.product_id.to_string() && part.sku == line.sku_id
            });
            if let Some(part) = first.filter(|_| is_it) {
                // A unit of several pieces is in the parcel that holds its first one.
                let each = i64::from(part.quantity).max(1);
                if left > 0 {
                    *units.entry(variant).or_default() += (left + each - 1) / each;
                }
                left = 0;
            }
        }
    }
    units
}

/// Where one form is bought for two lines of an order, or as a further part of one, no parcel tells
/// which line it is for.
fn is_ambiguous(row: &StoreRow, offers: &BTreeMap<i64, &Offer>) -> bool {
    let mut seen = BTreeSet::new();
    let parts = row
        .lines
        .iter()
        .filter_map(|line| offers.get(&line.variant_id?))
        .flat_map(|offer| &offer.parts);
    // Parcels do not always tell the form, so that two forms of one product can't be told apart.
    let mut products = parts.map(|part| &part.product);
    !products.all(|product| seen.insert(product))
}

/// Whether a unit of it is several pieces, which may travel apart.
fn is_split(offers: &BTreeMap<i64, &Offer>, row: &StoreRow) -> bool {
    row.lines.iter().any(|line| {
        let offer = line.variant_id.and_then(|variant| offers.get(&variant));
        let first = offer.and_then(|offer| offer.parts.first());
        first.is_some_and(|part| part.quantity > 1)
    })
}

fn within(lines: &BTreeMap<i64, i64>, most: &BTreeMap<i64, i64>) -> bool {
    lines
        .iter()
        .all(|(variant, units)| most.get(variant).is_some_and(|most| units <= most))
}

fn by_variant(row: &StoreRow, told: &FulfillmentRow) -> BTreeMap<i64, i64> {
    let mut units = BTreeMap::new();
    for (line, quantity) in &told.lines {
        let variant = row
            .lines
            .iter()
            .find(|known| known.id == *line)
            .and_then(|known| known.variant_id);
        *units.entry(variant.unwrap_or_default()).or_default() += quantity;
    }
    units
}

/// What the database says that the store has, the store has; what it says that the store refused, the
/// store does not have.
fn agrees(row: &StoreRow, dossier: &Dossier, findings: &mut Vec<Finding>) {
    for ours in &dossier.fulfillments {
        let theirs = ours
            .external_id
            .as_ref()
            .and_then(|id| id.as_str().parse::<i64>().ok())
            .and_then(|id| row.fulfillments.iter().find(|told| told.id == id));
        let there = theirs.is_some_and(is_live);
        let number_there = row
            .fulfillments
            .iter()
            .any(|told| is_live(told) && told.numbers.contains(&ours.number));
        let wrong = match ours.state {
            FulfillmentState::Told | FulfillmentState::Foreign => !there,
            FulfillmentState::Refused => number_there,
            FulfillmentState::Intended => true,
            FulfillmentState::Canceled => false,
        };
        if wrong {
            let what = format!(
                "{}: fulfillment {} of {} is {} by the database",
                row.name,
                ours.id,
                ours.number,
                ours.state.as_str()
            );
            found(findings, "store_disagrees", Some(dossier.order.id), what);
        }
    }
}

/// One mail for each number, and none where the merchant wants none.
fn mails(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let about_parcels = case
        .evidence
        .mails
        .iter()
        .filter(|mail| matches!(mail.kind, "shipping_confirmation" | "shipping_update"));
    for mail in about_parcels {
        let number = mail.tracking_number.as_deref().unwrap_or_default();
        let dossier = case.dossiers.get(&mail.order_id);
        let order = dossier.map(|dossier| dossier.order.id);
        if !seen.insert((mail.order_id, mail.kind, number)) {
            let what = format!("{} of {number} was mailed twice", mail.kind);
            found(findings, "mailed_twice", order, what);
        }
        let typed = case.evidence.truth.typed_numbers.contains(number);
        if !case.evidence.plan.notify && !typed {
            let what = format!(
                "{} of {number} was mailed, and no mails are wanted",
                mail.kind
            );
            found(findings, "unwanted_mail", order, what);
        }
    }
}
