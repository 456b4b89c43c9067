//! What the program really asks of the database on the way: every statement stays in its workspace, so
//! that the tables can be spread over machines by it.
//!
//! The server's own log is read, not our source: what is put together at run time is in it too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use storage::throwaway::{Durability, Options, Postgres};

use crate::bench::engine::Engine;
use crate::bench::postgres::options;
use crate::bench::{Setup, World};

/// Statements that belong to no workspace, each with its reason.
const BEYOND: [(&str, &str); 3] = [
    (
        "SELECT workspace_id FROM workspace ORDER BY workspace_id",
        "at its start the program asks which workspaces there are",
    ),
    (
        "schema_migration",
        "the version of the tables is the database's own matter",
    ),
    ("pg_catalog.", "the server's own tables"),
];

fn cluster() -> Postgres {
    let logging = [("log_statement", "all"), ("log_line_prefix", ">> ")];
    let settings = logging.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let options = Options {
        settings: settings.to_vec(),
        ..options(Durability::MachineMustLive)
    };
    Postgres::start(&options).unwrap()
}

/// Every statement that was executed, in one line each, with how often.
fn executed(log: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for entry in log.split("\n>> ") {
        let Some((kind, text)) = entry.split_once(": ") else {
            continue;
        };
        // `execute s1: SELECT …` of the prepared ones, `statement: BEGIN` of the others.
        let said = match text.trim_start().split_once(": ") {
            Some((how, said)) if how.starts_with("execute") || how == "statement" => said,
            _ => continue,
        };
        if kind.trim() == "LOG" {
            let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
            *found.entry(line).or_default() += 1;
        }
    }
    found
}

/// The tables that a statement reads or writes, once for each time that it does.
fn touched(statement: &str, tables: &BTreeSet<String>) -> Vec<String> {
    let words: Vec<&str> = statement
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .filter(|word| !word.is_empty())
        .collect();
    let leads = ["FROM", "JOIN", "INTO", "UPDATE"];
    words
        .windows(2)
        .filter(|pair| leads.contains(&pair[0]) && tables.contains(pair[1]))
        .map(|pair| pair[1].to_owned())
        .collect()
}

/// Whether every table that it touches is held to a workspace: by a parameter, and by the workspace of
/// the tables that it is joined with.
fn stays(statement: &str, touches: usize) -> bool {
    let bound = statement.contains("workspace_id = $");
    let inserts = statement.starts_with("INSERT INTO") && statement.contains("(workspace_id, ");
    (bound || inserts) && statement.matches("workspace_id").count() >= touches
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_statement_of_the_way_crosses_workspaces() {
    let cluster = tokio::task::spawn_blocking(cluster).await.unwrap();
    let mut world = World::bare(Setup::on(Engine::Sqlite)).await;
    let url = cluster.create_database().unwrap();
    world.program.database_url = Some(url.clone());
    world.prepare().await;
    // The migrations are behind us; a start of an installation that stands is in what follows.
    let before = fs::read_to_string(cluster.log()).unwrap().len();
    world.start().await;
    let order = world.order(&[(0, 2), (2, 1)]);
    let dossier = world.carry(order).await;
    world.expect_once(order, &[(0, 2), (2, 1)]);
    let canceled = world.order(&[(1, 1)]);
    world
        .until(canceled, "is planned", |it| it.purchases.len() == 1)
        .await;
    world.store.cancel_order(canceled).unwrap();
    world
        .until(canceled, "is canceled", |it| it.order.canceled_at.is_some())
        .await;
    for path in [
        "/",
        "/orders",
        "/orders?q=Ann",
        "/products",
        "/connections",
        "/jobs",
    ] {
        assert_eq!(world.desk.get(path).await.status, 200, "{path}");
    }
    world.page(&dossier).await;
    assert_eq!(world.ask_to_stop().await.ended().await, Some(0));

    let tables = cluster
        .run_sql_in(
            &url,
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        )
        .unwrap();
    let tables: BTreeSet<String> = tables.lines().map(str::to_owned).collect();
    let log = fs::read_to_string(cluster.log()).unwrap();
    let (mut kept, mut seen) = (0, BTreeSet::new());
    for (statement, times) in executed(&log[before..]) {
        let touches = touched(&statement, &tables);
        let beyond = BEYOND.iter().any(|(part, _)| statement.contains(part));
        if touches.is_empty() || beyond {
            continue;
        }
        assert!(stays(&statement, touches.len()), "{times} × {statement}");
        kept += times;
        seen.extend(touches);
    }
    // The log was really read: the way touches most tables, many times.
    assert!(kept > 500 && seen.len() > 15, "{kept} of {seen:?}");
}

#[test]
fn the_check_sees_what_leaves_its_workspace() {
    let tables = BTreeSet::from(["job".to_owned(), "store".to_owned()]);
    let stays = |statement: &str| stays(statement, touched(statement, &tables).len());
    assert!(stays(
        "SELECT id FROM job WHERE workspace_id = $1 AND id = $2"
    ));
    assert!(!stays("SELECT id FROM job WHERE id = $1"));
    assert!(stays("INSERT INTO job (workspace_id, id) VALUES ($1, $2)"));
    assert!(!stays("INSERT INTO job (id) VALUES ($1)"));
    let joined = "SELECT 1 FROM job JOIN store ON store.workspace_id = job.workspace_id WHERE job.workspace_id = $1";
    assert!(stays(joined));
    assert!(!stays(
        "SELECT 1 FROM job JOIN store ON store.id = job.id WHERE job.workspace_id = $1"
    ));
    let log = ">> LOG:  statement: BEGIN\n>> LOG:  execute s1: SELECT 1\n\tFROM job\n>> DETAIL:  Parameters: $1 = '1'\n";
    let found = executed(&format!("\n{log}"));
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["BEGIN", "SELECT 1 FROM job"]
    );
}
