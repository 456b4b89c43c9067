//! Proves to ShopBase who is calling, and that who comes back from it was sent by it.
//!
//! A private app shows its key and password; a public app shows an access token and a token secret.
//! Neither ends by itself. No secret leaves this file but in a header, a sealed document or the
//! exchange of the code.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ports::connect::{ConnectValues, Credentials};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::RequestBuilder;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::config::Config;

/// What the app is allowed to do: read and write orders with their fulfillments, read products.
/// A write scope implies its read scope. Source: README.md, scopes.
pub(super) const SCOPES: [&str; 3] = ["read_orders", "write_orders", "read_products"];

/// Who calls a shop, and where the shop is.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// Where.
    pub(super) config: Config,
    /// Who.
    pub(super) app: App,
}

/// The two kinds of app.
#[derive(Clone, Debug)]
pub(super) enum App {
    /// Made by the merchant in the store itself.
    Private {
        /// Its key.
        api_key: String,
        /// Its password.
        password: SecretString,
        /// What its webhooks are signed with.
        shared_secret: SecretString,
    },
    /// Made at ShopBase for any store; the merchant allows it.
    Public {
        /// Its id.
        client_id: String,
        /// Its secret, which also signs its webhooks.
        client_secret: SecretString,
        /// The second secret, asked for in every call since May 2025.
        token_secret: SecretString,
        /// What the store gave it; empty until the merchant allowed it.
        access_token: SecretString,
    },
}

/// What must be kept while the merchant is at ShopBase to allow the app.
#[derive(Debug)]
pub(super) struct Pending {
    /// Where, and who; the access token is still empty.
    pub(super) access: Access,
    /// What has to come back.
    pub(super) state: SecretString,
    /// Whether a wrong signature of the way back is refused.
    pub(super) check: CallbackCheck,
}

/// Whether the signature of the way back counts. Nobody has confirmed how ShopBase computes it, so
/// that a merchant can leave it out; the state and the exchange of the code still protect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CallbackCheck {
    /// A wrong one is refused.
    #[default]
    Strict,
    /// It is not looked at.
    Ignore,
}

/// The sealed document. It has no `Debug`, so that it can't be printed.
#[derive(Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case")]
enum Document {
    PrivateApp {
        base_url: String,
        api_key: String,
        password: String,
        shared_secret: String,
    },
    PublicApp {
        base_url: String,
        client_id: String,
        client_secret: String,
        token_secret: String,
        access_token: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        #[serde(default)]
        callback_check: CallbackCheck,
    },
}

/// The document is not one of ours.
#[derive(Debug, thiserror::Error)]
#[error("the stored credentials are not those of a ShopBase store")]
pub(super) struct NotOurs;

impl Access {
    /// Reads a document of ours.
    pub(super) fn read(credentials: &Credentials) -> Result<Self, NotOurs> {
        let document = serde_json::from_str(credentials.expose()).map_err(|_| NotOurs)?;
        let (base_url, app) = match document {
            Document::PrivateApp {
                base_url,
                api_key,
                password,
                shared_secret,
            } => {
                let app = App::Private {
                    api_key,
                    password: password.into(),
                    shared_secret: shared_secret.into(),
                };
                (base_url, app)
            }
            Document::PublicApp {
                base_url,
                client_id,
                client_secret,
                token_secret,
                access_token,
                ..
            } => {
                let app = App::Public {
                    client_id,
                    client_secret: client_secret.into(),
                    token_secret: token_secret.into(),
                    access_token: access_token.into(),
                };
                (base_url, app)
            }
        };
        let config = Config::of_address(&base_url).map_err(|_| NotOurs)?;
        Ok(Self { config, app })
    }

    /// The document to be sealed.
    pub(super) fn document(&self) -> Credentials {
        sealed(&self.as_document(None, CallbackCheck::default()))
    }

