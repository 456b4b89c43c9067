//! Fulfillments: creating, changing, completing and canceling them, with the platform's rules.
//!
//! Line ids and quantities directly, no fulfillment orders; leaving the lines out fulfills
//! everything; refused when order or line was refunded. Source: reference sheet §B4.

use serde_json::{Value, json};

use super::order::{Fulfillment, Order};
use super::quirks::iso_or_null;
use super::reading::{self, filled, int, list, text, truth};
use super::reply::{Answer, Reply};
use super::state::State;
use crate::sim::{only_member, with_members};

const STATUSES: &[&str] = &[
    "pending",
    "open",
    "success",
    "cancelled",
    "error",
    "failure",
    "processing",
];

const SHIPMENT_STATUSES: &[&str] = &[
    "label_printed",
    "label_purchased",
    "attempted_delivery",
    "ready_for_pickup",
    "confirmed",
    "in_transit",
    "out_for_delivery",
    "delivered",
    "delayed",
    "failure",
    "not_found",
    "invalid",
];

impl State {
    /// Creates a fulfillment from what was sent, wrapped or bare.
    pub(super) fn create_fulfillment(
        &mut self,
        order_id: i64,
        given: &Value,
    ) -> Result<i64, Reply> {
        let given = reading::unwrapped(given, "fulfillment");
        let order = self.order(order_id)?;
        check_words(given)?;
        let lines = wanted_lines(order, given)?;
        let name = format!("{}.{}", order.name(), order.fulfillments.len() + 1);
        let asks_mail = given
            .get("notify_customer")
            .and_then(truth)
            .unwrap_or(!order.by_api);
        let notify = asks_mail && (self.config.create_honors_notify || !order.by_api);
        let status = filled(given, "status").unwrap_or_else(|| "success".into());
        let id = self.new_id();
        let now = self.now;
        let done = status == "success";
        let numbers = spelled(given, "tracking_number", "tracking_numbers");
        let mailed_number = numbers.first().cloned();
        self.order_mut(order_id)?.fulfillments.push(Fulfillment {
            id,
            name,
            status,
            shipment_status: filled(given, "shipment_status"),
            service: filled(given, "service").unwrap_or_else(|| "manual".into()),
            lines,
            company: filled(given, "tracking_company"),
            numbers,
            urls: spelled(given, "tracking_url", "tracking_urls"),
            updated_numbers: Vec::new(),
            created_at: now,
            updated_at: now,
            done_at: done.then_some(now),
        });
        if notify && done {
            self.mail(order_id, "shipping_confirmation", mailed_number);
        }
        self.tell_fulfillment("fulfillments/create", order_id, id);
        self.after_fulfillment(order_id);
        Ok(id)
    }

    /// Changes tracking, shipment status or status of a fulfillment.
    pub(super) fn update_fulfillment(&mut self, order_id: i64, id: i64, given: &Value) -> Answer {
        let given = reading::unwrapped(given, "fulfillment");
        check_words(given)?;
        let by_api = self.order(order_id)?.by_api;
        let notify = given
            .get("notify_customer")
            .and_then(truth)
            .unwrap_or(!by_api);
        let now = self.now;
        let fulfillment = self.fulfillment_mut(order_id, id)?;
        if fulfillment.status == "cancelled" {
            return Err(Reply::errors_text(422, "Fulfillment has been canceled"));
        }
        let before = (fulfillment.numbers.clone(), fulfillment.company.clone());
        let numbers = spelled(given, "tracking_number", "tracking_numbers");
        if !numbers.is_empty() && numbers != fulfillment.numbers {
            fulfillment.updated_numbers.extend(numbers.iter().cloned());
            fulfillment.numbers = numbers;
        }
        let urls = spelled(given, "tracking_url", "tracking_urls");
        if !urls.is_empty() {
            fulfillment.urls = urls;
        }
        if let Some(company) = filled(given, "tracking_company") {
            fulfillment.company = Some(company);
        }
        if let Some(status) = filled(given, "shipment_status") {
            fulfillment.shipment_status = Some(status);
        }
        if let Some(service) = filled(given, "service") {
            fulfillment.service = service;
        }
        if let Some(status) = filled(given, "status") {
            fulfillment.done_at = (status == "success").then_some(now).or(fulfillment.done_at);
            fulfillment.status = status;
        }
        fulfillment.updated_at = now;
        let changed = before != (fulfillment.numbers.clone(), fulfillment.company.clone());
        let number = fulfillment.numbers.first().cloned();
        if notify && changed {
            self.mail(order_id, "shipping_update", number);
        }
        self.tell_fulfillment("fulfillments/update", order_id, id);
        self.after_fulfillment(order_id);
        self.show_fulfillment(order_id, id)
    }

