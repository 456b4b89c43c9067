//! The world at rest: every order arrived and is as the store tells it, every order has ended or waits
//! with a reason that a person sees, and no work is left over.

use std::collections::{BTreeMap, BTreeSet};

use domain::fulfillment::FulfillmentState;
use domain::job::Job;
use domain::order::{Dossier, Tab};
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;
use platforms::shopbase::sim::ledger::OrderRow as StoreRow;

use super::{Case, Finding, found};

/// Work that is due is done within this long.
const OVERDUE: SignedDuration = SignedDuration::from_mins(15);

/// Work that became due less than this before the end may still run at it.
const JUST_BEGUN: SignedDuration = SignedDuration::from_mins(1);

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    for (id, row) in &case.store_orders {
        match case.dossiers.get(id) {
            Some(dossier) => {
                as_told(row, dossier, findings);
                rests(case, row, dossier, findings);
            }
            None if row.deleted => {}
            None => {
                let what = format!("{} never arrived", row.name);
                found(findings, "lost", None, what);
            }
        }
    }
    counts(case, findings);
    work(case, findings);
    let evidence = case.evidence;
    for broken in &evidence.broken {
        found(findings, "broken", None, broken.clone());
    }
    let taken = i64::try_from(evidence.taken_webhooks).unwrap_or(i64::MAX);
    if evidence.kept_webhooks < taken {
        let what = format!(
            "{taken} webhooks were answered \"taken\", {} were kept",
            evidence.kept_webhooks
        );
        found(findings, "webhooks", None, what);
    }
}

/// The order is known as the store tells it.
fn as_told(row: &StoreRow, dossier: &Dossier, findings: &mut Vec<Finding>) {
    let order = &dossier.order;
    let paid = matches!(row.financial_status, "paid" | "partially_refunded");
    if order.payment.is_paid() != paid || order.canceled_at.is_some() != row.canceled_at.is_some() {
        let what = format!(
            "{} is {} and canceled {:?} in the store, {:?} and {:?} in the database",
            row.name, row.financial_status, row.canceled_at, order.payment, order.canceled_at
        );
        found(findings, "stale", Some(order.id), what);
    }
    for line in &row.lines {
        let wanted = u64::try_from(line.quantity - line.refunded).unwrap_or(0);
        let id = line.id.to_string();
        let known = order
            .lines
            .iter()
            .find(|known| known.external_id.as_str() == id);
        let known = known.map(|known| u64::from(known.wanted_quantity()));
        if known != Some(wanted) {
            let what = format!(
                "{} wants {wanted} of line {id}, the database says {known:?}",
                row.name
            );
            found(findings, "stale", Some(order.id), what);
        }
    }
}

/// It has ended, or waits with a reason that a person sees.
fn rests(case: &Case<'_>, row: &StoreRow, dossier: &Dossier, findings: &mut Vec<Finding>) {
    let order = &dossier.order;
    let asks = order.needs_person || order.tab == Tab::Failed;
    let wanted_paid = order.may_be_bought();
    for purchase in &dossier.purchases {
        let state = purchase.status.state();
        let moves = match state {
            S::Placing | S::Paying | S::PaymentUnknown => true,
            // Nobody may buy it, and nobody is to decide anything about it.
            S::Planned => !wanted_paid || !asks,
            S::PlacementUnknown | S::AwaitingPayment | S::AwaitingShipment => !order.needs_person,
            // A parcel without any news for days asks a person only after weeks.
            S::Shipped => false,
            S::Completed | S::Failed | S::Canceled => false,
        };
        if moves {
            let what = format!(
                "{}: purchase {} is {} since {} and nobody is asked",
                row.name,
                purchase.id,
                state.as_str(),
                purchase.status.since()
            );
            found(findings, "unrest", Some(order.id), what);
        }
    }
    if !wanted_paid {
        return;
    }
    let open: i64 = row
        .lines
        .iter()
        .map(|line| (line.quantity - line.refunded - line.fulfilled).max(0))
        .sum();
    let rests = match order.tab {
        Tab::Fulfilled => open == 0,
        Tab::Failed => has_reason(dossier),
        Tab::Canceled => true,
        _ => order.needs_person,
    };
    if !rests {
        let what = format!(
            "{} is in {} with {open} units that the store still waits for, and nobody is asked",
            row.name,
            order.tab.as_str()
        );
        found(findings, "lost", Some(order.id), what);
    }
    let recomputed = Tab::of(dossier);
    if recomputed != order.tab {
        let what = format!(
            "{} is stored in {:?}, it is {recomputed:?}",
            row.name, order.tab
        );
        found(findings, "tab", Some(order.id), what);
    }
    let _ = case;
}

/// Whether the failure says why.
fn has_reason(dossier: &Dossier) -> bool {
    let failed = dossier
        .purchases
        .iter()
        .any(|purchase| !purchase.superseded && purchase.failure.is_some());
    let refused = |told: &domain::fulfillment::Fulfillment| {
        told.state == FulfillmentState::Refused && told.refusal.is_some()
    };
    failed || !dossier.order.problems.is_empty() || dossier.fulfillments.iter().any(refused)
}

/// The stored counts are what a recount gives.
fn counts(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let mut recount: BTreeMap<Tab, (i64, i64)> = BTreeMap::new();
    for dossier in &case.evidence.dossiers {
        let entry = recount.entry(dossier.order.tab).or_default();
        entry.0 += 1;
        entry.1 += i64::from(dossier.order.needs_person);
    }
    for tab in Tab::ALL {
        let stored = case.evidence.tabs.iter().find(|count| count.tab == tab);
        let stored = stored.map_or((0, 0), |count| (count.orders, count.needing_person));
        let counted = recount.get(&tab).copied().unwrap_or_default();
        if stored != counted {
            let what = format!("{tab:?} counts {stored:?}, a recount gives {counted:?}");
            found(findings, "counts", None, what);
        }
    }
}

/// No work runs for ever, waits twice, is overdue or failed where nothing is wrong any more; and what
/// must be followed is followed.
fn work(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let evidence = case.evidence;
    for running in &evidence.running {
        // What became due in the last moment may have begun in it.
        if evidence.now.duration_since(running.due_at) < JUST_BEGUN {
            continue;
        }
        let what = format!("{:?} runs for ever", running.job);
        found(findings, "work", None, what);
    }
    for failed in &evidence.failed_jobs {
        let what = format!("{} failed for good: {}", failed.payload, failed.error);
        found(findings, "work", None, what);
    }
    let mut seen = BTreeSet::new();
    let mut followed = BTreeSet::new();
    for claimed in &evidence.jobs {
        let words = format!("{:?}", claimed.job);
        let late = evidence.now.duration_since(claimed.due_at);
        if late > OVERDUE {
            let what = format!("{words} was due at {}", claimed.due_at);
            found(findings, "work", None, what);
        }
        if !seen.insert(words.clone()) {
            found(findings, "work", None, format!("{words} waits twice"));
        }
        if let Job::SyncPurchase { purchase_id, .. } = &claimed.job {
            followed.insert(*purchase_id);
        }
    }
    for (id, (dossier, purchase)) in &case.purchases {
        let state = purchase.status.state();
        let is_followed = matches!(state, S::AwaitingPayment | S::AwaitingShipment | S::Shipped);
        if is_followed && !followed.contains(id) {
            let what = format!("purchase {id} is {} and not followed", state.as_str());
            found(findings, "work", Some(dossier.order.id), what);
        }
    }
}
