//! Fuzz targets of ShopBase: its webhooks, its answers, its refusals and the addresses that people
//! type, read from any bytes.
//!
//! A target panics where a property is broken. It calls the client's own functions and compares them
//! with what the bytes themselves say, never with a second run of the same code.

#![expect(
    clippy::unwrap_used,
    reason = "a fuzz target tells what it found by panicking"
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::fuzz::{Target, first_line};
use domain::ids::ExternalId;
use domain::order::PaymentStatus;
use domain::ports::connect::ConnectValues;
use domain::ports::store::{StoreOrder, WebhookCall, WebhookHint, WebhookRefused};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use rust_decimal::Decimal;
use url::Url;

use super::config::Config;
use super::store::Place;
use super::{auth, convert, error, webhook, wire};

/// The targets of this platform.
pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "shopbase_webhook",
        run: webhook,
    },
    Target {
        name: "shopbase_order",
        run: order,
    },
    Target {
        name: "shopbase_answers",
        run: answers,
    },
    Target {
        name: "shopbase_refusal",
        run: refusal,
    },
    Target {
        name: "shopbase_callback",
        run: callback,
    },
    Target {
        name: "shopbase_address",
        run: address,
    },
];

const KEY: &str = "hush-shared-secret";

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
        let headers = [("X-ShopBase-Hmac-SHA256".to_owned(), signature.to_owned())];
        let call = WebhookCall {
            topic,
            headers: &headers,
            body,
        };
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
    match signed {
        Ok(WebhookHint::Order(id)) => is_from(&id, body),
        Err(WebhookRefused::Unreadable(words)) => quotes_no_number(&words),
        _ => {}
    }
}

/// An id is the digits that the body has, not one more or less. A body with escapes is passed over.
fn is_from(id: &ExternalId, body: &[u8]) {
    let digits = id.as_str();
    assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    assert!(digits.bytes().any(|byte| byte != b'0'), "{id}");
    let text = String::from_utf8_lossy(body);
    assert!(text.contains(digits) || text.contains('\\'), "{id}");
}

fn quotes_no_number(words: &str) {
    assert!(!words.bytes().any(|byte| byte.is_ascii_digit()), "{words}");
}

/// An order's answer: what is told is what the answer says, unit for unit.
fn order(bytes: &[u8]) {
    let read = || wire::one::<wire::Order>(bytes, "order");
    let (Ok(wire), Ok(again)) = (read(), read()) else {
        return;
    };
    let Ok(order) = convert::order(again) else {
        return;
    };
    is_from(&order.external_id, bytes);
    assert_eq!(order.lines.len(), wire.line_items.len());
    for (line, said) in order.lines.iter().zip(&wire.line_items) {
        is_from(&line.external_id, bytes);
        line.variant_id.iter().for_each(|id| is_from(id, bytes));
        assert_eq!(Some(line.quantity), said.quantity);
        assert!(line.removed_quantity <= line.quantity);
        let price = said.price.unwrap_or_default();
        is_nearest(line.unit_price.amount(), price, order.currency.exponent());
        assert_eq!(line.sku, said.sku);
    }
    let total = wire.total_price.unwrap();
    is_nearest(order.total.amount(), total, order.currency.exponent());
    assert_eq!(order.fulfillments.len(), wire.fulfillments.len());
    payment_is_not_guessed(&order, &wire.financial_status);
    for made in &order.fulfillments {
        is_from(&made.external_id, bytes);
        made.lines.iter().for_each(|(id, _)| is_from(id, bytes));
    }
    let ships = order.lines.iter().any(|line| line.requires_shipping);
    assert_eq!(order.recipient.is_some(), ships);
}

fn payment_is_not_guessed(order: &StoreOrder, said: &str) {
    match &order.payment {
        PaymentStatus::Unknown(word) => assert_eq!(word, said.trim(), "it is kept as it came"),
        PaymentStatus::Paid => assert_eq!(said.trim(), "paid"),
        PaymentStatus::PartlyRefunded => assert_eq!(said.trim(), "partially_refunded"),
        _ => assert!(!order.payment.is_paid()),
    }
}

/// Half a minor unit at most lies between what was said and what is kept.
fn is_nearest(kept: Decimal, said: Decimal, exponent: u32) {
    let half = Decimal::new(5, exponent + 1);
    let apart = (kept - said).abs();
    assert!(apart <= half, "{said} was kept as {kept}");
}

/// `kind\nanswer` of everything else that is read; pages of a list always lead on.
fn answers(bytes: &[u8]) {
    let (kind, body) = first_line(bytes);
    match kind {
        "orders" => {
            if let Ok(stamps) = wire::many::<wire::OrderStamp>(body, "orders") {
                let ids: Vec<&str> = stamps.iter().map(|stamp| stamp.id.as_str()).collect();
                pages_lead_on(&ids);
            }
        }
        "products" => {
            for product in wire::many::<wire::Product>(body, "products").unwrap_or_default() {
                let product = convert::product(product);
                is_from(&product.external_id, body);
                let variants = product.variants.iter();
                variants.for_each(|variant| is_from(&variant.external_id, body));
            }
        }
        "shop" => {
            if let Ok(shop) = wire::one(body, "shop")
                && let Ok(profile) = convert::profile(shop, "host.example")
            {
                is_from(&profile.external_id, body);
                assert!(!profile.name.trim().is_empty() && !profile.domain.trim().is_empty());
            }
        }
        "token" => {
            if let Ok(token) = wire::one::<wire::Token>(body, "access_token_response") {
                assert!(format!("{token:?}").contains("REDACTED"));
            }
        }
        "webhooks" => {
            for hook in wire::many::<wire::Webhook>(body, "webhooks").unwrap_or_default() {
                is_from(&ExternalId::new(hook.id), body);
            }
        }
        _ => {}
    }
}

fn pages_lead_on(ids: &[&str]) {
    for place in [
        Place::START,
        Place::After(9_000),
        Place::Numbered(1),
        Place::Numbered(400),
    ] {
        assert_eq!(Place::read(Some(place.token())).unwrap(), place);
        let Ok(Some(next)) = place.next(ids.iter().copied()) else {
            continue;
        };
        match (place, next) {
            (Place::After(before), Place::After(after)) => assert!(after > before),
            (Place::Numbered(before), Place::Numbered(after)) => assert_eq!(after, before + 1),
            (Place::After(_), Place::Numbered(_)) => {}
            (Place::Numbered(_), Place::After(_)) => unreachable!("a walk by number stays one"),
        }
    }
}

/// `503\nbody`: the words are tame, and what may have been done is never said to be undone.
fn refusal(bytes: &[u8]) {
    let (status, body) = first_line(bytes);
    let Some(status) = status
        .parse()
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok())
    else {
        return;
    };
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    let refused = error::refusal(&Method::POST, status, body, now);
    if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED {
        assert!(!refused.did_nothing(), "{status}");
    }
    if status.is_success() || status.is_informational() {
        assert!(!refused.did_nothing(), "{status}");
    }
    if let Some(words) = &refused.vendor_message {
        assert!(words.chars().count() <= 500 && !words.trim().is_empty());
        assert!(!words.chars().any(char::is_control), "{words:?}");
    }
    let scrubbed = error::without_values(&String::from_utf8_lossy(body));
    assert!(!scrubbed.bytes().any(|byte| byte.is_ascii_digit()));
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
        assert!(config.host().ends_with(".onshopbase.com"));
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
