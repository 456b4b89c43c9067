//! Who works here: users, their roles, and who did what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::UserId;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// Everything on orders and connections; no users.
    Member,
}

impl Role {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Member => "member",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Owner, Self::Member]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Ours.
    pub id: UserId,
    /// The e-mail address the person signs in with, lower case.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// When the person was added.
    pub created_at: Timestamp,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Actor {
    /// Crossdock itself.
    System,
    /// The store, as we read it.
    Store,
    /// The marketplace, as we read it.
    Marketplace,
    /// The tracker, as we read it.
    Tracker,
    /// A person at the desk or the command line.
    User {
        /// Who.
        id: UserId,
        /// The name at that time.
        name: String,
    },
}
