//! Bringing a database to this version: by number and name, in one transaction each.
//!
//! A database that a newer version wrote is refused, because an older program would misread it. An
//! older one is copied aside before it is changed.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use crate::engine::sqlite::translate;
use crate::error::StorageError;

/// One step of the schema's history.
pub(crate) struct Migration {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
    /// Rows as this version wrote them: what the next migration must carry over.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "read by the tests of the migrations")
    )]
    pub(crate) sample_rows: &'static str,
}

/// Every migration, oldest first. Never change one that was released.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "the_way",
        sqlite: include_str!("../migrations/sqlite/0001_the_way.sql"),
        postgres: include_str!("../migrations/postgres/0001_the_way.sql"),
        sample_rows: include_str!("../sample_data/0001_the_way.sql"),
    },
    Migration {
        number: 2,
        name: "counts_in_slots",
        sqlite: include_str!("../migrations/sqlite/0002_counts_in_slots.sql"),
        postgres: include_str!("../migrations/postgres/0002_counts_in_slots.sql"),
        sample_rows: include_str!("../sample_data/0002_counts_in_slots.sql"),
    },
    Migration {
        number: 3,
        name: "many_processes",
        sqlite: include_str!("../migrations/sqlite/0003_many_processes.sql"),
        postgres: include_str!("../migrations/postgres/0003_many_processes.sql"),
        sample_rows: include_str!("../sample_data/0003_many_processes.sql"),
    },
    Migration {
        number: 4,
        name: "store_clock",
        sqlite: include_str!("../migrations/sqlite/0004_store_clock.sql"),
        postgres: include_str!("../migrations/postgres/0004_store_clock.sql"),
        sample_rows: include_str!("../sample_data/0004_store_clock.sql"),
    },
    Migration {
        number: 5,
        name: "how_rows_spread",
        sqlite: include_str!("../migrations/sqlite/0005_how_rows_spread.sql"),
        postgres: include_str!("../migrations/postgres/0005_how_rows_spread.sql"),
        sample_rows: include_str!("../sample_data/0005_how_rows_spread.sql"),
    },
    Migration {
        number: 6,
        name: "wide_rows_apart",
        sqlite: include_str!("../migrations/sqlite/0006_wide_rows_apart.sql"),
        postgres: include_str!("../migrations/postgres/0006_wide_rows_apart.sql"),
        sample_rows: include_str!("../sample_data/0006_wide_rows_apart.sql"),
    },
    Migration {
        number: 7,
        name: "asked_the_store",
        sqlite: include_str!("../migrations/sqlite/0007_asked_the_store.sql"),
        postgres: include_str!("../migrations/postgres/0007_asked_the_store.sql"),
        sample_rows: include_str!("../sample_data/0007_asked_the_store.sql"),
    },
    Migration {
        number: 8,
        name: "arrivals_by_quarter",
        sqlite: include_str!("../migrations/sqlite/0008_arrivals_by_quarter.sql"),
        postgres: include_str!("../migrations/postgres/0008_arrivals_by_quarter.sql"),
        sample_rows: include_str!("../sample_data/0008_arrivals_by_quarter.sql"),
    },
    Migration {
        number: 9,
        name: "tracking_rows",
        sqlite: include_str!("../migrations/sqlite/0009_tracking_rows.sql"),
        postgres: include_str!("../migrations/postgres/0009_tracking_rows.sql"),
        sample_rows: include_str!("../sample_data/0009_tracking_rows.sql"),
    },
    Migration {
        number: 10,
        name: "tracker",
        sqlite: include_str!("../migrations/sqlite/0010_tracker.sql"),
        postgres: include_str!("../migrations/postgres/0010_tracker.sql"),
        sample_rows: include_str!("../sample_data/0010_tracker.sql"),
    },
    Migration {
        number: 11,
        name: "notices",
        sqlite: include_str!("../migrations/sqlite/0011_notices.sql"),
        postgres: include_str!("../migrations/postgres/0011_notices.sql"),
        sample_rows: include_str!("../sample_data/0011_notices.sql"),
    },
    Migration {
        number: 12,
        name: "aftersale",
        sqlite: include_str!("../migrations/sqlite/0012_aftersale.sql"),
        postgres: include_str!("../migrations/postgres/0012_aftersale.sql"),
        sample_rows: include_str!("../sample_data/0012_aftersale.sql"),
    },
];

