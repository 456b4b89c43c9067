//! How a person connects a Shopify store: by an app of the same organization, by an app that a person
//! allows, or by a token of an older kind of app.
//!
//! Nothing is granted before a call with the new access worked, and what the app may not do is said. After
//! it: `store`.

use std::sync::Arc;

use async_trait::async_trait;
use domain::connection::{ConnectionKind, RENEWS_FOREVER};
use domain::ports::connect::{
    ConnectError, ConnectField, ConnectStart, ConnectValues, ConnectWay, Connector, Credentials,
    Grant, Permission,
};
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::StorePort;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use super::api::{Api, Shared};
use super::auth::{self, Access, Pending, Role, Way, callback_is_signed, is_same};
use super::config::Config;
use super::error::unreadable;
use super::store::ShopifyStore;
use super::wire::{Token, number};
use crate::http::{Http, Now};

// keys: connect-shopify-*
const SHOP: ConnectField = ConnectField {
    example: "my-shop",
    ..visible("shop", "connect-shopify-shop")
};

const CLIENT_ID: ConnectField = visible("client_id", "connect-shopify-client-id");

const CLIENT_SECRET: ConnectField = hidden("client_secret", "connect-shopify-client-secret");

const ROLE: ConnectField = ConnectField {
    optional: true,
    example: "orders",
    ..visible("role", "connect-shopify-role")
};

const BASE_URL: ConnectField = ConnectField {
    optional: true,
    example: "http://127.0.0.1:4200",
    ..visible("base_url", "connect-shopify-base-url")
};

const OWN_APP: &str = "own-app";
const ALLOWED_APP: &str = "allowed-app";
const TOKEN: &str = "token";

