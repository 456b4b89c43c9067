//! How a step or a person's wish can fail, as decisions that can be taken.

use domain::ports::error::CallError;
use storage::StorageError;

/// Why a step did not end.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// Storing or reading failed.
    #[error("storing failed")]
    Storage(#[source] StorageError),
    /// A call to an outside failed.
    #[error("{what}")]
    Call {
        /// What we were trying to do.
        what: String,
        /// Through which connection.
        connection: domain::ids::ConnectionId,
        /// How it failed.
        #[source]
        source: CallError,
    },
    /// The connection is not there or not signed in; what waits for it waits.
    #[error("{0}")]
    Disconnected(String),
    /// The job may be someone else's by the time that a call ends: nothing was sent.
    #[error("this process was silent for too long; nothing was sent")]
    LeaseEnded,
    /// It will never work, and why.
    #[error("{0}")]
    Impossible(String),
}

impl From<StorageError> for StepError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// Why a person's wish was not carried out: in words for that person.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It can't be done now, and why, with what to do instead.
    #[error("{0}")]
    Refused(String),
    /// A value is missing or can't be right.
    #[error("{message}")]
    BadValue {
        /// The field's name.
        field: String,
        /// What is wrong and what to type instead.
        message: String,
    },
    /// Someone else changed it at the same moment, again and again.
    #[error("someone else is changing this right now; try again")]
    Busy,
    /// A call to an outside failed.
    #[error("{0}")]
    Call(CallError),
    /// Storing or reading failed.
    #[error("storing failed: {0}")]
    Storage(#[source] StorageError),
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        if error.is_conflict() {
            Self::Busy
        } else {
            Self::Storage(error)
        }
    }
}

/// An error with all its causes, in one line, for the log and for a job's record.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = error.source();
    }
    text
}
