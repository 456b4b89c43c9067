//! Leases: what a process holds while it runs a job, and how it keeps holding it.
//!
//! A lease is short, so that the jobs of a process that died come back soon; a heart that beats makes
//! the leases of everything that runs here longer. A process that stood still for a while (a machine
//! that slept, a disk that hung) may wake up when another one has long gone on with its jobs. So
//! nothing is bought, told or renewed unless the lease will outlast the call: [`Held::covers_a_call`]
//! is asked right before. What slips through between asking and sending is what a machine can do
//! between two instructions; the call itself has a time limit that is shorter than what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::changeset::HeldJob;
use domain::ids::JobId;
use jiff::Timestamp;
use storage::{Claim, ClaimedJob, StorageError};

use crate::App;
use crate::error::StepError;

/// Real time after which the jobs of a silent process are given to others.
const LEASE: Duration = Duration::from_secs(60);

/// Real time between two beats: a lease stands after two that were missed.
const BEAT: Duration = Duration::from_secs(12);

/// Real time that one call to an outside takes at the most, and a little more: 30 s is its time limit.
const CALL: Duration = Duration::from_secs(33);

/// A claim from now on, for as long as a lease is.
pub(super) fn claim(app: &App) -> Claim {
    let now = app.now();
    Claim {
        worker: app.worker(),
        now,
        lease_until: lease_end(app, now),
    }
}

fn lease_end(app: &App, now: Timestamp) -> Timestamp {
    now.saturating_add(app.clock().span_of(LEASE))
        .unwrap_or(Timestamp::MAX)
}

/// The job may be someone else's by the time that a call ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeaseEnded;

impl From<LeaseEnded> for StepError {
    fn from(_: LeaseEnded) -> Self {
        Self::LeaseEnded
    }
}

/// What a step holds while it runs: its job.
#[derive(Debug)]
pub(crate) struct Held {
    id: JobId,
    claim: i64,
    /// When the job was due: when its work was wished.
    pub(crate) due_at: Timestamp,
    /// When this run began.
    pub(crate) began_at: Timestamp,
    /// How far an earlier run came.
    pub(crate) progress: Option<String>,
    /// When the lease ends, in microseconds.
    until_micros: AtomicI64,
}

impl Held {
    /// That a call which begins now ends before the lease does.
    ///
    /// # Errors
    /// When it may not: then nothing must be bought, told or renewed any more.
    pub(crate) fn covers_a_call(&self, app: &App) -> Result<(), LeaseEnded> {
        let call_end = app.now().saturating_add(app.clock().span_of(CALL));
        let until = self.until_micros.load(Ordering::Acquire);
        match call_end {
            Ok(end) if end.as_microsecond() <= until => Ok(()),
            _ => Err(LeaseEnded),
        }
    }

    /// What makes a Changeset refuse unless the job is still held, and the lease as long as a new one.
    pub(crate) fn hold(&self, app: &App) -> HeldJob {
        HeldJob {
            id: self.id,
            claim: self.claim,
            lease_until: lease_end(app, app.now()),
        }
    }

    /// Notes that a Changeset with `held` was applied.
    pub(crate) fn is_held_until(&self, held: &HeldJob) {
        self.extend(held.lease_until);
    }

    /// Whether the database says that the job is still held.
    pub(crate) async fn is_held(&self, app: &App) -> Result<bool, StorageError> {
        app.space().holds_job(self.id, self.claim).await
    }

    /// Keeps how far this run came, for the one after it.
    pub(crate) async fn keep_progress(
        &self,
        app: &App,
        progress: Option<String>,
    ) -> Result<(), StorageError> {
        let space = app.space();
        space.keep_progress(self.id, self.claim, progress).await
    }

    fn extend(&self, until: Timestamp) {
        let until = until.as_microsecond();
        self.until_micros.fetch_max(until, Ordering::AcqRel);
    }
}

