//! Two tellers, one truth: newest first by when it happened, whatever the order of hearing.

use proptest::prelude::*;

use super::{Numbers, at, dossier, parcel};
use crate::ids::ParcelId;
use crate::job::Job;
use crate::order::{Dossier, Revision, TimelineKind};
use crate::parcel::{
    Parcel, Registration, RegistrationState as R, RegistrationWish, StatusByHand, TrackerReading,
    TrackingDetail, TrackingEvent, TrackingSource, TrackingStatus as T, Verdict, hear_tracker,
    set_status, track_again,
};
use crate::ports::tracker::{TrackerRefusal, TrackerRefusalReason};
use crate::workspace::Actor;

fn scan(second: i64, status: T, source: TrackingSource) -> TrackingEvent {
    TrackingEvent {
        at: at(second),
        place: String::new(),
        text: format!("{status:?} at {second}"),
        status,
        source,
    }
}

/// What the tracker says when it has seen these scans, newest first.
fn said(scans: &[(i64, T)]) -> TrackerReading {
    let newest = scans.first();
    TrackerReading {
        verdict: Verdict {
            at: newest.map(|(second, _)| at(*second)),
            scans: u32::try_from(scans.len()).unwrap(),
            status: newest.map_or(T::Unknown, |(_, status)| *status),
            detail: None,
            raw: format!("{newest:?}"),
        },
        events: scans
            .iter()
            .map(|(second, status)| scan(*second, *status, TrackingSource::Tracker))
            .collect(),
        expected_at: None,
    }
}

fn told(scans: &[(i64, T)]) -> Vec<TrackingEvent> {
    let scan = |(second, status): &(i64, T)| scan(*second, *status, TrackingSource::Supplier);
    scans.iter().map(scan).collect()
}

fn one() -> Parcel {
    Parcel {
        number: Some("RB123456785GB".into()),
        ..parcel(1, 1, &[(0, 1)])
    }
}

fn order() -> Dossier {
    let mut known = dossier(&[1]);
    known.parcels = vec![one()];
    known
}

#[test]
fn the_newest_word_counts_whoever_says_it() {
    let mut parcel = one();
    parcel.hear_supplier(&told(&[(10, T::InTransit)]));
    parcel.settle();
    assert_eq!(parcel.status, T::InTransit);
    parcel.hear_tracker(&said(&[(20, T::PickUp), (9, T::Pending)]));
    assert_eq!(parcel.settle().map(|change| change.status), Some(T::PickUp));
    parcel.hear_supplier(&told(&[(30, T::Delivered), (10, T::InTransit)]));
    parcel.settle();
    assert_eq!(
        (parcel.status, parcel.delivered_at),
        (T::Delivered, Some(at(30)))
    );
    assert_eq!(parcel.events.len(), 4);
    // The tracker's message from before comes late, and twice.
    for _ in 0..2 {
        parcel.hear_tracker(&said(&[(20, T::PickUp), (9, T::Pending)]));
        assert_eq!(parcel.settle(), None);
    }
    assert_eq!((parcel.status, parcel.events.len()), (T::Delivered, 4));
}

#[test]
fn what_no_scan_stands_behind_overrules_none() {
    let mut parcel = one();
    parcel.hear_tracker(&said(&[]));
    parcel.settle();
    assert_eq!(parcel.status, T::Unknown);
    parcel.hear_supplier(&told(&[(10, T::InTransit)]));
    parcel.settle();
    parcel.hear_tracker(&said(&[]));
    parcel.settle();
    assert_eq!(parcel.status, T::InTransit);
    // Nothing happened for long: that is later than the last scan.
    let mut expired = said(&[(20, T::InTransit)]);
    parcel.hear_tracker(&expired);
    expired.verdict.status = T::Expired;
    parcel.hear_tracker(&expired);
    parcel.hear_tracker(&said(&[(20, T::InTransit)]));
    parcel.settle();
    assert_eq!(parcel.status, T::Expired);
}

#[test]
fn a_status_set_by_hand_holds_until_track_again() {
    let ids = Numbers::new();
    let mut revision = Revision::of(order(), at(50), &ids);
    let set = StatusByHand {
        status: T::Delivered,
        at: at(50),
        by: "Kim".into(),
        note: "the customer wrote".into(),
    };
    assert!(set_status(
        &mut revision,
        ParcelId(1),
        set.clone(),
        &Actor::System
    ));
    assert!(!set_status(&mut revision, ParcelId(9), set, &Actor::System));
    hear_tracker(
        &mut revision,
        "rb 123456785 gb",
        &said(&[(60, T::InTransit)]),
    );
    let parcel = &revision.dossier.parcels[0];
    assert_eq!(
        (parcel.status, parcel.delivered_at),
        (T::Delivered, Some(at(50)))
    );
    assert_eq!(parcel.events.len(), 1, "what happens meanwhile is kept");
    let known = revision.dossier.clone();
    let changeset = revision.into_changeset();
    let is_told = |job: &Job| matches!(job, Job::FulfillOrder { .. });
    assert!(changeset.jobs.iter().any(|new| is_told(&new.job)));

    let mut revision = Revision::of(known, at(70), &ids);
    let number = track_again(&mut revision, ParcelId(1), &Actor::System);
    assert_eq!(number.as_deref(), Some("RB123456785GB"));
    let parcel = &revision.dossier.parcels[0];
    assert_eq!((parcel.status, parcel.delivered_at), (T::InTransit, None));
    let events = revision.into_changeset().events;
    assert!(matches!(
        events[0].kind,
        TimelineKind::ParcelTrackedAgain { .. }
    ));
    assert!(matches!(
        &events[1].kind,
        TimelineKind::ParcelStatusChanged {
            status: T::InTransit,
            ..
        }
    ));
}

