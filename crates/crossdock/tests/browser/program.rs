//! The program under test: the real binary, with a data folder of its own, ended with the test.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The program, running.
pub(crate) struct Program {
    child: Child,
    /// Where the desk is, without a slash at the end.
    pub(crate) desk: String,
    /// What it printed until the desk was there.
    pub(crate) said: Vec<String>,
    _folder: TempDir,
}

impl Program {
    /// `crossdock serve` on an empty data folder.
    pub(crate) fn serve() -> Self {
        Self::start(&["serve"], "Crossdock is at ")
    }

    /// `crossdock demo`, with these options besides a free port.
    pub(crate) fn demo(options: &[&str]) -> Self {
        let all = [&["demo", "--port", "0"], options].concat();
        Self::start(&all, "Desk, signed in:")
    }

    fn start(arguments: &[&str], announces: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!(
            "{}-{}.log",
            arguments[0],
            folder.path().file_name().unwrap().to_string_lossy()
        ));
        let mut child = Command::new(env!("CARGO_BIN_EXE_crossdock"))
            .args(arguments)
            .current_dir(folder.path())
            .env("CROSSDOCK_DATA__FOLDER", folder.path().join("data"))
            .env("CROSSDOCK_SERVER__LISTEN", "127.0.0.1:0")
            .env("CROSSDOCK_WORK__POLL_SECONDS", "5")
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut said = Vec::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let announced = loop {
            let Some(line) = lines.next() else {
                panic!("the program ended; {} may say why", log.display());
            };
            said.push(line.unwrap().trim().to_owned());
            let last = said.last().unwrap();
            if let Some(address) = last.strip_prefix(announces) {
                break address.trim().to_owned();
            }
        };
        let desk = announced.split("/sign-in/").next().unwrap().to_owned();
        // What it says later is of no use, but must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            desk,
            said,
            _folder: folder,
        }
    }

    /// The link that signs in without a password, where one was printed.
    pub(crate) fn sign_in_link(&self) -> &str {
        let said = self.said.iter();
        let mut links = said.filter_map(|line| line.strip_prefix("Desk, signed in:"));
        links.next().unwrap().trim()
    }

    /// A page of the desk.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.desk)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
