//! fulfill_order: the store is told of each parcel once, with its own lines.

use app::queue;
use domain::fulfillment::FulfillmentState as F;
use domain::order::{PaymentStatus, Tab, TimelineKind};
use domain::parcel::TrackingStatus as T;
use domain::ports::error::CallErrorKind as K;
use domain::ports::marketplace::SupplierProgress as P;
use domain::ports::store::StoreFulfillment;
use jiff::SignedDuration;

use crate::harness::goods::{BUNDLE, CHAIR, LAMP, MUG, id};
use crate::harness::progress::{parcel, scan};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, minutes};

three_tests!(fulfill_order, paid, both_suppliers_ship, is_fulfilled);

async fn paid(bench: &Bench) {
    bench.place("1", &[(LAMP, 2), (MUG, 1)]).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
}

async fn both_suppliers_ship(bench: &Bench) {
    bench.world.ship();
    bench.clock.advance(hours(7));
}

async fn is_fulfilled(bench: &Bench) {
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::Fulfilled);
    assert!(
        dossier
            .fulfillments
            .iter()
            .all(|told| told.state == F::Told)
    );
    let state = bench.world.state();
    let lines: Vec<_> = state
        .told
        .iter()
        .map(|told| told.told.lines.clone())
        .collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.contains(&vec![(id("1/lamp"), 2)]));
    assert!(lines.contains(&vec![(id("1/mug"), 1)]));
    let url = &state.told[0].told.tracking_url;
    assert!(url.ends_with(&state.told[0].told.number), "{url}");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_by_its_number() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::After(K::Unclear));
    both_suppliers_ship(&bench).await;
    bench.run().await;
    // The store calls about the fulfillment before we know that it is ours.
    bench.world.change_order("1", |_| {});
    bench.read("1").await;
    bench.pass(minutes(3)).await;
    is_fulfilled(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn a_request_that_may_still_arrive_is_not_repeated() {
    let bench = Bench::new().await;
    paid(&bench).await;
    both_suppliers_ship(&bench).await;
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::Before(K::Unclear));
    bench.run().await;
    for _ in 0..4 {
        bench.pass(SignedDuration::from_secs(20)).await;
    }
    assert_eq!(bench.world.count(Op::CreateFulfillment), 1);
    let dossier = bench.order("1").await;
    let asked = &dossier.fulfillments[0];
    assert_eq!(asked.state, F::Intended);
    // It arrives more than a minute late.
    let line = dossier.order.line(asked.lines[0].line_item_id).unwrap();
    let line = (line.external_id.clone(), asked.lines[0].quantity);
    let late = foreign("late", &asked.number, vec![line]);
    bench
        .world
        .change_order("1", |order| order.fulfillments.push(late));
    bench.pass(minutes(3)).await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::Fulfilled);
    assert_eq!(bench.world.count(Op::CreateFulfillment), 2);
    let told: Vec<_> = dossier
        .fulfillments
        .iter()
        .map(|told| (told.state, told.external_id.clone()))
        .collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], (F::Told, Some(id("late"))));
}

#[tokio::test]
async fn a_clock_that_jumps_does_not_end_the_wait_for_a_request() {
    let bench = Bench::new().await;
    paid(&bench).await;
    both_suppliers_ship(&bench).await;
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::Before(K::Unclear));
    bench.run().await;
    // Once as this process's clock, once as that of another process which goes on with the job.
    bench.clock.jump(hours(1));
    bench.run().await;
    queue::run_due(&bench.second_program(), 9).await.unwrap();
    bench.clock.jump(hours(1));
    bench.run().await;
    assert_eq!(bench.world.count(Op::CreateFulfillment), 1);
    bench.pass(minutes(2)).await;
    bench.pass(minutes(2)).await;
    is_fulfilled(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn a_refusal_of_what_is_there_already_is_none() {
    let bench = Bench::new().await;
    paid(&bench).await;
    both_suppliers_ship(&bench).await;
    // An earlier request arrives after the store was looked at and right before it is asked again.
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::After(K::Refused));
    bench.run().await;
    is_fulfilled(&bench).await;
    let refusal = |told: &TimelineKind| matches!(told, TimelineKind::StoreRefused { .. });
    assert!(!bench.told("1").await.iter().any(refusal));
    bench.judge().await;
}

