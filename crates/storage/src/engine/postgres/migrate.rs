//! Bringing a PostgreSQL database to this version: by number and name, in one transaction each.
//!
//! Several processes may start together: one brings the tables up to date, the others wait for it.
//! A database that a newer version wrote is refused. An older one with tables in it is changed only
//! when a person said so, because the copy that is made aside on SQLite can't be made here.

use jiff::Timestamp;

use super::address::Address;
use super::session::Session;
use crate::engine::Value;
use crate::error::StorageError;
use crate::migrate::{MIGRATIONS, Migration, newest, too_new};

/// Any number, the same in every version: who holds it changes the tables.
const LOCK: &str = "SELECT pg_advisory_lock(4720195)";

/// The one table of no workspace: which migrations were applied. Every node of a distributed
/// database has a copy of it.
const HISTORY: &str = "CREATE TABLE schema_migration (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// What may be done to an older database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Older {
    /// Nothing: say that a backup is wanted first.
    Refuse,
    /// It is brought up to date.
    Change,
}

pub(super) fn migrate(
    session: &mut Session,
    address: &Address,
    older: Older,
    now: Timestamp,
) -> Result<(), StorageError> {
    session.batch(LOCK)?;
    let outcome = migrate_alone(session, address, older, now);
    let unlocked = session.batch("SELECT pg_advisory_unlock_all()");
    outcome.and(unlocked)
}

fn migrate_alone(
    session: &mut Session,
    address: &Address,
    older: Older,
    now: Timestamp,
) -> Result<(), StorageError> {
    let encoding = word(session, "SELECT current_setting('server_encoding')")?;
    if encoding.as_deref() != Some("UTF8") {
        return Err(StorageError::Unusable(format!(
            "{address} keeps texts in {}: create a database with ENCODING 'UTF8'",
            encoding.unwrap_or_default()
        )));
    }
    let version = version(session)?;
    if version > newest() {
        return Err(too_new(version));
    }
    if version == 0 && number(session, OTHER_TABLES)? > 0 {
        return Err(StorageError::Unusable(format!(
            "{address} is another program's database: name a new one, or the right one"
        )));
    }
    if version > 0 && version < newest() && older == Older::Refuse {
        return Err(StorageError::Unusable(format!(
            "{address} was written by an older Crossdock (schema {version}, this program needs {}). \
             Stop every process of the older version, take a backup (pg_dump --format=custom \
             --file=crossdock.dump URL), then start once with data.upgrade = true",
            newest()
        )));
    }
    if version == 0 {
        session.batch(HISTORY)?;
    }
    let missing = MIGRATIONS.iter().filter(|step| step.number > version);
    for migration in missing {
        apply(session, migration, now)?;
    }
    Ok(())
}

const OTHER_TABLES: &str = "SELECT count(*) FROM pg_catalog.pg_tables
    WHERE schemaname = current_schema() AND tablename <> 'schema_migration'";

/// The newest migration that was applied; 0 when there is none.
pub(super) fn version(session: &mut Session) -> Result<i64, StorageError> {
    let there = "SELECT count(*) FROM pg_catalog.pg_tables
                 WHERE schemaname = current_schema() AND tablename = 'schema_migration'";
    if number(session, there)? == 0 {
        return Ok(0);
    }
    number(
        session,
        "SELECT coalesce(max(number), 0) FROM schema_migration",
    )
}

/// Applies one, whole or not at all.
fn apply(session: &mut Session, migration: &Migration, now: Timestamp) -> Result<(), StorageError> {
    session.batch("BEGIN")?;
    let record = "INSERT INTO schema_migration (number, name, applied_at) VALUES (?1, ?2, ?3)";
    let row = [migration.number.into(), migration.name.into(), now.into()];
    let applied = session
        .batch(migration.postgres)
        .and_then(|()| session.execute(record, &row))
        .and_then(|_| session.batch("COMMIT"));
    if let Err(error) = applied {
        // The first error says what went wrong.
        let _ = session.batch("ROLLBACK");
        return Err(error);
    }
    tracing::info!(schema.number = migration.number, schema.name = migration.name, at = %now,
        "the database was brought to a new schema");
    Ok(())
}

