//! Writing jobs: enqueue, finish.
//!
//! Needs that fight: the same work must not be stored twice, and a wish for work that arrives while
//! that work runs must not be lost, because the running one may have read its state already. So a
//! second wish is dropped while the first waits, and marks it to run once more while it runs.

use domain::changeset::FinishedJob;
use domain::ids::{IdSource, JobId, WorkspaceId};
use domain::job::{JobEnd, NewJob};
use jiff::Timestamp;

use super::moved;
use crate::engine::{Conn, Row, Value, json, params, values};
use crate::error::StorageError;
use crate::mutation::{self, Mutation};

pub(crate) fn enqueue(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    new: &NewJob,
    now: Timestamp,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
                 claim, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, 0, 0, ?8)
               ON CONFLICT (workspace_id, dedupe) WHERE state IN ('waiting', 'running') DO UPDATE SET
                 due_at = CASE WHEN job.state = 'waiting' AND excluded.due_at < job.due_at
                   THEN excluded.due_at ELSE job.due_at END,
                 rerun_at = CASE WHEN job.state = 'running' AND coalesce(job.rerun_at, excluded.due_at) >= excluded.due_at
                   THEN excluded.due_at ELSE job.rerun_at END";
    conn.execute_later(sql, row(workspace, ids, new, now)?)
}

/// Stores work unless the same lives already: what waits for its time goes on waiting. Says whether it
/// was stored.
pub(crate) fn enqueue_missing(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    new: &NewJob,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let sql =
        "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
                 claim, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, 0, 0, ?8)
               ON CONFLICT DO NOTHING";
    Ok(conn.execute(sql, &row(workspace, ids, new, now)?)? == 1)
}

fn row(
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    new: &NewJob,
    now: Timestamp,
) -> Result<[Value; 8], StorageError> {
    let id = ids.next_id();
    let mut dedupe = new.job.dedupe();
    if mutation::on(Mutation::ForgetDedupe) {
        dedupe = format!("{dedupe}#{id}");
    }
    Ok(values![
        workspace.0,
        id,
        new.job.name(),
        json(&new.job)?,
        new.job
            .lane()
            .filter(|_| !mutation::on(Mutation::IgnoreLanes)),
        dedupe,
        new.due_at,
        now
    ])
}

/// Ends a job by the claim that ran it; refused if the claim was taken back meanwhile. Says when it is
/// due again, if it is.
pub(crate) fn finish(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    finished: &FinishedJob,
) -> Result<Option<Timestamp>, StorageError> {
    let (id, claim) = (finished.id, finished.claim);
    match &finished.end {
        JobEnd::Done => finish_done(conn, workspace, id, claim),
        JobEnd::Retry { at, error } => {
            let sql = "UPDATE job SET state = 'waiting', due_at = ?4, attempts = attempts + 1, last_error = ?5,
                         losses = 0, lease_until = NULL, worker = NULL, rerun_at = NULL
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
            let changed = conn.execute(sql, params![workspace.0, id.0, claim, *at, error])?;
            moved(changed, "job", id.0)?;
            Ok(Some(*at))
        }
        JobEnd::Snooze { at } => {
            // A wish that came meanwhile may be due earlier than the snooze ends.
            let sql = "UPDATE job SET state = 'waiting', losses = 0, lease_until = NULL, worker = NULL,
                         rerun_at = NULL,
                         due_at = CASE WHEN rerun_at IS NOT NULL AND rerun_at < ?4 THEN rerun_at ELSE ?4 END
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'
                       RETURNING due_at";
            again(conn, sql, params![workspace.0, id.0, claim, *at], id)
        }
        JobEnd::Fail { error } => {
            let sql = "UPDATE job SET state = 'failed', attempts = attempts + 1, last_error = ?4,
                         losses = 0, lease_until = NULL, worker = NULL
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
            let changed = conn.execute(sql, params![workspace.0, id.0, claim, error])?;
            moved(changed, "job", id.0)?;
            run_again_beside(conn, workspace, ids, id)
        }
    }
}

/// Runs a statement that lets the job wait again, and says until when.
fn again(
    conn: &mut Conn,
    sql: &str,
    params: &[Value],
    id: JobId,
) -> Result<Option<Timestamp>, StorageError> {
    let due = conn.query_one(sql, params, Row::time)?;
    moved(usize::from(due.is_some()), "job", id.0)?;
    Ok(due)
}

/// A wish that came while a failing job ran becomes a job of its own: what failed stays for a person.
fn run_again_beside(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    failed: JobId,
) -> Result<Option<Timestamp>, StorageError> {
    let sql = "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
                 claim, created_at)
               SELECT workspace_id, CAST(?3 AS BIGINT), name, payload, lane, dedupe, 'waiting', rerun_at,
                 0, 0, rerun_at
               FROM job WHERE workspace_id = ?1 AND id = ?2 AND state = 'failed' AND rerun_at IS NOT NULL
               RETURNING due_at";
    let due = conn.query_one(
        sql,
        params![workspace.0, failed.0, ids.next_id()],
        Row::time,
    )?;
    if due.is_some() {
        let sql = "UPDATE job SET rerun_at = NULL WHERE workspace_id = ?1 AND id = ?2";
        conn.execute(sql, params![workspace.0, failed.0])?;
    }
    Ok(due)
}

fn finish_done(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: JobId,
    claim: i64,
) -> Result<Option<Timestamp>, StorageError> {
    // In this order: a wish that arrives between the two statements is seen by the second.
    let done =
        "DELETE FROM job WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'
                  AND rerun_at IS NULL";
    if conn.execute(done, params![workspace.0, id.0, claim])? == 1 {
        return Ok(None);
    }
    let sql = "UPDATE job SET state = 'waiting', due_at = rerun_at, attempts = 0, losses = 0,
                 last_error = NULL, progress = NULL, lease_until = NULL, worker = NULL, rerun_at = NULL
               WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'
               RETURNING due_at";
    again(conn, sql, params![workspace.0, id.0, claim], id)
}
