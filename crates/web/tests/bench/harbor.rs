//! An invented store: orders and products in memory, webhooks signed with one word.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::connection::ConnectionKind;
use domain::ids::ExternalId;
use domain::money::Currency;
use domain::ports::connect::{
    ConnectError, ConnectField, ConnectStart, ConnectValues, ConnectWay, Connector, Credentials,
    Grant,
};
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::MarketplacePort;
use domain::ports::store::{
    FulfillmentUpdate, NewFulfillment, OrderRef, Page, PageToken, StoreCapabilities, StoreOrder,
    StorePort, StoreProduct, StoreProfile, WebhookCall, WebhookHint, WebhookRefused,
};
use jiff::Timestamp;

/// The header and the word that signs a webhook.
pub(crate) const SIGNATURE: (&str, &str) = ("x-harbor-signature", "right");

/// The secret that opens the store.
pub(crate) const SECRET: &str = "shpss-very-secret";

/// What the store has.
#[derive(Default)]
pub(crate) struct Harbor {
    pub(crate) name: Mutex<String>,
    pub(crate) orders: Mutex<Vec<StoreOrder>>,
    pub(crate) products: Mutex<Vec<StoreProduct>>,
    pub(crate) fulfillments: Mutex<Vec<(ExternalId, NewFulfillment)>>,
}

pub(crate) struct HarborConnector(pub(crate) Arc<Harbor>);

struct HarborPort(Arc<Harbor>);

const fn field(name: &'static str, label_key: &'static str) -> ConnectField {
    ConnectField {
        name,
        label_key,
        secret: false,
        optional: false,
        example: "",
    }
}

static WAYS: [ConnectWay; 1] = [ConnectWay {
    name: "private-app",
    title_key: "connect-shopbase-private-app",
    fields: &[
        ConnectField {
            example: "my-shop",
            ..field("shop", "connect-shopbase-shop")
        },
        ConnectField {
            secret: true,
            ..field("password", "connect-shopbase-password")
        },
        ConnectField {
            optional: true,
            ..field("base_url", "connect-shopbase-base-url")
        },
    ],
    authorizes: false,
}];

#[async_trait]
impl Connector for HarborConnector {
    fn platform(&self) -> &'static str {
        "harbor"
    }

    fn title(&self) -> &'static str {
        "Harbor"
    }

    fn kind(&self) -> ConnectionKind {
        ConnectionKind::Store
    }

    fn ways(&self) -> &'static [ConnectWay] {
        &WAYS
    }

    async fn start(
        &self,
        _way: &str,
        values: &ConnectValues,
        _callback: &str,
        _state: &str,
    ) -> Result<ConnectStart, ConnectError> {
        let name = values["shop"].as_str();
        if name.contains(' ') {
            return Err(ConnectError::BadValue {
                field: "shop",
                message: "a shop's name has no space".into(),
            });
        }
        if values["password"] != SECRET {
            let error = CallError {
                vendor_code: Some("401".into()),
                vendor_message: Some("Invalid API key <b>or</b> access token".into()),
                ..CallError::new(CallErrorKind::SignedOut, "the shop refused the password")
            };
            return Err(ConnectError::Call(error));
        }
        *self.0.name.lock().unwrap() = name.to_owned();
        Ok(ConnectStart::Granted(Box::new(Grant {
            credentials: Credentials::new(SECRET.into()),
            external_id: ExternalId::new(name),
            name: name.to_owned(),
            access_expires_at: None,
            refresh_expires_at: None,
        })))
    }

    async fn finish(
        &self,
        _pending: &Credentials,
        _query: &ConnectValues,
        _callback: &str,
    ) -> Result<Grant, ConnectError> {
        Err(ConnectError::NotAllowed("nobody is sent anywhere".into()))
    }

    async fn renew(&self, _credentials: &Credentials) -> Result<Grant, CallError> {
        Err(CallError::new(CallErrorKind::Refused, "it does not end"))
    }

    fn store(&self, _credentials: &Credentials) -> Option<Arc<dyn StorePort>> {
        Some(Arc::new(HarborPort(Arc::clone(&self.0))))
    }

    fn marketplace(&self, _credentials: &Credentials) -> Option<Arc<dyn MarketplacePort>> {
        None
    }
}

