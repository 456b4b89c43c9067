//! The two ways to a simulator: over TCP, and within the process.

use std::sync::Arc;

use axum::Router;
use platforms::http::{Answer, Http, Tcp, Transport};
use platforms::sim::{Calm, Network, SimServer};
use reqwest::{Client, Method, RequestBuilder};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Tcp,
    InProcess,
}

/// A simulator, and the way to it.
pub(crate) struct Reach {
    base_url: String,
    client: Client,
    transport: Arc<dyn Transport>,
    http: Http,
    _server: Option<SimServer>,
    _network: Option<Network>,
}

impl Reach {
    /// Lets `router` answer, this way.
    pub(crate) async fn to(router: Router, wire: Wire) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::new();
        match wire {
            Wire::Tcp => {
                let address = ([127, 0, 0, 1], 0).into();
                let server = SimServer::start(router, address).await.unwrap();
                Self {
                    base_url: server.base_url(),
                    client,
                    transport: Arc::new(Tcp::straight().unwrap()),
                    http: Http::new().unwrap(),
                    _server: Some(server),
                    _network: None,
                }
            }
            Wire::InProcess => {
                let network = Network::under(Calm);
                network.plug("platform.crossdock.test", router);
                Self {
                    base_url: "https://platform.crossdock.test".into(),
                    client,
                    transport: network.outlet("test"),
                    http: Http::over(network.outlet("client")).unwrap(),
                    _server: None,
                    _network: Some(network),
                }
            }
        }
    }

    /// Where the simulator is.
    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What clients call it with.
    pub(crate) fn http(&self) -> Http {
        self.http.clone()
    }

    /// Begins a call of the test itself; a path is below the simulator's address.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.base_url)
        } else {
            path.to_owned()
        };
        self.client.request(method, url)
    }

    /// Makes a call of the test itself.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        self.transport.carry(request).await.unwrap()
    }
}
