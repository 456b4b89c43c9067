//! `way`: orders a second from the webhook to the fulfillment in the store.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};

use storage::floor::{OrderRows, RowReader, RowWriter};

use super::Options;
use super::bare::Bare;
use super::child::Child;
use super::clock::Pace;
use super::figures::{Turn, Turns, median, rate};
use super::folder::Folder;
use super::part::Part;
use super::report::{Report, Row};
use super::sims::{Calls, Fulfilled, Sims, SimsReady, Wish};
use super::stage::{self, Data};
use crate::program::DATABASE_FILE;

const BENCH: &str = "way";

/// So many times as fast as real time: the platforms' published limits, which the program keeps on its
/// own clock, bound nothing then, and the seconds that it lets pass before it reads a new supplier
/// order are milliseconds.
pub(super) const SPEED: f64 = 2_000.0;

/// Orders before anything is measured, from which the floor learns what is called.
pub(super) const FIRST: usize = 50;

/// Orders in a turn, if nobody says.
pub(super) const ORDERS: u32 = 1_000;

/// Orders on their way at a time.
const AT_ONCE: usize = 64;

/// Jobs that run at once: as many as `serve` runs if nobody says.
pub(super) const WORKERS: usize = 16;

/// A turn takes seconds.
const PATIENCE: Duration = Duration::from_secs(900);

/// The program between its simulators.
struct Ours {
    control: Control,
    reader: RowReader,
    _desk: Child,
    _sims: Child,
}

/// The bare client between its own simulators.
struct Floor {
    control: Control,
    bare: Arc<Bare>,
    _sims: Child,
}

/// Measures.
pub(super) async fn measure(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let folder = Folder::make(options.folder.as_deref())?;
    let mut ours = Ours::begin(&folder, options.workers).await?;
    let floor = Floor::begin(&folder, &mut ours, options.workers).await?;
    let orders = usize::try_from(options.orders.unwrap_or(ORDERS))?;
    let (mut took, mut least) = (Turns::default(), Turns::default());
    let (mut waits, mut rows) = (Vec::new(), 0);
    for _ in 0..options.rounds {
        let fulfilled = ours.control.fulfill(orders).await?;
        took.add(turn(orders, &fulfilled));
        waits.push(fulfilled);
        let copied = ours.reader.new_orders()?;
        rows = copied.iter().map(OrderRows::count).sum::<usize>() / copied.len().max(1);
        floor.bare.give(copied).await;
        least.add(turn(orders, &floor.control.fulfill(orders).await?));
    }
    let middle =
        |wait: fn(&Fulfilled) -> f64| Some(median(&waits.iter().map(wait).collect::<Vec<_>>()));
    let row = Row {
        unit: "orders/s",
        p50: middle(|fulfilled| fulfilled.p50),
        p99: middle(|fulfilled| fulfilled.p99),
        ..Row::rate(BENCH, "SQLite".into(), took.rate(), least.rate())
    };
    let rows = f64::from(u32::try_from(rows)?);
    report.add(
        row.with("rows_per_order", rows)
            .with("calls_per_order", floor.bare.calls_per_order()),
    );
    Ok(())
}

fn turn(orders: usize, fulfilled: &Fulfilled) -> Turn {
    Turn {
        rate: rate(orders, Duration::from_secs_f64(fulfilled.seconds)),
        waits: Vec::new(),
    }
}

impl Ours {
    async fn begin(folder: &Folder, workers: usize) -> anyhow::Result<Self> {
        let pace = Pace::beginning_now(SPEED);
        let sims = Child::part(&Part::Sims(Sims {
            pace: Some(pace),
            echo: false,
        }))?;
        let ready: SimsReady = sims.answer()?;
        let data = Data {
            folder: folder.inner("way"),
            database_url: None,
        };
        stage::prepare(&data, &ready, Some(pace)).await?;
        let desk = Child::part(&Part::Desk {
            data: data.clone(),
            workers,
            pace: Some(pace),
        })?;
        let control = Control::of(&ready)?;
        control.subscribed().await?;
        Ok(Self {
            control,
            reader: RowReader::open_sqlite(&data.folder.join(DATABASE_FILE))?,
            _desk: desk,
            _sims: sims,
        })
    }
}

impl Floor {
    /// Begins with what the program did for some first orders.
    async fn begin(folder: &Folder, ours: &mut Ours, workers: usize) -> anyhow::Result<Self> {
        ours.control.fulfill(FIRST).await?;
        ours.control.rested().await?;
        let calls = ours.control.calls().await?;
        ours.reader.new_orders()?;
        let pace = Pace::beginning_now(SPEED);
        let sims = Child::part(&Part::Sims(Sims {
            pace: Some(pace),
            echo: false,
        }))?;
        let ready: SimsReady = sims.answer()?;
        let data = Data {
            folder: folder.inner("floor"),
            database_url: None,
        };
        let prepared = stage::prepare(&data, &ready, Some(pace)).await?;
        let control = Control::of(&ready)?;
        let writer = RowWriter::open_sqlite(&data.folder.join(DATABASE_FILE))?;
        let credentials = prepared.credentials.expose();
        let bare = Bare::begin(
            ready,
            pace.for_simulators(),
            credentials,
            calls,
            FIRST,
            workers,
            writer,
        )
        .await?;
        Ok(Self {
            control,
            bare,
            _sims: sims,
        })
    }
}

/// The simulators' control.
pub(super) struct Control {
    client: reqwest::Client,
    url: String,
}

impl Control {
    pub(super) fn of(ready: &SimsReady) -> anyhow::Result<Self> {
        Ok(Self {
            client: reqwest::Client::builder()
                .no_proxy()
                .timeout(PATIENCE)
                .build()?,
            url: format!("http://{}", ready.control),
        })
    }

    /// Lets customers order until all their orders are fulfilled.
    pub(super) async fn fulfill(&self, orders: usize) -> anyhow::Result<Fulfilled> {
        let wish = Wish {
            orders,
            at_once: AT_ONCE,
        };
        let run = self.client.post(format!("{}/run", self.url));
        let answer = run.json(&wish).send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        ensure!(status.is_success(), "the orders were not fulfilled: {body}");
        serde_json::from_str(&body).context("the simulators said something strange")
    }

    /// The calls that the simulators were asked since they last forgot them.
    pub(super) async fn calls(&self) -> anyhow::Result<Calls> {
        let calls = self
            .client
            .get(format!("{}/calls", self.url))
            .send()
            .await?;
        Ok(calls.json().await?)
    }

    /// Waits until no call comes any more.
    pub(super) async fn rested(&self) -> anyhow::Result<()> {
        let mut seen = 0;
        for _ in 0..600 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let made = self.calls().await?.counts.values().sum();
            if made == seen {
                return Ok(());
            }
            seen = made;
        }
        anyhow::bail!("the calls never end")
    }

    /// Waits until the store has been told where its webhooks go, and nothing more follows.
    pub(super) async fn subscribed(&self) -> anyhow::Result<()> {
        let subscribe = "POST /admin/webhooks.json";
        let mut seen = 0;
        for _ in 0..600 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = self.calls().await?.counts.get(subscribe).copied();
            match now {
                Some(count) if count == seen => return Ok(()),
                now => seen = now.unwrap_or(0),
            }
        }
        anyhow::bail!("the store was not told where its webhooks go")
    }
}
