//! A number's registration with the tracker: what it costs once, how it stands, and when it is read.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{TrackingDetail, TrackingStatus, Verdict};
use crate::ids::ConnectionId;
use crate::ports::tracker::{TrackerCarrier, TrackerRefusal, TrackerRefusalReason as R};

/// A number that a tracker follows, is to follow, or will not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The number, as trackers know it.
    pub number: String,
    /// With which tracker; `None` before it was registered.
    pub connection_id: Option<ConnectionId>,
    /// How it stands.
    pub state: RegistrationState,
    /// What is still to be asked of the tracker.
    pub wish: Option<RegistrationWish>,
    /// The tracker's code and name of the carrier, as far as they are known.
    pub carrier: Option<TrackerCarrier>,
    /// Why it is refused or a wish was, if so.
    pub refusal: Option<TrackerRefusal>,
    /// Whether its one fresh start was used.
    pub retracked: bool,
    /// How often its carrier was corrected.
    pub carrier_changes: u32,
    /// When it was registered.
    pub registered_at: Option<Timestamp>,
    /// When the tracker last told of it, by whichever way.
    pub heard_at: Option<Timestamp>,
    /// When it is looked at next: to be registered, read, or stopped.
    pub next_at: Option<Timestamp>,
    /// The version this was read at; 0 is a new one.
    pub version: i64,
}

/// How a registration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationState {
    /// Seen on a parcel; nobody was asked yet.
    New,
    /// The tracker follows it.
    Followed,
    /// The tracker follows it no more.
    Stopped,
    /// The tracker will not follow it as it is; a person may be able to help.
    Refused,
    /// It needs no following: its parcel had arrived, or is too old.
    Skipped,
}

impl RegistrationState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Followed,
        Self::Stopped,
        Self::Refused,
        Self::Skipped,
    ];

    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Followed => "followed",
            Self::Stopped => "stopped",
            Self::Refused => "refused",
            Self::Skipped => "skipped",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What is still to be asked of the tracker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum RegistrationWish {
    /// Look anew.
    Again,
    /// Follow it no more: it arrived.
    Stop,
    /// It is carried by someone else than the tracker thinks.
    Carrier {
        /// By whom.
        carrier: TrackerCarrier,
    },
}

/// A number that the tracker knows nothing of yet is asked for again this soon.
const NO_NEWS_YET: SignedDuration = SignedDuration::from_mins(30);

/// A number that moves is read this often; what the tracker tells by itself puts it off.
const MOVING: SignedDuration = SignedDuration::from_hours(6);

/// A number that nothing is known of for long is read this often.
const SLOW: SignedDuration = SignedDuration::from_hours(12);

/// A number that could not be registered for want of credits is tried again this late.
const NO_CREDIT: SignedDuration = SignedDuration::from_hours(6);

impl Registration {
    /// One that is to be made.
    #[must_use]
    pub fn new(number: String, now: Timestamp) -> Self {
        Self {
            number,
            connection_id: None,
            state: RegistrationState::New,
            wish: None,
            carrier: None,
            refusal: None,
            retracked: false,
            carrier_changes: 0,
            registered_at: None,
            heard_at: None,
            next_at: Some(now),
            version: 0,
        }
    }

    /// The tracker took it, or had it already. Returns nothing to pay for the second.
    pub fn taken(&mut self, by: ConnectionId, carrier: Option<TrackerCarrier>, now: Timestamp) {
        self.connection_id = Some(by);
        self.state = RegistrationState::Followed;
        self.carrier = carrier.or(self.carrier.take());
        self.refusal = None;
        self.registered_at = Some(now);
        self.next_at = later(now, NO_NEWS_YET);
    }

    /// The tracker refused to register it.
    pub fn refused(&mut self, by: ConnectionId, refusal: TrackerRefusal, now: Timestamp) {
        match refusal.reason {
            R::AlreadyRegistered => return self.taken(by, None, now),
            // Nothing is wrong with the number: it waits for credits.
            R::QuotaUsedUp | R::DailyLimit => self.next_at = later(now, NO_CREDIT),
            _ => {
                self.connection_id = Some(by);
                self.state = RegistrationState::Refused;
                self.next_at = None;
            }
        }
        self.refusal = Some(refusal);
    }

    /// The tracker told of it.
    pub fn heard(&mut self, verdict: &Verdict, carrier: Option<TrackerCarrier>, now: Timestamp) {
        self.heard_at = Some(now);
        self.carrier = carrier.or(self.carrier.take());
        if self.wish.is_none() {
            self.refusal = None;
        }
        if self.state != RegistrationState::Followed {
            return;
        }
        if is_over(verdict) && self.wish.is_none() {
            self.wish = Some(RegistrationWish::Stop);
            self.next_at = Some(now);
            return;
        }
        let wait = match verdict.status {
            TrackingStatus::Pending | TrackingStatus::Unknown => SLOW,
            _ => MOVING,
        };
        self.next_at = self.wish.as_ref().map_or(later(now, wait), |_| Some(now));
    }

    /// The tracker has nothing to tell of it yet, which is normal right after registering.
    pub fn heard_nothing(&mut self, now: Timestamp) {
        let since = self.registered_at.map(|at| now.duration_since(at));
        let young = since.is_some_and(|since| since.as_hours() < 24);
        self.next_at = later(now, if young { NO_NEWS_YET } else { SLOW });
    }

    /// The tracker does not follow it any more, by its own rules or by our wish.
    pub fn stopped(&mut self) {
        self.state = RegistrationState::Stopped;
        self.next_at = None;
        self.wish.take_if(|wish| *wish == RegistrationWish::Stop);
    }

    /// A person wants it looked at anew: registered if it is not, else asked for at once.
    pub fn wish_again(&mut self, now: Timestamp) {
        match self.state {
            RegistrationState::New | RegistrationState::Refused | RegistrationState::Skipped => {
                self.state = RegistrationState::New;
                self.refusal = None;
            }
            RegistrationState::Followed | RegistrationState::Stopped => {
                self.wish = Some(RegistrationWish::Again);
            }
        }
        self.next_at = Some(now);
    }

    /// A person says who carries it.
    pub fn wish_carrier(&mut self, carrier: TrackerCarrier, now: Timestamp) {
        match self.state {
            RegistrationState::Followed | RegistrationState::Stopped => {
                self.wish = Some(RegistrationWish::Carrier { carrier });
            }
            _ => {
                self.state = RegistrationState::New;
                self.carrier = Some(carrier);
            }
        }
        self.refusal = None;
        self.next_at = Some(now);
    }
}

/// Whether nothing more will come: one that goes back is followed until it is back.
fn is_over(verdict: &Verdict) -> bool {
    match verdict.status {
        TrackingStatus::Delivered => true,
        TrackingStatus::Returned => verdict.detail != Some(TrackingDetail::Returning),
        _ => false,
    }
}

fn later(now: Timestamp, wait: SignedDuration) -> Option<Timestamp> {
    now.checked_add(wait).ok()
}
