//! The open ports, one per connection and version of its credentials.
//!
//! A client is kept, because it holds what it learned of the platform's limits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::connection::{Connection, ConnectionState};
use domain::ids::ConnectionId;
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;

use crate::App;
use crate::error::StepError;

#[derive(Default)]
pub(crate) struct Clients {
    open: Mutex<HashMap<ConnectionId, Open>>,
}

#[derive(Clone)]
struct Open {
    /// The connection's version when it was opened: whatever changes it, in whichever process, opens it
    /// anew with the credentials as they are then.
    version: i64,
    store: Option<Arc<dyn StorePort>>,
    marketplace: Option<Arc<dyn MarketplacePort>>,
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

    async fn open(&self, id: ConnectionId) -> Result<Open, StepError> {
        let connection = self.space().connection(id).await?;
        let connection = connection
            .ok_or_else(|| StepError::Disconnected("the connection was removed".into()))?;
        if connection.state(self.now()) == ConnectionState::Disconnected {
            let message = format!("{} is not signed in; reconnect it", connection.name);
            return Err(StepError::Disconnected(message));
        }
        let kept = self.clients().get(id);
        if let Some(open) = kept.filter(|open| open.version == connection.version) {
            return Ok(open);
        }
        let open = self.open_anew(&connection).await?;
        self.clients().keep(id, open.clone());
        Ok(open)
    }

    async fn open_anew(&self, connection: &Connection) -> Result<Open, StepError> {
        let platform = connection.platform.as_str();
        let connector = self.connector(platform).ok_or_else(|| {
            StepError::Impossible(format!(
                "this program does not know the platform {platform}"
            ))
        })?;
        let credentials = self.space().credentials(connection.id).await?;
        let credentials = credentials
            .ok_or_else(|| StepError::Disconnected("the connection was removed".into()))?;
        Ok(Open {
            version: connection.version,
            store: connector.store(&credentials),
            marketplace: connector.marketplace(&credentials),
        })
    }
}

impl Clients {
    fn get(&self, id: ConnectionId) -> Option<Open> {
        self.lock().get(&id).cloned()
    }

    fn keep(&self, id: ConnectionId, open: Open) {
        self.lock().insert(id, open);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
