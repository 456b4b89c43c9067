//! `crossdock backup`: a whole, consistent copy of the data folder while everything runs.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use storage::{SealKey, Storage};

use super::say;
use crate::config::Config;
use crate::program::{self, DATABASE_FILE, KEY_FILE};

/// What `backup` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The folder to make and copy into; it must not exist yet.
    to: PathBuf,
}

/// Copies, then opens the copy and checks it.
pub(crate) async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    if let Some(url) = &config.data.database_url {
        // Before anything is made: half a copy looks like a copy.
        anyhow::bail!(
            "the database at {url} is a PostgreSQL's, which has its own tool: \
             pg_dump --format=custom --file=crossdock.dump \"$DATABASE_URL\"; \
             keep {} beside it, without which no account opens",
            config.data.folder.join(KEY_FILE).display()
        );
    }
    let app = program::open(config).await?;
    let to = &options.to;
    program::private_folder()
        .create(to)
        .with_context(|| format!("{} can't be made; name a new folder", to.display()))?;
    let copy = to.join(DATABASE_FILE);
    app.space()
        .storage()
        .backup(&copy)
        .await
        .context("the database could not be copied")?;
    fs::copy(config.data.folder.join(KEY_FILE), to.join(KEY_FILE))
        .context("the key could not be copied")?;
    let ids = std::sync::Arc::new(app::TimeOrderedIds::new(
        std::sync::Arc::new(app::SystemClock),
        0,
    ));
    let opened = Storage::open_sqlite(&copy, SealKey::new([0; 32]), ids, app.now())?;
    let found = opened.check().await?;
    anyhow::ensure!(
        found.is_empty(),
        "the copy is damaged: {}",
        found.join("; ")
    );
    say(&format!("Copied and checked: {}", to.display()));
    say("It holds customers' addresses and the key to your accounts: keep it like the original.");
    Ok(())
}
