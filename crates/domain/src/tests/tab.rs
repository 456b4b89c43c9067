//! The tab of an order: what it waits for, the earliest thing first.

use proptest::collection::vec;
use proptest::prelude::{any, prop_assert_eq, proptest};
use proptest::sample::select;

use super::{at, dossier, fulfillment, purchase};
use crate::fulfillment::FulfillmentState as F;
use crate::ids::LineItemId;
use crate::order::{PaymentStatus, Tab};
use crate::plan::PlanProblem;
use crate::purchase::{Failure, FailureReason, PurchaseState as S};

/// The tab of an order of one unit whose one purchase stands here.
fn tab(state: S) -> Tab {
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, state, &[(0, &[0])])];
    Tab::of(&known)
}

#[test]
fn each_state_waits_in_its_tab() {
    let tabs = [
        (S::Planned, Tab::AwaitingOrder),
        (S::Placing, Tab::AwaitingOrder),
        (S::PlacementUnknown, Tab::AwaitingOrder),
        (S::AwaitingPayment, Tab::AwaitingPayment),
        (S::Paying, Tab::AwaitingPayment),
        (S::PaymentUnknown, Tab::AwaitingPayment),
        (S::AwaitingShipment, Tab::AwaitingShipment),
        // Until the store was told.
        (S::Shipped, Tab::AwaitingShipment),
        (S::Completed, Tab::AwaitingShipment),
        (S::Failed, Tab::Failed),
        (S::Canceled, Tab::Pending),
    ];
    for (state, expected) in tabs {
        assert_eq!(tab(state), expected, "{state:?}");
    }
    assert_eq!(Tab::of(&dossier(&[1])), Tab::Pending);
}

#[test]
fn it_is_fulfilled_when_the_store_was_told_of_every_wanted_unit() {
    let mut known = dossier(&[3]);
    known.purchases = vec![purchase(1, S::Shipped, &[(0, &[0, 1, 2])])];
    known.fulfillments = vec![fulfillment(1, 1, F::Told, &[(0, 2)])];
    assert_eq!(Tab::of(&known), Tab::AwaitingShipment);
    known
        .fulfillments
        .push(fulfillment(2, 0, F::Foreign, &[(0, 1)]));
    assert_eq!(Tab::of(&known), Tab::Fulfilled);
    known.fulfillments[0].state = F::Intended;
    assert_eq!(Tab::of(&known), Tab::AwaitingShipment);
    known.order.lines[0].removed_quantity = 2;
    assert_eq!(Tab::of(&known), Tab::Fulfilled);
}

#[test]
fn a_failure_comes_before_what_is_awaited_until_someone_dealt_with_it() {
    let mut known = dossier(&[1, 1]);
    known.purchases = vec![
        purchase(1, S::Failed, &[(0, &[0])]),
        purchase(2, S::AwaitingPayment, &[(1, &[0])]),
    ];
    assert_eq!(Tab::of(&known), Tab::Failed);
    known.purchases[0].superseded = true;
    // The marketplace would close what is not paid there while the rest waits for the customer.
    assert_eq!(Tab::of(&known), Tab::AwaitingPayment);
    known.purchases[1] = purchase(2, S::AwaitingShipment, &[(1, &[0])]);
    assert_eq!(Tab::of(&known), Tab::Pending);
    known.order.problems = vec![PlanProblem {
        line_item_id: LineItemId(0),
        failure: Failure::ours(FailureReason::Unmapped, ""),
        rejected_methods: Vec::new(),
    }];
    assert_eq!(Tab::of(&known), Tab::Failed);
}

#[test]
fn a_refusal_of_the_store_fails_until_its_units_were_told_in_another_way() {
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, S::Shipped, &[(0, &[0])])];
    known.fulfillments = vec![fulfillment(1, 1, F::Refused, &[(0, 1)])];
    assert_eq!(Tab::of(&known), Tab::Failed);
    known
        .fulfillments
        .push(fulfillment(2, 0, F::Foreign, &[(0, 1)]));
    assert_eq!(Tab::of(&known), Tab::Fulfilled);
}

#[test]
fn names_round_trip() {
    for tab in Tab::ALL {
        assert_eq!(Tab::parse(tab.as_str()), Some(tab));
    }
}

proptest! {
    #[test]
    fn one_that_is_called_off_is_canceled_whatever_else(states in vec(select(S::ALL.to_vec()), 0..5), refunded in any::<bool>()) {
        let mut known = dossier(&[5]);
        known.purchases = (1_i64..).zip(states).map(|(id, state)| purchase(id, state, &[(0, &[])])).collect();
        if refunded {
            known.order.payment = PaymentStatus::Voided;
        } else {
            known.order.canceled_at = Some(at(1));
        }
        prop_assert_eq!(Tab::of(&known), Tab::Canceled);
    }

    #[test]
    fn the_earliest_thing_that_is_awaited_is_shown(states in vec(select(S::ALL.to_vec()), 1..6)) {
        let quantity = u32::try_from(states.len()).unwrap();
        let mut known = dossier(&[quantity]);
        for (unit, state) in (0_u32..).zip(&states) {
            known.purchases.push(purchase(i64::from(unit) + 1, *state, &[(0, &[unit])]));
        }
        let has = |wanted: &[S]| states.iter().any(|state| wanted.contains(state));
        let expected = if has(&[S::Failed]) {
            Tab::Failed
        } else if has(&[S::Planned, S::Placing, S::PlacementUnknown]) {
            Tab::AwaitingOrder
        } else if has(&[S::AwaitingPayment, S::Paying, S::PaymentUnknown]) {
            Tab::AwaitingPayment
        } else if has(&[S::Canceled]) {
            Tab::Pending
        } else {
            Tab::AwaitingShipment
        };
        prop_assert_eq!(Tab::of(&known), expected);
    }
}
