//! Sending: one method a vendor method, each with its page. Signs, sends once, and takes the answer out
//! of the gateway's layer of failures; what the method itself says is read by `convert` and `error`.
//!
//! Everything travels in the form body, so that no access token and no address is in a URL or an access
//! log. It never repeats a call. Source: reference sheet §2, §5.1.

use std::sync::Arc;

use domain::address::CountryCode;
use domain::money::Currency;
use domain::ports::error::{CallError, CallErrorKind};
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::address::country_code;
use super::auth::Account;
use super::config::Config;
use super::error::{self, Effect, Limit};
use super::shared::Shared;
use super::sign::sign;
use super::wire::{self, Opened};
use crate::http::Answer;

/// The language of texts that the vendor writes: its address and refusal texts are English anyway.
const LANGUAGE: &str = "en_US";

/// One account's way to AliExpress.
pub(crate) struct Api {
    shared: Arc<Shared>,
    config: Config,
    account: Account,
}

/// A question for freight, in the vendor's terms.
pub(crate) struct FreightQuery<'a> {
    pub(crate) product_id: &'a str,
    pub(crate) sku_id: &'a str,
    pub(crate) quantity: u32,
    pub(crate) ship_to: &'a CountryCode,
    pub(crate) currency: Currency,
}

/// Which door a call goes through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    /// Business calls, named in a parameter.
    Sync,
    /// Token calls, named by their path.
    Rest,
}

