//! The timers that read the truth and repair. They take no input: whatever was lost, they find it.

mod find_stuck;
mod poll_store;
mod read_delivery;
mod read_products;
mod renew_access;
mod sync_all;
mod tracker;
mod webhooks;

pub(crate) use find_stuck::find_stuck;
pub(crate) use poll_store::poll_store;
pub(crate) use read_delivery::{read_delivery, wakes};
pub(crate) use read_products::read_products;
pub(crate) use renew_access::{next_renewal as renewal, renew_access, renewal_wish};
pub(crate) use sync_all::sync_all_purchases;
pub(crate) use tracker::{read_numbers, read_push, read_quota, register_numbers};
pub(crate) use webhooks::ensure_webhooks;

use domain::ids::{ConnectionId, StoreId};
use domain::job::Job;
use storage::{Rhythm, Schedule, StorageError};

use crate::App;

/// Seconds between two looks for what is stuck.
const FIND_STUCK_SECONDS: i64 = 300;

/// Seconds between two checks of a store's webhook subscriptions.
const WEBHOOKS_SECONDS: i64 = 6 * 3600;

/// Seconds between two readings of a store's products.
const PRODUCTS_SECONDS: i64 = 6 * 3600;

/// Seconds between two looks for numbers that a tracker should follow.
const REGISTER_SECONDS: i64 = 300;

/// Seconds between two looks for numbers that are due to be read.
const NUMBERS_SECONDS: i64 = 900;

/// Seconds between two readings of what is left of a tracker's credits.
const QUOTA_SECONDS: i64 = 3600;

/// Makes sure that everything that recurs for the workspace is scheduled.
pub(crate) async fn schedule_workspace(app: &App) -> Result<(), StorageError> {
    put(
        app,
        "find_stuck".into(),
        Job::FindStuck,
        Rhythm::EverySeconds(FIND_STUCK_SECONDS),
    )
    .await?;
    // Every supplier order is read at these two times at the least, whatever else was read before.
    put(
        app,
        "sync_all".into(),
        Job::SyncAllPurchases,
        Rhythm::AtHoursUtc(vec![0, 12]),
    )
    .await?;
    put(
        app,
        "remove_old_exports".into(),
        Job::RemoveOldExports,
        Rhythm::AtHoursUtc(vec![3]),
    )
    .await?;
    for store in app.space().stores().await? {
        schedule_store(app, store.id).await?;
    }
    for tracker in app.space().trackers().await? {
        schedule_tracker(app, tracker.connection_id).await?;
    }
    Ok(())
}

/// Makes sure that everything that recurs for a store is scheduled.
pub(crate) async fn schedule_store(app: &App, store_id: StoreId) -> Result<(), StorageError> {
    let every = [
        (
            "poll",
            Job::PollStore { store_id },
            app.settings().poll_seconds,
        ),
        (
            "webhooks",
            Job::EnsureWebhooks { store_id },
            WEBHOOKS_SECONDS,
        ),
        ("products", Job::ReadProducts { store_id }, PRODUCTS_SECONDS),
    ];
    for (name, job, seconds) in every {
        put(
            app,
            format!("{name}:{store_id}"),
            job,
            Rhythm::EverySeconds(seconds),
        )
        .await?;
    }
    Ok(())
}

/// Everything that is done for a tracker now and then.
pub(crate) fn tracker_jobs(connection_id: ConnectionId) -> [Job; 3] {
    [
        Job::ReadQuota { connection_id },
        Job::RegisterNumbers { connection_id },
        Job::ReadNumbers { connection_id },
    ]
}

/// Makes sure that everything that recurs for a tracker is scheduled.
pub(crate) async fn schedule_tracker(app: &App, id: ConnectionId) -> Result<(), StorageError> {
    let seconds = [QUOTA_SECONDS, REGISTER_SECONDS, NUMBERS_SECONDS];
    for (job, seconds) in tracker_jobs(id).into_iter().zip(seconds) {
        let name = format!("{}:{id}", job.name());
        put(app, name, job, Rhythm::EverySeconds(seconds)).await?;
    }
    Ok(())
}

async fn put(app: &App, name: String, job: Job, rhythm: Rhythm) -> Result<(), StorageError> {
    let next_at = match rhythm {
        Rhythm::EverySeconds(_) => app.now(),
        Rhythm::AtHoursUtc(_) => rhythm.next_after(app.now()),
    };
    app.space()
        .put_schedule(Schedule {
            name,
            job,
            rhythm,
            next_at,
        })
        .await
}
