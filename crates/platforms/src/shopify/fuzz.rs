//! Fuzz targets of Shopify: its webhooks, its answers, its refusals, the addresses that people type and,
//! on the simulator's side, the requests that anybody may send, read from any bytes.
//!
//! A target panics where a property is broken. It calls the client's own functions and compares them with
//! what the bytes themselves say, never with a second run of the same code.

#![expect(
    clippy::unwrap_used,
    reason = "a fuzz target tells what it found by panicking"
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::fuzz::{Target, first_line};
use domain::ids::ExternalId;
use domain::ports::connect::ConnectValues;
use domain::ports::error::CallErrorKind;
use domain::ports::store::{WebhookCall, WebhookHint, WebhookRefused};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::config::Config;
use super::convert::{self, Ours};
use super::{auth, error, sim, webhook, wire};

/// The targets of this platform.
pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "shopify_webhook",
        run: webhook,
    },
    Target {
        name: "shopify_order",
        run: order,
    },
    Target {
        name: "shopify_refusal",
        run: refusal,
    },
    Target {
        name: "shopify_callback",
        run: callback,
    },
    Target {
        name: "shopify_address",
        run: address,
    },
    Target {
        name: "shopify_request",
        run: request,
    },
];

const KEY: &str = "hush-client-secret";

fn mac(message: &[u8]) -> Vec<u8> {
    let mut hmac = Hmac::<sha2::Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    hmac.update(message);
    hmac.finalize().into_bytes().to_vec()
}

/// `topic\nsignature\nbody`: nothing but the true signature opens it, and the true one always does.
fn webhook(bytes: &[u8]) {
    let (topic, rest) = first_line(bytes);
    let (signature, body) = first_line(rest);
    let read = |signature: &str, key: &str| {
        let headers = [("X-Shopify-Hmac-Sha256".to_owned(), signature.to_owned())];
        let call = WebhookCall {
            topic,
            headers: &headers,
            body,
        };
        let _ = webhook::identity(&call);
        (
            webhook::read(&call, &key.into()),
            webhook::understand(&call),
        )
    };
    let true_mac = mac(body);
    let is_true = STANDARD.decode(signature.trim()).ok() == Some(true_mac.clone());
    let (given, _) = read(signature, KEY);
    if !is_true {
        assert_eq!(given, Err(WebhookRefused::WrongSignature));
    }
    let (signed, understood) = read(&STANDARD.encode(&true_mac), KEY);
    assert_ne!(signed, Err(WebhookRefused::WrongSignature));
    assert_eq!(signed, understood);
    let (nobody, _) = read(signature, "");
    assert_eq!(nobody, Err(WebhookRefused::WrongSignature));
    let mut forged = true_mac;
    let at = body.len() % forged.len();
    forged[at] ^= 1;
    let (forged, _) = read(&STANDARD.encode(forged), KEY);
    assert_eq!(forged, Err(WebhookRefused::WrongSignature));
    if let Ok(WebhookHint::Order(id)) = signed {
        is_from(&id, body);
    }
}

/// An id is what the body has, not one digit more or less. A body with escapes is passed over.
fn is_from(id: &ExternalId, body: &[u8]) {
    assert!(!id.as_str().is_empty());
    let text = String::from_utf8_lossy(body);
    assert!(text.contains(id.as_str()) || text.contains('\\'), "{id}");
}

/// An order's answer: what is told is what the answer says, unit for unit.
fn order(bytes: &[u8]) {
    let Ok(data) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let Ok(Some(said)) = wire::member::<Option<wire::Order>>(&data, "order") else {
        return;
    };
    let Ok(order) = convert::order(&said, &Ours::default()) else {
        return;
    };
    assert_eq!(order.lines.len(), said.line_items.nodes.len());
    for (line, said) in order.lines.iter().zip(&said.line_items.nodes) {
        is_from(&line.external_id, said.id.as_bytes());
        assert_eq!(line.quantity, said.quantity);
        assert!(line.removed_quantity <= line.quantity);
        assert!(line.held_quantity <= said.unfulfilled_quantity);
        let price = said.original_unit_price_set.shop_money.amount;
        let off = (line.unit_price.amount() - price).abs() * rust_decimal::Decimal::TWO;
        let unit = rust_decimal::Decimal::new(1, order.currency.exponent());
        assert!(off <= unit, "{off}");
    }
    let mut told: Vec<&str> = order
        .fulfillments
        .iter()
        .flat_map(|told| told.external_id.as_str().split('+'))
        .collect();
    let mut made: Vec<&str> = said
        .fulfillments
        .iter()
        .map(|made| wire::number(&made.id))
        .collect();
    told.sort_unstable();
    made.sort_unstable();
    let odd = made.iter().any(|id| id.contains('+'));
    assert!(told == made || odd, "none is lost and none is made up");
    let word = said.display_financial_status.as_deref().unwrap_or_default();
    assert_eq!(
        order.payment.is_paid(),
        matches!(word, "PAID" | "PARTIALLY_REFUNDED")
    );
    assert!(order.asks.is_empty(), "nobody asks an order manager");
}

