//! The plan: what would be bought for an order, how and for how much, or why not. Pure.
//!
//! Before it: `order`. After it: `purchase`. Every needed line lands in exactly one purchase per part
//! of its mapping, or in exactly one problem; a line of which one part can't be bought is not
//! bought at all, because half a bundle is of no use to the customer.

mod shipping;
mod split;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use shipping::{Prefer, Rejected, ShippingRate, ShippingRule, WhyNot};
pub use split::plan;

use crate::catalog::{Mapping, SupplierRef, SupplierVariantRef};
use crate::ids::{ConnectionId, LineItemId};
use crate::money::Money;
use crate::order::NeededLine;
use crate::purchase::{Failure, PurchaseLine, ShippingChoice};

/// What a plan is made from.
#[derive(Clone, Debug)]
pub struct PlanInput<'a> {
    /// What is to be bought, with how each line's variant is bought; `None` if nobody said.
    pub needed: &'a [(NeededLine, Option<Mapping>)],
    /// What each supplier's form costs and how it ships, as just read.
    pub quotes: &'a BTreeMap<SupplierVariantRef, Quote>,
    /// How methods are chosen.
    pub rule: &'a ShippingRule,
    /// A purchase may cost this many percent more than planned.
    pub price_tolerance_percent: u32,
}

/// What a marketplace says about buying a quantity of one form for one destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quote {
    /// It can be bought.
    Available(AvailableQuote),
    /// It can't, and why.
    Refused(Failure),
}

/// A form that can be bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailableQuote {
    /// The form's id now; may differ from the mapped one.
    pub variant: SupplierVariantRef,
    /// Its second name now (see [`crate::catalog::SupplierVariant::attributes`]).
    pub attributes: String,
    /// Its title.
    pub title: String,
    /// What one costs.
    pub unit_price: Money,
    /// How it can ship, for the whole quantity.
    pub rates: Vec<ShippingRate>,
}

/// What would be bought, and what can't be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// One per supplier and shipping method.
    pub purchases: Vec<PlannedPurchase>,
    /// Lines that can't be bought.
    pub problems: Vec<PlanProblem>,
}

/// What would be bought from one supplier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPurchase {
    /// Through which marketplace account.
    pub connection_id: ConnectionId,
    /// From whom.
    pub supplier: SupplierRef,
    /// What.
    pub lines: Vec<PurchaseLine>,
    /// How it ships.
    pub shipping: ShippingChoice,
    /// The most it may cost in all.
    pub ceiling: Money,
    /// Why this method, in readable words.
    pub because: String,
}

/// A line that can't be bought, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanProblem {
    /// Which line.
    pub line_item_id: LineItemId,
    /// Why.
    pub failure: Failure,
    /// Every shipping method that was looked at, and why not.
    #[serde(default)]
    pub rejected_methods: Vec<Rejected>,
}
