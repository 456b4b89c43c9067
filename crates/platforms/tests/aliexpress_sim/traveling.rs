//! Orders under way, and what a person does to them.

use jiff::SignedDuration;
use platforms::aliexpress::sim::{AliexpressSimConfig, demo_catalog};
use serde_json::{Value, json};

use crate::caller::{BOARD, BOWL, BOWL_ATTR, Caller, gateway_code, plain_config, request};

#[tokio::test]
async fn an_order_travels_from_unpaid_to_finished() {
    let caller = Caller::start(plain_config()).await;
    let order_id = caller
        .placed(&request("CD-1", &[(BOWL, BOWL_ATTR, 2)]))
        .await;
    let query = json!({ "order_id": order_id }).to_string();
    let fresh = caller
        .sync(
            "aliexpress.trade.ds.order.get",
            &[("single_order_query", &query)],
        )
        .await;
    assert_eq!(gateway_code(&fresh), "15");
    assert_eq!(
        fresh["error_response"]["sub_code"],
        "isv.insufficient-permission"
    );
    caller.clock.advance(SignedDuration::from_secs(10));
    let order = caller.order(order_id).await;
    assert_eq!(order["order_status"], "PLACE_ORDER_SUCCESS");
    assert_eq!(order["gmt_create"], "2026-03-02 01:00:00", "Pacific time");
    assert_eq!(order["pay_timeout_second"], "1036800");
    assert_eq!(order["logistics_info_list"], json!({}));
    // Two bowls at 11.90, and the standard shipping of 2.35 and half of it for the second piece.
    assert_eq!(
        order["user_order_amount"],
        json!({"amount": "27.33", "currency_code": "USD"})
    );
    let child = &order["child_order_list"]["aeop_child_order_info"][0];
    assert_eq!(
        (&child["product_count"], &child["end_reason"]),
        (&json!(2), &Value::Null)
    );

    assert_eq!(caller.tracking(order_id).await["code"], "1001");
    caller.sim.pay(order_id).unwrap();
    assert!(caller.sim.pay(order_id).is_err(), "an order is paid once");
    assert_eq!(caller.order(order_id).await["order_status"], "RISK_CONTROL");
    caller.until(order_id, "WAIT_SELLER_SEND_GOODS").await;
    caller.until(order_id, "WAIT_BUYER_ACCEPT_GOODS").await;
    caller.hours(1);
    let tracking = caller.tracking(order_id).await;
    let parcel = &tracking["data"]["tracking_detail_line_list"]["tracking_detail"][0];
    assert!(!parcel["mail_no"].as_str().unwrap().is_empty());
    caller.until(order_id, "FINISH").await;
    let tracking = caller.tracking(order_id).await;
    let parcel = &tracking["data"]["tracking_detail_line_list"]["tracking_detail"][0];
    let nodes = parcel["detail_node_list"]["detail_node"]
        .as_array()
        .unwrap();
    assert_eq!(nodes[0]["tracking_name"], "Delivered", "newest first");
    assert!(nodes[0]["time_stamp"].as_i64() > nodes[1]["time_stamp"].as_i64());
    let order = caller.order(order_id).await;
    let child = &order["child_order_list"]["aeop_child_order_info"][0];
    assert_eq!(child["end_reason"], "buyer_accept_goods");
    assert_eq!(order["logistics_status"], "BUYER_ACCEPT_GOODS");
    let counts = caller.sim.ledger()["counts"].clone();
    assert_eq!(
        counts,
        json!({"created": 1, "paid": 1, "shipped": 1, "delivered": 1, "canceled": 0})
    );
}

#[tokio::test]
async fn an_unpaid_order_dies_at_its_deadline_and_is_also_finish() {
    let caller = Caller::start(plain_config()).await;
    let order_id = caller.placed(&request("CD-2", &[(BOARD, "", 1)])).await;
    caller.hours(12 * 24);
    let order = caller.order(order_id).await;
    assert_eq!(order["order_status"], "FINISH");
    assert_eq!(order["user_order_amount"]["amount"], "0.00");
    assert!(order["order_paidtime_string"].is_null());
    let child = &order["child_order_list"]["aeop_child_order_info"][0];
    assert_eq!(child["end_reason"], "buyer_pay_timeout");
    assert!(caller.sim.pay(order_id).is_err());
}

