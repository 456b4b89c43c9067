//! Running background work: claim what is due, run each, record how it ended.
//!
//! Any number of processes may run this on one database. A worker that dies gives its jobs back when
//! their lease ends. A job ends in one of four named ways; one that fails for good stays where a
//! person sees it.

mod ending;
mod run;

use std::time::Duration;

use storage::{Claim, ClaimedJob, StorageError};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::App;
use crate::reconcile;

/// Real time after which a silent worker counts as dead: several calls of 30 s fit in.
const LEASE: Duration = Duration::from_secs(300);

/// Real time between two looks at the queue when nothing wakes us.
const LOOK: Duration = Duration::from_secs(5);

/// Real time that running jobs get to end at a shutdown.
const GRACE: Duration = Duration::from_secs(25);

/// Runs background work with up to `workers` jobs at once until `stop` turns true; then lets the
/// running ones end. `alone` says that no other process works on this database, so that jobs left
/// running by a crash are taken back at once.
pub async fn work(app: App, workers: usize, alone: bool, mut stop: watch::Receiver<bool>) {
    prepare(&app, alone).await;
    let mut running = JoinSet::new();
    let mut changes = app.space().storage().changes();
    let mut took_back = Instant::now();
    while !*stop.borrow() {
        while running.try_join_next().is_some() {}
        if took_back.elapsed() >= LOOK {
            took_back = Instant::now();
            take_back(&app).await;
        }
        let claimed = claim(&app, workers.saturating_sub(running.len())).await;
        let found = !claimed.is_empty();
        for job in claimed {
            let app = app.clone();
            running.spawn(async move { run::run(&app, &job).await });
        }
        if found {
            // More may be due; others get their turn first.
            tokio::task::yield_now().await;
            continue;
        }
        // In this order, so that a rehearsal with a seed is the same each time.
        tokio::select! {
            biased;
            _ = stop.changed() => {}
            _ = running.join_next(), if !running.is_empty() => {}
            _ = changes.recv() => {}
            () = until_due(&app) => {}
        }
    }
    let ended = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("some jobs did not end in time; they are taken up again at the next start");
    }
}

/// Runs everything that is due now, one job after another, until nothing more is due or `limit` jobs
/// ran, and says how many ran. A server runs [`work`]; this is for whoever wants to see the work done
/// before going on: a command that does one thing and ends, a rehearsal on a virtual clock.
///
/// # Errors
/// When storing or reading fails.
pub async fn run_due(app: &App, limit: u32) -> Result<u32, StorageError> {
    let mut ran = 0;
    while ran < limit {
        app.space().take_back_jobs(app.now()).await?;
        let Some(job) = claim_due(app, 1).await?.pop() else {
            break;
        };
        run::run(app, &job).await;
        ran += 1;
    }
    Ok(ran)
}

/// Makes the database ready to be worked on: schedules what recurs and, where no other process works
/// (`alone`), takes back what a crash left running. [`work`] begins with it.
pub async fn prepare(app: &App, alone: bool) {
    if alone {
        match app.space().take_back_all_jobs(app.now()).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "jobs that a crash left running were taken back"),
            Err(error) => tracing::error!(%error, "jobs could not be taken back"),
        }
    }
    if let Err(error) = reconcile::schedule_workspace(app).await {
        tracing::error!(%error, "the schedules could not be stored");
    }
}

/// Gives back the jobs of workers that died.
async fn take_back(app: &App) {
    match app.space().take_back_jobs(app.now()).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "jobs of a silent worker were taken back"),
        Err(error) => tracing::error!(%error, "jobs could not be taken back"),
    }
}

async fn claim(app: &App, free: usize) -> Vec<ClaimedJob> {
    let free = u32::try_from(free).unwrap_or(u32::MAX);
    if free == 0 {
        return Vec::new();
    }
    claim_due(app, free).await.unwrap_or_else(|error| {
        tracing::error!(%error, "no jobs could be claimed");
        Vec::new()
    })
}

async fn claim_due(app: &App, limit: u32) -> Result<Vec<ClaimedJob>, StorageError> {
    let now = app.now();
    let lease_until = now
        .saturating_add(app.clock().span_of(LEASE))
        .unwrap_or(now);
    app.space().run_schedules(now).await?;
    let claim = Claim {
        worker: app.worker(),
        now,
        lease_until,
    };
    Ok(app.space().claim_jobs(claim, limit).await?.jobs)
}

/// Waits until the next job or schedule is due, and not longer than [`LOOK`].
async fn until_due(app: &App) {
    let now = app.now();
    let job = app.space().next_job_due().await.ok().flatten();
    let schedule = app.space().run_schedules(now).await.ok().flatten();
    let due = [job, schedule].into_iter().flatten().min();
    let wait = async {
        match due {
            // A job that is due and was not claimed waits for its lane; its lane's end wakes us.
            Some(due) if due > now => app.clock().wait_until(due).await,
            _ => std::future::pending().await,
        }
    };
    let _ = tokio::time::timeout(LOOK, wait).await;
}
