//! The vendor's spelling: answers as the gateway writes them, read as leniently as they vary.
//!
//! Ids stay text and never pass through a float; booleans and numbers may come as text; a list may be
//! an array, an object around an array, one bare element, `{}` or absent. Meaning is `convert`'s.
//! Source: reference sheet §2.4, §2.5.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

/// Text, also where the gateway writes a number or a boolean; empty for null and anything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        self.0.trim()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    /// The text, if there is any.
    pub(crate) fn some(&self) -> Option<&str> {
        Some(self.as_str()).filter(|text| !text.is_empty())
    }

    /// The text read as something else, if it is that.
    pub(crate) fn parse<T: FromStr>(&self) -> Option<T> {
        self.some()?.parse().ok()
    }

    pub(crate) fn decimal(&self) -> Option<Decimal> {
        Decimal::from_str_exact(self.as_str()).ok()
    }

    /// True or false, if it says so.
    pub(crate) fn flag(&self) -> Option<bool> {
        match self.as_str().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        };
        Ok(Self(text))
    }
}

/// A list in any of its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let elements = elements(Value::deserialize(deserializer)?);
        let read = elements.into_iter().map(serde_json::from_value);
        read.collect::<Result<_, _>>()
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// `[…]`, `{"inner":[…]}`, `{"inner":{…}}`, `{"inner":7}`, `{…}` (one bare element), `{}`, null.
fn elements(value: Value) -> Vec<Value> {
    match value {
        Value::Array(elements) => elements,
        Value::Object(mut object) => match (object.len(), object.keys().next().cloned()) {
            (1, Some(inner)) => match object.remove(&inner) {
                Some(Value::Array(elements)) => elements,
                Some(Value::Null) | None => Vec::new(),
                Some(single) => vec![single],
            },
            (0, _) => Vec::new(),
            _ => vec![Value::Object(object)],
        },
        Value::Null => Vec::new(),
        Value::String(text) if text.trim().is_empty() => Vec::new(),
        single => vec![single],
    }
}

/// An object that may be null, absent or an empty text; then it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node<T>(pub(crate) T);

impl<'de, T: DeserializeOwned + Default> Deserialize<'de> for Node<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            object @ Value::Object(_) => serde_json::from_value(object)
                .map(Self)
                .map_err(serde::de::Error::custom),
            _ => Ok(Self::default()),
        }
    }
}

/// JSON that comes as itself or as a text; null if it is neither.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct JsonText(pub(crate) Value);

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => serde_json::from_str(&text).unwrap_or_default(),
            value => value,
        }))
    }
}

/// What the gateway says when it does not pass a call on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct GatewayError {
    /// Whose fault: `ISV` ours, `ISP` the provider's, `SYSTEM` the gateway's.
    #[serde(rename = "type")]
    pub(crate) fault: Text,
    pub(crate) code: Text,
    pub(crate) msg: Text,
    pub(crate) message: Text,
    pub(crate) sub_code: Text,
    pub(crate) sub_msg: Text,
    pub(crate) request_id: Text,
}

impl GatewayError {
    /// Its words, the more exact ones behind.
    pub(crate) fn words(&self) -> String {
        let words = [&self.msg, &self.message, &self.sub_msg];
        let words: Vec<&str> = words.into_iter().filter_map(Text::some).collect();
        words.join(": ")
    }
}

/// A body, out of its envelope.
#[derive(Debug)]
pub(crate) enum Opened {
    /// What the method says.
    Answer {
        /// The method's own object.
        answer: Value,
        /// The id that AliExpress asks for when something is wrong.
        request_id: String,
    },
    /// The gateway did not pass the call on, or its provider failed.
    Refused(GatewayError),
}

