//! A desk on a fresh database with an invented store and marketplace in this process.
//!
//! Shared by the tests and by `examples/desk.rs`. The platforms here are fakes: what real ones do on
//! the wire is proven in `platforms`.

pub(crate) mod browser;
pub(crate) mod harbor;
pub(crate) mod market;
pub(crate) mod sample;

use std::sync::Arc;

use app::{App, Clock, Settings, SystemClock, TimeOrderedIds};
use domain::ids::{IdSource, WorkspaceId};
use domain::ports::connect::Connector;
use storage::{SealKey, Storage};
use tempfile::TempDir;
use tokio::sync::watch;
use web::WebOptions;

use browser::Browser;
use harbor::Harbor;
use market::Market;

/// A desk with everything around it.
pub(crate) struct Bench {
    /// Where the database is; removed with the bench.
    _folder: TempDir,
    /// The program.
    pub(crate) app: App,
    /// The invented store.
    pub(crate) harbor: Arc<Harbor>,
    /// The invented marketplace.
    pub(crate) market: Arc<Market>,
    /// The desk.
    pub(crate) router: axum::Router,
}

impl Bench {
    /// A desk that nobody has opened yet.
    pub(crate) async fn new() -> Self {
        Self::at("http://127.0.0.1:4174").await
    }

    /// A desk that browsers reach at `own_url`.
    pub(crate) async fn at(own_url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids: Arc<dyn IdSource> = Arc::new(TimeOrderedIds::new(Arc::clone(&clock), 7));
        let path = folder.path().join("desk.sqlite");
        let storage =
            Storage::open_sqlite(&path, SealKey::new([7; 32]), Arc::clone(&ids), clock.now());
        let storage = storage.unwrap();
        let workspace = WorkspaceId(1);
        storage
            .add_workspace(workspace, "bench", clock.now())
            .await
            .unwrap();
        let (harbor, market) = (Arc::new(Harbor::default()), Arc::new(Market::default()));
        let connectors: Vec<Arc<dyn Connector>> = vec![
            Arc::new(harbor::HarborConnector(Arc::clone(&harbor))),
            Arc::new(market::MarketConnector(Arc::clone(&market))),
        ];
        let settings = Settings {
            export_folder: Some(folder.path().join("exports")),
            ..Settings::default()
        };
        let app = App::new(storage.space(workspace), connectors, clock, ids, settings);
        let options = WebOptions {
            allow_loopback_pictures: true,
            extra_links: vec![("Harbor admin".into(), "http://127.0.0.1:4100/".into())],
            ..WebOptions::new(own_url)
        };
        Self {
            router: web::router(app.clone(), options),
            _folder: folder,
            app,
            harbor,
            market,
        }
    }

    /// A browser at the desk.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A browser in which the owner is signed in.
    pub(crate) async fn owner(&self) -> Browser {
        let mut browser = self.browser();
        let answer = browser.post("/set-up", sample::OWNER).await;
        assert_eq!(answer.location(), "/", "{}", answer.text);
        browser
    }

    /// Works until `stop` turns true.
    pub(crate) fn work(&self, stop: watch::Receiver<bool>) -> tokio::task::JoinHandle<()> {
        let app = self.app.clone();
        tokio::spawn(async move { app::queue::work(app, 4, true, stop).await })
    }
}
