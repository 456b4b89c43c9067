//! Access: the four questions to the token endpoint, and what a wrong one is answered.

use jiff::SignedDuration;
use platforms::shopify::sim::ShopifySimConfig;
use serde_json::{Value, json};

use crate::bench::Bench;

fn question(more: &Value) -> Value {
    let mut question = json!({"client_id": "sim-client-id", "client_secret": "sim-client-secret"});
    for (name, value) in more.as_object().unwrap() {
        question[name] = value.clone();
    }
    question
}

async fn granted(bench: &Bench, more: &Value) -> (u16, Value) {
    let answer = bench
        .json("/admin/oauth/access_token", &question(more))
        .await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn an_app_of_the_house_asks_for_itself() {
    let mut bench = Bench::start().await;
    let (status, grant) = granted(&bench, &json!({"grant_type": "client_credentials"})).await;
    assert_eq!(status, 200);
    assert!(grant["refresh_token"].is_null());
    bench.token = grant["access_token"].as_str().unwrap().to_owned();
    bench.data("{ shop { name } }").await;
    bench.clock.advance(SignedDuration::from_hours(24));
    let refused = bench
        .json(
            "/admin/api/2026-07/graphql.json",
            &json!({"query": "{ shop { name } }"}),
        )
        .await;
    assert_eq!(refused.status(), 401);
    let wrong = json!({"grant_type": "client_credentials", "client_secret": "another"});
    assert_eq!(granted(&bench, &wrong).await.1["error"], "invalid_client");
    let odd = json!({"grant_type": "password"});
    assert_eq!(
        granted(&bench, &odd).await.1["error"],
        "unsupported_grant_type"
    );

    let stranger = Bench::with(ShopifySimConfig {
        same_organization: false,
        ..ShopifySimConfig::default()
    })
    .await;
    let (status, refused) = granted(&stranger, &json!({"grant_type": "client_credentials"})).await;
    assert_eq!(
        (status, refused["error"].as_str()),
        (400, Some("shop_not_permitted"))
    );
}

#[tokio::test]
async fn a_person_allows_and_a_pair_is_renewed() {
    let mut bench = Bench::start().await;
    let form = [
        ("client_id", "sim-client-id"),
        ("scope", "write_orders,read_everything"),
        ("redirect_uri", "https://desk.example/back"),
        ("state", "s t"),
    ];
    let page = bench.get("/admin/oauth/authorize?scope=write_orders").await;
    assert!(page.text().await.unwrap().contains("write_orders"));
    let back = bench.form("/admin/oauth/authorize", &form).await;
    let back = url::Url::parse(back.headers()["location"].to_str().unwrap()).unwrap();
    let given = |name: &str| {
        back.query_pairs()
            .find(|(own, _)| own == name)
            .unwrap()
            .1
            .into_owned()
    };
    assert_eq!((given("state").as_str(), given("hmac").len()), ("s t", 64));
    let code = json!({"code": given("code"), "expiring": "1"});
    let (_, pair) = granted(&bench, &code).await;
    assert_eq!(pair["scope"], "write_orders", "no more than the app may");
    assert_eq!(
        granted(&bench, &code).await.1["error"],
        "invalid_request",
        "a code works once"
    );
    let old = json!({"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]});
    let (_, first) = granted(&bench, &old).await;
    let (_, second) = granted(&bench, &old).await;
    assert_ne!(
        first["access_token"], second["access_token"],
        "the answer may have been lost"
    );
    bench.token = second["access_token"].as_str().unwrap().to_owned();
    bench.data("{ shop { name } }").await;
    assert_eq!(
        granted(&bench, &old).await.1["error"],
        "invalid_grant",
        "the new pair is used"
    );
}
