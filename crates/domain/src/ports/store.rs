//! The port to an online store.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::CallError;
use crate::address::Recipient;
use crate::ids::ExternalId;
use crate::money::{Currency, Money};
use crate::order::PaymentStatus;
use crate::parcel::TrackingStatus;
use crate::purchase::FailureReason;

/// What a store platform can do, as data that the desk, the manual and the tests read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreCapabilities {
    /// It calls webhooks.
    pub webhooks: bool,
    /// Its fulfillments take a tracking status after they were made.
    pub tracking_status: bool,
    /// An order can be canceled there by us.
    pub cancel_order: bool,
    /// It shows its orders as in progress once it is told that somebody works on them.
    pub progress: bool,
    /// It asks us to take orders on and to give them back, and waits for the answer.
    pub asks: bool,
}

/// An online store, reached through one connection.
#[async_trait]
pub trait StorePort: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> StoreCapabilities;

    /// The store's own name, currency and so on. Also the cheapest way to see that the access works.
    async fn profile(&self) -> Result<StoreProfile, CallError>;

    /// Orders changed at or after `since`, oldest change first, one page. `page` continues where the page before ended.
    async fn changed_orders(
        &self,
        since: Timestamp,
        page: Option<PageToken>,
    ) -> Result<Page<OrderRef>, CallError>;

    /// One order as it is now; `None` if the store does not have it (any more).
    async fn order(&self, id: &ExternalId) -> Result<Option<StoreOrder>, CallError>;

    /// Products, one page.
    async fn products(&self, page: Option<PageToken>) -> Result<Page<StoreProduct>, CallError>;

    /// Tells the store that lines were shipped. Callers look for the number in the order's
    /// fulfillments first, because repeating this makes a second one.
    async fn create_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &NewFulfillment,
    ) -> Result<ExternalId, CallError>;

    /// Changes what the store knows of a fulfillment. Repeating it changes nothing.
    async fn update_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &ExternalId,
        update: &FulfillmentUpdate,
    ) -> Result<(), CallError>;

    /// Cancels a fulfillment that was made by mistake.
    async fn cancel_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &ExternalId,
    ) -> Result<(), CallError>;

    /// Cancels the customer's order at the store and refunds it.
    async fn cancel_order(&self, order: &ExternalId, reason: &str) -> Result<(), CallError>;

    /// Tells the store that these units are being worked on, so that the order reads so there.
    /// Repeating it changes nothing.
    async fn report_progress(
        &self,
        _order: &ExternalId,
        _lines: &[(ExternalId, u32)],
    ) -> Result<(), CallError> {
        Ok(())
    }

    /// Orders of which the store waits for an answer of ours: whether we take them on, or give them
    /// back.
    async fn orders_to_answer(&self) -> Result<Vec<ExternalId>, CallError> {
        Ok(Vec::new())
    }

    /// Answers what the store asked about an order. Repeating it changes nothing.
    async fn answer_request(
        &self,
        _order: &ExternalId,
        _answer: &StoreAnswer,
    ) -> Result<(), CallError> {
        Ok(())
    }

    /// Subscribes to what we need at `base_url` + topic, once each, and removes doubles of ours.
    /// Returns what it changed, in readable words.
    async fn ensure_webhooks(&self, base_url: &str) -> Result<Vec<String>, CallError>;

    /// Checks a webhook's signature over the raw body, and says which order it is about.
    fn read_webhook(&self, delivery: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused>;

    /// Says which order a webhook is about whose signature was checked before it was stored.
    fn understand_webhook(&self, delivery: &WebhookCall<'_>)
    -> Result<WebhookHint, WebhookRefused>;

    /// What makes a repeated delivery the same one.
    fn delivery_identity(&self, _delivery: &WebhookCall<'_>) -> DeliveryIdentity {
        DeliveryIdentity::Body
    }

    /// The order's page for a person at the store.
    fn order_page(&self, id: &ExternalId) -> String;
}

/// Where the next page starts; only the platform that made it understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageToken(pub String);

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one starts, if there is one.
    pub next: Option<PageToken>,
}

/// A store's own data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreProfile {
    /// The store's id at the platform.
    pub external_id: ExternalId,
    /// Its name.
    pub name: String,
    /// Its public domain.
    pub domain: String,
    /// What it sells in.
    pub currency: Currency,
}

/// An order that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRef {
    /// Its id.
    pub external_id: ExternalId,
    /// When it changed.
    pub updated_at: Timestamp,
}

/// An order as the store tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreOrder {
    /// Its id.
    pub external_id: ExternalId,
    /// What people call it, e.g. `#1001`.
    pub number: String,
    /// When the customer ordered.
    pub ordered_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Whether it is paid.
    pub payment: PaymentStatus,
    /// When it was canceled, if it was.
    pub canceled_at: Option<Timestamp>,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's e-mail; may be empty.
    pub customer_email: String,
    /// Who gets the parcel; `None` for orders that ship nothing.
    pub recipient: Option<Recipient>,
    /// What the prices are in.
    pub currency: Currency,
    /// What the customer pays in all.
    pub total: Money,
    /// The customer's note; may be empty.
    pub note: String,
    /// Its lines.
    pub lines: Vec<StoreLine>,
    /// The fulfillments the store has for it.
    pub fulfillments: Vec<StoreFulfillment>,
    /// What the store asks of us about it and waits for.
    pub asks: Vec<StoreAsk>,
}

