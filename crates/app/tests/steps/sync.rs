//! sync_purchase: the marketplace's truth moves the purchase, and what it does not know moves nothing.

use domain::order::{Attention, Tab, TimelineKind};
use domain::ports::marketplace::SupplierProgress as P;
use domain::purchase::{FailureReason as R, PurchaseState as S, SupplierNotice};

use crate::harness::goods::{CHAIR, LAMP};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Op, hours, minutes};

three_tests!(sync_paid, placed, it_is_paid, awaits_shipment);
three_tests!(sync_closed, placed, it_is_closed, has_failed);

async fn placed(bench: &Bench) {
    bench.place("1", &[(LAMP, 1), (CHAIR, 1)]).await;
    bench.pass(minutes(1)).await;
}

async fn it_is_paid(bench: &Bench) {
    bench.world.pay();
    bench.clock.advance(minutes(11));
}

async fn awaits_shipment(bench: &Bench) {
    let purchase = bench.purchase("1").await;
    assert_eq!(purchase.status.state(), S::AwaitingShipment);
    assert_eq!(purchase.supplier_orders[0].raw_status, "PACKING");
    assert_eq!(bench.order("1").await.order.tab, Tab::AwaitingShipment);
}

async fn it_is_closed(bench: &Bench) {
    bench.world.suppliers(|made| made.close("not paid in time"));
    bench.clock.advance(minutes(11));
}

async fn has_failed(bench: &Bench) {
    let failure = bench.purchase("1").await.failure.unwrap();
    assert_eq!(failure.reason, R::ClosedAtMarketplace);
    assert_eq!(failure.vendor_message.as_deref(), Some("not paid in time"));
}

#[tokio::test]
async fn it_stands_where_the_slowest_of_its_supplier_orders_stands() {
    let bench = Bench::new().await;
    bench.world.state().splits = true;
    placed(&bench).await;
    assert_eq!(bench.purchase("1").await.supplier_orders.len(), 2);
    let stands = [
        (P::Paid, P::Unpaid, S::AwaitingPayment),
        (P::Shipped, P::Paid, S::AwaitingShipment),
        (P::Completed, P::Shipped, S::Shipped),
        (P::Completed, P::Completed, S::Completed),
    ];
    for (first, second, state) in stands {
        bench.world.supplier(0, |made| made.stand(first, "A"));
        bench.world.supplier(1, |made| made.stand(second, "B"));
        bench.pass(hours(9)).await;
        assert_eq!(bench.state("1").await, state);
    }
    bench.judge().await;
}

#[tokio::test]
async fn a_status_that_nobody_knows_moves_nothing_and_is_shown() {
    let bench = Bench::new().await;
    placed(&bench).await;
    it_is_paid(&bench).await;
    bench.run().await;
    bench.world.suppliers(|made| {
        made.stand(P::Unknown, "QUANTUM");
        made.notice = Some(SupplierNotice::UnknownStatus);
    });
    bench.pass(hours(5)).await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.purchases[0].status.state(), S::AwaitingShipment);
    assert!(dossier.order.needs_person);
    assert_eq!(
        dossier.purchases[0].supplier_orders[0].raw_status,
        "QUANTUM"
    );
    bench.judge().await;
}

#[tokio::test]
async fn a_total_above_the_ceiling_is_seen_before_paying() {
    let bench = Bench::new().await;
    bench.world.state().surcharge_minor = 5_000;
    placed(&bench).await;
    let dossier = bench.order("1").await;
    let purchase_id = dossier.purchases[0].id;
    let asked = Attention::of(&dossier, app::Clock::now(&bench.clock));
    assert!(asked.contains(&Attention::OverCeiling { purchase_id }));
    bench.pass(hours(1)).await;
    let told = bench.told("1").await;
    let exceeded = told
        .iter()
        .filter(|kind| matches!(kind, TimelineKind::CeilingExceeded { .. }));
    assert_eq!(exceeded.count(), 1);
    bench.judge().await;
}

