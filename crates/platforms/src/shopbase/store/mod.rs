//! A ShopBase store as the port sees it: one function a call of the vendor's.
//!
//! It never repeats a call: ShopBase knows no idempotency keys, so that callers look before they
//! repeat. Before it: `connect`, which makes it. It sends through `api` and translates through
//! `convert`.
//! Vendor's documentation: developers.shopbase.com, REST API references.

mod paging;
mod subscriptions;

use async_trait::async_trait;
use domain::ids::ExternalId;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{
    FulfillmentUpdate, NewFulfillment, OrderRef, Page, PageToken, StoreCapabilities, StoreOrder,
    StorePort, StoreProduct, StoreProfile, WebhookCall, WebhookHint, WebhookRefused,
};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Map, Value, json};

pub(super) use self::paging::Place;
use super::api::Api;
use super::convert::{self, Untranslatable};
use super::error::{not_asked, unreadable};
use super::wire::{self, Created, OrderStamp};
use super::{auth, webhook};

/// A store behind credentials.
pub(super) struct ShopbaseStore {
    api: Api,
}

impl ShopbaseStore {
    /// The store that `api` calls.
    pub(super) fn new(api: Api) -> Self {
        Self { api }
    }

    async fn post_empty(&self, path: &str) -> Result<(), CallError> {
        self.api
            .send_document(Method::POST, path, &json!({}))
            .await
            .map(|_| ())
    }
}

#[async_trait]
impl StorePort for ShopbaseStore {
    fn capabilities(&self) -> StoreCapabilities {
        StoreCapabilities {
            webhooks: true,
            tracking_status: true,
            cancel_order: true,
            progress: false,
            asks: false,
        }
    }

    /// `GET /admin/shop.json`.
    async fn profile(&self) -> Result<StoreProfile, CallError> {
        let answer = self.api.get("shop.json", &[]).await?;
        let shop = wire::one(&answer.body, "shop")?;
        convert::profile(shop, self.api.access().config.host()).map_err(|err| wrong("shop", &err))
    }

    /// `GET /admin/orders.json`. Pages are walked by id, so that only within a page the oldest
    /// change is first, and an order that changes while it is walked may be told by the next walk
    /// only: a reader's next `since` lies before the moment this walk began.
    async fn changed_orders(
        &self,
        since: Timestamp,
        page: Option<PageToken>,
    ) -> Result<Page<OrderRef>, CallError> {
        let place = Place::read(page)?;
        let mut query = place.query();
        // Whole seconds, as ShopBase prints them.
        let since = Timestamp::from_second(since.as_second()).unwrap_or(since);
        query.push(("updated_at_min", since.to_string()));
        // Closed and canceled ones too; the parameter is not called `status` as elsewhere.
        query.push(("order_status", "any".to_owned()));
        query.push(("fields", "id,updated_at".to_owned()));
        let answer = self.api.get("orders.json", &query).await?;
        let stamps: Vec<OrderStamp> = wire::many(&answer.body, "orders")?;
        let next = place.next(stamps.iter().map(|stamp| stamp.id.as_str()))?;
        let now = self.api.now();
        let mut items: Vec<OrderRef> = stamps
            .into_iter()
            .map(|stamp| OrderRef {
                external_id: ExternalId(stamp.id),
                // It was listed as changed; when it does not say when, then not after now.
                updated_at: stamp.updated_at.unwrap_or(now),
            })
            .collect();
        items.sort_by_key(|item| item.updated_at);
        Ok(Page {
            items,
            next: next.map(Place::token),
        })
    }

    /// `GET /admin/orders/{id}.json`.
    async fn order(&self, id: &ExternalId) -> Result<Option<StoreOrder>, CallError> {
        let Ok(id) = whole(id) else {
            return Ok(None);
        };
        let answer = match self.api.get(&format!("orders/{id}.json"), &[]).await {
            Err(error) if error.kind == CallErrorKind::NotFound => return Ok(None),
            answer => answer?,
        };
        let order = wire::one(&answer.body, "order")?;
        convert::order(order)
            .map(Some)
            .map_err(|err| wrong("order", &err))
    }

    /// `GET /admin/products.json`.
    async fn products(&self, page: Option<PageToken>) -> Result<Page<StoreProduct>, CallError> {
        let place = Place::read(page)?;
        let answer = self.api.get("products.json", &place.query()).await?;
        let products: Vec<wire::Product> = wire::many(&answer.body, "products")?;
        let next = place.next(products.iter().map(|product| product.id.as_str()))?;
        Ok(Page {
            items: products.into_iter().map(convert::product).collect(),
            next: next.map(Place::token),
        })
    }

