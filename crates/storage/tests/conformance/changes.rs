//! What is told of a commit: it wakes workers and live pages.

use domain::changeset::Write;
use domain::ids::StoreId;
use domain::job::JobEnd;
use storage::{Change, NewDelivery};
use tokio::sync::broadcast::Receiver;

use super::ground::{Ground, WORKSPACE, assert_conflict, at};
use super::jobs::{claim_one, end, planning, want};
use super::sample;

/// All that was told so far.
fn told(changes: &mut Receiver<Change>) -> Vec<Change> {
    std::iter::from_fn(|| changes.try_recv().ok()).collect()
}

pub(crate) async fn every_commit_tells_what_changed(ground: &Ground) {
    let mut changes = ground.storage.changes();
    let setup = ground.set_up().await;
    assert_eq!(told(&mut changes), [Change::Setup(WORKSPACE)]);

    let order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let purchase = sample::purchase(&*ground.ids, setup.market_link.id, &order, &[0]);
    let parcel = sample::parcel(&*ground.ids, &order, None);
    let writes = vec![
        Write::InsertPurchase(Box::new(purchase)),
        Write::InsertParcel(Box::new(parcel)),
        Write::UpdateOrder(Box::new(order.clone())),
    ];
    ground.commit(writes).await.unwrap();
    let of_order = Change::Order(WORKSPACE, order.id);
    assert_eq!(told(&mut changes), [of_order.clone(), of_order]);

    let due = |seconds| [Change::Jobs(WORKSPACE, Some(at(seconds)))];
    want(ground, planning(1), 7).await;
    assert_eq!(told(&mut changes), due(7));
    want(ground, planning(1), 0).await;
    assert_eq!(told(&mut changes), due(0));
    let job = claim_one(ground, 0).await;
    let error = String::new();
    end(ground, &job, JobEnd::Fail { error }).await.unwrap();
    assert_eq!(told(&mut changes), [Change::Jobs(WORKSPACE, None)]);
    // A worker that sleeps until the next due job must hear of each that is due earlier.
    ground.space.revive_job(job.id, at(0)).await.unwrap();
    assert_eq!(told(&mut changes), due(0));
    claim_one(ground, 0).await;
    ground.space.take_back_all_jobs(at(3)).await.unwrap();
    assert_eq!(told(&mut changes), due(3));
    // One that is due again says when.
    let job = claim_one(ground, 3).await;
    end(ground, &job, JobEnd::Snooze { at: at(80) })
        .await
        .unwrap();
    assert_eq!(told(&mut changes), due(80));
    let delivery = NewDelivery {
        store_id: setup.store.id,
        topic: "orders/create".into(),
        digest: vec![1],
        body: vec![],
        received_at: at(0),
        understood: None,
    };
    let kept = ground.space.keep_delivery(delivery.clone()).await.unwrap();
    assert!(kept);
    assert_eq!(told(&mut changes), due(0));
    ground.space.keep_delivery(delivery).await.unwrap();
    assert_eq!(told(&mut changes), []);
}

pub(crate) async fn a_refused_changeset_tells_nothing(ground: &Ground) {
    let mut changes = ground.storage.changes();
    let order = sample::order(&*ground.ids, StoreId(1), 1);
    let write = Write::UpdateOrder(Box::new(order));
    assert_conflict(ground.commit(vec![write]).await);
    ground.commit(vec![]).await.unwrap();
    assert_eq!(told(&mut changes), []);
}
