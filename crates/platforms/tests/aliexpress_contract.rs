//! The marketplace port's promises, kept by the AliExpress client against its simulator over HTTP.
//!
//! The other side is spoken to over HTTP too: the simulator's control API and its ledger judge.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::address::{Address, CountryCode, Recipient, TaxId};
use domain::catalog::SupplierVariantRef;
use domain::ids::{ExternalId, PlatformName};
use domain::money::Currency;
use domain::money::Money;
use domain::ports::connect::{
    ConnectError, ConnectStart, ConnectValues, Connector, Credentials, Grant,
};
use domain::ports::error::CallErrorKind;
use domain::ports::marketplace::{
    MarketplacePort, PlacementOutcome, ProductAnswer, RateQuery, RatesAnswer,
};
use domain::purchase::{FailureReason, PlacementLine, PlacementRequest};
use jiff::{SignedDuration, Timestamp};
use platforms::aliexpress::connector;
use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig, demo_catalog, demo_triggers};
use platforms::contract::marketplace::{self as promises, Known, OtherSide, Trouble};
use platforms::sim::SimClock;
use reqwest::Method;
use serde_json::{Value, json};

use self::wire::{Reach, Wire};

const WIRES: [Wire; 2] = [Wire::Tcp, Wire::InProcess];
const CREATE: &str = "aliexpress.ds.order.create";
const CALLBACK: &str = "https://desk.crossdock.test/connect/back";
const BUYER: &str = "1861703697";
const SELLER: &str = "2201900345";

/// A simulated AliExpress, and the port to one buyer account of it.
struct Bench {
    reach: Reach,
    clock: SimClock,
    connector: Arc<dyn Connector>,
    credentials: Credentials,
}

impl Bench {
    /// Nothing happens by chance: no tax, no risk check that gets stuck.
    async fn start() -> Self {
        Self::over(Wire::Tcp).await
    }

    async fn over(wire: Wire) -> Self {
        let config = AliexpressSimConfig {
            risk_hold_per_mille: 0,
            ..AliexpressSimConfig::default()
        };
        Self::with(config, wire).await
    }

    async fn with(config: AliexpressSimConfig, wire: Wire) -> Self {
        let start: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let clock = SimClock::starting_at(start, 0.0);
        let sim = AliexpressSim::new(config, clock.clone());
        sim.seed_catalog(demo_catalog()).unwrap();
        let reach = Reach::to(sim.router(), wire).await;
        let told = clock.clone();
        let connector = connector(reach.http(), Arc::new(move || told.now()));
        let grant = allow(&*connector, &reach, BUYER).await.unwrap();
        Self {
            reach,
            clock,
            connector,
            credentials: grant.credentials,
        }
    }

    fn market(&self) -> Arc<dyn MarketplacePort> {
        self.connector.marketplace(&self.credentials).unwrap()
    }

