//! What was bought: never twice, never for nobody, never before the intent, never for an order that was
//! unpaid or canceled; and nothing that was paid for is lost.

use std::collections::BTreeMap;

use domain::order::TimelineKind as K;
use domain::purchase::{Purchase, PurchaseState as S};
use jiff::SignedDuration;
use platforms::aliexpress::sim::ledger::OrderRow as SupplierRow;

use super::{Case, Finding, found, key_of, stands};

/// A cancellation is known to the program within this long, whatever goes wrong meanwhile.
const KNOWN_BY_THEN: SignedDuration = SignedDuration::from_hours(6);

/// Pieces by product and form.
type Pieces = BTreeMap<(String, String), u64>;

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    nobodys(case, findings);
    for (_, purchase) in case.purchases.values() {
        of_purchase(case, purchase, findings);
    }
    for id in case.store_orders.keys() {
        beyond_quantity(case, *id, findings);
        when_unwanted(case, *id, findings);
    }
    before_canceled(case, findings);
}

/// Every order at the marketplace belongs to a purchase, by its key and by its address.
fn nobodys(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let known: BTreeMap<String, _> = case
        .purchases
        .iter()
        .map(|(id, (dossier, _))| (key_of(*id), *dossier))
        .collect();
    for (key, orders) in &case.bought {
        let Some(dossier) = known.get(key) else {
            let what = format!("a supplier order with key {key} belongs to no purchase");
            found(findings, "nobodys", None, what);
            continue;
        };
        let store_id: Option<i64> = dossier.order.external_id.as_str().parse().ok();
        let mark = store_id
            .and_then(|id| case.truths.get(&id))
            .map(|told| told.mark.as_str());
        for order in orders {
            // Some countries' addresses have their district before it.
            let address = order.recipient.get("address2").map(String::as_str);
            let words = address.unwrap_or_default().split(", ");
            if !words.into_iter().any(|word| Some(word) == mark) {
                let what = format!(
                    "supplier order {} goes to {address:?} and not to {mark:?}",
                    order.order_id
                );
                found(findings, "address", Some(dossier.order.id), what);
            }
        }
    }
}

fn of_purchase(case: &Case<'_>, purchase: &Purchase, findings: &mut Vec<Finding>) {
    let order_id = Some(purchase.order_id);
    let made = case.made_by(purchase.id);
    let wished = wished(purchase);
    for (rule, chosen) in [
        (
            "bought_twice",
            made.iter()
                .copied()
                .filter(|one| stands(one))
                .collect::<Vec<_>>(),
        ),
        (
            "paid_twice",
            made.iter()
                .copied()
                .filter(|one| one.paid_at.is_some())
                .collect(),
        ),
    ] {
        for (what, pieces) in pieces(&chosen) {
            let most = wished.get(&what).copied().unwrap_or(0);
            if pieces > most {
                let words = format!(
                    "{pieces} of {what:?} where purchase {} wished {most}",
                    purchase.id
                );
                found(findings, rule, order_id, words);
            }
        }
    }
    if !made.is_empty() && purchase.intent.is_none() {
        let what = format!("purchase {} was bought without an intent", purchase.id);
        found(findings, "intent", order_id, what);
    }
    let first = made.iter().map(|one| one.created_at).min();
    let decided = purchase.intent.as_ref().map(|intent| intent.decided_at);
    let started = first_start(case, purchase);
    if case.times_compare()
        && let Some(first) = first
        && (decided.is_some_and(|at| first < at) || started.is_some_and(|at| first < at))
    {
        let what = format!(
            "purchase {} was bought at {first}, before its intent was written at {started:?}",
            purchase.id
        );
        found(findings, "intent", order_id, what);
    }
    unknown_orders(made, purchase, findings);
}

fn first_start(case: &Case<'_>, purchase: &Purchase) -> Option<jiff::Timestamp> {
    let events = case.evidence.timelines.get(&purchase.order_id)?;
    let started = events.iter().filter(|event| {
        matches!(&event.kind, K::PlacingStarted { purchase_id, .. } if *purchase_id == purchase.id)
    });
    started.map(|event| event.at).min()
}

