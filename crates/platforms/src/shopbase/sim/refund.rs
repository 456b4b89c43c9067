//! Money back and orders called off: transactions, refunds, cancel, reopen and edit.
//!
//! An empty object as body of a cancel cancels and refunds everything. Source: reference sheet §B3, §B5.

use jiff::SignedDuration;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::order::{Refund, RefundLine, Transaction};
use super::quirks::number;
use super::reading::{self, amount, filled, int, list, truth};
use super::reply::{Answer, Reply};
use super::state::State;

/// Refunds a minute that trial and development stores may make. Source: reference sheet §B2.
const TRIAL_REFUNDS: usize = 5;

const CANCEL_REASONS: &[&str] = &["customer", "fraud", "inventory", "declined", "other"];

/// What a cancel gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GivingBack {
    /// All lines, shipping and money.
    Everything,
    /// What the body names, perhaps nothing.
    AsAsked,
}

impl State {
    /// Cancels an order; what is given back depends on the body, and an empty one gives back all.
    pub(super) fn cancel_order(&mut self, id: i64, given: &Value) -> Result<(), Reply> {
        let empty = given.as_object().is_none_or(serde_json::Map::is_empty);
        self.cancel(
            id,
            given,
            if empty {
                GivingBack::Everything
            } else {
                GivingBack::AsAsked
            },
        )
    }

    pub(super) fn cancel(&mut self, id: i64, given: &Value, back: GivingBack) -> Result<(), Reply> {
        let order = self.order(id)?;
        if order.canceled_at.is_some() {
            return Err(Reply::errors_text(422, "Order has been canceled"));
        }
        if order.has_live_fulfillment() {
            return Err(Reply::errors_field(
                "base",
                "Cannot cancel an order with fulfilled items",
            ));
        }
        let reason = filled(given, "reason").unwrap_or_else(|| "other".into());
        if !CANCEL_REASONS.contains(&reason.as_str()) {
            return Err(Reply::errors_field("reason", "is not included in the list"));
        }
        let everything = back == GivingBack::Everything;
        let captured = order.captured() - order.given_back();
        let restock = everything || given.get("restock").and_then(truth).unwrap_or(false);
        if captured > Decimal::ZERO {
            if everything {
                self.refund_everything(id, restock)?;
            } else if let Some(refund) = given.get("refund").filter(|refund| refund.is_object()) {
                self.create_refund(id, refund)?;
            } else if let Some(part) = given.get("amount").and_then(amount) {
                let body = json!({"transactions": [{"kind": "refund", "amount": number(part)}]});
                self.create_refund(id, &body)?;
            }
        } else if order.captured().is_zero() {
            self.void_order(id)?;
        }
        let now = self.now;
        let order = self.order_mut(id)?;
        order.canceled_at = Some(now);
        order.cancel_reason = Some(reason);
        order.restocked = order.restocked || restock;
        self.touch(id);
        if given.get("email").and_then(truth).unwrap_or(false) {
            self.mail(id, "order_canceled", None);
        }
        self.tell_order("orders/cancelled", id);
        self.tell_order("orders/updated", id);
        Ok(())
    }

    fn refund_everything(&mut self, id: i64, restock: bool) -> Result<(), Reply> {
        let order = self.order(id)?;
        let left = order.captured() - order.given_back();
        let kind = if restock { "cancel" } else { "no_restock" };
        let lines = order
            .lines
            .iter()
            .filter(|line| line.quantity > line.refunded);
        let lines: Vec<_> = lines
            .map(|line| {
                let rest = line.quantity - line.refunded;
                json!({"line_item_id": line.id, "quantity": rest, "restock_type": kind})
            })
            .collect();
        let body = json!({"refund_line_items": lines, "shipping": {"full_refund": true},
            "transactions": [{"kind": "refund", "amount": number(left)}]});
        self.create_refund(id, &body).map(|_| ())
    }

    fn void_order(&mut self, id: i64) -> Result<(), Reply> {
        let order = self.order(id)?;
        let parent = order.transactions.first().map(|each| each.id);
        self.add_transaction(id, "void", Decimal::ZERO, parent)?;
        Ok(())
    }

