//! Background work: stored once, never lost, ended by the claim that ran it.

use domain::changeset::{Changeset, Write};
use domain::ids::{
    CaseId, ConnectionId, DeliveryId, ExternalId, NoticeId, OrderId, PurchaseId, PushId, StoreId,
    WorkerId,
};
use domain::job::{Job, JobEnd, NewJob};
use jiff::Timestamp;
use storage::{Claim, ClaimedJob, JobCounts, StorageError};

use super::ground::{Ground, assert_conflict, at};
use super::sample::{self, hostile};

pub(crate) fn planning(order: i64) -> Job {
    Job::PlanPurchases {
        order_id: OrderId(order),
    }
}

pub(crate) async fn want(ground: &Ground, job: Job, due: i64) {
    let new = NewJob {
        job,
        due_at: at(due),
    };
    ground.space.enqueue(vec![new]).await.unwrap();
}

/// A claim of a worker for 60 seconds from then on.
pub(crate) fn by(worker: i64, now: i64) -> Claim {
    Claim {
        worker: WorkerId(worker),
        now: at(now),
        lease_until: at(now + 60),
    }
}

/// Claims all that is due by then.
pub(crate) async fn claim(ground: &Ground, now: i64) -> Vec<ClaimedJob> {
    let claimed = ground.space.claim_jobs(by(1, now), 100).await;
    claimed.unwrap().jobs
}

/// Claims the one job that is due by then.
pub(crate) async fn claim_one(ground: &Ground, now: i64) -> ClaimedJob {
    let mut claimed = claim(ground, now).await;
    assert_eq!(claimed.len(), 1, "{claimed:?}");
    claimed.remove(0)
}

pub(crate) async fn end(
    ground: &Ground,
    job: &ClaimedJob,
    end: JobEnd,
) -> Result<(), StorageError> {
    let changeset = Changeset::finishing(job.id, job.claim, end);
    ground.space.commit(changeset).await
}

pub(crate) async fn counts(ground: &Ground) -> (i64, i64, i64) {
    let counts = ground.space.job_counts().await.unwrap();
    (counts.waiting, counts.running, counts.failed)
}

async fn next_due(ground: &Ground) -> Option<Timestamp> {
    ground.space.next_job_due().await.unwrap()
}

pub(crate) async fn the_same_work_waits_once_at_the_earliest_time(ground: &Ground) {
    assert_eq!(next_due(ground).await, None);
    for due in [50, 90, 10, 30] {
        want(ground, planning(1), due).await;
    }
    want(ground, planning(2), 70).await;
    assert_eq!(counts(ground).await, (2, 0, 0));
    assert_eq!(next_due(ground).await, Some(at(10)));
    assert_eq!(claim(ground, 9).await.len(), 0);
    let job = claim_one(ground, 10).await;
    assert_eq!((job.job.clone(), job.due_at), (planning(1), at(10)));
    end(ground, &job, JobEnd::Done).await.unwrap();
    assert_eq!(counts(ground).await, (1, 0, 0));
    // What is done may be wanted again.
    want(ground, planning(1), 10).await;
    assert_eq!(counts(ground).await, (2, 0, 0));
}

pub(crate) async fn work_wanted_while_it_runs_runs_once_more(ground: &Ground) {
    want(ground, planning(1), 0).await;
    let job = claim_one(ground, 0).await;
    for due in [40, 20, 60] {
        want(ground, planning(1), due).await;
    }
    assert_eq!(counts(ground).await, (0, 1, 0));
    end(ground, &job, JobEnd::Done).await.unwrap();
    assert_eq!(counts(ground).await, (1, 0, 0));
    assert_eq!(next_due(ground).await, Some(at(20)));
    let again = claim_one(ground, 20).await;
    assert_eq!((again.job.clone(), again.attempts), (planning(1), 0));
    end(ground, &again, JobEnd::Done).await.unwrap();
    assert_eq!(counts(ground).await, (0, 0, 0));

    // A snooze ends when what was wanted meanwhile is due; a retry runs it by itself.
    want(ground, planning(2), 0).await;
    let job = claim_one(ground, 30).await;
    want(ground, planning(2), 35).await;
    end(ground, &job, JobEnd::Snooze { at: at(500) })
        .await
        .unwrap();
    assert_eq!(next_due(ground).await, Some(at(35)));
    let job = claim_one(ground, 35).await;
    want(ground, planning(2), 900).await;
    end(ground, &job, JobEnd::Snooze { at: at(500) })
        .await
        .unwrap();
    assert_eq!(next_due(ground).await, Some(at(500)));
    let job = claim_one(ground, 500).await;
    want(ground, planning(2), 500).await;
    let error = "later".to_owned();
    end(ground, &job, JobEnd::Retry { at: at(600), error })
        .await
        .unwrap();
    assert_eq!(counts(ground).await, (1, 0, 0));
}

