//! desk::open_payment: a person is led to the right page, and what they paid is seen soon.

use app::{AppError, desk};
use domain::order::TimelineKind;
use domain::purchase::PurchaseState as S;

use crate::harness::goods::{CHAIR, LAMP};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, minutes, person};

three_tests!(open_payment, placed, a_person_pays, is_awaited);

async fn placed(bench: &Bench) {
    bench.place("1", &[(LAMP, 1), (CHAIR, 1)]).await;
}

async fn open(bench: &Bench) -> Result<String, AppError> {
    let dossier = bench.order("1").await;
    let (order, purchase) = (dossier.order.id, dossier.purchases[0].id);
    desk::open_payment(&bench.app, order, purchase, &person()).await
}

async fn a_person_pays(bench: &Bench) {
    let _ = open(bench).await;
    bench.world.pay();
    bench.clock.advance(minutes(1));
}

async fn is_awaited(bench: &Bench) {
    assert_eq!(bench.state("1").await, S::AwaitingShipment);
    let told = bench.told("1").await;
    let paid = told
        .iter()
        .filter(|kind| matches!(kind, TimelineKind::PurchasePaid { .. }));
    assert_eq!(paid.count(), 1);
}

#[tokio::test]
async fn the_page_is_the_orders_own_or_the_one_of_all() {
    let bench = Bench::new().await;
    placed(&bench).await;
    let number = bench.world.state().made[0].number.clone();
    assert_eq!(
        open(&bench).await.unwrap(),
        format!("https://market.test/order/{number}")
    );
    bench.world.pay();
    bench.pass(minutes(1)).await;
    assert!(matches!(open(&bench).await, Err(AppError::Refused(_))));
    bench.judge().await;
    let bench = Bench::new().await;
    bench.world.state().splits = true;
    placed(&bench).await;
    assert_eq!(open(&bench).await.unwrap(), "https://market.test/orders");
    bench.judge().await;
}
