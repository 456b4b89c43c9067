//! Fuzzing as ordinary tests: everything that reads foreign bytes, a short while each.
//!
//! `CROSSDOCK_FUZZ_SECONDS=300` runs each target that long, from another seed every time unless
//! `CROSSDOCK_FUZZ_SEED` names one. Inputs are in `fuzz/corpus/<target>/`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, tells how far it came, and its effort is the caller's"
)]

mod engine;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::fuzz::Target;

use engine::Effort;

/// Inputs of each target in an ordinary run.
const INPUTS: u32 = 10_000;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn targets() -> Vec<Target> {
    let theirs = platforms::fuzz_targets();
    [domain::fuzz::TARGETS, storage::fuzz::TARGETS, &theirs].concat()
}

fn known_inputs(name: &str) -> Vec<Vec<u8>> {
    let folder = root().join("fuzz/corpus").join(name);
    let Ok(entries) = fs::read_dir(&folder) else {
        panic!("{} is missing", folder.display());
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn effort() -> (Effort, u64) {
    let number = |name: &str| env::var(name).ok()?.parse::<u64>().ok();
    let seed = number("CROSSDOCK_FUZZ_SEED");
    match number("CROSSDOCK_FUZZ_SECONDS") {
        Some(seconds) => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            let seed = seed.unwrap_or(u64::try_from(now.as_millis()).unwrap());
            (Effort::Time(Duration::from_secs(seconds)), seed)
        }
        None => (Effort::Inputs(INPUTS), seed.unwrap_or(1)),
    }
}

fn run(name: &str) {
    let target = targets().into_iter().find(|target| target.name == name);
    let target = target.unwrap_or_else(|| panic!("there is no target {name}"));
    let (effort, seed) = effort();
    match engine::fuzz(target.run, &known_inputs(name), seed, effort) {
        Ok(inputs) => println!("{name}: {inputs} inputs from seed {seed}"),
        Err(broken) => panic!(
            "{name}, seed {seed}: {}\ninput: {:?}\nkeep it in fuzz/corpus/{name}/ when it is mended",
            broken.said,
            String::from_utf8_lossy(&broken.input)
        ),
    }
}

/// A test for each target, so that they run beside each other and are asked for by name.
macro_rules! fuzz {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            run(stringify!($name));
        })*

        #[test]
        fn every_target_is_run_and_has_its_entry_for_libfuzzer() {
            let mut listed = vec![$(stringify!($name)),*];
            let mut all: Vec<&str> = targets().iter().map(|target| target.name).collect();
            listed.sort_unstable();
            all.sort_unstable();
            assert_eq!(listed, all);
            let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
            let bin = |line: &str| Some(line.strip_prefix("name = \"")?.strip_suffix('"')?.to_owned());
            let mut bins: Vec<String> = manifest.lines().skip(4).filter_map(bin).collect();
            bins.sort_unstable();
            assert_eq!(bins, all);
        }
    };
}

fuzz!(
    money,
    ids,
    documents,
    seal,
    search_words,
    shopify_webhook,
    shopify_order,
    shopify_refusal,
    shopify_callback,
    shopify_address,
    shopify_request,
    shopbase_webhook,
    shopbase_order,
    shopbase_answers,
    shopbase_refusal,
    shopbase_callback,
    shopbase_address,
    aliexpress_push,
    aliexpress_product,
    aliexpress_freight,
    aliexpress_placement,
    aliexpress_order,
    aliexpress_tracking,
    aliexpress_refusal,
    aliexpress_access,
    aliexpress_address,
    aliexpress_gateway,
    aliexpress_signature,
    sms_callback,
    seventeen_track_push,
    seventeen_track_reading,
    seventeen_track_refusal,
);
