//! What the store has still to be told.

use proptest::collection::vec;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

use super::{Numbers, at, dossier, fulfillment, parcel};
use crate::fulfillment::{FulfillmentState as F, Telling, intend, tellings};
use crate::ids::FulfillmentId;
use crate::order::Dossier;
use crate::parcel::TrackingStatus as T;

fn quantities(known: &Dossier, state: F) -> Vec<u32> {
    let told = known.fulfillments.iter().filter(|told| told.state == state);
    told.flat_map(|told| &told.lines)
        .map(|line| line.quantity)
        .collect()
}

#[test]
fn each_numbered_parcel_is_intended_once_with_its_lines() {
    let ids = Numbers::new();
    let mut known = dossier(&[3, 1]);
    known.parcels = vec![
        parcel(1, 1, &[(0, 2)]),
        parcel(2, 1, &[(0, 1), (1, 1)]),
        parcel(3, 1, &[]),
    ];
    known.parcels[1].number = None;
    assert_eq!(intend(&mut known, at(1), &ids), 1);
    assert_eq!(quantities(&known, F::Intended), [2]);
    known.parcels[1].number = Some("LP2".into());
    assert_eq!(intend(&mut known, at(1), &ids), 1);
    assert_eq!(intend(&mut known, at(1), &ids), 0);
    assert_eq!(quantities(&known, F::Intended), [2, 1, 1]);
    let first = known.fulfillments[0].id;
    assert_eq!(tellings(&known, true)[0], Telling::Create(first));
}

#[test]
fn what_others_told_is_left_out_and_noted() {
    let ids = Numbers::new();
    let mut known = dossier(&[3]);
    known.fulfillments = vec![fulfillment(1, 0, F::Foreign, &[(0, 2)])];
    known.parcels = vec![parcel(1, 1, &[(0, 2)]), parcel(2, 1, &[(0, 1)])];
    intend(&mut known, at(1), &ids);
    assert_eq!(quantities(&known, F::Intended), [1]);
    // The second parcel has nothing left, and is not asked about again.
    assert_eq!(known.fulfillments.last().unwrap().state, F::Canceled);
    assert_eq!(intend(&mut known, at(1), &ids), 0);
    assert_eq!(tellings(&known, true).len(), 1);
}

#[test]
fn a_canceled_order_is_not_told_of() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.order.canceled_at = Some(at(1));
    known.parcels = vec![parcel(1, 1, &[(0, 1)])];
    assert_eq!(intend(&mut known, at(1), &ids), 0);
}

#[test]
fn a_told_parcel_tells_its_new_number_first_and_then_its_status() {
    let mut known = dossier(&[1]);
    known.parcels = vec![parcel(1, 1, &[(0, 1)])];
    known.fulfillments = vec![fulfillment(9, 1, F::Told, &[(0, 1)])];
    let id = FulfillmentId(9);
    assert!(tellings(&known, true).is_empty());
    known.parcels[0].status = T::InTransit;
    assert_eq!(tellings(&known, true), [Telling::Status(id, T::InTransit)]);
    assert!(tellings(&known, false).is_empty());
    known.parcels[0].number = Some("1Z".into());
    assert_eq!(tellings(&known, true), [Telling::Renumber(id)]);
    assert_eq!(tellings(&known, false), [Telling::Renumber(id)]);
    known.fulfillments[0].number = "1Z".into();
    known.fulfillments[0].told_status = Some(T::InTransit);
    assert!(tellings(&known, true).is_empty());
    for state in [F::Refused, F::Foreign, F::Canceled] {
        known.fulfillments[0].state = state;
        known.fulfillments[0].number = "old".into();
        assert!(tellings(&known, true).is_empty(), "{state:?}");
    }
}

proptest! {
    #[test]
    fn never_more_is_told_than_is_wanted(
        quantity in 1_u32..6,
        removed in 0_u32..3,
        parcels in vec(1_u32..4, 0..6),
        foreign in vec((1_u32..3, select(F::ALL.to_vec())), 0..3),
    ) {
        let ids = Numbers::new();
        let mut known = dossier(&[quantity]);
        known.order.lines[0].removed_quantity = removed.min(quantity);
        for (id, (units, state)) in (100_i64..).zip(foreign) {
            known.fulfillments.push(fulfillment(id, 0, state, &[(0, units)]));
        }
        let before: u32 = [F::Intended, F::Told, F::Foreign].into_iter().flat_map(|state| quantities(&known, state)).sum();
        // They come one after another, as they do.
        for (id, units) in (1_i64..).zip(parcels) {
            known.parcels.push(parcel(id, 1, &[(0, units)]));
            prop_assert_eq!(intend(&mut known, at(1), &ids), 1);
            prop_assert_eq!(intend(&mut known, at(1), &ids), 0);
        }
        let after: u32 = [F::Intended, F::Told, F::Foreign].into_iter().flat_map(|state| quantities(&known, state)).sum();
        prop_assert!(after <= before.max(known.order.lines[0].wanted_quantity()));
        let empty = known.fulfillments.iter().any(|told| told.state == F::Intended && told.lines.is_empty());
        prop_assert!(!empty, "an empty list of lines means everything to some stores");
    }
}
