//! The stage: the simulators, a database of some engine, and the settings of the program on it.

use std::path::PathBuf;
use std::process::Output;
use std::sync::Arc;

use serde_json::Value;
use storage::throwaway::Postgres;
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::bench::{program, seed};
use crate::desk::Desk;
use crate::outsides::{self, Outsides};

/// How a run is steered from outside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steering {
    pub(crate) crashes: usize,
    pub(crate) seed: u64,
}

impl Steering {
    /// What the environment says, and `crashes` where it says nothing.
    pub(crate) fn read(crashes: usize) -> Self {
        let number = |name: &str| {
            let text = std::env::var_os(name)?;
            Some(text.to_str().unwrap().parse::<u64>().unwrap())
        };
        Self {
            crashes: number("CRASH_COUNT").map_or(crashes, |it| usize::try_from(it).unwrap()),
            seed: number("CRASH_SEED").unwrap_or(1),
        }
    }
}

/// The database that the program works on.
#[derive(Clone)]
pub(crate) enum Database {
    /// A file in its folder.
    Sqlite,
    /// A database of this cluster.
    Postgres { cluster: Arc<Postgres>, url: String },
}

impl Database {
    pub(crate) fn postgres(cluster: Arc<Postgres>) -> Self {
        let url = cluster.create_database().unwrap();
        Self::Postgres { cluster, url }
    }
}

/// Everything but the running program.
pub(crate) struct Stage {
    pub(crate) outsides: Outsides,
    pub(crate) program: program::Settings,
    pub(crate) database: Database,
    /// The owner at the desk.
    pub(crate) desk: Desk,
    /// Held while a command reads the database, and while the program is killed: a command that ends
    /// after it would tidy up what the kill left.
    pub(crate) reading: Mutex<()>,
    _folder: TempDir,
}

impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the program said:\n{}", program::tail(&self.program.log()));
        }
    }
}

impl Stage {
    /// Simulators, and a database with everything that a merchant set up. The store calls `public_url`,
    /// which without one is the program's own address.
    pub(crate) async fn set_up(
        steering: Steering,
        database: Database,
        public_url: Option<String>,
    ) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let outsides = Outsides::start(steering.seed).await;
        let folder = tempfile::tempdir().unwrap();
        let mut program = program::Settings::new(folder.path());
        if let Some(binary) = std::env::var_os("CRASH_BINARY") {
            program.binary = PathBuf::from(binary);
        }
        program.public_url = Some(public_url.unwrap_or_else(|| program.url()));
        program.poll_seconds = 5;
        if let Database::Postgres { url, .. } = &database {
            program.database_url = Some(url.clone());
        }
        let made = program.run(&["user", "list"]).await;
        assert!(made.status.success(), "{made:?}");
        let session = fill(&program, &outsides, steering.seed).await;
        Self {
            desk: Desk::new(program.url(), &session),
            outsides,
            program,
            database,
            reading: Mutex::default(),
            _folder: folder,
        }
    }

    /// The orders that a command line of `orders export` picks; nothing when the database is away.
    pub(crate) async fn export(&self, which: &[&str]) -> Option<Vec<Value>> {
        let arguments = [&["orders", "export", "--json"], which].concat();
        let _held = self.reading.lock().await;
        let output: Output = self.program.run(&arguments).await;
        let orders = output.status.success().then_some(output.stdout)?;
        Some(serde_json::from_slice(&orders).unwrap())
    }
}

async fn fill(program: &program::Settings, outsides: &Outsides, seed: u64) -> String {
    let app = seed::open(program);
    let goods = outsides::goods();
    let outsides = seed::Outsides {
        store: (
            "shopbase",
            "private-app",
            seed::store_values(&outsides::store_config(seed), &outsides.store_url),
        ),
        market_url: outsides.market_url.clone(),
        goods: &goods,
    };
    seed::fill(&app, &program.url(), &outsides).await
}
