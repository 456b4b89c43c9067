//! A shop's own data and the answer to the exchange of a code. Source: README.md, signing in.
//!
//! The access token is a secret from the first byte on.

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use super::lenient;

/// A shop.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Shop {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) domain: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) primary_domain: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) currency: String,
}

/// What a code was exchanged for.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Token {
    #[serde(deserialize_with = "secret")]
    pub(in crate::shopbase) access_token: SecretString,
    /// What was allowed; empty if the answer does not say.
    #[serde(default, alias = "scopes", deserialize_with = "lenient::texts")]
    pub(in crate::shopbase) scope: Vec<String>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    let text = lenient::text(deserializer)?;
    if text.trim().is_empty() {
        return Err(serde::de::Error::custom("the access token is empty"));
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_and_never_printed() {
        for json in [
            r#"{"access_token":"hush","scope":"read_orders,write_orders"}"#,
            r#"{"access_token":"hush","scopes":["read_orders","write_orders"],"more":1}"#,
        ] {
            let token: Token = serde_json::from_str(json).unwrap();
            assert_eq!(token.scope, ["read_orders", "write_orders"]);
            assert!(!format!("{token:?}").contains("hush"));
        }
        assert!(serde_json::from_str::<Token>(r#"{"access_token":""}"#).is_err());
    }
}
