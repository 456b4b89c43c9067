//! Claiming background work, and looking at it.
//!
//! A claim has a number and a lease, which a living worker makes longer again and again: one that dies
//! gives its jobs back when the lease ends, and one that comes back too late can't finish what another
//! one claimed since.

use domain::changeset::Changeset;
use domain::ids::{JobId, WorkerId, WorkspaceId};
use domain::job::{Job, NewJob};
use jiff::Timestamp;

use crate::apply::{claim, job};
use crate::change::Change;
use crate::engine::{Conn, Row, params};
use crate::error::StorageError;
use crate::space::Space;

/// Who claims, when, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which process.
    pub worker: WorkerId,
    /// The time now: what is due later is not claimed.
    pub now: Timestamp,
    /// Until when the claim holds.
    pub lease_until: Timestamp,
}

/// A job that was claimed.
#[derive(Clone, Debug)]
pub struct ClaimedJob {
    /// Which.
    pub id: JobId,
    /// What is to be done.
    pub job: Job,
    /// The claim's number, needed to finish it.
    pub claim: i64,
    /// Tries that failed before.
    pub attempts: u32,
    /// When it was due.
    pub due_at: Timestamp,
    /// How far an earlier try came, in the job's own words.
    pub progress: Option<String>,
    /// Until when the claim holds.
    pub lease_until: Timestamp,
}

/// What a look for work found.
#[derive(Clone, Debug, Default)]
pub struct ClaimedJobs {
    /// The jobs, the first due first.
    pub jobs: Vec<ClaimedJob>,
    /// What may be left.
    pub left: Left,
}

/// What is left after a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Left {
    /// As many were claimed as were asked for: more may be due.
    #[default]
    Perhaps,
    /// Everything that could be claimed was.
    Nothing {
        /// Whether some are due and wait for their lane.
        in_lanes: bool,
        /// When the next one is due.
        next_due: Option<Timestamp>,
    },
}

/// What a worker takes up next, in the transaction that ends its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Nothing,
    /// The first work that became necessary and is due, if its lane is free.
    FollowUp(Claim),
    /// The same; if there is none, whatever is due.
    AnyDue(Claim),
}

impl Next {
    /// Who takes it up.
    pub(crate) fn claim(&self) -> Option<&Claim> {
        match self {
            Self::Nothing => None,
            Self::FollowUp(claim) | Self::AnyDue(claim) => Some(claim),
        }
    }
}

/// What is to be known to sleep until the next piece of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// When the next waiting job is due.
    pub job_due: Option<Timestamp>,
    /// When the next schedule is due.
    pub schedule_due: Option<Timestamp>,
    /// Whether something runs on a lease that has ended.
    pub lost: bool,
}

/// A job that failed for good.
#[derive(Clone, Debug)]
pub struct FailedJob {
    /// Which.
    pub id: JobId,
    /// What was to be done, in its own words.
    pub payload: String,
    /// Why it failed.
    pub error: String,
    /// Since when it was to be done.
    pub created_at: Timestamp,
}

/// A job that is tried again later.
#[derive(Clone, Debug)]
pub struct TroubledJob {
    /// Which.
    pub id: JobId,
    /// What is to be done, in its own words.
    pub payload: String,
    /// Why the last try failed.
    pub error: String,
    /// Tries that failed.
    pub attempts: u32,
    /// When it is tried again.
    pub due_at: Timestamp,
}

/// So many waiting jobs are counted. Each open purchase has one or two, so that counting all would take
/// longer with every order, and the difference between many and very many tells nothing.
pub const WAITING_COUNTED: i64 = 10_000;

/// How much work there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waits for its time or its turn; counted up to [`WAITING_COUNTED`].
    pub waiting: i64,
    /// Runs.
    pub running: i64,
    /// Failed for good.
    pub failed: i64,
}

impl Space {
    /// Claims up to `limit` jobs that are due, at most one of each lane. One that can't be read fails
    /// for a person to see.
    ///
    /// # Errors
    /// When the database fails; a conflict when another process claimed in the same lane at the same
    /// moment: look again.
    pub async fn claim_jobs(&self, claim: Claim, limit: u32) -> Result<ClaimedJobs, StorageError> {
        self.write(move |conn, workspace| {
            let claimed = claim::claim(conn, workspace, &claim, limit)?;
            let full = u32::try_from(claimed.taken).unwrap_or(u32::MAX) >= limit;
            Ok(ClaimedJobs {
                jobs: claimed.jobs,
                left: if full {
                    Left::Perhaps
                } else {
                    left(conn, workspace, claim.now)?
                },
            })
        })
        .await
    }

