//! What several processes share: claims that live as long as their worker, and call limits.

use domain::changeset::{Changeset, HeldJob};
use domain::ids::{OrderId, WorkerId};
use domain::job::{Job, JobEnd, NewJob};
use jiff::SignedDuration;
use storage::{BudgetLimit, Left, Next, Outlook, Taken};

use super::ground::{Ground, assert_conflict, at};
use super::jobs::{by, claim, claim_one, counts, end, planning, want};

fn fulfilling(order: i64) -> Job {
    Job::FulfillOrder {
        order_id: OrderId(order),
    }
}

fn due(job: Job, due: i64) -> NewJob {
    let due_at = at(due);
    NewJob { job, due_at }
}

pub(crate) async fn a_short_claim_says_what_is_left(ground: &Ground) {
    let take = async |now, limit| ground.space.claim_jobs(by(1, now), limit).await.unwrap();
    let left = |in_lanes, next: Option<i64>| Left::Nothing {
        in_lanes,
        next_due: next.map(at),
    };
    assert_eq!(take(0, 5).await.left, left(false, None));
    want(ground, planning(1), 0).await;
    want(ground, planning(2), 50).await;
    let outlook = ground.space.outlook(at(0)).await.unwrap();
    let expected = Outlook {
        job_due: Some(at(0)),
        ..Outlook::default()
    };
    assert_eq!(outlook, expected);
    assert_eq!(take(0, 1).await.left, Left::Perhaps);
    assert_eq!(take(0, 1).await.left, left(false, Some(50)));
    // One that is due and waits for its lane is told apart from what is due later.
    want(ground, fulfilling(1), 0).await;
    assert_eq!(take(0, 1).await.left, left(true, Some(50)));
    let outlook = ground.space.outlook(at(61)).await.unwrap();
    assert!(outlook.lost);
}

