//! The few files that pages need, carried inside of the program and served from it alone.
//!
//! A file's address holds a hash of its content, so that a browser keeps it for ever and a new
//! version is a new address. It must never serve anything from the disk.
//! Before it: `static/`; after it: the head of every page.

use std::fmt::Write as _;
use std::sync::OnceLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

const ICON: &[u8] = include_bytes!("../../static/mark.svg");

const FILES: [(&str, &str, &[u8]); 4] = [
    (
        "app.css",
        "text/css; charset=utf-8",
        include_bytes!("../../static/app.css"),
    ),
    (
        "app.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../static/app.js"),
    ),
    ("mark.svg", "image/svg+xml", ICON),
    ("favicon.svg", "image/svg+xml", ICON),
];

/// Serves the files, and the address that browsers ask for an icon by themselves.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/static/{hash}/{name}", get(serve))
        .route(
            "/favicon.ico",
            get(|headers: HeaderMap| async move { send("favicon.svg", "", &headers) }),
        )
}

/// Gives the address of a file. A name that is none gives an address that answers 404, which the
/// tests of the pages would show.
pub fn href(name: &str) -> String {
    let hash = files()
        .iter()
        .find(|file| file.name == name)
        .map_or("none", |file| &file.hash);
    format!("/static/{hash}/{name}")
}

struct File {
    name: &'static str,
    mime: &'static str,
    body: &'static [u8],
    hash: String,
}

fn files() -> &'static [File] {
    static WITH_HASHES: OnceLock<Vec<File>> = OnceLock::new();
    WITH_HASHES.get_or_init(|| {
        FILES
            .iter()
            .map(|(name, mime, body)| File {
                name,
                mime,
                body,
                hash: short_hash(body),
            })
            .collect()
    })
}

/// Twelve digits tell versions of one file apart with room to spare.
fn short_hash(body: &[u8]) -> String {
    let mut written = String::new();
    for byte in Sha256::digest(body).iter().take(6) {
        let _infallible = write!(written, "{byte:02x}");
    }
    written
}

async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    send(&name, &hash, &headers)
}

fn send(name: &str, hash: &str, headers: &HeaderMap) -> Response {
    let Some(file) = files().iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", file.hash);
    // An address of an older version still works, but is not kept.
    let keep = if hash == file.hash {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=0, must-revalidate"
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag)
        });
    let fixed = [
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::ETAG, tag),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    (fixed, [(header::CONTENT_TYPE, file.mime)], file.body).into_response()
}

#[cfg(test)]
mod tests;
