//! Live updates: who listens, what is told, and that stopping ends it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::bench::Bench;
use crate::bench::sample::connect_store;

#[tokio::test]
async fn tells_what_changed_to_whoever_is_signed_in() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    let strangers = bench.browser().get("/live").await;
    assert_eq!(strangers.location(), "/sign-in");
    let cookie = format!("crossdock_session={}", owner.cookies["crossdock_session"]);
    let request = Request::get("/live")
        .header("cookie", cookie)
        .body(Body::empty());
    let response = bench
        .router
        .clone()
        .oneshot(request.unwrap())
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    connect_store(&mut owner).await;
    let frame = tokio::time::timeout(Duration::from_secs(20), body.frame()).await;
    let data = frame.unwrap().unwrap().unwrap().into_data().unwrap();
    let text = String::from_utf8(data.to_vec()).unwrap();
    assert!(
        text.starts_with("data: ") && text.contains("setup"),
        "{text}"
    );
}

#[tokio::test]
async fn what_changed_before_a_page_listens_is_not_missed() {
    let bench = Bench::new().await;
    let mut owner = bench.owner().await;
    let home = owner.get("/").await.text;
    let from = home.find("/live?seen=").unwrap();
    let events: String = home[from..].chars().take_while(|c| *c != '"').collect();
    connect_store(&mut owner).await;
    let cookie = format!("crossdock_session={}", owner.cookies["crossdock_session"]);
    let request = Request::get(events)
        .header("cookie", cookie)
        .body(Body::empty());
    let response = bench
        .router
        .clone()
        .oneshot(request.unwrap())
        .await
        .unwrap();
    let frame = tokio::time::timeout(Duration::from_secs(20), response.into_body().frame()).await;
    let data = frame.unwrap().unwrap().unwrap().into_data().unwrap();
    assert_eq!(&data[..], b"data: *\n\n");
}
