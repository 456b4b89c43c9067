//! The two doors, signatures, tokens and limits.

use jiff::SignedDuration;
use platforms::aliexpress::sim::AliexpressSimConfig;
use serde_json::Value;

use crate::caller::{BOWL, BUYER, Caller, gateway_code, plain_config};

#[tokio::test]
async fn the_gateway_checks_key_signature_method_permission_and_token_in_this_order() {
    let caller = Caller::start(plain_config()).await;
    let method = "aliexpress.ds.product.get";
    let business = [("product_id", BOWL), ("ship_to_country", "US")];
    let mut params = caller.signed(method, &business);
    params.insert("app_key".into(), "1".into());
    let body: Value = caller.send(&params).await.unwrap().json().await.unwrap();
    assert_eq!(gateway_code(&body), "InvalidAppKey");

    let mut params = caller.signed(method, &business);
    params.insert("ship_to_country".into(), "DE".into());
    let body: Value = caller.send(&params).await.unwrap().json().await.unwrap();
    assert_eq!(gateway_code(&body), "IncompleteSignature");
    assert!(body["error_response"]["request_id"].is_string());

    let body = caller.sync("aliexpress.ds.no.such", &business).await;
    assert_eq!(gateway_code(&body), "InvalidApiPath");
    let body = caller.sync("aliexpress.ds.order.afterpay", &[]).await;
    assert_eq!(
        gateway_code(&body),
        "InsufficientPermission",
        "before token and parameters"
    );
    let body = caller
        .sync(method, &[("product_id", BOWL), ("session", "wrong")])
        .await;
    assert_eq!(gateway_code(&body), "IllegalAccessToken");
    let body = caller.sync(method, &[("product_id", BOWL)]).await;
    assert_eq!(gateway_code(&body), "MissingParameter");
    let old = (caller.clock.now() - SignedDuration::from_hours(3))
        .as_millisecond()
        .to_string();
    let body = caller.sync(method, &[("timestamp", &old)]).await;
    assert_eq!(gateway_code(&body), "IllegalTimestamp");
}

#[tokio::test]
async fn parameters_travel_in_query_form_and_multipart() {
    let caller = Caller::start(plain_config()).await;
    let business = [("product_id", BOWL), ("ship_to_country", "US")];
    let mut params = caller.signed("aliexpress.ds.product.get", &business);
    let wrapper = "aliexpress_ds_product_get_response";
    let get = caller
        .http
        .get(caller.url("/sync"))
        .query(&params)
        .send()
        .await
        .unwrap();
    let body: Value = get.json().await.unwrap();
    assert_eq!(body[wrapper]["rsp_code"], 200);

    let product_id = params.remove("product_id").unwrap();
    let boundary = "----sim";
    let part = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"product_id\"\r\n\r\n{product_id}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nbytes\r\n--{boundary}--\r\n"
    );
    let sent = caller
        .http
        .post(caller.url("/sync"))
        .query(&params)
        .header(
            "Content-Type",
            format!("multipart/form-data; boundary={boundary}"),
        )
        .body(part)
        .send()
        .await
        .unwrap();
    let body: Value = sent.json().await.unwrap();
    assert_eq!(body[wrapper]["rsp_code"], 200, "{body}");
}

#[tokio::test]
async fn token_calls_work_in_all_three_conventions() {
    let caller = Caller::start(plain_config()).await;
    let mut params = caller.signed(
        "/auth/token/refresh",
        &[("refresh_token", &caller.refresh_token)],
    );
    let wrapped: Value = caller.send(&params).await.unwrap().json().await.unwrap();
    assert_eq!(wrapped["/auth/token/refresh_response"]["code"], "0");
    let flat = caller
        .http
        .post(caller.url("/rest"))
        .query(&params)
        .send()
        .await
        .unwrap();
    let flat: Value = flat.json().await.unwrap();
    assert_eq!(flat["expires_in"], 2_592_000);
    assert_eq!(flat["account_platform"], "buyerApp");
    params.insert("sign".into(), "0".into());
    let refused = caller
        .http
        .post(caller.url("/rest"))
        .form(&params)
        .send()
        .await
        .unwrap();
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(
        refused["code"], "IncompleteSignature",
        "errors sit at the root: {refused}"
    );
    assert!(refused["message"].is_string());
}

