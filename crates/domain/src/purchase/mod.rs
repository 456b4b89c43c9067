//! A purchase: our order at one supplier for one customer order, one address, one shipping method.
//!
//! Before it: `plan`. After it: `parcel`. It never buys twice: the intent is written before the call
//! leaves, its units are claimed by a database constraint, and an unknown outcome is looked up.

mod failure;
mod state;
mod sync;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use failure::{Failure, FailureReason, Fix};
pub use state::{IllegalMove, MOVES, PurchaseState, Status};
pub use sync::{fail, next_sync, sync};

use crate::address::Recipient;
use crate::catalog::{SupplierRef, SupplierVariantRef};
use crate::ids::{ConnectionId, ExternalId, LineItemId, OrderId, PurchaseId, PurchaseLineId};
use crate::money::{Money, MoneyError, sum};

/// Our order at one supplier for one customer order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Ours.
    pub id: PurchaseId,
    /// For which customer order.
    pub order_id: OrderId,
    /// Through which marketplace account.
    pub connection_id: ConnectionId,
    /// From whom.
    pub supplier: SupplierRef,
    /// What.
    pub lines: Vec<PurchaseLine>,
    /// How it ships.
    pub shipping: ShippingChoice,
    /// The most it may cost in all before a person is asked.
    pub ceiling: Money,
    /// The exact request, once it was decided to send it; never changes after.
    pub intent: Option<PlacementRequest>,
    /// Where it stands.
    pub status: Status,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// Why nobody knows how the placement or payment ended, if so: what happened, in readable words.
    pub doubt: Option<String>,
    /// What the marketplace made of it.
    pub supplier_orders: Vec<SupplierOrder>,
    /// Whether its failure was dealt with: a person ordered again, so that it is history.
    pub superseded: bool,
    /// Placements tried so far.
    pub attempts: u32,
    /// When its status is read next, if it is followed.
    pub next_sync_at: Option<Timestamp>,
    /// When it was planned.
    pub created_at: Timestamp,
    /// The version this was read at.
    pub version: i64,
}

/// One line of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseLine {
    /// Ours.
    pub id: PurchaseLineId,
    /// For which line of the customer order.
    pub line_item_id: LineItemId,
    /// Which part of the mapping this is; 0 is the first.
    pub part: u16,
    /// How many parts the mapping had when this was planned; 0 where that was not written down, and
    /// then no other part of these units is missed.
    #[serde(default)]
    pub parts: u16,
    /// Which units of the customer's line, counted from 0.
    pub units: Vec<u32>,
    /// What is bought.
    pub variant: SupplierVariantRef,
    /// The marketplace's second name for it (see [`crate::catalog::SupplierVariant::attributes`]).
    pub attributes: String,
    /// Its title.
    pub title: String,
    /// How many are bought in all.
    pub quantity: u32,
    /// What one costs.
    pub unit_cost: Money,
}

/// The shipping method that was chosen for a purchase, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingChoice {
    /// The marketplace's code of the method.
    pub code: String,
    /// Its name as people know it.
    pub name: String,
    /// What it costs for this purchase in all.
    pub cost: Money,
    /// Fewest days.
    pub min_days: Option<u16>,
    /// Most days.
    pub max_days: Option<u16>,
    /// Whether it has a tracking number.
    pub tracked: bool,
}

/// The exact request of a placement: durable before the call leaves, never changed after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementRequest {
    /// The key that makes a repeat of this request harmless where the platform knows such keys.
    pub idempotency_key: String,
    /// Who gets the parcel.
    pub recipient: Recipient,
    /// What is bought.
    pub lines: Vec<PlacementLine>,
    /// The marketplace's code of the shipping method.
    pub shipping_code: String,
    /// A note to the supplier; may be empty.
    pub note: String,
    /// When it was decided.
    pub decided_at: Timestamp,
}

