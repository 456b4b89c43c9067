//! An order of the store and the sums over it: what is left to ship, what is paid, its statuses.
//!
//! Pure: nothing here changes an order. It comes before everything that reads or changes orders.

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
    pub(super) cancel_reason: Option<String>,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) currency: String,
    pub(super) email: String,
    /// Every member that the store only keeps: customer, addresses, note, tags and so on.
    pub(super) kept: Map<String, Value>,
    pub(super) lines: Vec<Line>,
    pub(super) shipping_fee: Decimal,
    pub(super) transactions: Vec<Transaction>,
    pub(super) refunds: Vec<Refund>,
    /// Whether the store has said where the goods are.
    pub(super) routed: bool,
    pub(super) works: Vec<Work>,
    pub(super) fulfillments: Vec<Fulfillment>,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) variant_id: Option<i64>,
    pub(super) product_id: Option<i64>,
    pub(super) title: String,
    pub(super) variant_title: String,
    pub(super) sku: String,
    pub(super) quantity: i64,
    pub(super) refunded: i64,
    pub(super) removed: i64,
    /// What edits changed the quantity to, and when.
    pub(super) edits: Vec<(Timestamp, i64)>,
    pub(super) price: Decimal,
    pub(super) requires_shipping: bool,
    pub(super) image: Option<String>,
    /// The name of the place where it lies; empty for the store's own.
    pub(super) place: String,
}

impl Line {
    /// What is left after removals and refunds.
    pub(super) fn current(&self) -> i64 {
        (self.quantity - self.refunded - self.removed).max(0)
    }
}

/// Money that moved or was reserved.
#[derive(Clone, Debug)]
pub(super) struct Transaction {
    pub(super) id: i64,
    pub(super) kind: &'static str,
    pub(super) amount: Decimal,
    pub(super) created_at: Timestamp,
}

/// Lines and money given back.
#[derive(Clone, Debug)]
pub(super) struct Refund {
    pub(super) id: i64,
    pub(super) created_at: Timestamp,
    pub(super) lines: Vec<(i64, i64, String)>,
    pub(super) amount: Decimal,
}

/// A fulfillment order: work at one location.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) id: i64,
    pub(super) status: &'static str,
    pub(super) request: &'static str,
    pub(super) location: i64,
    pub(super) fulfill_at: Option<Timestamp>,
    pub(super) holds: Vec<Hold>,
    pub(super) requests: Vec<Request>,
    pub(super) lines: Vec<WorkLine>,
    /// When somebody first said that it is worked on.
    pub(super) in_progress_at: Option<Timestamp>,
}

/// Units of a line in a fulfillment order.
#[derive(Clone, Debug)]
pub(super) struct WorkLine {
    pub(super) id: i64,
    pub(super) line: i64,
    pub(super) total: i64,
    pub(super) remaining: i64,
}

/// Why something must not be shipped yet.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    pub(super) id: i64,
    pub(super) reason: String,
    pub(super) notes: String,
}

/// What the merchant asked of the one who holds the goods.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) kind: &'static str,
    pub(super) message: String,
    pub(super) sent_at: Timestamp,
}

/// The record that lines were shipped.
#[derive(Clone, Debug)]
pub(super) struct Fulfillment {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) status: &'static str,
    pub(super) display: String,
    pub(super) location: i64,
    /// Line, units, and the work they were taken from.
    pub(super) lines: Vec<(i64, i64, i64)>,
    pub(super) company: Option<String>,
    pub(super) numbers: Vec<String>,
    pub(super) urls: Vec<String>,
    /// Numbers that later updates brought, oldest first.
    pub(super) updated_numbers: Vec<String>,
    pub(super) events: Vec<Event>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

/// One dated word about where a parcel is.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) id: i64,
    pub(super) status: String,
    pub(super) happened_at: Timestamp,
}

impl Work {
    /// Whether something of it may still be shipped.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.status, "OPEN" | "IN_PROGRESS" | "INCOMPLETE")
    }

    /// Whether it is done or gone.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.status, "CLOSED" | "CANCELLED")
    }

    pub(super) fn remaining(&self) -> i64 {
        self.lines.iter().map(|line| line.remaining).sum()
    }

    /// What may be done with it. Source: reference sheet §A9.4.
    pub(super) fn actions(&self, at_service: bool) -> Vec<&'static str> {
        let mut actions = Vec::new();
        match self.status {
            "OPEN" | "INCOMPLETE" => {
                if at_service && self.request != "SUBMITTED" {
                    actions.push("REQUEST_FULFILLMENT");
                }
                actions.extend(["CREATE_FULFILLMENT", "HOLD", "MOVE"]);
                if !at_service {
                    actions.push("REPORT_PROGRESS");
                }
            }
            "IN_PROGRESS" => {
                actions.push("CREATE_FULFILLMENT");
                if self.request == "ACCEPTED" {
                    actions.push("REQUEST_CANCELLATION");
                } else {
                    actions.push("MARK_AS_OPEN");
                }
            }
            "ON_HOLD" => actions.push("RELEASE_HOLD"),
            "SCHEDULED" => actions.push("MARK_AS_OPEN"),
            _ => {}
        }
        actions
    }
}

