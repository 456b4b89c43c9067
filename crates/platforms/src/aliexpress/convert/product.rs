//! A product answer → [`SupplierProduct`].
//!
//! A price and a stock hold for one destination only. A form whose price can't be read can't be bought
//! and is left out. Source: reference sheet §6.1.

use domain::address::CountryCode;
use domain::catalog::{SupplierProduct, SupplierProductState, SupplierRef, SupplierVariant};
use domain::ids::{ExternalId, PlatformName};
use domain::money::Money;
use jiff::Timestamp;
use serde_json::Value;

use super::super::PLATFORM;
use super::super::address::country_code;
use super::super::config::Config;
use super::super::wire::{Product, Sku, SkuProperty};
use super::money;

/// The one status in which a product is on sale.
const ON_SALE: &str = "onSelling";

/// What older answers write for a single form without properties.
const NO_ATTRIBUTES: &str = "<none>";

/// The product as it was read at `now`; `asked` is the id it was asked for by.
pub(crate) fn product(
    read: &Product,
    asked: &ExternalId,
    config: &Config,
    now: Timestamp,
) -> SupplierProduct {
    let base = &read.ae_item_base_info_dto.0;
    let store = &read.ae_store_info.0;
    let external_id = base.product_id.some().unwrap_or(asked.as_str());
    let images = &read.ae_multimedia_info_dto.0.image_urls;
    SupplierProduct {
        platform: PlatformName::new(PLATFORM),
        external_id: ExternalId::new(external_id),
        supplier: SupplierRef {
            platform: PlatformName::new(PLATFORM),
            external_id: ExternalId::new(store.store_id.as_str()),
            name: store.store_name.as_str().to_owned(),
        },
        title: base.subject.as_str().to_owned(),
        image_url: images.as_str().split(';').find_map(url),
        url: config.item_page(external_id),
        state: match base.product_status_type.some() {
            Some(word) if !word.eq_ignore_ascii_case(ON_SALE) => {
                SupplierProductState::NotOnSale(word.to_owned())
            }
            _ => SupplierProductState::OnSale,
        },
        variants: read
            .ae_item_sku_info_dtos
            .0
            .iter()
            .filter_map(variant)
            .collect(),
        read_at: now,
    }
}

/// The id under which this product is sold to a country, if that is another one.
pub(crate) fn sub_product_id(read: &Product, ship_to: &CountryCode) -> Option<ExternalId> {
    let ids = &read.product_id_converter_result.0.sub_product_id.0;
    let id = match ids.get(country_code(ship_to))? {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let is_other = read.ae_item_base_info_dto.0.product_id.as_str() != id;
    (is_other && !id.is_empty() && id != "0").then(|| ExternalId::new(id))
}

fn variant(sku: &Sku) -> Option<SupplierVariant> {
    // What one costs now; the list price stands in where nothing is off.
    let price = money(&sku.offer_sale_price, &sku.currency_code);
    let price = price.or_else(|| money(&sku.sku_price, &sku.currency_code))?;
    let unit_price = with_tax(price, sku);
    let properties = &sku.ae_sku_property_dtos.0;
    let titles: Vec<String> = properties.iter().filter_map(property_title).collect();
    let attributes = sku.sku_attr.as_str();
    Some(SupplierVariant {
        external_id: ExternalId::new(sku.sku_id.some()?),
        attributes: if attributes == NO_ATTRIBUTES {
            ""
        } else {
            attributes
        }
        .to_owned(),
        title: titles.join(" · "),
        image_url: properties
            .iter()
            .find_map(|property| url(property.sku_image.as_str())),
        unit_price,
        stock: sku
            .sku_available_stock
            .parse::<i64>()
            .map(|stock| u32::try_from(stock.max(0)).unwrap_or(u32::MAX)),
    })
}

/// The price with the tax that is added at order time, where the answer tells one: an estimate without
/// it would put every order to such a country above its ceiling. Source: README.md, products.
fn with_tax(price: Money, sku: &Sku) -> Money {
    if sku.price_include_tax.as_str().eq_ignore_ascii_case("true") {
        return price;
    }
    let tax = money(&sku.tax_amount, &sku.tax_currency_code);
    tax.and_then(|tax| price.plus(tax).ok()).unwrap_or(price)
}

/// `Color: White`, with the seller's own word first.
fn property_title(property: &SkuProperty) -> Option<String> {
    let own = property.property_value_definition_name.some();
    let value = own.or_else(|| property.sku_property_value.some())?;
    Some(match property.sku_property_name.some() {
        Some(name) => format!("{name}: {value}"),
        None => value.to_owned(),
    })
}

fn url(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with("https://") || text.starts_with("http://") {
        return Some(text.to_owned());
    }
    text.strip_prefix("//")
        .map(|rest| format!("https://{rest}"))
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::super::super::wire::{Opened, ProductAnswer, open};
    use super::*;

    fn read(body: &str) -> Product {
        let Opened::Answer { answer, .. } = open(body.as_bytes()).unwrap() else {
            panic!("not an answer")
        };
        let answer: ProductAnswer = serde_json::from_value(answer).unwrap();
        answer.result.unwrap()
    }

    fn converted(body: &str) -> SupplierProduct {
        let config = Config::new("").unwrap();
        product(
            &read(body),
            &ExternalId::new("1"),
            &config,
            Timestamp::UNIX_EPOCH,
        )
    }

    const SEVERAL: &str = include_str!("../fixtures/product_several.json");
    const SINGLE: &str = include_str!("../fixtures/product_single.json");

    #[test]
    fn forms_keep_their_ids_prices_and_words() {
        let product = converted(SEVERAL);
        assert_eq!(product.external_id, ExternalId::new("1005006000000001"));
        assert_eq!(product.supplier.external_id, ExternalId::new("1102000001"));
        assert_eq!(product.state, SupplierProductState::OnSale);
        assert_eq!(
            product.image_url.as_deref(),
            Some("https://pics.example/a.jpg")
        );
        assert_eq!(
            product.url,
            "https://www.aliexpress.com/item/1005006000000001.html"
        );
        let [bear, sold_out] = product.variants.as_slice() else {
            panic!("two forms can be bought: {:?}", product.variants)
        };
        assert_eq!(bear.external_id, ExternalId::new("12000044126059467"));
        assert_eq!(bear.attributes, "14:29#Bear;183:200007741");
        assert_eq!(bear.title, "Color: Bear · Size: L");
        assert_eq!(
            bear.unit_price,
            Money::parse("6.19", Currency::parse("EUR").unwrap()).unwrap()
        );
        assert_eq!(bear.stock, Some(27));
        assert_eq!(
            bear.image_url.as_deref(),
            Some("https://pics.example/bear.jpg")
        );
        assert_eq!(sold_out.stock, Some(0));
        assert_eq!(
            sold_out.unit_price.to_string(),
            "8.00 EUR",
            "the list price stands in"
        );
    }

    #[test]
    fn a_single_form_has_no_attributes_and_words_of_state_are_kept() {
        let product = converted(SINGLE);
        assert_eq!(
            product.state,
            SupplierProductState::NotOnSale("offline".into())
        );
        assert_eq!(product.variants[0].attributes, "");
        assert_eq!(product.variants[0].title, "");
        assert_eq!(product.variants[0].stock, None);
    }

    #[test]
    fn another_id_for_one_country_is_found() {
        let read = read(SEVERAL);
        let id = |country| sub_product_id(&read, &CountryCode::new(country));
        assert_eq!(id("US"), Some(ExternalId::new("3256800000000001")));
        assert_eq!(id("DE"), None);
    }
}