static WAYS: [ConnectWay; 3] = [
    ConnectWay {
        name: OWN_APP,
        title_key: "connect-shopify-own-app",
        fields: &[SHOP, CLIENT_ID, CLIENT_SECRET, ROLE, BASE_URL],
        authorizes: false,
    },
    ConnectWay {
        name: ALLOWED_APP,
        title_key: "connect-shopify-allowed-app",
        fields: &[SHOP, CLIENT_ID, CLIENT_SECRET, ROLE, BASE_URL],
        authorizes: true,
    },
    ConnectWay {
        name: TOKEN,
        title_key: "connect-shopify-token-way",
        fields: &[
            SHOP,
            hidden("access_token", "connect-shopify-access-token"),
            hidden("client_secret", "connect-shopify-api-secret"),
            ROLE,
            BASE_URL,
        ],
        authorizes: false,
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

/// How old the way back may be, by the platform's clock. The vendor's own library takes 90 s; a person's
/// browser that is put to sleep in between is no attack, and the code works once.
const BACK_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// Connects Shopify stores and hands out the way to them.
pub(super) struct ShopifyConnector {
    shared: Arc<Shared>,
}

impl ShopifyConnector {
    /// Calls through `http` at the time of `now`.
    pub(super) fn new(http: Http, now: Now) -> Self {
        Self {
            shared: Arc::new(Shared::new(http, now)),
        }
    }

    fn api(&self, access: Access) -> Api {
        Api::new(Arc::clone(&self.shared), access)
    }

    fn now(&self) -> Timestamp {
        (self.shared.now)()
    }

    /// Grants what works: the shop's own data is read with it, and what the app may do there.
    async fn grant(&self, mut access: Access, ends: Ends) -> Result<Grant, ConnectError> {
        let store = ShopifyStore::new(self.api(access.clone()));
        let (shop, scopes) = store.shop().await.map_err(ConnectError::Call)?;
        if !scopes.is_empty() {
            access.scopes = scopes;
        }
        if let Some(scope) = auth::missing_scope(&access.scopes) {
            return Err(not_allowed(format!(
                "the app may not {scope} in this store; add the scope to the app and connect again"
            )));
        }
        // It has to be there before the store has an address of ours to call.
        store.ensure_service("").await.map_err(ConnectError::Call)?;
        access.shop_id = number(&shop.id).to_owned();
        access.shop_name = shop.name;
        Ok(granted(&access, ends))
    }

    /// The app asks for itself.
    async fn ask_as_itself(&self, access: &Access) -> Result<(Access, Ends), CallError> {
        let question = json!({
            "grant_type": "client_credentials",
            "client_id": access.client_id,
            "client_secret": access.client_secret.expose_secret(),
        });
        let token = self.api(access.clone()).token(&question).await?;
        let mut access = access.clone();
        let ends = Ends {
            access: self.end(token.expires_in),
            refresh: Some(RENEWS_FOREVER),
        };
        access.access_token = secret(token.access_token)?;
        access.scopes = scopes(&token.scope);
        Ok((access, ends))
    }

    /// The code becomes an access, once; one that ends, so that a leaked copy does not open the store for
    /// ever.
    async fn exchange(&self, access: &Access, code: &str) -> Result<(Access, Ends), CallError> {
        let question = json!({
            "client_id": access.client_id,
            "client_secret": access.client_secret.expose_secret(),
            "code": code, "expiring": "1",
        });
        let token = self.api(access.clone()).token(&question).await?;
        self.taken(access.clone(), token)
    }

    /// Takes over a pair of tokens. The old refresh token is worth nothing once the new pair is used.
    fn taken(&self, mut access: Access, token: Token) -> Result<(Access, Ends), CallError> {
        let ends = Ends {
            access: self.end(token.expires_in),
            refresh: self.end(token.refresh_token_expires_in),
        };
        access.access_token = secret(token.access_token)?;
        access.refresh_token = token.refresh_token.map(SecretString::from);
        if !token.scope.is_empty() {
            access.scopes = scopes(&token.scope);
        }
        Ok((access, ends))
    }

    fn end(&self, seconds: Option<i64>) -> Option<Timestamp> {
        let life = SignedDuration::from_secs(seconds?);
        self.now().checked_add(life).ok()
    }
}

/// When an access ends, and when renewing does.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    access: Option<Timestamp>,
    refresh: Option<Timestamp>,
}

#[async_trait]
impl Connector for ShopifyConnector {
    fn platform(&self) -> &'static str {
        "shopify"
    }

    fn title(&self) -> &'static str {
        "Shopify"
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
        let access = match way {
            OWN_APP => typed(values, Way::ClientCredentials)?,
            ALLOWED_APP => typed(values, Way::Authorize)?,
            TOKEN => typed(values, Way::Token)?,
            _ => return Err(not_allowed("there is no such way to connect Shopify")),
        };
        let (access, ends) = match access.way {
            Way::Authorize => {
                let url = approval_address(&access, callback, state)?;
                let state = state.into();
                let pending = Pending { access, state }.document();
                return Ok(ConnectStart::Authorize { url, pending });
            }
            Way::ClientCredentials => self.ask_as_itself(&access).await.map_err(explained)?,
            Way::Token => (access, Ends::default()),
        };
        let grant = self.grant(access, ends).await?;
        Ok(ConnectStart::Granted(Box::new(grant)))
    }

    async fn finish(
        &self,
        pending: &Credentials,
        query: &ConnectValues,
        _callback: &str,
    ) -> Result<Grant, ConnectError> {
        let pending = Pending::read(pending)
            .map_err(|_| not_allowed("nobody was sent to Shopify; start again"))?;
        let given = |name: &str| query.get(name).map_or("", |value| value.trim());
        if !is_same(&pending.state, given("state")) {
            return Err(not_allowed(
                "this is not the answer to our question; start again",
            ));
        }
        if !callback_is_signed(&pending.access.client_secret, query) {
            return Err(not_allowed(
                "the answer is not signed with this app's secret; check the secret",
            ));
        }
        let signed_at = given("timestamp").parse().ok();
        let signed_at = signed_at.and_then(|at| Timestamp::from_second(at).ok());
        let is_fresh =
            signed_at.is_some_and(|at| self.now().duration_since(at).abs() <= BACK_WITHIN);
        if !is_fresh {
            return Err(not_allowed("the answer is too old; start again"));
        }
        if !is_the_shop(&pending.access, given("shop")) {
            return Err(not_allowed("the answer is of another shop; start again"));
        }
        let code = given("code");
        if code.is_empty() {
            return Err(not_allowed("the store's owner did not allow the app"));
        }
        let exchanged = self.exchange(&pending.access, code).await;
        let (access, ends) = exchanged.map_err(explained)?;
        self.grant(access, ends).await
    }

    /// Nothing is called with the new access here: it is stored first.
    async fn renew(&self, credentials: &Credentials) -> Result<Grant, CallError> {
        let signed_out = |message: &str| CallError::new(CallErrorKind::SignedOut, message);
        let access = Access::read(credentials)
            .map_err(|_| signed_out("this Shopify store can't be renewed: connect it again"))?;
        let (access, ends) = match access.way {
            Way::ClientCredentials => self.ask_as_itself(&access).await.map_err(ended)?,
            Way::Authorize | Way::Token => {
                let Some(refresh) = &access.refresh_token else {
                    return Err(signed_out("the store ended this access; connect it again"));
                };
                let question = json!({
                    "grant_type": "refresh_token",
                    "client_id": access.client_id,
                    "client_secret": access.client_secret.expose_secret(),
                    "refresh_token": refresh.expose_secret(),
                });
                let token = self.api(access.clone()).token(&question).await;
                self.taken(access.clone(), token.map_err(ended)?)?
            }
        };
        Ok(granted(&access, ends))
    }

    fn permissions(&self, credentials: &Credentials) -> Vec<Permission> {
        match Access::read(credentials) {
            Ok(access) => auth::permissions(&access.scopes),
            Err(_) => Vec::new(),
        }
    }

    fn store(&self, credentials: &Credentials) -> Option<Arc<dyn StorePort>> {
        let access = Access::read(credentials).ok()?;
        Some(Arc::new(ShopifyStore::new(self.api(access))))
    }

    fn marketplace(&self, _credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>> {
        None
    }
}

