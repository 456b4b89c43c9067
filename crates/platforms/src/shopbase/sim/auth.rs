//! Who calls: private apps by Basic, public apps by an access token and the token secret, and the
//! consent page on which a store owner lets a public app in. Source: reference sheet §B1.
//!
//! It comes before every admin call and never looks at a store's data.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::Sha256;
use url::Url;

use super::pages::{document, escape};
use super::query::Query;
use super::quirks::mix;
use super::reading::filled;
use super::reply::{Answer, Reply};
use super::state::State;

/// How long a code may be exchanged; the platform's own time is not documented.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Which app calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The private app: every scope.
    PrivateApp,
    /// The public app: the scopes of its token.
    PublicApp,
}

/// Codes and tokens that were given out.
#[derive(Debug)]
pub(super) struct Tokens {
    seed: u64,
    given: u64,
    /// Code → scopes, when it was given, where it was sent.
    codes: BTreeMap<String, (String, Timestamp)>,
    /// Access token → scopes.
    tokens: BTreeMap<String, String>,
}

impl Tokens {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            given: 0,
            codes: BTreeMap::new(),
            tokens: BTreeMap::new(),
        }
    }

    fn fresh(&mut self, kind: &str) -> String {
        self.given += 1;
        let number = i64::try_from(self.given).unwrap_or(i64::MAX);
        format!(
            "{:016x}{:016x}",
            mix(self.seed, number, kind),
            mix(!self.seed, number, kind)
        )
    }
}

impl State {
    /// Who sent these headers, and with which scopes (`None` is all of them).
    pub(super) fn caller(&self, headers: &HeaderMap) -> Result<(Owner, Option<String>), Reply> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let unknown = || {
            Reply::errors_text(
                401,
                "[API] Invalid API key or access token (unrecognized login or wrong password)",
            )
        };
        if let Some(token) = text("x-shopbase-access-token") {
            let scopes = self.tokens.tokens.get(token).ok_or_else(unknown)?;
            if text("x-shopbase-token-secret") != Some(self.config.token_secret.as_str()) {
                return Err(Reply::error_text(401, "Invalid token secret"));
            }
            return Ok((Owner::PublicApp, Some(scopes.clone())));
        }
        let basic = text("authorization").and_then(|value| value.strip_prefix("Basic "));
        let decoded = basic.and_then(|encoded| STANDARD.decode(encoded.trim()).ok());
        let wanted = format!("{}:{}", self.config.api_key, self.config.api_password);
        match decoded {
            Some(given) if given == wanted.as_bytes() => Ok((Owner::PrivateApp, None)),
            _ => Err(unknown()),
        }
    }

    /// A token as the consent page would give it, for callers that don't want to walk through it.
    pub(super) fn issue_token(&mut self, scopes: &str) -> String {
        let token = self.tokens.fresh("token");
        self.tokens.tokens.insert(token.clone(), scopes.to_owned());
        token
    }

    /// The consent page, or why there is none.
    pub(super) fn consent_page(&self, query: &Query) -> (u16, String) {
        if let Err(why) = self.check_app(query) {
            let text = format!("<h1>This app can't be installed</h1><p>{}</p>", escape(why));
            return (400, document("Install app", &text));
        }
        let hidden = ["client_id", "scope", "redirect_uri", "state"].map(|key| {
            let value = escape(query.get(key).unwrap_or_default());
            format!("<input type=\"hidden\" name=\"{key}\" value=\"{value}\">")
        });
        let scopes = query.list("scope");
        let scopes = scopes
            .iter()
            .map(|scope| format!("<li><code>{}</code></li>", escape(scope)));
        let body = format!(
            "<h1>Install app</h1><p>An app wants to work with <strong>{}</strong> ({}). It asks for:</p>\
             <ul>{}</ul><form method=\"post\" action=\"/admin/oauth/authorize\">{}\
             <button class=\"primary\" type=\"submit\">Allow</button></form>",
            escape(&self.config.shop_name),
            escape(&self.config.domain()),
            scopes.collect::<String>(),
            hidden.concat(),
        );
        (200, document("Install app", &body))
    }

    /// What the Allow button does: a code is given and the browser is sent back with it.
    pub(super) fn allow(&mut self, form: &Query) -> Result<String, String> {
        self.check_app(form)?;
        let mut back = Url::parse(form.get("redirect_uri").unwrap_or_default())
            .map_err(|_| "redirect_uri is not an address".to_owned())?;
        let code = self.tokens.fresh("code");
        let scopes = form.get("scope").unwrap_or_default().to_owned();
        self.tokens.codes.insert(code.clone(), (scopes, self.now));
        let mut pairs = vec![
            ("code".to_owned(), code),
            ("shop".to_owned(), self.config.domain()),
            (
                "state".to_owned(),
                form.get("state").unwrap_or_default().to_owned(),
            ),
            ("timestamp".to_owned(), self.now.as_second().to_string()),
        ];
        // Parameters that the address had before take part in the signature too.
        pairs.extend(back.query_pairs().into_owned());
        let hmac = sign_query(&self.config.client_secret, pairs.clone());
        pairs.push(("hmac".to_owned(), hmac));
        back.query_pairs_mut().clear().extend_pairs(pairs);
        Ok(back.into())
    }

    /// `POST /admin/oauth/access_token.json`.
    pub(super) fn exchange(&mut self, body: &Value) -> Answer {
        let given = |key: &str| filled(body, key).unwrap_or_default();
        if given("client_id") != self.config.client_id
            || given("client_secret") != self.config.client_secret
        {
            return Err(Reply::error_text(401, "invalid_client"));
        }
        let code = given("code");
        let Some((scopes, at)) = self.tokens.codes.remove(&code) else {
            return Err(Reply {
                status: 400,
                body: json!({"error": "invalid_request",
                "error_description": "The authorization code was not found or was already used"}),
            });
        };
        if self.now.duration_since(at) > CODE_LIFE {
            return Err(Reply::error_text(400, "invalid_request"));
        }
        let token = self.issue_token(&scopes);
        Ok(Reply::ok(json!({"access_token": token, "scope": scopes})))
    }

    fn check_app(&self, query: &Query) -> Result<(), &'static str> {
        if query.get("client_id") != Some(self.config.client_id.as_str()) {
            return Err("Unknown client_id.");
        }
        let back = query
            .get("redirect_uri")
            .and_then(|address| Url::parse(address).ok());
        if !back.is_some_and(|url| matches!(url.scheme(), "http" | "https")) {
            return Err("redirect_uri is missing or not an address.");
        }
        if query.list("scope").is_empty() {
            return Err("scope is missing.");
        }
        Ok(())
    }
}

