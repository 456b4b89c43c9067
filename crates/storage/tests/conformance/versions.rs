//! A step that decided from an old state is refused, and leaves no trace.

use std::sync::Arc;

use domain::changeset::{Changeset, Write};
use domain::connection::ConnectionKind;
use domain::ids::{EventId, ExternalId, OrderId};
use domain::job::{Job, NewJob};
use domain::order::{Order, Tab, TimelineEvent, TimelineKind};
use domain::ports::connect::Credentials;
use domain::workspace::Actor;
use storage::JobCounts;

use super::ground::{Ground, assert_conflict, at};
use super::round_trips::inserts;
use super::sample;

/// A Changeset that would leave traces everywhere.
fn with_traces(ground: &Ground, order: &Order, writes: Vec<Write>) -> Changeset {
    Changeset {
        writes,
        events: vec![TimelineEvent {
            id: EventId::fresh(&*ground.ids),
            order_id: order.id,
            at: at(1),
            actor: Actor::System,
            kind: TimelineKind::Reordered,
        }],
        jobs: vec![NewJob {
            job: Job::PlanPurchases { order_id: order.id },
            due_at: at(1),
        }],
        holds: None,
        finishes: None,
    }
}

pub(crate) async fn an_old_version_is_refused_and_nothing_is_applied(ground: &Ground) {
    let setup = ground.set_up().await;
    let read = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let mut newer = read.clone();
    newer.note = "newer".into();
    ground
        .commit(vec![Write::UpdateOrder(Box::new(newer))])
        .await
        .unwrap();
    let before = ground.dossier(read.id).await;
    let counts = ground.space.tab_counts().await.unwrap();

    let mut stale = read.clone();
    stale.tab = Tab::Failed;
    let other = sample::order(&*ground.ids, setup.store.id, 2);
    let purchase = sample::purchase(&*ground.ids, setup.market_link.id, &read, &[0]);
    let writes = vec![
        Write::InsertOrder(Box::new(other.clone())),
        Write::InsertPurchase(Box::new(purchase)),
        Write::UpdateOrder(Box::new(stale)),
    ];
    let changeset = with_traces(ground, &read, writes);
    assert_conflict(ground.space.commit(changeset).await);

    assert_eq!(ground.dossier(read.id).await, before);
    assert_eq!(ground.space.tab_counts().await.unwrap(), counts);
    assert_eq!(ground.space.dossier(other.id).await.unwrap(), None);
    assert_eq!(ground.space.timeline(read.id).await.unwrap(), []);
    let jobs = ground.space.job_counts().await.unwrap();
    assert_eq!(jobs, JobCounts::default());
}

pub(crate) async fn every_update_refuses_an_old_version(ground: &Ground) {
    let setup = ground.set_up().await;
    let dossier = sample::dossier(&*ground.ids, &setup, 1);
    ground.commit(inserts(&dossier)).await.unwrap();
    let product = sample::product(&*ground.ids, setup.store.id);
    let mut mapping = sample::mapping(setup.market_link.id, product.variants[0].id);
    let writes = vec![
        Write::PutProduct(Box::new(product)),
        Write::PutMapping(Box::new(mapping.clone())),
    ];
    ground.commit(writes).await.unwrap();
    mapping.version = 1;

    let updates = || {
        let secret = Credentials::new("renewed".into());
        [
            Write::UpdateOrder(Box::new(dossier.order.clone())),
            Write::UpdatePurchase(Box::new(dossier.purchases[0].clone())),
            Write::UpdateParcel(Box::new(dossier.parcels[0].clone())),
            Write::UpdateFulfillment(Box::new(dossier.fulfillments[0].clone())),
            Write::UpdateCase(Box::new(dossier.cases[0].clone())),
            Write::UpdateStore(Box::new(setup.store.clone())),
            Write::UpdateConnection(Box::new(setup.store_link.clone())),
            Write::RenewConnection(Box::new(setup.market_link.clone()), secret),
            Write::PutMapping(Box::new(mapping.clone())),
        ]
    };
    for update in updates() {
        ground.commit(vec![update]).await.unwrap();
    }
    for update in updates() {
        let said = format!("{update:?}");
        let refused = ground.commit(vec![update]).await;
        assert!(
            refused.is_err_and(|error| error.is_conflict()),
            "{}",
            &said[..60]
        );
    }
}

