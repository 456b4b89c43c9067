//! Two processes on one database at the same moment: what may win once, wins once.
//!
//! Two handles stand for two processes; each has its own connections and queues.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use domain::changeset::{Changeset, Write};
use domain::job::{Job, JobEnd, NewJob};
use domain::order::{Order, Tab};
use storage::{NewDelivery, OrderFilter, Space, StorageError};

use super::ground::{Dice, Ground, at};
use super::jobs::{by, counts, planning};
use super::sample;

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
