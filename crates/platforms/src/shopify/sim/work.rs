//! The life of fulfillment orders and fulfillments: where goods are, who works on them, what was shipped.
//!
//! Refusals are the platform's own words. Source: reference sheet §A8, §A9.4, §A13.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::money::number_of;
use super::order::{Event, Fulfillment, Hold, Order, Request, Work, WorkLine};
use super::reading::{self, filled, int, list, truth};
use super::state::{Chore, State};

/// A refusal: the path of the field, if one is to blame, the words, and a code where the type has one.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) field: Option<Vec<String>>,
    pub(super) words: String,
    pub(super) code: Option<&'static str>,
}

impl Refused {
    pub(super) fn at(field: &[&str], words: impl Into<String>) -> Self {
        Self {
            field: Some(field.iter().map(|part| (*part).to_owned()).collect()),
            words: words.into(),
            code: None,
        }
    }

    pub(super) fn plain(words: impl Into<String>) -> Self {
        Self {
            field: None,
            words: words.into(),
            code: None,
        }
    }

    pub(super) fn coded(self, code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }
}

/// A work, and units of its lines.
pub(super) type Part = (i64, Vec<(i64, i64)>);

/// Where a shipment is told.
pub(super) struct Shipment {
    /// Work, its line, and units; no lines are all that remain.
    pub(super) parts: Vec<Part>,
    pub(super) company: Option<String>,
    pub(super) numbers: Vec<String>,
    pub(super) urls: Vec<String>,
    pub(super) notify: bool,
}

impl State {
    /// The store says where an order's goods are: one work for each place.
    pub(super) fn route(&mut self, order_id: i64) {
        let Some(order) = self.orders.get(&order_id) else {
            return;
        };
        if order.routed || order.canceled_at.is_some() {
            return;
        }
        let places: BTreeSet<String> = order
            .lines
            .iter()
            .filter(|line| line.requires_shipping && line.current() > 0)
            .map(|line| line.place.clone())
            .collect();
        let hold = order.kept_text(&["hold"]);
        let fulfill_at = order.kept.get("fulfill_at").and_then(reading::moment);
        let mut works = Vec::new();
        for place in places {
            let location = self.place(&place);
            works.push(self.new_work(order_id, &place, location, &hold, fulfill_at));
        }
        for work in &works {
            if let Some(at) = work.fulfill_at.filter(|_| work.status == "SCHEDULED") {
                self.want_at(at, Chore::Ready(order_id, work.id));
            }
        }
        if let Some(order) = self.orders.get_mut(&order_id) {
            order.works = works;
            order.routed = true;
        }
        self.touch(order_id);
        self.tell_works("fulfillment_orders/order_routing_complete", order_id);
    }

    fn new_work(
        &mut self,
        order_id: i64,
        place: &str,
        location: i64,
        hold: &str,
        fulfill_at: Option<Timestamp>,
    ) -> Work {
        let lines = self.orders.get(&order_id).map(|order| order.lines.clone());
        let lines: Vec<_> = lines
            .unwrap_or_default()
            .into_iter()
            .filter(|line| line.requires_shipping && line.place == place && line.current() > 0)
            .collect();
        let lines = lines.iter().map(|line| WorkLine {
            id: self.new_id(),
            line: line.id,
            total: line.current(),
            remaining: line.current(),
        });
        let lines = lines.collect();
        let mut work = Work {
            id: self.new_id(),
            status: "OPEN",
            request: "UNSUBMITTED",
            location,
            fulfill_at,
            holds: Vec::new(),
            requests: Vec::new(),
            lines,
            in_progress_at: None,
        };
        if fulfill_at.is_some_and(|at| at > self.now) {
            work.status = "SCHEDULED";
        }
        if !hold.is_empty() {
            work.status = "ON_HOLD";
            work.holds.push(Hold {
                id: self.new_id(),
                reason: hold.to_uppercase(),
                notes: String::new(),
            });
        }
        work
    }

    /// A schedule came to its end.
    pub(super) fn schedule_ended(&mut self, order_id: i64, work_id: i64) {
        let ended = self.work_mut(order_id, work_id, |work| {
            let was = work.status == "SCHEDULED";
            if was {
                work.status = "OPEN";
            }
            was
        });
        if ended == Some(true) {
            self.touch(order_id);
            self.tell_work(
                "fulfillment_orders/scheduled_fulfillment_order_ready",
                order_id,
                work_id,
            );
        }
    }

