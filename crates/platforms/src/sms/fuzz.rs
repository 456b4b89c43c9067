//! Fuzz targets: callbacks from anywhere never panic, and never pass without their signature.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a fuzz target tells what it found by panicking"
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::fuzz::{Target, first_line};
use domain::ports::post::CallbackRefused;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::{callback, signature, wire};

/// The targets of this folder.
pub(crate) const TARGETS: &[Target] = &[Target {
    name: "sms_callback",
    run: sms_callback,
}];

const SECRET: &str = "hush-sms-secret";

/// `url\nsignature\nform`: nothing but the true signature opens it, the true one always does, and what
/// is signed is read or refused with a reason.
fn sms_callback(bytes: &[u8]) {
    let (url, rest) = first_line(bytes);
    let (given, form) = first_line(rest);
    let pairs = wire::form(form);
    let mut sorted: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut mac = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(url.as_bytes());
    for (name, value) in &sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    let right = mac.finalize().into_bytes();
    let right_text = STANDARD.encode(right);
    assert!(signature::is_right(SECRET, url, &pairs, &right_text));
    let is_same = STANDARD
        .decode(given.trim())
        .is_ok_and(|given| given == right.as_slice());
    if !is_same && url::Url::parse(url).is_err() {
        assert!(!signature::is_right(SECRET, url, &pairs, given));
    }
    assert!(!signature::is_right("another", url, &pairs, &right_text));
    match callback(&pairs) {
        Ok(read) => assert!(!read.external_id.as_str().is_empty()),
        Err(CallbackRefused::Unreadable(why)) => assert!(!why.is_empty()),
        Err(CallbackRefused::WrongSignature) => panic!("the signature is not looked at here"),
    }
}
