//! The customer's order in a store: what was bought, by whom, and its story.
//!
//! Before it: `store`. After it: `plan`.

mod asks;
mod attention;
mod coverage;
mod dossier;
mod receive;
mod revision;
mod tab;
mod timeline;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use asks::answer_to;
pub use attention::Attention;
pub use coverage::{NeededLine, needed_lines};
pub use dossier::Dossier;
pub use receive::{
    KnownVariants, cancel_planned, planned_again, receive_gone, receive_new, receive_news,
    want_plan,
};
pub use revision::Revision;
pub use tab::Tab;
pub use timeline::{TimelineEvent, TimelineKind};

use crate::address::Recipient;
use crate::ids::{ExternalId, LineItemId, OrderId, StoreId, VariantId};
use crate::money::{Currency, Money};
use crate::plan::{PlanProblem, ShippingRule};

/// The customer's order in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Ours.
    pub id: OrderId,
    /// From which store.
    pub store_id: StoreId,
    /// The store's id.
    pub external_id: ExternalId,
    /// What people call it, e.g. `#1001`.
    pub number: String,
    /// When the customer ordered.
    pub ordered_at: Timestamp,
    /// Whether it is paid.
    pub payment: PaymentStatus,
    /// When the store canceled it, if it did.
    pub canceled_at: Option<Timestamp>,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's e-mail; may be empty.
    pub customer_email: String,
    /// Who gets the parcel, as we will place it: the store's, unless a person edited it.
    pub recipient: Recipient,
    /// Whether a person edited the recipient; then the store's changes do not overwrite it.
    pub recipient_edited: bool,
    /// A shipping rule that a person chose for this order instead of the store's.
    pub shipping_override: Option<ShippingRule>,
    /// Whether a person accepted whatever the next plan costs, after the price rose. It ends when the
    /// store changes what is to be bought.
    pub price_accepted: bool,
    /// What the order's prices are in.
    pub currency: Currency,
    /// What the customer paid or is to pay in all.
    pub total: Money,
    /// The customer's note; may be empty.
    pub note: String,
    /// Its lines.
    pub lines: Vec<LineItem>,
    /// Lines that the last plan could not place, and why.
    pub problems: Vec<PlanProblem>,
    /// Whether a plan has been made since the order last changed.
    pub planned: bool,
    /// When the store last changed it: what came earlier is older news.
    pub store_updated_at: Timestamp,
    /// When we first saw it.
    pub received_at: Timestamp,
    /// The tab it is in: stored because pages count by it; only [`Tab::of`] computes it.
    pub tab: Tab,
    /// Whether a person should look: stored for the same reason; only [`Attention::of`] computes it.
    pub needs_person: bool,
    /// The version this was read at.
    pub version: i64,
}

/// Whether the customer paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "raw")]
pub enum PaymentStatus {
    /// Not, or not in full.
    Unpaid,
    /// In full.
    Paid,
    /// In full, and some of it was given back.
    PartlyRefunded,
    /// All of it was given back.
    Refunded,
    /// The payment was voided.
    Voided,
    /// The store says something that we do not know; nothing is bought on it.
    Unknown(String),
}

impl PaymentStatus {
    /// Whether its lines may be bought.
    #[must_use]
    pub fn is_paid(&self) -> bool {
        matches!(self, Self::Paid | Self::PartlyRefunded)
    }

    /// Whether the money went back.
    #[must_use]
    pub fn is_undone(&self) -> bool {
        matches!(self, Self::Refunded | Self::Voided)
    }
}

/// One line of the customer's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineItem {
    /// Ours.
    pub id: LineItemId,
    /// The store's id.
    pub external_id: ExternalId,
    /// The variant, if we know it.
    pub variant_id: Option<VariantId>,
    /// The store's id of the variant, if the line has one.
    pub variant_external_id: Option<ExternalId>,
    /// Title as sold.
    pub title: String,
    /// Form as sold, e.g. `Red / L`; may be empty.
    pub variant_title: String,
    /// The merchant's own code; may be empty.
    pub sku: String,
    /// How many were ordered.
    pub quantity: u32,
    /// How many of them were refunded or removed.
    pub removed_quantity: u32,
    /// How many of them the store does not want shipped by us now; they are not bought meanwhile.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held_quantity: u32,
    /// How many of them the store was told are being worked on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub progress_told: u32,
    /// What one sold for.
    pub unit_price: Money,
    /// Its picture, if any.
    pub image_url: Option<String>,
    /// Whether it is a thing that is shipped.
    pub requires_shipping: bool,
}

/// Lines that nobody holds back are stored as they always were.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serialization passes a reference"
)]
fn is_zero(quantity: &u32) -> bool {
    *quantity == 0
}

impl LineItem {
    /// How many are still wanted.
    #[must_use]
    pub fn wanted_quantity(&self) -> u32 {
        if self.requires_shipping {
            self.quantity.saturating_sub(self.removed_quantity)
        } else {
            0
        }
    }
}

impl Order {
    /// Whether its lines may be bought: paid, not canceled, not undone.
    #[must_use]
    pub fn may_be_bought(&self) -> bool {
        self.canceled_at.is_none() && self.payment.is_paid()
    }

    /// Whether the customer does not want it any more.
    #[must_use]
    pub fn is_called_off(&self) -> bool {
        self.canceled_at.is_some() || self.payment.is_undone()
    }

    /// The line with this id.
    #[must_use]
    pub fn line(&self, id: LineItemId) -> Option<&LineItem> {
        self.lines.iter().find(|line| line.id == id)
    }
}
