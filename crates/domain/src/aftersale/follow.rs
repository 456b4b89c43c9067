//! Following cases from the status of the supplier orders they are about. Pure.
//!
//! Needs that fight: a case should move by itself where the marketplace says how it ended, and must
//! never claim an end that nobody told. So a closed supplier order wins a case and goods that left in
//! spite of a cancel request lose it; a dispute that is not shown any more only asks a person how it
//! ended. A status that we do not know moves nothing.

use super::decide::words_of;
use super::{Case, CaseKind, CaseReason, CaseState, GoodsTo, NewCase, open_case};
use crate::ids::{CaseId, PurchaseId};
use crate::order::{Dossier, Revision, TimelineKind};
use crate::ports::marketplace::{SupplierOrderReading, SupplierProgress as P};
use crate::purchase::{PurchaseState as S, SupplierNotice as N};
use crate::workspace::Actor;

/// Whether a purchase must be read although goods and money have found their way: something about it is
/// not settled. One that failed or was canceled tells nothing new.
#[must_use]
pub fn needs_following(dossier: &Dossier, id: PurchaseId) -> bool {
    let Some(purchase) = dossier.purchase(id) else {
        return false;
    };
    let state = purchase.status.state();
    let about = |case: &Case| case.purchase_id == id && case.is_open();
    state.is_followed() || state == S::Completed && dossier.cases.iter().any(about)
}

/// Moves the cases of a purchase by what was just read of its supplier orders, and opens one for what
/// the marketplace shows and nobody has written down here.
pub(crate) fn follow(
    revision: &mut Revision<'_>,
    id: PurchaseId,
    readings: &[SupplierOrderReading],
) {
    open_what_is_shown(revision, id, readings);
    let raw_status = words_of(&revision.dossier, id);
    let open = revision.dossier.cases.iter();
    let open: Vec<CaseId> = open
        .filter(|case| case.purchase_id == id && case.is_open())
        .map(|case| case.id)
        .collect();
    for case_id in open {
        let Some(case) = revision.dossier.case_mut(case_id) else {
            continue;
        };
        case.details.raw_status.clone_from(&raw_status);
        match news_of(case, readings) {
            News::Nothing => {}
            News::Shown => {
                case.details.shown = true;
                if case.status.state() == CaseState::Opened {
                    go(revision, case_id, CaseState::WaitingForSupplier, readings);
                }
            }
            News::Ended(state) => go(revision, case_id, state, readings),
            News::Over => {
                case.details.shown = false;
                go(revision, case_id, CaseState::WaitingForUs, readings);
            }
        }
    }
}

/// What a reading says about a case.
enum News {
    Nothing,
    /// The marketplace shows it.
    Shown,
    /// The marketplace says how it ended.
    Ended(CaseState),
    /// The marketplace does not show it any more, and does not say how it ended.
    Over,
}

fn news_of(case: &Case, readings: &[SupplierOrderReading]) -> News {
    let any = |wanted: N| readings.iter().any(|one| one.order.notice == Some(wanted));
    let progress = |wanted: &[P]| readings.iter().any(|one| wanted.contains(&one.progress));
    if !readings.is_empty() && readings.iter().all(|one| one.progress == P::Closed) {
        return News::Ended(CaseState::Won);
    }
    let sign = match case.kind {
        CaseKind::CancelRequest => N::Canceling,
        CaseKind::Dispute | CaseKind::Return | CaseKind::Refund => N::Dispute,
    };
    if any(sign) {
        return if case.details.shown {
            News::Nothing
        } else {
            News::Shown
        };
    }
    // One that says something unknown, or is frozen, holds all back.
    if progress(&[P::Unknown]) || any(N::Frozen) {
        return News::Nothing;
    }
    match case.kind {
        CaseKind::CancelRequest if any(N::PartlyCanceled) && case.details.shown => News::Over,
        CaseKind::CancelRequest if case.details.shown => News::Ended(CaseState::Lost),
        CaseKind::CancelRequest
            if readings
                .iter()
                .all(|one| matches!(one.progress, P::Shipped | P::Completed)) =>
        {
            News::Ended(CaseState::Lost)
        }
        _ if case.details.shown => News::Over,
        _ => News::Nothing,
    }
}

fn go(revision: &mut Revision<'_>, id: CaseId, to: CaseState, readings: &[SupplierOrderReading]) {
    let now = revision.now;
    let Some(case) = revision.dossier.case_mut(id) else {
        return;
    };
    let moved = case.status.go(to, now);
    // The supplier's own turn needs nobody; everything else that moved by itself is to be seen.
    case.details.news |= to != CaseState::WaitingForSupplier;
    if !moved {
        return;
    }
    case.deadline = None;
    case.details.overdue_told = false;
    let reasons = readings.iter().filter_map(|one| one.closed_because.clone());
    let mut because = vec![case.details.raw_status.clone()];
    because.extend(reasons);
    because.retain(|words| !words.is_empty());
    let kind = TimelineKind::CaseMoved {
        case_id: id,
        case: case.kind,
        state: to,
        because: because.join(": "),
    };
    revision.tell(&Actor::Marketplace, kind);
}

/// What a person did on the marketplace's own page without writing it down here becomes a case, so that
/// it stands in the list with everything else that is not settled.
fn open_what_is_shown(
    revision: &mut Revision<'_>,
    id: PurchaseId,
    readings: &[SupplierOrderReading],
) {
    for (sign, kind) in [
        (N::Canceling, CaseKind::CancelRequest),
        (N::Dispute, CaseKind::Dispute),
    ] {
        let shown = readings.iter().any(|one| one.order.notice == Some(sign));
        let known = revision.dossier.cases.iter().any(|case| {
            let fits = case.kind == kind
                || kind == CaseKind::Dispute && case.kind != CaseKind::CancelRequest;
            case.purchase_id == id && case.is_open() && fits
        });
        let purchase = revision.dossier.purchase(id);
        let Some(purchase) = purchase.filter(|_| shown && !known) else {
            continue;
        };
        let new = NewCase {
            purchase_id: id,
            kind,
            reason: CaseReason::NotTold,
            lines: purchase
                .lines
                .iter()
                .map(|one| (one.id, one.quantity))
                .collect(),
            asked: None,
            deadline: None,
            goods_to: GoodsTo::Nobody,
            note: String::new(),
        };
        // It is refused only where there is nothing that it could be about.
        let opened = open_case(revision, &new, &Actor::Marketplace);
        let case = opened.ok().and_then(|id| revision.dossier.case_mut(id));
        if let Some(case) = case {
            case.details.news = true;
        }
    }
}
