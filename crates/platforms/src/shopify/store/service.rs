//! Our fulfillment service in the store: a name, a location of its own, and where the store calls us.
//!
//! It is made once and found again by its name. Source: README.md, request fulfillment.

use domain::ports::error::CallError;
use serde_json::json;

use super::ShopifyStore;
use crate::shopify::auth::Role;
use crate::shopify::documents;
use crate::shopify::wire::Service;

/// What the merchant chooses in the store.
const SERVICE_NAME: &str = "Crossdock";

impl ShopifyStore {
    /// The location of our service, if the store has it.
    pub(super) async fn service_location(&self) -> Result<Option<String>, CallError> {
        Ok(self
            .service()
            .await?
            .and_then(|service| service.location.map(|location| location.id)))
    }

    /// Makes the service where it is missing and says where it is called, if anywhere. Says what it did.
    pub(in crate::shopify) async fn ensure_service(
        &self,
        base_url: &str,
    ) -> Result<Vec<String>, CallError> {
        if self.api.access().role != Role::FulfillmentService {
            return Ok(Vec::new());
        }
        let callback = Some(base_url.trim_end_matches('/')).filter(|address| !address.is_empty());
        let Some(service) = self.service().await? else {
            let variables = json!({"name": SERVICE_NAME, "callback": callback});
            self.api
                .change(
                    &documents::SERVICE_CREATE,
                    "fulfillmentServiceCreate",
                    variables,
                )
                .await?;
            return Ok(vec![format!("made the fulfillment service {SERVICE_NAME}")]);
        };
        let told = service.callback_url.as_deref().unwrap_or_default();
        if callback.is_none_or(|callback| told.trim_end_matches('/') == callback) {
            return Ok(Vec::new());
        }
        let variables = json!({"id": service.id, "callback": callback});
        self.api
            .change(
                &documents::SERVICE_UPDATE,
                "fulfillmentServiceUpdate",
                variables,
            )
            .await?;
        Ok(vec!["moved the fulfillment service's address".to_owned()])
    }

    async fn service(&self) -> Result<Option<Service>, CallError> {
        let (shop, _) = self.shop().await?;
        let mut services = shop.fulfillment_services.into_iter();
        Ok(services.find(|service| service.service_name == SERVICE_NAME))
    }
}
