//! The shop: products in the simulated store, each bought as a product of the simulated marketplace.

use std::time::Duration;

use anyhow::Context;
use app::desk::{MapLine, map_variant};
use domain::address::CountryCode;
use domain::ids::ExternalId;
use platforms::aliexpress::sim::{demo_catalog, demo_triggers};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::stage::Stage;

/// One form of a product on sale.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// The store's id of the variant.
    pub(super) variant_id: i64,
    /// What happens when it is bought, by the simulator's name; `None` is nothing special.
    pub(super) trigger: Option<String>,
    /// Whether it ships, with a number, to everyone.
    pub(super) worldwide: bool,
}

/// The one product that nobody said how to buy.
pub(super) const UNMAPPED_CODE: &str = "handmade:1";

/// A product costs this many times what it costs us.
const MARGIN: Decimal = Decimal::from_parts(26, 0, 0, false, 1);

/// The simulated marketplace's catalog. What changes there after so many readings changes later, because
/// each form is read once more here, when it is mapped, and a price is to rise after the plan.
pub(super) fn catalog() -> Value {
    let mut catalog = demo_catalog();
    let goods = catalog["products"].as_array_mut().into_iter().flatten();
    for product in goods {
        let mapped = product["skus"].as_array().map_or(0, Vec::len) as u64;
        let changes = product.get_mut("changes").and_then(Value::as_array_mut);
        for change in changes.into_iter().flatten() {
            let is_price = change["change"] == "price";
            let readings = change["after_gets"].as_u64().unwrap_or(0);
            change["after_gets"] = json!(readings.max(1) - 1 + mapped + u64::from(is_price));
        }
    }
    catalog
}

/// Every offer of the simulated marketplace's catalog, as the store sells it.
pub(super) fn offers() -> Vec<Offer> {
    let catalog = catalog();
    let mut offers = Vec::new();
    for (product, goods) in array(&catalog["products"]).iter().enumerate() {
        for (form, sku) in array(&goods["skus"]).iter().enumerate() {
            offers.push(Offer {
                variant_id: variant_id(product, form),
                trigger: goods["trigger"].as_str().map(|_| trigger(goods, sku)),
                worldwide: ships_everywhere(goods),
            });
        }
    }
    offers.push(Offer {
        variant_id: variant_id(900, 0),
        trigger: Some("unmapped".into()),
        worldwide: true,
    });
    offers
}

/// What happens when this form of a special product is bought; empty for its ordinary forms.
fn trigger(goods: &Value, sku: &Value) -> String {
    let (product, form) = (text(&goods["product_id"]), text(&sku["sku_id"]));
    let triggers = demo_triggers().iter();
    let mut mine =
        triggers.filter(|(_, its_product, its_form)| *its_product == product && *its_form == form);
    mine.next()
        .map(|(name, _, _)| (*name).to_owned())
        .unwrap_or_default()
}

fn ships_everywhere(goods: &Value) -> bool {
    array(&goods["freight"]).iter().any(|route| {
        route["tracking"] == true && array(&route["countries"]).iter().any(|to| to == "*")
    })
}

/// Fills the store's shelves and says how each form is bought.
pub(super) async fn open(stage: &Stage) -> anyhow::Result<()> {
    for shop in &stage.stores {
        shop.seed_products(products(&stage.market_url()))
            .map_err(anyhow::Error::msg)?;
    }
    for store in stage.app.space().stores().await? {
        app::desk::sync_store(&stage.app, store.id).await?;
    }
    let expected = offers().len() * stage.stores.len();
    let mut listed = wait_for_products(stage, expected).await?;
    // The unmapped product stays as it is.
    listed.retain(|(_, code)| code != UNMAPPED_CODE);
    let country = CountryCode::new("NL");
    for (variant_id, code) in listed {
        let (product_id, form) = code.split_once(':').context("a code without a form")?;
        let line = MapLine {
            connection_id: stage.marketplace,
            product_id: ExternalId::new(product_id),
            variant_id: ExternalId::new(form),
            quantity: 1,
        };
        // A product that a reading changes (a rehearsed failure) may be gone by the second form.
        map_patiently(stage, variant_id, &line, &country).await?;
    }
    Ok(())
}

/// Maps a variant; a call that a limit or a fault refuses is made again, as a person would.
async fn map_patiently(
    stage: &Stage,
    variant_id: domain::ids::VariantId,
    line: &MapLine,
    country: &CountryCode,
) -> anyhow::Result<()> {
    for _ in 0..50 {
        match map_variant(&stage.app, variant_id, std::slice::from_ref(line), country).await {
            Ok(()) => return Ok(()),
            Err(app::AppError::Call(error)) if error.is_temporary() => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(app::AppError::Refused(_) | app::AppError::BadValue { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
    anyhow::bail!("{} could not be mapped", line.product_id)
}

async fn wait_for_products(
    stage: &Stage,
    expected: usize,
) -> anyhow::Result<Vec<(domain::ids::VariantId, String)>> {
    for _ in 0..3_000 {
        let rows = stage.app.space().products(None, 1_000).await?;
        let listed: Vec<_> = rows
            .into_iter()
            .flat_map(|row| row.product.variants)
            .map(|variant| (variant.id, variant.sku))
            .collect();
        if listed.len() >= expected {
            return Ok(listed);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("the store's products did not arrive")
}

fn products(market_url: &str) -> Value {
    let catalog = catalog();
    let mut products: Vec<Value> = array(&catalog["products"])
        .iter()
        .enumerate()
        .map(|(index, goods)| product(index, goods, market_url))
        .collect();
    products.push(json!({
        "id": 900_000, "title": "Hand-thrown clay cup", "product_type": "Home & Kitchen",
        "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
        "variants": [{"id": variant_id(900, 0), "sku": UNMAPPED_CODE, "option1": "Default Title", "price": "24.00"}],
    }));
    Value::Array(products)
}

fn product(index: usize, goods: &Value, market_url: &str) -> Value {
    let id = i64::try_from(index).unwrap_or(0);
    let variant = |(form, sku): (usize, &Value)| {
        let cost: Decimal = text(&sku["price"]).parse().unwrap_or(Decimal::ONE);
        let names: Vec<String> = array(&sku["props"])
            .iter()
            .map(|prop| match &prop["custom"] {
                Value::Null => text(&prop["value"]),
                custom => text(custom),
            })
            .collect();
        let title = if names.is_empty() {
            "Default Title".to_owned()
        } else {
            names.join(" / ")
        };
        json!({
            "id": variant_id(index, form),
            "sku": format!("{}:{}", text(&goods["product_id"]), text(&sku["sku_id"])),
            "option1": title,
            "title": title,
            "price": (cost * MARGIN).round_dp(0).to_string() + ".90",
        })
    };
    let variants: Vec<Value> = array(&goods["skus"])
        .iter()
        .enumerate()
        .map(variant)
        .collect();
    let values: Vec<Value> = variants
        .iter()
        .map(|variant| variant["option1"].clone())
        .collect();
    json!({
        "id": 100_000 + id * 1_000,
        "title": goods["subject"],
        "product_type": goods["category"],
        "options": [{"name": "Style", "position": 1, "values": values}],
        "images": [{"id": 500_000 + id, "position": 1,
            "src": format!("{market_url}/pictures/{}.svg", text(&goods["product_id"]))}],
        "variants": variants,
    })
}

fn variant_id(product: usize, form: usize) -> i64 {
    let number = 1_000_000 + product * 100 + form;
    i64::try_from(number).unwrap_or(0)
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A text, or a number as text.
pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
