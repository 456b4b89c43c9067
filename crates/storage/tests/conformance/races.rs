//! Two processes on one database at the same moment: what may win once, wins once.
//!
//! Two handles stand for two processes; each has its own connections and queues.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use domain::changeset::{Changeset, Write};
use domain::job::{Job, JobEnd, NewJob};
use domain::notice::{Medium, NoticeEvent};
use domain::order::{Order, Tab};
use domain::parcel::RegistrationState;
use storage::{NewDelivery, NewPush, OrderFilter, Space, StorageError};

use super::ground::{Dice, Ground, at};
use super::jobs::{by, counts, planning};
use super::{notices, sample, trackers};

/// The workspace by two handles.
async fn both(ground: &Ground) -> [Space; 2] {
    let second = ground.second_handle().await;
    [ground.space.clone(), second.space(ground.space.id())]
}

fn wanting(job: Job) -> Vec<NewJob> {
    vec![NewJob { job, due_at: at(0) }]
}

/// Claims and ends whatever is due, until it finds nothing a few times in a row.
async fn work_off(space: Space, worker: i64, running: Arc<Mutex<BTreeSet<String>>>) -> usize {
    let (mut ended, mut idle) = (0, 0);
    while idle < 20 {
        let claimed = space.claim_jobs(by(worker, 9), 4).await.unwrap().jobs;
        idle = if claimed.is_empty() { idle + 1 } else { 0 };
        let lanes: Vec<String> = claimed.iter().filter_map(|job| job.job.lane()).collect();
        for lane in &lanes {
            let alone = running.lock().unwrap().insert(lane.clone());
            assert!(alone, "{lane} is run twice at once");
        }
        tokio::task::yield_now().await;
        for lane in &lanes {
            running.lock().unwrap().remove(lane);
        }
        for job in claimed {
            let end = Changeset::finishing(job.id, job.claim, JobEnd::Done);
            space.commit(end).await.unwrap();
            ended += 1;
        }
    }
    ended
}

pub(crate) async fn no_lane_is_run_twice_at_once(ground: &Ground) {
    let both = both(ground).await;
    let mut jobs = Vec::new();
    for order in 0..12 {
        let order_id = domain::ids::OrderId(order);
        jobs.extend(wanting(planning(order)));
        jobs.extend(wanting(Job::FulfillOrder { order_id }));
    }
    let all = jobs.len();
    ground.space.enqueue(jobs).await.unwrap();
    let running = Arc::new(Mutex::new(BTreeSet::new()));
    let workers: Vec<_> = (0_i64..8)
        .zip(both.iter().cycle())
        .map(|(worker, space)| tokio::spawn(work_off(space.clone(), worker, Arc::clone(&running))))
        .collect();
    let mut ended = 0;
    for worker in workers {
        ended += worker.await.unwrap();
    }
    assert_eq!(ended, all);
    assert_eq!(counts(ground).await, (0, 0, 0));
}

/// Work that is wanted while it runs is run once more, whenever exactly the wish comes.
pub(crate) async fn no_wish_is_lost_while_the_work_ends(ground: &Ground) {
    let [wishing, working] = both(ground).await;
    let wishes = Arc::new(AtomicI64::new(0));
    let wished = Arc::clone(&wishes);
    let wisher = tokio::spawn(async move {
        for _ in 0..150 {
            wished.fetch_add(1, Ordering::SeqCst);
            wishing.enqueue(wanting(planning(1))).await.unwrap();
        }
    });
    let mut seen = 0;
    loop {
        let over = wisher.is_finished();
        let claimed = working.claim_jobs(by(1, 9), 1).await.unwrap().jobs;
        let Some(job) = claimed.first() else {
            if over {
                break;
            }
            tokio::task::yield_now().await;
            continue;
        };
        // What a step reads after its claim is all that was wished for before.
        seen = wishes.load(Ordering::SeqCst);
        let end = Changeset::finishing(job.id, job.claim, JobEnd::Done);
        working.commit(end).await.unwrap();
    }
    assert_eq!(seen, 150, "the last wish was not worked off");
}

