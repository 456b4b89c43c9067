//! The one PostgreSQL cluster of a test process, started when the first test wants it.
//!
//! A static is never dropped: the cluster's own watchdog ends it when the process ends.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use storage::throwaway::{Durability, Options, Postgres};

/// Names the folder of the server programs where they are not in the usual place.
const PROGRAMS: &str = "POSTGRES_PROGRAMS";

/// How test clusters are made.
pub(crate) fn options(durability: Durability) -> Options {
    Options {
        programs: std::env::var_os(PROGRAMS).map(PathBuf::from),
        ..Options::new(durability)
    }
}

/// The cluster that all tests of this process share, each with databases of its own.
pub(crate) fn shared() -> Arc<Postgres> {
    static CLUSTER: OnceLock<Arc<Postgres>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| {
        // A commit that outlives the server is enough here, and the disk is not waited for.
        let options = options(Durability::MachineMustLive);
        let started = Postgres::start(&options);
        Arc::new(started.unwrap_or_else(|error| panic!("no PostgreSQL to test with: {error}")))
    });
    Arc::clone(cluster)
}
