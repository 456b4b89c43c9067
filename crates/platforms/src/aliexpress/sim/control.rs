//! `/_sim/`: the hand of whoever runs the rehearsal. No real platform has this.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::AliexpressSim;
use super::catalog::ChangeKind;
use super::ledger;
use super::world::World;
use crate::sim::FaultRule;

/// The routes, to be nested under `/_sim`.
pub(super) fn router() -> axum::Router<AliexpressSim> {
    axum::Router::new()
        .route("/ledger", get(show_ledger))
        .route("/faults", get(show_faults).put(set_faults))
        .route("/holds", get(show_holds))
        .route("/holds/release", post(release_holds))
        .route("/clock", get(show_clock).post(move_clock))
        .route("/catalog", put(set_catalog))
        .route("/orders", get(list_orders))
        .route("/orders/{id}/{action}", post(act_on_order))
        .route("/products/{id}", post(change_product))
        .route("/tokens/expire", post(expire_tokens))
        .route("/buyers/{id}", post(change_buyer))
}

async fn show_ledger(State(sim): State<AliexpressSim>) -> Json<Value> {
    Json(sim.ledger())
}

async fn show_faults(State(sim): State<AliexpressSim>) -> Json<Value> {
    Json(json!({"rules": sim.faults().rules(), "struck": sim.faults().struck()}))
}

async fn set_faults(
    State(sim): State<AliexpressSim>,
    Json(rules): Json<Vec<FaultRule>>,
) -> StatusCode {
    sim.faults().set(rules);
    StatusCode::NO_CONTENT
}

async fn show_holds(State(sim): State<AliexpressSim>) -> Json<Vec<String>> {
    Json(sim.holds().held())
}

async fn release_holds(State(sim): State<AliexpressSim>) -> StatusCode {
    sim.holds().release();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct ClockOrder {
    now: Option<Timestamp>,
    speed: Option<f64>,
    advance_seconds: Option<i64>,
}

async fn show_clock(State(sim): State<AliexpressSim>) -> Json<Value> {
    Json(json!({"now": sim.clock().now(), "speed": sim.clock().speed()}))
}

async fn move_clock(
    State(sim): State<AliexpressSim>,
    Json(order): Json<ClockOrder>,
) -> Json<Value> {
    if let Some(speed) = order.speed {
        sim.clock().set_speed(speed);
    }
    if let Some(now) = order.now {
        sim.clock().advance(now.duration_since(sim.clock().now()));
    }
    if let Some(seconds) = order.advance_seconds {
        sim.clock().advance(SignedDuration::from_secs(seconds));
    }
    sim.settle();
    show_clock(State(sim)).await
}

async fn set_catalog(State(sim): State<AliexpressSim>, Json(catalog): Json<Value>) -> Response {
    no_content(sim.seed_catalog(catalog))
}

#[derive(Deserialize)]
struct OrderFilter {
    out_order_id: Option<String>,
    status: Option<String>,
}

/// The orders as the ledger tells them, for a robot that stands in for the merchant.
async fn list_orders(
    State(sim): State<AliexpressSim>,
    Query(filter): Query<OrderFilter>,
) -> Json<Value> {
    let orders = sim.with(|world, _| {
        let wanted = world.orders.values().filter(|order| {
            filter
                .out_order_id
                .as_ref()
                .is_none_or(|id| order.out_order_id.as_ref() == Some(id))
                && filter
                    .status
                    .as_ref()
                    .is_none_or(|status| status == order.status.wire())
        });
        wanted
            .map(|order| ledger::entry(world, order))
            .collect::<Vec<_>>()
    });
    Json(json!({ "orders": orders }))
}

async fn act_on_order(
    State(sim): State<AliexpressSim>,
    Path((order_id, action)): Path<(u64, String)>,
) -> Response {
    no_content(match action.as_str() {
        "pay" => sim.pay(order_id),
        "cancel" => sim.cancel(order_id),
        "dispute" => sim.dispute(order_id),
        "finish" => sim.confirm_received(order_id),
        "ship" => sim.ship(order_id),
        "deliver" => sim.deliver(order_id),
        "close" => sim.close(order_id),
        _ => return StatusCode::NOT_FOUND.into_response(),
    })
}

/// What can be done to a product from outside; everything that is present is done.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ProductChange {
    /// The price everybody sees, in 1/1000 of the seeded one.
    price_per_mille: Option<u32>,
    /// The price that is charged, in 1/1000 of the one everybody sees.
    order_price_per_mille: Option<u32>,
    /// All SKUs, or the one named.
    stock: Option<u32>,
    sku_id: Option<String>,
    /// New words of the SKU.
    sku_attr: Option<String>,
    remove_sku: bool,
    removed: Option<bool>,
    status: Option<String>,
    ban_countries: Option<Vec<String>>,
    order_error: Option<String>,
    buy_limit: Option<u32>,
    never_ships: Option<bool>,
}