pub(crate) async fn work_wanted_while_it_fails_is_not_lost(ground: &Ground) {
    want(ground, planning(1), 0).await;
    let job = claim_one(ground, 0).await;
    want(ground, planning(1), 5).await;
    let error = "no".to_owned();
    end(ground, &job, JobEnd::Fail { error }).await.unwrap();
    // The failure is kept for a person, and what was wanted after it began still runs.
    assert_eq!(counts(ground).await, (1, 0, 1));
    let again = claim_one(ground, 5).await;
    assert_eq!((again.job.clone(), again.attempts), (planning(1), 0));
    assert_ne!(again.id, job.id);
    end(ground, &again, JobEnd::Done).await.unwrap();
    assert_eq!(counts(ground).await, (0, 0, 1));
}

pub(crate) async fn retry_counts_and_snooze_does_not(ground: &Ground) {
    want(ground, planning(1), 0).await;
    for attempts in 0..3 {
        let job = claim_one(ground, 100).await;
        assert_eq!(job.attempts, attempts);
        end(ground, &job, JobEnd::Snooze { at: at(100) })
            .await
            .unwrap();
        let job = claim_one(ground, 100).await;
        assert_eq!(job.attempts, attempts);
        let retry = JobEnd::Retry {
            at: at(100),
            error: hostile(8),
        };
        end(ground, &job, retry).await.unwrap();
    }
    let job = claim_one(ground, 100).await;
    let error = String::new();
    end(ground, &job, JobEnd::Retry { at: at(200), error })
        .await
        .unwrap();
    assert_eq!(claim(ground, 199).await.len(), 0);
    assert_eq!(claim_one(ground, 200).await.attempts, 4);
}

pub(crate) async fn what_is_tried_again_is_listed_with_why(ground: &Ground) {
    for (order, again) in [(1, 90), (2, 60), (3, 70)] {
        want(ground, planning(order), 0).await;
        let job = claim_one(ground, 0).await;
        let error = format!("{} {order}", hostile(0));
        let at = at(again);
        end(ground, &job, JobEnd::Retry { at, error })
            .await
            .unwrap();
    }
    // What only waits for its time is in no trouble.
    want(ground, planning(4), 5).await;
    let troubled = ground.space.troubled_jobs(2).await.unwrap();
    let due: Vec<Timestamp> = troubled.iter().map(|job| job.due_at).collect();
    assert_eq!(due, [at(60), at(70)]);
    assert_eq!(troubled[0].error, format!("{} 2", hostile(0)));
    assert_eq!(troubled[0].attempts, 1);
    assert!(troubled[0].payload.contains("plan_purchases"));
}

pub(crate) async fn a_failed_job_is_listed_and_can_be_revived(ground: &Ground) {
    for order in 1..=3 {
        want(ground, planning(order), order).await;
        let job = claim_one(ground, order).await;
        let error = format!("{} {order}", hostile(0));
        end(ground, &job, JobEnd::Fail { error }).await.unwrap();
    }
    assert_eq!(counts(ground).await, (0, 0, 3));
    assert_eq!(next_due(ground).await, None);
    assert_eq!(ground.space.failed_job_count().await.unwrap(), 3);
    let failed = ground.space.failed_jobs(2).await.unwrap();
    assert_eq!(failed.len(), 2);
    assert_eq!(failed[0].error, format!("{} 3", hostile(0)));
    assert_eq!(failed[0].created_at, at(3));
    assert!(failed[0].payload.contains("plan_purchases"));
    assert_eq!(claim(ground, 999).await.len(), 0);

    ground.space.revive_job(failed[0].id, at(50)).await.unwrap();
    assert_eq!(counts(ground).await, (1, 0, 2));
    let job = claim_one(ground, 50).await;
    assert_eq!((job.job.clone(), job.attempts), (planning(3), 0));
    // The same work that was wanted meanwhile stands for the failed one.
    want(ground, planning(2), 60).await;
    let second = failed[1].id;
    assert_conflict(ground.space.revive_job(second, at(61)).await);
    assert_eq!(counts(ground).await, (1, 1, 2));
}

