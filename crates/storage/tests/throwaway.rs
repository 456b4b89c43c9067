//! That a throwaway cluster works, outlives a stop, and never outlives who asked for it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use storage::throwaway::{Durability, Options, Postgres, ThrowawayError};

fn start() -> Postgres {
    Postgres::start(&Options::new(Durability::MachineMustLive)).unwrap()
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(150);
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

fn listens(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

#[test]
fn what_was_committed_outlives_an_immediate_stop() {
    let cluster = start();
    let first = cluster.create_database().unwrap();
    assert_ne!(first, cluster.create_database().unwrap());
    cluster.run_sql("CREATE TABLE lamp (watts int)").unwrap();
    cluster.run_sql("INSERT INTO lamp VALUES (40)").unwrap();
    let url = cluster.url();
    cluster.stop_immediate().unwrap();
    assert!(!listens(cluster.port()));
    assert!(cluster.run_sql("SELECT 1").is_err());
    cluster.start_again().unwrap();
    assert_eq!(cluster.url(), url);
    assert_eq!(cluster.run_sql("SELECT watts FROM lamp").unwrap(), "40");
    cluster.drop_database(&first).unwrap();
    let left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'd%'";
    assert_eq!(cluster.run_sql(left).unwrap(), "1");
}

#[test]
fn a_dropped_cluster_is_gone_when_the_drop_returns() {
    let cluster = start();
    let (folder, port) = (cluster.folder().to_owned(), cluster.port());
    assert!(folder.is_dir() && listens(port));
    drop(cluster);
    assert!(!folder.exists());
    assert!(!listens(port));
}

#[test]
fn settings_and_durability_are_as_asked() {
    let real = Options {
        settings: vec![("work_mem".to_owned(), "8MB".to_owned())],
        ..Options::new(Durability::Real)
    };
    let cluster = Postgres::start(&real).unwrap();
    assert_eq!(cluster.run_sql("SHOW fsync").unwrap(), "on");
    assert_eq!(cluster.run_sql("SHOW synchronous_commit").unwrap(), "on");
    assert_eq!(cluster.run_sql("SHOW work_mem").unwrap(), "8MB");
    assert_eq!(cluster.run_sql("SHOW server_encoding").unwrap(), "UTF8");
}

#[test]
fn a_copy_holds_what_its_template_held() {
    let cluster = start();
    let template = cluster.create_database().unwrap();
    let copy = cluster.copy_database(&template).unwrap();
    assert_ne!(template, copy);
    let both = "SELECT count(*) FROM pg_database WHERE datname IN ('d0', 'd1')";
    assert_eq!(cluster.run_sql(both).unwrap(), "2");
}

#[test]
fn without_server_programs_the_error_says_what_to_install() {
    let empty = tempfile::tempdir().unwrap();
    let options = Options {
        programs: Some(empty.path().to_owned()),
        ..Options::new(Durability::Real)
    };
    let error = Postgres::start(&options).unwrap_err();
    assert!(matches!(error, ThrowawayError::NoServer { .. }), "{error}");
    let said = error.to_string();
    assert!(said.contains("Debian package `postgresql`"), "{said}");
    assert!(said.contains(&empty.path().display().to_string()), "{said}");
}

#[test]
fn a_server_that_does_not_start_says_why_and_leaves_nothing() {
    let parent = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .tempdir()
        .unwrap();
    let options = Options {
        parent: Some(parent.path().to_owned()),
        settings: vec![("no_such_setting".to_owned(), "1".to_owned())],
        ..Options::new(Durability::Real)
    };
    // An ordinary user who is not us may make and remove nothing in there.
    let said = Postgres::start(&options).unwrap_err().to_string();
    assert!(said.contains("no_such_setting"), "{said}");
    assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 0);
}

/// A process that starts a cluster, says where, and waits; the next test starts and kills it.
#[test]
#[ignore = "started by `a_cluster_is_gone_when_its_owner_is_killed`"]
fn owner() {
    let cluster = start();
    let line = format!("at {} {}\n", cluster.port(), cluster.folder().display());
    let mut out = std::io::stdout();
    out.write_all(line.as_bytes()).unwrap();
    out.flush().unwrap();
    // Until it is killed, or its pipe closes because the test itself was.
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn a_cluster_is_gone_when_its_owner_is_killed() {
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "owner", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(owner.stdout.take().unwrap());
    let (port, folder) = said.lines().find_map(|line| place(&line.unwrap())).unwrap();
    assert!(listens(port));
    owner.kill().unwrap();
    owner.wait().unwrap();
    wait_until("the server is stopped", || !listens(port));
    wait_until("the folder is removed", || !Path::new(&folder).exists());
}

fn place(line: &str) -> Option<(u16, PathBuf)> {
    // The test harness may begin the line with the test's name.
    let (_, rest) = line.split_once("at ")?;
    let (port, folder) = rest.split_once(' ')?;
    Some((port.parse().ok()?, folder.into()))
}
