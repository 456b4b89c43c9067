//! The databases on which every journey is made.

use tokio::sync::{Semaphore, SemaphorePermit};

use super::postgres;

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A database of the cluster that all journeys share.
    Postgres,
}

/// Journeys on the shared cluster at one time. Each takes up to 17 connections of the program and as many
/// of the bench, and the cluster has 300.
static ROOM: Semaphore = Semaphore::const_new(8);

/// The database of one journey; a database of the cluster goes when this goes.
#[derive(Debug)]
pub(crate) struct Database {
    /// Its address, where it is not a file.
    pub(crate) url: Option<String>,
    _room: Option<SemaphorePermit<'static>>,
}

impl Database {
    /// An empty one.
    pub(crate) async fn of(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self {
                url: None,
                _room: None,
            },
            Engine::Postgres => {
                let room = ROOM.acquire().await.unwrap();
                Self {
                    url: Some(postgres::shared().create_database().unwrap()),
                    _room: Some(room),
                }
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(url) = &self.url else { return };
        // A journey that failed has its own reason; the cluster goes at the end in any case.
        if let Err(error) = postgres::shared().drop_database(url)
            && !std::thread::panicking()
        {
            panic!("the database of a journey stays: {error}");
        }
    }
}
