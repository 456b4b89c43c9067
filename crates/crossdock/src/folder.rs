//! Holding the data folder: two programs that both work on one SQLite file would take each other's
//! running jobs for what a crash left.
//!
//! The operating system keeps the lock and gives it back however the program ends. Commands that do
//! one thing beside a running server hold nothing. Where processes share a PostgreSQL database nobody
//! needs this: each knows the others' jobs from its own there.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use anyhow::Context;

/// The lock's file name in the data folder.
const LOCK_FILE: &str = "crossdock.lock";

/// The data folder, held until this is dropped.
#[derive(Debug)]
pub(crate) struct HeldFolder {
    _lock: File,
}

impl HeldFolder {
    /// Holds the folder, or says who does.
    pub(crate) fn hold(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(LOCK_FILE);
        let mut lock = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .with_context(|| format!("{} can't be written", path.display()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // It only helps to find the other one; some systems don't let it be read.
                let _ = lock.read_to_string(&mut holder);
                let holder = holder.trim();
                let who = if holder.is_empty() {
                    "another process"
                } else {
                    holder
                };
                anyhow::bail!(
                    "Crossdock works on the data folder {} already ({who}); stop it first. Several at once \
                     need a PostgreSQL database: set DATABASE_URL",
                    folder.display()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| {
                    format!(
                        "{} can't be locked; use a disk of this machine",
                        path.display()
                    )
                });
            }
        }
        let named = lock
            .set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| writeln!(lock, "process {}", std::process::id()));
        named.with_context(|| format!("{} can't be written", path.display()))?;
        Ok(Self { _lock: lock })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_and_the_next_is_told_who() {
        let folder = tempfile::tempdir().unwrap();
        let first = HeldFolder::hold(folder.path()).unwrap();
        let refused = HeldFolder::hold(folder.path()).unwrap_err().to_string();
        assert!(
            refused.contains(&std::process::id().to_string()),
            "{refused}"
        );
        assert!(refused.contains("PostgreSQL"), "{refused}");
        drop(first);
        HeldFolder::hold(folder.path()).unwrap();
    }
}
