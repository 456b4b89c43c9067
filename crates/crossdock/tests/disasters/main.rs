//! Disasters of the real program: a full disk, one that can't be written, damaged pages, a wrong clock,
//! an expired certificate, a database server that is not there.
//!
//! Each is told clearly in the log, on the command line and at the desk, loses nothing that was
//! accepted, and is over once it is mended.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![expect(
    clippy::print_stderr,
    reason = "what the server said is shown when a test fails, and what could not be tried"
)]
#![expect(
    dead_code,
    reason = "the bench is that of the journeys, which use more of it"
)]

#[path = "../journeys/bench/mod.rs"]
mod bench;
mod certificate;
mod clock;
mod damage;
mod disk;
mod moving;
mod server_gone;
mod small_disk;
mod tls_door;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use bench::World;
use bench::wait::until;

/// What a command said on both of its outputs, and how it ended.
fn said(output: &Output) -> (bool, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let words = format!("{}{}", text(&output.stdout), text(&output.stderr));
    (output.status.success(), words)
}

/// `doctor` finds it and ends so that a script sees it.
async fn doctor_says(world: &World, wanted: &str) {
    let (fine, words) = said(&world.program.run(&["doctor"]).await);
    assert!(!fine && words.contains("BROKEN"), "{words}");
    assert!(words.contains(wanted), "{wanted:?} is missing in {words}");
}

/// `serve` does not start, says why and ends.
async fn serve_refuses(world: &World, wanted: &str) {
    let (fine, words) = said(&world.program.run(&["serve"]).await);
    assert!(!fine, "{words}");
    assert!(words.contains(wanted), "{wanted:?} is missing in {words}");
}

/// The running server's log says it.
async fn log_says(world: &World, wanted: &str) {
    until(&format!("the log says {wanted:?}"), async || {
        let log = fs::read_to_string(world.program.log()).unwrap_or_default();
        log.contains(wanted).then_some(())
    })
    .await;
}

/// A shell script instead of the program: it does `before`, then becomes the program.
fn wrapped(world: &mut World, before: &str) {
    let script = world.program.folder.join("program.sh");
    let program = world.program.binary.display();
    let text = format!("#!/bin/sh\n{before}\nexec '{program}' \"$@\"\n");
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    world.program.binary = script;
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn certificates() -> &'static Path {
    Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/disasters/certificates"
    ))
}
