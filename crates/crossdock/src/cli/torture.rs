//! `crossdock torture`: see [`crate::torture`].

use std::process::ExitCode;

pub(super) use crate::torture::Options;

/// Runs it away from this runtime: each world has a runtime of its own, whose time is paused.
pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    tokio::task::spawn_blocking(move || crate::torture::run(&options)).await?
}
