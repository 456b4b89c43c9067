//! What is around every page: other sites, sizes, headers, errors, preferences, notices.

use axum::body::Body;
use axum::http::{Method, StatusCode};

use crate::bench::Bench;
use crate::bench::sample::connect_store;

#[tokio::test]
async fn other_sites_send_nothing() {
    let bench = Bench::new().await;
    let owner = bench.owner().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let mut evil = owner.clone().with(name, value);
        let answer = evil.post("/sign-out", &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(
            answer.text.contains("This came from another site"),
            "{}",
            answer.text
        );
    }
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("origin", "http://127.0.0.1:4174"),
    ] {
        let mut own = owner.clone().with(name, value);
        assert_eq!(
            own.post("/preferences", &[("theme", "dark")]).await.status,
            StatusCode::SEE_OTHER
        );
    }
    assert_eq!(
        owner.clone().get("/").await.status,
        StatusCode::OK,
        "still signed in"
    );
}

#[tokio::test]
async fn too_much_and_nonsense_are_refused_readably() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    let form = Some("application/x-www-form-urlencoded");
    let huge = Body::from(format!("name={}", "x".repeat(2 * 1024 * 1024)));
    let answer = owner
        .send(Method::POST, "/settings/people", huge, form)
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("That is too large"), "{}", answer.text);
    let answer = owner
        .send(
            Method::POST,
            "/settings/people",
            Body::from("{}"),
            Some("application/json"),
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(answer.text.contains("can not be read"), "{}", answer.text);
    let unknown = [
        ("theme", "dark"),
        ("color", "\u{0}\u{202e}<b>"),
        ("theme", "light"),
    ];
    let answer = owner.post("/preferences", &unknown).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "unknown fields change nothing"
    );
    let answer = owner
        .send(Method::DELETE, "/settings", Body::empty(), None)
        .await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(!answer.header("allow").is_empty());
    let answer = owner.get("/nowhere/%3Cscript%3E").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.text.contains("There is no such page"));
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    for path in [
        "/",
        "/nowhere",
        "/health",
        "/sign-in",
        "/favicon.ico",
        "/live/x",
    ] {
        let answer = owner.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self';"), "{path}: {policy}");
        assert!(
            policy.contains("form-action 'self'; frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
    let health = owner.get("/health").await;
    assert_eq!(health.text, r#"{"status":"ok"}"#);
    assert_eq!(bench.browser().get("/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn cookies_over_tls_are_bound_to_this_host() {
    let bench = Bench::at("https://desk.example").await;
    let mut browser = bench.browser();
    let answer = browser.post("/set-up", crate::bench::sample::OWNER).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-crossdock_session=") && cookie.contains("; Secure"),
        "{cookie}"
    );
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn preferences_are_kept_and_lead_back() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    owner = owner.with("referer", "http://127.0.0.1:4174/settings?x=1");
    let answer = owner.post("/preferences", &[("theme", "dark")]).await;
    assert_eq!(answer.location(), "/settings?x=1");
    owner.post("/preferences", &[("lang", "vi")]).await;
    let page = owner.get("/").await;
    assert!(
        page.text.contains("<html lang=\"vi\" data-theme=\"dark\""),
        "{}",
        &page.text[..200]
    );
    let mut stranger = bench
        .browser()
        .with("referer", "https://evil.example/settings");
    let answer = stranger.post("/preferences", &[("lang", "vi")]).await;
    assert_eq!(answer.location(), "/", "never to another site");
    assert!(stranger.get("/sign-in").await.text.contains("Đăng nhập"));
    let mut french = bench
        .browser()
        .with("accept-language", "fr-FR,vi;q=0.8,en;q=0.5");
    assert!(french.get("/sign-in").await.text.contains("lang=\"vi\""));
}

#[tokio::test]
async fn a_notice_is_shown_once_and_escaped() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    connect_store(&mut owner).await;
    assert!(owner.cookies.contains_key("crossdock_said"));
    // The script that was sent to another page leaves it to that page.
    let mut script = owner.clone().with("x-requested-with", "swap");
    script = script.with("referer", "http://127.0.0.1:4174/connections/new/harbor");
    assert!(
        script
            .get("/connections")
            .await
            .text
            .contains("Harbor is connected.")
    );
    assert!(script.cookies.contains_key("crossdock_said"));
    assert!(
        owner
            .get("/connections")
            .await
            .text
            .contains("Harbor is connected.")
    );
    assert!(
        !owner
            .get("/connections")
            .await
            .text
            .contains("Harbor is connected.")
    );
    // "danger:<script>alert(1)</script>", as anybody could write it.
    let forged = "ZGFuZ2VyOjxzY3JpcHQ-YWxlcnQoMSk8L3NjcmlwdD4";
    owner.cookies.insert("crossdock_said".into(), forged.into());
    let page = owner.get("/").await;
    assert!(
        page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("<script>alert"));
}
