//! How a person connects 17TRACK: with the key of the account.
//!
//! Nothing is granted before a call with the key worked. After it: `tracker`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::connection::ConnectionKind;
use domain::ids::ExternalId;
use domain::ports::connect::{
    ConnectError, ConnectField, ConnectStart, ConnectValues, ConnectWay, Connector, Credentials,
    Grant,
};
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;
use domain::ports::tracker::TrackerPort;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use super::access::{self, Access, PushCheck};
use super::api::{self, Api};
use super::tracker::SeventeenTrack;
use crate::http::{Budget, Http, Now};

const KEY: &str = "key";

// keys: connect-seventeen-track-*
static WAYS: [ConnectWay; 1] = [ConnectWay {
    name: KEY,
    title_key: "connect-seventeen-track-key-way",
    fields: &[
        ConnectField {
            name: "key",
            label_key: "connect-seventeen-track-key",
            secret: true,
            optional: false,
            example: "",
        },
        advanced("push_check", "connect-seventeen-track-push-check", "strict"),
        advanced(
            "version",
            "connect-seventeen-track-version",
            access::VERSION,
        ),
        advanced(
            "base_url",
            "connect-seventeen-track-base-url",
            "http://127.0.0.1:4170",
        ),
    ],
    authorizes: false,
}];

const fn advanced(
    name: &'static str,
    label_key: &'static str,
    example: &'static str,
) -> ConnectField {
    ConnectField {
        name,
        label_key,
        secret: false,
        optional: true,
        example,
    }
}

/// Connects 17TRACK accounts and hands out the way to them.
pub(super) struct SeventeenTrackConnector {
    http: Http,
    now: Now,
    /// By address and key: whoever calls with a key shares its limit.
    budgets: Mutex<HashMap<String, Arc<Budget>>>,
}

impl SeventeenTrackConnector {
    /// Calls through `http` at the time of `now`.
    pub(super) fn new(http: Http, now: Now) -> Self {
        Self {
            http,
            now,
            budgets: Mutex::default(),
        }
    }

    fn account(&self, access: Access) -> SeventeenTrack {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        // The name is written into the database, so the key itself must not be in it.
        let digest = Sha256::digest(access.key.expose_secret());
        let name = format!("{} {}", access.base_url, hex::encode(&digest[..6]));
        let budget = budgets
            .entry(name)
            .or_insert_with_key(|name| api::budget(&self.http, name));
        let (http, now) = (self.http.clone(), Arc::clone(&self.now));
        SeventeenTrack::new(Api::new(http, now, Arc::clone(budget), access))
    }
}

#[async_trait]
impl Connector for SeventeenTrackConnector {
    fn platform(&self) -> &'static str {
        "seventeen_track"
    }

    fn title(&self) -> &'static str {
        "17TRACK"
    }

    fn kind(&self) -> ConnectionKind {
        ConnectionKind::Tracker
    }

    fn ways(&self) -> &'static [ConnectWay] {
        &WAYS
    }

    async fn start(
        &self,
        way: &str,
        values: &ConnectValues,
        _callback: &str,
        _state: &str,
    ) -> Result<ConnectStart, ConnectError> {
        if way != KEY {
            let message = "there is no such way to connect 17TRACK";
            return Err(ConnectError::NotAllowed(message.into()));
        }
        let access = typed(values)?;
        let credentials = access.document();
        let host = access.base_url.clone();
        self.account(access)
            .quota()
            .await
            .map_err(ConnectError::Call)?;
        Ok(ConnectStart::Granted(Box::new(Grant {
            credentials,
            // The account has no id that it tells, and its key may be made anew: it is the same one.
            external_id: ExternalId::new(host),
            name: "17TRACK".into(),
            access_expires_at: None,
            refresh_expires_at: None,
        })))
    }

    async fn finish(
        &self,
        _pending: &Credentials,
        _query: &ConnectValues,
        _callback: &str,
    ) -> Result<Grant, ConnectError> {
        let message = "nobody is sent to 17TRACK to connect it; type the key";
        Err(ConnectError::NotAllowed(message.into()))
    }

    async fn renew(&self, _credentials: &Credentials) -> Result<Grant, CallError> {
        // A key that is refused is not renewed by asking again.
        let message = "17TRACK does not know this key any more; copy it again from its settings";
        Err(CallError::new(CallErrorKind::Misconfigured, message))
    }

    fn store(&self, _credentials: &Credentials) -> Option<Arc<dyn StorePort>> {
        None
    }

    fn marketplace(&self, _credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>> {
        None
    }

    fn tracker(&self, credentials: &Credentials) -> Option<Arc<dyn TrackerPort>> {
        let access = Access::read(credentials).ok()?;
        Some(Arc::new(self.account(access)))
    }
}

fn typed(values: &ConnectValues) -> Result<Access, ConnectError> {
    let given = |name: &str| values.get(name).map_or("", |value| value.trim());
    let bad = |field| move |message: String| ConnectError::BadValue { field, message };
    let key = given("key");
    if key.is_empty() {
        return Err(bad("key")("is missing".into()));
    }
    // It goes into a header.
    if key
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || !c.is_ascii())
    {
        return Err(bad("key")(
            "holds characters that no key has; copy it again".into(),
        ));
    }
    let push_check = match given("push_check") {
        "" | "strict" => PushCheck::Strict,
        "ignore" => PushCheck::Ignore,
        _ => {
            let message = "type strict or ignore, or leave it empty";
            return Err(bad("push_check")(message.into()));
        }
    };
    Ok(Access {
        base_url: access::address(given("base_url")).map_err(bad("base_url"))?,
        version: access::version(given("version")).map_err(bad("version"))?,
        key: key.to_owned().into(),
        push_check,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> ConnectValues {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(own).collect()
    }

    #[test]
    fn what_can_not_be_a_key_is_refused_with_its_field() {
        for (pairs, wanted) in [
            (vec![], "key"),
            (vec![("key", "a b")], "key"),
            (vec![("key", "k\u{e9}")], "key"),
            (vec![("key", "k"), ("push_check", "perhaps")], "push_check"),
            (vec![("key", "k"), ("version", "v1")], "version"),
            (
                vec![("key", "k"), ("base_url", "http://example.com")],
                "base_url",
            ),
        ] {
            match typed(&values(&pairs)) {
                Err(ConnectError::BadValue { field, .. }) => assert_eq!(field, wanted),
                other => panic!("{pairs:?}: {other:?}"),
            }
        }
        assert!(typed(&values(&[("key", " k1 ")])).is_ok());
    }
}
