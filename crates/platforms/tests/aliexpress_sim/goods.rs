//! Products, freight, addresses and search.

use std::time::Instant;

use platforms::aliexpress::sim::AliexpressSimConfig;
use serde_json::{Value, json};

use crate::caller::{
    BOARD, BOWL, BOWL_ATTR, Caller, DEADLINE, freight_request, gateway_code, plain_config, request,
};

#[tokio::test]
async fn products_are_told_for_a_country_and_a_currency() {
    let caller = Caller::start(plain_config()).await;
    let result = caller.product(BOWL, "US").await["result"].clone();
    let skus = result["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"]
        .as_array()
        .unwrap();
    assert_eq!(skus.len(), 3);
    assert_eq!(skus[0]["sku_attr"], BOWL_ATTR);
    assert_eq!(skus[0]["offer_sale_price"], "11.90");
    assert!(skus[0]["sku_id"].as_str().unwrap().parse::<u64>().unwrap() > 1 << 53);
    assert_eq!(result["ae_item_base_info_dto"]["currency_code"], "CNY");
    let converter = result["product_id_converter_result"]["sub_product_id"]
        .as_str()
        .unwrap();
    assert_eq!(converter, "{}", "JSON inside JSON");
    let pictures = result["ae_multimedia_info_dto"]["image_urls"]
        .as_str()
        .unwrap();
    let first = pictures.split(';').next().unwrap();
    let picture = caller.http.get(first).send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/svg+xml");
    assert!(picture.text().await.unwrap().starts_with("<svg"));

    let french = caller
        .call(
            "aliexpress.ds.product.get",
            &[
                ("product_id", BOWL),
                ("ship_to_country", "FR"),
                ("target_currency", "EUR"),
            ],
        )
        .await;
    let sku = &french["result"]["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"][0];
    assert_eq!(
        (
            sku["offer_sale_price"].as_str(),
            sku["currency_code"].as_str()
        ),
        (Some("11.17"), Some("EUR"))
    );
    let gone = caller.product("1", "US").await;
    assert_eq!(gone["rsp_code"], 605);
    assert!(gone["result"].is_null());
}

