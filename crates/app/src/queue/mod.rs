//! Running background work: claim what is due, run each, record how it ended.
//!
//! Any number of processes may run this on one database. A process that dies gives its jobs back when
//! their leases end; one that ends on purpose gives them back at once. A job ends in one of four named
//! ways; one that fails for good stays where a person sees it.

mod alarm;
mod ending;
mod lease;
mod run;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use storage::{ClaimedJob, Next, StorageError};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::App;
use crate::reconcile;
use alarm::Alarm;
use lease::Leases;
pub(crate) use lease::{Held, LeaseEnded};

/// Real time that running jobs get to end at a shutdown.
const GRACE: Duration = Duration::from_secs(25);

/// Real time after a look that left nothing to claim, before the next one. Where several processes share a
/// database each of them hears of all that is stored, and would look for what another one has taken up.
const BREATH: Duration = Duration::from_millis(5);

/// Runs background work with up to `workers` jobs at once until `stop` turns true; then lets the
/// running ones end, and gives back what does not. `alone` says that no other process works on this
/// database, so that jobs left running by a crash are taken back at once.
pub async fn work(app: App, workers: usize, alone: bool, stop: watch::Receiver<bool>) {
    let mut changes = app.space().storage().changes();
    prepare(&app, alone).await;
    let crew = Crew::new(app.clone(), stop.clone());
    let mut heart = JoinSet::new();
    heart.spawn(lease::beat(app.clone(), crew.leases.clone()));
    let mut running = JoinSet::new();
    let mut alarm = Alarm::new(app.space().id());
    let mut look_at = Instant::now() + app.settings().look;
    let mut rested_at = Instant::now();
    while !*stop.borrow() {
        while running.try_join_next().is_some() {
            alarm.job_ended();
        }
        // However much happens, the look that is made in any case is made.
        if Instant::now() >= look_at {
            look_around(&app, &mut alarm).await;
            look_at = Instant::now() + app.settings().look;
        }
        let free = workers.saturating_sub(running.len());
        let rings = alarm.rings(app.now());
        // Who ends a job while others wait takes one of them up in the same transaction.
        crew.more.store(rings && free == 0, Ordering::Relaxed);
        if rings && free > 0 && Instant::now() >= rested_at {
            alarm.looks(&mut changes);
            let jobs = look(&app, &mut alarm, free).await;
            if jobs.len() < free && app.space().storage().is_shared() {
                rested_at = Instant::now() + BREATH;
            }
            for job in jobs {
                running.spawn(run::run_on(crew.clone(), job));
            }
            tokio::task::yield_now().await;
            continue;
        }
        // In this order, so that a rehearsal with a seed is the same each time.
        tokio::select! {
            biased;
            () = stopped(stop.clone()) => {}
            Some(_) = running.join_next() => alarm.job_ended(),
            () = crew.ended.notified() => alarm.job_ended(),
            change = changes.recv() => {
                alarm.hears(&change);
                alarm.hears_all(&mut changes);
            }
            () = wait_for(&app, &alarm, rested_at), if free > 0 => {}
            () = tokio::time::sleep_until(look_at) => {}
        }
    }
    end(&app, running).await;
}

/// Everyone who runs jobs in this process. Cloning shares it.
#[derive(Clone)]
struct Crew {
    app: App,
    leases: Leases,
    /// Whether more is due than can run.
    more: Arc<AtomicBool>,
    /// A job ended and whoever ran it goes on with another one.
    ended: Arc<Notify>,
    stop: watch::Receiver<bool>,
}

impl Crew {
    fn new(app: App, stop: watch::Receiver<bool>) -> Self {
        Self {
            app,
            leases: Leases::default(),
            more: Arc::default(),
            ended: Arc::default(),
            stop,
        }
    }

    /// What whoever ends a job takes up next.
    fn next(&self) -> Next {
        if *self.stop.borrow() {
            return Next::Nothing;
        }
        let claim = lease::claim(&self.app);
        if self.more.load(Ordering::Relaxed) {
            Next::AnyDue(claim)
        } else {
            Next::FollowUp(claim)
        }
    }
}

/// Runs everything that is due now, one job after another, until nothing more is due or `limit` jobs
/// ran, and says how many ran. A server runs [`work`]; this is for whoever wants to see the work done
/// before going on: a command that does one thing and ends, a rehearsal on a virtual clock.
///
/// # Errors
/// When storing or reading fails.
pub async fn run_due(app: &App, limit: u32) -> Result<u32, StorageError> {
    let leases = Leases::default();
    let mut ran = 0;
    while ran < limit {
        app.space().take_back_jobs(app.now()).await?;
        app.space().run_schedules(app.now()).await?;
        let claimed = app.space().claim_jobs(lease::claim(app), 1).await?;
        let Some(job) = claimed.jobs.into_iter().next() else {
            break;
        };
        run::run(app, &leases, &job, &|| Next::Nothing).await;
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

/// Runs the schedules that are due and claims up to `free` jobs.
async fn look(app: &App, alarm: &mut Alarm, free: usize) -> Vec<ClaimedJob> {
    let now = app.now();
    if alarm.schedule_rings(now) {
        let next = app.space().run_schedules(now).await;
        alarm.schedules_ran(next.unwrap_or_else(|error| {
            tracing::error!(%error, "the schedules could not be looked at");
            None
        }));
    }
    let free = u32::try_from(free).unwrap_or(u32::MAX);
    match app.space().claim_jobs(lease::claim(app), free).await {
        Ok(claimed) => {
            alarm.looked(claimed.left);
            claimed.jobs
        }
        Err(error) if error.is_conflict() => {
            alarm.look_again();
            Vec::new()
        }
        // The next look that is made in any case tries again.
        Err(error) => {
            tracing::error!(%error, "no jobs could be claimed");
            Vec::new()
        }
    }
}

/// Reads what is due, and gives back the jobs of processes that died.
async fn look_around(app: &App, alarm: &mut Alarm) {
    let outlook = match app.space().outlook(app.now()).await {
        Ok(outlook) => outlook,
        Err(error) => {
            tracing::error!(%error, "the jobs could not be looked at");
            return;
        }
    };
    alarm.is_told(&outlook);
    if !outlook.lost {
        return;
    }
    match app.space().take_back_jobs(app.now()).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "jobs of a silent process were taken back"),
        Err(error) => tracing::error!(%error, "jobs could not be taken back"),
    }
}

/// Waits until something that is known becomes due, and until the last look is `rested_at`.
async fn wait_for(app: &App, alarm: &Alarm, rested_at: Instant) {
    match alarm.due() {
        _ if alarm.rings(app.now()) => {}
        Some(due) => app.clock().wait_until(due).await,
        None => std::future::pending().await,
    }
    tokio::time::sleep_until(rested_at).await;
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        // Nobody can stop it this way any more.
        std::future::pending::<()>().await;
    }
}

/// Lets the running jobs end, and gives back those that do not.
async fn end(app: &App, mut running: JoinSet<()>) {
    let ended = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_ok() {
        return;
    }
    // First they are stopped, so that none of them acts after it was given to someone else.
    running.shutdown().await;
    match app.space().give_back_jobs(app.worker(), app.now()).await {
        Ok(count) => tracing::warn!(count, "some jobs did not end in time; they were given back"),
        Err(error) => {
            tracing::error!(%error, "jobs that did not end in time are given back by their leases");
        }
    }
}
