//! Spells an order, its lines, its money and its refunds as the platform does. Source: reference
//! sheet §B3 and §B5.
//!
//! The same spelling goes into answers and webhook bodies. Nothing here changes an order.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::order::{Line, Order, Refund, RefundLine, Transaction};
use super::quirks::{iso, iso_or_null, number};
use super::reading::text;
use super::state::State;

impl State {
    /// Which order it is, and when it changed.
    pub(super) fn order_age_json(&self, order: &Order) -> Value {
        let id = self.quirks.id(order.id, "order.id");
        json!({"id": id, "updated_at": iso(order.updated_at)})
    }

    /// The whole order object.
    pub(super) fn order_json(&self, order: &Order) -> Value {
        let mut object = order_defaults();
        object.extend(order.kept.clone());
        self.put_head(order, &mut object);
        self.put_money(order, &mut object);
        self.put_parts(order, &mut object);
        Value::Object(object)
    }

    fn put_head(&self, order: &Order, object: &mut Map<String, Value>) {
        let quirks = self.quirks;
        let closed = order.closed_at;
        let status = match order.fulfillment_status() {
            Some(status) => json!(status),
            None if quirks.one_in(2, order.id, "fulfillment_status") => json!(""),
            None => Value::Null,
        };
        let token = format!(
            "{:032x}",
            u128::from(order.id.unsigned_abs()).wrapping_mul(0x9e37_79b9)
        );
        let url = format!("https://{}/orders/{token}", self.config.domain());
        object.insert("id".into(), quirks.id(order.id, "order.id"));
        object.insert("shop_id".into(), json!(self.config.seed % 100_000 + 1));
        object.insert("name".into(), json!(order.name()));
        object.insert("order_number".into(), json!(order.number));
        object.insert("token".into(), json!(token));
        object.insert("access_key".into(), json!(token));
        object.insert("order_status_url".into(), json!(url));
        object.insert("email".into(), json!(order.email));
        object.insert("currency".into(), json!(order.currency));
        object.insert("financial_status".into(), json!(order.financial_status()));
        object.insert("fulfillment_status".into(), status);
        object.insert("created_at".into(), iso(order.created_at));
        object.insert("created_at_in_timezone".into(), iso(order.created_at));
        object.insert("processed_at".into(), iso(order.created_at));
        object.insert("updated_at".into(), iso(order.updated_at));
        object.insert("cancelled_at".into(), iso_or_null(order.canceled_at));
        object.insert("closed_at".into(), iso_or_null(closed));
        object.insert("cancel_reason".into(), json!(order.cancel_reason));
        let gateways: Vec<_> = order
            .transactions
            .iter()
            .map(|each| &each.gateway)
            .take(1)
            .collect();
        object.insert("payment_gateway".into(), json!(gateways.first()));
        object.insert("payment_gateway_names".into(), json!(gateways));
    }

    fn put_money(&self, order: &Order, object: &mut Map<String, Value>) {
        let balance = order.total() - order.captured();
        let amounts: [(&str, Decimal); 15] = [
            ("subtotal_price", order.subtotal()),
            ("total_line_items_price", order.line_items_price()),
            (
                "total_discounts",
                order.discount + order.line_discounts() + order.shipping_discount,
            ),
            ("total_line_items_discount", order.line_discounts()),
            ("total_tax", order.total_tax),
            ("total_price", order.total()),
            ("original_total_price", order.original_total),
            ("total_tip_received", order.tip),
            ("balance", balance),
            ("shipping_fee", order.shipping_fee),
            ("shipping_discount", order.shipping_discount),
            ("shipping_tax", order.shipping_tax),
            ("total_shipping", order.total_shipping()),
            ("previous_shipping_fee", order.shipping_fee),
            ("not_explicit_discount", Decimal::ZERO),
        ];
        for (key, amount) in amounts {
            object.insert(key.into(), self.quirks.money(amount, order.id, key));
        }
        let quantity: i64 = order.lines.iter().map(|line| line.quantity).sum();
        object.insert("total_quantity".into(), json!(quantity));
        let codes = order.discount_code.iter().map(
            |code| json!({"code": code, "amount": number(order.discount), "type": "fixed_amount"}),
        );
        let codes = self.quirks.list(codes.collect(), order.id, "discount_code");
        object.insert("discount_code".into(), codes);
    }

