//! A temporary folder on the disk that is measured, removed at the end.

use std::path::{Path, PathBuf};

use crate::program;

/// A folder of our own.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes it in `parent`, or where this machine keeps temporary files.
    pub(super) fn make(parent: Option<&Path>) -> anyhow::Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        let path = parent.join(format!("crossdock-bench-{:x}", program::seed()?));
        program::private_folder().recursive(true).create(&path)?;
        Ok(Self(path))
    }

    /// A folder in it.
    pub(super) fn inner(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
