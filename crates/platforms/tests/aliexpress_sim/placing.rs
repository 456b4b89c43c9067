//! Placing orders: splitting, repeating, refusing, and faults around it.

use std::time::Instant;

use jiff::SignedDuration;
use platforms::aliexpress::sim::{Afterpay, AliexpressSimConfig, demo_triggers};
use platforms::sim::FaultKind;
use serde_json::{Value, json};

use crate::caller::{
    BOARD, BOWL, BOWL_ATTR, Caller, DEADLINE, DISABLED_BUYER, gateway_code, plain_config, request,
};

#[tokio::test]
async fn items_of_two_stores_become_two_orders() {
    let caller = Caller::start(plain_config()).await;
    let result = caller
        .place(&request(
            "CD-3",
            &[(BOWL, BOWL_ATTR, 1), ("1005006000000203", "", 1)],
        ))
        .await;
    assert_eq!(result["order_list"]["number"].as_array().unwrap().len(), 2);
    assert!(result["error_msg"].is_null());
    assert!(
        !result.to_string().contains("amount"),
        "the create answer tells no amount"
    );
    let ledger = caller.sim.ledger();
    let orders = ledger["orders"].as_array().unwrap();
    assert!(orders.iter().all(|order| order["out_order_id"] == "CD-3"));
    assert_ne!(orders[0]["store_id"], orders[1]["store_id"]);
}

#[tokio::test]
async fn the_same_reference_is_refused_or_repeated_for_a_day() {
    for repeat_same_ids in [false, true] {
        let caller = Caller::start(AliexpressSimConfig {
            repeat_same_ids,
            ..plain_config()
        })
        .await;
        let wanted = request("CD-4", &[(BOARD, "", 1)]);
        let order_id = caller.placed(&wanted).await;
        let again = caller.place(&wanted).await;
        if repeat_same_ids {
            assert_eq!(again["order_list"]["number"], json!([order_id]));
        } else {
            assert_eq!(again["error_code"], "REPEATED_ORDER_ERROR");
        }
        assert_eq!(caller.sim.ledger()["counts"]["created"], 1);
        caller.hours(24);
        assert_ne!(caller.placed(&wanted).await, order_id, "the memory ends");
    }
}

#[tokio::test]
async fn every_trigger_brings_its_failure_about() {
    let caller = Caller::start(plain_config()).await;
    let expected = [
        ("sold_out", "INVENTORY_HOLD_ERROR"),
        ("sells_out", "INVENTORY_HOLD_ERROR"),
        ("low_stock", "DELIVERY_METHOD_NOT_EXIST"),
        ("removed", "ITEM_ID_NOT_FOUND"),
        ("offline", "PRODUCT_OFF_SHELF"),
        ("banned_country", "Item is not allowed to this country"),
        ("no_shipping", "DELIVERY_METHOD_NOT_EXIST"),
        ("blocked_buyer", "BLACKLIST_BUYER_IN_LIST"),
        ("account_disabled", "USER_ACCOUNT_DISABLED"),
        ("buy_limit", "BUY_LIMIT_RESOURCE_INSUFFICIENT"),
        ("build_error", "ERROR_WHEN_BUILD_FOR_PLACE_ORDER"),
        ("cannot_be_placed", "A001_ORDER_CANNOT_BE_PLACED"),
        ("invalid_zone", "A002_INVALID_ZONE"),
        ("suspicious_buyer", "A003_SUSPICIOUS_BUYER"),
        ("coupon_refused", "A004_CANNOT_USER_COUPON"),
        ("invalid_country", "A005_INVALID_COUNTRIES"),
        ("invalid_account", "A006_INVALID_ACCOUNT_INFO"),
        ("us_sub_id", "ERROR_WHEN_BUILD_FOR_PLACE_ORDER"),
        ("inventory_hold", "INVENTORY_HOLD_ERROR"),
        ("remote_create_error", "REMOTE_CREATE_ORDER_RESULT_ERROR"),
        ("unknown_error", "B_TRADE_SOMETHING_NEW"),
    ];
    for (trigger, code) in expected {
        let (_, product_id, _) = demo_triggers()
            .iter()
            .find(|(name, _, _)| *name == trigger)
            .unwrap();
        caller.product(product_id, "US").await;
        let refused = caller
            .place(&request(trigger, &[(product_id, "", 2)]))
            .await;
        assert_eq!(refused["is_success"], false, "{trigger}: {refused}");
        assert_eq!(refused["error_code"], code, "{trigger}");
    }
    assert_eq!(caller.sim.ledger()["counts"]["created"], 0);
    let banned = caller.product("1005006000009007", "US").await;
    assert_eq!(banned["rsp_code"], 602);
    let mixed = request(
        "mixed",
        &[("1005006000009023", "", 1), ("1005006000009012", "", 1)],
    );
    assert_eq!(
        caller.place(&mixed).await["error_code"],
        "PRICE_PAY_CURRENCY_ERROR"
    );
}

