//! Requests: what the schema allows, what they cost, how lists are walked.

use jiff::SignedDuration;
use platforms::shopify::sim::ShopifySimConfig;
use platforms::sim::{FaultKind, FaultRule};
use serde_json::json;

use crate::bench::Bench;

#[tokio::test]
async fn only_what_was_asked_for_is_answered() {
    let bench = Bench::start().await;
    let order = bench.order(&[2]);
    let data = bench
        .data(&format!(
            "{{ one: order(id: \"gid://shopify/Order/{order}\") {{ name ...Sum }} shop {{ __typename name }} }}
             fragment Sum on Order {{ totalPriceSet {{ shopMoney {{ amount }} }} }}"
        ))
        .await;
    assert_eq!(
        data,
        json!({
            "one": {"name": "#1001", "totalPriceSet": {"shopMoney": {"amount": "39.8"}}},
            "shop": {"__typename": "Shop", "name": "Cedar Row"},
        })
    );
}

#[tokio::test]
async fn what_is_wrong_has_its_code() {
    let bench = Bench::start().await;
    let table = [
        ("{ shop { name colour } }", "undefinedField"),
        ("{ order { id } }", "missingRequiredArguments"),
        (
            "{ order(id: \"gid://shopify/Product/1\") { id } }",
            "RESOURCE_NOT_FOUND",
        ),
        ("{ orders { nodes { id } } }", "BAD_REQUEST"),
        (
            "{ orders(first: 1, query: \"updated_at:>=nonsense\") { nodes { id } } }",
            "BAD_REQUEST",
        ),
        (
            "mutation { refundCreate(input: {orderId: \"gid://shopify/Order/1\"}) { refund { id } } }",
            "BAD_REQUEST",
        ),
    ];
    for (query, code) in table {
        assert_eq!(bench.code(query).await, code, "{query}");
    }
    let missing = bench
        .data("{ order(id: \"gid://shopify/Order/1\") { id } }")
        .await;
    assert_eq!(missing, json!({"order": null}));
}

#[tokio::test]
async fn a_scope_that_was_not_granted_is_named() {
    let config = ShopifySimConfig {
        scopes: "read_products".into(),
        ..ShopifySimConfig::default()
    };
    let bench = Bench::with(config).await;
    let answer = bench
        .ask("{ orders(first: 1) { nodes { id } } shop { name } }")
        .await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "ACCESS_DENIED");
    assert_eq!(
        answer["data"]["shop"]["name"], "Cedar Row",
        "the rest is there"
    );
}

#[tokio::test]
async fn requests_take_points_and_wait_when_there_are_none() {
    let bench = Bench::start().await;
    let query = "{ orders(first: 250, sortKey: UPDATED_AT) { nodes { id } } }";
    let answer = bench.ask(query).await;
    let cost = &answer["extensions"]["cost"];
    assert_eq!(cost["requestedQueryCost"], 13);
    assert_eq!(cost["throttleStatus"]["maximumAvailable"], 2000);
    let dear = "{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id variant { id } } } } } }";
    assert!(bench.ask(dear).await["data"].is_object());
    // Another process of the same app used up what there was.
    let emptied = FaultRule {
        call: "orders".into(),
        fault: FaultKind::Platform {
            name: "bucket_emptied".into(),
        },
        per_mille: 1000,
        skip: 0,
        times: Some(1),
    };
    bench.sim.faults().set(vec![emptied]);
    let answer = bench.ask(dear).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "THROTTLED");
    assert!(answer["data"].is_null());
    assert!(answer["extensions"]["cost"]["actualQueryCost"].is_null());
    bench.clock.advance(SignedDuration::from_secs(20));
    assert!(
        bench.ask(dear).await["data"].is_object(),
        "time fills the bucket"
    );
}

#[tokio::test]
async fn a_request_for_too_much_is_refused_whole() {
    let bench = Bench::start().await;
    let query = "{ orders(first: 250) { nodes { fulfillmentOrders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } } } }";
    assert_eq!(bench.code(query).await, "MAX_COST_EXCEEDED");
}

#[tokio::test]
async fn a_walk_by_change_finds_what_changes_meanwhile() {
    let bench = Bench::start().await;
    let orders: Vec<i64> = (0..5).map(|_| bench.order(&[1])).collect();
    let page = |after: Option<String>| {
        let after = after.map_or_else(String::new, |after| format!(", after: \"{after}\""));
        format!(
            "{{ orders(first: 2, sortKey: UPDATED_AT{after}) {{ nodes {{ legacyResourceId }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
    };
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let data = bench.data(&page(after)).await;
        seen.extend(crate::bench::texts(
            &data["orders"]["nodes"],
            "legacyResourceId",
        ));
        if seen.len() == 2 {
            // The second changes after it was seen, and the third before it was.
            bench
                .sim
                .refund_line(orders[2], line_of(&bench, orders[2]), 1)
                .unwrap();
        }
        let info = &data["orders"]["pageInfo"];
        if info["hasNextPage"] == false {
            break;
        }
        after = info["endCursor"].as_str().map(str::to_owned);
    }
    for order in &orders {
        assert!(
            seen.contains(&order.to_string()),
            "{order} was lost: {seen:?}"
        );
    }
}

fn line_of(bench: &Bench, order: i64) -> i64 {
    let row = bench.sim.order_row(order).unwrap();
    row.lines[0].id
}
