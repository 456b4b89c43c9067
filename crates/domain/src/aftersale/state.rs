//! The states of a case: one enum, one table of moves. Nothing else sets a state.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Written down here, and not raised with the supplier yet: a person does that.
    Opened,
    /// The supplier or the marketplace must answer.
    WaitingForSupplier,
    /// We must answer.
    WaitingForUs,
    /// We got what we asked for.
    Won,
    /// Both gave way.
    Settled,
    /// We got nothing.
    Lost,
    /// We took it back.
    Withdrawn,
}

/// Who acts next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A person here.
    Us,
    /// The supplier or the marketplace.
    Supplier,
    /// Nobody: it is over.
    Nobody,
}

use CaseState as S;

/// Every allowed move. A move that is not here is refused.
pub const CASE_MOVES: &[(CaseState, CaseState)] = &[
    (S::Opened, S::WaitingForSupplier),
    (S::Opened, S::WaitingForUs),
    (S::Opened, S::Won),
    (S::Opened, S::Settled),
    (S::Opened, S::Lost),
    (S::Opened, S::Withdrawn),
    (S::WaitingForSupplier, S::WaitingForUs),
    (S::WaitingForSupplier, S::Won),
    (S::WaitingForSupplier, S::Settled),
    (S::WaitingForSupplier, S::Lost),
    (S::WaitingForSupplier, S::Withdrawn),
    (S::WaitingForUs, S::WaitingForSupplier),
    (S::WaitingForUs, S::Won),
    (S::WaitingForUs, S::Settled),
    (S::WaitingForUs, S::Lost),
    (S::WaitingForUs, S::Withdrawn),
    // An end that was wrong, or an appeal: a person goes on with it.
    (S::Won, S::WaitingForUs),
    (S::Settled, S::WaitingForUs),
    (S::Lost, S::WaitingForUs),
    (S::Withdrawn, S::WaitingForUs),
];

impl CaseState {
    /// Every state, in the order of the way.
    pub const ALL: [Self; 7] = [
        S::Opened,
        S::WaitingForSupplier,
        S::WaitingForUs,
        S::Won,
        S::Settled,
        S::Lost,
        S::Withdrawn,
    ];

    /// As stored and as shown in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            S::Opened => "opened",
            S::WaitingForSupplier => "waiting_for_supplier",
            S::WaitingForUs => "waiting_for_us",
            S::Won => "won",
            S::Settled => "settled",
            S::Lost => "lost",
            S::Withdrawn => "withdrawn",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the table allows moving from here to `to`.
    #[must_use]
    pub fn may_become(self, to: Self) -> bool {
        CASE_MOVES.contains(&(self, to))
    }

    /// Whether it is not over.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, S::Opened | S::WaitingForSupplier | S::WaitingForUs)
    }

    /// Who acts next.
    #[must_use]
    pub fn turn(self) -> Turn {
        match self {
            S::Opened | S::WaitingForUs => Turn::Us,
            S::WaitingForSupplier => Turn::Supplier,
            S::Won | S::Settled | S::Lost | S::Withdrawn => Turn::Nobody,
        }
    }
}

/// A state and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseStatus {
    state: CaseState,
    since: Timestamp,
}

impl CaseStatus {
    /// Opened now.
    #[must_use]
    pub fn opened(now: Timestamp) -> Self {
        Self::restored(S::Opened, now)
    }

    /// As it was stored.
    #[must_use]
    pub fn restored(state: CaseState, since: Timestamp) -> Self {
        Self { state, since }
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> CaseState {
        self.state
    }

    /// Since when.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Moves if the table allows it; says whether it did.
    pub(super) fn go(&mut self, to: CaseState, now: Timestamp) -> bool {
        let may = self.state.may_become(to);
        if may {
            *self = Self::restored(to, now);
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_open_state_can_end_and_every_end_can_be_taken_up_again() {
        for from in S::ALL {
            for to in S::ALL {
                let wanted = match (from.is_open(), to.is_open()) {
                    (true, false) => true,
                    (false, _) => to == S::WaitingForUs,
                    (true, true) => to != from && to != S::Opened,
                };
                assert_eq!(from.may_become(to), wanted, "{from:?} → {to:?}");
            }
            assert_eq!(S::parse(from.as_str()), Some(from));
        }
    }
}