#[tokio::test]
async fn addresses_are_refused_in_the_platforms_words() {
    let caller = Caller::start(plain_config()).await;
    for (field, value, text) in [
        ("full_name", json!("Jane"), "Please enter your first name"),
        (
            "full_name",
            json!("J Doe"),
            "Please enter between 2 - 32 characters",
        ),
        (
            "province",
            json!("NJ"),
            "Please select a State/Province/County",
        ),
        ("city", json!(""), "Please enter a City"),
        (
            "mobile_no",
            json!("555-123"),
            "Please enter the country code and phone number without any spaces or special characters",
        ),
        (
            "mobile_no",
            json!("123456"),
            "Phone Number should contain 7-13 digits",
        ),
        ("mobile_no", json!(""), "Please enter mobile phone number"),
    ] {
        let mut wanted = request("A-1", &[(BOARD, "", 1)]);
        wanted["logistics_address"][field] = value;
        let refused = caller.place(&wanted).await;
        assert_eq!(
            refused["error_code"],
            "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL"
        );
        assert_eq!(refused["error_msg"], text);
    }
    let mut british = request("A-2", &[(BOARD, "", 1)]);
    british["logistics_address"]["country"] = json!("GB");
    assert_eq!(
        caller.place(&british).await["error_code"],
        "A005_INVALID_COUNTRIES"
    );
    let mut without = request("A-3", &[(BOARD, "", 1)]);
    without["logistics_address"]
        .as_object_mut()
        .unwrap()
        .remove("province");
    let text = without.to_string();
    let business = [("param_place_order_request4_open_api_d_t_o", text.as_str())];
    let body = caller.sync("aliexpress.ds.order.create", &business).await;
    assert_eq!(gateway_code(&body), "MissingParameter");
    assert!(
        body["error_response"]["msg"]
            .as_str()
            .unwrap()
            .contains("province")
    );
}

#[tokio::test]
async fn faults_strike_before_and_after_the_work() {
    let caller = Caller::start(plain_config()).await;
    let create = "aliexpress.ds.order.create";
    let wanted = |number: u32| {
        let text = request(&format!("F-{number}"), &[(BOARD, "", 1)]).to_string();
        caller.signed(
            create,
            &[("param_place_order_request4_open_api_d_t_o", &text)],
        )
    };
    let created = || caller.sim.ledger()["counts"]["created"].as_u64().unwrap();
    caller.fault(create, FaultKind::CutBefore);
    assert!(caller.send(&wanted(1)).await.is_err());
    assert_eq!(created(), 0);
    caller.fault(create, FaultKind::CutAfter);
    assert!(caller.send(&wanted(2)).await.is_err());
    assert_eq!(
        created(),
        1,
        "the order is stored although nobody heard of it"
    );
    caller.fault(create, FaultKind::ServerError { status: 502 });
    assert_eq!(caller.send(&wanted(3)).await.unwrap().status(), 502);
    assert_eq!(created(), 1);
    caller.fault(create, FaultKind::ServerErrorAfter { status: 504 });
    assert_eq!(caller.send(&wanted(4)).await.unwrap().status(), 504);
    assert_eq!(created(), 2);
    caller.fault(create, FaultKind::NotJson);
    assert!(
        caller
            .send(&wanted(5))
            .await
            .unwrap()
            .json::<Value>()
            .await
            .is_err()
    );
    caller.fault(create, FaultKind::Slow { delay_ms: 1 });
    assert_eq!(caller.send(&wanted(6)).await.unwrap().status(), 200);
    assert_eq!(created(), 3);
    caller.fault(create, FaultKind::Throttled);
    let body: Value = caller.send(&wanted(7)).await.unwrap().json().await.unwrap();
    assert_eq!(gateway_code(&body), "ApiCallLimit");
    assert_eq!(created(), 3);
}

#[tokio::test]
async fn platform_faults_are_the_platforms_own_oddities() {
    let caller = Caller::start(plain_config()).await;
    let create = "aliexpress.ds.order.create";
    let created = || caller.sim.ledger()["counts"]["created"].as_u64().unwrap();
    let send = async |number: u32| {
        let text = request(&format!("T-{number}"), &[(BOARD, "", 1)]).to_string();
        let params = caller.signed(
            create,
            &[("param_place_order_request4_open_api_d_t_o", &text)],
        );
        caller.send(&params).await.unwrap().text().await.unwrap()
    };
    for (number, name, sign_of_it, orders) in [
        (1, "code_15", "isv.insufficient-permission", 0),
        (2, "code_15_after", "isv.insufficient-permission", 1),
        (3, "service_timeout_after", "ServiceTimeout", 2),
        (4, "false_after", "REMOTE_CREATE_ORDER_RESULT_ERROR", 3),
        (5, "success_without_ids", "\"is_success\":true", 4),
        (6, "stock_out", "INVENTORY_HOLD_ERROR", 4),
        (
            7,
            "order_error:A003_SUSPICIOUS_BUYER",
            "A003_SUSPICIOUS_BUYER",
            4,
        ),
        (8, "app_call_limit", "This ban will last 14229 seconds", 4),
        (9, "empty_body_after", "", 5),
        (10, "expire_token", "IllegalAccessToken", 5),
    ] {
        caller.twist(create, name);
        let body = send(number).await;
        assert!(body.contains(sign_of_it), "{name}: {body}");
        assert_eq!(body.is_empty(), name == "empty_body_after");
        assert_eq!(created(), orders, "{name}");
    }
    let refreshed = caller
        .rest(
            "/auth/token/refresh",
            &[("refresh_token", &caller.refresh_token)],
        )
        .await;
    assert_eq!(refreshed["code"], "0", "only the access token was lost");
    caller.twist("/auth/token/refresh", "null_tokens");
    let nulls = caller
        .rest(
            "/auth/token/refresh",
            &[("refresh_token", &caller.refresh_token)],
        )
        .await;
    assert!(nulls["refresh_token"].is_null() && nulls["access_token"].is_string());
}

