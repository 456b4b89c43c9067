//! An invented marketplace. What becomes of an order follows from the recipient's postal code, so
//! that a sample has every state at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::address::CountryCode;
use domain::catalog::{SupplierProduct, SupplierProductState, SupplierRef, SupplierVariant};
use domain::connection::ConnectionKind;
use domain::ids::{ExternalId, PlatformName};
use domain::money::{Currency, Money};
use domain::parcel::{TrackingEvent, TrackingSource, TrackingStatus};
use domain::plan::ShippingRate;
use domain::ports::connect::{
    ConnectError, ConnectField, ConnectStart, ConnectValues, ConnectWay, Connector, Credentials,
    Grant,
};
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{
    MarketplaceCapabilities, MarketplacePort, ParcelReading, PlacementLookup, PlacementOutcome,
    ProductAnswer, RateQuery, RatesAnswer, ReadItem, SupplierOrderReading, SupplierProgress,
};
use domain::ports::store::StorePort;
use domain::purchase::{Failure, FailureReason, PlacementRequest, SupplierOrder};
use jiff::{SignedDuration, Timestamp};

pub(crate) const PLATFORM: &str = "bazaar";

/// What the marketplace sells and what was bought.
#[derive(Default)]
pub(crate) struct Market {
    pub(crate) products: Mutex<Vec<SupplierProduct>>,
    pub(crate) placed: Mutex<HashMap<String, PlacementRequest>>,
    /// How long a permission holds from now on, in days.
    pub(crate) holds_days: Mutex<i64>,
}

pub(crate) struct MarketConnector(pub(crate) Arc<Market>);

struct MarketPort(Arc<Market>);

static WAYS: [ConnectWay; 1] = [ConnectWay {
    name: "authorize",
    title_key: "connect-aliexpress-authorize",
    fields: &[
        ConnectField {
            name: "app_key",
            label_key: "connect-aliexpress-app-key",
            secret: false,
            optional: false,
            example: "501234",
        },
        ConnectField {
            name: "app_secret",
            label_key: "connect-aliexpress-app-secret",
            secret: true,
            optional: false,
            example: "",
        },
    ],
    authorizes: true,
}];

#[async_trait]
impl Connector for MarketConnector {
    fn platform(&self) -> &'static str {
        PLATFORM
    }

    fn title(&self) -> &'static str {
        "Bazaar"
    }

    fn kind(&self) -> ConnectionKind {
        ConnectionKind::Marketplace
    }

    fn ways(&self) -> &'static [ConnectWay] {
        &WAYS
    }

    async fn start(
        &self,
        _way: &str,
        _values: &ConnectValues,
        callback: &str,
        state: &str,
    ) -> Result<ConnectStart, ConnectError> {
        Ok(ConnectStart::Authorize {
            url: format!("https://bazaar.example/allow?back={callback}&state={state}"),
            pending: Credentials::new(state.to_owned()),
        })
    }

    async fn finish(
        &self,
        pending: &Credentials,
        query: &ConnectValues,
        _callback: &str,
    ) -> Result<Grant, ConnectError> {
        if query.get("state").map(String::as_str) != Some(pending.expose()) {
            return Err(ConnectError::NotAllowed("this is not our question".into()));
        }
        if query.get("code").is_none() {
            return Err(ConnectError::NotAllowed("Bazaar was not allowed".into()));
        }
        let days = *self.0.holds_days.lock().unwrap();
        let ends = app::Clock::now(&app::SystemClock) + SignedDuration::from_hours(24 * days);
        Ok(Grant {
            credentials: Credentials::new("open".into()),
            external_id: ExternalId::new("buyer-1"),
            name: "Long Beach Buying".into(),
            access_expires_at: Some(ends),
            refresh_expires_at: Some(ends),
        })
    }

    async fn renew(&self, _credentials: &Credentials) -> Result<Grant, CallError> {
        Err(CallError::new(CallErrorKind::SignedOut, "allow it again"))
    }

    fn store(&self, _credentials: &Credentials) -> Option<Arc<dyn StorePort>> {
        None
    }

    fn marketplace(&self, _credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>> {
        Some(Arc::new(MarketPort(Arc::clone(&self.0))))
    }
}

impl Market {
    /// Puts a product on sale with one form for each title.
    pub(crate) fn sell(&self, id: &str, supplier: &str, title: &str, price: &str, forms: &[&str]) {
        let platform = PlatformName::new(PLATFORM);
        let money = Money::parse(price, Currency::USD).unwrap();
        let variants = forms
            .iter()
            .enumerate()
            .map(|(index, form)| SupplierVariant {
                external_id: ExternalId::new(format!("{id}-{index}")),
                attributes: format!("14:{index}"),
                title: (*form).to_owned(),
                image_url: None,
                unit_price: money,
                stock: Some(400),
            })
            .collect();
        self.products.lock().unwrap().push(SupplierProduct {
            supplier: SupplierRef {
                platform: platform.clone(),
                external_id: ExternalId::new(supplier),
                name: supplier.to_owned(),
            },
            platform,
            external_id: ExternalId::new(id),
            title: title.to_owned(),
            image_url: None,
            url: format!("https://bazaar.example/item/{id}.html"),
            state: SupplierProductState::OnSale,
            variants,
            read_at: app::Clock::now(&app::SystemClock),
        });
    }

    fn request(&self, id: &ExternalId) -> Option<PlacementRequest> {
        self.placed.lock().unwrap().get(id.as_str()).cloned()
    }
}

/// What the last digit of the postal code asks for.
fn fate(request: &PlacementRequest) -> char {
    let code = &request.recipient.address.postal_code;
    code.chars().last().unwrap_or('0')
}

