//! Takes products and new orders in: fills ids, names and prices of what was given in part.
//!
//! The store's owner stocks the shelves, and customers order here. After it: the store says where an
//! order's goods are.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::order::{Line, Order, Transaction};
use super::reading::{self, amount, filled, int, list, text, truth};
use super::state::{Chore, Product, State};

/// Members of an order that are kept as they were given.
const KEPT: &[&str] = &[
    "customer",
    "shipping_address",
    "billing_address",
    "note",
    "note_attributes",
    "localized_fields",
    "tags",
    "phone",
    "customer_locale",
    "test",
    "hold",
    "fulfill_at",
];

impl State {
    /// Adds products: a list of them, or an object with `products`.
    pub(super) fn seed(&mut self, products: &Value) -> Result<(), String> {
        let list = products.get("products").unwrap_or(products);
        let list = list.as_array().ok_or("a list of products is wanted")?;
        for product in list {
            self.add_product(product)?;
        }
        Ok(())
    }

    fn add_product(&mut self, given: &Value) -> Result<(), String> {
        let title = filled(given, "title").ok_or("Title can't be blank")?;
        let id = self.id_or_new(given);
        let image = list(given, "images").first();
        let image = image.and_then(|image| filled(image, "src"));
        let mut variants = Vec::new();
        for variant in list(given, "variants") {
            let mut kept = reading::members(variant);
            let own = self.id_or_new(variant);
            kept.insert("id".into(), json!(own));
            let name = filled(variant, "title").or_else(|| filled(variant, "option1"));
            let name = name.unwrap_or_else(|| "Default Title".into());
            kept.insert("title".into(), json!(name));
            variants.push(kept);
        }
        if variants.is_empty() {
            let own = self.new_id();
            let only = json!({"id": own, "title": "Default Title", "price": given["price"], "sku": given["sku"]});
            variants.push(reading::members(&only));
        }
        let product = Product {
            id,
            updated_at: self.now,
            title,
            image,
            variants,
        };
        let is_new = self.products.insert(id, product).is_none();
        self.tell_product(
            if is_new {
                "products/create"
            } else {
                "products/update"
            },
            id,
        );
        Ok(())
    }

    fn id_or_new(&mut self, given: &Value) -> i64 {
        match given.get("id").and_then(int) {
            Some(id) => {
                self.id_taken(id);
                id
            }
            None => self.new_id(),
        }
    }

    /// Stores a new order.
    pub(super) fn take_order(&mut self, given: &Value) -> Result<i64, String> {
        let given = reading::unwrapped(given, "order");
        let lines = list(given, "line_items");
        if lines.is_empty() {
            return Err("Line items must have at least one line item".into());
        }
        let lines: Vec<Line> = lines
            .iter()
            .map(|line| self.intake_line(line))
            .collect::<Result<_, _>>()?;
        let id = self.id_or_new(given);
        if self.orders.contains_key(&id) {
            return Err("Id has already been taken".into());
        }
        let number = self.next_number;
        self.next_number += 1;
        let created_at = given.get("created_at").and_then(reading::moment);
        let created_at = created_at.unwrap_or(self.now);
        let shipping = list(given, "shipping_lines").first().cloned();
        let fee = shipping.as_ref().and_then(|line| line.get("price"));
        let customer = given.get("customer").cloned().unwrap_or_default();
        let kept = reading::members(given);
        let kept = kept.into_iter();
        let mut order = Order {
            id,
            number,
            created_at,
            updated_at: self.now.max(created_at),
            canceled_at: None,
            cancel_reason: None,
            closed_at: None,
            currency: self.config.currency.clone(),
            email: filled(given, "email")
                .or_else(|| filled(&customer, "email"))
                .unwrap_or_default(),
            kept: kept
                .filter(|(key, _)| KEPT.contains(&key.as_str()))
                .collect(),
            lines,
            shipping_fee: fee.and_then(amount).unwrap_or_default(),
            transactions: Vec::new(),
            refunds: Vec::new(),
            routed: false,
            works: Vec::new(),
            fulfillments: Vec::new(),
        };
        let status = filled(given, "financial_status").unwrap_or_else(|| "paid".into());
        self.intake_money(&mut order, &status.to_lowercase());
        let paid = order.display_financial() == "PAID";
        self.by_change.insert((order.updated_at, id));
        self.orders.insert(id, order);
        let seconds = self.config.routing_seconds;
        self.want(seconds, Chore::Route(id));
        self.tell_order("orders/create", id);
        if paid {
            self.tell_order("orders/paid", id);
        }
        Ok(id)
    }

    /// One line, by `variant_id`, by `sku`, or free with title and price.
    pub(super) fn intake_line(&mut self, given: &Value) -> Result<Line, String> {
        let quantity = given.get("quantity").map_or(Some(1), int).unwrap_or(0);
        if quantity < 1 {
            return Err("Quantity must be greater than 0".into());
        }
        let wanted = given.get("variant_id").and_then(int);
        let sku = filled(given, "sku");
        let known = self.variant_for_line(wanted, sku.as_deref());
        if known.is_none() && filled(given, "title").is_none() {
            return Err("Variant does not exist".into());
        }
        let (product, variant) = known.unwrap_or_default();
        let spelled =
            |key: &str, own: &str| filled(given, key).or_else(|| variant.get(own).and_then(text));
        let price = given.get("price").and_then(amount);
        let price = price.or_else(|| variant.get("price").and_then(amount));
        let ships = given.get("requires_shipping");
        let ships = ships.or_else(|| variant.get("requires_shipping"));
        Ok(Line {
            id: self.new_id(),
            variant_id: variant.get("id").and_then(int).or(wanted),
            product_id: product.as_ref().map(|product| product.id),
            title: filled(given, "title")
                .or_else(|| product.as_ref().map(|product| product.title.clone()))
                .unwrap_or_default(),
            variant_title: spelled("variant_title", "title").unwrap_or_default(),
            sku: spelled("sku", "sku").unwrap_or_default(),
            quantity,
            refunded: 0,
            removed: 0,
            edits: vec![(self.now, quantity)],
            price: price.unwrap_or_default(),
            requires_shipping: ships.and_then(truth).unwrap_or(true),
            image: product.and_then(|product| product.image),
            place: spelled("location", "location").unwrap_or_default(),
        })
    }

    fn variant_for_line(
        &self,
        id: Option<i64>,
        sku: Option<&str>,
    ) -> Option<(Option<Product>, Map<String, Value>)> {
        let is_it = |variant: &&Map<String, Value>| match (id, sku) {
            (Some(id), _) => variant.get("id").and_then(int) == Some(id),
            (None, Some(sku)) => variant.get("sku").and_then(text).as_deref() == Some(sku),
            (None, None) => false,
        };
        self.products.values().find_map(|product| {
            let variant = product.variants.iter().find(is_it)?;
            Some((Some(product.clone()), variant.clone()))
        })
    }

    fn intake_money(&mut self, order: &mut Order, status: &str) {
        let total = order.total();
        let (kind, amount) = match status {
            "pending" | "unpaid" => return,
            "authorized" => ("AUTHORIZATION", total),
            "partially_paid" => ("SALE", (total / Decimal::TWO).round_dp(2)),
            _ => ("SALE", total),
        };
        let (id, created_at) = (self.new_id(), order.created_at);
        order.transactions.push(Transaction {
            id,
            kind,
            amount,
            created_at,
        });
    }
}
