//! Inbound pushes: a hint which order to read again, never the truth about it.
//!
//! A push belongs to the app, so one address receives all accounts of it. A wrong signature is refused;
//! a missing one is told, because some deliveries are reported to come unsigned. What follows is always
//! a read of the order. Source: reference sheet §15.

use domain::ids::ExternalId;
use domain::ports::connect::Credentials;
use serde::Deserialize;

use super::auth::Account;
use super::sign::hmac_sha256;
use super::wire::{Node, Text};

/// A push as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// The order to read again; `None` for a console's test or another kind of message.
    pub order: Option<ExternalId>,
    /// Whether it was signed by who knows the app's secret.
    pub signed: bool,
}

/// A push whose signature is not the app's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the push is signed by somebody else")]
pub struct WrongSignature;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    data: Node<Data>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    #[serde(rename = "orderId")]
    order_id: Text,
}

/// Reads a push for the app that these credentials belong to. `authorization` is that header.
///
/// # Errors
/// When there is a signature and it is not the app's.
pub fn read(
    credentials: &Credentials,
    authorization: Option<&str>,
    body: &[u8],
) -> Result<Push, WrongSignature> {
    let account = Account::read(credentials);
    let signature = authorization.map(str::trim).filter(|text| !text.is_empty());
    if let Some(signature) = signature
        && !is_signed_by(&account, signature, body)
    {
        return Err(WrongSignature);
    }
    let message: Message = serde_json::from_slice(body).unwrap_or_default();
    let order = message.data.0.order_id.some().map(ExternalId::new);
    Ok(Push {
        order: order.filter(|id| id.as_str().bytes().all(|byte| byte.is_ascii_digit())),
        signed: signature.is_some(),
    })
}

fn is_signed_by(account: &Account, signature: &str, body: &[u8]) -> bool {
    let expected = hmac_sha256(
        account.app_secret.as_bytes(),
        &[account.app_key.as_bytes(), body],
    );
    let Ok(given) = hex::decode(signature) else {
        return false;
    };
    // Every byte is compared, so that the time tells nothing.
    let different = given
        .iter()
        .zip(expected)
        .fold(0, |seen, (a, b)| seen | (a ^ b));
    given.len() == expected.len() && different == 0 && !account.app_secret.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"data":{"buyerId":1861703697,"orderId":1105933950463697,"orderStatus":"OrderShipped"},"message_type":53,"seller_id":"1234","site":"ae_global","timestamp":1719389200}"#;
    const SIGNATURE: &str = "4714bd85939902dbabd654ea187b3239215e108f99343208cbba288757426d0e";

    fn credentials() -> Credentials {
        Credentials::new(r#"{"app_key":"12345678","app_secret":"helloworld"}"#.into())
    }

    #[test]
    fn the_known_signature_opens_it() {
        let push = read(&credentials(), Some(SIGNATURE), BODY).unwrap();
        assert_eq!(push.order, Some(ExternalId::new("1105933950463697")));
        assert!(push.signed);
    }

    #[test]
    fn another_signature_is_refused_and_none_is_told() {
        let mut other = BODY.to_vec();
        other[20] = b'7';
        assert_eq!(
            read(&credentials(), Some(SIGNATURE), &other),
            Err(WrongSignature)
        );
        assert_eq!(read(&credentials(), Some("xx"), BODY), Err(WrongSignature));
        assert_eq!(
            read(&credentials(), Some(""), BODY).map(|push| push.signed),
            Ok(false)
        );
        let nobody = Credentials::new("{}".into());
        assert_eq!(read(&nobody, Some(SIGNATURE), BODY), Err(WrongSignature));
    }

    #[test]
    fn tests_of_the_console_name_no_order() {
        for body in [
            b"".as_slice(),
            b"{}",
            b"hello",
            br#"{"data":null}"#,
            br#"{"data":{"orderId":"../1"}}"#,
        ] {
            assert_eq!(
                read(&credentials(), None, body).map(|push| push.order),
                Ok(None)
            );
        }
    }
}
