//! The store cancels, edits or refunds at each stage: what has not left stops, what has left is a
//! person's business.

use domain::order::{Attention, PaymentStatus, Tab, TimelineKind};
use domain::ports::error::CallErrorKind as K;
use domain::ports::store::StoreOrder;
use domain::purchase::PurchaseState as S;
use domain::store::Automation;

use crate::harness::goods::{CHAIR, LAMP, MUG, id};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, minutes};

three_tests!(cancel_before_placing, planned, canceled, nothing_is_bought);
three_tests!(cancel_after_placing, placed, canceled, a_person_is_asked);

async fn planned(bench: &Bench) {
    bench.receive("1", &[(LAMP, 1)]).await;
}

async fn placed(bench: &Bench) {
    bench.place("1", &[(LAMP, 1)]).await;
}

async fn canceled(bench: &Bench) {
    let now = app::Clock::now(&bench.clock);
    if bench.world.state().orders[&id("1")].canceled_at.is_none() {
        bench
            .world
            .change_order("1", |order| order.canceled_at = Some(now));
    }
    is_to_be_read(bench).await;
}

/// The store's news of the order are to be read by whoever works next.
async fn is_to_be_read(bench: &Bench) {
    let store_id = bench.store().await.id;
    let external_id = id("1");
    bench
        .want(domain::job::Job::ReceiveOrder {
            store_id,
            external_id,
        })
        .await;
}

async fn nothing_is_bought(bench: &Bench) {
    assert_eq!(bench.states("1").await, [S::Canceled]);
    assert_eq!(bench.order("1").await.order.tab, Tab::Canceled);
    let ids = [bench.order_id("1").await];
    let placing = app::desk::place_orders(&bench.app, &ids).await.unwrap();
    assert_eq!(placing.started, 0);
    bench.run().await;
    assert_eq!(bench.world.state().made.len(), 0);
}

async fn a_person_is_asked(bench: &Bench) {
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::Canceled);
    let purchase_id = dossier.purchases[0].id;
    let asked = Attention::of(&dossier, app::Clock::now(&bench.clock));
    assert!(asked.contains(&Attention::CalledOffAfterPlacing { purchase_id }));
    let told = bench.told("1").await;
    let needed = told
        .iter()
        .filter(|kind| matches!(kind, TimelineKind::CancelNeeded { .. }));
    assert_eq!(needed.count(), 1);
}

#[tokio::test]
async fn one_canceled_while_the_call_is_under_way_is_known_and_asked_about() {
    let bench = Bench::new().await;
    planned(&bench).await;
    let ids = [bench.order_id("1").await];
    app::desk::place_orders(&bench.app, &ids).await.unwrap();
    let other = bench.second_program();
    let cancels = async {
        while bench.world.count(Op::Place) == 0 {
            tokio::task::yield_now().await;
        }
        canceled(&bench).await;
        app::queue::run_due(&other, 50).await.unwrap();
    };
    tokio::join!(bench.run(), cancels);
    bench.run().await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    a_person_is_asked(&bench).await;
    // The supplier's order is canceled by that person, and all is quiet.
    bench
        .world
        .suppliers(|made| made.close("canceled by the buyer"));
    bench.pass(hours(1)).await;
    assert_eq!(bench.state("1").await, S::Canceled);
    assert!(!bench.order("1").await.order.needs_person);
    bench.judge().await;
}

#[tokio::test]
async fn one_that_was_not_sent_is_not_sent_any_more() {
    let bench = Bench::new().await;
    bench.world.fault(Op::Place, Fault::Before(K::NotSent));
    placed(&bench).await;
    assert_eq!(bench.state("1").await, S::Planned);
    canceled(&bench).await;
    bench.run().await;
    bench.pass(minutes(5)).await;
    nothing_is_bought(&bench).await;
    assert_eq!(bench.world.count(Op::Place), 1);
    bench.judge().await;
}

/// The store changes the order while the call is under way that certainly buys nothing.
async fn changed_while_not_sent(change: impl FnOnce(&mut StoreOrder)) -> Bench {
    let bench = Bench::new().await;
    bench
        .change_settings(|settings| settings.placing = Automation::Automatic)
        .await;
    bench.world.fault(Op::Place, Fault::Before(K::NotSent));
    bench.world.state().held = Some(Op::Place);
    bench.world.customer_orders("1", &[(LAMP, 2)]);
    let other = bench.second_program();
    let changes = async {
        while bench.world.count(Op::Place) == 0 {
            tokio::task::yield_now().await;
        }
        bench.world.change_order("1", change);
        is_to_be_read(&bench).await;
        app::queue::run_due(&other, 50).await.unwrap();
        bench.world.state().held = None;
    };
    tokio::join!(bench.read("1"), changes);
    bench.pass(minutes(5)).await;
    bench.judge().await;
    bench
}

fn units_bought(bench: &Bench) -> u32 {
    let state = bench.world.state();
    let lines = state.made.iter().flat_map(|made| &made.request.lines);
    lines.map(|line| line.quantity).sum()
}

