//! One connection with nobody else on the database: both ends of a move, and the marks that it leaves.
//!
//! Two marks are tables of their own, so that no ordinary table has to know of moves: `half_moved` in
//! a target that is not whole yet, `moved_away` in a source that is not the truth any more. A database
//! with either is opened by a move only: working on both ends would buy everything twice.

use jiff::Timestamp;

use super::{Conn, Link, Row, postgres, sqlite};
use crate::error::StorageError;
use crate::transfer::Place;

/// In a target that is not whole yet.
pub(crate) const HALF_MOVED: &str = "half_moved";

/// In a source that is not the truth any more.
pub(crate) const MOVED_AWAY: &str = "moved_away";

/// Opens what is read: of this version, used by nobody else, and locked until it is closed.
pub(crate) fn open_source(place: &Place, tables: &[&str]) -> Result<Conn, StorageError> {
    match place {
        Place::File(path) => sqlite::moving::open_source(path).map(Conn::sqlite),
        Place::Server(url) => {
            let session = postgres::moving::open_source(url, tables)?;
            Ok(Conn::postgres(session, 0))
        }
    }
}

/// Opens what is written, with its tables.
pub(crate) fn open_target(place: &Place, now: Timestamp) -> Result<Conn, StorageError> {
    match place {
        Place::File(path) => sqlite::moving::open_target(path, now).map(Conn::sqlite),
        Place::Server(url) => {
            let session = postgres::moving::open_target(url, now)?;
            Ok(Conn::postgres(session, 0))
        }
    }
}

/// A server's address without its password.
pub(crate) fn shown(url: &str) -> Result<String, StorageError> {
    postgres::moving::shown(url)
}

impl Conn {
    /// Whether there is a table of this name.
    pub(crate) fn has_table(&mut self, name: &str) -> Result<bool, StorageError> {
        let sql = match &self.link {
            Link::Sqlite(_) => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1",
            Link::Postgres(_) => {
                "SELECT 1 FROM pg_catalog.pg_tables
                 WHERE schemaname = current_schema() AND tablename::text = ?1"
            }
        };
        let found = self.query_one(sql, &[name.into()], Row::int)?;
        Ok(found.is_some())
    }

    /// The columns of a table.
    pub(crate) fn columns(&mut self, table: &str) -> Result<Vec<String>, StorageError> {
        let sql = match &self.link {
            Link::Sqlite(_) => "SELECT name FROM pragma_table_info(?1) ORDER BY name",
            Link::Postgres(_) => {
                "SELECT attname::text FROM pg_catalog.pg_attribute
                 WHERE attrelid = to_regclass(?1) AND attnum > 0 AND NOT attisdropped
                 ORDER BY attname COLLATE \"C\""
            }
        };
        self.query(sql, &[table.into()], Row::text)
    }

    /// Refuses a database that is one end of a move.
    pub(crate) fn refuse_moved(&mut self) -> Result<(), StorageError> {
        if self.has_table(HALF_MOVED)? {
            return Err(StorageError::Unusable(
                "this database is half moved here: run the same `crossdock move` again until it is done"
                    .into(),
            ));
        }
        if !self.has_table(MOVED_AWAY)? {
            return Ok(());
        }
        let sql = "SELECT target FROM moved_away";
        let target = self.query_one(sql, &[], Row::text)?.unwrap_or_default();
        Err(StorageError::Unusable(format!(
            "this database was moved to {target}, which is the truth now: name that one \
             (DATABASE_URL or data.folder), or move it back to a new place"
        )))
    }
}