#[async_trait]
impl StorePort for HarborPort {
    fn capabilities(&self) -> StoreCapabilities {
        StoreCapabilities {
            webhooks: true,
            tracking_status: true,
            cancel_order: true,
            progress: false,
            asks: false,
        }
    }

    async fn profile(&self) -> Result<StoreProfile, CallError> {
        let name = self.0.name.lock().unwrap().clone();
        Ok(StoreProfile {
            external_id: ExternalId::new(&name),
            domain: format!("{name}.harbor.example"),
            name,
            currency: Currency::USD,
        })
    }

    async fn changed_orders(
        &self,
        since: Timestamp,
        _page: Option<PageToken>,
    ) -> Result<Page<OrderRef>, CallError> {
        let orders = self.0.orders.lock().unwrap();
        let changed = orders.iter().filter(|order| order.updated_at >= since);
        let items = changed
            .map(|order| OrderRef {
                external_id: order.external_id.clone(),
                updated_at: order.updated_at,
            })
            .collect();
        Ok(Page { items, next: None })
    }

    async fn order(&self, id: &ExternalId) -> Result<Option<StoreOrder>, CallError> {
        let orders = self.0.orders.lock().unwrap();
        Ok(orders
            .iter()
            .find(|order| order.external_id == *id)
            .cloned())
    }

    async fn products(&self, _page: Option<PageToken>) -> Result<Page<StoreProduct>, CallError> {
        let items = self.0.products.lock().unwrap().clone();
        Ok(Page { items, next: None })
    }

    async fn create_fulfillment(
        &self,
        order: &ExternalId,
        fulfillment: &NewFulfillment,
    ) -> Result<ExternalId, CallError> {
        let mut told = self.0.fulfillments.lock().unwrap();
        told.push((order.clone(), fulfillment.clone()));
        Ok(ExternalId::new(format!("f{}", told.len())))
    }

    async fn update_fulfillment(
        &self,
        _order: &ExternalId,
        _fulfillment: &ExternalId,
        _update: &FulfillmentUpdate,
    ) -> Result<(), CallError> {
        Ok(())
    }

    async fn cancel_fulfillment(
        &self,
        _order: &ExternalId,
        _fulfillment: &ExternalId,
    ) -> Result<(), CallError> {
        Ok(())
    }

    async fn cancel_order(&self, _order: &ExternalId, _reason: &str) -> Result<(), CallError> {
        Ok(())
    }

    async fn ensure_webhooks(&self, _base_url: &str) -> Result<Vec<String>, CallError> {
        Ok(Vec::new())
    }

    fn read_webhook(&self, call: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused> {
        let signed = call
            .headers
            .iter()
            .any(|(name, value)| (name.as_str(), value.as_str()) == SIGNATURE);
        if !signed {
            return Err(WebhookRefused::WrongSignature);
        }
        self.understand_webhook(call)
    }

    fn understand_webhook(&self, call: &WebhookCall<'_>) -> Result<WebhookHint, WebhookRefused> {
        let unreadable = |why: &str| WebhookRefused::Unreadable(why.to_owned());
        let document: serde_json::Value =
            serde_json::from_slice(call.body).map_err(|error| unreadable(&error.to_string()))?;
        let id = document.get("id").ok_or_else(|| unreadable("no id"))?;
        Ok(WebhookHint::Order(ExternalId::new(id.to_string())))
    }

    fn order_page(&self, id: &ExternalId) -> String {
        format!("https://admin.harbor.example/orders/{id}")
    }
}
