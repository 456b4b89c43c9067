//! Three processes on one PostgreSQL, one of them killed every few seconds, while pages are looked at on
//! all of them: nobody but who was connected to the killed one notices anything.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::bench::postgres;
use crate::bench::program::{Server, Settings, free_port};
use crate::customers::{self, Marks};
use crate::desk::{Desk, Heard};
use crate::door::Door;
use crate::merchant::Merchant;
use crate::stage::{Database, Stage, Steering};
use crate::{evidence, judge};

/// Processes on the one database.
const NODES: usize = 3;

/// Kills without anybody asking for more.
const KILLS: usize = 6;

/// After so many kills the load pauses, and the judge looks.
const KILLS_PER_ROUND: usize = 25;

/// Milliseconds between two kills, of any of them.
const BETWEEN: std::ops::Range<u64> = 800..3_000;

/// Milliseconds until the killed one is started again.
const AWAY: std::ops::Range<u64> = 0..1_500;

/// Between two pages that somebody looks at on one process.
const LOOKS_EVERY: Duration = Duration::from_millis(100);

/// The pages that are looked at.
const PAGES: [&str; 6] = [
    "/",
    "/orders",
    "/orders?tab=awaiting_payment",
    "/orders?tab=fulfilled",
    "/products",
    "/jobs",
];

/// One of the processes.
struct Node {
    settings: Settings,
    desk: Desk,
    /// Even while it is there, odd from just before it is killed until it is there again.
    epoch: AtomicU64,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_three_is_killed_every_few_seconds() {
    let steering = Steering::read(KILLS);
    let ports: Vec<u16> = (0..NODES).map(|_| free_port()).collect();
    let door = Door::open(ports.clone()).await;
    let database = Database::postgres(postgres::shared());
    let mut stage = Stage::set_up(steering, database, Some(door.url.clone())).await;
    stage.desk = stage.desk.at(door.url.clone());
    let nodes: Vec<Node> = ports.iter().map(|port| node(&stage, *port)).collect();
    let mut servers = Vec::new();
    for node in &nodes {
        servers.push(node.settings.serve().await);
    }
    let mut dice = StdRng::seed_from_u64(steering.seed);
    let mut marks = Marks::new();
    let (mut killed, mut pages) = (0, 0);
    while killed < steering.crashes {
        let kills = KILLS_PER_ROUND.min(steering.crashes - killed);
        let round = Round {
            stage: &stage,
            nodes: &nodes,
            kills,
        };
        pages += round.run(&mut dice, &mut marks, &mut servers).await;
        killed += kills;
        stop(servers).await;
        let wrong = judge::judge(&evidence::at_rest(&stage, &marks).await);
        assert!(wrong.is_empty(), "after {killed} kills: {wrong:#?}");
        let orders = marks.len();
        eprintln!(
            "three processes: {killed} kills, {orders} orders, {pages} pages, the judge is silent"
        );
        servers = join_all(nodes.iter().map(|node| node.settings.serve())).await;
    }
    stop(servers).await;
}

fn node(stage: &Stage, port: u16) -> Node {
    let settings = Settings {
        port,
        ..stage.program.clone()
    };
    Node {
        desk: stage.desk.at(settings.url()),
        settings,
        epoch: AtomicU64::new(0),
    }
}

async fn stop(servers: Vec<Server>) {
    for server in servers {
        server.ask_to_stop().await;
        assert_eq!(server.ended().await, Some(0), "it ends well when asked");
    }
}

/// Load and kills, then rest.
struct Round<'a> {
    stage: &'a Stage,
    nodes: &'a [Node],
    kills: usize,
}

impl Round<'_> {
    /// Answers how many pages were looked at.
    async fn run(&self, dice: &mut StdRng, marks: &mut Marks, servers: &mut [Server]) -> usize {
        let stage = self.stage;
        stage.outsides.misbehave().await;
        let (ordering, no_more_orders) = watch::channel(false);
        let (working, done) = watch::channel(false);
        let seeds: (u64, u64) = (dice.random(), dice.random());
        let customers = customers::order(stage, seeds.0, marks.len(), &no_more_orders);
        let merchant = Merchant::new(stage, seeds.1).work(&done);
        let visitors = join_all(self.nodes.iter().map(|node| visit(node, &done)));
        let play = async {
            self.kill(dice, servers).await;
            ordering.send_replace(true);
        };
        let run = async {
            let (ordered, ()) = tokio::join!(customers, play);
            marks.extend(ordered);
            stage.outsides.behave().await;
            evidence::rest(stage, marks).await;
            working.send_replace(true);
        };
        let (visited, (), ()) = tokio::join!(visitors, merchant, run);
        let errors: Vec<&String> = visited.iter().flat_map(|(_, errors)| errors).collect();
        assert!(errors.is_empty(), "pages failed: {errors:#?}");
        visited.iter().map(|(pages, _)| pages).sum()
    }

    async fn kill(&self, dice: &mut StdRng, servers: &mut [Server]) {
        for _ in 0..self.kills {
            sleep(Duration::from_millis(dice.random_range(BETWEEN))).await;
            let place = dice.random_range(0..self.nodes.len());
            let away = Duration::from_millis(dice.random_range(AWAY));
            let node = &self.nodes[place];
            node.epoch.fetch_add(1, Ordering::SeqCst);
            servers[place].kill().await;
            sleep(away).await;
            servers[place] = node.settings.serve().await;
            node.epoch.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Somebody looks at pages of one process; answers how many, and what failed though that process lived.
async fn visit(node: &Node, ending: &watch::Receiver<bool>) -> (usize, Vec<String>) {
    let (mut pages, mut errors) = (0, Vec::new());
    for page in PAGES.iter().cycle() {
        if *ending.borrow() {
            break;
        }
        sleep(LOOKS_EVERY).await;
        let before = node.epoch.load(Ordering::SeqCst);
        let heard = node.desk.get(page).await;
        let lived = before.is_multiple_of(2) && before == node.epoch.load(Ordering::SeqCst);
        match heard {
            Heard::Answer(status, false) if status.is_success() => pages += 1,
            heard if lived => errors.push(format!("{page}: {heard:?}")),
            _ => {}
        }
    }
    (pages, errors)
}
