//! Claims on jobs: taking, holding, giving back and losing them.
//!
//! Needs that fight: any number of processes look for work at the same moment and none may wait for
//! another, yet no job may be run twice and no two jobs of a lane at once. So each of these is one
//! statement. It passes over rows that somebody else is changing right now, and only the first
//! waiting job of a lane can be claimed, so that two claimers never pick two jobs of one lane; the
//! unique index on running lanes refuses what slips through all the same.
//!
//! A process that dies gives its jobs back when their leases end. That counts, because the job may be
//! what the process died of: one that was lost [`MOST_LOSSES`] times in a row waits for a person.

use domain::ids::{IdSource, JobId, WorkerId, WorkspaceId};
use domain::job::{Job, NewJob};
use jiff::Timestamp;

use super::moved;
use crate::engine::{Conn, Row, json, params};
use crate::error::StorageError;
use crate::mutation::{self, Mutation};
use crate::read::jobs::{Claim, ClaimedJob};

/// Times in a row that a job may take its process with it. Jobs beside it that are innocent come
/// through between two of them, because each loss puts the next try off further.
const MOST_LOSSES: u32 = 10;

/// What stands as the error of a job that was lost.
const LOST: &str = "the process that ran it ended before the job did";

/// What one claim came to.
pub(crate) struct Claimed {
    pub(crate) jobs: Vec<ClaimedJob>,
    /// Rows that were taken, with those that could not be read.
    pub(crate) taken: usize,
}

/// Claims up to `limit` jobs that are due, the first of each lane.
pub(crate) fn claim(
    conn: &mut Conn,
    workspace: WorkspaceId,
    claim: &Claim,
    limit: u32,
) -> Result<Claimed, StorageError> {
    let sql = "WITH due AS MATERIALIZED (
           SELECT j.id FROM job j
           WHERE j.workspace_id = ?1 AND j.state = 'waiting' AND j.due_at <= ?2
             AND (j.lane IS NULL OR (
               NOT EXISTS (
                 SELECT 1 FROM job r
                 WHERE r.workspace_id = j.workspace_id AND r.lane = j.lane AND r.state = 'running')
               AND NOT EXISTS (
                 SELECT 1 FROM job w
                 WHERE w.workspace_id = j.workspace_id AND w.lane = j.lane AND w.state = 'waiting'
                   AND (w.due_at, w.id) < (j.due_at, j.id))))
           ORDER BY j.due_at, j.id LIMIT ?5 /*postgres FOR UPDATE SKIP LOCKED*/)
         UPDATE job SET state = 'running', claim = claim + 1, worker = ?3, lease_until = ?4
         WHERE workspace_id = ?1 AND state = 'waiting' AND id IN (SELECT id FROM due)
         RETURNING id, claim, attempts, due_at, progress, payload";
    let (worker, until) = (claim.worker.0, claim.lease_until);
    let params = params![workspace.0, claim.now, worker, until, limit];
    let rows = conn.query(sql, params, |row| read_claimed(row, until));
    // Two first jobs of a lane that changed meanwhile: the claim is made again.
    let mut rows = rows.map_err(StorageError::raced)?;
    rows.sort_by_key(|(job, _)| (job.due_at, job.id));
    let taken = rows.len();
    let mut jobs = Vec::with_capacity(taken);
    for (mut job, payload) in rows {
        match serde_json::from_str(&payload) {
            Ok(what) => {
                job.job = what;
                jobs.push(job);
            }
            Err(error) => unreadable(conn, workspace, job.id, &error)?,
        }
    }
    Ok(Claimed { jobs, taken })
}

/// The claimed job with a placeholder for what is to be done, and the text that says it.
fn read_claimed(
    row: &mut Row,
    lease_until: Timestamp,
) -> Result<(ClaimedJob, String), StorageError> {
    let job = ClaimedJob {
        id: JobId(row.int()?),
        job: Job::FindStuck,
        claim: row.int()?,
        attempts: crate::read::number(row)?,
        due_at: row.time()?,
        progress: row.opt_text()?,
        lease_until,
    };
    Ok((job, row.text()?))
}

/// One that nobody can read must not keep the others from being claimed.
fn unreadable(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: JobId,
    error: &serde_json::Error,
) -> Result<(), StorageError> {
    let sql = "UPDATE job SET state = 'failed', last_error = ?3, lease_until = NULL, worker = NULL
               WHERE workspace_id = ?1 AND id = ?2";
    let words = format!("what is to be done can't be read by this version: {error}");
    tracing::error!(job.id = %id, %error, "a job can't be read");
    conn.execute(sql, params![workspace.0, id.0, words])
        .map(|_| ())
}

