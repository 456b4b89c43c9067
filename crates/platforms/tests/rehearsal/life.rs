//! The ordinary life of orders, with the clients alone: read, quote, place, pay, follow, tell.
//!
//! It stands in for the program: reads are repeated, what buys is never, what tells is looked up
//! before it is repeated.

use std::sync::Arc;
use std::time::Duration;

use domain::address::{Address, CountryCode, Recipient};
use domain::catalog::SupplierVariantRef;
use domain::ids::{ExternalId, PlatformName};
use domain::money::{Currency, Money};
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{
    MarketplacePort, PlacementOutcome, ProductAnswer, RateQuery, RatesAnswer, SupplierProgress,
};
use domain::ports::store::{NewFulfillment, StoreOrder, StorePort};
use domain::purchase::{PlacementLine, PlacementRequest};
use jiff::Timestamp;
use platforms::aliexpress::sim::{AliexpressSim, demo_catalog};
use serde_json::{Value, json};

use crate::world::World;

/// Orders come so far apart, which the store's limit of two calls a second carries.
const GAP: Duration = Duration::from_secs(5);

/// Between two looks at an order that is under way.
const LOOK: Duration = Duration::from_secs(12 * 3600);

/// What one order needs.
#[derive(Clone)]
struct Way {
    store: Arc<dyn StorePort>,
    port: Arc<dyn MarketplacePort>,
    market: AliexpressSim,
    variant: SupplierVariantRef,
}

/// So many customers order, one after the other, and each order goes its way.
pub(crate) async fn live(world: &World, orders: u32) {
    let variant = ordinary();
    let product = variant.product_id.as_str().parse().unwrap();
    let enough = json!({"stock": 1_000_000});
    world.market.change_product(product, enough).unwrap();
    let mut under_way = Vec::new();
    for number in 0..orders {
        tokio::time::sleep(GAP).await;
        let lines = json!([{"title": "Lamp", "price": "19.99", "quantity": 1 + number % 3}]);
        let customer = json!({"line_items": lines, "email": "jane@example.com"});
        let id = world.store.create_order(customer).unwrap();
        let way = Way {
            store: Arc::clone(&world.store_port),
            port: Arc::clone(&world.market_port),
            market: world.market.clone(),
            variant: variant.clone(),
        };
        under_way.push(tokio::task::spawn_local(go(
            way,
            ExternalId::new(id.to_string()),
        )));
    }
    for order in under_way {
        order.await.unwrap();
    }
}

async fn go(way: Way, id: ExternalId) {
    let order = again(async || way.store.order(&id).await).await.unwrap();
    let request = request(&way, &order).await;
    let Some(supplier_order) = place(&way, &request).await else {
        return;
    };
    // A person takes a while to pay.
    tokio::time::sleep(Duration::from_secs(600)).await;
    way.market
        .pay(supplier_order.as_str().parse().unwrap())
        .unwrap();
    let mut told = false;
    loop {
        tokio::time::sleep(LOOK).await;
        let reading = again(async || way.port.order(&supplier_order).await).await;
        match reading.progress {
            SupplierProgress::Shipped if !told => told = tell(&way, &order, &supplier_order).await,
            SupplierProgress::Completed | SupplierProgress::Closed => return,
            _ => {}
        }
    }
}

async fn place(way: &Way, request: &PlacementRequest) -> Option<ExternalId> {
    loop {
        match way.port.place(request).await {
            PlacementOutcome::Placed {
                supplier_orders, ..
            } => return supplier_orders.into_iter().next(),
            PlacementOutcome::NotSent(error) => wait(&error).await,
            PlacementOutcome::Rejected(_) | PlacementOutcome::Unknown(_) => return None,
        }
    }
}

/// Tells the store one parcel for all lines; `false` when there is no number yet.
async fn tell(way: &Way, order: &StoreOrder, supplier_order: &ExternalId) -> bool {
    let parcels = again(async || way.port.parcels(supplier_order).await).await;
    let Some(number) = parcels.iter().find_map(|parcel| parcel.number.clone()) else {
        return false;
    };
    let fulfillment = NewFulfillment {
        lines: order
            .lines
            .iter()
            .map(|line| (line.external_id.clone(), line.quantity))
            .collect(),
        number: number.clone(),
        carrier: parcels[0].carrier.clone(),
        tracking_url: String::new(),
        notify_customer: true,
    };
    loop {
        let made = way
            .store
            .create_fulfillment(&order.external_id, &fulfillment);
        let Err(error) = made.await else { return true };
        wait(&error).await;
        let read = again(async || way.store.order(&order.external_id).await).await;
        let fulfillments = read.unwrap().fulfillments;
        if fulfillments.iter().any(|each| each.number == number) {
            return true;
        }
    }
}

async fn request(way: &Way, order: &StoreOrder) -> PlacementRequest {
    let variant = way.variant.clone();
    let country = CountryCode::new("US");
    let product = again(async || {
        way.port
            .product(&variant.product_id, &country, Currency::USD)
            .await
    });
    let ProductAnswer::Found(product) = product.await else {
        panic!("it is sold")
    };
    let query = RateQuery {
        variant: variant.clone(),
        quantity: order.lines[0].quantity,
        destination: country.clone(),
        currency: Currency::USD,
        goods_total: Money::zero(Currency::USD),
    };
    let RatesAnswer::Rates(rates) = again(async || way.port.shipping_rates(&query).await).await
    else {
        panic!("it ships")
    };
    let form = product
        .variants
        .iter()
        .find(|form| form.external_id == variant.variant_id);
    PlacementRequest {
        idempotency_key: format!("key-{}", order.external_id),
        recipient: jane(),
        lines: vec![PlacementLine {
            variant: variant.clone(),
            attributes: form.unwrap().attributes.clone(),
            quantity: order.lines[0].quantity,
        }],
        shipping_code: rates[0].code.clone(),
        note: String::new(),
        decided_at: Timestamp::UNIX_EPOCH,
    }
}

/// Repeats a read until it is answered.
async fn again<T>(call: impl AsyncFn() -> Result<T, CallError>) -> T {
    loop {
        match call().await {
            Ok(answer) => return answer,
            Err(error) => wait(&error).await,
        }
    }
}

async fn wait(error: &CallError) {
    let wait = match error.kind {
        CallErrorKind::Throttled { wait } => Duration::try_from(wait).unwrap(),
        _ => Duration::from_secs(5),
    };
    tokio::time::sleep(wait).await;
}

fn jane() -> Recipient {
    Recipient {
        full_name: "Jane Doe".into(),
        phone: "+1 (555) 123-4567".into(),
        address: Address {
            line1: "12 Example Road".into(),
            line2: String::new(),
            city: "Los Angeles".into(),
            province: "California".into(),
            province_code: "CA".into(),
            postal_code: "90001".into(),
            country: CountryCode::new("US"),
        },
        ..Recipient::default()
    }
}

/// Goods with nothing wrong with them.
fn ordinary() -> SupplierVariantRef {
    let catalog = demo_catalog();
    let products = catalog["products"].as_array().unwrap();
    let plain = products
        .iter()
        .find(|product| product["trigger"].is_null())
        .unwrap();
    let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    SupplierVariantRef {
        platform: PlatformName::new("aliexpress"),
        product_id: ExternalId::new(text(&plain["product_id"])),
        variant_id: ExternalId::new(text(&plain["skus"][0]["sku_id"])),
    }
}
