//! Fuzz targets of AliExpress: its answers, its pushes and what is made of an address, read from any
//! bytes.
//!
//! A target panics where a property is broken. It calls the client's own functions and compares them
//! with what the bytes themselves say, never with a second run of the same code.

#![expect(
    clippy::unwrap_used,
    reason = "a fuzz target tells what it found by panicking"
)]

use std::collections::BTreeSet;

use domain::address::{CountryCode, Recipient};
use domain::catalog::{SupplierProductState, SupplierVariantRef};
use domain::fuzz::{Target, first_line};
use domain::ids::{ExternalId, PlatformName};
use domain::money::{Currency, Money};
use domain::ports::connect::Credentials;
use domain::ports::error::CallErrorKind;
use domain::ports::marketplace::{PlacementOutcome, RateQuery, RatesAnswer, SupplierProgress};
use domain::purchase::SupplierNotice;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::address::{Library, extension, logistics_address, objection};
use super::auth::Account;
use super::config::Config;
use super::error::{self, Effect};
use super::wire::{self, Opened};
use super::{PLATFORM, convert, sign, webhook};

/// The targets of this platform.
pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "aliexpress_push",
        run: push,
    },
    Target {
        name: "aliexpress_product",
        run: product,
    },
    Target {
        name: "aliexpress_freight",
        run: freight,
    },
    Target {
        name: "aliexpress_placement",
        run: placement,
    },
    Target {
        name: "aliexpress_order",
        run: order,
    },
    Target {
        name: "aliexpress_tracking",
        run: tracking,
    },
    Target {
        name: "aliexpress_refusal",
        run: refusal,
    },
    Target {
        name: "aliexpress_access",
        run: access,
    },
    Target {
        name: "aliexpress_address",
        run: address,
    },
    Target {
        name: "aliexpress_gateway",
        run: gateway,
    },
    Target {
        name: "aliexpress_signature",
        run: signature,
    },
];

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

/// The answer in its envelope, if it is one of this method.
fn opened<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    match wire::open(body).ok()? {
        Opened::Answer { answer, .. } => serde_json::from_value(answer).ok(),
        Opened::Refused(_) => None,
    }
}

/// `signature\nbody`: a push that somebody else signed is never taken.
fn push(bytes: &[u8]) {
    const DOCUMENT: &str = r#"{"app_key":"12345678","app_secret":"helloworld"}"#;
    let credentials = Credentials::new(DOCUMENT.into());
    let (signature, body) = first_line(bytes);
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"helloworld").unwrap();
    mac.update(b"12345678");
    mac.update(body);
    let mut digest = mac.finalize().into_bytes().to_vec();
    let given = webhook::read(&credentials, Some(signature), body);
    let is_true = hex::decode(signature.trim()).ok() == Some(digest.clone());
    match given {
        Ok(push) if push.signed => assert!(is_true),
        Ok(_) => assert!(signature.trim().is_empty()),
        Err(_) => assert!(!is_true),
    }
    let read = webhook::read(&credentials, Some(&hex::encode(&digest)), body).unwrap();
    assert!(read.signed);
    if let Some(order) = &read.order {
        assert!(order.as_str().bytes().all(|byte| byte.is_ascii_digit()));
    }
    let at = body.len() % digest.len();
    digest[at] ^= 0x80;
    assert!(webhook::read(&credentials, Some(&hex::encode(&digest)), body).is_err());
    let nobody = Credentials::new(r#"{"app_key":"12345678"}"#.into());
    let unsigned = webhook::read(&nobody, Some(signature), body);
    assert!(unsigned.is_err() || signature.trim().is_empty());
}

/// What is for sale has an id and a price that is no gift by accident; words of state are kept.
fn product(bytes: &[u8]) {
    let answer: Option<wire::ProductAnswer> = opened(bytes);
    let Some(read) = answer.and_then(|answer| answer.result) else {
        return;
    };
    let config = Config::new("").unwrap();
    let product = convert::product(&read, &ExternalId::new("1"), &config, now());
    assert!(product.variants.len() <= read.ae_item_sku_info_dtos.0.len());
    for variant in &product.variants {
        assert!(!variant.external_id.as_str().is_empty());
        assert!(variant.unit_price.minor() >= 0, "{}", variant.unit_price);
        variant.image_url.iter().for_each(|url| is_web(url));
    }
    product.image_url.iter().for_each(|url| is_web(url));
    let page = Url::parse(&product.url).unwrap();
    assert_eq!(page.host_str(), Some("www.aliexpress.com"));
    assert!(page.query().is_none() && page.path_segments().unwrap().count() == 2);
    let word = &read.ae_item_base_info_dto.0.product_status_type;
    match &product.state {
        SupplierProductState::NotOnSale(kept) => assert_eq!(kept, word.as_str()),
        SupplierProductState::OnSale => {
            assert!(word.is_empty() || word.as_str().eq_ignore_ascii_case("onSelling"));
        }
    }
    if let Some(id) = convert::sub_product_id(&read, &CountryCode::new("US")) {
        assert!(!id.as_str().is_empty());
    }
}