/// Everything that this process holds. Cloning shares it.
#[derive(Clone, Default)]
pub(super) struct Leases {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    held: BTreeMap<JobId, Arc<Held>>,
    /// Ran and ended without an end being stored.
    ended: Vec<(JobId, i64)>,
    /// Ours by the database at the last beat, and held by nobody here: its claim's answer is still on its
    /// way, or was lost with a connection.
    strange: BTreeSet<(JobId, i64)>,
}

impl State {
    /// What is held by nobody at two beats in a row is given back at the next one: otherwise our beats
    /// would hold it for ever. Should its claim's answer come after all, that run is refused by its number.
    fn give_back_what_stays_strange(&mut self, strange: BTreeSet<(JobId, i64)>) {
        for (id, number) in strange.intersection(&self.strange) {
            tracing::warn!(job.id = %id, "a job whose claim was never heard of is given back");
            self.ended.push((*id, *number));
        }
        self.strange = strange;
    }
}

/// A job while it runs. One that is dropped before its end is recorded is given back at the next beat.
pub(super) struct Running {
    pub(super) held: Arc<Held>,
    leases: Leases,
    recorded: bool,
}

impl Running {
    /// Its end is stored, or it belongs to someone else.
    pub(super) fn over(mut self) {
        self.recorded = true;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.leases.lock();
        // It may run again already, by another claim.
        let known = state.held.get(&self.held.id);
        if known.is_some_and(|known| known.claim == self.held.claim) {
            state.held.remove(&self.held.id);
        }
        if !self.recorded {
            state.ended.push((self.held.id, self.held.claim));
        }
    }
}

impl Leases {
    /// Begins to hold a job.
    pub(super) fn take_up(&self, app: &App, job: &ClaimedJob) -> Running {
        let held = Arc::new(Held {
            id: job.id,
            claim: job.claim,
            due_at: job.due_at,
            began_at: app.now(),
            progress: job.progress.clone(),
            until_micros: AtomicI64::new(job.lease_until.as_microsecond()),
        });
        self.lock().held.insert(job.id, Arc::clone(&held));
        Running {
            held,
            leases: self.clone(),
            recorded: false,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One beat.
    async fn extend(&self, app: &App) {
        let ended = std::mem::take(&mut self.lock().ended);
        if ended.is_empty() && self.lock().held.is_empty() {
            return;
        }
        let claim = claim(app);
        match app.space().extend_leases(claim, ended.clone()).await {
            Ok(extended) => {
                let mut state = self.lock();
                let mut strange = BTreeSet::new();
                for (id, number) in extended {
                    match state.held.get(&id).filter(|held| held.claim == number) {
                        Some(held) => held.extend(claim.lease_until),
                        None => {
                            strange.insert((id, number));
                        }
                    }
                }
                state.give_back_what_stays_strange(strange);
            }
            Err(error) => {
                tracing::warn!(%error, "the leases of running jobs could not be made longer");
                self.lock().ended.extend(ended);
            }
        }
    }
}

/// Makes the leases of everything that runs here longer, for ever.
pub(super) async fn beat(app: App, leases: Leases) {
    loop {
        tokio::time::sleep(BEAT).await;
        leases.extend(&app).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_that_was_never_heard_of_is_given_back_at_its_second_beat() {
        let claims = |ids: &[i64]| ids.iter().map(|id| (JobId(*id), 1)).collect();
        let mut state = State::default();
        state.give_back_what_stays_strange(claims(&[1, 2]));
        assert_eq!(state.ended, [], "its answer may be on the way");
        state.give_back_what_stays_strange(claims(&[2, 3]));
        assert_eq!(state.ended, [(JobId(2), 1)]);
        // The same job by a later claim is another matter.
        state.give_back_what_stays_strange(BTreeSet::from([(JobId(3), 2)]));
        assert_eq!(state.ended, [(JobId(2), 1)]);
    }
}
