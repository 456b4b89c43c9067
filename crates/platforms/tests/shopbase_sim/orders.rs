//! Orders: lists, totals, spellings, cancel, refunds and edits.

use crate::bench::{int, ledger_order, money, open, relaxed};
use jiff::SignedDuration;
use platforms::shopbase::sim::ShopbaseSimConfig;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn orders_are_listed_by_pages_and_filters() {
    let shop = open(relaxed()).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(shop.order().0);
        shop.clock.advance(SignedDuration::from_mins(1));
    }
    let listed = |query: &'static str| {
        let shop = &shop;
        async move {
            let body = shop.get(&format!("/admin/orders.json?{query}")).await;
            body["orders"]
                .as_array()
                .unwrap()
                .iter()
                .map(|order| int(&order["id"]))
                .collect::<Vec<_>>()
        }
    };
    let newest: Vec<i64> = ids.iter().rev().copied().collect();
    assert_eq!(listed("").await, newest);
    assert_eq!(listed("limit=2&page=2").await, newest[2..4]);
    let since = shop
        .get(&format!("/admin/orders.json?since_id={}&limit=2", ids[1]))
        .await;
    assert_eq!(int(&since["orders"][0]["id"]), ids[2]);
    shop.sim.cancel_order(ids[0]).unwrap();
    shop.sim.fulfill_by_hand(ids[1], &[], "LX1CN").unwrap();
    assert_eq!(listed("").await, newest[..4]);
    assert_eq!(listed("order_status=cancelled").await, [ids[0]]);
    assert_eq!(
        listed("order_status=any&financial_status=refunded").await,
        [ids[0]]
    );
    assert_eq!(
        listed("financial_status=paid,pending&fulfillment_status=shipped").await,
        [ids[1]]
    );
    assert_eq!(listed("fulfillment_status=unshipped").await, newest[..3]);
    assert_eq!(listed("tracking_number=LX1CN").await, [ids[1]]);
    let updated = "order_status=any&updated_at_min=2026-11-22T08:05:00Z";
    assert_eq!(listed(updated).await, [ids[1], ids[0]]);
    assert_eq!(
        listed("created_at_min=2026-11-22T08:03:00%2B00:00").await,
        newest[..2]
    );
    let some = shop
        .get(&format!(
            "/admin/orders.json?ids={},{}&fields=id,name",
            ids[2], ids[3]
        ))
        .await;
    assert_eq!(some["orders"].as_array().unwrap().len(), 2);
    assert_eq!(some["orders"][0].as_object().unwrap().len(), 2);
    assert_eq!(
        shop.get("/admin/orders/count.json?order_status=any").await["count"],
        5
    );
    let missing = shop
        .request(Method::GET, "/admin/orders/5.json")
        .send()
        .await
        .unwrap();
    assert_eq!(missing.status(), 404);
}

#[tokio::test]
async fn an_order_has_its_totals_people_and_spellings() {
    let shop = open(relaxed()).await;
    let (status, body) = shop
        .post(
            "/admin/orders.json",
            json!({"order": {"email": "a@example.com", "line_items": [
                {"variant_id": "711", "quantity": 2}, {"title": "Gift wrap", "price": "1.25"}],
                "shipping_fee": 4.99, "discount_codes": [{"code": "TEN", "amount": "3.00"}],
                "total_tax": 0.5, "financial_status": "pending"}}),
        )
        .await;
    assert_eq!(status, 201);
    let order = &body["order"];
    assert_eq!(order["name"], "#1001");
    assert_eq!(money(&order["total_price"]), "42.74".parse().unwrap());
    assert_eq!(order["financial_status"], "pending");
    assert_eq!(order["discount_code"][0]["code"], "TEN");
    assert_eq!(order["line_items"][0]["title"], "Linen lamp");
    assert_eq!(order["line_items"][0]["variant_title"], "Small");
    let id = int(&order["id"]);
    shop.sim.pay_order(id).unwrap();
    let again = shop.get(&format!("/admin/orders/{id}.json")).await;
    assert_eq!(again["order"]["financial_status"], "paid");
    assert_eq!(
        again,
        shop.get(&format!("/admin/orders/{id}.json")).await,
        "equal reads are equal"
    );
    let (_, changed) = shop
        .call(
            Method::PUT,
            &format!("/admin/orders/{id}.json"),
            json!({"order": {"note": "ring"}}),
        )
        .await;
    assert_eq!(changed["order"]["note"], "ring");
    let (status, refused) = shop.post("/admin/orders.json", json!({"order": {}})).await;
    assert_eq!(
        (status.as_u16(), refused["errors"]["line_items"].is_array()),
        (422, true)
    );
    let stock = shop.get("/admin/variants/711.json").await;
    assert_eq!(stock["variant"]["inventory_quantity"], 8);
}

