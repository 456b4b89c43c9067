//! Following a supplier order: what the marketplace tells moves the purchase. Pure.
//!
//! A purchase may have several supplier orders; it stands where the slowest of them stands. A status
//! that we do not know moves nothing and is shown. The total is compared with the ceiling before
//! any payment.

use jiff::{SignedDuration, Timestamp};

use super::{Failure, FailureReason, Purchase, PurchaseState as S, SupplierNotice, SupplierOrder};
use crate::aftersale::{follow, needs_following};
use crate::ids::PurchaseId;
use crate::job::Job;
use crate::order::{Revision, TimelineKind};
use crate::parcel::is_packed_whole;
use crate::ports::marketplace::{SupplierOrderReading, SupplierProgress as P};
use crate::workspace::Actor;

/// Takes over what was read of every supplier order of a purchase.
pub fn sync(revision: &mut Revision<'_>, id: PurchaseId, readings: &[SupplierOrderReading]) {
    tell_news(revision, id, readings);
    keep_readings(revision, id, readings);
    if let Some(progress) = overall(readings) {
        advance(revision, id, progress, readings);
    }
    follow(revision, id, readings);
    let now = revision.now;
    let unsettled = needs_following(&revision.dossier, id);
    if let Some(purchase) = revision.dossier.purchase_mut(id) {
        let after_all = now.checked_add(UNSETTLED_WAIT).ok().filter(|_| unsettled);
        purchase.next_sync_at = next_sync(purchase, now).or(after_all);
    }
}

/// How long a purchase is left alone that is complete but for a case: its supplier has days to answer.
const UNSETTLED_WAIT: SignedDuration = SignedDuration::from_hours(8);

/// Where the slowest one stands. Closed ones count only if all are closed; one that says something
/// unknown holds all back.
fn overall(readings: &[SupplierOrderReading]) -> Option<P> {
    let open: Vec<P> = readings
        .iter()
        .map(|reading| reading.progress)
        .filter(|one| *one != P::Closed)
        .collect();
    if readings.is_empty() || open.contains(&P::Unknown) {
        return None;
    }
    if open.is_empty() {
        return Some(P::Closed);
    }
    [P::Unpaid, P::Paid, P::Shipped, P::Completed]
        .into_iter()
        .find(|one| open.contains(one))
}

fn tell_news(revision: &mut Revision<'_>, id: PurchaseId, readings: &[SupplierOrderReading]) {
    let Some(purchase) = revision.dossier.purchase(id) else {
        return;
    };
    let mut news = Vec::new();
    for reading in readings {
        let known = purchase
            .supplier_orders
            .iter()
            .find(|known| known.external_id == reading.order.external_id);
        if known.is_none_or(|known| known.raw_status != reading.order.raw_status) {
            news.push(TimelineKind::SupplierStatusChanged {
                purchase_id: id,
                supplier_order: reading.order.external_id.clone(),
                raw_status: reading.order.raw_status.clone(),
            });
        }
    }
    for kind in news {
        revision.tell(&Actor::Marketplace, kind);
    }
}

fn keep_readings(revision: &mut Revision<'_>, id: PurchaseId, readings: &[SupplierOrderReading]) {
    let now = revision.now;
    let Some(purchase) = revision.dossier.purchase_mut(id) else {
        return;
    };
    let was_over = purchase.is_over_ceiling();
    let part_goes_on = readings.iter().any(|reading| reading.progress != P::Closed);
    for reading in readings {
        let mut order = SupplierOrder {
            read_at: Some(now),
            ..reading.order.clone()
        };
        if part_goes_on && reading.progress == P::Closed {
            // The purchase goes on without these lines, and only a person can get them elsewhere.
            order.notice = Some(SupplierNotice::PartlyCanceled);
        }
        let known = purchase
            .supplier_orders
            .iter_mut()
            .find(|known| known.external_id == order.external_id);
        match known {
            Some(known) => *known = order,
            None => purchase.supplier_orders.push(order),
        }
    }
    let unpaid = purchase.status.state() == S::AwaitingPayment;
    let exceeded = purchase
        .actual_cost()
        .filter(|_| unpaid && !was_over && purchase.is_over_ceiling());
    if let Some(total) = exceeded {
        let ceiling = purchase.ceiling;
        let kind = TimelineKind::CeilingExceeded {
            purchase_id: id,
            total,
            ceiling,
        };
        revision.tell(&Actor::System, kind);
    }
}

