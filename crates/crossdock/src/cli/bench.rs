//! `crossdock bench`: how fast it is, beside the floor under it, both measured in the same run.

use std::process::ExitCode;

use crate::bench;

/// Runs it.
pub(crate) async fn run(options: bench::Options) -> anyhow::Result<ExitCode> {
    bench::run(options).await
}
