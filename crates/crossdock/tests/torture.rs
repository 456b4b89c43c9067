//! The rehearsal of the whole system, small: every world that failed once comes through, the same seed
//! has the same history in two processes, and a judge who is tried notices.
//!
//! More of it: `crossdock torture --seed 1 --orders 100000 --jobs 2`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

/// Worlds that failed once.
const SEEDS: &str = include_str!("../torture-seeds.txt");

fn torture(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crossdock"))
        .args(["torture", "--json", "--as-it-is"])
        .args(arguments)
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    format!("{}\n{errors}", String::from_utf8_lossy(&output.stdout))
}

#[test]
fn every_world_that_failed_once_comes_through() {
    let worlds: Vec<&str> = SEEDS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    // The largest stand last and take longest: two at a time, begun from the end.
    let left = Mutex::new(worlds);
    let next = || left.lock().unwrap().pop();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(world) = next() {
                    comes_through(world);
                }
            });
        }
    });
}

fn comes_through(world: &str) {
    let parts: Vec<&str> = world.split_whitespace().collect();
    let [seed, orders, nodes, ref rest @ ..] = parts[..] else {
        unreachable!("{world}: a world is a seed, its orders and its nodes")
    };
    let hurry = rest.first().unwrap_or(&"8");
    let output = torture(&[
        "--seed", seed, "--orders", orders, "--world", orders, "--nodes", nodes, "--hurry", hurry,
    ]);
    assert!(output.status.success(), "{world}: {}", told(&output));
}

/// Worlds that nobody has seen. What fails here prints its seed; it goes into the list of those that
/// failed once.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "other worlds at each run are what it is for"
)]
fn fresh_worlds_come_through() {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let seed = since.as_secs().to_string();
    let worlds = ["--orders", "720", "--world", "40", "--jobs", "2"];
    let output = torture(&[&["--seed", &seed], &worlds[..]].concat());
    assert!(output.status.success(), "{seed}: {}", told(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["numbers"]["orders"], 720);
}

#[test]
fn the_same_seed_has_the_same_history() {
    let history = || {
        let output = torture(&["--seed", "5", "--orders", "4", "--nodes", "2"]);
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        (json["history"].clone(), json["numbers"].clone())
    };
    let first = history();
    assert_eq!(first, history());
    assert_eq!(first.1["orders"], 4);
}

#[test]
fn a_mistake_on_purpose_is_found() {
    let arguments = [
        "--mutation",
        "skip_intent",
        "--seed",
        "9",
        "--orders",
        "4",
        "--nodes",
        "1",
        "--without",
        "clocks",
    ];
    let output = torture(&arguments);
    assert!(!output.status.success(), "{}", told(&output));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = json["failed"][0]["findings"].as_array().unwrap();
    assert!(
        rules.iter().any(|finding| finding["rule"] == "intent"),
        "{}",
        told(&output)
    );
}

#[test]
fn no_default_build_makes_mistakes() {
    for manifest in [
        include_str!("../Cargo.toml"),
        include_str!("../../app/Cargo.toml"),
        include_str!("../../storage/Cargo.toml"),
    ] {
        let defaults = manifest.lines().filter(|line| line.starts_with("default"));
        assert!(defaults.into_iter().all(|line| !line.contains("mutations")));
    }
}
