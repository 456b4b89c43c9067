//! Never twice: a unit of an order line is held by one live purchase at the most.

use std::sync::Arc;

use domain::changeset::Write;
use domain::order::Order;
use domain::purchase::{Purchase, PurchaseState, Status};
use storage::StorageError;

use super::ground::{Ground, assert_conflict, at};
use super::sample::{self, Setup};

async fn kept_order(ground: &Ground, setup: &Setup) -> Order {
    ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await
}

fn buying(ground: &Ground, setup: &Setup, order: &Order, units: &[u32]) -> Purchase {
    sample::purchase(&*ground.ids, setup.market_link.id, order, units)
}

async fn insert(ground: &Ground, purchase: &Purchase) -> Result<(), StorageError> {
    let write = Write::InsertPurchase(Box::new(purchase.clone()));
    ground.commit(vec![write]).await
}

async fn update(ground: &Ground, purchase: &mut Purchase) -> Result<(), StorageError> {
    let write = Write::UpdatePurchase(Box::new(purchase.clone()));
    ground.commit(vec![write]).await?;
    purchase.version += 1;
    Ok(())
}

fn assert_claimed(outcome: Result<(), StorageError>) {
    match outcome {
        Err(StorageError::AlreadyClaimed) => {}
        other => panic!("expected a claimed unit, got {other:?}"),
    }
}

pub(crate) async fn a_unit_is_not_bought_twice(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = kept_order(ground, &setup).await;
    insert(ground, &buying(ground, &setup, &order, &[0, 1, 2]))
        .await
        .unwrap();
    assert_claimed(insert(ground, &buying(ground, &setup, &order, &[3, 2])).await);
    assert_eq!(ground.dossier(order.id).await.purchases.len(), 1);
    // What was refused holds nothing: unit 3 is free.
    insert(ground, &buying(ground, &setup, &order, &[3, 4]))
        .await
        .unwrap();
    // Another part of the same mapping is another thing to buy.
    let mut second_part = buying(ground, &setup, &order, &[0, 1, 2]);
    second_part.lines[0].part = 1;
    insert(ground, &second_part).await.unwrap();
    // And one purchase can't hold a unit twice either.
    assert_claimed(insert(ground, &buying(ground, &setup, &order, &[8, 8])).await);
}

pub(crate) async fn every_live_state_holds_its_units(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = kept_order(ground, &setup).await;
    let live = PurchaseState::ALL
        .into_iter()
        .filter(|state| state.is_live());
    for (unit, state) in (0..).zip(live) {
        let mut purchase = buying(ground, &setup, &order, &[unit]);
        insert(ground, &purchase).await.unwrap();
        purchase.status = Status::restored(state, at(5));
        update(ground, &mut purchase).await.unwrap();
        assert_claimed(insert(ground, &buying(ground, &setup, &order, &[unit])).await);
    }
}

pub(crate) async fn failed_and_canceled_purchases_give_units_back(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = kept_order(ground, &setup).await;
    for state in [PurchaseState::Failed, PurchaseState::Canceled] {
        let mut purchase = buying(ground, &setup, &order, &[0, 1]);
        insert(ground, &purchase).await.unwrap();
        purchase.status = Status::restored(state, at(5));
        update(ground, &mut purchase).await.unwrap();
    }
    // Both in one step, as a re-order does it: the old one ends, the new one takes over.
    let mut old = buying(ground, &setup, &order, &[0, 1]);
    insert(ground, &old).await.unwrap();
    old.status = Status::restored(PurchaseState::Failed, at(6));
    old.superseded = true;
    let new = buying(ground, &setup, &order, &[0, 1]);
    let writes = vec![
        Write::UpdatePurchase(Box::new(old)),
        Write::InsertPurchase(Box::new(new)),
    ];
    ground.commit(writes).await.unwrap();
    assert_claimed(insert(ground, &buying(ground, &setup, &order, &[1])).await);
}

pub(crate) async fn a_completed_purchase_keeps_its_units(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = kept_order(ground, &setup).await;
    let mut purchase = buying(ground, &setup, &order, &[0]);
    insert(ground, &purchase).await.unwrap();
    purchase.status = Status::restored(PurchaseState::Completed, at(5));
    update(ground, &mut purchase).await.unwrap();
    assert_claimed(insert(ground, &buying(ground, &setup, &order, &[0])).await);
    // An answer from its marketplace later on changes nothing about that.
    purchase.attempts += 1;
    update(ground, &mut purchase).await.unwrap();
    assert_claimed(insert(ground, &buying(ground, &setup, &order, &[0])).await);
}

pub(crate) async fn units_that_a_purchase_takes_or_drops_are_claimed_or_given_back(
    ground: &Ground,
) {
    let setup = ground.set_up().await;
    let order = kept_order(ground, &setup).await;
    let mut purchase = buying(ground, &setup, &order, &[0, 1]);
    insert(ground, &purchase).await.unwrap();
    let mut other = buying(ground, &setup, &order, &[5]);
    insert(ground, &other).await.unwrap();

    purchase.lines[0].units = vec![1, 2];
    update(ground, &mut purchase).await.unwrap();
    assert_claimed(insert(ground, &buying(ground, &setup, &order, &[2])).await);
    insert(ground, &buying(ground, &setup, &order, &[0]))
        .await
        .unwrap();
    other.lines[0].units = vec![5, 1];
    assert_claimed(update(ground, &mut other).await);
}

pub(crate) async fn of_many_racing_purchases_exactly_one_wins(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = kept_order(ground, &setup).await;
    let second = ground.second_handle().await.space(ground.space.id());
    let start = Arc::new(tokio::sync::Barrier::new(30));
    let tasks: Vec<_> = (0..30)
        .map(|index: u32| {
            // Every two of them have unit 5 in common, and nothing else.
            let purchase = buying(ground, &setup, &order, &[5, 10 + index]);
            let write = Write::InsertPurchase(Box::new(purchase));
            let space = if index.is_multiple_of(2) {
                &ground.space
            } else {
                &second
            };
            let (space, start) = (space.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                let changeset = domain::changeset::Changeset {
                    writes: vec![write],
                    ..Default::default()
                };
                space.commit(changeset).await
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            refused => assert_claimed(refused),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(ground.dossier(order.id).await.purchases.len(), 1);
}

pub(crate) async fn a_supplier_order_belongs_to_one_purchase(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = kept_order(ground, &setup).await;
    let number = sample::supplier_order("8123456789012345");
    let mut first = buying(ground, &setup, &order, &[0]);
    first.supplier_orders = vec![number.clone()];
    insert(ground, &first).await.unwrap();
    let mut second = buying(ground, &setup, &order, &[1]);
    second.supplier_orders = vec![number];
    assert_conflict(insert(ground, &second).await);
    let found = ground.dossier(order.id).await;
    assert_eq!(found.purchases, vec![first.clone()]);

    // Its own purchase names it again and again, and it stays so after that one ended.
    update(ground, &mut first).await.unwrap();
    first.status = Status::restored(PurchaseState::Canceled, at(5));
    update(ground, &mut first).await.unwrap();
    assert_conflict(insert(ground, &second).await);
    // The same number of another marketplace account is another order.
    second.connection_id = setup.store_link.id;
    insert(ground, &second).await.unwrap();
}
