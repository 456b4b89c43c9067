//! A caller with its own signature, its own simulator and its own clock.

use std::collections::BTreeMap;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig};
use platforms::sim::{FaultKind, FaultRule, SimClock, SimServer};
use serde_json::{Value, json};
use sha2::Sha256;

pub(crate) const BUYER: u64 = 1_861_703_697;
pub(crate) const DISABLED_BUYER: u64 = 1_861_704_002;
pub(crate) const BOWL: &str = "1005006000000101";
pub(crate) const BOWL_ATTR: &str = "14:29#Oat White";
pub(crate) const BOARD: &str = "1005006000000103";
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// A caller with its own simulator, standing still until moved.
pub(crate) struct Caller {
    pub(crate) sim: AliexpressSim,
    pub(crate) clock: SimClock,
    pub(crate) server: SimServer,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
    pub(crate) refresh_token: String,
}

pub(crate) type Pairs = BTreeMap<String, String>;

pub(crate) fn plain_config() -> AliexpressSimConfig {
    AliexpressSimConfig {
        quirk_per_mille: 0,
        risk_hold_per_mille: 0,
        search_error_per_mille: 0,
        ..AliexpressSimConfig::default()
    }
}

pub(crate) fn sign(prefix: &str, params: &Pairs, secret: &str) -> String {
    let glued: String = params
        .iter()
        .map(|(name, value)| format!("{name}{value}"))
        .collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{prefix}{glued}").as_bytes());
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

impl Caller {
    pub(crate) async fn start(config: AliexpressSimConfig) -> Self {
        Self::start_as(config, BUYER).await
    }

    pub(crate) async fn start_as(config: AliexpressSimConfig, buyer: u64) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let start: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let clock = SimClock::starting_at(start, 0.0);
        let (sim, server) = AliexpressSim::start(config, clock.clone(), ([127, 0, 0, 1], 0).into())
            .await
            .unwrap();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut caller = Self {
            sim,
            clock,
            server,
            http,
            token: String::new(),
            refresh_token: String::new(),
        };
        let code = caller.authorize(buyer).await;
        let answer = caller.rest("/auth/token/create", &[("code", &code)]).await;
        caller.token = answer["access_token"].as_str().unwrap().to_owned();
        caller.refresh_token = answer["refresh_token"].as_str().unwrap().to_owned();
        caller
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.base_url())
    }

    pub(crate) fn common(&self) -> Pairs {
        Pairs::from([
            ("app_key".to_owned(), "500001".to_owned()),
            (
                "timestamp".to_owned(),
                self.clock.now().as_millisecond().to_string(),
            ),
            ("sign_method".to_owned(), "sha256".to_owned()),
        ])
    }

    /// Presses Allow on the consent page and returns the code.
    pub(crate) async fn authorize(&self, buyer: u64) -> String {
        let buyer = buyer.to_string();
        let form = [
            ("client_id", "500001"),
            ("redirect_uri", "http://127.0.0.1:9/callback"),
            ("state", "a&b"),
            ("buyer", &buyer),
            ("allow", "1"),
        ];
        let answer = self
            .http
            .post(self.url("/oauth/authorize"))
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 303);
        let target = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        let query: Pairs = target.query_pairs().into_owned().collect();
        assert_eq!(query["state"], "a&b");
        query["code"].clone()
    }

    pub(crate) async fn rest(&self, path: &str, business: &[(&str, &str)]) -> Value {
        let mut params = self.common();
        params.extend(
            business
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into())),
        );
        params.insert("sign".into(), sign(path, &params, "sim-secret-aliexpress"));
        let url = self.url(&format!("/rest{path}"));
        self.http
            .post(url)
            .form(&params)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    pub(crate) fn signed(&self, method: &str, business: &[(&str, &str)]) -> Pairs {
        let mut params = self.common();
        params.insert("method".into(), method.into());
        params.insert("session".into(), self.token.clone());
        params.extend(
            business
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into())),
        );
        let prefix = if method.contains('/') { method } else { "" };
        let sign = sign(prefix, &params, "sim-secret-aliexpress");
        params.insert("sign".into(), sign);
        params
    }

    pub(crate) async fn send(&self, params: &Pairs) -> Result<reqwest::Response, reqwest::Error> {
        self.http.post(self.url("/sync")).form(params).send().await
    }

    /// The whole body of a business call.
    pub(crate) async fn sync(&self, method: &str, business: &[(&str, &str)]) -> Value {
        let response = self.send(&self.signed(method, business)).await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// What is inside the wrapper.
    pub(crate) async fn call(&self, method: &str, business: &[(&str, &str)]) -> Value {
        let body = self.sync(method, business).await;
        let wrapper = format!("{}_response", method.replace('.', "_"));
        assert!(body[&wrapper].is_object(), "no {wrapper} in {body}");
        body[&wrapper].clone()
    }

    pub(crate) async fn product(&self, product_id: &str, country: &str) -> Value {
        let business = [
            ("product_id", product_id),
            ("ship_to_country", country),
            ("target_currency", "USD"),
        ];
        self.call("aliexpress.ds.product.get", &business).await
    }

    pub(crate) async fn freight(&self, product_id: &str, sku_id: &str, country: &str) -> Value {
        let request = freight_request(product_id, sku_id, country, &json!("1"));
        let call = self
            .call(
                "aliexpress.ds.freight.query",
                &[("queryDeliveryReq", &request)],
            )
            .await;
        call["result"].clone()
    }

    pub(crate) async fn place(&self, request: &Value) -> Value {
        let text = request.to_string();
        let business = [("param_place_order_request4_open_api_d_t_o", text.as_str())];
        self.call("aliexpress.ds.order.create", &business).await["result"].clone()
    }

    pub(crate) async fn placed(&self, request: &Value) -> u64 {
        let result = self.place(request).await;
        assert_eq!(result["is_success"], true, "{result}");
        result["order_list"]["number"][0].as_u64().unwrap()
    }

    pub(crate) async fn order(&self, order_id: u64) -> Value {
        let query = json!({ "order_id": order_id }).to_string();
        let method = "aliexpress.trade.ds.order.get";
        self.call(method, &[("single_order_query", &query)]).await["result"].clone()
    }

    pub(crate) async fn tracking(&self, order_id: u64) -> Value {
        let order_id = order_id.to_string();
        let business = [("ae_order_id", order_id.as_str()), ("language", "en_US")];
        self.call("aliexpress.ds.order.tracking.get", &business)
            .await["result"]
            .clone()
    }

    /// A page of the site: status and text.
    pub(crate) async fn page(&self, path: &str) -> (u16, String) {
        let page = self.http.get(self.url(path)).send().await.unwrap();
        (page.status().as_u16(), page.text().await.unwrap())
    }

    /// Presses a button of the site for some orders.
    pub(crate) async fn press(&self, button: &str, order_ids: &[u64]) -> u16 {
        let form: Vec<_> = order_ids
            .iter()
            .map(|id| ("orderId", id.to_string()))
            .collect();
        let url = self.url(&format!("/p/order/{button}.html"));
        self.http
            .post(url)
            .form(&form)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    /// Asks the control API; the body is null where there is none.
    pub(crate) async fn control(&self, verb: &str, path: &str, body: &Value) -> (u16, Value) {
        let verb = verb.parse().unwrap();
        let url = self.url(&format!("/_sim{path}"));
        let answer = self
            .http
            .request(verb, url)
            .json(body)
            .send()
            .await
            .unwrap();
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or(Value::Null),
        )
    }

    pub(crate) fn fault(&self, call: &str, fault: FaultKind) {
        let rule = FaultRule {
            call: call.into(),
            fault,
            per_mille: 1000,
            skip: 0,
            times: Some(1),
        };
        self.sim.faults().set(vec![rule]);
    }

    pub(crate) fn twist(&self, call: &str, name: &str) {
        self.fault(call, FaultKind::Platform { name: name.into() });
    }

    pub(crate) fn hours(&self, hours: i64) {
        self.clock.advance(SignedDuration::from_hours(hours));
    }

    pub(crate) fn ledger_order(&self, order_id: u64) -> Value {
        let wanted = order_id.to_string();
        let ledger = self.sim.ledger();
        let orders = ledger["orders"].as_array().unwrap();
        let found = orders.iter().find(|order| order["order_id"] == wanted);
        found
            .unwrap_or_else(|| panic!("no order {order_id} in the ledger"))
            .clone()
    }

    /// Moves time hour by hour until the order has the status.
    pub(crate) async fn until(&self, order_id: u64, status: &str) {
        for _ in 0..24 * 60 {
            if self.ledger_order(order_id)["status"] == status {
                return;
            }
            self.hours(1);
        }
        panic!("never {status}: {}", self.ledger_order(order_id));
    }
}