/// One call: its name and its own parameters.
struct Call {
    door: Door,
    name: &'static str,
    effect: Effect,
    parameters: Vec<(&'static str, String)>,
}

impl Api {
    pub(crate) fn new(shared: Arc<Shared>, config: Config, account: Account) -> Self {
        Self {
            shared,
            config,
            account,
        }
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Exchanges a person's one-time code. `uuid` is documented and must not be sent.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?path=/auth/token/create&methodType=POST>
    pub(crate) async fn create_tokens(&self, code: &str) -> Result<wire::Tokens, CallError> {
        let parameters = vec![("code", code.to_owned())];
        self.call(token_call("/auth/token/create", parameters))
            .await
    }

    /// Renews an access.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?path=/auth/token/refresh&methodType=POST>
    pub(crate) async fn refresh_tokens(&self) -> Result<wire::Tokens, CallError> {
        let parameters = vec![("refresh_token", self.account.refresh_token.clone())];
        self.call(token_call("/auth/token/refresh", parameters))
            .await
    }

    /// A product for a destination.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?cid=21038&path=aliexpress.ds.product.get>
    pub(crate) async fn product(
        &self,
        id: &str,
        ship_to: &CountryCode,
        currency: Currency,
    ) -> Result<wire::ProductAnswer, CallError> {
        let parameters = vec![
            ("product_id", id.to_owned()),
            ("ship_to_country", country_code(ship_to).to_owned()),
            ("target_currency", currency.code().to_owned()),
            ("target_language", "en".to_owned()),
        ];
        self.call(business_call("aliexpress.ds.product.get", parameters))
            .await
    }

    /// How a form ships. The quantity is text: a JSON number is refused.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?cid=21038&path=aliexpress.ds.freight.query>
    pub(crate) async fn freight(
        &self,
        query: &FreightQuery<'_>,
    ) -> Result<wire::FreightAnswer, CallError> {
        let request = json!({
            "productId": query.product_id,
            "selectedSkuId": query.sku_id,
            "quantity": query.quantity.to_string(),
            "shipToCountry": country_code(query.ship_to),
            "language": LANGUAGE,
            "locale": LANGUAGE,
            "currency": query.currency.code(),
        });
        let parameters = vec![("queryDeliveryReq", request.to_string())];
        self.call(business_call("aliexpress.ds.freight.query", parameters))
            .await
    }

    /// The address library of a country.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?cid=21038&path=aliexpress.ds.address.get>
    pub(crate) async fn addresses(
        &self,
        country: &CountryCode,
    ) -> Result<wire::AddressAnswer, CallError> {
        let parameters = vec![
            ("countryCode", country_code(country).to_owned()),
            ("language", LANGUAGE.to_owned()),
            ("isMultiLanguage", "false".to_owned()),
        ];
        self.call(business_call("aliexpress.ds.address.get", parameters))
            .await
    }

    /// Places an order: the only call here that buys.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?cid=21038&path=aliexpress.ds.order.create>
    pub(crate) async fn create_order(
        &self,
        request: &Value,
        extension: Option<&Value>,
    ) -> Result<wire::CreateAnswer, CallError> {
        let mut parameters = vec![(
            "param_place_order_request4_open_api_d_t_o",
            request.to_string(),
        )];
        parameters.extend(extension.map(|value| ("ds_extend_request", value.to_string())));
        let call = Call {
            effect: Effect::Places,
            ..business_call("aliexpress.ds.order.create", parameters)
        };
        self.call(call).await
    }

    /// An order as it is now. Asked sooner than ten seconds after placing, it may not be there yet.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?cid=21038&path=aliexpress.trade.ds.order.get>
    pub(crate) async fn order(&self, id: &str) -> Result<wire::OrderAnswer, CallError> {
        let query = json!({ "order_id": id });
        let parameters = vec![("single_order_query", query.to_string())];
        self.call(business_call("aliexpress.trade.ds.order.get", parameters))
            .await
    }

    /// The parcels of an order.
    ///
    /// <https://openservice.aliexpress.com/doc/api.htm#/api?cid=21038&path=aliexpress.ds.order.tracking.get>
    pub(crate) async fn tracking(&self, id: &str) -> Result<wire::TrackingAnswer, CallError> {
        let parameters = vec![
            ("ae_order_id", id.to_owned()),
            ("language", LANGUAGE.to_owned()),
        ];
        self.call(business_call(
            "aliexpress.ds.order.tracking.get",
            parameters,
        ))
        .await
    }

    async fn call<T: DeserializeOwned>(&self, call: Call) -> Result<T, CallError> {
        if call.door == Door::Sync && self.account.access_token.is_empty() {
            let message = "the AliExpress account is not signed in";
            return Err(CallError::new(CallErrorKind::SignedOut, message));
        }
        let app_key = &self.account.app_key;
        self.shared.take(app_key, call.name).await?;
        let request = self.request(&call)?;
        let answer = self.shared.http.send(request).await?;
        let (answer, request_id) = match self.open(&call, &answer)? {
            Opened::Answer { answer, request_id } => (answer, request_id),
            Opened::Refused(refused) => return Err(self.refused(&call, &refused).await),
        };
        tracing::debug!(method = call.name, request_id, "AliExpress answered");
        serde_json::from_value(answer).map_err(|error| {
            let message = format!("the answer to {} can't be read", call.name);
            // The cause may quote the answer, which holds addresses: only its place is kept.
            let place = format!("line {} column {}", error.line(), error.column());
            CallError::new(CallErrorKind::Unreadable, message).caused_by(place)
        })
    }

    fn request(&self, call: &Call) -> Result<reqwest::Request, CallError> {
        let account = &self.account;
        let timestamp = self.shared.now().as_millisecond().to_string();
        let mut parameters: Vec<(&str, &str)> = vec![
            ("app_key", &account.app_key),
            ("timestamp", &timestamp),
            ("sign_method", "sha256"),
            ("format", "json"),
            ("simplify", "false"),
        ];
        let url = match call.door {
            Door::Sync => {
                parameters.push(("method", call.name));
                parameters.push(("session", &account.access_token));
                self.config.sync_url()
            }
            Door::Rest => self.config.rest_url(call.name),
        };
        let own = call.parameters.iter();
        parameters.extend(own.map(|(name, value)| (*name, value.as_str())));
        parameters.retain(|(_, value)| !value.is_empty());
        let signature = sign(&account.app_secret, call.name, parameters.iter().copied());
        parameters.push(("sign", &signature));
        let request = self.shared.http.client().post(url).form(&parameters);
        request.build().map_err(|error| {
            let message = format!("{} could not be sent", call.name);
            CallError::new(CallErrorKind::NotSent, message).caused_by(error.without_url())
        })
    }

    /// The first layer of failures: HTTP and the gateway.
    fn open(&self, call: &Call, answer: &Answer) -> Result<Opened, CallError> {
        let status = answer.status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            let wait = SignedDuration::from_secs(2);
            let message = format!("AliExpress asks to wait with {}", call.name);
            return Err(CallError::new(CallErrorKind::Throttled { wait }, message));
        }
        if status.is_server_error() {
            let message = format!("AliExpress answered HTTP {status} to {}", call.name);
            return Err(CallError::new(CallErrorKind::Unavailable, message));
        }
        wire::open(&answer.body).map_err(|error| {
            let name = call.name;
            let message = format!("AliExpress answered HTTP {status} without JSON to {name}");
            CallError::new(CallErrorKind::Unreadable, message).caused_by(error)
        })
    }

    async fn refused(&self, call: &Call, refused: &wire::GatewayError) -> CallError {
        let now = self.shared.now();
        let (error, limit) = error::gateway(call.name, call.effect, refused, now);
        match limit {
            Some((Limit::Method, wait)) => {
                let app_key = &self.account.app_key;
                self.shared.park_method(app_key, call.name, wait).await;
            }
            Some((Limit::App, wait)) => {
                self.shared.park_app(&self.account.app_key, wait).await;
            }
            Some((Limit::Moment, _)) | None => {}
        }
        error
    }
}

fn business_call(name: &'static str, parameters: Vec<(&'static str, String)>) -> Call {
    Call {
        door: Door::Sync,
        name,
        effect: Effect::Reads,
        parameters,
    }
}

fn token_call(name: &'static str, parameters: Vec<(&'static str, String)>) -> Call {
    Call {
        door: Door::Rest,
        ..business_call(name, parameters)
    }
}
