//! One step's changes as a Changeset.

use super::{Numbers, at, dossier, fulfillment, parcel, purchase};
use crate::changeset::Write;
use crate::fulfillment::FulfillmentState as F;
use crate::job::Job;
use crate::order::{Revision, Tab, TimelineKind};
use crate::purchase::PurchaseState as S;
use crate::workspace::Actor;

/// A word for each write.
fn words(writes: &[Write]) -> Vec<&'static str> {
    let word = |write: &Write| match write {
        Write::InsertOrder(_) => "new order",
        Write::UpdateOrder(_) => "order",
        Write::InsertPurchase(_) => "new purchase",
        Write::UpdatePurchase(_) => "purchase",
        Write::InsertParcel(_) => "new parcel",
        Write::UpdateParcel(_) => "parcel",
        Write::InsertFulfillment(_) => "new fulfillment",
        Write::UpdateFulfillment(_) => "fulfillment",
        _ => "other",
    };
    writes.iter().map(word).collect()
}

#[test]
fn nothing_changed_is_nothing_to_write() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, S::AwaitingPayment, &[(0, &[0])])];
    known.summarize(at(0));
    assert!(Revision::of(known, at(0), &ids).into_changeset().is_empty());
}

#[test]
fn a_new_order_is_inserted_with_all_that_belongs_to_it() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])])];
    known.fulfillments = vec![fulfillment(1, 0, F::Foreign, &[])];
    let changeset = Revision::new(known, at(0), &ids).into_changeset();
    assert_eq!(
        words(&changeset.writes),
        ["new order", "new purchase", "new fulfillment"]
    );
}

#[test]
fn what_ends_gives_its_units_back_before_what_begins_takes_them() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])])];
    known.parcels = vec![parcel(1, 1, &[])];
    let mut revision = Revision::of(known, at(9), &ids);
    revision
        .dossier
        .purchases
        .insert(0, purchase(2, S::Planned, &[(0, &[0])]));
    revision.dossier.purchases[1]
        .status
        .go(S::Canceled, at(9))
        .unwrap();
    revision.dossier.parcels[0].carrier = "UPS".into();
    revision.dossier.parcels.push(parcel(2, 1, &[]));
    let changeset = revision.into_changeset();
    assert_eq!(
        words(&changeset.writes),
        ["order", "purchase", "new purchase", "parcel", "new parcel"]
    );
}

#[test]
fn the_order_moves_with_everything_that_belongs_to_it() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, S::Placing, &[(0, &[0])])];
    known.summarize(at(0));
    let mut revision = Revision::of(known.clone(), at(5), &ids);
    revision.dossier.purchases[0]
        .status
        .go(S::AwaitingPayment, at(5))
        .unwrap();
    let changeset = revision.into_changeset();
    let Write::UpdateOrder(order) = &changeset.writes[0] else {
        panic!("{changeset:?}");
    };
    assert_eq!(
        (order.tab, order.version),
        (Tab::AwaitingPayment, known.order.version)
    );
    // So does a story without any change, and work alone changes nothing.
    let mut revision = Revision::of(known.clone(), at(5), &ids);
    revision.tell(&Actor::System, TimelineKind::PriceAccepted);
    let changeset = revision.into_changeset();
    assert_eq!(
        (words(&changeset.writes), changeset.events.len()),
        (vec!["order"], 1)
    );
    let mut revision = Revision::of(known, at(5), &ids);
    let order_id = revision.dossier.order.id;
    revision.want_at(Job::FulfillOrder { order_id }, at(7));
    let changeset = revision.into_changeset();
    assert!(changeset.writes.is_empty());
    assert_eq!(changeset.jobs[0].due_at, at(7));
}
