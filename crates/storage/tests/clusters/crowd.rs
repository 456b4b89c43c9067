//! Pieces of work that want the same rows in different orders do not stand in each other's way.

use domain::ids::ExternalId;
use domain::job::Job;
use storage::{BudgetLimit, NewDelivery, Understood};
use tokio::task::JoinSet;

use super::{cluster, postgres};
use crate::conformance::ground::{Ground, at};

/// As many as wait at a time when work piles up.
const CROWD: i64 = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_meets_no_deadlock() {
    let ground = Ground::fresh(Box::new(postgres())).await;
    let store = ground.set_up().await.store.id;
    let limit = BudgetLimit {
        size: 4_000,
        leak_per_second: 1,
    };
    let mut crowd = JoinSet::new();
    for number in 0..CROWD {
        let space = ground.space.clone();
        let budget = format!("budget {}", number * 7 % 3);
        crowd.spawn(async move {
            let taken = space.take_calls(&budget, limit, 1, at(0)).await;
            taken.map(drop)
        });
        let space = ground.space.clone();
        // What comes again is of the same order as it was before.
        let digest = number * 11 % 13;
        let order = digest % 5;
        let delivery = NewDelivery {
            store_id: store,
            topic: "orders/updated".into(),
            digest: digest.to_be_bytes().to_vec(),
            body: b"{}".to_vec(),
            received_at: at(0),
            understood: Some(Understood {
                job: Job::ReceiveOrder {
                    store_id: store,
                    external_id: ExternalId::new(order.to_string()),
                },
                outcome: "an order".into(),
            }),
        };
        crowd.spawn(async move { space.keep_delivery(delivery).await.map(drop) });
    }
    while let Some(one) = crowd.join_next().await {
        one.unwrap().unwrap();
    }
    ground.leave().await;
    // Nobody else on this cluster has crowds in these tables.
    let log = std::fs::read_to_string(cluster().log()).unwrap();
    let ours = |said: &&str| {
        let mut told = said.lines().take(12);
        told.any(|line| line.contains("INTO rate_budget") || line.contains("INTO job"))
    };
    let met: Vec<&str> = log
        .split("deadlock detected")
        .skip(1)
        .filter(ours)
        .collect();
    assert_eq!(met, Vec::<&str>::new());
}
