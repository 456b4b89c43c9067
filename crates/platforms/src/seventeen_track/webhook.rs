//! Checks that a push comes from 17TRACK, on its raw bytes, and says what it tells.
//!
//! The signature is no keyed hash: SHA-256 over the body, a slash and the key, in lower-case hex. Source:
//! README.md, pushes.

use domain::parcel::number;
use domain::ports::store::{WebhookCall, WebhookRefused};
use domain::ports::tracker::{Push, PushKind};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::access::{Access, PushCheck};
use super::convert;
use super::wire::text;

/// Where the signature stands.
const SIGNATURE_HEADER: &str = "sign";

/// Checks the signature, then reads what it tells.
pub(super) fn read(call: &WebhookCall<'_>, access: &Access) -> Result<Push, WebhookRefused> {
    let fine = access.push_check == PushCheck::Ignore || is_signed(call, &access.key);
    if fine {
        understand(call.body)
    } else {
        Err(WebhookRefused::WrongSignature)
    }
}

/// Reads what a push tells whose signature was checked before it was stored.
pub(super) fn understand(body: &[u8]) -> Result<Push, WebhookRefused> {
    let unreadable = |why: &str| WebhookRefused::Unreadable(why.to_owned());
    let message: Value = serde_json::from_slice(body).map_err(|_| unreadable("it is no JSON"))?;
    let data = message.get("data").unwrap_or(&Value::Null);
    let number = number::normal(&text(data, "number"));
    if number.is_empty() {
        return Err(unreadable("it names no number"));
    }
    let what = match text(&message, "event").as_str() {
        "TRACKING_UPDATED" => match convert::reading(data) {
            Some(reading) => PushKind::Updated(Box::new(reading)),
            None => PushKind::Other,
        },
        "TRACKING_STOPPED" => PushKind::Stopped,
        _ => PushKind::Other,
    };
    Ok(Push { number, what })
}

/// Whether the header is the true signature of the raw bytes; compared in constant time.
fn is_signed(call: &WebhookCall<'_>, key: &SecretString) -> bool {
    let key = key.expose_secret();
    // An empty key would let anyone sign.
    if key.is_empty() {
        return false;
    }
    let header = call
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER));
    let Some(Ok(given)) = header.map(|(_, value)| hex::decode(value.trim())) else {
        return false;
    };
    let ours = Sha256::new()
        .chain_update(call.body)
        .chain_update(b"/")
        .chain_update(key)
        .finalize();
    let differs = ours.iter().zip(&given).fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == ours.len() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::super::access::{REAL_ADDRESS, VERSION};
    use super::*;

    /// The body, key and signature that README.md names.
    const BODY: &str = r#"{"event":"TRACKING_STOPPED","data":{"number":"RR123456789CN","carrier":3011,"param":null,"tag":""}}"#;
    const KEY: &str = "123456ABCDEF";
    const SIGN: &str = "23d61913ce3a04881a6c2b982a05804f72c3acd01a86d5b79f0e87f3afb11030";

    fn access(push_check: PushCheck) -> Access {
        Access {
            base_url: REAL_ADDRESS.into(),
            version: VERSION.into(),
            key: KEY.into(),
            push_check,
        }
    }

    fn took(sign: Option<&str>, body: &str, check: PushCheck) -> Result<Push, WebhookRefused> {
        let headers: Vec<_> = sign
            .map(|sign| ("sign".to_owned(), sign.to_owned()))
            .into_iter()
            .collect();
        let call = WebhookCall {
            topic: "",
            headers: &headers,
            body: body.as_bytes(),
        };
        read(&call, &access(check))
    }

    #[test]
    fn only_the_true_signature_of_the_raw_bytes_passes() {
        let stopped = Push {
            number: "RR123456789CN".into(),
            what: PushKind::Stopped,
        };
        assert_eq!(took(Some(SIGN), BODY, PushCheck::Strict), Ok(stopped));
        let forged = [
            (Some(SIGN), BODY.replace("3011", "3012")),
            (Some(&SIGN[..62]), BODY.to_owned()),
            (Some(""), BODY.to_owned()),
            (Some("zz"), BODY.to_owned()),
            (None, BODY.to_owned()),
        ];
        for (sign, body) in forged {
            let taken = took(sign, &body, PushCheck::Strict);
            assert_eq!(taken, Err(WebhookRefused::WrongSignature));
        }
        assert!(took(None, BODY, PushCheck::Ignore).is_ok());
    }

    #[test]
    fn what_can_not_be_read_is_said_and_not_quoted() {
        for body in ["", "{", "[]", r#"{"event":"TRACKING_UPDATED","data":{}}"#] {
            let refused = understand(body.as_bytes()).unwrap_err();
            assert!(matches!(refused, WebhookRefused::Unreadable(_)), "{body}");
        }
        let other = understand(br#"{"event":"NEWS","data":{"number":"a-1"}}"#).unwrap();
        assert_eq!((other.number.as_str(), other.what), ("A1", PushKind::Other));
    }
}
