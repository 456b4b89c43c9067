//! A PostgreSQL of one's own, for tests and measurements, gone when who asked for it is gone.
//!
//! [`Postgres::start`] makes a new cluster with the server programs that are installed, in a temporary
//! folder, on a free loopback port, as an ordinary user, behind a password made for it. It must never
//! touch a cluster that was there before, nor hold anything worth keeping. Beside the way: tests of
//! `storage` and of the program stand on it, and `bench` measures on it.
//!
//! A test process that is killed cannot clean up. So a small shell watches over each cluster: it holds
//! the other end of a pipe of ours, and when that closes, however we ended, it stops the server and
//! removes the folder.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

use thiserror::Error;

/// Where Debian and its kin put the server programs: a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The database user that owns everything.
const USER: &str = "crossdock";

/// How long a start or a stop may take: recovery on a busy machine with a slow disk.
const PATIENCE_SECONDS: &str = "300";

/// Connections that many tests at once and several processes of a test need together.
const CONNECTIONS: u16 = 300;

/// Another process may take a port between our look and the start.
const PORTS_TRIED: usize = 20;

/// Why there is no throwaway cluster.
#[derive(Debug, Error)]
pub enum ThrowawayError {
    /// No server programs are installed where they were looked for.
    #[error(
        "no PostgreSQL server programs were found in {looked}: install the Debian package \
         `postgresql` (with `create_main_cluster = false` in /etc/postgresql-common/createcluster.conf \
         no cluster of its own is started), or name the folder that holds `initdb`"
    )]
    NoServer {
        /// The places.
        looked: String,
    },
    /// We are the superuser, as which PostgreSQL refuses to run, and there is nobody else to run as.
    #[error("PostgreSQL refuses to run as root, and neither a user `postgres` nor `nobody` exists")]
    NoOrdinaryUser,
    /// One of the programs failed.
    #[error("`{program}` failed: {said}")]
    Failed {
        /// Which one.
        program: String,
        /// What it and the server's log said.
        said: String,
    },
    /// A file or a program could not be used at all.
    #[error("{doing} failed")]
    Io {
        /// What was tried.
        doing: String,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
}

/// What a commit means on a throwaway cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As in production: a commit is on the disk before it is answered.
    Real,
    /// A commit reaches the operating system only: it outlives the server, also one that is stopped
    /// immediately, but not the machine. For tests, which then do not wait for the disk.
    MachineMustLive,
}

/// How a throwaway cluster is made.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the server programs; without it the newest of the usual places, then the `PATH`.
    pub programs: Option<PathBuf>,
    /// Where its own folder is made; without it the system's folder for temporary files.
    pub parent: Option<PathBuf>,
    /// What a commit means.
    pub durability: Durability,
    /// Further lines of `postgresql.conf`: name and value.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// Found programs, the usual folder, no further settings.
    #[must_use]
    pub fn new(durability: Durability) -> Self {
        Self {
            programs: None,
            parent: None,
            durability,
            settings: Vec::new(),
        }
    }
}

/// A running cluster of our own. Dropping it stops it and removes everything of it.
///
/// Its functions block: a test that must not wait calls them on a thread of their own.
#[derive(Debug)]
pub struct Postgres {
    programs: Programs,
    folder: PathBuf,
    password: String,
    port: u16,
    databases: AtomicU32,
    /// Closing the pipe to it is what ends the cluster.
    watchdog: Child,
    pipe: Option<ChildStdin>,
}

impl Postgres {
    /// Makes a cluster and waits until it takes connections.
    ///
    /// # Errors
    /// When no server programs are installed, or they fail; nothing is left behind then.
    pub fn start(options: &Options) -> Result<Self, ThrowawayError> {
        let found = find_programs(options.programs.as_deref())?;
        let (folder, user) = make_folder(options.parent.as_deref())?;
        let programs = Programs {
            folder: found,
            user,
        };
        let mut watchdog = watch(&programs, &folder)?;
        let pipe = watchdog.stdin.take();
        let mut cluster = Self {
            programs,
            folder,
            password: password()?,
            port: 0,
            databases: AtomicU32::new(0),
            watchdog,
            pipe,
        };
        cluster.initialize(options)?;
        cluster.start_on_a_free_port()?;
        Ok(cluster)
    }

