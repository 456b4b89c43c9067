//! The address of a PostgreSQL database: it holds a password, so it is shown without it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// The address of a PostgreSQL database.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct DatabaseUrl(String);

impl DatabaseUrl {
    /// With the password, for who connects.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(mut url) = url::Url::parse(&self.0) else {
            return f.write_str("(an address that can't be read)");
        };
        // It fails where there can be none, and there is none then.
        if url.password().is_some() && url.set_password(Some("***")).is_err() {
            return f.write_str("(an address that can't be read)");
        }
        // The password may also stand behind the question mark.
        url.set_query(None);
        url.fmt(f)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_not_shown() {
        for url in [
            "postgres://ann:hunter2@db.example:5432/shop?sslmode=require",
            "postgres://db.example/shop?user=ann&password=hunter2",
            "hunter2",
        ] {
            let shown = format!("{0} {0:?}", DatabaseUrl(url.into()));
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