#[tokio::test]
async fn one_that_is_not_shown_yet_is_asked_for_again() {
    let bench = Bench::new().await;
    bench.world.state().shown_after = minutes(3);
    placed(&bench).await;
    assert_eq!(bench.purchase("1").await.supplier_orders[0].read_at, None);
    bench.pass(minutes(3)).await;
    assert!(
        bench.purchase("1").await.supplier_orders[0]
            .read_at
            .is_some()
    );
    assert!(bench.world.count(Op::SupplierOrder) >= 2);
    bench.judge().await;
}

#[tokio::test]
async fn a_part_that_is_closed_is_a_persons_business_while_the_rest_goes_on() {
    let bench = Bench::new().await;
    bench.world.state().splits = true;
    placed(&bench).await;
    bench.world.pay();
    bench.world.ship();
    bench.world.supplier(1, |made| {
        made.close("no stock");
        made.parcels.clear();
    });
    bench.pass(hours(9)).await;
    bench
        .world
        .supplier(0, |made| made.stand(P::Completed, "FINISHED"));
    bench.pass(hours(9)).await;
    let dossier = bench.order("1").await;
    assert_eq!(dossier.purchases[0].status.state(), S::Completed);
    assert_eq!(dossier.order.tab, Tab::AwaitingShipment);
    assert!(dossier.order.needs_person);
    bench.judge().await;
}

#[tokio::test]
async fn one_closed_after_shipping_is_not_bought_again_by_itself() {
    let bench = Bench::new().await;
    bench
        .change_settings(|settings| settings.placing = domain::store::Automation::Automatic)
        .await;
    bench.receive("1", &[(LAMP, 1), (CHAIR, 1)]).await;
    bench.world.pay();
    bench
        .world
        .suppliers(|made| made.stand(P::Shipped, "SHIPPED"));
    bench.pass(hours(1)).await;
    assert_eq!(bench.state("1").await, S::Shipped);
    bench
        .world
        .suppliers(|made| made.close("refunded after a dispute"));
    bench.pass(hours(9)).await;
    bench.pass(hours(9)).await;
    let dossier = bench.order("1").await;
    assert_eq!(bench.states("1").await, [S::Canceled]);
    assert_eq!(dossier.order.tab, Tab::Failed);
    assert_eq!(bench.world.state().made.len(), 1);
    bench.judge().await;
    let bench = Bench::new().await;
    bench
        .change_settings(|settings| settings.placing = domain::store::Automation::Automatic)
        .await;
    bench.receive("1", &[(LAMP, 1), (CHAIR, 1)]).await;
    bench.world.pay();
    bench.world.ship();
    bench.pass(hours(1)).await;
    assert_eq!(bench.world.state().told.len(), 1);
    bench
        .world
        .suppliers(|made| made.close("refunded after a dispute"));
    bench.pass(hours(9)).await;
    bench.pass(hours(9)).await;
    assert_eq!(bench.states("1").await, [S::Canceled]);
    assert_eq!(bench.order("1").await.order.tab, Tab::Fulfilled);
    bench.judge().await;
}

#[tokio::test]
async fn everything_open_is_read_at_midnight_and_noon_utc() {
    let bench = Bench::new().await;
    placed(&bench).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
    bench.clock.set("2026-11-02T11:59:59Z".parse().unwrap());
    bench.run().await;
    let before = bench.world.count(Op::SupplierOrder);
    bench.pass(jiff::SignedDuration::from_secs(1)).await;
    assert!(bench.world.count(Op::SupplierOrder) > before);
    bench.clock.set("2026-11-02T23:59:59Z".parse().unwrap());
    bench.run().await;
    let before = bench.world.count(Op::SupplierOrder);
    bench.pass(jiff::SignedDuration::from_secs(1)).await;
    assert!(bench.world.count(Op::SupplierOrder) > before);
    bench.judge().await;
}
