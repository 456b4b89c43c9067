//! How money, times and ids are spelled: in the API in one way, in webhooks in another.
//!
//! Source: reference sheet §A4.1 and §A6.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// An amount of the API: at least one decimal, no padding.
pub(super) fn decimal(amount: Decimal) -> String {
    let text = amount.normalize().to_string();
    if text.contains('.') {
        text
    } else {
        format!("{text}.0")
    }
}

/// An amount in shop and customer currency, which are the same here.
pub(super) fn bag(amount: Decimal, currency: &str) -> Value {
    let money = json!({"amount": decimal(amount), "currencyCode": currency});
    json!({"shopMoney": money, "presentmentMoney": money})
}

/// An amount of a webhook: two decimals.
pub(super) fn padded(amount: Decimal) -> String {
    format!("{amount:.2}")
}

/// ISO text of a moment.
pub(super) fn iso(at: Timestamp) -> Value {
    Value::from(iso_text(at))
}

/// ISO text of a moment that may be absent.
pub(super) fn iso_or_null(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, iso)
}

/// ISO text, whole seconds, as the API spells it.
pub(super) fn iso_text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The same in the store's own time zone, as webhooks spell it; this store is in New York in winter.
pub(super) fn webhook_time(at: Timestamp) -> String {
    let there = at
        .checked_sub(jiff::SignedDuration::from_hours(5))
        .unwrap_or(at);
    there.strftime("%Y-%m-%dT%H:%M:%S-05:00").to_string()
}

/// `gid://shopify/Order/1`.
pub(super) fn gid(kind: &str, id: i64) -> String {
    format!("gid://shopify/{kind}/{id}")
}

/// The number of an id of this kind; `None` for another kind or no id at all.
pub(super) fn number_of(gid: &str, kind: &str) -> Option<i64> {
    let rest = gid.strip_prefix("gid://shopify/")?.strip_prefix(kind)?;
    let number = rest.strip_prefix('/')?;
    number.split('?').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_spelled_as_recorded() {
        let spelled = |text: &str| decimal(text.parse().unwrap());
        assert_eq!(spelled("43.00"), "43.0");
        assert_eq!(spelled("0"), "0.0");
        assert_eq!(spelled("1341615.95"), "1341615.95");
        assert_eq!(padded("43".parse().unwrap()), "43.00");
        assert_eq!(
            number_of(
                "gid://shopify/FulfillmentService/7?id=true",
                "FulfillmentService"
            ),
            Some(7)
        );
        assert_eq!(number_of("gid://shopify/Order/7", "Fulfillment"), None);
        assert_eq!(
            number_of("gid://shopify/Fulfillment/7", "FulfillmentOrder"),
            None
        );
    }
}
