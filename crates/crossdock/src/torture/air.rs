//! The network's weather of a world, and what is overheard of it: the history's running hash, the
//! moments at which a crash strikes, and the webhooks that were answered "taken".

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use platforms::sim::{Departure, Dice, Odds, Passage, Repeats, Seen, SimClock, Weather};
use tokio::sync::mpsc;

use super::story::{Crash, Trigger};
use super::{DESK, MARKET};

/// The weather. Cloning shares it.
#[derive(Clone)]
pub(super) struct Air(Arc<Mutex<State>>);

struct State {
    clock: SimClock,
    dice: Dice,
    history: DefaultHasher,
    carried: u64,
    lost: u64,
    flying: BTreeMap<u64, Flying>,
    armed: Vec<Crash>,
    strikes: mpsc::UnboundedSender<Crash>,
    taken: BTreeSet<u64>,
}

/// What is remembered of a request until it ends.
struct Flying {
    from: String,
    kind: Kind,
    /// Of a webhook: its topic and body.
    digest: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Placing,
    Webhook,
    Other,
}

/// What was carried so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carried {
    pub(super) requests: u64,
    pub(super) lost: u64,
}

/// An ordinary day: answers take a moment.
const CALM: Odds = Odds {
    not_connected: 0,
    cut_before: 0,
    cut_after: 0,
    silent_before: 0,
    silent_after: 0,
    twice: 0,
    very_late: 0,
    delay_ms: 60,
};

/// A bad day.
pub(super) const WILD: Odds = Odds {
    not_connected: 6,
    cut_before: 8,
    cut_after: 12,
    silent_before: 2,
    silent_after: 4,
    twice: 40,
    very_late: 6,
    delay_ms: 700,
};

impl Air {
    pub(super) fn new(seed: u64, clock: SimClock, strikes: mpsc::UnboundedSender<Crash>) -> Self {
        Self(Arc::new(Mutex::new(State {
            clock,
            dice: Dice::seeded(seed, CALM),
            history: DefaultHasher::new(),
            carried: 0,
            lost: 0,
            flying: BTreeMap::new(),
            armed: Vec::new(),
            strikes,
            taken: BTreeSet::new(),
        })))
    }

    pub(super) fn is_wild(&self, wild: bool) {
        self.lock().dice.set_odds(if wild { WILD } else { CALM });
    }

    /// A crash waits for its moment.
    pub(super) fn arm(&self, crash: Crash) {
        self.lock().armed.push(crash);
    }

    /// No crash strikes any more.
    pub(super) fn disarm(&self) {
        self.lock().armed.clear();
    }

    /// Adds to the history.
    pub(super) fn hear(&self, what: impl Hash) {
        let mut state = self.lock();
        let now = state.clock.now().as_microsecond();
        (now, what).hash(&mut state.history);
    }

    /// The history so far, in one number.
    pub(super) fn history(&self) -> u64 {
        self.lock().history.finish()
    }

    pub(super) fn carried(&self) -> Carried {
        let state = self.lock();
        Carried {
            requests: state.carried,
            lost: state.lost,
        }
    }

    /// How many different webhooks were answered "taken".
    pub(super) fn taken(&self) -> usize {
        self.lock().taken.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Weather for Air {
    fn passage(&mut self, departure: &Departure<'_>) -> Passage {
        // Vendors repeat webhooks; nothing on the way repeats our own calls.
        let repeats = if departure.host == DESK {
            Repeats::Allowed
        } else {
            Repeats::Never
        };
        self.lock().dice.throw(repeats)
    }

    fn see(&mut self, seen: &Seen<'_>) {
        let mut state = self.lock();
        let now = state.clock.now().as_microsecond();
        now.hash(&mut state.history);
        seen.fingerprint(&mut state.history);
        match seen {
            Seen::Departed(departure, _) => {
                state.carried += 1;
                let flying = Flying::of(departure);
                state.strike(&flying, Beat::Departed);
                state.flying.insert(departure.number, flying);
            }
            Seen::Arrived { number } => {
                if let Some(flying) = state.flying.remove(number) {
                    state.strike(&flying, Beat::Arrived);
                    state.flying.insert(*number, flying);
                }
            }
            Seen::Answered {
                number,
                status,
                body,
            } => {
                if let Some(flying) = state.flying.remove(number) {
                    // One that can't be read is taken too, and nothing is kept of it.
                    let kept = *status == 200 && body.windows(4).any(|word| word == b"kept");
                    if let Some(digest) = flying.digest.filter(|_| kept) {
                        state.taken.insert(digest);
                    }
                    state.strike(&flying, Beat::Answered);
                }
            }
            Seen::Lost { number, .. } => {
                state.lost += 1;
                state.flying.remove(number);
            }
        }
    }
}

impl Flying {
    fn of(departure: &Departure<'_>) -> Self {
        let is_hook = departure.host == DESK;
        let bought = |text: &[u8]| {
            let words = b"aliexpress.ds.order.create";
            text.windows(words.len()).any(|window| window == words)
        };
        let is_placing = departure.host == MARKET
            && (bought(departure.query.as_bytes()) || bought(departure.body));
        let digest = is_hook.then(|| {
            let mut hasher = DefaultHasher::new();
            (departure.path, departure.body).hash(&mut hasher);
            hasher.finish()
        });
        Self {
            from: departure.from.to_owned(),
            kind: match (is_hook, is_placing) {
                (true, _) => Kind::Webhook,
                (_, true) => Kind::Placing,
                _ => Kind::Other,
            },
            digest,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Beat {
    Departed,
    Arrived,
    Answered,
}

impl State {
    /// Lets the first crash strike that waits for this moment.
    fn strike(&mut self, flying: &Flying, beat: Beat) {
        if self.armed.is_empty() {
            return;
        }
        let waits_for = |crash: &Crash| {
            let of_node = flying.from == super::node_name(crash.node);
            match crash.trigger {
                Trigger::Placing => {
                    of_node && flying.kind == Kind::Placing && beat == Beat::Departed
                }
                Trigger::Placed => {
                    of_node && flying.kind == Kind::Placing && beat == Beat::Answered
                }
                Trigger::Call => of_node && beat == Beat::Departed,
                Trigger::Answer => of_node && beat == Beat::Answered,
                Trigger::Webhook => flying.kind == Kind::Webhook && beat == Beat::Arrived,
                Trigger::Time => false,
            }
        };
        if let Some(index) = self.armed.iter().position(waits_for) {
            let crash = self.armed.remove(index);
            // Nobody listens any more once the world has come to rest.
            let _ = self.strikes.send(crash);
        }
    }
}
