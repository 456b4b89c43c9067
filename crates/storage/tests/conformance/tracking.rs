//! The tracking page's rows: they say what the order's own rows say, and are found, counted and paged.

use std::collections::BTreeMap;

use domain::changeset::Write;
use domain::fulfillment::FulfillmentState;
use domain::ids::ParcelId;
use domain::order::{Order, Tab};
use domain::parcel::{Parcel, ParcelAttention, TrackingStatus as T};
use domain::purchase::{Purchase, PurchaseState as S, Status};
use jiff::Timestamp;
use storage::{Leg, TrackingFilter, TrackingPlace, TrackingRow};

use super::ground::{Dice, Ground, at};
use super::sample::{self, Setup};

const DAY: i64 = 86_400;

async fn rows(ground: &Ground, filter: TrackingFilter) -> Vec<TrackingRow> {
    let page = ground.space.tracking(filter, None, 500).await.unwrap();
    assert!(!page.more);
    page.rows
}

async fn all(ground: &Ground) -> Vec<TrackingRow> {
    rows(ground, TrackingFilter::default()).await
}

/// An order with one placed purchase.
async fn placed(ground: &Ground, setup: &Setup, number: u32, day: i64) -> (Order, Purchase) {
    let order = sample::order(&*ground.ids, setup.store.id, number);
    let order = ground.keep(order).await;
    let state = S::AwaitingShipment;
    let connection = setup.market_link.id;
    let mut purchase = sample::filled_purchase(&*ground.ids, connection, &order, 0, state);
    if let Some(intent) = &mut purchase.intent {
        intent.decided_at = at(day * DAY);
    }
    purchase.shipping.max_days = Some(10);
    purchase.superseded = false;
    let write = Write::InsertPurchase(Box::new(purchase.clone()));
    ground.commit(vec![write]).await.unwrap();
    (order, purchase)
}

fn parcel_of(ground: &Ground, order: &Order, purchase: &Purchase, status: T) -> Parcel {
    let day = |days| Some(at(days * DAY));
    Parcel {
        status,
        shipped_at: day(1),
        delivered_at: day(9).filter(|_| status == T::Delivered),
        expected_at: None,
        events: vec![],
        ..sample::parcel(&*ground.ids, order, Some(purchase))
    }
}

async fn keep_parcel(ground: &Ground, parcel: &Parcel) {
    let write = Write::InsertParcel(Box::new(parcel.clone()));
    ground.commit(vec![write]).await.unwrap();
}

pub(crate) async fn a_row_follows_its_purchase_and_parcel(ground: &Ground) {
    let setup = ground.set_up().await;
    let (order, mut purchase) = placed(ground, &setup, 1, 0).await;
    let found = all(ground).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].id, found[0].parcel.is_none()),
        (purchase.id.0, true)
    );
    assert_eq!((found[0].status, found[0].told), (T::Pending, false));
    assert_eq!(found[0].placed_at, at(0));
    assert_eq!(found[0].due_at, Some(at(10 * DAY)));
    assert_eq!(found[0].supplier, purchase.supplier.name);
    assert_eq!(found[0].method, purchase.shipping.name);
    assert_eq!(found[0].order_number, order.number);

    let mut parcel = parcel_of(ground, &order, &purchase, T::InTransit);
    keep_parcel(ground, &parcel).await;
    let second = parcel_of(ground, &order, &purchase, T::Pending);
    keep_parcel(ground, &second).await;
    let mut ids: Vec<i64> = all(ground).await.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        [parcel.id.0, second.id.0],
        "the purchase's own row is gone"
    );

    parcel.status = T::Delivered;
    // A scan on the way is older than when we first saw the number; one before it left is not one.
    let scans = sample::parcel(&*ground.ids, &order, None).events;
    parcel.events.clone_from(&scans);
    parcel.delivered_at = Some(at(12 * DAY));
    parcel.expected_at = Some(at(11 * DAY));
    purchase.status = Status::restored(S::Completed, at(4));
    let told = sample::fulfillment(&*ground.ids, &order, Some(&parcel), FulfillmentState::Told);
    let writes = vec![
        Write::UpdateParcel(Box::new(parcel.clone())),
        Write::UpdatePurchase(Box::new(purchase)),
        Write::InsertFulfillment(Box::new(told)),
    ];
    ground.commit(writes).await.unwrap();
    let found = all(ground).await;
    assert_eq!(found.len(), 2);
    let row = found.iter().find(|row| row.id == parcel.id.0).unwrap();
    assert_eq!((row.status, row.told), (T::Delivered, true));
    assert_eq!(
        (row.delivered_at, row.due_at),
        (parcel.delivered_at, parcel.expected_at)
    );
    assert_eq!(row.shipped_at, Some(scans[0].at));
    let shown = row.parcel.as_ref().unwrap();
    assert_eq!(
        (&shown.number, &shown.events),
        (&parcel.number, &parcel.events)
    );
}

