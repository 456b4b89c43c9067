//! A door with TLS before a simulator, whose certificate can be changed while it stands.

use std::fs;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::certificates;

/// The door; whoever comes through is led to the simulator.
pub(crate) struct TlsDoor {
    shown: Arc<Mutex<Arc<ServerConfig>>>,
    address: SocketAddr,
}

impl TlsDoor {
    pub(crate) async fn before(target: &str, certificate: &str) -> Self {
        let target = target.strip_prefix("http://").unwrap().to_owned();
        let shown = Arc::new(Mutex::new(config(certificate)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let showing = Arc::clone(&shown);
        tokio::spawn(async move {
            while let Ok((guest, _)) = listener.accept().await {
                let acceptor = TlsAcceptor::from(Arc::clone(&showing.lock().unwrap()));
                let target = target.clone();
                tokio::spawn(async move {
                    let Ok(mut guest) = acceptor.accept(guest).await else {
                        return;
                    };
                    let mut host = TcpStream::connect(target).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut guest, &mut host).await;
                });
            }
        });
        Self { shown, address }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}", self.address.port())
    }

    /// From now on it shows this certificate to whoever comes anew.
    pub(crate) fn show(&self, certificate: &str) {
        *self.shown.lock().unwrap() = config(certificate);
    }
}

fn config(certificate: &str) -> Arc<ServerConfig> {
    let read = |name: &str| fs::read(certificates().join(name)).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(&read(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&read("server.key")).unwrap();
    let config = ServerConfig::builder().with_no_client_auth();
    Arc::new(config.with_single_cert(chain, key).unwrap())
}
