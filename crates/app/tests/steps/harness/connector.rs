//! How the fakes are connected: one document opens both accounts until it is renewed.

use std::sync::Arc;

use async_trait::async_trait;
use domain::connection::ConnectionKind;
use domain::ports::connect::{
    ConnectError, ConnectStart, ConnectValues, ConnectWay, Connector, Credentials, Grant,
};
use domain::ports::error::CallError;
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;
use domain::ports::tracker::TrackerPort;
use jiff::SignedDuration;

use super::fake_marketplace::{FakeMarketplace, MARKET};
use super::fake_store::{FakeStore, STORE};
use super::fake_tracker::{FakeTracker, TRACKER};
use super::goods::id;
use super::world::{Op, World};

/// Days after which a person must connect again.
const REFRESH_DAYS: i64 = 300;

pub(crate) struct FakeConnector {
    pub(crate) kind: ConnectionKind,
    pub(crate) world: World,
}

impl FakeConnector {
    fn grant(&self, access: u32, access_days: i64) -> Grant {
        let now = app::Clock::now(&self.world.clock);
        let in_days = |days: i64| now + SignedDuration::from_hours(24 * days);
        Grant {
            credentials: Credentials::new(access.to_string()),
            external_id: id(self.platform()),
            name: self.title().to_owned(),
            access_expires_at: Some(in_days(access_days)),
            refresh_expires_at: Some(in_days(REFRESH_DAYS)),
        }
    }
}

#[async_trait]
impl Connector for FakeConnector {
    fn platform(&self) -> &'static str {
        match self.kind {
            ConnectionKind::Store => STORE,
            ConnectionKind::Marketplace => MARKET,
            ConnectionKind::Tracker => TRACKER,
        }
    }

    fn title(&self) -> &'static str {
        self.platform()
    }

    fn kind(&self) -> ConnectionKind {
        self.kind
    }

    fn ways(&self) -> &'static [ConnectWay] {
        &[]
    }

    async fn start(
        &self,
        _: &str,
        _: &ConnectValues,
        _: &str,
        _: &str,
    ) -> Result<ConnectStart, ConnectError> {
        let (access, days) = {
            let state = self.world.state();
            (state.access, state.access_days)
        };
        Ok(ConnectStart::Granted(Box::new(self.grant(access, days))))
    }

    async fn finish(
        &self,
        _: &Credentials,
        _: &ConnectValues,
        _: &str,
    ) -> Result<Grant, ConnectError> {
        Err(ConnectError::NotAllowed("nobody is sent anywhere".into()))
    }

    async fn renew(&self, credentials: &Credentials) -> Result<Grant, CallError> {
        let renewed = self.world.call(Op::Renew, |state| {
            // The store's document is opened by whatever the marketplace's was renewed to.
            if credentials.expose() == state.access.to_string() {
                state.access += 1;
            }
            Ok((state.access, state.access_days))
        });
        let (access, days) = renewed.await?;
        Ok(self.grant(access, days))
    }

    fn store(&self, credentials: &Credentials) -> Option<Arc<dyn StorePort>> {
        (self.kind == ConnectionKind::Store).then(|| -> Arc<dyn StorePort> {
            Arc::new(FakeStore {
                world: self.world.clone(),
                access: credentials.expose().to_owned(),
            })
        })
    }

    fn marketplace(&self, credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>> {
        (self.kind == ConnectionKind::Marketplace).then(|| -> Arc<dyn MarketplacePort> {
            Arc::new(FakeMarketplace {
                world: self.world.clone(),
                access: credentials.expose().to_owned(),
            })
        })
    }

    fn tracker(&self, _: &Credentials) -> Option<Arc<dyn TrackerPort>> {
        (self.kind == ConnectionKind::Tracker).then(|| -> Arc<dyn TrackerPort> {
            Arc::new(FakeTracker {
                world: self.world.clone(),
            })
        })
    }
}
