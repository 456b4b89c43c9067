//! The open ports, one per connection and version of it, and the doors that webhooks come in by.
//!
//! Needs that fight: every step of the way and every webhook opens a port, and reading the connection
//! each time cost more than the rest of taking a webhook; yet what changes in one process must hold in
//! the others. So what was read is kept until a change of the set-up is told, by whichever process, and
//! never longer than [`KEPT`], should the news be lost. A client itself is kept for as long as its
//! connection's version stands, because it holds what it learned of the platform's limits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::connection::{Connection, ConnectionState};
use domain::ids::{ConnectionId, StoreId};
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;
use domain::ports::tracker::TrackerPort;
use jiff::Timestamp;
use storage::{Change, Storage};
use tokio::sync::broadcast::{Receiver, error::TryRecvError};
use tokio::time::Instant;

use crate::App;
use crate::error::StepError;
use crate::hooks::HookRefused;

/// Real time after which it is read anew.
const KEPT: Duration = Duration::from_secs(1);

/// What is open in this process.
pub(crate) struct Clients {
    kept: Mutex<Kept>,
}

struct Kept {
    changes: Receiver<Change>,
    open: HashMap<ConnectionId, (Open, Read)>,
    doors: HashMap<String, (Door, Read)>,
}

/// When something was read, by the machine's clock, which only runs on, and by ours, which may be
/// sped up.
#[derive(Clone, Copy)]
struct Read {
    at: Instant,
    from: Timestamp,
    until: Timestamp,
}

#[derive(Clone)]
struct Open {
    /// Whatever changes the connection, in whichever process, opens it anew with the credentials as
    /// they are then.
    connection: Arc<Connection>,
    store: Option<Arc<dyn StorePort>>,
    marketplace: Option<Arc<dyn MarketplacePort>>,
    tracker: Option<Arc<dyn TrackerPort>>,
}

/// Where a store's webhooks come in.
#[derive(Clone)]
pub(crate) struct Door {
    /// Whose.
    pub(crate) store_id: StoreId,
    connection_id: ConnectionId,
}

impl App {
    /// The store behind a connection.
    pub(crate) async fn store_port(
        &self,
        id: ConnectionId,
    ) -> Result<Arc<dyn StorePort>, StepError> {
        let open = self.open(id).await?;
        open.store
            .ok_or_else(|| StepError::Impossible("this connection is no store".into()))
    }

    /// The marketplace behind a connection.
    pub(crate) async fn marketplace_port(
        &self,
        id: ConnectionId,
    ) -> Result<Arc<dyn MarketplacePort>, StepError> {
        let open = self.open(id).await?;
        let none = || StepError::Impossible("this connection is no marketplace".into());
        open.marketplace.ok_or_else(none)
    }

    /// The tracker behind a connection.
    pub(crate) async fn tracker_port(
        &self,
        id: ConnectionId,
    ) -> Result<Arc<dyn TrackerPort>, StepError> {
        let open = self.open(id).await?;
        let none = || StepError::Impossible("this connection is no tracker".into());
        open.tracker.ok_or_else(none)
    }

    /// The store whose webhooks come to the address with this key, and who checks what comes in.
    pub(crate) async fn door(
        &self,
        hook_key: &str,
    ) -> Result<(StoreId, Arc<dyn StorePort>), HookRefused> {
        let door = match self.clients().door(hook_key, self.now()) {
            Some(door) => door,
            None => self.find_door(hook_key).await?,
        };
        match self.store_port(door.connection_id).await {
            Ok(port) => Ok((door.store_id, port)),
            Err(StepError::Storage(error)) => Err(HookRefused::Storage(error)),
            Err(error) => Err(HookRefused::NotConnected(error)),
        }
    }

    async fn find_door(&self, hook_key: &str) -> Result<Door, HookRefused> {
        let read = self.read_now();
        let store = self.space().store_by_hook_key(hook_key).await;
        let store = store
            .map_err(HookRefused::Storage)?
            .ok_or(HookRefused::UnknownAddress)?;
        let door = Door {
            store_id: store.id,
            connection_id: store.connection_id,
        };
        // Only addresses that exist are kept, so that strangers can't fill the memory.
        let mut kept = self.clients().lock();
        kept.doors.insert(hook_key.to_owned(), (door.clone(), read));
        Ok(door)
    }

