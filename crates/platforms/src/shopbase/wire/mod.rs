//! How ShopBase spells things in JSON, read as leniently as its own answers are loose.
//!
//! It decides nothing: what a word means is `convert`'s. Unknown fields are passed over; what we
//! send is spelled in `store`, next to the call.

mod lenient;
mod order;
mod product;
mod shop;
mod webhook;

use domain::ports::error::CallError;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(super) use order::{Address, Fulfillment, LineItem, Order, OrderStamp};
pub(super) use product::{Product, Variant};
pub(super) use shop::{Shop, Token};
pub(super) use webhook::{Created, HookBody, Webhook};

use super::error::unreadable;

/// Reads one object, wrapped in `key` or bare: ShopBase's own documents show both for one call.
pub(super) fn one<T: DeserializeOwned>(body: &[u8], key: &str) -> Result<T, CallError> {
    let value = parse(body, key)?;
    object(unwrapped(value, key)).map_err(|because| unreadable(key, &because))
}

/// Reads a list, wrapped in `key` or bare; `null` is an empty one.
pub(super) fn many<T: DeserializeOwned>(body: &[u8], key: &str) -> Result<Vec<T>, CallError> {
    let value = parse(body, key)?;
    let wrong = |because: &str| Err(unreadable(key, because));
    let list = match value {
        Value::Object(mut object) => match object.remove(key) {
            Some(list) => list,
            None => return wrong("the list is missing"),
        },
        bare => bare,
    };
    let items = match list {
        Value::Null => Vec::new(),
        Value::Array(items) => items,
        _ => return wrong("it is no list"),
    };
    items
        .into_iter()
        .filter(|item| !item.is_null())
        .map(|item| object(item).map_err(|because| unreadable(key, &because)))
        .collect()
}

/// serde would take a list for a struct, field by field; nobody means that here.
fn object<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    if !value.is_object() {
        return Err("it is no object".to_owned());
    }
    serde_json::from_value(value).map_err(|err| err.to_string())
}

fn parse(body: &[u8], key: &str) -> Result<Value, CallError> {
    serde_json::from_slice(body).map_err(|err| unreadable(key, &err.to_string()))
}

/// What is inside `key`, or the value itself.
fn unwrapped(mut value: Value, key: &str) -> Value {
    match value.get_mut(key) {
        Some(inner) if inner.is_object() => inner.take(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use domain::ports::error::CallErrorKind;

    use super::*;

    #[test]
    fn wrapped_and_bare_are_the_same() {
        for body in [r#"{"fulfillment":{"id":7}}"#, r#"{"id":"7"}"#] {
            let created: Created = one(body.as_bytes(), "fulfillment").unwrap();
            assert_eq!(created.id, "7");
        }
    }

    #[test]
    fn lists_may_be_null_or_bare_or_hold_nulls() {
        let ids = |body: &str| -> Vec<String> {
            let created: Vec<Created> = many(body.as_bytes(), "webhooks").unwrap();
            created.into_iter().map(|created| created.id).collect()
        };
        assert_eq!(ids(r#"{"webhooks":null}"#), [""; 0]);
        assert_eq!(ids(r#"{"webhooks":[{"id":1},null]}"#), ["1"]);
        assert_eq!(ids(r#"[{"id":1}]"#), ["1"]);
    }

    #[test]
    fn what_is_no_answer_is_unreadable_and_quotes_nobody() {
        for body in ["", "<html>", r#"{"error":"x"}"#, r#"{"orders":"Ann Lee"}"#] {
            let error = many::<Created>(body.as_bytes(), "orders").unwrap_err();
            assert_eq!(error.kind, CallErrorKind::Unreadable);
            assert!(!error.to_string().contains("Ann"));
        }
        assert!(one::<Created>(br#"{"order":null}"#, "order").is_err());
    }
}
