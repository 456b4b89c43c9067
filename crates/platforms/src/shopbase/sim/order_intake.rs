//! Takes a new order in: fills ids, names, prices and totals of what was given in part.
//!
//! Used by the admin API's create and by the control API that plays the customers. After it come the
//! webhooks `orders/create` and `orders/paid`.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::order::{Line, Order, Transaction};
use super::reading::{self, amount, filled, int, list, text};
use super::reply::Reply;
use super::state::State;

/// Members of an order that are kept as they were given.
const KEPT: &[&str] = &[
    "customer",
    "shipping_address",
    "billing_address",
    "note",
    "note_attributes",
    "tags",
    "phone",
    "client_details",
    "source_name",
    "referring_site",
    "customer_locale",
    "additional_information",
    "buyer_accepts_marketing",
    "chargeback_status",
    "is_risk",
    "test",
    "gateway",
    "landing_site",
];

/// Members of a line that are kept as they were given.
const KEPT_OF_LINE: &[&str] = &[
    "vendor",
    "product_type",
    "properties",
    "weight",
    "weight_unit",
    "requires_shipping",
    "taxable",
    "gift_card",
    "image_src",
    "fulfillment_service",
    "is_post_purchase_item",
];

impl State {
    /// Stores a new order; `by_api` tells an order of the admin API from one of a customer.
    pub(super) fn take_order(&mut self, given: &Value, by_api: bool) -> Result<i64, Reply> {
        let given = reading::unwrapped(given, "order");
        let lines = self.intake_lines(given)?;
        let id = match given.get("id").and_then(int) {
            Some(id) if self.orders.contains_key(&id) => {
                return Err(Reply::errors_field("id", "has already been taken"));
            }
            Some(id) => {
                self.id_taken(id);
                id
            }
            None => self.new_id(),
        };
        let mut order = self.intake_head(id, given, lines);
        order.by_api = by_api;
        self.intake_people(&mut order, given);
        order.original_total = order.total();
        let status = filled(given, "financial_status").unwrap_or_else(|| "paid".into());
        self.intake_money(&mut order, given, &status);
        self.take_stock(&order);
        let paid = order.financial_status() == "paid";
        let moved = !order.transactions.is_empty();
        self.orders.insert(id, order);
        self.tell_order("orders/create", id);
        if moved {
            self.tell_transaction(id);
        }
        if paid {
            self.tell_order("orders/paid", id);
        }
        Ok(id)
    }

    fn intake_head(&mut self, id: i64, given: &Value, lines: Vec<Line>) -> Order {
        let number = self.next_number;
        self.next_number += 1;
        let created_at = given
            .get("created_at")
            .and_then(reading::moment)
            .unwrap_or(self.now);
        let shipping = list(given, "shipping_lines")
            .first()
            .cloned()
            .unwrap_or(Value::Null);
        let money = |key: &str| given.get(key).and_then(amount).unwrap_or_default();
        let code = ["discount_codes", "discount_code"]
            .iter()
            .find_map(|key| list(given, key).first())
            .cloned()
            .unwrap_or(Value::Null);
        let discount = code
            .get("amount")
            .and_then(amount)
            .unwrap_or_else(|| money("total_discounts"));
        let fee = shipping
            .get("price")
            .and_then(amount)
            .unwrap_or_else(|| money("shipping_fee"));
        let members = reading::members(given);
        let kept = members
            .into_iter()
            .filter(|(key, _)| KEPT.contains(&key.as_str()))
            .collect();
        Order {
            id,
            number,
            created_at,
            updated_at: self.now.max(created_at),
            canceled_at: None,
            closed_at: None,
            cancel_reason: None,
            currency: filled(given, "currency").unwrap_or_else(|| self.config.currency.clone()),
            by_api: false,
            restocked: false,
            email: filled(given, "email").unwrap_or_default(),
            kept,
            lines,
            discount_code: filled(&code, "code"),
            discount,
            shipping_title: filled(&shipping, "title")
                .unwrap_or_else(|| "Standard shipping".into()),
            shipping_fee: fee,
            shipping_discount: money("shipping_discount"),
            shipping_tax: money("shipping_tax"),
            total_tax: money("total_tax"),
            tip: money("total_tip_received"),
            original_total: Decimal::ZERO,
            transactions: Vec::new(),
            refunds: Vec::new(),
            fulfillments: Vec::new(),
        }
    }

