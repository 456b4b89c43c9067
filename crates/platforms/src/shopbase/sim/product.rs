//! The store's catalog: products, variants and images as they were given, with ids filled in.
//!
//! Prices are accepted as numbers or text and answered as text, as the platform's own example does.
//! Source: reference sheet §B6. Orders take their lines from here.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::order::{Order, RefundLine};
use super::quirks::iso;
use super::reading::{self, amount, filled, int, list};
use super::reply::Reply;
use super::state::{Product, State};

/// Options that a product may have.
const MAX_OPTIONS: usize = 3;
/// Variants that a product may have.
const MAX_VARIANTS: usize = 250;

impl State {
    /// Stores a product; `id`s that are given are kept.
    pub(super) fn add_product(&mut self, given: &Value) -> Result<i64, Reply> {
        let given = reading::unwrapped(given, "product");
        let Some(title) = filled(given, "title") else {
            return Err(Reply::errors_field("title", "can't be blank"));
        };
        check_product(given)?;
        let id = match given.get("id").and_then(int) {
            Some(id) => {
                self.id_taken(id);
                id
            }
            None => self.new_id(),
        };
        let mut kept = reading::members(given);
        let created_at = kept
            .get("created_at")
            .and_then(reading::moment)
            .unwrap_or(self.now);
        for own in ["id", "variants", "images", "created_at", "updated_at"] {
            kept.remove(own);
        }
        kept.entry("handle")
            .or_insert_with(|| json!(handle_of(&title)));
        let images = self.intake_images(id, list(given, "images"));
        let mut variants = Vec::new();
        for (place, variant) in list(given, "variants").iter().enumerate() {
            variants.push(self.intake_variant(id, place, variant, &Map::new()));
        }
        if variants.is_empty() {
            let only = json!({"title": "Default Title", "is_default": true});
            variants.push(self.intake_variant(id, 0, &only, &Map::new()));
        }
        let updated_at = self.now;
        let product = Product {
            id,
            created_at,
            updated_at,
            kept,
            variants,
            images,
        };
        self.products.insert(id, product);
        self.tell_product("products/create", id);
        Ok(id)
    }

    /// Changes the members that are given; variants and images are replaced when they are given.
    pub(super) fn change_product(&mut self, id: i64, given: &Value) -> Result<(), Reply> {
        let given = reading::unwrapped(given, "product");
        check_product(given)?;
        let before = self
            .products
            .get(&id)
            .cloned()
            .ok_or_else(Reply::not_found)?;
        let variants = given
            .get("variants")
            .and_then(Value::as_array)
            .map(|variants| {
                let changed = variants.iter().enumerate().map(|(place, variant)| {
                    let own = variant.get("id").and_then(int);
                    let old = before
                        .variants
                        .iter()
                        .find(|old| own.is_some() && own == id_in(old));
                    self.intake_variant(id, place, variant, old.unwrap_or(&Map::new()))
                });
                changed.collect::<Vec<_>>()
            });
        let images = given.get("images").and_then(Value::as_array).cloned();
        let images = images.map(|images| self.intake_images(id, &images));
        let now = self.now;
        let Some(product) = self.products.get_mut(&id) else {
            return Err(Reply::not_found());
        };
        for (key, value) in reading::members(given) {
            if !matches!(
                key.as_str(),
                "id" | "variants" | "images" | "created_at" | "updated_at"
            ) {
                product.kept.insert(key, value);
            }
        }
        product.variants = variants.unwrap_or(before.variants);
        product.images = images.unwrap_or(before.images);
        product.updated_at = now;
        self.tell_product("products/update", id);
        Ok(())
    }

    pub(super) fn intake_variant(
        &mut self,
        product_id: i64,
        place: usize,
        given: &Value,
        old: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut variant = old.clone();
        variant.extend(reading::members(given));
        let id = variant.get("id").and_then(int);
        let id = match id {
            Some(id) => {
                self.id_taken(id);
                id
            }
            None => self.new_id(),
        };
        let options: Vec<_> = ["option1", "option2", "option3"]
            .iter()
            .filter_map(|key| variant.get(*key).and_then(reading::text))
            .collect();
        let title = if options.is_empty() {
            "Default Title".into()
        } else {
            options.join(" / ")
        };
        variant.insert("id".into(), json!(id));
        variant.insert("product_id".into(), json!(product_id));
        variant.entry("title").or_insert(json!(title));
        let defaults = json!({
            "option1": null, "option2": null, "option3": null, "sku": "", "barcode": "",
            "position": place + 1, "weight": 0, "weight_unit": "g", "grams": 0,
            "inventory_management": "shopbase", "inventory_policy": "deny",
            "inventory_quantity": 100, "fulfillment_service": "manual", "requires_shipping": true,
            "taxable": true, "image_id": null, "is_default": false, "price": "0.00",
        });
        for (key, value) in reading::members(&defaults) {
            variant.entry(key).or_insert(value);
        }
        for key in ["price", "compare_at_price", "cost_per_item"] {
            let money = variant
                .get(key)
                .and_then(amount)
                .map(|amount| json!(format!("{amount:.2}")));
            variant.insert(key.into(), money.unwrap_or(Value::Null));
        }
        variant
    }

