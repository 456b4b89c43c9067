//! What the store of a world sells, and what is bought for it: single goods, several of one, and
//! bundles from one or more suppliers.
//!
//! It is made from the simulated marketplace's own catalog, so the judge knows from it what each line
//! of an order means on the other side.

use std::collections::BTreeMap;

use platforms::aliexpress::sim::demo_catalog;
use serde_json::{Value, json};

use super::dice::Dice;

/// What the store sells.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    pub(super) offers: Vec<Offer>,
    catalog: Value,
}

/// One form of a product on sale.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// The store's id of the variant.
    pub(super) variant_id: i64,
    /// What is bought for one of it, in the order of the parts; empty: nobody said.
    pub(super) parts: Vec<Part>,
    /// Whether something is the matter with it.
    pub(super) special: bool,
}

/// One part of what is bought.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) product: String,
    pub(super) sku: String,
    pub(super) attributes: String,
    pub(super) supplier: String,
    pub(super) quantity: u32,
}

/// Variants that are several of one thing or several things.
const BUNDLES: u64 = 14;

/// Far more than a world buys, so that only what is to sell out sells out.
const PLENTY: u32 = 1_000_000;

const FIRST_VARIANT: i64 = 1_000_000;

impl Shelf {
    pub(super) fn of(seed: u64) -> Self {
        let catalog = catalog(seed);
        let mut singles = Vec::new();
        for goods in list(&catalog["products"]) {
            let special = !goods["trigger"].is_null() || !ships_everywhere(goods);
            for sku in list(&goods["skus"]) {
                let part = Part {
                    product: text(&goods["product_id"]),
                    sku: text(&sku["sku_id"]),
                    attributes: text(&sku["sku_attr"]),
                    supplier: text(&goods["store_id"]),
                    quantity: 1,
                };
                singles.push((part, special));
            }
        }
        let plain: Vec<Part> = singles
            .iter()
            .filter(|(_, special)| !special)
            .map(|(part, _)| part.clone())
            .collect();
        let mut shelf = Self {
            offers: Vec::new(),
            catalog,
        };
        for (part, special) in singles {
            shelf.offer(vec![part], special);
        }
        for number in 0..BUNDLES {
            shelf.offer(bundle(seed, number, &plain), false);
        }
        shelf.offer(Vec::new(), true);
        shelf
    }

    fn offer(&mut self, parts: Vec<Part>, special: bool) {
        let number = i64::try_from(self.offers.len()).unwrap_or(0);
        self.offers.push(Offer {
            variant_id: FIRST_VARIANT + number,
            parts,
            special,
        });
    }

    /// The simulated marketplace's catalog.
    pub(super) fn catalog(&self) -> Value {
        self.catalog.clone()
    }

    /// The simulated store's products, one for each offer.
    pub(super) fn products(&self) -> Value {
        let product = |offer: &Offer| {
            let id = offer.variant_id;
            json!({
                "id": id + 1_000_000, "title": format!("Product {id}"), "product_type": "Goods",
                "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
                "variants": [{"id": id, "sku": format!("SKU-{id}"), "option1": "Default Title", "price": "30.00"}],
            })
        };
        Value::Array(self.offers.iter().map(product).collect())
    }

    /// What a customer may choose from: mostly what nothing is the matter with.
    pub(super) fn choose(&self, dice: &mut Dice) -> &Offer {
        let special = dice.percent(4);
        let from: Vec<&Offer> = self
            .offers
            .iter()
            .filter(|offer| offer.special == special)
            .collect();
        // Every bundle is as likely as all single goods of a product.
        let bundles: Vec<&Offer> = from
            .iter()
            .copied()
            .filter(|offer| offer.parts.len() > 1)
            .collect();
        if !special && dice.percent(20) && !bundles.is_empty() {
            return bundles[dice.index(bundles.len())];
        }
        from[dice.index(from.len())]
    }

    /// The offers by the store's id of the variant.
    pub(super) fn by_variant(&self) -> BTreeMap<i64, &Offer> {
        self.offers
            .iter()
            .map(|offer| (offer.variant_id, offer))
            .collect()
    }
}

fn bundle(seed: u64, number: u64, plain: &[Part]) -> Vec<Part> {
    let mut dice = Dice::of(seed, "bundle", number);
    let count = *dice.pick(&[1, 2, 2, 2, 3]).unwrap_or(&1);
    let mut parts: Vec<Part> = Vec::new();
    while parts.len() < count {
        let mut part = plain[dice.index(plain.len())].clone();
        let is_new = |part: &Part| parts.iter().all(|known| known.sku != part.sku);
        if is_new(&part) {
            let most = if count == 1 { 4 } else { 3 };
            part.quantity =
                u32::try_from(dice.between(if count == 1 { 2 } else { 1 }, most)).unwrap_or(1);
            parts.push(part);
        }
    }
    parts
}

/// The demo's catalog with plenty in stock; what changes after so many readings changes later.
fn catalog(seed: u64) -> Value {
    let mut catalog = demo_catalog();
    let goods = catalog["products"].as_array_mut();
    for product in goods.into_iter().flatten() {
        let ordinary = product["trigger"].is_null();
        let mut dice = Dice::of(seed, "changes", number(&product["product_id"]));
        for kind in ["skus", "freight", "changes"] {
            let parts = product.get_mut(kind).and_then(Value::as_array_mut);
            for part in parts.into_iter().flatten() {
                if kind == "changes" {
                    part["after_gets"] = json!(1 + dice.below(40));
                } else if ordinary {
                    part["stock"] = json!(PLENTY);
                }
            }
        }
    }
    // One that has another id in one country would need a shelf for each country.
    if let Some(products) = catalog["products"].as_array_mut() {
        products.retain(|product| product["trigger"] != "us_sub_id");
    }
    catalog
}

fn ships_everywhere(goods: &Value) -> bool {
    list(&goods["freight"]).iter().any(|route| {
        route["tracking"] == true && list(&route["countries"]).iter().any(|to| to == "*")
    })
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A text, or a number as text.
pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A number, or text that is one.
pub(super) fn number(value: &Value) -> u64 {
    text(value).parse().unwrap_or(0)
}