/// One line of a [`PlacementRequest`]; no two lines name the same variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementLine {
    /// What.
    pub variant: SupplierVariantRef,
    /// Its second name at the marketplace.
    pub attributes: String,
    /// How many.
    pub quantity: u32,
}

/// What the marketplace made of a purchase, as last read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierOrder {
    /// The marketplace's number.
    pub external_id: ExternalId,
    /// The marketplace's own word for its status; empty until first read.
    pub raw_status: String,
    /// What it costs in all, once known.
    pub total: Option<Money>,
    /// Until when it must be paid.
    pub pay_until: Option<Timestamp>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// What the marketplace wants a person to know or do, if anything.
    pub notice: Option<SupplierNotice>,
    /// Its page at the marketplace.
    pub url: String,
    /// When it was last read.
    pub read_at: Option<Timestamp>,
}

/// What a marketplace wants a person to know or do about a supplier order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplierNotice {
    /// The payment is being processed.
    PaymentProcessing,
    /// The marketplace checks the payment for risk.
    RiskCheck,
    /// The risk check is stuck; the account's owner may have to prove the payment.
    RiskHold,
    /// A group purchase is not complete yet.
    WaitingForGroup,
    /// The address must be completed at the marketplace.
    AddressIncomplete,
    /// The order is frozen.
    Frozen,
    /// A pre-sale is running.
    PreSale,
    /// A cancellation was asked for.
    Canceling,
    /// A dispute is open.
    Dispute,
    /// Only some of it was shipped.
    PartlyShipped,
    /// Some of its lines were canceled.
    PartlyCanceled,
    /// The marketplace says something that we do not know.
    UnknownStatus,
}

impl SupplierNotice {
    /// Whether a person must act.
    #[must_use]
    pub fn needs_person(self) -> bool {
        matches!(
            self,
            Self::RiskHold
                | Self::AddressIncomplete
                | Self::Frozen
                | Self::Dispute
                | Self::PartlyCanceled
                | Self::UnknownStatus
        )
    }
}

impl Purchase {
    /// What the goods cost without shipping.
    ///
    /// # Errors
    /// When lines are priced in different currencies, or the sum does not fit.
    pub fn goods_cost(&self) -> Result<Money, MoneyError> {
        let costs = self
            .lines
            .iter()
            .map(|line| line.unit_cost.times(line.quantity));
        sum(
            costs.collect::<Result<Vec<_>, _>>()?,
            self.ceiling.currency(),
        )
    }

    /// What we expect to pay in all: goods and shipping.
    ///
    /// # Errors
    /// As [`Self::goods_cost`].
    pub fn expected_cost(&self) -> Result<Money, MoneyError> {
        self.goods_cost()?.plus(self.shipping.cost)
    }

    /// What the marketplace says it costs in all, once every supplier order was read.
    #[must_use]
    pub fn actual_cost(&self) -> Option<Money> {
        let totals: Option<Vec<Money>> = self
            .supplier_orders
            .iter()
            .map(|order| order.total)
            .collect();
        let totals = totals.filter(|totals| !totals.is_empty())?;
        sum(totals.iter().copied(), totals[0].currency()).ok()
    }

    /// Whether the marketplace's total is above the ceiling. Totals in another currency than the
    /// ceiling's can't be compared and count as above: a person looks at them.
    #[must_use]
    pub fn is_over_ceiling(&self) -> bool {
        self.actual_cost()
            .is_some_and(|total| total.exceeds(self.ceiling).unwrap_or(true))
    }

    /// The idempotency key: derived from the id, so that it never changes.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        format!("CD-{}", self.id)
    }

    /// Whether it failed and nobody dealt with that yet. One that was closed after it was shipped
    /// can't become *failed* any more: it is canceled with a failure.
    #[must_use]
    pub fn is_open_failure(&self) -> bool {
        let failed = match self.status.state() {
            PurchaseState::Failed => true,
            PurchaseState::Canceled => self.failure.is_some(),
            _ => false,
        };
        failed && !self.superseded
    }
}