#[tokio::test]
async fn quirks_spell_the_same_things_in_several_ways() {
    let shop = open(relaxed()).await;
    for _ in 0..40 {
        let (id, _) = shop.order();
        shop.sim.fulfill_by_hand(id, &[], "YT1").unwrap();
    }
    let body = shop.get("/admin/orders.json?limit=250").await;
    let orders = body["orders"].as_array().unwrap();
    let kinds = |of: &dyn Fn(&Value) -> &Value| {
        let kind = |order: &Value| match of(order) {
            Value::Null => "null",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            _ => "list",
        };
        orders
            .iter()
            .map(kind)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(kinds(&|order| &order["id"]), "number text");
    assert_eq!(kinds(&|order| &order["total_price"]), "number text");
    assert_eq!(kinds(&|order| &order["refunds"]), "list null");
    assert_eq!(
        kinds(&|order| &order["fulfillments"][0]["created_at"]),
        "number text"
    );
    let big = open(ShopbaseSimConfig {
        big_ids: true,
        ..relaxed()
    })
    .await;
    assert!(big.order().0 > 9_007_199_254_740_992);
}

#[tokio::test]
async fn an_empty_cancel_gives_everything_back() {
    let shop = open(relaxed()).await;
    let (id, lines) = shop.order();
    let (status, body) = shop
        .post(&format!("/admin/orders/{id}/cancel.json"), json!({}))
        .await;
    assert_eq!(status, 200);
    assert_eq!(body["order"]["financial_status"], "refunded");
    assert!(body["order"]["cancelled_at"].is_string());
    let ledger = ledger_order(&shop.sim, id);
    assert_eq!(
        (
            &ledger["lines"][0]["refunded"],
            &ledger["fulfillment_status"]
        ),
        (&json!(3), &json!("restocked"))
    );
    let (status, _) = shop
        .post(&format!("/admin/orders/{id}/fulfillments.json"), json!({}))
        .await;
    assert_eq!(status, 422, "a canceled order is not shipped");
    let (other, _) = shop.order();
    shop.sim.fulfill_by_hand(other, &[], "LX1CN").unwrap();
    let (status, _) = shop
        .post(&format!("/admin/orders/{other}/cancel.json"), json!({}))
        .await;
    assert_eq!(status, 422, "a shipped order is not canceled");
    let (third, _) = shop.order();
    let body = json!({"reason": "customer", "email": true});
    let (_, kept) = shop
        .post(&format!("/admin/orders/{third}/cancel.json"), body)
        .await;
    assert_eq!(
        kept["order"]["financial_status"], "paid",
        "only what is asked for is given back"
    );
    assert_eq!(shop.sim.ledger()["mails"][1]["kind"], "order_canceled");
    assert!(shop.sim.refund_line(id, lines[0], 1).is_err());
}

#[tokio::test]
async fn refunds_edits_and_transactions_move_money() {
    let shop = open(relaxed()).await;
    let (id, lines) = shop.order();
    let path = format!("/admin/orders/{id}/refunds");
    let ask = json!({"refund": {"refund_line_items": [
        {"line_item_id": lines[0], "quantity": 1, "restock_type": "return"}]}});
    let (_, sum) = shop
        .post(&format!("{path}/calculate.json"), ask.clone())
        .await;
    assert_eq!(
        money(&sum["refund"]["transactions"][0]["amount"]),
        "19.50".parse().unwrap()
    );
    assert_eq!(
        shop.sim.ledger()["orders"][0]["lines"][0]["refunded"],
        0,
        "calculating does nothing"
    );
    let (status, _) = shop.post(&format!("{path}.json"), ask).await;
    assert_eq!(status, 201);
    assert_eq!(
        ledger_order(&shop.sim, id)["financial_status"],
        "partially_refunded"
    );
    shop.sim.edit_order(id, lines[1], 2).unwrap();
    shop.sim.add_line(id, 712, 1).unwrap();
    let ledger = ledger_order(&shop.sim, id);
    assert_eq!(
        (&ledger["lines"][1]["quantity"], &ledger["lines"][2]["sku"]),
        (&json!(3), &json!("LAMP-L"))
    );
    assert!(
        shop.sim.edit_order(id, lines[0], -3).is_err(),
        "one was refunded already"
    );
    let moved = shop
        .get(&format!("/admin/orders/{id}/transactions.json"))
        .await;
    let kinds: Vec<_> = moved["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| &each["kind"])
        .collect();
    assert_eq!(kinds, [&json!("sale"), &json!("refund")]);
    let trial = open(ShopbaseSimConfig {
        trial_store: true,
        ..relaxed()
    })
    .await;
    let mut answers = Vec::new();
    for _ in 0..6 {
        let (id, lines) = trial.order();
        let ask =
            json!({"refund": {"refund_line_items": [{"line_item_id": lines[0], "quantity": 1}]}});
        answers.push(
            trial
                .post(&format!("/admin/orders/{id}/refunds.json"), ask)
                .await
                .0
                .as_u16(),
        );
    }
    assert_eq!(answers, [201, 201, 201, 201, 201, 429]);
}