    /// The address of a database that is always there. It stays the same through a stop and a start.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The loopback port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder that holds all of it; [`Self::data`] and the log are in it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of the cluster's files.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Creates an empty database and returns its address.
    ///
    /// # Errors
    /// When the server refuses, because it is stopped for example.
    pub fn create_database(&self) -> Result<String, ThrowawayError> {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        // The pristine template: nobody can be connected to it, which would refuse the copy.
        self.run_sql(&format!("CREATE DATABASE {name} TEMPLATE template0"))?;
        Ok(self.url_of(&name))
    }

    /// Creates a database with everything that another one of this cluster holds. Nobody may be
    /// connected to that one.
    ///
    /// # Errors
    /// When the server refuses, because somebody is connected for example.
    pub fn copy_database(&self, url: &str) -> Result<String, ThrowawayError> {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let from = name_in(url);
        self.run_sql(&format!("CREATE DATABASE {name} TEMPLATE {from}"))?;
        Ok(self.url_of(&name))
    }

    /// Drops a database that [`Self::create_database`] made, whoever is connected to it.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn drop_database(&self, url: &str) -> Result<(), ThrowawayError> {
        self.run_sql(&format!("DROP DATABASE {} WITH (FORCE)", name_in(url)))
            .map(|_| ())
    }

    /// Runs SQL in the database that is always there, as the superuser; the answer's columns are parted
    /// by `|`.
    ///
    /// # Errors
    /// When the server refuses it.
    pub fn run_sql(&self, sql: &str) -> Result<String, ThrowawayError> {
        self.run_sql_in(&self.url(), sql)
    }

    /// Runs SQL in the database of this address.
    ///
    /// # Errors
    /// When the server refuses it.
    pub fn run_sql_in(&self, url: &str, sql: &str) -> Result<String, ThrowawayError> {
        let port = self.port.to_string();
        let mut psql = self.programs.command("psql", &self.folder);
        psql.args(["-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1"])
            .args(["-h", "127.0.0.1", "-p", &port, "-U", USER])
            .args(["-d", name_in(url)])
            .args(["-c", sql])
            .env("PGPASSWORD", &self.password);
        let output = self.run(psql)?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Stops it at once, without a checkpoint and without a word to who is connected: what a power cut
    /// leaves to the server's recovery, but for the disk's own memory.
    ///
    /// # Errors
    /// When it does not run.
    pub fn stop_immediate(&self) -> Result<(), ThrowawayError> {
        let mut stop = self.programs.command("pg_ctl", &self.folder);
        stop.args(["stop", "-m", "immediate", "-w", "-t", PATIENCE_SECONDS])
            .arg("-D")
            .arg(self.data());
        self.run(stop).map(|_| ())
    }

    /// Starts it again on the same port with the same files, and waits until it takes connections.
    ///
    /// # Errors
    /// When it does not start; the error holds the end of its log.
    pub fn start_again(&self) -> Result<(), ThrowawayError> {
        let mut start = self.programs.command("pg_ctl", &self.folder);
        start
            .args(["start", "-w", "-t", PATIENCE_SECONDS])
            .arg("-D")
            .arg(self.data())
            .arg("-l")
            .arg(self.log())
            .arg("-o")
            .arg(format!("-p {}", self.port));
        self.run(start).map(|_| ())
    }

    /// What the server said.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn url_of(&self, database: &str) -> String {
        let (password, port) = (&self.password, self.port);
        format!("postgres://{USER}:{password}@127.0.0.1:{port}/{database}")
    }

    fn initialize(&self, options: &Options) -> Result<(), ThrowawayError> {
        let secret = self.folder.join("password");
        write(&secret, &self.password)?;
        self.programs.hand_over(&secret)?;
        let mut initdb = self.programs.command("initdb", &self.folder);
        initdb
            .args(["-U", USER, "-A", "password", "-E", "UTF8", "--no-locale"])
            .arg("--no-sync")
            .arg("--pwfile")
            .arg(&secret)
            .arg("-D")
            .arg(self.data());
        self.run(initdb)?;
        let file = self.data().join("postgresql.conf");
        let doing = || format!("reading {}", file.display());
        let mut conf = fs::read_to_string(&file).map_err(io_error(doing()))?;
        conf.push_str(&settings(options));
        // Written in place, so that it stays the property of who runs the server.
        write(&file, &conf)
    }

    fn start_on_a_free_port(&mut self) -> Result<(), ThrowawayError> {
        let mut tried = 0;
        loop {
            self.port = free_port();
            let outcome = self.start_again();
            tried += 1;
            let taken = fs::read_to_string(self.log())
                .is_ok_and(|log| log.contains("Address already in use"));
            if outcome.is_ok() || !taken || tried == PORTS_TRIED {
                return outcome;
            }
        }
    }

    fn run(&self, mut command: Command) -> Result<Output, ThrowawayError> {
        let program = program_name(&command);
        let output = command
            .output()
            .map_err(io_error(format!("starting {program}")))?;
        if output.status.success() {
            return Ok(output);
        }
        let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
        if program != "psql" {
            said.push_str(&end_of(&self.log()));
        }
        Err(ThrowawayError::Failed { program, said })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.pipe = None;
        // It ends by itself; waiting makes sure that nothing is left when this returns.
        if let Err(error) = self.watchdog.wait() {
            tracing::warn!(%error, "the throwaway cluster may not be gone");
        }
        // In a parent that is not theirs the ordinary user could only empty it.
        let _ = fs::remove_dir(&self.folder);
    }
}

