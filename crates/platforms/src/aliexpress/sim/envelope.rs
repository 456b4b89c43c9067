//! The shapes of answers: wrapper key or not, lists in one-key objects, and the liberties that the
//! live gateway takes with types.
//!
//! Handlers build the long form; this file alone turns it into what goes over the wire. Source:
//! reference sheet §2.4, §2.5 and §5.1.

use serde_json::{Map, Value, json};

use super::seeded::Roll;
use crate::sim::only_member;

/// A failure of the first layer: the gateway itself.
#[derive(Clone, Debug)]
pub(super) struct GatewayError {
    kind: &'static str,
    code: String,
    message: String,
    sub: Option<(&'static str, &'static str)>,
}

impl GatewayError {
    pub(super) fn new(kind: &'static str, code: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            message: message.into(),
            sub: None,
        }
    }

    pub(super) fn missing(name: &str) -> Self {
        Self::new(
            "ISV",
            "MissingParameter",
            format!(
                "The input parameter \"{name}\" that is mandatory for processing this request is not supplied"
            ),
        )
    }

    pub(super) fn invalid(name: &str) -> Self {
        Self::new(
            "ISV",
            "InvalidParameter",
            format!("The specified parameter \"{name}\" is not valid"),
        )
    }

    pub(super) fn mapping(name: &str) -> Self {
        Self::new(
            "ISV",
            "UnsupportedParamMapping",
            format!(
                "The parameter \"{name}\" cannot be mapped to the type that the service expects"
            ),
        )
    }

    pub(super) fn token() -> Self {
        Self::new(
            "ISV",
            "IllegalAccessToken",
            "The specified access token is invalid or expired",
        )
    }

    pub(super) fn throttled() -> Self {
        Self::new(
            "SYSTEM",
            "ApiCallLimit",
            "Api access frequency exceeds the limit. this ban will last 1 seconds",
        )
    }

    pub(super) fn banned(seconds: i64) -> Self {
        Self::new(
            "SYSTEM",
            "AppApiCallLimit",
            format!(
                "The frequency of app access to the api exceeds the limit. This ban will last {seconds} seconds"
            ),
        )
    }

    /// Code 15: somebody behind the gateway failed, and nobody says whether the work was done.
    pub(super) fn remote(sub_code: &'static str, sub_message: &'static str) -> Self {
        Self {
            sub: Some((sub_code, sub_message)),
            ..Self::new("ISP", "15", "Remote service error")
        }
    }
}

/// How this one answer is written.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// The API name, e.g. `aliexpress.ds.product.get`.
    pub(super) api: String,
    /// `simplify=true`.
    pub(super) simplified: bool,
    /// A system call at the `/rest` door: no wrapper, errors at the root.
    pub(super) rest: bool,
    pub(super) request_id: String,
    pub(super) trace_id: String,
    pub(super) quirk_per_mille: u16,
}

/// The inner keys of the one-key objects that hold lists.
const LIST_KEYS: &[&str] = &[
    "number",
    "ae_item_sku_info_d_t_o",
    "ae_sku_property_d_t_o",
    "ae_item_property",
    "wholesale_price_tier",
    "ae_video_d_t_o",
    "delivery_option_d_t_o",
    "aeop_child_order_info",
    "aeop_order_logistics_info",
    "tracking_detail",
    "detail_node",
    "package_item",
    "selection_search_product",
    "promo",
    "category",
    "member_benefit",
    "aeop_freight_calculate_result_for_buyer_dto",
];

/// A list in its one-key object.
pub(super) fn list(inner: &'static str, items: Vec<Value>) -> Value {
    debug_assert!(
        LIST_KEYS.contains(&inner),
        "{inner} must be among the list keys"
    );
    Value::Object(Map::from_iter([(inner.to_owned(), Value::Array(items))]))
}

/// Writes what a method answered.
pub(super) fn answer(style: &Style, mut content: Value, roll: &mut Roll) -> Value {
    loosen(&mut content, style, roll);
    let mut body = match content {
        Value::Object(fields) => fields,
        other => Map::from_iter([("result".to_owned(), other)]),
    };
    if style.rest || style.simplified {
        body.entry("code").or_insert_with(|| json!("0"));
        stamp(&mut body, style);
        return Value::Object(body);
    }
    if style.api.contains('/') {
        body.entry("code").or_insert_with(|| json!("0"));
    }
    stamp(&mut body, style);
    only_member(&wrapper_key(&style.api), Value::Object(body))
}

