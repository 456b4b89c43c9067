//! What the merchant asks of our fulfillment service, and our answers.
//!
//! The store's call says only that something was asked; what, is read here. An answer is given to whatever
//! still waits for it, so that giving it twice changes nothing. Source: README.md, request fulfillment.

use std::collections::BTreeSet;

use domain::ids::ExternalId;
use domain::ports::error::CallError;
use domain::ports::store::StoreAnswer;
use serde_json::{Value, json};

use super::work::open_with_request;
use super::{PAGE_SIZE, ShopifyStore, next};
use crate::shopify::auth::Role;
use crate::shopify::convert::{asks, rejection};
use crate::shopify::documents::{self, Document};
use crate::shopify::wire::{self, AssignedOrder, Connection, number};

/// More pages of requests than wait at any time; ends a list that never ends.
const MOST_PAGES: usize = 40;

impl ShopifyStore {
    /// The orders of which something waits for an answer.
    pub(super) async fn waiting_orders(&self) -> Result<Vec<ExternalId>, CallError> {
        if self.api.access().role != Role::FulfillmentService {
            return Ok(Vec::new());
        }
        let mut orders = BTreeSet::new();
        for status in ["FULFILLMENT_REQUESTED", "CANCELLATION_REQUESTED"] {
            let mut after = None;
            for _ in 0..MOST_PAGES {
                let variables = json!({"first": PAGE_SIZE, "after": after, "status": status});
                let data = self.api.call(&documents::ASSIGNED, variables).await?;
                let page: Connection<AssignedOrder> =
                    wire::member(&data, "assignedFulfillmentOrders")?;
                let ids = page.nodes.iter().map(|asked| number(&asked.order_id));
                orders.extend(ids.map(ExternalId::new));
                match next(page.page_info) {
                    Some(next) => after = Some(next.0),
                    None => break,
                }
            }
        }
        Ok(orders.into_iter().collect())
    }

    /// Gives an answer to all that waits for one of its kind.
    pub(super) async fn answer(&self, order: u64, answer: &StoreAnswer) -> Result<(), CallError> {
        let Some(work) = self.work_of(order).await? else {
            return Ok(());
        };
        let ours = self.ours().await?;
        let statuses: &[&str] = match answer {
            StoreAnswer::TakenOn | StoreAnswer::TurnedDown { .. } => &["SUBMITTED"],
            // The status follows the request a little later.
            StoreAnswer::GivenBack | StoreAnswer::Kept { .. } => {
                &["CANCELLATION_REQUESTED", "ACCEPTED"]
            }
        };
        let waiting = open_with_request(&work, statuses)
            .filter(|work| !asks(std::slice::from_ref(*work), &ours).is_empty());
        for waiting in waiting {
            let (document, field, variables) = spelled(&waiting.id, answer);
            self.api.change(document, field, variables).await?;
        }
        Ok(())
    }
}

fn spelled(id: &str, answer: &StoreAnswer) -> (&'static Document, &'static str, Value) {
    match answer {
        StoreAnswer::TakenOn => (
            &documents::REQUEST_ACCEPT,
            "fulfillmentOrderAcceptFulfillmentRequest",
            json!({"id": id, "message": "Taken on"}),
        ),
        StoreAnswer::TurnedDown { reason, message } => (
            &documents::REQUEST_REJECT,
            "fulfillmentOrderRejectFulfillmentRequest",
            json!({"id": id, "reason": rejection(*reason), "message": message}),
        ),
        StoreAnswer::GivenBack => (
            &documents::CANCELLATION_ACCEPT,
            "fulfillmentOrderAcceptCancellationRequest",
            json!({"id": id, "message": "Nothing was shipped"}),
        ),
        StoreAnswer::Kept { message } => (
            &documents::CANCELLATION_REJECT,
            "fulfillmentOrderRejectCancellationRequest",
            json!({"id": id, "message": message}),
        ),
    }
}
