//! What only SQLite has: a file that may be the wrong one, and the rules that its tables keep.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::ids::{IdSource, WorkspaceId};
use jiff::Timestamp;
use rusqlite::Connection;
use storage::{SealKey, Storage, StorageError};

struct Numbers(AtomicI64);

impl IdSource for Numbers {
    fn next_id(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

fn open(path: &Path) -> Result<Storage, StorageError> {
    let ids = Arc::new(Numbers(AtomicI64::new(1)));
    Storage::open_sqlite(path, SealKey::new([7; 32]), ids, Timestamp::UNIX_EPOCH)
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("crossdock.sqlite3")
    }
}

/// That the file can't be used, and what a person is told about it.
fn refused(path: &Path) -> String {
    match open(path) {
        Err(StorageError::Unusable(said)) => said,
        Err(other) => panic!("not said clearly: {other:?}"),
        Ok(_) => panic!("{} was opened", path.display()),
    }
}

fn texts(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn tables(conn: &Connection) -> Vec<String> {
    texts(
        conn,
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
}

#[test]
fn a_folder_or_a_place_without_a_folder_can_not_be_opened() {
    let place = Place::new();
    let said = refused(place.folder.path());
    assert!(said.contains("check the folder"), "{said}");
    let said = refused(&place.folder.path().join("missing").join("a.sqlite3"));
    assert!(said.contains("check the folder"), "{said}");
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let place = Place::new();
    let letter = "Dear Ann,\n".repeat(500);
    fs::write(place.file(), &letter).unwrap();
    let said = refused(&place.file());
    assert!(
        said.contains("damaged") && said.contains("restore the last backup"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(place.file()).unwrap(), letter);
}

#[test]
fn another_programs_database_is_left_alone() {
    let place = Place::new();
    let other = Connection::open(place.file()).unwrap();
    other
        .execute_batch("CREATE TABLE photo (id INTEGER)")
        .unwrap();
    let said = refused(&place.file());
    assert!(said.contains("another program's database"), "{said}");
    assert_eq!(tables(&other), ["photo"]);
}

#[test]
fn a_newer_versions_database_is_left_alone() {
    let place = Place::new();
    drop(open(&place.file()).unwrap());
    let conn = Connection::open(place.file()).unwrap();
    conn.pragma_update(None, "user_version", 9_999).unwrap();
    let said = refused(&place.file());
    assert!(said.contains("newer Crossdock (schema 9999"), "{said}");
    assert!(said.contains("start the newer version"), "{said}");
}

#[test]
fn a_file_that_can_only_be_read_is_refused_at_the_start() {
    let place = Place::new();
    drop(open(&place.file()).unwrap());
    let mut permissions = fs::metadata(place.file()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(place.file(), permissions).unwrap();
    if OpenOptions::new().write(true).open(place.file()).is_ok() {
        // The administrator may write whatever the permissions say, so it opens.
        assert!(open(&place.file()).is_ok());
        return;
    }
    let said = refused(&place.file());
    assert!(said.contains("can't be written"), "{said}");
}

#[tokio::test]
async fn a_damaged_page_is_found() {
    let place = Place::new();
    let storage = open(&place.file()).unwrap();
    for number in 1..200 {
        let name = "a workspace ".repeat(40);
        let id = WorkspaceId(number);
        let added = storage.add_workspace(id, &name, Timestamp::UNIX_EPOCH);
        added.await.unwrap();
    }
    let copy = place.folder.path().join("copy.sqlite3");
    storage.backup(&copy).await.unwrap();
    let mut bytes = fs::read(&copy).unwrap();
    let needle = b"a workspace a workspace";
    let page = 4_096;
    let hit = bytes.windows(needle.len()).position(|part| part == needle);
    let start = hit.unwrap() / page * page;
    bytes[start..start + page].fill(0xAB);
    fs::write(&copy, bytes).unwrap();
    let damaged = open(&copy).unwrap();
    let found = match damaged.check().await {
        Ok(found) => found.join("; "),
        Err(error) => error.to_string(),
    };
    assert!(!found.is_empty(), "the damage was not seen");
}

#[tokio::test]
async fn a_backup_that_can_not_be_written_says_so() {
    let place = Place::new();
    let storage = open(&place.file()).unwrap();
    let nowhere = place.folder.path().join("missing").join("copy");
    let said = storage.backup(&nowhere).await.unwrap_err().to_string();
    assert!(said.contains("check the folder"), "{said}");
    // The database itself is the worst target of all.
    let said = storage.backup(&place.file()).await.unwrap_err().to_string();
    assert!(said.contains("exists already"), "{said}");
    assert_eq!(storage.check().await.unwrap(), Vec::<String>::new());
}

#[test]
fn every_table_is_strict_and_led_by_its_workspace() {
    let place = Place::new();
    let _storage = open(&place.file()).unwrap();
    let conn = Connection::open(place.file()).unwrap();
    let tables = tables(&conn);
    assert!(tables.len() > 15, "{tables:?}");
    let loose = texts(
        &conn,
        "SELECT name FROM pragma_table_list
         WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    );
    assert_eq!(loose, Vec::<String>::new());
    for table in &tables {
        let key = texts(
            &conn,
            &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk = 1"),
        );
        assert_eq!(key, ["workspace_id"], "the primary key of {table}");
        let indexes = texts(
            &conn,
            &format!("SELECT name FROM pragma_index_list('{table}') ORDER BY name"),
        );
        for index in indexes {
            let sql = format!("SELECT name FROM pragma_index_info('{index}') WHERE seqno = 0");
            assert_eq!(texts(&conn, &sql), ["workspace_id"], "{index} of {table}");
        }
        let links = texts(
            &conn,
            &format!(
                "SELECT \"from\" || ' = ' || \"to\" FROM pragma_foreign_key_list('{table}')
                 WHERE seq = 0"
            ),
        );
        assert!(
            !links.is_empty() || table == "workspace",
            "{table} points nowhere"
        );
        for link in links {
            assert_eq!(link, "workspace_id = workspace_id", "a link of {table}");
        }
    }
}

#[test]
fn no_table_keeps_floats_or_untyped_columns() {
    let place = Place::new();
    let _storage = open(&place.file()).unwrap();
    let conn = Connection::open(place.file()).unwrap();
    for table in tables(&conn) {
        let columns = texts(
            &conn,
            &format!("SELECT DISTINCT type FROM pragma_table_info('{table}')"),
        );
        for kind in columns {
            let known = ["INTEGER", "TEXT", "BLOB"].contains(&kind.as_str());
            assert!(known, "{table} has a column of {kind}");
        }
    }
}

#[tokio::test]
async fn a_job_that_nobody_can_read_fails_for_a_person_and_holds_up_no_other() {
    let place = Place::new();
    let storage = open(&place.file()).unwrap();
    let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
    let workspace = WorkspaceId(1);
    storage
        .add_workspace(workspace, "Lamps", now)
        .await
        .unwrap();
    let space = storage.space(workspace);
    let job = domain::job::Job::FindStuck;
    let new = domain::job::NewJob { job, due_at: now };
    space.enqueue(vec![new]).await.unwrap();
    let conn = Connection::open(place.file()).unwrap();
    let sql = "INSERT INTO job (workspace_id, id, name, payload, dedupe, state, due_at, attempts, claim, created_at)
               VALUES (1, 5, 'fly_home', '{\"kind\":\"fly_home\"}', 'fly_home', 'waiting', 0, 0, 0, 0)";
    conn.execute(sql, []).unwrap();
    let claim = storage::Claim {
        worker: domain::ids::WorkerId(1),
        now,
        lease_until: now,
    };
    let claimed = space.claim_jobs(claim, 9).await.unwrap().jobs;
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].job, domain::job::Job::FindStuck);
    let failed = space.failed_jobs(9).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].error.contains("fly_home"), "{failed:?}");
}