async fn change_product(
    State(sim): State<AliexpressSim>,
    Path(product_id): Path<u64>,
    Json(order): Json<ProductChange>,
) -> Response {
    no_content(sim.with(|world, _| change(world, product_id, order)))
}

pub(super) fn change(
    world: &mut World,
    product_id: u64,
    order: ProductChange,
) -> Result<(), String> {
    let shelf_id = world.shelf_id(product_id);
    let shelf = shelf_id
        .and_then(|id| world.shelves.get_mut(&id))
        .ok_or_else(|| format!("There is no product {product_id}."))?;
    if let Some(per_mille) = order.price_per_mille {
        shelf.change(ChangeKind::Price { per_mille });
    }
    if let Some(per_mille) = order.order_price_per_mille {
        shelf.change(ChangeKind::OrderPrice { per_mille });
    }
    if let Some(stock) = order.stock {
        let named = |sku_id: &String| order.sku_id.as_ref().is_none_or(|id| id == sku_id);
        shelf
            .product
            .skus
            .iter_mut()
            .filter(|sku| named(&sku.sku_id))
            .for_each(|sku| sku.stock = stock);
    }
    if let (Some(sku_id), Some(sku_attr)) = (order.sku_id.clone(), order.sku_attr) {
        shelf.change(ChangeKind::Rename { sku_id, sku_attr });
    }
    if let (Some(sku_id), true) = (order.sku_id, order.remove_sku) {
        shelf.change(ChangeKind::SkuGone { sku_id });
    }
    if let Some(countries) = order.ban_countries {
        shelf.product.banned_countries = countries;
    }
    shelf.removed = order.removed.unwrap_or(shelf.removed);
    shelf.product.never_ships = order.never_ships.unwrap_or(shelf.product.never_ships);
    if let Some(status) = order.status {
        shelf.product.status = status;
    }
    shelf.product.order_error = order
        .order_error
        .or(shelf.product.order_error.take())
        .filter(|code| !code.is_empty());
    shelf.product.buy_limit = order
        .buy_limit
        .or(shelf.product.buy_limit)
        .filter(|limit| *limit > 0);
    Ok(())
}

#[derive(Default, Deserialize)]
struct Expiry {
    #[serde(default)]
    refresh: bool,
}

async fn expire_tokens(State(sim): State<AliexpressSim>, body: axum::body::Bytes) -> StatusCode {
    let expiry: Expiry = serde_json::from_slice(&body).unwrap_or_default();
    if expiry.refresh {
        sim.expire_everything();
    } else {
        sim.expire_access();
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct BuyerOrder {
    disabled: Option<bool>,
    autopay: Option<bool>,
}

async fn change_buyer(
    State(sim): State<AliexpressSim>,
    Path(user_id): Path<u64>,
    Json(order): Json<BuyerOrder>,
) -> Response {
    no_content(sim.with(|world, _| {
        let mut buyers = world.config.buyers.iter_mut();
        let buyer = buyers
            .find(|buyer| buyer.user_id == user_id)
            .ok_or_else(|| format!("There is no buyer {user_id}."))?;
        buyer.disabled = order.disabled.unwrap_or(buyer.disabled);
        buyer.autopay = order.autopay.unwrap_or(buyer.autopay);
        Ok(())
    }))
}

fn no_content(result: Result<(), String>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => (StatusCode::CONFLICT, Json(json!({ "error": error }))).into_response(),
    }
}
