//! Identifiers: ours are 64-bit, time-ordered and typed; an outsider's are text and typed.
//!
//! Ours are made by the program (an [`IdSource`] is passed in), so that a Changeset can name rows
//! before they are stored. Decision: `docs/decisions/0003-ids-are-64-bit-and-time-ordered.md`.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where fresh ids come from. Never gives the same number twice within one process.
pub trait IdSource: Send + Sync {
    /// A fresh, positive, time-ordered number.
    fn next_id(&self) -> i64;
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// A fresh id from `source`.
            #[must_use]
            pub fn fresh(source: &dyn IdSource) -> Self {
                Self(source.next_id())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }

        impl Serialize for $name {
            // As text: JavaScript and many JSON readers lose digits above 2^53.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(/// The tenant: everything one merchant business owns.
    WorkspaceId);
id!(/// A person who signs in.
    UserId);
id!(/// An authorized link to one platform account.
    ConnectionId);
id!(/// A connected online store.
    StoreId);
id!(/// What the store sells.
    ProductId);
id!(/// A sellable form of a product.
    VariantId);
id!(/// The customer's order in a store.
    OrderId);
id!(/// One line of an order.
    LineItemId);
id!(/// Our order at one supplier for one order.
    PurchaseId);
id!(/// One line of a purchase.
    PurchaseLineId);
id!(/// One box.
    ParcelId);
id!(/// The record in the store that lines were shipped.
    FulfillmentId);
id!(/// One message to a customer about a parcel.
    NoticeId);
id!(/// One cancel request, dispute, return or refund with a supplier.
    CaseId);
id!(/// One file that belongs to a case.
    EvidenceId);
id!(/// One entry of an order's timeline.
    EventId);
id!(/// One inbound webhook call.
    DeliveryId);
id!(/// One message that a tracker sent by itself.
    PushId);
id!(/// A piece of background work.
    JobId);
id!(/// One file that somebody asked for.
    ExportId);
id!(/// One process that runs background work, from its start to its end.
    WorkerId);

/// An outsider's id for a thing, kept as text because theirs may exceed 2^53 or not be numbers.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExternalId(pub String);

impl ExternalId {
    /// Wraps the outsider's own text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The outsider's own text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExternalId({})", self.0)
    }
}

/// The name of a platform whose API we speak, as listed in the `platforms` crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlatformName(pub String);

impl PlatformName {
    /// Wraps a platform's name.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlatformName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_travel_as_text() {
        let id = OrderId(9_007_199_254_740_993);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"9007199254740993\"");
        assert_eq!(serde_json::from_str::<OrderId>(&json).unwrap(), id);
    }
}
