//! What is left to buy: every wanted unit is held, shipped or needed, once.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

use super::{at, dossier, fulfillment, parcel, purchase};
use crate::fulfillment::FulfillmentState as F;
use crate::order::{Dossier, PaymentStatus, needed_lines};
use crate::purchase::{Failure, FailureReason, PurchaseState as S};

/// The needed units of the n-th line.
fn needed(dossier: &Dossier, line: i64) -> Vec<u32> {
    let needed = needed_lines(dossier);
    let of_line = needed.into_iter().find(|one| one.line_item_id.0 == line);
    of_line.map(|one| one.units).unwrap_or_default()
}

#[test]
fn units_keep_their_numbers_and_only_what_is_missing_is_needed() {
    let mut known = dossier(&[4, 1]);
    assert_eq!(
        (needed(&known, 0), needed(&known, 1)),
        (vec![0, 1, 2, 3], vec![0])
    );
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[1, 2])])];
    assert_eq!(
        (needed(&known, 0), needed(&known, 1)),
        (vec![0, 3], vec![0])
    );
    known.order.lines[0].removed_quantity = 1;
    assert_eq!(needed(&known, 0), [0]);
    known.order.lines[1].requires_shipping = false;
    assert!(needed(&known, 1).is_empty());
}

#[test]
fn what_failed_is_needed_only_when_a_person_orders_again() {
    let mut known = dossier(&[2]);
    known.purchases = vec![purchase(1, S::Failed, &[(0, &[0, 1])])];
    assert!(needed(&known, 0).is_empty());
    known.purchases[0].superseded = true;
    assert_eq!(needed(&known, 0), [0, 1]);
    // Canceled before it was bought is nothing to wait for; closed after shipping is.
    known.purchases = vec![purchase(2, S::Canceled, &[(0, &[0, 1])])];
    assert_eq!(needed(&known, 0), [0, 1]);
    known.purchases[0].failure = Some(Failure::ours(FailureReason::ClosedAtMarketplace, ""));
    assert!(needed(&known, 0).is_empty());
}

/// The missing parts of the first line's units that were begun, with those units.
fn missing(dossier: &Dossier) -> Vec<(Vec<u16>, Vec<u32>)> {
    let needed = needed_lines(dossier).into_iter();
    needed
        .filter_map(|one| Some((one.parts?, one.units)))
        .collect()
}

#[test]
fn a_bundle_of_which_one_part_came_to_nothing_is_completed() {
    let mut known = dossier(&[2]);
    known.purchases = vec![
        purchase(1, S::Failed, &[(0, &[0, 1])]),
        purchase(2, S::Completed, &[(0, &[0, 1])]),
    ];
    for (part, one) in (0..).zip(&mut known.purchases) {
        (one.lines[0].part, one.lines[0].parts) = (part, 2);
    }
    assert_eq!(missing(&known), []);
    known.purchases[0].superseded = true;
    assert_eq!(missing(&known), [(vec![0], vec![0, 1])]);
    // So it is with one that was canceled because the address changed.
    let mut moved = known.clone();
    moved.purchases[0] = purchase(1, S::Canceled, &[(0, &[0, 1])]);
    assert_eq!(missing(&moved), [(vec![0], vec![0, 1])]);
    // Only what is wanted is completed, and no third unit is begun.
    known.order.lines[0].removed_quantity = 1;
    assert_eq!(missing(&known), [(vec![0], vec![0])]);
    assert_eq!(needed_lines(&known).len(), 1);
    // What was closed after it was shipped is on its way.
    known.parcels = vec![parcel(1, 1, &[])];
    assert_eq!(missing(&known), []);
}

#[test]
fn a_bundle_of_which_one_part_was_sent_for_some_units_is_completed_for_the_others() {
    let mut known = dossier(&[3]);
    known.purchases = vec![
        purchase(1, S::Failed, &[(0, &[0, 1, 2])]),
        purchase(2, S::Completed, &[(0, &[0, 1, 2])]),
    ];
    for (part, one) in (0..).zip(&mut known.purchases) {
        (one.lines[0].part, one.lines[0].parts) = (part, 2);
    }
    known.purchases[0].superseded = true;
    known.parcels = vec![parcel(1, 1, &[(0, 2)])];
    assert_eq!(missing(&known), [(vec![0], vec![2])]);
    assert_eq!(needed_lines(&known).len(), 1);
    known.parcels.push(parcel(2, 1, &[(0, 1)]));
    assert_eq!(needed_lines(&known), []);
    // Its only parcel holds another line.
    let mut known = dossier(&[2, 1]);
    known.purchases = vec![
        purchase(1, S::Failed, &[(0, &[0, 1]), (1, &[0])]),
        purchase(2, S::Completed, &[(0, &[0, 1])]),
    ];
    (
        known.purchases[0].lines[0].part,
        known.purchases[1].lines[0].part,
    ) = (0, 1);
    (
        known.purchases[0].lines[0].parts,
        known.purchases[1].lines[0].parts,
    ) = (2, 2);
    known.purchases[0].superseded = true;
    known.parcels = vec![parcel(1, 1, &[(1, 1)])];
    assert_eq!(missing(&known), [(vec![0], vec![0, 1])]);
    assert_eq!(needed_lines(&known).len(), 1);
}