    /// `POST /admin/orders/{id}/fulfillments.json`. The lines are always named: without them
    /// ShopBase fulfills everything.
    async fn create_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &NewFulfillment,
    ) -> Result<ExternalId, CallError> {
        let path = format!("orders/{}/fulfillments.json", whole(order)?);
        let mut document = tracking_words(
            &fulfillment.number,
            &fulfillment.carrier,
            &fulfillment.tracking_url,
        );
        document.insert("line_items".into(), lines(&fulfillment.lines)?);
        document.insert("notify_customer".into(), fulfillment.notify_customer.into());
        document.insert("service".into(), "manual".into());
        let answer = self
            .api
            .send_document(Method::POST, &path, &json!({"fulfillment": document}))
            .await?;
        let created: Created = wire::one(&answer.body, "fulfillment")?;
        Ok(ExternalId(created.id))
    }

    /// `PUT /admin/orders/{id}/fulfillments/{fid}.json`.
    async fn update_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &ExternalId,
        update: &FulfillmentUpdate,
    ) -> Result<(), CallError> {
        let (order, fulfillment) = (whole(order)?, whole(fulfillment)?);
        let path = format!("orders/{order}/fulfillments/{fulfillment}.json");
        let mut document = tracking_words(&update.number, &update.carrier, &update.tracking_url);
        document.insert("notify_customer".into(), update.notify_customer.into());
        if let Some(word) = update.status.and_then(convert::shipment_status) {
            document.insert("shipment_status".into(), word.into());
        }
        self.api
            .send_document(Method::PUT, &path, &json!({"fulfillment": document}))
            .await
            .map(|_| ())
    }

    /// `POST /admin/orders/{id}/fulfillments/{fid}/cancel.json`.
    async fn cancel_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &ExternalId,
    ) -> Result<(), CallError> {
        let (order, fulfillment) = (whole(order)?, whole(fulfillment)?);
        self.post_empty(&format!(
            "orders/{order}/fulfillments/{fulfillment}/cancel.json"
        ))
        .await
    }

    /// `POST /admin/orders/{id}/cancel.json`. Only the empty object is documented to refund
    /// everything. A reason beside it might make ShopBase refund nothing, so that it stays with us.
    async fn cancel_order(&self, order: &ExternalId, _reason: &str) -> Result<(), CallError> {
        self.post_empty(&format!("orders/{}/cancel.json", whole(order)?))
            .await
    }

    async fn ensure_webhooks(&self, base_url: &str) -> Result<Vec<String>, CallError> {
        subscriptions::ensure(&self.api, base_url).await
    }

    fn read_webhook(&self, delivery: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused> {
        let app: &auth::App = &self.api.access().app;
        webhook::read(delivery, app.webhook_key())
    }

    fn understand_webhook(
        &self,
        delivery: &WebhookCall<'_>,
    ) -> Result<WebhookHint, WebhookRefused> {
        webhook::understand(delivery)
    }

    fn order_page(&self, id: &ExternalId) -> String {
        let config = &self.api.access().config;
        match whole(id) {
            Ok(id) => config.admin(&format!("orders/{id}")),
            Err(_) => config.admin("orders"),
        }
    }
}

/// An id as ShopBase's are: whole numbers. Anything else is not sent, so that no id changes a path.
fn whole(id: &ExternalId) -> Result<u64, CallError> {
    id.as_str()
        .parse()
        .map_err(|_| CallError::new(CallErrorKind::NotFound, "a ShopBase id is a whole number"))
}

fn lines(lines: &[(ExternalId, u32)]) -> Result<Value, CallError> {
    if lines.is_empty() || lines.iter().any(|(_, quantity)| *quantity == 0) {
        return Err(not_asked("a fulfillment needs lines with quantities"));
    }
    lines
        .iter()
        .map(|(id, quantity)| Ok(json!({"id": whole(id)?, "quantity": quantity})))
        .collect()
}

/// The words about tracking; an empty one is left out rather than blanked.
fn tracking_words(number: &str, carrier: &str, url: &str) -> Map<String, Value> {
    let words = [
        ("tracking_number", number),
        ("tracking_company", carrier),
        ("tracking_url", url),
    ];
    words
        .into_iter()
        .filter(|(_, word)| !word.trim().is_empty())
        .map(|(name, word)| (name.to_owned(), Value::from(word.trim())))
        .collect()
}

fn wrong(what: &str, because: &Untranslatable) -> CallError {
    unreadable(what, because.0)
}

#[cfg(test)]
mod tests;
