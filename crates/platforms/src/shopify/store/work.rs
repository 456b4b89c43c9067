//! Telling the store of parcels and of progress: on the right fulfillment-order lines, once.
//!
//! Shopify knows no idempotency for any of it. So the order's work and its fulfillments are read right
//! before anything is made: what a lost answer made is found there by its number, and the lines are looked
//! up in whatever fulfillment orders hold them now. One call may name lines of one location only.
//! Source: README.md, fulfillments.

use std::collections::BTreeMap;

use domain::ids::ExternalId;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{FulfillmentUpdate, NewFulfillment};
use serde_json::{Map, Value, json};

use super::{ROUTED_SOON, ROUTING, ShopifyStore, id_in};
use crate::shopify::convert::{self, filled, is_free, is_open};
use crate::shopify::documents;
use crate::shopify::error::{not_asked, unreadable};
use crate::shopify::wire::{
    self, Fulfillment, FulfillmentOrder, OrderWork, ToldFulfillment, Tracking, gid, number,
};

/// Units of one fulfillment order's lines, by that order's id.
type Shares = BTreeMap<String, Vec<(String, u32)>>;

impl ShopifyStore {
    /// Makes a fulfillment of these lines at each location where some of them lie.
    pub(super) async fn fulfill(
        &self,
        order: u64,
        new: &NewFulfillment,
    ) -> Result<ExternalId, CallError> {
        if new.lines.is_empty() || new.lines.iter().any(|(_, quantity)| *quantity == 0) {
            return Err(not_asked("a fulfillment needs lines with quantities"));
        }
        let Some(work) = self.work_of(order).await? else {
            let message = "the store does not have this order (any more)";
            return Err(CallError::new(CallErrorKind::NotFound, message));
        };
        let (mut made, missing) = already_made(&work.fulfillments, new);
        let ours = self.ours().await?;
        let open = work.fulfillment_orders.nodes.iter();
        let open: Vec<_> = open.filter(|work| is_free(work, &ours)).collect();
        let shares = match share_out(&missing, &open) {
            Ok(shares) => shares,
            Err(Shortage::Nowhere) => return Err(self.unplaceable(&work)),
            Err(Shortage::Here(share)) => {
                // The store says no in its own words, before anything else is made.
                for share in by_location(&share, &open) {
                    self.make(new, &share).await?;
                }
                let message = "the store took more units than it had open";
                return Err(CallError::new(CallErrorKind::Unclear, message));
            }
        };
        for share in by_location(&shares, &open) {
            made.push(self.make(new, &share).await?);
        }
        made.into_iter()
            .reduce(|one, other| convert::joined(&one, &other))
            .ok_or_else(|| unreadable("fulfillment", "nothing was made"))
    }

    async fn make(&self, new: &NewFulfillment, share: &[Value]) -> Result<ExternalId, CallError> {
        let variables = json!({"fulfillment": {
            "lineItemsByFulfillmentOrder": share,
            "trackingInfo": tracking(&new.number, &new.carrier, &new.tracking_url),
            "notifyCustomer": new.notify_customer,
        }});
        let document = &documents::FULFILLMENT_CREATE;
        let payload = self.api.change(document, "fulfillmentCreate", variables);
        id_in(&payload.await?, "fulfillment")
    }

