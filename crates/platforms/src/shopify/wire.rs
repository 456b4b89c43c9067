//! What Shopify's answers look like, as far as we read them. The types follow the published schema: a test
//! of `schema_check` reads every answer that the schema allows with them.
//!
//! Ids are kept as they come and only cut where a number is needed; money is text and becomes a decimal
//! without ever being a float. Source: README.md, spellings.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{unreadable, without_values};
use domain::ports::error::CallError;

/// An answer around its data.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope {
    #[serde(default)]
    pub(super) data: Value,
    #[serde(default)]
    pub(super) errors: Vec<TopError>,
    #[serde(default)]
    pub(super) extensions: Extensions,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Extensions {
    #[serde(default)]
    pub(super) cost: Option<Cost>,
}

/// What a call cost, and what is left.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cost {
    pub(super) requested_query_cost: u32,
    #[serde(default)]
    pub(super) actual_query_cost: Option<u32>,
    pub(super) throttle_status: ThrottleStatus,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThrottleStatus {
    #[serde(deserialize_with = "whole")]
    pub(super) maximum_available: u32,
    #[serde(deserialize_with = "whole")]
    pub(super) currently_available: u32,
    #[serde(deserialize_with = "whole")]
    pub(super) restore_rate: u32,
}

/// Points are whole, though they may be printed as `2000.0`, and a bucket that is overdrawn is empty.
fn whole<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?.to_string();
    if number.starts_with('-') {
        return Ok(0);
    }
    let digits = number.split('.').next().unwrap_or_default();
    digits
        .parse()
        .map_err(|_| serde::de::Error::custom("points are a number"))
}

impl Cost {
    /// How long it takes until this call would fit.
    pub(super) fn wait(&self) -> SignedDuration {
        let status = &self.throttle_status;
        let missing = self
            .requested_query_cost
            .saturating_sub(status.currently_available);
        let millis = i64::from(missing) * 1_000 / i64::from(status.restore_rate.max(1));
        // Not at once: others wait for the same points.
        SignedDuration::from_millis(millis.max(1_000))
    }
}

/// An error beside or instead of the data.
#[derive(Debug, Deserialize)]
pub(super) struct TopError {
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) path: Vec<Value>,
    #[serde(default)]
    pub(super) extensions: Value,
}

impl TopError {
    pub(super) fn code(&self) -> &str {
        self.extensions["code"].as_str().unwrap_or_default()
    }

    pub(super) fn required_access(&self) -> Option<&str> {
        self.extensions["requiredAccess"].as_str()
    }

    /// Whether it is about this field of the data or something in it.
    pub(super) fn is_within(&self, path: &[&str]) -> bool {
        let own = self.path.iter().map(|step| step.as_str().unwrap_or("*"));
        self.path.len() >= path.len() && own.zip(path).all(|(own, wanted)| own == *wanted)
    }
}

/// What the store refuses to do.
#[derive(Debug, Deserialize)]
pub(super) struct UserError {
    #[serde(default)]
    pub(super) field: Option<Vec<String>>,
    pub(super) message: String,
    #[serde(default)]
    pub(super) code: Option<String>,
}

/// Reads one member of the data.
pub(super) fn member<T: DeserializeOwned>(data: &Value, name: &str) -> Result<T, CallError> {
    let member = data.get(name).unwrap_or(&Value::Null);
    T::deserialize(member).map_err(|error| unreadable(name, &without_values(&error)))
}

/// A list that is told in pages.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection<T> {
    pub(super) nodes: Vec<T>,
    #[serde(default)]
    pub(super) page_info: PageInfo,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    #[serde(default)]
    pub(super) has_next_page: bool,
    #[serde(default)]
    pub(super) end_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderStamp {
    pub(super) id: String,
    pub(super) updated_at: Timestamp,
}