    fn put_parts(&self, order: &Order, object: &mut Map<String, Value>) {
        let quirks = self.quirks;
        let lines: Vec<_> = order
            .lines
            .iter()
            .map(|line| self.line_json(order, line))
            .collect();
        let fulfillments = order
            .fulfillments
            .iter()
            .map(|each| self.fulfillment_json(order, each));
        let fulfillments = quirks.list(fulfillments.collect(), order.id, "fulfillments");
        let refunds = order
            .refunds
            .iter()
            .map(|each| self.refund_json(order, each));
        let refunds = quirks.list(refunds.collect(), order.id, "refunds");
        object.insert("line_items".into(), Value::from(lines));
        object.insert("fulfillments".into(), fulfillments);
        object.insert("refunds".into(), refunds);
        object.insert(
            "tax_lines".into(),
            quirks.list(Vec::new(), order.id, "tax_lines"),
        );
        object.insert(
            "discount_applications".into(),
            quirks.list(Vec::new(), order.id, "applied"),
        );
        let notes = match object.get("note_attributes") {
            Some(Value::Array(notes)) => notes.clone(),
            _ => Vec::new(),
        };
        let notes = quirks.list(notes, order.id, "note_attributes");
        object.insert("note_attributes".into(), notes);
        let shipping = json!({
            "title": order.shipping_title, "code": order.shipping_title, "source": "shopbase",
            "carrier_identifier": null, "price": number(order.shipping_fee),
            "discounted_price": number(order.shipping_fee - order.shipping_discount),
            "fulfillment_service": null, "tax_lines": quirks.list(Vec::new(), order.id, "ship_tax"),
        });
        object.insert("shipping_lines".into(), json!([shipping]));
    }

    pub(super) fn line_json(&self, order: &Order, line: &Line) -> Value {
        let quirks = self.quirks;
        let name = if line.variant_title.is_empty() {
            line.title.clone()
        } else {
            format!("{} - {}", line.title, line.variant_title)
        };
        let gross = line.price * Decimal::from(line.quantity);
        let money = |amount: Decimal, key: &str| quirks.money(amount, line.id, key);
        let deleted = line
            .product_id
            .is_some_and(|id| !self.products.contains_key(&id));
        let mut object = line_defaults();
        object.extend(line.kept.clone());
        let own = json!({
            "id": quirks.id(line.id, "line.id"),
            "order_id": quirks.id(order.id, "line.order_id"),
            "product_id": line.product_id.map(|id| quirks.id(id, "line.product_id")),
            "variant_id": line.variant_id.map(|id| quirks.id(id, "line.variant_id")),
            "title": line.title, "variant_title": line.variant_title, "name": name, "sku": line.sku,
            "quantity": line.quantity,
            "fulfillable_quantity": order.fulfillable(line),
            "fulfillment_status": order.line_status(line),
            "refunded_quantity": line.refunded, "removed_quantity": line.removed,
            "price": money(line.price, "price"), "raw_price": money(line.raw_price, "raw_price"),
            "item_discount_price": number(line.price),
            "line_item_price": money(gross - line.discount, "line_item_price"),
            "line_item_discount_amount": number(line.discount),
            "total_discount": money(line.discount, "total_discount"),
            "discount_allocations": quirks.list(Vec::new(), line.id, "discount_allocations"),
            "tax_amount": number(line.tax), "tax_rate": 0,
            "tax_lines": quirks.list(Vec::new(), line.id, "tax_lines"),
            "product_is_deleted": deleted,
        });
        if let Value::Object(own) = own {
            object.extend(own);
        }
        if !object.get("properties").is_some_and(Value::is_array) {
            object.insert(
                "properties".into(),
                quirks.list(Vec::new(), line.id, "properties"),
            );
        }
        Value::Object(object)
    }