#[test]
fn a_former_number_still_tells_of_its_parcel() {
    let ids = Numbers::new();
    let mut known = order();
    known.parcels[0].renumber("1Z9", at(1));
    let mut revision = Revision::of(known, at(50), &ids);
    hear_tracker(&mut revision, "RB123456785GB", &said(&[(20, T::InTransit)]));
    hear_tracker(&mut revision, "1Z9", &said(&[(30, T::PickUp)]));
    hear_tracker(&mut revision, "RB123456785GB", &said(&[(20, T::InTransit)]));
    hear_tracker(&mut revision, "SOMEONE", &said(&[(40, T::Returned)]));
    assert_eq!(revision.dossier.parcels[0].status, T::PickUp);
}

#[test]
fn customs_that_wait_for_papers_ask_for_a_person() {
    let mut reading = said(&[(20, T::InTransit)]);
    reading.verdict.detail = Some(TrackingDetail::CustomsNeeds);
    let mut parcel = one();
    parcel.hear_tracker(&reading);
    parcel.settle();
    assert!(parcel.needs_person());
    parcel.hear_tracker(&said(&[(30, T::Delivered), (20, T::InTransit)]));
    parcel.settle();
    assert!(!parcel.needs_person());
}

#[test]
fn a_registration_is_paid_once_and_ends_with_its_parcel() {
    let link = crate::ids::ConnectionId(7);
    let refusal = |reason| TrackerRefusal {
        reason,
        code: String::new(),
        message: String::new(),
    };
    let mut one = Registration::new("A1".into(), at(0));
    one.refused(link, refusal(TrackerRefusalReason::QuotaUsedUp), at(1));
    assert_eq!(one.state, R::New, "it waits for credits");
    assert!(one.next_at > Some(at(1)));
    one.refused(link, refusal(TrackerRefusalReason::CarrierUnknown), at(2));
    assert_eq!((one.state, one.next_at), (R::Refused, None));
    one.wish_again(at(3));
    assert_eq!((one.state, one.next_at), (R::New, Some(at(3))));
    one.refused(
        link,
        refusal(TrackerRefusalReason::AlreadyRegistered),
        at(4),
    );
    assert_eq!((one.state, &one.refusal), (R::Followed, &None));
    one.heard(&said(&[(5, T::InTransit)]).verdict, None, at(6));
    assert_eq!(one.wish, None);
    let mut returning = said(&[(7, T::Returned)]).verdict;
    returning.detail = Some(TrackingDetail::Returning);
    one.heard(&returning, None, at(8));
    assert_eq!(
        one.wish, None,
        "one that goes back is followed until it is back"
    );
    one.heard(&said(&[(9, T::Delivered)]).verdict, None, at(10));
    assert_eq!(
        (&one.wish, one.next_at),
        (&Some(RegistrationWish::Stop), Some(at(10)))
    );
    one.stopped();
    assert_eq!(
        (one.state, &one.wish, one.next_at),
        (R::Stopped, &None, None)
    );
}

const SAID: [T; 6] = [
    T::Pending,
    T::InTransit,
    T::PickUp,
    T::Alert,
    T::Delivered,
    T::Returned,
];

/// A journey: its scans, oldest first, at different seconds.
fn journey() -> impl Strategy<Value = Vec<(i64, T)>> {
    proptest::collection::btree_map(0_i64..500, 0_usize..SAID.len(), 1..8).prop_map(|scans| {
        scans
            .into_iter()
            .map(|(second, said)| (second, SAID[said]))
            .collect()
    })
}

/// What is said once so many scans were seen, newest first.
fn seen(journey: &[(i64, T)], count: usize) -> Vec<(i64, T)> {
    journey[..count.min(journey.len())]
        .iter()
        .rev()
        .copied()
        .collect()
}

proptest! {
    #[test]
    fn messages_in_any_order_and_number_come_to_the_same(
        tracked in journey(),
        supplied in journey(),
        heard in proptest::collection::vec((any::<bool>(), 1_usize..8), 0..12),
    ) {
        let hear = |parcel: &mut Parcel, (by_tracker, count): (bool, usize)| {
            if by_tracker {
                parcel.hear_tracker(&said(&seen(&tracked, count)));
            } else {
                parcel.hear_supplier(&told(&seen(&supplied, count)));
            }
            parcel.settle();
        };
        let mut in_order = one();
        let mut sorted = heard.clone();
        sorted.sort_unstable();
        for message in sorted {
            hear(&mut in_order, message);
        }
        let mut mixed = one();
        for message in heard.iter().copied() {
            let before = mixed.clone();
            hear(&mut mixed, message);
            // Again at once, it changes nothing.
            let after = mixed.clone();
            hear(&mut mixed, message);
            prop_assert_eq!(&mixed, &after);
            prop_assert!(mixed.events.len() >= before.events.len(), "nothing is taken back");
        }
        prop_assert_eq!(&mixed, &in_order);
        // The newest scan of all that were heard decides.
        let newest = mixed.events.iter().map(|event| event.at).max();
        let says = mixed.events.iter().filter(|event| Some(event.at) == newest);
        if let Some(newest) = newest {
            prop_assert!(says.clone().any(|event| event.status == mixed.status), "{:?} {newest}", mixed.status);
        }
        prop_assert_eq!(mixed.delivered_at.is_some(), mixed.status == T::Delivered);
    }
}
