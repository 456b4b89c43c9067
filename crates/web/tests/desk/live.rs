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
