//! Proves that what `new-platform` makes compiles without a warning, is tidy and passes
//! its own tests, by making one of each kind in a copy of the repository.
//!
//! The copy stands inside the target folder and shares its compiled dependencies.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{ROLES, format, scaffold};
use crate::{process, tidy};

/// Makes the copy, fills it, checks it, deletes it.
pub(crate) fn run(root: &Path) -> Result<()> {
    let target = target_folder()?;
    let copy = target.join("new-platform-proof");
    remove(&copy)?;
    tidy::copy_repository(root, &copy)?;
    for role in &ROLES {
        let name = format!("example_{}", role.kind);
        scaffold(&copy, &name, role.kind)?;
        format(&copy, &name)?;
    }
    check(&copy, &target)?;
    remove(&copy)?;
    println!(
        "new-platform: a {} compile and are tidy",
        ROLES.map(|role| role.kind).join(", a ")
    );
    Ok(())
}

fn check(copy: &Path, target: &Path) -> Result<()> {
    tidy::run_within(copy, "crates/platforms/src/example_")?;
    for arguments in [
        &[
            "clippy",
            "--locked",
            "--package",
            "platforms",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ][..],
        &[
            "test",
            "--locked",
            "--package",
            "platforms",
            "--lib",
            "example_",
        ],
    ] {
        let mut command = process::cargo(copy, arguments);
        command.env("CARGO_TARGET_DIR", target);
        process::succeed(command)?;
    }
    Ok(())
}

/// Where this program was built: `target/debug/xtask` is two below it.
fn target_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program
        .ancestors()
        .nth(2)
        .context("the program stands outside a target folder")?;
    Ok(folder.to_path_buf())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}