    /// The order that holds this work.
    pub(super) fn order_of_work(&self, work_id: i64) -> Option<i64> {
        self.find_order(|order| order.work(work_id).is_some())
    }

    /// The order that holds this fulfillment.
    pub(super) fn order_of_fulfillment(&self, id: i64) -> Option<i64> {
        self.find_order(|order| order.fulfillment(id).is_some())
    }

    fn find_order(&self, is_it: impl Fn(&Order) -> bool) -> Option<i64> {
        // What is worked on is mostly of the newest orders.
        let mut orders = self.orders.values().rev();
        orders.find(|order| is_it(order)).map(|order| order.id)
    }

    fn work_mut<T>(
        &mut self,
        order_id: i64,
        work_id: i64,
        act: impl FnOnce(&mut Work) -> T,
    ) -> Option<T> {
        let order = self.orders.get_mut(&order_id)?;
        let work = order.works.iter_mut().find(|work| work.id == work_id)?;
        Some(act(work))
    }

    /// `fulfillmentCreate`, and what a person ships by hand.
    pub(super) fn ship(&mut self, shipment: &Shipment) -> Result<(i64, i64), Refused> {
        let at = |words: String| Refused::at(&["fulfillment"], words);
        let mut lines: Vec<(i64, i64, i64)> = Vec::new();
        let mut taken: Vec<(i64, i64, i64)> = Vec::new();
        let (mut order_id, mut location) = (None, None);
        for (work_id, parts) in &shipment.parts {
            let own = self.order_of_work(*work_id);
            let work = own.and_then(|id| self.orders.get(&id)?.work(*work_id));
            let (Some(own), Some(work)) = (own, work) else {
                return Err(at("Fulfillment order does not exist.".into()));
            };
            if order_id.is_some_and(|id| id != own) {
                return Err(at(
                    "All fulfillment orders must belong to the same order.".into()
                ));
            }
            if location.is_some_and(|place| place != work.location) {
                let words = "All fulfillment orders must have the same assigned location.";
                return Err(at(words.into()));
            }
            (order_id, location) = (Some(own), Some(work.location));
            if !work.is_open() {
                return Err(at(format!(
                    "Fulfillment order {} has an unfulfillable status= {}.",
                    work.id,
                    work.status.to_lowercase()
                )));
            }
            let all = work.lines.iter().map(|line| (line.id, line.remaining));
            let asked = if parts.is_empty() {
                all.collect()
            } else {
                parts.clone()
            };
            for (line_id, quantity) in asked.into_iter().filter(|(_, quantity)| *quantity != 0) {
                let Some(line) = work.lines.iter().find(|line| line.id == line_id) else {
                    return Err(at("Fulfillment order line item does not exist.".into()));
                };
                if quantity > line.remaining {
                    let words = "Invalid fulfillment order line item quantity requested.";
                    return Err(at(words.into()));
                }
                lines.push((line.line, quantity, *work_id));
                taken.push((*work_id, line_id, quantity));
            }
        }
        let (Some(order_id), Some(location)) = (order_id, location) else {
            return Err(at("Fulfillment order does not exist.".into()));
        };
        if lines.is_empty() {
            return Err(at("Nothing is left to be fulfilled.".into()));
        }
        Ok((
            order_id,
            self.keep_shipment(order_id, location, lines, &taken, shipment),
        ))
    }

