//! An order of the store and the sums over it: what is left to fulfill, what is paid, its statuses.
//!
//! Pure: nothing here changes an order. It comes before every call that reads or changes orders.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// An order.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) id: i64,
    pub(super) number: i64,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) canceled_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) cancel_reason: Option<String>,
    pub(super) currency: String,
    /// Made by the admin API: then customers are not mailed unless a call asks for it.
    pub(super) by_api: bool,
    pub(super) restocked: bool,
    pub(super) email: String,
    /// Every member that the store only keeps: customer, addresses, note, tags and so on.
    pub(super) kept: Map<String, Value>,
    pub(super) lines: Vec<Line>,
    pub(super) discount_code: Option<String>,
    pub(super) discount: Decimal,
    pub(super) shipping_title: String,
    pub(super) shipping_fee: Decimal,
    pub(super) shipping_discount: Decimal,
    pub(super) shipping_tax: Decimal,
    pub(super) total_tax: Decimal,
    pub(super) tip: Decimal,
    pub(super) original_total: Decimal,
    pub(super) transactions: Vec<Transaction>,
    pub(super) refunds: Vec<Refund>,
    pub(super) fulfillments: Vec<Fulfillment>,
}

/// A line of an order. `quantity` is what is wanted now; edits count into `removed`.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) product_id: Option<i64>,
    pub(super) variant_id: Option<i64>,
    pub(super) title: String,
    pub(super) variant_title: String,
    pub(super) sku: String,
    pub(super) quantity: i64,
    pub(super) refunded: i64,
    pub(super) removed: i64,
    /// What edits changed the quantity to, and when.
    pub(super) edits: Vec<(Timestamp, i64)>,
    pub(super) price: Decimal,
    pub(super) raw_price: Decimal,
    pub(super) discount: Decimal,
    pub(super) tax: Decimal,
    /// Members that the store only keeps: vendor, properties, weight and so on.
    pub(super) kept: Map<String, Value>,
}

/// Money that moved or was reserved.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    pub(super) id: i64,
    pub(super) parent_id: Option<i64>,
    pub(super) kind: String,
    pub(super) amount: Decimal,
    pub(super) gateway: String,
    pub(super) created_at: Timestamp,
}

/// Lines and money given back.
#[derive(Clone, Debug)]
pub(super) struct Refund {
    pub(super) id: i64,
    pub(super) created_at: Timestamp,
    pub(super) note: String,
    pub(super) lines: Vec<RefundLine>,
    pub(super) shipping: Decimal,
    pub(super) amount: Decimal,
    pub(super) transaction_id: Option<i64>,
}

/// One line of a refund.
#[derive(Clone, Debug)]
pub(super) struct RefundLine {
    pub(super) id: i64,
    pub(super) line_item_id: i64,
    pub(super) quantity: i64,
    pub(super) restock_type: String,
    pub(super) subtotal: Decimal,
    pub(super) tax: Decimal,
    pub(super) discount: Decimal,
}

/// The record that lines were shipped.
#[derive(Clone, Debug)]
pub(super) struct Fulfillment {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) shipment_status: Option<String>,
    pub(super) service: String,
    pub(super) lines: Vec<(i64, i64)>,
    pub(super) company: Option<String>,
    pub(super) numbers: Vec<String>,
    pub(super) urls: Vec<String>,
    /// Numbers that later updates brought, oldest first.
    pub(super) updated_numbers: Vec<String>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) done_at: Option<Timestamp>,
}

impl Fulfillment {
    /// Shipped and not taken back.
    pub(super) fn is_done(&self) -> bool {
        self.status == "success"
    }

    /// Begun and not shipped yet.
    pub(super) fn is_underway(&self) -> bool {
        matches!(self.status.as_str(), "pending" | "open" | "processing")
    }

    fn quantity_of(&self, line_id: i64) -> i64 {
        self.lines
            .iter()
            .filter(|(id, _)| *id == line_id)
            .map(|(_, quantity)| quantity)
            .sum()
    }
}

impl Order {
    pub(super) fn name(&self) -> String {
        format!("#{}", self.number)
    }

    pub(super) fn line(&self, id: i64) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// What shipped fulfillments hold of a line.
    pub(super) fn fulfilled(&self, line_id: i64) -> i64 {
        self.fulfillments
            .iter()
            .filter(|each| each.is_done())
            .map(|each| each.quantity_of(line_id))
            .sum()
    }