/// The version this program writes.
pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.number)
}

/// An older program would misread what a newer one wrote.
pub(crate) fn too_new(version: i64) -> StorageError {
    StorageError::Unusable(format!(
        "this database was written by a newer Crossdock (schema {version}, this program knows {}): \
         start the newer version, or restore a backup",
        newest()
    ))
}

/// Brings `conn` up to date; `path` is where its file is. Returns the copy that was put aside, if any.
pub(crate) fn migrate(
    conn: &mut Connection,
    path: &Path,
    now: Timestamp,
) -> Result<Option<PathBuf>, StorageError> {
    let version = version(conn)?;
    if version > newest() {
        return Err(too_new(version));
    }
    if version == 0 && has_tables(conn)? {
        return Err(StorageError::Unusable(format!(
            "{} is another program's database: name a new file, or the right one",
            path.display()
        )));
    }
    let copy = if version > 0 && version < newest() {
        Some(copy_aside(conn, path, version, now)?)
    } else {
        None
    };
    for migration in MIGRATIONS
        .iter()
        .filter(|migration| migration.number > version)
    {
        apply(conn, migration, now)?;
    }
    Ok(copy)
}

fn version(conn: &Connection) -> Result<i64, StorageError> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(translate)
}

fn has_tables(conn: &Connection) -> Result<bool, StorageError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table')";
    conn.query_row(sql, [], |row| row.get(0)).map_err(translate)
}

/// Applies one, whole or not at all. A table that is made anew is gone for a moment, so links are looked
/// at when all is done instead of at each statement.
fn apply(conn: &mut Connection, migration: &Migration, now: Timestamp) -> Result<(), StorageError> {
    // It has no effect inside a transaction.
    let watch_links = |conn: &Connection, watch: bool| {
        conn.pragma_update(None, "foreign_keys", watch)
            .map_err(translate)
    };
    watch_links(conn, false)?;
    let applied = apply_unwatched(conn, migration, now);
    watch_links(conn, true)?;
    applied
}

fn apply_unwatched(
    conn: &mut Connection,
    migration: &Migration,
    now: Timestamp,
) -> Result<(), StorageError> {
    let transaction = conn.transaction().map_err(translate)?;
    transaction
        .execute_batch(migration.sqlite)
        .map_err(translate)?;
    let broken = "SELECT count(*) FROM pragma_foreign_key_check";
    let broken: i64 = transaction
        .query_row(broken, [], |row| row.get(0))
        .map_err(translate)?;
    if broken > 0 {
        return Err(StorageError::Unusable(format!(
            "{broken} rows of this database point nowhere, so it is left as it was: restore the last backup"
        )));
    }
    transaction
        .pragma_update(None, "user_version", migration.number)
        .map_err(translate)?;
    transaction.commit().map_err(translate)?;
    tracing::info!(schema.number = migration.number, schema.name = migration.name, at = %now,
        "the database was brought to a new schema");
    Ok(())
}

fn copy_aside(
    conn: &Connection,
    path: &Path,
    version: i64,
    now: Timestamp,
) -> Result<PathBuf, StorageError> {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".schema-{version}-{stamp}.backup"));
    let copy = path.with_file_name(name);
    backup(conn, &copy)?;
    Ok(copy)
}

/// Copies a database to a file that is not there yet; a copy that failed half-way is removed.
pub(crate) fn backup_to_new(conn: &Connection, target: &Path) -> Result<(), StorageError> {
    if let Err(error) = File::create_new(target) {
        let name = target.display();
        return Err(StorageError::Unusable(match error.kind() {
            ErrorKind::AlreadyExists => format!("{name} exists already: name a new file"),
            _ => format!("{name} can't be written ({error}): check the folder and its permissions"),
        }));
    }
    let copied = backup(conn, target);
    if copied.is_err() {
        // The first error says what to do; this one would say the same.
        let _ = std::fs::remove_file(target);
    }
    copied
}