fn is_web(url: &str) {
    assert!(
        url.starts_with("https://") || url.starts_with("http://"),
        "{url}"
    );
}

/// A rate costs something or nothing, never less; without one there is a reason.
fn freight(bytes: &[u8]) {
    let Some(answer) = opened::<wire::FreightAnswer>(bytes) else {
        return;
    };
    for quantity in [1, 3, 500] {
        let query = RateQuery {
            variant: SupplierVariantRef {
                platform: PlatformName::new(PLATFORM),
                product_id: ExternalId::new("1"),
                variant_id: ExternalId::new("2"),
            },
            quantity,
            destination: CountryCode::new("US"),
            currency: Currency::USD,
            goods_total: Money::from_minor(1_000, Currency::USD),
        };
        match convert::rates(&answer.result.0, &query) {
            Ok(RatesAnswer::Rates(rates)) => {
                assert!(!rates.is_empty());
                for rate in rates {
                    assert!(rate.cost.minor() >= 0, "{}", rate.cost);
                    assert!(!rate.code.trim().is_empty() && !rate.name.trim().is_empty());
                }
            }
            Ok(RatesAnswer::Refused(_)) => {}
            Err(error) => assert!(!error.did_nothing()),
        }
    }
}

/// The answer that buys: placed only with numbers, refused only when there certainly are none.
fn placement(bytes: &[u8]) {
    let Some(answer) = opened::<wire::CreateAnswer>(bytes) else {
        return;
    };
    let said = serde_json::from_slice::<Value>(bytes).unwrap().to_string();
    let numbers = &answer.result.0.order_list.0;
    match convert::answered(&answer.result.0) {
        PlacementOutcome::Placed {
            supplier_orders, ..
        } => {
            assert!(!supplier_orders.is_empty());
            for id in supplier_orders {
                assert!(id.as_str().bytes().all(|byte| byte.is_ascii_digit()));
                assert!(said.contains(id.as_str()), "{id}");
            }
        }
        PlacementOutcome::Rejected(_) => {
            assert!(numbers.iter().all(wire::Text::is_empty));
            assert_eq!(answer.result.0.is_success.flag(), Some(false));
        }
        PlacementOutcome::Unknown(error) => assert_eq!(error.kind, CallErrorKind::Unclear),
        PlacementOutcome::NotSent(error) => unreachable!("an answer came: {error}"),
    }
}

/// An order's answer: an unknown word is kept, moves nothing and asks a person.
fn order(bytes: &[u8]) {
    let answer: Option<wire::OrderAnswer> = opened(bytes);
    let Some(read) = answer.and_then(|answer| answer.result) else {
        return;
    };
    let config = Config::new("").unwrap();
    let id = ExternalId::new("8190000000000001");
    let reading = convert::order(&read, &id, &config);
    assert_eq!(reading.order.external_id, id);
    assert_eq!(reading.order.raw_status, read.order_status.as_str());
    if let Some(total) = reading.order.total {
        assert!(total.minor() >= 0, "{total}");
        assert!(reading.progress != SupplierProgress::Unpaid || !total.is_zero());
    }
    assert!(reading.order.pay_until.is_none() || reading.progress == SupplierProgress::Unpaid);
    let page = Url::parse(&reading.order.url).unwrap();
    assert_eq!(page.host_str(), Some("www.aliexpress.com"));
    let known = ["_", "finish", "archive"];
    let status = reading.order.raw_status.to_lowercase();
    if !known.iter().any(|part| status.contains(part))
        && reading.progress != SupplierProgress::Closed
    {
        assert_eq!(reading.progress, SupplierProgress::Unknown, "{status}");
        assert_eq!(reading.order.notice, Some(SupplierNotice::UnknownStatus));
    }
    let children = &read.child_order_list.0;
    assert!(reading.items.len() <= children.len());
    if reading.progress == SupplierProgress::Closed && !status.contains("finish") {
        assert!(!children.is_empty(), "closed needs a line that says so");
    }
}

/// Parcels: each has a key of its own, scans come newest first, provisional numbers are not told.
fn tracking(bytes: &[u8]) {
    let Some(answer) = opened::<wire::TrackingAnswer>(bytes) else {
        return;
    };
    let details = &answer.result.0.data.0.tracking_detail_line_list.0;
    let parcels = convert::parcels(details);
    let keys: BTreeSet<&str> = parcels
        .iter()
        .map(|parcel| parcel.box_key.as_str())
        .collect();
    assert_eq!(keys.len(), parcels.len());
    for parcel in &parcels {
        assert!(
            parcel
                .events
                .is_sorted_by(|newer, older| newer.at >= older.at)
        );
        if let Some(number) = &parcel.number {
            assert!(!number.trim().is_empty() && number.trim() == number);
            let told = details
                .iter()
                .any(|detail| detail.mail_no.as_str() == number);
            assert!(told, "{number}");
            let rest = number.strip_prefix("LP").or(number.strip_prefix("AP"));
            let is_digits = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
            assert!(
                !rest.is_some_and(|rest| !rest.is_empty() && is_digits(rest)),
                "{number}"
            );
        }
        assert!(
            parcel
                .items
                .iter()
                .all(|item| !item.product_id.as_str().is_empty())
        );
    }
}

