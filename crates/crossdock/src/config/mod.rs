//! Configuration: one file, then the environment, each value with a default that works.
//!
//! `crossdock.toml` in the working folder or the file named by `--config`; then environment variables
//! such as `CROSSDOCK_SERVER__LISTEN`. The schema is generated: `crossdock config schema`.

mod database_url;
mod post;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use database_url::DatabaseUrl;
pub(crate) use post::{MailConfig, SmsConfig};

/// The file that is read when no other one is named.
const USUAL_FILE: &str = "crossdock.toml";

/// Everything that can be configured.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// Where it listens and how it is reached.
    pub(crate) server: Server,
    /// Where data is kept.
    pub(crate) data: Data,
    /// Background work.
    pub(crate) work: Work,
    /// Buying.
    pub(crate) buying: Buying,
    /// The desk.
    pub(crate) desk: Desk,
    /// The mail server that customers are told by.
    pub(crate) mail: MailConfig,
    /// The SMS service that customers are told by.
    pub(crate) sms: SmsConfig,
    /// Logs.
    pub(crate) log: Log,
}

/// Where it listens and how it is reached.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// Address and port to listen on.
    pub(crate) listen: SocketAddr,
    /// How the outside reaches it, e.g. `https://desk.example.com`, without a slash at the end. Webhooks
    /// and authorizations come back to it. Without one, polling does the work of webhooks.
    pub(crate) public_url: Option<String>,
}

/// Where data is kept.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Data {
    /// The folder of the database and of the key that seals credentials. Back both up.
    pub(crate) folder: PathBuf,
    /// A PostgreSQL database instead of the file in the folder, as
    /// `postgres://user:password@host:5432/database`. `DATABASE_URL` in the environment sets it too.
    pub(crate) database_url: Option<DatabaseUrl>,
    /// Whether a PostgreSQL database of an older version may be brought up to date at the start. Take a
    /// backup with `pg_dump` and stop every process of the older version before.
    pub(crate) upgrade: bool,
}

/// Background work.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Work {
    /// Jobs that run at once.
    pub(crate) jobs_at_once: usize,
    /// Seconds between two polls of a store.
    pub(crate) poll_seconds: i64,
}

/// Buying.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Buying {
    /// The ISO 4217 currency in which suppliers are asked for prices and paid.
    pub(crate) currency: String,
    /// Whether a placement in doubt is repeated with the same key inside the platform's idempotency
    /// window. Switch it on only if you know that the platform answers a repeat with the first order.
    pub(crate) repeat_with_same_key: bool,
}

/// The desk.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Desk {
    /// The merchant's time zone, e.g. `Asia/Ho_Chi_Minh`.
    pub(crate) time_zone: String,
}

/// Logs.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    /// What is logged, e.g. `info` or `info,app=debug`.
    pub(crate) filter: String,
    /// How it is written.
    pub(crate) format: LogFormat,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// Lines for a person.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: ([127, 0, 0, 1], 4180).into(),
            public_url: None,
        }
    }
}

impl Default for Data {
    fn default() -> Self {
        Self {
            folder: "data".into(),
            database_url: None,
            upgrade: false,
        }
    }
}

impl Default for Work {
    fn default() -> Self {
        Self {
            jobs_at_once: 16,
            poll_seconds: 120,
        }
    }
}

impl Default for Buying {
    fn default() -> Self {
        Self {
            currency: "USD".into(),
            repeat_with_same_key: false,
        }
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            time_zone: "UTC".into(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".into(),
            format: LogFormat::Text,
        }
    }
}

impl Config {
    /// Reads the configuration. `file` must exist if it is named.
    pub(crate) fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let usual = Path::new(USUAL_FILE);
        let source = match file {
            Some(file) => config::File::from(file),
            None => config::File::from(usual).required(false),
        };
        let environment = config::Environment::with_prefix("CROSSDOCK")
            .prefix_separator("_")
            .separator("__")
            .try_parsing(true);
        let read = config::Config::builder()
            .add_source(source)
            .add_source(environment)
            .set_override_option("data.database_url", usual_database_url())
            .and_then(|builder| builder.build())
            .and_then(config::Config::try_deserialize::<Self>);
        let config = read.with_context(|| {
            let file = file.unwrap_or(usual).display();
            format!("the configuration in {file} and CROSSDOCK_… variables can't be used; `crossdock config schema` describes it")
        })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        if let Some(url) = &self.server.public_url {
            let parsed = url::Url::parse(url);
            let fine = parsed.is_ok_and(|parsed| matches!(parsed.scheme(), "http" | "https"));
            if !fine || url.ends_with('/') {
                anyhow::bail!(
                    "server.public_url is {url:?}; write it like https://desk.example.com, without a slash at the end"
                );
            }
        }
        if let Some(url) = &self.data.database_url {
            let scheme = url.expose().split_once("://").map(|(scheme, _)| scheme);
            if !matches!(scheme, Some("postgres" | "postgresql")) {
                anyhow::bail!(
                    "DATABASE_URL or data.database_url is no address of PostgreSQL; write it like postgres://user:password@host:5432/database"
                );
            }
        }
        if self.work.jobs_at_once == 0 || self.work.jobs_at_once > 512 {
            anyhow::bail!(
                "work.jobs_at_once is {}; use 1 to 512",
                self.work.jobs_at_once
            );
        }
        if !(5..=300).contains(&self.work.poll_seconds) {
            anyhow::bail!(
                "work.poll_seconds is {}; use 5 to 300, so that a paid order shows up within 5 minutes",
                self.work.poll_seconds
            );
        }
        self.mail.server()?;
        self.sms.service()?;
        domain::money::Currency::parse(&self.buying.currency)
            .context("buying.currency must be an ISO 4217 code such as USD")?;
        jiff::tz::TimeZone::get(&self.desk.time_zone)
            .context("desk.time_zone must be a name such as Europe/Berlin")?;
        Ok(())
    }
}

/// The name that hosting companies give to the database's address.
#[expect(clippy::disallowed_methods, reason = "configuration is read here")]
fn usual_database_url() -> Option<String> {
    std::env::var("DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty())
}
