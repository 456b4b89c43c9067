//! The in-process network of a rehearsal: hosts are routers, and a weather decides what happens to
//! each request on its way.
//!
//! Requests and answers are the real ones, byte for byte; only the wire is ours. All waiting is by the
//! runtime's time, so that with a paused clock days pass at once, and with a seeded weather the same
//! steps have the same history. It opens no socket and looks at no clock. A request that has left
//! travels on when its sender is gone, as on a real wire.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use reqwest::Request;
use tokio::sync::{oneshot, watch};
use tower::ServiceExt;

use super::server::CutConnection;
use super::weather::{Departure, Ending, Passage, Seen, Weather};
use crate::http::{Answer, HowLost, Lost, Transport};

/// More than any answer of a simulator or a page.
const ANSWER_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Hosts in one process. Cloning shares them; when the last handle is dropped, nobody can be reached
/// any more.
#[derive(Clone)]
pub struct Network(Arc<Inner>);

struct Inner {
    hosts: Mutex<BTreeMap<String, Host>>,
    weather: Mutex<Air>,
}

/// The weather, and how many requests have left so far.
struct Air {
    weather: Box<dyn Weather>,
    departed: u64,
}

/// Who answers under a name. Dropping `plugged` cuts every conversation with it.
struct Host {
    router: Router,
    plugged: watch::Sender<()>,
}

/// The way from one sender into the network. It does not keep the network: a host that calls out over
/// it is kept by the network, and both would stay for ever.
#[derive(Clone)]
struct Outlet {
    network: Weak<Inner>,
    from: Arc<str>,
}

/// A request taken apart, so that it can arrive more than once.
#[derive(Clone)]
struct Parts {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    host: String,
}

/// What the sender is told; silence is told by nothing at all, until its own patience ends.
enum Told {
    Answer(Answer),
    Lost(Lost),
    Nothing,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<String> = self.hosts().keys().cloned().collect();
        formatter.debug_tuple("Network").field(&names).finish()
    }
}

impl std::fmt::Debug for Outlet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Outlet").field(&self.from).finish()
    }
}

impl Network {
    /// A network without hosts.
    #[must_use]
    pub fn under(weather: impl Weather + 'static) -> Self {
        let air = Air {
            weather: Box::new(weather),
            departed: 0,
        };
        Self(Arc::new(Inner {
            hosts: Mutex::default(),
            weather: Mutex::new(air),
        }))
    }

    /// Lets `router` answer for `host`: a name as in an address, with its port if the address has one.
    /// Whoever answered for it before is unplugged.
    pub fn plug(&self, host: &str, router: Router) {
        let (plugged, _) = watch::channel(());
        let host_is = Host { router, plugged };
        self.hosts().insert(host.to_ascii_lowercase(), host_is);
    }

    /// Nobody answers for `host` from now on. Work that it was doing for a request is dropped where it
    /// stands, and the senders see their connections cut.
    pub fn unplug(&self, host: &str) {
        let gone = self.hosts().remove(&host.to_ascii_lowercase());
        drop(gone);
    }

    /// The way into this network for one sender; the weather is told its name.
    #[must_use]
    pub fn outlet(&self, from: &str) -> Arc<dyn Transport> {
        Arc::new(Outlet {
            network: Arc::downgrade(&self.0),
            from: from.into(),
        })
    }

    /// Replaces the weather; requests under way keep what was decided for them.
    pub fn change_weather(&self, weather: impl Weather + 'static) {
        self.air().weather = Box::new(weather);
    }

    fn hosts(&self) -> MutexGuard<'_, BTreeMap<String, Host>> {
        self.0.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn air(&self) -> MutexGuard<'_, Air> {
        self.0
            .weather
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn see(&self, seen: &Seen<'_>) {
        self.air().weather.see(seen);
    }

    /// Decides what happens to a request, at the moment it leaves.
    fn depart(&self, from: &str, parts: &Parts) -> (u64, Passage) {
        let mut air = self.air();
        let number = air.departed;
        air.departed += 1;
        let departure = Departure {
            number,
            from,
            host: &parts.host,
            method: parts.method.as_str(),
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
            body: &parts.body,
        };
        let passage = air.weather.passage(&departure);
        air.weather.see(&Seen::Departed(&departure, &passage));
        (number, passage)
    }