    fn keep_shipment(
        &mut self,
        order_id: i64,
        location: i64,
        lines: Vec<(i64, i64, i64)>,
        taken: &[(i64, i64, i64)],
        shipment: &Shipment,
    ) -> i64 {
        let (id, now) = (self.new_id(), self.now);
        let Some(order) = self.orders.get_mut(&order_id) else {
            return id;
        };
        for (work_id, line_id, quantity) in taken {
            let Some(work) = order.works.iter_mut().find(|work| work.id == *work_id) else {
                continue;
            };
            if let Some(line) = work.lines.iter_mut().find(|line| line.id == *line_id) {
                line.remaining -= quantity;
            }
            work.status = if work.remaining() == 0 {
                "CLOSED"
            } else {
                "IN_PROGRESS"
            };
            work.in_progress_at.get_or_insert(now);
        }
        let made = Fulfillment {
            id,
            name: format!("#{}-F{}", order.number, order.fulfillments.len() + 1),
            status: "SUCCESS",
            display: "FULFILLED".into(),
            location,
            lines,
            company: shipment.company.clone(),
            numbers: shipment.numbers.clone(),
            urls: shipment.urls.clone(),
            updated_numbers: Vec::new(),
            events: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        order.fulfillments.push(made);
        let status = order.display_fulfillment();
        self.touch(order_id);
        self.tell_fulfillment("fulfillments/create", order_id, id);
        let topic = match status {
            "FULFILLED" => "orders/fulfilled",
            _ => "orders/partially_fulfilled",
        };
        self.tell_order(topic, order_id);
        if shipment.notify {
            self.mail(
                order_id,
                "shipping_confirmation",
                shipment.numbers.first().cloned(),
            );
        }
        id
    }

    /// `fulfillmentTrackingInfoUpdate`.
    pub(super) fn retrack(
        &mut self,
        id: i64,
        tracking: &Value,
        notify: bool,
    ) -> Result<(i64, i64), Refused> {
        let now = self.now;
        let missing = || Refused::at(&["fulfillmentId"], "Fulfillment does not exist.");
        let order_id = self.order_of_fulfillment(id).ok_or_else(missing)?;
        let made = self.fulfillment_mut(order_id, id).ok_or_else(missing)?;
        let (numbers, urls) = numbers_of(tracking);
        if made.numbers != numbers {
            made.updated_numbers.extend(numbers.iter().cloned());
        }
        made.numbers = numbers;
        made.urls = urls;
        made.company = filled(tracking, "company");
        made.updated_at = now;
        let number = made.numbers.first().cloned();
        self.touch(order_id);
        self.tell_fulfillment("fulfillments/update", order_id, id);
        if notify {
            self.mail(order_id, "shipping_update", number);
        }
        Ok((order_id, id))
    }

    /// `fulfillmentEventCreate`.
    pub(super) fn add_event(&mut self, given: &Value, id: i64) -> Result<(i64, i64, i64), Refused> {
        let path = ["fulfillmentEvent", "fulfillmentId"];
        let missing = || Refused::at(&path, "Fulfillment does not exist.");
        let order_id = self.order_of_fulfillment(id).ok_or_else(missing)?;
        let (event_id, now) = (self.new_id(), self.now);
        let made = self.fulfillment_mut(order_id, id).ok_or_else(missing)?;
        let status = filled(given, "status").unwrap_or_default();
        let happened_at = given.get("happenedAt").and_then(reading::moment);
        made.events.push(Event {
            id: event_id,
            status: status.clone(),
            happened_at: happened_at.unwrap_or(now),
        });
        made.display = match status.as_str() {
            "FAILURE" => "NOT_DELIVERED".to_owned(),
            "CARRIER_PICKED_UP" => "PICKED_UP".to_owned(),
            other => other.to_owned(),
        };
        made.updated_at = now;
        self.touch(order_id);
        self.tell_fulfillment("fulfillments/update", order_id, id);
        Ok((order_id, id, event_id))
    }

    /// `fulfillmentCancel`: what was shipped is to be shipped again.
    pub(super) fn unship(&mut self, id: i64) -> Result<(i64, i64), Refused> {
        let missing = || Refused::at(&["id"], "Fulfillment does not exist.");
        let order_id = self.order_of_fulfillment(id).ok_or_else(missing)?;
        let now = self.now;
        let made = self.fulfillment_mut(order_id, id).ok_or_else(missing)?;
        if made.status == "CANCELLED" {
            return Err(Refused::at(&["id"], "Fulfillment is already canceled."));
        }
        made.status = "CANCELLED";
        made.display = "CANCELED".into();
        made.updated_at = now;
        let (lines, location) = (made.lines.clone(), made.location);
        self.reopen(order_id, &lines, location);
        self.touch(order_id);
        self.tell_fulfillment("fulfillments/update", order_id, id);
        self.tell_order("orders/updated", order_id);
        Ok((order_id, id))
    }

    /// A work that is done stays so and a new one opens; one that is not takes its units back.
    fn reopen(&mut self, order_id: i64, lines: &[(i64, i64, i64)], location: i64) {
        let mut anew = Vec::new();
        for (line, quantity, work_id) in lines {
            let back = self.work_mut(order_id, *work_id, |work| {
                let held = work.lines.iter_mut().find(|held| held.line == *line);
                match held {
                    Some(held) if work.status != "CLOSED" => {
                        held.remaining += quantity;
                        work.status = "OPEN";
                        true
                    }
                    _ => false,
                }
            });
            if back != Some(true) {
                anew.push((*line, *quantity));
            }
        }
        if anew.is_empty() {
            return;
        }
        self.open_work(order_id, &anew, location);
    }

    /// Units were added to an order.
    pub(super) fn add_work(&mut self, order_id: i64, line: i64, quantity: i64, place: &str) {
        let location = self.place(place);
        let is_routed = self.orders.get(&order_id).is_some_and(|order| order.routed);
        if is_routed {
            self.open_work(order_id, &[(line, quantity)], location);
        }
    }

    fn open_work(&mut self, order_id: i64, units: &[(i64, i64)], location: i64) {
        let lines = units.iter().map(|(line, quantity)| WorkLine {
            id: self.new_id(),
            line: *line,
            total: *quantity,
            remaining: *quantity,
        });
        let lines = lines.collect();
        let work = Work {
            id: self.new_id(),
            status: "OPEN",
            request: "UNSUBMITTED",
            location,
            fulfill_at: None,
            holds: Vec::new(),
            requests: Vec::new(),
            lines,
            in_progress_at: None,
        };
        if let Some(order) = self.orders.get_mut(&order_id) {
            order.works.push(work);
        }
    }

    fn fulfillment_mut(&mut self, order_id: i64, id: i64) -> Option<&mut Fulfillment> {
        let order = self.orders.get_mut(&order_id)?;
        order.fulfillments.iter_mut().find(|made| made.id == id)
    }

    /// What changes a work's state; answers its order.
    pub(super) fn turn(
        &mut self,
        work_id: i64,
        turn: &Turn,
        message: &str,
    ) -> Result<i64, Refused> {
        let missing = || Refused::at(&["id"], "Fulfillment order does not exist.");
        let order_id = self.order_of_work(work_id).ok_or_else(missing)?;
        let work = self
            .orders
            .get(&order_id)
            .and_then(|order| order.work(work_id));
        let location = work.ok_or_else(missing)?.location;
        let (now, hold_id) = (self.now, self.new_id());
        let service = self.service_at(location).cloned();
        let turned = self.work_mut(order_id, work_id, |work| {
            turned(work, turn, message, service.is_some(), now, hold_id)
        });
        turned.ok_or_else(missing)??;
        if matches!(turn, Turn::AcceptCancellation) {
            let left = self.work_mut(order_id, work_id, |work| {
                let left = work.lines.iter().map(|line| (line.line, line.remaining, 0));
                let left: Vec<_> = left.collect();
                for line in &mut work.lines {
                    (line.total, line.remaining) = (0, 0);
                }
                left
            });
            self.reopen(order_id, &left.unwrap_or_default(), location);
        }
        self.touch(order_id);
        self.tell_work(turn.topic(), order_id, work_id);
        let asks = match turn {
            Turn::Submit => Some("FULFILLMENT_REQUEST"),
            Turn::SubmitCancellation => Some("CANCELLATION_REQUEST"),
            _ => None,
        };
        if let (Some(kind), Some(service)) = (asks, service) {
            self.call_service(&service, kind);
        }
        Ok(order_id)
    }

    /// Part of a work is asked for: the rest goes into a new one.
    pub(super) fn split_off(&mut self, work_id: i64, asked: &[(i64, i64)]) -> Option<i64> {
        let order_id = self.order_of_work(work_id)?;
        let work = self.orders.get(&order_id)?.work(work_id)?.clone();
        let kept = |id: i64| {
            asked
                .iter()
                .find(|(line, _)| *line == id)
                .map_or(0, |(_, n)| *n)
        };
        let rest: Vec<_> = work
            .lines
            .iter()
            .map(|line| (line, line.remaining - kept(line.id)))
            .filter(|(_, rest)| *rest > 0)
            .map(|(line, rest)| (line.line, rest))
            .collect();
        if asked.is_empty() || rest.is_empty() {
            return None;
        }
        self.work_mut(order_id, work_id, |work| {
            work.lines.retain(|line| kept(line.id) > 0);
            for line in &mut work.lines {
                let kept = kept(line.id);
                (line.total, line.remaining) = (kept, kept);
            }
        });
        let rest: Vec<_> = rest
            .into_iter()
            .map(|(line, rest)| (line, rest, 0))
            .collect();
        self.reopen(order_id, &rest, work.location);
        let order = self.orders.get(&order_id)?;
        order.works.last().map(|work| work.id)
    }

    /// `fulfillmentOrderMove`.
    pub(super) fn relocate(&mut self, work_id: i64, location: i64) -> Result<i64, Refused> {
        let missing = || Refused::at(&["id"], "Fulfillment order does not exist.");
        let order_id = self.order_of_work(work_id).ok_or_else(missing)?;
        if !self.locations.contains_key(&location) {
            return Err(Refused::at(&["id"], "Location not found.").coded("LOCATION_NOT_FOUND"));
        }
        let moved = self.work_mut(order_id, work_id, |work| {
            if work.status == "IN_PROGRESS" {
                let words = "Cannot move a fulfillment order that has had progress reported.";
                return Err(Refused::plain(words)
                    .coded("CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"));
            }
            if work.status != "OPEN" || work.request == "SUBMITTED" {
                return Err(Refused::plain("Cannot change location."));
            }
            work.location = location;
            Ok(())
        });
        moved.ok_or_else(missing)??;
        self.touch(order_id);
        self.tell_work("fulfillment_orders/moved", order_id, work_id);
        Ok(order_id)
    }
}

/// A change of a work's state.
#[derive(Clone, Debug)]
pub(super) enum Turn {
    Submit,
    Accept,
    Reject,
    SubmitCancellation,
    AcceptCancellation,
    RejectCancellation,
    Close,
    Progress,
    Open,
    Hold(String, String),
    Release,
}

impl Turn {
    fn topic(&self) -> &'static str {
        match self {
            Self::Submit => "fulfillment_orders/fulfillment_request_submitted",
            Self::Accept => "fulfillment_orders/fulfillment_request_accepted",
            Self::Reject => "fulfillment_orders/fulfillment_request_rejected",
            Self::SubmitCancellation => "fulfillment_orders/cancellation_request_submitted",
            Self::AcceptCancellation => "fulfillment_orders/cancellation_request_accepted",
            Self::RejectCancellation => "fulfillment_orders/cancellation_request_rejected",
            Self::Close => "fulfillment_orders/fulfillment_service_failed_to_complete",
            Self::Progress => "fulfillment_orders/progress_reported",
            Self::Open => "fulfillment_orders/manually_reported_progress_stopped",
            Self::Hold(..) => "fulfillment_holds/added",
            Self::Release => "fulfillment_holds/released",
        }
    }
}

