//! The knobs of the simulator: who may call it, how unkind it is, how fast parcels travel.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use jiff::Timestamp;

/// How this simulator behaves. `Default` is usable as it is.
#[derive(Clone, Debug)]
pub struct SeventeenTrackSimConfig {
    /// The key that callers must send.
    pub key: String,
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// Credits of the account.
    pub quota_total: u32,
    /// Registrations that are taken in a day (UTC); 0 is no limit.
    pub max_track_daily: u32,
    /// Whether more than three calls in a second are refused.
    pub enforce_rate: bool,
    /// Where pushes go; the real one is set in the dashboard, not by a call.
    pub push_url: Option<String>,
    /// Whether pushes carry their signature.
    pub push_signed: bool,
    /// Numbers whose carrier is not found out, in 1/1000. The real one misses about 200.
    pub undetected_per_mille: u16,
    /// Minutes from registering to the first look at the carrier.
    pub first_sync_minutes: RangeInclusive<u32>,
    /// Minutes between two looks at the carrier.
    pub sync_minutes: RangeInclusive<u32>,
    /// Days from pick-up to delivery where no carrier tells more.
    pub travel_days: RangeInclusive<u32>,
    /// Parcels that are lost on the way, in 1/1000.
    pub lost_per_mille: u16,
    /// Parcels that go back, in 1/1000.
    pub returned_per_mille: u16,
    /// Parcels whose first delivery fails, in 1/1000.
    pub missed_per_mille: u16,
    /// Parcels that customs ask about, in 1/1000.
    pub customs_per_mille: u16,
    /// Pushes that are sent twice, in 1/1000.
    pub doubled_per_mille: u16,
    /// Pushes that come hours late, after younger ones, in 1/1000.
    pub late_per_mille: u16,
    /// Answers with something in an unusual but seen form (a text for a number, an undated scan, a word
    /// that is new), in 1/1000.
    pub quirk_per_mille: u16,
    /// What carriers tell of parcels that really travel somewhere else in the rehearsal.
    pub feed: Option<Feed>,
}

/// Gives what carriers tell of a number; nothing of one that they do not know.
pub(super) type FeedOf = dyn Fn(&str) -> Option<Vec<FeedScan>> + Send + Sync;

/// Who carries a parcel that travels elsewhere, and what happened to it so far, oldest first.
#[derive(Clone)]
pub struct Feed(pub Arc<FeedOf>);

/// Something that a carrier tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedScan {
    /// When it happened.
    pub at: Timestamp,
    /// In the carrier's words.
    pub words: String,
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Feed")
    }
}

impl Default for SeventeenTrackSimConfig {
    fn default() -> Self {
        Self {
            key: "SIM17TRACK0KEY".into(),
            seed: 17,
            quota_total: 2_000,
            max_track_daily: 0,
            enforce_rate: true,
            push_url: None,
            push_signed: true,
            undetected_per_mille: 100,
            first_sync_minutes: 2..=30,
            sync_minutes: 180..=480,
            travel_days: 6..=16,
            lost_per_mille: 20,
            returned_per_mille: 25,
            missed_per_mille: 60,
            customs_per_mille: 30,
            doubled_per_mille: 60,
            late_per_mille: 60,
            quirk_per_mille: 80,
            feed: None,
        }
    }
}
