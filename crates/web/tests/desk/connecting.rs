//! Connecting accounts through the wizard.

use axum::http::StatusCode;

use crate::bench::Bench;
use crate::bench::harbor::SECRET;
use crate::bench::sample::{connect_market, connect_store};

#[tokio::test]
async fn connects_a_store_and_says_what_is_wrong_at_its_field() {
    let bench = Bench::new().await;
    let mut browser = bench.owner().await;
    let typed = [
        ("way", "private-app"),
        ("shop", "long beach"),
        ("password", SECRET),
    ];
    let answer = browser.post("/connections/new/harbor", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("id=\"shop-error\"") && answer.text.contains("has no space"));
    assert!(
        answer.text.contains("value=\"long beach\""),
        "what was typed stays"
    );
    assert!(
        !answer.text.contains(SECRET),
        "a secret is never written back"
    );
    let typed = [
        ("way", "private-app"),
        ("shop", "long-beach"),
        ("password", "wrong"),
    ];
    let answer = browser.post("/connections/new/harbor", &typed).await;
    assert!(
        answer.text.contains("The shop refused the password"),
        "{}",
        answer.text
    );
    assert!(
        answer
            .text
            .contains("401: Invalid API key &lt;b&gt;or&lt;/b&gt; access token")
    );
    assert!(bench.app.space().connections().await.unwrap().is_empty());
    connect_store(&mut browser).await;
    let page = browser.get("/connections").await;
    assert!(page.text.contains("long-beach.harbor.example") && page.text.contains("Connected"));
    connect_store(&mut browser).await;
    assert_eq!(
        bench.app.space().connections().await.unwrap().len(),
        1,
        "the same account"
    );
    assert_eq!(bench.app.space().stores().await.unwrap().len(), 1);
}

#[tokio::test]
async fn connects_a_marketplace_there_and_back() {
    let bench = Bench::new().await;
    let mut browser = bench.owner().await;
    let back = browser
        .get("/connections/bazaar/callback?code=c&state=none")
        .await;
    assert_eq!(
        back.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody asked"
    );
    let typed = [
        ("way", "authorize"),
        ("app_key", "501234"),
        ("app_secret", "s3cret"),
    ];
    let leaving = browser.post("/connections/new/bazaar", &typed).await;
    assert_eq!(leaving.status, StatusCode::OK);
    assert!(
        leaving.text.contains("https://bazaar.example/allow?back="),
        "{}",
        leaving.text
    );
    let state = leaving
        .header("refresh")
        .split("state=")
        .nth(1)
        .unwrap()
        .to_owned();
    let refused = browser
        .get(&format!("/connections/bazaar/callback?state={state}"))
        .await;
    assert!(
        refused.text.contains("Bazaar was not allowed") && refused.text.contains("Start again")
    );
    *bench.market.holds_days.lock().unwrap() = 6;
    connect_market(&mut browser).await;
    let page = browser.get("/connections").await;
    assert!(page.text.contains("6 days left"), "{}", page.text);
    assert!(
        page.text.contains("must be signed in again within 6 days"),
        "{}",
        page.text
    );
    assert!(browser.get("/").await.text.contains("Sign-in ending"));
}

#[tokio::test]
async fn a_disconnected_one_says_so_and_how_to_mend_it() {
    let bench = Bench::new().await;
    let mut browser = bench.owner().await;
    *bench.market.holds_days.lock().unwrap() = -1;
    connect_market(&mut browser).await;
    let page = browser.get("/connections").await;
    assert!(
        page.text.contains("This account is disconnected"),
        "{}",
        page.text
    );
    assert!(page.text.contains("href=\"/connections/new/bazaar\""));
}

#[tokio::test]
async fn syncs_on_demand_and_knows_what_it_does_not_know() {
    let bench = Bench::new().await;
    let mut browser = bench.owner().await;
    connect_store(&mut browser).await;
    let id = bench.app.space().connections().await.unwrap()[0].id;
    let answer = browser.post(&format!("/connections/sync/{id}"), &[]).await;
    assert!(
        browser
            .follow(&answer)
            .await
            .text
            .contains("long-beach is being read")
    );
    for path in ["/connections/sync/1", "/connections/sync/x"] {
        let answer = browser.post(path, &[]).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    for path in [
        "/connections/new/nobody",
        "/connections/new/harbor?way=none",
        "/connections/nobody/callback",
    ] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