#[tokio::test]
async fn the_short_form_has_no_wrapper_and_flat_lists() {
    let caller = Caller::start(plain_config()).await;
    let business = [
        ("product_id", BOWL),
        ("ship_to_country", "US"),
        ("simplify", "true"),
    ];
    let body = caller.sync("aliexpress.ds.product.get", &business).await;
    assert_eq!(body["code"], "0");
    assert_eq!(
        body["result"]["ae_item_sku_info_dtos"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn quirks_change_types_and_not_values() {
    let config = AliexpressSimConfig {
        quirk_per_mille: 1000,
        ..plain_config()
    };
    let caller = Caller::start(config).await;
    let answer = caller.product(BOARD, "US").await;
    assert_eq!(answer["rsp_code"], "200");
    let sku = &answer["result"]["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"];
    assert!(sku.is_object(), "a list of one is a bare object");
    assert_eq!(
        sku["ae_sku_property_dtos"],
        json!({}),
        "an empty list is an empty object"
    );
    assert_eq!(sku["sku_available_stock"], "1988");
    let placed = caller.place(&request("Q-1", &[(BOARD, "", 1)])).await;
    assert_eq!(placed["is_success"], "true");
    assert!(
        placed["order_list"]["number"]
            .as_str()
            .unwrap()
            .parse::<u64>()
            .is_ok()
    );
}

#[tokio::test]
async fn freight_knows_routes_thresholds_and_text_quantities() {
    let caller = Caller::start(plain_config()).await;
    let options = caller.freight(BOARD, "12000044121030010", "US").await;
    let list = options["delivery_options"]["delivery_option_d_t_o"]
        .as_array()
        .unwrap();
    assert_eq!(list[0]["code"], "CAINIAO_STANDARD");
    assert_eq!(list[0]["shipping_fee_cent"], "2.35", "major units");
    let economy = list
        .iter()
        .find(|option| option["code"] == "CAINIAO_ECONOMY")
        .unwrap();
    assert!(economy["shipping_fee_cent"].is_null() && economy["free_shipping"] == true);
    assert_eq!(economy["tracking"], false);

    let number = freight_request(BOARD, "12000044121030010", "US", &json!(1));
    let body = caller
        .sync(
            "aliexpress.ds.freight.query",
            &[("queryDeliveryReq", &number)],
        )
        .await;
    assert_eq!(gateway_code(&body), "UnsupportedParamMapping");
    let wrong_sku = caller.freight(BOARD, "1", "US").await;
    assert_eq!(
        (&wrong_sku["code"], &wrong_sku["success"]),
        (&json!(501), &json!(false))
    );
    let towel = caller
        .freight("1005006000000501", "12000044125010010", "US")
        .await;
    assert_eq!(towel["code"], 505);
    assert_eq!(towel["msg"], "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS");
    let bed = caller
        .freight("1005006000000303", "12000044123030010", "US")
        .await;
    let option = &bed["delivery_options"]["delivery_option_d_t_o"][0];
    assert_eq!(
        (&option["mayHavePFS"], &option["free_shipping_threshold"]),
        (&json!(true), &json!("US $25.00"))
    );
}

#[tokio::test]
async fn the_address_library_comes_as_text_four_times_a_second() {
    let caller = Caller::start(plain_config()).await;
    let answer = caller
        .call("aliexpress.ds.address.get", &[("countryCode", "FR")])
        .await;
    let children = answer["result"]["data"]["children"].as_str().unwrap();
    let tree: Vec<Value> = serde_json::from_str(children).unwrap();
    assert!(
        tree.iter()
            .any(|province| province["name"] == "Ille-et-Vilaine")
    );
    let unknown = caller
        .call("aliexpress.ds.address.get", &[("countryCode", "GB")])
        .await;
    assert_eq!(unknown["result"]["msg"], "Address Exception");
    let started = Instant::now();
    let mut throttled = false;
    while started.elapsed() < DEADLINE && !throttled {
        let body = caller
            .sync("aliexpress.ds.address.get", &[("countryCode", "DE")])
            .await;
        throttled = body["error_response"]["code"] == "ApiCallLimit";
    }
    assert!(throttled, "more than four calls a second are refused");
}

#[tokio::test]
async fn search_finds_and_fails_as_the_live_one_does() {
    let caller = Caller::start(plain_config()).await;
    let business = [
        ("keyWord", "bowl"),
        ("local", "en_US"),
        ("countryCode", "US"),
        ("currency", "USD"),
    ];
    let found = caller.call("aliexpress.ds.text.search", &business).await;
    assert_eq!(found["code"], "00");
    let hits = found["data"]["products"]["selection_search_product"]
        .as_array()
        .unwrap();
    assert!(hits.iter().any(|hit| hit["itemId"] == BOWL));
    caller
        .sim
        .configure(|config| config.search_error_per_mille = 1000);
    let failed = caller.call("aliexpress.ds.text.search", &business).await;
    assert_eq!(failed["msg"], "NGSELECTION_SEARCH_ERROR");
    assert!(failed["data"].is_null());
    let names = caller.call("aliexpress.ds.feedname.get", &[]).await;
    let feed = names["resp_result"]["result"]["promos"]["promo"][0]["promo_name"]
        .as_str()
        .unwrap()
        .to_owned();
    let ids = caller
        .call("aliexpress.ds.feed.itemids.get", &[("feed_name", &feed)])
        .await;
    assert!(
        ids["result"]["products"]["number"]
            .as_array()
            .unwrap()
            .len()
            > 16
    );
}

#[tokio::test]
async fn skus_are_renamed_and_vanish_between_look_and_order() {
    let caller = Caller::start(plain_config()).await;
    let sku = |answer: &Value| {
        answer["result"]["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"].clone()
    };
    let old = sku(&caller.product("1005006000009001", "US").await)[0].clone();
    let old_attr = old["sku_attr"].as_str().unwrap();
    let refused = caller
        .place(&request("R-1", &[("1005006000009001", old_attr, 1)]))
        .await;
    assert_eq!(refused["error_code"], "SKU_NOT_EXIST");
    let fresh = sku(&caller.product("1005006000009001", "US").await)[0].clone();
    assert_eq!(fresh["sku_id"], old["sku_id"]);
    assert_ne!(fresh["sku_attr"], old["sku_attr"]);
    caller
        .placed(&request(
            "R-2",
            &[("1005006000009001", fresh["sku_attr"].as_str().unwrap(), 1)],
        ))
        .await;

    let before = sku(&caller.product("1005006000009002", "US").await);
    assert_eq!(before.as_array().unwrap().len(), 2);
    let after = sku(&caller.product("1005006000009002", "US").await);
    assert_eq!(after.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn prices_rise_where_nobody_looked() {
    let caller = Caller::start(plain_config()).await;
    for _ in 0..3 {
        let answer = caller.product("1005006000009010", "US").await;
        let sku = &answer["result"]["ae_item_sku_info_dtos"]["ae_item_sku_info_d_t_o"][0];
        assert_eq!(sku["offer_sale_price"], "8.40");
    }
    let risen = caller
        .placed(&request("P-1", &[("1005006000009010", "", 1)]))
        .await;
    assert_eq!(
        caller.ledger_order(risen)["items"][0]["unit_price"],
        "11.76"
    );
    let fee = caller
        .placed(&request("P-2", &[("1005006000009012", "", 1)]))
        .await;
    assert_eq!(
        caller.ledger_order(fee)["total"]["amount"],
        "13.27",
        "8.40 + 30 % + 2.35"
    );
    caller.twist("aliexpress.ds.order.create", "price_up");
    let twisted = caller.placed(&request("P-3", &[(BOARD, "", 1)])).await;
    assert_eq!(
        caller.ledger_order(twisted)["items"][0]["unit_price"],
        "23.10"
    );
}
