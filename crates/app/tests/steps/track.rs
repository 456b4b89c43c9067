//! track_parcels: boxes become parcels, each with its own lines, whatever becomes of their numbers.

use domain::order::Tab;
use domain::parcel::{Parcel, TrackingStatus as T};
use domain::ports::marketplace::SupplierProgress as P;
use domain::purchase::PurchaseState as S;

use crate::harness::goods::{CHAIR, LAMP};
use crate::harness::progress::{item, parcel, scan};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, hours, minutes};

three_tests!(
    track_parcels,
    paid,
    it_is_shipped_in_two_boxes,
    both_are_told
);

async fn paid(bench: &Bench) {
    bench.place("1", &[(LAMP, 3), (CHAIR, 1)]).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
    assert_eq!(bench.state("1").await, S::AwaitingShipment);
}

async fn it_is_shipped_in_two_boxes(bench: &Bench) {
    bench.world.suppliers(|made| {
        made.stand(P::Shipped, "SHIPPED");
        made.parcels = vec![
            parcel("a", Some("LP1"), vec![item("1000001", "11", 2)]),
            parcel(
                "b",
                Some("LP2"),
                vec![item("1000001", "11", 1), item("1000002", "21", 1)],
            ),
        ];
    });
    bench.clock.advance(hours(7));
}

/// Number and units of each box, by number.
fn boxes(parcels: &[Parcel]) -> Vec<(Option<&str>, Vec<u32>)> {
    let mut boxes: Vec<_> = parcels
        .iter()
        .map(|parcel| {
            let lines = parcel.lines.iter();
            (
                parcel.number.as_deref(),
                lines.map(|line| line.quantity).collect(),
            )
        })
        .collect();
    boxes.sort();
    boxes
}

async fn both_are_told(bench: &Bench) {
    let dossier = bench.order("1").await;
    assert_eq!(
        boxes(&dossier.parcels),
        [(Some("LP1"), vec![2]), (Some("LP2"), vec![1, 1])]
    );
    assert_eq!(dossier.order.tab, Tab::Fulfilled);
    assert_eq!(bench.world.state().told.len(), 2);
}

#[tokio::test]
async fn a_number_that_changes_is_the_same_box_and_the_store_follows() {
    let bench = Bench::new().await;
    paid(&bench).await;
    it_is_shipped_in_two_boxes(&bench).await;
    bench.run().await;
    bench.world.suppliers(|made| {
        made.parcels[0].number = Some("1Z9".into());
        made.parcels[0].carrier = "UPS".into();
    });
    bench.pass(hours(7)).await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.parcels.len(), 2);
    assert_eq!(dossier.parcels[0].former_numbers, ["LP1"]);
    {
        let state = bench.world.state();
        assert_eq!(state.told.len(), 2);
        let numbers: Vec<&str> = state
            .updates
            .iter()
            .map(|(_, number, _)| number.as_str())
            .collect();
        assert_eq!(numbers, ["1Z9"]);
    }
    bench.judge().await;
}

#[tokio::test]
async fn a_box_without_a_number_is_told_when_it_has_one() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench.world.suppliers(|made| {
        made.stand(P::Shipped, "SHIPPED");
        made.parcels = vec![parcel("a", None, vec![])];
    });
    bench.pass(hours(7)).await;
    assert!(bench.world.state().told.is_empty());
    bench
        .world
        .suppliers(|made| made.parcels[0].number = Some("LP1".into()));
    bench.pass(hours(7)).await;
    let dossier = bench.order("1").await;
    assert_eq!(boxes(&dossier.parcels), [(Some("LP1"), vec![3, 1])]);
    assert_eq!(bench.world.state().told.len(), 1);
    bench.judge().await;
}

#[tokio::test]
async fn what_is_shipped_first_is_told_first() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench.world.suppliers(|made| {
        made.parcels = vec![parcel("a", Some("LP1"), vec![item("1000001", "11", 2)])];
    });
    bench.pass(hours(7)).await;
    assert_eq!(bench.state("1").await, S::AwaitingShipment);
    assert_eq!(bench.order("1").await.order.tab, Tab::AwaitingShipment);
    assert_eq!(bench.world.state().told.len(), 1);
    it_is_shipped_in_two_boxes(&bench).await;
    bench.run().await;
    both_are_told(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn a_box_that_shows_up_after_another_arrived_is_not_forgotten() {
    let bench = Bench::new().await;
    bench.world.state().splits = true;
    paid(&bench).await;
    bench.world.ship();
    bench.world.deliver();
    bench.world.supplier(1, |made| {
        made.stand(P::Shipped, "SHIPPED");
        made.parcels.clear();
    });
    bench.pass(hours(7)).await;
    bench.pass(hours(24)).await;
    assert_eq!(bench.order("1").await.order.tab, Tab::AwaitingShipment);
    bench.world.supplier(1, |made| {
        made.parcels = vec![parcel("0", Some("LATE"), made.items())];
    });
    bench.pass(hours(24)).await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    assert_eq!(bench.world.state().told.len(), 2);
    bench.judge().await;
}

#[tokio::test]
async fn statuses_are_followed_to_the_end_and_trouble_is_shown() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench.world.ship();
    bench.pass(hours(7)).await;
    for (status, asks) in [
        (T::InTransit, false),
        (T::Alert, true),
        (T::Delivered, false),
    ] {
        let now = app::Clock::now(&bench.clock);
        bench
            .world
            .suppliers(|made| made.parcels[0].events.insert(0, scan(now, status)));
        bench.pass(hours(9)).await;
        let dossier = bench.order("1").await;
        assert_eq!(dossier.parcels[0].status, status);
        assert_eq!(dossier.order.needs_person, asks);
    }
    {
        let state = bench.world.state();
        let statuses: Vec<_> = state.updates.iter().filter_map(|update| update.2).collect();
        assert_eq!(statuses, [T::InTransit, T::Alert, T::Delivered]);
    }
    bench.judge().await;
}

#[tokio::test]
async fn an_older_answer_takes_nothing_back() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench.world.ship();
    let now = app::Clock::now(&bench.clock);
    bench
        .world
        .suppliers(|made| made.parcels[0].events = vec![scan(now, T::InTransit)]);
    bench.pass(hours(7)).await;
    bench.world.suppliers(|made| made.parcels[0].events.clear());
    bench.pass(hours(7)).await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.parcels[0].status, T::InTransit);
    assert_eq!(dossier.parcels[0].events.len(), 1);
    bench.judge().await;
}