#[tokio::test]
async fn what_was_taken_away_during_a_call_that_was_not_sent_is_not_bought() {
    let bench = changed_while_not_sent(|order| order.lines[0].removed_quantity = 1).await;
    assert_eq!(units_bought(&bench), 1);
}

#[tokio::test]
async fn what_was_added_and_is_not_paid_keeps_the_order_from_being_bought() {
    let bench = changed_while_not_sent(|order| {
        order.lines[0].quantity = 3;
        order.payment = PaymentStatus::Unknown("partially_paid".into());
    })
    .await;
    assert_eq!(bench.world.state().made.len(), 0);
    assert_eq!(bench.order("1").await.order.tab, Tab::Pending);
    // The rest is paid, and all of it is bought.
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Paid);
    bench.read("1").await;
    bench.pass(minutes(5)).await;
    assert_eq!(units_bought(&bench), 3);
    bench.judge().await;
}

#[tokio::test]
async fn one_in_doubt_stays_in_doubt_until_it_is_settled() {
    let bench = Bench::new().await;
    bench.world.fault(Op::Place, Fault::After(K::Unclear));
    placed(&bench).await;
    canceled(&bench).await;
    bench.run().await;
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    assert!(bench.order("1").await.order.needs_person);
    bench.answer_doubts().await;
    bench.run().await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    a_person_is_asked(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn one_canceled_after_shipping_is_not_told_to_the_store() {
    let bench = Bench::new().await;
    placed(&bench).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
    canceled(&bench).await;
    bench.run().await;
    bench.world.ship();
    bench.pass(hours(7)).await;
    assert_eq!(bench.state("1").await, S::Shipped);
    assert!(bench.world.state().told.is_empty());
    a_person_is_asked(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn one_that_comes_back_is_bought_after_all() {
    let bench = Bench::new().await;
    planned(&bench).await;
    canceled(&bench).await;
    bench.run().await;
    bench
        .world
        .change_order("1", |order| order.canceled_at = None);
    bench.read("1").await;
    assert_eq!(bench.states("1").await, [S::Canceled, S::Planned]);
    bench.judge().await;
}

#[tokio::test]
async fn one_that_the_store_lost_counts_as_canceled() {
    let bench = Bench::new().await;
    planned(&bench).await;
    bench.world.state().orders.clear();
    bench.read("1").await;
    assert_eq!(bench.states("1").await, [S::Canceled]);
    assert_eq!(bench.order("1").await.order.tab, Tab::Canceled);
    bench.judge().await;
}

#[tokio::test]
async fn a_line_removed_before_placing_is_not_bought() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 3), (MUG, 1)]).await;
    bench.world.change_order("1", |order| {
        order.lines[0].removed_quantity = 1;
        order.lines.remove(1);
    });
    bench.read("1").await;
    bench.place_again("1").await;
    {
        let state = bench.world.state();
        assert_eq!(state.made.len(), 1);
        assert_eq!(state.made[0].lines[0].quantity, 2);
    }
    bench.judge().await;
}

#[tokio::test]
async fn what_was_refunded_altogether_is_bought_only_when_it_is_paid_anew() {
    let bench = Bench::new().await;
    planned(&bench).await;
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Refunded);
    bench.read("1").await;
    nothing_is_bought(&bench).await;
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::PartlyRefunded);
    bench.read("1").await;
    bench.place_again("1").await;
    assert_eq!(bench.world.state().made.len(), 1);
    // The story tells in turn why it stopped and why it went on.
    let told = bench.told("1").await;
    let turn = |kind: &TimelineKind| match kind {
        TimelineKind::OrderPaid => Some("paid"),
        TimelineKind::OrderCanceled => Some("canceled"),
        TimelineKind::PlacingStarted { .. } => Some("placing"),
        _ => None,
    };
    let turns: Vec<_> = told.iter().rev().filter_map(turn).collect();
    assert_eq!(turns, ["paid", "canceled", "paid", "placing"]);
    bench.judge().await;
}

#[tokio::test]
async fn a_line_refunded_after_placing_is_shown() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 3)]).await;
    bench.world.change_order("1", |order| {
        order.payment = PaymentStatus::PartlyRefunded;
        order.lines[0].removed_quantity = 1;
    });
    bench.read("1").await;
    let dossier = bench.order("1").await;
    let asked = Attention::of(&dossier, app::Clock::now(&bench.clock));
    assert!(asked.contains(&Attention::BoughtTooMuch));
    bench.judge().await;
}

#[tokio::test]
async fn a_line_added_after_placing_is_bought_beside_it() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 1)]).await;
    bench.world.change_order("1", |order| {
        let mut line = order.lines[0].clone();
        line.external_id = id("1/added");
        line.variant_id = Some(id(CHAIR));
        order.lines.push(line);
        order.lines[0].quantity = 2;
    });
    bench.read("1").await;
    bench.place_again("1").await;
    let bought: Vec<u32> = {
        let state = bench.world.state();
        state
            .made
            .iter()
            .map(|made| made.lines.iter().map(|line| line.quantity).sum())
            .collect()
    };
    assert_eq!(bought, [1, 2]);
    bench.judge().await;
}
