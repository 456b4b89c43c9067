//! The states of a purchase: one enum, one table of moves. Nothing else sets a state.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a purchase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseState {
    /// Decided, nothing asked of the marketplace yet.
    Planned,
    /// The intent is durable; the call may have left.
    Placing,
    /// The call left and nobody knows how it ended. Looked up, never repeated blind.
    PlacementUnknown,
    /// The supplier order stands and waits for money.
    AwaitingPayment,
    /// A payment was asked for.
    Paying,
    /// The payment was asked for and nobody knows how it ended.
    PaymentUnknown,
    /// Paid; the supplier packs.
    AwaitingShipment,
    /// On its way.
    Shipped,
    /// Received, or closed as received.
    Completed,
    /// Did not work, for a known reason. A person fixes it and orders again: a new purchase.
    Failed,
    /// Not wanted any more. Final.
    Canceled,
}

use PurchaseState as S;

/// Every allowed move. A move that is not here is a mistake in the program.
pub const MOVES: &[(PurchaseState, PurchaseState)] = &[
    (S::Planned, S::Placing),
    (S::Planned, S::Failed),
    (S::Planned, S::Canceled),
    // Nothing was sent, so it is planned again.
    (S::Placing, S::Planned),
    (S::Placing, S::AwaitingPayment),
    (S::Placing, S::PlacementUnknown),
    (S::Placing, S::Failed),
    // A lookup or a person settled it: placed, or certainly not placed.
    (S::PlacementUnknown, S::AwaitingPayment),
    (S::PlacementUnknown, S::Planned),
    (S::PlacementUnknown, S::Failed),
    (S::PlacementUnknown, S::Canceled),
    (S::AwaitingPayment, S::Paying),
    // The merchant may pay at the marketplace without us.
    (S::AwaitingPayment, S::AwaitingShipment),
    (S::AwaitingPayment, S::Shipped),
    (S::AwaitingPayment, S::Completed),
    (S::AwaitingPayment, S::Failed),
    (S::AwaitingPayment, S::Canceled),
    (S::Paying, S::AwaitingPayment),
    (S::Paying, S::PaymentUnknown),
    (S::Paying, S::AwaitingShipment),
    (S::Paying, S::Shipped),
    (S::Paying, S::Completed),
    (S::Paying, S::Failed),
    (S::Paying, S::Canceled),
    (S::PaymentUnknown, S::AwaitingPayment),
    (S::PaymentUnknown, S::AwaitingShipment),
    (S::PaymentUnknown, S::Shipped),
    (S::PaymentUnknown, S::Completed),
    (S::PaymentUnknown, S::Failed),
    (S::PaymentUnknown, S::Canceled),
    (S::AwaitingShipment, S::Shipped),
    (S::AwaitingShipment, S::Completed),
    (S::AwaitingShipment, S::Failed),
    (S::AwaitingShipment, S::Canceled),
    (S::Shipped, S::Completed),
    (S::Shipped, S::Canceled),
];

impl PurchaseState {
    /// Every state, in the order of the way.
    pub const ALL: [Self; 11] = [
        S::Planned,
        S::Placing,
        S::PlacementUnknown,
        S::AwaitingPayment,
        S::Paying,
        S::PaymentUnknown,
        S::AwaitingShipment,
        S::Shipped,
        S::Completed,
        S::Failed,
        S::Canceled,
    ];

    /// As stored and as shown in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            S::Planned => "planned",
            S::Placing => "placing",
            S::PlacementUnknown => "placement_unknown",
            S::AwaitingPayment => "awaiting_payment",
            S::Paying => "paying",
            S::PaymentUnknown => "payment_unknown",
            S::AwaitingShipment => "awaiting_shipment",
            S::Shipped => "shipped",
            S::Completed => "completed",
            S::Failed => "failed",
            S::Canceled => "canceled",
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
        MOVES.contains(&(self, to))
    }

    /// Whether goods may have been bought, or will be: its units must not be bought again.
    #[must_use]
    pub fn is_live(self) -> bool {
        !matches!(self, S::Failed | S::Canceled)
    }

    /// Whether a supplier order may stand and its status should be followed.
    #[must_use]
    pub fn is_followed(self) -> bool {
        matches!(
            self,
            S::AwaitingPayment | S::Paying | S::PaymentUnknown | S::AwaitingShipment | S::Shipped
        )
    }

    /// Whether nothing moves it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, S::Completed | S::Failed | S::Canceled)
    }
}

/// A move that the table does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a purchase can't go from {from:?} to {to:?}")]
pub struct IllegalMove {
    /// Where it stands.
    pub from: PurchaseState,
    /// Where it was to go.
    pub to: PurchaseState,
}

/// A state and since when; only [`Status::go`] changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    state: PurchaseState,
    since: Timestamp,
}

impl Status {
    /// A purchase that was just planned.
    #[must_use]
    pub fn planned(now: Timestamp) -> Self {
        Self {
            state: S::Planned,
            since: now,
        }
    }

    /// As it was stored.
    #[must_use]
    pub fn restored(state: PurchaseState, since: Timestamp) -> Self {
        Self { state, since }
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> PurchaseState {
        self.state
    }

    /// Since when.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Moves on.
    ///
    /// # Errors
    /// When the table has no such move.
    pub fn go(&mut self, to: PurchaseState, now: Timestamp) -> Result<(), IllegalMove> {
        if !self.state.may_become(to) {
            return Err(IllegalMove {
                from: self.state,
                to,
            });
        }
        *self = Self {
            state: to,
            since: now,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use proptest::sample::select;

    use super::*;

    #[test]
    fn final_states_never_move_and_every_state_is_reachable() {
        assert!(MOVES.iter().all(|(from, _)| !from.is_final()));
        for state in PurchaseState::ALL
            .into_iter()
            .filter(|state| *state != S::Planned)
        {
            assert!(
                MOVES.iter().any(|(_, to)| *to == state),
                "{state:?} can't be reached"
            );
        }
    }

    #[test]
    fn unknown_is_never_repeated() {
        assert!(!S::PlacementUnknown.may_become(S::Placing));
        assert!(!S::PaymentUnknown.may_become(S::Paying));
    }

    #[test]
    fn failed_and_canceled_come_from_where_the_glossary_says() {
        for state in PurchaseState::ALL {
            let before_shipped = !state.is_final() && state != S::Shipped;
            assert_eq!(
                state.may_become(S::Failed),
                before_shipped,
                "{state:?} to Failed"
            );
            let cancelable = !state.is_final() && state != S::Placing;
            assert_eq!(
                state.may_become(S::Canceled),
                cancelable,
                "{state:?} to Canceled"
            );
        }
    }

    #[test]
    fn names_round_trip() {
        for state in PurchaseState::ALL {
            assert_eq!(PurchaseState::parse(state.as_str()), Some(state));
        }
    }

    proptest! {
        #[test]
        fn any_walk_stays_in_the_table(steps in vec(select(PurchaseState::ALL.to_vec()), 0..40)) {
            let now = Timestamp::UNIX_EPOCH;
            let mut status = Status::planned(now);
            for to in steps {
                let before = status.state();
                match status.go(to, now) {
                    Ok(()) => prop_assert!(before.may_become(to) && !before.is_final()),
                    Err(refused) => prop_assert_eq!(refused, IllegalMove { from: before, to }),
                }
            }
        }
    }
}
