//! The reasons why a person should look.

use jiff::SignedDuration;

use super::{at, dossier, fulfillment, parcel, purchase, supplier_order, usd};
use crate::fulfillment::FulfillmentState as F;
use crate::ids::{FulfillmentId, ParcelId, PurchaseId};
use crate::order::{Attention as A, Dossier};
use crate::parcel::TrackingStatus as T;
use crate::purchase::{PurchaseState as S, SupplierNotice as N};

const ID: PurchaseId = PurchaseId(1);

/// An order of two units that one purchase in this state buys.
fn bought(state: S) -> Dossier {
    let mut known = dossier(&[2]);
    known.purchases = vec![purchase(1, state, &[(0, &[0, 1])])];
    known.purchases[0].supplier_orders = vec![supplier_order("7")];
    known
}

fn reasons(known: &Dossier) -> Vec<A> {
    A::of(known, at(60))
}

#[test]
fn nobody_is_bothered_on_the_ordinary_way() {
    for state in S::ALL {
        let asks = matches!(
            state,
            S::PlacementUnknown | S::PaymentUnknown | S::Failed | S::Completed
        );
        assert_eq!(!reasons(&bought(state)).is_empty(), asks, "{state:?}");
    }
    assert!(reasons(&dossier(&[2])).is_empty());
}

#[test]
fn doubts_failures_and_totals_ask() {
    let doubt = A::InDoubt { purchase_id: ID };
    assert_eq!(
        reasons(&bought(S::PlacementUnknown)),
        std::slice::from_ref(&doubt)
    );
    assert_eq!(reasons(&bought(S::PaymentUnknown)), [doubt]);
    let mut failed = bought(S::Failed);
    assert_eq!(reasons(&failed), [A::Failed]);
    failed.purchases[0].superseded = true;
    assert!(reasons(&failed).is_empty());
    let mut dear = bought(S::AwaitingPayment);
    dear.purchases[0].supplier_orders[0].total = Some(usd(10_001));
    assert_eq!(reasons(&dear), [A::OverCeiling { purchase_id: ID }]);
    dear.purchases[0].supplier_orders[0].total = Some(usd(10_000));
    assert!(reasons(&dear).is_empty());
}

#[test]
fn a_payment_is_urged_in_its_last_hours() {
    let mut unpaid = bought(S::AwaitingPayment);
    let pay_until = at(60) + SignedDuration::from_hours(12);
    unpaid.purchases[0].supplier_orders[0].pay_until = Some(pay_until);
    assert!(reasons(&unpaid).is_empty());
    let later = at(61);
    let due = A::PaymentDueSoon {
        purchase_id: ID,
        pay_until,
    };
    assert_eq!(A::of(&unpaid, later), [due]);
    unpaid.purchases[0].status = bought(S::AwaitingShipment).purchases[0].status;
    assert!(A::of(&unpaid, later).is_empty());
}

#[test]
fn only_notices_that_need_a_person_are_shown() {
    let mut noticed = bought(S::AwaitingShipment);
    for (notice, asks) in [
        (N::PaymentProcessing, false),
        (N::Frozen, true),
        (N::PartlyShipped, false),
        (N::PartlyCanceled, true),
    ] {
        noticed.purchases[0].supplier_orders[0].notice = Some(notice);
        assert_eq!(!reasons(&noticed).is_empty(), asks, "{notice:?}");
    }
    // Lines that were canceled at the marketplace and came in another way are nobody's worry.
    noticed.fulfillments = vec![fulfillment(1, 0, F::Foreign, &[(0, 2)])];
    assert!(reasons(&noticed).is_empty());
}

#[test]
fn a_supplier_order_of_a_canceled_order_asks_until_it_is_closed() {
    for state in S::ALL {
        let mut known = bought(state);
        known.order.canceled_at = Some(at(1));
        let asks = reasons(&known).contains(&A::CalledOffAfterPlacing { purchase_id: ID });
        assert_eq!(asks, state.is_followed(), "{state:?}");
        assert!(!reasons(&known).contains(&A::Failed));
    }
}

#[test]
fn shipped_without_a_number_asks_after_a_week_or_at_the_end() {
    let asked = A::ShippedWithoutNumber { purchase_id: ID };
    let week = at(0) + SignedDuration::from_hours(7 * 24);
    let mut known = bought(S::Shipped);
    assert!(A::of(&known, week).is_empty());
    let after = week + SignedDuration::from_secs(1);
    assert_eq!(A::of(&known, after), std::slice::from_ref(&asked));
    assert_eq!(reasons(&bought(S::Completed)), std::slice::from_ref(&asked));
    let mut untracked = bought(S::Shipped);
    untracked.purchases[0].shipping.tracked = false;
    assert_eq!(reasons(&untracked), std::slice::from_ref(&asked));
    known.fulfillments = vec![fulfillment(1, 0, F::Foreign, &[(0, 2)])];
    assert!(A::of(&known, after).is_empty());
    known.fulfillments.clear();
    known.parcels = vec![parcel(1, 1, &[])];
    assert!(A::of(&known, after).is_empty());
}