fn turned(
    work: &mut Work,
    turn: &Turn,
    message: &str,
    at_service: bool,
    now: Timestamp,
    hold_id: i64,
) -> Result<(), Refused> {
    if let Some(refused) = objection(work, turn, at_service) {
        return Err(refused);
    }
    let ask = |kind| Request {
        kind,
        message: message.to_owned(),
        sent_at: now,
    };
    match turn {
        Turn::Submit => {
            (work.status, work.request) = ("OPEN", "SUBMITTED");
            work.requests.push(ask("FULFILLMENT_REQUEST"));
        }
        Turn::Accept => {
            (work.status, work.request) = ("IN_PROGRESS", "ACCEPTED");
            work.in_progress_at.get_or_insert(now);
        }
        Turn::Reject => work.request = "REJECTED",
        // The immediate answer still reads ACCEPTED; only the request tells.
        Turn::SubmitCancellation => work.requests.push(ask("CANCELLATION_REQUEST")),
        Turn::AcceptCancellation => {
            (work.status, work.request) = ("CLOSED", "CANCELLATION_ACCEPTED");
        }
        Turn::RejectCancellation => work.request = "CANCELLATION_REJECTED",
        Turn::Close => (work.status, work.request) = ("INCOMPLETE", "CLOSED"),
        Turn::Progress => {
            work.status = "IN_PROGRESS";
            work.in_progress_at.get_or_insert(now);
        }
        Turn::Open => work.status = "OPEN",
        Turn::Hold(reason, notes) => {
            work.status = "ON_HOLD";
            let (reason, notes) = (reason.clone(), notes.clone());
            work.holds.push(Hold {
                id: hold_id,
                reason,
                notes,
            });
        }
        Turn::Release => {
            work.holds.clear();
            work.status = "OPEN";
        }
    }
    Ok(())
}

