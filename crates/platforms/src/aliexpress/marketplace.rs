//! AliExpress behind the port: one buyer account, reached through one connection.
//!
//! Before it: a plan asks for products and shipping, a purchase is placed. After it: orders and parcels
//! are read. Placing buys with one call and is never repeated here. Source: reference sheet §9.4, §13.

use std::sync::Arc;

use async_trait::async_trait;
use domain::address::CountryCode;
use domain::ids::ExternalId;
use domain::money::Currency;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{
    MarketplaceCapabilities, MarketplacePort, ParcelReading, PlacementLookup, PlacementOutcome,
    ProductAnswer, RateQuery, RatesAnswer, SupplierOrderReading,
};
use domain::purchase::{Failure, PlacementRequest};
use jiff::SignedDuration;

use super::address::{self, Library};
use super::api::{Api, FreightQuery};
use super::wire::Product;
use super::{convert, error};

/// How long the vendor says that it remembers an order's own key.
const KEY_REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A library that is this near is waited for: an address in its spelling is worth a moment.
const LIBRARY_WAIT: SignedDuration = SignedDuration::from_secs(5);

/// One buyer account.
pub(crate) struct AliexpressMarketplace {
    api: Api,
}

impl AliexpressMarketplace {
    pub(crate) fn new(api: Api) -> Self {
        Self { api }
    }

    async fn read_product(
        &self,
        id: &ExternalId,
        ship_to: &CountryCode,
        currency: Currency,
    ) -> Result<Result<Product, Failure>, CallError> {
        let answer = self.api.product(id.as_str(), ship_to, currency).await?;
        let (code, words) = (answer.rsp_code.as_str(), answer.rsp_msg.as_str());
        if let Some(product) = answer.result {
            return Ok(Ok(product));
        }
        match error::product_refusal(code, words) {
            Some(failure) if code != "200" && !(code.is_empty() && words.is_empty()) => {
                Ok(Err(failure))
            }
            _ => {
                let message = "AliExpress could not tell about the product";
                Err(CallError::new(CallErrorKind::Unavailable, message).vendor(code, words))
            }
        }
    }

    /// The address library of a country. Placing goes on without one, in the given names.
    async fn library(&self, country: &CountryCode) -> Result<Option<Arc<Library>>, CallError> {
        let shared = self.api.shared();
        let place = (
            self.api.config().base_url().to_owned(),
            country.as_str().to_owned(),
        );
        if let Some(library) = shared.library(&place) {
            return Ok(Some(library));
        }
        let _turn = shared.library_turn.lock().await;
        // Whoever had the turn before may have read this one.
        if let Some(library) = shared.library(&place) {
            return Ok(Some(library));
        }
        let answer = match self.api.addresses(country).await {
            Ok(answer) => answer.result.0,
            Err(error) => return nearby(error).map_or(Ok(None), Err),
        };
        let words = answer.msg.as_str();
        let no_such_list = words.to_ascii_lowercase().contains("address exception");
        if answer.ret.flag() == Some(false) && !no_such_list {
            tracing::debug!(
                country = country.as_str(),
                words,
                "AliExpress gave no address library"
            );
            return Ok(None);
        }
        // A country that the vendor has no list of is remembered as an empty one.
        let library = Arc::new(Library::read(answer.data.0.children.0));
        shared.remember_library(place, Arc::clone(&library));
        Ok(Some(library))
    }
}

/// Whether a failed read of a library should hold an order up: only for a moment, or for signing in.
fn nearby(error: CallError) -> Option<CallError> {
    let holds_up = match error.kind {
        CallErrorKind::Throttled { wait } => wait <= LIBRARY_WAIT,
        CallErrorKind::SignedOut | CallErrorKind::NotSent => true,
        _ => false,
    };
    holds_up.then_some(error)
}

#[async_trait]
impl MarketplacePort for AliexpressMarketplace {
    fn capabilities(&self) -> MarketplaceCapabilities {
        MarketplaceCapabilities {
            lookup_placement: false,
            idempotent_for: Some(KEY_REMEMBERED_FOR),
            pay: false,
            cancel: false,
        }
    }

