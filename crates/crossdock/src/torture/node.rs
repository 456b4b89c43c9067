//! A node: one process of the program, as far as it can be one task among others. A crash drops
//! everything of it that is not in the database.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use app::{App, Clock, Settings, TimeOrderedIds};
use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use domain::ids::IdSource;
use platforms::http::{Http, Now};
use platforms::sim::server::CutConnection;
use platforms::sim::{Network, SimClock};
use storage::{SealKey, Storage};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::clock::NodeClock;
use super::dice::mix;
use super::plan::{Keys, Plan};
use super::{OWN_URL, node_name};
use crate::program::WORKSPACE;

/// Jobs that a node runs at once: enough that they meet.
const JOBS_AT_ONCE: usize = 6;

/// The key that seals credentials: nothing here is secret.
const KEY: [u8; 32] = [7; 32];

/// What all nodes of a world share.
pub(super) struct Ground {
    pub(super) plan: Plan,
    /// The name of its database.
    pub(super) name: String,
    pub(super) clock: SimClock,
    pub(super) network: Network,
}

/// One process of the program.
pub(super) struct Node {
    pub(super) number: usize,
    pub(super) clock: NodeClock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// How often it was started.
    starts: u64,
    running: Option<Running>,
}

struct Running {
    app: App,
    router: Router,
    tasks: JoinSet<()>,
    /// Dropped with everything else: whoever talks to this node sees the connection cut.
    plugged: watch::Sender<()>,
}

impl Node {
    pub(super) fn new(number: usize, clock: &SimClock) -> Self {
        Self {
            number,
            clock: NodeClock::right(clock.clone()),
            state: Mutex::default(),
        }
    }

    /// The program of this node, while it runs.
    pub(super) fn app(&self) -> Option<App> {
        self.lock()
            .running
            .as_ref()
            .map(|running| running.app.clone())
    }

    /// Starts it from what is in the database, with background work.
    pub(super) fn start(&self, ground: &Ground, pace: Pace) -> anyhow::Result<()> {
        if self.lock().running.is_some() {
            return Ok(());
        }
        let app = self.open(ground, pace)?;
        let router = web::router(app.clone(), web::WebOptions::new(OWN_URL));
        let alone = ground.plan.nodes == 1;
        let mut tasks = JoinSet::new();
        let working = app.clone();
        tasks.spawn(async move {
            // Never told to stop: a node of a rehearsal ends by crashing.
            let (_stop, stopped) = watch::channel(false);
            app::queue::work(working, JOBS_AT_ONCE, alone, stopped).await;
        });
        self.lock().running = Some(Running {
            app,
            router,
            tasks,
            plugged: watch::channel(()).0,
        });
        Ok(())
    }

    /// Opens the program without background work.
    pub(super) fn open(&self, ground: &Ground, pace: Pace) -> anyhow::Result<App> {
        let starts = {
            let mut state = self.lock();
            state.starts += 1;
            state.starts
        };
        let name = node_name(self.number);
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let seed = mix(ground.plan.seed, &name, starts);
        let ids: Arc<dyn IdSource> = Arc::new(TimeOrderedIds::new(Arc::clone(&clock), seed));
        let key = SealKey::new(KEY);
        let storage =
            Storage::open_sqlite_in_memory(&ground.name, key, Arc::clone(&ids), clock.now())
                .context("a node could not open the database")?;
        let http = Http::over(ground.network.outlet(&name))?;
        let teller = Arc::clone(&clock);
        let now: Now = Arc::new(move || teller.now());
        let connectors = platforms::connectors(&http, &now);
        let settings = Settings {
            public_url: Some(OWN_URL.to_owned()),
            repeat_with_same_key: ground.plan.keys == Keys::Answered,
            poll_seconds: pace.poll(),
            look: pace.look(),
            ..Settings::default()
        };
        Ok(App::new(
            storage.space(WORKSPACE),
            connectors,
            clock,
            ids,
            settings,
        ))
    }

    /// Drops everything of it that is not in the database. Says whether it ran.
    pub(super) fn crash(&self) -> bool {
        let running = self.lock().running.take();
        // Its tasks end where they stand; what left for the network travels on.
        running.is_some()
    }

    /// Runs a task as part of this node: it dies with it.
    pub(super) fn run(&self, task: impl Future<Output = ()> + Send + 'static) -> bool {
        let mut state = self.lock();
        let Some(running) = state.running.as_mut() else {
            return false;
        };
        while running.tasks.try_join_next().is_some() {}
        running.tasks.spawn(task);
        true
    }

    /// Who answers requests at this node, and what tells that it is gone.
    fn door(&self) -> Option<(Router, watch::Receiver<()>)> {
        let state = self.lock();
        let running = state.running.as_ref()?;
        Some((running.router.clone(), running.plugged.subscribe()))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How often a node looks at the queue when nothing wakes it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pace {
    /// While there is much to do.
    Usual,
    /// Seldom, while parcels travel.
    Patient,
}

impl Pace {
    fn poll(self) -> i64 {
        match self {
            Self::Usual => 240,
            Self::Patient => 1_200,
        }
    }

    fn look(self) -> Duration {
        match self {
            Self::Usual => Duration::from_secs(15),
            Self::Patient => Duration::from_secs(300),
        }
    }
}

/// What stands before the nodes and gives each request to one that runs, in turn.
pub(super) fn balancer(nodes: &[Arc<Node>]) -> Router {
    let nodes: Arc<[Arc<Node>]> = nodes.into();
    let turn = Arc::new(Mutex::new(0_usize));
    Router::new().fallback(move |request: Request| {
        let (nodes, turn) = (Arc::clone(&nodes), Arc::clone(&turn));
        async move {
            let first = {
                let mut turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
                *turn += 1;
                *turn
            };
            let doors = (0..nodes.len()).filter_map(|next| {
                let node = &nodes[(first + next) % nodes.len()];
                node.door()
            });
            answer(doors.into_iter().next(), request).await
        }
    })
}

async fn answer(door: Option<(Router, watch::Receiver<()>)>, request: Request) -> Response {
    let Some((router, mut plugged)) = door else {
        return CutConnection::response();
    };
    tokio::select! {
        biased;
        // Nothing is ever sent here: a change means that the node is gone.
        _ = plugged.changed() => CutConnection::response(),
        answered = router.oneshot(request) => match answered {
            Ok(response) => response,
            Err(never) => match never {},
        },
    }
}
