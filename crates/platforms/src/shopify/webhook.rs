//! Checks that a delivery comes from the store, on its raw bytes, and says what it is about.
//!
//! A delivery only wakes: what it says is read again through `api`. The signature covers the body alone,
//! so that the topic is the one of the address it came to and never that of a header.
//! Source: README.md, webhooks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ids::ExternalId;
use domain::ports::store::{DeliveryIdentity, WebhookCall, WebhookHint, WebhookRefused};
use secrecy::SecretString;
use serde_json::Value;

use super::auth::is_mac_of;
use super::error::without_values;
use super::wire::number;

/// What we subscribe to: by its enum name, and whether it may be missing for want of a scope.
pub(super) const TOPICS: [&str; 23] = [
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_PAID",
    "ORDERS_CANCELLED",
    "ORDERS_EDITED",
    "ORDERS_FULFILLED",
    "ORDERS_PARTIALLY_FULFILLED",
    "ORDERS_DELETE",
    "REFUNDS_CREATE",
    "FULFILLMENTS_CREATE",
    "FULFILLMENTS_UPDATE",
    "FULFILLMENT_HOLDS_ADDED",
    "FULFILLMENT_HOLDS_RELEASED",
    "FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY",
    "FULFILLMENT_ORDERS_FULFILLMENT_REQUEST_SUBMITTED",
    "FULFILLMENT_ORDERS_CANCELLATION_REQUEST_SUBMITTED",
    "FULFILLMENT_ORDERS_MOVED",
    "FULFILLMENT_ORDERS_CANCELLED",
    "PRODUCTS_CREATE",
    "PRODUCTS_UPDATE",
    "PRODUCTS_DELETE",
    "APP_SCOPES_UPDATE",
    "APP_UNINSTALLED",
];

/// Where the store tells our fulfillment service that it was asked something, below its address.
pub(super) const SERVICE_TOPIC: &str = "fulfillment_order_notification";

const SIGNATURE_HEADER: &str = "x-shopify-hmac-sha256";
const ID_HEADER: &str = "x-shopify-webhook-id";

/// A topic as it stands in an address: `orders-create`.
pub(super) fn slug(topic: &str) -> String {
    let topic = topic.to_ascii_lowercase();
    // The subject may be of two words; what happened to it stands behind.
    let subjects = ["fulfillment_orders", "fulfillment_holds"];
    let subject = subjects
        .into_iter()
        .find(|subject| topic.starts_with(subject));
    match subject {
        Some(subject) => format!(
            "{subject}-{}",
            topic[subject.len()..].trim_start_matches('_')
        ),
        None => topic.replacen('_', "-", 1),
    }
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
    let topic = call.topic.trim_end_matches(".json").replace('/', "-");
    if topic == SERVICE_TOPIC {
        return Ok(WebhookHint::Orders);
    }
    let (subject, what) = topic.split_once('-').unwrap_or_default();
    match (subject, what) {
        ("app", "uninstalled") => Ok(WebhookHint::Uninstalled),
        ("products", _) => Ok(WebhookHint::Products),
        ("orders", "edited") => Ok(hint(&body(call)?["order_edit"]["order_id"])),
        ("orders", _) => Ok(hint(&body(call)?["id"])),
        ("refunds" | "fulfillments" | "order_transactions", _) => {
            Ok(hint(&body(call)?["order_id"]))
        }
        // They name the fulfillment order alone, so that the store is asked which orders changed.
        ("fulfillment_orders" | "fulfillment_holds", _) => Ok(WebhookHint::Orders),
        // Requests about a customer's data are answered by having been taken: what is kept of a customer
        // is kept with the order, for as long as the merchant keeps it.
        _ => Ok(WebhookHint::Other),
    }
}

/// The platform's own id of the delivery makes a repeated one the same. The call to a fulfillment service
/// has none, and says nothing else each time.
pub(super) fn identity(call: &WebhookCall<'_>) -> DeliveryIdentity {
    if call.topic.trim_end_matches(".json") == SERVICE_TOPIC {
        return DeliveryIdentity::Each;
    }
    match header(call, ID_HEADER).filter(|id| !id.is_empty()) {
        Some(id) => DeliveryIdentity::Id(id.to_owned()),
        None => DeliveryIdentity::Body,
    }
}

