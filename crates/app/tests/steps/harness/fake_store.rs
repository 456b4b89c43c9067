//! The store: keeps orders and fulfillments, and makes a second fulfillment when it is told twice.

use async_trait::async_trait;
use domain::ids::ExternalId;
use domain::money::Currency;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{
    FulfillmentUpdate, NewFulfillment, OrderRef, Page, PageToken, StoreAnswer, StoreAsk,
    StoreCapabilities, StoreFulfillment, StoreOrder, StorePort, StoreProduct, StoreProfile,
    WebhookCall, WebhookHint, WebhookRefused,
};
use jiff::Timestamp;

use super::goods::id;
use super::world::{Op, Told, World, failed};

/// The store's platform.
pub(crate) const STORE: &str = "sample_store";

/// Orders on one page: few, so that every poll turns pages.
const PAGE: usize = 2;

pub(crate) struct FakeStore {
    pub(crate) world: World,
    pub(crate) access: String,
}

#[async_trait]
impl StorePort for FakeStore {
    fn capabilities(&self) -> StoreCapabilities {
        let state = self.world.state();
        StoreCapabilities {
            webhooks: true,
            tracking_status: state.tracking_status,
            cancel_order: false,
            progress: false,
            asks: state.asks,
        }
    }

    async fn profile(&self) -> Result<StoreProfile, CallError> {
        let profile = StoreProfile {
            external_id: id("77"),
            name: "Lamps".into(),
            domain: "lamps.test".into(),
            currency: Currency::USD,
        };
        self.world.call(Op::Profile, |_| Ok(profile)).await
    }

    async fn changed_orders(
        &self,
        since: Timestamp,
        page: Option<PageToken>,
    ) -> Result<Page<OrderRef>, CallError> {
        let from: usize = page.map_or(0, |page| page.0.parse().unwrap());
        let list = |orders: Vec<OrderRef>| {
            let items: Vec<OrderRef> = orders.iter().skip(from).take(PAGE).cloned().collect();
            let next = from + items.len();
            let next = (next < orders.len()).then(|| PageToken(next.to_string()));
            Page { items, next }
        };
        self.world
            .call(Op::ChangedOrders, |state| {
                state.opens(&self.access)?;
                let changed = state
                    .orders
                    .values()
                    .filter(|order| order.updated_at >= since);
                let mut refs: Vec<OrderRef> = changed
                    .map(|order| OrderRef {
                        external_id: order.external_id.clone(),
                        updated_at: order.updated_at,
                    })
                    .collect();
                refs.sort_by_key(|order| order.updated_at);
                Ok(list(refs))
            })
            .await
    }

    async fn order(&self, id: &ExternalId) -> Result<Option<StoreOrder>, CallError> {
        self.world
            .call(Op::Order, |state| {
                state.opens(&self.access)?;
                Ok(state.orders.get(id).cloned())
            })
            .await
    }

    async fn products(&self, _: Option<PageToken>) -> Result<Page<StoreProduct>, CallError> {
        self.world
            .call(Op::Products, |state| {
                let items = state.store_products.clone();
                Ok(Page { items, next: None })
            })
            .await
    }

    async fn create_fulfillment(
        &self,
        order: &ExternalId,
        new: &NewFulfillment,
    ) -> Result<ExternalId, CallError> {
        self.world
            .call(Op::CreateFulfillment, |state| {
                state.opens(&self.access)?;
                let id = state.fresh_number();
                let kept = state.orders.get_mut(order);
                let kept = kept.ok_or_else(|| failed(CallErrorKind::NotFound))?;
                kept.fulfillments.push(StoreFulfillment {
                    external_id: id.clone(),
                    canceled: false,
                    number: new.number.clone(),
                    carrier: new.carrier.clone(),
                    lines: new.lines.clone(),
                });
                state.told.push(Told {
                    order: order.clone(),
                    id: id.clone(),
                    told: new.clone(),
                });
                Ok(id)
            })
            .await
    }

    async fn update_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &ExternalId,
        update: &FulfillmentUpdate,
    ) -> Result<(), CallError> {
        self.world
            .call(Op::UpdateFulfillment, |state| {
                let kept = state.orders.get_mut(order);
                let kept = kept.and_then(|order| {
                    let mut made = order.fulfillments.iter_mut();
                    made.find(|made| made.external_id == *fulfillment)
                });
                let kept = kept.ok_or_else(|| failed(CallErrorKind::NotFound))?;
                kept.number.clone_from(&update.number);
                let change = (fulfillment.clone(), update.number.clone(), update.status);
                // Repeating it changes nothing.
                if state.updates.last() != Some(&change) {
                    state.updates.push(change);
                }
                Ok(())
            })
            .await
    }

    async fn cancel_fulfillment(&self, _: &ExternalId, _: &ExternalId) -> Result<(), CallError> {
        Err(failed(CallErrorKind::Refused))
    }

    async fn cancel_order(&self, _: &ExternalId, _: &str) -> Result<(), CallError> {
        Err(failed(CallErrorKind::Refused))
    }

    async fn orders_to_answer(&self) -> Result<Vec<ExternalId>, CallError> {
        self.world
            .call(Op::OrdersToAnswer, |state| {
                let asking = state.orders.values().filter(|order| !order.asks.is_empty());
                Ok(asking.map(|order| order.external_id.clone()).collect())
            })
            .await
    }

    /// A question that is gone can't be answered. What is not ours, or not any more, is held.
    async fn answer_request(
        &self,
        order: &ExternalId,
        answer: &StoreAnswer,
    ) -> Result<(), CallError> {
        use StoreAnswer as A;
        self.world
            .call(Op::AnswerRequest, |state| {
                state.opens(&self.access)?;
                let of_taking_on = matches!(answer, A::TakenOn | A::TurnedDown { .. });
                let fits = |ask: &StoreAsk| matches!(ask, StoreAsk::Fulfill { .. }) == of_taking_on;
                let kept = state.orders.get_mut(order);
                let kept = kept.ok_or_else(|| failed(CallErrorKind::NotFound))?;
                let place = kept.asks.iter().position(fits);
                kept.asks
                    .remove(place.ok_or_else(|| failed(CallErrorKind::Refused))?);
                if matches!(answer, A::TurnedDown { .. } | A::GivenBack) {
                    for line in &mut kept.lines {
                        line.held_quantity = line.quantity;
                    }
                }
                state.answers.push((order.clone(), answer.clone()));
                Ok(())
            })
            .await
    }

    async fn ensure_webhooks(&self, base_url: &str) -> Result<Vec<String>, CallError> {
        let made = vec![format!("subscribed at {base_url}")];
        self.world.call(Op::EnsureWebhooks, |_| Ok(made)).await
    }

    fn read_webhook(&self, call: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused> {
        let signed = call
            .headers
            .iter()
            .any(|(name, value)| name == "signature" && value == "right");
        if signed {
            self.understand_webhook(call)
        } else {
            Err(WebhookRefused::WrongSignature)
        }
    }

    /// A body that is an order's id and whatever follows a space.
    fn understand_webhook(&self, call: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused> {
        let text = std::str::from_utf8(call.body);
        let text = text.map_err(|error| WebhookRefused::Unreadable(error.to_string()))?;
        Ok(match call.topic {
            "orders" => WebhookHint::Order(id(text.split(' ').next().unwrap())),
            "products" => WebhookHint::Products,
            "uninstalled" => WebhookHint::Uninstalled,
            _ => WebhookHint::Other,
        })
    }

    fn order_page(&self, id: &ExternalId) -> String {
        format!("https://lamps.test/orders/{id}")
    }
}
