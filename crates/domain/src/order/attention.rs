//! The computed reasons why a person should look at an order.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Dossier;
use super::coverage::{has_untold_units, is_untold};
use crate::aftersale::{Case, CaseKind, CaseTrouble};
use crate::fulfillment::{Fulfillment, FulfillmentState};
use crate::ids::{CaseId, FulfillmentId, LineItemId, ParcelId, PurchaseId};
use crate::parcel::{ParcelLine, TrackingStatus};
use crate::purchase::{Purchase, PurchaseLine, PurchaseState as S, SupplierNotice};

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
    /// It was shipped and has had no tracking number for long: fulfill it by hand.
    ShippedWithoutNumber {
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
    /// Somebody canceled in the store what we told it, so the customer sees those lines as not sent.
    FulfillmentCanceled {
        /// Which fulfillment.
        fulfillment_id: FulfillmentId,
    },
    /// A parcel holds more than the store was told, because less was wanted then; now it is wanted.
    SentBefore {
        /// What the store was told of it.
        fulfillment_id: FulfillmentId,
    },
    /// A case with a supplier is to be raised, answered or looked at.
    Case {
        /// Which case.
        case_id: CaseId,
        /// What about it.
        trouble: CaseTrouble,
        /// Until when.
        deadline: Option<Timestamp>,
    },
}

/// A payment is due soon when less than this is left.
const DUE_SOON: SignedDuration = SignedDuration::from_hours(12);

/// Numbers appear within days of shipping, after customs at the latest.
const NUMBER_LATE: SignedDuration = SignedDuration::from_hours(7 * 24);

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
            of_purchase(dossier, purchase, now, &mut reasons);
        }
        reasons.extend(dossier.cases.iter().filter_map(|case| of_case(case, now)));
        let untold = has_untold_units(dossier);
        // Lines that were canceled at the marketplace ask for a person until they came in another way.
        let canceled_part = |reason: &Self| matches!(reason, Self::Notice { notice, .. } if *notice == SupplierNotice::PartlyCanceled);
        reasons.retain(|reason| untold || !canceled_part(reason));
        if !called_off {
            reasons.extend(without_number(dossier, now));
        }
        if !called_off && bought_too_much(dossier) {
            reasons.push(Self::BoughtTooMuch);
        }
        let in_trouble = dossier
            .parcels
            .iter()
            .filter(|parcel| parcel.needs_person());
        reasons.extend(in_trouble.map(|parcel| Self::Parcel {
            parcel_id: parcel.id,
            status: parcel.status,
        }));
        let refused = |told: &Fulfillment| told.state == FulfillmentState::Refused;
        if untold && dossier.fulfillments.iter().any(refused) {
            reasons.push(Self::StoreRefused);
        }
        if !called_off {
            reasons.extend(canceled_in_store(dossier));
            reasons.extend(sent_before(dossier));
        }
        reasons
    }
}

fn of_case(case: &Case, now: Timestamp) -> Option<Attention> {
    Some(Attention::Case {
        case_id: case.id,
        trouble: case.trouble(now)?,
        deadline: case.deadline,
    })
}

fn of_purchase(
    dossier: &Dossier,
    purchase: &Purchase,
    now: Timestamp,
    reasons: &mut Vec<Attention>,
) {
    let (purchase_id, state) = (purchase.id, purchase.status.state());
    let about = |case: &&Case| case.purchase_id == purchase_id;
    let mut cases = dossier.cases.iter().filter(about);
    // What has a case is seen to there.
    let has_asked = cases
        .clone()
        .any(|case| case.is_open() || case.kind == CaseKind::CancelRequest);
    let has_dispute = cases.any(|case| case.is_open() && case.kind != CaseKind::CancelRequest);
    let called_off = dossier.order.is_called_off() && !has_asked;
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
        let in_case = |notice: SupplierNotice| notice == SupplierNotice::Dispute && has_dispute;
        let notice = order.notice.filter(|notice| notice.needs_person());
        if let Some(notice) = notice.filter(|notice| !in_case(*notice)) {
            reasons.push(Attention::Notice {
                purchase_id,
                notice,
            });
        }
    }
}