/// A refusal of the gateway: about buying nothing is certain but what the table says.
fn refusal(bytes: &[u8]) {
    let Ok(Opened::Refused(refused)) = wire::open(bytes) else {
        return;
    };
    for effect in [Effect::Reads, Effect::Places] {
        let (error, limit) = error::gateway("aliexpress.ds.order.create", effect, &refused, now());
        if let Some((_, wait)) = limit {
            assert!(
                wait.is_positive() && wait <= SignedDuration::from_hours(24),
                "{wait}"
            );
        }
        let code = refused.code.as_str().to_ascii_lowercase();
        let trouble = [
            "servicetimeout",
            "serviceunavailable",
            "internalerror",
            "15",
        ];
        if effect == Effect::Places && trouble.contains(&code.as_str()) {
            assert!(!error.did_nothing(), "{code}");
        }
        let outcome = convert::failed(error);
        let is_placed = matches!(outcome, PlacementOutcome::Placed { .. });
        assert!(!is_placed, "a refusal places nothing");
    }
}

/// Tokens are taken or not, and never printed; the account is written and read as the same.
fn access(bytes: &[u8]) {
    let Some(tokens) = opened::<wire::Tokens>(bytes) else {
        return;
    };
    assert_eq!(format!("{tokens:?}"), "Tokens(…)");
    let mut account = Account::default();
    if account.take(&tokens, now()).is_err() {
        return;
    }
    assert!(!account.access_token.is_empty());
    let grant = account.grant().unwrap();
    let read = Account::read(&grant.credentials);
    assert_eq!(read.access_token, account.access_token);
    assert_eq!(read.refresh_token, account.refresh_token);
    assert_eq!(read.access_expires_at, account.access_expires_at);
    assert_eq!(read.grant().unwrap().external_id, grant.external_id);
}

/// `recipient\nlibrary`: what is sent has no invisible characters and a phone of digits.
fn address(bytes: &[u8]) {
    let (recipient, library) = first_line(bytes);
    let Ok(recipient) = serde_json::from_str::<Recipient>(recipient) else {
        return;
    };
    let library = Library::read(serde_json::from_slice(library).unwrap_or_default());
    for library in [None, Some(&library)] {
        let Value::Object(sent) = logistics_address(&recipient, library) else {
            unreachable!("an address is an object");
        };
        for (name, value) in &sent {
            let text = value.as_str().unwrap();
            assert!(!text.is_empty(), "{name}");
            let from_library = matches!(name.as_str(), "province" | "city");
            if matches!(name.as_str(), "full_name" | "address" | "address2") {
                assert!(!text.chars().any(char::is_control), "{name}: {text:?}");
            }
            if !from_library && matches!(name.as_str(), "mobile_no" | "cpf") {
                assert!(
                    text.bytes().all(|byte| byte.is_ascii_digit()),
                    "{name}: {text:?}"
                );
            }
        }
        assert_eq!(sent.get("full_name"), sent.get("contact_person"));
    }
    let _ = extension(&recipient);
    let _ = objection(&recipient);
}

/// The address of a gateway that a person typed: calls go there and nowhere else.
fn gateway(bytes: &[u8]) {
    let typed = String::from_utf8_lossy(bytes);
    let Ok(config) = Config::new(&typed) else {
        return;
    };
    let base = Url::parse(config.base_url()).unwrap();
    let doors = [config.sync_url(), config.rest_url("/auth/token/create")];
    for (door, path) in doors.iter().zip(["/sync", "/rest/auth/token/create"]) {
        let url = Url::parse(door).unwrap();
        assert_eq!(url.origin(), base.origin(), "{url}");
        assert!(url.path().ends_with(path), "{url}");
        assert!(
            url.username().is_empty() && url.password().is_none(),
            "{url}"
        );
        assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
    }
    assert_eq!(Config::new(config.base_url()).unwrap(), config);
}

/// `secret\nname=value&…`: the order of the pairs does not matter, and the secret does.
fn signature(bytes: &[u8]) {
    let (secret, pairs) = first_line(bytes);
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(pairs).into_owned().collect();
    let signed = |secret: &str, turned: bool| {
        let mut pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        if turned {
            pairs.reverse();
        }
        sign::sign(secret, "/auth/token/create", pairs)
    };
    let signature = signed(secret, false);
    assert_eq!(signature.len(), 64);
    assert_eq!(signature, signed(secret, true));
    assert_ne!(signature, signed(&format!("{secret}1"), false));
}
