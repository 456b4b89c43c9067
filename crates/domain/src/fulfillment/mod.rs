//! The record in the store that lines were shipped, with tracking.
//!
//! Before it: `parcel`. It closes the way: the store tells the customer.

mod tell;

pub use tell::{Telling, intend, is_due, progress_to_tell, tellings};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ExternalId, FulfillmentId, OrderId, ParcelId};
use crate::parcel::{ParcelLine, TrackingStatus};

/// A fulfillment in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fulfillment {
    /// Ours.
    pub id: FulfillmentId,
    /// Of which order.
    pub order_id: OrderId,
    /// For which parcel; `None` when someone else made it.
    pub parcel_id: Option<ParcelId>,
    /// The store's id, once the store has it.
    pub external_id: Option<ExternalId>,
    /// Where it stands.
    pub state: FulfillmentState,
    /// The number the store was told, or is to be told.
    pub number: String,
    /// The carrier the store was told.
    pub carrier: String,
    /// Which units of which lines.
    pub lines: Vec<ParcelLine>,
    /// The tracking status the store was last told.
    pub told_status: Option<TrackingStatus>,
    /// The store's refusal in its own words, if it refused.
    pub refusal: Option<String>,
    /// When we last asked the store to make it: recorded before it is asked, because an answer can be
    /// lost while the request is still on its way.
    pub asked_at: Option<Timestamp>,
    /// When we decided it, or first saw it.
    pub created_at: Timestamp,
    /// The version this was read at.
    pub version: i64,
}

/// Where a fulfillment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FulfillmentState {
    /// Decided; the store may or may not have it yet. Looked up by number before it is made.
    Intended,
    /// The store has it.
    Told,
    /// The store refused it; a person should look.
    Refused,
    /// Someone else made it in the store; it is respected.
    Foreign,
    /// It was canceled in the store.
    Canceled,
}

impl FulfillmentState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Intended,
        Self::Told,
        Self::Refused,
        Self::Foreign,
        Self::Canceled,
    ];

    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Told => "told",
            Self::Refused => "refused",
            Self::Foreign => "foreign",
            Self::Canceled => "canceled",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}
