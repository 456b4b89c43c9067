//! Which units of an order are ours to ship now, and what the store asks of us about them.
//!
//! A fulfillment order is the store's word for work at one location. It is looked at when it is needed and
//! never remembered: moving, splitting, canceling and merging give it a new id.
//! Source: README.md, fulfillment orders.

use domain::ids::ExternalId;
use domain::ports::store::StoreAsk;

use crate::shopify::auth::Role;
use crate::shopify::wire::{FulfillmentOrder, Order, number};

/// What is ours in a store.
#[derive(Clone, Debug, Default)]
pub(in crate::shopify) struct Ours {
    pub(in crate::shopify) role: Role,
    /// The location of our fulfillment service, once it is known.
    pub(in crate::shopify) location: Option<String>,
}

impl Ours {
    fn is_at_our_location(&self, work: &FulfillmentOrder) -> bool {
        let location = work.assigned_location.location.as_ref();
        let location = location.map(|location| number(&location.id));
        location.is_some() && location == self.location.as_deref().map(number)
    }
}

/// Whether something of it is still to be shipped by somebody.
pub(in crate::shopify) fn is_open(work: &FulfillmentOrder) -> bool {
    matches!(work.status.as_str(), "OPEN" | "IN_PROGRESS" | "INCOMPLETE")
}

/// Whether it is ours to ship now. Holds and schedules are respected, and so is what other services hold.
pub(in crate::shopify) fn is_free(work: &FulfillmentOrder, ours: &Ours) -> bool {
    if !is_open(work) || !work.fulfillment_holds.is_empty() {
        return false;
    }
    let at_a_service = work
        .assigned_location
        .location
        .as_ref()
        .is_some_and(|location| location.is_fulfillment_service);
    match ours.role {
        Role::OrderManager => !at_a_service,
        // What the merchant did not ask for is not ours yet, and what was turned down is not ours any more.
        Role::FulfillmentService => {
            let asked = matches!(
                work.request_status.as_str(),
                "SUBMITTED" | "ACCEPTED" | "CANCELLATION_REQUESTED" | "CANCELLATION_REJECTED"
            );
            asked && ours.is_at_our_location(work)
        }
    }
}

/// How many units of a line are ours to ship now.
pub(super) fn free_units(line_item: &str, works: &[FulfillmentOrder], ours: &Ours) -> u32 {
    works
        .iter()
        .filter(|work| is_free(work, ours))
        .flat_map(|work| &work.line_items.nodes)
        .filter(|line| number(&line.line_item.id) == number(line_item))
        .map(|line| line.remaining_quantity)
        .sum()
}

/// Whether the store has said where the order's goods are. It does so a little after the order was made.
pub(in crate::shopify) fn is_routed(order: &Order) -> bool {
    let waits = order
        .line_items
        .nodes
        .iter()
        .any(|line| line.requires_shipping && line.unfulfilled_quantity > 0);
    !waits || order.cancelled_at.is_some() || !order.fulfillment_orders.nodes.is_empty()
}

/// What the store asks of us and waits for.
pub(in crate::shopify) fn asks(works: &[FulfillmentOrder], ours: &Ours) -> Vec<StoreAsk> {
    if ours.role != Role::FulfillmentService {
        return Vec::new();
    }
    let ask = |work: &FulfillmentOrder| {
        let lines = work.line_items.nodes.iter();
        let lines = lines.map(|line| {
            let id = ExternalId::new(number(&line.line_item.id));
            (id, line.remaining_quantity)
        });
        let lines = lines.collect();
        let newest = work
            .merchant_requests
            .nodes
            .iter()
            // The store tells whole seconds, and only what was asked for can be called off.
            .max_by_key(|request| (request.sent_at, request.kind == "CANCELLATION_REQUEST"));
        let message = newest
            .and_then(|request| request.message.clone())
            .unwrap_or_default();
        // The status follows a request to call off a little later than the request itself.
        let is_called_off = newest.is_some_and(|request| request.kind == "CANCELLATION_REQUEST");
        match work.request_status.as_str() {
            "SUBMITTED" => Some(StoreAsk::Fulfill { lines, message }),
            "CANCELLATION_REQUESTED" => Some(StoreAsk::CallOff { lines, message }),
            "ACCEPTED" if is_called_off => Some(StoreAsk::CallOff { lines, message }),
            _ => None,
        }
    };
    works
        .iter()
        .filter(|work| is_open(work) && ours.is_at_our_location(work))
        .filter_map(ask)
        .collect()
}