#[test]
fn what_is_on_its_way_is_not_bought_again() {
    // Typed in by hand, whether the store was told yet or not.
    let mut known = dossier(&[3]);
    known.parcels = vec![parcel(1, 0, &[(0, 2)])];
    assert_eq!(needed(&known, 0).len(), 1);
    known.fulfillments = vec![fulfillment(1, 1, F::Told, &[(0, 2)])];
    assert_eq!(needed(&known, 0).len(), 1);
    // Sent by a purchase that is dead now.
    let mut known = dossier(&[3]);
    known.purchases = vec![purchase(1, S::Failed, &[(0, &[0, 1, 2])])];
    known.purchases[0].superseded = true;
    known.parcels = vec![parcel(1, 1, &[(0, 2)])];
    assert_eq!(needed(&known, 0).len(), 1);
    known.parcels[0].number = None;
    assert_eq!(needed(&known, 0).len(), 3);
    // Fulfilled by someone else in the store.
    let mut known = dossier(&[3]);
    known.fulfillments = vec![fulfillment(1, 0, F::Foreign, &[(0, 3)])];
    assert!(needed(&known, 0).is_empty());
    known.fulfillments[0].state = F::Canceled;
    assert_eq!(needed(&known, 0).len(), 3);
}

#[test]
fn nothing_is_needed_for_an_order_that_is_called_off() {
    let mut known = dossier(&[3]);
    known.order.payment = PaymentStatus::Refunded;
    assert!(needed_lines(&known).is_empty());
    known.order.payment = PaymentStatus::Paid;
    known.order.canceled_at = Some(at(1));
    assert!(needed_lines(&known).is_empty());
}

/// Any order with any purchases, each unit in at most one that holds it, as the database guarantees.
fn any_dossier() -> impl Strategy<Value = Dossier> {
    let purchases = vec(
        (select(S::ALL.to_vec()), any::<bool>(), vec(0_u32..6, 0..4)),
        0..5,
    );
    (1_u32..6, 0_u32..6, purchases, 0_u32..4).prop_map(|(quantity, removed, purchases, foreign)| {
        let mut known = dossier(&[quantity]);
        known.order.lines[0].removed_quantity = removed.min(quantity);
        let mut taken = BTreeSet::new();
        for (id, (state, superseded, units)) in (1_i64..).zip(purchases) {
            let units: Vec<u32> = units
                .into_iter()
                .filter(|unit| *unit < quantity && taken.insert(*unit))
                .collect();
            let mut one = purchase(id, state, &[(0, &units)]);
            one.superseded = superseded;
            known.purchases.push(one);
        }
        if foreign > 0 {
            known.fulfillments = vec![fulfillment(1, 0, F::Foreign, &[(0, foreign)])];
        }
        known
    })
}

proptest! {
    #[test]
    fn every_wanted_unit_is_held_or_shipped_or_needed_exactly_once(known in any_dossier()) {
        let line = &known.order.lines[0];
        let held: BTreeSet<u32> = known
            .purchases
            .iter()
            .filter(|one| one.status.state().is_live() || one.is_open_failure())
            .flat_map(|one| one.lines[0].units.clone())
            .collect();
        let needed = needed(&known, 0);
        prop_assert!(needed.iter().all(|unit| !held.contains(unit) && *unit < line.quantity));
        let distinct: BTreeSet<&u32> = needed.iter().collect();
        prop_assert_eq!(distinct.len(), needed.len());
        let foreign: u32 = known.fulfillments.iter().flat_map(|told| &told.lines).map(|line| line.quantity).sum();
        let open = line.wanted_quantity().saturating_sub(foreign);
        let missing = usize::try_from(open).unwrap().saturating_sub(held.len());
        prop_assert_eq!(needed.len(), missing);
    }
}