impl Order {
    pub(super) fn name(&self) -> String {
        format!("#{}", self.number)
    }

    pub(super) fn line(&self, id: i64) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    pub(super) fn work(&self, id: i64) -> Option<&Work> {
        self.works.iter().find(|work| work.id == id)
    }

    pub(super) fn fulfillment(&self, id: i64) -> Option<&Fulfillment> {
        self.fulfillments.iter().find(|made| made.id == id)
    }

    /// What shipped fulfillments hold of a line.
    pub(super) fn fulfilled(&self, line_id: i64) -> i64 {
        self.fulfillments
            .iter()
            .filter(|made| made.status == "SUCCESS")
            .flat_map(|made| &made.lines)
            .filter(|(line, _, _)| *line == line_id)
            .map(|(_, quantity, _)| quantity)
            .sum()
    }

    /// What is still to be shipped of a line.
    pub(super) fn unfulfilled(&self, line: &Line) -> i64 {
        if !self.routed {
            return line.current();
        }
        self.works
            .iter()
            .filter(|work| !work.is_over())
            .flat_map(|work| &work.lines)
            .filter(|held| held.line == line.id)
            .map(|held| held.remaining)
            .sum()
    }

    /// The word for the goods. Source: reference sheet §A9.5.
    pub(super) fn display_fulfillment(&self) -> &'static str {
        let shipped = self
            .fulfillments
            .iter()
            .any(|made| made.status == "SUCCESS");
        let left: Vec<&Work> = self.works.iter().filter(|work| !work.is_over()).collect();
        let all = |is: &dyn Fn(&Work) -> bool| !left.is_empty() && left.iter().all(|work| is(work));
        if shipped {
            return if left.is_empty() {
                "FULFILLED"
            } else {
                "PARTIALLY_FULFILLED"
            };
        }
        if left.iter().any(|work| work.request == "REJECTED") {
            "REQUEST_DECLINED"
        } else if all(&|work| work.status == "ON_HOLD") {
            "ON_HOLD"
        } else if all(&|work| work.status == "SCHEDULED") {
            "SCHEDULED"
        } else if all(&|work| work.status == "IN_PROGRESS" || work.request == "SUBMITTED") {
            "IN_PROGRESS"
        } else {
            "UNFULFILLED"
        }
    }

    /// The word for the money.
    pub(super) fn display_financial(&self) -> &'static str {
        let (captured, back) = (self.captured(), self.given_back());
        let has = |kind: &str| self.transactions.iter().any(|each| each.kind == kind);
        if has("VOID") && captured.is_zero() {
            "VOIDED"
        } else if captured.is_zero() && has("AUTHORIZATION") {
            "AUTHORIZED"
        } else if captured.is_zero() && !self.total().is_zero() {
            "PENDING"
        } else if !back.is_zero() && back >= captured {
            "REFUNDED"
        } else if !back.is_zero() {
            "PARTIALLY_REFUNDED"
        } else if captured < self.total() {
            "PARTIALLY_PAID"
        } else {
            "PAID"
        }
    }

    pub(super) fn captured(&self) -> Decimal {
        self.moved(&["SALE", "CAPTURE"])
    }

    pub(super) fn given_back(&self) -> Decimal {
        self.moved(&["REFUND"])
    }

    /// What the customer ordered for.
    pub(super) fn total(&self) -> Decimal {
        let lines = self.lines.iter();
        let sum: Decimal = lines
            .map(|line| line.price * Decimal::from(line.quantity - line.removed))
            .sum();
        sum + self.shipping_fee
    }

    /// ISO code of the country the parcel goes to.
    pub(super) fn country(&self) -> String {
        self.kept_text(&["shipping_address", "country_code"])
    }

    /// Text of what the store only keeps; may be empty.
    pub(super) fn kept_text(&self, path: &[&str]) -> String {
        let Some((first, rest)) = path.split_first() else {
            return String::new();
        };
        let start = self.kept.get(*first);
        let found = rest
            .iter()
            .try_fold(start, |value, key| value.map(|value| value.get(*key)));
        let found = found.flatten().and_then(super::reading::text);
        found.unwrap_or_default()
    }

    fn moved(&self, kinds: &[&str]) -> Decimal {
        let of_kind = self.transactions.iter();
        let of_kind = of_kind.filter(|each| kinds.contains(&each.kind));
        of_kind.map(|each| each.amount).sum()
    }
}