#[tokio::test]
async fn codes_are_one_time_and_short_lived() {
    let caller = Caller::start(plain_config()).await;
    let code = caller.authorize(BUYER).await;
    let with_uuid = caller
        .rest("/auth/token/create", &[("code", &code), ("uuid", "1")])
        .await;
    assert_eq!(with_uuid["code"], "InvalidCode");
    let first = caller.rest("/auth/token/create", &[("code", &code)]).await;
    assert_eq!(first["code"], "0");
    let again = caller.rest("/auth/token/create", &[("code", &code)]).await;
    assert_eq!(again["code"], "InvalidCode");
    let late = caller.authorize(BUYER).await;
    caller.clock.advance(SignedDuration::from_mins(4));
    let late = caller.rest("/auth/token/create", &[("code", &late)]).await;
    assert_eq!(late["code"], "InvalidCode");
    let security = caller
        .rest("/auth/token/security/create", &[("code", "x")])
        .await;
    assert_eq!(security["code"], "isv.402");
}

#[tokio::test]
async fn refreshing_renews_access_and_not_the_end_of_the_refresh_token() {
    let config = AliexpressSimConfig {
        app_online: false,
        ..plain_config()
    };
    let mut caller = Caller::start(config).await;
    caller.hours(25);
    let body = caller.sync("aliexpress.ds.member.benefit.get", &[]).await;
    assert_eq!(gateway_code(&body), "IllegalAccessToken");
    let refresh = caller.refresh_token.clone();
    let fresh = caller
        .rest("/auth/token/refresh", &[("refresh_token", &refresh)])
        .await;
    assert_eq!(fresh["expires_in"], 86_400);
    assert_eq!(fresh["refresh_expires_in"], 23 * 3600);
    caller.token = fresh["access_token"].as_str().unwrap().to_owned();
    let benefit = caller.call("aliexpress.ds.member.benefit.get", &[]).await;
    assert_eq!(benefit["result"]["member_benefit"][0]["canBenefit"], false);
    caller.hours(24);
    let fresh_refresh = fresh["refresh_token"].as_str().unwrap();
    let ended = caller
        .rest("/auth/token/refresh", &[("refresh_token", fresh_refresh)])
        .await;
    assert_eq!(ended["code"], "IllegalRefreshToken");
}

#[tokio::test]
async fn the_consent_page_lists_the_buyers_and_escapes() {
    let caller = Caller::start(plain_config()).await;
    let page = caller
        .http
        .get(caller.url("/oauth/authorize"))
        .query(&[
            ("response_type", "code"),
            ("client_id", "500001"),
            ("redirect_uri", "http://127.0.0.1/back"),
            ("state", "\"><script>"),
        ])
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("Maple &amp; Pine") && page.contains("Nordlicht Wohnen"));
    assert!(!page.contains("<script>"));
    let wrong =
        caller.url("/oauth/authorize?response_type=code&client_id=2&redirect_uri=http://a/");
    assert_eq!(caller.http.get(wrong).send().await.unwrap().status(), 400);
    let script = caller.url(
        "/oauth/authorize?response_type=code&client_id=500001&redirect_uri=javascript:alert(1)",
    );
    assert_eq!(caller.http.get(script).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn the_daily_quota_bans_until_midnight_in_china() {
    let config = AliexpressSimConfig {
        daily_quota: Some(2),
        ..plain_config()
    };
    let caller = Caller::start(config).await;
    for _ in 0..2 {
        caller.call("aliexpress.ds.member.benefit.get", &[]).await;
    }
    let banned = caller.sync("aliexpress.ds.member.benefit.get", &[]).await;
    assert_eq!(gateway_code(&banned), "AppApiCallLimit");
    // 09:00 UTC is 17:00 there, seven hours before the day ends.
    assert!(
        banned["error_response"]["msg"]
            .as_str()
            .unwrap()
            .contains("last 25200 seconds")
    );
    caller.hours(7);
    caller.call("aliexpress.ds.member.benefit.get", &[]).await;
}
