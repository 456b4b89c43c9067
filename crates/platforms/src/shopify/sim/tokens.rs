//! Who may call: tokens of the three kinds, how they are got, and how they end.
//!
//! A refresh token may be used again until the pair that it gave is first used; after that it is worth
//! nothing. Source: reference sheet §A2.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use sha2::Sha256;
use url::form_urlencoded;

use super::reading::filled;
use super::reply::Reply;
use super::state::State;

/// Seconds that an access lives which the app asked for itself: a day, but for one.
const OWN_SECONDS: i64 = 86_399;
/// Seconds that an access lives which a person allowed.
const ALLOWED_SECONDS: i64 = 3_600;
/// Seconds that it can be renewed.
const REFRESH_SECONDS: i64 = 7_776_000;
/// A code is worth something for this long.
const CODE_SECONDS: i64 = 60;

/// Everything that opens the store.
#[derive(Debug)]
pub(super) struct Tokens {
    dice: StdRng,
    /// When each ends.
    live: BTreeMap<String, Token>,
    codes: BTreeMap<String, (String, Timestamp)>,
    refreshes: BTreeMap<String, Refresh>,
    /// How often pairs were renewed, for the ledger.
    pub(super) renewed: u64,
}

#[derive(Clone, Debug)]
struct Token {
    scopes: String,
    ends_at: Option<Timestamp>,
    /// The refresh token that is worth nothing once this one is used.
    ends: Option<String>,
}

#[derive(Clone, Debug)]
struct Refresh {
    scopes: String,
    ends_at: Timestamp,
}

impl Tokens {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dice: StdRng::seed_from_u64(seed ^ 0x5eed),
            live: BTreeMap::new(),
            codes: BTreeMap::new(),
            refreshes: BTreeMap::new(),
            renewed: 0,
        }
    }

    fn secret(&mut self, kind: &str) -> String {
        format!("{kind}_{:032x}", self.dice.random::<u128>())
    }
}

impl State {
    /// The scopes of who calls; it may be nobody.
    pub(super) fn caller(&mut self, token: Option<&str>) -> Result<String, Reply> {
        let refused = || {
            let words =
                "[API] Invalid API key or access token (unrecognized login or wrong password)";
            Reply::errors_text(401, words)
        };
        let token = token.ok_or_else(refused)?;
        if token == self.config.static_access {
            return Ok(self.config.scopes.clone());
        }
        let known = self.tokens.live.get_mut(token).ok_or_else(refused)?;
        if known.ends_at.is_some_and(|end| end <= self.now) {
            return Err(refused());
        }
        if let Some(old) = known.ends.take() {
            self.tokens.refreshes.remove(&old);
        }
        Ok(known.scopes.clone())
    }

    /// `POST /admin/oauth/access_token`.
    pub(super) fn grant(&mut self, asked: &Value) -> Result<Value, Reply> {
        let given = |key: &str| filled(asked, key).unwrap_or_default();
        if given("client_id") != self.config.client_id {
            return Err(Reply::oauth("invalid_client", "The client is not known."));
        }
        if given("client_secret") != self.config.client_secret {
            let words = "The client_secret does not match.";
            return Err(Reply::oauth("invalid_client", words));
        }
        match given("grant_type").as_str() {
            "client_credentials" => self.grant_itself(),
            "refresh_token" => self.renew(&given("refresh_token")),
            "" | "authorization_code" => self.exchange(
                &given("code"),
                matches!(given("expiring").as_str(), "1" | "true"),
            ),
            _ => Err(Reply::oauth(
                "unsupported_grant_type",
                "This grant type is not supported.",
            )),
        }
    }

    fn grant_itself(&mut self) -> Result<Value, Reply> {
        if !self.config.same_organization {
            let words = "Client credentials cannot be performed on this shop.";
            return Err(Reply::oauth("shop_not_permitted", words));
        }
        let scopes = self.config.scopes.clone();
        let token = self.live(&scopes, Some(OWN_SECONDS), None);
        Ok(json!({"access_token": token, "scope": scopes, "expires_in": OWN_SECONDS}))
    }

