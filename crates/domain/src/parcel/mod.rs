//! A parcel: one box, its number, its scans and its status.
//!
//! Before it: `purchase`. After it: `fulfillment`. A number may change on the way (first mile to
//! last mile); the parcel stays the same.

mod attention;
mod merge;
pub mod number;
mod registration;
mod status;
mod track;

pub use attention::{LONG_UNDERWAY_DAYS, NOT_FULFILLED_DAYS, ParcelAttention, Underway};
pub use merge::{StatusByHand, StatusChange, TrackerReading, Tracking, Verdict};
pub use registration::{Registration, RegistrationState, RegistrationWish};
pub use status::{TrackingDetail, TrackingSource, TrackingStatus};
pub use track::{hear_tracker, is_packed_whole, set_status, track, track_again};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ExternalId, LineItemId, OrderId, ParcelId, PurchaseId};

/// One dated scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackingEvent {
    /// When.
    pub at: Timestamp,
    /// Where; may be empty.
    pub place: String,
    /// What, in the carrier's words.
    pub text: String,
    /// What it means.
    pub status: TrackingStatus,
    /// Who told of it.
    #[serde(default, skip_serializing_if = "TrackingSource::is_supplier")]
    pub source: TrackingSource,
}

/// One box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Ours.
    pub id: ParcelId,
    /// For which customer order.
    pub order_id: OrderId,
    /// Of which purchase; `None` for a parcel that the merchant typed in.
    pub purchase_id: Option<PurchaseId>,
    /// Of which supplier order.
    pub supplier_order_id: Option<ExternalId>,
    /// What tells it from the other boxes of the same supplier order; stays when the number changes.
    pub box_key: String,
    /// Its number now; `None` until there is one.
    pub number: Option<String>,
    /// Numbers it had before, oldest first.
    pub former_numbers: Vec<String>,
    /// Who carries it, in the marketplace's words.
    pub carrier: String,
    /// Which units of which lines are in it, as far as the store should be told: only lines whose
    /// first part is in this box.
    pub lines: Vec<ParcelLine>,
    /// Where it is: what a person set, or else the newest truth.
    pub status: TrackingStatus,
    /// What else is known of where it is.
    pub tracking: Tracking,
    /// Its scans, newest first.
    pub events: Vec<TrackingEvent>,
    /// When it was first seen with a number.
    pub shipped_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// When it should arrive.
    pub expected_at: Option<Timestamp>,
    /// When it was first seen.
    pub created_at: Timestamp,
    /// The version this was read at.
    pub version: i64,
}

/// Units of one line of the customer's order in a box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelLine {
    /// Which line.
    pub line_item_id: LineItemId,
    /// How many.
    pub quantity: u32,
}

impl Parcel {
    /// Whether it has or had this number, however it is spelled.
    #[must_use]
    pub fn is_known_by(&self, number: &str) -> bool {
        let wanted = number::normal(number);
        let mut numbers = self.number.iter().chain(&self.former_numbers);
        numbers.any(|known| number::normal(known) == wanted)
    }

    /// Whether a person should look.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        let by_detail = self
            .tracking
            .detail
            .is_some_and(TrackingDetail::needs_person);
        self.status.needs_person() || by_detail && !self.status.is_final()
    }

    /// Takes a number, keeping the former one. Returns the former number if it changed.
    pub fn renumber(&mut self, number: &str, now: Timestamp) -> Option<String> {
        if self.number.as_deref() == Some(number) {
            return None;
        }
        self.shipped_at.get_or_insert(now);
        let former = self.number.replace(number.to_owned());
        self.former_numbers.extend(former.clone());
        former
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_number_keeps_the_former_one() {
        let mut parcel = Parcel {
            id: ParcelId(1),
            order_id: OrderId(1),
            purchase_id: None,
            supplier_order_id: None,
            box_key: "0".into(),
            number: None,
            former_numbers: vec![],
            carrier: String::new(),
            lines: vec![],
            status: TrackingStatus::Pending,
            tracking: Tracking::default(),
            events: vec![],
            shipped_at: None,
            delivered_at: None,
            expected_at: None,
            created_at: Timestamp::UNIX_EPOCH,
            version: 0,
        };
        assert_eq!(parcel.renumber("LP1", Timestamp::UNIX_EPOCH), None);
        assert_eq!(parcel.renumber("LP1", Timestamp::UNIX_EPOCH), None);
        assert_eq!(
            parcel.renumber("1Z9", Timestamp::UNIX_EPOCH),
            Some("LP1".into())
        );
        assert_eq!(parcel.former_numbers, ["LP1"]);
        assert_eq!(parcel.shipped_at, Some(Timestamp::UNIX_EPOCH));
    }
}
