//! `aliexpress.ds.order.create`: judges a request, splits it by store and shipping method, stores
//! the orders, and pays at once where that is asked for and allowed.
//!
//! The answer never tells an amount. Source: reference sheet §9 and §10.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::super::address::rules;
use super::super::catalog::{Freight, Shelf, Sku};
use super::super::envelope::{GatewayError, list};
use super::super::freight::goods_usd;
use super::super::gateway::Call;
use super::super::money;
use super::super::push::Word;
use super::super::world::{Placed, World};
use super::life::Step;
use super::request::{self, Item, PlaceRequest};
use super::{Line, Order, Status, later, person};

/// Seconds for which an `out_order_id` is remembered.
const MEMORY_SECONDS: i64 = 86_400;

/// Destinations that may be paid by API.
const AUTOPAY_COUNTRIES: &[&str] = &[
    "NO", "DE", "BE", "PT", "JP", "DK", "LT", "LU", "LV", "FR", "NZ", "HU", "BR", "SE", "UK", "IE",
    "CA", "US", "EE", "IL", "AE", "CH", "IS", "IT", "MX", "ES", "AT", "AU", "NL", "GB",
];

/// Why an order is not created: `error_code` and `error_msg`.
struct Refused(String, String);

impl Refused {
    fn new(code: &str, message: &str) -> Self {
        Self(code.to_owned(), message.to_owned())
    }
}

/// A line, and what decides which order it goes into.
struct Priced {
    store_id: u64,
    settlement: Option<String>,
    never_ships: bool,
    line: Line,
}

/// Answers order.create.
pub(in super::super) fn create(world: &mut World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let request = request::read(call)?;
    if let Some(answer) = remembered(world, call, &request) {
        return Ok(answer);
    }
    let country = destination(world, &request);
    let priced = match judge(world, call, &request, &country) {
        Ok(priced) => priced,
        Err(Refused(code, message)) => return Ok(refusal(&code, &message)),
    };
    let order_ids = store(world, call, &request, &country, priced);
    if let Some(out_order_id) = &request.out_order_id {
        let placed = Placed {
            at: call.now,
            order_ids: order_ids.clone(),
        };
        world
            .placed
            .insert((call.buyer, out_order_id.clone()), placed);
    }
    let payment = request
        .try_to_pay
        .then(|| autopay(world, call, &request, &country, &order_ids));
    let ids = list("number", order_ids.iter().map(|id| json!(id)).collect());
    Ok(match (call.twist, payment) {
        (Some("success_without_ids"), _) => json!({"result": {"is_success": true}}),
        (Some("false_after"), _) => refusal(
            "REMOTE_CREATE_ORDER_RESULT_ERROR",
            "order parameters validation failed",
        ),
        (Some("false_with_ids"), _) => json!({"result": {"is_success": false, "order_list": ids}}),
        (_, Some(Err(reason))) => json!({"result": {
            "is_success": true, "order_list": ids, "error_msg": format!("OrderCreated, autoPay fail:{reason}"),
        }}),
        _ => json!({"result": {"is_success": true, "order_list": ids}}),
    })
}

fn refusal(code: &str, message: &str) -> Value {
    json!({"result": {"is_success": false, "error_code": code, "error_msg": message}})
}

/// What a known `out_order_id` gets within its 24 hours.
fn remembered(world: &World, call: &Call<'_>, request: &PlaceRequest) -> Option<Value> {
    let key = (call.buyer, request.out_order_id.clone()?);
    let placed = world
        .placed
        .get(&key)
        .filter(|_| !world.config.forgets_keys)?;
    if call.now.duration_since(placed.at).as_secs() >= MEMORY_SECONDS {
        return None;
    }
    if !world.config.repeat_same_ids {
        return Some(refusal(
            "REPEATED_ORDER_ERROR",
            "The order has been processed, please do not submit it again",
        ));
    }
    let ids = placed.order_ids.iter().map(|id| json!(id)).collect();
    Some(json!({"result": {"is_success": true, "order_list": list("number", ids)}}))
}

