//! What a person does at the desk, done twice and by two at once.

use app::{AppError, desk};
use domain::order::{Tab, TimelineKind};
use domain::purchase::{Failure, FailureReason as R, PurchaseState as S};
use domain::store::Automation;

use crate::harness::goods::{CHAIR, LAMP, MUG, id, recipient};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, person};

three_tests!(
    edit_recipient,
    planned,
    corrected,
    is_planned_for_the_new_address
);
three_tests!(give_up, planned, given_up, waits_as_failed);
three_tests!(
    fulfill_by_hand,
    failed,
    a_number_is_typed,
    is_fulfilled_and_not_bought
);

async fn planned(bench: &Bench) {
    bench.receive("1", &[(LAMP, 1)]).await;
}

async fn corrected(bench: &Bench) {
    let order_id = bench.order_id("1").await;
    let mut fixed = recipient();
    fixed.address.line1 = "5 Other Street".into();
    let _ = desk::edit_recipient(&bench.app, order_id, &fixed, &person()).await;
}

async fn is_planned_for_the_new_address(bench: &Bench) {
    assert_eq!(bench.states("1").await, [S::Canceled, S::Planned]);
    // The store's own news do not overwrite what a person corrected.
    bench
        .world
        .change_order("1", |order| order.note = "ring twice".into());
    bench.read("1").await;
    let order = bench.order("1").await.order;
    assert_eq!(
        (order.recipient.address.line1.as_str(), order.note.as_str()),
        ("5 Other Street", "ring twice")
    );
}

async fn given_up(bench: &Bench) {
    let dossier = bench.order("1").await;
    let purchase = dossier.purchases[0].id;
    let _ = desk::give_up(&bench.app, dossier.order.id, purchase, &person()).await;
}

async fn waits_as_failed(bench: &Bench) {
    assert_eq!(bench.states("1").await, [S::Failed]);
    assert_eq!(bench.order("1").await.order.tab, Tab::Failed);
}

/// An order of which one purchase failed, at a desk that would buy by itself.
async fn failed(bench: &Bench) {
    bench
        .change_settings(|settings| settings.placing = Automation::Automatic)
        .await;
    let refusal = Failure::ours(R::SupplierRefused, "");
    bench.world.fault(Op::Place, Fault::Reject(refusal));
    bench.receive("1", &[(LAMP, 2)]).await;
    assert_eq!(bench.state("1").await, S::Failed);
}

async fn a_number_is_typed(bench: &Bench) {
    let order_id = bench.order_id("1").await;
    let _ = desk::fulfill_by_hand(&bench.app, order_id, " HAND1 ", "DHL", &[], &person()).await;
}

async fn is_fulfilled_and_not_bought(bench: &Bench) {
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    bench.pass(hours(1)).await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    assert_eq!(bench.states("1").await, [S::Failed]);
    let state = bench.world.state();
    assert_eq!(state.made.len(), 0);
    assert_eq!(state.told.len(), 1);
    assert_eq!(state.told[0].told.number, "HAND1");
    assert_eq!(state.told[0].told.lines, [(id("1/lamp"), 2)]);
}

#[tokio::test]
async fn two_people_and_two_programs_place_the_same_order_once() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1), (MUG, 1)]).await;
    let ids = [bench.order_id("1").await];
    let other = bench.second_program();
    let (a, b, c) = tokio::join!(
        desk::place_orders(&bench.app, &ids),
        desk::place_orders(&other, &ids),
        desk::place_orders(&bench.app, &ids),
    );
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    let (a, b) = tokio::join!(
        app::queue::run_due(&bench.app, 100),
        app::queue::run_due(&other, 100)
    );
    assert!(a.is_ok() && b.is_ok());
    bench.recover().await;
    assert_eq!(bench.world.count(Op::Place), 2);
    assert_eq!(
        bench.states("1").await,
        [S::AwaitingPayment, S::AwaitingPayment]
    );
    bench.judge().await;
}

#[tokio::test]
async fn of_two_who_reorder_at_once_one_does() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    bench
        .world
        .fault(Op::Place, Fault::Reject(Failure::ours(R::Other, "")));
    bench.place_again("1").await;
    let id = bench.order_id("1").await;
    let other = bench.second_program();
    let who = person();
    let (a, b) = tokio::join!(
        desk::reorder(&bench.app, id, &who),
        desk::reorder(&other, id, &who)
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    bench.run().await;
    assert_eq!(bench.states("1").await, [S::Failed, S::Planned]);
    let told = bench.told("1").await;
    assert_eq!(
        told.iter()
            .filter(|kind| **kind == TimelineKind::Reordered)
            .count(),
        1
    );
    bench.judge().await;
}

#[tokio::test]
async fn what_cannot_be_wished_is_refused_with_a_reason() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 1)]).await;
    let dossier = bench.order("1").await;
    let (order, purchase) = (dossier.order.id, dossier.purchases[0].id);
    let app = &bench.app;
    let refused = |outcome: Result<(), AppError>| matches!(outcome, Err(AppError::Refused(_)));
    let bad = |outcome: Result<(), AppError>| matches!(outcome, Err(AppError::BadValue { .. }));
    assert!(refused(desk::reorder(app, order, &person()).await));
    assert!(refused(
        desk::give_up(app, order, purchase, &person()).await
    ));
    let nobody = domain::address::Recipient::default();
    assert!(bad(
        desk::edit_recipient(app, order, &nobody, &person()).await
    ));
    assert!(bad(desk::fulfill_by_hand(
        app,
        order,
        "  ",
        "",
        &[],
        &person()
    )
    .await));
    let line = dossier.order.lines[0].id;
    assert!(bad(desk::fulfill_by_hand(
        app,
        order,
        "N",
        "",
        &[(line, 2)],
        &person()
    )
    .await));
    let placing = desk::place_orders(app, &[order, domain::ids::OrderId(4)])
        .await
        .unwrap();
    assert_eq!((placing.started, placing.refused.len()), (0, 2));
    bench.judge().await;
}

#[tokio::test]
async fn some_lines_by_hand_and_the_others_by_the_supplier() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 1), (CHAIR, 1)]).await;
    bench.world.pay();
    bench.world.suppliers(|made| {
        made.stand(
            domain::ports::marketplace::SupplierProgress::Paid,
            "PACKING",
        );
    });
    let dossier = bench.order("1").await;
    let chair = dossier
        .order
        .lines
        .iter()
        .find(|line| line.title == CHAIR)
        .unwrap()
        .id;
    desk::fulfill_by_hand(
        &bench.app,
        dossier.order.id,
        "HAND",
        "",
        &[(chair, 1)],
        &person(),
    )
    .await
    .unwrap();
    bench.run().await;
    bench.world.ship();
    bench.pass(hours(7)).await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    bench.judge().await;
}

#[tokio::test]
async fn reading_on_demand_reads_everything_of_an_order() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 1)]).await;
    bench.world.pay();
    bench.world.ship();
    let order_id = bench.order_id("1").await;
    desk::sync_orders(&bench.app, &[order_id, order_id])
        .await
        .unwrap();
    bench.run().await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    bench.judge().await;
}
