//! An authorized link to one platform account, and how long it holds.
//!
//! While a connection is disconnected its orders wait; none fails because of it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionId, ExternalId, PlatformName};

/// What a platform is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionKind {
    /// An online store: orders come from here.
    Store,
    /// Where suppliers sell: orders are placed here.
    Marketplace,
    /// Who reports on parcels.
    Tracker,
}

impl ConnectionKind {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Marketplace => "marketplace",
            Self::Tracker => "tracker",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Store, Self::Marketplace, Self::Tracker]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// A connection without its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Ours.
    pub id: ConnectionId,
    /// Which platform.
    pub platform: PlatformName,
    /// What it is to us.
    pub kind: ConnectionKind,
    /// The account's id at the platform.
    pub external_id: ExternalId,
    /// The account's name as a person knows it.
    pub name: String,
    /// Why it does not work any more, in the platform's or our words; `None` while it works.
    pub disconnected_because: Option<String>,
    /// When the access ends, if it does.
    pub access_expires_at: Option<Timestamp>,
    /// When renewing ends and a person must authorize again, if it does.
    pub refresh_expires_at: Option<Timestamp>,
    /// The last call that worked.
    pub last_success_at: Option<Timestamp>,
    /// The last error, in readable words, if the last call failed.
    pub last_error: Option<String>,
    /// When it was connected.
    pub connected_at: Timestamp,
    /// The version this was read at.
    pub version: i64,
}

/// How a connection stands at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Works.
    Connected,
    /// Works, but a person must authorize again within this many days.
    Expiring {
        /// Whole days left, rounded up.
        days_left: i64,
    },
    /// Does not work until a person reconnects it.
    Disconnected,
}

/// Warnings start this many days before a person must authorize again.
pub const WARN_DAYS: [i64; 4] = [14, 7, 3, 1];

/// Access is renewed this long before it ends: twice the 30 minutes the strictest platform asks for.
/// One that lives for few hours is renewed when two thirds of its life are over.
pub const RENEW_AHEAD: SignedDuration = SignedDuration::from_hours(1);

/// Where renewing never ends, its end is said to be this: the first moment of the year 9000.
pub const RENEWS_FOREVER: Timestamp = Timestamp::constant(221_845_392_000, 0);

impl Connection {
    /// How it stands at `now`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> ConnectionState {
        if self.disconnected_because.is_some() {
            return ConnectionState::Disconnected;
        }
        let Some(end) = self.authorization_ends_at() else {
            return ConnectionState::Connected;
        };
        let left = end.duration_since(now);
        if !left.is_positive() {
            return ConnectionState::Disconnected;
        }
        let days_left = left.as_hours().div_euclid(24) + 1;
        if days_left <= WARN_DAYS[0] {
            ConnectionState::Expiring { days_left }
        } else {
            ConnectionState::Connected
        }
    }

    /// When a person must authorize again: the later end, because access can be renewed until then.
    /// `None` if never.
    #[must_use]
    pub fn authorization_ends_at(&self) -> Option<Timestamp> {
        if self
            .refresh_expires_at
            .is_some_and(|at| at >= RENEWS_FOREVER)
        {
            return None;
        }
        match (self.access_expires_at, self.refresh_expires_at) {
            (Some(access), Some(refresh)) => Some(access.max(refresh)),
            (Some(access), None) => Some(access),
            (None, _) => None,
        }
    }

    /// When the access should be renewed; `None` if it never ends or can't be renewed.
    #[must_use]
    pub fn renew_at(&self) -> Option<Timestamp> {
        let (access, refresh) = (self.access_expires_at?, self.refresh_expires_at?);
        let given_at = self.last_success_at.unwrap_or(self.connected_at);
        let life = access.duration_since(given_at.max(self.connected_at));
        let ahead = RENEW_AHEAD.min(life / 3).max(SignedDuration::ZERO);
        // Renewing at the very end of the refresh life gains nothing.
        (refresh > access).then(|| access.saturating_sub(ahead).unwrap_or(access))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_access_is_renewed_in_its_last_third_and_one_that_renews_forever_never_ends() {
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let short = Connection {
            connected_at: "2026-11-01T00:00:00Z".parse().unwrap(),
            last_success_at: at("2026-11-01T12:00:00Z"),
            access_expires_at: at("2026-11-01T13:00:00Z"),
            refresh_expires_at: Some(RENEWS_FOREVER),
            ..connection()
        };
        assert_eq!(short.renew_at(), at("2026-11-01T12:40:00Z"));
        assert_eq!(short.authorization_ends_at(), None);
        let later = "2026-11-03T00:00:00Z".parse().unwrap();
        assert_eq!(short.state(later), ConnectionState::Connected);
    }

    fn connection() -> Connection {
        Connection {
            id: ConnectionId(1),
            platform: PlatformName::new("p"),
            kind: ConnectionKind::Marketplace,
            external_id: ExternalId::new("7"),
            name: "n".into(),
            disconnected_because: None,
            access_expires_at: Some("2026-12-01T00:00:00Z".parse().unwrap()),
            refresh_expires_at: Some("2027-01-01T00:00:00Z".parse().unwrap()),
            last_success_at: None,
            last_error: None,
            connected_at: "2026-11-01T00:00:00Z".parse().unwrap(),
            version: 1,
        }
    }

    #[test]
    fn warns_from_fourteen_days_on_and_ends() {
        let state = |at: &str| connection().state(at.parse().unwrap());
        assert_eq!(state("2026-12-10T00:00:00Z"), ConnectionState::Connected);
        assert_eq!(
            state("2026-12-25T01:00:00Z"),
            ConnectionState::Expiring { days_left: 7 }
        );
        assert_eq!(
            state("2026-12-31T12:00:00Z"),
            ConnectionState::Expiring { days_left: 1 }
        );
        assert_eq!(state("2027-01-01T00:00:00Z"), ConnectionState::Disconnected);
    }

    #[test]
    fn renews_ahead_of_the_end_of_access() {
        assert_eq!(
            connection().renew_at(),
            Some("2026-11-30T23:00:00Z".parse().unwrap())
        );
    }
}
