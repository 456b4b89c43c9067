//! Filters of the order list: each keeps what it says, alone and together.

use domain::address::CountryCode;
use domain::changeset::Write;
use domain::connection::ConnectionKind;
use domain::ids::OrderId;
use domain::order::Tab;
use domain::ports::connect::Credentials;
use domain::purchase::{FailureReason, PurchaseState, Status};
use storage::OrderFilter;

use super::ground::{Ground, at};
use super::sample;

async fn found(ground: &Ground, filter: OrderFilter) -> Vec<OrderId> {
    ground.space.order_ids(filter, 100).await.unwrap()
}

fn by(set: impl FnOnce(&mut OrderFilter)) -> OrderFilter {
    let mut filter = OrderFilter::default();
    set(&mut filter);
    filter
}

pub(crate) async fn each_filter_keeps_what_it_says(ground: &Ground) {
    let setup = ground.set_up().await;
    let link = sample::connection(&*ground.ids, ConnectionKind::Store);
    let second_store = sample::store(&*ground.ids, link.id);
    let secret = Credentials::new(String::new());
    let writes = vec![
        Write::InsertConnection(Box::new(link), secret),
        Write::InsertStore(Box::new(second_store.clone())),
    ];
    ground.commit(writes).await.unwrap();

    let mut plain = sample::order(&*ground.ids, setup.store.id, 10);
    plain.recipient.address.country = CountryCode::new("FR");
    let mut busy = sample::order(&*ground.ids, second_store.id, 20);
    busy.tab = Tab::AwaitingShipment;
    busy.needs_person = true;
    let plain = ground.keep(plain).await.id;
    let busy = ground.keep(busy).await.id;

    let second = second_store.id;
    let cases = [
        (OrderFilter::default(), vec![plain, busy]),
        (by(|of| of.tab = Some(Tab::Pending)), vec![plain]),
        (by(|of| of.tab = Some(Tab::Canceled)), vec![]),
        (by(|of| of.store = Some(second)), vec![busy]),
        (by(|of| of.country = Some("FR".into())), vec![plain]),
        (by(|of| of.country = Some("' OR 1=1".into())), vec![]),
        (by(|of| of.ordered_from = Some(at(20))), vec![busy]),
        (by(|of| of.ordered_until = Some(at(20))), vec![plain]),
        (by(|of| of.needs_person = true), vec![busy]),
        (by(|of| of.search = "#20".into()), vec![busy]),
    ];
    for (filter, expected) in cases {
        assert_eq!(found(ground, filter.clone()).await, expected, "{filter:?}");
    }
    let mut every = OrderFilter {
        tab: Some(Tab::AwaitingShipment),
        search: "lamp".into(),
        store: Some(second_store.id),
        country: Some("VN".into()),
        ordered_from: Some(at(20)),
        ordered_until: Some(at(21)),
        needs_person: true,
        failure: None,
    };
    assert_eq!(found(ground, every.clone()).await, [busy]);
    every.country = Some("FR".into());
    assert_eq!(found(ground, every).await, []);
}

pub(crate) async fn a_failure_is_found_by_its_reason(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut unplanned = sample::order(&*ground.ids, setup.store.id, 1);
    unplanned.problems = vec![sample::problem(
        unplanned.lines[0].id,
        FailureReason::SkuChanged,
    )];
    let unplanned = ground.keep(unplanned).await;
    let failing = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 2))
        .await;
    let mut purchase = sample::purchase(&*ground.ids, setup.market_link.id, &failing, &[0]);
    purchase.status = Status::restored(PurchaseState::Failed, at(2));
    purchase.failure = Some(sample::failure(FailureReason::TaxIdNeeded));
    let write = Write::InsertPurchase(Box::new(purchase.clone()));
    ground.commit(vec![write]).await.unwrap();

    let by = |reason: &str| by(|of| of.failure = Some(reason.into()));
    assert_eq!(found(ground, by("sku_changed")).await, [unplanned.id]);
    assert_eq!(found(ground, by("tax_id_needed")).await, [failing.id]);
    // The vendor's words of either name this reason; words are not reasons.
    assert_eq!(found(ground, by("out_of_stock")).await, []);
    for sign in ["%", "_", "sku%", "sku-changed", "'", "\\", ""] {
        assert_eq!(found(ground, by(sign)).await, [], "{sign:?}");
    }
    // A failure that was dealt with is history.
    purchase.superseded = true;
    let write = Write::UpdatePurchase(Box::new(purchase));
    ground.commit(vec![write]).await.unwrap();
    assert_eq!(found(ground, by("tax_id_needed")).await, []);
}