pub(crate) async fn a_step_and_the_end_of_its_job_are_one(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = sample::order(&*ground.ids, setup.store.id, 1);
    want(ground, planning(1), 0).await;
    let job = claim_one(ground, 0).await;
    let step = |end| {
        let mut changeset = Changeset::finishing(job.id, job.claim, end);
        changeset.writes = vec![Write::InsertOrder(Box::new(order.clone()))];
        // It may want itself again: that is new work, after it ended.
        changeset.jobs = vec![NewJob {
            job: planning(1),
            due_at: at(9),
        }];
        changeset
    };
    ground.space.commit(step(JobEnd::Done)).await.unwrap();
    assert_eq!(counts(ground).await, (1, 0, 0));
    assert_eq!(next_due(ground).await, Some(at(9)));
    // Once it has ended it can't end again, whatever else is in the step.
    assert_conflict(ground.space.commit(step(JobEnd::Done)).await);

    let job = claim_one(ground, 9).await;
    let mut refused = Changeset::finishing(job.id, job.claim, JobEnd::Done);
    refused.writes = vec![Write::InsertOrder(Box::new(order.clone()))];
    assert_conflict(ground.space.commit(refused).await);
    // The step did not happen, so its job runs on.
    assert_eq!(counts(ground).await, (0, 1, 0));
    end(ground, &job, JobEnd::Done).await.unwrap();
}

pub(crate) async fn a_claim_that_was_taken_back_can_not_finish(ground: &Ground) {
    let setup = ground.set_up().await;
    want(ground, planning(1), 0).await;
    let old = claim_one(ground, 0).await;
    assert_eq!(ground.space.take_back_jobs(at(61)).await.unwrap(), 1);
    let late = || {
        let order = sample::order(&*ground.ids, setup.store.id, 1);
        let id = order.id;
        let mut changeset = Changeset::finishing(old.id, old.claim, JobEnd::Done);
        changeset.writes = vec![Write::InsertOrder(Box::new(order))];
        changeset.jobs = vec![NewJob {
            job: planning(2),
            due_at: at(0),
        }];
        (id, changeset)
    };
    // Neither while it waits, nor while another one runs it, nor after that one ended.
    let mut refused = Vec::new();
    let (id, changeset) = late();
    assert_conflict(ground.space.commit(changeset).await);
    refused.push(id);
    let new = claim_one(ground, 61).await;
    assert_eq!(new.id, old.id);
    assert_ne!(new.claim, old.claim);
    for how in [
        JobEnd::Done,
        JobEnd::Snooze { at: at(1) },
        JobEnd::Retry {
            at: at(1),
            error: String::new(),
        },
        JobEnd::Fail {
            error: String::new(),
        },
    ] {
        assert_conflict(end(ground, &old, how).await);
    }
    assert_eq!(counts(ground).await, (0, 1, 0));
    end(ground, &new, JobEnd::Done).await.unwrap();
    let (id, changeset) = late();
    assert_conflict(ground.space.commit(changeset).await);
    refused.push(id);
    for id in refused {
        assert_eq!(ground.space.dossier(id).await.unwrap(), None);
    }
    assert_eq!(counts(ground).await, (0, 0, 0));
    assert_eq!(ground.space.tab_counts().await.unwrap(), []);
}