pub(crate) async fn what_is_not_to_be_shipped_has_no_row(ground: &Ground) {
    let setup = ground.set_up().await;
    for (number, state) in (0..).zip(S::ALL) {
        let (_, mut purchase) = placed(ground, &setup, number, 0).await;
        purchase.status = Status::restored(state, at(5));
        let write = Write::UpdatePurchase(Box::new(purchase));
        ground.commit(vec![write]).await.unwrap();
    }
    // Failed and canceled ones lost the row that they had.
    assert_eq!(all(ground).await.len(), S::ALL.len() - 2);
    // Of an order that is called off, nothing is to be told any more.
    let (order, _) = placed(ground, &setup, 50, 0).await;
    let mut order = ground.dossier(order.id).await.order;
    order.tab = Tab::Canceled;
    let id = order.id;
    ground
        .commit(vec![Write::UpdateOrder(Box::new(order))])
        .await
        .unwrap();
    let found = all(ground).await;
    let row = found.iter().find(|row| row.order_id == id).unwrap();
    assert!(row.told && row.attention(at(40 * DAY)).is_empty());
}

pub(crate) async fn a_fulfillment_by_someone_else_is_known_by_its_number(ground: &Ground) {
    let setup = ground.set_up().await;
    let (order, purchase) = placed(ground, &setup, 1, 0).await;
    let parcel = parcel_of(ground, &order, &purchase, T::InTransit);
    keep_parcel(ground, &parcel).await;
    let mut told = sample::fulfillment(&*ground.ids, &order, None, FulfillmentState::Foreign);
    told.number = "another".into();
    ground
        .commit(vec![Write::InsertFulfillment(Box::new(told.clone()))])
        .await
        .unwrap();
    assert!(!all(ground).await[0].told);
    told.number = parcel.number.unwrap();
    ground
        .commit(vec![Write::UpdateFulfillment(Box::new(told))])
        .await
        .unwrap();
    assert!(all(ground).await[0].told);
}

/// Parcels of every status, told and not, placed on many days.
async fn crowd(ground: &Ground, setup: &Setup, count: u32) -> Vec<TrackingRow> {
    let mut dice = Dice::new(5);
    for number in 0..count {
        let day = i64::try_from(dice.roll(60)).unwrap();
        let (order, purchase) = placed(ground, setup, number, day).await;
        if dice.roll(5) == 0 {
            continue;
        }
        let status = T::ALL[dice.roll(9)];
        let parcel = parcel_of(ground, &order, &purchase, status);
        let mut writes = vec![Write::InsertParcel(Box::new(parcel.clone()))];
        if dice.roll(2) == 0 {
            let state = FulfillmentState::Told;
            let told = sample::fulfillment(&*ground.ids, &order, Some(&parcel), state);
            writes.push(Write::InsertFulfillment(Box::new(told)));
        }
        ground.commit(writes).await.unwrap();
    }
    all(ground).await
}

fn ids<'a>(rows: impl IntoIterator<Item = &'a TrackingRow>) -> Vec<i64> {
    rows.into_iter().map(|row| row.id).collect()
}

pub(crate) async fn each_filter_of_the_rows_keeps_what_it_says(ground: &Ground) {
    let setup = ground.set_up().await;
    let everything = crowd(ground, &setup, 60).await;
    let now = at(60 * DAY);
    let expect = async |filter: TrackingFilter, keeps: &dyn Fn(&TrackingRow) -> bool| {
        let expected = ids(everything.iter().filter(|row| keeps(row)));
        assert_eq!(
            ids(&rows(ground, filter.clone()).await),
            expected,
            "{filter:?}"
        );
        let counted = ground.space.tracking_count(filter.clone()).await.unwrap();
        assert_eq!(
            counted,
            i64::try_from(expected.len()).unwrap(),
            "{filter:?}"
        );
        expected.len()
    };
    let by = |change: &dyn Fn(&mut TrackingFilter)| {
        let mut filter = TrackingFilter::default();
        change(&mut filter);
        filter
    };
    for status in T::ALL {
        expect(by(&|one| one.status = Some(status)), &|row| {
            row.status == status
        })
        .await;
    }
    // The rows that the storage finds are those that the rules name.
    let needing = |row: &TrackingRow| !row.attention(now).is_empty();
    let found = expect(by(&|one| one.attention_at = Some(now)), &needing).await;
    assert!(found > 5 && found < everything.len(), "{found}");
    for reason in ParcelAttention::ALL {
        let names = |row: &&TrackingRow| row.attention(now).contains(&reason);
        assert!(everything.iter().any(|row| names(&row)), "{reason:?}");
    }
    let days = by(&|one| {
        one.placed_from = Some(at(20 * DAY));
        one.placed_until = Some(at(30 * DAY));
        one.attention_at = Some(now);
    });
    let within = |row: &TrackingRow| row.placed_at >= at(20 * DAY) && row.placed_at < at(30 * DAY);
    expect(days, &|row| within(row) && needing(row)).await;
    for (leg, keeps) in legs(now) {
        expect(by(&|one| one.leg = Some(leg)), &keeps).await;
    }
    let key = everything[0].supplier_key.clone();
    expect(by(&|one| one.supplier = Some(key.clone())), &|_| true).await;
    expect(by(&|one| one.method = Some("x".into())), &|_| false).await;
    expect(by(&|one| one.country = Some("ZZ".into())), &|_| false).await;
    expect(by(&|one| one.store = Some(setup.store.id)), &|_| true).await;
    let number = everything[0].order_number.clone();
    expect(by(&|one| one.search.clone_from(&number)), &|row| {
        row.order_number.starts_with(&number)
    })
    .await;
}

