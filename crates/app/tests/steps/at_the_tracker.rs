//! register_numbers and read_numbers: what is asked of a tracker, each proven on its own: registering,
//! reading, stopping, taking up again, and correcting a carrier.

use app::{connect, desk};
use domain::connection::ConnectionKind;
use domain::ids::ParcelId;
use domain::job::Job;
use domain::parcel::{Registration, RegistrationState as R, TrackingSource, TrackingStatus as T};
use domain::ports::connect::ConnectValues;
use domain::ports::error::CallErrorKind;
use domain::ports::marketplace::SupplierProgress as P;
use domain::ports::tracker::TrackerCarrier;

use crate::harness::fake_tracker::TRACKER;
use crate::harness::goods::{CHAIR, LAMP};
use crate::harness::progress::{item, parcel, scan};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, minutes, person};

const FIRST: &str = "LPA10001";
const SECOND: &str = "LPA10002";

three_tests!(
    register_numbers,
    shipped_in_two_boxes,
    numbers_are_looked_for,
    both_are_paid_once
);
three_tests!(
    read_numbers,
    both_are_scanned,
    numbers_are_read,
    both_are_known
);
three_tests!(
    stop_numbers,
    both_arrived,
    numbers_are_looked_for,
    both_are_stopped
);
three_tests!(
    track_again,
    both_were_stopped,
    the_first_is_tracked_again,
    it_is_taken_up_once
);
three_tests!(
    correct_carrier,
    both_are_scanned,
    the_first_is_carried_by_another,
    it_is_followed_under_the_other
);

/// The parcels are known before the tracker is connected.
async fn shipped_in_two_boxes(bench: &Bench) {
    bench.place("1", &[(LAMP, 3), (CHAIR, 1)]).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
    bench.world.suppliers(|made| {
        made.stand(P::Shipped, "SHIPPED");
        made.parcels = vec![
            parcel("a", Some(FIRST), vec![item("1000001", "11", 2)]),
            parcel(
                "b",
                Some(SECOND),
                vec![item("1000001", "11", 1), item("1000002", "21", 1)],
            ),
        ];
    });
    bench.pass(hours(7)).await;
    bench.world.state().tracker.credits = 9;
    let none = ConnectValues::default();
    connect::start(&bench.app, TRACKER, "", &none, "")
        .await
        .unwrap();
}

async fn numbers_are_looked_for(bench: &Bench) {
    let connection_id = bench.connection(ConnectionKind::Tracker).await.id;
    bench.want(Job::RegisterNumbers { connection_id }).await;
}

async fn numbers_are_read(bench: &Bench) {
    // A number that is registered is read half an hour later, and twice a day without news.
    bench.clock.advance(minutes(31));
    let connection_id = bench.connection(ConnectionKind::Tracker).await.id;
    bench.want(Job::ReadNumbers { connection_id }).await;
}

async fn both_are_paid_once(bench: &Bench) {
    bench.pass(minutes(6)).await;
    let counted = bench.app.space().registration_counts().await.unwrap();
    assert_eq!(counted, [(R::Followed, 2)]);
    {
        let state = bench.world.state();
        assert_eq!((state.tracker.spent, state.tracker.numbers.len()), (2, 2));
    }
    // Whatever was lost when they were paid, the tracker's own count is what is shown.
    bench.pass(hours(1)).await;
    let tracker = bench.app.space().trackers().await.unwrap().remove(0);
    let quota = tracker.quota.unwrap();
    assert_eq!((quota.used, quota.left), (2, 7));
}

async fn both_are_scanned(bench: &Bench) {
    shipped_in_two_boxes(bench).await;
    numbers_are_looked_for(bench).await;
    bench.run().await;
    say(bench, T::InTransit);
}

/// Both were carried on by now.
fn say(bench: &Bench, status: T) {
    let now = bench.app.now();
    for scans in bench.world.state().tracker.numbers.values_mut() {
        scans.insert(0, scan(now, status));
    }
}

