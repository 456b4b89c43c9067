//! The whole way of an order, with every call of it lost in turn, and killed all along.

use domain::order::Tab;
use domain::ports::error::CallErrorKind;
use domain::store::Automation;

use crate::harness::goods::{BUNDLE, CHAIR, LAMP, MUG};
use crate::harness::{Bench, Fault, hours, prove};

/// So long a way has hundreds of points to be killed at; each step's own tests have every one.
const STRIDE: usize = 31;

#[tokio::test]
async fn it_works() {
    prove::works(automatic, an_order_travels, has_arrived).await;
}

#[tokio::test]
async fn it_works_with_each_answer_lost() {
    let fault = Fault::After(CallErrorKind::Unclear);
    prove::lost(&fault, &automatic, &an_order_travels, &has_arrived).await;
}

#[tokio::test]
async fn it_comes_back_after_a_crash() {
    prove::killed(STRIDE, &automatic, &an_order_travels, &has_arrived).await;
}

async fn automatic(bench: &Bench) {
    bench
        .change_settings(|settings| settings.placing = Automation::Automatic)
        .await;
    bench
        .world
        .customer_orders("1", &[(LAMP, 2), (CHAIR, 1), (MUG, 1), (BUNDLE, 1)]);
    bench.clock.advance(hours(7));
}

/// Everyone outside does their part; whatever went wrong is recovered from between.
async fn an_order_travels(bench: &Bench) {
    bench.recover().await;
    bench.world.pay();
    bench.pass(hours(2)).await;
    bench.recover().await;
    bench.world.ship();
    bench.pass(hours(9)).await;
    bench.recover().await;
    bench.world.deliver();
    bench.pass(hours(9)).await;
    bench.recover().await;
}

async fn has_arrived(bench: &Bench) {
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.tab, Tab::Fulfilled);
    assert!(!dossier.order.needs_person);
    let state = bench.world.state();
    assert_eq!(state.made.len(), 2);
    assert_eq!(state.told.len(), 2);
}
