//! A process of the measurement: this same program, started anew, watched and ended.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child as Process, Command, Stdio};

use anyhow::Context;
use serde::de::DeserializeOwned;

use super::part::Part;

/// What `serve` says first, before its address.
const SERVE_SAYS: &str = "Crossdock is at ";

/// A running process. Dropping it ends it.
pub(super) struct Child {
    process: Process,
    /// What it said when it was ready.
    said: String,
}

/// The memory of a process in KiB.
#[derive(Clone, Copy, Debug)]
pub(super) struct Memory {
    /// Now.
    pub(super) now: u32,
    /// At the most.
    pub(super) most: u32,
}

impl Child {
    /// Starts a part of the measurement and waits until it says that it is ready.
    pub(super) fn part(part: &Part) -> anyhow::Result<Self> {
        let part = serde_json::to_string(part)?;
        let mut command = own_program()?;
        // The name is not looked at: the part says it all.
        command.args(["bench", "--part", &part]);
        Self::start(command, "{")
    }

    /// Starts `crossdock serve` on a data folder and waits until it says where it is.
    pub(super) fn serve(folder: &Path, more: &[(&str, String)]) -> anyhow::Result<Self> {
        let mut command = own_program()?;
        command
            .arg("serve")
            .current_dir(folder)
            .env("CROSSDOCK_DATA__FOLDER", folder)
            .env("CROSSDOCK_SERVER__LISTEN", "127.0.0.1:0")
            .env("CROSSDOCK_LOG__FILTER", "error")
            .envs(more.iter().map(|(name, value)| (name, value)));
        Self::start(command, SERVE_SAYS)
    }

    fn start(mut command: Command, says: &str) -> anyhow::Result<Self> {
        // A part ends when its input does, so that none outlives a bench that was killed.
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the program could not be started once more")?;
        let output = process.stdout.take().context("a process without output")?;
        let mut lines = BufReader::new(output).lines();
        let said = loop {
            let line = lines
                .next()
                .context("a process ended before it was ready")??;
            if line.starts_with(says) {
                break line;
            }
        };
        // It may go on speaking; nobody listens, and nothing must block it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { process, said })
    }

    /// What a part said when it was ready.
    pub(super) fn answer<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        serde_json::from_str(&self.said).context("a process said something strange")
    }

    /// Where `serve` listens.
    pub(super) fn url(&self) -> String {
        self.said.trim_start_matches(SERVE_SAYS).trim().to_owned()
    }

    /// Its memory, where the system tells.
    pub(super) fn memory(&self) -> Option<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        Some(Memory {
            now: field("VmRSS:")?,
            most: field("VmHWM:")?,
        })
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn own_program() -> anyhow::Result<Command> {
    Ok(Command::new(std::env::current_exe()?))
}