    /// Says where a parcel is and under which number, if the store does not know it yet.
    pub(super) async fn update_one(
        &self,
        id: u64,
        update: &FulfillmentUpdate,
    ) -> Result<(), CallError> {
        let id = gid("Fulfillment", id);
        let data = self
            .api
            .call(&documents::FULFILLMENT, json!({"id": id}))
            .await?;
        let told: Option<ToldFulfillment> = wire::member(&data, "fulfillment")?;
        let Some(told) = told else {
            let message = "the store does not have this fulfillment (any more)";
            return Err(CallError::new(CallErrorKind::NotFound, message));
        };
        if told.status == "CANCELLED" {
            return Err(not_asked("the fulfillment was canceled in the store"));
        }
        if !says_the_same(&told.tracking_info, update) {
            let words = tracking(&update.number, &update.carrier, &update.tracking_url);
            let variables = json!({
                "id": id, "tracking": words, "notify": update.notify_customer,
            });
            self.api
                .change(
                    &documents::TRACKING_UPDATE,
                    "fulfillmentTrackingInfoUpdate",
                    variables,
                )
                .await?;
        }
        let newest = told
            .events
            .nodes
            .iter()
            .max_by_key(|event| event.happened_at);
        let status = update.status.and_then(convert::event_status);
        let Some(status) =
            status.filter(|status| newest.is_none_or(|event| event.status != *status))
        else {
            return Ok(());
        };
        let variables = json!({"event": {
            "fulfillmentId": id, "status": status, "happenedAt": self.api.now().to_string(),
        }});
        self.api
            .change(
                &documents::EVENT_CREATE,
                "fulfillmentEventCreate",
                variables,
            )
            .await
            .map(|_| ())
    }

    /// Reports progress on what is open and holds these lines. What is in progress already stays so.
    pub(super) async fn progress(
        &self,
        order: u64,
        lines: &[(ExternalId, u32)],
    ) -> Result<(), CallError> {
        let Some(work) = self.work_of(order).await? else {
            return Ok(());
        };
        let ours = self.ours().await?;
        let holds_some = |work: &&FulfillmentOrder| {
            let mut held = work.line_items.nodes.iter();
            held.any(|held| {
                let id = number(&held.line_item.id);
                held.remaining_quantity > 0 && lines.iter().any(|(line, _)| line.as_str() == id)
            })
        };
        let open = work.fulfillment_orders.nodes.iter();
        let open = open.filter(|work| work.status == "OPEN" && is_free(work, &ours));
        for work in open.filter(holds_some) {
            // What was asked of us is taken on by answering, not by a report.
            if work.request_status == "SUBMITTED" {
                continue;
            }
            let variables = json!({
                "id": work.id, "report": {"reasonNotes": "ordered at the supplier"},
            });
            self.api
                .change(
                    &documents::PROGRESS_REPORT,
                    "fulfillmentOrderReportProgress",
                    variables,
                )
                .await?;
        }
        Ok(())
    }

    /// What is to be done for an order, and what was done.
    pub(super) async fn work_of(&self, order: u64) -> Result<Option<OrderWork>, CallError> {
        let variables = json!({"id": gid("Order", order)});
        let data = match self.api.call(&documents::ORDER_WORK, variables).await {
            Err(error) if error.kind == CallErrorKind::NotFound => return Ok(None),
            data => data?,
        };
        let work: Option<OrderWork> = wire::member(&data, "order")?;
        let is_cut = work
            .as_ref()
            .is_some_and(|work| work.fulfillment_orders.page_info.has_next_page);
        if is_cut {
            return Err(unreadable("order", "it lies at more than 25 places"));
        }
        Ok(work)
    }

    /// Why lines can't be told now: a store that has not said yet where they are is asked again.
    fn unplaceable(&self, work: &OrderWork) -> CallError {
        let age = self.api.now().duration_since(work.created_at);
        let is_routed = !work.fulfillment_orders.nodes.is_empty();
        if is_routed || age >= ROUTING {
            return not_asked("the store has none of these units open to be fulfilled by us");
        }
        let message = "the store has not said yet where the order's goods are";
        CallError::new(CallErrorKind::Throttled { wait: ROUTED_SOON }, message)
    }
}