#[tokio::test]
async fn a_person_pays_cancels_and_disputes_on_the_site() {
    let config = AliexpressSimConfig {
        cancel_refused_per_mille: 0,
        ..plain_config()
    };
    let caller = Caller::start(config).await;
    let mut wanted = request("S-1", &[(BOWL, BOWL_ATTR, 1)]);
    wanted["logistics_address"]["address2"] = json!("<b>Apt</b>");
    let first = caller.placed(&wanted).await;
    let second = caller.placed(&request("S-2", &[(BOARD, "", 1)])).await;
    let (_, list) = caller.page("/p/order/index.html?status=unpaid").await;
    assert!(list.contains("S-1") && list.contains("S-2") && list.contains("Pay selected"));
    assert_eq!(caller.press("pay", &[first, second]).await, 303);
    assert_eq!(caller.sim.ledger()["counts"]["paid"], 2);
    let (_, page) = caller
        .page(&format!("/p/order/detail.html?orderId={first}"))
        .await;
    assert!(page.contains("&lt;b&gt;Apt") && !page.contains("<b>Apt"));
    assert!(page.contains("11.90") && page.contains("Cancel"));

    caller.until(first, "WAIT_SELLER_SEND_GOODS").await;
    assert_eq!(caller.press("cancel", &[first]).await, 303);
    assert_eq!(caller.order(first).await["order_status"], "IN_CANCEL");
    caller.until(first, "FINISH").await;
    assert_eq!(
        caller.ledger_order(first)["end_reason"],
        "cancel_order_close_trade"
    );

    caller.until(second, "WAIT_BUYER_ACCEPT_GOODS").await;
    assert_eq!(
        caller.press("cancel", &[second]).await,
        409,
        "it has been shipped"
    );
    assert_eq!(caller.press("dispute", &[second]).await, 303);
    assert_eq!(caller.order(second).await["order_status"], "IN_ISSUE");
    caller.until(second, "FINISH").await;
    assert_eq!(caller.press("pay", &[]).await, 400);
    assert_eq!(caller.page("/p/order/detail.html?orderId=1").await.0, 404);
}

#[tokio::test]
async fn the_site_shows_what_is_sold() {
    let caller = Caller::start(plain_config()).await;
    let (status, item) = caller.page(&format!("/item/{BOWL}.html")).await;
    assert_eq!(status, 200);
    assert!(item.contains("Stoneware Bowl") && item.contains("11.90"));
    assert!(
        caller
            .page("/item/index.html")
            .await
            .1
            .contains("Ultralight Camping Chair")
    );
    assert_eq!(caller.page("/item/1.html").await.0, 404);
    assert_eq!(caller.page("/pictures/1.svg").await.0, 404);
}

#[tokio::test]
async fn parcels_split_and_change_their_numbers() {
    let config = AliexpressSimConfig {
        two_parcels_per_mille: 1000,
        number_change_per_mille: 1000,
        ..plain_config()
    };
    let caller = Caller::start(config).await;
    let order_id = caller
        .placed(&request("N-1", &[(BOWL, BOWL_ATTR, 2)]))
        .await;
    caller.sim.pay(order_id).unwrap();
    caller.until(order_id, "SELLER_PART_SEND_GOODS").await;
    let first = caller.tracking(order_id).await;
    let details = first["data"]["tracking_detail_line_list"]["tracking_detail"]
        .as_array()
        .unwrap();
    assert_eq!(details.len(), 1);
    assert!(details[0]["mail_no"].as_str().unwrap().starts_with("LP00"));
    assert_eq!(
        details[0]["package_item_list"]["package_item"][0]["quantity"],
        1
    );
    caller.until(order_id, "FINISH").await;
    let last = caller.tracking(order_id).await;
    let details = last["data"]["tracking_detail_line_list"]["tracking_detail"]
        .as_array()
        .unwrap();
    assert_eq!(details.len(), 2);
    assert!(
        details
            .iter()
            .all(|detail| detail["mail_no"].as_str().unwrap().starts_with("92001"))
    );
    assert_eq!(details[0]["carrier_name"], "USPS");
}