    fn as_document(&self, state: Option<String>, callback_check: CallbackCheck) -> Document {
        let base_url = self.config.base_url().to_owned();
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        match &self.app {
            App::Private {
                api_key,
                password,
                shared_secret,
            } => Document::PrivateApp {
                base_url,
                api_key: api_key.clone(),
                password: plain(password),
                shared_secret: plain(shared_secret),
            },
            App::Public {
                client_id,
                client_secret,
                token_secret,
                access_token,
            } => Document::PublicApp {
                base_url,
                client_id: client_id.clone(),
                client_secret: plain(client_secret),
                token_secret: plain(token_secret),
                access_token: plain(access_token),
                state,
                callback_check,
            },
        }
    }
}

impl Pending {
    /// Reads a document of ours.
    pub(super) fn read(credentials: &Credentials) -> Result<Self, NotOurs> {
        let access = Access::read(credentials)?;
        match serde_json::from_str(credentials.expose()) {
            Ok(Document::PublicApp {
                state: Some(state),
                callback_check,
                ..
            }) => Ok(Self {
                access,
                state: state.into(),
                check: callback_check,
            }),
            _ => Err(NotOurs),
        }
    }

    /// The document to be kept.
    pub(super) fn document(&self) -> Credentials {
        let state = Some(self.state.expose_secret().to_owned());
        sealed(&self.access.as_document(state, self.check))
    }
}

fn sealed(document: &Document) -> Credentials {
    // Texts in a tagged enum always have a JSON form, so that the default is never taken.
    Credentials::new(serde_json::to_string(document).unwrap_or_default())
}

impl App {
    /// Shows who calls. A public app without access token shows nothing yet.
    pub(super) fn sign(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Private {
                api_key, password, ..
            } => {
                let pair = format!("{api_key}:{}", password.expose_secret());
                secret_header(
                    request,
                    "authorization",
                    &format!("Basic {}", STANDARD.encode(pair)),
                )
            }
            Self::Public {
                access_token,
                token_secret,
                ..
            } => {
                if access_token.expose_secret().is_empty() {
                    return request;
                }
                let request = secret_header(
                    request,
                    "x-shopbase-access-token",
                    access_token.expose_secret(),
                );
                secret_header(
                    request,
                    "x-shopbase-token-secret",
                    token_secret.expose_secret(),
                )
            }
        }
    }

    /// What webhooks are signed with.
    pub(super) fn webhook_key(&self) -> &SecretString {
        match self {
            Self::Private { shared_secret, .. } => shared_secret,
            Self::Public { client_secret, .. } => client_secret,
        }
    }

    /// `text` without any secret of ours, should the platform have repeated one.
    pub(super) fn scrub(&self, text: &str) -> String {
        let secrets = match self {
            Self::Private {
                password,
                shared_secret,
                ..
            } => vec![password, shared_secret],
            Self::Public {
                client_secret,
                token_secret,
                access_token,
                ..
            } => vec![client_secret, token_secret, access_token],
        };
        secrets
            .into_iter()
            .map(ExposeSecret::expose_secret)
            // A short one would blank ordinary words; real ones are far longer.
            .filter(|secret| secret.len() >= 8)
            .fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
    }
}

/// A header that no log of the HTTP client prints. A value that is no header fails the request.
fn secret_header(request: RequestBuilder, name: &str, value: &str) -> RequestBuilder {
    match HeaderValue::from_str(value) {
        Ok(mut value) => {
            value.set_sensitive(true);
            request.header(name, value)
        }
        Err(_) => request.header(name, value),
    }
}

/// Whether the query of the way back is signed with the app's secret: lower-case hex HMAC-SHA256 of
/// all pairs but the signature itself, sorted. Presumed; see README.md, what is not confirmed.
pub(super) fn callback_is_signed(client_secret: &SecretString, query: &ConnectValues) -> bool {
    let pairs = query
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "hmac" | "signature"));
    let pairs: Vec<String> = pairs
        .map(|(key, value)| format!("{}={}", percent_encoded(key), percent_encoded(value)))
        .collect();
    let Some(Ok(signature)) = query.get("hmac").map(hex::decode) else {
        return false;
    };
    is_mac_of(client_secret, pairs.join("&").as_bytes(), &signature)
}

/// Whether `mac` is the HMAC-SHA256 of `message`; compared in constant time.
pub(super) fn is_mac_of(key: &SecretString, message: &[u8], mac: &[u8]) -> bool {
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes()) else {
        return false;
    };
    hmac.update(message);
    hmac.verify_slice(mac).is_ok()
}

