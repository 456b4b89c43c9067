//! A Shopify store as the port sees it.
//!
//! It never repeats a call whose outcome is unknown: what has to be repeatable reads the store first.
//! Before it: `connect`, which makes it. It sends through `api` and translates through `convert`.
//! Vendor's documentation: shopify.dev, GraphQL Admin API.

mod asking;
mod service;
mod subscriptions;
mod work;

use async_trait::async_trait;
use domain::ids::ExternalId;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{
    DeliveryIdentity, FulfillmentUpdate, NewFulfillment, OrderRef, Page, PageToken, StoreAnswer,
    StoreCapabilities, StoreOrder, StorePort, StoreProduct, StoreProfile, WebhookCall, WebhookHint,
    WebhookRefused,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::api::{Api, Told};
use super::auth::Role;
use super::convert::{self, Ours, Untranslatable};
use super::error::{of_errors, unreadable};
use super::webhook;
use super::wire::{self, Connection, gid, number};
use super::{documents, wire::OrderStamp};

/// The most that a page holds.
const PAGE_SIZE: u32 = 250;

/// So many products fit into what one request may cost.
const PRODUCTS_A_PAGE: u32 = 25;

/// More pages of variants than any product has; ends a list that never ends.
const MOST_PAGES: usize = 20;

/// A store says where an order's goods are some seconds after it was made. One that does not say so after
/// this long will not say it any more to us.
const ROUTING: SignedDuration = SignedDuration::from_secs(90);

/// How soon an order that is not routed is read again.
const ROUTED_SOON: SignedDuration = SignedDuration::from_secs(5);

/// A cancellation takes the store about two seconds.
const CANCEL_LOOKS: u32 = 20;

/// Real time between two looks whether a cancellation is done.
const CANCEL_LOOK: std::time::Duration = std::time::Duration::from_millis(500);

/// A store behind credentials.
pub(super) struct ShopifyStore {
    api: Api,
}

impl ShopifyStore {
    /// The store that `api` calls.
    pub(super) fn new(api: Api) -> Self {
        Self { api }
    }

    /// The shop, and the scopes that the app was granted there.
    pub(super) async fn shop(&self) -> Result<(wire::Shop, Vec<String>), CallError> {
        let data = self.api.call(&documents::SHOP, json!({})).await?;
        let shop = wire::member(&data, "shop")?;
        let app: wire::Installation = wire::member(&data, "currentAppInstallation")?;
        let scopes = app.access_scopes.into_iter().map(|scope| scope.handle);
        Ok((shop, scopes.collect()))
    }

    /// What is ours in this store.
    async fn ours(&self) -> Result<Ours, CallError> {
        let role = self.api.access().role;
        let location = match role {
            Role::OrderManager => None,
            Role::FulfillmentService => self.service_location().await?,
        };
        Ok(Ours { role, location })
    }

    async fn whole_order(&self, id: u64) -> Result<Option<wire::Order>, CallError> {
        let variables = json!({"id": gid("Order", id)});
        let told = self.api.call_partly(&documents::ORDER, variables).await;
        let told = match told {
            Err(error) if error.kind == CallErrorKind::NotFound => return Ok(None),
            told => told?,
        };
        refuse_what_matters(&told)?;
        wire::member(&told.data, "order")
    }
}

#[async_trait]
impl StorePort for ShopifyStore {
    fn capabilities(&self) -> StoreCapabilities {
        StoreCapabilities {
            webhooks: true,
            tracking_status: true,
            cancel_order: true,
            progress: true,
            asks: self.api.access().role == Role::FulfillmentService,
        }
    }

    async fn profile(&self) -> Result<StoreProfile, CallError> {
        let (shop, _) = self.shop().await?;
        convert::profile(&shop).map_err(|why| wrong("shop", &why))
    }

    /// Walked by the time of the change, so that an order that changes meanwhile comes once more at the
    /// end instead of being missed.
    async fn changed_orders(
        &self,
        since: Timestamp,
        page: Option<PageToken>,
    ) -> Result<Page<OrderRef>, CallError> {
        // Whole seconds, as the store compares them.
        let since = Timestamp::from_second(since.as_second()).unwrap_or(since);
        let variables = json!({
            "first": PAGE_SIZE, "after": page.map(|page| page.0),
            "query": format!("updated_at:>='{since}'"),
        });
        let data = self.api.call(&documents::CHANGED_ORDERS, variables).await?;
        let stamps: Connection<OrderStamp> = wire::member(&data, "orders")?;
        let items = stamps.nodes.into_iter().map(|stamp| OrderRef {
            external_id: ExternalId::new(number(&stamp.id)),
            updated_at: stamp.updated_at,
        });
        Ok(Page {
            items: items.collect(),
            next: next(stamps.page_info),
        })
    }

    async fn order(&self, id: &ExternalId) -> Result<Option<StoreOrder>, CallError> {
        let Ok(id) = whole(id) else {
            return Ok(None);
        };
        let Some(order) = self.whole_order(id).await? else {
            return Ok(None);
        };
        let age = self.api.now().duration_since(order.created_at);
        if !convert::is_routed(&order) && age < ROUTING {
            return Err(CallError::new(
                CallErrorKind::Throttled { wait: ROUTED_SOON },
                "the store has not said yet where the order's goods are",
            ));
        }
        let ours = self.ours().await?;
        convert::order(&order, &ours)
            .map(Some)
            .map_err(|why| wrong("order", &why))
    }

    async fn products(&self, page: Option<PageToken>) -> Result<Page<StoreProduct>, CallError> {
        let variables = json!({
            "first": PRODUCTS_A_PAGE, "after": page.map(|page| page.0),
        });
        let data = self.api.call(&documents::PRODUCTS, variables).await?;
        let products: Connection<wire::Product> = wire::member(&data, "products")?;
        let mut items = Vec::new();
        for mut product in products.nodes {
            self.complete(&mut product).await?;
            items.push(convert::product(product));
        }
        Ok(Page {
            items,
            next: next(products.page_info),
        })
    }

    async fn create_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &NewFulfillment,
    ) -> Result<ExternalId, CallError> {
        self.fulfill(whole(order)?, fulfillment).await
    }

    async fn update_fulfillment(
        &self,
        _order: &ExternalId,
        fulfillment: &ExternalId,
        update: &FulfillmentUpdate,
    ) -> Result<(), CallError> {
        for id in wholes(fulfillment)? {
            self.update_one(id, update).await?;
        }
        Ok(())
    }

    async fn cancel_fulfillment(
        &self,
        _order: &ExternalId,
        fulfillment: &ExternalId,
    ) -> Result<(), CallError> {
        for id in wholes(fulfillment)? {
            let variables = json!({"id": gid("Fulfillment", id)});
            self.api
                .change(
                    &documents::FULFILLMENT_CANCEL,
                    "fulfillmentCancel",
                    variables,
                )
                .await?;
        }
        Ok(())
    }

    /// The store does it a little later; it is waited for, because a refusal may still come.
    async fn cancel_order(&self, order: &ExternalId, reason: &str) -> Result<(), CallError> {
        let id = whole(order)?;
        let note: String = reason.chars().take(255).collect();
        let variables = json!({
            "id": gid("Order", id), "reason": "CUSTOMER", "notify": false, "note": note,
            "refund": {"originalPaymentMethodsRefund": true},
        });
        self.api
            .change(&documents::ORDER_CANCEL, "orderCancel", variables)
            .await?;
        for _ in 0..CANCEL_LOOKS {
            let work = self.work_of(id).await?;
            if work.is_none_or(|work| work.cancelled_at.is_some()) {
                return Ok(());
            }
            tokio::time::sleep(CANCEL_LOOK).await;
        }
        let message = "the store took the cancellation on and has not carried it out yet";
        Err(CallError::new(CallErrorKind::Unclear, message))
    }

    async fn report_progress(
        &self,
        order: &ExternalId,
        lines: &[(ExternalId, u32)],
    ) -> Result<(), CallError> {
        self.progress(whole(order)?, lines).await
    }

    async fn orders_to_answer(&self) -> Result<Vec<ExternalId>, CallError> {
        self.waiting_orders().await
    }

    async fn answer_request(
        &self,
        order: &ExternalId,
        answer: &StoreAnswer,
    ) -> Result<(), CallError> {
        self.answer(whole(order)?, answer).await
    }

    async fn ensure_webhooks(&self, base_url: &str) -> Result<Vec<String>, CallError> {
        let mut changes = subscriptions::ensure(&self.api, base_url).await?;
        changes.extend(self.ensure_service(base_url).await?);
        Ok(changes)
    }

    fn read_webhook(&self, delivery: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused> {
        webhook::read(delivery, &self.api.access().client_secret)
    }

    fn understand_webhook(
        &self,
        delivery: &WebhookCall<'_>,
    ) -> Result<WebhookHint, WebhookRefused> {
        webhook::understand(delivery)
    }

    fn delivery_identity(&self, delivery: &WebhookCall<'_>) -> DeliveryIdentity {
        webhook::identity(delivery)
    }

    fn order_page(&self, id: &ExternalId) -> String {
        let config = &self.api.access().config;
        match whole(id) {
            Ok(id) => config.admin(&format!("orders/{id}")),
            Err(_) => config.admin("orders"),
        }
    }
}

impl ShopifyStore {
    /// Reads the variants that did not fit beside their product.
    async fn complete(&self, product: &mut wire::Product) -> Result<(), CallError> {
        for _ in 0..MOST_PAGES {
            let info = std::mem::take(&mut product.variants.page_info);
            let Some(after) = next(info) else {
                return Ok(());
            };
            let variables = json!({"id": product.id, "first": PAGE_SIZE, "after": after.0});
            let data = self
                .api
                .call(&documents::PRODUCT_VARIANTS, variables)
                .await?;
            let more: Option<wire::MoreVariants> = wire::member(&data, "product")?;
            // It was deleted meanwhile.
            let Some(more) = more else {
                return Ok(());
            };
            product.variants.nodes.extend(more.variants.nodes);
            product.variants.page_info = more.variants.page_info;
        }
        Ok(())
    }
}

/// Whatever is not allowed of an order fails it, but for the customer's own record: the address says who
/// they are too.
fn refuse_what_matters(told: &Told) -> Result<(), CallError> {
    let matters = told
        .denied
        .iter()
        .find(|denied| !denied.is_within(&["order", "customer"]));
    match matters {
        Some(denied) => Err(of_errors(std::slice::from_ref(denied), None)),
        None => Ok(()),
    }
}

fn next(info: wire::PageInfo) -> Option<PageToken> {
    info.end_cursor
        .filter(|_| info.has_next_page)
        .map(PageToken)
}

/// An id as Shopify's are: whole numbers. Anything else is not sent.
fn whole(id: &ExternalId) -> Result<u64, CallError> {
    number_of(id.as_str())
}

/// The ids of the fulfillments that are one parcel for us.
fn wholes(id: &ExternalId) -> Result<Vec<u64>, CallError> {
    id.as_str().split('+').map(number_of).collect()
}

fn number_of(text: &str) -> Result<u64, CallError> {
    text.parse()
        .map_err(|_| CallError::new(CallErrorKind::NotFound, "a Shopify id is a whole number"))
}

/// A number in an answer, out of its id.
fn id_in(payload: &Value, member: &str) -> Result<ExternalId, CallError> {
    let id = payload[member]["id"].as_str();
    id.map(|id| ExternalId::new(number(id)))
        .ok_or_else(|| unreadable(member, "it has no id"))
}

fn wrong(what: &str, because: &Untranslatable) -> CallError {
    unreadable(what, because.0)
}
