//! The port to a marketplace: read products, quote shipping, place, read orders and parcels.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::error::CallError;
use crate::address::CountryCode;
use crate::catalog::{SupplierProduct, SupplierVariantRef};
use crate::ids::ExternalId;
use crate::money::{Currency, Money};
use crate::parcel::TrackingEvent;
use crate::plan::ShippingRate;
use crate::purchase::{Failure, PlacementRequest, SupplierOrder};

/// What a marketplace can do, as data that the desk, the manual and the tests read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketplaceCapabilities {
    /// A placement in doubt can be looked up.
    pub lookup_placement: bool,
    /// How long a repeated placement with the same key is harmless, where the operator switched
    /// repeating on; `None` if the platform knows no such keys.
    pub idempotent_for: Option<SignedDuration>,
    /// A supplier order can be paid by a call.
    pub pay: bool,
    /// A supplier order can be canceled by a call.
    pub cancel: bool,
}

/// A marketplace account, reached through one connection.
#[async_trait]
pub trait MarketplacePort: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> MarketplaceCapabilities;

    /// A product as it is for a destination; prices differ by country and account.
    async fn product(
        &self,
        id: &ExternalId,
        destination: &CountryCode,
        currency: Currency,
    ) -> Result<ProductAnswer, CallError>;

    /// How a quantity of one form ships to a destination, and for how much.
    async fn shipping_rates(&self, query: &RateQuery) -> Result<RatesAnswer, CallError>;

    /// What this marketplace would refuse about a request, found without calling it.
    fn objection(&self, request: &PlacementRequest) -> Option<Failure>;

    /// Places an order, with at most one call that buys. Never repeats by itself.
    async fn place(&self, request: &PlacementRequest) -> PlacementOutcome;

    /// Looks for the order that a request in doubt made. Called only with [`MarketplaceCapabilities::lookup_placement`].
    async fn find_placement(
        &self,
        request: &PlacementRequest,
    ) -> Result<PlacementLookup, CallError>;

    /// A supplier order as it is now.
    async fn order(&self, id: &ExternalId) -> Result<SupplierOrderReading, CallError>;

    /// The parcels of a supplier order as they are now; empty while there are none.
    async fn parcels(&self, order: &ExternalId) -> Result<Vec<ParcelReading>, CallError>;

    /// The order's page for a person at the marketplace.
    fn order_page(&self, id: &ExternalId) -> String;

    /// The page where a person sees and pays all unpaid orders.
    fn orders_page(&self) -> String;
}

/// What a marketplace says about a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProductAnswer {
    /// As it is.
    Found(Box<SupplierProduct>),
    /// It can't be bought for this destination at all, and why.
    Refused(Failure),
}

/// A question for shipping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateQuery {
    /// What.
    pub variant: SupplierVariantRef,
    /// How many.
    pub quantity: u32,
    /// Where to.
    pub destination: CountryCode,
    /// What prices should be in.
    pub currency: Currency,
    /// What the goods cost in all, because free shipping may start at an amount.
    pub goods_total: Money,
}

/// What a marketplace says about shipping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RatesAnswer {
    /// The methods; never empty.
    Rates(Vec<ShippingRate>),
    /// It does not ship there, and why.
    Refused(Failure),
}

/// How a placement ended.
#[derive(Debug)]
pub enum PlacementOutcome {
    /// The orders stand.
    Placed {
        /// Their numbers, at least one.
        supplier_orders: Vec<ExternalId>,
        /// What the marketplace said beside it, e.g. that paying failed.
        message: Option<String>,
    },
    /// Certainly nothing was bought, and why.
    Rejected(Failure),
    /// Certainly nothing was sent or done; may be tried again.
    NotSent(CallError),
    /// Nobody knows. Never repeated blind.
    Unknown(CallError),
}

/// What a lookup of a placement in doubt found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlacementLookup {
    /// It was placed: these numbers.
    Placed(Vec<ExternalId>),
    /// It was certainly not placed.
    NotPlaced,
    /// It can't be told yet; a person may have to look.
    Unclear(String),
}

/// What a supplier order is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplierProgress {
    /// Waits for money.
    Unpaid,
    /// The money is there or on its way; the supplier has not shipped all of it.
    Paid,
    /// All of it was shipped.
    Shipped,
    /// Received, or closed as received.
    Completed,
    /// Closed without a parcel: canceled, unpaid too long, refunded.
    Closed,
    /// The marketplace says something that we do not know: nothing moves.
    Unknown,
}

/// A supplier order as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierOrderReading {
    /// As it is kept; `read_at` is filled in by who keeps it.
    pub order: SupplierOrder,
    /// What it is doing.
    pub progress: SupplierProgress,
    /// Why it was closed, in the marketplace's own words, if it was.
    pub closed_because: Option<String>,
    /// When the marketplace made it, if it says so.
    pub created_at: Option<Timestamp>,
    /// What is in it.
    pub items: Vec<ReadItem>,
}

/// One item of a supplier order or parcel as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadItem {
    /// The product.
    pub product_id: ExternalId,
    /// The form, if the marketplace says which.
    pub variant_id: Option<ExternalId>,
    /// How many.
    pub quantity: u32,
}

/// A parcel as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParcelReading {
    /// What tells it from the other boxes of the same order; stays when the number changes.
    pub box_key: String,
    /// Its number; `None` until there is one that may be passed on to a customer.
    pub number: Option<String>,
    /// Its carrier in the marketplace's words.
    pub carrier: String,
    /// What is in it; empty if the marketplace does not say.
    pub items: Vec<ReadItem>,
    /// Its scans, newest first.
    pub events: Vec<TrackingEvent>,
    /// When it should arrive, if the marketplace says so.
    pub expected_at: Option<Timestamp>,
}
