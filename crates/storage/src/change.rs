//! What changed, told as it is committed: wakes the workers and the live pages.

use domain::ids::{OrderId, WorkspaceId};
use jiff::Timestamp;

/// One committed change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An order, or something that belongs to it.
    Order(WorkspaceId, OrderId),
    /// A store, a connection or the catalog.
    Setup(WorkspaceId),
    /// Work was stored, and the first of it is due then; or work ended and nothing new is due.
    Jobs(WorkspaceId, Option<Timestamp>),
    /// A file that somebody asked for: it was asked for, came further or is there.
    Exports(WorkspaceId),
    /// What other processes changed may not have been heard: look for yourself.
    Missed,
}
