//! Everything that must pass before a change is taken, in the order in which it fails fastest.
//!
//! It goes on after a failure, so that one run shows everything, and ends with one table.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{codegen, new_platform, process, tidy};

enum Outcome {
    Passed,
    Skipped(&'static str),
    Failed(String),
}

/// One part of the run: its name and what it does.
type Section = (&'static str, fn(&Path) -> Result<Outcome>);

const SECTIONS: [Section; 8] = [
    ("format", |root| {
        cargo(root, &["fmt", "--all", "--", "--check"])
    }),
    ("tidy", |root| tidy::run(root).map(|()| Outcome::Passed)),
    ("lints", |root| {
        cargo(
            root,
            &[
                "clippy",
                "--locked",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
        )
    }),
    // Apart from the tests, so that the table tells compiling from testing.
    ("build", |root| {
        cargo(root, &["test", "--locked", "--workspace", "--no-run"])
    }),
    ("tests", |root| {
        cargo(root, &["test", "--locked", "--workspace", "--no-fail-fast"])
    }),
    ("generated files", |root| {
        codegen::check(root).map(|()| Outcome::Passed)
    }),
    ("new platform", |root| {
        new_platform::proof::run(root).map(|()| Outcome::Passed)
    }),
    ("licenses and bans", deny),
];

/// Runs every section and fails when one of them did.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut done = Vec::new();
    for (index, (name, section)) in SECTIONS.into_iter().enumerate() {
        println!("\n==> {}/{}: {name}", index + 1, SECTIONS.len());
        let start = Instant::now();
        let outcome = section(root).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
        let took = start.elapsed();
        println!("{}", line(name, &outcome, took));
        done.push((name, outcome, took));
    }
    println!("\n==> all");
    for (name, outcome, took) in &done {
        println!("{}", line(name, outcome, *took));
    }
    let failed: Vec<&str> = done
        .iter()
        .filter(|(_, outcome, _)| matches!(outcome, Outcome::Failed(_)))
        .map(|(name, _, _)| *name)
        .collect();
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    println!("everything passed");
    Ok(())
}

fn line(name: &str, outcome: &Outcome, took: Duration) -> String {
    let said = match outcome {
        Outcome::Passed => "ok".to_owned(),
        Outcome::Skipped(why) => format!("skipped: {why}"),
        Outcome::Failed(why) => format!("FAILED: {why}"),
    };
    format!("<== {name:<18} {:>5} s  {said}", took.as_secs())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<Outcome> {
    println!("cargo {}", arguments.join(" "));
    process::succeed(process::cargo(root, arguments))?;
    Ok(Outcome::Passed)
}

/// Advisories are left out: they need a database from the network, and this runs without.
fn deny(root: &Path) -> Result<Outcome> {
    if !process::works(process::cargo(root, &["deny", "--version"])) {
        return Ok(Outcome::Skipped(
            "`cargo install --locked cargo-deny` makes this section run",
        ));
    }
    cargo(root, &["deny", "--offline", "check", "licenses", "bans"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_name_time_and_outcome() {
        let took = Duration::from_secs(75);
        assert_eq!(
            line("tests", &Outcome::Passed, took),
            "<== tests                 75 s  ok"
        );
        assert!(line("a", &Outcome::Failed("why".to_owned()), took).ends_with("FAILED: why"));
        assert!(line("a", &Outcome::Skipped("not there"), took).ends_with("skipped: not there"));
    }
}
