//! Who may call and how often: apps, tokens, the consent page, the bucket.

use crate::bench::{ledger_order, open, relaxed};
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use platforms::shopbase::sim::ShopbaseSimConfig;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn only_known_apps_may_call() {
    let shop = open(relaxed()).await;
    let answer = shop
        .client
        .get(shop.url("/admin/shop.json"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.json::<Value>().await.unwrap()["errors"].is_string());
    let body = shop.get("/admin/shop.json").await;
    assert_eq!(body["shop"]["domain"], "lumen-lane.onshopbase.com");
    assert_eq!(body["shop"]["created_at"], 1_561_694_636);
    let token = shop.sim.issue_token("read_orders,write_products");
    let with = |path: &str, secret: &str| {
        let request = shop
            .client
            .get(shop.url(path))
            .header("X-ShopBase-Access-Token", &token);
        request.header("X-ShopBase-Token-Secret", secret).send()
    };
    assert_eq!(
        with("/admin/orders.json", "wrong").await.unwrap().status(),
        401
    );
    assert_eq!(
        with("/admin/orders.json", "sim-token-secret")
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(
        with("/admin/products.json", "sim-token-secret")
            .await
            .unwrap()
            .status(),
        200
    );
    let (id, _) = shop.order();
    let write = shop
        .client
        .post(shop.url(&format!("/admin/orders/{id}/cancel.json")));
    let write = write.header("X-ShopBase-Access-Token", &token);
    let write = write
        .header("X-ShopBase-Token-Secret", "sim-token-secret")
        .send()
        .await
        .unwrap();
    assert_eq!(write.status(), 403);
    assert!(ledger_order(&shop.sim, id)["canceled_at"].is_null());
}

#[tokio::test]
async fn a_public_app_is_let_in_by_a_person() {
    let shop = open(relaxed()).await;
    let back = "https://desk.example.org/back?keep=1";
    let query = [
        ("client_id", "sim-client-id"),
        ("scope", "read_orders,write_orders"),
        ("redirect_uri", back),
        ("state", "n&once"),
    ];
    let page = shop
        .client
        .get(shop.url("/admin/oauth/authorize"))
        .query(&query)
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains(">Allow</button>"));
    let allowed = shop
        .client
        .post(shop.url("/admin/oauth/authorize"))
        .form(&query)
        .send()
        .await
        .unwrap();
    let to = url::Url::parse(allowed.headers()["location"].to_str().unwrap()).unwrap();
    let mut pairs: Vec<_> = to.query_pairs().into_owned().collect();
    let take = |key: &str| {
        to.query_pairs()
            .find(|(name, _)| name == key)
            .unwrap()
            .1
            .into_owned()
    };
    assert_eq!((take("state"), take("keep")), ("n&once".into(), "1".into()));
    pairs.retain(|(key, _)| key != "hmac");
    pairs.sort();
    let message: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", value.replace('&', "%26")))
        .collect();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"sim-client-secret").unwrap();
    mac.update(message.join("&").as_bytes());
    assert_eq!(take("hmac"), hex::encode(mac.finalize().into_bytes()));
    let body = json!({"client_id": "sim-client-id", "client_secret": "sim-client-secret", "code": take("code")});
    let exchange = || {
        shop.client
            .post(shop.url("/admin/oauth/access_token.json"))
            .json(&body)
            .send()
    };
    let token: Value = exchange().await.unwrap().json().await.unwrap();
    assert_eq!(token["scope"], "read_orders,write_orders");
    assert_eq!(
        exchange().await.unwrap().status(),
        400,
        "a code is good once"
    );
    let orders = shop.client.get(shop.url("/admin/orders.json"));
    let orders = orders.header(
        "X-ShopBase-Access-Token",
        token["access_token"].as_str().unwrap(),
    );
    let orders = orders
        .header("X-ShopBase-Token-Secret", "sim-token-secret")
        .send()
        .await
        .unwrap();
    assert_eq!(orders.status(), 200);
}

#[tokio::test]
async fn the_bucket_overflows_and_leaks_in_virtual_time() {
    let shop = open(ShopbaseSimConfig::default()).await;
    for n in 1..=30 {
        let answer = shop
            .request(Method::GET, "/admin/shop.json")
            .send()
            .await
            .unwrap();
        assert_eq!(
            answer.headers()["X-Sb-Shop-Api-Call-Limit"],
            format!("{n}/30").as_str()
        );
    }
    let full = shop
        .request(Method::GET, "/admin/shop.json")
        .send()
        .await
        .unwrap();
    assert_eq!(full.status(), 429);
    assert!(full.headers().get("retry-after").is_none());
    shop.clock.advance(SignedDuration::from_secs(1));
    for wanted in [200, 200, 429] {
        let answer = shop
            .request(Method::GET, "/admin/shop.json")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), wanted);
    }
    shop.clock.advance(SignedDuration::from_secs(60));
    let deep = shop
        .request(Method::GET, "/admin/orders.json?page=1000&limit=250")
        .send()
        .await
        .unwrap();
    assert_eq!(deep.status(), 429);
}