/// Something of which only the id matters.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Reference {
    pub(super) id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) cancelled_at: Option<Timestamp>,
    pub(super) display_financial_status: Option<String>,
    pub(super) email: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) note: Option<String>,
    pub(super) currency_code: String,
    pub(super) total_price_set: MoneyBag,
    pub(super) customer: Option<Customer>,
    pub(super) shipping_address: Option<Address>,
    pub(super) billing_address: Option<BillingAddress>,
    pub(super) localized_fields: Connection<LocalizedField>,
    pub(super) custom_attributes: Vec<Attribute>,
    pub(super) line_items: Connection<LineItem>,
    pub(super) fulfillment_orders: Connection<FulfillmentOrder>,
    pub(super) fulfillments: Vec<Fulfillment>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MoneyBag {
    pub(super) shop_money: Money,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Money {
    pub(super) amount: Decimal,
    pub(super) currency_code: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    pub(super) display_name: String,
    pub(super) default_email_address: Option<EmailAddress>,
    pub(super) default_phone_number: Option<PhoneNumber>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmailAddress {
    pub(super) email_address: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhoneNumber {
    pub(super) phone_number: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) name: Option<String>,
    pub(super) company: Option<String>,
    pub(super) address1: Option<String>,
    pub(super) address2: Option<String>,
    pub(super) city: Option<String>,
    pub(super) province: Option<String>,
    pub(super) province_code: Option<String>,
    pub(super) country: Option<String>,
    pub(super) country_code_v2: Option<String>,
    pub(super) zip: Option<String>,
    pub(super) phone: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BillingAddress {
    pub(super) name: Option<String>,
}

/// A number that customs of a country ask for.
#[derive(Debug, Deserialize)]
pub(super) struct LocalizedField {
    pub(super) key: String,
    pub(super) value: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Attribute {
    pub(super) key: String,
    pub(super) value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LineItem {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) variant_title: Option<String>,
    pub(super) sku: Option<String>,
    pub(super) quantity: u32,
    pub(super) current_quantity: u32,
    pub(super) unfulfilled_quantity: u32,
    pub(super) requires_shipping: bool,
    pub(super) original_unit_price_set: MoneyBag,
    pub(super) image: Option<Image>,
    pub(super) variant: Option<Reference>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Image {
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FulfillmentOrder {
    pub(super) id: String,
    pub(super) status: String,
    pub(super) request_status: String,
    pub(super) assigned_location: AssignedLocation,
    pub(super) fulfillment_holds: Vec<serde::de::IgnoredAny>,
    pub(super) merchant_requests: Connection<MerchantRequest>,
    pub(super) line_items: Connection<FulfillmentOrderLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AssignedLocation {
    pub(super) name: String,
    pub(super) location: Option<Location>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    pub(super) id: String,
    pub(super) is_fulfillment_service: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MerchantRequest {
    pub(super) kind: String,
    pub(super) message: Option<String>,
    pub(super) sent_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FulfillmentOrderLine {
    pub(super) id: String,
    pub(super) remaining_quantity: u32,
    pub(super) line_item: Reference,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fulfillment {
    pub(super) id: String,
    pub(super) status: String,
    pub(super) location: Option<Reference>,
    pub(super) tracking_info: Vec<Tracking>,
    pub(super) fulfillment_line_items: Connection<FulfillmentLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Tracking {
    pub(super) number: Option<String>,
    pub(super) company: Option<String>,
    pub(super) url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FulfillmentLine {
    pub(super) quantity: Option<u32>,
    pub(super) line_item: Reference,
}

/// What of an order is to be shipped from where.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderWork {
    pub(super) created_at: Timestamp,
    pub(super) cancelled_at: Option<Timestamp>,
    pub(super) fulfillment_orders: Connection<FulfillmentOrder>,
    pub(super) fulfillments: Vec<Fulfillment>,
}

/// A fulfillment with what was said of its parcel.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ToldFulfillment {
    pub(super) status: String,
    pub(super) tracking_info: Vec<Tracking>,
    pub(super) events: Connection<Event>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    pub(super) status: String,
    pub(super) happened_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) featured_media: Option<Media>,
    pub(super) variants: Connection<Variant>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Media {
    pub(super) preview: Option<Preview>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Preview {
    pub(super) image: Option<Image>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Variant {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) sku: Option<String>,
    pub(super) price: Decimal,
}

#[derive(Debug, Deserialize)]
pub(super) struct MoreVariants {
    pub(super) variants: Connection<Variant>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shop {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) myshopify_domain: String,
    pub(super) primary_domain: ShopDomain,
    pub(super) currency_code: String,
    pub(super) fulfillment_services: Vec<Service>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ShopDomain {
    pub(super) host: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    pub(super) id: String,
    pub(super) service_name: String,
    pub(super) callback_url: Option<String>,
    pub(super) location: Option<Reference>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Installation {
    pub(super) access_scopes: Vec<AccessScope>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AccessScope {
    pub(super) handle: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) topic: String,
    pub(super) uri: String,
    pub(super) format: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssignedOrder {
    pub(super) order_id: String,
}

/// A new access. Numbers of seconds are left out where there is no end.
#[derive(Deserialize)]
pub(super) struct Token {
    pub(super) access_token: String,
    #[serde(default)]
    pub(super) scope: String,
    #[serde(default)]
    pub(super) expires_in: Option<i64>,
    #[serde(default)]
    pub(super) refresh_token: Option<String>,
    #[serde(default)]
    pub(super) refresh_token_expires_in: Option<i64>,
}

/// The number in an id such as `gid://shopify/Order/1?x=y`.
pub(super) fn number(gid: &str) -> &str {
    let path = gid.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// The id of a thing of this kind.
pub(super) fn gid(kind: &str, number: u64) -> String {
    format!("gid://shopify/{kind}/{number}")
}
