//! What the store sells, what suppliers sell, and the rule that joins them.

mod mapping;
mod product;
mod supplier_product;

pub use mapping::{Mapping, MappingLine};
pub use product::{Product, Variant};
pub use supplier_product::{
    SupplierProduct, SupplierProductState, SupplierRef, SupplierVariant, SupplierVariantRef,
};