    /// What begun fulfillments hold of a line.
    pub(super) fn underway(&self, line_id: i64) -> i64 {
        self.fulfillments
            .iter()
            .filter(|each| each.is_underway())
            .map(|each| each.quantity_of(line_id))
            .sum()
    }

    /// quantity − max(refunded, fulfilled) − pending − open. Source: reference sheet §B3.
    pub(super) fn fulfillable(&self, line: &Line) -> i64 {
        (line.quantity - line.refunded.max(self.fulfilled(line.id)) - self.underway(line.id)).max(0)
    }

    pub(super) fn has_live_fulfillment(&self) -> bool {
        self.fulfillments
            .iter()
            .any(|each| each.is_done() || each.is_underway())
    }

    /// The platform's word, or nothing.
    pub(super) fn fulfillment_status(&self) -> Option<&'static str> {
        let sum = |of: &dyn Fn(&Line) -> i64| self.lines.iter().map(of).sum::<i64>();
        let fulfilled = sum(&|line| self.fulfilled(line.id));
        let underway = sum(&|line| self.underway(line.id));
        let wanted = sum(&|line| (line.quantity - line.refunded).max(self.fulfilled(line.id)));
        match (fulfilled, underway) {
            (0, 0) if self.restocked => Some("restocked"),
            (0, 0) => None,
            (fulfilled, 0) if fulfilled >= wanted => Some("fulfilled"),
            (_, 0) => Some("partial"),
            (fulfilled, underway) if fulfilled + underway >= wanted => Some("processing"),
            _ => Some("partial-processing"),
        }
    }

    /// The same for one line.
    pub(super) fn line_status(&self, line: &Line) -> Option<&'static str> {
        let fulfilled = self.fulfilled(line.id);
        let underway = self.underway(line.id);
        let wanted = (line.quantity - line.refunded).max(fulfilled);
        match (fulfilled, underway) {
            (0, 0) => None,
            (fulfilled, 0) if fulfilled >= wanted => Some("fulfilled"),
            (_, 0) => Some("partial"),
            (fulfilled, underway) if fulfilled + underway >= wanted => Some("processing"),
            _ => Some("partial-processing"),
        }
    }

    /// The platform's word for the money.
    pub(super) fn financial_status(&self) -> &'static str {
        let captured = self.captured();
        let refunded = self.given_back();
        if self.has("void") && captured.is_zero() {
            "voided"
        } else if captured.is_zero() && self.has("authorization") {
            "authorized"
        } else if captured.is_zero() && !self.has("sale") && !self.total().is_zero() {
            "pending"
        } else if !refunded.is_zero() && refunded >= captured {
            "refunded"
        } else if !refunded.is_zero() {
            "partially_refunded"
        } else if captured < self.total() {
            "partially_paid"
        } else {
            "paid"
        }
    }

    pub(super) fn captured(&self) -> Decimal {
        self.moved(&["capture", "sale"])
    }

    pub(super) fn given_back(&self) -> Decimal {
        self.moved(&["refund"])
    }

    pub(super) fn line_items_price(&self) -> Decimal {
        self.lines
            .iter()
            .map(|line| line.price * Decimal::from(line.quantity))
            .sum()
    }

    pub(super) fn line_discounts(&self) -> Decimal {
        self.lines.iter().map(|line| line.discount).sum()
    }

    pub(super) fn subtotal(&self) -> Decimal {
        self.line_items_price() - self.line_discounts() - self.discount
    }

    pub(super) fn total_shipping(&self) -> Decimal {
        self.shipping_fee - self.shipping_discount + self.shipping_tax
    }

    pub(super) fn total(&self) -> Decimal {
        (self.subtotal() + self.total_shipping() + self.total_tax + self.tip).max(Decimal::ZERO)
    }

    /// ISO code of the country the parcel goes to.
    pub(super) fn country(&self) -> String {
        let address = self.kept.get("shipping_address");
        address
            .and_then(|address| address.get("country_code"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    fn has(&self, kind: &str) -> bool {
        self.transactions.iter().any(|each| each.kind == kind)
    }

    fn moved(&self, kinds: &[&str]) -> Decimal {
        let of_kind = self
            .transactions
            .iter()
            .filter(|each| kinds.contains(&each.kind.as_str()));
        of_kind.map(|each| each.amount).sum()
    }
}
