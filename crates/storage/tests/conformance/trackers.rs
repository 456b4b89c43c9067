//! Trackers: what they may cost, the numbers they follow, and what they send by themselves.

use domain::changeset::Write;
use domain::connection::ConnectionKind;
use domain::ids::{ConnectionId, PushId};
use domain::job::Job;
use domain::parcel::{Registration, RegistrationState as S, RegistrationWish, number};
use domain::ports::connect::Credentials;
use domain::ports::tracker::{Quota, TrackerCarrier, TrackerRefusal, TrackerRefusalReason};
use domain::tracker::{Tracker, TrackerSettings};
use storage::{DueNumbers, NewPush, StorageError};

use super::ground::{Ground, assert_conflict, at};
use super::jobs::{claim, counts};
use super::sample::{self, hostile};

pub(super) async fn connected(ground: &Ground) -> Tracker {
    let link = sample::connection(&*ground.ids, ConnectionKind::Tracker);
    let tracker = Tracker {
        connection_id: link.id,
        hook_key: hostile(2),
        settings: TrackerSettings { daily_credits: 7 },
        quota: Some(Quota {
            total: u32::MAX,
            used: 2,
            left: 3,
            today: 4,
            daily: 5,
            read_at: at(6),
        }),
        used_up_since: Some(at(1)),
        spent_day: 20_000,
        spent: u32::MAX,
        version: 0,
    };
    let secret = Credentials::new("{}".into());
    let writes = vec![
        Write::InsertConnection(Box::new(link), secret),
        Write::PutTracker(Box::new(tracker.clone())),
    ];
    ground.commit(writes).await.unwrap();
    Tracker {
        version: 1,
        ..tracker
    }
}

pub(super) fn filled(number: &str, tracker: ConnectionId) -> Registration {
    Registration {
        connection_id: Some(tracker),
        state: S::Followed,
        wish: Some(RegistrationWish::Again),
        carrier: Some(TrackerCarrier {
            code: hostile(1),
            name: hostile(2),
        }),
        refusal: Some(TrackerRefusal {
            reason: TrackerRefusalReason::QuotaUsedUp,
            code: hostile(3),
            message: hostile(4),
        }),
        retracked: true,
        carrier_changes: u32::MAX,
        registered_at: Some(at(1)),
        heard_at: Some(at(2)),
        next_at: Some(at(3)),
        ..Registration::new(number.to_owned(), at(0))
    }
}

async fn put(ground: &Ground, one: &Registration) -> Result<(), StorageError> {
    let write = Write::PutRegistration(Box::new(one.clone()));
    ground.commit(vec![write]).await
}

pub(crate) async fn a_tracker_and_its_numbers_come_back_as_they_were(ground: &Ground) {
    let mut tracker = connected(ground).await;
    assert_eq!(ground.space.trackers().await.unwrap(), [tracker.clone()]);
    let by_key = async |key: &str| ground.space.tracker_by_hook_key(key).await.unwrap();
    assert_eq!(by_key(&tracker.hook_key).await, Some(tracker.clone()));
    assert_eq!(by_key("another").await, None);
    let mut changed = tracker.clone();
    changed.spent = 0;
    changed.quota = None;
    let write = |tracker: &Tracker| vec![Write::PutTracker(Box::new(tracker.clone()))];
    ground.commit(write(&changed)).await.unwrap();
    assert_conflict(ground.commit(write(&tracker)).await);
    tracker = changed;
    tracker.version = 2;
    assert_eq!(ground.space.trackers().await.unwrap(), [tracker.clone()]);

    let mut one = filled("A1", tracker.connection_id);
    put(ground, &one).await.unwrap();
    one.version = 1;
    let read = async || {
        let numbers = vec!["A1".to_owned(), "B2".to_owned()];
        ground.space.registrations(numbers).await.unwrap()
    };
    assert_eq!(read().await, [one.clone()]);
    let mut changed = Registration {
        version: 1,
        ..Registration::new("A1".into(), at(9))
    };
    put(ground, &changed).await.unwrap();
    assert_conflict(put(ground, &one).await);
    changed.version = 2;
    assert_eq!(read().await, [changed]);
    let counted = ground.space.registration_counts().await.unwrap();
    assert_eq!(counted, [(S::New, 1)]);
}