fn failure(reason: FailureReason, code: &str, words: &str) -> Failure {
    Failure {
        vendor_code: Some(code.into()),
        vendor_message: Some(words.into()),
        ..Failure::ours(reason, words)
    }
}

#[async_trait]
impl MarketplacePort for MarketPort {
    fn capabilities(&self) -> MarketplaceCapabilities {
        MarketplaceCapabilities {
            lookup_placement: true,
            idempotent_for: None,
            pay: false,
            cancel: false,
        }
    }

    async fn product(
        &self,
        id: &ExternalId,
        _country: &CountryCode,
        _currency: Currency,
    ) -> Result<ProductAnswer, CallError> {
        let products = self.0.products.lock().unwrap();
        let found = products.iter().find(|product| product.external_id == *id);
        Ok(match found {
            Some(product) => ProductAnswer::Found(Box::new(product.clone())),
            None => ProductAnswer::Refused(failure(
                FailureReason::ProductGone,
                "ITEM_NOT_FOUND",
                "the item was taken off",
            )),
        })
    }

    async fn shipping_rates(&self, _query: &RateQuery) -> Result<RatesAnswer, CallError> {
        let rate = |code: &str, name: &str, cost: &str, days: u16| ShippingRate {
            code: code.into(),
            name: name.into(),
            cost: Money::parse(cost, Currency::USD).unwrap(),
            min_days: Some(days / 2),
            max_days: Some(days),
            tracked: true,
        };
        Ok(RatesAnswer::Rates(vec![
            rate("STD", "Standard Shipping", "1.99", 14),
            rate("EXP", "Express", "9.90", 6),
        ]))
    }

    fn objection(&self, request: &PlacementRequest) -> Option<Failure> {
        let country = &request.recipient.address.country;
        (country.as_str() == "BR").then(|| {
            failure(
                FailureReason::CannotShipThere,
                "DELIVERY_METHOD_NOT_EXIST",
                "no delivery to this region",
            )
        })
    }

    async fn place(&self, request: &PlacementRequest) -> PlacementOutcome {
        match fate(request) {
            '1' => PlacementOutcome::Rejected(failure(
                FailureReason::OutOfStock,
                "INVENTORY_HOLD_ERROR",
                "Inventory deduction failed <stock=0>",
            )),
            '2' => PlacementOutcome::Unknown(CallError::new(
                CallErrorKind::Unclear,
                "the answer was cut",
            )),
            _ => {
                let mut placed = self.0.placed.lock().unwrap();
                let id = format!("82{:014}", placed.len() + 1);
                placed.insert(id.clone(), request.clone());
                PlacementOutcome::Placed {
                    supplier_orders: vec![ExternalId::new(id)],
                    message: None,
                }
            }
        }
    }

    async fn find_placement(
        &self,
        _request: &PlacementRequest,
    ) -> Result<PlacementLookup, CallError> {
        Ok(PlacementLookup::Unclear("nothing found yet".into()))
    }

    async fn order(&self, id: &ExternalId) -> Result<SupplierOrderReading, CallError> {
        let gone = || CallError::new(CallErrorKind::NotFound, "there is no such order");
        let request = self.0.request(id).ok_or_else(gone)?;
        let (progress, raw) = match fate(&request) {
            '3' => (SupplierProgress::Paid, "WAIT_SELLER_SEND_GOODS"),
            '4' | '5' => (SupplierProgress::Shipped, "WAIT_BUYER_ACCEPT_GOODS"),
            _ => (SupplierProgress::Unpaid, "PLACE_ORDER_SUCCESS"),
        };
        let paid = progress != SupplierProgress::Unpaid;
        let hours = if fate(&request) == '6' { 5 } else { 20 * 24 };
        Ok(SupplierOrderReading {
            order: SupplierOrder {
                external_id: id.clone(),
                raw_status: raw.into(),
                total: Money::parse("14.98", Currency::USD).ok(),
                pay_until: Some(request.decided_at + SignedDuration::from_hours(hours)),
                paid_at: paid.then_some(request.decided_at),
                notice: None,
                url: self.order_page(id),
                read_at: None,
            },
            progress,
            closed_because: None,
            created_at: Some(request.decided_at),
            items: items(&request),
        })
    }

    async fn parcels(&self, order: &ExternalId) -> Result<Vec<ParcelReading>, CallError> {
        let Some(request) = self.0.request(order) else {
            return Ok(Vec::new());
        };
        let status = match fate(&request) {
            '4' => TrackingStatus::InTransit,
            '5' => TrackingStatus::Undelivered,
            _ => return Ok(Vec::new()),
        };
        Ok(vec![ParcelReading {
            box_key: "1".into(),
            number: Some(format!("LP{}CN", &order.as_str()[4..])),
            carrier: "Cainiao".into(),
            items: items(&request),
            events: vec![scan(request.decided_at, status)],
            expected_at: None,
        }])
    }

    fn order_page(&self, id: &ExternalId) -> String {
        format!("https://bazaar.example/orders/{id}")
    }

    fn orders_page(&self) -> String {
        "https://bazaar.example/orders".into()
    }
}

fn items(request: &PlacementRequest) -> Vec<ReadItem> {
    let lines = request.lines.iter();
    lines
        .map(|line| ReadItem {
            product_id: line.variant.product_id.clone(),
            variant_id: Some(line.variant.variant_id.clone()),
            quantity: line.quantity,
        })
        .collect()
}

fn scan(at: Timestamp, status: TrackingStatus) -> TrackingEvent {
    TrackingEvent {
        at,
        place: "Shenzhen".into(),
        text: "Left the sorting center".into(),
        status,
        source: TrackingSource::Supplier,
    }
}
