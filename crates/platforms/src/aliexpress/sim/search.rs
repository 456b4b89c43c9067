//! Finding products: text search (which fails often, as the live one does), categories and feeds.
//!
//! Source: reference sheet §14.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::catalog::Shelf;
use super::envelope::{GatewayError, list};
use super::gateway::Call;
use super::money;
use super::product::category_id;
use super::seeded::Roll;
use super::world::World;

const PAGE_SIZE: usize = 20;
const FEED_NAME: &str = "DS_GLOBAL_BESTSELLERS";

/// `aliexpress.ds.text.search`.
pub(super) fn text_search(
    world: &World,
    call: &Call<'_>,
    roll: &mut Roll,
) -> Result<Value, GatewayError> {
    let words = call.required("keyWord")?.to_lowercase();
    call.required("local")?;
    let country = call.required("countryCode")?;
    let currency = money::sold_in(Some(call.required("currency")?));
    let errors = world.config.search_error_per_mille;
    // A sort order makes the search succeed more often.
    let errors = if call.param("sortBy").is_some() {
        errors / 4
    } else {
        errors
    };
    if roll.chance(errors) {
        return Ok(json!({"code": "500", "msg": "NGSELECTION_SEARCH_ERROR"}));
    }
    let number = |name: &str, usual: usize| {
        call.param(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(usual)
    };
    let page_size = number("pageSize", PAGE_SIZE).clamp(1, 50);
    let page_index = number("pageIndex", 1).max(1);
    let mut found: Vec<&Shelf> = world
        .shelves
        .values()
        .filter(|shelf| is_match(shelf, &words))
        .collect();
    match call.param("sortBy") {
        Some("min_price,asc") => {
            found.sort_by_key(|shelf| shelf.product.skus.first().map(|sku| sku.price));
        }
        Some("min_price,desc") => {
            found.sort_by_key(|shelf| {
                std::cmp::Reverse(shelf.product.skus.first().map(|sku| sku.price))
            });
        }
        _ => {}
    }
    let page: Vec<Value> = found
        .iter()
        .skip((page_index - 1) * page_size)
        .take(page_size)
        .map(|shelf| hit(shelf, country, currency, call.base_url))
        .collect();
    Ok(json!({
        "code": "00",
        "msg": "success",
        "data": {
            "totalCount": found.len(), "pageIndex": page_index, "pageSize": page_size,
            "products": list("selection_search_product", page),
        },
    }))
}

fn is_match(shelf: &Shelf, words: &str) -> bool {
    let text = format!("{} {}", shelf.product.subject, shelf.product.category).to_lowercase();
    !shelf.removed && words.split_whitespace().all(|word| text.contains(word))
}

fn hit(shelf: &Shelf, country: &str, currency: &str, base_url: &str) -> Value {
    let product = &shelf.product;
    let id = product.product_id;
    let host = base_url.trim_start_matches("http:");
    let price = product
        .skus
        .first()
        .map(|sku| shelf.price(sku, country, currency))
        .unwrap_or_default();
    let seller = product
        .skus
        .first()
        .map(|sku| shelf.price(sku, country, "CNY"))
        .unwrap_or_default();
    json!({
        "itemId": id.to_string(),
        "title": product.subject,
        "itemMainPic": format!("{host}/pictures/{id}.svg"),
        "itemUrl": format!("{host}/item/{id}.html"),
        "targetSalePrice": money::text(price, currency),
        "targetOriginalPrice": money::text(money::per_mille(price, 1620), currency),
        "targetOriginalPriceCurrency": currency,
        "salePrice": money::text(seller, "CNY"),
        "salePriceCurrency": "CNY",
        "salePriceFormat": format!("{currency} {}", money::text(price, currency)),
        "originMinPrice": json!({"amount": money::text(seller, "CNY"), "currency": "CNY"}).to_string(),
        "discount": "38%",
        "orders": "5,000+",
        "score": "4.7",
        "evaluateRate": "94.6%",
        "cateId": category_id(&product.category).to_string(),
        "type": "search",
    })
}

/// `aliexpress.ds.category.get`.
pub(super) fn categories(world: &World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let names: BTreeSet<&str> = world
        .shelves
        .values()
        .map(|shelf| shelf.product.category.as_str())
        .collect();
    let wanted = match call.param("categoryId") {
        Some(text) => Some(
            text.parse::<u32>()
                .map_err(|_| GatewayError::mapping("categoryId"))?,
        ),
        None => None,
    };
    let found: Vec<Value> = names
        .into_iter()
        .filter(|name| wanted.is_none_or(|id| id == category_id(name)))
        .map(|name| json!({"category_id": category_id(name), "category_name": name}))
        .collect();
    Ok(json!({"resp_result": {
        "resp_code": 200, "resp_msg": "Call succeeds",
        "result": {"total_result_count": found.len(), "categories": list("category", found)},
    }}))
}

/// `aliexpress.ds.feedname.get`.
pub(super) fn feed_names(world: &World) -> Value {
    let promo = json!({
        "promo_name": FEED_NAME, "promo_desc": "Best sellers", "product_num": world.shelves.len(),
    });
    json!({"resp_result": {
        "resp_code": 200, "resp_msg": "Call succeeds",
        "result": {"current_record_count": 1, "promos": list("promo", vec![promo])},
    }})
}

/// `aliexpress.ds.feed.itemids.get`.
pub(super) fn feed_items(world: &World, call: &Call<'_>) -> Result<Value, GatewayError> {
    if call.required("feed_name")? != FEED_NAME {
        return Ok(json!({"rsp_code": "404", "rsp_msg": "feed_name not found", "ret": false}));
    }
    let page_size: usize = call
        .param("page_size")
        .and_then(|text| text.parse().ok())
        .unwrap_or(200);
    let after: u64 = call
        .param("search_id")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let ids: Vec<u64> = world
        .shelves
        .iter()
        .filter(|(id, shelf)| **id > after && !shelf.removed)
        .map(|(id, _)| *id)
        .take(page_size)
        .collect();
    let next = ids.last().map_or_else(String::new, u64::to_string);
    Ok(json!({
        "rsp_code": "200", "rsp_msg": "Call succeeds", "ret": true,
        "result": {
            "products": list("number", ids.into_iter().map(|id| json!(id)).collect()),
            "search_id": next,
            "total": world.shelves.len(),
        },
    }))
}
