//! The HTTP server under every simulator: plain HTTP/1.1 on one address, able to cut a connection.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower::ServiceExt;

/// Put into a response's extensions, it makes the server drop the connection instead of answering.
#[derive(Clone, Copy, Debug)]
pub struct CutConnection;

impl CutConnection {
    /// A response that is never sent.
    #[must_use]
    pub fn response() -> axum::response::Response {
        let mut response = axum::response::Response::new(Body::empty());
        response.extensions_mut().insert(Self);
        response
    }
}

/// A simulator being served. Dropping it stops the server.
#[derive(Debug)]
pub struct SimServer {
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

#[derive(Debug, thiserror::Error)]
#[error("the simulator cut the connection on purpose")]
struct Cut;

impl SimServer {
    /// Serves `router` on `address` (port 0 takes a free one) until dropped.
    ///
    /// # Errors
    /// When the address can't be bound.
    pub async fn start(router: Router, address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(accept(listener, router, stopped));
        Ok(Self { address, stop })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://address`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for SimServer {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn accept(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => return,
        };
        if let Ok((stream, _peer)) = accepted {
            let _ = stream.set_nodelay(true);
            tokio::spawn(converse(
                TokioIo::new(stream),
                router.clone(),
                stopped.clone(),
            ));
        }
    }
}

async fn converse(
    stream: TokioIo<tokio::net::TcpStream>,
    router: Router,
    mut stopped: watch::Receiver<bool>,
) {
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let request: Request = request.map(Body::new);
            let response = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<CutConnection>().is_some() {
                Err(Cut)
            } else {
                Ok(response)
            }
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(stream, service)
        .with_upgrades();
    tokio::select! {
        // A cut connection ends with our own `Cut` error; there is nobody left to tell.
        _ = connection => {}
        _ = stopped.changed() => {}
    }
}

/// Calls that wait on purpose ([`super::FaultKind::HoldBefore`]) until they are released.
#[derive(Clone, Debug, Default)]
pub struct Holds(Arc<HoldsInner>);

#[derive(Debug, Default)]
struct HoldsInner {
    held: Mutex<Vec<String>>,
    released: tokio::sync::Notify,
}

impl Holds {
    /// Waits until [`Holds::release`]; `label` is what [`Holds::held`] lists meanwhile.
    pub async fn wait(&self, label: &str) {
        let released = self.0.released.notified();
        self.lock().push(label.to_owned());
        released.await;
    }

    /// The calls that wait now, by their labels.
    #[must_use]
    pub fn held(&self) -> Vec<String> {
        self.lock().clone()
    }

    /// Lets all waiting calls go on.
    pub fn release(&self) {
        self.lock().clear();
        self.0.released.notify_waiters();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;

    use super::*;

    #[tokio::test]
    async fn answers_and_cuts() {
        let router = Router::new()
            .route("/fine", get(|| async { "fine" }))
            .route("/cut", get(|| async { CutConnection::response() }));
        let server = SimServer::start(router, ([127, 0, 0, 1], 0).into())
            .await
            .unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::new();
        let fine = client
            .get(format!("{}/fine", server.base_url()))
            .send()
            .await
            .unwrap();
        assert_eq!(fine.text().await.unwrap(), "fine");
        let cut = client
            .get(format!("{}/cut", server.base_url()))
            .send()
            .await;
        assert!(cut.is_err(), "the connection should have been cut");
    }
}