    async fn travel(self, number: u64, parts: Parts, passage: Passage) -> Told {
        pause(passage.delay).await;
        let told = match passage.ending {
            Ending::NotConnected => Told::Lost(Lost::plain(HowLost::NotConnected)),
            Ending::CutBefore => Told::Lost(Lost::plain(HowLost::Cut)),
            Ending::SilentBefore => Told::Nothing,
            Ending::Answered | Ending::CutAfter | Ending::SilentAfter => {
                if let Some(later) = passage.again_after {
                    tokio::spawn(self.clone().arrive_again(number, parts.clone(), later));
                }
                let result = self.arrive(number, parts).await;
                pause(passage.answer_delay).await;
                match (passage.ending, result) {
                    (Ending::CutAfter, Ok(_)) => Told::Lost(Lost::plain(HowLost::Cut)),
                    (Ending::SilentAfter, Ok(_)) => Told::Nothing,
                    (_, Ok(answer)) => Told::Answer(answer),
                    (_, Err(how)) => Told::Lost(Lost::plain(how)),
                }
            }
        };
        self.see(&match &told {
            Told::Answer(answer) => Seen::Answered {
                number,
                status: answer.status.as_u16(),
                body: &answer.body,
            },
            Told::Lost(lost) => Seen::Lost {
                number,
                how: lost.how,
            },
            Told::Nothing => Seen::Lost {
                number,
                how: HowLost::Late,
            },
        });
        told
    }

    async fn arrive_again(self, number: u64, parts: Parts, later: Duration) {
        pause(later).await;
        // Nobody waits for this answer: the sender has only one.
        let _ = self.arrive(number, parts).await;
    }

    /// Hands the request to whoever answers for the host now.
    async fn arrive(&self, number: u64, parts: Parts) -> Result<Answer, HowLost> {
        let found = {
            let hosts = self.hosts();
            let host = hosts.get(&parts.host);
            host.map(|host| (host.router.clone(), host.plugged.subscribe()))
        };
        let Some((router, mut plugged)) = found else {
            return Err(HowLost::NotConnected);
        };
        self.see(&Seen::Arrived { number });
        let conversation = converse(router, parts);
        tokio::select! {
            biased;
            // Nothing is ever sent here: a change means that the host is gone.
            _ = plugged.changed() => Err(HowLost::Cut),
            answer = conversation => answer,
        }
    }
}

#[async_trait]
impl Transport for Outlet {
    async fn carry(&self, request: Request) -> Result<Answer, Lost> {
        let nobody = || Lost::plain(HowLost::NotConnected);
        let parts = Parts::of(request).ok_or_else(nobody)?;
        let network = Network(self.network.upgrade().ok_or_else(nobody)?);
        let (number, passage) = network.depart(&self.from, &parts);
        let (tell, told) = oneshot::channel();
        let travel = network.travel(number, parts, passage);
        tokio::spawn(async move {
            // A sender that has gone meanwhile is not told any more.
            let _ = tell.send(travel.await);
        });
        match told.await {
            Ok(Told::Answer(answer)) => Ok(answer),
            Ok(Told::Lost(lost)) => Err(lost),
            Ok(Told::Nothing) => std::future::pending().await,
            Err(_) => Err(Lost::plain(HowLost::Cut)),
        }
    }
}

impl Parts {
    /// `None` for a request that could not be written to a wire.
    fn of(mut request: Request) -> Option<Self> {
        let url = request.url();
        let host = match (url.host_str()?, url.port()) {
            (name, Some(port)) => format!("{name}:{port}"),
            (name, None) => name.to_owned(),
        };
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let uri: Uri = target.parse().ok()?;
        let body = match request.body_mut().take() {
            Some(body) => Bytes::copy_from_slice(body.as_bytes()?),
            None => Bytes::new(),
        };
        let mut headers = std::mem::take(request.headers_mut());
        headers.insert(header::HOST, HeaderValue::from_str(&host).ok()?);
        if !body.is_empty() || request.method() == Method::POST {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        Some(Self {
            method: request.method().clone(),
            uri,
            headers,
            body,
            host,
        })
    }
}

async fn converse(router: Router, parts: Parts) -> Result<Answer, HowLost> {
    let mut request = axum::extract::Request::new(Body::from(parts.body));
    *request.method_mut() = parts.method;
    *request.uri_mut() = parts.uri;
    *request.headers_mut() = parts.headers;
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (head, body) = response.into_parts();
    if head.extensions.get::<CutConnection>().is_some() {
        return Err(HowLost::Cut);
    }
    let body = axum::body::to_bytes(body, ANSWER_LIMIT_BYTES).await;
    Ok(Answer {
        status: head.status,
        headers: head.headers,
        body: body.map_err(|_| HowLost::Cut)?.into(),
    })
}

async fn pause(by: Duration) {
    if !by.is_zero() {
        tokio::time::sleep(by).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use axum::routing::post;
    use domain::ports::error::CallErrorKind;

    use super::*;
    use crate::http::Http;
    use crate::sim::weather::Calm;

    /// Gives each request what is next on the list, then calm.
    struct List(Vec<Passage>);

    impl Weather for List {
        fn passage(&mut self, _departure: &Departure<'_>) -> Passage {
            self.0.pop().unwrap_or_default()
        }
    }

    fn ends(ending: Ending) -> Passage {
        Passage {
            ending,
            ..Passage::default()
        }
    }

    /// A host that counts what arrives, and a client that reaches it.
    fn counting(passage: Passage) -> (Arc<AtomicU32>, Network, Http) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let count = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&count);
        let answer = move |body: String| {
            counted.fetch_add(1, Ordering::SeqCst);
            async move { body }
        };
        let forever = || async { std::future::pending::<()>().await };
        let router = Router::new()
            .route("/count", post(answer))
            .route("/forever", post(forever))
            .route("/cut", post(|| async { CutConnection::response() }));
        let network = Network::under(List(vec![passage]));
        network.plug("store.test", router);
        let http = Http::over(network.outlet("node")).unwrap();
        (count, network, http)
    }