/// A body that names no order wakes nobody; the poll finds what it was about.
fn hint(order: &Value) -> WebhookHint {
    match order {
        Value::Number(id) if id.is_u64() => WebhookHint::Order(ExternalId(id.to_string())),
        Value::String(id) if !number(id).is_empty() => {
            WebhookHint::Order(ExternalId::new(number(id)))
        }
        _ => WebhookHint::Other,
    }
}

fn body(call: &WebhookCall<'_>) -> Result<Value, WebhookRefused> {
    let value: Value = serde_json::from_slice(call.body)
        .map_err(|error| WebhookRefused::Unreadable(without_values(&error)))?;
    if value.is_object() {
        Ok(value)
    } else {
        Err(WebhookRefused::Unreadable("it is no object".into()))
    }
}

/// Base64 of the HMAC-SHA256 over the raw bytes; compared in constant time.
fn is_signed(call: &WebhookCall<'_>, key: &SecretString) -> bool {
    let Some(Ok(signature)) = header(call, SIGNATURE_HEADER).map(|value| STANDARD.decode(value))
    else {
        return false;
    };
    is_mac_of(key, call.body, &signature)
}

fn header<'a>(call: &WebhookCall<'a>, name: &str) -> Option<&'a str> {
    let mut headers = call.headers.iter();
    let found = headers.find(|(own, _)| own.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call<'a>(topic: &'a str, headers: &'a [(String, String)], body: &'a str) -> WebhookCall<'a> {
        WebhookCall {
            topic,
            headers,
            body: body.as_bytes(),
        }
    }

    #[test]
    fn only_the_true_signature_of_the_raw_bytes_passes() {
        // The known answer of the vendor's own library.
        let true_one = "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=";
        let checked = |signature: &str, body: &str, key: &str| {
            let headers = [(SIGNATURE_HEADER.to_owned(), signature.to_owned())];
            is_signed(&call("orders-create", &headers, body), &key.into())
        };
        assert!(checked(true_one, r#"{"foo": "bar"}"#, "test_secret_key"));
        assert!(!checked(true_one, r#"{"foo":"bar"}"#, "test_secret_key"));
        assert!(!checked(true_one, r#"{"foo": "bar"}"#, "another"));
        assert!(!checked("", "", ""), "an empty key signs nothing");
        let none = read(&call("orders-create", &[], "{}"), &"k".into());
        assert_eq!(none, Err(WebhookRefused::WrongSignature));
    }

    #[test]
    fn each_topic_says_which_order_or_that_some_did() {
        let about = |topic: &str, body: &str| understand(&call(topic, &[], body));
        let order = |id: &str| Ok(WebhookHint::Order(ExternalId::new(id)));
        let large = r#"{"id": 820982911946154508, "order_id": 7}"#;
        assert_eq!(about("orders-create", large), order("820982911946154508"));
        assert_eq!(about("refunds-create", large), order("7"));
        let edited = r#"{"order_edit": {"id": 1, "order_id": 9007199254740993}}"#;
        assert_eq!(about("orders-edited", edited), order("9007199254740993"));
        for topic in TOPICS {
            let hint = about(
                &slug(topic),
                r#"{"id": 1, "order_id": 1, "order_edit": {"order_id": 1}}"#,
            );
            let follows_nothing = topic == "APP_SCOPES_UPDATE";
            assert_eq!(hint == Ok(WebhookHint::Other), follows_nothing, "{topic}");
        }
        assert_eq!(
            slug("FULFILLMENT_ORDERS_FULFILLMENT_REQUEST_SUBMITTED"),
            "fulfillment_orders-fulfillment_request_submitted"
        );
        assert_eq!(about("customers-redact", "{}"), Ok(WebhookHint::Other));
        assert!(about("orders-create", "[]").is_err());
    }

    #[test]
    fn the_same_delivery_is_known_by_its_id() {
        let headers = [(ID_HEADER.to_owned(), "b54557e4".to_owned())];
        let id = DeliveryIdentity::Id("b54557e4".into());
        assert_eq!(identity(&call("orders-paid", &headers, "{}")), id);
        assert_eq!(
            identity(&call("orders-paid", &[], "{}")),
            DeliveryIdentity::Body
        );
        let asked = call("fulfillment_order_notification", &headers, "{}");
        assert_eq!(identity(&asked), DeliveryIdentity::Each);
    }
}