/// Writes a failure of the gateway.
pub(super) fn refusal(style: &Style, error: &GatewayError) -> Value {
    let mut fields = Map::new();
    fields.insert("type".into(), json!(error.kind));
    fields.insert("code".into(), json!(error.code));
    let message_key = if style.rest { "message" } else { "msg" };
    fields.insert(message_key.into(), json!(error.message));
    if let Some((sub_code, sub_message)) = error.sub {
        fields.insert("sub_code".into(), json!(sub_code));
        fields.insert("sub_msg".into(), json!(sub_message));
    }
    stamp(&mut fields, style);
    if style.rest {
        Value::Object(fields)
    } else {
        only_member("error_response", Value::Object(fields))
    }
}

fn wrapper_key(api: &str) -> String {
    format!("{}_response", api.replace('.', "_"))
}

fn stamp(fields: &mut Map<String, Value>, style: &Style) {
    fields.insert("request_id".into(), json!(style.request_id));
    fields.insert("_trace_id_".into(), json!(style.trace_id));
}

/// Turns the tidy tree into what the wire carries: flat lists when simplified, `{}` for an empty
/// list, and now and then a bare element or a text where a number or a boolean is documented.
fn loosen(value: &mut Value, style: &Style, roll: &mut Roll) {
    if let Some(items) = only_list(value) {
        let items = std::mem::take(items);
        *value = loosened_list(value, items, style, roll);
        return;
    }
    match value {
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| loosen(field, style, roll)),
        Value::Array(items) => items.iter_mut().for_each(|item| loosen(item, style, roll)),
        Value::Bool(_) | Value::Number(_) if roll.chance(style.quirk_per_mille) => {
            *value = Value::String(value.to_string());
        }
        _ => {}
    }
}

fn loosened_list(holder: &Value, mut items: Vec<Value>, style: &Style, roll: &mut Roll) -> Value {
    let inner = holder
        .as_object()
        .and_then(|fields| fields.keys().next())
        .cloned()
        .unwrap_or_default();
    items.iter_mut().for_each(|item| loosen(item, style, roll));
    if style.simplified {
        return Value::Array(items);
    }
    if items.is_empty() {
        return json!({});
    }
    if items.len() == 1 && roll.chance(style.quirk_per_mille) {
        return only_member(&inner, items.remove(0));
    }
    only_member(&inner, Value::Array(items))
}

fn only_list(value: &mut Value) -> Option<&mut Vec<Value>> {
    let fields = value.as_object_mut()?;
    if fields.len() != 1 {
        return None;
    }
    let (key, inner) = fields.iter_mut().next()?;
    LIST_KEYS
        .contains(&key.as_str())
        .then_some(inner)?
        .as_array_mut()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(simplified: bool, quirk_per_mille: u16) -> Style {
        Style {
            api: "aliexpress.ds.order.create".into(),
            simplified,
            rest: false,
            request_id: "2101".into(),
            trace_id: "2140".into(),
            quirk_per_mille,
        }
    }

    fn write(simplified: bool, quirk_per_mille: u16, content: Value) -> Value {
        answer(
            &style(simplified, quirk_per_mille),
            content,
            &mut Roll::new(1, "test", 1),
        )
    }

    #[test]
    fn the_long_form_wraps_and_the_short_form_does_not() {
        let content = json!({"result": {"is_success": true, "order_list": list("number", vec![json!(1), json!(2)])}});
        assert_eq!(
            write(false, 0, content.clone())["aliexpress_ds_order_create_response"]["result"]["order_list"],
            json!({"number": [1, 2]})
        );
        let short = write(true, 0, content);
        assert_eq!(short["result"]["order_list"], json!([1, 2]));
        assert_eq!(short["code"], "0");
    }

    #[test]
    fn empty_lists_and_lists_of_one_are_written_as_seen_live() {
        let content =
            json!({"a": list("number", vec![]), "b": list("number", vec![json!(7)]), "c": true});
        let strange = write(false, 1000, content);
        let body = &strange["aliexpress_ds_order_create_response"];
        assert_eq!(body["a"], json!({}));
        assert_eq!(body["b"], json!({"number": "7"}));
        assert_eq!(body["c"], "true");
    }
}
