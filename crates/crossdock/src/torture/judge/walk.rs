//! The states: every purchase went only where the table allows, as its story tells, and is where the
//! story ends.

use std::collections::BTreeMap;

use domain::ids::PurchaseId;
use domain::order::{TimelineEvent, TimelineKind as K};
use domain::purchase::{Purchase, PurchaseState as S};

use super::{Case, Finding, found};

/// What a story event makes of a purchase: from where it may come, and where it goes.
type Move = (&'static [S], S);

/// Where a purchase stands while its supplier order is followed.
const FOLLOWED: &[S] = &[S::AwaitingPayment, S::AwaitingShipment, S::Shipped];

pub(super) fn judge(case: &Case<'_>, findings: &mut Vec<Finding>) {
    for dossier in &case.evidence.dossiers {
        let events = case.evidence.timelines.get(&dossier.order.id);
        let mut stories: BTreeMap<PurchaseId, Vec<&TimelineEvent>> = BTreeMap::new();
        for event in events.into_iter().flatten() {
            if let Some(purchase) = concerned(&event.kind) {
                stories.entry(purchase).or_default().push(event);
            }
        }
        for purchase in &dossier.purchases {
            let story = stories.remove(&purchase.id).unwrap_or_default();
            of_purchase(case, purchase, &story, findings);
        }
        for stranger in stories.keys() {
            let what = format!("the story tells of purchase {stranger}, which is not there");
            found(findings, "story", Some(dossier.order.id), what);
        }
    }
}

fn of_purchase(
    case: &Case<'_>,
    purchase: &Purchase,
    story: &[&TimelineEvent],
    findings: &mut Vec<Finding>,
) {
    let order = Some(purchase.order_id);
    let count = |wanted: fn(&K) -> bool| story.iter().filter(|event| wanted(&event.kind)).count();
    let placed = count(|kind| matches!(kind, K::PurchasePlaced { .. }));
    if placed > 1 {
        let what = format!("purchase {} was placed {placed} times", purchase.id);
        found(findings, "placed_twice", order, what);
    }
    if count(|kind| matches!(kind, K::PurchasePaid { .. })) > 1 {
        let what = format!("purchase {} was paid more than once", purchase.id);
        found(findings, "paid_twice", order, what);
    }
    // Stories of clocks that were off can't be put in order.
    if !case.times_compare() {
        return;
    }
    if let Err(stuck) = walk(None, story, purchase.status.state()) {
        let told: Vec<String> = story
            .iter()
            .map(|event| format!("{} {}", event.at, name(&event.kind)))
            .collect();
        let what = format!(
            "purchase {} is {} and its story can't be walked at {stuck}: {}",
            purchase.id,
            purchase.status.state().as_str(),
            told.join(", ")
        );
        found(findings, "walk", order, what);
    }
}

/// Walks the story. What happened in the same millisecond may have happened in any order.
fn walk(at: Option<S>, story: &[&TimelineEvent], end: S) -> Result<(), String> {
    let Some(first) = story.first() else {
        // A wish that was never sent ends silently, as the answer that it was not placed does.
        return match at {
            Some(at) if at == end => Ok(()),
            Some(S::Placing) if end == S::Planned => Ok(()),
            _ => Err(format!("the end, {at:?}")),
        };
    };
    let millis = first.at.as_millisecond();
    let together = story
        .iter()
        .take_while(|event| event.at.as_millisecond() == millis)
        .count();
    let mut stuck = String::new();
    for index in 0..together.min(4) {
        let event = story[index];
        let mut rest = story.to_vec();
        rest.remove(index);
        for next in after(at, &event.kind) {
            match walk(Some(next), &rest, end) {
                Ok(()) => return Ok(()),
                Err(where_to) if stuck.len() < where_to.len() => stuck = where_to,
                Err(_) => {}
            }
        }
        if stuck.is_empty() {
            stuck = format!("{} from {at:?}", name(&event.kind));
        }
    }
    Err(stuck)
}

/// Where an event may lead.
fn after(at: Option<S>, kind: &K) -> Vec<S> {
    let Some(at) = at else {
        return match kind {
            K::PurchasePlanned { .. } => vec![S::Planned],
            _ => Vec::new(),
        };
    };
    let (from, to): Move = match kind {
        K::PlacingStarted { .. } => (&[S::Planned], S::Placing),
        K::PlacingPostponed { .. } => (&[S::Placing], S::Planned),
        K::PurchasePlaced { .. } => (&[S::Placing, S::PlacementUnknown], S::AwaitingPayment),
        K::PlacementInDoubt { .. } => (&[S::Placing], S::PlacementUnknown),
        K::PurchasePaid { .. } => (&[S::AwaitingPayment], S::AwaitingShipment),
        K::PurchaseShipped { .. } => (&[S::AwaitingShipment], S::Shipped),
        K::PurchaseCompleted { .. } => (&[S::Shipped], S::Completed),
        K::PurchaseFailed { .. } => (
            &[
                S::Planned,
                S::Placing,
                S::PlacementUnknown,
                S::AwaitingPayment,
                S::AwaitingShipment,
            ],
            S::Failed,
        ),
        K::PurchaseCanceled { .. } => (
            &[
                S::Planned,
                // Refused by a clear answer that is told only with the cancellation.
                S::Placing,
                S::PlacementUnknown,
                S::AwaitingPayment,
                S::AwaitingShipment,
                S::Shipped,
            ],
            S::Canceled,
        ),
        // Settled as placed, it is told as placed too; as not placed, it is planned or ends.
        K::DoubtSettled {
            supplier_orders, ..
        } => {
            return match at {
                S::PlacementUnknown if supplier_orders.is_empty() => {
                    vec![S::Planned, S::PlacementUnknown, S::Canceled]
                }
                S::PlacementUnknown => vec![S::PlacementUnknown],
                // Placed and settled in one moment.
                S::AwaitingPayment => vec![S::AwaitingPayment],
                S::Failed => vec![S::Failed],
                _ => Vec::new(),
            };
        }
        K::SupplierStatusChanged { .. } | K::CeilingExceeded { .. } => {
            let may =
                FOLLOWED.contains(&at) || matches!(at, S::Completed | S::Failed | S::Canceled);
            return if may { vec![at] } else { Vec::new() };
        }
        _ => return vec![at],
    };
    if from.contains(&at) {
        vec![to]
    } else {
        Vec::new()
    }
}

/// The purchase that an event is about, if it is about its state.
fn concerned(kind: &K) -> Option<PurchaseId> {
    match kind {
        K::PurchasePlanned { purchase_id, .. }
        | K::PlacingStarted { purchase_id, .. }
        | K::PurchasePlaced { purchase_id, .. }
        | K::PurchaseFailed { purchase_id, .. }
        | K::PlacingPostponed { purchase_id, .. }
        | K::PlacementInDoubt { purchase_id, .. }
        | K::DoubtSettled { purchase_id, .. }
        | K::PurchasePaid { purchase_id, .. }
        | K::PurchaseShipped { purchase_id }
        | K::PurchaseCompleted { purchase_id }
        | K::SupplierStatusChanged { purchase_id, .. }
        | K::PurchaseCanceled { purchase_id, .. } => Some(*purchase_id),
        _ => None,
    }
}

/// The event's name without its details.
fn name(kind: &K) -> String {
    let words = format!("{kind:?}");
    let end = words.find([' ', '{', '(']).unwrap_or(words.len());
    words[..end].to_owned()
}