/// Copies a database, whole and consistent, while it is in use.
fn backup(conn: &Connection, target: &Path) -> Result<(), StorageError> {
    conn.backup(rusqlite::MAIN_DB, target, None)
        .map_err(translate)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use domain::ids::{IdSource, OrderId, ParcelId, WorkerId, WorkspaceId};

    use super::*;
    use crate::engine::sqlite::open_writer;
    use crate::{SealKey, Storage, TrackingFilter};

    struct Numbers(AtomicI64);

    impl IdSource for Numbers {
        fn next_id(&self) -> i64 {
            self.0.fetch_add(1, Ordering::Relaxed)
        }
    }

    fn now() -> Timestamp {
        "2026-11-22T08:00:00Z".parse().unwrap()
    }

    /// A database as each version wrote it in its turn.
    fn grown(path: &Path) -> Connection {
        let mut conn = open_writer(path).unwrap();
        for migration in MIGRATIONS {
            apply(&mut conn, migration, now()).unwrap();
            conn.execute_batch(migration.sample_rows).unwrap();
            let sql = "SELECT count(*) FROM pragma_foreign_key_check";
            let broken: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
            assert_eq!(broken, 0, "after {}", migration.name);
        }
        conn
    }

    #[test]
    fn every_table_has_a_sample_row_that_every_migration_carried() {
        let folder = tempfile::tempdir().unwrap();
        let conn = grown(&folder.path().join("a.sqlite3"));
        let tables =
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut statement = conn.prepare(tables).unwrap();
        let tables = statement.query_map([], |row| row.get(0)).unwrap();
        for table in tables {
            let table: String = table.unwrap();
            let sql = format!("SELECT count(*) FROM {table}");
            let count: i64 = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
            assert!(count > 0, "{table} has no sample row");
        }
    }

    #[tokio::test]
    async fn rows_that_older_versions_wrote_are_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        drop(grown(&path));
        let ids = Arc::new(Numbers(AtomicI64::new(1)));
        let storage = Storage::open_sqlite(&path, SealKey::new([7; 32]), ids, now()).unwrap();
        let space = storage.space(WorkspaceId(1));
        let dossier = space.dossier(OrderId(7)).await.unwrap().unwrap();
        assert_eq!(dossier.order.lines.len(), 1);
        assert_eq!(dossier.order.problems.len(), 1);
        assert!(dossier.purchases[0].intent.is_some());
        assert_eq!(dossier.parcels.len(), 1);
        assert_eq!(dossier.fulfillments.len(), 1);
        assert_eq!(space.timeline(OrderId(7)).await.unwrap().len(), 1);
        assert_eq!(space.users().await.unwrap().len(), 1);
        assert_eq!(space.connections().await.unwrap().len(), 3);
        assert_eq!(space.stores().await.unwrap().len(), 1);
        assert_eq!(space.products(None, 9).await.unwrap()[0].mappings.len(), 1);
        assert_eq!(space.schedules().await.unwrap().len(), 1);
        // The parcel was there before the rows that list parcels.
        let rows = space.tracking(TrackingFilter::default(), None, 9).await;
        let row = &rows.unwrap().rows[0];
        assert_eq!(
            row.parcel.as_ref().map(|parcel| parcel.id),
            Some(ParcelId(14))
        );
        assert_eq!((row.told, row.supplier.as_str()), (true, "Sample supplier"));
        assert_eq!(space.exports(9).await.unwrap().len(), 1);
        let counts = space.tab_counts().await.unwrap();
        assert_eq!(counts.iter().map(|count| count.orders).sum::<i64>(), 1);
        let claim = crate::Claim {
            worker: WorkerId(1),
            now: Timestamp::MAX,
            lease_until: Timestamp::MAX,
        };
        let claimed = space.claim_jobs(claim, 9).await;
        assert_eq!(claimed.unwrap().jobs.len(), 1);
        assert_eq!(storage.check().await.unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_newer_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let mut conn = open_writer(&path).unwrap();
        conn.pragma_update(None, "user_version", newest() + 1)
            .unwrap();
        let refused = migrate(&mut conn, &path, now()).unwrap_err();
        assert!(refused.to_string().contains("newer Crossdock"), "{refused}");
    }

    #[test]
    fn a_copy_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let conn = grown(&path);
        let copy = copy_aside(&conn, &path, 1, now()).unwrap();
        let copy = Connection::open(copy).unwrap();
        let orders: i64 = copy
            .query_row("SELECT count(*) FROM customer_order", [], |row| row.get(0))
            .unwrap();
        assert_eq!(orders, 1);
    }
}