pub(crate) async fn leases_end_and_all_can_be_taken_back(ground: &Ground) {
    for (order, due) in [(1, 0), (2, 30)] {
        want(ground, planning(order), due).await;
        claim_one(ground, due).await;
    }
    // Leases are 60 seconds: the first ends at 60, the second at 90.
    assert_eq!(ground.space.take_back_jobs(at(60)).await.unwrap(), 0);
    assert_eq!(ground.space.take_back_jobs(at(61)).await.unwrap(), 1);
    assert_eq!(counts(ground).await, (1, 1, 0));
    assert_eq!(ground.space.take_back_jobs(at(61)).await.unwrap(), 0);
    let again = claim_one(ground, 61).await;
    // What was lost counts as a try.
    assert_eq!((again.job, again.attempts), (planning(1), 1));
    // What was wanted while it ran is the same work that now waits again.
    want(ground, planning(2), 62).await;
    assert_eq!(ground.space.take_back_all_jobs(at(62)).await.unwrap(), 2);
    assert_eq!(counts(ground).await, (2, 0, 0));
    assert_eq!(claim(ground, 75).await.len(), 2);
}

fn jobs_of_an_order(big: i64) -> Vec<Job> {
    let (order_id, purchase_id) = (OrderId(big), PurchaseId(big));
    vec![
        Job::PlanPurchases { order_id },
        Job::PlacePurchase {
            order_id: OrderId(2),
            purchase_id,
        },
        Job::SettlePlacement {
            order_id: OrderId(3),
            purchase_id,
        },
        Job::SyncPurchase {
            order_id: OrderId(4),
            purchase_id,
        },
        Job::TrackParcels {
            order_id: OrderId(5),
            purchase_id,
        },
        Job::FulfillOrder {
            order_id: OrderId(6),
        },
        Job::WatchCase {
            order_id: OrderId(7),
            case_id: CaseId(big),
        },
        Job::SendNotice {
            order_id: OrderId(8),
            notice_id: NoticeId(big),
        },
    ]
}

pub(crate) async fn every_kind_of_job_comes_back(ground: &Ground) {
    let big = (1 << 53) + 1;
    let store_id = StoreId(big);
    let mut wanted = vec![
        Job::ReadDelivery {
            delivery_id: DeliveryId(big),
        },
        Job::ReceiveOrder {
            store_id,
            external_id: ExternalId(hostile(3)),
        },
        Job::PollStore { store_id },
        Job::EnsureWebhooks { store_id },
        Job::ReadProducts {
            store_id: StoreId(7),
        },
        Job::RenewAccess {
            connection_id: ConnectionId(big),
        },
        Job::ReadPush {
            push_id: PushId(big),
        },
        Job::RegisterNumbers {
            connection_id: ConnectionId(big),
        },
        Job::ReadNumbers {
            connection_id: ConnectionId(8),
        },
        Job::ReadQuota {
            connection_id: ConnectionId(9),
        },
        Job::SyncAllPurchases,
        Job::FindStuck,
    ];
    wanted.extend(jobs_of_an_order(big));
    let jobs = wanted.iter().zip(0..).map(|(job, due)| NewJob {
        job: job.clone(),
        due_at: at(due),
    });
    ground.space.enqueue(jobs.collect()).await.unwrap();
    let claimed = claim(ground, 100).await;
    let found: Vec<Job> = claimed.iter().map(|job| job.job.clone()).collect();
    assert_eq!(found, wanted);
    for job in &claimed {
        end(ground, job, JobEnd::Done).await.unwrap();
    }
    let counts = ground.space.job_counts().await.unwrap();
    assert_eq!(counts, JobCounts::default());
}

pub(crate) async fn waiting_jobs_of_the_way_can_be_woken(ground: &Ground) {
    let place = |order| Job::PlacePurchase {
        order_id: OrderId(order),
        purchase_id: PurchaseId(order),
    };
    want(ground, place(1), 500).await;
    want(ground, planning(2), 5).await;
    want(ground, Job::FindStuck, 500).await;
    want(ground, place(3), 0).await;
    let running = claim_one(ground, 0).await;
    assert_eq!(ground.space.wake_jobs(at(10)).await.unwrap(), 1);
    // What runs is left alone, what is no step of the way keeps its time, none is put off.
    let found: Vec<Job> = claim(ground, 10)
        .await
        .into_iter()
        .map(|job| job.job)
        .collect();
    assert_eq!(found, [planning(2), place(1)]);
    assert_eq!(next_due(ground).await, Some(at(500)));
    end(ground, &running, JobEnd::Done).await.unwrap();
    assert_eq!(ground.space.wake_jobs(at(10)).await.unwrap(), 0);
}
