//! What the store sells, how each thing is bought, and who orders it.

use platforms::aliexpress::sim::demo_catalog;
use serde_json::{Value, json};

/// One thing on the store's shelf and the supplier's form that it is bought as.
#[derive(Clone, Debug)]
pub(crate) struct Good {
    /// The marketplace's number of the product.
    pub(crate) product: String,
    /// The marketplace's number of the form.
    pub(crate) form: String,
    /// Its title in the store.
    pub(crate) title: String,
    /// Whether the shop says how it is bought before the journey begins.
    pub(crate) mapped: bool,
}

impl Good {
    /// An ordinary product of the simulated marketplace, in its first form.
    pub(crate) fn ordinary(number: u32) -> Self {
        let product = format!("1005006000000{number}");
        let catalog = demo_catalog();
        let mut products = catalog["products"].as_array().unwrap().iter();
        let found = products.find(|known| text(&known["product_id"]) == product);
        let found = found.unwrap_or_else(|| panic!("no product {product}"));
        Self {
            form: text(&found["skus"][0]["sku_id"]),
            title: text(&found["subject"]),
            product,
            mapped: true,
        }
    }

    /// The same under another title.
    pub(crate) fn titled(self, title: &str) -> Self {
        let title = title.to_owned();
        Self { title, ..self }
    }

    /// The same, but nobody said yet how it is bought.
    pub(crate) fn unmapped(self) -> Self {
        let mapped = false;
        Self { mapped, ..self }
    }

    /// The merchant's own code of it, from which the mapping is read.
    pub(crate) fn code(&self) -> String {
        format!("{}:{}", self.product, self.form)
    }
}

/// The store's id of the variant at a place of the shelf.
pub(crate) fn variant_id(place: usize) -> i64 {
    1_000_001 + i64::try_from(place).unwrap()
}

/// The store's products.
pub(crate) fn products(goods: &[Good]) -> Value {
    let product = |(place, good): (usize, &Good)| {
        json!({
            "id": 100_001 + place, "title": good.title, "product_type": "Home",
            "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
            "variants": [{"id": variant_id(place), "sku": good.code(), "option1": "Default Title", "price": "89.00"}],
        })
    };
    goods.iter().enumerate().map(product).collect()
}

/// An order of pieces of what stands at these places of the shelf.
pub(crate) fn order_of(lines: &[(usize, u32)]) -> Value {
    let line = |(place, quantity): &(usize, u32)| json!({"variant_id": variant_id(*place), "quantity": quantity});
    let address = json!({
        "first_name": "Dana", "last_name": "Whitfield", "name": "Dana Whitfield", "company": "",
        "address1": "12 Sample Oak Ave", "address2": "", "city": "Vineland",
        "province": "New Jersey", "province_code": "NJ", "country": "United States",
        "country_name": "United States", "country_code": "US", "zip": "08360", "phone": "+1 208-555-0123",
    });
    json!({
        "email": "dana@example.com", "phone": "+1 208-555-0123",
        "customer": {"first_name": "Dana", "last_name": "Whitfield", "email": "dana@example.com"},
        "shipping_address": address, "billing_address": address,
        "line_items": lines.iter().map(line).collect::<Vec<_>>(),
    })
}

/// A text, or a number as text.
pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