/// The country as AliExpress writes it.
fn destination(world: &World, request: &PlaceRequest) -> String {
    match request.address.get("country").map_or("", String::as_str) {
        "GB" if world.config.accept_gb => "UK".to_owned(),
        country => country.to_owned(),
    }
}

/// Checks buyer, address and items, and prices the items.
fn judge(
    world: &mut World,
    call: &Call<'_>,
    request: &PlaceRequest,
    country: &str,
) -> Result<Vec<Priced>, Refused> {
    if world.buyer(call.buyer).is_none_or(|buyer| buyer.disabled) {
        return Err(Refused::new(
            "USER_ACCOUNT_DISABLED",
            "The user account is disabled",
        ));
    }
    if let Some(code) = call
        .twist
        .and_then(|twist| twist.strip_prefix("order_error:"))
    {
        return Err(Refused::new(code, "Order can not be placed"));
    }
    let national_address = request.national_address.as_deref();
    rules::check(
        &request.address,
        country,
        national_address,
        &mut world.tax_register,
    )
    .map_err(|(code, message)| Refused::new(code, message))?;
    if request.promotion_code.is_some() {
        return Err(Refused::new(
            "A004_CANNOT_USER_COUPON",
            "The coupon can not be used",
        ));
    }
    let currency = pay_currency(world, call, request);
    let mut priced: Vec<Priced> = Vec::new();
    for item in &request.items {
        let line = judge_item(world, call, item, country, &currency)?;
        let same = |other: &Priced| {
            other.line.product_id == line.line.product_id && other.line.sku_id == line.line.sku_id
        };
        if priced.iter().any(same) {
            let text = "system error: the same item is contained twice";
            return Err(Refused::new("ERROR_WHEN_BUILD_FOR_PLACE_ORDER", text));
        }
        priced.push(line);
    }
    let first = priced.first().and_then(|first| first.settlement.clone());
    if priced.iter().any(|line| line.settlement != first) {
        return Err(Refused::new(
            "PRICE_PAY_CURRENCY_ERROR",
            "The items must be paid in different currencies",
        ));
    }
    Ok(priced)
}

/// The currency that the buyer pays in.
fn pay_currency(world: &World, call: &Call<'_>, request: &PlaceRequest) -> String {
    match &request.pay_currency {
        Some(wanted) if money::is_sold_in(wanted) => wanted.clone(),
        _ => world
            .buyer(call.buyer)
            .map_or("USD", |buyer| buyer.currency.as_str())
            .to_owned(),
    }
}

fn judge_item(
    world: &mut World,
    call: &Call<'_>,
    item: &Item,
    country: &str,
    currency: &str,
) -> Result<Priced, Refused> {
    let gone = || Refused::new("PRODUCT_NOT_EXIST", "The product does not exist");
    if item.count == 0 {
        return Err(Refused::new("PARM_ILLEGL", "product_count is illegal"));
    }
    let tax = world
        .config
        .tax_per_mille
        .get(country)
        .copied()
        .unwrap_or(0);
    let shelf_id = world.shelf_id(item.product_id).ok_or_else(gone)?;
    let shelf = world.shelves.get_mut(&shelf_id).ok_or_else(gone)?;
    shelf.settle();
    judge_product(shelf, item, country)?;
    let sku = find_sku(shelf, item)
        .ok_or_else(|| Refused::new("SKU_NOT_EXIST", "The sku does not exist"))?;
    let route = find_route(shelf, sku, item, country, call.twist)?;
    let mut unit_price = shelf.charged_price(sku, country, currency);
    if call.twist == Some("price_up") {
        unit_price = money::rounded(money::per_mille(unit_price, 1400), currency);
    }
    let goods = unit_price * Decimal::from(item.count);
    let fee = route.charge(item.count, goods_usd(shelf, sku, country, item.count));
    Ok(Priced {
        store_id: shelf.product.store_id,
        settlement: shelf.product.pay_currency.clone(),
        never_ships: shelf.product.never_ships,
        line: Line {
            product_id: item.product_id,
            shelf_id,
            sku_id: sku.sku_id.clone(),
            sku_attr: sku.sku_attr.clone(),
            sku_description: sku.description(),
            name: shelf.product.subject.clone(),
            count: item.count,
            unit_price,
            shipping_fee: money::from_usd(fee, currency),
            tax: money::rounded(money::per_mille(goods, u32::from(tax)), currency),
            surcharge: money::rounded(
                money::per_mille(goods, shelf.product.hidden_fee_per_mille),
                currency,
            ),
            service: route.code.clone(),
            service_company: route.company.clone(),
            tracked: route.tracking,
            memo: item.memo.clone(),
        },
    })
}