    async fn product(
        &self,
        id: &ExternalId,
        ship_to: &CountryCode,
        currency: Currency,
    ) -> Result<ProductAnswer, CallError> {
        let read = match self.read_product(id, ship_to, currency).await? {
            Ok(read) => read,
            Err(failure) => return Ok(ProductAnswer::Refused(failure)),
        };
        let converted = |read: &Product, id: &ExternalId| {
            let now = self.api.shared().now();
            ProductAnswer::Found(Box::new(convert::product(read, id, self.api.config(), now)))
        };
        // Some products are sold to a country under another id, and only under that one.
        let Some(sub_id) = convert::sub_product_id(&read, ship_to).filter(|sub_id| sub_id != id)
        else {
            return Ok(converted(&read, id));
        };
        match self.read_product(&sub_id, ship_to, currency).await? {
            Ok(sub_product) => Ok(converted(&sub_product, &sub_id)),
            Err(failure) => Ok(ProductAnswer::Refused(failure)),
        }
    }

    async fn shipping_rates(&self, query: &RateQuery) -> Result<RatesAnswer, CallError> {
        let freight = FreightQuery {
            product_id: query.variant.product_id.as_str(),
            sku_id: query.variant.variant_id.as_str(),
            quantity: query.quantity,
            ship_to: &query.destination,
            currency: query.currency,
        };
        let answer = self.api.freight(&freight).await?;
        convert::rates(&answer.result.0, query)
    }

    fn objection(&self, request: &PlacementRequest) -> Option<Failure> {
        address::objection(&request.recipient)
    }

    async fn place(&self, request: &PlacementRequest) -> PlacementOutcome {
        let recipient = &request.recipient;
        let library = match self.library(&recipient.address.country).await {
            Ok(library) => library,
            Err(error) => return PlacementOutcome::NotSent(error),
        };
        let order = convert::placement(request, library.as_deref());
        let extension = address::extension(recipient);
        match self.api.create_order(&order, extension.as_ref()).await {
            Ok(answer) => convert::answered(&answer.result.0),
            Err(error) => convert::failed(error),
        }
    }

    async fn find_placement(
        &self,
        _request: &PlacementRequest,
    ) -> Result<PlacementLookup, CallError> {
        let said =
            "AliExpress has no list of orders for programs; look at the order list on its site";
        Ok(PlacementLookup::Unclear(said.to_owned()))
    }

    async fn order(&self, id: &ExternalId) -> Result<SupplierOrderReading, CallError> {
        let answer = self.api.order(id.as_str()).await?;
        let order = answer.result.filter(|order| !order.order_status.is_empty());
        match order {
            Some(order) => Ok(convert::order(&order, id, self.api.config())),
            None => {
                let message = "AliExpress told nothing about the order";
                Err(CallError::new(CallErrorKind::Unreadable, message))
            }
        }
    }

    async fn parcels(&self, order: &ExternalId) -> Result<Vec<ParcelReading>, CallError> {
        /// The code of an order that has no parcel yet.
        const NOT_FOUND: &str = "1001";
        let result = self.api.tracking(order.as_str()).await?.result.0;
        // Successful answers may carry a code and words of an error: only `ret` counts.
        if result.ret.flag() == Some(true) {
            let details = &result.data.0.tracking_detail_line_list.0;
            return Ok(convert::parcels(details));
        }
        let (code, words) = (result.code.as_str(), result.msg.as_str());
        if code == NOT_FOUND || words.to_ascii_uppercase().contains("NOT FOUND") {
            return Ok(Vec::new());
        }
        let message = "AliExpress could not tell about the parcels";
        Err(CallError::new(CallErrorKind::Unavailable, message).vendor(code, words))
    }

    fn order_page(&self, id: &ExternalId) -> String {
        self.api.config().order_page(id.as_str())
    }

    fn orders_page(&self) -> String {
        self.api.config().orders_page()
    }
}