#[tokio::test]
async fn a_held_risk_check_and_a_silent_seller() {
    let config = AliexpressSimConfig {
        risk_hold_per_mille: 1000,
        ..plain_config()
    };
    let caller = Caller::start(config).await;
    let held = caller.placed(&request("K-1", &[(BOARD, "", 1)])).await;
    caller.sim.pay(held).unwrap();
    caller.until(held, "RISK_CONTROL_HOLD").await;
    caller
        .sim
        .configure(|config| config.risk_hold_per_mille = 0);
    let silent = caller
        .placed(&request("K-2", &[("1005006000009025", "", 1)]))
        .await;
    caller.sim.pay(silent).unwrap();
    caller.until(silent, "FINISH").await;
    assert_eq!(
        caller.ledger_order(silent)["end_reason"],
        "seller_send_goods_timeout"
    );
    assert_eq!(caller.ledger_order(silent)["shipped_at"], Value::Null);
}

#[tokio::test]
async fn the_rehearsal_is_run_over_http() {
    let caller = Caller::start(plain_config()).await;
    let nothing = json!({});
    let order_id = caller.placed(&request("C-1", &[(BOARD, "", 1)])).await;
    let (_, listed) = caller
        .control("GET", "/orders?out_order_id=C-1", &nothing)
        .await;
    assert_eq!(listed["orders"][0]["order_id"], order_id.to_string());
    let pay = format!("/orders/{order_id}/pay");
    assert_eq!(caller.control("POST", &pay, &nothing).await.0, 204);
    assert_eq!(caller.control("POST", &pay, &nothing).await.0, 409);
    let (_, clock) = caller
        .control("POST", "/clock", &json!({"advance_seconds": 7200}))
        .await;
    assert_eq!(clock["now"], "2026-03-02T11:00:00Z");
    let ship = format!("/orders/{order_id}/ship");
    assert_eq!(caller.control("POST", &ship, &nothing).await.0, 204);
    let (_, ledger) = caller.control("GET", "/ledger", &nothing).await;
    assert_eq!(ledger["counts"]["shipped"], 1);
    assert_eq!(ledger["calls"]["aliexpress.ds.order.create"], 1);
    let rule =
        json!({"call": "aliexpress.ds.order.*", "kind": "platform", "name": "code_15", "times": 1});
    assert_eq!(
        caller.control("PUT", "/faults", &json!([rule])).await.0,
        204
    );
    assert_eq!(caller.sim.faults().rules().len(), 1);
    caller.sim.faults().set(Vec::new());
    let change = json!({"stock": 0, "ban_countries": ["DE"]});
    assert_eq!(
        caller
            .control("POST", &format!("/products/{BOWL}"), &change)
            .await
            .0,
        204
    );
    assert_eq!(caller.product(BOWL, "DE").await["rsp_code"], 602);
    assert_eq!(
        caller
            .control("POST", "/buyers/1861703697", &json!({"disabled": true}))
            .await
            .0,
        204
    );
    let refused = caller.place(&request("C-2", &[(BOARD, "", 1)])).await;
    assert_eq!(refused["error_code"], "USER_ACCOUNT_DISABLED");
    assert_eq!(
        caller.control("POST", "/tokens/expire", &nothing).await.0,
        204
    );
    let body = caller.sync("aliexpress.ds.member.benefit.get", &[]).await;
    assert_eq!(gateway_code(&body), "IllegalAccessToken");
    assert_eq!(
        caller.control("PUT", "/catalog", &demo_catalog()).await.0,
        204
    );
    assert_eq!(
        caller
            .control("PUT", "/catalog", &json!({"suppliers": []}))
            .await
            .0,
        409
    );
}