fn without_number(dossier: &Dossier, now: Timestamp) -> Option<Attention> {
    let is_numbered = |id: PurchaseId| {
        let parcels = dossier
            .parcels
            .iter()
            .filter(|parcel| parcel.purchase_id == Some(id));
        parcels.into_iter().any(|parcel| parcel.number.is_some())
    };
    // Lines that a person fulfilled by hand, here or in the store, need no number any more.
    let told: Vec<_> = dossier
        .fulfillments
        .iter()
        .filter(|told| {
            matches!(
                told.state,
                FulfillmentState::Told | FulfillmentState::Foreign
            )
        })
        .flat_map(|told| &told.lines)
        .map(|line| line.line_item_id)
        .collect();
    let shipped = dossier.purchases.iter().find(|purchase| {
        let state = purchase.status.state();
        let long = now.duration_since(purchase.status.since()) > NUMBER_LATE;
        let is_untold = |line: &PurchaseLine| !told.contains(&line.line_item_id);
        (state == S::Completed || state == S::Shipped && (long || !purchase.shipping.tracked))
            && !is_numbered(purchase.id)
            && purchase.lines.iter().any(is_untold)
    })?;
    Some(Attention::ShippedWithoutNumber {
        purchase_id: shipped.id,
    })
}

fn bought_too_much(dossier: &Dossier) -> bool {
    dossier.order.lines.iter().any(|line| {
        let bought: usize = dossier
            .purchases
            .iter()
            .filter(|purchase| purchase.status.state().is_followed())
            .flat_map(|purchase| &purchase.lines)
            .filter(|bought| bought.line_item_id == line.id && bought.part == 0)
            .map(|bought| bought.units.len().saturating_sub(in_cases(dossier, bought)))
            .sum();
        bought > usize::try_from(line.wanted_quantity()).unwrap_or(usize::MAX)
    })
}

/// How many units of a purchase line a case is about: those are seen to there. A case counts pieces of
/// the supplier's, of which one unit may need several.
fn in_cases(dossier: &Dossier, line: &PurchaseLine) -> usize {
    let cases = dossier.cases.iter();
    let pieces: u64 = cases.map(|case| u64::from(case.quantity_of(line.id))).sum();
    let units = u64::try_from(line.units.len()).unwrap_or(u64::MAX);
    let units = pieces.saturating_mul(units) / u64::from(line.quantity.max(1));
    usize::try_from(units).unwrap_or(usize::MAX)
}

/// Ours that the store has no more, as long as nobody told the store of the same lines again. It is
/// not told again by itself: whoever canceled it there had a reason that we do not know.
fn canceled_in_store(dossier: &Dossier) -> Option<Attention> {
    let untold = |line: &ParcelLine| {
        let line = dossier.order.line(line.line_item_id);
        line.is_some_and(|line| is_untold(dossier, line))
    };
    let canceled = dossier.fulfillments.iter().find(|told| {
        // One without the store's id was never there: somebody else had told all of it.
        told.state == FulfillmentState::Canceled
            && told.parcel_id.is_some()
            && told.external_id.is_some()
            && told.lines.iter().any(untold)
    })?;
    Some(Attention::FulfillmentCanceled {
        fulfillment_id: canceled.id,
    })
}

/// Told of with fewer units than its parcel holds, while the store waits for these units and nothing
/// more is to come: they were bought, refunded, sent all the same, and added anew. No parcel tells of
/// them any more, and only a person knows whether the customer has them.
fn sent_before(dossier: &Dossier) -> Option<Attention> {
    let comes = |id: LineItemId| {
        let bought = dossier.purchases.iter().any(|purchase| {
            let state = purchase.status.state();
            let mut lines = purchase.lines.iter();
            state.is_live() && state != S::Completed && lines.any(|line| line.line_item_id == id)
        });
        let intended = dossier.fulfillments.iter().any(|told| {
            let mut lines = told.lines.iter();
            told.state == FulfillmentState::Intended && lines.any(|line| line.line_item_id == id)
        });
        bought || intended
    };
    let left_out = |told: &Fulfillment, packed: &ParcelLine| {
        let of_it = |line: &&ParcelLine| line.line_item_id == packed.line_item_id;
        let quantity: u32 = told
            .lines
            .iter()
            .filter(of_it)
            .map(|line| line.quantity)
            .sum();
        let line = dossier.order.line(packed.line_item_id);
        quantity < packed.quantity
            && line.is_some_and(|line| is_untold(dossier, line))
            && !comes(packed.line_item_id)
    };
    let told = dossier.fulfillments.iter().find(|told| {
        // One that was never in the store holds nothing, because somebody else had told all of it.
        let was_told = match told.state {
            FulfillmentState::Told => true,
            FulfillmentState::Canceled => told.external_id.is_none(),
            _ => false,
        };
        let parcel = told.parcel_id.and_then(|id| dossier.parcel(id));
        was_told && parcel.is_some_and(|it| it.lines.iter().any(|packed| left_out(told, packed)))
    })?;
    Some(Attention::SentBefore {
        fulfillment_id: told.id,
    })
}