    fn exchange(&mut self, code: &str, expiring: bool) -> Result<Value, Reply> {
        let known = self.tokens.codes.remove(code);
        let known = known.filter(|(_, ends_at)| *ends_at > self.now);
        let Some((scopes, _)) = known else {
            let words = "The authorization code was not found or was already used.";
            return Err(Reply::oauth("invalid_request", words));
        };
        if expiring {
            return Ok(self.pair(&scopes, None));
        }
        let token = self.live(&scopes, None, None);
        Ok(json!({"access_token": token, "scope": scopes}))
    }

    fn renew(&mut self, refresh: &str) -> Result<Value, Reply> {
        let known = self.tokens.refreshes.get(refresh).cloned();
        let Some(known) = known.filter(|known| known.ends_at > self.now) else {
            let words = "The refresh token is invalid or was used before.";
            return Err(Reply::oauth("invalid_grant", words));
        };
        self.tokens.renewed += 1;
        Ok(self.pair(&known.scopes, Some(refresh.to_owned())))
    }

    fn pair(&mut self, scopes: &str, ends: Option<String>) -> Value {
        let token = self.live(scopes, Some(ALLOWED_SECONDS), ends);
        let refresh = self.tokens.secret("shprt");
        let ends_at = later(self.now, REFRESH_SECONDS);
        let scopes = scopes.to_owned();
        let kept = Refresh {
            scopes: scopes.clone(),
            ends_at,
        };
        self.tokens.refreshes.insert(refresh.clone(), kept);
        json!({
            "access_token": token, "scope": scopes, "expires_in": ALLOWED_SECONDS,
            "refresh_token": refresh, "refresh_token_expires_in": REFRESH_SECONDS,
        })
    }

    fn live(&mut self, scopes: &str, seconds: Option<i64>, ends: Option<String>) -> String {
        let token = self.tokens.secret("shpua");
        let kept = Token {
            scopes: scopes.to_owned(),
            ends_at: seconds.map(|seconds| later(self.now, seconds)),
            ends,
        };
        self.tokens.live.insert(token.clone(), kept);
        token
    }

    /// Ends every access that is out, as when the owner removed the app.
    pub(super) fn end_all_access(&mut self) {
        self.tokens.live.clear();
        self.tokens.refreshes.clear();
        self.config = std::sync::Arc::new(super::ShopifySimConfig {
            static_access: String::new(),
            ..(*self.config).clone()
        });
    }

    /// The address that a person who allowed the app is sent back to.
    pub(super) fn allow(&mut self, asked: &BTreeMap<String, String>) -> Result<String, String> {
        let given = |key: &str| asked.get(key).cloned().unwrap_or_default();
        if given("client_id") != self.config.client_id {
            return Err("no app has this client_id".into());
        }
        let back = given("redirect_uri");
        let mut back = url::Url::parse(&back).map_err(|_| "the redirect_uri is no address")?;
        // What the app may do is set up with the app; it can ask for no more.
        let allowed: Vec<&str> = self.config.scopes.split(',').map(str::trim).collect();
        let wanted = given("scope");
        let granted: Vec<&str> = wanted
            .split(',')
            .map(str::trim)
            .filter(|scope| allowed.contains(scope) || allowed.contains(&writing(scope).as_str()))
            .collect();
        let code = self.tokens.secret("code");
        let ends_at = later(self.now, CODE_SECONDS);
        let kept = (granted.join(","), ends_at);
        self.tokens.codes.insert(code.clone(), kept);
        let host = data_encoding(&format!("admin.shopify.com/store/{}", self.config.shop));
        let mut query = BTreeMap::from([
            ("code", code),
            ("host", host),
            ("shop", self.config.domain()),
            ("state", given("state")),
            ("timestamp", self.now.as_second().to_string()),
        ]);
        let message: Vec<String> = query
            .iter()
            .map(|(key, value)| format!("{}={}", encoded(key), encoded(value)))
            .collect();
        query.insert(
            "hmac",
            signature(&self.config.client_secret, &message.join("&")),
        );
        for (key, value) in &query {
            back.query_pairs_mut().append_pair(key, value);
        }
        Ok(back.into())
    }
}

fn writing(scope: &str) -> String {
    scope.replacen("read_", "write_", 1)
}

fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}

fn data_encoding(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD_NO_PAD.encode(text)
}

/// Percent-encoded, a space as `%20`.
fn encoded(text: &str) -> String {
    let form: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    form.replace('+', "%20")
        .replace("%7E", "~")
        .replace('*', "%2A")
}

/// Lower-case hex of the HMAC-SHA256.
fn signature(key: &str, message: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(message.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