    /// Records a capture, a sale, a void or a refund of money.
    pub(super) fn create_transaction(&mut self, id: i64, given: &Value) -> Result<i64, Reply> {
        let given = reading::unwrapped(given, "transaction");
        let kind = filled(given, "kind").unwrap_or_else(|| "capture".into());
        let order = self.order(id)?;
        let was = order.financial_status();
        let due = match kind.as_str() {
            "refund" => order.captured() - order.given_back(),
            "void" => Decimal::ZERO,
            "authorization" | "capture" | "sale" => {
                (order.total() - order.captured()).max(Decimal::ZERO)
            }
            _ => return Err(Reply::errors_field("kind", "is not a valid transaction")),
        };
        let moved = given.get("amount").and_then(amount).unwrap_or(due);
        if moved.is_sign_negative() || (kind == "refund" && moved > due) {
            return Err(Reply::errors_field("amount", "is not valid for this order"));
        }
        if matches!(kind.as_str(), "capture" | "sale") && order.canceled_at.is_some() {
            return Err(Reply::errors_text(422, "Order has been canceled"));
        }
        let parent = given.get("parent_id").and_then(int);
        let transaction = self.add_transaction(id, &kind, moved, parent)?;
        let paid = was != "paid" && self.order(id)?.financial_status() == "paid";
        self.touch(id);
        self.tell_transaction(id);
        if paid {
            self.tell_order("orders/paid", id);
        }
        self.tell_order("orders/updated", id);
        Ok(transaction)
    }

    fn add_transaction(
        &mut self,
        order_id: i64,
        kind: &str,
        amount: Decimal,
        parent_id: Option<i64>,
    ) -> Result<i64, Reply> {
        let id = self.new_id();
        let created_at = self.now;
        let order = self.order_mut(order_id)?;
        let gateway = order.transactions.first().map(|each| each.gateway.clone());
        let gateway = gateway.unwrap_or_else(|| "manual".into());
        let kind = kind.to_owned();
        order.transactions.push(Transaction {
            id,
            parent_id,
            kind,
            amount,
            gateway,
            created_at,
        });
        Ok(id)
    }

    /// Gives lines and money back.
    pub(super) fn create_refund(&mut self, order_id: i64, given: &Value) -> Result<i64, Reply> {
        let given = reading::unwrapped(given, "refund");
        self.check_trial()?;
        let mut refund = self.calculate_refund(order_id, given)?;
        let restocked = refund
            .lines
            .iter()
            .any(|line| line.restock_type != "no_restock");
        for line in &mut refund.lines {
            line.id = self.new_id();
        }
        refund.id = self.new_id();
        if !refund.amount.is_zero() {
            let parent = self
                .order(order_id)?
                .transactions
                .first()
                .map(|each| each.id);
            refund.transaction_id =
                Some(self.add_transaction(order_id, "refund", refund.amount, parent)?);
        }
        let id = refund.id;
        let order = self.order_mut(order_id)?;
        for each in &refund.lines {
            if let Some(line) = order
                .lines
                .iter_mut()
                .find(|line| line.id == each.line_item_id)
            {
                line.refunded += each.quantity;
            }
        }
        let back = order
            .lines
            .iter()
            .all(|line| line.refunded >= line.quantity);
        order.restocked = order.restocked || (back && restocked);
        let lines = refund.lines.clone();
        order.refunds.push(refund);
        self.return_stock(order_id, &lines);
        self.touch(order_id);
        if given.get("notify").and_then(truth).unwrap_or(false) {
            self.mail(order_id, "refund", None);
        }
        self.tell_refund(order_id, id);
        self.tell_order("orders/updated", order_id);
        Ok(id)
    }