fn judge_product(shelf: &Shelf, item: &Item, country: &str) -> Result<(), Refused> {
    let product = &shelf.product;
    if shelf.removed {
        return Err(Refused::new("ITEM_ID_NOT_FOUND", "ITEM_ID_NOT_FOUND"));
    }
    if shelf.is_banned_in(country) {
        let text = "Item is not allowed to this country";
        return Err(Refused::new(text, text));
    }
    if product.status != "onSelling" {
        return Err(Refused::new(
            "PRODUCT_OFF_SHELF",
            "The product is off shelf",
        ));
    }
    if let Some(code) = &product.order_error {
        return Err(Refused::new(code, error_text(code)));
    }
    if country == "US" && product.us_sub_id.is_some_and(|id| id != item.product_id) {
        return Err(Refused::new(
            "ERROR_WHEN_BUILD_FOR_PLACE_ORDER",
            "system error",
        ));
    }
    if product.buy_limit.is_some_and(|limit| item.count > limit) {
        let text = "The quantity exceeds the purchase limit";
        return Err(Refused::new("BUY_LIMIT_RESOURCE_INSUFFICIENT", text));
    }
    Ok(())
}

fn error_text(code: &str) -> &'static str {
    match code {
        "BLACKLIST_BUYER_IN_LIST" => "The buyer account is abnormal",
        "USER_ACCOUNT_DISABLED" => "The user account is disabled",
        "INVENTORY_HOLD_ERROR" => "Failed to hold the inventory",
        "A001_ORDER_CANNOT_BE_PLACED" => "The order can not be placed",
        "A002_INVALID_ZONE" => "Invalid zone",
        "A003_SUSPICIOUS_BUYER" => "Suspicious buyer",
        "A004_CANNOT_USER_COUPON" => "The coupon can not be used",
        "A005_INVALID_COUNTRIES" => "Invalid countries",
        "A006_INVALID_ACCOUNT_INFO" => "Invalid account information",
        "REMOTE_CREATE_ORDER_RESULT_ERROR" => "order parameters validation failed",
        _ => "system error",
    }
}

/// The SKU whose text is exactly the one sent; with a single SKU the text may be missing.
fn find_sku<'a>(shelf: &'a Shelf, item: &Item) -> Option<&'a Sku> {
    let skus = &shelf.product.skus;
    match skus.as_slice() {
        [only] if item.sku_attr.is_empty() => Some(only),
        _ if item.sku_attr.is_empty() => None,
        _ => skus.iter().find(|sku| sku.sku_attr == item.sku_attr),
    }
}

/// The route asked for or the usual one, if it serves the place and carries the count.
fn find_route(
    shelf: &Shelf,
    sku: &Sku,
    item: &Item,
    country: &str,
    twist: Option<&str>,
) -> Result<Freight, Refused> {
    if sku.stock == 0 || twist == Some("stock_out") {
        return Err(Refused::new(
            "INVENTORY_HOLD_ERROR",
            error_text("INVENTORY_HOLD_ERROR"),
        ));
    }
    let fits = |route: &&Freight| {
        item.service.as_ref().is_none_or(|code| *code == route.code)
            && route.stock.unwrap_or(sku.stock).min(sku.stock) >= item.count
    };
    shelf.routes(country).find(fits).cloned().ok_or_else(|| {
        Refused::new(
            "DELIVERY_METHOD_NOT_EXIST",
            "The delivery method does not exist",
        )
    })
}