    async fn control(&self, method: Method, path: &str, body: &Value) -> Value {
        // The client's own budgets count by this clock.
        self.clock.advance(SignedDuration::from_secs(1));
        let request = self.reach.request(method, &format!("/_sim/{path}"));
        let answer = self.reach.send(request.json(body)).await;
        let text = String::from_utf8(answer.body).unwrap();
        assert!(
            answer.status.is_success(),
            "{path}: {} {text}",
            answer.status
        );
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Makes the next call of this name go wrong, once.
    async fn fault(&self, call: &str, fault: Value) {
        let mut rule = fault;
        rule["call"] = call.into();
        rule["times"] = 1.into();
        self.control(Method::PUT, "faults", &json!([rule])).await;
    }

    async fn platform_fault(&self, call: &str, name: &str) {
        self.fault(call, json!({"kind": "platform", "name": name}))
            .await;
    }

    /// A request for one piece of a form as it is read now, shipped by the first method.
    async fn request(&self, variant: &SupplierVariantRef, key: &str) -> PlacementRequest {
        let market = self.market();
        let recipient = jane();
        let country = recipient.address.country.clone();
        let product = market
            .product(&variant.product_id, &country, Currency::USD)
            .await;
        let ProductAnswer::Found(product) = product.unwrap() else {
            panic!("{variant:?} is not there")
        };
        let form = product
            .variants
            .iter()
            .find(|form| form.external_id == variant.variant_id);
        let query = RateQuery {
            variant: variant.clone(),
            quantity: 1,
            destination: country,
            currency: Currency::USD,
            goods_total: Money::zero(Currency::USD),
        };
        let shipping_code = match market.shipping_rates(&query).await.unwrap() {
            RatesAnswer::Rates(rates) => rates[0].code.clone(),
            RatesAnswer::Refused(_) => "CAINIAO_STANDARD".into(),
        };
        PlacementRequest {
            idempotency_key: key.into(),
            recipient,
            lines: vec![PlacementLine {
                variant: variant.clone(),
                attributes: form.unwrap().attributes.clone(),
                quantity: 1,
            }],
            shipping_code,
            note: "please <b>no</b> invoice".into(),
            decided_at: Timestamp::UNIX_EPOCH,
        }
    }
}

/// A person goes to AliExpress, signs in as `buyer` and comes back.
async fn allow(
    connector: &dyn Connector,
    reach: &Reach,
    buyer: &str,
) -> Result<Grant, ConnectError> {
    let values = values(&[
        ("app_key", "500001"),
        ("app_secret", "sim-secret-aliexpress"),
        ("base_url", reach.base_url()),
    ]);
    let started = connector
        .start("authorize", &values, CALLBACK, "a&b")
        .await
        .unwrap();
    let ConnectStart::Authorize { url, pending } = started else {
        panic!("nobody was asked")
    };
    let page = reach.send(reach.request(Method::GET, &url)).await;
    assert_eq!(page.status, 200, "the page where a person allows us");
    let form = [
        ("client_id", "500001"),
        ("redirect_uri", CALLBACK),
        ("state", "a&b"),
        ("buyer", buyer),
        ("allow", "1"),
    ];
    let allowed = reach.request(Method::POST, "/oauth/authorize").form(&form);
    let answer = reach.send(allowed).await;
    let back = url::Url::parse(answer.headers["location"].to_str().unwrap()).unwrap();
    let query: ConnectValues = back.query_pairs().into_owned().collect();
    connector.finish(&pending, &query, CALLBACK).await
}

fn values(pairs: &[(&str, &str)]) -> ConnectValues {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[async_trait]
impl OtherSide for Bench {
    async fn pay(&self, order: &ExternalId) {
        self.control(Method::POST, &format!("orders/{order}/pay"), &json!({}))
            .await;
    }

    async fn cancel(&self, order: &ExternalId) {
        self.control(Method::POST, &format!("orders/{order}/cancel"), &json!({}))
            .await;
    }

    async fn advance(&self, by: SignedDuration) {
        let body = json!({"advance_seconds": by.as_secs()});
        self.control(Method::POST, "clock", &body).await;
    }

    async fn booked(&self, key: &str) -> Vec<ExternalId> {
        let orders = self
            .control(
                Method::GET,
                &format!("orders?out_order_id={key}"),
                &Value::Null,
            )
            .await;
        let orders = orders
            .as_array()
            .or(orders["orders"].as_array())
            .unwrap()
            .clone();
        orders
            .iter()
            .map(|order| ExternalId(text(&order["order_id"])))
            .collect()
    }

    async fn trouble(&self, trouble: Trouble) {
        match trouble {
            Trouble::AnswerLost => self.fault(CREATE, json!({"kind": "cut_after"})).await,
            Trouble::BrokenAfter => {
                let broken = json!({"kind": "server_error_after", "status": 504});
                self.fault(CREATE, broken).await;
            }
            Trouble::NoAnswer => self.fault(CREATE, json!({"kind": "not_json"})).await,
            Trouble::TooManyCalls => self.fault(CREATE, json!({"kind": "throttled"})).await,
            Trouble::SignedOut => {
                self.control(Method::POST, "tokens/expire", &json!({}))
                    .await;
            }
        }
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn jane() -> Recipient {
    Recipient {
        full_name: "Jane Doe".into(),
        phone: "+1 (555) 123-4567".into(),
        address: Address {
            line1: "12 Example Road".into(),
            line2: "Apt 4".into(),
            city: "Los Angeles".into(),
            province: "California".into(),
            province_code: "CA".into(),
            postal_code: "90001".into(),
            country: CountryCode::new("US"),
        },
        ..Recipient::default()
    }
}

fn form(product_id: &str, variant_id: &str) -> SupplierVariantRef {
    SupplierVariantRef {
        platform: PlatformName::new("aliexpress"),
        product_id: ExternalId::new(product_id),
        variant_id: ExternalId::new(variant_id),
    }
}

fn trigger(name: &str) -> SupplierVariantRef {
    let triggers = demo_triggers().iter();
    let found = triggers.clone().find(|(trigger, ..)| *trigger == name);
    let (_, product_id, sku_id) = found.unwrap_or_else(|| panic!("no trigger {name}"));
    form(product_id, sku_id)
}

/// Goods with nothing wrong with them.
fn ordinary() -> SupplierVariantRef {
    let catalog = demo_catalog();
    let products = catalog["products"].as_array().unwrap();
    let plain = products
        .iter()
        .find(|product| product["trigger"].is_null())
        .unwrap();
    let sku = &plain["skus"].as_array().unwrap()[0];
    form(&text(&plain["product_id"]), &text(&sku["sku_id"]))
}

/// `removed` is gone after its first read, so it is read once.
async fn known(bench: &Bench) -> Known {
    let gone = trigger("removed").product_id;
    let country = CountryCode::new("US");
    bench
        .market()
        .product(&gone, &country, Currency::USD)
        .await
        .unwrap();
    Known {
        buyable: ordinary(),
        sold_out: trigger("sold_out"),
        gone,
        unreachable: trigger("no_shipping"),
        barred: trigger("banned_country").product_id,
        recipient: jane(),
        currency: Currency::USD,
    }
}

#[tokio::test]
async fn products_and_shipping_are_told() {
    for wire in WIRES {
        let bench = Bench::over(wire).await;
        let (market, known) = (bench.market(), known(&bench).await);
        promises::a_product_is_told(&*market, &known).await.unwrap();
        promises::what_cannot_be_bought_has_a_reason(&*market, &known)
            .await
            .unwrap();
        promises::shipping_is_told(&*market, &known).await.unwrap();
        promises::a_bad_address_is_objected_to(&*market, &known)
            .await
            .unwrap();
        promises::a_missing_order_is_not_found(&*market)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn orders_are_placed_once_and_followed() {
    for wire in WIRES {
        let bench = Bench::over(wire).await;
        let (market, known) = (bench.market(), known(&bench).await);
        promises::placing_buys_once(&*market, &bench, &known)
            .await
            .unwrap();
        promises::an_order_is_followed_to_its_end(&*market, &bench, &known)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn parcels_keep_their_keys_when_there_are_two_and_numbers_change() {
    let config = AliexpressSimConfig {
        risk_hold_per_mille: 0,
        two_parcels_per_mille: 1000,
        number_change_per_mille: 1000,
        ..AliexpressSimConfig::default()
    };
    let bench = Bench::with(config, Wire::Tcp).await;
    let (market, known) = (bench.market(), known(&bench).await);
    promises::an_order_is_followed_to_its_end(&*market, &bench, &known)
        .await
        .unwrap();
}

#[tokio::test]
async fn orders_that_are_not_paid_are_closed() {
    for wire in WIRES {
        let bench = Bench::over(wire).await;
        let (market, known) = (bench.market(), known(&bench).await);
        promises::a_canceled_order_is_closed(&*market, &bench, &known)
            .await
            .unwrap();
        promises::an_unpaid_order_dies(&*market, &bench, &known)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn doubt_and_certainty_are_told_apart() {
    for wire in WIRES {
        let bench = Bench::over(wire).await;
        let (market, known) = (bench.market(), known(&bench).await);
        promises::doubt_is_never_failure(&*market, &bench, &known)
            .await
            .unwrap();
        promises::what_was_not_done_says_so(&*market, &bench, &known)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn every_quirk_of_the_spelling_is_read() {
    let config = AliexpressSimConfig {
        risk_hold_per_mille: 0,
        quirk_per_mille: 1000,
        ..AliexpressSimConfig::default()
    };
    let bench = Bench::with(config, Wire::Tcp).await;
    let (market, known) = (bench.market(), known(&bench).await);
    promises::a_product_is_told(&*market, &known).await.unwrap();
    promises::shipping_is_told(&*market, &known).await.unwrap();
    promises::placing_buys_once(&*market, &bench, &known)
        .await
        .unwrap();
    promises::an_order_is_followed_to_its_end(&*market, &bench, &known)
        .await
        .unwrap();
}

#[tokio::test]
async fn every_refusal_of_an_order_has_its_reason() {
    use FailureReason as R;
    let bench = Bench::start().await;
    let market = bench.market();
    for (code, reason) in [
        (
            "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL",
            R::AddressInvalid,
        ),
        (
            "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_CN_INVALID",
            R::TaxIdNeeded,
        ),
        (
            "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_NOT_MATCH",
            R::TaxIdNeeded,
        ),
        ("BLACKLIST_BUYER_IN_LIST", R::AccountRefused),
        ("USER_ACCOUNT_DISABLED", R::AccountRefused),
        ("PRICE_PAY_CURRENCY_ERROR", R::CurrencyMixed),
        ("DELIVERY_METHOD_NOT_EXIST", R::NoShippingMethod),
        ("INVENTORY_HOLD_ERROR", R::OutOfStock),
        ("BUY_LIMIT_RESOURCE_INSUFFICIENT", R::QuantityLimit),
        ("ERROR_WHEN_BUILD_FOR_PLACE_ORDER", R::SupplierRefused),
        ("A001_ORDER_CANNOT_BE_PLACED", R::SupplierRefused),
        ("A002_INVALID_ZONE", R::CannotShipThere),
        ("A003_SUSPICIOUS_BUYER", R::AccountRefused),
        ("A004_CANNOT_USER_COUPON", R::CouponRefused),
        ("A005_INVALID_COUNTRIES", R::CannotShipThere),
        ("A006_INVALID_ACCOUNT_INFO", R::AccountRefused),
        ("SKU_NOT_EXIST", R::SkuChanged),
        ("PRODUCT_NOT_EXIST", R::ProductGone),
        ("ITEM_ID_NOT_FOUND", R::ProductGone),
        ("Item is not allowed to this country", R::Restricted),
        ("PARM_ILLEGL", R::Other),
        ("NEVER_HEARD_OF", R::Other),
    ] {
        let request = bench
            .request(&ordinary(), &format!("refused-{}", code.replace(' ', "-")))
            .await;
        bench
            .platform_fault(CREATE, &format!("order_error:{code}"))
            .await;
        match market.place(&request).await {
            PlacementOutcome::Rejected(failure) => {
                assert_eq!(failure.reason, reason, "{code}: {failure:?}");
                assert_eq!(failure.vendor_code.as_deref(), Some(code));
            }
            outcome => panic!("{code}: {outcome:?}"),
        }
        assert!(
            bench.booked(&request.idempotency_key).await.is_empty(),
            "{code}"
        );
    }
}

#[tokio::test]
async fn goods_that_can_not_be_bought_fail_for_their_reason() {
    use FailureReason as R;
    let bench = Bench::start().await;
    let market = bench.market();
    for (name, reason) in [
        ("blocked_buyer", R::AccountRefused),
        ("build_error", R::SupplierRefused),
        ("cannot_be_placed", R::SupplierRefused),
        ("invalid_zone", R::CannotShipThere),
        ("suspicious_buyer", R::AccountRefused),
        ("coupon_refused", R::CouponRefused),
        ("invalid_country", R::CannotShipThere),
        ("invalid_account", R::AccountRefused),
        ("inventory_hold", R::OutOfStock),
        ("sold_out", R::OutOfStock),
        ("no_shipping", R::NoShippingMethod),
        ("unknown_error", R::Other),
        // What the request names changed between reading and placing.
        ("sku_renamed", R::SkuChanged),
        ("sku_gone", R::SkuChanged),
        ("removed", R::ProductGone),
        ("offline", R::ProductGone),
        ("sells_out", R::OutOfStock),
    ] {
        let request = bench
            .request(&trigger(name), &format!("trigger-{name}"))
            .await;
        match market.place(&request).await {
            PlacementOutcome::Rejected(failure) => {
                assert_eq!(failure.reason, reason, "{name}: {failure:?}");
            }
            outcome => panic!("{name}: {outcome:?}"),
        }
        assert!(
            bench.booked(&request.idempotency_key).await.is_empty(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn unclear_answers_are_never_failures() {
    let bench = Bench::start().await;
    let market = bench.market();
    for (name, stored) in [
        ("code_15", 0),
        ("remote_error", 0),
        ("service_timeout", 0),
        ("service_unavailable", 0),
        ("empty_body", 0),
        ("order_error:REPEATED_ORDER_ERROR", 0),
        ("order_error:REMOTE_CREATE_ORDER_RESULT_ERROR", 0),
        ("code_15_after", 1),
        ("remote_error_after", 1),
        ("service_timeout_after", 1),
        ("internal_error_after", 1),
        ("empty_body_after", 1),
        ("success_without_ids", 1),
        ("false_with_ids", 1),
        ("false_after", 1),
    ] {
        let key = format!("unclear-{}", name.replace(':', "-"));
        let request = bench.request(&ordinary(), &key).await;
        bench.platform_fault(CREATE, name).await;
        let outcome = market.place(&request).await;
        assert!(
            matches!(outcome, PlacementOutcome::Unknown(_)),
            "{name}: {outcome:?}"
        );
        assert_eq!(bench.booked(&key).await.len(), stored, "{name}");
    }
}

#[tokio::test]
async fn a_gateway_that_can_not_be_reached_was_not_sent_anything() {
    let mut bench = Bench::start().await;
    let request = bench.request(&ordinary(), "unreachable").await;
    let mut document: Value = serde_json::from_str(bench.credentials.expose()).unwrap();
    document["base_url"] = "http://127.0.0.1:1".into();
    bench.credentials = Credentials::new(document.to_string());
    let outcome = bench.market().place(&request).await;
    let PlacementOutcome::NotSent(error) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(error.kind, CallErrorKind::NotSent);
    assert!(bench.booked("unreachable").await.is_empty());
}

#[tokio::test]
async fn a_gone_quota_parks_only_its_method() {
    let bench = Bench::start().await;
    let market = bench.market();
    let request = bench.request(&ordinary(), "quota").await;
    bench.platform_fault(CREATE, "app_call_limit").await;
    for _ in 0..2 {
        let outcome = market.place(&request).await;
        let PlacementOutcome::NotSent(error) = outcome else {
            panic!("{outcome:?}")
        };
        assert!(
            matches!(error.kind, CallErrorKind::Throttled { .. }),
            "{error:?}"
        );
    }
    let ledger = bench.control(Method::GET, "ledger", &Value::Null).await;
    let tried = &ledger["calls"][CREATE];
    assert_eq!(tried, &json!(1), "the second try was not sent");
}

#[tokio::test]
async fn configuration_errors_are_refusals_that_say_so() {
    let bench = Bench::start().await;
    let market = bench.market();
    for name in ["no_permission", "ip_not_allowed"] {
        let request = bench.request(&ordinary(), name).await;
        bench.platform_fault(CREATE, name).await;
        match market.place(&request).await {
            PlacementOutcome::Rejected(failure) => {
                assert_eq!(failure.reason, FailureReason::Misconfigured, "{name}");
            }
            outcome => panic!("{name}: {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn an_access_is_renewed_and_its_last_day_stays() {
    let mut bench = Bench::start().await;
    let first = allow(&*bench.connector, &bench.reach, BUYER).await.unwrap();
    assert_eq!(first.external_id, ExternalId::new(BUYER));
    bench.clock.advance(SignedDuration::from_hours(5));
    let renewed = bench.connector.renew(&first.credentials).await.unwrap();
    assert!(renewed.access_expires_at > first.access_expires_at);
    assert_eq!(renewed.refresh_expires_at, first.refresh_expires_at);
    assert_eq!(
        (&renewed.external_id, &renewed.name),
        (&first.external_id, &first.name)
    );

    bench
        .platform_fault("/auth/token/refresh", "null_tokens")
        .await;
    let nulls = bench.connector.renew(&renewed.credentials).await.unwrap();
    bench.credentials = nulls.credentials;
    let known = known(&bench).await;
    promises::a_product_is_told(&*bench.market(), &known)
        .await
        .unwrap();

    bench
        .control(Method::POST, "tokens/expire", &json!({"refresh": true}))
        .await;
    let ended = bench.connector.renew(&bench.credentials).await.unwrap_err();
    assert_eq!(ended.kind, CallErrorKind::SignedOut);
}

#[tokio::test]
async fn sellers_wrong_secrets_and_old_codes_do_not_connect() {
    let bench = Bench::start().await;
    let seller = allow(&*bench.connector, &bench.reach, SELLER).await;
    let Err(ConnectError::NotAllowed(message)) = seller else {
        panic!("{seller:?}")
    };
    assert!(message.contains("seller"), "{message}");

    let connect = |secret: &'static str| {
        let typed = values(&[
            ("app_key", "500001"),
            ("app_secret", secret),
            ("base_url", bench.reach.base_url()),
        ]);
        let connector = Arc::clone(&bench.connector);
        async move {
            let started = connector
                .start("authorize", &typed, CALLBACK, "s")
                .await
                .unwrap();
            let ConnectStart::Authorize { pending, .. } = started else {
                panic!("nobody was asked")
            };
            let query = values(&[("code", "3_500001_never")]);
            connector
                .finish(&pending, &query, CALLBACK)
                .await
                .unwrap_err()
        }
    };
    let wrong = connect("wrong").await;
    assert!(
        matches!(
            wrong,
            ConnectError::BadValue {
                field: "app_secret",
                ..
            }
        ),
        "{wrong:?}"
    );
    let old = connect("sim-secret-aliexpress").await;
    assert!(matches!(old, ConnectError::NotAllowed(_)), "{old:?}");
}

#[tokio::test]
async fn no_secret_is_in_what_an_error_says() {
    let bench = Bench::start().await;
    let request = bench.request(&ordinary(), "secret").await;
    bench.trouble(Trouble::SignedOut).await;
    let said = format!("{:?}", bench.market().place(&request).await);
    let document: Value = serde_json::from_str(bench.credentials.expose()).unwrap();
    for secret in ["app_secret", "access_token", "refresh_token"] {
        let secret = document[secret].as_str().unwrap();
        assert!(!secret.is_empty() && !said.contains(secret), "{said}");
    }
    assert!(!said.contains("Example Road"), "{said}");
}

/// Country, name, phone, street, city, province, its code, postal code, tax number.
type Given = [&'static str; 9];

/// As stores give addresses, not as the marketplace wants them.
const ADDRESSES: &[Given] = &[
    [
        "US",
        "Jane Doe",
        "(555) 123-4567",
        "12345 North Example Boulevard Building Seven",
        "los angeles",
        "",
        "CA",
        "90001",
        "",
    ],
    [
        "DE",
        "Jürgen Groß",
        "0151 23456789",
        "Beispielweg 12",
        "köln",
        "",
        "",
        "D-50667",
        "",
    ],
    [
        "FR",
        "Zoé Lefèvre",
        "06 12 34 56 78",
        "3 rue de l'Exemple",
        "Lyon",
        "",
        "",
        "69003",
        "",
    ],
    [
        "ES",
        "Ana López",
        "+34 612 34 56 78",
        "Calle Ejemplo 4",
        "Madrid",
        "Madrid",
        "M",
        "28001",
        "",
    ],
    [
        "IT",
        "Gino Rossi",
        "+39 345 678 9012",
        "Via Esempio 5",
        "Genova",
        "Genova",
        "GE",
        "16121",
        "",
    ],
    [
        "AT",
        "Eva Huber",
        "0664 1234567",
        "Beispielgasse 6",
        "Innsbruck",
        "",
        "",
        "A-6020",
        "",
    ],
    [
        "GB",
        "Tom Hill",
        "07400 123456",
        "7 Example Lane",
        "London",
        "England",
        "ENG",
        "SW1A 1AA",
        "",
    ],
    [
        "AU",
        "Zoë Ann O'Neil",
        "0412 345 678",
        "8 Example St",
        "Sydney",
        "New South Wales",
        "NSW",
        "2000",
        "",
    ],
    [
        "BR",
        "Maria Silva",
        "(11) 98765-4321",
        "Rua Exemplo 9",
        "São Paulo",
        "São Paulo",
        "SP",
        "01310-100",
        "529.982.247-25",
    ],
    [
        "SA",
        "Noura Saleh",
        "051 234 5678",
        "King Road, RAHA3443",
        "Riyadh",
        "Riyadh",
        "",
        "12345",
        "",
    ],
    [
        "MX",
        "Luz Gómez",
        "+52 1 55 1234 5678",
        "Calle Ejemplo 10",
        "Ciudad de México",
        "Ciudad de México",
        "CDMX",
        "06000",
        "GOMC800101AB1",
    ],
    [
        "VN",
        "Nguyễn Văn An",
        "0912 345 678",
        "11 Ví Dụ",
        "Hà Nội",
        "Hà Nội",
        "",
        "100000",
        "",
    ],
];

#[tokio::test]
async fn addresses_as_stores_give_them_are_taken() {
    // The simulator counts address libraries by the real second, and there are many here.
    let config = AliexpressSimConfig {
        enforce_qps: false,
        ..AliexpressSimConfig::default()
    };
    let bench = Bench::with(config, Wire::Tcp).await;
    let market = bench.market();
    for given in ADDRESSES {
        let country = given[0];
        let mut request = bench
            .request(&ordinary(), &format!("address-{country}"))
            .await;
        request.recipient = recipient(given);
        assert_eq!(market.objection(&request), None, "{country}");
        match market.place(&request).await {
            PlacementOutcome::Placed { .. } => {}
            outcome => panic!("{country}: {outcome:?}"),
        }
        // Our own budget for address libraries is four a second.
        bench.clock.advance(SignedDuration::from_secs(1));
    }
}

fn recipient(given: &Given) -> Recipient {
    let [
        country,
        name,
        phone,
        line1,
        city,
        province,
        code,
        postal,
        tax,
    ] = given.map(str::to_owned);
    let tax_ids = vec![TaxId {
        kind: "tax_id".into(),
        value: tax,
    }];
    Recipient {
        full_name: name,
        phone,
        address: Address {
            line1,
            city,
            province,
            province_code: code,
            postal_code: postal,
            country: CountryCode::new(&country),
            ..Address::default()
        },
        tax_ids,
        ..Recipient::default()
    }
}

#[tokio::test]
async fn a_product_with_another_id_for_a_country_is_bought_by_that_id() {
    let bench = Bench::start().await;
    let market = bench.market();
    let main = trigger("us_sub_id");
    let country = CountryCode::new("US");
    let product = market
        .product(&main.product_id, &country, Currency::USD)
        .await
        .unwrap();
    let ProductAnswer::Found(product) = product else {
        panic!("{product:?}")
    };
    assert_ne!(product.external_id, main.product_id);
    let variant_id = product.variants[0].external_id.as_str();
    let sub = form(product.external_id.as_str(), variant_id);
    let request = bench.request(&sub, "sub-id").await;
    let outcome = market.place(&request).await;
    assert!(
        matches!(outcome, PlacementOutcome::Placed { .. }),
        "{outcome:?}"
    );
    assert_eq!(bench.booked("sub-id").await.len(), 1);
}