/// Whether two secrets are the same, told in a time that does not depend on where they differ.
pub(super) fn is_same(ours: &SecretString, theirs: &str) -> bool {
    let mac = Hmac::<Sha256>::new_from_slice(b"state").map(|mut hmac| {
        hmac.update(theirs.as_bytes());
        hmac.finalize().into_bytes()
    });
    let key = SecretString::from("state");
    mac.is_ok_and(|mac| is_mac_of(&key, ours.expose_secret().as_bytes(), &mac))
}

fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public() -> Access {
        Access {
            config: Config::of_shop("my-shop").unwrap(),
            app: App::Public {
                client_id: "id".into(),
                client_secret: "hush-client".into(),
                token_secret: "hush-second".into(),
                access_token: "hush-access".into(),
            },
        }
    }

    fn private() -> Access {
        Access {
            config: Config::of_shop("my-shop").unwrap(),
            app: App::Private {
                api_key: "key".into(),
                password: "hush-password".into(),
                shared_secret: "hush-shared".into(),
            },
        }
    }

    fn headers(access: &Access) -> reqwest::header::HeaderMap {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let request = reqwest::Client::new().get("https://my-shop.onshopbase.com");
        access.app.sign(request).build().unwrap().headers().clone()
    }

    #[test]
    fn each_app_shows_its_own_headers() {
        let basic = headers(&private());
        // "key:hush-password" in Base64.
        assert_eq!(basic["authorization"], "Basic a2V5Omh1c2gtcGFzc3dvcmQ=");
        assert!(basic["authorization"].is_sensitive());
        let oauth = headers(&public());
        assert_eq!(oauth["x-shopbase-access-token"], "hush-access");
        assert_eq!(oauth["x-shopbase-token-secret"], "hush-second");
        assert!(!oauth.contains_key("authorization"));
    }

    #[test]
    fn documents_round_trip_and_nothing_is_printed() {
        for access in [public(), private()] {
            let document = access.document();
            let back = Access::read(&document).unwrap();
            assert_eq!(back.document().expose(), document.expose());
            assert_eq!(back.config, access.config);
            assert!(!format!("{back:?} {document:?}").contains("hush"));
            assert!(Pending::read(&document).is_err(), "nothing is pending");
        }
        let pending = Pending {
            access: public(),
            state: "st".into(),
            check: CallbackCheck::Ignore,
        };
        let back = Pending::read(&pending.document()).unwrap();
        assert_eq!(back.check, CallbackCheck::Ignore);
        assert!(is_same(&back.state, "st"));
        assert!(!is_same(&back.state, "sT"));
        for wrong in ["", "{}", "nonsense", r#"{"way":"private-app"}"#] {
            assert!(Access::read(&Credentials::new(wrong.into())).is_err());
        }
    }

    #[test]
    fn repeated_secrets_are_scrubbed() {
        let said = public()
            .app
            .scrub("token hush-access of hush-client is bad");
        assert_eq!(said, "token … of … is bad");
    }

    #[test]
    fn the_way_back_is_signed_over_all_it_carries() {
        // Published known answers of the formula that ShopBase's is presumed to be a copy of.
        let signed = |extra: &[(&str, &str)], hmac: &str| {
            let mut query: ConnectValues = [
                ("code", "0907a61c0c8d55e99db179b68161bc00"),
                ("shop", concat!("some-shop.mysh", "opify.com")),
                ("timestamp", "1337178173"),
            ]
            .iter()
            .chain(extra)
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
            query.insert("hmac".into(), hmac.into());
            callback_is_signed(&"hush".into(), &query)
        };
        let bare = "4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20";
        let with_state = "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf";
        let state = [("state", "0.6784241404160823")];
        assert!(signed(&[], bare));
        assert!(signed(&state, with_state));
        assert!(!signed(&state, bare));
        assert!(!signed(&[], "not hex"));
        assert_eq!(percent_encoded("a b/é~"), "a%20b%2F%C3%A9~");
    }
}
