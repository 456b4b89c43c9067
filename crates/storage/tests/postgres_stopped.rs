//! The server is stopped at once, as by a power cut, and started again, while everything is in use.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use domain::ids::{IdSource, OrderId, WorkspaceId};
use domain::job::{Job, NewJob};
use jiff::Timestamp;
use storage::throwaway::{Durability, Options, Postgres};
use storage::{Change, SealKey, Space, Storage, StorageError};
use tokio::time::{Instant, sleep, timeout};

/// How long a busy machine may take for a recovery.
const PATIENCE: Duration = Duration::from_secs(150);

struct Numbers(AtomicI64);

impl IdSource for Numbers {
    fn next_id(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

fn open(url: &str, first_id: i64) -> Storage {
    let ids = Arc::new(Numbers(AtomicI64::new(first_id)));
    let key = SealKey::new([7; 32]);
    Storage::open_postgres(url, key, ids, Timestamp::UNIX_EPOCH).unwrap()
}

fn planning(order: i64) -> NewJob {
    NewJob {
        job: Job::PlanPurchases {
            order_id: OrderId(order),
        },
        due_at: Timestamp::UNIX_EPOCH,
    }
}

/// What came of many writes.
#[derive(Default)]
struct Outcome {
    acknowledged: BTreeSet<i64>,
    unclear: BTreeSet<i64>,
}

/// Writes until told to stop, as fast as it can, whatever fails.
async fn write(space: Space, first: i64, stop: Arc<AtomicBool>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut order = first;
    while !stop.load(Ordering::SeqCst) {
        match space.enqueue(vec![planning(order)]).await {
            Ok(()) => {
                outcome.acknowledged.insert(order);
            }
            Err(StorageError::Unclear(_)) => {
                outcome.unclear.insert(order);
            }
            Err(StorageError::Unreachable(_)) => sleep(Duration::from_millis(5)).await,
            Err(error) => panic!("{error}"),
        }
        order += 1;
    }
    outcome
}

async fn stored(space: &Space) -> BTreeSet<i64> {
    let deadline = Instant::now() + PATIENCE;
    let claim = storage::Claim {
        worker: domain::ids::WorkerId(1),
        now: Timestamp::MAX,
        lease_until: Timestamp::MAX,
    };
    loop {
        match space.claim_jobs(claim, 1_000_000).await {
            Ok(claimed) => {
                let orders = claimed.jobs.iter().map(|job| match job.job {
                    Job::PlanPurchases { order_id } => order_id.0,
                    _ => panic!("another job"),
                });
                return orders.collect();
            }
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until each of them has written something new since.
async fn until_written(space: &Space, more_than: i64) -> i64 {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Ok(counts) = space.job_counts().await
            && counts.waiting > more_than
        {
            return counts.waiting;
        }
        assert!(Instant::now() < deadline, "nothing is written any more");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_everyone_comes_back() {
    let cluster = Postgres::start(&Options::new(Durability::Real)).unwrap();
    let url = cluster.create_database().unwrap();
    let (near, far) = (open(&url, 1), open(&url, 1 << 40));
    let id = WorkspaceId(1);
    near.add_workspace(id, "w", Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    let mut heard = far.changes();
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..6)
        .map(|number| {
            let storage = if number % 2 == 0 { &near } else { &far };
            let first = number << 20;
            tokio::spawn(write(storage.space(id), first, Arc::clone(&stop)))
        })
        .collect();
    let space = near.space(id);
    let mut written = until_written(&space, 0).await;
    for _ in 0..3 {
        cluster.stop_immediate().unwrap();
        // Nobody can be answered as if it were kept.
        let refused = space.enqueue(vec![planning(-1)]).await;
        assert!(matches!(refused, Err(StorageError::Unreachable(_))));
        assert!(matches!(
            space.job_counts().await,
            Err(StorageError::Unreachable(_))
        ));
        cluster.start_again().unwrap();
        written = until_written(&space, written).await;
    }
    stop.store(true, Ordering::SeqCst);
    let (mut acknowledged, mut unclear) = (BTreeSet::new(), BTreeSet::new());
    for writer in writers {
        let outcome = writer.await.unwrap();
        acknowledged.extend(outcome.acknowledged);
        unclear.extend(outcome.unclear);
    }
    assert!(acknowledged.len() > 10);
    // Listeners are told that they may have missed something.
    let missed = async {
        loop {
            match heard.recv().await {
                Ok(Change::Missed) => return,
                Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(closed) => panic!("{closed}"),
            }
        }
    };
    timeout(PATIENCE, missed).await.unwrap();
    let stored = stored(&space).await;
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let mut known = acknowledged;
    known.extend(unclear);
    let unasked: Vec<_> = stored.difference(&known).collect();
    assert!(unasked.is_empty(), "refused and kept: {unasked:?}");
    assert_eq!(near.check().await.unwrap(), Vec::<String>::new());
}