/// What stands under this number already, and the lines that are missing in it.
fn already_made(
    fulfillments: &[Fulfillment],
    new: &NewFulfillment,
) -> (Vec<ExternalId>, Vec<(ExternalId, u32)>) {
    let mut missing = new.lines.clone();
    let mut made = Vec::new();
    if new.number.trim().is_empty() {
        return (made, missing);
    }
    for known in fulfillments {
        let same_number = known
            .tracking_info
            .iter()
            .any(|tracking| filled(tracking.number.as_ref()).as_deref() == Some(new.number.trim()));
        if !same_number || known.status != "SUCCESS" {
            continue;
        }
        let mut is_part = false;
        for line in &known.fulfillment_line_items.nodes {
            let quantity = line.quantity.unwrap_or_default();
            for (id, left) in &mut missing {
                if id.as_str() == number(&line.line_item.id) && *left > 0 {
                    *left = left.saturating_sub(quantity);
                    is_part = true;
                }
            }
        }
        if is_part {
            made.push(ExternalId::new(number(&known.id)));
        }
    }
    missing.retain(|(_, left)| *left > 0);
    (made, missing)
}

/// Why lines can't be shared out.
enum Shortage {
    /// No open work holds the line.
    Nowhere,
    /// This work holds some of it, and is asked for more than it has.
    Here(Shares),
}

/// Shares the lines out over the open work that holds them, in the order the store tells it.
fn share_out(lines: &[(ExternalId, u32)], open: &[&FulfillmentOrder]) -> Result<Shares, Shortage> {
    let mut shares = Shares::new();
    for (line, quantity) in lines {
        let mut left = *quantity;
        let mut last = None;
        for work in open {
            let held = work.line_items.nodes.iter();
            let held = held.filter(|held| number(&held.line_item.id) == line.as_str());
            for held in held {
                let share = left.min(held.remaining_quantity);
                last = Some((work.id.clone(), held.id.clone(), left));
                if share > 0 {
                    let shares = shares.entry(work.id.clone()).or_default();
                    shares.push((held.id.clone(), share));
                    left -= share;
                }
            }
        }
        if left > 0 {
            let Some((work, held, asked)) = last else {
                return Err(Shortage::Nowhere);
            };
            return Err(Shortage::Here(Shares::from([(work, vec![(held, asked)])])));
        }
    }
    Ok(shares)
}

/// One list of fulfillment orders for each location: a call may not name two.
fn by_location(shares: &Shares, open: &[&FulfillmentOrder]) -> Vec<Vec<Value>> {
    let mut places: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for work in open {
        let Some(share) = shares.get(&work.id) else {
            continue;
        };
        let location = work.assigned_location.location.as_ref();
        // A location that was removed has a name and no id any more.
        let place = location.map_or_else(
            || work.assigned_location.name.clone(),
            |location| location.id.clone(),
        );
        let lines: Vec<Value> = share
            .iter()
            .map(|(id, quantity)| json!({"id": id, "quantity": quantity}))
            .collect();
        places.entry(place).or_default().push(json!({
            "fulfillmentOrderId": work.id, "fulfillmentOrderLineItems": lines,
        }));
    }
    places.into_values().collect()
}

/// The words about tracking; an empty one is left out rather than blanked.
fn tracking(number: &str, carrier: &str, url: &str) -> Value {
    let words = [("number", number), ("company", carrier), ("url", url)];
    let words = words
        .into_iter()
        .filter(|(_, word)| !word.trim().is_empty())
        .map(|(name, word)| (name.to_owned(), Value::from(word.trim())));
    Value::Object(words.collect::<Map<_, _>>())
}

fn says_the_same(told: &[Tracking], update: &FulfillmentUpdate) -> bool {
    let is_told = |wanted: &str, told: Option<&String>| {
        let wanted = wanted.trim();
        wanted.is_empty() || filled(told).as_deref() == Some(wanted)
    };
    told.iter().any(|told| {
        is_told(&update.number, told.number.as_ref())
            && is_told(&update.carrier, told.company.as_ref())
            && is_told(&update.tracking_url, told.url.as_ref())
    })
}

/// The open work of a kind that waits for an answer.
pub(super) fn open_with_request<'a>(
    work: &'a OrderWork,
    statuses: &'a [&'a str],
) -> impl Iterator<Item = &'a FulfillmentOrder> {
    work.fulfillment_orders
        .nodes
        .iter()
        .filter(|work| is_open(work) && statuses.contains(&work.request_status.as_str()))
}
