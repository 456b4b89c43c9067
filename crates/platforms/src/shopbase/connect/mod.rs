//! How a person connects a ShopBase store: by a private app made in the store, or by a public app
//! that the store's owner allows.
//!
//! Nothing is granted before a call with the new credentials worked. After it: `store`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::connection::ConnectionKind;
use domain::ports::connect::{
    ConnectError, ConnectField, ConnectStart, ConnectValues, ConnectWay, Connector, Credentials,
    Grant,
};
use domain::ports::error::CallError;
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use super::api::{self, Api};
use super::auth::{Access, App, CallbackCheck, Pending, SCOPES, callback_is_signed, is_same};
use super::config::Config;
use super::error::not_asked;
use super::store::ShopbaseStore;
use super::wire::{self, Token};
use crate::http::{Budget, Http, Now};

// keys: connect-shopbase-*
const SHOP: ConnectField = ConnectField {
    name: "shop",
    label_key: "connect-shopbase-shop",
    secret: false,
    optional: false,
    example: "my-shop",
};

const BASE_URL: ConnectField = ConnectField {
    name: "base_url",
    label_key: "connect-shopbase-base-url",
    secret: false,
    optional: true,
    example: "http://127.0.0.1:4100",
};

const PRIVATE_APP: &str = "private-app";
const PUBLIC_APP: &str = "public-app";

static WAYS: [ConnectWay; 2] = [
    ConnectWay {
        name: PRIVATE_APP,
        title_key: "connect-shopbase-private-app",
        fields: &[
            SHOP,
            visible("api_key", "connect-shopbase-api-key"),
            hidden("password", "connect-shopbase-password"),
            hidden("shared_secret", "connect-shopbase-shared-secret"),
            BASE_URL,
        ],
        authorizes: false,
    },
    ConnectWay {
        name: PUBLIC_APP,
        title_key: "connect-shopbase-public-app",
        fields: &[
            SHOP,
            visible("client_id", "connect-shopbase-client-id"),
            hidden("client_secret", "connect-shopbase-client-secret"),
            hidden("token_secret", "connect-shopbase-token-secret"),
            ConnectField {
                name: "callback_check",
                label_key: "connect-shopbase-callback-check",
                secret: false,
                optional: true,
                example: "strict",
            },
            BASE_URL,
        ],
        authorizes: true,
    },
];

const fn visible(name: &'static str, label_key: &'static str) -> ConnectField {
    ConnectField {
        name,
        label_key,
        secret: false,
        optional: false,
        example: "",
    }
}

const fn hidden(name: &'static str, label_key: &'static str) -> ConnectField {
    ConnectField {
        secret: true,
        ..visible(name, label_key)
    }
}

/// Connects ShopBase stores and hands out the way to them.
pub(super) struct ShopbaseConnector {
    http: Http,
    now: Now,
    /// By a shop's address: whoever calls a shop shares its bucket.
    budgets: Mutex<HashMap<String, Arc<Budget>>>,
}

impl ShopbaseConnector {
    /// Calls through `http` at the time of `now`.
    pub(super) fn new(http: Http, now: Now) -> Self {
        Self {
            http,
            now,
            budgets: Mutex::default(),
        }
    }

    fn api(&self, access: Access) -> Api {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        let base_url = access.config.base_url();
        let budget = budgets
            .entry(base_url.to_owned())
            .or_insert_with(|| api::budget(&self.http, base_url));
        Api::new(
            self.http.clone(),
            Arc::clone(&self.now),
            Arc::clone(budget),
            access,
        )
    }

    /// Grants what works: the store's own data is read with it.
    async fn grant(&self, access: Access) -> Result<Grant, CallError> {
        let credentials = access.document();
        let profile = ShopbaseStore::new(self.api(access)).profile().await?;
        Ok(Grant {
            credentials,
            external_id: profile.external_id,
            name: profile.name,
            access_expires_at: None,
            refresh_expires_at: None,
        })
    }

    /// `POST /admin/oauth/access_token.json`: the code becomes an access token, once.
    async fn exchange(&self, mut access: Access, code: &str) -> Result<Access, ConnectError> {
        let App::Public {
            client_id,
            client_secret,
            ..
        } = &access.app
        else {
            return Err(not_allowed("this kind of app is not allowed by a code"));
        };
        let document = json!({
            "client_id": client_id,
            "client_secret": client_secret.expose_secret(),
            "code": code,
        });
        let api = self.api(access.clone());
        let answer = api
            .send_document(Method::POST, "oauth/access_token.json", &document)
            .await
            .map_err(ConnectError::Call)?;
        let token: Token =
            wire::one(&answer.body, "access_token_response").map_err(ConnectError::Call)?;
        if let Some(scope) = missing_scope(&token.scope) {
            return Err(not_allowed(format!(
                "the store did not allow {scope}; add it to the app and connect again"
            )));
        }
        if let App::Public { access_token, .. } = &mut access.app {
            *access_token = token.access_token;
        }
        Ok(access)
    }
}

