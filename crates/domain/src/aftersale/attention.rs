//! Why a case needs a person. Computed, so that no path can forget it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Case, CaseState as S, Turn};

/// What a person should see to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseTrouble {
    /// It is written down and was not raised with the supplier yet.
    ToRaise,
    /// We must answer.
    ToAnswer,
    /// Our own deadline passed.
    TooLate,
    /// The supplier's deadline passed without an answer.
    SupplierTooLate,
    /// It moved by itself, and nobody has looked yet.
    News,
}

impl CaseTrouble {
    /// Each.
    pub const ALL: [Self; 5] = [
        Self::ToRaise,
        Self::ToAnswer,
        Self::TooLate,
        Self::SupplierTooLate,
        Self::News,
    ];

    /// As in the names of texts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ToRaise => "to_raise",
            Self::ToAnswer => "to_answer",
            Self::TooLate => "too_late",
            Self::SupplierTooLate => "supplier_too_late",
            Self::News => "news",
        }
    }
}

impl Case {
    /// Whether its deadline passed.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && self.deadline.is_some_and(|deadline| deadline <= now)
    }

    /// Why it needs a person at `now`, if it does.
    #[must_use]
    pub fn trouble(&self, now: Timestamp) -> Option<CaseTrouble> {
        let overdue = self.is_overdue(now);
        match (self.turn(), self.status.state()) {
            (Turn::Us, _) if overdue => Some(CaseTrouble::TooLate),
            (Turn::Us, S::Opened) => Some(CaseTrouble::ToRaise),
            (Turn::Us, _) => Some(CaseTrouble::ToAnswer),
            (Turn::Supplier, _) if overdue => Some(CaseTrouble::SupplierTooLate),
            (Turn::Supplier | Turn::Nobody, _) => self.details.news.then_some(CaseTrouble::News),
        }
    }
}
