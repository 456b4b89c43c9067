//! The store's side of the catalog.

use crate::ids::{ExternalId, ProductId, StoreId, VariantId};
use crate::money::Money;

/// What the store sells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Ours.
    pub id: ProductId,
    /// In which store.
    pub store_id: StoreId,
    /// The store's id.
    pub external_id: ExternalId,
    /// Its title.
    pub title: String,
    /// Its first picture, if any.
    pub image_url: Option<String>,
    /// Its sellable forms.
    pub variants: Vec<Variant>,
}

/// A sellable form of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Ours.
    pub id: VariantId,
    /// The store's id.
    pub external_id: ExternalId,
    /// What sets it apart, e.g. `Red / L`; empty if the product has one form.
    pub title: String,
    /// The merchant's own code; may be empty.
    pub sku: String,
    /// What it sells for, if the store said so.
    pub price: Option<Money>,
}
