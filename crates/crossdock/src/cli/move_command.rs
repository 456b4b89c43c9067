//! `crossdock move`: carries everything from the database in use to another one, SQLite or PostgreSQL.
//!
//! It copies and compares; which database is used afterwards is the configuration's matter, and it
//! says what to change there. It never deletes anything.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use app::{Clock, SystemClock};
use storage::{Moved, Place, Progress};

use super::say;
use crate::config::Config;
use crate::program::{self, DATABASE_FILE, KEY_FILE};

/// What `move` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Where to: `postgres://user:password@host/database` (empty), or a folder or file for SQLite.
    #[arg(long, value_name = "DATABASE")]
    to: String,
}

/// Moves, and says what to do next.
pub(crate) async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let key = config.data.folder.join(KEY_FILE);
    let from = match &config.data.database_url {
        Some(url) => Place::Server(url.expose().to_owned()),
        None => Place::File(config.data.folder.join(DATABASE_FILE)),
    };
    let to = target(&options.to)?;
    say(&format!(
        "Moving {from} to {to}. Nothing may work on either until this is done."
    ));
    say("If it is interrupted, run the same command again: it goes on where it stopped.");
    let now = SystemClock.now();
    let (begin, end) = (from.clone(), to.clone());
    let moving = tokio::task::spawn_blocking(move || {
        let mut told = Telling::default();
        storage::transfer(&begin, &end, now, &mut |step| {
            told.step(&step);
            Ok(())
        })
    });
    let moved = moving.await?.context("the database was not moved")?;
    let rows: u64 = moved.iter().map(|table| table.rows).sum();
    say(&format!(
        "Moved and compared: {} tables, {rows} rows, the same on both sides.",
        moved.len()
    ));
    next_steps(&to, &key)
}

/// A folder, a file or a server.
fn target(typed: &str) -> anyhow::Result<Place> {
    if typed.starts_with("postgres://") || typed.starts_with("postgresql://") {
        return Ok(Place::Server(typed.to_owned()));
    }
    anyhow::ensure!(
        !typed.contains("://"),
        "name a postgres:// address, or a folder or file for SQLite"
    );
    let path = PathBuf::from(typed);
    let is_file = path.is_file() || path.extension().is_some_and(|end| end == "sqlite3");
    let (folder, file) = if is_file {
        (path.parent().unwrap_or(Path::new("")).to_owned(), path)
    } else {
        (path.clone(), path.join(DATABASE_FILE))
    };
    if !folder.as_os_str().is_empty() {
        program::private_folder()
            .recursive(true)
            .create(&folder)
            .with_context(|| format!("the folder {} can't be made", folder.display()))?;
    }
    Ok(Place::File(file))
}

fn next_steps(to: &Place, key: &Path) -> anyhow::Result<()> {
    match to {
        Place::Server(_) => {
            say("Now set DATABASE_URL to it, wherever `crossdock` is started.");
            say(&format!(
                "Every machine needs the same key in its data folder: copy {} there.",
                key.display()
            ));
        }
        Place::File(file) => {
            let folder = file.parent().unwrap_or(Path::new("."));
            let copy = folder.join(KEY_FILE);
            if key.exists() && !copy.exists() {
                fs::copy(key, &copy).with_context(|| {
                    format!("copy {} to {} yourself", key.display(), copy.display())
                })?;
                say(&format!("The key was copied to {}.", copy.display()));
            }
            say(&format!(
                "Now unset DATABASE_URL and set data.folder to {}.",
                folder.display()
            ));
        }
    }
    say("The old database is kept as it was, and is not opened any more.");
    Ok(())
}

/// Says now and then how far it came.
#[derive(Default)]
struct Telling {
    table: String,
    told: u64,
}

/// Rows between two lines about one table.
const TELL_AFTER: u64 = 100_000;

impl Telling {
    fn step(&mut self, step: &Progress) {
        match step {
            Progress::Copied { table, rows } => {
                if self.table != *table {
                    (self.table, self.told) = (table.clone(), 0);
                } else if *rows < self.told + TELL_AFTER {
                    return;
                }
                self.told = *rows;
                say(&format!("copied    {table:<20} {rows:>12} rows"));
            }
            Progress::Compared(Moved { table, rows, hash }) => {
                say(&format!("the same  {table:<20} {rows:>12} rows  {hash}"));
            }
        }
    }
}