pub(crate) async fn a_row_that_is_not_there_is_not_updated(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut order = sample::order(&*ground.ids, setup.store.id, 1);
    assert_conflict(
        ground
            .commit(vec![Write::UpdateOrder(Box::new(order.clone()))])
            .await,
    );
    order = ground.keep(order).await;
    order.id = OrderId(1);
    assert_conflict(
        ground
            .commit(vec![Write::UpdateOrder(Box::new(order))])
            .await,
    );
}

pub(crate) async fn an_id_or_external_id_is_not_inserted_twice(ground: &Ground) {
    let setup = ground.set_up().await;
    let dossier = sample::dossier(&*ground.ids, &setup, 1);
    ground.commit(inserts(&dossier)).await.unwrap();
    let before = ground.space.tab_counts().await.unwrap();

    let mut same_order = sample::order(&*ground.ids, setup.store.id, 2);
    same_order.external_id = dossier.order.external_id.clone();
    let mut same_id = sample::order(&*ground.ids, setup.store.id, 3);
    same_id.id = dossier.order.id;
    let mut same_link = sample::connection(&*ground.ids, ConnectionKind::Store);
    same_link.external_id = setup.store_link.external_id.clone();
    let second_store = sample::store(&*ground.ids, setup.store_link.id);
    let mut same_box = sample::parcel(&*ground.ids, &dossier.order, Some(&dossier.purchases[0]));
    same_box.box_key = dossier.parcels[0].box_key.clone();
    let mut same_told = dossier.fulfillments[0].clone();
    same_told.id = domain::ids::FulfillmentId::fresh(&*ground.ids);
    same_told.external_id = Some(ExternalId::new("another"));
    for write in [
        Write::InsertOrder(Box::new(same_order)),
        Write::InsertOrder(Box::new(same_id)),
        Write::InsertConnection(Box::new(same_link), Credentials::new(String::new())),
        Write::InsertStore(Box::new(second_store)),
        Write::InsertParcel(Box::new(same_box)),
        Write::InsertFulfillment(Box::new(same_told)),
    ] {
        assert_conflict(ground.commit(vec![write]).await);
    }
    assert_eq!(ground.dossier(dossier.order.id).await, dossier);
    assert_eq!(ground.space.tab_counts().await.unwrap(), before);
}

pub(crate) async fn of_many_racing_changesets_exactly_one_wins(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let second = ground.second_handle().await.space(ground.space.id());
    let start = Arc::new(tokio::sync::Barrier::new(40));
    let tasks: Vec<_> = (0..40)
        .map(|index: usize| {
            let mut mine = order.clone();
            mine.note = format!("by {index}");
            mine.tab = Tab::ALL[index % Tab::ALL.len()];
            let changeset = with_traces(ground, &order, vec![Write::UpdateOrder(Box::new(mine))]);
            let space = if index.is_multiple_of(2) {
                &ground.space
            } else {
                &second
            };
            let (space, start) = (space.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                space.commit(changeset).await.map(|()| index)
            })
        })
        .collect();
    let mut winners = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(index) => winners.push(index),
            Err(error) => assert!(error.is_conflict(), "{error}"),
        }
    }
    assert_eq!(winners.len(), 1);
    let kept = ground.dossier(order.id).await.order;
    assert_eq!(kept.note, format!("by {}", winners[0]));
    assert_eq!(kept.version, 2);
    assert_eq!(ground.space.timeline(order.id).await.unwrap().len(), 1);
    assert_eq!(ground.space.job_counts().await.unwrap().waiting, 1);
    let counts = ground.space.tab_counts().await.unwrap();
    assert_eq!(counts.iter().map(|count| count.orders).sum::<i64>(), 1);
}