async fn both_are_known(bench: &Bench) {
    bench.pass(minutes(20)).await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.parcels.len(), 2);
    for parcel in &dossier.parcels {
        let told: Vec<_> = parcel.events.iter().map(|event| event.source).collect();
        assert_eq!(parcel.status, T::InTransit);
        assert_eq!(told, [TrackingSource::Tracker]);
    }
    let state = bench.world.state();
    let statuses = state.updates.iter().filter_map(|update| update.2);
    assert_eq!(statuses.collect::<Vec<_>>(), [T::InTransit, T::InTransit]);
    assert!(state.tracker.stopped.is_empty());
}

async fn both_arrived(bench: &Bench) {
    both_are_scanned(bench).await;
    say(bench, T::Delivered);
    // The first try comes right after the reading; the step is what comes after it.
    let unreached = Fault::Before(CallErrorKind::NotSent);
    bench.world.fault(Op::StopNumbers, unreached);
    numbers_are_read(bench).await;
    bench.run().await;
    let state = bench.world.state();
    assert!(state.script.is_empty() && state.tracker.stopped.is_empty());
}

async fn both_are_stopped(bench: &Bench) {
    bench.pass(minutes(6)).await;
    let mut stopped = bench.world.state().tracker.stopped.clone();
    stopped.sort();
    assert_eq!(stopped, [FIRST, SECOND]);
    let counted = bench.app.space().registration_counts().await.unwrap();
    assert_eq!(counted, [(R::Stopped, 2)]);
    for parcel in &bench.order("1").await.parcels {
        assert_eq!(parcel.status, T::Delivered);
    }
}

async fn both_were_stopped(bench: &Bench) {
    both_arrived(bench).await;
    bench.pass(minutes(6)).await;
    both_are_stopped(bench).await;
}

async fn first(bench: &Bench) -> ParcelId {
    let dossier = bench.order("1").await;
    let mut parcels = dossier.parcels.iter();
    let first = parcels.find(|parcel| parcel.number.as_deref() == Some(FIRST));
    first.unwrap().id
}

async fn the_first_is_tracked_again(bench: &Bench) {
    let first = first(bench).await;
    let asked = desk::track_again(&bench.app, &[first], &person()).await;
    assert_eq!(asked.unwrap(), 1);
}

/// It had arrived, so that it is read once and ends again.
async fn it_is_taken_up_once(bench: &Bench) {
    bench.pass(minutes(6)).await;
    assert_eq!(bench.world.state().tracker.retracked, [FIRST]);
    bench.pass(minutes(6)).await;
    both_are_stopped(bench).await;
    assert_eq!(bench.world.state().tracker.spent, 2);
}

async fn the_first_is_carried_by_another(bench: &Bench) {
    let (order, first) = (bench.order_id("1").await, first(bench).await);
    let carrier = TrackerCarrier {
        code: "7".into(),
        name: "Slow Boat".into(),
    };
    desk::correct_carrier(&bench.app, order, first, carrier, &person())
        .await
        .unwrap();
}

async fn registration(bench: &Bench, number: &str) -> Registration {
    let known = bench.app.space().registrations(vec![number.to_owned()]);
    known.await.unwrap().remove(0)
}

async fn it_is_followed_under_the_other(bench: &Bench) {
    bench.pass(minutes(20)).await;
    bench.pass(minutes(20)).await;
    let known = registration(bench, FIRST).await;
    let code = known.carrier.map(|carrier| carrier.code);
    assert_eq!(code.as_deref(), Some("7"));
    assert_eq!((known.state, known.refusal), (R::Followed, None));
    assert_eq!(bench.world.state().tracker.carriers[FIRST], "7");
    // What the other carrier tells is heard.
    say(bench, T::PickUp);
    bench.pass(hours(13)).await;
    for parcel in &bench.order("1").await.parcels {
        assert_eq!(parcel.status, T::PickUp);
    }
    assert_eq!(bench.world.state().tracker.spent, 2);
}