/// Takes a body out of its envelope, whichever of the two forms it has.
///
/// # Errors
/// When it is no JSON object.
pub(crate) fn open(body: &[u8]) -> Result<Opened, NotAnAnswer> {
    let Ok(Value::Object(mut root)) = serde_json::from_slice(body) else {
        return Err(NotAnAnswer);
    };
    if let Some(error) = root.remove("error_response") {
        let error: Node<GatewayError> = serde_json::from_value(error).map_err(|_| NotAnAnswer)?;
        return Ok(Opened::Refused(error.0));
    }
    let mut wrappers = root.keys().filter(|key| key.ends_with("_response"));
    let wrapper = match (wrappers.next().cloned(), wrappers.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    let answer = wrapper.and_then(|key| root.remove(&key));
    let answer = answer.unwrap_or(Value::Object(root));
    let head = GatewayError::deserialize(&answer).map_err(|_| NotAnAnswer)?;
    let is_result = ["result", "rsp_code", "access_token"]
        .iter()
        .any(|key| answer.get(key).is_some());
    let failed = head.code.some().is_some_and(|code| code != "0");
    if failed && !is_result {
        return Ok(Opened::Refused(head));
    }
    let request_id = head.request_id.0;
    Ok(Opened::Answer { answer, request_id })
}

/// The body is no JSON object: a page of an edge server, or nothing.
#[derive(Debug, thiserror::Error)]
#[error("the answer is no JSON object")]
pub(crate) struct NotAnAnswer;

/// The answer of the token calls.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Tokens {
    pub(crate) access_token: Text,
    pub(crate) refresh_token: Text,
    pub(crate) expires_in: Text,
    pub(crate) refresh_expires_in: Text,
    pub(crate) expire_time: Text,
    pub(crate) refresh_token_valid_time: Text,
    pub(crate) user_id: Text,
    pub(crate) account_id: Text,
    pub(crate) seller_id: Text,
    pub(crate) havana_id: Text,
    pub(crate) user_nick: Text,
    pub(crate) account_platform: Text,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// `aliexpress.ds.product.get`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ProductAnswer {
    pub(crate) rsp_code: Text,
    pub(crate) rsp_msg: Text,
    pub(crate) result: Option<Product>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Product {
    pub(crate) ae_item_base_info_dto: Node<ProductBase>,
    pub(crate) ae_item_sku_info_dtos: List<Sku>,
    pub(crate) ae_multimedia_info_dto: Node<Multimedia>,
    pub(crate) ae_store_info: Node<StoreInfo>,
    pub(crate) product_id_converter_result: Node<ProductIds>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ProductBase {
    pub(crate) product_id: Text,
    pub(crate) subject: Text,
    pub(crate) product_status_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sku {
    pub(crate) sku_id: Text,
    pub(crate) sku_attr: Text,
    pub(crate) sku_price: Text,
    pub(crate) offer_sale_price: Text,
    pub(crate) currency_code: Text,
    pub(crate) sku_available_stock: Text,
    pub(crate) price_include_tax: Text,
    pub(crate) tax_amount: Text,
    pub(crate) tax_currency_code: Text,
    pub(crate) ae_sku_property_dtos: List<SkuProperty>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SkuProperty {
    pub(crate) sku_property_name: Text,
    pub(crate) sku_property_value: Text,
    pub(crate) property_value_definition_name: Text,
    pub(crate) sku_image: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Multimedia {
    pub(crate) image_urls: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StoreInfo {
    pub(crate) store_id: Text,
    pub(crate) store_name: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ProductIds {
    pub(crate) sub_product_id: JsonText,
}

/// `aliexpress.ds.freight.query`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FreightAnswer {
    pub(crate) result: Node<Freight>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Freight {
    pub(crate) success: Text,
    pub(crate) code: Text,
    pub(crate) msg: Text,
    pub(crate) delivery_options: List<DeliveryOption>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DeliveryOption {
    pub(crate) code: Text,
    pub(crate) company: Text,
    pub(crate) shipping_fee_cent: Text,
    pub(crate) shipping_fee_currency: Text,
    pub(crate) shipping_fee_format: Text,
    pub(crate) free_shipping: Text,
    #[serde(rename = "mayHavePFS")]
    pub(crate) may_have_pfs: Text,
    pub(crate) free_shipping_threshold: Text,
    pub(crate) min_delivery_days: Text,
    pub(crate) max_delivery_days: Text,
    pub(crate) tracking: Text,
    pub(crate) available_stock: Text,
}

/// `aliexpress.ds.address.get`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddressAnswer {
    pub(crate) result: Node<AddressResult>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddressResult {
    pub(crate) ret: Text,
    pub(crate) msg: Text,
    pub(crate) data: Node<AddressCountry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddressCountry {
    pub(crate) children: JsonText,
}

/// `aliexpress.ds.order.create`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CreateAnswer {
    pub(crate) result: Node<CreateResult>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CreateResult {
    pub(crate) is_success: Text,
    pub(crate) order_list: List<Text>,
    pub(crate) error_code: Text,
    pub(crate) error_msg: Text,
}

/// `aliexpress.trade.ds.order.get`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OrderAnswer {
    pub(crate) result: Option<Order>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Order {
    pub(crate) order_status: Text,
    pub(crate) logistics_status: Text,
    pub(crate) gmt_create: Text,
    pub(crate) order_paidtime_string: Text,
    pub(crate) pay_timeout_second: Text,
    pub(crate) order_amount: Node<Amount>,
    pub(crate) user_order_amount: Node<Amount>,
    pub(crate) child_order_list: List<ChildOrder>,
    pub(crate) logistics_info_list: List<LogisticsInfo>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Amount {
    pub(crate) amount: Text,
    pub(crate) currency_code: Text,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ChildOrder {
    pub(crate) product_id: Text,
    pub(crate) sku_id: Text,
    pub(crate) product_count: Text,
    pub(crate) end_reason: Text,
    pub(crate) end_reason_desc: Text,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LogisticsInfo {
    pub(crate) logistics_no: Text,
}

/// `aliexpress.ds.order.tracking.get`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TrackingAnswer {
    pub(crate) result: Node<TrackingResult>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TrackingResult {
    pub(crate) ret: Text,
    pub(crate) code: Text,
    pub(crate) msg: Text,
    pub(crate) data: Node<TrackingData>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TrackingData {
    pub(crate) tracking_detail_line_list: List<TrackingDetail>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TrackingDetail {
    pub(crate) mail_no: Text,
    pub(crate) carrier_name: Text,
    pub(crate) eta_time_stamps: Text,
    pub(crate) detail_node_list: List<TrackingNode>,
    pub(crate) package_item_list: List<PackageItem>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TrackingNode {
    pub(crate) time_stamp: Text,
    pub(crate) tracking_name: Text,
    pub(crate) tracking_detail_desc: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PackageItem {
    pub(crate) item_id: Text,
    pub(crate) sku_id: Text,
    pub(crate) quantity: Text,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_takes_what_the_gateway_mixes_and_keeps_every_digit() {
        let read = |value: Value| serde_json::from_value::<Text>(value).unwrap();
        assert_eq!(
            read(json!(12_000_044_126_059_467_u64)).as_str(),
            "12000044126059467"
        );
        assert_eq!(read(json!("27")).parse::<u32>(), Some(27));
        assert_eq!(read(json!(true)).flag(), Some(true));
        assert_eq!(read(json!("false")).flag(), Some(false));
        assert_eq!(read(json!(1.99)).decimal(), Some(Decimal::new(199, 2)));
        assert!(read(Value::Null).is_empty());
        assert!(read(json!({})).is_empty());
    }

    #[test]
    fn a_list_may_be_any_of_its_forms() {
        let read = |value: Value| serde_json::from_value::<List<Text>>(value).unwrap().0;
        let one = vec![Text("8190000000000001".into())];
        assert_eq!(read(json!({"number": [8_190_000_000_000_001_u64]})), one);
        assert_eq!(read(json!([8_190_000_000_000_001_u64])), one);
        assert_eq!(read(json!({"number": 8_190_000_000_000_001_u64})), one);
        assert_eq!(read(json!("8190000000000001")), one);
        for nothing in [json!({}), Value::Null, json!([]), json!("")] {
            assert!(read(nothing).is_empty());
        }
        let children = json!({"aeop_child_order_info": {"product_id": 1, "sku_id": "2"}});
        let children: List<ChildOrder> = serde_json::from_value(children).unwrap();
        assert_eq!(children.0[0].sku_id.as_str(), "2");
        let bare: List<ChildOrder> =
            serde_json::from_value(json!({"product_id": 1, "sku_id": "2"})).unwrap();
        assert_eq!(bare.0[0].product_id.as_str(), "1");
    }

    #[test]
    fn both_envelopes_open() {
        let wrapped = br#"{"aliexpress_ds_order_create_response":{"result":{"is_success":true},"request_id":"2101"}}"#;
        let flat = br#"{"result":{"is_success":"true"},"code":"0","request_id":"2101"}"#;
        for body in [wrapped.as_slice(), flat.as_slice()] {
            let Opened::Answer { answer, request_id } = open(body).unwrap() else {
                panic!("not opened")
            };
            let answer: CreateAnswer = serde_json::from_value(answer).unwrap();
            assert_eq!(answer.result.0.is_success.flag(), Some(true));
            assert_eq!(request_id, "2101");
        }
        let token = br#"{"/auth/token/create_response":{"access_token":"t","code":"0"}}"#;
        assert!(matches!(open(token).unwrap(), Opened::Answer { .. }));
    }

    #[test]
    fn both_places_of_an_error_are_read() {
        let wrapped = br#"{"error_response":{"type":"ISP","code":15,"msg":"Remote service error","sub_code":"isv.insufficient-permission","sub_msg":"Insufficient permission."}}"#;
        let Opened::Refused(error) = open(wrapped).unwrap() else {
            panic!("not refused")
        };
        assert_eq!(error.code.as_str(), "15");
        assert_eq!(
            error.words(),
            "Remote service error: Insufficient permission."
        );
        let root = br#"{"type":"ISV","code":"InvalidCode","message":"Invalid authorization code","request_id":"9"}"#;
        let Opened::Refused(error) = open(root).unwrap() else {
            panic!("not refused")
        };
        assert_eq!(error.words(), "Invalid authorization code");
        for nothing in [b"".as_slice(), b"<html>", b"[]", b"7"] {
            assert!(open(nothing).is_err());
        }
    }

    #[test]
    fn json_text_and_json_are_the_same() {
        for value in [
            json!({"US": 3_256_800_000_000_001_u64}),
            json!("{\"US\":3256800000000001}"),
        ] {
            let read: JsonText = serde_json::from_value(value).unwrap();
            assert_eq!(read.0["US"], json!(3_256_800_000_000_001_u64));
        }
        assert_eq!(
            serde_json::from_value::<JsonText>(json!("{")).unwrap().0,
            Value::Null
        );
    }
}