/// Why a work's state can't be changed like this.
fn objection(work: &Work, turn: &Turn, at_service: bool) -> Option<Refused> {
    let asked = matches!(work.request, "SUBMITTED" | "ACCEPTED");
    let words = match turn {
        Turn::Submit if !at_service => "The assigned location is no fulfillment service.",
        Turn::Submit if !work.is_open() || asked => {
            "Cannot request fulfillment for the fulfillment order."
        }
        Turn::Accept if work.request != "SUBMITTED" => {
            "Cannot accept fulfillment request for the fulfillment order."
        }
        Turn::Reject if work.request != "SUBMITTED" => {
            "Cannot reject fulfillment request for the fulfillment order."
        }
        Turn::SubmitCancellation if work.request != "ACCEPTED" => {
            "Cannot request cancellation for the fulfillment order."
        }
        Turn::AcceptCancellation | Turn::RejectCancellation if !work.is_called_off() => {
            "There is no cancellation request for the fulfillment order."
        }
        Turn::Close if !at_service => "The fulfillment service must be of api type.",
        Turn::Progress if !matches!(work.status, "OPEN" | "IN_PROGRESS") => {
            let words = "Cannot report progress on the fulfillment order in its current state.";
            return Some(Refused::plain(words).coded("INVALID_FULFILLMENT_ORDER_STATUS"));
        }
        Turn::Open if work.status != "IN_PROGRESS" => {
            "Fulfillment order status must be in progress."
        }
        Turn::Hold(..) if work.is_over() => "Cannot hold the fulfillment order.",
        Turn::Release if work.status != "ON_HOLD" => "The fulfillment order is not on hold.",
        _ => return None,
    };
    Some(Refused::plain(words))
}

