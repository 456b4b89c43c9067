//! What every account of this process shares: the HTTP client, the clock, the call budgets and the
//! address libraries.
//!
//! Ports are made anew whenever an access is renewed; the platform's limits and its slow lists must
//! outlive them. Nothing secret is kept here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ports::error::CallError;
use jiff::{SignedDuration, Timestamp};

use super::address::{Libraries, Library};
use crate::http::{Budget, CallLimit, Http, Now};

/// The budget that stands for all calls of an app together.
const WHOLE_APP: &str = "*";

/// Above the sum of all published rates, so that only the platform's own word blocks the whole app.
const WHOLE_APP_PER_SECOND: u32 = 4000;

/// What every account of this process shares.
pub(crate) struct Shared {
    pub(crate) http: Http,
    now: Now,
    budgets: Mutex<BTreeMap<(String, &'static str), Arc<Budget>>>,
    libraries: Mutex<Libraries>,
    /// Held while a library is read, so that many orders for one country read it once.
    pub(crate) library_turn: tokio::sync::Mutex<()>,
}

impl Shared {
    pub(crate) fn new(http: Http, now: Now) -> Self {
        Self {
            http,
            now,
            budgets: Mutex::default(),
            libraries: Mutex::default(),
            library_turn: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Takes one call out of the app's and the method's budgets.
    pub(crate) async fn take(&self, app: &str, method: &'static str) -> Result<(), CallError> {
        let now = self.now();
        let (whole, one) = (self.budget(app, WHOLE_APP), self.budget(app, method));
        // Both at once, because each may ask the database. A call of the whole app that the method's
        // limit then refuses is missed by nobody.
        tokio::try_join!(whole.take(now), one.take(now)).map(|_| ())
    }

    /// The platform said that this method's quota is gone for a while.
    pub(crate) async fn park_method(&self, app: &str, method: &'static str, wait: SignedDuration) {
        self.budget(app, method).block(wait, self.now()).await;
    }

    /// The platform said that the whole app's quota is gone for a while.
    pub(crate) async fn park_app(&self, app: &str, wait: SignedDuration) {
        self.budget(app, WHOLE_APP).block(wait, self.now()).await;
    }

    /// The address library of a country, if it was read lately.
    pub(crate) fn library(&self, place: &(String, String)) -> Option<Arc<Library>> {
        let libraries = self
            .libraries
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        libraries.fresh(place, self.now())
    }

    /// Remembers the address library of a country.
    pub(crate) fn remember_library(&self, place: (String, String), library: Arc<Library>) {
        let mut libraries = self
            .libraries
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        libraries.remember(place, library, self.now());
    }

    fn budget(&self, app: &str, method: &'static str) -> Arc<Budget> {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || {
            let rate = calls_per_second(method);
            let limit = CallLimit {
                size: rate,
                leak_per_second: rate,
            };
            let name = format!("aliexpress {app} {method}");
            Arc::new(self.http.budget(name, limit))
        };
        Arc::clone(
            budgets
                .entry((app.to_owned(), method))
                .or_insert_with(fresh),
        )
    }
}

/// The published rates, which all apps of the platform share: staying below them is manners, not a
/// promise. Source: reference sheet §5.3.
fn calls_per_second(method: &str) -> u32 {
    match method {
        WHOLE_APP => WHOLE_APP_PER_SECOND,
        "aliexpress.ds.address.get" => 4,
        "aliexpress.ds.order.tracking.get" => 100,
        "aliexpress.ds.order.create" => 150,
        "aliexpress.ds.freight.query" => 350,
        "aliexpress.trade.ds.order.get" => 1000,
        // aliexpress.ds.product.get; no rate is published for the token calls.
        _ => 500,
    }
}

#[cfg(test)]
mod tests {
    use domain::ports::error::CallErrorKind;

    use super::*;

    #[tokio::test]
    async fn a_parked_method_stops_only_itself_and_a_parked_app_stops_all() {
        let at: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let shared = Shared::new(Http::new().unwrap(), Arc::new(move || at));
        let wait = SignedDuration::from_secs(14_229);
        shared
            .park_method("k", "aliexpress.ds.order.create", wait)
            .await;
        let refused = shared
            .take("k", "aliexpress.ds.order.create")
            .await
            .unwrap_err();
        assert_eq!(refused.kind, CallErrorKind::Throttled { wait });
        shared.take("k", "aliexpress.ds.product.get").await.unwrap();
        shared
            .take("other", "aliexpress.ds.order.create")
            .await
            .unwrap();
        shared.park_app("k", wait).await;
        assert!(shared.take("k", "aliexpress.ds.product.get").await.is_err());
    }
}
