//! `export`: a file of many orders as CSV and as a workbook, in seconds and memory, beside the same rows
//! through the library alone.
//!
//! Each file is written by a process of its own, so that its memory at the most is that of one file. A
//! tenth of the orders comes first: memory that grew with them would show.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use app::export::{Column, Form, Rows, Which, Wish, Writing, usual_columns};
use app::{Clock, SystemClock};
use jiff::Timestamp;
use jiff::civil::DateTime;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde::{Deserialize, Serialize};
use storage::OrderFilter;
use storage::floor::bulk;

use super::Options;
use super::child::Child;
use super::folder::Folder;
use super::part::{Part, input_ended};
use super::report::{Report, Row};
use super::sims::{Sims, SimsReady};
use super::stage::{self, Data};
use crate::cli::say;
use crate::program::{DATABASE_FILE, KEY_FILE};

const BENCH: &str = "export";

/// As many as the desk's manual promises to be quick with.
const ORDERS: u32 = 100_000;

/// Rows that the floor has ready before it writes them: reading them is not what is measured.
const READY: usize = 1_000;

/// The columns that are numbers, and those that are times.
const NUMBERS: [&str; 4] = ["quantity", "total", "cost", "margin"];
const TIMES: [&str; 1] = ["ordered_at"];

/// A file that a process of its own writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Task {
    /// The program's own way: of orders since then, or of all.
    Program {
        data: Data,
        form: Form,
        since: Option<Timestamp>,
        to: PathBuf,
    },
    /// The library alone, with the rows of this CSV file.
    Library {
        from: PathBuf,
        form: Form,
        to: PathBuf,
    },
}

/// What it came to.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Written {
    rows: u64,
    seconds: f64,
}

/// Measures.
pub(super) async fn measure(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let folder = Folder::make(options.folder.as_deref())?;
    let count = options.orders.unwrap_or(ORDERS).max(10);
    let until = SystemClock.now();
    let data = fill(&folder, count, until).await?;
    let tenth = bulk::sample(count.into(), 0, until);
    let first = tenth.ordered_at;
    // The newest tenth of the time they came in.
    let span = (until.as_microsecond() - first) / 10;
    let since = Timestamp::from_microsecond(until.as_microsecond() - span)?;
    tokio::task::block_in_place(|| {
        for since in [Some(since), None] {
            let rows = folder.inner("rows.csv");
            for form in [Form::Csv, Form::Xlsx] {
                let own = Task::Program {
                    data: data.clone(),
                    form,
                    since,
                    to: match form {
                        Form::Csv => rows.clone(),
                        Form::Xlsx => folder.inner("own.xlsx"),
                    },
                };
                let library = Task::Library {
                    from: rows.clone(),
                    form,
                    to: folder.inner("library"),
                };
                report.add(row(form, &own, &library)?);
            }
        }
        Ok(())
    })
}

/// A desk full of orders.
async fn fill(folder: &Folder, count: u32, until: Timestamp) -> anyhow::Result<Data> {
    let sims = Child::part(&Part::Sims(Sims::default()))?;
    let ready: SimsReady = sims.answer()?;
    let empty = Data {
        folder: folder.inner("empty"),
        database_url: None,
    };
    stage::prepare(&empty, &ready, None).await?;
    drop(sims);
    let loaded = folder.inner("loaded");
    crate::program::private_folder()
        .recursive(true)
        .create(&loaded)?;
    for file in [DATABASE_FILE, KEY_FILE] {
        std::fs::copy(empty.folder.join(file), loaded.join(file))?;
    }
    let database = loaded.join(DATABASE_FILE);
    tokio::task::block_in_place(|| bulk::load_sqlite(&database, count.into(), until))?;
    Ok(Data {
        folder: loaded,
        database_url: None,
    })
}

/// Both ways, and what each needs.
fn row(form: Form, own: &Task, library: &Task) -> anyhow::Result<Row> {
    let (own, own_memory) = run_apart(own)?;
    let (floor, floor_memory) = run_apart(library)?;
    ensure!(
        own.rows == floor.rows,
        "{} rows became {}",
        own.rows,
        floor.rows
    );
    let what = format!("{}, {} orders", form.as_str(), own.rows);
    let row = Row {
        floor: Some(floor.seconds),
        ratio: Some(floor.seconds / own.seconds),
        ..Row::alone(BENCH, &what, "s", own.seconds)
    };
    Ok(row
        .with("memory_mib", own_memory)
        .with("memory_mib_floor", floor_memory))
}

/// Runs a task in a process of its own, and says what memory it had at the most, in MiB.
fn run_apart(task: &Task) -> anyhow::Result<(Written, f64)> {
    let process = Child::part(&Part::Export(task.clone()))?;
    let written = process.answer()?;
    let most = process
        .memory()
        .map_or(0.0, |memory| f64::from(memory.most));
    Ok((written, most / 1_024.0))
}

