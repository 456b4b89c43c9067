//! Shipping methods and what they cost: `aliexpress.ds.freight.query` and the older calculation.
//!
//! `shipping_fee_cent` is in major units here as there. Source: reference sheet §7.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::catalog::{Freight, Shelf, Sku};
use super::envelope::{GatewayError, list};
use super::gateway::Call;
use super::money;
use super::world::World;
use crate::sim::{only_member, with_members};

/// `aliexpress.ds.freight.query`.
pub(super) fn query(world: &mut World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let asked = call.json("queryDeliveryReq")?;
    let fields = asked
        .as_object()
        .ok_or_else(|| GatewayError::mapping("queryDeliveryReq"))?;
    for name in [
        "productId",
        "selectedSkuId",
        "quantity",
        "shipToCountry",
        "language",
        "locale",
        "currency",
    ] {
        if fields.get(name).is_none_or(Value::is_null) {
            return Err(GatewayError::missing(name));
        }
    }
    if fields.contains_key("province") && fields.contains_key("provinceCode") {
        return Err(GatewayError::invalid("provinceCode"));
    }
    // A JSON number was refused live; only text maps.
    let quantity: u32 = fields["quantity"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| GatewayError::mapping("quantity"))?;
    let country = plain(&fields["shipToCountry"]);
    let currency = money::sold_in(Some(&plain(&fields["currency"])));
    let product_id: u64 = plain(&fields["productId"]).parse().unwrap_or(0);
    let empty = || failure(501, "DELIVERY_INFO_EMPTY");
    let Some(shelf_id) = world.shelf_id(product_id) else {
        return Ok(empty());
    };
    let Some(shelf) = world.shelves.get_mut(&shelf_id) else {
        return Ok(empty());
    };
    shelf.settle();
    let Some(sku) = shelf.sku(&plain(&fields["selectedSkuId"])) else {
        return Ok(empty());
    };
    let us_needs_sub_id =
        country == "US" && shelf.product.us_sub_id.is_some_and(|id| id != product_id);
    if shelf.removed || us_needs_sub_id {
        return Ok(empty());
    }
    let options: Vec<Value> = shelf
        .routes(&country)
        .map(|route| option(route, shelf, sku, &country, currency, quantity))
        .collect();
    if options.is_empty() || shelf.is_banned_in(&country) {
        return Ok(failure(505, "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"));
    }
    let options = list("delivery_option_d_t_o", options);
    let result = json!({"code": 200, "success": true, "msg": "Call succeeds"});
    Ok(only_member(
        "result",
        with_members(result, [("delivery_options", options)]),
    ))
}

fn failure(code: u32, message: &str) -> Value {
    json!({"result": {"code": code, "success": false, "msg": message}})
}

fn option(
    route: &Freight,
    shelf: &Shelf,
    sku: &Sku,
    country: &str,
    currency: &str,
    quantity: u32,
) -> Value {
    let fee = money::from_usd(route.list_fee(quantity), currency);
    let charged = route.charge(quantity, goods_usd(shelf, sku, country, quantity));
    let threshold = money::from_usd(route.threshold(), currency);
    let stock = route.stock.unwrap_or(sku.stock).min(sku.stock);
    let mut fields = Map::from_iter([
        ("code".to_owned(), json!(route.code)),
        ("company".to_owned(), json!(route.company)),
        ("free_shipping".to_owned(), json!(route.free)),
        ("mayHavePFS".to_owned(), json!(route.pfs)),
        (
            "free_shipping_threshold".to_owned(),
            json!(localized(threshold, currency)),
        ),
        ("min_delivery_days".to_owned(), json!(route.days[0])),
        ("max_delivery_days".to_owned(), json!(route.days[1])),
        ("guaranteed_delivery_days".to_owned(), json!("60")),
        (
            "delivery_date_desc".to_owned(),
            json!(format!("{}-{} days", route.days[0], route.days[1])),
        ),
        ("ship_from_country".to_owned(), json!(route.ship_from)),
        ("tracking".to_owned(), json!(route.tracking)),
        ("available_stock".to_owned(), json!(stock.to_string())),
        ("ddpIncludeVATTax".to_owned(), json!("true")),
    ]);
    // The fee is absent when the method is free; with a threshold it is told beside the threshold.
    let always_free = route.free || (charged.is_zero() && route.threshold().is_zero());
    if !always_free {
        fields.insert(
            "shipping_fee_cent".into(),
            json!(money::text(fee, currency)),
        );
        fields.insert("shipping_fee_currency".into(), json!(currency));
        fields.insert(
            "shipping_fee_format".into(),
            json!(localized(fee, currency)),
        );
    }
    Value::Object(fields)
}

/// What so many pieces are worth in US dollars at the price everybody sees.
pub(super) fn goods_usd(shelf: &Shelf, sku: &Sku, country: &str, quantity: u32) -> Decimal {
    shelf.price(sku, country, "USD") * Decimal::from(quantity)
}

/// Money as a web page writes it.
fn localized(amount: Decimal, currency: &str) -> String {
    match currency {
        "USD" => format!("US ${}", money::text(amount, currency)),
        "EUR" => format!("{}€", money::text(amount, currency).replace('.', ",")),
        other => format!("{other} {}", money::text(amount, other)),
    }
}

/// The older `aliexpress.logistics.buyer.freight.calculate`, whose `cent` really is cents.
pub(super) fn calculate(world: &mut World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let asked = call.json("param_aeop_freight_calculate_for_buyer_d_t_o")?;
    let field = |name: &str| asked.get(name).map(plain).filter(|text| !text.is_empty());
    let need = |name: &str| field(name).ok_or_else(|| GatewayError::missing(name));
    let product_id: u64 = need("product_id")?
        .parse()
        .map_err(|_| GatewayError::mapping("product_id"))?;
    let quantity: u32 = need("product_num")?
        .parse()
        .map_err(|_| GatewayError::mapping("product_num"))?;
    let country = need("country_code")?;
    let currency = money::sold_in(field("price_currency").as_deref());
    let refused = || json!({"result": {"success": false, "error_desc": "The product can not be delivered to your address"}});
    let Some(shelf_id) = world.shelf_id(product_id) else {
        return Ok(refused());
    };
    let Some(shelf) = world.shelves.get(&shelf_id).filter(|shelf| !shelf.removed) else {
        return Ok(refused());
    };
    let asked_sku = field("sku_id");
    let Some(sku) = shelf
        .product
        .skus
        .iter()
        .find(|sku| asked_sku.as_ref().is_none_or(|id| *id == sku.sku_id))
    else {
        return Ok(refused());
    };
    let goods = goods_usd(shelf, sku, &country, quantity);
    let options: Vec<Value> = shelf
        .routes(&country)
        .map(|route| {
            let fee = money::from_usd(route.charge(quantity, goods), currency);
            json!({
                "service_name": route.code,
                "estimated_delivery_time": format!("{}-{}", route.days[0], route.days[1]),
                "tracking_available": route.tracking.to_string(),
                "error_code": 0,
                "freight": {
                    "amount": money::text(fee, currency),
                    "cent": (fee * Decimal::ONE_HUNDRED).trunc().to_string(),
                    "currency_code": currency,
                },
            })
        })
        .collect();
    if options.is_empty() {
        return Ok(refused());
    }
    Ok(json!({"result": {
        "success": true,
        "aeop_freight_calculate_result_for_buyer_d_t_o_list":
            list("aeop_freight_calculate_result_for_buyer_dto", options),
    }}))
}

/// A field that may be text or a number, as text.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