/// Moves an order to some tab, from the version that the mover last saw.
async fn moves(space: Space, mut order: Order, seed: u64, won: Arc<AtomicUsize>) {
    let mut dice = Dice::new(seed);
    for _ in 0..15 {
        (order.tab, order.needs_person) = (Tab::ALL[dice.roll(7)], dice.roll(2) == 1);
        let changeset = Changeset {
            writes: vec![Write::UpdateOrder(Box::new(order.clone()))],
            ..Changeset::default()
        };
        match space.commit(changeset).await {
            Ok(()) => {
                won.fetch_add(1, Ordering::SeqCst);
            }
            Err(StorageError::Conflict(_)) => {}
            Err(error) => panic!("{error}"),
        }
        order = space.dossier(order.id).await.unwrap().unwrap().order;
    }
}

pub(crate) async fn orders_moved_by_many_are_counted_rightly(ground: &Ground) {
    let setup = ground.set_up().await;
    let both = both(ground).await;
    let won = Arc::new(AtomicUsize::new(0));
    let mut orders = Vec::new();
    for number in 0..3 {
        let order = sample::order(&*ground.ids, setup.store.id, number);
        orders.push(ground.keep(order).await);
    }
    let movers: Vec<_> = (0_u64..12)
        .zip(both.iter().cycle())
        .map(|(seed, space)| {
            let order = orders[usize::try_from(seed).unwrap() / 2 % 3].clone();
            tokio::spawn(moves(space.clone(), order, seed, Arc::clone(&won)))
        })
        .collect();
    for mover in movers {
        mover.await.unwrap();
    }
    let mut versions = 0;
    for order in &orders {
        let now = ground.dossier(order.id).await.order;
        versions += now.version - order.version;
        let filter = OrderFilter {
            tab: Some(now.tab),
            ..OrderFilter::default()
        };
        let found = ground.space.order_ids(filter, 9).await.unwrap();
        assert!(found.contains(&now.id));
        let counts = ground.space.tab_counts().await.unwrap();
        let count = counts.iter().find(|count| count.tab == now.tab).unwrap();
        assert_eq!(usize::try_from(count.orders).unwrap(), found.len());
    }
    // Each version was given once.
    assert_eq!(
        usize::try_from(versions).unwrap(),
        won.load(Ordering::SeqCst)
    );
    let counts = ground.space.tab_counts().await.unwrap();
    assert_eq!(counts.iter().map(|count| count.orders).sum::<i64>(), 3);
}

pub(crate) async fn the_same_webhook_to_many_is_kept_once(ground: &Ground) {
    let setup = ground.set_up().await;
    let both = both(ground).await;
    let delivery = NewDelivery {
        store_id: setup.store.id,
        topic: "orders/create".into(),
        digest: vec![7; 32],
        body: b"{}".to_vec(),
        received_at: at(0),
        understood: None,
    };
    let senders: Vec<_> = both
        .iter()
        .cycle()
        .take(16)
        .map(|space| {
            let (space, delivery) = (space.clone(), delivery.clone());
            tokio::spawn(async move { space.keep_delivery(delivery).await })
        })
        .collect();
    let mut kept = 0;
    for sender in senders {
        kept += usize::from(sender.await.unwrap().unwrap());
    }
    assert_eq!(kept, 1);
    assert_eq!(counts(ground).await, (1, 0, 0));
}

pub(crate) async fn a_marketplaces_number_is_kept_by_one_of_many(ground: &Ground) {
    let setup = ground.set_up().await;
    let both = both(ground).await;
    let mut tasks = Vec::new();
    for (number, space) in (0..8).zip(both.iter().cycle()) {
        let order = sample::order(&*ground.ids, setup.store.id, number);
        let order = ground.keep(order).await;
        let mut purchase = sample::purchase(&*ground.ids, setup.market_link.id, &order, &[0]);
        purchase.supplier_orders = vec![sample::supplier_order("8123")];
        let changeset = Changeset {
            writes: vec![Write::InsertPurchase(Box::new(purchase))],
            ..Changeset::default()
        };
        let space = space.clone();
        tasks.push(tokio::spawn(async move { space.commit(changeset).await }));
    }
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => won += 1,
            Err(StorageError::Conflict(why)) => assert!(why.contains("belongs to another")),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(won, 1);
}

