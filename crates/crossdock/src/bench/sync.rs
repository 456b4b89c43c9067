//! `sync`: one round of reading every open purchase under the marketplace's published limit.
//!
//! The program's clock runs slower than real time, so that the limit and not this machine decides how
//! long it takes; the time that is told is the program's own.

use std::time::Duration;

use anyhow::ensure;
use app::{Clock, SystemClock};
use storage::floor::bulk;

use super::Options;
use super::child::Child;
use super::clock::Pace;
use super::folder::Folder;
use super::part::Part;
use super::report::{Report, Row};
use super::sims::{ORDER, Sims, SimsReady};
use super::stage::{self, Data};
use super::way::{Control, SPEED, WORKERS};
use crate::program::DATABASE_FILE;

const BENCH: &str = "sync";

/// Open purchases, if nobody says.
const PURCHASES: u32 = 100_000;

/// What the marketplace publishes for reading an order, a second.
const PUBLISHED: f64 = 1_000.0;

/// Calls a second in real time: what a busy small machine still does.
const REAL: f64 = 200.0;

/// Longer without a further call, and the round is over or stuck.
const STILL: Duration = Duration::from_secs(150);

/// Measures.
pub(super) async fn measure(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let folder = Folder::make(options.folder.as_deref())?;
    let fast = Pace::beginning_now(SPEED);
    let sims = Child::part(&Part::Sims(Sims {
        pace: Some(fast),
        echo: true,
    }))?;
    let ready: SimsReady = sims.answer()?;
    let data = Data {
        folder: folder.inner("sync"),
        database_url: None,
    };
    stage::prepare(&data, &ready, Some(fast)).await?;
    let control = Control::of(&ready)?;
    // The answer to a first real order is what is told of all others.
    let desk = begin(&data, fast)?;
    control.subscribed().await?;
    control.fulfill(1).await?;
    control.rested().await?;
    drop(desk);
    let slow = Pace::beginning_now(REAL / PUBLISHED);
    let purchases = options.orders.unwrap_or(PURCHASES);
    let database = data.folder.join(DATABASE_FILE);
    bulk::load_open_sqlite(&database, purchases.into(), SystemClock.now())?;
    let before = control.calls().await?.counts;
    let desk = begin(&data, slow)?;
    round_ended(&control, before.get(ORDER).copied().unwrap_or(0), purchases).await?;
    drop(desk);
    let calls = control.calls().await?;
    let mine = calls
        .counts
        .iter()
        .filter(|(name, _)| name.contains(".ds."));
    let made: u64 = mine
        .map(|(name, count)| count - before.get(name).copied().unwrap_or(0))
        .sum();
    let least = f64::from(purchases);
    let made = f64::from(u32::try_from(made)?);
    report.add(Row {
        unit: "calls",
        floor: Some(least),
        ratio: Some(least / made),
        ..Row::alone(
            BENCH,
            &format!("a round of {purchases} purchases"),
            "calls",
            made,
        )
    });
    // A bucket as large as a second's calls is full at the beginning.
    let forced = ((least - PUBLISHED) / PUBLISHED).max(0.001);
    let took = calls.echo_seconds * REAL / PUBLISHED;
    report.add(Row {
        floor: Some(forced),
        ratio: Some(forced / took),
        ..Row::alone(
            BENCH,
            &format!("a round of {purchases} purchases"),
            "s",
            took,
        )
    });
    Ok(())
}

fn begin(data: &Data, pace: Pace) -> anyhow::Result<Child> {
    Child::part(&Part::Desk {
        data: data.clone(),
        workers: WORKERS,
        pace: Some(pace),
    })
}

/// Waits until every purchase was read.
async fn round_ended(control: &Control, before: u64, purchases: u32) -> anyhow::Result<()> {
    let (mut seen, mut since) = (before, tokio::time::Instant::now());
    loop {
        let read = control.calls().await?.counts.get(ORDER).copied();
        let read = read.unwrap_or(0);
        if read - before >= u64::from(purchases) {
            return Ok(());
        }
        if read > seen {
            (seen, since) = (read, tokio::time::Instant::now());
        }
        ensure!(
            since.elapsed() < STILL,
            "{} of {purchases} purchases were read, and then none for long",
            read - before
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
