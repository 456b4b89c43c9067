//! What an error of PostgreSQL means to us.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use crate::error::StorageError;

pub(crate) fn translate(error: &Error) -> StorageError {
    match error.as_db_error() {
        Some(said) => of_server(said),
        None => of_connection(error),
    }
}

fn of_server(said: &DbError) -> StorageError {
    let text = told(said);
    match *said.code() {
        SqlState::UNIQUE_VIOLATION => StorageError::Conflict(text),
        SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::LOCK_NOT_AVAILABLE => StorageError::Busy(text),
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
        | SqlState::TOO_MANY_CONNECTIONS => StorageError::Unreachable(text),
        SqlState::DISK_FULL => StorageError::Unusable(format!(
            "PostgreSQL's disk is full ({text}): nothing was lost that had been accepted; free some space"
        )),
        SqlState::READ_ONLY_SQL_TRANSACTION => StorageError::Unusable(format!(
            "this PostgreSQL can't be written ({text}): name the primary server, not a standby"
        )),
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => StorageError::Unusable(format!(
            "the database is damaged ({text}): stop, keep a copy, restore the last backup"
        )),
        SqlState::INVALID_CATALOG_NAME => {
            StorageError::Unusable(format!("{text}: create it first, `createdb NAME`"))
        }
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            StorageError::Unusable(format!(
                "PostgreSQL refuses the user or the password ({text}): check DATABASE_URL"
            ))
        }
        SqlState::INSUFFICIENT_PRIVILEGE => StorageError::Unusable(format!(
            "PostgreSQL refuses ({text}): the user must own the database or its schema"
        )),
        _ => StorageError::Engine(text),
    }
}

/// A table or key in what it said helps; the values in its detail are a customer's.
fn told(said: &DbError) -> String {
    let at = said.constraint().map(|name| format!(", {name}"));
    let (message, code) = (said.message(), said.code().code());
    format!("{message} ({code}{})", at.unwrap_or_default())
}

fn of_connection(error: &Error) -> StorageError {
    let cause = error.source().map(|cause| format!(": {cause}"));
    let text = format!("{error}{}", cause.unwrap_or_default());
    let carried = error
        .source()
        .is_some_and(|cause| cause.is::<std::io::Error>());
    if error.is_closed() || carried || text.starts_with("error connecting") {
        return StorageError::Unreachable(text);
    }
    StorageError::Engine(text)
}