#[tokio::test]
async fn a_request_that_never_arrives_is_repeated() {
    let bench = Bench::new().await;
    paid(&bench).await;
    both_suppliers_ship(&bench).await;
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::Before(K::Unclear));
    bench.run().await;
    bench.pass(minutes(3)).await;
    bench.pass(minutes(3)).await;
    is_fulfilled(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn what_was_certainly_not_done_is_repeated_at_once() {
    let bench = Bench::new().await;
    paid(&bench).await;
    both_suppliers_ship(&bench).await;
    let nothing = [K::NotSent, K::SignedOut].map(Fault::Before);
    for fault in nothing {
        bench.world.fault(Op::CreateFulfillment, fault);
    }
    bench.run().await;
    let dossier = bench.order("1").await;
    assert!(
        dossier
            .fulfillments
            .iter()
            .all(|told| told.asked_at.is_none())
    );
    bench.pass(minutes(1)).await;
    bench.pass(minutes(1)).await;
    is_fulfilled(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn two_parcels_under_one_number_are_both_told() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench.world.suppliers(|made| {
        made.stand(P::Shipped, "SHIPPED");
        made.parcels = vec![parcel("0", Some("SAME"), made.items())];
    });
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::After(K::Unclear));
    bench.pass(hours(7)).await;
    bench.pass(minutes(3)).await;
    is_fulfilled(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn a_refusal_is_shown_until_someone_fulfilled_it_in_the_store() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::Before(K::Refused));
    both_suppliers_ship(&bench).await;
    bench.run().await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::Failed);
    assert!(dossier.order.needs_person);
    assert_eq!(bench.world.state().told.len(), 1);
    let refused = dossier
        .fulfillments
        .iter()
        .find(|told| told.state == F::Refused)
        .unwrap();
    let line = dossier.order.line(refused.lines[0].line_item_id).unwrap();
    let (line, quantity) = (line.external_id.clone(), refused.lines[0].quantity);
    bench.world.change_order("1", |order| {
        order
            .fulfillments
            .push(foreign("by hand", "HAND", vec![(line, quantity)]));
    });
    bench.read("1").await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::Fulfilled);
    assert!(!dossier.order.needs_person);
    bench.judge().await;
}

#[tokio::test]
async fn one_canceled_in_the_store_asks_a_person_until_it_is_fulfilled_again() {
    let bench = Bench::new().await;
    paid(&bench).await;
    both_suppliers_ship(&bench).await;
    bench.run().await;
    is_fulfilled(&bench).await;
    let told = bench.order("1").await.fulfillments[0].clone();
    let theirs = told.external_id.clone().unwrap();
    bench.world.change_order("1", |order| {
        let mut known = order.fulfillments.iter_mut();
        known
            .find(|one| one.external_id == theirs)
            .unwrap()
            .canceled = true;
    });
    bench.read("1").await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::AwaitingShipment);
    assert!(dossier.order.needs_person);
    bench.pass(hours(30)).await;
    assert_eq!(
        bench.world.state().told.len(),
        2,
        "not told again by itself"
    );
    let line = dossier.order.line(told.lines[0].line_item_id).unwrap();
    let lines = vec![(line.external_id.clone(), told.lines[0].quantity)];
    bench.world.change_order("1", |order| {
        order
            .fulfillments
            .push(foreign("again", &told.number, lines));
    });
    bench.read("1").await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::Fulfilled);
    assert!(!dossier.order.needs_person);
    bench.judge().await;
}

