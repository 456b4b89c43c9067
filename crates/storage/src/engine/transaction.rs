//! The beats of a transaction that writes: begin, a savepoint for each piece, the counts, commit.

use super::{Conn, params};
use crate::change::Change;
use crate::error::StorageError;

impl Conn {
    pub(super) fn begin_writing(&mut self) -> Result<(), StorageError> {
        self.execute("BEGIN IMMEDIATE", &[]).map(|_| ())
    }

    pub(super) fn set_savepoint(&mut self) -> Result<(), StorageError> {
        self.execute("SAVEPOINT one", &[]).map(|_| ())
    }

    /// Takes back what was written since the savepoint.
    pub(super) fn return_to_savepoint(&mut self) -> Result<(), StorageError> {
        self.execute("ROLLBACK TO one", &[])?;
        self.release_savepoint()
    }

    pub(super) fn release_savepoint(&mut self) -> Result<(), StorageError> {
        self.execute("RELEASE one", &[]).map(|_| ())
    }

    /// Writes the counts and makes everything durable; gives what there is to tell.
    pub(super) fn commit(&mut self) -> Result<Vec<Change>, StorageError> {
        let sql = "INSERT INTO tab_count (workspace_id, tab, slot, order_count, person_count)
                   VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (workspace_id, tab, slot) DO UPDATE SET
                     order_count = tab_count.order_count + excluded.order_count,
                     person_count = tab_count.person_count + excluded.person_count";
        for (workspace, tab, orders, people) in self.counts.take() {
            self.execute(sql, params![workspace.0, tab, self.slot, orders, people])?;
        }
        self.execute("COMMIT", &[])?;
        Ok(std::mem::take(&mut self.told))
    }

    pub(super) fn roll_back(&mut self) {
        self.told.clear();
        self.counts.take();
        // Without a transaction this fails, and there is nothing to take back.
        let _ = self.execute("ROLLBACK", &[]);
    }

    /// Runs a piece, and gathers what it tells and counts only if it is kept.
    pub(super) fn gather(&mut self, piece: impl FnOnce(&mut Self) -> bool) -> bool {
        let told = self.told.len();
        let keep = piece(self);
        if keep {
            self.counts.keep();
        } else {
            self.told.truncate(told);
            self.counts.forget();
        }
        keep
    }
}
