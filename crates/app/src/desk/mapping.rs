//! Saying how a variant is bought.

use domain::address::CountryCode;
use domain::catalog::{Mapping, MappingLine, SupplierProduct, SupplierVariantRef};
use domain::changeset::{Changeset, Write};
use domain::ids::{ConnectionId, ExternalId, VariantId};
use domain::ports::marketplace::ProductAnswer;

use crate::App;
use crate::error::AppError;

/// One part of how a variant is bought, as a person chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapLine {
    /// Through which marketplace account.
    pub connection_id: ConnectionId,
    /// Which product there.
    pub product_id: ExternalId,
    /// Which form of it.
    pub variant_id: ExternalId,
    /// How many for one of ours.
    pub quantity: u32,
}

/// Reads a supplier's product by its id or address, for a person to choose a form of it.
///
/// # Errors
/// When the account is not signed in, or the marketplace has no such product.
pub async fn read_supplier_product(
    app: &App,
    connection_id: ConnectionId,
    id_or_url: &str,
    country: &CountryCode,
) -> Result<SupplierProduct, AppError> {
    let id = product_id(id_or_url).ok_or_else(|| AppError::BadValue {
        field: "product".into(),
        message: "paste the product's address or its number".into(),
    })?;
    let port = app.marketplace_port(connection_id).await;
    let port = port.map_err(|error| AppError::Refused(error.to_string()))?;
    match port
        .product(&id, country, app.settings().buying_currency)
        .await
        .map_err(AppError::Call)?
    {
        ProductAnswer::Found(product) => Ok(*product),
        ProductAnswer::Refused(failure) => {
            let words = failure.vendor_message.unwrap_or(failure.detail);
            Err(AppError::Refused(format!(
                "the marketplace does not sell this: {words}"
            )))
        }
    }
}

/// The longest run of digits in a number or address: product numbers are the longest in it.
fn product_id(text: &str) -> Option<ExternalId> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits
        .max_by_key(|run| run.len())
        .filter(|run| run.len() >= 6)
        .map(ExternalId::new)
}

/// Says how a variant is bought, replacing what was said before. What was bought already is not touched.
///
/// # Errors
/// When a product or form does not exist, or the same form is named twice.
pub async fn map_variant(
    app: &App,
    variant_id: VariantId,
    lines: &[MapLine],
    country: &CountryCode,
) -> Result<(), AppError> {
    let mut mapped: Vec<MappingLine> = Vec::new();
    for line in lines {
        let product =
            read_supplier_product(app, line.connection_id, line.product_id.as_str(), country)
                .await?;
        let form = product
            .variants
            .iter()
            .find(|form| form.external_id == line.variant_id);
        let form = form.ok_or_else(|| AppError::BadValue {
            field: "variant".into(),
            message: format!("{} has no such form", product.title),
        })?;
        let variant = SupplierVariantRef {
            platform: product.platform.clone(),
            product_id: product.external_id.clone(),
            variant_id: form.external_id.clone(),
        };
        if line.quantity == 0 || mapped.iter().any(|known| known.variant == variant) {
            let message = "name each form once, with a quantity of at least 1".to_owned();
            return Err(AppError::BadValue {
                field: "quantity".into(),
                message,
            });
        }
        mapped.push(MappingLine {
            connection_id: line.connection_id,
            supplier: product.supplier.clone(),
            variant,
            attributes: form.attributes.clone(),
            title: format!("{} {}", product.title, form.title)
                .trim()
                .to_owned(),
            quantity: line.quantity,
        });
    }
    let known = app.space().mappings(vec![variant_id]).await?;
    let version = known.get(&variant_id).map_or(0, |known| known.version);
    let mapping = Mapping {
        variant_id,
        lines: mapped,
        version,
    };
    let mut changeset = Changeset::default();
    changeset.writes.push(Write::PutMapping(Box::new(mapping)));
    Ok(app.space().commit(changeset).await?)
}
