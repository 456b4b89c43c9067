//! Asking marketplaces what it costs to buy and ship, fresh, for one destination.

use std::collections::BTreeMap;

use domain::address::CountryCode;
use domain::catalog::{
    Mapping, SupplierProduct, SupplierProductState, SupplierVariant, SupplierVariantRef,
};
use domain::ids::ConnectionId;
use domain::plan::{AvailableQuote, Quote};
use domain::ports::marketplace::{MarketplacePort, ProductAnswer, RateQuery, RatesAnswer};
use domain::purchase::{Failure, FailureReason};

use super::call;
use crate::App;
use crate::error::StepError;

/// One form that is to be bought, and how many.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) connection_id: ConnectionId,
    pub(crate) variant: SupplierVariantRef,
    pub(crate) attributes: String,
    pub(crate) quantity: u32,
}

/// What is wanted by these mappings, the same form added together.
pub(crate) fn wanted<'a>(needed: impl Iterator<Item = (u32, &'a Mapping)>) -> Vec<Wanted> {
    let mut wanted: BTreeMap<SupplierVariantRef, Wanted> = BTreeMap::new();
    for (units, mapping) in needed {
        for line in &mapping.lines {
            let entry = wanted
                .entry(line.variant.clone())
                .or_insert_with(|| Wanted {
                    connection_id: line.connection_id,
                    variant: line.variant.clone(),
                    attributes: line.attributes.clone(),
                    quantity: 0,
                });
            entry.quantity = entry
                .quantity
                .saturating_add(units.saturating_mul(line.quantity));
        }
    }
    wanted.into_values().collect()
}

/// Quotes each form; a product with several forms is read once.
pub(crate) async fn quotes(
    app: &App,
    wanted: &[Wanted],
    destination: &CountryCode,
) -> Result<BTreeMap<SupplierVariantRef, Quote>, StepError> {
    let mut products: BTreeMap<String, ProductAnswer> = BTreeMap::new();
    let mut quotes = BTreeMap::new();
    for one in wanted {
        let port = app.marketplace_port(one.connection_id).await?;
        let currency = app.settings().buying_currency;
        let key = format!("{}/{}", one.connection_id, one.variant.product_id);
        if !products.contains_key(&key) {
            let answer = port
                .product(&one.variant.product_id, destination, currency)
                .await
                .map_err(call("reading a supplier's product", one.connection_id))?;
            products.insert(key.clone(), answer);
        }
        let quote = match &products[&key] {
            ProductAnswer::Refused(failure) => Quote::Refused(failure.clone()),
            ProductAnswer::Found(product) => {
                quote_form(app, &*port, one, product, destination).await?
            }
        };
        quotes.insert(one.variant.clone(), quote);
    }
    Ok(quotes)
}

async fn quote_form(
    app: &App,
    port: &dyn MarketplacePort,
    wanted: &Wanted,
    product: &SupplierProduct,
    destination: &CountryCode,
) -> Result<Quote, StepError> {
    let form = match find_form(wanted, product) {
        Ok(form) => form,
        Err(failure) => return Ok(Quote::Refused(failure)),
    };
    // A marketplace may sell the same product under another number at this destination.
    let variant = SupplierVariantRef {
        platform: wanted.variant.platform.clone(),
        product_id: product.external_id.clone(),
        variant_id: form.external_id.clone(),
    };
    let Ok(goods_total) = form.unit_price.times(wanted.quantity) else {
        let failure = Failure::ours(FailureReason::QuantityLimit, "the quantity is too large");
        return Ok(Quote::Refused(failure));
    };
    let query = RateQuery {
        variant: variant.clone(),
        quantity: wanted.quantity,
        destination: destination.clone(),
        currency: app.settings().buying_currency,
        goods_total,
    };
    let rates = port
        .shipping_rates(&query)
        .await
        .map_err(call("asking for shipping methods", wanted.connection_id))?;
    Ok(match rates {
        RatesAnswer::Refused(failure) => Quote::Refused(failure),
        RatesAnswer::Rates(rates) => Quote::Available(AvailableQuote {
            variant,
            attributes: form.attributes.clone(),
            title: form_title(product, form),
            unit_price: form.unit_price,
            rates,
        }),
    })
}

fn form_title(product: &SupplierProduct, form: &SupplierVariant) -> String {
    if form.title.is_empty() {
        product.title.clone()
    } else {
        format!("{} · {}", product.title, form.title)
    }
}

/// The form by its id, else by its properties: an id may change while the form stays. The words after
/// `#` in a property are the supplier's own and may change too.
fn find_form<'a>(
    wanted: &Wanted,
    product: &'a SupplierProduct,
) -> Result<&'a SupplierVariant, Failure> {
    if let SupplierProductState::NotOnSale(word) = &product.state {
        let detail = format!("the marketplace says: {word}");
        return Err(Failure::ours(FailureReason::ProductGone, detail));
    }
    let by_id = product
        .variants
        .iter()
        .find(|form| form.external_id == wanted.variant.variant_id);
    let properties = property_pairs(&wanted.attributes);
    let by_properties = || {
        let same = |form: &&SupplierVariant| property_pairs(&form.attributes) == properties;
        product
            .variants
            .iter()
            .find(same)
            .filter(|_| !properties.is_empty())
    };
    let only_one = || {
        let mut forms = product.variants.iter();
        forms
            .next()
            .filter(|_| forms.next().is_none() && properties.is_empty())
    };
    let form = by_id
        .or_else(by_properties)
        .or_else(only_one)
        .ok_or_else(|| {
            let detail = format!("{} has no such form any more", product.title);
            Failure::ours(FailureReason::SkuChanged, detail)
        })?;
    match form.stock {
        Some(stock) if stock < wanted.quantity => {
            let detail = format!("{stock} in stock, {} wanted", wanted.quantity);
            Err(Failure::ours(FailureReason::OutOfStock, detail))
        }
        _ => Ok(form),
    }
}

fn property_pairs(attributes: &str) -> Vec<&str> {
    let pair = |property: &'_ str| property.split('#').next().unwrap_or_default().len();
    let mut pairs: Vec<&str> = attributes
        .split(';')
        .map(|property| &property[..pair(property)])
        .collect();
    pairs.retain(|pair| !pair.is_empty());
    pairs.sort_unstable();
    pairs
}
