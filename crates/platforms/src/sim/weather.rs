//! What happens to requests on the in-process network: delays, cuts before and after, silence,
//! arriving twice. Arriving out of order follows from the delays.
//!
//! A weather decides at the moment a request leaves and sees what becomes of it. It must not look at
//! clocks or at the machine's randomness, so that a seed means one history.

use std::hash::{DefaultHasher, Hash};
use std::time::Duration;

use axum::http::HeaderMap;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::http::HowLost;

/// Decides what happens to each request, and sees everything that does.
pub trait Weather: Send {
    /// What happens to this request.
    fn passage(&mut self, departure: &Departure<'_>) -> Passage;

    /// Something happened.
    fn see(&mut self, seen: &Seen<'_>) {
        let _ = seen;
    }
}

/// A request that leaves.
#[derive(Clone, Copy, Debug)]
pub struct Departure<'a> {
    /// Its number in this network, counted from 0.
    pub number: u64,
    /// The sender's name.
    pub from: &'a str,
    /// Where it goes, with its port if the address has one.
    pub host: &'a str,
    /// `GET`, `POST`, …
    pub method: &'a str,
    /// The path.
    pub path: &'a str,
    /// The query, without its question mark.
    pub query: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

/// What was decided for a request. [`Default`] is a perfect wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Passage {
    /// How long it travels, or how long its sender takes to notice that it can't.
    pub delay: Duration,
    /// How long the answer travels.
    pub answer_delay: Duration,
    /// How it ends.
    pub ending: Ending,
    /// It arrives a second time so long after the first; that answer goes nowhere.
    pub again_after: Option<Duration>,
}

/// How the passage of a request ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The answer comes back.
    #[default]
    Answered,
    /// No connection stands; the sender knows that nothing was sent.
    NotConnected,
    /// The connection is cut before the request arrives; the sender can't know.
    CutBefore,
    /// The request arrives and is worked on, then the connection is cut.
    CutAfter,
    /// The request never arrives and the sender hears nothing.
    SilentBefore,
    /// The request arrives and is worked on, and the sender hears nothing.
    SilentAfter,
}

/// Something that happened on the network.
#[derive(Debug)]
pub enum Seen<'a> {
    /// A request left, and this was decided for it.
    Departed(&'a Departure<'a>, &'a Passage),
    /// It was handed to its host.
    Arrived {
        /// Which.
        number: u64,
    },
    /// Its answer came back.
    Answered {
        /// Which.
        number: u64,
        /// The HTTP status.
        status: u16,
        /// The whole body.
        body: &'a [u8],
    },
    /// Its sender has no answer; `Late` is silence.
    Lost {
        /// Which.
        number: u64,
        /// How.
        how: HowLost,
    },
}

impl Seen<'_> {
    /// Adds this to a fingerprint: runs with the same fingerprint carried the same bytes in the same
    /// order.
    pub fn fingerprint(&self, into: &mut DefaultHasher) {
        match self {
            Self::Departed(departure, passage) => {
                (0_u8, departure.number, departure.from).hash(into);
                (departure.host, departure.method, departure.path).hash(into);
                departure.query.hash(into);
                for (name, value) in departure.headers {
                    (name.as_str(), value.as_bytes()).hash(into);
                }
                (departure.body, passage).hash(into);
            }
            Self::Arrived { number } => (1_u8, number).hash(into),
            Self::Answered {
                number,
                status,
                body,
            } => (2_u8, number, status, body).hash(into),
            Self::Lost { number, how } => (3_u8, number, how).hash(into),
        }
    }
}

/// Nothing ever happens: every answer comes back at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calm;

impl Weather for Calm {
    fn passage(&mut self, _departure: &Departure<'_>) -> Passage {
        Passage::default()
    }
}

/// How often what happens, each in 1/1000 of the requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Odds {
    /// [`Ending::NotConnected`].
    pub not_connected: u16,
    /// [`Ending::CutBefore`].
    pub cut_before: u16,
    /// [`Ending::CutAfter`].
    pub cut_after: u16,
    /// [`Ending::SilentBefore`].
    pub silent_before: u16,
    /// [`Ending::SilentAfter`].
    pub silent_after: u16,
    /// Arrives twice.
    pub twice: u16,
    /// Travels for up to a minute instead of up to `delay_ms`.
    pub very_late: u16,
    /// The longest ordinary delay of a request or an answer, in milliseconds.
    pub delay_ms: u64,
}

/// Dice that decide by odds, with a seed.
#[derive(Debug)]
pub struct Dice {
    dice: StdRng,
    odds: Odds,
}

impl Dice {
    /// The same seed and the same questions give the same answers.
    #[must_use]
    pub fn seeded(seed: u64, odds: Odds) -> Self {
        Self {
            dice: StdRng::seed_from_u64(seed),
            odds,
        }
    }

    /// Other odds from now on, with the same dice.
    pub fn set_odds(&mut self, odds: Odds) {
        self.odds = odds;
    }

    /// What happens to the next request, if it may arrive twice or may not.
    pub fn throw(&mut self, repeats: Repeats) -> Passage {
        let odds = self.odds;
        let mut throw = self.dice.random_range(0..1000_u16);
        let chances = [
            (odds.not_connected, Ending::NotConnected),
            (odds.cut_before, Ending::CutBefore),
            (odds.cut_after, Ending::CutAfter),
            (odds.silent_before, Ending::SilentBefore),
            (odds.silent_after, Ending::SilentAfter),
        ];
        let mut ending = Ending::Answered;
        for (chance, candidate) in chances {
            if throw < chance {
                ending = candidate;
                break;
            }
            throw -= chance;
        }
        // Every throw takes the same number of dice, so that other odds do not shift all that follows.
        let delay = self.delay();
        let answer_delay = self.delay();
        let twice = self.happens(odds.twice);
        let gap = self.delay();
        Passage {
            delay,
            answer_delay,
            ending,
            again_after: (twice && repeats == Repeats::Allowed).then_some(gap),
        }
    }

    fn delay(&mut self) -> Duration {
        let very_late = self.happens(self.odds.very_late);
        let end = if very_late {
            60_000
        } else {
            self.odds.delay_ms
        };
        Duration::from_millis(self.dice.random_range(0..=end))
    }

    fn happens(&mut self, per_mille: u16) -> bool {
        self.dice.random_range(0..1000_u16) < per_mille
    }
}

/// Whether a request may arrive twice: vendors repeat webhooks; a call of a client arrives twice only
/// where a proxy on the way repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// It may.
    Allowed,
    /// It may not.
    Never,
}