impl Work {
    /// Whether the merchant asked to have it back and was not answered.
    pub(super) fn is_called_off(&self) -> bool {
        let newest = self.requests.last();
        matches!(self.request, "ACCEPTED" | "CANCELLATION_REQUESTED")
            && newest.is_some_and(|request| request.kind == "CANCELLATION_REQUEST")
    }
}

/// Tracking numbers and addresses, one or several.
pub(super) fn numbers_of(tracking: &Value) -> (Vec<String>, Vec<String>) {
    let of = |one: &str, many: &str| {
        let several = list(tracking, many).iter().filter_map(reading::text);
        let single = filled(tracking, one).into_iter();
        single.chain(several).collect::<Vec<_>>()
    };
    (of("number", "numbers"), of("url", "urls"))
}

/// What a `FulfillmentInput` asks for.
pub(super) fn shipment_of(input: &Value) -> Result<Shipment, Refused> {
    let mut parts = Vec::new();
    for (place, group) in list(input, "lineItemsByFulfillmentOrder")
        .iter()
        .enumerate()
    {
        let id = filled(group, "fulfillmentOrderId").unwrap_or_default();
        let work = number_of(&id, "FulfillmentOrder").unwrap_or_default();
        let mut lines = Vec::new();
        for (at, line) in list(group, "fulfillmentOrderLineItems").iter().enumerate() {
            let quantity = line.get("quantity").and_then(int).unwrap_or_default();
            if quantity <= 0 {
                let path = format!(
                    "fulfillment.lineItemsByFulfillmentOrder.{place}.fulfillmentOrderLineItems.{at}.quantity"
                );
                let path: Vec<&str> = path.split('.').collect();
                return Err(Refused::at(&path, "Quantity must be greater than 0"));
            }
            let id = filled(line, "id").unwrap_or_default();
            let id = number_of(&id, "FulfillmentOrderLineItem").unwrap_or_default();
            lines.push((id, quantity));
        }
        parts.push((work, lines));
    }
    let tracking = input.get("trackingInfo").cloned().unwrap_or(json!({}));
    let (numbers, urls) = numbers_of(&tracking);
    Ok(Shipment {
        parts,
        company: filled(&tracking, "company"),
        numbers,
        urls,
        notify: input.get("notifyCustomer").and_then(truth) == Some(true),
    })
}
