//! Which notices a change makes necessary. Pure: what was known before, what is known now, and when.

use jiff::{SignedDuration, Timestamp};

use super::{Medium, Notice, NoticeEvent, NoticeState};
use crate::changeset::Write;
use crate::ids::{IdSource, NoticeId};
use crate::job::{Job, NewJob};
use crate::order::{Dossier, Order};
use crate::parcel::{Parcel, TrackingStatus as T};

/// A parcel this much behind its time is late: carriers promise days, not hours.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Nobody is told any more that a parcel is late that was to arrive this long ago: the merchant switched
/// notices on long after it was shipped.
const LATE_UNTIL: SignedDuration = SignedDuration::from_hours(8 * 24);

/// The notices that the change from `before` to `after` makes necessary, and the jobs that send them.
/// One that was decided before is decided again with another id; storage keeps the first.
pub(crate) fn decide(
    before: Option<&Dossier>,
    after: &Dossier,
    now: Timestamp,
    ids: &dyn IdSource,
) -> Vec<(Write, NewJob)> {
    let media: Vec<Medium> = Medium::ALL
        .into_iter()
        .filter(|medium| after.notices.allows(*medium) && may_be_told(&after.order, *medium))
        .collect();
    if media.is_empty() {
        return Vec::new();
    }
    let mut decided = Vec::new();
    for parcel in &after.parcels {
        let known = before.and_then(|before| before.parcel(parcel.id));
        for event in events(known, parcel, now) {
            for medium in &media {
                decided.push(notice(&after.order, parcel, event, *medium, now, ids));
            }
        }
    }
    decided
}

/// Whether the customer can be told at all. By SMS only of orders that are really paid.
fn may_be_told(order: &Order, medium: Medium) -> bool {
    match medium {
        Medium::Email => !order.is_called_off() && !order.customer_email.trim().is_empty(),
        Medium::Sms => order.may_be_bought() && !order.recipient.phone.trim().is_empty(),
    }
}

fn events(before: Option<&Parcel>, after: &Parcel, now: Timestamp) -> Vec<NoticeEvent> {
    // Only what the store is told of as well: a parcel without lines is the rest of another one.
    let is_told = |parcel: &Parcel| parcel.number.is_some() && !parcel.lines.is_empty();
    if !is_told(after) {
        return Vec::new();
    }
    let mut events = Vec::new();
    if !before.is_some_and(is_told) {
        events.push(NoticeEvent::Shipped);
    }
    let status_before = before.map_or(T::Pending, |parcel| parcel.status);
    if status_before != after.status {
        match after.status {
            T::PickUp => events.push(NoticeEvent::OutForDelivery),
            T::Delivered => events.push(NoticeEvent::Delivered),
            T::Expired | T::Alert | T::Undelivered => events.push(NoticeEvent::Delayed),
            T::Pending | T::Unknown | T::InTransit | T::Returned => {}
        }
    }
    if is_late(after, now) && !events.contains(&NoticeEvent::Delayed) {
        events.push(NoticeEvent::Delayed);
    }
    events
}

fn is_late(parcel: &Parcel, now: Timestamp) -> bool {
    let travels = matches!(parcel.status, T::Pending | T::Unknown | T::InTransit);
    let behind = parcel.expected_at.map(|at| now.duration_since(at));
    travels && behind.is_some_and(|behind| behind >= LATE_AFTER && behind < LATE_UNTIL)
}

fn notice(
    order: &Order,
    parcel: &Parcel,
    event: NoticeEvent,
    medium: Medium,
    now: Timestamp,
    ids: &dyn IdSource,
) -> (Write, NewJob) {
    let (order_id, notice_id) = (order.id, NoticeId::fresh(ids));
    let notice = Notice {
        id: notice_id,
        order_id,
        store_id: order.store_id,
        parcel_id: parcel.id,
        event,
        medium,
        state: NoticeState::Waiting,
        recipient: String::new(),
        reference: None,
        answer: None,
        attempts: 0,
        maybe_before: false,
        created_at: now,
        tried_at: None,
        version: 0,
    };
    let job = Job::SendNotice {
        order_id,
        notice_id,
    };
    (
        Write::PutNotice(Box::new(notice)),
        NewJob { job, due_at: now },
    )
}
