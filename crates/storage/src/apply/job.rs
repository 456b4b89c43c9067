//! Writing jobs: enqueue, finish.
//!
//! Needs that fight: the same work must not be stored twice, and a wish for work that arrives while
//! that work runs must not be lost, because the running one may have read its state already. So a
//! second wish is dropped while the first waits, and marks it to run once more while it runs.

use domain::changeset::FinishedJob;
use domain::ids::{IdSource, WorkspaceId};
use domain::job::{JobEnd, NewJob};
use jiff::Timestamp;

use super::moved;
use crate::engine::{Conn, json, params};
use crate::error::StorageError;

pub(crate) fn enqueue(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    new: &NewJob,
    now: Timestamp,
) -> Result<(), StorageError> {
    let dedupe = new.job.dedupe();
    let sql = "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
                 claim, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, 0, 0, ?8)
               ON CONFLICT (workspace_id, dedupe) WHERE state IN ('waiting', 'running') DO UPDATE SET
                 due_at = CASE WHEN job.state = 'waiting' AND excluded.due_at < job.due_at
                   THEN excluded.due_at ELSE job.due_at END,
                 rerun_at = CASE WHEN job.state = 'running' AND coalesce(job.rerun_at, excluded.due_at) >= excluded.due_at
                   THEN excluded.due_at ELSE job.rerun_at END";
    conn.execute(
        sql,
        params![
            workspace.0,
            ids.next_id(),
            new.job.name(),
            json(&new.job)?,
            new.job.lane(),
            dedupe,
            new.due_at,
            now
        ],
    )
    .map(|_| ())
}

/// Ends a job by the claim that ran it; refused if the claim was taken back meanwhile.
pub(crate) fn finish(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    finished: &FinishedJob,
) -> Result<(), StorageError> {
    let (id, claim) = (finished.id.0, finished.claim);
    let changed = match &finished.end {
        JobEnd::Done => return finish_done(conn, workspace, id, claim),
        JobEnd::Retry { at, error } => {
            let sql = "UPDATE job SET state = 'waiting', due_at = ?4, attempts = attempts + 1, last_error = ?5,
                         lease_until = NULL, rerun_at = NULL
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
            conn.execute(sql, params![workspace.0, id, claim, *at, error])?
        }
        JobEnd::Snooze { at } => {
            // A wish that came meanwhile may be due earlier than the snooze ends.
            let sql = "UPDATE job SET state = 'waiting', lease_until = NULL, rerun_at = NULL,
                         due_at = CASE WHEN rerun_at IS NOT NULL AND rerun_at < ?4 THEN rerun_at ELSE ?4 END
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
            conn.execute(sql, params![workspace.0, id, claim, *at])?
        }
        JobEnd::Fail { error } => {
            let sql = "UPDATE job SET state = 'failed', attempts = attempts + 1, last_error = ?4,
                         lease_until = NULL
                       WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
            let changed = conn.execute(sql, params![workspace.0, id, claim, error])?;
            run_again_beside(conn, workspace, ids, id)?;
            changed
        }
    };
    moved(changed, "job", id)
}

/// A wish that came while a failing job ran becomes a job of its own: what failed stays for a person.
fn run_again_beside(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    failed: i64,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts,
                 claim, created_at)
               SELECT workspace_id, ?3, name, payload, lane, dedupe, 'waiting', rerun_at, 0, 0, rerun_at
               FROM job WHERE workspace_id = ?1 AND id = ?2 AND state = 'failed' AND rerun_at IS NOT NULL";
    if conn.execute(sql, params![workspace.0, failed, ids.next_id()])? == 1 {
        let sql = "UPDATE job SET rerun_at = NULL WHERE workspace_id = ?1 AND id = ?2";
        conn.execute(sql, params![workspace.0, failed])?;
    }
    Ok(())
}

fn finish_done(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: i64,
    claim: i64,
) -> Result<(), StorageError> {
    let again =
        "UPDATE job SET state = 'waiting', due_at = rerun_at, attempts = 0, last_error = NULL,
                   lease_until = NULL, rerun_at = NULL
                 WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'
                   AND rerun_at IS NOT NULL";
    if conn.execute(again, params![workspace.0, id, claim])? == 1 {
        return Ok(());
    }
    let done =
        "DELETE FROM job WHERE workspace_id = ?1 AND id = ?2 AND claim = ?3 AND state = 'running'";
    moved(
        conn.execute(done, params![workspace.0, id, claim])?,
        "job",
        id,
    )
}
