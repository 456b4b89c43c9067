//! What can go wrong with storing, as decisions the caller can take.

/// Why something was not stored or read.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Someone else changed it meanwhile, or it is already there: read again, decide again.
    #[error("changed meanwhile: {0}")]
    Conflict(String),
    /// Another live purchase holds a unit: it is being bought already.
    #[error("a unit of this order line is already being bought")]
    AlreadyClaimed,
    /// The database can't be used until a person did something; says what.
    #[error("{0}")]
    Unusable(String),
    /// Others hold what this needs, again and again; nothing was changed. Asking again may work.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database's server can't be reached; nothing was changed.
    #[error("the database can't be reached: {0}")]
    Unreachable(String),
    /// The connection ended at the commit: it was kept or not, and nobody here can know. It was not
    /// kept in part. Read what is stored and decide from that, as after a crash: what was decided
    /// from an old version is refused, and work that is enqueued twice waits once.
    #[error("the connection to the database ended at the commit, which was kept or not: {0}")]
    Unclear(String),
    /// Stored data does not have the shape it was written in.
    #[error("stored data can't be read: {0}")]
    Corrupt(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Engine(String),
}

impl StorageError {
    pub(crate) fn corrupt(message: impl Into<String>) -> Self {
        Self::Corrupt(message.into())
    }

    pub(crate) fn engine(error: impl std::fmt::Display) -> Self {
        Self::Engine(error.to_string())
    }

    /// An update found no row of the version that it was decided from.
    pub(crate) fn moved(what: &str, id: i64) -> Self {
        Self::Conflict(format!("{what} {id} was changed by someone else"))
    }

    /// A conflict that the same work, done again, finds gone.
    pub(crate) fn raced(self) -> Self {
        match self {
            Self::Conflict(why) => Self::Busy(why),
            other => other,
        }
    }

    /// Whether nothing else can be done in the transaction that met this.
    pub(crate) fn ends_transaction(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Unreachable(_))
    }

    /// The same error once more, for each of a group that failed together.
    pub(crate) fn copy(&self) -> Self {
        match self {
            Self::Conflict(text) => Self::Conflict(text.clone()),
            Self::AlreadyClaimed => Self::AlreadyClaimed,
            Self::Unusable(text) => Self::Unusable(text.clone()),
            Self::Busy(text) => Self::Busy(text.clone()),
            Self::Unreachable(text) => Self::Unreachable(text.clone()),
            Self::Unclear(text) => Self::Unclear(text.clone()),
            Self::Corrupt(text) => Self::Corrupt(text.clone()),
            Self::Engine(text) => Self::Engine(text.clone()),
        }
    }

    /// Whether reading again and deciding again may work.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::AlreadyClaimed)
    }
}
