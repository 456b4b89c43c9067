//! The rule: this Variant is bought as these SupplierVariants × quantity.

use serde::{Deserialize, Serialize};

use crate::catalog::{SupplierRef, SupplierVariantRef};
use crate::ids::{ConnectionId, VariantId};

/// How one store variant is bought. The order of the lines is the part number of each, and stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What the store sells.
    pub variant_id: VariantId,
    /// What is bought for one of it.
    pub lines: Vec<MappingLine>,
    /// The version this was read at.
    pub version: i64,
}

/// One part of what is bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingLine {
    /// Through which marketplace account.
    pub connection_id: ConnectionId,
    /// From whom.
    pub supplier: SupplierRef,
    /// What.
    pub variant: SupplierVariantRef,
    /// The property list it had when it was mapped: finds the form again when its id changed.
    pub attributes: String,
    /// Its title when it was mapped.
    pub title: String,
    /// How many of it for one of ours.
    pub quantity: u32,
}
