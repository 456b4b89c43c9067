//! Where a PostgreSQL is and how it is spoken to: a URL, and TLS where it asks for it.

use std::fmt;
use std::str::FromStr as _;
use std::time::Duration;

use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, Error};

use super::tls::Tls;
use crate::error::StorageError;

/// A server that does not answer within this is told of as unreachable.
const CONNECT_WAIT: Duration = Duration::from_secs(10);

/// A connection whose other end is silent is found dead within about this.
const SILENCE: Duration = Duration::from_secs(30);

/// A database of a PostgreSQL server.
#[derive(Clone)]
pub(crate) struct Address {
    pub(super) config: Config,
    pub(super) tls: Tls,
}

impl Address {
    /// Reads `postgres://user:password@host:port/database`, with `sslmode` (`disable`, `prefer` or
    /// `require`) and `sslrootcert` (a file of the authorities to trust besides the machine's) in
    /// its query. A certificate is always verified; on loopback TLS is used only where required.
    pub(crate) fn parse(url: &str) -> Result<Self, StorageError> {
        let (url, roots) = without_roots(url);
        // What libpq calls the stricter modes is what `require` means here.
        let url = url
            .replace("sslmode=verify-full", "sslmode=require")
            .replace("sslmode=verify-ca", "sslmode=require");
        let mut config = Config::from_str(&url).map_err(|error| {
            // The URL itself holds a password, so it is not repeated.
            StorageError::Unusable(format!(
                "the database URL can't be read ({error}): it looks like \
                 postgres://user:password@host:5432/database"
            ))
        })?;
        if config.get_application_name().is_none() {
            config.application_name("crossdock");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WAIT);
        }
        config.keepalives_idle(SILENCE);
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        if config.get_ssl_mode() == SslMode::Prefer && config.get_hosts().iter().all(is_near) {
            config.ssl_mode(SslMode::Disable);
        }
        let tls = Tls::new(roots.as_deref())?;
        Ok(Self { config, tls })
    }

    /// Connects; a task of the runtime drives the connection and ends with it.
    pub(crate) async fn connect(&self) -> Result<Client, Error> {
        let connecting = self.config.connect(self.tls.clone());
        let (client, connection) = connecting.await?;
        // It ends with an error when the server goes; whoever asks next is told.
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }
}

impl fmt::Display for Address {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        let ports = self.config.get_ports();
        for (index, host) in self.config.get_hosts().iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match host {
                Host::Tcp(name) => write!(f, "{comma}{name}")?,
                #[cfg(unix)]
                Host::Unix(folder) => write!(f, "{comma}{}", folder.display())?,
            }
            if let Some(port) = ports.get(index).or_else(|| ports.first()) {
                write!(f, ":{port}")?;
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

fn is_near(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

/// Takes `sslrootcert` out of a URL, because the driver does not know it.
fn without_roots(url: &str) -> (String, Option<String>) {
    let Some((before, query)) = url.split_once('?') else {
        return (url.to_owned(), None);
    };
    let mut roots = None;
    let rest: Vec<&str> = query
        .split('&')
        .filter(|part| match part.strip_prefix("sslrootcert=") {
            Some(file) => {
                roots = Some(file.replace("%2F", "/"));
                false
            }
            None => true,
        })
        .collect();
    (format!("{before}?{}", rest.join("&")), roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        Address::parse(url).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn tls_is_asked_for_far_away_and_where_required() {
        assert_eq!(mode("postgres://a@localhost/b"), SslMode::Disable);
        assert_eq!(mode("postgres://a@127.0.0.1:1/b"), SslMode::Disable);
        assert_eq!(mode("postgres://a@db.example/b"), SslMode::Prefer);
        let strict = "postgres://a@localhost/b?sslmode=verify-full&application_name=x";
        assert_eq!(mode(strict), SslMode::Require);
    }

    #[test]
    fn a_password_is_never_told() {
        let address = Address::parse("postgres://ann:hunter2@db.example:5433/shop").unwrap();
        assert_eq!(address.to_string(), "postgres://db.example:5433/shop");
        let refused = Address::parse("postgres://ann:hunter2@db:port/shop");
        let said = refused.err().unwrap().to_string();
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn a_file_of_authorities_that_is_not_there_is_said() {
        let refused = Address::parse("postgres://a@b/c?sslrootcert=/nowhere/ca.pem");
        let said = refused.err().unwrap().to_string();
        assert!(said.contains("/nowhere/ca.pem"), "{said}");
    }
}
