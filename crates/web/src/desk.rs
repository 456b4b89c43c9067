//! What every request handler is given: the program, how the desk is served, and small memories.
//!
//! It must never hold anything of one person's request; that is `visit`.

use std::sync::Arc;

use app::App;
use jiff::tz::TimeZone;
use tokio::sync::{Mutex, watch};

use crate::counts::Counts;
use crate::mark::ChangeMark;
use crate::pages::CustomerGuard;
use crate::sign_in_guard::SignInGuard;

/// How the desk is served.
#[derive(Clone, Debug)]
pub struct WebOptions {
    /// Our own address as browsers reach us, without a slash at the end.
    pub own_url: String,
    /// Whether cookies are sent over TLS only. On wherever the desk is reached by `https`.
    pub secure_cookies: bool,
    /// Whether pictures may come from this machine without TLS, where simulators serve theirs.
    pub allow_loopback_pictures: bool,
    /// The largest request body that is read.
    pub body_limit_bytes: usize,
    /// The zone that times are written in.
    pub merchant_zone: TimeZone,
    /// Further pages to link from the sidebar, label and address: the simulators of a rehearsal.
    pub extra_links: Vec<(String, String)>,
    /// Turns true when the server stops: live streams end then, so that stopping waits for nobody.
    pub stopping: watch::Receiver<bool>,
}

/// The largest webhook seen from a store is a few hundred kilobytes: an order with hundreds of lines.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;

impl WebOptions {
    /// The usual options for a desk at `own_url`.
    #[must_use]
    pub fn new(own_url: impl Into<String>) -> Self {
        let own_url = own_url.into().trim_end_matches('/').to_owned();
        Self {
            secure_cookies: own_url.starts_with("https://"),
            own_url,
            allow_loopback_pictures: false,
            body_limit_bytes: BODY_LIMIT_BYTES,
            merchant_zone: TimeZone::UTC,
            extra_links: Vec::new(),
            stopping: watch::channel(false).1,
        }
    }
}

/// The state of all handlers. Cloning shares it.
#[derive(Clone)]
pub(crate) struct Desk {
    /// The program.
    pub(crate) app: App,
    /// How the desk is served.
    pub(crate) options: Arc<WebOptions>,
    /// What the navigation counts.
    pub(crate) counts: Arc<Counts>,
    /// How far the changes have come.
    pub(crate) mark: Arc<ChangeMark>,
    /// Who tried to sign in how often.
    pub(crate) guard: Arc<SignInGuard>,
    /// Which customers looked for which orders how often.
    pub(crate) customers: Arc<CustomerGuard>,
    /// Held while the first owner is set up, so that two visitors do not both become one.
    pub(crate) set_up: Arc<Mutex<()>>,
}

impl Desk {
    pub(crate) fn new(app: App, options: WebOptions) -> Self {
        let counts = Arc::new(Counts::new(app.space().storage()));
        let mark = Arc::new(ChangeMark::new(&app));
        Self {
            app,
            options: Arc::new(options),
            counts,
            mark,
            guard: Arc::default(),
            customers: Arc::default(),
            set_up: Arc::default(),
        }
    }
}
