//! The computed reasons why a person should look at an order.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Dossier;
use crate::fulfillment::FulfillmentState;
use crate::ids::{ParcelId, PurchaseId};
use crate::parcel::TrackingStatus;
use crate::purchase::{Purchase, PurchaseState as S, SupplierNotice};

/// One reason to look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum Attention {
    /// Something failed.
    Failed,
    /// Nobody knows whether it was placed or paid; the one clear question.
    InDoubt {
        /// Which purchase.
        purchase_id: PurchaseId,
    },
    /// The marketplace's total is above the ceiling; pay it or cancel it.
    OverCeiling {
        /// Which purchase.
        purchase_id: PurchaseId,
    },
    /// It must be paid soon or the marketplace closes it.
    PaymentDueSoon {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// Until when.
        pay_until: Timestamp,
    },
    /// The marketplace wants a person.
    Notice {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// What about.
        notice: SupplierNotice,
    },
    /// The customer called it off, and a supplier order stands.
    CalledOffAfterPlacing {
        /// Which purchase.
        purchase_id: PurchaseId,
    },
    /// More was bought than the customer wants now: lines were refunded after placing.
    BoughtTooMuch,
    /// A parcel is in trouble.
    Parcel {
        /// Which parcel.
        parcel_id: ParcelId,
        /// What about it.
        status: TrackingStatus,
    },
    /// The store refused to be told of a parcel.
    StoreRefused,
}

/// A payment is due soon when less than this is left.
const DUE_SOON: SignedDuration = SignedDuration::from_hours(12);

impl Attention {
    /// The reasons to look at an order at `now`.
    #[must_use]
    pub fn of(dossier: &Dossier, now: Timestamp) -> Vec<Self> {
        let order = &dossier.order;
        let mut reasons = Vec::new();
        let called_off = order.is_called_off();
        let failed = dossier.purchases.iter().any(Purchase::is_open_failure);
        if !called_off && (failed || !order.problems.is_empty()) {
            reasons.push(Self::Failed);
        }
        for purchase in &dossier.purchases {
            of_purchase(purchase, called_off, now, &mut reasons);
        }
        if !called_off && bought_too_much(dossier) {
            reasons.push(Self::BoughtTooMuch);
        }
        let in_trouble = dossier
            .parcels
            .iter()
            .filter(|parcel| parcel.status.needs_person());
        reasons.extend(in_trouble.map(|parcel| Self::Parcel {
            parcel_id: parcel.id,
            status: parcel.status,
        }));
        if dossier
            .fulfillments
            .iter()
            .any(|told| told.state == FulfillmentState::Refused)
        {
            reasons.push(Self::StoreRefused);
        }
        reasons
    }
}

fn of_purchase(
    purchase: &Purchase,
    called_off: bool,
    now: Timestamp,
    reasons: &mut Vec<Attention>,
) {
    let (purchase_id, state) = (purchase.id, purchase.status.state());
    if matches!(state, S::PlacementUnknown | S::PaymentUnknown) {
        reasons.push(Attention::InDoubt { purchase_id });
    }
    if called_off && state.is_followed() {
        reasons.push(Attention::CalledOffAfterPlacing { purchase_id });
    }
    if state == S::AwaitingPayment && purchase.is_over_ceiling() {
        reasons.push(Attention::OverCeiling { purchase_id });
    }
    for order in &purchase.supplier_orders {
        let due = order
            .pay_until
            .filter(|until| until.duration_since(now) < DUE_SOON);
        if let (S::AwaitingPayment, Some(pay_until)) = (state, due) {
            reasons.push(Attention::PaymentDueSoon {
                purchase_id,
                pay_until,
            });
        }
        if let Some(notice) = order.notice.filter(|notice| notice.needs_person()) {
            reasons.push(Attention::Notice {
                purchase_id,
                notice,
            });
        }
    }
}

fn bought_too_much(dossier: &Dossier) -> bool {
    dossier.order.lines.iter().any(|line| {
        let bought: usize = dossier
            .purchases
            .iter()
            .filter(|purchase| purchase.status.state().is_followed())
            .flat_map(|purchase| &purchase.lines)
            .filter(|bought| bought.line_item_id == line.id && bought.part == 0)
            .map(|bought| bought.units.len())
            .sum();
        bought > usize::try_from(line.wanted_quantity()).unwrap_or(usize::MAX)
    })
}