/// Runs a task in this process, says what it came to, and waits to be looked at.
pub(super) async fn run(task: Task) -> anyhow::Result<()> {
    let written = match task {
        Task::Program {
            data,
            form,
            since,
            to,
        } => program(&data, form, since, to).await?,
        Task::Library { from, form, to } => match form {
            Form::Csv => library_csv(&from, &to)?,
            Form::Xlsx => library_xlsx(&from, &to)?,
        },
    };
    say(&serde_json::to_string(&written)?);
    input_ended().await;
    Ok(())
}

async fn program(
    data: &Data,
    form: Form,
    since: Option<Timestamp>,
    to: PathBuf,
) -> anyhow::Result<Written> {
    let app = stage::open(data, None, None).await?;
    let column = |key: &str| Column {
        key: key.to_owned(),
        title: key.to_owned(),
    };
    let wish = Wish {
        rows: Rows::Orders,
        form,
        which: Which::Orders(OrderFilter {
            ordered_from: since,
            ..OrderFilter::default()
        }),
        columns: usual_columns(Rows::Orders)
            .into_iter()
            .map(column)
            .collect(),
        words: std::collections::BTreeMap::default(),
        zone: "UTC".to_owned(),
        name: "orders".to_owned(),
        letter: None,
    };
    let began = Instant::now();
    let file = BufWriter::new(File::create(&to)?);
    let folder = to.parent().map(ToOwned::to_owned);
    let rows = app::export::write(&app, &wish, file, folder, &Writing::default()).await?;
    Ok(Written {
        rows: u64::try_from(rows)?,
        seconds: began.elapsed().as_secs_f64(),
    })
}

/// The rows of a CSV file, some at a time, with its titles first.
fn read_rows(
    from: &PathBuf,
    mut some: impl FnMut(&[csv::StringRecord]) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_path(from);
    let mut reader = reader.with_context(|| format!("{} can't be read", from.display()))?;
    let (mut ready, mut rows) = (Vec::with_capacity(READY), 0);
    for record in reader.records() {
        ready.push(record?);
        rows += 1;
        if ready.len() == READY {
            some(&ready)?;
            ready.clear();
        }
    }
    some(&ready)?;
    Ok(rows - 1)
}

fn library_csv(from: &PathBuf, to: &PathBuf) -> anyhow::Result<Written> {
    let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(to)?));
    let mut took = Duration::ZERO;
    let rows = read_rows(from, |some| {
        let began = Instant::now();
        for record in some {
            writer.write_record(record)?;
        }
        took += began.elapsed();
        Ok(())
    })?;
    let began = Instant::now();
    writer.flush()?;
    Ok(Written {
        rows,
        seconds: (took + began.elapsed()).as_secs_f64(),
    })
}

/// A value as the library takes it.
enum Ready {
    Text(String),
    Number(f64),
    Time(ExcelDateTime),
}

fn library_xlsx(from: &PathBuf, to: &PathBuf) -> anyhow::Result<Written> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(to.parent().context("no folder")?)?;
    workbook.add_worksheet_with_constant_memory()?;
    let (amount, time) = (
        Format::new().set_num_format("0.00"),
        Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    );
    let (mut took, mut line, mut titles) = (Duration::ZERO, 0, Vec::new());
    let rows = read_rows(from, |some| {
        if titles.is_empty()
            && let Some(first) = some.first()
        {
            titles = first
                .iter()
                .map(|title| title.trim_start_matches('\u{FEFF}').to_owned())
                .collect();
        }
        let ready: Vec<Vec<Ready>> = some.iter().map(|record| ready(&titles, record)).collect();
        let began = Instant::now();
        let sheet = workbook.worksheet_from_index(0)?;
        for cells in ready {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Ready::Text(text) if text.is_empty() => {}
                    Ready::Text(text) => {
                        sheet.write_string(line, column, text)?;
                    }
                    Ready::Number(number) => {
                        sheet.write_number_with_format(line, column, number, &amount)?;
                    }
                    Ready::Time(at) => {
                        sheet.write_datetime_with_format(line, column, &at, &time)?;
                    }
                }
            }
            line += 1;
        }
        took += began.elapsed();
        Ok(())
    })?;
    let began = Instant::now();
    workbook.save_to_writer(BufWriter::new(File::create(to)?))?;
    Ok(Written {
        rows,
        seconds: (took + began.elapsed()).as_secs_f64(),
    })
}

fn ready(titles: &[String], record: &csv::StringRecord) -> Vec<Ready> {
    let cell = |(title, text): (&String, &str)| {
        let number = || text.parse().ok().map(Ready::Number);
        let time = || {
            let at: DateTime = text.parse().ok()?;
            let at = at.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            let at = ExcelDateTime::from_timestamp(at.timestamp().as_second()).ok()?;
            Some(Ready::Time(at))
        };
        let known = match title.as_str() {
            title if NUMBERS.contains(&title) => number(),
            title if TIMES.contains(&title) => time(),
            _ => None,
        };
        known.unwrap_or_else(|| Ready::Text(text.to_owned()))
    };
    titles.iter().zip(record).map(cell).collect()
}
