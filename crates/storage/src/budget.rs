//! What is used of a platform's call limit, by all processes together.
//!
//! One row is one leaking bucket. A process takes several calls at once and spends them by itself, so
//! that the row is touched a few times a second and not at every call. What the platform says of its
//! own bucket and of leaving it alone is kept here too, and so is heard by everyone. It must never
//! decide how many calls to want: that is `platforms`.
//!
//! A crash of the database's server may forget the calls of its last second: the platform says itself
//! when they were too many. So nobody waits for the disk while all others wait for the row. What the
//! platform said is kept as everything else is.

use domain::ids::WorkspaceId;
use jiff::{SignedDuration, Timestamp};

use crate::engine::{Conn, params, values};
use crate::error::StorageError;
use crate::space::Space;

/// A platform's published limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetLimit {
    /// Calls that the bucket holds.
    pub size: u32,
    /// Calls that it loses in a second.
    pub leak_per_second: u32,
}

/// What came of wanting calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// So many calls may be made: at least one.
    Calls(u32),
    /// None may be made for this long.
    Wait(SignedDuration),
}

/// A bucket as it stands.
struct Bucket {
    level_milli: i64,
    level_at: Timestamp,
    blocked_until: Timestamp,
}

impl Space {
    /// Takes up to `wish` calls out of the budget `name`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_calls(
        &self,
        name: &str,
        limit: BudgetLimit,
        wish: u32,
        now: Timestamp,
    ) -> Result<Taken, StorageError> {
        let name = name.to_owned();
        self.write(move |conn, workspace| {
            conn.may_be_forgotten();
            let mut bucket = lock(conn, workspace, &name, now)?;
            let taken = bucket.take(limit, wish, now);
            if let Taken::Calls(_) = taken {
                put(conn, workspace, &name, &bucket)?;
            }
            Ok(taken)
        })
        .await
    }

    /// The platform told how many calls its own bucket holds: ours is never emptier than that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn learn_calls(
        &self,
        name: &str,
        limit: BudgetLimit,
        used: u32,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let name = name.to_owned();
        self.write(move |conn, workspace| {
            let mut bucket = lock(conn, workspace, &name, now)?;
            bucket.leak(limit, now);
            bucket.level_milli = bucket.level_milli.max(i64::from(used) * 1000);
            put(conn, workspace, &name, &bucket)
        })
        .await
    }

    /// The platform wants to be left alone until then, by everyone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn block_calls(
        &self,
        name: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let name = name.to_owned();
        self.write(move |conn, workspace| {
            let mut bucket = lock(conn, workspace, &name, now)?;
            bucket.blocked_until = bucket.blocked_until.max(until);
            put(conn, workspace, &name, &bucket)
        })
        .await
    }
}

impl Bucket {
    fn leak(&mut self, limit: BudgetLimit, now: Timestamp) {
        let passed_micros = now.duration_since(self.level_at).as_micros();
        // Another process's clock may be ahead: then nothing has leaked yet.
        if passed_micros > 0 {
            // One call a second is a thousandth of a thousandth in each microsecond.
            let leaked = passed_micros.saturating_mul(i128::from(limit.leak_per_second)) / 1000;
            let leaked = i64::try_from(leaked).unwrap_or(i64::MAX);
            self.level_milli = self.level_milli.saturating_sub(leaked).max(0);
            self.level_at = now;
        }
    }

    fn take(&mut self, limit: BudgetLimit, wish: u32, now: Timestamp) -> Taken {
        let blocked = self.blocked_until.duration_since(now);
        if blocked.is_positive() {
            return Taken::Wait(blocked);
        }
        self.leak(limit, now);
        let room = i64::from(limit.size) * 1000 - self.level_milli;
        let calls = (room / 1000).clamp(0, i64::from(wish));
        if calls == 0 {
            let wait = (1000 - room) / i64::from(limit.leak_per_second.max(1)) + 1;
            return Taken::Wait(SignedDuration::from_millis(wait));
        }
        self.level_milli += calls * 1000;
        Taken::Calls(u32::try_from(calls).unwrap_or(1))
    }
}

/// The bucket's row, made if it is missing, and held for the rest of the transaction.
fn lock(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    now: Timestamp,
) -> Result<Bucket, StorageError> {
    let sql = "INSERT INTO rate_budget (workspace_id, name, level_milli, level_at, blocked_until)
               VALUES (?1, ?2, 0, ?3, 0)
               ON CONFLICT (workspace_id, name) DO UPDATE SET level_at = rate_budget.level_at
               RETURNING level_milli, level_at, blocked_until";
    let found = conn.query_one(sql, params![workspace.0, name, now], |row| {
        Ok(Bucket {
            level_milli: row.int()?,
            level_at: row.time()?,
            blocked_until: row.time()?,
        })
    })?;
    found.ok_or_else(|| StorageError::engine("a row that was just written is not there"))
}

fn put(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    bucket: &Bucket,
) -> Result<(), StorageError> {
    let sql = "UPDATE rate_budget SET level_milli = ?3, level_at = ?4, blocked_until = ?5
               WHERE workspace_id = ?1 AND name = ?2";
    // It leaves together with the commit, so that the row is held for one round trip less.
    let values = values![
        workspace.0,
        name,
        bucket.level_milli,
        bucket.level_at,
        bucket.blocked_until
    ];
    conn.execute_later(sql, values)
}
