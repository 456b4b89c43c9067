//! `aliexpress.ds.product.get`: a product as this buyer sees it from this country in this currency.
//!
//! Source: reference sheet §6.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::catalog::{Shelf, Sku, Supplier};
use super::envelope::{GatewayError, list};
use super::gateway::Call;
use super::money;
use super::world::World;
use crate::sim::with_members;

/// Answers product.get and its wholesale sibling.
pub(super) fn get(world: &mut World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let asked: u64 = call
        .required("product_id")?
        .parse()
        .map_err(|_| GatewayError::mapping("product_id"))?;
    let country = call.required("ship_to_country")?.to_owned();
    let currency = money::sold_in(call.param("target_currency"));
    let Some(shelf_id) = world.shelf_id(asked) else {
        return Ok(gone());
    };
    let tax = world
        .config
        .tax_per_mille
        .get(&country)
        .copied()
        .unwrap_or(0);
    let Some(shelf) = world.shelves.get_mut(&shelf_id) else {
        return Ok(gone());
    };
    shelf.settle();
    shelf.gets += 1;
    if shelf.removed {
        return Ok(gone());
    }
    if shelf.is_banned_in(&country) {
        return Ok(json!({"rsp_code": 602, "rsp_msg": "Item is not allowed to this country"}));
    }
    let view = View {
        asked,
        country: &country,
        currency,
        tax,
        base_url: call.base_url,
    };
    let store_id = shelf.product.store_id;
    let result = world
        .shelves
        .get(&shelf_id)
        .map(|shelf| view.product(shelf, world.supplier(store_id)));
    let answer = json!({"rsp_code": 200, "rsp_msg": "Call succeeds"});
    Ok(with_members(
        answer,
        [("result", result.unwrap_or_default())],
    ))
}

fn gone() -> Value {
    json!({"rsp_code": 605, "rsp_msg": "ITEM_ID_NOT_FOUND"})
}

/// Who looks, from where.
struct View<'a> {
    asked: u64,
    country: &'a str,
    currency: &'static str,
    tax: u16,
    base_url: &'a str,
}

impl View<'_> {
    fn product(&self, shelf: &Shelf, supplier: Option<&Supplier>) -> Value {
        let product = &shelf.product;
        let picture = self.picture();
        let store_name = supplier.map_or("", |supplier| supplier.name.as_str());
        let store_country = supplier.map_or("CN", |supplier| supplier.country.as_str());
        let skus = product
            .skus
            .iter()
            .map(|sku| self.sku(shelf, sku))
            .collect();
        let fields = json!({
            "ae_item_base_info_dto": {
                "product_id": self.asked,
                "subject": product.subject,
                "product_status_type": product.status,
                "currency_code": "CNY",
                "category_id": category_id(&product.category),
                "sales_count": "1000+",
                "evaluation_count": "214",
                "avg_evaluation_rating": "4.7",
                "detail": format!("<p>{}</p><img src=\"{picture}?view=2\">", super::site::escape(&product.description)),
                "mobile_detail": json!({"moduleList": [{"type": "text", "data": {"content": product.description}}]}).to_string(),
                "gmt_create": "2025-03-02 18:21:07",
                "gmt_modified": "2026-01-15 03:40:55",
                "separated_listing": product.us_sub_id.is_some(),
            },
            "ae_multimedia_info_dto": {
                "image_urls": (1..=4).map(|view| format!("{picture}?view={view}")).collect::<Vec<_>>().join(";"),
                "ae_video_dtos": list("ae_video_d_t_o", vec![]),
            },
            "package_info_dto": {
                "package_length": 24, "package_width": 18, "package_height": 9,
                "gross_weight": product.weight, "package_type": false, "product_unit": 100_000_015, "base_unit": 1,
            },
            "logistics_info_dto": {"delivery_time": product.handling_days, "ship_to_country": self.country},
            "ae_store_info": {
                "store_id": product.store_id, "store_name": store_name, "store_country_code": store_country,
                "item_as_described_rating": "4.8", "communication_rating": "4.7", "shipping_speed_rating": "4.6",
            },
            "product_id_converter_result": self.converter(shelf),
            "ae_item_properties": list("ae_item_property", vec![
                json!({"attr_name_id": 2, "attr_name": "Brand Name", "attr_value_id": 201_512_802_u32, "attr_value": "NONE"}),
                json!({"attr_name_id": 219, "attr_name": "Origin", "attr_value_id": 9_441_741_844_u64, "attr_value": "Mainland China"}),
            ]),
            "has_whole_sale": false,
        });
        let skus = list("ae_item_sku_info_d_t_o", skus);
        with_members(fields, [("ae_item_sku_info_dtos", skus)])
    }

    fn sku(&self, shelf: &Shelf, sku: &Sku) -> Value {
        let price = shelf.price(sku, self.country, self.currency);
        let amount = |amount: Decimal| money::text(amount, self.currency);
        let tax = money::per_mille(price, u32::from(self.tax));
        let properties = sku.props.iter().enumerate().map(|(place, property)| {
            let mut fields = json!({
                "sku_property_id": property.id,
                "sku_property_name": property.name,
                "property_value_id": property.value_id,
                "sku_property_value": property.value,
            });
            if let Some(custom) = &property.custom {
                fields["property_value_definition_name"] = json!(custom);
            }
            if place == 0 {
                fields["sku_image"] = json!(format!("{}?sku={}", self.picture(), sku.sku_id));
            }
            fields
        });
        let fields = json!({
            "sku_id": sku.sku_id,
            "id": sku.sku_attr,
            "sku_attr": sku.sku_attr,
            "sku_price": amount(money::per_mille(price, 1620)),
            "offer_sale_price": amount(price),
            "offer_bulk_sale_price": amount(money::per_mille(price, 970)),
            "currency_code": self.currency,
            "sku_available_stock": sku.stock,
            "sku_bulk_order": 1,
            "price_include_tax": self.tax == 0,
        });
        let properties = list("ae_sku_property_d_t_o", properties.collect());
        let mut fields = with_members(fields, [("ae_sku_property_dtos", properties)]);
        if self.tax > 0 {
            fields["tax_amount"] = json!(amount(tax));
            fields["tax_currency_code"] = json!(self.currency);
        }
        if self.country == "US" {
            fields["estimated_import_charges"] = json!("");
        }
        if let Some(limit) = shelf.product.buy_limit {
            fields["buy_amount_limit_set_by_promotion"] = json!(limit);
            fields["limit_strategy"] = json!("create_order_fail");
        }
        fields
    }

    /// For buyers in the US a product may have an id of its own; it comes as JSON text.
    fn converter(&self, shelf: &Shelf) -> Value {
        let sub = shelf
            .product
            .us_sub_id
            .map_or_else(|| json!({}), |id| json!({"US": id}));
        json!({"main_product_id": shelf.product.product_id, "sub_product_id": sub.to_string()})
    }

    fn picture(&self) -> String {
        format!("{}/pictures/{}.svg", self.base_url, self.asked)
    }
}

/// A stable number for a category's name.
pub(super) fn category_id(name: &str) -> u32 {
    let sum = name.bytes().fold(7_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    200_000_000 + sum % 1_000_000
}
