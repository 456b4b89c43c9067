//! The front door of several processes: what a load balancer does for webhooks and for the merchant.
//! A connection goes to a process that takes it; one that is cut with its process is not made again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A listener that hands each connection on.
pub(crate) struct Door {
    pub(crate) url: String,
    listening: JoinHandle<()>,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Door {
    /// Listens in front of the processes at these ports.
    pub(crate) async fn open(ports: Vec<u16>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let ports = Arc::new(ports);
        let turn = Arc::new(AtomicUsize::new(0));
        let listening = tokio::spawn(async move {
            while let Ok((outer, _)) = listener.accept().await {
                let turn = turn.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(hand_on(outer, Arc::clone(&ports), turn));
            }
        });
        Self { url, listening }
    }
}

/// To the process whose turn it is, or the next one that listens.
async fn hand_on(mut outer: TcpStream, ports: Arc<Vec<u16>>, turn: usize) {
    for place in 0..ports.len() {
        let port = ports[(turn + place) % ports.len()];
        if let Ok(mut inner) = TcpStream::connect(("127.0.0.1", port)).await {
            // However it ends, both sides see it end.
            let _ = copy_bidirectional(&mut outer, &mut inner).await;
            return;
        }
    }
}
