//! Faults on a switch: what can go wrong at a platform, how often, and at which call.
//!
//! A simulator asks [`Faults::next`] at the start of each call and does what the answer says. The
//! dice are seeded, so the same seed and the same calls give the same faults.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum FaultKind {
    /// The connection is cut before the call is worked on.
    CutBefore,
    /// The call is worked on and stored, then the connection is cut without an answer.
    CutAfter,
    /// The platform's own throttling answer.
    Throttled,
    /// An HTTP 5xx answer, nothing done.
    ServerError {
        /// The status, e.g. 502.
        status: u16,
    },
    /// The call is worked on and stored, then an HTTP 5xx answer is given.
    ServerErrorAfter {
        /// The status, e.g. 504.
        status: u16,
    },
    /// HTTP 200 with a page of an edge server instead of JSON; nothing done.
    NotJson,
    /// The answer comes late by this much real time.
    Slow {
        /// Real milliseconds.
        delay_ms: u64,
    },
    /// The call waits before it is worked on until the hold is released by the control API.
    HoldBefore,
    /// The call is worked on and stored, then waits until the hold is released.
    HoldAfter,
    /// A fault that only this platform knows, by its name (see the simulator's README).
    Platform {
        /// The name.
        name: String,
    },
}

/// When a fault strikes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaultRule {
    /// The call it is for: the platform's method name, or `METHOD path` with `*` at the end as a wildcard;
    /// `*` alone is every call.
    pub call: String,
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: FaultKind,
    /// Chance per call in 1/1000; 1000 is always.
    #[serde(default = "always")]
    pub per_mille: u16,
    /// Calls of this name that pass before the rule starts to count.
    #[serde(default)]
    pub skip: u32,
    /// Strikes left; absent is no limit.
    #[serde(default)]
    pub times: Option<u32>,
}

fn always() -> u16 {
    1000
}

/// The faults that are switched on at one simulator. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    rules: Vec<FaultRule>,
    dice: StdRng,
    struck: u64,
}

impl Faults {
    /// No faults yet; `seed` decides the dice.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            rules: Vec::new(),
            dice: StdRng::seed_from_u64(seed),
            struck: 0,
        })))
    }

    /// Replaces all rules.
    pub fn set(&self, rules: Vec<FaultRule>) {
        self.lock().rules = rules;
    }

    /// The rules now, with what is left of them.
    #[must_use]
    pub fn rules(&self) -> Vec<FaultRule> {
        self.lock().rules.clone()
    }

    /// How many faults have struck so far.
    #[must_use]
    pub fn struck(&self) -> u64 {
        self.lock().struck
    }

    /// The fault for this call, if one strikes. The first matching rule that strikes wins.
    #[must_use]
    pub fn next(&self, call: &str) -> Option<FaultKind> {
        let mut state = self.lock();
        let State {
            rules,
            dice,
            struck,
        } = &mut *state;
        for rule in rules.iter_mut().filter(|rule| matches(&rule.call, call)) {
            if rule.times == Some(0) {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            if dice.random_range(0..1000) < u32::from(rule.per_mille) {
                rule.times = rule.times.map(|left| left - 1);
                *struck += 1;
                return Some(rule.fault.clone());
            }
        }
        None
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn matches(pattern: &str, call: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => call.starts_with(start),
        None => pattern == call,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_skips_strikes_and_ends() {
        let faults = Faults::seeded(1);
        faults.set(vec![FaultRule {
            call: "order.*".into(),
            fault: FaultKind::CutAfter,
            per_mille: 1000,
            skip: 1,
            times: Some(1),
        }]);
        assert_eq!(faults.next("product.get"), None);
        assert_eq!(faults.next("order.create"), None);
        assert_eq!(faults.next("order.create"), Some(FaultKind::CutAfter));
        assert_eq!(faults.next("order.create"), None);
        assert_eq!(faults.struck(), 1);
    }

    #[test]
    fn the_same_seed_throws_the_same_dice() {
        let throws = |seed| {
            let faults = Faults::seeded(seed);
            faults.set(vec![FaultRule {
                call: "*".into(),
                fault: FaultKind::Throttled,
                per_mille: 500,
                skip: 0,
                times: None,
            }]);
            (0..64)
                .map(|_| faults.next("any").is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }
}
