//! Where a parcel is: the nine statuses, and what of it a tracker tells in more detail.

use serde::{Deserialize, Serialize};

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

    /// Whether something went wrong on the way.
    #[must_use]
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Alert | Self::Expired | Self::Undelivered)
    }

    /// Whether nothing more is expected.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Returned)
    }
}

macro_rules! details {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What a tracker tells beside the status, in a closed list; what is not on it is kept as the
        /// tracker's own word only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum TrackingDetail {
            $($(#[$doc])* $name,)*
        }

        impl TrackingDetail {
            /// Every detail.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// As stored and as shown in JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

details! {
    /// The number does not fit any parcel.
    InvalidNumber = "invalid_number",
    /// The carrier was told of the parcel and does not have it yet.
    Announced = "announced",
    /// The carrier has it.
    PickedUp = "picked_up",
    /// It left the country it was sent from.
    Departed = "departed",
    /// It reached the country it goes to.
    Arrived = "arrived",
    /// Customs look at it.
    Customs = "customs",
    /// Customs let it go.
    CustomsReleased = "customs_released",
    /// Customs wait for papers or money.
    CustomsNeeds = "customs_needs",
    /// It waits at a counter or locker.
    ReadyForPickup = "ready_for_pickup",
    /// It is on the van.
    OutForDelivery = "out_for_delivery",
    /// Nobody was at home.
    NobodyThere = "nobody_there",
    /// It was stopped for safety.
    Security = "security",
    /// The customer did not take it.
    Rejected = "rejected",
    /// The address is wrong.
    WrongAddress = "wrong_address",
    /// It goes back.
    Returning = "returning",
    /// It is back.
    BackAtSender = "back_at_sender",
    /// It is damaged.
    Damaged = "damaged",
    /// It is late.
    Delayed = "delayed",
    /// It is lost.
    Lost = "lost",
    /// It was destroyed.
    Destroyed = "destroyed",
    /// The shipment was called off.
    CalledOff = "called_off",
}

impl TrackingDetail {
    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|detail| detail.as_str() == text)
    }

    /// Whether a person should look although the status does not say so.
    #[must_use]
    pub fn needs_person(self) -> bool {
        self == Self::CustomsNeeds
    }
}

/// Who told of a scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackingSource {
    /// The supplier, through the marketplace.
    #[default]
    Supplier,
    /// The tracker.
    Tracker,
}

impl TrackingSource {
    /// Whether it is the supplier, which documents do not say.
    #[must_use]
    pub fn is_supplier(&self) -> bool {
        *self == Self::Supplier
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for status in TrackingStatus::ALL {
            assert_eq!(TrackingStatus::parse(status.as_str()), Some(status));
        }
        for detail in TrackingDetail::ALL {
            assert_eq!(TrackingDetail::parse(detail.as_str()), Some(*detail));
            let json = serde_json::to_string(detail).unwrap();
            assert_eq!(json, format!("\"{}\"", detail.as_str()));
        }
        assert_eq!(TrackingDetail::parse("on_the_moon"), None);
    }
}