pub(crate) async fn a_parcel_s_number_is_registered_once_and_finds_its_parcels(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let mut parcel = sample::parcel(&*ground.ids, &order, None);
    parcel.number = Some("rb-1 2345".into());
    parcel.former_numbers = vec!["lp 7".into()];
    let write = vec![Write::InsertParcel(Box::new(parcel.clone()))];
    ground.commit(write).await.unwrap();
    let known = async |shown: &str| {
        let numbers = vec![number::normal(shown)];
        ground.space.registrations(numbers).await.unwrap()
    };
    let first = known("RB12345").await.remove(0);
    assert_eq!((first.state, first.version), (S::New, 1));
    assert_eq!(first.next_at, Some(parcel.created_at));
    assert_eq!(known("LP7").await, [], "what it had before costs nothing");

    // A new number is registered beside the old one, which still leads to the parcel.
    parcel.version = 1;
    parcel.former_numbers.push("rb-1 2345".into());
    parcel.number = Some("1Z9".into());
    let write = vec![Write::UpdateParcel(Box::new(parcel.clone()))];
    ground.commit(write).await.unwrap();
    assert_eq!(known("1z9").await[0].state, S::New);
    assert_eq!(known("RB12345").await, [first]);
    for number in ["LP7", "RB12345", "1Z9"] {
        let holders = ground.space.number_holders(number).await.unwrap();
        assert_eq!(holders.len(), 1, "{number}");
        assert_eq!(holders[0].parcel_id, parcel.id);
        assert_eq!(holders[0].number, parcel.number);
        assert_eq!(holders[0].country, order.recipient.address.country.as_str());
    }
    assert_eq!(ground.space.number_holders("X").await.unwrap(), []);
    let found = ground
        .space
        .orders_of_parcels(vec![parcel.id, domain::ids::ParcelId(404)])
        .await;
    assert_eq!(found.unwrap(), [(order.id, parcel.id)]);
}

pub(crate) async fn due_numbers_are_found_by_what_is_due(ground: &Ground) {
    let tracker = connected(ground).await.connection_id;
    let due = |number: &str, state, wish: Option<RegistrationWish>, next: i64| Registration {
        state,
        wish,
        next_at: Some(at(next)),
        ..filled(number, tracker)
    };
    for one in [
        due("NEW1", S::New, None, 20),
        due("NEW2", S::New, None, 10),
        due("READ", S::Followed, None, 10),
        due("WISH", S::Followed, Some(RegistrationWish::Stop), 10),
        due("AGAIN", S::Stopped, Some(RegistrationWish::Again), 30),
        Registration {
            next_at: None,
            ..due("REST", S::Followed, None, 0)
        },
    ] {
        put(ground, &one).await.unwrap();
    }
    let found = async |what, until, limit| {
        let found = ground.space.numbers_due(what, at(until), limit).await;
        let numbers = found.unwrap().into_iter().map(|one| one.number);
        numbers.collect::<Vec<_>>()
    };
    assert_eq!(found(DueNumbers::ToRegister, 9, 9).await, [""; 0]);
    assert_eq!(found(DueNumbers::ToRegister, 20, 9).await, ["NEW2", "NEW1"]);
    assert_eq!(found(DueNumbers::ToRegister, 20, 1).await, ["NEW2"]);
    assert_eq!(found(DueNumbers::ToRead, 99, 9).await, ["READ"]);
    assert_eq!(found(DueNumbers::ToTell, 99, 9).await, ["WISH", "AGAIN"]);
    let counted = ground.space.registration_counts().await.unwrap();
    assert_eq!(counted, [(S::Followed, 3), (S::New, 2), (S::Stopped, 1)]);
}

pub(crate) async fn the_same_push_is_kept_once_with_its_job(ground: &Ground) {
    let tracker = connected(ground).await.connection_id;
    let push = |digest: u8| NewPush {
        connection_id: tracker,
        digest: vec![digest; 32],
        body: vec![0, 159, digest, 255],
        received_at: at(i64::from(digest)),
    };
    let keep = async |one| ground.space.keep_push(one).await.unwrap();
    assert_eq!(ground.space.push_counts(tracker).await.unwrap(), (0, None));
    assert!(keep(push(1)).await);
    assert!(!keep(push(1)).await);
    assert!(keep(push(2)).await);
    assert_eq!(counts(ground).await, (2, 0, 0));
    assert_eq!(
        ground.space.push_counts(tracker).await.unwrap(),
        (2, Some(at(2)))
    );
    let job = claim(ground, 1).await.remove(0);
    let Job::ReadPush { push_id } = job.job else {
        panic!("{job:?}");
    };
    let kept = ground.space.push(push_id).await.unwrap().unwrap();
    assert_eq!((kept.connection_id, kept.body), (tracker, push(1).body));
    assert_eq!((kept.received_at, kept.read_at), (at(1), None));
    let read = Write::PushRead {
        id: push_id,
        at: at(9),
        outcome: hostile(8),
    };
    ground.commit(vec![read]).await.unwrap();
    let kept = ground.space.push(push_id).await.unwrap().unwrap();
    assert_eq!(kept.read_at, Some(at(9)));
    assert!(ground.space.push(PushId(404)).await.unwrap().is_none());
    let stranger = NewPush {
        connection_id: ConnectionId(404),
        ..push(3)
    };
    assert!(ground.space.keep_push(stranger).await.is_err());
}