fn first(session: &mut Session, sql: &str) -> Result<Option<Value>, StorageError> {
    let mut found = None;
    session.query(sql, &[], &mut |row| {
        found = row.into_iter().next();
        Ok(())
    })?;
    Ok(found)
}

fn number(session: &mut Session, sql: &str) -> Result<i64, StorageError> {
    match first(session, sql)? {
        Some(Value::Int(number)) => Ok(number),
        _ => Err(StorageError::corrupt("expected a number")),
    }
}

fn word(session: &mut Session, sql: &str) -> Result<Option<String>, StorageError> {
    Ok(match first(session, sql)? {
        Some(Value::Text(word)) => Some(word),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use domain::ids::{IdSource, OrderId, WorkspaceId};

    use super::*;
    use crate::throwaway::{Durability, Options, Postgres};
    use crate::{SealKey, Storage};

    struct Numbers(AtomicI64);

    impl IdSource for Numbers {
        fn next_id(&self) -> i64 {
            self.0.fetch_add(1, Ordering::Relaxed)
        }
    }

    fn open(url: &str) -> Result<Storage, StorageError> {
        let ids = Arc::new(Numbers(AtomicI64::new(1)));
        let now = Timestamp::UNIX_EPOCH;
        Storage::open_postgres(url, SealKey::new([7; 32]), ids, now)
    }

    fn refused(url: &str) -> String {
        open(url).err().unwrap().to_string()
    }

    /// A session to a database whose tables are of this version, each version's rows in them.
    fn grown(url: &str, version: i64) -> Session {
        let address = Address::parse(url).unwrap();
        let mut session = Session::open(&address).unwrap();
        session.batch(HISTORY).unwrap();
        for migration in MIGRATIONS.iter().take_while(|it| it.number <= version) {
            apply(&mut session, migration, Timestamp::UNIX_EPOCH).unwrap();
            // Bytes are the one thing that the two write differently.
            let rows = migration.sample_rows.replace(" x'", " '\\x");
            session.batch(&rows).unwrap();
        }
        session
    }

    #[test]
    fn older_newer_and_foreign_databases_are_told_apart() {
        let cluster = Postgres::start(&Options::new(Durability::MachineMustLive)).unwrap();
        let url = cluster.create_database().unwrap();
        drop(grown(&url, newest() - 1));
        let said = refused(&url);
        assert!(
            said.contains("older Crossdock") && said.contains("pg_dump"),
            "{said}"
        );
        // Several processes may be told to bring it up to date at one moment.
        let upgrade = || Storage::upgrade_postgres(&url, Timestamp::UNIX_EPOCH).unwrap();
        thread_scope(&upgrade);
        let storage = open(&url).unwrap();
        let dossier = tokio::runtime::Runtime::new().unwrap().block_on(async {
            assert_eq!(storage.check().await.unwrap(), Vec::<String>::new());
            let space = storage.space(WorkspaceId(1));
            space.dossier(OrderId(7)).await.unwrap().unwrap()
        });
        assert_eq!(dossier.parcels.len(), 1);
        assert!(dossier.purchases[0].intent.is_some());

        let newer = "INSERT INTO schema_migration VALUES (9999, 'later', 0)";
        cluster.run_sql_in(&url, newer).unwrap();
        let said = refused(&url);
        assert!(said.contains("newer Crossdock (schema 9999"), "{said}");

        let other = cluster.create_database().unwrap();
        cluster
            .run_sql_in(&other, "CREATE TABLE photo (id BIGINT)")
            .unwrap();
        let said = refused(&other);
        assert!(said.contains("another program's database"), "{said}");
    }

    fn thread_scope(run: &(impl Fn() + Sync)) {
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(run);
            }
        });
    }

    #[test]
    fn many_processes_may_start_on_an_empty_database_at_one_moment() {
        let cluster = Postgres::start(&Options::new(Durability::MachineMustLive)).unwrap();
        let url = cluster.create_database().unwrap();
        thread_scope(&|| drop(open(&url).unwrap()));
        let versions = "SELECT count(*) FROM schema_migration";
        let found = cluster.run_sql_in(&url, versions).unwrap();
        assert_eq!(found, MIGRATIONS.len().to_string());
    }
}
