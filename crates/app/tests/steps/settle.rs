//! settle_placement: a doubt is looked up, asked again harmlessly, or left to a person.

use app::Settings;
use domain::order::{PaymentStatus, TimelineKind};
use domain::ports::error::CallErrorKind as K;
use domain::ports::marketplace::PlacementLookup;
use domain::purchase::{Failure, FailureReason as R, PurchaseState as S};

use crate::harness::goods::LAMP;
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, minutes};

three_tests!(lookup_finds_it, placed_and_lost, nothing_more, is_found);
three_tests!(lookup_finds_nothing, never_arrived, nothing_more, is_found);

fn look_up(bench: &Bench) {
    bench.world.state().capabilities.lookup_placement = true;
}

async fn lose(bench: &Bench, fault: Fault) {
    look_up(bench);
    bench.receive("1", &[(LAMP, 2)]).await;
    // The doubt stands, and its lookup is still to be run.
    bench.world.state().lookup_says = Some(PlacementLookup::Unclear("not yet".into()));
    bench.world.fault(Op::Place, fault);
    bench.place_again("1").await;
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    bench.world.state().lookup_says = None;
    bench.clock.advance(minutes(2));
}

async fn placed_and_lost(bench: &Bench) {
    lose(bench, Fault::After(K::Unclear)).await;
}

async fn never_arrived(bench: &Bench) {
    lose(bench, Fault::Before(K::Unavailable)).await;
}

async fn nothing_more(_: &Bench) {}

async fn is_found(bench: &Bench) {
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    assert_eq!(bench.world.state().made.len(), 1);
    let told = bench.told("1").await;
    let settled = told
        .iter()
        .filter(|kind| matches!(kind, TimelineKind::DoubtSettled { .. }));
    assert!(settled.count() >= 1);
}

#[tokio::test]
async fn an_unclear_lookup_is_asked_again_until_it_is_clear() {
    let bench = Bench::new().await;
    placed_and_lost(&bench).await;
    bench.world.state().lookup_says = Some(PlacementLookup::Unclear("not yet".into()));
    for _ in 0..3 {
        bench.pass(minutes(3)).await;
    }
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    bench.world.state().lookup_says = None;
    bench.pass(minutes(3)).await;
    is_found(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn one_that_was_not_placed_is_not_placed_for_a_canceled_order() {
    let bench = Bench::new().await;
    never_arrived(&bench).await;
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Refunded);
    bench.world.state().lookup_says = Some(PlacementLookup::Unclear("not yet".into()));
    bench.read("1").await;
    bench.world.state().lookup_says = None;
    bench.pass(minutes(3)).await;
    assert_eq!(bench.state("1").await, S::Canceled);
    assert_eq!(bench.world.state().made.len(), 0);
    bench.judge().await;
}

/// A desk whose operator switched repeating on, with a placement whose answer is lost.
async fn repeat(switched_on: bool, fault: Fault) -> Bench {
    let settings = Settings {
        repeat_with_same_key: switched_on,
        ..Settings::default()
    };
    let bench = Bench::with(settings).await;
    {
        let mut state = bench.world.state();
        state.capabilities.idempotent_for = Some(hours(1));
        state.idempotent = true;
    }
    bench.world.fault(Op::Place, fault);
    bench.place("1", &[(LAMP, 2)]).await;
    bench
}

#[tokio::test]
async fn the_same_key_gives_the_same_order_where_the_operator_allows_it() {
    let bench = repeat(true, Fault::After(K::Unclear)).await;
    is_found(&bench).await;
    assert_eq!(bench.world.count(Op::Place), 2);
    bench.judge().await;
    let bench = repeat(true, Fault::Before(K::Unavailable)).await;
    is_found(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn nothing_is_repeated_where_it_is_not_allowed() {
    let bench = repeat(false, Fault::After(K::Unclear)).await;
    bench.want_everything_again().await;
    bench.pass(minutes(30)).await;
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    assert_eq!(bench.world.count(Op::Place), 1);
    bench.judge().await;
}

#[tokio::test]
async fn a_repeat_that_is_not_sent_waits_and_outside_the_window_a_person_is_asked() {
    let bench = Bench::with(Settings {
        repeat_with_same_key: true,
        ..Settings::default()
    })
    .await;
    {
        let mut state = bench.world.state();
        state.capabilities.idempotent_for = Some(hours(1));
        state.idempotent = true;
    }
    bench.world.fault(Op::Place, Fault::After(K::Unclear));
    bench.world.fault(Op::Place, Fault::Before(K::SignedOut));
    bench.world.fault(Op::Place, Fault::Before(K::NotSent));
    bench.place("1", &[(LAMP, 2)]).await;
    assert_eq!(bench.world.count(Op::Renew), 1);
    bench.pass(minutes(3)).await;
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    bench.pass(hours(2)).await;
    assert_eq!(bench.world.count(Op::Place), 3);
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    bench.judge().await;
}

#[tokio::test]
async fn a_repeat_that_is_refused_proves_nothing_while_the_first_may_still_arrive() {
    let bench = repeat_refused(1).await;
    bench.pass(minutes(3)).await;
    is_found(&bench).await;
    assert_eq!(bench.world.count(Op::Place), 3);
    bench.judge().await;
}

#[tokio::test]
async fn a_clock_that_jumps_does_not_make_a_refusal_final() {
    let bench = repeat_refused(2).await;
    bench.clock.jump(minutes(30));
    bench.run().await;
    assert_eq!(bench.world.count(Op::Place), 3);
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    bench.pass(minutes(3)).await;
    is_found(&bench).await;
    bench.judge().await;
}

/// A placement in doubt whose repeat is refused so many times.
async fn repeat_refused(times: usize) -> Bench {
    let bench = Bench::with(Settings {
        repeat_with_same_key: true,
        ..Settings::default()
    })
    .await;
    bench.world.state().capabilities.idempotent_for = Some(hours(1));
    bench.world.fault(Op::Place, Fault::Before(K::Unclear));
    for _ in 0..times {
        bench
            .world
            .fault(Op::Place, Fault::Reject(Failure::ours(R::OutOfStock, "")));
    }
    bench.place("1", &[(LAMP, 2)]).await;
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    assert_eq!(bench.world.count(Op::Place), 2);
    bench
}

#[tokio::test]
async fn a_repeat_that_is_refused_settles_it_as_failed_in_the_end() {
    let bench = repeat_refused(6).await;
    bench.pass(minutes(12)).await;
    let purchase = bench.purchase("1").await;
    assert_eq!(purchase.failure.unwrap().reason, R::OutOfStock);
    assert_eq!(purchase.doubt, None);
    bench.judge().await;
}

#[tokio::test]
async fn what_is_settled_is_not_asked_about_again() {
    let bench = repeat(true, Fault::After(K::Unclear)).await;
    is_found(&bench).await;
    look_up(&bench);
    bench.want_everything_again().await;
    bench.run().await;
    bench.world.state().capabilities.lookup_placement = false;
    bench.want_everything_again().await;
    bench.run().await;
    assert_eq!(bench.world.count(Op::FindPlacement), 0);
    assert_eq!(bench.world.count(Op::Place), 2);
    let told = bench.told("1").await;
    let settled = told
        .iter()
        .filter(|kind| matches!(kind, TimelineKind::DoubtSettled { .. }));
    assert_eq!(settled.count(), 1);
    bench.judge().await;
}
