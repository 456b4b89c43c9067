//! Proves to Shopify who is calling, and that who comes back from it was sent by it.
//!
//! Three kinds of access, one document. No secret leaves this file but in a header, a sealed document or
//! a question for a new access. Source: README.md, access.

use domain::ports::connect::{ConnectValues, Credentials, Permission};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::config::Config;

/// A scope of the app.
struct Scope {
    name: &'static str,
    /// Whether orders go their way without it.
    optional: bool,
}

/// What the app should be allowed to do. A scope to write implies the one to read.
/// Source: README.md, scopes.
static SCOPES: [Scope; 8] = [
    needed("write_orders"),
    needed("read_products"),
    needed("read_locations"),
    needed("write_merchant_managed_fulfillment_orders"),
    needed("write_fulfillments"),
    // Names and e-mail of customers; without it the address's name is used.
    extra("read_customers"),
    // To be a fulfillment service.
    extra("write_assigned_fulfillment_orders"),
    // To see what other services hold, so that it is not bought once more.
    extra("read_third_party_fulfillment_orders"),
];

const fn needed(name: &'static str) -> Scope {
    Scope {
        name,
        optional: false,
    }
}

const fn extra(name: &'static str) -> Scope {
    Scope {
        name,
        optional: true,
    }
}

/// The list that is asked for.
pub(super) fn wanted_scopes() -> String {
    let names: Vec<&str> = SCOPES.iter().map(|scope| scope.name).collect();
    names.join(",")
}

/// What is wanted beside what was granted. Nothing granted means that nobody said.
pub(super) fn permissions(granted: &[String]) -> Vec<Permission> {
    if granted.is_empty() {
        return Vec::new();
    }
    let permission = |scope: &Scope| Permission {
        name: scope.name.to_owned(),
        granted: is_granted(scope.name, granted),
        optional: scope.optional,
    };
    SCOPES.iter().map(permission).collect()
}

/// What can't be done without and was not granted.
pub(super) fn missing_scope(granted: &[String]) -> Option<String> {
    let missing = |permission: &Permission| !permission.granted && !permission.optional;
    let first = permissions(granted).into_iter().find(missing);
    first.map(|permission| permission.name)
}

fn is_granted(wanted: &str, granted: &[String]) -> bool {
    let writing = wanted.replacen("read_", "write_", 1);
    granted
        .iter()
        .any(|scope| *scope == wanted || *scope == writing)
}

/// Who calls a shop, and where the shop is. It has no way to be printed with its secrets.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// Where.
    pub(super) config: Config,
    /// How it was granted, and so how it is renewed.
    pub(super) way: Way,
    /// The app's id; empty for a pasted token.
    pub(super) client_id: String,
    /// The app's secret, which also signs its webhooks and the way back; may be empty for a pasted token.
    pub(super) client_secret: SecretString,
    /// What opens the shop.
    pub(super) access_token: SecretString,
    /// What asks for a new access, once; only for an access that was allowed by a person and ends.
    pub(super) refresh_token: Option<SecretString>,
    /// The granted scopes; empty if nobody said.
    pub(super) scopes: Vec<String>,
    /// The shop's id.
    pub(super) shop_id: String,
    /// The shop's name.
    pub(super) shop_name: String,
    /// How Crossdock works in this store.
    pub(super) role: Role,
}

/// How an access was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Way {
    /// App and store belong to the same organization: the app asks for itself.
    ClientCredentials,
    /// A person allowed it.
    Authorize,
    /// A person pasted a token of an older kind of app.
    Token,
}

/// The two ways to work in a store. Source: README.md, request fulfillment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    /// What the merchant's own locations hold is fulfilled; nobody has to ask for it.
    #[default]
    OrderManager,
    /// What is stocked at our own location is fulfilled once the merchant asks for it.
    FulfillmentService,
}

/// What must be kept while a person is at Shopify to allow the app.
#[derive(Debug)]
pub(super) struct Pending {
    /// Where, and who; the access token is still empty.
    pub(super) access: Access,
    /// What has to come back.
    pub(super) state: SecretString,
}

/// The sealed document. It has no `Debug`, so that it can't be printed.
#[derive(Serialize, Deserialize)]
struct Document {
    way: Way,
    base_url: String,
    client_id: String,
    client_secret: String,
    access_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    shop_id: String,
    #[serde(default)]
    shop_name: String,
    #[serde(default)]
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
}

/// The document is not one of ours.
#[derive(Debug, thiserror::Error)]
#[error("the stored credentials are not those of a Shopify store")]
pub(super) struct NotOurs;

impl Access {
    /// Reads a document of ours.
    pub(super) fn read(credentials: &Credentials) -> Result<Self, NotOurs> {
        document(credentials).and_then(Self::of)
    }

    fn of(document: Document) -> Result<Self, NotOurs> {
        Ok(Self {
            config: Config::of_address(&document.base_url).map_err(|_| NotOurs)?,
            way: document.way,
            client_id: document.client_id,
            client_secret: document.client_secret.into(),
            access_token: document.access_token.into(),
            refresh_token: document.refresh_token.map(SecretString::from),
            scopes: document.scopes,
            shop_id: document.shop_id,
            shop_name: document.shop_name,
            role: document.role,
        })
    }

