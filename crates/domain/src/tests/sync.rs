//! Following supplier orders: what is read moves a purchase forward or not at all.

use proptest::collection::vec;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

use super::{Numbers, at, dossier, parcel, purchase, supplier_order, usd};
use crate::ids::PurchaseId;
use crate::job::Job;
use crate::order::{Dossier, Revision, TimelineKind};
use crate::ports::marketplace::{SupplierOrderReading, SupplierProgress as P};
use crate::purchase::{FailureReason, PurchaseState as S, SupplierNotice, next_sync, sync};

const ID: PurchaseId = PurchaseId(1);

const EVERY: [P; 6] = [
    P::Unpaid,
    P::Paid,
    P::Shipped,
    P::Completed,
    P::Closed,
    P::Unknown,
];

fn bought(state: S) -> Dossier {
    let mut known = dossier(&[2]);
    known.purchases = vec![purchase(1, state, &[(0, &[0, 1])])];
    known.purchases[0].supplier_orders = vec![supplier_order("a"), supplier_order("b")];
    known
}

fn read(progress: &[P]) -> Vec<SupplierOrderReading> {
    let reading = |(number, progress): (&str, &P)| {
        let mut order = supplier_order(number);
        order.raw_status = format!("{progress:?}");
        SupplierOrderReading {
            order,
            progress: *progress,
            closed_because: (*progress == P::Closed).then(|| "no stock".to_owned()),
            created_at: None,
            items: Vec::new(),
        }
    };
    ["a", "b"].into_iter().zip(progress).map(reading).collect()
}

fn after(known: Dossier, progress: &[P], ids: &Numbers) -> Dossier {
    let mut revision = Revision::of(known, at(60), ids);
    sync(&mut revision, ID, &read(progress));
    revision.dossier
}

#[test]
fn it_stands_where_the_slowest_stands() {
    let ids = Numbers::new();
    for (readings, state) in [
        ([P::Unpaid, P::Completed], S::AwaitingPayment),
        ([P::Paid, P::Shipped], S::AwaitingShipment),
        ([P::Completed, P::Shipped], S::Shipped),
        ([P::Completed, P::Completed], S::Completed),
        ([P::Closed, P::Paid], S::AwaitingShipment),
        ([P::Closed, P::Closed], S::Failed),
        ([P::Unknown, P::Completed], S::AwaitingPayment),
    ] {
        let known = after(bought(S::AwaitingPayment), &readings, &ids);
        assert_eq!(known.purchases[0].status.state(), state, "{readings:?}");
        let kept: Vec<_> = known.purchases[0].supplier_orders.iter().collect();
        assert!(
            kept.iter()
                .all(|order| order.read_at == Some(at(60)) && !order.raw_status.is_empty())
        );
    }
}

#[test]
fn a_part_that_was_closed_asks_for_a_person() {
    let ids = Numbers::new();
    let known = after(bought(S::AwaitingPayment), &[P::Closed, P::Paid], &ids);
    let notices: Vec<_> = known.purchases[0]
        .supplier_orders
        .iter()
        .map(|order| order.notice)
        .collect();
    assert_eq!(notices, [Some(SupplierNotice::PartlyCanceled), None]);
    let known = after(bought(S::AwaitingPayment), &[P::Closed, P::Closed], &ids);
    assert!(
        known.purchases[0]
            .supplier_orders
            .iter()
            .all(|order| order.notice.is_none())
    );
}

#[test]
fn closing_is_a_failure_where_the_customer_still_waits() {
    let ids = Numbers::new();
    let closed = [P::Closed, P::Closed];
    let failed = after(bought(S::AwaitingShipment), &closed, &ids)
        .purchases
        .remove(0);
    let failure = failed.failure.unwrap();
    assert_eq!(failure.reason, FailureReason::ClosedAtMarketplace);
    assert_eq!(failure.vendor_message.as_deref(), Some("no stock"));
    let mut called_off = bought(S::AwaitingShipment);
    called_off.order.canceled_at = Some(at(1));
    let canceled = after(called_off, &closed, &ids).purchases.remove(0);
    assert_eq!(
        (canceled.status.state(), canceled.is_open_failure()),
        (S::Canceled, false)
    );
    // After shipping it can't become failed, but it must not be forgotten either.
    let mut shipped = bought(S::Shipped);
    let lost = after(shipped.clone(), &closed, &ids).purchases.remove(0);
    assert_eq!(
        (lost.status.state(), lost.is_open_failure()),
        (S::Canceled, true)
    );
    shipped.parcels = vec![parcel(1, 1, &[(0, 1)])];
    assert!(after(shipped.clone(), &closed, &ids).purchases[0].is_open_failure());
    shipped.parcels = vec![parcel(1, 1, &[(0, 2)])];
    assert!(!after(shipped, &closed, &ids).purchases[0].is_open_failure());
}