fn granted(access: &Access, ends: Ends) -> Grant {
    Grant {
        credentials: access.document(),
        external_id: domain::ids::ExternalId::new(&access.shop_id),
        name: access.shop_name.clone(),
        access_expires_at: ends.access,
        refresh_expires_at: ends.refresh,
    }
}

/// What a person typed, before anything was asked.
fn typed(values: &ConnectValues, way: Way) -> Result<Access, ConnectError> {
    let (client_id, access_token) = match way {
        Way::Token => (String::new(), required(values, "access_token")?),
        Way::ClientCredentials | Way::Authorize => (required(values, "client_id")?, String::new()),
    };
    Ok(Access {
        config: config(values)?,
        way,
        client_id,
        client_secret: required(values, "client_secret")?.into(),
        access_token: access_token.into(),
        refresh_token: None,
        scopes: Vec::new(),
        shop_id: String::new(),
        shop_name: String::new(),
        role: role(values)?,
    })
}

fn given<'a>(values: &'a ConnectValues, field: &str) -> &'a str {
    values.get(field).map_or("", |typed| typed.trim())
}

fn required(values: &ConnectValues, field: &'static str) -> Result<String, ConnectError> {
    match given(values, field) {
        "" => Err(bad(field, "copy it from the app's settings at Shopify")),
        typed => Ok(typed.to_owned()),
    }
}

fn config(values: &ConnectValues) -> Result<Config, ConnectError> {
    match given(values, "base_url") {
        "" => Config::of_shop(given(values, "shop")).map_err(|why| bad("shop", why)),
        address => Config::of_address(address).map_err(|why| bad("base_url", why)),
    }
}

fn role(values: &ConnectValues) -> Result<Role, ConnectError> {
    match given(values, "role").to_ascii_lowercase().as_str() {
        "" | "orders" => Ok(Role::OrderManager),
        "service" => Ok(Role::FulfillmentService),
        _ => Err(bad("role", "type orders or service, or leave it empty")),
    }
}

fn bad(field: &'static str, message: impl Into<String>) -> ConnectError {
    ConnectError::BadValue {
        field,
        message: message.into(),
    }
}

/// `GET /admin/oauth/authorize`, for the person.
fn approval_address(access: &Access, callback: &str, state: &str) -> Result<String, ConnectError> {
    let scopes = auth::wanted_scopes();
    let query = [
        ("client_id", access.client_id.as_str()),
        ("scope", &scopes),
        ("redirect_uri", callback),
        ("state", state),
    ];
    Url::parse_with_params(&access.config.admin("oauth/authorize"), query)
        .map(String::from)
        .map_err(|_| not_allowed("the shop's address can't be opened"))
}

/// Whether who came back names the shop that the person was sent to. A stand-in on this machine calls
/// itself by any name.
fn is_the_shop(access: &Access, shop: &str) -> bool {
    let host = access.config.host();
    let is_real = host.ends_with(".myshopify.com");
    let named = Config::of_shop(shop);
    named.is_ok_and(|named| !is_real || named.host() == host)
}

fn scopes(list: &str) -> Vec<String> {
    let names = list.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn secret(token: String) -> Result<SecretString, CallError> {
    if token.is_empty() {
        return Err(unreadable("access", "it holds no token"));
    }
    Ok(token.into())
}

/// A question for an access that the platform refused, in words for a person who connects.
fn explained(error: CallError) -> ConnectError {
    let said = error.vendor_message.as_deref().unwrap_or_default();
    let has = |word: &str| said.contains(word);
    if has("shop_not_permitted") || has("not permitted") {
        not_allowed(
            "app and store belong to different organizations; choose the way by which a person allows the app",
        )
    } else if has("invalid_client") || has("client_secret") {
        bad(
            "client_secret",
            "Shopify does not know this pair of id and secret",
        )
    } else {
        ConnectError::Call(error)
    }
}

/// A renewal that was refused: a person must connect again. What may pass is left as it is.
fn ended(error: CallError) -> CallError {
    match error.kind {
        CallErrorKind::Refused | CallErrorKind::Misconfigured => CallError {
            kind: CallErrorKind::SignedOut,
            ..error
        },
        _ => error,
    }
}

fn not_allowed(message: impl Into<String>) -> ConnectError {
    ConnectError::NotAllowed(message.into())
}
