//! One program under load, crashed again and again: it is killed itself, or its database is stopped.

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use storage::throwaway::{Durability, Postgres};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::bench::postgres;
use crate::bench::program::Server;
use crate::customers::{self, Marks};
use crate::evidence;
use crate::judge;
use crate::merchant::Merchant;
use crate::stage::{Database, Stage, Steering};

/// After so many crashes the load pauses, and the judge looks.
const CRASHES_PER_ROUND: usize = 25;

/// Milliseconds that the program lives before it is killed: from before it listens until it has done
/// most of what it was given.
const LIFE: std::ops::Range<u64> = 20..2_500;

/// Milliseconds between the start of the database and its next stop.
const DATABASE_LIFE: std::ops::Range<u64> = 300..4_000;

/// Crashes without anybody asking for more.
const CRASHES: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_on_sqlite() {
    crash_over_and_over("SQLite", Database::Sqlite, Crash::Program).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_on_postgres() {
    let database = Database::postgres(postgres::shared());
    crash_over_and_over("PostgreSQL", database, Crash::Program).await;
}

/// With a cluster of its own, because the others' must go on; and with the durability of production.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_is_stopped_at_once() {
    let cluster = Arc::new(Postgres::start(&postgres::options(Durability::Real)).unwrap());
    let database = Database::postgres(cluster);
    crash_over_and_over("stopped PostgreSQL", database, Crash::Database).await;
}

/// What crashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Crash {
    Program,
    Database,
}

async fn crash_over_and_over(name: &str, database: Database, crash: Crash) {
    let steering = Steering::read(CRASHES);
    let stage = Stage::set_up(steering, database, None).await;
    let mut dice = StdRng::seed_from_u64(steering.seed);
    let mut marks = Marks::new();
    let mut server = stage.program.serve().await;
    let mut crashed = 0;
    while crashed < steering.crashes {
        let crashes = CRASHES_PER_ROUND.min(steering.crashes - crashed);
        server = round(&stage, &mut dice, &mut marks, server, crash, crashes).await;
        crashed += crashes;
        // What runs at rest is asked to stop, so that nobody writes while the judge reads.
        server.ask_to_stop().await;
        assert_eq!(server.ended().await, Some(0), "it ends well when asked");
        let evidence = evidence::at_rest(&stage, &marks).await;
        let wrong = judge::judge(&evidence);
        assert!(wrong.is_empty(), "after {crashed} crashes: {wrong:#?}");
        eprintln!(
            "{name}: {crashed} crashes, {} orders, the judge is silent",
            marks.len()
        );
        server = stage.program.serve().await;
    }
}

/// Load and crashes, then rest.
async fn round(
    stage: &Stage,
    dice: &mut StdRng,
    marks: &mut Marks,
    server: Server,
    crash: Crash,
    crashes: usize,
) -> Server {
    stage.outsides.misbehave().await;
    let (ordering, no_more_orders) = watch::channel(false);
    let (working, done) = watch::channel(false);
    let seeds: (u64, u64) = (dice.random(), dice.random());
    let first = marks.len();
    let customers = customers::order(stage, seeds.0, first, &no_more_orders);
    let merchant = Merchant::new(stage, seeds.1).work(&done);
    let play = async {
        let server = match crash {
            Crash::Program => kill(stage, dice, server, crashes).await,
            Crash::Database => {
                stop_database(stage, dice, crashes).await;
                server
            }
        };
        ordering.send_replace(true);
        server
    };
    let run = async {
        let (ordered, server) = tokio::join!(customers, play);
        marks.extend(ordered);
        stage.outsides.behave().await;
        evidence::rest(stage, marks).await;
        working.send_replace(true);
        server
    };
    tokio::join!(merchant, run).1
}

/// `SIGKILL` at a random moment of each life.
async fn kill(stage: &Stage, dice: &mut StdRng, server: Server, crashes: usize) -> Server {
    let mut server = server;
    for _ in 0..crashes {
        sleep(Duration::from_millis(dice.random_range(LIFE))).await;
        let held = stage.reading.lock().await;
        server.kill().await;
        drop(held);
        server = if dice.random_range(0..4) == 0 {
            stage.program.begin_to_serve()
        } else {
            stage.program.serve().await
        };
    }
    server
}

/// The database is stopped without a checkpoint at random moments, and started again; the program must
/// find back to it by itself.
async fn stop_database(stage: &Stage, dice: &mut StdRng, crashes: usize) {
    let Database::Postgres { cluster, .. } = &stage.database else {
        panic!("only PostgreSQL can be stopped without the program");
    };
    for _ in 0..crashes {
        sleep(Duration::from_millis(dice.random_range(DATABASE_LIFE))).await;
        let away = Duration::from_millis(dice.random_range(0..1_500));
        in_background(cluster, Postgres::stop_immediate).await;
        sleep(away).await;
        in_background(cluster, Postgres::start_again).await;
    }
}

async fn in_background(
    cluster: &Arc<Postgres>,
    act: fn(&Postgres) -> Result<(), storage::throwaway::ThrowawayError>,
) {
    let cluster = Arc::clone(cluster);
    tokio::task::spawn_blocking(move || act(&cluster))
        .await
        .unwrap()
        .unwrap();
}
