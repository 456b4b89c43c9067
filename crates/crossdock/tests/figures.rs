//! Each bench runs through at a tiny size and prints all its fields; how fast it was is not looked at.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use serde_json::Value;

fn rows(name: &str, more: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_crossdock"))
        .args(["bench", name, "--json", "--rounds", "1", "--seconds", "0.2"])
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["bench"], name);
    report["rows"].as_array().unwrap().clone()
}

/// Every row has a figure; those that stand beside a floor have both and the ratio of the two.
fn check(rows: &[Value], beside_a_floor: usize) {
    for row in rows {
        assert!(row["value"].as_f64().unwrap() > 0.0, "{row}");
        assert!(row["unit"].is_string() && row["what"].is_string(), "{row}");
        assert_eq!(row["floor"].is_number(), row["ratio"].is_number(), "{row}");
    }
    let compared = rows.iter().filter(|row| row["ratio"].as_f64() > Some(0.0));
    assert_eq!(compared.count(), beside_a_floor, "{rows:#?}");
}

#[test]
fn ingest() {
    let rows = rows("ingest", &[]);
    // One, eight and 64 connections, on SQLite and on PostgreSQL.
    check(&rows, 6);
    assert!(
        rows.iter()
            .all(|row| row["p50"].is_number() && row["p99"].is_number())
    );
}

#[test]
fn way() {
    let rows = rows("way", &["--orders", "10"]);
    check(&rows, 1);
    assert!(rows[0]["p50"].is_number() && rows[0]["p99"].is_number());
}

#[test]
fn pages() {
    let rows = rows("pages", &["--up-to", "2500"]);
    let pages: Vec<Value> = rows.into_iter().filter(|row| row["unit"] == "ms").collect();
    assert!(pages.len() >= 18, "{pages:#?}");
    check(&pages, pages.len());
    assert!(pages.iter().all(|row| row["more"]["growth"].is_number()));
}

#[test]
fn sync() {
    check(&rows("sync", &["--orders", "60"]), 2);
}

#[test]
fn start() {
    let rows = rows("start", &[]);
    check(&rows, 0);
    assert!(rows.len() >= 3, "{rows:#?}");
}
