//! A notice: what a customer is told about a parcel by us, by e-mail or SMS.
//!
//! Before it: `parcel`, whose changes make notices necessary. After it: the mail server and the SMS
//! service. Which notices there are is decided in the Changeset that changes the parcel; at most one for
//! each order, parcel, event and medium is ever stored, so that nothing is told twice.

mod brand;
mod built_in;
mod compose;
mod decide;
mod phone;
mod tracking_url;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use brand::{Brand, Language, Logo, default_slug, ink_on, is_color, is_slug};
pub use built_in::built_in;
pub use compose::{Composed, Layout, PLACEHOLDERS, Template, TemplateWrong, Values, compose};
pub(crate) use decide::decide;
pub use phone::international;
pub use tracking_url::{TrackingUrlWrong, check_tracking_url, fill_tracking_url};

use crate::ids::{NoticeId, OrderId, ParcelId, StoreId};

/// What a customer is told about a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeEvent {
    /// It has a number and is on its way.
    Shipped,
    /// It comes today, or waits to be picked up.
    OutForDelivery,
    /// It arrived.
    Delivered,
    /// It takes longer than it should, or something happened to it.
    Delayed,
}

/// How a customer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// By e-mail.
    Email,
    /// By SMS.
    Sms,
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// To be sent, for the first time or again.
    Waiting,
    /// A try was recorded and may have left; nobody knows yet how it ended.
    Sending,
    /// The mail server or the SMS service took it.
    Sent,
    /// The SMS service says that it arrived.
    Arrived,
    /// It may or may not have been taken. A mail is sent again under the same Message-ID; an SMS is
    /// looked up, and never sent again without a person.
    Unclear,
    /// It was refused for good: it bounced.
    Refused,
    /// It is not to be sent any more, and why is in the answer.
    Skipped,
}

/// What we tell the customers of a store ourselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticePolicy {
    /// By e-mail.
    pub email: bool,
    /// By SMS.
    pub sms: bool,
}

/// One message to a customer about one parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Ours.
    pub id: NoticeId,
    /// About which order.
    pub order_id: OrderId,
    /// Of which store.
    pub store_id: StoreId,
    /// About which parcel.
    pub parcel_id: ParcelId,
    /// What is told.
    pub event: NoticeEvent,
    /// How.
    pub medium: Medium,
    /// Where it stands.
    pub state: NoticeState,
    /// The address or number it went to; empty until the first try.
    pub recipient: String,
    /// The mail's Message-ID, or the SMS service's own id of it.
    pub reference: Option<String>,
    /// What the outside said last in its own words, or why it is skipped.
    pub answer: Option<String>,
    /// How many tries were begun.
    pub attempts: u32,
    /// Whether one of the tries ended without an answer, so that it may have been taken before.
    pub maybe_before: bool,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When the last try was begun.
    pub tried_at: Option<Timestamp>,
    /// The version this was read at.
    pub version: i64,
}

impl NoticeEvent {
    /// Every event, in the order in which a customer hears of them.
    pub const ALL: [Self; 4] = [
        Self::Shipped,
        Self::OutForDelivery,
        Self::Delivered,
        Self::Delayed,
    ];

    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::OutForDelivery => "out_for_delivery",
            Self::Delivered => "delivered",
            Self::Delayed => "delayed",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }
}

impl Medium {
    /// Every medium.
    pub const ALL: [Self; 2] = [Self::Email, Self::Sms];

    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.as_str() == text)
    }
}

impl NoticeState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Sending,
        Self::Sent,
        Self::Arrived,
        Self::Unclear,
        Self::Refused,
        Self::Skipped,
    ];

    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Arrived => "arrived",
            Self::Unclear => "unclear",
            Self::Refused => "refused",
            Self::Skipped => "skipped",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether nothing more is done about it by itself.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Waiting | Self::Sending)
    }
}

impl NoticePolicy {
    /// Whether customers are told by this medium.
    #[must_use]
    pub fn allows(self, medium: Medium) -> bool {
        match medium {
            Medium::Email => self.email,
            Medium::Sms => self.sms,
        }
    }
}
