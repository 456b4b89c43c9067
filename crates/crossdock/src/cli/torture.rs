//! `crossdock torture`: see [`crate::torture`].

use std::process::ExitCode;

pub(super) use crate::torture::Options;

/// Runs it away from this runtime: each world has a runtime of its own, whose time is paused. Asked to
/// stop, it plays the worlds to their ends that have begun, and tells the sum.
pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let asked = super::serve::stop_signal();
    let mut playing = tokio::task::spawn_blocking(move || crate::torture::run(&options));
    tokio::select! {
        played = &mut playing => return played?,
        () = asked => crate::torture::end_soon(),
    }
    playing.await?
}
