//! Applying a Changeset: every write, event and job of it, or nothing.

mod case;
mod catalog;
pub(crate) mod claim;
mod connection;
mod fulfillment;
pub(crate) mod job;
mod notice;
mod order;
mod parcel;
mod purchase;
mod terms;
mod tracker;
mod tracking;
#[cfg(feature = "fuzz")]
pub(crate) use terms::of_number;
pub(crate) use terms::words;

use domain::changeset::{Changeset, Write};
use domain::ids::{ConnectionId, IdSource, WorkspaceId};
use domain::job::NewJob;
use domain::order::TimelineEvent;
use jiff::Timestamp;

use crate::Storage;
use crate::engine::{Conn, Row, json, params, values};
use crate::error::StorageError;
use crate::mutation::{self, Mutation};
use crate::read::jobs::{ClaimedJob, Next};

/// What sealed credentials are bound to.
pub(crate) fn credentials_row(workspace: WorkspaceId, id: ConnectionId) -> String {
    format!("{workspace}/connection/{id}")
}

/// What applying a Changeset came to.
pub(crate) struct Applied {
    /// When the first of the work that now waits because of it is due.
    pub(crate) due: Option<Timestamp>,
    /// The job that was taken up.
    pub(crate) next: Option<ClaimedJob>,
}

/// Applies a Changeset inside the caller's transaction, and takes up what comes next.
pub(crate) fn apply(
    conn: &mut Conn,
    workspace: WorkspaceId,
    storage: &Storage,
    changeset: &Changeset,
    next: Next,
) -> Result<Applied, StorageError> {
    // The claim on the job is checked first: if it was taken back, nothing else may happen.
    let ids = storage.ids();
    let mut applied = Applied {
        due: None,
        next: None,
    };
    if let Some(held) = &changeset.holds {
        claim::hold(conn, workspace, held)?;
    }
    if let Some(finished) = &changeset.finishes {
        applied.due = job::finish(conn, workspace, &*ids, finished)?;
    }
    for write in &changeset.writes {
        apply_write(conn, workspace, storage, write)?;
    }
    for event in &changeset.events {
        insert_event(conn, workspace, event)?;
    }
    for new in &changeset.jobs {
        apply_job(conn, workspace, &*ids, new, next, &mut applied)?;
    }
    if let (Next::AnyDue(claim), None) = (next, &applied.next) {
        applied.next = claim::claim(conn, workspace, &claim, 1)?.jobs.pop();
    }
    Ok(applied)
}

/// Stores a job, or takes it up.
fn apply_job(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &dyn IdSource,
    new: &NewJob,
    next: Next,
    applied: &mut Applied,
) -> Result<(), StorageError> {
    let claim = next
        .claim()
        .filter(|claim| new.due_at <= claim.now && applied.next.is_none());
    if let Some(claim) = claim {
        applied.next = claim::enqueue_claimed(conn, workspace, ids, new, claim)?;
        if applied.next.is_some() {
            return Ok(());
        }
    }
    job::enqueue(conn, workspace, ids, new, new.due_at)?;
    applied.due = applied.due.into_iter().chain([new.due_at]).min();
    Ok(())
}

fn apply_write(
    conn: &mut Conn,
    workspace: WorkspaceId,
    storage: &Storage,
    write: &Write,
) -> Result<(), StorageError> {
    match write {
        Write::InsertOrder(order) => order::insert(conn, workspace, order),
        Write::UpdateOrder(order) => order::update(conn, workspace, order),
        Write::InsertPurchase(purchase) => purchase::insert(conn, workspace, purchase),
        Write::UpdatePurchase(purchase) => purchase::update(conn, workspace, purchase),
        Write::InsertParcel(parcel) => parcel::insert(conn, workspace, parcel),
        Write::UpdateParcel(parcel) => parcel::update(conn, workspace, parcel),
        Write::InsertFulfillment(told) => fulfillment::insert(conn, workspace, told),
        Write::UpdateFulfillment(told) => fulfillment::update(conn, workspace, told),
        Write::InsertCase(one) => case::insert(conn, workspace, one),
        Write::UpdateCase(one) => case::update(conn, workspace, one),
        Write::InsertConnection(connection, credentials) => {
            connection::insert(conn, workspace, storage.key(), connection, credentials)
        }
        Write::UpdateConnection(connection) => connection::update(conn, workspace, connection),
        Write::RenewConnection(connection, credentials) => {
            connection::update(conn, workspace, connection)?;
            connection::replace_credentials(
                conn,
                workspace,
                storage.key(),
                connection.id,
                credentials,
            )
        }
        Write::InsertStore(store) => connection::insert_store(conn, workspace, store),
        Write::UpdateStore(store) => connection::update_store(conn, workspace, store),
        Write::PutProduct(product) => catalog::put_product(conn, workspace, product),
        Write::PutMapping(mapping) => catalog::put_mapping(conn, workspace, mapping),
        Write::PutRegistration(one) => tracker::put_registration(conn, workspace, one),
        Write::PutTracker(one) => tracker::put_tracker(conn, workspace, one),
        Write::PushRead { id, at, outcome } => {
            let sql = "UPDATE tracker_push SET read_at = ?3, outcome = ?4
                       WHERE workspace_id = ?1 AND id = ?2";
            conn.execute_later(sql, values![workspace.0, id.0, *at, outcome])
        }
        Write::PutNotice(notice) => notice::put(conn, workspace, notice),
        Write::UpdateNotice(notice) => notice::update(conn, workspace, notice),
        Write::DeliveryRead { id, at, outcome } => {
            let sql = "UPDATE webhook_delivery SET read_at = ?3, outcome = ?4
                       WHERE workspace_id = ?1 AND id = ?2";
            conn.execute_later(sql, values![workspace.0, id.0, *at, outcome])
        }
    }
}

fn insert_event(
    conn: &mut Conn,
    workspace: WorkspaceId,
    event: &TimelineEvent,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO timeline_event (workspace_id, order_id, id, at, actor, kind)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (actor, kind) = (json(&event.actor)?, json(&event.kind)?);
    let at: Timestamp = event.at;
    let (order, id) = (event.order_id.0, event.id.0);
    conn.execute_later(sql, values![workspace.0, order, id, at, actor, kind])
}

/// The version that a row must have to be changed: the one it was read at.
fn expected(
    conn: &mut Conn,
    table: &str,
    (workspace, id): (WorkspaceId, i64),
    read_at: i64,
) -> Result<i64, StorageError> {
    if !mutation::on(Mutation::IgnoreVersions) {
        return Ok(read_at);
    }
    let sql = format!("SELECT version FROM {table} WHERE workspace_id = ?1 AND id = ?2");
    let stored = conn.query_one(&sql, params![workspace.0, id], Row::int)?;
    Ok(stored.unwrap_or(read_at))
}

/// Refuses an update that changed no row: its version moved.
pub(crate) fn moved(changed: usize, what: &str, id: i64) -> Result<(), StorageError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StorageError::moved(what, id))
    }
}
