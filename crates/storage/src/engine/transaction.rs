//! The beats of a transaction: begin, a savepoint for each piece, the counts, commit.

use super::{Conn, Counted, Link, postgres, values};
use crate::change::Change;
use crate::error::StorageError;

impl Conn {
    pub(super) fn begin_reading(&mut self) -> Result<(), StorageError> {
        match &mut self.link {
            Link::Sqlite(_) => self.execute("BEGIN", &[]).map(|_| ()),
            Link::Postgres(session) => {
                session.say("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                Ok(())
            }
        }
    }

    pub(super) fn end_reading(&mut self) -> Result<(), StorageError> {
        self.now("ROLLBACK")
    }

    pub(super) fn begin_writing(&mut self) -> Result<(), StorageError> {
        match &mut self.link {
            Link::Sqlite(_) => self.execute("BEGIN IMMEDIATE", &[]).map(|_| ()),
            Link::Postgres(session) => {
                session.say("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
                Ok(())
            }
        }
    }

    /// Lets the commit be answered before it is on the disk, for what a crash of the server may forget.
    /// On PostgreSQL only for a piece that has its transaction alone; SQLite waits all the same.
    pub(crate) fn may_be_forgotten(&mut self) {
        if let Link::Postgres(session) = &mut self.link {
            session.say("SET LOCAL synchronous_commit = off");
        }
    }

    pub(super) fn set_savepoint(&mut self) -> Result<(), StorageError> {
        self.soon("SAVEPOINT one")
    }

    /// Takes back what was written since the savepoint.
    pub(super) fn return_to_savepoint(&mut self) -> Result<(), StorageError> {
        self.soon("ROLLBACK TO one")?;
        self.release_savepoint()
    }

    pub(super) fn release_savepoint(&mut self) -> Result<(), StorageError> {
        self.soon("RELEASE one")
    }

    /// Writes the counts and makes everything durable; gives what there is to tell.
    pub(super) fn commit(&mut self) -> Result<Vec<Change>, StorageError> {
        let tabs = "INSERT INTO tab_count (workspace_id, tab, slot, order_count, person_count)
                    VALUES (?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT (workspace_id, tab, slot) DO UPDATE SET
                      order_count = tab_count.order_count + excluded.order_count,
                      person_count = tab_count.person_count + excluded.person_count";
        let quarters = "INSERT INTO arrival_count (workspace_id, quarter, slot, order_count)
                        VALUES (?1, ?2, ?3, ?4)
                        ON CONFLICT (workspace_id, quarter, slot) DO UPDATE SET
                          order_count = arrival_count.order_count + excluded.order_count";
        for (workspace, counted, orders, people) in self.counts.take() {
            let (workspace, slot) = (workspace.0, self.slot);
            match counted {
                Counted::Tab(tab) => {
                    self.execute_later(tabs, values![workspace, tab, slot, orders, people])?;
                }
                Counted::Quarter(quarter) => {
                    self.execute_later(quarters, values![workspace, quarter, slot, orders])?;
                }
            }
        }
        match &mut self.link {
            Link::Sqlite(_) => drop(self.execute("COMMIT", &[])?),
            Link::Postgres(session) => postgres::commit(session)?,
        }
        Ok(std::mem::take(&mut self.told))
    }

    pub(super) fn roll_back(&mut self) {
        self.told.clear();
        self.counts.take();
        // Without a transaction this fails, and there is nothing to take back.
        let _ = self.now("ROLLBACK");
    }

    /// Runs a piece, and gathers what it tells and counts only if it is kept.
    pub(super) fn gather(
        &mut self,
        piece: impl FnOnce(&mut Self) -> Result<bool, StorageError>,
    ) -> Result<bool, StorageError> {
        let told = self.told.len();
        let keep = piece(self)?;
        if keep {
            self.counts.keep();
        } else {
            self.told.truncate(told);
            self.counts.forget();
        }
        Ok(keep)
    }

    fn soon(&mut self, sql: &'static str) -> Result<(), StorageError> {
        match &mut self.link {
            Link::Sqlite(_) => self.execute(sql, &[]).map(|_| ()),
            Link::Postgres(session) => {
                session.say(sql);
                Ok(())
            }
        }
    }

    fn now(&mut self, sql: &'static str) -> Result<(), StorageError> {
        self.soon(sql)?;
        self.settle()
    }
}