    /// `cancel`, `complete` or `open` of a fulfillment.
    pub(super) fn move_fulfillment(&mut self, order_id: i64, id: i64, verb: &str) -> Answer {
        let now = self.now;
        let fulfillment = self.fulfillment_mut(order_id, id)?;
        let underway = fulfillment.is_underway();
        let to = match verb {
            "cancel" if fulfillment.status != "cancelled" => "cancelled",
            "complete" if underway => "success",
            "open" if underway => "open",
            _ => {
                let text = format!("Can't {verb} a fulfillment that is {}", fulfillment.status);
                return Err(Reply::errors_list(422, &text));
            }
        };
        fulfillment.status = to.into();
        fulfillment.updated_at = now;
        if to == "success" {
            fulfillment.done_at = Some(now);
        }
        let number = fulfillment.numbers.first().cloned();
        if to == "success" && !self.order(order_id)?.by_api {
            self.mail(order_id, "shipping_confirmation", number);
        }
        self.tell_fulfillment("fulfillments/update", order_id, id);
        self.after_fulfillment(order_id);
        self.show_fulfillment(order_id, id)
    }

    /// `{"fulfillment": {…}}`.
    pub(super) fn show_fulfillment(&self, order_id: i64, id: i64) -> Answer {
        let fulfillment = self.fulfillment_body(order_id, id)?;
        Ok(Reply::ok(only_member("fulfillment", fulfillment)))
    }

    /// The bare object.
    pub(super) fn fulfillment_body(&self, order_id: i64, id: i64) -> Result<Value, Reply> {
        let order = self.order(order_id)?;
        let found = order.fulfillments.iter().find(|each| each.id == id);
        found
            .map(|each| self.fulfillment_json(order, each))
            .ok_or_else(Reply::not_found)
    }

    pub(super) fn fulfillment_json(&self, order: &Order, each: &Fulfillment) -> Value {
        let quirks = self.quirks;
        let lines = each.lines.iter().filter_map(|(id, quantity)| {
            let mut line = self.line_json(order, order.line(*id)?);
            if let Some(line) = line.as_object_mut() {
                line.insert("quantity".into(), json!(quantity));
            }
            Some(line)
        });
        let at = |moment, key: &str| quirks.moment(moment, each.id, key);
        let lines: Value = lines.collect();
        let fields = json!({
            "id": quirks.id(each.id, "fulfillment.id"),
            "order_id": quirks.id(order.id, "fulfillment.order_id"),
            "name": each.name, "service": each.service, "status": each.status,
            "shipment_status": each.shipment_status,
            "tracking_company": each.company,
            "detected_tracking_company": each.numbers.first().and_then(|number| detected(number)),
            "tracking_number": each.numbers.first(),
            "tracking_numbers": quirks.list(each.numbers.iter().map(|n| json!(n)).collect(), each.id, "numbers"),
            "tracking_url": each.urls.first(),
            "tracking_urls": quirks.list(each.urls.iter().map(|url| json!(url)).collect(), each.id, "urls"),
            "last_mile_tracking_company": null, "last_mile_tracking_number": null,
            "tracking_steps": null, "first_tracking_step_at": null, "last_tracking_step_at": null,
            "last_crawled_at": null, "date_done": iso_or_null(each.done_at), "claim_id": null,
            "send_delay_mail": false, "variant_inventory_management": null,
            "created_at": at(each.created_at, "created_at"),
            "updated_at": at(each.updated_at, "updated_at"),
        });
        with_members(fields, [("line_items", lines)])
    }

