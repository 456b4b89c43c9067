//! The supplier's side of the catalog, as read from a marketplace.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ExternalId, PlatformName};
use crate::money::Money;

/// One seller on a marketplace: the unit an order is split by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SupplierRef {
    /// On which marketplace.
    pub platform: PlatformName,
    /// The seller's id there.
    pub external_id: ExternalId,
    /// The seller's name there.
    pub name: String,
}

/// A supplier's buyable form, named as the marketplace wants it named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SupplierVariantRef {
    /// On which marketplace.
    pub platform: PlatformName,
    /// The product's id there.
    pub product_id: ExternalId,
    /// The form's id there.
    pub variant_id: ExternalId,
}

/// Whether a supplier product can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "raw")]
pub enum SupplierProductState {
    /// On sale.
    OnSale,
    /// Not on sale, with the marketplace's own word for it.
    NotOnSale(String),
}

/// What a supplier sells, as it was read at one moment for one destination country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierProduct {
    /// On which marketplace.
    pub platform: PlatformName,
    /// Its id there.
    pub external_id: ExternalId,
    /// Who sells it.
    pub supplier: SupplierRef,
    /// Its title.
    pub title: String,
    /// Its first picture.
    pub image_url: Option<String>,
    /// Its page at the marketplace.
    pub url: String,
    /// Whether it can be bought.
    pub state: SupplierProductState,
    /// Its buyable forms.
    pub variants: Vec<SupplierVariant>,
    /// When it was read.
    pub read_at: Timestamp,
}

/// A supplier's buyable form, as it was read at one moment for one destination country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierVariant {
    /// Its id at the marketplace.
    pub external_id: ExternalId,
    /// The marketplace's second name for it that a placement needs, e.g. a list of properties; may be empty.
    pub attributes: String,
    /// What sets it apart, e.g. `Color: Red · Size: L`.
    pub title: String,
    /// Its own picture, if any.
    pub image_url: Option<String>,
    /// What one costs us.
    pub unit_price: Money,
    /// How many there are; `None` if the marketplace did not say.
    pub stock: Option<u32>,
}
