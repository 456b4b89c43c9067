//! What the navigation counts on every page, read once and kept until something changes.
//!
//! Two needs fight: every page shows the counts, and counting unmapped variants looks at the whole
//! catalog. So they are kept until a change is announced. Another process that writes to the same
//! database announces nothing here, so they are never older than [`KEPT`] either.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use app::App;
use domain::aftersale::Turn;
use domain::connection::{Connection, ConnectionState};
use domain::store::Store;
use jiff::Timestamp;
use storage::{Change, Storage, StorageError, TabCount, TrackingFilter};
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

/// A person who did something at the command line sees it here after at most this long.
const KEPT: Duration = Duration::from_secs(2);

/// The counts, kept.
pub(crate) struct Counts {
    kept: Mutex<Kept>,
}

struct Kept {
    changes: Receiver<Change>,
    tally: Option<(Instant, Arc<Tally>)>,
}

/// What was counted.
#[derive(Debug)]
pub(crate) struct Tally {
    /// Orders by tab.
    pub(crate) tabs: Vec<TabCount>,
    /// Variants that nobody said how to buy.
    pub(crate) unmapped: i64,
    /// Parcels that need a person, and what should be one by now.
    pub(crate) parcels: i64,
    /// Cases that wait for a person, or whose deadline passed.
    pub(crate) cases: i64,
    /// Every connection.
    pub(crate) connections: Vec<Connection>,
    /// Every store.
    pub(crate) stores: Vec<Store>,
}

impl Counts {
    pub(crate) fn new(storage: &Storage) -> Self {
        Self {
            kept: Mutex::new(Kept {
                changes: storage.changes(),
                tally: None,
            }),
        }
    }

    /// The counts as they are now.
    pub(crate) async fn read(&self, app: &App) -> Result<Arc<Tally>, StorageError> {
        if let Some(tally) = self.fresh() {
            return Ok(tally);
        }
        let space = app.space();
        let needing = TrackingFilter {
            attention_at: Some(app.now()),
            ..TrackingFilter::default()
        };
        let (tabs, unmapped, parcels, cases, connections, stores) = tokio::try_join!(
            space.tab_counts(),
            space.unmapped_count(),
            space.tracking_count(needing),
            space.case_counts(app.now()),
            space.connections(),
            space.stores(),
        )?;
        let tally = Arc::new(Tally {
            tabs,
            unmapped,
            parcels,
            cases: cases.of(|state| state.turn() == Turn::Us) + cases.suppliers_overdue,
            connections,
            stores,
        });
        self.lock().tally = Some((Instant::now(), Arc::clone(&tally)));
        Ok(tally)
    }

    /// What is kept, if nothing changed since. Changes that are announced while counting make the
    /// next reader count again.
    fn fresh(&self) -> Option<Arc<Tally>> {
        let mut kept = self.lock();
        let mut changed = false;
        loop {
            match kept.changes.try_recv() {
                Ok(Change::Jobs(..) | Change::Exports(_)) => {}
                Ok(_) | Err(TryRecvError::Lagged(_)) => changed = true,
                Err(_) => break,
            }
        }
        if changed {
            kept.tally = None;
        }
        let (since, tally) = kept.tally.as_ref()?;
        (since.elapsed() < KEPT).then(|| Arc::clone(tally))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    /// Orders that a person should look at.
    pub(crate) fn needing_person(&self) -> i64 {
        self.tabs.iter().map(|count| count.needing_person).sum()
    }

    /// Orders in all.
    pub(crate) fn orders(&self) -> i64 {
        self.tabs.iter().map(|count| count.orders).sum()
    }

    /// Connections that a person must see to.
    pub(crate) fn connections_needing_person(&self, now: Timestamp) -> i64 {
        let needing = self
            .connections
            .iter()
            .filter(|connection| connection.state(now) != ConnectionState::Connected);
        i64::try_from(needing.count()).unwrap_or(i64::MAX)
    }
}