#[test]
fn a_total_above_the_ceiling_is_told_once_and_only_before_paying() {
    let ids = Numbers::new();
    let dear = |minor| {
        let mut readings = read(&[P::Unpaid, P::Unpaid]);
        for reading in &mut readings {
            reading.order.total = Some(usd(minor));
        }
        readings
    };
    let exceeded = |known: &Dossier, minor| {
        let mut revision = Revision::of(known.clone(), at(60), &ids);
        sync(&mut revision, ID, &dear(minor));
        let known = revision.dossier.clone();
        let events = revision.into_changeset().events;
        let told = events
            .iter()
            .filter(|event| matches!(event.kind, TimelineKind::CeilingExceeded { .. }));
        (told.count(), known)
    };
    assert_eq!(exceeded(&bought(S::AwaitingPayment), 5_000).0, 0);
    let (told, known) = exceeded(&bought(S::AwaitingPayment), 5_001);
    assert_eq!(told, 1);
    assert_eq!(exceeded(&known, 5_001).0, 0);
    assert_eq!(exceeded(&bought(S::AwaitingShipment), 5_001).0, 0);
}

#[test]
fn parcels_are_looked_for_from_the_first_that_may_have_been_shipped() {
    let ids = Numbers::new();
    let tracks = |state, readings: &[P]| {
        let mut revision = Revision::of(bought(state), at(60), &ids);
        sync(&mut revision, ID, &read(readings));
        let jobs = revision.into_changeset().jobs;
        jobs.iter()
            .any(|new| matches!(new.job, Job::TrackParcels { .. }))
    };
    assert!(!tracks(S::AwaitingPayment, &[P::Unpaid, P::Shipped]));
    assert!(tracks(S::AwaitingPayment, &[P::Paid, P::Shipped]));
    assert!(tracks(S::AwaitingShipment, &[P::Paid, P::Shipped]));
    assert!(tracks(S::AwaitingShipment, &[P::Shipped, P::Shipped]));
    // Reading parcels has a far smaller limit than reading orders.
    assert!(!tracks(S::AwaitingShipment, &[P::Paid, P::Paid]));
    let mut partly = read(&[P::Paid, P::Paid]);
    partly[0].order.notice = Some(SupplierNotice::PartlyShipped);
    let mut revision = Revision::of(bought(S::AwaitingShipment), at(60), &ids);
    sync(&mut revision, ID, &partly);
    let jobs = revision.into_changeset().jobs;
    assert!(
        jobs.iter()
            .any(|new| matches!(new.job, Job::TrackParcels { .. }))
    );
}

#[test]
fn what_is_followed_is_read_again_and_nothing_else() {
    for state in S::ALL {
        let next = next_sync(&purchase(1, state, &[]), at(60));
        assert_eq!(next.is_some(), state.is_followed(), "{state:?}");
        assert!(next.is_none_or(|next| next > at(60)));
    }
}

proptest! {
    #[test]
    fn it_never_goes_back_whatever_is_read(
        from in select(S::ALL.to_vec()),
        readings in vec((select(EVERY.to_vec()), select(EVERY.to_vec())), 1..12),
    ) {
        let ids = Numbers::new();
        let place = |state: S| S::ALL.iter().position(|known| *known == state).unwrap();
        let mut known = bought(from);
        for (first, second) in readings {
            let before = known.purchases[0].status.state();
            known = after(known, &[first, second], &ids);
            let state = known.purchases[0].status.state();
            prop_assert!(state == before || before.may_become(state));
            prop_assert!(place(state) >= place(before));
            prop_assert!(!(first == P::Unknown || second == P::Unknown) || state == before);
            prop_assert_eq!(known.purchases[0].next_sync_at.is_some(), state.is_followed());
            prop_assert_eq!(known.purchases[0].supplier_orders.len(), 2);
        }
    }

    #[test]
    fn the_same_again_tells_nothing(first in select(EVERY.to_vec()), second in select(EVERY.to_vec())) {
        let ids = Numbers::new();
        let mut known = after(bought(S::AwaitingPayment), &[first, second], &ids);
        known.summarize(at(60));
        let mut revision = Revision::of(known, at(60), &ids);
        sync(&mut revision, ID, &read(&[first, second]));
        let changeset = revision.into_changeset();
        prop_assert!(changeset.events.is_empty() && changeset.writes.is_empty());
    }
}