#[test]
fn one_that_is_dealt_with_does_not_hide_another() {
    let mut known = dossier(&[1, 1]);
    known.purchases = vec![
        purchase(1, S::Completed, &[(0, &[0])]),
        purchase(2, S::Completed, &[(1, &[0])]),
    ];
    known.fulfillments = vec![fulfillment(1, 0, F::Told, &[(0, 1)])];
    let purchase_id = PurchaseId(2);
    assert_eq!(reasons(&known), [A::ShippedWithoutNumber { purchase_id }]);
}

#[test]
fn what_somebody_canceled_in_the_store_asks_until_it_is_told_again() {
    let mut known = dossier(&[2, 1]);
    known.purchases = vec![
        purchase(1, S::Shipped, &[(0, &[0, 1])]),
        purchase(2, S::Shipped, &[(1, &[0])]),
    ];
    known.parcels = vec![parcel(1, 1, &[(0, 2)]), parcel(2, 2, &[(1, 1)])];
    known.fulfillments = vec![fulfillment(5, 1, F::Told, &[(0, 2)])];
    assert!(reasons(&known).is_empty());
    known.fulfillments[0].state = F::Canceled;
    let fulfillment_id = FulfillmentId(5);
    assert_eq!(reasons(&known), [A::FulfillmentCanceled { fulfillment_id }]);
    let mut called_off = known.clone();
    called_off.order.canceled_at = Some(at(1));
    assert!(!reasons(&called_off).contains(&A::FulfillmentCanceled { fulfillment_id }));
    // Told again in the store; the other line still waits for its own parcel and asks nobody.
    known
        .fulfillments
        .push(fulfillment(6, 0, F::Foreign, &[(0, 2)]));
    assert!(reasons(&known).is_empty());
    // One that was never in the store: somebody else had told all of it.
    known.fulfillments.remove(1);
    known.fulfillments[0].external_id = None;
    assert!(reasons(&known).is_empty());
}

#[test]
fn what_was_sent_and_is_wanted_again_asks() {
    let mut known = dossier(&[3]);
    known.purchases = vec![purchase(1, S::Completed, &[(0, &[0, 1, 2])])];
    known.parcels = vec![parcel(1, 1, &[(0, 3)])];
    known.parcels[0].status = T::Delivered;
    // One of three was refunded after it was bought: the parcel was told with two.
    known.order.lines[0].removed_quantity = 1;
    known.fulfillments = vec![fulfillment(5, 1, F::Told, &[(0, 2)])];
    assert!(reasons(&known).is_empty());
    // One is added anew: it is bought, but no parcel will tell of it.
    known.order.lines[0].quantity = 4;
    let fulfillment_id = FulfillmentId(5);
    assert_eq!(reasons(&known), [A::SentBefore { fulfillment_id }]);
    // A parcel that is still to come may tell of it.
    let mut comes = known.clone();
    comes.purchases[0].status = purchase(1, S::Shipped, &[]).status;
    assert!(reasons(&comes).is_empty());
    // A person told the store.
    let by_hand = fulfillment(6, 0, F::Foreign, &[(0, 1)]);
    known.fulfillments.push(by_hand);
    assert!(reasons(&known).is_empty());
    // All of it was told by somebody else who took that back.
    known.fulfillments.remove(1);
    known.fulfillments[0].state = F::Canceled;
    known.fulfillments[0].external_id = None;
    known.fulfillments[0].lines.clear();
    assert_eq!(reasons(&known), [A::SentBefore { fulfillment_id }]);
}

#[test]
fn too_much_bought_parcels_in_trouble_and_refusals_ask() {
    let mut known = bought(S::AwaitingPayment);
    known.order.lines[0].removed_quantity = 1;
    assert_eq!(reasons(&known), [A::BoughtTooMuch]);
    let mut known = bought(S::Shipped);
    for status in T::ALL {
        known.parcels = vec![parcel(1, 1, &[(0, 2)])];
        known.parcels[0].status = status;
        let parcel_id = ParcelId(1);
        let asks = reasons(&known) == [A::Parcel { parcel_id, status }];
        assert_eq!(asks, status.needs_person(), "{status:?}");
    }
    known.parcels[0].status = T::InTransit;
    known.fulfillments = vec![fulfillment(1, 1, F::Refused, &[(0, 2)])];
    assert_eq!(reasons(&known), [A::StoreRefused]);
    known
        .fulfillments
        .push(fulfillment(2, 0, F::Foreign, &[(0, 2)]));
    assert!(reasons(&known).is_empty());
}