    /// Applies a Changeset like [`Space::commit`], and takes up what comes next in the same
    /// transaction.
    ///
    /// # Errors
    /// As [`Space::commit`]; nothing was taken up then.
    pub async fn commit_and_claim(
        &self,
        changeset: Changeset,
        next: Next,
    ) -> Result<Option<ClaimedJob>, StorageError> {
        self.apply(changeset, next).await
    }

    /// Makes the leases of everything that `worker` runs longer, and says which claims those are.
    /// `ended` ran and ended without an end: they are given back.
    ///
    /// # Errors
    /// When the database fails; the leases stay as they were.
    pub async fn extend_leases(
        &self,
        claim: Claim,
        ended: Vec<(JobId, i64)>,
    ) -> Result<Vec<(JobId, i64)>, StorageError> {
        self.write(move |conn, workspace| {
            for (id, number) in &ended {
                if claim::lose(conn, workspace, *id, *number, claim.now)? > 0 {
                    conn.tell(Change::Jobs(workspace, Some(claim.now)));
                }
            }
            claim::extend(conn, workspace, claim.worker, claim.lease_until)
        })
        .await
    }

    /// Whether this claim still holds its job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holds_job(&self, id: JobId, claim: i64) -> Result<bool, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT 1 FROM job
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
            let held = conn.query_one(sql, params![workspace.0, id.0, claim], Row::int)?;
            Ok(held.is_some())
        })
        .await
    }

    /// Keeps how far a job came, for the try after this one.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the claim was taken back.
    pub async fn keep_progress(
        &self,
        id: JobId,
        claim: i64,
        progress: Option<String>,
    ) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE job SET progress = ?4
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
            let params = params![workspace.0, id.0, claim, progress.as_deref()];
            crate::apply::moved(conn.execute(sql, params)?, "job", id.0)
        })
        .await
    }

    /// Gives back everything that `worker` runs, as if it had never been claimed, and says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_back_jobs(
        &self,
        worker: WorkerId,
        now: Timestamp,
    ) -> Result<usize, StorageError> {
        self.write(move |conn, workspace| {
            let given = claim::give_back(conn, workspace, worker)?;
            told(conn, workspace, given, now)
        })
        .await
    }

    /// Gives back every job whose lease ended before `now`, and says how many. Each counts as a try
    /// that failed, and one that was lost too often in a row fails for good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back_jobs(&self, now: Timestamp) -> Result<usize, StorageError> {
        self.write(move |conn, workspace| {
            let taken = claim::take_back(conn, workspace, now, now)?;
            told(conn, workspace, taken, now)
        })
        .await
    }

    /// Gives back every running job as [`Space::take_back_jobs`] does. Only for a start at which no
    /// other process can be working.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back_all_jobs(&self, now: Timestamp) -> Result<usize, StorageError> {
        self.write(move |conn, workspace| {
            let taken = claim::take_back(conn, workspace, Timestamp::MAX, now)?;
            told(conn, workspace, taken, now)
        })
        .await
    }

    /// Stores work unless the same lives already: a retry that waits goes on waiting. Says how many
    /// were stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue_missing(&self, jobs: Vec<NewJob>) -> Result<usize, StorageError> {
        let Some(due) = jobs.iter().map(|new| new.due_at).min() else {
            return Ok(0);
        };
        let ids = self.storage().ids();
        self.write(move |conn, workspace| {
            let mut stored = 0;
            for new in &jobs {
                let now = new.due_at;
                stored += usize::from(job::enqueue_missing(conn, workspace, &*ids, new, now)?);
            }
            told(conn, workspace, stored, due)
        })
        .await
    }

    /// Makes every waiting job of the way due now: what they waited for has come back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wake_jobs(&self, now: Timestamp) -> Result<usize, StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE job SET due_at = ?2
                       WHERE workspace_id = ?1 AND state = 'waiting' AND due_at > ?2
                         AND name IN ('read_delivery', 'receive_order', 'plan_purchases', 'place_purchase',
                           'settle_placement', 'sync_purchase', 'track_parcels', 'fulfill_order')";
            let woken = conn.execute(sql, params![workspace.0, now])?;
            told(conn, workspace, woken, now)
        })
        .await
    }

    /// What is to be known to sleep until the next piece of work.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outlook(&self, now: Timestamp) -> Result<Outlook, StorageError> {
        self.read(move |conn, workspace| {
            let schedule = "SELECT min(next_at) FROM schedule WHERE workspace_id = ?1";
            let lost = "SELECT 1 FROM job
                        WHERE workspace_id = ?1 AND state = 'running' AND lease_until < ?2 LIMIT 1";
            Ok(Outlook {
                job_due: first_due(conn, workspace, Timestamp::MIN)?,
                schedule_due: conn
                    .query_one(schedule, params![workspace.0], Row::opt_time)?
                    .flatten(),
                lost: conn
                    .query_one(lost, params![workspace.0, now], Row::int)?
                    .is_some(),
            })
        })
        .await
    }

    /// When the next waiting job is due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_job_due(&self) -> Result<Option<Timestamp>, StorageError> {
        self.read(|conn, workspace| first_due(conn, workspace, Timestamp::MIN))
            .await
    }

    /// How much work there is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&self) -> Result<JobCounts, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT
                (SELECT count(*) FROM (SELECT 1 FROM job WHERE workspace_id = ?1 AND state = 'waiting'
                                       LIMIT ?2) AS counted),
                (SELECT count(*) FROM job WHERE workspace_id = ?1 AND state = 'running'),
                (SELECT count(*) FROM job WHERE workspace_id = ?1 AND state = 'failed')";
            let counts = conn.query_one(sql, params![workspace.0, WAITING_COUNTED], |row| {
                Ok(JobCounts {
                    waiting: row.int()?,
                    running: row.int()?,
                    failed: row.int()?,
                })
            })?;
            Ok(counts.unwrap_or_default())
        })
        .await
    }

    /// How many jobs failed for good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failed_job_count(&self) -> Result<i64, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT count(*) FROM job WHERE workspace_id = ?1 AND state = 'failed'";
            let count = conn.query_one(sql, params![workspace.0], Row::int)?;
            Ok(count.unwrap_or(0))
        })
        .await
    }

    /// The jobs that failed for good, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failed_jobs(&self, limit: u32) -> Result<Vec<FailedJob>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id, payload, coalesce(last_error, ''), created_at FROM job
                       WHERE workspace_id = ?1 AND state = 'failed' ORDER BY created_at DESC LIMIT ?2";
            conn.query(sql, params![workspace.0, limit], |row| {
                Ok(FailedJob {
                    id: JobId(row.int()?),
                    payload: row.text()?,
                    error: row.text()?,
                    created_at: row.time()?,
                })
            })
        })
        .await
    }

    /// The jobs among the next thousand whose last try failed, the first due first. What is tried again
    /// is due within the hour, so that a longer look would find no more of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn troubled_jobs(&self, limit: u32) -> Result<Vec<TroubledJob>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id, payload, last_error, attempts, due_at
                       FROM (SELECT id, payload, last_error, attempts, due_at FROM job
                             WHERE workspace_id = ?1 AND state = 'waiting'
                             ORDER BY due_at, id LIMIT 1000) AS soon
                       WHERE last_error IS NOT NULL AND attempts > 0
                       ORDER BY due_at, id LIMIT ?2";
            conn.query(sql, params![workspace.0, limit], |row| {
                Ok(TroubledJob {
                    id: JobId(row.int()?),
                    payload: row.text()?,
                    error: row.text()?,
                    attempts: u32::try_from(row.int()?).unwrap_or(u32::MAX),
                    due_at: row.time()?,
                })
            })
        })
        .await
    }

    /// Lets a failed job run again.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the same work was stored anew meanwhile.
    pub async fn revive_job(&self, id: JobId, now: Timestamp) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE job SET state = 'waiting', attempts = 0, losses = 0, due_at = ?3
                       WHERE workspace_id = ?1 AND id = ?2 AND state = 'failed'";
            let revived = conn.execute(sql, params![workspace.0, id.0, now])?;
            told(conn, workspace, revived, now).map(|_| ())
        })
        .await
    }
}

/// Tells that `count` jobs are due, if any are, and gives the number on.
fn told(
    conn: &mut Conn,
    workspace: WorkspaceId,
    count: usize,
    due: Timestamp,
) -> Result<usize, StorageError> {
    if count > 0 {
        conn.tell(Change::Jobs(workspace, Some(due)));
    }
    Ok(count)
}

/// What a claim that came back short left waiting.
fn left(conn: &mut Conn, workspace: WorkspaceId, now: Timestamp) -> Result<Left, StorageError> {
    let first = first_due(conn, workspace, Timestamp::MIN)?;
    let in_lanes = first.is_some_and(|due| due <= now);
    let next_due = if in_lanes {
        first_due(conn, workspace, now)?
    } else {
        first
    };
    Ok(Left::Nothing { in_lanes, next_due })
}

/// When the first waiting job after `after` is due.
fn first_due(
    conn: &mut Conn,
    workspace: WorkspaceId,
    after: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    let sql = "SELECT due_at FROM job WHERE workspace_id = ?1 AND state = 'waiting' AND due_at > ?2
               ORDER BY due_at LIMIT 1";
    conn.query_one(sql, params![workspace.0, after], Row::time)
}
