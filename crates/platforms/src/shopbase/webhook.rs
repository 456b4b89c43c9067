//! Checks that a delivery comes from the store, on its raw bytes, and says what it is about.
//!
//! A delivery only wakes: what it says is read again through `api`. The topic is the one of the
//! address it came to, because nobody has confirmed a topic header. Source: README.md, webhooks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ids::ExternalId;
use domain::ports::store::{WebhookCall, WebhookHint, WebhookRefused};
use secrecy::{ExposeSecret, SecretString};

use super::auth::is_mac_of;
use super::error::without_values;
use super::wire;

/// What we subscribe to.
pub(super) const TOPICS: [&str; 14] = [
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/fulfilled",
    "orders/partially_fulfilled",
    "orders/delete",
    "refunds/create",
    "fulfillments/create",
    "fulfillments/update",
    "products/create",
    "products/update",
    "products/delete",
    "app/uninstalled",
];

/// Where the signature stands.
const SIGNATURE_HEADER: &str = "x-shopbase-hmac-sha256";

/// A topic as it stands in an address: `orders-create`.
pub(super) fn slug(topic: &str) -> String {
    topic.replace('/', "-")
}

/// Checks the signature, then reads what it is about.
pub(super) fn read(
    call: &WebhookCall<'_>,
    key: &SecretString,
) -> Result<WebhookHint, WebhookRefused> {
    if is_signed(call, key) {
        understand(call)
    } else {
        Err(WebhookRefused::WrongSignature)
    }
}

/// Reads what a delivery is about whose signature was checked before it was stored.
pub(super) fn understand(call: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused> {
    let topic = slug(call.topic);
    let (subject, _) = topic.split_once('-').unwrap_or_default();
    match subject {
        "app" if topic == "app-uninstalled" => Ok(WebhookHint::Uninstalled),
        "products" => Ok(WebhookHint::Products),
        "orders" => Ok(hint(body(call, "order")?.id)),
        "refunds" => Ok(hint(body(call, "refund")?.order_id)),
        "fulfillments" => Ok(hint(body(call, "fulfillment")?.order_id)),
        "order_transactions" => Ok(hint(body(call, "transaction")?.order_id)),
        _ => Ok(WebhookHint::Other),
    }
}

/// A body that names no order wakes nobody; the poll finds what it was about.
fn hint(order: Option<String>) -> WebhookHint {
    order.map_or(WebhookHint::Other, |id| WebhookHint::Order(ExternalId(id)))
}

fn body(call: &WebhookCall<'_>, wrapper: &str) -> Result<wire::HookBody, WebhookRefused> {
    wire::one(call.body, wrapper)
        .map_err(|error| WebhookRefused::Unreadable(without_values(&error.message)))
}

/// Base64 of the HMAC-SHA256 over the raw bytes; compared in constant time.
fn is_signed(call: &WebhookCall<'_>, key: &SecretString) -> bool {
    // An empty key would let anyone sign.
    if key.expose_secret().is_empty() {
        return false;
    }
    let header = call
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER));
    let Some(Ok(signature)) = header.map(|(_, value)| STANDARD.decode(value.trim())) else {
        return false;
    };
    is_mac_of(key, call.body, &signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same known answer in Base64, from RFC 4231, test case 2.
    const RFC_SIGNATURE: &str = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=";

    fn call<'a>(topic: &'a str, headers: &'a [(String, String)], body: &'a str) -> WebhookCall<'a> {
        WebhookCall {
            topic,
            headers,
            body: body.as_bytes(),
        }
    }

    fn signed(topic: &str, body: &str) -> Result<WebhookHint, WebhookRefused> {
        use hmac::{Hmac, KeyInit, Mac};
        let mut hmac = Hmac::<sha2::Sha256>::new_from_slice(b"shared").unwrap();
        hmac.update(body.as_bytes());
        let value = STANDARD.encode(hmac.finalize().into_bytes());
        let headers = [(SIGNATURE_HEADER.to_owned(), value)];
        read(&call(topic, &headers, body), &"shared".into())
    }

    #[test]
    fn only_the_true_signature_of_the_raw_bytes_passes() {
        let body = "what do ya want for nothing?";
        let checked = |signature: &str, body: &str, key: &str| {
            let headers = [(SIGNATURE_HEADER.to_owned(), signature.to_owned())];
            is_signed(&call("app-uninstalled", &headers, body), &key.into())
        };
        assert!(checked(RFC_SIGNATURE, body, "Jefe"));
        assert!(!checked(
            RFC_SIGNATURE,
            "what do ya want for nothing!",
            "Jefe"
        ));
        assert!(!checked(RFC_SIGNATURE, body, "jefe"));
        assert!(!checked("not base64!", body, "Jefe"));
        assert!(!checked("", body, "Jefe"));
        assert!(!is_signed(
            &call("app-uninstalled", &[], body),
            &"Jefe".into()
        ));
    }

    #[test]
    fn nobody_signs_with_an_empty_key() {
        use hmac::{Hmac, KeyInit, Mac};
        let hmac = Hmac::<sha2::Sha256>::new_from_slice(b"").unwrap();
        let value = STANDARD.encode(hmac.finalize().into_bytes());
        let headers = [(SIGNATURE_HEADER.to_owned(), value)];
        let read = read(&call("app-uninstalled", &headers, ""), &"".into());
        assert_eq!(read, Err(WebhookRefused::WrongSignature));
    }

    #[test]
    fn each_topic_leads_to_its_order() {
        let order = |id: &str| Ok(WebhookHint::Order(ExternalId::new(id)));
        let large = "9007199254740993";
        let table = [
            (
                "orders-create",
                r#"{"id":9007199254740993,"x":[]}"#,
                order(large),
            ),
            (
                "orders-updated",
                r#"{"order":{"id":"9007199254740993"}}"#,
                order(large),
            ),
            ("orders/partially_fulfilled", r#"{"id":5}"#, order("5")),
            ("refunds-create", r#"{"id":1,"order_id":5}"#, order("5")),
            (
                "fulfillments-update",
                r#"{"fulfillment":{"id":1,"order_id":"5"}}"#,
                order("5"),
            ),
            (
                "products-delete",
                "not even JSON",
                Ok(WebhookHint::Products),
            ),
            ("app-uninstalled", "{}", Ok(WebhookHint::Uninstalled)),
            ("carts-update", "{}", Ok(WebhookHint::Other)),
            ("nonsense", "{}", Ok(WebhookHint::Other)),
            (
                "refunds-create",
                r#"{"id":1,"order_id":null}"#,
                Ok(WebhookHint::Other),
            ),
        ];
        for (topic, body, wanted) in table {
            assert_eq!(signed(topic, body), wanted, "{topic} {body}");
        }
    }

    #[test]
    fn a_signed_body_that_is_nonsense_is_unreadable_and_not_quoted() {
        let deep = "[".repeat(100_000);
        for body in ["", "{", r#"{"id":"Ann"}"#, r#"{"id":{}}"#, "[]", &deep] {
            let refused = signed("orders-create", body).unwrap_err();
            assert!(
                matches!(&refused, WebhookRefused::Unreadable(_)),
                "{refused}"
            );
            assert!(!refused.to_string().contains("Ann"));
        }
    }

    #[test]
    fn every_topic_has_its_own_address() {
        let slugs: std::collections::BTreeSet<String> = TOPICS.into_iter().map(slug).collect();
        assert_eq!(slugs.len(), TOPICS.len());
        assert!(slugs.contains("orders-partially_fulfilled"));
    }
}