fn advance(
    revision: &mut Revision<'_>,
    id: PurchaseId,
    progress: P,
    readings: &[SupplierOrderReading],
) {
    let Some(from) = revision
        .dossier
        .purchase(id)
        .map(|purchase| purchase.status.state())
    else {
        return;
    };
    let order_id = revision.dossier.order.id;
    let rank = |state: S| match state {
        S::AwaitingShipment => 1,
        S::Shipped => 2,
        S::Completed => 3,
        _ => 0,
    };
    let to = match progress {
        P::Unpaid | P::Unknown => return,
        P::Paid => S::AwaitingShipment,
        P::Shipped => S::Shipped,
        P::Completed => S::Completed,
        P::Closed => return close(revision, id, from, readings),
    };
    if rank(to) <= rank(from) || !go(revision, id, to) {
        // Some of it may have been shipped although the whole stands where it stood. Parcels of which
        // nothing was said are not asked for: reading them has a far smaller limit than reading orders.
        if from == S::AwaitingShipment && readings.iter().any(is_partly_shipped) {
            revision.want(Job::TrackParcels {
                order_id,
                purchase_id: id,
            });
        }
        return;
    }
    if rank(from) == 0 {
        let total = revision
            .dossier
            .purchase(id)
            .and_then(Purchase::actual_cost);
        revision.tell(
            &Actor::Marketplace,
            TimelineKind::PurchasePaid {
                purchase_id: id,
                total,
            },
        );
    }
    if to == S::Shipped || (to == S::Completed && rank(from) < 2) {
        revision.tell(
            &Actor::Marketplace,
            TimelineKind::PurchaseShipped { purchase_id: id },
        );
    }
    if to == S::Completed {
        revision.tell(
            &Actor::Marketplace,
            TimelineKind::PurchaseCompleted { purchase_id: id },
        );
    }
    revision.want(Job::TrackParcels {
        order_id,
        purchase_id: id,
    });
}

/// Whether something of a supplier order has left.
fn is_partly_shipped(reading: &SupplierOrderReading) -> bool {
    matches!(reading.progress, P::Shipped | P::Completed)
        || reading.order.notice == Some(SupplierNotice::PartlyShipped)
}

/// All supplier orders were closed. Where the customer still waits, that is a failure a person sees.
/// Of one that was shipped the customer waits for what no parcel with a number is known to hold.
fn close(revision: &mut Revision<'_>, id: PurchaseId, from: S, readings: &[SupplierOrderReading]) {
    let words = readings
        .iter()
        .find_map(|reading| reading.closed_because.clone());
    let because = words
        .clone()
        .unwrap_or_else(|| "the marketplace did not say why".to_owned());
    let failure = Failure {
        vendor_message: words,
        ..Failure::ours(FailureReason::ClosedAtMarketplace, because.clone())
    };
    let called_off = revision.dossier.order.is_called_off();
    if called_off || from == S::Shipped {
        let is_missed = !called_off && !is_packed_whole(&revision.dossier, id);
        if go(revision, id, S::Canceled) {
            if let Some(purchase) = revision.dossier.purchase_mut(id).filter(|_| is_missed) {
                purchase.failure = Some(failure);
            }
            let kind = TimelineKind::PurchaseCanceled {
                purchase_id: id,
                because,
            };
            revision.tell(&Actor::Marketplace, kind);
        }
        return;
    }
    fail(revision, id, failure, &Actor::Marketplace);
}

/// Fails a purchase with a reason and tells it.
pub fn fail(revision: &mut Revision<'_>, id: PurchaseId, failure: Failure, actor: &Actor) {
    if go(revision, id, S::Failed) {
        if let Some(purchase) = revision.dossier.purchase_mut(id) {
            purchase.failure = Some(failure.clone());
            purchase.doubt = None;
            purchase.next_sync_at = None;
        }
        revision.tell(
            actor,
            TimelineKind::PurchaseFailed {
                purchase_id: id,
                failure,
            },
        );
    }
}

fn go(revision: &mut Revision<'_>, id: PurchaseId, to: S) -> bool {
    let now = revision.now;
    let moved = revision
        .dossier
        .purchase_mut(id)
        .map(|purchase| purchase.status.go(to, now));
    matches!(moved, Some(Ok(())))
}

/// When its status is read next: often while a person is likely to pay, seldom while it travels.
#[must_use]
pub fn next_sync(purchase: &Purchase, now: Timestamp) -> Option<Timestamp> {
    let since = now.duration_since(purchase.status.since());
    let wait = match purchase.status.state() {
        S::AwaitingPayment | S::Paying | S::PaymentUnknown if since.as_hours() < 2 => {
            SignedDuration::from_mins(10)
        }
        S::AwaitingPayment | S::Paying | S::PaymentUnknown => SignedDuration::from_hours(2),
        S::AwaitingShipment => SignedDuration::from_hours(4),
        S::Shipped => SignedDuration::from_hours(8),
        _ => return None,
    };
    now.checked_add(wait).ok()
}