/// What a store asks of us about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "ask")]
pub enum StoreAsk {
    /// To take these units on and ship them.
    Fulfill {
        /// Line ids, and how many of each.
        lines: Vec<(ExternalId, u32)>,
        /// What the merchant says with it; may be empty.
        message: String,
    },
    /// To give back what was taken on.
    CallOff {
        /// Line ids, and how many of each.
        lines: Vec<(ExternalId, u32)>,
        /// What the merchant says with it; may be empty.
        message: String,
    },
}

/// What a store is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreAnswer {
    /// It is taken on.
    TakenOn,
    /// It is not taken on.
    TurnedDown {
        /// Why.
        reason: FailureReason,
        /// The same in readable words.
        message: String,
    },
    /// It is given back: nothing will be shipped.
    GivenBack,
    /// It is not given back: too late.
    Kept {
        /// Why, in readable words.
        message: String,
    },
}

/// A line as the store tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreLine {
    /// Its id.
    pub external_id: ExternalId,
    /// Its variant's id, if it has one.
    pub variant_id: Option<ExternalId>,
    /// Title as sold.
    pub title: String,
    /// Form as sold; may be empty.
    pub variant_title: String,
    /// The merchant's own code; may be empty.
    pub sku: String,
    /// How many were ordered.
    pub quantity: u32,
    /// How many of them were refunded or removed.
    pub removed_quantity: u32,
    /// How many of them the store does not want shipped by us now: on hold, scheduled for later, given
    /// to somebody else, or not given to us yet.
    pub held_quantity: u32,
    /// What one sold for.
    pub unit_price: Money,
    /// Its picture, if any.
    pub image_url: Option<String>,
    /// Whether it is a thing that is shipped.
    pub requires_shipping: bool,
}

/// A fulfillment as the store tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreFulfillment {
    /// Its id.
    pub external_id: ExternalId,
    /// Whether it was canceled or failed.
    pub canceled: bool,
    /// Its tracking number; may be empty.
    pub number: String,
    /// Its carrier; may be empty.
    pub carrier: String,
    /// Its lines and how many of each.
    pub lines: Vec<(ExternalId, u32)>,
}

/// A product as the store tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreProduct {
    /// Its id.
    pub external_id: ExternalId,
    /// Its title.
    pub title: String,
    /// Its first picture, if any.
    pub image_url: Option<String>,
    /// Its sellable forms.
    pub variants: Vec<StoreVariant>,
}

/// A variant as the store tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreVariant {
    /// Its id.
    pub external_id: ExternalId,
    /// What sets it apart; may be empty.
    pub title: String,
    /// The merchant's own code; may be empty.
    pub sku: String,
    /// What it sells for, as the store's decimal text.
    pub price: Option<rust_decimal::Decimal>,
}

/// A fulfillment to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFulfillment {
    /// Its lines and how many of each. Never empty: some stores take an empty list for everything.
    pub lines: Vec<(ExternalId, u32)>,
    /// Its tracking number.
    pub number: String,
    /// Its carrier; may be empty.
    pub carrier: String,
    /// Where the number leads the customer; may be empty.
    pub tracking_url: String,
    /// Whether the store tells the customer.
    pub notify_customer: bool,
}

/// What the store should know of a fulfillment now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FulfillmentUpdate {
    /// Its tracking number.
    pub number: String,
    /// Its carrier; may be empty.
    pub carrier: String,
    /// Where the number leads the customer; may be empty.
    pub tracking_url: String,
    /// Where the parcel is, if the platform takes it.
    pub status: Option<TrackingStatus>,
    /// Whether the store tells the customer.
    pub notify_customer: bool,
}

/// An inbound webhook as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct WebhookCall<'a> {
    /// The topic by the address it came to.
    pub topic: &'a str,
    /// Its headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// Its body, byte for byte.
    pub body: &'a [u8],
}

/// What makes two webhooks the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryIdentity {
    /// The same topic with the same body.
    Body,
    /// The same id, given by the platform.
    Id(String),
    /// Nothing: each one counts.
    Each,
}

/// What a webhook is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookHint {
    /// An order changed.
    Order(ExternalId),
    /// Some order changed, or waits for an answer; the store is asked which.
    Orders,
    /// Products changed.
    Products,
    /// The merchant removed our app: the connection ends.
    Uninstalled,
    /// Nothing we follow.
    Other,
}

/// Why a webhook is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefused {
    /// It has no signature, or a wrong one.
    #[error("the signature is missing or does not match the body")]
    WrongSignature,
    /// It is signed, but can't be read.
    #[error("the body can't be read: {0}")]
    Unreadable(String),
}
