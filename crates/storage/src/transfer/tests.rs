//! A whole database there and back, killed half-way, refused where it must be.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::migrate::{MIGRATIONS, newest};
use crate::throwaway::{Durability, Options, Postgres};

fn cluster() -> Arc<Postgres> {
    static CLUSTER: OnceLock<Arc<Postgres>> = OnceLock::new();
    let start = || Arc::new(Postgres::start(&Options::new(Durability::MachineMustLive)).unwrap());
    Arc::clone(CLUSTER.get_or_init(start))
}

fn server() -> Place {
    Place::Server(cluster().create_database().unwrap())
}

fn now() -> Timestamp {
    Timestamp::from_second(1_795_348_800).unwrap()
}

/// A file with rows in every table, many of some, with every text and byte that may be in one.
fn filled(folder: &Path) -> Place {
    let path = folder.join("filled.sqlite3");
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "journal_mode", "WAL").unwrap();
    // A migration may make a table anew; see `migrate`.
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    for migration in MIGRATIONS {
        conn.execute_batch(migration.sqlite).unwrap();
        conn.execute_batch(migration.sample_rows).unwrap();
    }
    conn.pragma_update(None, "foreign_keys", true).unwrap();
    conn.pragma_update(None, "user_version", newest()).unwrap();
    let order: i64 = conn
        .query_row("SELECT id FROM customer_order LIMIT 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    let hostile = [
        "",
        "a\0b",
        "\u{1A}",
        "\u{1A}0",
        "Köln 裙子 \u{202e}🛒",
        "'; --",
        "ÿ",
        "\u{10FFFF}",
    ];
    for number in 0..1_500 {
        let term = format!("{}{number}", hostile[number % hostile.len()]);
        let sql = "INSERT INTO order_term (workspace_id, term, order_id) VALUES (1, ?1, ?2)";
        conn.execute(sql, (&term, order)).unwrap();
    }
    let bytes: Vec<u8> = (0..=255).collect();
    let sealed = "UPDATE connection SET credentials = ?1";
    conn.execute(sealed, [&bytes]).unwrap();
    Place::File(path)
}

fn quiet(_: Progress) -> Result<(), StorageError> {
    Ok(())
}

fn move_it(from: &Place, to: &Place) -> Result<Vec<Moved>, StorageError> {
    transfer(from, to, now(), &mut quiet)
}

fn file(folder: &TempDir, name: &str) -> (PathBuf, Place) {
    let path = folder.path().join(name);
    (path.clone(), Place::File(path))
}

#[test]
fn there_and_back_every_row_of_every_table_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let from = filled(folder.path());
    let there = server();
    let moved = move_it(&from, &there).unwrap();
    let empty: Vec<&Moved> = moved.iter().filter(|table| table.rows == 0).collect();
    assert!(empty.is_empty(), "no sample of {empty:?}");
    let terms = moved.iter().find(|table| table.table == "order_term");
    assert!(terms.unwrap().rows > 1_500);
    let (_, back) = file(&folder, "back.sqlite3");
    assert_eq!(move_it(&there, &back).unwrap(), moved);
    // What is moved is the truth, and what it came from is not any more.
    for old in [&from, &there] {
        let refused = move_it(old, &server()).unwrap_err().to_string();
        assert!(refused.contains("was moved to"), "{refused}");
    }
}

#[test]
fn no_table_of_either_engine_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let mut sorted: Vec<String> = layout::tables()
        .unwrap()
        .into_iter()
        .map(|table| table.name)
        .collect();
    let (path, place) = file(&folder, "new.sqlite3");
    drop(moving::open_target(&place, now()).unwrap());
    let conn = Connection::open(path).unwrap();
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = conn.prepare(sql).unwrap();
    let there = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    let mut there: Vec<String> = there.map(Result::unwrap).collect();
    sorted.sort();
    there.sort();
    assert_eq!(sorted, there);
    let manual = include_str!("../../../../docs/manual/scale.md");
    for table in &sorted {
        assert!(
            manual.contains(&format!("'{table}'")),
            "the manual forgets {table}"
        );
    }
    let mut server = moving::open_target(&server(), now()).unwrap();
    let sql = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()
               AND tablename <> 'schema_migration'";
    let mut there = server.query(sql, &[], Row::text).unwrap();
    there.sort();
    assert_eq!(sorted, there, "schema_migration is each database's own");
}

