//! The entry for libFuzzer: hands its bytes to the target that has the name of this program.

#![no_main]

use std::sync::OnceLock;

use domain::fuzz::Target;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    static TARGET: OnceLock<Target> = OnceLock::new();
    (TARGET.get_or_init(own).run)(bytes);
});

fn own() -> Target {
    let name = env!("CARGO_BIN_NAME");
    let theirs = platforms::fuzz_targets();
    let all = [domain::fuzz::TARGETS, storage::fuzz::TARGETS, &theirs].concat();
    let found = all.into_iter().find(|target| target.name == name);
    found.expect("every program here has the name of a target")
}