    /// What a refund would be, without doing it.
    pub(super) fn calculate_refund(&self, order_id: i64, given: &Value) -> Result<Refund, Reply> {
        let given = reading::unwrapped(given, "refund");
        let order = self.order(order_id)?;
        let places = reading::currency_places(&order.currency);
        let mut lines = Vec::new();
        for each in list(given, "refund_line_items") {
            let id = each.get("line_item_id").and_then(int).unwrap_or_default();
            let quantity = each.get("quantity").and_then(int).unwrap_or(1);
            let line = order
                .line(id)
                .filter(|line| (1..=line.quantity - line.refunded).contains(&quantity));
            let Some(line) = line else {
                let text = "Quantity cannot refund more items than were purchased";
                return Err(Reply::errors_field("refund_line_items", text));
            };
            let share = Decimal::from(quantity) / Decimal::from(line.quantity);
            let discount = (line.discount * share).round_dp(places);
            lines.push(RefundLine {
                id: 0,
                line_item_id: id,
                quantity,
                restock_type: filled(each, "restock_type").unwrap_or_else(|| "no_restock".into()),
                subtotal: line.price * Decimal::from(quantity) - discount,
                tax: (line.tax * share).round_dp(places),
                discount,
            });
        }
        let shipping = given.get("shipping").cloned().unwrap_or_default();
        let full = shipping.get("full_refund").and_then(truth).unwrap_or(false);
        let part = shipping.get("amount").and_then(amount).unwrap_or_default();
        let shipping = if full { order.total_shipping() } else { part };
        let left = order.captured() - order.given_back();
        let computed: Decimal = lines
            .iter()
            .map(|line| line.subtotal + line.tax)
            .sum::<Decimal>()
            + shipping;
        let asked = list(given, "transactions");
        let asked: Option<Decimal> = (!asked.is_empty()).then(|| {
            asked
                .iter()
                .filter_map(|each| each.get("amount").and_then(amount))
                .sum()
        });
        let moved = asked.unwrap_or_else(|| computed.min(left));
        if moved > left || moved.is_sign_negative() {
            return Err(Reply::errors_list(
                422,
                "Refund amount is greater than the amount received",
            ));
        }
        let note = filled(given, "note").unwrap_or_default();
        let created_at = self.now;
        Ok(Refund {
            id: 0,
            created_at,
            note,
            lines,
            shipping,
            amount: moved,
            transaction_id: None,
        })
    }

    fn check_trial(&mut self) -> Result<(), Reply> {
        let now = self.now;
        self.refund_times
            .retain(|at| now.duration_since(*at) < SignedDuration::from_mins(1));
        if self.config.trial_store && self.refund_times.len() >= TRIAL_REFUNDS {
            return Err(Reply::throttled());
        }
        self.refund_times.push(now);
        Ok(())
    }

    /// `POST …/open.json`: a closed order is open again.
    pub(super) fn reopen_order(&mut self, id: i64) -> Answer {
        self.order_mut(id)?.closed_at = None;
        self.touch(id);
        self.tell_order("orders/updated", id);
        self.show_order(id)
    }

    /// Changes the quantity of lines, or adds lines of a variant.
    pub(super) fn edit_order(&mut self, id: i64, given: &Value) -> Result<(), Reply> {
        let given = reading::unwrapped(given, "order");
        if self.order(id)?.canceled_at.is_some() {
            return Err(Reply::errors_text(422, "Order has been canceled"));
        }
        for each in list(given, "line_items") {
            let line_id = each
                .get("id")
                .or_else(|| each.get("line_item_id"))
                .and_then(int);
            match line_id {
                Some(line_id) => self.edit_line(id, line_id, each)?,
                None => {
                    let line = self.intake_line(each)?;
                    self.order_mut(id)?.lines.push(line);
                }
            }
        }
        self.touch(id);
        self.tell_order("orders/updated", id);
        Ok(())
    }

    /// Sets a line to `quantity`, or moves it by `delta`; never below what was shipped or refunded.
    fn edit_line(&mut self, id: i64, line_id: i64, given: &Value) -> Result<(), Reply> {
        let order = self.order(id)?;
        let line = order.line(line_id).ok_or_else(Reply::not_found)?;
        let delta = given.get("delta").and_then(int);
        let wanted = delta
            .map(|delta| line.quantity + delta)
            .or(given.get("quantity").and_then(int));
        let wanted = wanted.unwrap_or(line.quantity);
        let floor = line.refunded.max(order.fulfilled(line_id)) + order.underway(line_id);
        if wanted < floor {
            let text = format!("quantity of line item {line_id} can't be less than {floor}");
            return Err(Reply::errors_field("line_items", &text));
        }
        let now = self.now;
        let order = self.order_mut(id)?;
        if let Some(line) = order.lines.iter_mut().find(|line| line.id == line_id) {
            line.removed += (line.quantity - wanted).max(0);
            line.edits.push((now, wanted));
            line.quantity = wanted;
        }
        Ok(())
    }
}
