//! What a store that waits for an answer is answered. Pure.
//!
//! A store may ask to take units on, and to give back what was taken on. It is answered as soon as a plan
//! says what can be bought: taken on when every unit is planned or bought, turned down with the reason when
//! one can't be. What nobody knows yet is not answered yet.

use super::{Dossier, LineItem, needed_lines};
use crate::ids::{ExternalId, LineItemId};
use crate::ports::store::{StoreAnswer, StoreAsk};
use crate::purchase::{Failure, FailureReason, PurchaseState as S};

/// The answer, if there is one already.
#[must_use]
pub fn answer_to(dossier: &Dossier, ask: &StoreAsk) -> Option<StoreAnswer> {
    match ask {
        StoreAsk::Fulfill { lines, .. } => take_on(dossier, lines),
        StoreAsk::CallOff { lines, .. } => Some(give_back(dossier, lines)),
    }
}

fn take_on(dossier: &Dossier, asked: &[(ExternalId, u32)]) -> Option<StoreAnswer> {
    if !dossier.order.may_be_bought() {
        return None;
    }
    let asked = line_ids(dossier, asked);
    if let Some(failure) = asked.iter().find_map(|id| failure_of(dossier, *id)) {
        let (reason, message) = (failure.reason, in_words(failure));
        return Some(StoreAnswer::TurnedDown { reason, message });
    }
    let needed = needed_lines(dossier);
    let is_open = |id: &LineItemId| needed.iter().any(|line| line.line_item_id == *id);
    (!asked.iter().any(is_open)).then_some(StoreAnswer::TakenOn)
}

/// Why it is not taken on, in words: who asked in the store sees only these.
fn in_words(failure: &Failure) -> String {
    let theirs = || failure.vendor_message.clone();
    let said = Some(failure.detail.clone()).filter(|detail| !detail.is_empty());
    said.or_else(theirs)
        .unwrap_or_else(|| match failure.reason {
            FailureReason::Unmapped => "nobody said yet how this is bought".to_owned(),
            reason => reason.as_str().replace('_', " "),
        })
}

fn give_back(dossier: &Dossier, asked: &[(ExternalId, u32)]) -> StoreAnswer {
    let asked = line_ids(dossier, asked);
    let is_of_them = |id: LineItemId| asked.contains(&id);
    let stands = dossier.purchases.iter().any(|purchase| {
        let state = purchase.status.state();
        let is_free = matches!(state, S::Planned | S::Canceled | S::Failed);
        !is_free
            && purchase
                .lines
                .iter()
                .any(|line| is_of_them(line.line_item_id))
    });
    let shipped = dossier.parcels.iter().any(|parcel| {
        let mut lines = parcel.lines.iter();
        lines.any(|line| is_of_them(line.line_item_id))
    });
    if stands || shipped {
        let message = "it is ordered at the supplier already".to_owned();
        StoreAnswer::Kept { message }
    } else {
        StoreAnswer::GivenBack
    }
}

/// Why a line can't be bought, if the plan or a marketplace said so.
fn failure_of(dossier: &Dossier, id: LineItemId) -> Option<&Failure> {
    let mut problems = dossier.order.problems.iter();
    let of_plan = problems
        .find(|problem| problem.line_item_id == id)
        .map(|problem| &problem.failure);
    of_plan.or_else(|| {
        let mut failed = dossier.purchases.iter().filter(|purchase| {
            let mut lines = purchase.lines.iter();
            purchase.is_open_failure() && lines.any(|line| line.line_item_id == id)
        });
        failed.next().and_then(|purchase| purchase.failure.as_ref())
    })
}

fn line_ids(dossier: &Dossier, asked: &[(ExternalId, u32)]) -> Vec<LineItemId> {
    let is_asked = |line: &&LineItem| asked.iter().any(|(id, _)| *id == line.external_id);
    let lines = dossier.order.lines.iter();
    lines.filter(is_asked).map(|line| line.id).collect()
}
