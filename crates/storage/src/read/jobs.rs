//! Claiming background work, and looking at it.
//!
//! A claim has a number and a lease: a worker that dies gives its jobs back when the lease ends, and
//! a worker that comes back too late can't finish what another one claimed since.

use std::collections::BTreeSet;

use domain::ids::{JobId, WorkspaceId};
use domain::job::Job;
use jiff::Timestamp;

use crate::change::Change;
use crate::engine::{Conn, Row, params};
use crate::error::StorageError;
use crate::space::Space;

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

/// How much work there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waits for its time or its turn.
    pub waiting: i64,
    /// Runs.
    pub running: i64,
    /// Failed for good.
    pub failed: i64,
}

/// Looked at per claim, so that a long queue behind one lane does not hide the others.
const LOOK_AHEAD: u32 = 8;

impl Space {
    /// Claims up to `limit` jobs that are due, at most one of each lane, until `lease_until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_jobs(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<ClaimedJob>, StorageError> {
        self.write(move |conn, workspace| claim(conn, workspace, now, lease_until, limit))
            .await
    }

    /// Gives back every job whose lease ended before `now`, and says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back_jobs(&self, now: Timestamp) -> Result<usize, StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE job SET state = 'waiting', lease_until = NULL, rerun_at = NULL
                       WHERE workspace_id = ?1 AND state = 'running' AND lease_until < ?2";
            let taken = conn.execute(sql, params![workspace.0, now])?;
            if taken > 0 {
                conn.tell(Change::Jobs(workspace));
            }
            Ok(taken)
        })
        .await
    }

    /// Gives back every running job. Only for a start at which no other process can be working.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back_all_jobs(&self) -> Result<usize, StorageError> {
        self.take_back_jobs(Timestamp::MAX).await
    }

    /// Makes every waiting job of the way due now: what they waited for has come back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wake_jobs(&self, now: Timestamp) -> Result<usize, StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE job SET due_at = ?2
                       WHERE workspace_id = ?1 AND state = 'waiting' AND due_at > ?2
                         AND name IN ('plan_purchases', 'place_purchase', 'settle_placement',
                           'sync_purchase', 'track_parcels')";
            let woken = conn.execute(sql, params![workspace.0, now])?;
            conn.tell(Change::Jobs(workspace));
            Ok(woken)
        })
        .await
    }

    /// When the next waiting job is due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_job_due(&self) -> Result<Option<Timestamp>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT due_at FROM job WHERE workspace_id = ?1 AND state = 'waiting'
                       ORDER BY due_at LIMIT 1";
            conn.query_one(sql, params![workspace.0], Row::time)
        })
        .await
    }

    /// How much work there is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&self) -> Result<JobCounts, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT state, count(*) FROM job WHERE workspace_id = ?1 GROUP BY state";
            let mut counts = JobCounts::default();
            let rows = conn.query(sql, params![workspace.0], |row| {
                Ok((row.text()?, row.int()?))
            })?;
            for (state, count) in rows {
                match state.as_str() {
                    "waiting" => counts.waiting = count,
                    "running" => counts.running = count,
                    _ => counts.failed = count,
                }
            }
            Ok(counts)
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

    /// Lets a failed job run again.
    ///
    /// # Errors
    /// [`StorageError::Conflict`] when the same work was stored anew meanwhile.
    pub async fn revive_job(&self, id: JobId, now: Timestamp) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "UPDATE job SET state = 'waiting', attempts = 0, due_at = ?3
                       WHERE workspace_id = ?1 AND id = ?2 AND state = 'failed'";
            conn.execute(sql, params![workspace.0, id.0, now])?;
            conn.tell(Change::Jobs(workspace));
            Ok(())
        })
        .await
    }
}

fn claim(
    conn: &mut Conn,
    workspace: WorkspaceId,
    now: Timestamp,
    lease_until: Timestamp,
    limit: u32,
) -> Result<Vec<ClaimedJob>, StorageError> {
    let sql = "SELECT j.id, j.payload, j.claim, j.attempts, j.due_at, j.lane FROM job j
               WHERE j.workspace_id = ?1 AND j.state = 'waiting' AND j.due_at <= ?2
                 AND (j.lane IS NULL OR NOT EXISTS (
                   SELECT 1 FROM job r
                   WHERE r.workspace_id = j.workspace_id AND r.lane = j.lane AND r.state = 'running'))
               ORDER BY j.due_at, j.id LIMIT ?3";
    let look_ahead = limit.saturating_mul(LOOK_AHEAD);
    let candidates = conn.query(sql, params![workspace.0, now, look_ahead], |row| {
        let claimed = ClaimedJob {
            id: JobId(row.int()?),
            job: row.json()?,
            claim: row.int()? + 1,
            attempts: super::number(row)?,
            due_at: row.time()?,
        };
        Ok((claimed, row.opt_text()?))
    })?;
    let mut lanes = BTreeSet::new();
    let mut claimed = Vec::new();
    let sql = "UPDATE job SET state = 'running', claim = ?3, lease_until = ?4
               WHERE workspace_id = ?1 AND id = ?2 AND state = 'waiting'";
    for (job, lane) in candidates {
        if claimed.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            break;
        }
        if lane.is_some_and(|lane| !lanes.insert(lane)) {
            continue;
        }
        if conn.execute(sql, params![workspace.0, job.id.0, job.claim, lease_until])? == 1 {
            claimed.push(job);
        }
    }
    Ok(claimed)
}
