//! What was written is read back as the same domain values: nothing is cut, rounded or guessed.

use domain::aftersale::{CaseKind, CaseState, CaseStatus};
use domain::changeset::Write;
use domain::fulfillment::FulfillmentState;
use domain::ids::{ExternalId, LineItemId, OrderId, StoreId};
use domain::money::{Currency, Money};
use domain::order::{Dossier, Tab};
use domain::parcel::TrackingStatus;
use domain::purchase::{PurchaseState, Status};
use jiff::Timestamp;

use super::ground::{Ground, at};
use super::sample::{self, hostile};

/// The writes that store a whole dossier.
pub(crate) fn inserts(dossier: &Dossier) -> Vec<Write> {
    let mut writes = vec![Write::InsertOrder(Box::new(dossier.order.clone()))];
    let boxed = |purchase| Write::InsertPurchase(Box::new(purchase));
    writes.extend(dossier.purchases.iter().cloned().map(boxed));
    let boxed = |parcel| Write::InsertParcel(Box::new(parcel));
    writes.extend(dossier.parcels.iter().cloned().map(boxed));
    let boxed = |told| Write::InsertFulfillment(Box::new(told));
    writes.extend(dossier.fulfillments.iter().cloned().map(boxed));
    let boxed = |case| Write::InsertCase(Box::new(case));
    writes.extend(dossier.cases.iter().cloned().map(boxed));
    writes
}

/// The writes that bring a whole dossier up to date.
fn updates(dossier: &Dossier) -> Vec<Write> {
    let mut writes = vec![Write::UpdateOrder(Box::new(dossier.order.clone()))];
    let boxed = |purchase| Write::UpdatePurchase(Box::new(purchase));
    writes.extend(dossier.purchases.iter().cloned().map(boxed));
    let boxed = |parcel| Write::UpdateParcel(Box::new(parcel));
    writes.extend(dossier.parcels.iter().cloned().map(boxed));
    let boxed = |told| Write::UpdateFulfillment(Box::new(told));
    writes.extend(dossier.fulfillments.iter().cloned().map(boxed));
    let boxed = |case| Write::UpdateCase(Box::new(case));
    writes.extend(dossier.cases.iter().cloned().map(boxed));
    writes
}

pub(crate) async fn an_order_comes_back_as_it_was(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = sample::order(&*ground.ids, setup.store.id, 1001);
    let write = Write::InsertOrder(Box::new(order.clone()));
    ground.commit(vec![write]).await.unwrap();
    let found = ground
        .space
        .dossier_by_external_id(setup.store.id, &order.external_id)
        .await
        .unwrap();
    let mut right = Dossier::new(order.clone());
    right.notices = setup.store.settings.notice_policy();
    assert_eq!(found, Some(right.clone()));
    assert_eq!(ground.dossier(order.id).await, right);
    assert_eq!(ground.space.dossier(OrderId(1)).await.unwrap(), None);
}

pub(crate) async fn everything_of_an_order_comes_back_as_it_was(ground: &Ground) {
    let setup = ground.set_up().await;
    let dossier = sample::dossier(&*ground.ids, &setup, 7);
    ground.commit(inserts(&dossier)).await.unwrap();
    let found = ground.dossier(dossier.order.id).await;
    assert_eq!(found.order, dossier.order);
    assert_eq!(found.purchases, dossier.purchases);
    assert_eq!(found.parcels, dossier.parcels);
    assert_eq!(found.fulfillments, dossier.fulfillments);
    assert_eq!(found.cases, dossier.cases);

    let states = ground.space.purchase_counts().await.unwrap();
    assert_eq!(states.len(), PurchaseState::ALL.len());
    assert!(states.iter().all(|(_, count)| *count == 1), "{states:?}");
    let parcels = ground.space.parcel_counts().await.unwrap();
    assert_eq!(parcels.len(), TrackingStatus::ALL.len());
    // The parcel that was typed in is on its way as well.
    assert!(parcels.contains(&(TrackingStatus::InTransit, 2)));
}

