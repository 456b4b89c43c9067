//! The computed view of an order: what it waits for.

use serde::{Deserialize, Serialize};

use super::coverage::has_untold_units;
use super::{Dossier, needed_lines};
use crate::fulfillment::FulfillmentState;
use crate::purchase::PurchaseState as S;

/// What an order waits for. *All* is no state of an order but every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// Not paid, or not planned yet.
    Pending,
    /// Its purchases are to be placed.
    AwaitingOrder,
    /// Its purchases are to be paid.
    AwaitingPayment,
    /// Its suppliers are to ship.
    AwaitingShipment,
    /// The store was told of every line.
    Fulfilled,
    /// Not wanted any more.
    Canceled,
    /// Something failed and needs a person.
    Failed,
}

impl Tab {
    /// Every tab, in the order they are shown.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::AwaitingOrder,
        Self::AwaitingPayment,
        Self::AwaitingShipment,
        Self::Fulfilled,
        Self::Canceled,
        Self::Failed,
    ];

    /// As stored and as shown in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::AwaitingOrder => "awaiting_order",
            Self::AwaitingPayment => "awaiting_payment",
            Self::AwaitingShipment => "awaiting_shipment",
            Self::Fulfilled => "fulfilled",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.as_str() == text)
    }

    /// Computes the tab of an order. Called off comes first, then what failed, then the earliest
    /// thing that is waited for.
    #[must_use]
    pub fn of(dossier: &Dossier) -> Self {
        let order = &dossier.order;
        if order.is_called_off() {
            return Self::Canceled;
        }
        let failed = dossier
            .purchases
            .iter()
            .any(crate::purchase::Purchase::is_open_failure);
        // A refusal is dealt with once someone told the store of the same units in another way.
        let refused = has_untold_units(dossier)
            && dossier
                .fulfillments
                .iter()
                .any(|told| told.state == FulfillmentState::Refused);
        if failed || refused || !order.problems.is_empty() {
            return Self::Failed;
        }
        let any = |states: &[S]| {
            dossier
                .purchases
                .iter()
                .any(|purchase| states.contains(&purchase.status.state()))
        };
        if any(&[S::Planned, S::Placing, S::PlacementUnknown]) {
            return Self::AwaitingOrder;
        }
        // Before what is to be planned: that may wait for the customer to pay what was added, and
        // meanwhile the marketplace would close what is to be paid there.
        if any(&[S::AwaitingPayment, S::Paying, S::PaymentUnknown]) {
            return Self::AwaitingPayment;
        }
        let is_held_back = dossier
            .order
            .lines
            .iter()
            .any(|line| line.held_quantity > 0);
        if is_held_back || !needed_lines(dossier).is_empty() {
            return Self::Pending;
        }
        if any(&[S::AwaitingShipment]) || has_untold_units(dossier) {
            return Self::AwaitingShipment;
        }
        Self::Fulfilled
    }
}