/// Whether a token with `scopes` may make this call; a write scope implies its read scope.
pub(super) fn check_scope(scopes: &str, method: &str, resource: &str) -> Result<(), Reply> {
    let group = match resource {
        "orders" => "orders",
        "products" | "variants" => "products",
        "fulfillment_services" => "fulfillments",
        _ => return Ok(()),
    };
    let have: Vec<_> = scopes.split(',').map(str::trim).collect();
    let (read, write) = (format!("read_{group}"), format!("write_{group}"));
    let allowed =
        have.contains(&write.as_str()) || (method == "GET" && have.contains(&read.as_str()));
    if allowed {
        return Ok(());
    }
    let missing = if method == "GET" { read } else { write };
    let text = format!("[API] This action requires merchant approval for {missing} scope.");
    Err(Reply::errors_text(403, &text))
}

/// Lower-case hex HMAC-SHA256 of the sorted query. Source: reference sheet §A2.4.
fn sign_query(secret: &str, mut pairs: Vec<(String, String)>) -> String {
    pairs.sort();
    let spell = |text: &str| {
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        encoded.replace('+', "%20")
    };
    let parts: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", spell(key), spell(value)))
        .collect();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(parts.join("&").as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_the_sorted_and_encoded_query() {
        let pairs = [
            ("timestamp", "1337178173"),
            ("state", "a b&c"),
            ("shop", "some-shop.onshopbase.com"),
            ("code", "0907a61c0c8d55e99db179b68161bc00"),
        ];
        let pairs = pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .to_vec();
        assert_eq!(
            sign_query("hush", pairs),
            "9cd0fdca0dbb5ba19e05f122102d6f727433e10b05d4673e025113f338b7e008"
        );
    }
}
