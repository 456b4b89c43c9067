//! Who calls 17TRACK, where, and how its pushes are checked: the sealed document of a connection.
//!
//! The key is opaque, never printed, and never travels unencrypted to another machine.

use std::net::IpAddr;

use domain::ports::connect::Credentials;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Where the real one is. Source: README.md, base address.
pub(super) const REAL_ADDRESS: &str = "https://api.17track.net";

/// The version that this client was written for.
pub(super) const VERSION: &str = "v2.4";

/// Who calls, and where.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// Scheme, host and port, without a slash at the end.
    pub(super) base_url: String,
    /// The version part of the address.
    pub(super) version: String,
    /// The account's key.
    pub(super) key: SecretString,
    /// Whether a push without a true signature is refused.
    pub(super) push_check: PushCheck,
}

/// Whether the signature of a push counts. One account was reported whose pushes carry none; the
/// secret in their address protects those.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PushCheck {
    /// A missing or wrong one is refused.
    #[default]
    Strict,
    /// It is not looked at.
    Ignore,
}

/// The sealed document. It has no `Debug`, so that it can't be printed.
#[derive(Serialize, Deserialize)]
struct Document {
    base_url: String,
    version: String,
    key: String,
    #[serde(default)]
    push_check: PushCheck,
}

/// The document is not one of ours.
#[derive(Debug, thiserror::Error)]
#[error("the stored credentials are not those of a 17TRACK account")]
pub(super) struct NotOurs;

impl Access {
    /// Reads a document of ours.
    pub(super) fn read(credentials: &Credentials) -> Result<Self, NotOurs> {
        let document: Document = serde_json::from_str(credentials.expose()).map_err(|_| NotOurs)?;
        Ok(Self {
            base_url: address(&document.base_url).map_err(|_| NotOurs)?,
            version: document.version,
            key: document.key.into(),
            push_check: document.push_check,
        })
    }

    /// The document to be sealed.
    pub(super) fn document(&self) -> Credentials {
        let document = Document {
            base_url: self.base_url.clone(),
            version: self.version.clone(),
            key: self.key.expose_secret().to_owned(),
            push_check: self.push_check,
        };
        // Texts always have a JSON form, so that the default is never taken.
        Credentials::new(serde_json::to_string(&document).unwrap_or_default())
    }

    /// The address of a call, e.g. `register`.
    pub(super) fn call(&self, path: &str) -> String {
        format!("{}/track/{}/{path}", self.base_url, self.version)
    }

    /// `text` without the key, should the platform have repeated it.
    pub(super) fn scrub(&self, text: &str) -> String {
        let key = self.key.expose_secret();
        // A short one would blank ordinary words; real ones are far longer.
        if key.len() < 8 {
            return text.to_owned();
        }
        text.replace(key, "…")
    }
}

/// A web address without a slash at the end. Plain HTTP is taken on this machine only.
pub(super) fn address(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(REAL_ADDRESS.to_owned());
    }
    let url = Url::parse(typed)
        .map_err(|_| "this is no web address; leave it empty for the real 17TRACK".to_owned())?;
    let on_this_machine = match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    };
    let encrypted = url.scheme() == "https" || (url.scheme() == "http" && on_this_machine);
    if !encrypted {
        return Err("it must begin with https:// unless it is on this machine".into());
    }
    let named = !url.username().is_empty() || url.password().is_some();
    if named || url.query().is_some() || url.fragment().is_some() {
        return Err("type the address only, without a name, password, query or mark".into());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A version part such as `v2.4`.
pub(super) fn version(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(VERSION.to_owned());
    }
    let digits = typed.strip_prefix('v').unwrap_or_default();
    let fits = digits.starts_with('2')
        && digits.len() <= 6
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if fits {
        Ok(typed.to_owned())
    } else {
        Err("type a version such as v2.4, or leave it empty".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encrypted_or_on_this_machine() {
        assert_eq!(address(" ").unwrap(), REAL_ADDRESS);
        assert_eq!(
            address("http://127.0.0.1:4170/").unwrap(),
            "http://127.0.0.1:4170"
        );
        for typed in [
            "http://api.example",
            "ftp://127.0.0.1",
            "https://a:b@c.example",
            "x",
        ] {
            assert!(address(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn only_versions_that_are_spoken_here_are_taken() {
        assert_eq!(version("").unwrap(), VERSION);
        assert_eq!(version("v2.2").unwrap(), "v2.2");
        for typed in ["2.4", "v1", "v2/../v1", "v2.4444444"] {
            assert!(version(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_document_is_read_back_and_no_key_is_printed() {
        let access = Access {
            base_url: REAL_ADDRESS.into(),
            version: VERSION.into(),
            key: "hush-hush-key".into(),
            push_check: PushCheck::Ignore,
        };
        let read = Access::read(&access.document()).unwrap();
        assert_eq!(read.key.expose_secret(), "hush-hush-key");
        assert_eq!(read.push_check, PushCheck::Ignore);
        assert!(!format!("{read:?}").contains("hush"));
        assert_eq!(read.scrub("bad hush-hush-key!"), "bad …!");
        assert!(Access::read(&Credentials::new("{}".into())).is_err());
    }
}
