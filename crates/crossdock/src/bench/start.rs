//! `start`: how soon the first page is answered, what an idle and a busy program needs, its size.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use super::Options;
use super::child::Child;
use super::figures::median;
use super::folder::Folder;
use super::load::{Connection, send_for};
use super::part::Part;
use super::report::{Report, Row};
use super::sims::{Sims, SimsReady};
use super::stage::{self, Data};
use super::webhook;

const BENCH: &str = "start";

/// A page for whoever has this session.
fn page(session: &str) -> String {
    format!(
        "GET /orders HTTP/1.1\r\nhost: localhost\r\ncookie: crossdock_session={session}\r\n\r\n"
    )
}

/// Measures.
pub(super) async fn measure(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let folder = Folder::make(options.folder.as_deref())?;
    let sims = Child::part(&Part::Sims(Sims::default()))?;
    let ready: SimsReady = sims.answer()?;
    let data = Data {
        folder: folder.inner("data"),
        database_url: None,
    };
    let empty = folder.inner("empty");
    crate::program::private_folder()
        .recursive(true)
        .create(&empty)?;
    let prepared = stage::prepare(&data, &ready, None).await?;
    let (first, _) = timed(|| first_page(&empty, "none"))?;
    report.add(Row::alone(BENCH, "first start, first page", "ms", first));
    let mut starts = Vec::new();
    for _ in 0..options.rounds.max(3) * 3 {
        starts.push(timed(|| first_page(&data.folder, &prepared.session))?.0);
    }
    report.add(Row::alone(
        BENCH,
        "start, first page",
        "ms",
        median(&starts),
    ));
    let (_, serving) = timed(|| first_page(&data.folder, &prepared.session))?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mebibytes = |kibibytes: u32| f64::from(kibibytes) / 1_024.0;
    if let Some(memory) = serving.memory() {
        report.add(Row::alone(
            BENCH,
            "memory, idle",
            "MiB",
            mebibytes(memory.now),
        ));
    }
    let address = serving.url().trim_start_matches("http://").parse()?;
    let next = webhook::requests(&prepared.hook_path, &ready.shared_secret);
    let numbers: Arc<AtomicU64> = Arc::default();
    let time = Duration::from_secs_f64(options.seconds * 2.0);
    let turn = tokio::task::block_in_place(|| send_for(address, 64, time, &numbers, &next))?;
    if let Some(memory) = serving.memory() {
        let row = Row::alone(BENCH, "memory, under ingest", "MiB", mebibytes(memory.now));
        report.add(
            row.with("most", mebibytes(memory.most))
                .with("webhooks_s", turn.rate),
        );
    }
    let size = std::fs::metadata(std::env::current_exe()?)?.len();
    let size = mebibytes(u32::try_from(size / 1_024).unwrap_or(u32::MAX));
    report.add(Row::alone(BENCH, "size of the program", "MiB", size));
    Ok(())
}

fn first_page(folder: &std::path::Path, session: &str) -> anyhow::Result<Child> {
    let serving = Child::serve(folder, &[])?;
    let address = serving.url().trim_start_matches("http://").parse()?;
    let mut connection = Connection::open(address)?;
    let (status, page) = connection.exchange(page(session).as_bytes())?;
    // A desk without an owner sends everyone to be set up.
    anyhow::ensure!(
        matches!(status, 200 | 303),
        "the first page was {status}: {}",
        String::from_utf8_lossy(page)
    );
    Ok(serving)
}

/// What something made and how many milliseconds it took.
fn timed<T>(make: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(f64, T)> {
    let began = Instant::now();
    let made = tokio::task::block_in_place(make)?;
    Ok((began.elapsed().as_secs_f64() * 1_000.0, made))
}
