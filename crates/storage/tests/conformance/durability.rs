//! What was answered is kept: through crowds, bad neighbors, reopening, backups.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::changeset::{Changeset, Write};
use domain::ids::{OrderId, StoreId};
use domain::order::Order;
use storage::{OrderFilter, SealKey, Space, Storage};

use super::ground::{Ground, KEY, assert_conflict};
use super::round_trips::inserts;
use super::sample;

fn inserting(order: Order) -> Changeset {
    Changeset {
        writes: vec![Write::InsertOrder(Box::new(order))],
        ..Changeset::default()
    }
}

async fn stored(space: &Space) -> BTreeSet<OrderId> {
    let ids = space.order_ids(OrderFilter::default(), 100_000).await;
    ids.unwrap().into_iter().collect()
}

async fn reopened(ground: &Ground) -> Storage {
    let ids = Arc::clone(&ground.ids);
    ground.engine.open(SealKey::new(KEY), ids).await.unwrap()
}

pub(crate) async fn many_commits_at_once_are_all_durable(ground: &Ground) {
    let setup = ground.set_up().await;
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let order = sample::order(&*ground.ids, setup.store.id, number);
            let (space, id) = (ground.space.clone(), order.id);
            tokio::spawn(async move { space.commit(inserting(order)).await.map(|()| id) })
        })
        .collect();
    let mut answered = BTreeSet::new();
    for task in tasks {
        answered.insert(task.await.unwrap().unwrap());
    }
    assert_eq!(answered.len(), 200);
    assert_eq!(stored(&ground.space).await, answered);
    let again = reopened(ground).await.space(ground.space.id());
    assert_eq!(stored(&again).await, answered);
    let counts = again.tab_counts().await.unwrap();
    assert_eq!(counts.iter().map(|count| count.orders).sum::<i64>(), 200);
}

pub(crate) async fn a_bad_commit_harms_none_beside_it(ground: &Ground) {
    let setup = ground.set_up().await;
    let tasks: Vec<_> = (0..90)
        .map(|number| {
            let good = sample::order(&*ground.ids, setup.store.id, number);
            let mut changeset = inserting(good.clone());
            let bad = number % 3 == 0;
            if number % 6 == 0 {
                // One that names a store that is not there,
                let nowhere = sample::order(&*ground.ids, StoreId(404), number);
                changeset.writes.push(Write::InsertOrder(Box::new(nowhere)));
            } else if bad {
                // and one that inserts the same order twice, after its first was written.
                changeset
                    .writes
                    .push(Write::InsertOrder(Box::new(good.clone())));
            }
            let space = ground.space.clone();
            tokio::spawn(async move { (good.id, bad, space.commit(changeset).await) })
        })
        .collect();
    let mut expected = BTreeSet::new();
    for task in tasks {
        let (id, bad, outcome) = task.await.unwrap();
        assert_eq!(outcome.is_err(), bad, "{outcome:?}");
        if !bad {
            expected.insert(id);
        }
    }
    assert_eq!(expected.len(), 60);
    assert_eq!(stored(&ground.space).await, expected);
}

pub(crate) async fn a_reopened_database_has_everything(ground: &Ground) {
    let setup = ground.set_up().await;
    let dossier = sample::dossier(&*ground.ids, &setup, 1);
    ground.commit(inserts(&dossier)).await.unwrap();
    let again = reopened(ground).await;
    assert_eq!(again.workspaces().await.unwrap(), [ground.space.id()]);
    let space = again.space(ground.space.id());
    let found = space.dossier(dossier.order.id).await.unwrap();
    assert_eq!(found, Some(dossier));
    assert_eq!(space.stores().await.unwrap(), [setup.store]);
    assert_eq!(again.check().await.unwrap(), Vec::<String>::new());
}

pub(crate) async fn two_handles_write_to_one_database(ground: &Ground) {
    let setup = ground.set_up().await;
    let second = reopened(ground).await.space(ground.space.id());
    let tasks: Vec<_> = (0..60)
        .map(|number| {
            let order = sample::order(&*ground.ids, setup.store.id, number);
            let space = if number % 2 == 0 {
                &ground.space
            } else {
                &second
            };
            let space = space.clone();
            tokio::spawn(async move {
                let id = order.id;
                space.commit(inserting(order)).await.unwrap();
                // What was answered is seen at once, by whoever looks.
                assert!(space.dossier(id).await.unwrap().is_some());
                id
            })
        })
        .collect();
    let mut ids = BTreeSet::new();
    for task in tasks {
        ids.insert(task.await.unwrap());
    }
    assert_eq!(stored(&second).await, ids);
    assert_eq!(stored(&ground.space).await, ids);
    let twice = ground.dossier(*ids.first().unwrap()).await.order;
    let outcome = second.commit(inserting(twice)).await;
    assert_conflict(outcome);
}

pub(crate) async fn a_backup_taken_while_writing_is_whole(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut before = BTreeSet::new();
    for number in 0..40 {
        let order = sample::hostile_order(&*ground.ids, setup.store.id, number);
        before.insert(ground.keep(order).await.id);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (space, stop) = (ground.space.clone(), Arc::clone(&stop));
        let (ids, store) = (Arc::clone(&ground.ids), setup.store.id);
        tokio::spawn(async move {
            let mut written = 0_u32;
            while !stop.load(Ordering::Relaxed) {
                let order = sample::order(&*ids, store, written);
                space.commit(inserting(order)).await.unwrap();
                written += 1;
            }
            written
        })
    };
    let folder = tempfile::tempdir().unwrap();
    let mut copies = Vec::new();
    for copy in ["first", "second", "third"] {
        let target = folder.path().join(copy);
        let copied = ground.engine.back_up(&ground.storage, &target);
        copied.await.unwrap();
        copies.push(target);
    }
    stop.store(true, Ordering::Relaxed);
    let written = writer.await.unwrap();
    assert!(written > 0, "nothing was written meanwhile");
    for copy in &copies {
        let ids = Arc::clone(&ground.ids);
        let opened = ground
            .engine
            .open_backup(copy, SealKey::new(KEY), ids)
            .await;
        let opened = opened.unwrap();
        assert_eq!(opened.check().await.unwrap(), Vec::<String>::new());
        let space = opened.space(ground.space.id());
        let found = stored(&space).await;
        assert!(found.is_superset(&before));
        let counts = space.tab_counts().await.unwrap();
        let counted: i64 = counts.iter().map(|count| count.orders).sum();
        assert_eq!(usize::try_from(counted).unwrap(), found.len());
    }
}
