//! That the conformance suite leaves nothing out.
//!
//! Statements are texts, which no compiler checks; so every function that speaks to the database
//! must be called by a case, on every engine, before it may be trusted.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

fn read_folder(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

fn text_of(folder: &str) -> String {
    let mut found = String::new();
    read_folder(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut found,
    );
    found
}

#[test]
fn every_function_that_speaks_to_the_database_is_called_by_a_case() {
    let (source, cases) = (text_of("src"), text_of("tests/conformance"));
    let names: Vec<&str> = source
        .split("pub async fn ")
        .skip(1)
        .filter_map(|rest| rest.split(['(', '<']).next())
        .collect();
    assert!(names.len() > 45, "only {} were found", names.len());
    let missing: Vec<&&str> = names
        .iter()
        .filter(|name| !cases.contains(&format!(".{name}(")))
        .collect();
    assert!(missing.is_empty(), "no case calls {missing:?}");
}

#[test]
fn every_kind_of_write_is_made_by_a_case() {
    let changeset = include_str!("../../domain/src/changeset.rs");
    let (_, kinds) = changeset.split_once("pub enum Write {").unwrap();
    let (kinds, _) = kinds.split_once("\n}").unwrap();
    let cases = text_of("tests/conformance");
    let names: Vec<&str> = kinds
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(char::is_uppercase))
        .filter_map(|line| line.split(['(', ' ', ',']).next())
        .collect();
    assert!(names.len() >= 16, "only {names:?} were found");
    for name in names {
        assert!(
            cases.contains(&format!("Write::{name}")),
            "no case makes {name}"
        );
    }
}
