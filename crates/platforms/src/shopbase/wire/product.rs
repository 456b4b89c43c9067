//! A product as ShopBase spells it. Source: README.md, products.
//!
//! Only what orders are matched by; the other fields are passed over.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::lenient;

/// A product.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Product {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) title: String,
    #[serde(default)]
    pub(in crate::shopbase) image: Option<Image>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(in crate::shopbase) images: Vec<Image>,
    #[serde(default, deserialize_with = "lenient::list")]
    pub(in crate::shopbase) variants: Vec<Variant>,
}

/// A picture.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Image {
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) src: String,
    #[serde(default, deserialize_with = "lenient::count")]
    pub(in crate::shopbase) position: Option<u32>,
}

/// A variant.
#[derive(Debug, Deserialize)]
pub(in crate::shopbase) struct Variant {
    #[serde(deserialize_with = "lenient::id")]
    pub(in crate::shopbase) id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) title: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(in crate::shopbase) sku: String,
    #[serde(default, deserialize_with = "lenient::amount")]
    pub(in crate::shopbase) price: Option<Decimal>,
    /// Whether it is the only form, made by the store itself.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub(in crate::shopbase) is_default: Option<bool>,
}
