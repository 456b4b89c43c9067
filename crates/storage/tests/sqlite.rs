//! The conformance suite on SQLite: one file in a folder of its own for each case.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod conformance;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::ids::IdSource;
use storage::{SealKey, Storage, StorageError};

use conformance::conformance;
use conformance::ground::{Engine, Later, at};

/// One database file; the folder goes when this goes.
struct Sqlite {
    folder: tempfile::TempDir,
}

fn sqlite() -> Sqlite {
    Sqlite {
        folder: tempfile::tempdir().unwrap(),
    }
}

impl Sqlite {
    fn path(&self) -> PathBuf {
        self.folder.path().join("crossdock.sqlite3")
    }
}

impl Engine for Sqlite {
    fn open(
        &self,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>> {
        Box::pin(async move { Storage::open_sqlite(&self.path(), key, ids, at(0)) })
    }

    fn bytes_at_rest(&self) -> Later<'_, Vec<u8>> {
        Box::pin(async move {
            let files = std::fs::read_dir(self.folder.path()).unwrap();
            let mut bytes = Vec::new();
            for file in files {
                bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
            }
            bytes
        })
    }

    fn open_backup(
        &self,
        copy: &Path,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>> {
        let copy = copy.to_owned();
        Box::pin(async move { Storage::open_sqlite(&copy, key, ids, at(0)) })
    }
}

conformance!(crate::sqlite);