#[test]
fn one_that_was_killed_goes_on_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let whole = filled(folder.path());
    let Place::File(path) = &whole else {
        unreachable!()
    };
    let (back_path, back) = file(&folder, "back.sqlite3");
    let there = server();
    for (from, to) in [(&whole, &there), (&there, &back)] {
        let mut steps = 0;
        // Killed after every single step, until a try comes to its end.
        let moved = loop {
            let mut left = steps;
            let mut killed = |_: Progress| {
                left -= 1;
                if left < 0 {
                    return Err(StorageError::engine("killed"));
                }
                Ok(())
            };
            match transfer(from, to, now(), &mut killed) {
                Ok(moved) => break moved,
                Err(error) => assert!(error.to_string().contains("killed"), "{error}"),
            }
            steps += 1;
        };
        assert!(steps > 10 && moved.iter().all(|table| table.rows > 0));
    }
    let rows = |path: &Path| -> i64 {
        let conn = Connection::open(path).unwrap();
        let sql = "SELECT count(*) FROM order_term";
        conn.query_row(sql, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(rows(path), rows(&back_path));
}

#[test]
fn half_a_move_is_opened_by_nobody_and_continued_from_its_own_source_only() {
    let folder = tempfile::tempdir().unwrap();
    let from = filled(folder.path());
    let (path, to) = file(&folder, "half.sqlite3");
    let mut first = |_: Progress| Err(StorageError::engine("killed"));
    transfer(&from, &to, now(), &mut first).unwrap_err();
    let opened = crate::engine::sqlite::threads::Threads::open(
        &path,
        now(),
        crate::engine::execution::new_changes(),
    );
    let refused = opened.err().unwrap().to_string();
    assert!(refused.contains("half moved"), "{refused}");
    let other = tempfile::tempdir().unwrap();
    let refused = move_it(&filled(other.path()), &to).unwrap_err().to_string();
    assert!(refused.contains("half of a move from"), "{refused}");
    move_it(&from, &to).unwrap();
}

#[test]
fn what_is_full_or_in_use_or_the_same_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let from = filled(folder.path());
    let Place::File(path) = &from else {
        unreachable!()
    };
    let refused = |to: &Place| move_it(&from, to).unwrap_err().to_string();
    assert!(refused(&from).contains("there already"));
    let full = tempfile::tempdir().unwrap();
    assert!(refused(&filled(full.path())).contains("holds something already"));
    let foreign = folder.path().join("foreign.sqlite3");
    let conn = Connection::open(&foreign).unwrap();
    conn.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(conn);
    assert!(refused(&Place::File(foreign)).contains("another program's"));
    let used = Connection::open(path).unwrap();
    let count = |conn: &Connection| -> i64 {
        conn.query_row("SELECT count(*) FROM job", [], |row| row.get(0))
            .unwrap()
    };
    assert!(count(&used) > 0);
    let words = refused(&server());
    assert!(words.contains("is in use: stop"), "{words}");
    drop(used);
    let nobody = Place::Server("postgres://nobody@127.0.0.1:1/none".into());
    assert!(refused(&nobody).contains("can't be reached"));
    // None of it changed the source.
    move_it(&from, &server()).unwrap();
}

#[test]
fn a_source_that_was_changed_between_two_tries_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let from = filled(folder.path());
    let Place::File(path) = &from else {
        unreachable!()
    };
    let to = server();
    let mut until_compared = |step: Progress| match step {
        Progress::Compared(_) => Err(StorageError::engine("killed")),
        Progress::Copied { .. } => Ok(()),
    };
    transfer(&from, &to, now(), &mut until_compared).unwrap_err();
    let conn = Connection::open(path).unwrap();
    conn.execute("UPDATE job SET attempts = attempts + 1", [])
        .unwrap();
    drop(conn);
    let refused = move_it(&from, &to).unwrap_err().to_string();
    assert!(refused.contains("job differs"), "{refused}");
    assert!(fs::exists(path).unwrap());
}