    fn fulfillment_mut(&mut self, order_id: i64, id: i64) -> Result<&mut Fulfillment, Reply> {
        let order = self.order_mut(order_id)?;
        order
            .fulfillments
            .iter_mut()
            .find(|each| each.id == id)
            .ok_or_else(Reply::not_found)
    }

    fn after_fulfillment(&mut self, order_id: i64) {
        self.touch(order_id);
        let now = self.now;
        let Some(order) = self.orders.get_mut(&order_id) else {
            return;
        };
        let status = order.fulfillment_status();
        if self.config.auto_close
            && status == Some("fulfilled")
            && order.financial_status() == "paid"
        {
            order.closed_at = order.closed_at.or(Some(now));
        }
        match status {
            Some("fulfilled") => self.tell_order("orders/fulfilled", order_id),
            Some("partial") => self.tell_order("orders/partially_fulfilled", order_id),
            _ => {}
        }
        self.tell_order("orders/updated", order_id);
    }
}

/// The lines to fulfill, checked against what is left of each.
fn wanted_lines(order: &Order, given: &Value) -> Result<Vec<(i64, i64)>, Reply> {
    if order.canceled_at.is_some() {
        return Err(Reply::errors_text(422, "Order has been canceled"));
    }
    if order.financial_status() == "refunded" {
        return Err(Reply::errors_text(422, "Order has been refunded"));
    }
    let asked = list(given, "line_items");
    if asked.is_empty() {
        let rest = order
            .lines
            .iter()
            .map(|line| (line.id, order.fulfillable(line)));
        let rest: Vec<_> = rest.filter(|(_, quantity)| *quantity > 0).collect();
        let nothing = || Reply::errors_list(422, "All line items have already been fulfilled");
        return if rest.is_empty() {
            Err(nothing())
        } else {
            Ok(rest)
        };
    }
    let mut lines: Vec<(i64, i64)> = Vec::new();
    for each in asked {
        let id = each.get("id").and_then(int).unwrap_or_default();
        let Some(line) = order.line(id) else {
            return Err(Reply::errors_field(
                "line_items",
                &format!("line item {id} does not exist"),
            ));
        };
        if line.refunded >= line.quantity {
            return Err(Reply::errors_field(
                "line_items",
                &format!("line item {id} has been refunded"),
            ));
        }
        let left = order.fulfillable(line);
        let quantity = each
            .get("quantity")
            .filter(|value| !value.is_null())
            .map_or(Some(left), int);
        let quantity = quantity.unwrap_or_default();
        let before: i64 = lines
            .iter()
            .filter(|(other, _)| *other == id)
            .map(|(_, count)| count)
            .sum();
        if quantity < 1 || before + quantity > left {
            let text =
                format!("Invalid fulfillment quantity {quantity} of line item {id}, {left} left");
            return Err(Reply::errors_list(422, &text));
        }
        lines.push((id, quantity));
    }
    Ok(lines)
}

fn check_words(given: &Value) -> Result<(), Reply> {
    for (key, words) in [("status", STATUSES), ("shipment_status", SHIPMENT_STATUSES)] {
        if filled(given, key).is_some_and(|word| !words.contains(&word.as_str())) {
            return Err(Reply::errors_field(key, "is invalid"));
        }
    }
    Ok(())
}

/// The list under `many`, or the one under `one`.
fn spelled(given: &Value, one: &str, many: &str) -> Vec<String> {
    let all: Vec<_> = list(given, many).iter().filter_map(text).collect();
    if all.is_empty() {
        filled(given, one).into_iter().collect()
    } else {
        all
    }
}

fn detected(number: &str) -> Option<&'static str> {
    if number.starts_with("4PX") {
        Some("4PX")
    } else if number.starts_with("YT") {
        Some("YunExpress")
    } else if number.ends_with("CN") {
        Some("China Post")
    } else {
        None
    }
}