type Keeps = Box<dyn Fn(&TrackingRow) -> bool>;

fn legs(now: Timestamp) -> Vec<(Leg, Keeps)> {
    let late = move |row: &TrackingRow| row.due_at < Some(row.delivered_at.unwrap_or(now));
    vec![
        (Leg::Shipped, Box::new(|row| row.shipped_at.is_some())),
        (Leg::NotShipped, Box::new(|row| row.shipped_at.is_none())),
        (Leg::Delivered, Box::new(|row| row.delivered_at.is_some())),
        (
            Leg::Underway,
            Box::new(|row| row.shipped_at.is_some() && row.delivered_at.is_none()),
        ),
        (
            Leg::Late(now),
            Box::new(move |row| row.due_at.is_some() && late(row)),
        ),
    ]
}

pub(crate) async fn each_page_of_the_rows_is_read_both_ways(ground: &Ground) {
    let setup = ground.set_up().await;
    let everything = crowd(ground, &setup, 40).await;
    let now = at(60 * DAY);
    for attention_at in [None, Some(now)] {
        let filter = TrackingFilter {
            attention_at,
            ..TrackingFilter::default()
        };
        let expected: Vec<i64> = ids(everything
            .iter()
            .filter(|row| attention_at.is_none() || !row.attention(now).is_empty()));
        for limit in [1, 7, 40] {
            let (mut seen, mut place) = (Vec::new(), None);
            loop {
                let page = ground
                    .space
                    .tracking(filter.clone(), place, limit)
                    .await
                    .unwrap();
                if let Some(TrackingPlace::After(after)) = place {
                    let back = Some(TrackingPlace::Before(page.rows[0].position()));
                    let before = ground
                        .space
                        .tracking(filter.clone(), back, limit)
                        .await
                        .unwrap();
                    assert_eq!(before.rows.last().map(TrackingRow::position), Some(after));
                }
                seen.extend(ids(&page.rows));
                place = page
                    .rows
                    .last()
                    .map(|row| TrackingPlace::After(row.position()));
                if !page.more {
                    break;
                }
            }
            assert_eq!(seen, expected, "by {limit}");
        }
    }
}

pub(crate) async fn rows_are_counted_by_status_and_their_orders_found(ground: &Ground) {
    let setup = ground.set_up().await;
    let everything = crowd(ground, &setup, 40).await;
    let now = at(60 * DAY);
    let mut expected: BTreeMap<T, i64> = BTreeMap::new();
    for row in &everything {
        *expected.entry(row.status).or_default() += 1;
    }
    let filter = TrackingFilter::default;
    let counts = ground
        .space
        .tracking_counts(filter(), filter(), now)
        .await
        .unwrap();
    assert_eq!(BTreeMap::from_iter(counts.by_status), expected);
    let needing = everything
        .iter()
        .filter(|row| !row.attention(now).is_empty());
    assert_eq!(
        counts.needing_person,
        i64::try_from(needing.count()).unwrap()
    );

    let mut orders: Vec<_> = everything.iter().map(|row| row.order_id).collect();
    let mut found = ground.space.tracking_orders(filter(), 500).await.unwrap();
    let all = everything.iter().map(|row| row.id).chain([1]).collect();
    let of = ground.space.tracking_orders_of(all).await.unwrap();
    orders.sort_unstable();
    orders.dedup();
    found.sort_unstable();
    assert_eq!((found, of), (orders.clone(), orders));
    let gone = ground
        .space
        .tracking_orders_of(vec![ParcelId(1).0])
        .await
        .unwrap();
    assert_eq!(gone, []);
}
