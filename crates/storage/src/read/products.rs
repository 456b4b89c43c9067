//! Reading the store's products and how they are bought.

use std::collections::BTreeMap;

use domain::catalog::{Mapping, Product, Variant};
use domain::ids::{ExternalId, ProductId, StoreId, VariantId, WorkspaceId};
use domain::money::{Currency, Money};

use super::external_id;
use crate::engine::{Conn, Row, params};
use crate::error::StorageError;
use crate::space::Space;

/// A product with how each of its variants is bought.
#[derive(Clone, Debug)]
pub struct ProductRow {
    /// The product.
    pub product: Product,
    /// The mappings of its variants, where there is one.
    pub mappings: BTreeMap<VariantId, Mapping>,
}

impl Space {
    /// The variants of a store by the store's own ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn variants_by_external_id(
        &self,
        store: StoreId,
        external_ids: Vec<ExternalId>,
    ) -> Result<BTreeMap<ExternalId, VariantId>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id FROM variant
                       WHERE workspace_id = ?1 AND store_id = ?2 AND external_id = ?3";
            let mut found = BTreeMap::new();
            for external_id in external_ids {
                let values = params![workspace.0, store.0, external_id.as_str()];
                if let Some(id) = conn.query_one(sql, values, |row| row.int().map(VariantId))? {
                    found.insert(external_id, id);
                }
            }
            Ok(found)
        })
        .await
    }

    /// How these variants are bought; one without a mapping is missing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mappings(
        &self,
        variants: Vec<VariantId>,
    ) -> Result<BTreeMap<VariantId, Mapping>, StorageError> {
        self.read(move |conn, workspace| {
            let mut found = BTreeMap::new();
            for variant in variants {
                found.extend(mapping(conn, workspace, variant)?.map(|mapping| (variant, mapping)));
            }
            Ok(found)
        })
        .await
    }

    /// A product with its mappings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn product(&self, id: ProductId) -> Result<Option<ProductRow>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id, store_id, external_id, title, image_url FROM product
                       WHERE workspace_id = ?1 AND id = ?2";
            match conn.query_one(sql, params![workspace.0, id.0], read_product)? {
                Some(product) => with_variants(conn, workspace, product).map(Some),
                None => Ok(None),
            }
        })
        .await
    }

    /// The product that a variant is a form of.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn product_of_variant(
        &self,
        variant: VariantId,
    ) -> Result<Option<ProductId>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT product_id FROM variant WHERE workspace_id = ?1 AND id = ?2";
            conn.query_one(sql, params![workspace.0, variant.0], |row| {
                row.int().map(ProductId)
            })
        })
        .await
    }

    /// Products by id, after `after`, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn products(
        &self,
        after: Option<ProductId>,
        limit: u32,
    ) -> Result<Vec<ProductRow>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id, store_id, external_id, title, image_url FROM product
                       WHERE workspace_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
            let after = after.map_or(0, |id| id.0);
            let products = conn.query(sql, params![workspace.0, after, limit], read_product)?;
            products
                .into_iter()
                .map(|product| with_variants(conn, workspace, product))
                .collect()
        })
        .await
    }

    /// How many variants nobody said how to buy.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unmapped_count(&self) -> Result<i64, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT count(*) FROM variant v WHERE v.workspace_id = ?1 AND NOT EXISTS (
                         SELECT 1 FROM mapping m
                         WHERE m.workspace_id = v.workspace_id AND m.variant_id = v.id)";
            Ok(conn
                .query_one(sql, params![workspace.0], Row::int)?
                .unwrap_or(0))
        })
        .await
    }
}

fn read_product(row: &mut Row) -> Result<Product, StorageError> {
    Ok(Product {
        id: ProductId(row.int()?),
        store_id: StoreId(row.int()?),
        external_id: external_id(row)?,
        title: row.text()?,
        image_url: row.opt_text()?,
        variants: Vec::new(),
    })
}

fn with_variants(
    conn: &mut Conn,
    workspace: WorkspaceId,
    mut product: Product,
) -> Result<ProductRow, StorageError> {
    let sql = "SELECT id, external_id, title, sku, price_minor, price_currency FROM variant
               WHERE workspace_id = ?1 AND store_id = ?2 AND product_id = ?3 ORDER BY id";
    let values = params![workspace.0, product.store_id.0, product.id.0];
    product.variants = conn.query(sql, values, read_variant)?;
    let mut mappings = BTreeMap::new();
    for variant in &product.variants {
        mappings.extend(mapping(conn, workspace, variant.id)?.map(|mapping| (variant.id, mapping)));
    }
    Ok(ProductRow { product, mappings })
}

fn read_variant(row: &mut Row) -> Result<Variant, StorageError> {
    let (id, external_id) = (VariantId(row.int()?), external_id(row)?);
    let (title, sku) = (row.text()?, row.text()?);
    let (minor, currency) = (row.opt_int()?, row.opt_text()?);
    let price = minor.zip(currency).and_then(|(minor, currency)| {
        Currency::parse(&currency)
            .ok()
            .map(|currency| Money::from_minor(minor, currency))
    });
    Ok(Variant {
        id,
        external_id,
        title,
        sku,
        price,
    })
}

fn mapping(
    conn: &mut Conn,
    workspace: WorkspaceId,
    variant: VariantId,
) -> Result<Option<Mapping>, StorageError> {
    let sql = "SELECT lines, version FROM mapping WHERE workspace_id = ?1 AND variant_id = ?2";
    conn.query_one(sql, params![workspace.0, variant.0], |row| {
        Ok(Mapping {
            variant_id: variant,
            lines: row.json()?,
            version: row.int()?,
        })
    })
}