#[async_trait]
impl Connector for ShopbaseConnector {
    fn platform(&self) -> &'static str {
        "shopbase"
    }

    fn title(&self) -> &'static str {
        "ShopBase"
    }

    fn kind(&self) -> ConnectionKind {
        ConnectionKind::Store
    }

    fn ways(&self) -> &'static [ConnectWay] {
        &WAYS
    }

    async fn start(
        &self,
        way: &str,
        values: &ConnectValues,
        callback: &str,
        state: &str,
    ) -> Result<ConnectStart, ConnectError> {
        let config = config(values)?;
        match way {
            PRIVATE_APP => {
                let app = App::Private {
                    api_key: required(values, "api_key")?,
                    password: required(values, "password")?.into(),
                    shared_secret: required(values, "shared_secret")?.into(),
                };
                let grant = self.grant(Access { config, app }).await;
                let grant = grant.map_err(ConnectError::Call)?;
                Ok(ConnectStart::Granted(Box::new(grant)))
            }
            PUBLIC_APP => {
                let app = App::Public {
                    client_id: required(values, "client_id")?,
                    client_secret: required(values, "client_secret")?.into(),
                    token_secret: required(values, "token_secret")?.into(),
                    access_token: SecretString::default(),
                };
                let pending = Pending {
                    access: Access { config, app },
                    state: state.into(),
                    check: callback_check(values)?,
                };
                Ok(ConnectStart::Authorize {
                    url: approval_address(&pending.access, callback, state)?,
                    pending: pending.document(),
                })
            }
            _ => Err(not_allowed("there is no such way to connect ShopBase")),
        }
    }

    async fn finish(
        &self,
        pending: &Credentials,
        query: &ConnectValues,
        _callback: &str,
    ) -> Result<Grant, ConnectError> {
        let pending = Pending::read(pending)
            .map_err(|_| not_allowed("nobody was sent to ShopBase; start again"))?;
        let given = |name: &str| query.get(name).map_or("", |value| value.trim());
        if !is_same(&pending.state, given("state")) {
            return Err(not_allowed(
                "this is not the answer to our question; start again",
            ));
        }
        let App::Public { client_secret, .. } = &pending.access.app else {
            return Err(not_allowed("this kind of app is not allowed by a code"));
        };
        let wrongly_signed =
            query.contains_key("hmac") && !callback_is_signed(client_secret, query);
        if wrongly_signed && pending.check == CallbackCheck::Strict {
            return Err(not_allowed(
                "the answer is not signed with this app's client secret; check the secret",
            ));
        }
        let code = given("code");
        if code.is_empty() {
            return Err(not_allowed("the store's owner did not allow the app"));
        }
        let access = self.exchange(pending.access, code).await?;
        self.grant(access).await.map_err(ConnectError::Call)
    }

    async fn renew(&self, _credentials: &Credentials) -> Result<Grant, CallError> {
        Err(not_asked("a ShopBase access does not expire"))
    }

    fn store(&self, credentials: &Credentials) -> Option<Arc<dyn StorePort>> {
        let access = Access::read(credentials).ok()?;
        Some(Arc::new(ShopbaseStore::new(self.api(access))))
    }

    fn marketplace(&self, _credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>> {
        None
    }
}

fn config(values: &ConnectValues) -> Result<Config, ConnectError> {
    let bad = |field| move |message| ConnectError::BadValue { field, message };
    match values.get("base_url").map(|typed| typed.trim()) {
        Some(typed) if !typed.is_empty() => Config::of_address(typed).map_err(bad("base_url")),
        _ => Config::of_shop(&required(values, "shop")?).map_err(bad("shop")),
    }
}

fn required(values: &ConnectValues, field: &'static str) -> Result<String, ConnectError> {
    let typed = values.get(field).map_or("", |typed| typed.trim());
    if typed.is_empty() {
        let message = "is missing".to_owned();
        return Err(ConnectError::BadValue { field, message });
    }
    // It goes into a header or an address.
    if typed.chars().any(|c| c.is_control() || !c.is_ascii()) {
        let message = "holds characters that no key has; copy it again".to_owned();
        return Err(ConnectError::BadValue { field, message });
    }
    Ok(typed.to_owned())
}

fn callback_check(values: &ConnectValues) -> Result<CallbackCheck, ConnectError> {
    match values
        .get("callback_check")
        .map_or("", |typed| typed.trim())
    {
        "" | "strict" => Ok(CallbackCheck::Strict),
        "ignore" => Ok(CallbackCheck::Ignore),
        _ => Err(ConnectError::BadValue {
            field: "callback_check",
            message: "type strict or ignore, or leave it empty".into(),
        }),
    }
}

/// `GET /admin/oauth/authorize`, for the person.
fn approval_address(access: &Access, callback: &str, state: &str) -> Result<String, ConnectError> {
    let App::Public { client_id, .. } = &access.app else {
        return Err(not_allowed("this kind of app is not allowed by a code"));
    };
    let scopes = SCOPES.join(",");
    let query = [
        ("client_id", client_id.as_str()),
        ("scope", &scopes),
        ("redirect_uri", callback),
        ("state", state),
    ];
    Url::parse_with_params(&access.config.admin("oauth/authorize"), query)
        .map(String::from)
        .map_err(|_| not_allowed("the shop's address can't be opened"))
}

/// What we need and were not given; an answer that does not name scopes is believed.
fn missing_scope(granted: &[String]) -> Option<&'static str> {
    if granted.is_empty() {
        return None;
    }
    SCOPES.into_iter().find(|wanted| {
        let writing = wanted.replacen("read_", "write_", 1);
        !granted
            .iter()
            .any(|scope| scope == wanted || *scope == writing)
    })
}

fn not_allowed(message: impl Into<String>) -> ConnectError {
    ConnectError::NotAllowed(message.into())
}

#[cfg(test)]
mod tests;
