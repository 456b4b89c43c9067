//! Following parcels through a tracker: each number is paid once and its way is taken over, whatever is
//! lost in between; without credits, and without a tracker, parcels go on.

use app::connect;
use app::desk;
use domain::parcel::{RegistrationState as R, TrackingStatus as T};
use domain::ports::connect::ConnectValues;
use domain::ports::marketplace::SupplierProgress as P;

use crate::harness::fake_tracker::TRACKER;
use crate::harness::goods::{CHAIR, LAMP};
use crate::harness::progress::{item, parcel, scan};
use crate::harness::prove::{repeated, works};
use crate::harness::{Bench, hours, minutes, person};

#[tokio::test]
async fn numbers_are_followed() {
    works(
        two_boxes_are_told,
        the_tracker_is_asked,
        both_are_followed_and_paid_once,
    )
    .await;
}

#[tokio::test]
async fn numbers_are_followed_with_everything_repeated_and_lost() {
    repeated(
        two_boxes_are_told,
        the_tracker_is_asked,
        both_are_followed_and_paid_once,
    )
    .await;
}

async fn shipped(bench: &Bench, credits: u32) {
    bench.world.state().tracker.credits = credits;
    let none = ConnectValues::default();
    connect::start(&bench.app, TRACKER, "", &none, "")
        .await
        .unwrap();
    bench.place("1", &[(LAMP, 3), (CHAIR, 1)]).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
    bench.world.suppliers(|made| {
        made.stand(P::Shipped, "SHIPPED");
        made.parcels = vec![
            parcel("a", Some("LPA10001"), vec![item("1000001", "11", 2)]),
            parcel(
                "b",
                Some("LPA10002"),
                vec![item("1000001", "11", 1), item("1000002", "21", 1)],
            ),
        ];
    });
    bench.pass(hours(7)).await;
    // The next look for numbers comes after the parcels were read.
    bench.pass(minutes(6)).await;
}

async fn two_boxes_are_told(bench: &Bench) {
    shipped(bench, 9).await;
}

/// The carriers scan both, and time passes until the tracker is read.
async fn the_tracker_is_asked(bench: &Bench) {
    bench.clock.advance(minutes(40));
    bench.run().await;
    let now = bench.app.now();
    for scans in bench.world.state().tracker.numbers.values_mut() {
        if scans.is_empty() {
            scans.push(scan(now, T::Delivered));
        }
    }
    bench.clock.advance(hours(13));
}

async fn both_are_followed_and_paid_once(bench: &Bench) {
    // What failed on the way is tried again by the next look.
    bench.pass(minutes(40)).await;
    bench.pass(hours(13)).await;
    bench.pass(minutes(10)).await;
    let dossier = bench.order("1").await;
    let statuses: Vec<T> = dossier.parcels.iter().map(|parcel| parcel.status).collect();
    assert_eq!(statuses, [T::Delivered, T::Delivered]);
    let state = bench.world.state();
    assert_eq!(state.tracker.spent, 2);
    assert_eq!(state.tracker.numbers.len(), 2);
    assert_eq!(
        state.tracker.stopped.len(),
        2,
        "what arrived is followed no more"
    );
}

#[tokio::test]
async fn without_credits_it_is_said_and_goes_on_once_some_are_bought() {
    let bench = Bench::new().await;
    shipped(&bench, 1).await;
    let tracker = bench.app.space().trackers().await.unwrap().remove(0);
    assert!(tracker.used_up_since.is_some());
    let counted = bench.app.space().registration_counts().await.unwrap();
    assert_eq!(counted, [(R::Followed, 1), (R::New, 1)]);
    // The supplier's own tracking goes on alone.
    let now = bench.app.now();
    bench.world.suppliers(|made| {
        for parcel in &mut made.parcels {
            parcel.events = vec![scan(now, T::InTransit)];
        }
    });
    bench.pass(hours(7)).await;
    let dossier = bench.order("1").await;
    assert!(
        dossier
            .parcels
            .iter()
            .all(|parcel| parcel.status == T::InTransit)
    );
    bench.world.state().tracker.credits = 3;
    bench.pass(hours(7)).await;
    let counted = bench.app.space().registration_counts().await.unwrap();
    assert_eq!(counted, [(R::Followed, 2)]);
    assert_eq!(bench.world.state().tracker.spent, 2);
}

#[tokio::test]
async fn a_status_by_hand_holds_until_track_again() {
    let bench = Bench::new().await;
    shipped(&bench, 9).await;
    let dossier = bench.order("1").await;
    let (order, first) = (dossier.order.id, dossier.parcels[0].id);
    let kim = person();
    desk::set_parcel_status(&bench.app, order, first, T::Returned, "?", &kim)
        .await
        .unwrap();
    the_tracker_is_asked(&bench).await;
    bench.run().await;
    assert_eq!(bench.order("1").await.parcels[0].status, T::Returned);
    let again = desk::track_again(&bench.app, &[first], &kim).await;
    assert_eq!(again.unwrap(), 1);
    bench.run().await;
    assert_eq!(bench.order("1").await.parcels[0].status, T::Delivered);
}
