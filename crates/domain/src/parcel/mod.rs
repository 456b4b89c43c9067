//! A parcel: one box, its number, its scans and its status.
//!
//! Before it: `purchase`. After it: `fulfillment`. A number may change on the way (first mile to
//! last mile); the parcel stays the same.

mod attention;
mod track;

pub use attention::{LONG_UNDERWAY_DAYS, NOT_FULFILLED_DAYS, ParcelAttention, Underway};
pub use track::{is_packed_whole, track};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ExternalId, LineItemId, OrderId, ParcelId, PurchaseId};

/// The nine tracking statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackingStatus {
    /// No number yet, or nothing known of it yet.
    Pending,
    /// The tracker does not know the number, or says something that we do not know.
    Unknown,
    /// On its way.
    InTransit,
    /// Waits for the customer, or is out for delivery.
    PickUp,
    /// On its way for much too long.
    Expired,
    /// Something happened to it.
    Alert,
    /// A delivery failed.
    Undelivered,
    /// Goes back, or is back.
    Returned,
    /// Delivered.
    Delivered,
}

impl TrackingStatus {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Unknown,
        Self::InTransit,
        Self::PickUp,
        Self::Expired,
        Self::Alert,
        Self::Undelivered,
        Self::Returned,
        Self::Delivered,
    ];

    /// As stored and as shown in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Unknown => "unknown",
            Self::InTransit => "in_transit",
            Self::PickUp => "pick_up",
            Self::Expired => "expired",
            Self::Alert => "alert",
            Self::Undelivered => "undelivered",
            Self::Returned => "returned",
            Self::Delivered => "delivered",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether a person should look.
    #[must_use]
    pub fn needs_person(self) -> bool {
        matches!(
            self,
            Self::Alert | Self::Expired | Self::Undelivered | Self::Returned
        )
    }

    /// Whether nothing more is expected.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Returned)
    }
}

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
    /// Where it is.
    pub status: TrackingStatus,
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