/// The server programs and who runs them.
#[derive(Debug)]
struct Programs {
    folder: PathBuf,
    /// Whom to become, where we are the superuser.
    user: Option<OrdinaryUser>,
}

#[derive(Clone, Copy, Debug)]
struct OrdinaryUser {
    user_id: u32,
    group_id: u32,
}

impl Programs {
    /// A program of the server, or of the `PATH` where the server's folder lacks it.
    fn command(&self, name: &str, directory: &Path) -> Command {
        let own = self.folder.join(name);
        let program = if own.is_file() {
            own
        } else {
            PathBuf::from(name)
        };
        self.as_ordinary_user(program.as_os_str(), directory)
    }

    fn as_ordinary_user(&self, program: &OsStr, directory: &Path) -> Command {
        let mut command = Command::new(program);
        // Messages that this file reads are in English.
        command
            .current_dir(directory)
            .stdin(Stdio::null())
            .env("LC_ALL", "C");
        if let Some(user) = self.user {
            command.uid(user.user_id).gid(user.group_id);
        }
        command
    }

    /// Makes a file theirs.
    fn hand_over(&self, path: &Path) -> Result<(), ThrowawayError> {
        match self.user {
            Some(user) => chown(path, Some(user.user_id), Some(user.group_id))
                .map_err(io_error(format!("handing over {}", path.display()))),
            None => Ok(()),
        }
    }
}

/// Starts the shell that outlives us and cleans up.
fn watch(programs: &Programs, folder: &Path) -> Result<Child, ThrowawayError> {
    // An interrupt from the keyboard reaches the whole group of a test run: it stands apart and is deaf,
    // because it is then that it is needed.
    let script = "trap '' HUP INT TERM
        cat >/dev/null
        \"$1\" stop -m immediate -w -D \"$2/data\" >/dev/null 2>&1
        cd / && rm -rf -- \"$2\"";
    let pg_ctl = programs.folder.join("pg_ctl");
    let mut shell = programs.as_ordinary_user(OsStr::new("sh"), folder);
    shell
        .args(["-c", script, "watchdog"])
        .arg(pg_ctl)
        .arg(folder)
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    shell
        .spawn()
        .map_err(io_error("starting the watchdog".to_owned()))
}

/// The folder of the server programs: the one that was named, or the newest that is installed.
fn find_programs(named: Option<&Path>) -> Result<PathBuf, ThrowawayError> {
    let holds = |folder: &Path| folder.join("initdb").is_file();
    if let Some(folder) = named {
        let looked = folder.display().to_string();
        return holds(folder)
            .then(|| folder.to_owned())
            .ok_or(ThrowawayError::NoServer { looked });
    }
    let mut versions: Vec<(u32, PathBuf)> = Vec::new();
    for entry in fs::read_dir(DEBIAN).into_iter().flatten().flatten() {
        let version = entry.file_name().to_str().and_then(|it| it.parse().ok());
        let folder = entry.path().join("bin");
        if let Some(version) = version.filter(|_| holds(&folder)) {
            versions.push((version, folder));
        }
    }
    versions.sort();
    if let Some((_, folder)) = versions.pop() {
        return Ok(folder);
    }
    let looked = Command::new("sh")
        .args(["-c", "command -v initdb"])
        .output();
    let found = looked.map_err(io_error("looking at the PATH".to_owned()))?;
    let path = PathBuf::from(String::from_utf8_lossy(&found.stdout).trim());
    // A link on the path leads to the folder that holds the others too.
    let real = fs::canonicalize(&path).unwrap_or(path);
    real.parent()
        .filter(|folder| holds(folder))
        .map(Path::to_owned)
        .ok_or_else(|| ThrowawayError::NoServer {
            looked: format!("{DEBIAN}/*/bin and on the PATH"),
        })
}