#[tokio::test]
async fn one_canceled_in_the_store_before_its_answer_came_is_not_told_again() {
    let bench = Bench::new().await;
    paid(&bench).await;
    both_suppliers_ship(&bench).await;
    bench
        .world
        .fault(Op::CreateFulfillment, Fault::After(K::Unclear));
    bench.run().await;
    bench
        .world
        .change_order("1", |order| order.fulfillments[0].canceled = true);
    bench.read("1").await;
    for _ in 0..3 {
        bench.pass(minutes(3)).await;
    }
    assert_eq!(bench.world.count(Op::CreateFulfillment), 2, "one each");
    let dossier = bench.order("1").await;
    let states: Vec<_> = dossier.fulfillments.iter().map(|told| told.state).collect();
    assert_eq!(states, [F::Canceled, F::Told]);
    assert!(dossier.order.needs_person);
    let canceled = |told: &TimelineKind| matches!(told, TimelineKind::FulfillmentCanceled { .. });
    assert!(bench.told("1").await.iter().any(canceled));
    bench.judge().await;
}

fn foreign(
    external_id: &str,
    number: &str,
    lines: Vec<(domain::ids::ExternalId, u32)>,
) -> StoreFulfillment {
    StoreFulfillment {
        external_id: id(external_id),
        canceled: false,
        number: number.into(),
        carrier: String::new(),
        lines,
    }
}

#[tokio::test]
async fn what_someone_else_fulfilled_is_not_told_again() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench.world.change_order("1", |order| {
        let lines = vec![(id("1/lamp"), 1), (id("1/mug"), 1)];
        order.fulfillments.push(foreign("f", "OWN", lines));
    });
    bench.read("1").await;
    both_suppliers_ship(&bench).await;
    bench.run().await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    {
        let state = bench.world.state();
        assert_eq!(state.told.len(), 1);
        assert_eq!(state.told[0].told.lines, [(id("1/lamp"), 1)]);
    }
    bench.judge().await;
}

#[tokio::test]
async fn a_number_that_someone_else_used_for_some_lines_is_told_for_the_others() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 2), (CHAIR, 1)]).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
    let number = format!("LP{}", bench.world.state().made[0].number);
    bench.world.change_order("1", |order| {
        order
            .fulfillments
            .push(foreign("f", &number, vec![(id("1/lamp"), 2)]));
    });
    bench.read("1").await;
    both_suppliers_ship(&bench).await;
    bench.run().await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    assert_eq!(bench.world.state().told[0].told.lines, [(id("1/chair"), 1)]);
    bench.judge().await;
}

#[tokio::test]
async fn a_bundle_is_told_once_when_its_first_part_is_on_its_way() {
    let bench = Bench::new().await;
    bench.place("1", &[(BUNDLE, 2)]).await;
    bench.world.pay();
    bench.world.ship();
    bench.pass(hours(7)).await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    {
        let state = bench.world.state();
        assert_eq!(state.told.len(), 1);
        assert_eq!(state.told[0].told.lines, [(id("1/bundle"), 2)]);
    }
    bench.judge().await;
}

#[tokio::test]
async fn lines_that_were_refunded_meanwhile_are_not_told() {
    let bench = Bench::new().await;
    paid(&bench).await;
    bench.world.change_order("1", |order| {
        order.payment = PaymentStatus::PartlyRefunded;
        order.lines[0].removed_quantity = 1;
    });
    bench.read("1").await;
    both_suppliers_ship(&bench).await;
    bench.run().await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    {
        let state = bench.world.state();
        let told: u32 = state
            .told
            .iter()
            .flat_map(|told| &told.told.lines)
            .map(|line| line.1)
            .sum();
        assert_eq!(told, 2);
    }
    bench.judge().await;
}

#[tokio::test]
async fn a_store_that_takes_no_statuses_is_told_none() {
    for (takes, told) in [(true, vec![T::InTransit]), (false, vec![])] {
        let bench = Bench::new().await;
        bench.world.state().tracking_status = takes;
        bench.place("1", &[(LAMP, 1)]).await;
        bench.world.pay();
        bench.world.ship();
        let now = app::Clock::now(&bench.clock);
        bench
            .world
            .suppliers(|made| made.parcels[0].events = vec![scan(now, T::InTransit)]);
        bench.pass(hours(7)).await;
        let statuses: Vec<T> = {
            let state = bench.world.state();
            state.updates.iter().filter_map(|update| update.2).collect()
        };
        assert_eq!(statuses, told);
        bench.judge().await;
    }
}