#[tokio::test]
async fn a_held_call_waits_until_it_is_released_over_http() {
    let caller = Caller::start(plain_config()).await;
    caller.fault("aliexpress.ds.order.create", FaultKind::HoldAfter);
    let text = request("H-1", &[(BOARD, "", 1)]).to_string();
    let params = caller.signed(
        "aliexpress.ds.order.create",
        &[("param_place_order_request4_open_api_d_t_o", &text)],
    );
    let http = caller.http.clone();
    let url = caller.url("/sync");
    let held =
        tokio::spawn(async move { http.post(url).form(&params).send().await.unwrap().status() });
    let started = Instant::now();
    while caller.sim.holds().held().is_empty() {
        assert!(started.elapsed() < DEADLINE, "nothing is held");
        tokio::task::yield_now().await;
    }
    assert_eq!(caller.sim.ledger()["counts"]["created"], 1);
    let released = caller
        .http
        .post(caller.url("/_sim/holds/release"))
        .send()
        .await
        .unwrap();
    assert_eq!(released.status(), 204);
    assert_eq!(
        tokio::time::timeout(DEADLINE, held).await.unwrap().unwrap(),
        200
    );
}

#[tokio::test]
async fn paying_at_creation_needs_the_white_list() {
    let mut caller = Caller::start(plain_config()).await;
    let text = request("Y-1", &[(BOARD, "", 1)]).to_string();
    let extend = json!({"payment": {"pay_currency": "USD", "try_to_pay": "true"}}).to_string();
    let create = "aliexpress.ds.order.create";
    let parameter = "param_place_order_request4_open_api_d_t_o";
    let business = [
        (parameter, text.as_str()),
        ("ds_extend_request", extend.as_str()),
    ];
    let result = caller.call(create, &business).await["result"].clone();
    assert_eq!(result["is_success"], true);
    assert!(
        result["error_msg"]
            .as_str()
            .unwrap()
            .starts_with("OrderCreated, autoPay fail:")
    );
    assert_eq!(caller.sim.ledger()["counts"]["paid"], 0);

    caller.sim.configure(|config| config.autopay_allowed = true);
    let text = request("Y-2", &[(BOARD, "", 1)]).to_string();
    let business = [
        (parameter, text.as_str()),
        ("ds_extend_request", extend.as_str()),
    ];
    let result = caller.call(create, &business).await["result"].clone();
    assert!(result["error_msg"].is_null(), "{result}");
    assert_eq!(caller.sim.ledger()["counts"]["paid"], 1);
    caller.twist(create, "autopay_fail");
    let text = request("Y-3", &[(BOARD, "", 1)]).to_string();
    let business = [
        (parameter, text.as_str()),
        ("ds_extend_request", extend.as_str()),
    ];
    let result = caller.call(create, &business).await["result"].clone();
    assert_eq!(result["error_msg"], "OrderCreated, autoPay fail:APIPayFail");
    assert_eq!(caller.sim.ledger()["counts"]["paid"], 1);

    caller
        .sim
        .configure(|config| config.afterpay = Afterpay::Pays);
    let unpaid = result["order_list"]["number"][0].as_u64().unwrap();
    let req = json!({"order_id": unpaid.to_string()}).to_string();
    let afterpay = caller
        .call("aliexpress.ds.order.afterpay", &[("req", &req)])
        .await;
    assert_eq!(afterpay["result"], true);
    let code = caller.authorize(DISABLED_BUYER).await;
    let other = caller.rest("/auth/token/create", &[("code", &code)]).await;
    caller.token = other["access_token"].as_str().unwrap().to_owned();
    let disabled = caller.place(&request("Y-4", &[(BOARD, "", 1)])).await;
    assert_eq!(disabled["error_code"], "USER_ACCOUNT_DISABLED");
    caller.clock.advance(SignedDuration::from_mins(1));
    let query = json!({ "order_id": unpaid }).to_string();
    let foreign = caller
        .sync(
            "aliexpress.trade.ds.order.get",
            &[("single_order_query", &query)],
        )
        .await;
    assert_eq!(gateway_code(&foreign), "15", "an order of another account");
}
