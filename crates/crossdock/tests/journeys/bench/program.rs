//! The real program as a child process: started, stopped, killed and started again on its own data
//! folder and port, and its other commands beside it.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use super::wait::until;

/// The program that is tested, unless a test names another build of it.
const BINARY: &str = env!("CARGO_BIN_EXE_crossdock");

/// How the program is set up, in the words of its environment.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) binary: PathBuf,
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
    /// The address that the store is told, if it is told one.
    pub(crate) public_url: Option<String>,
    pub(crate) poll_seconds: i64,
    /// The address of its PostgreSQL database; without one it is a SQLite file in its folder.
    pub(crate) database_url: Option<String>,
}

impl Settings {
    /// In this folder, on a free port, told to nobody.
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            binary: BINARY.into(),
            folder: folder.to_owned(),
            port: free_port(),
            public_url: None,
            poll_seconds: 300,
            database_url: None,
        }
    }

    /// The address at which it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CROSSDOCK_DATA__FOLDER", self.data())
            .env(
                "CROSSDOCK_SERVER__LISTEN",
                format!("127.0.0.1:{}", self.port),
            )
            .env(
                "CROSSDOCK_WORK__POLL_SECONDS",
                self.poll_seconds.to_string(),
            )
            .env("CROSSDOCK_LOG__FILTER", "info")
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        match &self.public_url {
            Some(url) => command.env("CROSSDOCK_SERVER__PUBLIC_URL", url),
            None => command.env_remove("CROSSDOCK_SERVER__PUBLIC_URL"),
        };
        match &self.database_url {
            Some(url) => command.env("DATABASE_URL", url),
            None => command.env_remove("DATABASE_URL"),
        };
        command
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// What the server logged.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join(format!("serve-{}.log", self.port))
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Output {
        self.run_with_input(arguments, "").await
    }

    /// Runs a command that is told something on its standard input.
    pub(crate) async fn run_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).await.unwrap();
        drop(stdin);
        child.wait_with_output().await.unwrap()
    }

    /// Starts `serve` and waits until it says where it is.
    pub(crate) async fn serve(&self) -> Server {
        let server = self.begin_to_serve();
        server
            .until_it_says("Crossdock is at http://", &self.log())
            .await
    }

    /// Starts a command that goes on, and waits until it says that it is there.
    pub(crate) async fn start(&self, arguments: &[&str], there: &str) -> Server {
        self.begin(arguments)
            .until_it_says(there, &self.log())
            .await
    }

    /// Starts `serve` without waiting for anything.
    pub(crate) fn begin_to_serve(&self) -> Server {
        self.begin(&["serve"])
    }

    fn begin(&self, arguments: &[&str]) -> Server {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap();
        let mut child = self.command(arguments).stderr(log).spawn().unwrap();
        let said = BufReader::new(child.stdout.take().unwrap()).lines();
        Server { child, said }
    }
}

/// A running `serve`.
pub(crate) struct Server {
    child: Child,
    /// Kept open, so that the program can go on speaking.
    said: tokio::io::Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Waits until it says so.
    async fn until_it_says(mut self, there: &str, log: &Path) -> Self {
        while let Some(line) = self.said.next_line().await.unwrap() {
            if line.starts_with(there) {
                return self;
            }
        }
        panic!("it ended at once:\n{}", tail(log));
    }

    /// `SIGKILL`: it can't do anything any more.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// `SIGTERM`: it is asked to stop, as by a service manager.
    pub(crate) async fn ask_to_stop(&self) {
        let id = self.child.id().unwrap().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(asked.unwrap().success());
    }

    /// Waits for its end and returns its exit code.
    pub(crate) async fn ended(mut self) -> Option<i32> {
        let status = until("serve ends", async || self.child.try_wait().unwrap()).await;
        status.code()
    }
}

/// A port that nobody listens on. Ports below the system's own range are taken one after another, so that
/// no simulator gets one while a server is being started again.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let base = 15_000 + u16::try_from(std::process::id() % 150).unwrap() * 100;
    loop {
        let port = base + NEXT.fetch_add(1, Ordering::Relaxed);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// The end of a log.
pub(crate) fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}
