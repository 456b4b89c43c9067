//! `crossdock orders export`: orders, purchases or parcels as CSV, as a workbook, or as JSON.
//!
//! It reads by the page and writes as it reads, so that any number of orders fits in the same memory.
//! Titles are the columns' keys, because scripts read them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use app::App;
use app::export::{Column, Form, Rows, Which, Wish, Writing, columns, usual_columns};
use storage::OrderPosition;

use super::{PAGE, order_json};
use crate::cli::say_error;
use crate::config::Config;

/// What `export` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    which: super::Which,
    /// How it is written.
    #[arg(long, value_enum, required_unless_present = "json")]
    format: Option<Format>,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// What a row is; JSON has an order with everything that belongs to it.
    #[arg(long, value_enum, default_value_t = Kind::Orders)]
    rows: Kind,
    /// Only these columns, separated by commas; `all` is every column that there is.
    #[arg(long, value_delimiter = ',')]
    columns: Vec<String>,
    /// Write here instead of to standard output.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Values with commas between them.
    Csv,
    /// A workbook of Excel.
    Xlsx,
    /// One array.
    Json,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// An order.
    Orders,
    /// A purchase.
    Purchases,
    /// A parcel.
    Parcels,
}

/// Writes.
pub(super) async fn run(config: &Config, app: &App, options: Options) -> anyhow::Result<()> {
    let rows = match options.rows {
        Kind::Orders => Rows::Orders,
        Kind::Purchases => Rows::Purchases,
        Kind::Parcels => Rows::Parcels,
    };
    let form = match options.format {
        Some(Format::Csv) => Form::Csv,
        Some(Format::Xlsx) => Form::Xlsx,
        Some(Format::Json) | None => {
            anyhow::ensure!(
                rows == Rows::Orders && options.columns.is_empty(),
                "JSON has whole orders: leave --rows and --columns out"
            );
            return match &options.to {
                None => json(app, &options.which, &mut io::stdout().lock()).await,
                Some(path) => json(app, &options.which, &mut create(path)?).await,
            };
        }
    };
    let keys = match options.columns.as_slice() {
        [] => usual_columns(rows),
        [all] if all == "all" => columns(rows),
        chosen => chosen.iter().map(|key| key.trim()).collect(),
    };
    let column = |key: &str| Column {
        key: key.to_owned(),
        title: key.to_owned(),
    };
    let wish = Wish {
        rows,
        form,
        which: Which::Orders(options.which.filter()),
        columns: keys.into_iter().map(column).collect(),
        words: BTreeMap::new(),
        zone: config.desk.time_zone.clone(),
        name: rows.as_str().to_owned(),
        letter: None,
    };
    wish.check()?;
    let writing = Writing::default();
    let written = match &options.to {
        None => app::export::write(app, &wish, io::stdout(), None, &writing).await?,
        Some(path) => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).to_owned();
            app::export::write(app, &wish, create(path)?, Some(folder), &writing).await?
        }
    };
    say_error(&format!("{written} rows"));
    Ok(())
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path);
    let file = file.with_context(|| format!("{} can't be written", path.display()))?;
    Ok(BufWriter::new(file))
}

async fn json(app: &App, which: &super::Which, to: &mut impl Write) -> anyhow::Result<()> {
    let mut after: Option<OrderPosition> = None;
    let mut separator = "[\n";
    loop {
        let space = app.space();
        let page = space.orders_in_bulk(which.filter(), after, PAGE).await?;
        for dossier in &page.orders {
            write!(to, "{separator}{}", order_json(dossier))?;
            separator = ",\n";
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    writeln!(to, "{}", if separator == "[\n" { "[]" } else { "\n]" })?;
    Ok(to.flush()?)
}
