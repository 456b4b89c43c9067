//! What recurs: once when it is due, once for all that was missed, whoever runs it.

use domain::ids::StoreId;
use domain::job::{Job, JobEnd};
use jiff::Timestamp;
use storage::{Rhythm, Schedule};

use super::ground::{Ground, at};
use super::jobs::{claim_one, counts, end};

fn polling(next: i64) -> Schedule {
    Schedule {
        name: "poll store 1".into(),
        job: Job::PollStore {
            store_id: StoreId(1),
        },
        rhythm: Rhythm::EverySeconds(300),
        next_at: at(next),
    }
}

async fn run(ground: &Ground, now: i64) -> Option<Timestamp> {
    ground.space.run_schedules(at(now)).await.unwrap()
}

pub(crate) async fn a_due_schedule_enqueues_once_and_moves_on(ground: &Ground) {
    assert_eq!(run(ground, 0).await, None);
    ground.space.put_schedule(polling(100)).await.unwrap();
    assert_eq!(run(ground, 99).await, Some(at(100)));
    assert_eq!(counts(ground).await, (0, 0, 0));
    assert_eq!(run(ground, 100).await, Some(at(400)));
    assert_eq!(run(ground, 100).await, Some(at(400)));
    assert_eq!(counts(ground).await, (1, 0, 0));
    let job = claim_one(ground, 100).await;
    assert_eq!(job.job, polling(0).job);
    end(ground, &job, JobEnd::Done).await.unwrap();
    assert_eq!(run(ground, 399).await, Some(at(400)));
    assert_eq!(counts(ground).await, (0, 0, 0));
}

pub(crate) async fn missed_times_are_caught_up_once(ground: &Ground) {
    ground.space.put_schedule(polling(100)).await.unwrap();
    let twice_a_day = Schedule {
        name: "sync".into(),
        job: Job::SyncAllPurchases,
        rhythm: Rhythm::AtHoursUtc(vec![0, 12]),
        next_at: "2026-11-22T12:00:00Z".parse().unwrap(),
    };
    ground.space.put_schedule(twice_a_day).await.unwrap();
    // Five days off: one run of each reads all that was missed.
    let back: Timestamp = "2026-11-27T15:00:00Z".parse().unwrap();
    let next = ground.space.run_schedules(back).await.unwrap();
    assert_eq!(next, Some("2026-11-27T15:05:00Z".parse().unwrap()));
    assert_eq!(counts(ground).await, (2, 0, 0));
    let schedules = ground.space.schedules().await.unwrap();
    let names: Vec<&str> = schedules.iter().map(|each| each.name.as_str()).collect();
    assert_eq!(names, ["poll store 1", "sync"]);
    assert_eq!(
        schedules[1].next_at,
        "2026-11-28T00:00:00Z".parse().unwrap()
    );
}

pub(crate) async fn two_handles_share_schedules(ground: &Ground) {
    ground.space.put_schedule(polling(100)).await.unwrap();
    let second = ground.second_handle().await.space(ground.space.id());
    let mut tasks = Vec::new();
    for index in 0..20 {
        let space = if index % 2 == 0 {
            &ground.space
        } else {
            &second
        };
        let space = space.clone();
        tasks.push(tokio::spawn(async move {
            space.run_schedules(at(100)).await.unwrap()
        }));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap(), Some(at(400)));
    }
    // Ended and looked at again: nobody enqueued it a second time.
    let job = claim_one(ground, 100).await;
    end(ground, &job, JobEnd::Done).await.unwrap();
    assert_eq!(counts(ground).await, (0, 0, 0));
}

pub(crate) async fn a_schedule_is_changed_and_removed(ground: &Ground) {
    ground.space.put_schedule(polling(100)).await.unwrap();
    let changed = Schedule {
        job: Job::FindStuck,
        rhythm: Rhythm::AtHoursUtc(vec![]),
        ..polling(7_777)
    };
    ground.space.put_schedule(changed.clone()).await.unwrap();
    let kept = Schedule {
        next_at: at(100),
        ..changed
    };
    assert_eq!(ground.space.schedules().await.unwrap(), [kept]);
    ground.space.remove_schedule("nobody").await.unwrap();
    // A rhythm without a time is never due again, and breaks nothing.
    let never = run(ground, 100).await.unwrap();
    assert!(never > "9999-01-01T00:00:00Z".parse().unwrap());
    ground.space.remove_schedule("poll store 1").await.unwrap();
    assert_eq!(ground.space.schedules().await.unwrap(), []);
    assert_eq!(run(ground, 999).await, None);
}