pub(crate) async fn an_update_replaces_every_field(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut dossier = sample::dossier(&*ground.ids, &setup, 7);
    ground.commit(inserts(&dossier)).await.unwrap();
    let plain = sample::order(&*ground.ids, setup.store.id, 8);
    dossier.order = domain::order::Order {
        id: dossier.order.id,
        ..plain
    };
    for purchase in &mut dossier.purchases {
        let connection = setup.market_link.id;
        let mut plain = sample::purchase(&*ground.ids, connection, &dossier.order, &[]);
        plain.lines = purchase.lines.clone();
        plain.id = purchase.id;
        plain.status = Status::restored(PurchaseState::Planned, at(60));
        *purchase = plain;
    }
    for (index, parcel) in dossier.parcels.iter_mut().enumerate() {
        let plain = sample::parcel(&*ground.ids, &dossier.order, None);
        parcel.number = Some(hostile(index));
        parcel.box_key = plain.box_key;
        parcel.lines = plain.lines;
        parcel.status = TrackingStatus::Delivered;
        parcel.events.clear();
        parcel.purchase_id = None;
        parcel.delivered_at = None;
    }
    for (index, told) in dossier.fulfillments.iter_mut().enumerate() {
        told.state = FulfillmentState::Canceled;
        told.parcel_id = None;
        told.number = hostile(index);
        told.lines.clear();
        told.told_status = None;
    }
    for case in &mut dossier.cases {
        case.kind = CaseKind::CancelRequest;
        case.status = CaseStatus::restored(CaseState::Withdrawn, at(70));
        case.deadline = None;
        case.details.lines.clear();
        case.details.asked = None;
        case.details.got = None;
        case.details.notes.clear();
    }
    ground.commit(updates(&dossier)).await.unwrap();
    raise_versions(&mut dossier);
    assert_eq!(ground.dossier(dossier.order.id).await, dossier);
}

fn raise_versions(dossier: &mut Dossier) {
    dossier.order.version += 1;
    for purchase in &mut dossier.purchases {
        purchase.version += 1;
    }
    for parcel in &mut dossier.parcels {
        parcel.version += 1;
    }
    for told in &mut dossier.fulfillments {
        told.version += 1;
    }
    for case in &mut dossier.cases {
        case.version += 1;
    }
}

pub(crate) async fn hostile_texts_come_back_letter_for_letter(ground: &Ground) {
    let setup = ground.set_up().await;
    for which in 0..9 {
        let text = hostile(which);
        let mut order = sample::order(&*ground.ids, setup.store.id, 1);
        order.external_id = ExternalId::new(format!("{text}{which}"));
        order.number.clone_from(&text);
        order.note.clone_from(&text);
        order.customer_name.clone_from(&text);
        let kept = ground.keep(order.clone()).await;
        assert_eq!(kept, order);
        let found = ground
            .space
            .dossier_by_external_id(setup.store.id, &order.external_id)
            .await
            .unwrap();
        assert_eq!(found.map(|found| found.order), Some(order));
    }
}

pub(crate) async fn the_far_ends_of_numbers_and_times_come_back(ground: &Ground) {
    let setup = ground.set_up().await;
    for minor in [i64::MIN, -1, 0, (1 << 53) + 1, i64::MAX] {
        let mut order = sample::order(&*ground.ids, setup.store.id, 1);
        order.currency = Currency::parse("KWD").unwrap();
        order.total = Money::from_minor(minor, order.currency);
        order.lines[0].id = LineItemId(i64::MAX);
        order.lines[0].quantity = u32::MAX;
        order.lines[0].unit_price = Money::from_minor(minor, order.currency);
        order.ordered_at = Timestamp::from_microsecond(-1).unwrap();
        order.store_updated_at = Timestamp::UNIX_EPOCH;
        order.received_at = "9999-12-30T00:00:00.999999Z".parse().unwrap();
        order.tab = Tab::Canceled;
        assert_eq!(ground.keep(order.clone()).await, order);
    }
}

pub(crate) async fn the_store_is_asked_only_for_orders_that_changed(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut order = sample::order(&*ground.ids, setup.store.id, 1);
    order.store_updated_at = at(42);
    order.external_id = ExternalId(hostile(1));
    let order = ground.keep(order).await;
    let known = order.external_id.clone();
    let ages = async |store| {
        let asked = vec![known.clone(), ExternalId::new("%")];
        ground.space.order_ages(store, asked).await.unwrap()
    };
    let expected = [(known.clone(), at(42))].into();
    assert_eq!(ages(setup.store.id).await, expected);
    assert!(ages(StoreId(404)).await.is_empty());
}