/// `status\nbody`: a refusal says what was done, and never more words than fit.
fn refusal(bytes: &[u8]) {
    let (status, body) = first_line(bytes);
    let status = status.trim().parse().ok();
    if let Some(status) = status.and_then(|code| StatusCode::from_u16(code).ok()) {
        let refused = error::of_status(status, None, body);
        if status.is_server_error() || status.is_success() || status.is_informational() {
            assert!(!refused.did_nothing(), "{status}");
        }
        words_fit(refused.vendor_message.as_deref());
    }
    let Ok(envelope) = serde_json::from_slice::<wire::Envelope>(body) else {
        return;
    };
    let refused = error::of_errors(&envelope.errors, envelope.extensions.cost.as_ref());
    words_fit(refused.vendor_message.as_deref());
    if let CallErrorKind::Throttled { wait } = refused.kind {
        assert!(wait.is_positive());
    }
    let data = &envelope.data;
    if let Ok(errors) = wire::member::<Vec<wire::UserError>>(data, "userErrors") {
        let told = error::of_user_errors(&errors);
        assert_eq!(told.is_some(), !errors.is_empty());
        words_fit(told.and_then(|told| told.vendor_message).as_deref());
    }
}

fn words_fit(words: Option<&str>) {
    let words = words.unwrap_or_default();
    assert!(words.chars().count() <= 500);
    assert!(!words.chars().any(char::is_control), "{words:?}");
}

/// Whatever is sent to the simulator is refused or costs something; nothing ends it.
fn request(bytes: &[u8]) {
    // A text that is nested for ever would be a fault of whoever sends it, and is not sent.
    let text: String = String::from_utf8_lossy(bytes).chars().take(2_000).collect();
    if text.matches('{').count() > 60 || text.matches('[').count() > 60 {
        return;
    }
    let body = json!({"query": text, "variables": {"id": "gid://shopify/Order/1", "first": 5}});
    match sim::schema::checked(&body) {
        Ok(request) => assert!(sim::schema::requested_cost(&request) >= 1),
        Err(errors) => assert!(
            errors
                .iter()
                .all(|error| error["extensions"]["code"].is_string())
        ),
    }
}

/// The query of the way back: only the true signature of exactly these pairs passes.
fn callback(bytes: &[u8]) {
    let pairs = url::form_urlencoded::parse(bytes);
    let mut query: ConnectValues = pairs.into_owned().collect();
    let key = KEY.into();
    // Nobody writes down the true signature by chance.
    assert!(!auth::callback_is_signed(&key, &query));
    query.remove("hmac");
    query.remove("signature");
    let form = |query: &ConnectValues| {
        let encode = |text: &str| -> String {
            text.bytes()
                .map(|byte| match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                        char::from(byte).to_string()
                    }
                    _ => format!("%{byte:02X}"),
                })
                .collect()
        };
        let pairs = query
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        pairs.collect::<Vec<_>>().join("&")
    };
    let signature = hex::encode(mac(form(&query).as_bytes()));
    let mut signed = query.clone();
    signed.insert("hmac".into(), signature);
    assert!(auth::callback_is_signed(&key, &signed));
    for (name, value) in &query {
        let mut altered = signed.clone();
        altered.insert(name.clone(), format!("{value}1"));
        assert!(!auth::callback_is_signed(&key, &altered), "{name}");
        altered.remove(name);
        assert!(!auth::callback_is_signed(&key, &altered), "{name}");
    }
}

/// An address that a person typed: calls go there and nowhere else, and never in plain text.
fn address(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    if let Ok(config) = Config::of_shop(&typed) {
        let url = leads_to_admin(&config);
        assert_eq!(url.scheme(), "https");
        assert!(config.host().ends_with(".myshopify.com"));
        assert_eq!(config.host().matches('.').count(), 2);
        assert_eq!(Config::of_shop(config.base_url()).unwrap(), config);
    }
    if let Ok(config) = Config::of_address(&typed) {
        let url = leads_to_admin(&config);
        let on_this_machine = url.host_str().is_some_and(|host| {
            host == "[::1]" || host.starts_with("127.") || host.ends_with("localhost")
        });
        assert!(url.scheme() == "https" || on_this_machine, "{url}");
        assert_eq!(Config::of_address(config.base_url()).unwrap(), config);
    }
}

fn leads_to_admin(config: &Config) -> Url {
    let url = Url::parse(&config.admin("shop.json")).unwrap();
    assert_eq!(url.host_str(), Some(config.host()));
    assert!(url.path().ends_with("/admin/shop.json"), "{url}");
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{url}"
    );
    assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
    url
}
