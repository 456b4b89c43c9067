//! Paying, giving back, canceling and editing: what the merchant and the customer do to an order.
//!
//! Source: reference sheet §A10.

use rust_decimal::Decimal;

use super::order::{Refund, Transaction};
use super::state::{Chore, Job, State};
use super::work::Refused;

impl State {
    /// The customer pays what is due.
    pub(super) fn pay(&mut self, id: i64) -> Result<(), String> {
        let order = self.orders.get(&id).ok_or("Order does not exist")?;
        let due = order.total() - order.captured();
        if due <= Decimal::ZERO {
            return Err("Order has already been paid".into());
        }
        self.move_money(id, "SALE", due);
        self.touch(id);
        self.tell_order("orders/paid", id);
        self.tell_order("orders/updated", id);
        Ok(())
    }

    fn move_money(&mut self, order_id: i64, kind: &'static str, amount: Decimal) {
        let (id, created_at) = (self.new_id(), self.now);
        if let Some(order) = self.orders.get_mut(&order_id) {
            order.transactions.push(Transaction {
                id,
                kind,
                amount,
                created_at,
            });
        }
    }

    /// Gives units of lines and money back. What is not shipped yet will not be.
    pub(super) fn give_back(
        &mut self,
        order_id: i64,
        lines: &[(i64, i64, String)],
        amount: Option<Decimal>,
    ) -> Result<i64, Refused> {
        let missing = || Refused::at(&["orderId"], "Order does not exist");
        let order = self.orders.get(&order_id).ok_or_else(missing)?;
        let mut worth = Decimal::ZERO;
        for (at, (line_id, quantity, _)) in lines.iter().enumerate() {
            let line = order.line(*line_id).ok_or_else(|| {
                Refused::at(
                    &["refundLineItems", &at.to_string(), "lineItemId"],
                    "Line item does not exist",
                )
            })?;
            if *quantity < 1 || *quantity > line.current() {
                let path = ["refundLineItems", &at.to_string(), "quantity"];
                return Err(Refused::at(
                    &path,
                    "Quantity cannot refund more items than were purchased",
                ));
            }
            worth += line.price * Decimal::from(*quantity);
        }
        let left = order.captured() - order.given_back();
        let amount = amount.unwrap_or(worth).min(left).max(Decimal::ZERO);
        for (line_id, quantity, _) in lines {
            self.unwant(order_id, *line_id, *quantity);
        }
        if !amount.is_zero() {
            self.move_money(order_id, "REFUND", amount);
        }
        let (id, created_at) = (self.new_id(), self.now);
        if let Some(order) = self.orders.get_mut(&order_id) {
            for (line_id, quantity, _) in lines {
                let line = order.lines.iter_mut().find(|line| line.id == *line_id);
                if let Some(line) = line {
                    line.refunded += quantity;
                }
            }
            order.refunds.push(Refund {
                id,
                created_at,
                lines: lines.to_vec(),
                amount,
            });
        }
        self.touch(order_id);
        self.tell_refund(order_id, id);
        self.tell_order("orders/updated", order_id);
        Ok(id)
    }

    /// Takes units out of what is still to be shipped.
    fn unwant(&mut self, order_id: i64, line_id: i64, quantity: i64) {
        let Some(order) = self.orders.get_mut(&order_id) else {
            return;
        };
        let mut left = quantity;
        for work in order.works.iter_mut().filter(|work| !work.is_over()) {
            for held in work.lines.iter_mut().filter(|held| held.line == line_id) {
                let gone = left.min(held.remaining);
                held.remaining -= gone;
                held.total -= gone;
                left -= gone;
            }
            if work.remaining() == 0 {
                work.status = "CLOSED";
            }
        }
    }

