//! `crossdock bench`: what the program does in a second, each figure beside its floor.
//!
//! Machines differ, so a figure means nothing alone: the floor under it, the same work with as little
//! as possible around it, is measured in the same run, in turns with the figure. What is measured is
//! the real program in a process of its own; this process only makes the load. Everything is kept in
//! a temporary folder that is removed at the end.
#![expect(
    clippy::float_arithmetic,
    reason = "rates and ratios are figures to look at, not money"
)]

mod bare;
mod child;
mod clock;
mod export;
mod figures;
mod folder;
mod ingest;
mod load;
mod nodes;
mod pages;
mod part;
mod report;
mod sims;
mod stage;
mod start;
mod sync;
mod way;
mod webhook;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;

use report::Report;

/// What `bench` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// What is measured.
    #[arg(value_enum, required_unless_present = "part")]
    name: Option<Name>,
    /// How many orders: those of `way`, `nodes` and `export`, the open purchases of `sync`.
    #[arg(long)]
    orders: Option<u32>,
    /// `pages`: the most orders in the database; it is measured at every power of ten up to it.
    #[arg(long, default_value_t = 1_000_000)]
    up_to: u32,
    /// Seconds that each rate is measured for, in each round.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// `way`, `nodes`: how many jobs run at once in a process.
    #[arg(long, default_value_t = way::WORKERS)]
    workers: usize,
    /// How often figure and floor take turns.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// `nodes`: measure on this PostgreSQL instead of one of its own; its database must be empty and is
    /// left with what was measured.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// The folder in which the temporary folder is made: the disk that is measured.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Print one JSON object instead of a table, or write it to a file beside the table.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    json: Option<PathBuf>,
    /// A process of a measurement, described as JSON; for `bench` itself.
    #[arg(long, hide = true, value_name = "JSON")]
    part: Option<String>,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Name {
    /// Webhooks taken a second: answered only once they are durable.
    Ingest,
    /// Orders a second from the webhook to the fulfillment in the store.
    Way,
    /// Pages of the desk with few and many orders.
    Pages,
    /// Following open purchases under the marketplace's published limits.
    Sync,
    /// `way` with one, two and three processes on one PostgreSQL.
    Nodes,
    /// Process start to first page, memory, size.
    Start,
    /// A file of many orders as CSV and as a workbook: seconds and memory.
    Export,
    /// All of them, one after another.
    All,
}

impl Name {
    fn word(self) -> &'static str {
        match self {
            Self::Ingest => "ingest",
            Self::Way => "way",
            Self::Pages => "pages",
            Self::Sync => "sync",
            Self::Nodes => "nodes",
            Self::Start => "start",
            Self::Export => "export",
            Self::All => "all",
        }
    }
}

/// Measures and prints.
pub(crate) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    if let Some(part) = &options.part {
        part::run(part).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let name = options.name.context("say what is to be measured")?;
    let names = match name {
        Name::All => vec![
            Name::Ingest,
            Name::Way,
            Name::Pages,
            Name::Sync,
            Name::Nodes,
            Name::Start,
            Name::Export,
        ],
        one => vec![one],
    };
    let mut report = Report::new(name.word());
    for name in names {
        match name {
            Name::Ingest => ingest::measure(&options, &mut report).await?,
            Name::Way => way::measure(&options, &mut report).await?,
            Name::Pages => pages::measure(&options, &mut report).await?,
            Name::Start => start::measure(&options, &mut report).await?,
            Name::Export => export::measure(&options, &mut report).await?,
            Name::Sync => sync::measure(&options, &mut report).await?,
            Name::Nodes => nodes::measure(&options, &mut report).await?,
            // It was taken apart above.
            Name::All => {}
        }
    }
    report.print(options.json.as_deref())?;
    Ok(ExitCode::SUCCESS)
}