/// Every supplier order that stands is known to its purchase, or a person is asked about it.
fn unknown_orders(made: &[&SupplierRow], purchase: &Purchase, findings: &mut Vec<Finding>) {
    if purchase.status.state() == S::PlacementUnknown {
        return;
    }
    for order in made.iter().filter(|order| stands(order)) {
        let number = order.order_id.to_string();
        let known = purchase
            .supplier_orders
            .iter()
            .any(|known| known.external_id.as_str() == number);
        let given_up = matches!(purchase.status.state(), S::Failed | S::Canceled);
        if !known || given_up {
            let what = format!(
                "supplier order {number} stands, purchase {} is {} and {} it",
                purchase.id,
                purchase.status.state().as_str(),
                if known { "gave up" } else { "does not know" }
            );
            found(findings, "unknown_order", Some(purchase.order_id), what);
        }
    }
}

fn wished(purchase: &Purchase) -> Pieces {
    let mut wished = Pieces::new();
    for line in &purchase.lines {
        let what = (
            line.variant.product_id.as_str().to_owned(),
            line.variant.variant_id.as_str().to_owned(),
        );
        *wished.entry(what).or_default() += u64::from(line.quantity);
    }
    wished
}

fn pieces(orders: &[&SupplierRow]) -> Pieces {
    let mut pieces = Pieces::new();
    for line in orders.iter().flat_map(|order| &order.lines) {
        let what = (line.product_id.to_string(), line.sku_id.clone());
        *pieces.entry(what).or_default() += u64::from(line.count);
    }
    pieces
}

/// All that stands for a customer's order is not more than was ever ordered in it.
fn beyond_quantity(case: &Case<'_>, id: i64, findings: &mut Vec<Finding>) {
    let (Some(told), Some(dossier)) = (case.truths.get(&id), case.dossiers.get(&id)) else {
        return;
    };
    let offers = case.evidence.shelf.by_variant();
    let mut most = Pieces::new();
    for (variant, units) in &told.most {
        for part in offers
            .get(variant)
            .into_iter()
            .flat_map(|offer| &offer.parts)
        {
            *most
                .entry((part.product.clone(), part.sku.clone()))
                .or_default() += units * u64::from(part.quantity);
        }
    }
    let made: Vec<&SupplierRow> = dossier
        .purchases
        .iter()
        .flat_map(|purchase| case.made_by(purchase.id))
        .copied()
        .filter(|order| stands(order))
        .collect();
    for (what, pieces) in pieces(&made) {
        let most = most.get(&what).copied().unwrap_or(0);
        if pieces > most {
            let words = format!("{pieces} of {what:?} were bought where {most} were ordered");
            found(findings, "beyond_quantity", Some(dossier.order.id), words);
        }
    }
}

/// Nothing is bought before the customer paid, or long after the store canceled.
fn when_unwanted(case: &Case<'_>, id: i64, findings: &mut Vec<Finding>) {
    let (Some(told), Some(dossier)) = (case.truths.get(&id), case.dossiers.get(&id)) else {
        return;
    };
    for purchase in &dossier.purchases {
        for order in case.made_by(purchase.id) {
            let (at, number) = (order.created_at, order.order_id);
            if told.paid_at.is_none_or(|paid| at < paid) {
                let what = format!(
                    "supplier order {number} was bought at {at}, paid: {:?}",
                    told.paid_at
                );
                found(findings, "unpaid", Some(dossier.order.id), what);
            }
            if told
                .canceled_at
                .is_some_and(|canceled| at.duration_since(canceled) > KNOWN_BY_THEN)
            {
                let what = format!(
                    "supplier order {number} was bought at {at}, canceled at {:?}",
                    told.canceled_at
                );
                found(findings, "canceled", Some(dossier.order.id), what);
            }
        }
    }
}

/// No placement starts while the program itself has told that the order was canceled. What was refunded
/// altogether is canceled too, and wanted again once something was paid anew; one that the store
/// canceled never is.
fn before_canceled(case: &Case<'_>, findings: &mut Vec<Finding>) {
    if !case.times_compare() {
        return;
    }
    for (order, events) in &case.evidence.timelines {
        let mut canceled = None;
        for event in events {
            match &event.kind {
                K::OrderCanceled => canceled = Some(event.at),
                K::OrderPaid => canceled = None,
                K::PlacingStarted { .. } => {
                    let Some(canceled) = canceled.filter(|canceled| event.at > *canceled) else {
                        continue;
                    };
                    let what = format!("canceled at {canceled}, placing started at {}", event.at);
                    found(findings, "canceled", Some(*order), what);
                    break;
                }
                _ => {}
            }
        }
    }
}
