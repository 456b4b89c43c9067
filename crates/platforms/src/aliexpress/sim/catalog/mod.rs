//! What the simulated suppliers sell: the seed document, and its state on the shelf.
//!
//! The document's form is described in `README.md`. A product may carry changes that strike after
//! it has been read so many times, which is how a rehearsal makes a price rise or an SKU vanish
//! between the look and the order.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use super::money;

pub(super) mod demo;
mod demo_goods;

/// The seed document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Catalog {
    pub(super) suppliers: Vec<Supplier>,
    pub(super) products: Vec<Product>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Supplier {
    #[serde(deserialize_with = "number")]
    pub(super) store_id: u64,
    pub(super) name: String,
    pub(super) country: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Product {
    #[serde(deserialize_with = "number")]
    pub(super) product_id: u64,
    #[serde(deserialize_with = "number")]
    pub(super) store_id: u64,
    pub(super) subject: String,
    pub(super) category: String,
    #[serde(default)]
    pub(super) description: String,
    /// Kilograms, as text.
    #[serde(default = "default_weight")]
    pub(super) weight: String,
    pub(super) skus: Vec<Sku>,
    pub(super) freight: Vec<Freight>,
    #[serde(default = "on_selling")]
    pub(super) status: String,
    #[serde(default)]
    pub(super) banned_countries: Vec<String>,
    #[serde(default)]
    pub(super) buy_limit: Option<u32>,
    #[serde(default)]
    pub(super) us_sub_id: Option<u64>,
    /// The error that order.create gives for anything with this product in it.
    #[serde(default)]
    pub(super) order_error: Option<String>,
    /// The currency this product must be paid in, if it is not the buyer's.
    #[serde(default)]
    pub(super) pay_currency: Option<String>,
    #[serde(default = "default_handling_days")]
    pub(super) handling_days: u32,
    #[serde(default)]
    pub(super) never_ships: bool,
    /// Charged on top at order time and told nowhere before, in 1/1000.
    #[serde(default)]
    pub(super) hidden_fee_per_mille: u32,
    /// Prices by destination, in 1/1000 of the normal one.
    #[serde(default)]
    pub(super) country_price_per_mille: BTreeMap<String, u32>,
    #[serde(default)]
    pub(super) changes: Vec<Change>,
    /// Which failure this product is for.
    #[serde(default)]
    pub(super) trigger: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sku {
    #[serde(deserialize_with = "text")]
    pub(super) sku_id: String,
    #[serde(default)]
    pub(super) sku_attr: String,
    #[serde(default)]
    pub(super) props: Vec<Property>,
    /// US dollars.
    #[serde(deserialize_with = "decimal")]
    pub(super) price: Decimal,
    /// Fixed prices in other currencies; those that are missing are converted.
    #[serde(default)]
    pub(super) prices: BTreeMap<String, String>,
    pub(super) stock: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Property {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) value_id: u64,
    pub(super) value: String,
    /// The seller's own word for the value.
    #[serde(default)]
    pub(super) custom: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Freight {
    pub(super) code: String,
    pub(super) company: String,
    /// US dollars for one piece; each further piece costs half of it.
    #[serde(deserialize_with = "decimal")]
    pub(super) fee: Decimal,
    pub(super) days: [u32; 2],
    #[serde(default = "yes")]
    pub(super) tracking: bool,
    /// AliExpress country codes, or `*`.
    pub(super) countries: Vec<String>,
    #[serde(default)]
    pub(super) free: bool,
    /// `mayHavePFS`: free from the threshold on.
    #[serde(default)]
    pub(super) pfs: bool,
    /// US dollars; 0 with `pfs` is free from the first cent.
    #[serde(default)]
    pub(super) free_threshold: Option<String>,
    /// Pieces that this route can carry; absent is the SKU's stock.
    #[serde(default)]
    pub(super) stock: Option<u32>,
    #[serde(default = "china")]
    pub(super) ship_from: String,
}

/// What happens to a product once it has been read `after_gets` times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) after_gets: u32,
    #[serde(flatten)]
    pub(super) kind: ChangeKind,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(super) enum ChangeKind {
    /// The seller edited the words of the SKU.
    Rename {
        sku_id: String,
        sku_attr: String,
    },
    /// The SKU is taken off the list.
    SkuGone {
        sku_id: String,
    },
    SoldOut {
        sku_id: String,
    },
    /// The whole product is gone (605).
    Removed,
    Offline,
    /// Not allowed to these countries any more (602).
    Banned {
        countries: Vec<String>,
    },
    /// The price that everybody sees.
    Price {
        per_mille: u32,
    },
    /// The price that is charged, while product.get still tells the old one.
    OrderPrice {
        per_mille: u32,
    },
}

/// A product and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    pub(super) product: Product,
    pub(super) gets: u32,
    pub(super) removed: bool,
    pub(super) price_per_mille: u32,
    pub(super) order_price_per_mille: u32,
}

impl Shelf {
    pub(super) fn new(product: Product) -> Self {
        Self {
            product,
            gets: 0,
            removed: false,
            price_per_mille: 1000,
            order_price_per_mille: 1000,
        }
    }

    /// Lets the changes strike that are due.
    pub(super) fn settle(&mut self) {
        let due: Vec<ChangeKind> = {
            let gets = self.gets;
            let (due, later): (Vec<_>, Vec<_>) = self
                .product
                .changes
                .drain(..)
                .partition(|change| change.after_gets <= gets);
            self.product.changes = later;
            due.into_iter().map(|change| change.kind).collect()
        };
        due.into_iter().for_each(|kind| self.change(kind));
    }

    pub(super) fn change(&mut self, kind: ChangeKind) {
        match kind {
            ChangeKind::Rename { sku_id, sku_attr } => {
                if let Some(sku) = self.sku_mut(&sku_id) {
                    rename(sku, &sku_attr);
                }
            }
            ChangeKind::SkuGone { sku_id } => self.product.skus.retain(|sku| sku.sku_id != sku_id),
            ChangeKind::SoldOut { sku_id } => {
                if let Some(sku) = self.sku_mut(&sku_id) {
                    sku.stock = 0;
                }
            }
            ChangeKind::Removed => self.removed = true,
            ChangeKind::Offline => self.product.status = "offline".into(),
            ChangeKind::Banned { countries } => self.product.banned_countries.extend(countries),
            ChangeKind::Price { per_mille } => self.price_per_mille = per_mille,
            ChangeKind::OrderPrice { per_mille } => self.order_price_per_mille = per_mille,
        }
    }

    pub(super) fn sku_mut(&mut self, sku_id: &str) -> Option<&mut Sku> {
        self.product
            .skus
            .iter_mut()
            .find(|sku| sku.sku_id == sku_id)
    }

    pub(super) fn sku(&self, sku_id: &str) -> Option<&Sku> {
        self.product.skus.iter().find(|sku| sku.sku_id == sku_id)
    }

    /// The price of one piece as everybody sees it.
    pub(super) fn price(&self, sku: &Sku, country: &str, currency: &str) -> Decimal {
        let base = match sku
            .prices
            .get(currency)
            .and_then(|price| price.parse().ok())
        {
            Some(fixed) => fixed,
            None => money::from_usd(sku.price, currency),
        };
        let country = self
            .product
            .country_price_per_mille
            .get(country)
            .copied()
            .unwrap_or(1000);
        let price = money::per_mille(money::per_mille(base, country), self.price_per_mille);
        money::rounded(price, currency)
    }

    /// The price of one piece as it is charged.
    pub(super) fn charged_price(&self, sku: &Sku, country: &str, currency: &str) -> Decimal {
        money::rounded(
            money::per_mille(
                self.price(sku, country, currency),
                self.order_price_per_mille,
            ),
            currency,
        )
    }

    /// The routes to a country.
    pub(super) fn routes<'a>(&'a self, country: &'a str) -> impl Iterator<Item = &'a Freight> {
        self.product
            .freight
            .iter()
            .filter(move |route| route.serves(country))
    }

    pub(super) fn is_banned_in(&self, country: &str) -> bool {
        self.product
            .banned_countries
            .iter()
            .any(|banned| banned == country)
    }
}

impl Freight {
    fn serves(&self, country: &str) -> bool {
        self.countries
            .iter()
            .any(|served| served == "*" || served == country)
    }

    /// What this route costs for so many pieces of so much worth (US dollars).
    pub(super) fn charge(&self, count: u32, goods_usd: Decimal) -> Decimal {
        let threshold = self.threshold();
        let free = self.free || (self.pfs && (threshold.is_zero() || goods_usd >= threshold));
        if free {
            Decimal::ZERO
        } else {
            self.list_fee(count)
        }
    }

    /// The fee before anything is waived.
    pub(super) fn list_fee(&self, count: u32) -> Decimal {
        let further = Decimal::from(count.saturating_sub(1));
        self.fee + self.fee * further / Decimal::TWO
    }

    pub(super) fn threshold(&self) -> Decimal {
        self.free_threshold
            .as_deref()
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    }
}

impl Sku {
    /// `Color:Silver; Size:M`
    pub(super) fn description(&self) -> String {
        let words = self.props.iter().map(|property| {
            format!(
                "{}:{}",
                property.name,
                property.custom.as_ref().unwrap_or(&property.value)
            )
        });
        words.collect::<Vec<_>>().join("; ")
    }
}

/// Gives an SKU new words: the attribute text, and the properties' custom names in it.
fn rename(sku: &mut Sku, sku_attr: &str) {
    sku_attr.clone_into(&mut sku.sku_attr);
    for part in sku_attr.split(';') {
        let (ids, custom) = part
            .split_once('#')
            .map_or((part, None), |(ids, name)| (ids, Some(name)));
        for property in &mut sku.props {
            if ids == format!("{}:{}", property.id, property.value_id) {
                property.custom = custom.map(str::to_owned);
            }
        }
    }
}

/// Checks the document's own sense; shapes are checked by reading it.
pub(super) fn check(catalog: &Catalog) -> Result<(), String> {
    for product in &catalog.products {
        let id = product.product_id;
        if !catalog
            .suppliers
            .iter()
            .any(|supplier| supplier.store_id == product.store_id)
        {
            return Err(format!(
                "product {id} belongs to no supplier of the document"
            ));
        }
        if product.skus.is_empty() {
            return Err(format!("product {id} has no sku"));
        }
        if product.skus.len() > 1 && product.skus.iter().any(|sku| sku.sku_attr.is_empty()) {
            return Err(format!(
                "product {id} has several skus and one without sku_attr"
            ));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOrNumber {
    Text(String),
    Number(serde_json::Number),
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match TextOrNumber::deserialize(deserializer)? {
        TextOrNumber::Text(text) => text,
        TextOrNumber::Number(number) => number.to_string(),
    })
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    text(deserializer)?
        .parse()
        .map_err(serde::de::Error::custom)
}

fn decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    text(deserializer)?
        .parse()
        .map_err(serde::de::Error::custom)
}

fn default_weight() -> String {
    "0.35".into()
}

fn on_selling() -> String {
    "onSelling".into()
}

fn default_handling_days() -> u32 {
    3
}

fn yes() -> bool {
    true
}

fn china() -> String {
    "CN".into()
}
