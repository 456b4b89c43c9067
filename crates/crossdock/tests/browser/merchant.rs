//! What a merchant does on the first day, step by step, with the outsides rehearsed.
//!
//! Every step is made with what the pages offer, so that it works with the script and without.

use platforms::aliexpress::sim::{AliexpressSim, AliexpressSimConfig};
use platforms::shopbase::sim::{ShopbaseSim, ShopbaseSimConfig, demo_customer, flawed_customer};
use platforms::sim::{SimClock, SimServer};
use serde_json::{Value, json};

use crate::program::Program;
use crate::tab::Tab;

pub(crate) const EMAIL: &str = "mai@lumen-lane.example";
pub(crate) const PASSWORD: &str = "a lamp for every lane";

/// The product that the store sells and the one that it is bought as.
pub(crate) const BOWL: &str = "Stoneware bowl";
const BOUGHT_AS: &str = "1005006000000101";

/// A store and a marketplace, rehearsed.
pub(crate) struct Outsides {
    pub(crate) store: ShopbaseSim,
    pub(crate) store_server: SimServer,
    pub(crate) market: AliexpressSim,
    pub(crate) market_server: SimServer,
}

impl Outsides {
    /// Starts both; the marketplace is as quick as it can be.
    pub(crate) async fn start() -> Self {
        // The store sends webhooks, for which the whole process needs one provider of TLS.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let here = ([127, 0, 0, 1], 0).into();
        let clock = SimClock::real();
        let config = ShopbaseSimConfig::default();
        let (store, store_server) = ShopbaseSim::start(config, clock.clone(), here)
            .await
            .unwrap();
        let config = AliexpressSimConfig {
            sync_delay_seconds: 0,
            risk_minutes: 0..=0,
            risk_hold_per_mille: 0,
            two_parcels_per_mille: 0,
            number_change_per_mille: 0,
            ..AliexpressSimConfig::default()
        };
        let (market, market_server) = AliexpressSim::start(config, clock, here).await.unwrap();
        store.seed_products(bowl()).unwrap();
        Self {
            store,
            store_server,
            market,
            market_server,
        }
    }

    /// A customer orders a bowl; answers the order's name as a merchant reads it.
    pub(crate) fn order(&self, customer: u64) -> String {
        self.take(demo_customer(customer))
    }

    /// Somebody without a telephone number orders a bowl.
    pub(crate) fn order_without_phone(&self) -> String {
        self.take(flawed_customer("no_phone"))
    }

    fn take(&self, mut customer: Value) -> String {
        customer["line_items"] = json!([{"variant_id": 7_101, "quantity": 1}]);
        let id = self.store.create_order(customer).unwrap();
        let ledger = self.store.ledger();
        let orders = ledger["orders"].as_array().unwrap();
        let order = orders.iter().find(|order| order["id"] == id).unwrap();
        order["name"].as_str().unwrap().to_owned()
    }

    /// What the marketplace really sold.
    pub(crate) fn supplier_orders(&self) -> Vec<Value> {
        self.market.ledger()["orders"].as_array().unwrap().clone()
    }

    /// The supplier ships everything that is paid.
    pub(crate) async fn ship(&self) {
        let web = reqwest::Client::new();
        let paid = self
            .supplier_orders()
            .into_iter()
            .filter(|order| order["paid"] == true);
        for order in paid {
            let (base, id) = (self.market_server.base_url(), &order["order_id"]);
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            let ship = web.post(format!("{base}/_sim/orders/{id}/ship"));
            let answer = ship.send().await.unwrap();
            assert!(answer.status().is_success(), "{:?}", answer.text().await);
        }
    }
}

fn bowl() -> Value {
    json!([{
        "id": 71, "title": BOWL, "product_type": "Home & Kitchen",
        "options": [{"name": "Color", "position": 1, "values": ["Oat White"]}],
        "variants": [{"id": 7_101, "sku": "BOWL-OAT", "option1": "Oat White", "price": "39.90"}],
    }])
}

/// The first visit: becomes the owner.
pub(crate) async fn set_up(tab: &Tab, program: &Program) {
    tab.open(&program.page("/")).await;
    tab.sees("Set up Crossdock").await;
    tab.fill("name", "Mai Tran").await;
    tab.fill("email", EMAIL).await;
    tab.fill("password", PASSWORD).await;
    tab.click("button", "Become the owner").await;
    tab.sees("Mai Tran").await;
}

/// Connects the store with a private app.
pub(crate) async fn connect_store(tab: &Tab, program: &Program, outsides: &Outsides) {
    tab.open(&program.page("/connections/new")).await;
    tab.click("a", "Connect ShopBase").await;
    tab.is_at("/connections/new/shopbase").await;
    let config = outsides.store.config();
    tab.fill("shop", &config.shop).await;
    tab.fill("api_key", &config.api_key).await;
    tab.fill("password", &config.api_password).await;
    tab.fill("shared_secret", &config.shared_secret).await;
    tab.click("summary", "Advanced").await;
    tab.fill("base_url", &outsides.store_server.base_url())
        .await;
    tab.click("main button", "Connect").await;
    tab.sees("ShopBase is connected").await;
}

/// Connects the marketplace by way of its own consent page.
pub(crate) async fn connect_marketplace(tab: &Tab, program: &Program, outsides: &Outsides) {
    tab.open(&program.page("/connections/new")).await;
    tab.click("a", "Connect AliExpress").await;
    tab.is_at("/connections/new/aliexpress").await;
    let config = AliexpressSimConfig::default();
    tab.fill("app_key", &config.app_key).await;
    tab.fill("app_secret", &config.app_secret).await;
    tab.click("summary", "Advanced").await;
    tab.fill("base_url", &outsides.market_server.base_url())
        .await;
    tab.click("main button", "Continue").await;
    tab.is_at("/oauth/authorize").await;
    tab.click("button", "Allow").await;
    tab.sees("AliExpress is connected").await;
}

/// Says how the bowl is bought.
pub(crate) async fn map_bowl(tab: &Tab, program: &Program) {
    tab.open(&program.page("/products")).await;
    tab.sees(BOWL).await;
    tab.click("main a", BOWL).await;
    tab.sees("Oat White").await;
    tab.click("main a", "Connect").await;
    tab.is_at("/map").await;
    tab.fill("product", BOUGHT_AS).await;
    tab.click("button", "Look it up").await;
    tab.sees_in("label", "Oat White").await;
    tab.click("label", "Oat White").await;
    tab.click("button", "Save").await;
    tab.sees("is connected.").await;
}
