//! Fulfillments: the rules of creating, changing and completing them.

use crate::bench::{int, ledger_order, open, relaxed};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn fulfillments_follow_the_rules() {
    let shop = open(relaxed()).await;
    let (id, lines) = shop.order();
    let path = format!("/admin/orders/{id}/fulfillments.json");
    let (status, body) = shop
        .post(
            &path,
            json!({"fulfillment": {"line_items": [{"id": lines[0].to_string(), "quantity": 2}],
            "tracking_number": "LX9CN", "tracking_company": "4PX", "notify_customer": true}}),
        )
        .await;
    assert_eq!(status, 201);
    assert_eq!(
        (&body["tracking_number"], &body["status"]),
        (&json!("LX9CN"), &json!("success"))
    );
    assert_eq!(body["name"], "#1001.1");
    let order = shop.get(&format!("/admin/orders/{id}.json")).await;
    assert_eq!(order["order"]["fulfillment_status"], "partial");
    assert_eq!(order["order"]["line_items"][0]["fulfillable_quantity"], 1);
    let (status, _) = shop
        .post(
            &path,
            json!({"fulfillment": {"line_items": [{"id": lines[0], "quantity": 2}]}}),
        )
        .await;
    assert_eq!(status, 422, "more than is left");
    shop.sim.refund_line(id, lines[1], 1).unwrap();
    let (status, body) = shop
        .post(
            &path,
            json!({"fulfillment": {"line_items": [{"id": lines[1]}]}}),
        )
        .await;
    assert_eq!(status, 422, "a refunded line: {body}");
    let (status, rest) = shop
        .post(&path, json!({"fulfillment": {"notify_customer": false}}))
        .await;
    assert_eq!(
        status, 201,
        "leaving the lines out fulfills what is left: {rest}"
    );
    let ledger = ledger_order(&shop.sim, id);
    assert_eq!(ledger["fulfillment_status"], "fulfilled");
    assert_eq!(
        ledger["fulfillments"][1]["lines"],
        json!([{"id": lines[0], "quantity": 1}])
    );
}

#[tokio::test]
async fn tracking_is_changed_mailed_and_taken_back() {
    let shop = open(relaxed()).await;
    let (id, lines) = shop.order();
    let path = format!("/admin/orders/{id}/fulfillments.json");
    for body in [
        json!({"line_items": [{"id": lines[0], "quantity": 2}], "tracking_number": "LX9CN"}),
        json!({"notify_customer": false}),
    ] {
        let (status, _) = shop.post(&path, json!({"fulfillment": body})).await;
        assert_eq!(status, 201);
    }
    let first = int(&shop.get(&path).await["fulfillments"][0]["id"]);
    let one = format!("/admin/orders/{id}/fulfillments/{first}.json");
    let (status, body) = shop
        .call(
            Method::PUT,
            &one,
            json!({"fulfillment": {"tracking_number": "LX10CN",
            "notify_customer": true, "shipment_status": "delivered"}}),
        )
        .await;
    assert_eq!(
        (status.as_u16(), &body["fulfillment"]["tracking_number"]),
        (200, &json!("LX10CN"))
    );
    assert_eq!(
        ledger_order(&shop.sim, id)["fulfillments"][0]["updated_numbers"],
        json!(["LX10CN"])
    );
    let mails = shop.sim.ledger()["mails"].as_array().unwrap().clone();
    let kinds: Vec<_> = mails
        .iter()
        .map(|mail| (&mail["kind"], &mail["tracking_number"]))
        .collect();
    assert_eq!(
        kinds,
        [
            (&json!("shipping_confirmation"), &json!("LX9CN")),
            (&json!("shipping_update"), &json!("LX10CN"))
        ]
    );
    let (status, _) = shop
        .post(
            &format!("/admin/orders/{id}/fulfillments/{first}/cancel.json"),
            json!({}),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(ledger_order(&shop.sim, id)["lines"][0]["fulfilled"], 1);
    assert_eq!(shop.sim.ledger()["counts"]["fulfillments"], 1);
    let (status, _) = shop
        .call(
            Method::PUT,
            &one,
            json!({"fulfillment": {"shipment_status": "eaten"}}),
        )
        .await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn a_pending_fulfillment_is_completed() {
    let shop = open(relaxed()).await;
    let (id, _) = shop.order();
    let path = format!("/admin/orders/{id}/fulfillments");
    let (_, body) = shop
        .post(
            &format!("{path}.json"),
            json!({"fulfillment": {"status": "pending"}}),
        )
        .await;
    let fulfillment = int(&body["id"]);
    assert_eq!(
        ledger_order(&shop.sim, id)["fulfillment_status"],
        "processing"
    );
    let (status, _) = shop.post(&format!("{path}.json"), json!({})).await;
    assert_eq!(status, 422, "nothing is left");
    for (verb, wanted) in [
        ("open", 200),
        ("complete", 200),
        ("complete", 422),
        ("cancel", 200),
        ("cancel", 422),
    ] {
        let (status, _) = shop
            .post(&format!("{path}/{fulfillment}/{verb}.json"), json!({}))
            .await;
        assert_eq!(status, wanted, "{verb}");
    }
    assert_eq!(shop.get(&format!("{path}/count.json")).await["count"], 1);
}
