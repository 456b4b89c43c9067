//! Prices: US dollars in the catalog, the asked currency on the wire, never a float.
//!
//! The rates are fixed, because a rehearsal must give the same totals every time.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

/// Units of a currency for one thousand US dollars' thousandth, that is `rate / 1000`.
const RATES_PER_MILLE: &[(&str, i64)] = &[
    ("USD", 1_000),
    ("EUR", 920),
    ("GBP", 790),
    ("BRL", 5_400),
    ("CAD", 1_370),
    ("AUD", 1_520),
    ("NZD", 1_660),
    ("MXN", 18_500),
    ("PLN", 3_950),
    ("CHF", 880),
    ("SEK", 10_500),
    ("SAR", 3_750),
    ("CNY", 7_200),
    ("JPY", 151_000),
    ("KRW", 1_380_000),
    ("VND", 25_400_000),
];

/// The currency that is answered when `wanted` is asked for: US dollars for one that is not sold in.
pub(super) fn sold_in(wanted: Option<&str>) -> &'static str {
    let wanted = wanted.unwrap_or("USD");
    RATES_PER_MILLE
        .iter()
        .find(|(code, _)| *code == wanted)
        .map_or("USD", |(code, _)| code)
}

pub(super) fn is_sold_in(currency: &str) -> bool {
    RATES_PER_MILLE.iter().any(|(code, _)| *code == currency)
}

pub(super) fn from_usd(amount: Decimal, currency: &str) -> Decimal {
    let rate = RATES_PER_MILLE
        .iter()
        .find(|(code, _)| *code == currency)
        .map_or(1_000, |(_, rate)| *rate);
    rounded(amount * Decimal::new(rate, 3), currency)
}

pub(super) fn per_mille(amount: Decimal, per_mille: u32) -> Decimal {
    amount * Decimal::new(i64::from(per_mille), 3)
}

pub(super) fn rounded(amount: Decimal, currency: &str) -> Decimal {
    amount.round_dp_with_strategy(places(currency), RoundingStrategy::MidpointAwayFromZero)
}

/// `12.30`, or `1230` where the currency has no smaller unit.
pub(super) fn text(amount: Decimal, currency: &str) -> String {
    match places(currency) {
        0 => format!("{:.0}", rounded(amount, currency)),
        _ => format!("{:.2}", rounded(amount, currency)),
    }
}

/// The object in which the order family writes money.
pub(super) fn object(amount: Decimal, currency: &str) -> Value {
    json!({ "amount": text(amount, currency), "currency_code": currency })
}

fn places(currency: &str) -> u32 {
    if matches!(currency, "JPY" | "KRW" | "VND") {
        0
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_and_writes_without_a_float() {
        let price = Decimal::new(1999, 2);
        assert_eq!(text(from_usd(price, "EUR"), "EUR"), "18.39");
        assert_eq!(text(from_usd(price, "VND"), "VND"), "507746");
        assert_eq!(text(per_mille(price, 1400), "USD"), "27.99");
        assert_eq!(sold_in(Some("XAU")), "USD");
        assert!(is_sold_in("BRL"));
    }
}
