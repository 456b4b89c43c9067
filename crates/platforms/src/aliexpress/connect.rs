//! Connecting a buyer account: the app's key and secret, a trip to AliExpress, and renewing.
//!
//! One renewal at a time per connection: callers see to it. Source: reference sheet §4.

use std::sync::Arc;

use async_trait::async_trait;
use domain::connection::ConnectionKind;
use domain::ports::connect::{
    ConnectError, ConnectField, ConnectStart, ConnectValues, ConnectWay, Connector, Credentials,
    Grant,
};
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;

use super::PLATFORM;
use super::api::Api;
use super::auth::{Account, NotTaken};
use super::config::{Config, DEFAULT_BASE_URL};
use super::marketplace::AliexpressMarketplace;
use super::shared::Shared;
use crate::http::{Http, Now};

// keys: connect-aliexpress-*
const WAYS: &[ConnectWay] = &[ConnectWay {
    name: "authorize",
    title_key: "connect-aliexpress-authorize",
    fields: &[
        ConnectField {
            name: "app_key",
            label_key: "connect-aliexpress-app-key",
            secret: false,
            optional: false,
            example: "501234",
        },
        ConnectField {
            name: "app_secret",
            label_key: "connect-aliexpress-app-secret",
            secret: true,
            optional: false,
            example: "",
        },
        ConnectField {
            name: "base_url",
            label_key: "connect-aliexpress-base-url",
            secret: false,
            optional: true,
            example: DEFAULT_BASE_URL,
        },
    ],
    authorizes: true,
}];

/// How AliExpress is connected and reached.
pub(crate) struct AliexpressConnector {
    shared: Arc<Shared>,
}

impl AliexpressConnector {
    pub(crate) fn new(http: Http, now: Now) -> Self {
        Self {
            shared: Arc::new(Shared::new(http, now)),
        }
    }

    fn api(&self, account: Account) -> Result<Api, CallError> {
        let config = Config::new(&account.base_url)
            .map_err(|message| CallError::new(CallErrorKind::Misconfigured, message))?;
        Ok(Api::new(Arc::clone(&self.shared), config, account))
    }
}

#[async_trait]
impl Connector for AliexpressConnector {
    fn platform(&self) -> &'static str {
        PLATFORM
    }

    fn title(&self) -> &'static str {
        "AliExpress"
    }

    fn kind(&self) -> ConnectionKind {
        ConnectionKind::Marketplace
    }

    fn ways(&self) -> &'static [ConnectWay] {
        WAYS
    }

    async fn start(
        &self,
        _way: &str,
        values: &ConnectValues,
        callback: &str,
        state: &str,
    ) -> Result<ConnectStart, ConnectError> {
        let account = Account {
            app_key: required(values, "app_key")?,
            app_secret: required(values, "app_secret")?,
            base_url: given(values, "base_url").to_owned(),
            state: state.to_owned(),
            ..Account::default()
        };
        let config = Config::new(&account.base_url).map_err(|message| ConnectError::BadValue {
            field: "base_url",
            message,
        })?;
        Ok(ConnectStart::Authorize {
            url: config.authorize_url(&account.app_key, callback, state),
            pending: account.write().map_err(ConnectError::Call)?,
        })
    }

    async fn finish(
        &self,
        pending: &Credentials,
        query: &ConnectValues,
        _callback: &str,
    ) -> Result<Grant, ConnectError> {
        let mut account = Account::read(pending);
        let code = brought_back(&account, query)?;
        let api = self.api(account.clone()).map_err(ConnectError::Call)?;
        // The code lives for minutes and works once, so it is exchanged at once.
        let tokens = api.create_tokens(code).await.map_err(not_granted)?;
        account
            .take(&tokens, self.shared.now())
            .map_err(NotTaken::connecting)?;
        account.grant().map_err(ConnectError::Call)
    }

    async fn renew(&self, credentials: &Credentials) -> Result<Grant, CallError> {
        let mut account = Account::read(credentials);
        if account.refresh_token.is_empty() {
            let message = "this AliExpress account can't be renewed: connect it again";
            return Err(CallError::new(CallErrorKind::SignedOut, message));
        }
        let tokens = self.api(account.clone())?.refresh_tokens().await?;
        account
            .take(&tokens, self.shared.now())
            .map_err(NotTaken::renewing)?;
        account.grant()
    }

    fn store(&self, _credentials: &Credentials) -> Option<Arc<dyn StorePort>> {
        None
    }

    fn marketplace(&self, credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>> {
        // An address that was taken when connecting is still one; a broken document is signed out.
        let api = self.api(Account::read(credentials)).ok()?;
        Some(Arc::new(AliexpressMarketplace::new(api)))
    }
}

fn given<'a>(values: &'a ConnectValues, field: &str) -> &'a str {
    values
        .get(field)
        .map(|value| value.trim())
        .unwrap_or_default()
}

