//! The processes of a measurement beside this one: the desk, the desk without its storage, the
//! simulators.
//!
//! Each says one line of JSON when it is ready and ends when its input does.

use std::future::Future;
use std::io::Read;
use std::net::SocketAddr;

use anyhow::Context;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::Sha256;
use tokio::net::TcpListener;

use super::clock::Pace;
use super::export::Task;
use super::sims::Sims;
use super::stage::{Data, open};
use super::webhook::SIGNATURE;
use crate::cli::{say, serve_until};

/// A process of a measurement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub(super) enum Part {
    /// The desk with so many workers; with none it only answers.
    Desk {
        data: Data,
        workers: usize,
        pace: Option<Pace>,
    },
    /// The desk's layers around a handler that checks a webhook's signature and keeps nothing.
    Deaf { data: Data, secret: String },
    /// The simulators of a store and a marketplace.
    Sims(Sims),
    /// A file of many orders.
    Export(Task),
}

/// What the desk says when it is ready.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ready {
    /// Where it listens.
    pub(super) address: SocketAddr,
}

/// Runs a part until its input ends.
pub(super) async fn run(part: &str) -> anyhow::Result<()> {
    match serde_json::from_str(part).context("no part of a measurement")? {
        Part::Desk {
            data,
            workers,
            pace,
        } => desk(&data, workers, pace).await,
        Part::Deaf { data, secret } => deaf(&data, secret).await,
        Part::Sims(sims) => super::sims::run(&sims).await,
        Part::Export(task) => super::export::run(task).await,
    }
}

async fn desk(data: &Data, workers: usize, pace: Option<Pace>) -> anyhow::Result<()> {
    let (listener, ready) = listen().await?;
    let own_url = format!("http://{}", ready.address);
    let app = open(data, pace, Some(own_url.clone())).await?;
    let web = web::WebOptions::new(own_url);
    let stop = input_ended();
    say(&serde_json::to_string(&ready)?);
    if workers > 0 {
        return serve_until(app, web, listener, workers, stop).await;
    }
    serve_router(listener, web::router(app, web), stop).await
}

async fn deaf(data: &Data, secret: String) -> anyhow::Result<()> {
    let (listener, ready) = listen().await?;
    let app = open(data, None, None).await?;
    let key = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).context("no key")?;
    let hook = async move |headers: HeaderMap, body: Bytes| check(&key, &headers, &body);
    let routes = Router::new().route("/hooks/{hook_key}/{topic}", post(hook));
    let options = web::WebOptions::new(format!("http://{}", ready.address));
    let router = web::around(routes, app, options);
    let stop = input_ended();
    say(&serde_json::to_string(&ready)?);
    serve_router(listener, router, stop).await
}

fn check(key: &Hmac<Sha256>, headers: &HeaderMap, body: &[u8]) -> Response {
    let sent = headers.get(SIGNATURE).and_then(|sent| sent.to_str().ok());
    let sent = sent.and_then(|sent| STANDARD.decode(sent).ok());
    let mut mac = key.clone();
    mac.update(body);
    match sent.map(|sent| mac.verify_slice(&sent)) {
        Some(Ok(())) => Json(json!({ "taken": "kept" })).into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn serve_router(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let server = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    );
    tokio::select! {
        ended = server => Ok(ended?),
        () = stop => Ok(()),
    }
}

pub(super) async fn listen() -> anyhow::Result<(TcpListener, Ready)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    Ok((listener, Ready { address }))
}

/// Whoever started this part has ended, or wants it to end.
pub(super) async fn input_ended() {
    let (ended, end) = tokio::sync::oneshot::channel();
    // A thread of its own: the runtime would wait at its end for one that it lent.
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        let _ = ended.send(());
    });
    let _ = end.await;
}
