//! `ingest`: how many signed webhooks are taken a second, each answered only once it is durable.
//!
//! Two floors are measured in turns with it: the same server with the same layers that checks the
//! signature and keeps nothing; and the same rows written by the bare driver, as many in a
//! transaction as there are connections, because no more can wait at a time. Nobody can be faster
//! than the slower of the two; over one connection nothing can overlap, so that there the time of both
//! together is the least possible one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use super::Options;
use super::child::Child;
use super::figures::{Turn, Turns, rate};
use super::folder::Folder;
use super::load::{NextRequest, send_for};
use super::part::{Part, Ready};
use super::report::{Report, Row};
use super::sims::{Sims, SimsReady};
use super::stage::{self, Data};
use super::webhook;
use crate::program::DATABASE_FILE;
use storage::floor::BareDeliveries;
use storage::throwaway::{Durability, Options as Cluster, Postgres};

/// Over so many connections at a time.
const CONNECTIONS: [usize; 3] = [1, 8, 64];

const BENCH: &str = "ingest";

/// Everything that is measured in turns.
struct Field {
    database: &'static str,
    desk: SocketAddr,
    deaf: SocketAddr,
    bare: BareDeliveries,
    next: NextRequest,
    numbers: Arc<AtomicU64>,
    time: Duration,
}

/// Measures: in a SQLite file, and on a PostgreSQL of its own if one is installed.
pub(super) async fn measure(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let folder = Folder::make(options.folder.as_deref())?;
    let data = |name: &str, database_url| Data {
        folder: folder.inner(name),
        database_url,
    };
    let on_sqlite = [data("desk", None), data("bare", None)];
    on(options, report, "SQLite", &on_sqlite, &folder).await?;
    let cluster = tokio::task::block_in_place(|| Postgres::start(&Cluster::new(Durability::Real)));
    let cluster = match cluster {
        Ok(cluster) => cluster,
        Err(error) => {
            crate::cli::say_error(&format!("ingest on PostgreSQL is left out: {error}"));
            return Ok(());
        }
    };
    let create = || tokio::task::block_in_place(|| cluster.create_database());
    let on_postgres = [
        data("postgres-desk", Some(create()?)),
        data("postgres-bare", Some(create()?)),
    ];
    on(options, report, "PostgreSQL", &on_postgres, &folder).await
}

/// Measures on one kind of database: the first for the program, the second for the floor.
async fn on(
    options: &Options,
    report: &mut Report,
    database: &'static str,
    [ours, bare]: &[Data; 2],
    folder: &Folder,
) -> anyhow::Result<()> {
    let sims = Child::part(&Part::Sims(Sims::default()))?;
    let ready: SimsReady = sims.answer()?;
    let prepared = stage::prepare(ours, &ready, None).await?;
    stage::prepare(bare, &ready, None).await?;
    let desk = Child::part(&Part::Desk {
        data: ours.clone(),
        workers: 0,
        pace: None,
    })?;
    let deaf = Child::part(&Part::Deaf {
        data: Data {
            folder: folder.inner(&format!("deaf-{database}")),
            database_url: None,
        },
        secret: ready.shared_secret.clone(),
    })?;
    let rows = tokio::task::block_in_place(|| match &bare.database_url {
        Some(url) => BareDeliveries::open_postgres(url),
        None => BareDeliveries::open_sqlite(&bare.folder.join(DATABASE_FILE)),
    });
    let mut field = Field {
        database,
        desk: desk.answer::<Ready>()?.address,
        deaf: deaf.answer::<Ready>()?.address,
        bare: rows?,
        next: webhook::requests(&prepared.hook_path, &ready.shared_secret),
        numbers: Arc::default(),
        time: Duration::from_secs_f64(options.seconds),
    };
    for connections in CONNECTIONS {
        let row = tokio::task::block_in_place(|| field.row(connections, options.rounds))?;
        report.add(row);
    }
    drop(desk);
    let serving = Child::serve(&ours.folder, &serve_on(ours))?;
    field.desk = serving.url().trim_start_matches("http://").parse()?;
    let row = tokio::task::block_in_place(|| field.beside_work(options.rounds));
    report.add(row?);
    // A runtime of its own must not end within another one.
    tokio::task::block_in_place(|| drop(field));
    Ok(())
}

/// What `serve` is told of its database.
fn serve_on(data: &Data) -> Vec<(&'static str, String)> {
    let url = data.database_url.clone();
    url.map(|url| ("DATABASE_URL", url)).into_iter().collect()
}

impl Field {
    /// One number of connections, figure and floors in turns.
    fn row(&mut self, connections: usize, rounds: usize) -> anyhow::Result<Row> {
        let (mut taken, mut heard, mut written) =
            (Turns::default(), Turns::default(), Turns::default());
        for _ in 0..rounds {
            heard.add(self.send(self.deaf, connections)?);
            taken.add(self.send(self.desk, connections)?);
            written.add(self.write(connections)?);
        }
        let (http, rows) = (heard.rate(), written.rate());
        let one_after_another = 1.0 / (1.0 / http + 1.0 / rows);
        let what = match connections {
            1 => format!("{}, 1 connection", self.database),
            more => format!("{}, {more} connections", self.database),
        };
        let row = Row {
            p50: Some(taken.millis(500)),
            p99: Some(taken.millis(990)),
            ..Row::rate(BENCH, what, taken.rate(), http.min(rows))
        };
        Ok(row
            .with("floor_http", http)
            .with("floor_rows", rows)
            .with("floor_one_after_another", one_after_another)
            .with("ratio_one_after_another", taken.rate() / one_after_another))
    }

    /// The same while `crossdock serve` reads what it took, calling the store within its limits.
    fn beside_work(&mut self, rounds: usize) -> anyhow::Result<Row> {
        let connections = 8;
        let (mut taken, mut heard) = (Turns::default(), Turns::default());
        for _ in 0..rounds {
            heard.add(self.send(self.deaf, connections)?);
            taken.add(self.send(self.desk, connections)?);
        }
        let what = format!(
            "{}, {connections} connections, while `serve` reads what came",
            self.database
        );
        let row = Row {
            p50: Some(taken.millis(500)),
            p99: Some(taken.millis(990)),
            ..Row::alone(BENCH, &what, "/s", taken.rate())
        };
        Ok(row.with("floor_http", heard.rate()))
    }

    fn send(&self, to: SocketAddr, connections: usize) -> anyhow::Result<Turn> {
        send_for(to, connections, self.time, &self.numbers, &self.next)
    }

    fn write(&mut self, at_once: usize) -> anyhow::Result<Turn> {
        let mut request = Vec::new();
        (self.next)(0, &mut request);
        let head = request.windows(4).position(|four| four == b"\r\n\r\n");
        let body = &request[head.map_or(0, |head| head + 4)..];
        let (began, mut count) = (Instant::now(), 0);
        while began.elapsed() < self.time {
            self.bare.write(webhook::TOPIC, body, at_once)?;
            count += at_once;
        }
        Ok(Turn {
            rate: rate(count, began.elapsed()),
            waits: Vec::new(),
        })
    }
}
