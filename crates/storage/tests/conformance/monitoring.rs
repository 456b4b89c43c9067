//! How fast and how surely things arrive: counted and measured the same on every engine.

use domain::changeset::Write;
use domain::parcel::{Parcel, TrackingStatus as T};
use domain::purchase::PurchaseState;
use storage::{Counts, Figures, Spread};

use super::ground::{Ground, at};
use super::sample::{self, Setup};

const DAY: i64 = 86_400;

/// One parcel: placed on `day`, shipped after so many hours, delivered after so many more.
struct Told {
    day: i64,
    supplier: &'static str,
    country: &'static str,
    shipped: Option<i64>,
    delivered: Option<i64>,
}

async fn keep(ground: &Ground, setup: &Setup, number: u32, told: &Told) {
    let mut order = sample::order(&*ground.ids, setup.store.id, number);
    order.recipient.address.country = domain::address::CountryCode::new(told.country);
    let order = ground.keep(order).await;
    let (state, connection) = (PurchaseState::Shipped, setup.market_link.id);
    let mut purchase = sample::filled_purchase(&*ground.ids, connection, &order, 0, state);
    purchase.supplier.name = told.supplier.into();
    purchase.supplier.external_id = domain::ids::ExternalId::new(told.supplier);
    purchase.shipping.name = format!("{} post", told.supplier);
    purchase.shipping.max_days = Some(10);
    let placed = told.day * DAY;
    if let Some(intent) = &mut purchase.intent {
        intent.decided_at = at(placed);
    }
    let hours = |hours: i64| at(placed + hours * 3_600);
    let shipped_at = told.shipped.map(hours);
    let delivered = told.shipped.zip(told.delivered);
    let parcel = Parcel {
        status: if delivered.is_some() {
            T::Delivered
        } else {
            T::InTransit
        },
        shipped_at,
        delivered_at: delivered.map(|(shipped, more)| hours(shipped + more)),
        expected_at: None,
        events: vec![],
        ..sample::parcel(&*ground.ids, &order, Some(&purchase))
    };
    let mut writes = vec![Write::InsertPurchase(Box::new(purchase))];
    if shipped_at.is_some() {
        writes.push(Write::InsertParcel(Box::new(parcel)));
    }
    ground.commit(writes).await.unwrap();
}

pub(crate) async fn a_period_is_measured_by_supplier_method_country_and_day(ground: &Ground) {
    let setup = ground.set_up().await;
    let told = |day, supplier, country, shipped, delivered| Told {
        day,
        supplier,
        country,
        shipped,
        delivered,
    };
    let all = [
        // Before and after the period.
        told(-1, "Ann", "US", Some(1), Some(1)),
        told(5, "Ann", "US", Some(1), Some(1)),
        told(0, "Ann", "US", Some(10), Some(100)),
        told(0, "Ann", "US", Some(20), Some(200)),
        // More than ten days in all: late.
        told(1, "Ann", "VN", Some(60), Some(300)),
        told(1, "Bo", "VN", Some(40), None),
        told(4, "Bo", "VN", None, None),
    ];
    for (number, one) in (0..).zip(&all) {
        keep(ground, &setup, number, one).await;
    }
    let read = async |now| {
        let (from, until) = (at(0), at(5 * DAY));
        ground
            .space
            .monitoring(from, until, at(now), 0)
            .await
            .unwrap()
    };
    let found = read(5 * DAY).await;
    let counts = |placed, shipped, delivered, late| Counts {
        placed,
        shipped,
        delivered,
        late,
    };
    let spread = |median: i64, p90: i64| Spread {
        median: Some(median * 3_600),
        p90: Some(p90 * 3_600),
    };
    assert_eq!(found.all.counts, counts(5, 4, 3, 1));
    assert_eq!(found.all.to_ship, spread(20, 60));
    assert_eq!(found.all.to_deliver, spread(200, 300));
    let names: Vec<&str> = found.suppliers.iter().map(|one| one.1.as_str()).collect();
    assert_eq!(names, ["Ann", "Bo"], "the most first");
    assert_eq!(found.suppliers[1].2.counts, counts(2, 1, 0, 0));
    assert_eq!(found.suppliers[1].2.to_ship, spread(40, 40));
    assert_eq!(found.suppliers[1].2.to_deliver, Spread::default());
    assert_eq!(found.methods[0].0, "Ann post");
    let vietnam = found.countries.iter().find(|one| one.0 == "VN").unwrap();
    assert_eq!(vietnam.1.counts, counts(3, 2, 1, 1));
    assert_eq!(vietnam.1.to_ship, spread(40, 60));
    // 2026-11-22 is day 20,779 since 1970.
    let days: Vec<(i64, i64)> = found
        .days
        .iter()
        .map(|(day, one)| (*day, one.placed))
        .collect();
    assert_eq!(days, [(20_779, 2), (20_780, 2), (20_783, 1)]);
    // What has not come by the time that was promised is late from then on.
    assert_eq!(read(20 * DAY).await.all.counts, counts(5, 4, 3, 3));
    let none = ground
        .space
        .monitoring(at(50 * DAY), at(60 * DAY), at(0), 0)
        .await;
    assert_eq!(none.unwrap().all, Figures::default());
}