    /// The document to be sealed.
    pub(super) fn document(&self) -> Credentials {
        self.sealed(None)
    }

    fn sealed(&self, state: Option<String>) -> Credentials {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let document = Document {
            way: self.way,
            base_url: self.config.base_url().to_owned(),
            client_id: self.client_id.clone(),
            client_secret: plain(&self.client_secret),
            access_token: plain(&self.access_token),
            refresh_token: self.refresh_token.as_ref().map(plain),
            scopes: self.scopes.clone(),
            shop_id: self.shop_id.clone(),
            shop_name: self.shop_name.clone(),
            role: self.role,
            state,
        };
        // Texts and lists of texts always become JSON.
        Credentials::new(serde_json::to_string(&document).unwrap_or_default())
    }

    /// The same words without our secrets, which an answer may repeat.
    pub(super) fn scrub(&self, text: &str) -> String {
        let refresh = self.refresh_token.iter();
        [&self.client_secret, &self.access_token]
            .into_iter()
            .chain(refresh)
            .map(ExposeSecret::expose_secret)
            // A short one would blank ordinary words; real ones are far longer.
            .filter(|secret| secret.len() >= 8)
            .fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
    }
}

impl Pending {
    /// Reads a document of ours.
    pub(super) fn read(credentials: &Credentials) -> Result<Self, NotOurs> {
        let document = document(credentials)?;
        let state = document.state.clone().ok_or(NotOurs)?.into();
        let access = Access::of(document)?;
        Ok(Self { access, state })
    }

    /// The document to be sealed.
    pub(super) fn document(&self) -> Credentials {
        let state = self.state.expose_secret().to_owned();
        self.access.sealed(Some(state))
    }
}

fn document(credentials: &Credentials) -> Result<Document, NotOurs> {
    serde_json::from_str(credentials.expose()).map_err(|_| NotOurs)
}

/// Whether the query of the way back is signed with the app's secret: lower-case hex HMAC-SHA256 of all
/// pairs but the signature itself, sorted and percent-encoded. Source: README.md, access.
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

/// Whether `mac` is the HMAC-SHA256 of `message`; compared in constant time. An empty key would let
/// anyone sign.
pub(super) fn is_mac_of(key: &SecretString, message: &[u8], mac: &[u8]) -> bool {
    if key.expose_secret().is_empty() {
        return false;
    }
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

    fn access() -> Access {
        Access {
            config: Config::of_shop("my-shop").unwrap(),
            way: Way::Authorize,
            client_id: "id".into(),
            client_secret: "hush-client".into(),
            access_token: "hush-access".into(),
            refresh_token: Some("hush-refresh".into()),
            scopes: vec!["write_orders".into()],
            shop_id: "7".into(),
            shop_name: "Lumen Lane".into(),
            role: Role::FulfillmentService,
        }
    }

    #[test]
    fn documents_round_trip_and_nothing_is_printed() {
        let document = access().document();
        let back = Access::read(&document).unwrap();
        assert_eq!(back.document().expose(), document.expose());
        assert!(!format!("{back:?} {document:?}").contains("hush"));
        assert!(Pending::read(&document).is_err(), "nothing is pending");
        let pending = Pending {
            access: access(),
            state: "st".into(),
        };
        let back = Pending::read(&pending.document()).unwrap();
        assert!(is_same(&back.state, "st") && !is_same(&back.state, "sT"));
        for wrong in ["", "{}", "nonsense", r#"{"way":"token"}"#] {
            assert!(Access::read(&Credentials::new(wrong.into())).is_err());
        }
        let said = access().scrub("hush-access of hush-client and hush-refresh are bad");
        assert_eq!(said, "… of … and … are bad");
    }

    #[test]
    fn the_way_back_is_signed_over_all_it_carries() {
        // Published known answers, with the secret `hush`.
        let signed = |extra: &[(&str, &str)], hmac: &str| {
            let known = [
                ("code", "0907a61c0c8d55e99db179b68161bc00"),
                ("shop", "some-shop.myshopify.com"),
                ("timestamp", "1337178173"),
            ];
            let pairs = known.iter().chain(extra);
            let mut query: ConnectValues = pairs
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
        assert!(!signed(&state, bare) && !signed(&[], "not hex"));
        assert_eq!(percent_encoded("a b/é~"), "a%20b%2F%C3%A9~");
        assert!(!is_mac_of(&"".into(), b"", &[0; 32]));
    }

    #[test]
    fn what_was_not_granted_is_named() {
        let granted = |list: &str| -> Vec<String> { list.split(',').map(Into::into).collect() };
        assert_eq!(missing_scope(&granted(&wanted_scopes())), None);
        assert_eq!(missing_scope(&[]), None, "nobody said");
        let few = granted("write_orders,write_products,read_locations,write_fulfillments");
        let missing = missing_scope(&few);
        assert_eq!(
            missing.as_deref(),
            Some("write_merchant_managed_fulfillment_orders")
        );
        let shown = permissions(&few);
        let customers = shown.iter().find(|shown| shown.name == "read_customers");
        assert!(customers.is_some_and(|shown| shown.optional && !shown.granted));
    }
}