/// Commits each by one of two handles, all at once; tells how many were applied.
async fn commit_all(ground: &Ground, writes: Vec<Vec<Write>>) -> usize {
    let both = both(ground).await;
    let tasks: Vec<_> = writes
        .into_iter()
        .zip(both.iter().cycle())
        .map(|(writes, space)| {
            let (space, changeset) = (
                space.clone(),
                Changeset {
                    writes,
                    ..Changeset::default()
                },
            );
            tokio::spawn(async move { space.commit(changeset).await })
        })
        .collect();
    let mut applied = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => applied += 1,
            Err(error) => assert!(error.is_conflict(), "{error}"),
        }
    }
    applied
}

/// Parcels of many orders under the same two numbers, which half of them tell the other way around.
pub(crate) async fn numbers_that_many_orders_share_are_kept_by_all(ground: &Ground) {
    const ORDERS: u32 = 16;
    let setup = ground.set_up().await;
    let mut writes = Vec::new();
    for number in 0..ORDERS {
        let order = sample::order(&*ground.ids, setup.store.id, number);
        let order = ground.keep(order).await;
        let mut numbers = ["LPSHARED1", "LPSHARED2"];
        if number % 2 == 1 {
            numbers.reverse();
        }
        let parcels = numbers.map(|number| {
            let mut parcel = sample::parcel(&*ground.ids, &order, None);
            parcel.number = Some(number.to_owned());
            parcel.former_numbers.clear();
            Write::InsertParcel(Box::new(parcel))
        });
        writes.push(parcels.into());
    }
    assert_eq!(commit_all(ground, writes).await, 16);
    let space = &ground.space;
    for number in ["LPSHARED1", "LPSHARED2"] {
        let holders = space.number_holders(number).await.unwrap();
        let orders: BTreeSet<_> = holders.iter().map(|holder| holder.order_id).collect();
        assert_eq!((holders.len(), orders.len()), (16, 16));
    }
    let counted = space.registration_counts().await.unwrap();
    assert_eq!(counted, [(RegistrationState::New, 2)]);
}

pub(crate) async fn of_many_who_change_a_registration_one_wins(ground: &Ground) {
    let tracker = trackers::connected(ground).await.connection_id;
    let put = |one| vec![Write::PutRegistration(Box::new(one))];
    let mut one = trackers::filled("A1", tracker);
    for version in 0..2 {
        one.version = version;
        // The first time all of them make it, the second time all change it.
        let writes = (0..8).map(|_| put(one.clone())).collect();
        assert_eq!(commit_all(ground, writes).await, 1);
    }
    let known = ground.space.registrations(vec!["A1".into()]).await.unwrap();
    assert_eq!((known.len(), known[0].version), (1, 2));
}

pub(crate) async fn the_same_push_to_many_is_kept_once(ground: &Ground) {
    let tracker = trackers::connected(ground).await.connection_id;
    let push = NewPush {
        connection_id: tracker,
        digest: vec![7; 32],
        body: b"{}".to_vec(),
        received_at: at(0),
    };
    let both = both(ground).await;
    let senders: Vec<_> = both
        .iter()
        .cycle()
        .take(16)
        .map(|space| {
            let (space, push) = (space.clone(), push.clone());
            tokio::spawn(async move { space.keep_push(push).await })
        })
        .collect();
    let mut kept = 0;
    for sender in senders {
        kept += usize::from(sender.await.unwrap().unwrap());
    }
    assert_eq!(kept, 1);
    assert_eq!(counts(ground).await, (1, 0, 0));
}

pub(crate) async fn the_same_notice_of_many_is_kept_once(ground: &Ground) {
    let (_, dossier) = notices::order(ground).await;
    let fresh = || notices::notice(ground, &dossier, NoticeEvent::Shipped, Medium::Email);
    let put = |_| vec![Write::PutNotice(Box::new(fresh()))];
    commit_all(ground, (0..8).map(put).collect()).await;
    let of_order = ground.space.notices_of_order(dossier.order.id);
    let kept = of_order.await.unwrap();
    assert_eq!(kept.len(), 1, "{kept:?}");
}