    /// `orderCancel`: taken on now, carried out a little later.
    pub(super) fn want_cancel(&mut self, order_id: i64, reason: &str) -> Result<i64, Refused> {
        let refused = |words: &str| Refused::at(&["orderId"], words).coded("INVALID");
        let order = self
            .orders
            .get_mut(&order_id)
            .ok_or_else(|| Refused::at(&["orderId"], "Order does not exist").coded("NOT_FOUND"))?;
        if order.canceled_at.is_some() {
            return Err(refused("Order has already been cancelled"));
        }
        if order
            .fulfillments
            .iter()
            .any(|made| made.status == "SUCCESS")
        {
            return Err(refused(
                "Cannot cancel an order that has outstanding fulfillments",
            ));
        }
        order.cancel_reason = Some(reason.to_owned());
        let job = self.new_id();
        self.jobs.insert(job, Job { done: false });
        let seconds = self.config.cancel_seconds;
        self.want(seconds, Chore::Cancel(job, order_id));
        Ok(job)
    }

    pub(super) fn carry_cancellation_out(&mut self, job: i64, order_id: i64) {
        self.jobs.insert(job, Job { done: true });
        self.cancel_now(order_id);
    }

    /// Everything is given back, and nothing will be shipped.
    pub(super) fn cancel_now(&mut self, order_id: i64) {
        let now = self.now;
        let Some(order) = self.orders.get(&order_id) else {
            return;
        };
        if order.canceled_at.is_some() {
            return;
        }
        let back = order.captured() - order.given_back();
        let was_only_reserved = order.display_financial() == "AUTHORIZED";
        if !back.is_zero() {
            self.move_money(order_id, "REFUND", back);
        } else if was_only_reserved {
            self.move_money(order_id, "VOID", Decimal::ZERO);
        }
        if let Some(order) = self.orders.get_mut(&order_id) {
            order.canceled_at = Some(now);
            order.closed_at = Some(now);
            order
                .cancel_reason
                .get_or_insert_with(|| "CUSTOMER".to_owned());
            for line in &mut order.lines {
                line.refunded += line.current();
            }
            for work in order.works.iter_mut().filter(|work| !work.is_over()) {
                work.status = "CLOSED";
                for held in &mut work.lines {
                    held.remaining = 0;
                }
            }
        }
        self.touch(order_id);
        self.mail(order_id, "order_canceled", None);
        self.tell_order("orders/cancelled", order_id);
    }

    /// The owner adds to a line's quantity, or removes from it with a negative `delta`.
    pub(super) fn edit_line(
        &mut self,
        order_id: i64,
        line_id: i64,
        delta: i64,
    ) -> Result<(), String> {
        let now = self.now;
        let order = self
            .orders
            .get_mut(&order_id)
            .ok_or("Order does not exist")?;
        let line = order.lines.iter_mut().find(|line| line.id == line_id);
        let line = line.ok_or("Line item does not exist")?;
        if line.current() + delta < 0 {
            return Err("Quantity must not be negative".into());
        }
        let more = delta.max(0);
        if delta < 0 {
            line.removed -= delta;
        } else {
            line.quantity += delta;
        }
        line.edits.push((now, line.quantity - line.removed));
        let place = line.place.clone();
        if delta < 0 {
            self.unwant(order_id, line_id, -delta);
        } else if more > 0 {
            self.add_work(order_id, line_id, more, &place);
        }
        self.edited(order_id);
        Ok(())
    }

    /// The owner adds a line.
    pub(super) fn add_line(
        &mut self,
        order_id: i64,
        given: &serde_json::Value,
    ) -> Result<(), String> {
        let line = self.intake_line(given)?;
        let (id, quantity, place) = (line.id, line.quantity, line.place.clone());
        let order = self
            .orders
            .get_mut(&order_id)
            .ok_or("Order does not exist")?;
        order.lines.push(line);
        self.add_work(order_id, id, quantity, &place);
        self.edited(order_id);
        Ok(())
    }

    fn edited(&mut self, order_id: i64) {
        self.touch(order_id);
        self.tell_edit(order_id);
        self.tell_order("orders/updated", order_id);
    }
}
