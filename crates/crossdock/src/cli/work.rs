//! `crossdock work`: the background work without the desk, beside others on one PostgreSQL database.

use anyhow::Context;
use tokio::sync::watch;

use super::say;
use super::serve::{JobsAtOnce, stop_signal};
use crate::config::Config;
use crate::program;

/// What `work` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    jobs: JobsAtOnce,
}

/// Runs until a signal says stop; what was begun is finished first.
pub(crate) async fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let app = program::open(config).await?;
    let _held = program::hold(config, &app)?;
    let workers = options.jobs.or(config);
    anyhow::ensure!(workers > 0, "--jobs-at-once is 0: nothing would be done");
    let alone = !app.space().storage().is_shared();
    let (stopping, stopped) = watch::channel(false);
    let stop = stop_signal();
    say(&format!("Crossdock works, {workers} jobs at once"));
    let working = tokio::spawn(app::queue::work(app, workers, alone, stopped));
    stop.await;
    tracing::info!("stopping: what was begun is finished first");
    stopping.send_replace(true);
    working.await.context("the background work broke off")
}
