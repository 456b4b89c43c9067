//! Who gets which job: by due time, one of a lane at a time, each to one worker.

use std::collections::BTreeSet;

use domain::ids::{OrderId, StoreId};
use domain::job::{Job, JobEnd};

use super::ground::{Ground, at};
use super::jobs::{by, claim, claim_one, counts, end, planning, want};

fn fulfilling(order: i64) -> Job {
    Job::FulfillOrder {
        order_id: OrderId(order),
    }
}

pub(crate) async fn due_jobs_come_in_order_and_others_wait(ground: &Ground) {
    for (order, due) in [(1, 30), (2, 10), (3, 20), (4, 99), (5, 10)] {
        want(ground, planning(order), due).await;
    }
    let take = async |limit| {
        let claimed = ground.space.claim_jobs(by(1, 30), limit).await;
        let jobs = claimed.unwrap().jobs.into_iter().map(|job| job.job);
        jobs.collect::<Vec<_>>()
    };
    assert_eq!(take(0).await, []);
    assert_eq!(take(2).await, [planning(2), planning(5)]);
    assert_eq!(take(9).await, [planning(3), planning(1)]);
    assert_eq!(take(9).await, []);
    assert_eq!(ground.space.next_job_due().await.unwrap(), Some(at(99)));
}

pub(crate) async fn one_job_of_a_lane_at_a_time(ground: &Ground) {
    want(ground, fulfilling(1), 1).await;
    want(ground, planning(1), 0).await;
    want(ground, planning(2), 5).await;
    let poll = Job::PollStore {
        store_id: StoreId(1),
    };
    want(ground, poll.clone(), 3).await;
    let claimed = claim(ground, 9).await;
    let found: Vec<Job> = claimed.iter().map(|job| job.job.clone()).collect();
    assert_eq!(found, [planning(1), poll, planning(2)]);
    assert_eq!(claim(ground, 9).await.len(), 0);
    // However the first one ends, the next of its lane may run.
    let snooze = JobEnd::Snooze { at: at(500) };
    end(ground, &claimed[0], snooze).await.unwrap();
    let second = claim_one(ground, 9).await;
    assert_eq!(second.job, fulfilling(1));
    // And the snoozed one waits for it, although it is due.
    assert_eq!(claim(ground, 500).await.len(), 0);
    let error = String::new();
    end(ground, &second, JobEnd::Fail { error }).await.unwrap();
    assert_eq!(claim_one(ground, 500).await.job, planning(1));
    // Deliveries have no lane: they run side by side.
    for delivery in 1..=3 {
        let delivery_id = domain::ids::DeliveryId(delivery);
        want(ground, Job::ReadDelivery { delivery_id }, 0).await;
    }
    assert_eq!(claim(ground, 500).await.len(), 3);
}

pub(crate) async fn a_long_lane_does_not_hide_the_others(ground: &Ground) {
    for purchase in 0..50 {
        let job = Job::SyncPurchase {
            order_id: OrderId(1),
            purchase_id: domain::ids::PurchaseId(purchase),
        };
        want(ground, job, 0).await;
    }
    want(ground, planning(2), 9).await;
    let mut found = Vec::new();
    // One slow worker that takes one job at a time reaches it with its second claim.
    for _ in 0..2 {
        let claimed = ground.space.claim_jobs(by(1, 9), 1).await.unwrap();
        found.extend(claimed.jobs.into_iter().map(|job| job.job));
    }
    assert!(found.contains(&planning(2)), "{found:?}");
    assert_eq!(counts(ground).await, (49, 2, 0));
}

pub(crate) async fn many_workers_claim_each_job_once(ground: &Ground) {
    for order in 0..60 {
        want(ground, planning(order), 0).await;
        want(ground, fulfilling(order), 1).await;
    }
    let second = ground.second_handle().await.space(ground.space.id());
    let workers: Vec<_> = (0..6)
        .map(|worker| {
            let space = if worker % 2 == 0 {
                &ground.space
            } else {
                &second
            };
            let space = space.clone();
            tokio::spawn(async move {
                let mut done = Vec::new();
                loop {
                    let jobs = match space.claim_jobs(by(worker, 9), 3).await {
                        Ok(claimed) => claimed.jobs,
                        // Someone claimed in the same lane at the same moment.
                        Err(error) if error.is_conflict() => continue,
                        Err(error) => panic!("{error}"),
                    };
                    if jobs.is_empty() {
                        return done;
                    }
                    for job in jobs {
                        let changeset = domain::changeset::Changeset::finishing(
                            job.id,
                            job.claim,
                            JobEnd::Done,
                        );
                        space.commit(changeset).await.unwrap();
                        done.push(job.id);
                    }
                }
            })
        })
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    // A worker leaves when all that is due is in another one's lane; the rest is done here.
    for job in claim(ground, 9).await {
        end(ground, &job, JobEnd::Done).await.unwrap();
        done.push(job.id);
    }
    assert_eq!(done.len(), 120);
    assert_eq!(done.iter().collect::<BTreeSet<_>>().len(), 120);
    assert_eq!(counts(ground).await, (0, 0, 0));
}
