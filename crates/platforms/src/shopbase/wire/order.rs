//! An order as ShopBase spells it, with lines, refunds and fulfillments. Source: README.md, orders.
//!
//! Only what we follow; the other fields are passed over.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::lenient;

/// What tells that an order changed.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct OrderStamp {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::time")]
    pub(in crate::shopbase) updated_at: Option<Timestamp>,
}

/// An order.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Order {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) order_number: String,
    #[serde(default, deserialize_with = "lenient::time")]
    pub(in crate::shopbase) created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::time")]
    pub(in crate::shopbase) processed_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::time")]
    pub(in crate::shopbase) updated_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::time")]
    pub(in crate::shopbase) cancelled_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) financial_status: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) currency: String,
    #[serde(default, deserialize_with = "lenient::amount")]
    pub(in crate::shopbase) total_price: Option<Decimal>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) note: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) email: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) phone: String,
    #[serde(default)]
    pub(in crate::shopbase) customer: Option<Customer>,
    #[serde(default)]
    pub(in crate::shopbase) shipping_address: Option<Address>,
    #[serde(default)]
    pub(in crate::shopbase) billing_address: Option<Address>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(in crate::shopbase) line_items: Vec<LineItem>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(in crate::shopbase) refunds: Vec<Refund>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(in crate::shopbase) fulfillments: Vec<Fulfillment>,
}

/// Who bought.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Customer {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) first_name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) last_name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) email: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) phone: String,
}

/// A postal address.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Address {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) first_name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) last_name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) company: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) address1: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) address2: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) city: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) province: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) province_code: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) zip: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) country: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) country_code: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) phone: String,
    /// Brazil's tax number of a person.
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) cpf_number: String,
    /// The same, or the one of a company.
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) cpf_or_cnpj_number: String,
}

/// A line.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct LineItem {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub(in crate::shopbase) variant_id: Option<String>,
    /// The fulfillment that it is in, in some answers.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub(in crate::shopbase) fulfillment_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) title: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) variant_title: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) sku: String,
    #[serde(default, deserialize_with = "lenient::count")]
    pub(in crate::shopbase) quantity: Option<u32>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub(in crate::shopbase) refunded_quantity: Option<u32>,
    #[serde(default, deserialize_with = "lenient::amount")]
    pub(in crate::shopbase) price: Option<Decimal>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) image_src: String,
    #[serde(default, deserialize_with = "lenient::flag")]
    pub(in crate::shopbase) requires_shipping: Option<bool>,
    #[serde(default, deserialize_with = "lenient::flag")]
    pub(in crate::shopbase) gift_card: Option<bool>,
}

/// Money given back.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Refund {
    #[serde(default, deserialize_with = "lenient::list")]
    pub(in crate::shopbase) refund_line_items: Vec<RefundLine>,
}

/// Units of a line that money was given back for.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct RefundLine {
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub(in crate::shopbase) line_item_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub(in crate::shopbase) quantity: Option<u32>,
}

/// A fulfillment.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Fulfillment {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) status: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) tracking_number: String,
    #[serde(default, deserialize_with = "lenient::texts")]
    pub(in crate::shopbase) tracking_numbers: Vec<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) tracking_company: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) detected_tracking_company: String,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(in crate::shopbase) line_items: Vec<FulfilledLine>,
}

/// Units of a line in a fulfillment.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct FulfilledLine {
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub(in crate::shopbase) id: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub(in crate::shopbase) line_item_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::count")]
    pub(in crate::shopbase) quantity: Option<u32>,
}
