//! The project's own tools: `cargo xtask <command>`.
//!
//! Everything that a contributor or a build machine runs beside plain cargo is here, so that both
//! run the same thing. No crate of the program may depend on this one, and this one depends on
//! none of them: it reads their text.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool speaks to the terminal"
)]

mod ci;
mod codegen;
mod new_platform;
mod process;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask <command>

  ci                       everything that must pass before a change is taken
  tidy                     the house rules: names, lengths, docs, layers, texts, links
  codegen [--check]        writes generated/, or fails when it is out of date
  new-platform <name> [store|marketplace|tracking]
                           makes the folder of a new platform (a store, if not said)
  new-platform --check     proves that the folder it would make compiles and is tidy";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&repository(), &words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path, words: &[&str]) -> Result<()> {
    match words {
        ["ci"] => ci::run(root),
        ["tidy"] => tidy::run(root),
        ["codegen"] => codegen::write(root),
        ["codegen", "--check"] => codegen::check(root),
        ["new-platform", "--check"] => new_platform::proof::run(root),
        ["new-platform", name] => new_platform::run(root, name, "store"),
        ["new-platform", name, kind] => new_platform::run(root, name, kind),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command: {}\n\n{USAGE}", words.join(" ")),
    }
}

/// The top of the repository: two folders above this crate.
fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_is_an_error_that_teaches() {
        let error = run(&repository(), &["tydi"]).unwrap_err().to_string();
        assert!(error.contains("unknown command: tydi"), "{error}");
        assert!(error.contains("cargo xtask <command>"), "{error}");
    }

    #[test]
    fn the_repository_is_found_from_this_crate() {
        assert!(repository().join("crates/xtask/Cargo.toml").is_file());
    }
}