pub(crate) fn freight_request(
    product_id: &str,
    sku_id: &str,
    country: &str,
    quantity: &Value,
) -> String {
    json!({
        "productId": product_id, "selectedSkuId": sku_id, "quantity": quantity,
        "shipToCountry": country, "language": "en_US", "locale": "en_US", "currency": "USD",
    })
    .to_string()
}

pub(crate) fn american() -> Value {
    json!({
        "full_name": "Jane Doe", "contact_person": "Jane Doe", "country": "US", "province": "New Jersey",
        "city": "Vineland", "zip": "08360", "address": "12 Example Rd", "address2": "Apt 4",
        "phone_country": "+1", "mobile_no": "5551234567", "locale": "en_US",
    })
}

pub(crate) fn request(out_order_id: &str, items: &[(&str, &str, u32)]) -> Value {
    let items: Vec<Value> = items
        .iter()
        .map(|(product_id, sku_attr, count)| {
            json!({"product_id": product_id, "product_count": count, "sku_attr": sku_attr})
        })
        .collect();
    json!({"out_order_id": out_order_id, "logistics_address": american(), "product_items": items})
}

pub(crate) fn gateway_code(body: &Value) -> &str {
    body["error_response"]["code"]
        .as_str()
        .unwrap_or_else(|| panic!("no gateway error in {body}"))
}