    async fn call(http: &Http, path: &str) -> Result<Vec<u8>, CallErrorKind> {
        let url = format!("https://store.test{path}");
        let request = http.client().post(url).body("hello").build().unwrap();
        let answer = http.send(request).await;
        answer.map(|answer| answer.body).map_err(|error| error.kind)
    }

    #[tokio::test(start_paused = true)]
    async fn each_ending_is_told_as_tcp_would_tell_it() {
        let unclear = Err(CallErrorKind::Unclear);
        for (ending, told, arrived) in [
            (Ending::Answered, Ok(b"hello".to_vec()), 1),
            (Ending::NotConnected, Err(CallErrorKind::NotSent), 0),
            (Ending::CutBefore, unclear.clone(), 0),
            (Ending::CutAfter, unclear.clone(), 1),
            (Ending::SilentBefore, unclear.clone(), 0),
            (Ending::SilentAfter, unclear.clone(), 1),
        ] {
            let (count, _network, http) = counting(ends(ending));
            assert_eq!(call(&http, "/count").await, told, "{ending:?}");
            assert_eq!(count.load(Ordering::SeqCst), arrived, "{ending:?}");
        }
        let (_, network, http) = counting(Passage::default());
        assert_eq!(call(&http, "/cut").await, unclear);
        network.unplug("store.test");
        assert_eq!(call(&http, "/count").await, Err(CallErrorKind::NotSent));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_arrives_twice_or_after_its_sender_gave_up() {
        let minute = Duration::from_secs(60);
        let twice = Passage {
            again_after: Some(minute),
            ..Passage::default()
        };
        let (count, _network, http) = counting(twice);
        call(&http, "/count").await.unwrap();
        assert_eq!(count.load(Ordering::SeqCst), 1);
        tokio::time::sleep(minute * 2).await;
        assert_eq!(count.load(Ordering::SeqCst), 2);

        let late = Passage {
            delay: minute,
            ..Passage::default()
        };
        let (count, _network, http) = counting(late);
        assert_eq!(call(&http, "/count").await, Err(CallErrorKind::Unclear));
        assert_eq!(count.load(Ordering::SeqCst), 0);
        tokio::time::sleep(minute).await;
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_calls_out_ends_with_its_network() {
        let network = Network::under(Calm);
        let outlet = network.outlet("host");
        let alive = Arc::new(());
        let (host, left) = ((outlet, Arc::clone(&alive)), Arc::downgrade(&alive));
        drop(alive);
        let router = Router::new().route("/", post(move || async move { drop(host) }));
        network.plug("store.test", router);
        let http = Http::over(network.outlet("node")).unwrap();
        assert!(left.upgrade().is_some());
        drop(network);
        assert!(left.upgrade().is_none());
        assert_eq!(call(&http, "/").await, Err(CallErrorKind::NotSent));
    }

    #[tokio::test(start_paused = true)]
    async fn unplugging_a_host_cuts_what_it_was_doing() {
        let (_, network, http) = counting(Passage::default());
        let calling = tokio::spawn(async move { call(&http, "/forever").await });
        tokio::time::sleep(Duration::from_secs(1)).await;
        network.unplug("store.test");
        let told = calling.await.unwrap();
        assert_eq!(told, Err(CallErrorKind::Unclear));
    }
}
