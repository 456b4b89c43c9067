//! After the sale: what goes wrong with a purchase once it was placed, and how it is settled.
//!
//! A [`Case`] is one cancel request, dispute, return or refund with a supplier. Most marketplaces have
//! no call for these: a person raises it on the marketplace's own page, and the outcome is followed
//! from the supplier order's status. What that status does not say is asked of a person, never guessed.
//! Before it: `purchase` and `parcel`. After it: the pages of the desk.

mod attention;
mod decide;
mod evidence;
mod follow;
mod goods;
mod policy;
mod state;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use attention::CaseTrouble;
pub use decide::{
    CaseNews, CaseRefusal, NewCase, look_at_deadline, open_case, see_case, update_case,
};
pub use evidence::{Evidence, FileKind};
pub(crate) use follow::follow;
pub use follow::needs_following;
pub use goods::{ReturnedGoods, receive_goods};
pub use policy::{PolicyText, PolicyValues, built_in_policy, placeholders};
pub use state::{CASE_MOVES, CaseState, CaseStatus, Turn};

use crate::ids::{CaseId, OrderId, PurchaseId, PurchaseLineId};
use crate::money::Money;
use crate::workspace::Actor;

/// One cancel request, dispute, return or refund with a supplier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Ours.
    pub id: CaseId,
    /// Of which order.
    pub order_id: OrderId,
    /// About which purchase.
    pub purchase_id: PurchaseId,
    /// What it is.
    pub kind: CaseKind,
    /// Where it stands.
    pub status: CaseStatus,
    /// Until when who acts next must have acted.
    pub deadline: Option<Timestamp>,
    /// Everything else about it.
    pub details: CaseDetails,
    /// Since when.
    pub opened_at: Timestamp,
    /// The version this was read at.
    pub version: i64,
}

/// What is kept of a case beside where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDetails {
    /// Why.
    pub reason: CaseReason,
    /// Which lines of the purchase, and how many of each.
    pub lines: Vec<CaseLine>,
    /// What we ask for.
    pub asked: Option<Money>,
    /// What we got.
    pub got: Option<Money>,
    /// The marketplace's own number of it; empty if there is none.
    pub number: String,
    /// Where returned goods go, if they go anywhere.
    pub goods_to: GoodsTo,
    /// What was written down, oldest first.
    pub notes: Vec<CaseNote>,
    /// The marketplace's own words for its supplier orders when they were last read.
    pub raw_status: String,
    /// Whether the marketplace has shown it: from then on its end can be seen there.
    pub shown: bool,
    /// Whether it moved by itself and nobody has looked at it since.
    pub news: bool,
    /// Whether it was told that the deadline passed.
    pub overdue_told: bool,
    /// Who opened it.
    pub opened_by: Actor,
}

/// A line of the purchase that a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseLine {
    /// Which.
    pub line_id: PurchaseLineId,
    /// How many.
    pub quantity: u32,
    /// How many came back to us.
    #[serde(default)]
    pub received: u32,
    /// How many of those went back to stock.
    #[serde(default)]
    pub restocked: u32,
}

/// Something that was written down about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseNote {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What.
    pub text: String,
}

/// Where returned goods go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodsTo {
    /// Nothing is sent back.
    Nobody,
    /// Back to the supplier.
    Supplier,
    /// To the merchant's own address.
    Merchant,
}

impl GoodsTo {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Nobody, Self::Supplier, Self::Merchant];

    /// As stored and as sent with a form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Supplier => "supplier",
            Self::Merchant => "merchant",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// What a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// The supplier is asked not to send it.
    CancelRequest,
    /// A quarrel at the marketplace.
    Dispute,
    /// Goods go back.
    Return,
    /// Money comes back without goods.
    Refund,
}

impl CaseKind {
    /// Each.
    pub const ALL: [Self; 4] = [
        Self::CancelRequest,
        Self::Dispute,
        Self::Return,
        Self::Refund,
    ];

    /// As stored and as shown in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CancelRequest => "cancel_request",
            Self::Dispute => "dispute",
            Self::Return => "return",
            Self::Refund => "refund",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The reasons that such a case can have.
    #[must_use]
    pub fn reasons(self) -> &'static [CaseReason] {
        use CaseReason as R;
        match self {
            Self::CancelRequest => &[
                R::CustomerCanceled,
                R::TooSlow,
                R::WrongAddress,
                R::BoughtTooMuch,
                R::Other,
            ],
            Self::Dispute => &[
                R::NotReceived,
                R::NotAsDescribed,
                R::Damaged,
                R::WrongItem,
                R::Missing,
                R::Payment,
                R::Other,
            ],
            Self::Return => &[
                R::ChangedMind,
                R::NotAsDescribed,
                R::Damaged,
                R::WrongItem,
                R::Other,
            ],
            Self::Refund => &[
                R::CustomerCanceled,
                R::BoughtTooMuch,
                R::NotReceived,
                R::Missing,
                R::Payment,
                R::Other,
            ],
        }
    }
}

/// Why there is a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseReason {
    /// The customer called the order off.
    CustomerCanceled,
    /// The supplier takes too long.
    TooSlow,
    /// It would go to the wrong place.
    WrongAddress,
    /// More was bought than is wanted.
    BoughtTooMuch,
    /// It did not arrive.
    NotReceived,
    /// It is not what was described.
    NotAsDescribed,
    /// It is broken.
    Damaged,
    /// It is something else.
    WrongItem,
    /// Part of it was not in the parcel.
    Missing,
    /// Something about the payment is wrong.
    Payment,
    /// The customer does not want it any more.
    ChangedMind,
    /// The marketplace shows it and does not say why.
    NotTold,
    /// Anything else; the notes say what.
    Other,
}

impl CaseReason {
    /// Each.
    pub const ALL: [Self; 13] = [
        Self::CustomerCanceled,
        Self::TooSlow,
        Self::WrongAddress,
        Self::BoughtTooMuch,
        Self::NotReceived,
        Self::NotAsDescribed,
        Self::Damaged,
        Self::WrongItem,
        Self::Missing,
        Self::Payment,
        Self::ChangedMind,
        Self::NotTold,
        Self::Other,
    ];

    /// As stored and as sent with a form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerCanceled => "customer_canceled",
            Self::TooSlow => "too_slow",
            Self::WrongAddress => "wrong_address",
            Self::BoughtTooMuch => "bought_too_much",
            Self::NotReceived => "not_received",
            Self::NotAsDescribed => "not_as_described",
            Self::Damaged => "damaged",
            Self::WrongItem => "wrong_item",
            Self::Missing => "missing",
            Self::Payment => "payment",
            Self::ChangedMind => "changed_mind",
            Self::NotTold => "not_told",
            Self::Other => "other",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl Case {
    /// Whether it is not settled yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status.state().is_open()
    }

    /// Who acts next.
    #[must_use]
    pub fn turn(&self) -> Turn {
        self.status.state().turn()
    }

    /// How many units of a purchase line it is about.
    #[must_use]
    pub fn quantity_of(&self, line_id: PurchaseLineId) -> u32 {
        let lines = self.details.lines.iter();
        let of_line = lines.filter(|line| line.line_id == line_id);
        of_line.map(|line| line.quantity).sum()
    }
}