/// Stores work as already claimed, if nothing like it lives and its lane is free.
pub(crate) fn enqueue_claimed(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    new: &NewJob,
    claim: &Claim,
) -> Result<Option<ClaimedJob>, StorageError> {
    let sql =
        "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
                 claim, lease_until, worker, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'running', ?7, 0, 1, ?8, ?9, ?7)
               ON CONFLICT DO NOTHING";
    let job = ClaimedJob {
        id: JobId::fresh(ids),
        job: new.job.clone(),
        claim: 1,
        attempts: 0,
        due_at: new.due_at,
        progress: None,
        lease_until: claim.lease_until,
    };
    let stored = conn.execute(
        sql,
        params![
            workspace.0,
            job.id.0,
            new.job.name(),
            json(&new.job)?,
            new.job.lane(),
            new.job.dedupe(),
            new.due_at,
            claim.lease_until,
            claim.worker.0
        ],
    )?;
    Ok((stored == 1).then_some(job))
}

/// Refuses if the claim was taken back; else it holds until `lease_until` at the least.
pub(crate) fn hold(
    conn: &mut Conn,
    workspace: WorkspaceId,
    held: &domain::changeset::HeldJob,
) -> Result<(), StorageError> {
    let sql = "UPDATE job SET lease_until = CASE WHEN lease_until < ?4 THEN ?4 ELSE lease_until END
               WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
    let params = params![workspace.0, held.id.0, held.claim, held.lease_until];
    moved(conn.execute(sql, params)?, "job", held.id.0)
}

/// Makes the leases of everything that `worker` runs longer, and says which claims those are. One that
/// is being changed at this moment is passed over: the next beat finds it.
pub(crate) fn extend(
    conn: &mut Conn,
    workspace: WorkspaceId,
    worker: WorkerId,
    lease_until: Timestamp,
) -> Result<Vec<(JobId, i64)>, StorageError> {
    let sql =
        "WITH mine AS MATERIALIZED (
           SELECT id FROM job WHERE workspace_id = ?1 AND state = 'running' AND worker = ?2 /*postgres FOR UPDATE SKIP LOCKED*/)
         UPDATE job SET lease_until = ?3
         WHERE workspace_id = ?1 AND state = 'running' AND id IN (SELECT id FROM mine)
         RETURNING id, claim";
    let params = params![workspace.0, worker.0, lease_until];
    conn.query(sql, params, |row| Ok((JobId(row.int()?), row.int()?)))
}

/// Gives back everything that `worker` runs, as if it had never been claimed.
pub(crate) fn give_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    worker: WorkerId,
) -> Result<usize, StorageError> {
    let sql = "UPDATE job SET state = 'waiting', lease_until = NULL, worker = NULL, rerun_at = NULL
               WHERE workspace_id = ?1 AND state = 'running' AND worker = ?2";
    conn.execute(sql, params![workspace.0, worker.0])
}

/// Gives back what runs on a lease that ended before `lease_end`, and counts it.
pub(crate) fn take_back(
    conn: &mut Conn,
    workspace: WorkspaceId,
    lease_end: Timestamp,
    now: Timestamp,
) -> Result<usize, StorageError> {
    if mutation::on(Mutation::NeverTakeBack) {
        return Ok(0);
    }
    let sql = format!(
        "WITH lost AS MATERIALIZED (
           SELECT id FROM job WHERE workspace_id = ?1 AND state = 'running' AND lease_until < ?5 /*postgres FOR UPDATE SKIP LOCKED*/)
         UPDATE job SET {LOSE} WHERE workspace_id = ?1 AND state = 'running' AND id IN (SELECT id FROM lost)"
    );
    let params = params![workspace.0, now, MOST_LOSSES, LOST, lease_end];
    conn.execute(&sql, params)
}

/// Gives back one job whose run ended without an end.
pub(crate) fn lose(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: JobId,
    claim: i64,
    now: Timestamp,
) -> Result<usize, StorageError> {
    let sql = format!(
        "UPDATE job SET {LOSE} WHERE workspace_id = ?1 AND id = ?5 AND claim = ?6 AND state = 'running'"
    );
    let params = params![workspace.0, now, MOST_LOSSES, LOST, id.0, claim];
    conn.execute(&sql, params)
}

/// What losing a job does to it. The first time it runs again at once: most often its process was only
/// stopped. After that each loss puts it off further, by its own number so that jobs that were lost
/// together come back apart.
const LOSE: &str = "state = CASE WHEN losses + 1 >= ?3 THEN 'failed' ELSE 'waiting' END,
    due_at = CASE WHEN losses = 0 THEN due_at ELSE ?2 + losses * losses * (1 + id % 10) * 1000000 END,
    attempts = attempts + 1, losses = losses + 1, last_error = ?4,
    lease_until = NULL, worker = NULL, rerun_at = NULL";
