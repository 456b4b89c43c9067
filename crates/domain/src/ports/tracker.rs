//! The port to a tracker: who reports on parcels by their numbers, whoever sold or carries them.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::CallError;
use super::store::{WebhookCall, WebhookRefused};
use crate::address::CountryCode;
use crate::parcel::TrackerReading;

/// What a tracker can do, as data that the desk, the manual and the tests read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackerCapabilities {
    /// How many numbers go into one call.
    pub numbers_per_call: usize,
    /// It tells of changes by itself.
    pub pushes: bool,
    /// How often a number that it follows no more can be taken up again for nothing.
    pub retracks: u32,
}

/// A tracker's account, reached through one connection. Answers come one for each number that was
/// asked for, in the same order.
#[async_trait]
pub trait TrackerPort: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> TrackerCapabilities;

    /// Registers numbers, at most [`TrackerCapabilities::numbers_per_call`]. Each that was not
    /// registered before costs a credit; repeating costs nothing.
    async fn register(&self, wanted: &[NewRegistration]) -> Result<Vec<Registered>, CallError>;

    /// What it knows of numbers now. Costs nothing.
    async fn read(&self, numbers: &[TrackedNumber]) -> Result<Vec<ReadNumber>, CallError>;

    /// Follows numbers no more.
    async fn stop(&self, numbers: &[TrackedNumber]) -> Result<Vec<Told>, CallError>;

    /// Takes stopped numbers up again.
    async fn retrack(&self, numbers: &[TrackedNumber]) -> Result<Vec<Told>, CallError>;

    /// Says who really carries numbers.
    async fn change_carrier(&self, changes: &[CarrierChange]) -> Result<Vec<Told>, CallError>;

    /// What is left of what was paid for. Also the cheapest way to see that the access works.
    async fn quota(&self) -> Result<Quota, CallError>;

    /// Checks a push's signature over the raw body, and reads it.
    fn read_push(&self, call: &WebhookCall<'_>) -> Result<Push, WebhookRefused>;

    /// Reads a push whose signature was checked before it was stored.
    fn understand_push(&self, body: &[u8]) -> Result<Push, WebhookRefused>;

    /// The carriers that a person can choose from, the likeliest first.
    fn carriers(&self) -> &'static [(&'static str, &'static str)];

    /// The number's page for a person.
    fn number_page(&self, number: &str) -> String;
}

/// A carrier by the tracker's own code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerCarrier {
    /// The code.
    pub code: String,
    /// The name as people know it; may be empty.
    pub name: String,
}

/// A number to be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRegistration {
    /// The number.
    pub number: String,
    /// Its carrier, if a person said so; else the tracker finds out.
    pub carrier: Option<TrackerCarrier>,
    /// Where it goes, if known.
    pub destination: Option<CountryCode>,
}

/// A number that the tracker follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedNumber {
    /// The number.
    pub number: String,
    /// The carrier it is followed under, if known.
    pub carrier: Option<TrackerCarrier>,
}

/// A correction of who carries a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierChange {
    /// The number, under the carrier that the tracker thinks it is.
    pub from: TrackedNumber,
    /// Who carries it.
    pub to: TrackerCarrier,
}

/// What became of a registration: the carrier, if the tracker says which.
pub type Registered = Result<Option<TrackerCarrier>, TrackerRefusal>;

/// What became of a wish about a number.
pub type Told = Result<(), TrackerRefusal>;

/// What is known of a number, or why nothing is.
pub type ReadNumber = Result<NumberReading, TrackerRefusal>;

/// What a tracker knows of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberReading {
    /// Where it is.
    pub reading: TrackerReading,
    /// Who carries it, if the tracker says so.
    pub carrier: Option<TrackerCarrier>,
}

/// What a tracker tells by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Of which number.
    pub number: String,
    /// What.
    pub what: PushKind,
}

/// What a push says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushKind {
    /// The number as it is now.
    Updated(Box<NumberReading>),
    /// The number is followed no more.
    Stopped,
    /// Nothing we follow.
    Other,
}

/// Why a tracker did not do something for one number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerRefusal {
    /// Why.
    pub reason: TrackerRefusalReason,
    /// The tracker's own code.
    pub code: String,
    /// The tracker's own words.
    pub message: String,
}

/// Why, in a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackerRefusalReason {
    /// It is registered already, for no credit.
    AlreadyRegistered,
    /// It is not registered.
    NotRegistered,
    /// Nothing is known of it yet, which is normal at first.
    NoNewsYet,
    /// The tracker can't tell who carries it: a person must say so.
    CarrierUnknown,
    /// There is no such carrier, or it can't be followed.
    CarrierWrong,
    /// The carrier wants to know more: a post code, a phone number, a date.
    MoreNeeded,
    /// It can't be a tracking number.
    NumberWrong,
    /// Every credit is used up.
    QuotaUsedUp,
    /// As many were registered today as the tracker takes in a day.
    DailyLimit,
    /// It is followed still, and needs no fresh start.
    NotStopped,
    /// It was taken up again as often as the tracker allows.
    RetracksUsedUp,
    /// It is followed no more.
    Stopped,
    /// Its carrier was corrected as often as the tracker allows, or just now.
    TooManyChanges,
    /// Something that we do not know.
    Other,
}

impl TrackerRefusalReason {
    /// Every reason.
    pub const ALL: [Self; 14] = [
        Self::AlreadyRegistered,
        Self::NotRegistered,
        Self::NoNewsYet,
        Self::CarrierUnknown,
        Self::CarrierWrong,
        Self::MoreNeeded,
        Self::NumberWrong,
        Self::QuotaUsedUp,
        Self::DailyLimit,
        Self::NotStopped,
        Self::RetracksUsedUp,
        Self::Stopped,
        Self::TooManyChanges,
        Self::Other,
    ];

    /// As named in locale keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyRegistered => "already_registered",
            Self::NotRegistered => "not_registered",
            Self::NoNewsYet => "no_news_yet",
            Self::CarrierUnknown => "carrier_unknown",
            Self::CarrierWrong => "carrier_wrong",
            Self::MoreNeeded => "more_needed",
            Self::NumberWrong => "number_wrong",
            Self::QuotaUsedUp => "quota_used_up",
            Self::DailyLimit => "daily_limit",
            Self::NotStopped => "not_stopped",
            Self::RetracksUsedUp => "retracks_used_up",
            Self::Stopped => "stopped",
            Self::TooManyChanges => "too_many_changes",
            Self::Other => "other",
        }
    }

    /// Whether it waits for credits and not for a person.
    #[must_use]
    pub fn is_about_credits(self) -> bool {
        matches!(self, Self::QuotaUsedUp | Self::DailyLimit)
    }
}

/// What is left of what was paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Credits in all.
    pub total: u32,
    /// Credits that were used.
    pub used: u32,
    /// Credits that are left.
    pub left: u32,
    /// Credits that were used today, by the tracker's own day.
    pub today: u32,
    /// Registrations that the tracker takes in a day; 0 if it does not say.
    pub daily: u32,
    /// When this was read.
    pub read_at: Timestamp,
}

impl Quota {
    /// Whether less than a tenth is left, or less than fifty.
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.left < 50 || u64::from(self.left) * 10 < u64::from(self.total)
    }
}
