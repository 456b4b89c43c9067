//! What people do: the control API, the pages, and the invented customers.

use crate::bench::{ledger_order, open, relaxed};
use platforms::shopbase::sim::{demo_customer, flawed_customer};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeSet;

#[tokio::test]
async fn the_control_api_plays_customers_and_owner() {
    let shop = open(relaxed()).await;
    let (status, made) = shop
        .post(
            "/_sim/orders",
            json!({"email": "c@example.org", "line_items": [{"sku": "LAMP-L", "quantity": 2}],
            "financial_status": "pending"}),
        )
        .await;
    assert_eq!((status.as_u16(), &made["name"]), (201, &json!("#1001")));
    let id = made["id"].as_i64().unwrap();
    let line = made["line_ids"][0].as_i64().unwrap();
    for (verb, body) in [
        ("pay", json!({})),
        ("edit", json!({"line_item_id": line, "delta": 1})),
        (
            "fulfill",
            json!({"line_item_id": line, "quantity": 1, "number": "HAND1"}),
        ),
        ("refund", json!({"line_item_id": line, "quantity": 1})),
    ] {
        let (status, body) = shop.post(&format!("/_sim/orders/{id}/{verb}"), body).await;
        assert_eq!(status, 200, "{verb}: {body}");
    }
    let ledger = shop.get("/_sim/ledger").await;
    let wanted = json!({"id": line, "variant_id": 712, "sku": "LAMP-L", "quantity": 3, "refunded": 1, "fulfilled": 1});
    assert_eq!(ledger["orders"][0]["lines"][0], wanted);
    assert_eq!(
        ledger["orders"][0]["fulfillments"][0]["tracking_number"],
        "HAND1"
    );
    let (_, clock) = shop
        .post("/_sim/clock", json!({"advance_seconds": 60}))
        .await;
    assert_eq!(clock["now"], "2026-11-22T08:01:00Z");
    let rules = json!([{"call": "*", "kind": "server_error", "status": 503, "times": 1}]);
    let (_, faults) = shop.call(Method::PUT, "/_sim/faults", rules).await;
    assert_eq!(faults["rules"][0]["status"], 503);
    let struck = shop
        .request(Method::GET, "/admin/shop.json")
        .send()
        .await
        .unwrap();
    assert_eq!(struck.status(), 503);
    let (_, count) = shop
        .call(Method::PUT, "/_sim/products", json!([{"title": "New"}]))
        .await;
    assert_eq!(count["products"], 3);
}

#[tokio::test]
async fn a_person_sees_and_works_on_an_order() {
    let shop = open(relaxed()).await;
    let mut order = demo_customer(1);
    order["line_items"] = json!([{"sku": "MAT"}]);
    order["shipping_address"]["name"] = json!("<script>alert('x')</script>");
    let id = shop.sim.create_order(order).unwrap();
    let page = |path: String| {
        let client = shop.client.clone();
        let url = shop.url(&path);
        async move { client.get(url).send().await.unwrap().text().await.unwrap() }
    };
    let list = page("/admin/orders".into()).await;
    assert!(list.contains(&format!("/admin/orders/{id}")) && !list.contains("<script>"));
    let html = page(format!("/admin/orders/{id}")).await;
    assert!(html.contains("Cork &lt;b&gt;mat&lt;/b&gt;") && html.contains(">Cancel</button>"));
    let form = [
        ("line_item_id", ""),
        ("quantity", ""),
        ("number", "HAND7"),
        ("tracking_company", "4PX"),
    ];
    let done = shop
        .client
        .post(shop.url(&format!("/_sim/orders/{id}/fulfill")))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(
        done.headers()["location"],
        format!("/admin/orders/{id}").as_str()
    );
    let html = page(format!("/admin/orders/{id}")).await;
    assert!(html.contains("HAND7") && html.contains("shipping_confirmation"));
    assert!(
        !html.contains(">Cancel</button>"),
        "a shipped order is not canceled"
    );
    let (id, _) = shop.order();
    let empty: [(&str, &str); 0] = [];
    shop.client
        .post(shop.url(&format!("/_sim/orders/{id}/cancel")))
        .form(&empty)
        .send()
        .await
        .unwrap();
    assert_eq!(ledger_order(&shop.sim, id)["financial_status"], "refunded");
}

#[test]
fn invented_customers_keep_the_marketplace_s_address_rules() {
    let mut countries = BTreeSet::new();
    for seed in 0..400 {
        let customer = demo_customer(seed);
        let address = &customer["shipping_address"];
        let text = |key: &str| address[key].as_str().unwrap().to_owned();
        let country = text("country_code");
        let digits = text("phone").chars().filter(char::is_ascii_digit).count();
        assert!((8..=14).contains(&digits), "{address}");
        assert!(
            (5..=35).contains(&text("address1").chars().count()),
            "{address}"
        );
        assert!(text("first_name").chars().count() >= 2 && text("last_name").chars().count() >= 2);
        let email = customer["email"].as_str().unwrap();
        assert!(email.ends_with("@example.com") || email.ends_with("@example.org"));
        match country.as_str() {
            "BR" => assert_eq!(
                text("cpf_number")
                    .chars()
                    .filter(char::is_ascii_digit)
                    .count(),
                11
            ),
            "AU" => assert!(text("name").is_ascii()),
            "ES" => assert_eq!(digits, 2 + 9),
            _ => {}
        }
        countries.insert(country);
    }
    assert!(countries.len() >= 8, "{countries:?}");
    assert_eq!(demo_customer(5), demo_customer(5));
    let flaw = |kind: &str, key: &str| flawed_customer(kind)["shipping_address"][key].clone();
    assert!(flaw("no_phone", "phone").is_null() && flaw("cpf_missing", "cpf_number").is_null());
    assert_eq!(flaw("one_word_name", "name"), "Prince");
    assert_eq!(flaw("bad_province", "province"), "Auvergne-Rhône-Alpes");
    assert_eq!(flaw("short_phone", "phone"), "+34 600");
}
