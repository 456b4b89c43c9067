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

    /// The same error once more, for each of a group that failed together.
    pub(crate) fn copy(&self) -> Self {
        match self {
            Self::Conflict(text) => Self::Conflict(text.clone()),
            Self::AlreadyClaimed => Self::AlreadyClaimed,
            Self::Unusable(text) => Self::Unusable(text.clone()),
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