/// Stores one order for each store and shipping method, and holds the stock.
fn store(
    world: &mut World,
    call: &Call<'_>,
    request: &PlaceRequest,
    country: &str,
    priced: Vec<Priced>,
) -> Vec<u64> {
    let currency = pay_currency(world, call, request);
    let mut groups: BTreeMap<(u64, String), Vec<Priced>> = BTreeMap::new();
    for line in priced {
        groups
            .entry((line.store_id, line.line.service.clone()))
            .or_default()
            .push(line);
    }
    let mut order_ids = Vec::new();
    for ((store_id, _), group) in groups {
        let order_id = next_order_id(world);
        let settlement = group.first().and_then(|line| line.settlement.as_deref());
        let mut order = Order {
            order_id,
            out_order_id: request.out_order_id.clone(),
            buyer: call.buyer,
            store_id,
            created_at: call.now,
            status: Status::Placed,
            paid_at: None,
            payments_refused: 0,
            shipped_at: None,
            delivered_at: None,
            canceled_at: None,
            finished_at: None,
            end_reason: None,
            currency: currency.clone(),
            settlement_currency: money::sold_in(settlement),
            pay_timeout_seconds: world.config.pay_timeout_seconds,
            country: country.to_owned(),
            address: request.address.clone(),
            never_ships: group.iter().any(|line| line.never_ships),
            lines: group.into_iter().map(|line| line.line).collect(),
            parcels: Vec::new(),
            steps: Vec::new(),
            before: None,
        };
        order
            .steps
            .push((order.pay_deadline(), Step::PaymentRunsOut));
        keep(world, order, call.now);
        order_ids.push(order_id);
    }
    order_ids
}

fn keep(world: &mut World, order: Order, now: Timestamp) {
    for line in &order.lines {
        if let Some(sku) = world
            .shelves
            .get_mut(&line.shelf_id)
            .and_then(|shelf| shelf.sku_mut(&line.sku_id))
        {
            sku.stock = sku.stock.saturating_sub(line.count);
        }
    }
    world.agenda.insert((order.pay_deadline(), order.order_id));
    world.push(Word::Created, order.order_id, order.buyer, now);
    world.orders.insert(order.order_id, order);
}

/// Sixteen digits, growing with gaps as those of a busy platform do.
fn next_order_id(world: &World) -> u64 {
    let count = world.orders.len() as u64;
    let mut roll = super::super::seeded::Roll::new(world.config.seed, "order id", count);
    8_190_000_000_000_000 + count * 20_000_000 + roll.below(20_000_000)
}

/// Pays right after creating. `Err` is what stands behind `autoPay fail:`.
fn autopay(
    world: &mut World,
    call: &Call<'_>,
    request: &PlaceRequest,
    country: &str,
    order_ids: &[u64],
) -> Result<(), &'static str> {
    let signed = world.buyer(call.buyer).is_some_and(|buyer| buyer.autopay);
    let in_dollars = request
        .pay_currency
        .as_deref()
        .is_none_or(|currency| currency == "USD");
    let reason = if call.twist == Some("autopay_fail") {
        Some("APIPayFail")
    } else if !world.config.autopay_allowed || !signed {
        Some("NoAutoPayPermission")
    } else if !in_dollars || !AUTOPAY_COUNTRIES.contains(&country) {
        Some("APIPayFail")
    } else {
        None
    };
    for order_id in order_ids {
        match reason {
            Some(_) => world.push(
                Word::PaymentFailed,
                *order_id,
                call.buyer,
                later(call.now, 2),
            ),
            None => person::pay(world, *order_id, call.now).map_err(|_| "APIPayFail")?,
        }
    }
    reason.map_or(Ok(()), Err)
}
