//! Writing the store's products and how they are bought.

use domain::catalog::{Mapping, Product};
use domain::ids::WorkspaceId;

use crate::engine::{Conn, json, params, values};
use crate::error::StorageError;

/// A product is found again by its external id; ids that are already stored win over fresh ones.
pub(super) fn put_product(
    conn: &mut Conn,
    workspace: WorkspaceId,
    product: &Product,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO product (workspace_id, id, store_id, external_id, title, image_url)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT (workspace_id, store_id, external_id)
               DO UPDATE SET title = excluded.title, image_url = excluded.image_url
               RETURNING id";
    let (store, external) = (product.store_id.0, product.external_id.as_str());
    let image = product.image_url.as_deref();
    let values = params![
        workspace.0,
        product.id.0,
        store,
        external,
        &product.title,
        image
    ];
    let kept = conn.query_one(sql, values, |row| row.int())?;
    let product_id = kept.unwrap_or(product.id.0);
    let sql = "INSERT INTO variant (workspace_id, id, product_id, store_id, external_id, title, sku,
                 price_minor, price_currency)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
               ON CONFLICT (workspace_id, store_id, external_id)
               DO UPDATE SET product_id = excluded.product_id, title = excluded.title, sku = excluded.sku,
                 price_minor = excluded.price_minor, price_currency = excluded.price_currency";
    for variant in &product.variants {
        let price = variant.price.map(|price| price.minor());
        let currency = variant
            .price
            .map(|price| price.currency().code().to_owned());
        let external = variant.external_id.as_str();
        conn.execute_later(
            sql,
            values![
                workspace.0,
                variant.id.0,
                product_id,
                store,
                external,
                &variant.title,
                &variant.sku,
                price,
                currency
            ],
        )?;
    }
    Ok(())
}

pub(super) fn put_mapping(
    conn: &mut Conn,
    workspace: WorkspaceId,
    mapping: &Mapping,
) -> Result<(), StorageError> {
    let lines = json(&mapping.lines)?;
    if mapping.version == 0 {
        let sql =
            "INSERT INTO mapping (workspace_id, variant_id, lines, version) VALUES (?1, ?2, ?3, 1)";
        return conn.execute_later(sql, values![workspace.0, mapping.variant_id.0, lines]);
    }
    let sql = "UPDATE mapping SET lines = ?4, version = version + 1
               WHERE workspace_id = ?1 AND variant_id = ?2 AND version = ?3";
    let variant = mapping.variant_id.0;
    let values = values![workspace.0, variant, mapping.version, lines];
    conn.update_later(sql, values, "mapping of variant", variant)
}