    pub(super) fn intake_images(
        &mut self,
        product_id: i64,
        given: &[Value],
    ) -> Vec<Map<String, Value>> {
        let mut images = Vec::new();
        for (place, image) in given.iter().enumerate() {
            let mut image = match image {
                Value::String(src) => reading::members(&json!({"src": src})),
                other => reading::members(other),
            };
            if image.get("id").and_then(int).is_none() {
                image.insert("id".into(), json!(self.new_id()));
            }
            image.insert("product_id".into(), json!(product_id));
            image.entry("position").or_insert(json!(place + 1));
            images.push(image);
        }
        images
    }

    pub(super) fn product_json(&self, product: &Product) -> Value {
        let defaults = json!({
            "body_html": "", "vendor": "", "product_type": "", "tags": "", "published": true,
            "published_at": iso(product.created_at), "product_availability": 1, "options": null,
            "custom_options": null, "metafields_global_title_tag": "",
            "metafields_global_description_tag": "",
        });
        let mut object = reading::members(&defaults);
        object.extend(product.kept.clone());
        object.insert("id".into(), self.quirks.id(product.id, "product.id"));
        object.insert("created_at".into(), iso(product.created_at));
        object.insert("updated_at".into(), iso(product.updated_at));
        object.insert("image".into(), json!(product.images.first()));
        object.insert("images".into(), json!(product.images));
        object.insert("variants".into(), json!(product.variants));
        Value::Object(object)
    }

    /// The variant that a line means, with what a line takes over from its product.
    pub(super) fn variant_for_line(
        &self,
        wanted: Option<i64>,
        sku: Option<&str>,
    ) -> Option<Map<String, Value>> {
        let found = self.products.values().find_map(|product| {
            let variant = product.variants.iter().find(|variant| match wanted {
                Some(id) => id_in(variant) == Some(id),
                None => sku.is_some() && variant.get("sku").and_then(Value::as_str) == sku,
            });
            variant.map(|variant| (product, variant.clone()))
        });
        let (product, mut variant) = found?;
        for (key, from) in [
            ("product_title", "title"),
            ("vendor", "vendor"),
            ("product_type", "product_type"),
        ] {
            let value = product.kept.get(from).cloned().unwrap_or_default();
            variant.insert(key.into(), value);
        }
        let own_image = variant.get("image_id").and_then(int);
        let image = product
            .images
            .iter()
            .find(|image| own_image.is_some() && id_in(image) == own_image);
        let image = image.or_else(|| product.images.first());
        let src = image
            .and_then(|image| image.get("src"))
            .cloned()
            .unwrap_or_default();
        variant.insert("image_src".into(), src);
        Some(variant)
    }

    /// Takes the lines of a new order out of stock.
    pub(super) fn take_stock(&mut self, order: &Order) {
        for line in &order.lines {
            self.move_stock(line.variant_id, -line.quantity);
        }
    }

    /// Puts refunded lines back into stock where the refund says so.
    pub(super) fn return_stock(&mut self, order_id: i64, lines: &[RefundLine]) {
        for each in lines
            .iter()
            .filter(|each| each.restock_type != "no_restock")
        {
            let line = self
                .orders
                .get(&order_id)
                .and_then(|order| order.line(each.line_item_id));
            let variant = line.and_then(|line| line.variant_id);
            self.move_stock(variant, each.quantity);
        }
    }

    fn move_stock(&mut self, variant_id: Option<i64>, by: i64) {
        let all = self
            .products
            .values_mut()
            .flat_map(|product| product.variants.iter_mut());
        for variant in all.filter(|variant| variant_id.is_some() && id_in(variant) == variant_id) {
            let now = variant
                .get("inventory_quantity")
                .and_then(int)
                .unwrap_or_default();
            variant.insert("inventory_quantity".into(), json!(now.saturating_add(by)));
        }
    }
}

/// The id of a variant or an image.
pub(super) fn id_in(object: &Map<String, Value>) -> Option<i64> {
    object.get("id").and_then(int)
}

fn check_product(given: &Value) -> Result<(), Reply> {
    if list(given, "options").len() > MAX_OPTIONS {
        return Err(Reply::errors_field(
            "options",
            "can't have more than 3 options",
        ));
    }
    if list(given, "variants").len() > MAX_VARIANTS {
        return Err(Reply::errors_field(
            "variants",
            "can't have more than 250 variants",
        ));
    }
    let negative = |variant: &Value| {
        variant
            .get("price")
            .and_then(amount)
            .is_some_and(|price| price < Decimal::ZERO)
    };
    if list(given, "variants").iter().any(negative) {
        return Err(Reply::errors_field(
            "price",
            "must be greater than or equal to 0",
        ));
    }
    Ok(())
}

fn handle_of(title: &str) -> String {
    let spelled: String = title
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    spelled
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