fn required(values: &ConnectValues, field: &'static str) -> Result<String, ConnectError> {
    match given(values, field) {
        "" => Err(ConnectError::BadValue {
            field,
            message: "copy it from App Management in the AliExpress console".into(),
        }),
        value => Ok(value.to_owned()),
    }
}

/// The one-time code, if the person comes back from where we sent them.
fn brought_back<'a>(account: &Account, query: &'a ConnectValues) -> Result<&'a str, ConnectError> {
    // It is not certain that the state always comes back, but a wrong one is certainly not ours.
    let state = given(query, "state");
    if !state.is_empty() && state != account.state {
        let message = "this answer belongs to another attempt to connect: start again";
        return Err(ConnectError::NotAllowed(message.into()));
    }
    match given(query, "code") {
        "" => {
            let message = "AliExpress was not allowed to connect: start again and choose Allow";
            Err(ConnectError::NotAllowed(message.into()))
        }
        code => Ok(code),
    }
}

/// Why the code was not exchanged, at the field that is wrong.
fn not_granted(error: CallError) -> ConnectError {
    let code = error
        .vendor_code
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match code.as_str() {
        "incompletesignature" => ConnectError::BadValue {
            field: "app_secret",
            message: "AliExpress does not know this secret: copy it again".into(),
        },
        "invalidappkey" => ConnectError::BadValue {
            field: "app_key",
            message: "AliExpress does not know this key: copy it again".into(),
        },
        "invalidcode" | "isv.402" => ConnectError::NotAllowed(
            "the permission came too late or was used before: start again".into(),
        ),
        _ => ConnectError::Call(error),
    }
}

impl NotTaken {
    fn connecting(self) -> ConnectError {
        match self {
            Self::Seller => ConnectError::NotAllowed(
                "this is a seller's account; sign in with the AliExpress account that buys".into(),
            ),
            Self::Empty => ConnectError::Call(self.renewing()),
        }
    }

    fn renewing(self) -> CallError {
        match self {
            Self::Seller => CallError::new(CallErrorKind::SignedOut, "this is a seller's account"),
            Self::Empty => CallError::new(CallErrorKind::Unreadable, "AliExpress gave no access"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn connector() -> AliexpressConnector {
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        AliexpressConnector::new(Http::new().unwrap(), Arc::new(move || now))
    }

    fn values(pairs: &[(&str, &str)]) -> ConnectValues {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[tokio::test]
    async fn a_person_is_sent_to_allow_us() {
        let typed = values(&[("app_key", " 501234 "), ("app_secret", "s3cret")]);
        let started = connector()
            .start("authorize", &typed, "https://desk.example/back", "st")
            .await;
        let ConnectStart::Authorize { url, pending } = started.unwrap() else {
            panic!("not sent anywhere")
        };
        assert!(
            url.starts_with("https://api-sg.aliexpress.com/oauth/authorize?"),
            "{url}"
        );
        assert!(
            url.contains("client_id=501234") && !url.contains("s3cret"),
            "{url}"
        );
        assert!(!format!("{pending:?}").contains("s3cret"));
    }

    #[tokio::test]
    async fn what_is_missing_or_wrong_is_named() {
        let start = |pairs: &[(&str, &str)]| {
            let (connector, typed) = (connector(), values(pairs));
            async move {
                connector
                    .start("authorize", &typed, "", "")
                    .await
                    .unwrap_err()
            }
        };
        let field = |error: ConnectError| match error {
            ConnectError::BadValue { field, .. } => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(start(&[("app_secret", "s")]).await), "app_key");
        assert_eq!(field(start(&[("app_key", "1")]).await), "app_secret");
        let nowhere = [
            ("app_key", "1"),
            ("app_secret", "s"),
            ("base_url", "nowhere"),
        ];
        assert_eq!(field(start(&nowhere).await), "base_url");
    }

    #[tokio::test]
    async fn strangers_and_refusals_do_not_connect() {
        let account = Account {
            state: "ours".into(),
            ..Account::default()
        };
        let pending = account.write().unwrap();
        for query in [
            &[("code", "c"), ("state", "theirs")][..],
            &[("state", "ours")],
            &[],
        ] {
            let finished = connector().finish(&pending, &values(query), "").await;
            assert!(
                matches!(finished, Err(ConnectError::NotAllowed(_))),
                "{query:?}"
            );
        }
    }

    #[tokio::test]
    async fn nobody_is_signed_out() {
        let nobody = Credentials::new("{}".into());
        let renewed = connector().renew(&nobody).await.unwrap_err();
        assert_eq!(renewed.kind, CallErrorKind::SignedOut);
        let marketplace = connector().marketplace(&nobody).unwrap();
        let id = domain::ids::ExternalId::new("1");
        let read = marketplace.order(&id).await.unwrap_err();
        assert_eq!(read.kind, CallErrorKind::SignedOut);
    }
}
