//! Products: reading and changing the catalog.

use crate::bench::{int, open, relaxed};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn products_are_read_and_changed() {
    let shop = open(relaxed()).await;
    let all = shop
        .get("/admin/products.json?fields=id,variants&title=lamp")
        .await;
    assert_eq!(all["products"][0]["variants"][0]["price"], "19.50");
    assert_eq!(shop.get("/admin/products/count.json").await["count"], 2);
    let (status, made) = shop
        .post("/admin/products.json", json!({"product": {"title": "Wool Throw", "images": [{"src": "https://img.example.org/a.png"}],
            "variants": [{"sku": "W1", "price": 40}]}}))
        .await;
    assert_eq!(
        (status.as_u16(), &made["product"]["handle"]),
        (201, &json!("wool-throw"))
    );
    let id = int(&made["product"]["id"]);
    let (_, changed) = shop
        .call(
            Method::PUT,
            &format!("/admin/products/{id}.json"),
            json!({"product": {"title": "Throw"}}),
        )
        .await;
    assert_eq!(changed["product"]["variants"][0]["sku"], "W1");
    let variant = int(&changed["product"]["variants"][0]["id"]);
    let (_, changed) = shop
        .call(
            Method::PUT,
            &format!("/admin/variants/{variant}.json"),
            json!({"variant": {"price": 41.5}}),
        )
        .await;
    assert_eq!(changed["variant"]["price"], "41.50");
    let (_, patched) = shop
        .call(
            Method::PATCH,
            "/admin/products.json",
            json!({"product": {"id": id, "vendor": "X"}}),
        )
        .await;
    assert_eq!(patched["products"][0]["vendor"], "X");
    let (_, more) = shop
        .post(
            &format!("/admin/products/{id}/variants.json"),
            json!({"variant": {"sku": "W2"}}),
        )
        .await;
    assert_eq!(more["variant"]["sku"], "W2");
    let images = shop.get(&format!("/admin/products/{id}/images.json")).await;
    assert_eq!(images["images"][0]["src"], "https://img.example.org/a.png");
    let (status, _) = shop
        .call(
            Method::DELETE,
            &format!("/admin/products/{id}.json"),
            json!({}),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(shop.get("/admin/products/count.json").await["count"], 2);
}
