//! Files are found at their address, kept, and asked for again only by their tag.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use tower::ServiceExt as _;

use super::{FILES, href, router};

async fn get(path: &str, tag: Option<&str>) -> Response {
    let mut request = Request::get(path);
    if let Some(tag) = tag {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    let app: Router = router();
    app.oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_file_is_kept_for_ever_at_its_own_address() {
    for (name, mime, body) in FILES {
        let response = get(&href(name), None).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], mime);
        let keep = response.headers()[header::CACHE_CONTROL]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(keep.ends_with("immutable"), "{name}: {keep}");
        let tag = response.headers()[header::ETAG]
            .to_str()
            .unwrap()
            .to_owned();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        assert_eq!(bytes, body);
        assert_eq!(
            get(&href(name), Some(&tag)).await.status(),
            StatusCode::NOT_MODIFIED
        );
    }
}

#[tokio::test]
async fn an_older_address_still_works_but_is_not_kept() {
    let response = get("/static/000000000000/app.css", None).await;
    assert_eq!(response.status(), StatusCode::OK);
    let keep = response.headers()[header::CACHE_CONTROL].to_str().unwrap();
    assert!(!keep.contains("immutable"), "{keep}");
    assert_eq!(get("/favicon.ico", None).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nothing_else_is_served() {
    for path in [
        "/static/x/secret.txt",
        "/static/x/..%2f..%2fCargo.toml",
        "/static/x/",
    ] {
        assert_eq!(
            get(path, None).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[test]
fn the_script_and_the_styles_stay_small() {
    let size = |wanted: &str| {
        FILES
            .iter()
            .find(|file| file.0 == wanted)
            .map(|file| file.2.len())
    };
    // Written to be read; compressed they are a third of this, about 6 and 9 kB on the wire.
    assert!(size("app.js").unwrap() < 17_000, "{:?}", size("app.js"));
    assert!(size("app.css").unwrap() < 42_000, "{:?}", size("app.css"));
}
