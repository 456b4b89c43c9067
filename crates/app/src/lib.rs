//! What Crossdock does, with ports only: never a platform, a database or HTTP by name.
//!
//! `flow` has a file for each step of the way, `reconcile` reads the truth and repairs, `queue` runs
//! background work, `desk` is what a person can do. Before it: `storage`. After it: `web` and the
//! command line.

mod clients;
mod clock;
pub mod connect;
pub mod desk;
mod error;
pub mod export;
mod flow;
pub mod hooks;
mod ids;
pub mod mail;
pub mod mutation;
pub mod people;
mod pushes;
pub mod queue;
mod reconcile;
mod sightings;
pub mod store_settings;
pub mod tracker_settings;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::ids::{IdSource, WorkerId};
use domain::money::Currency;
use domain::ports::connect::Connector;
use domain::ports::post::{MailServer, PostOffice, SmsService};
use jiff::{SignedDuration, Timestamp};
use storage::Space;

use clients::Clients;
pub use clock::{Clock, SystemClock};
pub use error::{AppError, StepError};
pub use ids::TimeOrderedIds;
use sightings::Sightings;

/// Everything that a step needs. Cloning shares it.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    space: Space,
    connectors: Vec<Arc<dyn Connector>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    settings: Settings,
    clients: Clients,
    post_office: OnceLock<Arc<dyn PostOffice>>,
    worker: WorkerId,
    sightings: Sightings,
}

/// How this installation behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Our own address as the outside reaches it, without a slash at the end; webhooks and
    /// authorizations come back to it. `None`: there is none, and polling does the work.
    pub public_url: Option<String>,
    /// Whether a placement in doubt is repeated with the same key while the platform says that this is
    /// harmless. Off unless the operator knows that it is.
    pub repeat_with_same_key: bool,
    /// What suppliers are paid in.
    pub buying_currency: Currency,
    /// Seconds between two polls of a store. A paid order shows up within 5 minutes though every
    /// webhook were lost.
    pub poll_seconds: i64,
    /// The folder of the files that people download. `None`: there is none, and nothing can be exported.
    pub export_folder: Option<PathBuf>,
    /// Real time between two looks at the queue when nothing wakes a worker.
    pub look: Duration,
    /// The mail server that is configured; one that was set up at the desk comes before it.
    pub mail_server: Option<MailServer>,
    /// The SMS service that is configured; one that was set up at the desk comes before it.
    pub sms_service: Option<SmsService>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            repeat_with_same_key: false,
            buying_currency: Currency::USD,
            poll_seconds: 120,
            export_folder: None,
            look: Duration::from_secs(5),
            mail_server: None,
            sms_service: None,
        }
    }
}

impl App {
    /// Puts the program together.
    #[must_use]
    pub fn new(
        space: Space,
        connectors: Vec<Arc<dyn Connector>>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        settings: Settings,
    ) -> Self {
        let clients = Clients::new(space.storage());
        let worker = WorkerId::fresh(&*ids);
        Self {
            inner: Arc::new(Inner {
                space,
                connectors,
                clock,
                ids,
                settings,
                clients,
                post_office: OnceLock::new(),
                worker,
                sightings: Sightings::default(),
            }),
        }
    }

    /// The same program that can also tell customers by mail and SMS. Without it notices wait.
    #[must_use]
    pub fn with_post_office(self, post_office: Arc<dyn PostOffice>) -> Self {
        // The first one stays: a program is put together once.
        let _ = self.inner.post_office.set(post_office);
        self
    }

    /// The workspace it works in.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.inner.space
    }

    /// How this installation behaves.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The platforms that can be connected.
    #[must_use]
    pub fn connectors(&self) -> &[Arc<dyn Connector>] {
        &self.inner.connectors
    }

    /// The connector of a platform.
    #[must_use]
    pub fn connector(&self, platform: &str) -> Option<&Arc<dyn Connector>> {
        self.inner
            .connectors
            .iter()
            .find(|connector| connector.platform() == platform)
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Where fresh ids come from.
    #[must_use]
    pub fn ids(&self) -> &dyn IdSource {
        &*self.inner.ids
    }

    /// What this process is called where it claims jobs.
    #[must_use]
    pub fn worker(&self) -> WorkerId {
        self.inner.worker
    }

    pub(crate) fn post_office(&self) -> Option<&Arc<dyn PostOffice>> {
        self.inner.post_office.get()
    }

    pub(crate) fn clients(&self) -> &Clients {
        &self.inner.clients
    }

    /// How much of a wait is left since this process first saw that something happened to the row `id`
    /// at `at`; nothing once it is over.
    pub(crate) fn left_of(
        &self,
        wait: SignedDuration,
        id: i64,
        at: Timestamp,
    ) -> Option<SignedDuration> {
        let known = self.inner.sightings.known_for(self.clock(), id, at);
        Some(wait.saturating_sub(known)).filter(|left| left.is_positive())
    }
}