    async fn open(&self, id: ConnectionId) -> Result<Open, StepError> {
        let open = match self.clients().open(id, self.now()) {
            Some(open) => open,
            None => self.open_anew(id).await?,
        };
        if open.connection.state(self.now()) == ConnectionState::Disconnected {
            let message = format!("{} is not signed in; reconnect it", open.connection.name);
            return Err(StepError::Disconnected(message));
        }
        Ok(open)
    }

    async fn open_anew(&self, id: ConnectionId) -> Result<Open, StepError> {
        let read = self.read_now();
        let removed = || StepError::Disconnected("the connection was removed".into());
        let connection = self.space().connection(id).await?.ok_or_else(removed)?;
        let open = match self.clients().of_version(id, connection.version) {
            Some(open) => open,
            None => self.connect_to(connection).await?.ok_or_else(removed)?,
        };
        let mut kept = self.clients().lock();
        let known = kept.open.get(&id);
        // Someone who read later may have been faster.
        if known.is_none_or(|(known, _)| known.connection.version <= open.connection.version) {
            kept.open.insert(id, (open.clone(), read));
        }
        Ok(open)
    }

    /// Opens the ports behind a connection; none where it was removed meanwhile.
    async fn connect_to(&self, connection: Connection) -> Result<Option<Open>, StepError> {
        let platform = connection.platform.as_str();
        let connector = self.connector(platform).ok_or_else(|| {
            StepError::Impossible(format!(
                "this program does not know the platform {platform}"
            ))
        })?;
        let credentials = self.space().credentials(connection.id).await?;
        Ok(credentials.map(|credentials| Open {
            store: connector.store(&credentials),
            marketplace: connector.marketplace(&credentials),
            tracker: connector.tracker(&credentials),
            connection: Arc::new(connection),
        }))
    }

    fn read_now(&self) -> Read {
        let from = self.now();
        let until = from.saturating_add(self.clock().span_of(KEPT));
        Read {
            at: Instant::now(),
            from,
            until: until.unwrap_or(from),
        }
    }
}

impl Clients {
    /// Nothing is open yet; `storage` tells of changes.
    pub(crate) fn new(storage: &Storage) -> Self {
        let kept = Kept {
            changes: storage.changes(),
            open: HashMap::new(),
            doors: HashMap::new(),
        };
        Self {
            kept: Mutex::new(kept),
        }
    }

    /// The version of a connection that calls go through, if any went through it.
    pub(crate) fn version(&self, id: ConnectionId) -> Option<i64> {
        let kept = self.lock();
        let (open, _) = kept.open.get(&id)?;
        Some(open.connection.version)
    }

    fn open(&self, id: ConnectionId, now: Timestamp) -> Option<Open> {
        let mut kept = self.lock();
        let changed = kept.hear();
        let (open, read) = kept.open.get(&id)?;
        (!changed && read.holds(now)).then(|| open.clone())
    }

    fn of_version(&self, id: ConnectionId, version: i64) -> Option<Open> {
        let kept = self.lock();
        let (open, _) = kept.open.get(&id)?;
        (open.connection.version == version).then(|| open.clone())
    }

    fn door(&self, hook_key: &str, now: Timestamp) -> Option<Door> {
        let mut kept = self.lock();
        let changed = kept.hear();
        let (door, read) = kept.doors.get(hook_key)?;
        (!changed && read.holds(now)).then(|| door.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Hears what changed. A change of the set-up ends what was read; the clients stay, for those whose
    /// connection is still the same. One that is told while something is read waits in line, so that
    /// what was read before it does not hold after it.
    fn hear(&mut self) -> bool {
        let mut changed = false;
        loop {
            match self.changes.try_recv() {
                Ok(Change::Setup(_) | Change::Missed) | Err(TryRecvError::Lagged(_)) => {
                    changed = true;
                }
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        if changed {
            self.doors.clear();
            for (_, read) in self.open.values_mut() {
                read.until = read.from;
            }
        }
        changed
    }
}

impl Read {
    fn holds(&self, now: Timestamp) -> bool {
        self.at.elapsed() < KEPT && self.from <= now && now < self.until
    }
}