    fn intake_lines(&mut self, given: &Value) -> Result<Vec<Line>, Reply> {
        let lines = list(given, "line_items");
        if lines.is_empty() {
            return Err(Reply::errors_field("line_items", "can't be blank"));
        }
        lines.iter().map(|line| self.intake_line(line)).collect()
    }

    /// One line, by `variant_id`, by `sku`, or free with title and price.
    pub(super) fn intake_line(&mut self, given: &Value) -> Result<Line, Reply> {
        let quantity = given.get("quantity").map_or(Some(1), int).unwrap_or(0);
        if quantity < 1 {
            return Err(Reply::errors_field("quantity", "must be greater than 0"));
        }
        let wanted = given.get("variant_id").and_then(int);
        let sku = filled(given, "sku");
        let known = self.variant_for_line(wanted, sku.as_deref());
        if known.is_none() && filled(given, "title").is_none() {
            return Err(Reply::errors_field("line_items", "variant does not exist"));
        }
        let known = known.unwrap_or_default();
        let from_variant = |key: &str| known.get(key).cloned();
        let price = given.get("price").and_then(amount);
        let price = price
            .or_else(|| known.get("price").and_then(amount))
            .unwrap_or_default();
        let raw = known
            .get("compare_at_price")
            .and_then(amount)
            .filter(|raw| *raw > price);
        let mut kept = Map::new();
        for key in KEPT_OF_LINE {
            if let Some(value) = given.get(*key).cloned().or_else(|| from_variant(key)) {
                kept.insert((*key).to_owned(), value);
            }
        }
        let spelled = |key: &str, other: &str| {
            filled(given, key)
                .or_else(|| known.get(other).and_then(text))
                .unwrap_or_default()
        };
        Ok(Line {
            id: given
                .get("id")
                .and_then(int)
                .unwrap_or_else(|| self.new_id()),
            product_id: known
                .get("product_id")
                .and_then(int)
                .or(given.get("product_id").and_then(int)),
            variant_id: known.get("id").and_then(int).or(wanted),
            title: spelled("title", "product_title"),
            variant_title: spelled("variant_title", "title"),
            sku: spelled("sku", "sku"),
            quantity,
            refunded: 0,
            removed: 0,
            edits: vec![(self.now, quantity)],
            price,
            raw_price: raw.unwrap_or(price),
            discount: given
                .get("total_discount")
                .and_then(amount)
                .unwrap_or_default(),
            tax: given.get("tax_amount").and_then(amount).unwrap_or_default(),
            kept,
        })
    }

    fn intake_people(&mut self, order: &mut Order, given: &Value) {
        let mut customer = given
            .get("customer")
            .map(reading::members)
            .unwrap_or_default();
        let customer_email = customer.get("email").and_then(text).unwrap_or_default();
        if order.email.is_empty() {
            order.email = customer_email;
        }
        if !customer.contains_key("id") {
            customer.insert("id".into(), json!(self.new_id()));
        }
        customer
            .entry("email")
            .or_insert_with(|| json!(order.email));
        order
            .kept
            .insert("customer".into(), Value::Object(customer));
        for key in ["shipping_address", "billing_address"] {
            let Some(Value::Object(address)) = order.kept.get_mut(key) else {
                continue;
            };
            let part = |key: &str| address.get(key).and_then(text).unwrap_or_default();
            let name = format!("{} {}", part("first_name"), part("last_name"))
                .trim()
                .to_owned();
            let country = part("country");
            address.entry("name").or_insert_with(|| json!(name));
            address
                .entry("country_name")
                .or_insert_with(|| json!(country));
            if !address.contains_key("id") {
                let id = self.new_id();
                address.insert("id".into(), json!(id));
            }
        }
    }

    fn intake_money(&mut self, order: &mut Order, given: &Value, status: &str) {
        let gateway = filled(given, "gateway").unwrap_or_else(|| "shopbase_payments".into());
        let total = order.total();
        let (kind, moved) = match status {
            "pending" | "unpaid" => return,
            "authorized" => ("authorization", total),
            "partially_paid" => (
                "sale",
                (total / Decimal::TWO).round_dp(reading::currency_places(&order.currency)),
            ),
            _ => ("sale", total),
        };
        let id = self.new_id();
        let created_at = order.created_at;
        order
            .transactions
            .push(transaction(id, kind, moved, gateway, created_at));
    }
}

fn transaction(
    id: i64,
    kind: &str,
    amount: Decimal,
    gateway: String,
    created_at: Timestamp,
) -> Transaction {
    Transaction {
        id,
        parent_id: None,
        kind: kind.to_owned(),
        amount,
        gateway,
        created_at,
    }
}
