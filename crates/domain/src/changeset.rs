//! Everything that one step decided, applied by `storage` in one transaction or not at all.
//!
//! Each changed row carries the version it was read at; if a version moved meanwhile, storage refuses
//! the whole Changeset and the step is decided again from fresh state.

use jiff::Timestamp;

use crate::aftersale::Case;
use crate::catalog::{Mapping, Product};
use crate::connection::Connection;
use crate::fulfillment::Fulfillment;
use crate::ids::{DeliveryId, JobId, PushId};
use crate::job::{JobEnd, NewJob};
use crate::notice::Notice;
use crate::order::{Order, TimelineEvent};
use crate::parcel::{Parcel, Registration};
use crate::ports::connect::Credentials;
use crate::purchase::Purchase;
use crate::store::Store;
use crate::tracker::Tracker;

/// What one step decided.
#[derive(Debug, Default)]
pub struct Changeset {
    /// Rows to insert or change, in this order.
    pub writes: Vec<Write>,
    /// The story of it.
    pub events: Vec<TimelineEvent>,
    /// Work that became necessary by it.
    pub jobs: Vec<NewJob>,
    /// The job that must still be held by the claim that decided this.
    pub holds: Option<HeldJob>,
    /// The job that it finishes.
    pub finishes: Option<FinishedJob>,
}

/// A job that is still running when a Changeset is applied: one whose claim was taken back may decide
/// nothing any more. Its lease is made longer, so that what follows has the time it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldJob {
    /// Which.
    pub id: JobId,
    /// The claim's number.
    pub claim: i64,
    /// Until when the claim holds from now on, at the least.
    pub lease_until: Timestamp,
}

/// A job that a Changeset finishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinishedJob {
    /// Which.
    pub id: JobId,
    /// The claim's number: a claim that was taken back can't finish any more.
    pub claim: i64,
    /// How it ended.
    pub end: JobEnd,
}

/// One row to insert or change. `Insert…` refuses an id that exists; `Update…` refuses a version that moved.
#[derive(Debug)]
pub enum Write {
    /// A new order; refused if the store's order is already there.
    InsertOrder(Box<Order>),
    /// An order with its lines.
    UpdateOrder(Box<Order>),
    /// A new purchase. Claims its units; refused if another live purchase holds one.
    InsertPurchase(Box<Purchase>),
    /// A purchase. Gives its units back when it is not live any more.
    UpdatePurchase(Box<Purchase>),
    /// A new parcel.
    InsertParcel(Box<Parcel>),
    /// A parcel.
    UpdateParcel(Box<Parcel>),
    /// A new fulfillment.
    InsertFulfillment(Box<Fulfillment>),
    /// A fulfillment.
    UpdateFulfillment(Box<Fulfillment>),
    /// A new case.
    InsertCase(Box<Case>),
    /// A case.
    UpdateCase(Box<Case>),
    /// A new connection with its credentials.
    InsertConnection(Box<Connection>, Credentials),
    /// A connection without touching its credentials.
    UpdateConnection(Box<Connection>),
    /// A connection and its new credentials.
    RenewConnection(Box<Connection>, Credentials),
    /// A new store.
    InsertStore(Box<Store>),
    /// A store.
    UpdateStore(Box<Store>),
    /// A store's product as just read: inserted, or brought up to date by its external id.
    PutProduct(Box<Product>),
    /// How a variant is bought: inserted or replaced; version 0 is a new one.
    PutMapping(Box<Mapping>),
    /// A number's registration with the tracker: inserted or replaced; version 0 is a new one.
    PutRegistration(Box<Registration>),
    /// A connected tracker: inserted or replaced; version 0 is a new one.
    PutTracker(Box<Tracker>),
    /// A stored push was understood.
    PushRead {
        /// Which.
        id: PushId,
        /// When.
        at: Timestamp,
        /// What became of it, in readable words.
        outcome: String,
    },
    /// A notice that became necessary; nothing if the customer was, or is to be, told of it already.
    PutNotice(Box<Notice>),
    /// A notice.
    UpdateNotice(Box<Notice>),
    /// A stored webhook was understood.
    DeliveryRead {
        /// Which.
        id: DeliveryId,
        /// When.
        at: Timestamp,
        /// What became of it, in readable words.
        outcome: String,
    },
}

impl Changeset {
    /// Nothing decided but that this job ended.
    #[must_use]
    pub fn finishing(id: JobId, claim: i64, end: JobEnd) -> Self {
        Self {
            finishes: Some(FinishedJob { id, claim, end }),
            ..Self::default()
        }
    }

    /// Whether it would change anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
            && self.events.is_empty()
            && self.jobs.is_empty()
            && self.holds.is_none()
            && self.finishes.is_none()
    }
}
