//! The one throwaway cluster of a test process, and databases in it.

mod catalog;
mod crowd;
mod telling;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use domain::ids::IdSource;
use storage::throwaway::{Durability, Options, Postgres};
use storage::{SealKey, Storage, StorageError};

use crate::conformance::ground::{Engine, Later, at};

/// The cluster; the watchdog ends it with this process.
pub(crate) fn cluster() -> &'static Postgres {
    static CLUSTER: OnceLock<Postgres> = OnceLock::new();
    CLUSTER.get_or_init(|| Postgres::start(&Options::new(Durability::MachineMustLive)).unwrap())
}

/// A database of its own; it goes when this goes.
pub(crate) struct Database {
    pub(crate) url: String,
}

pub(crate) fn postgres() -> Database {
    let url = cluster().create_database().unwrap();
    Database { url }
}

impl Database {
    /// What a statement answers, by the server's own shell.
    pub(crate) fn ask(&self, sql: &str) -> String {
        cluster().run_sql_in(&self.url, sql).unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A cluster that a test stopped can't drop it.
        let _ = cluster().drop_database(&self.url);
    }
}

impl Engine for Database {
    fn open(
        &self,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>> {
        Box::pin(async move { Storage::open_postgres(&self.url, key, ids, at(0)) })
    }

    fn bytes_at_rest(&self) -> Later<'_, Vec<u8>> {
        Box::pin(async move {
            let number = self
                .ask("CHECKPOINT; SELECT oid FROM pg_database WHERE datname = current_database()");
            let folder = cluster().data().join("base").join(number);
            let mut bytes = Vec::new();
            for file in std::fs::read_dir(folder).unwrap() {
                bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
            }
            bytes
        })
    }

    fn back_up<'a>(
        &'a self,
        storage: &'a Storage,
        target: &'a Path,
    ) -> Later<'a, Result<(), StorageError>> {
        Box::pin(async move {
            let said = storage.backup(target).await.unwrap_err().to_string();
            assert!(said.contains("pg_dump --format=custom --file="), "{said}");
            let mut dump = Command::new(program("pg_dump"));
            dump.args(["--format=custom", "--file"])
                .args([target.as_os_str(), self.url.as_ref()]);
            assert!(dump.status().unwrap().success());
            Ok(())
        })
    }

    fn open_backup(
        &self,
        copy: &Path,
        key: SealKey,
        ids: Arc<dyn IdSource>,
    ) -> Later<'_, Result<Storage, StorageError>> {
        let copy = copy.to_owned();
        Box::pin(async move {
            let url = cluster().create_database().unwrap();
            let mut restore = Command::new(program("pg_restore"));
            restore.args(["--no-owner", "--dbname", &url]).arg(copy);
            assert!(restore.status().unwrap().success());
            Storage::open_postgres(&url, key, ids, at(0))
        })
    }
}

/// A client program of the newest server that is installed, or whatever the `PATH` has.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let found = versions.map(|version| version.unwrap().path().join("bin").join(name));
    let mut found: Vec<PathBuf> = found.filter(|path| path.exists()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| name.into())
}
