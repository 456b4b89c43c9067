//! What the server's own catalog says of the tables: that they can be spread by workspace as they are.
//!
//! A database that is spread over several machines (Citus) keeps rows of one workspace together, and
//! can promise uniqueness and links only where the workspace leads them.

use super::postgres;
use crate::conformance::ground::Ground;

/// Tables without a workspace: each machine has a copy of them.
const OF_NO_WORKSPACE: [&str; 1] = ["schema_migration"];

async fn lines(sql: &str) -> Vec<String> {
    let database = postgres();
    let url = database.url.clone();
    let ground = Ground::fresh(Box::new(database)).await;
    let said = super::cluster().run_sql_in(&url, sql).unwrap();
    ground.leave().await;
    said.lines().map(str::to_owned).collect()
}

fn assert_excepted(found: &[String]) {
    for line in found {
        let (table, _) = line.split_once('|').unwrap();
        assert!(OF_NO_WORKSPACE.contains(&table), "{line}");
    }
}

#[tokio::test]
async fn every_table_carries_its_workspace() {
    let found = lines(
        "SELECT c.relname, 'has no workspace_id' FROM pg_class c
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT 1 FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attname = 'workspace_id' AND a.attnotnull)",
    );
    let found = found.await;
    assert_excepted(&found);
    assert_eq!(found.len(), OF_NO_WORKSPACE.len(), "{found:?}");
}

#[tokio::test]
async fn every_table_has_a_key_and_every_key_and_index_leads_with_the_workspace() {
    let keyless = lines(
        "SELECT c.relname, 'has no primary key' FROM pg_class c
         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
           AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)",
    );
    assert_eq!(keyless.await, Vec::<String>::new());
    let found = lines(
        "SELECT t.relname, i.relname FROM pg_index x
         JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
         LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
         WHERE t.relnamespace = 'public'::regnamespace
           AND a.attname IS DISTINCT FROM 'workspace_id'",
    );
    assert_excepted(&found.await);
}

#[tokio::test]
async fn every_link_goes_from_workspace_to_workspace() {
    let sql = "SELECT t.relname, k.conname, a.attname, b.attname FROM pg_constraint k
         JOIN pg_class t ON t.oid = k.conrelid
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
         JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
         WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace";
    let links = lines(sql).await;
    assert!(links.len() > 15, "{links:?}");
    for link in links {
        assert!(link.ends_with("|workspace_id|workspace_id"), "{link}");
    }
}

#[tokio::test]
async fn texts_are_sorted_by_their_bytes_and_no_column_is_a_float() {
    let found = lines(
        "SELECT c.relname, a.attname || ' is ' || format_type(a.atttypid, a.atttypmod)
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         LEFT JOIN pg_collation o ON o.oid = a.attcollation
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
           AND NOT a.attisdropped AND NOT (a.atttypid IN ('int8'::regtype, 'bytea'::regtype)
             OR (a.atttypid = 'text'::regtype AND o.collname = 'C'))",
    );
    assert_excepted(&found.await);
}