pub(crate) async fn what_ends_a_job_takes_up_the_next(ground: &Ground) {
    want(ground, planning(1), 0).await;
    want(ground, planning(9), 3).await;
    let job = claim_one(ground, 0).await;
    let mut step = Changeset::finishing(job.id, job.claim, JobEnd::Done);
    // The first is due later; the second is in the lane that ending this job sets free.
    step.jobs = vec![
        due(planning(5), 99),
        due(fulfilling(1), 1),
        due(planning(2), 1),
    ];
    let next = Next::FollowUp(by(1, 1));
    let taken = ground.space.commit_and_claim(step, next).await.unwrap();
    let taken = taken.unwrap();
    assert_eq!((taken.job.clone(), taken.attempts), (fulfilling(1), 0));
    assert_eq!(taken.lease_until, at(61));
    assert_eq!(counts(ground).await, (3, 1, 0));

    // Work that lives already, or whose lane is taken, waits like any other.
    let mut step = Changeset::finishing(taken.id, taken.claim, JobEnd::Done);
    step.jobs = vec![due(planning(9), 1), due(fulfilling(3), 1)];
    want(ground, planning(3), 0).await;
    let other = claim_one(ground, 0).await;
    let next = Next::FollowUp(by(1, 1));
    assert!(
        ground
            .space
            .commit_and_claim(step, next)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(counts(ground).await, (4, 1, 0));

    // Whoever asks for anything gets what is due first.
    let step = Changeset::finishing(other.id, other.claim, JobEnd::Done);
    let next = Next::AnyDue(by(1, 4));
    let taken = ground.space.commit_and_claim(step, next).await.unwrap();
    assert_eq!(taken.unwrap().job, planning(9));
    // What is refused takes nothing up.
    let step = Changeset::finishing(other.id, other.claim, JobEnd::Done);
    let refused = ground.space.commit_and_claim(step, next).await;
    assert!(refused.is_err_and(|error| error.is_conflict()));
    assert_eq!(counts(ground).await, (3, 1, 0));
}

pub(crate) async fn a_living_worker_keeps_its_jobs(ground: &Ground) {
    for order in 1..=3 {
        want(ground, planning(order), order).await;
    }
    let first = claim_one(ground, 1).await;
    let ended = claim_one(ground, 2).await;
    let others = ground.space.claim_jobs(by(2, 3), 9).await.unwrap().jobs;
    let gone = vec![(ended.id, ended.claim)];
    let held = ground.space.extend_leases(by(1, 50), gone).await.unwrap();
    assert_eq!(held, [(first.id, first.claim)]);
    // What ran without an end is given back at once; the other worker's lease ends by itself.
    assert_eq!(counts(ground).await, (1, 2, 0));
    assert_eq!(ground.space.take_back_jobs(at(64)).await.unwrap(), 1);
    let holds = async |id, claim| ground.space.holds_job(id, claim).await.unwrap();
    assert!(holds(first.id, first.claim).await);
    assert!(!holds(first.id, first.claim + 1).await);
    assert!(!holds(others[0].id, others[0].claim).await);
    let held = ground.space.extend_leases(by(2, 65), vec![]).await.unwrap();
    assert_eq!(held, []);
    // A worker that ends on purpose gives everything back as if it had never been claimed.
    let given = ground.space.give_back_jobs(WorkerId(1), at(66)).await;
    assert_eq!(given.unwrap(), 1);
    assert_conflict(end(ground, &first, JobEnd::Done).await);
    let again = claim(ground, 66).await;
    let attempts: Vec<u32> = again.iter().map(|job| job.attempts).collect();
    assert_eq!(attempts, [0, 1, 1]);
}

pub(crate) async fn a_job_that_takes_its_process_along_waits_for_a_person(ground: &Ground) {
    want(ground, planning(1), 0).await;
    let mut now = 0;
    let mut waits = Vec::new();
    for _ in 0..9 {
        let job = claim_one(ground, now).await;
        assert_eq!(ground.space.take_back_jobs(at(now + 61)).await.unwrap(), 1);
        now += 61;
        let due = ground.space.next_job_due().await.unwrap().unwrap();
        let wait = due.duration_since(at(now)).as_secs().max(0);
        waits.push(wait);
        now += wait;
        assert_eq!(job.attempts + 1, u32::try_from(waits.len()).unwrap());
    }
    // At once the first time, and then later each time.
    assert_eq!(waits[0], 0);
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
    // One run that ends in any way shows that it was not the job.
    let job = claim_one(ground, now).await;
    let snooze = JobEnd::Snooze { at: at(now) };
    end(ground, &job, snooze).await.unwrap();
    for left in (0..10).rev() {
        claim_one(ground, now).await;
        assert_eq!(ground.space.take_back_jobs(at(now + 61)).await.unwrap(), 1);
        now += 3_600;
        let waiting = i64::from(left > 0);
        assert_eq!(counts(ground).await, (waiting, 0, 1 - waiting));
    }
    let failed = ground.space.failed_jobs(9).await.unwrap();
    assert!(failed[0].error.contains("process"), "{failed:?}");
    ground
        .space
        .revive_job(failed[0].id, at(now))
        .await
        .unwrap();
    claim_one(ground, now).await;
    ground.space.take_back_all_jobs(at(now)).await.unwrap();
    assert_eq!(counts(ground).await, (1, 0, 0));
}

pub(crate) async fn a_step_of_a_claim_that_was_taken_back_is_refused(ground: &Ground) {
    want(ground, planning(1), 0).await;
    let job = claim_one(ground, 0).await;
    let step = |until: i64| Changeset {
        holds: Some(HeldJob {
            id: job.id,
            claim: job.claim,
            lease_until: at(until),
        }),
        jobs: vec![due(planning(2), 0)],
        ..Changeset::default()
    };
    ground.space.commit(step(200)).await.unwrap();
    // It holds longer from then on, and never shorter.
    ground.space.commit(step(100)).await.unwrap();
    assert_eq!(ground.space.take_back_jobs(at(199)).await.unwrap(), 0);
    assert_eq!(ground.space.take_back_jobs(at(201)).await.unwrap(), 1);
    assert_conflict(ground.space.commit(step(500)).await);
    assert_eq!(counts(ground).await, (2, 0, 0));
}

pub(crate) async fn how_far_a_job_came_is_kept_until_it_is_done(ground: &Ground) {
    want(ground, planning(1), 0).await;
    let job = claim_one(ground, 0).await;
    assert_eq!(job.progress, None);
    let keep = async |job: &storage::ClaimedJob, words: &str| {
        let words = Some(words.to_owned());
        ground.space.keep_progress(job.id, job.claim, words).await
    };
    keep(&job, "page 2").await.unwrap();
    keep(&job, "page 3").await.unwrap();
    end(ground, &job, JobEnd::Snooze { at: at(0) })
        .await
        .unwrap();
    assert_conflict(keep(&job, "page 4").await);
    let job = claim_one(ground, 0).await;
    assert_eq!(job.progress.as_deref(), Some("page 3"));
    let error = String::new();
    end(ground, &job, JobEnd::Retry { at: at(0), error })
        .await
        .unwrap();
    let job = claim_one(ground, 0).await;
    assert_eq!(job.progress.as_deref(), Some("page 3"));
    // What was wanted meanwhile begins from the beginning.
    want(ground, planning(1), 0).await;
    end(ground, &job, JobEnd::Done).await.unwrap();
    assert_eq!(claim_one(ground, 0).await.progress, None);
}

pub(crate) async fn what_waits_for_its_time_is_not_pulled_forward(ground: &Ground) {
    want(ground, planning(1), 500).await;
    let found = vec![due(planning(1), 0), due(planning(2), 0)];
    assert_eq!(
        ground.space.enqueue_missing(found.clone()).await.unwrap(),
        1
    );
    assert_eq!(ground.space.enqueue_missing(found).await.unwrap(), 0);
    assert_eq!(ground.space.enqueue_missing(vec![]).await.unwrap(), 0);
    let job = claim_one(ground, 0).await;
    assert_eq!(job.job, planning(2));
    // Nor does it run once more because somebody looked while it ran.
    let found = vec![due(planning(2), 0)];
    assert_eq!(ground.space.enqueue_missing(found).await.unwrap(), 0);
    end(ground, &job, JobEnd::Done).await.unwrap();
    assert_eq!(ground.space.next_job_due().await.unwrap(), Some(at(500)));
}

pub(crate) async fn a_call_limit_is_shared(ground: &Ground) {
    let second = ground.second_handle().await.space(ground.space.id());
    let limit = BudgetLimit {
        size: 10,
        leak_per_second: 2,
    };
    let name = "store/a.example";
    let take = async |space: &storage::Space, wish, now| {
        space.take_calls(name, limit, wish, at(now)).await.unwrap()
    };
    assert_eq!(take(&ground.space, 4, 0).await, Taken::Calls(4));
    assert_eq!(take(&second, 9, 0).await, Taken::Calls(6));
    let wait = |millis| Taken::Wait(SignedDuration::from_millis(millis));
    assert_eq!(take(&ground.space, 1, 0).await, wait(501));
    assert_eq!(take(&ground.space, 9, 1).await, Taken::Calls(2));
    // Another budget is another bucket, and a clock that is behind gets nothing for it.
    let other = second.take_calls("store/b", limit, 1, at(0)).await;
    assert_eq!(other.unwrap(), Taken::Calls(1));
    assert_eq!(take(&second, 1, 0).await, wait(501));
    // What one hears all keep.
    second.learn_calls(name, limit, 9, at(100)).await.unwrap();
    assert_eq!(take(&ground.space, 9, 100).await, Taken::Calls(1));
    second.block_calls(name, at(300), at(200)).await.unwrap();
    second.block_calls(name, at(250), at(200)).await.unwrap();
    assert_eq!(take(&ground.space, 1, 200).await, wait(100_000));
    assert_eq!(take(&ground.space, 1, 300).await, Taken::Calls(1));
}
