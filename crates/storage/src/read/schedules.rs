//! What recurs: rows, so that any number of processes share them and a missed time is caught up.

use domain::ids::{IdSource, WorkspaceId};
use domain::job::{Job, NewJob};
use jiff::{SignedDuration, Timestamp, ToSpan, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::apply;
use crate::change::Change;
use crate::engine::{Conn, Row, json, params};
use crate::error::StorageError;
use crate::space::Space;

/// How something recurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// So many seconds after it was last due.
    EverySeconds(i64),
    /// At these whole hours UTC, every day.
    AtHoursUtc(Vec<i8>),
}

/// Something that recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Its name; the same name replaces it.
    pub name: String,
    /// What is to be done.
    pub job: Job,
    /// When.
    pub rhythm: Rhythm,
    /// When next.
    pub next_at: Timestamp,
}

impl Rhythm {
    /// The first time after `now`. Times that were missed are not made up for one by one: one run
    /// reads all that was missed.
    #[must_use]
    pub fn next_after(&self, now: Timestamp) -> Timestamp {
        match self {
            Self::EverySeconds(seconds) => {
                let wait = SignedDuration::from_secs((*seconds).max(1));
                now.saturating_add(wait).unwrap_or(Timestamp::MAX)
            }
            Self::AtHoursUtc(hours) => next_hour(hours, now).unwrap_or(Timestamp::MAX),
        }
    }
}

fn next_hour(hours: &[i8], now: Timestamp) -> Option<Timestamp> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let days = [today, today.checked_add(1.day()).ok()?];
    let at = |date: civil::Date, hour: i8| {
        date.at(hour, 0, 0, 0)
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    };
    days.iter()
        .flat_map(|date| hours.iter().filter_map(move |hour| at(*date, *hour)))
        .filter(|time| *time > now)
        .min()
}

impl Space {
    /// Adds a schedule, or changes its job and rhythm while keeping when it is next due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_schedule(&self, schedule: Schedule) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "INSERT INTO schedule (workspace_id, name, job, rhythm, next_at)
                       VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT (workspace_id, name)
                       DO UPDATE SET job = excluded.job, rhythm = excluded.rhythm";
            let (job, rhythm) = (json(&schedule.job)?, json(&schedule.rhythm)?);
            conn.execute(
                sql,
                params![workspace.0, &schedule.name, job, rhythm, schedule.next_at],
            )?;
            // Every process knows when it looks for schedules next; this one may be due earlier.
            conn.tell(Change::Setup(workspace));
            Ok(())
        })
        .await
    }

    /// Removes a schedule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_schedule(&self, name: &str) -> Result<(), StorageError> {
        let name = name.to_owned();
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM schedule WHERE workspace_id = ?1 AND name = ?2";
            conn.execute(sql, params![workspace.0, &name]).map(|_| ())
        })
        .await
    }

    /// Every schedule, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schedules(&self) -> Result<Vec<Schedule>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT name, job, rhythm, next_at FROM schedule
                       WHERE workspace_id = ?1 ORDER BY name";
            conn.query(sql, params![workspace.0], read_schedule)
        })
        .await
    }

    /// Enqueues the work of every schedule that is due and moves each to its next time, together.
    /// Says when the next one is due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_schedules(&self, now: Timestamp) -> Result<Option<Timestamp>, StorageError> {
        let due = self.read(next).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(due);
        }
        let ids = self.storage().ids();
        self.write(move |conn, workspace| {
            let sql = "SELECT name, rhythm, next_at, job FROM schedule
                       WHERE workspace_id = ?1 AND next_at <= ?2 ORDER BY name";
            let due = conn.query(sql, params![workspace.0, now], read_due)?;
            for one in due {
                run(conn, workspace, &*ids, &one, now)?;
            }
            next(conn, workspace)
        })
        .await
    }
}

/// A schedule that is due; what it wants done is read only when it is this process that runs it.
struct Due {
    name: String,
    rhythm: Rhythm,
    next_at: Timestamp,
    job: String,
}

fn read_due(row: &mut Row) -> Result<Due, StorageError> {
    Ok(Due {
        name: row.text()?,
        rhythm: row.json()?,
        next_at: row.time()?,
        job: row.text()?,
    })
}

/// Moves a schedule on and enqueues its work, unless another process did so since it was read.
fn run(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    due: &Due,
    now: Timestamp,
) -> Result<(), StorageError> {
    let sql =
        "UPDATE schedule SET next_at = ?4 WHERE workspace_id = ?1 AND name = ?2 AND next_at = ?3";
    let next_at = due.rhythm.next_after(now);
    if conn.execute(sql, params![workspace.0, &due.name, due.next_at, next_at])? == 0 {
        return Ok(());
    }
    match serde_json::from_str(&due.job) {
        Ok(job) => {
            let new = NewJob { job, due_at: now };
            apply::job::enqueue(conn, workspace, ids, &new, now)?;
            conn.tell(Change::Jobs(workspace, Some(now)));
        }
        // The others must go on recurring; the job's own page can't show what is no job.
        Err(error) => {
            tracing::error!(schedule.name = due.name, %error, "a schedule can't be read");
        }
    }
    Ok(())
}

/// When the next schedule is due.
fn next(conn: &mut Conn, workspace: WorkspaceId) -> Result<Option<Timestamp>, StorageError> {
    let sql = "SELECT min(next_at) FROM schedule WHERE workspace_id = ?1";
    let found = conn.query_one(sql, params![workspace.0], Row::opt_time)?;
    Ok(found.flatten())
}

fn read_schedule(row: &mut Row) -> Result<Schedule, StorageError> {
    Ok(Schedule {
        name: row.text()?,
        job: row.json()?,
        rhythm: row.json()?,
        next_at: row.time()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_next_slot_over_midnight() {
        let rhythm = Rhythm::AtHoursUtc(vec![0, 12]);
        let after = |text: &str| rhythm.next_after(text.parse().unwrap()).to_string();
        assert_eq!(after("2026-11-22T08:00:00Z"), "2026-11-22T12:00:00Z");
        assert_eq!(after("2026-11-22T12:00:00Z"), "2026-11-23T00:00:00Z");
        assert_eq!(after("2026-12-31T23:59:59Z"), "2027-01-01T00:00:00Z");
    }
}