    pub(super) fn transaction_json(&self, order: &Order, each: &Transaction) -> Value {
        json!({
            "id": self.quirks.id(each.id, "transaction.id"),
            "order_id": order.id, "parent_id": each.parent_id, "kind": each.kind,
            "amount": self.quirks.money(each.amount, each.id, "amount"), "currency": order.currency,
            "gateway": each.gateway, "status": "success", "message": "",
            "created_at": iso(each.created_at), "processed_at": iso(each.created_at),
            "test": order.kept.get("test").and_then(Value::as_bool).unwrap_or(false),
        })
    }

    pub(super) fn refund_json(&self, order: &Order, refund: &Refund) -> Value {
        let lines = refund
            .lines
            .iter()
            .map(|each| self.refund_line_json(order, each))
            .collect();
        let shipping = (!refund.shipping.is_zero()).then(|| {
            json!({"id": refund.id, "order_id": order.id, "kind": "shipping_refund",
                "amount": number(-refund.shipping), "tax_amount": 0, "reason": "Shipping refund"})
        });
        let transactions = order
            .transactions
            .iter()
            .filter(|each| Some(each.id) == refund.transaction_id);
        let transactions: Vec<_> = transactions
            .map(|each| self.transaction_json(order, each))
            .collect();
        json!({
            "id": self.quirks.id(refund.id, "refund.id"), "order_id": order.id, "note": refund.note,
            "created_at": iso(refund.created_at), "processed_at": iso(refund.created_at),
            "refund_line_items": self.quirks.list(lines, refund.id, "refund_line_items"),
            "order_adjustments": shipping.into_iter().collect::<Vec<_>>(),
            "transactions": self.quirks.list(transactions, refund.id, "transactions"),
        })
    }

    fn refund_line_json(&self, order: &Order, each: &RefundLine) -> Value {
        let line = order.line(each.line_item_id);
        json!({
            "id": each.id, "line_item_id": self.quirks.id(each.line_item_id, "refund.line"),
            "quantity": each.quantity, "restock_type": each.restock_type,
            "subtotal": self.quirks.money(each.subtotal, each.id, "subtotal"),
            "total_tax": number(each.tax), "discount_amount": number(each.discount),
            "total_refund": number(each.subtotal + each.tax),
            "line_item": line.map(|line| self.line_json(order, line)),
        })
    }
}

/// Text of a kept member of an order, for pages and filters.
pub(super) fn kept_text(order: &Order, path: &[&str]) -> String {
    let first = path.first().and_then(|key| order.kept.get(*key));
    let found = path
        .iter()
        .skip(1)
        .fold(first, |value, key| value.and_then(|each| each.get(*key)));
    found.and_then(text).unwrap_or_default()
}

fn order_defaults() -> Map<String, Value> {
    let defaults = json!({
        "phone": null, "note": "", "tags": "", "buyer_accepts_marketing": false,
        "customer_locale": "en", "referring_site": "", "source_name": "web", "taxes_included": false,
        "total_weight": 0, "weight_unit": "g", "cart_token": "", "checkout_token": "",
        "is_risk": false, "is_in_post_purchase": false, "post_purchase_timeout_at": null,
        "chargeback_status": null, "chargeback_amount": 0, "chargeback_deadline_at": null,
        "applied_discount": null, "client_details": {"browser_ip": "192.0.2.17"}, "test": false,
        "additional_information": {"ASN": "", "IPS": "", "city": "", "country": "", "hostname": "",
            "latitude": 0, "longitude": 0, "organization": "", "region": "", "timezone": ""},
        "shipping_address": null, "billing_address": null,
    });
    match defaults {
        Value::Object(defaults) => defaults,
        _ => Map::new(),
    }
}

fn line_defaults() -> Map<String, Value> {
    let defaults = json!({
        "vendor": "", "product_type": "", "fulfillment_service": "manual", "weight": 0,
        "weight_unit": "g", "requires_shipping": true, "taxable": true, "gift_card": false,
        "image_src": "", "is_post_purchase_item": false, "shipping_rate": null,
    });
    match defaults {
        Value::Object(defaults) => defaults,
        _ => Map::new(),
    }
}