/// Makes the folder of a cluster, and says whom it belongs to where that is somebody else than we.
fn make_folder(parent: Option<&Path>) -> Result<(PathBuf, Option<OrdinaryUser>), ThrowawayError> {
    let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
    let folder = loop {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = parent.join(format!(
            "crossdock-postgres-{}-{number}",
            std::process::id()
        ));
        match fs::DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => break folder,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(io_error(format!("making {}", folder.display()))(error)),
        }
    };
    match own(&folder) {
        Ok(user) => Ok((folder, user)),
        Err(error) => {
            // The error says more than that an empty folder could not be removed again.
            let _ = fs::remove_dir(&folder);
            Err(error)
        }
    }
}

/// Hands a new folder to an ordinary user where we are the superuser.
fn own(folder: &Path) -> Result<Option<OrdinaryUser>, ThrowawayError> {
    let doing = || format!("handing over {}", folder.display());
    // Who made the folder owns it, which tells who we are.
    if fs::metadata(folder).map_err(io_error(doing()))?.uid() != 0 {
        return Ok(None);
    }
    let user = ["postgres", "nobody"].into_iter().find_map(ordinary_user);
    let user = user.ok_or(ThrowawayError::NoOrdinaryUser)?;
    chown(folder, Some(user.user_id), Some(user.group_id)).map_err(io_error(doing()))?;
    for above in folder.ancestors().skip(1) {
        let mode = fs::metadata(above).map_err(io_error(doing()))?;
        if mode.permissions().mode() & 0o001 == 0 {
            let said = format!("{} is closed to other users than root", above.display());
            let program = "cd".to_owned();
            return Err(ThrowawayError::Failed { program, said });
        }
    }
    Ok(Some(user))
}

fn ordinary_user(name: &str) -> Option<OrdinaryUser> {
    let number = |kind: &str| {
        let output = Command::new("id").args([kind, name]).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse().ok().filter(|_| output.status.success())
    };
    Some(OrdinaryUser {
        user_id: number("-u")?,
        group_id: number("-g")?,
    })
}

/// What our clusters add to the file that `initdb` writes.
fn settings(options: &Options) -> String {
    let mut lines = vec![
        "listen_addresses = '127.0.0.1'".to_owned(),
        // The path of a socket may be longer than the system allows; the port is enough.
        "unix_socket_directories = ''".to_owned(),
        format!("max_connections = {CONNECTIONS}"),
        "timezone = 'UTC'".to_owned(),
    ];
    if options.durability == Durability::MachineMustLive {
        lines.push("fsync = off".to_owned());
        lines.push("full_page_writes = off".to_owned());
    }
    for (name, value) in &options.settings {
        lines.push(format!("{name} = '{}'", value.replace('\'', "''")));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A port that nobody listens on, below the range from which the system takes its own, so that nobody
/// gets it while the server is stopped.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let base = u16::try_from(std::process::id() % 100).unwrap_or_default() * 50;
    loop {
        let port = 10_000 + (base + NEXT.fetch_add(1, Ordering::Relaxed)) % 5_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A password that no other user of this machine guesses: who is superuser of a database can run
/// programs as the user whom the server runs as.
fn password() -> Result<String, ThrowawayError> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(io_error("reading /dev/urandom".to_owned()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The name of the database in an address of ours.
fn name_in(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default()
}

fn program_name(command: &Command) -> String {
    let path = Path::new(command.get_program());
    let name = path.file_name().unwrap_or(command.get_program());
    name.to_string_lossy().into_owned()
}

fn end_of(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

fn write(path: &Path, text: &str) -> Result<(), ThrowawayError> {
    fs::write(path, text).map_err(io_error(format!("writing {}", path.display())))
}

fn io_error(doing: String) -> impl FnOnce(io::Error) -> ThrowawayError {
    move |source| ThrowawayError::Io { doing, source }
}
