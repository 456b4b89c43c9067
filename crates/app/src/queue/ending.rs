//! How a job ends when its step did not: what is tried again, when, and what is not.

use domain::changeset::Changeset;
use domain::ids::ConnectionId;
use domain::job::JobEnd;
use domain::ports::error::{CallError, CallErrorKind};
use jiff::SignedDuration;
use storage::ClaimedJob;

use super::Held;
use crate::App;
use crate::error::{StepError, chain};
use crate::flow::Ending;
use crate::reconcile::renewal_wish;

/// Tries before a job counts as failed: with the waits below, about two days.
const TRIES: u32 = 60;

/// What waits for a connection looks again this often; reconnecting wakes it at once.
const WAIT_FOR_CONNECTION: SignedDuration = SignedDuration::from_mins(10);

/// What a renewal of access takes.
const WAIT_FOR_RENEWAL: SignedDuration = SignedDuration::from_secs(15);

/// What was not done because of something that has passed already is tried again this soon.
const SOON: SignedDuration = SignedDuration::from_secs(1);

/// What becomes of a job whose step ended in an error.
pub(super) async fn of_error(app: &App, held: &Held, job: &ClaimedJob, error: StepError) -> Ending {
    let text = chain(&error);
    match error {
        StepError::Disconnected(_) => snooze(app, WAIT_FOR_CONNECTION, Changeset::default()),
        StepError::LeaseEnded => {
            tracing::warn!(job.id = %job.id, job.kind = job.job.name(), "a job was silent for too long");
            snooze(app, SOON, Changeset::default())
        }
        StepError::Impossible(_) => {
            tracing::error!(job.id = %job.id, job.kind = job.job.name(), error = text, "a job failed for good");
            Ending {
                changeset: Changeset::default(),
                end: JobEnd::Fail { error: text },
            }
        }
        StepError::Call {
            connection, source, ..
        } => of_call(app, held, job, connection, &source, &text).await,
        StepError::Storage(_) => {
            tracing::error!(job.id = %job.id, job.kind = job.job.name(), error = text, "storing failed");
            retry(app, job, &text)
        }
    }
}

async fn of_call(
    app: &App,
    held: &Held,
    job: &ClaimedJob,
    connection_id: ConnectionId,
    error: &CallError,
    text: &str,
) -> Ending {
    match error.kind {
        // Waiting for a limit is no failure and does not count as a try.
        CallErrorKind::Throttled { wait } => snooze(
            app,
            wait.max(SignedDuration::from_millis(500)),
            Changeset::default(),
        ),
        CallErrorKind::SignedOut => {
            let mut changeset = Changeset::default();
            match renewal_wish(app, connection_id, held.began_at).await {
                // It was renewed while this ran: the next try uses the new access.
                Ok(None) => snooze(app, SOON, changeset),
                Ok(Some(renewal)) => {
                    changeset.jobs.push(renewal);
                    snooze(app, WAIT_FOR_RENEWAL, changeset)
                }
                Err(error) => retry(app, job, &chain(&error)),
            }
        }
        _ => {
            tracing::warn!(job.id = %job.id, job.kind = job.job.name(), error = text, "a job is tried again");
            retry(app, job, text)
        }
    }
}

fn snooze(app: &App, wait: SignedDuration, changeset: Changeset) -> Ending {
    let at = app.now().saturating_add(wait).unwrap_or_default();
    Ending {
        changeset,
        end: JobEnd::Snooze { at },
    }
}

/// Tries again later, each time after twice as long up to an hour, spread so that many jobs that failed
/// together do not come back together.
pub(super) fn retry(app: &App, job: &ClaimedJob, error: &str) -> Ending {
    let error = error.to_owned();
    if job.attempts + 1 >= TRIES {
        tracing::error!(job.id = %job.id, job.kind = job.job.name(), error, "a job failed for good");
        return Ending {
            changeset: Changeset::default(),
            end: JobEnd::Fail { error },
        };
    }
    let base_millis = (2_000_i64 << job.attempts.min(11)).min(3_600_000);
    // The job's own id spreads them: no dice needed.
    let spread = job.id.0.rem_euclid(base_millis / 2 + 1);
    let wait = SignedDuration::from_millis(base_millis + spread);
    let at = app.now().saturating_add(wait).unwrap_or_default();
    Ending {
        changeset: Changeset::default(),
        end: JobEnd::Retry { at, error },
    }
}
