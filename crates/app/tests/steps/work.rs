//! app::queue::work: the loop that a server runs, stopped and killed.

use app::queue;
use domain::purchase::PurchaseState as S;
use tokio::sync::watch;

use crate::harness::goods::{LAMP, MUG};
use crate::harness::{Bench, Op, minutes};

/// A condition that must come true; a test that waits for ever is stopped by this.
pub(crate) async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let patience = std::time::Duration::from_secs(150);
    let wait = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(patience, wait)
        .await
        .expect("what was waited for never came");
}

#[tokio::test]
async fn it_runs_what_is_wanted_and_ends_when_told_to() {
    let bench = Bench::new().await;
    bench.world.customer_orders("1", &[(LAMP, 1)]);
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(queue::work(bench.app.clone(), 4, true, stopped));
    let store_id = bench.store().await.id;
    bench.want(domain::job::Job::PollStore { store_id }).await;
    until(async || {
        bench
            .find("1")
            .await
            .is_some_and(|dossier| !dossier.purchases.is_empty())
    })
    .await;
    let ids = [bench.order_id("1").await];
    app::desk::place_orders(&bench.app, &ids).await.unwrap();
    until(async || bench.state("1").await == S::AwaitingPayment).await;
    // Work that is due later runs when its time comes.
    bench.world.pay();
    bench.clock.advance(minutes(1));
    until(async || bench.state("1").await == S::AwaitingShipment).await;
    stop.send(true).unwrap();
    worker.await.unwrap();
    bench.judge().await;
}

#[tokio::test]
async fn two_that_work_on_one_database_do_everything_once() {
    let bench = Bench::new().await;
    let orders: Vec<String> = (1..=6).map(|number| number.to_string()).collect();
    for order in &orders {
        bench.world.customer_orders(order, &[(LAMP, 1), (MUG, 2)]);
    }
    bench
        .change_settings(|settings| settings.placing = domain::store::Automation::Automatic)
        .await;
    let (stop, stopped) = watch::channel(false);
    let workers = [bench.app.clone(), bench.second_program()]
        .map(|app| tokio::spawn(queue::work(app, 3, false, stopped.clone())));
    let store_id = bench.store().await.id;
    bench.want(domain::job::Job::PollStore { store_id }).await;
    until(async || {
        let dossiers = bench.dossiers().await;
        let purchases = dossiers.iter().flat_map(|dossier| &dossier.purchases);
        let placed = purchases.filter(|one| one.status.state() == S::AwaitingPayment);
        placed.count() == 12
    })
    .await;
    stop.send(true).unwrap();
    for worker in workers {
        worker.await.unwrap();
    }
    assert_eq!(bench.world.count(Op::Place), 12);
    bench.judge().await;
}

#[tokio::test]
async fn a_worker_that_is_killed_leaves_nothing_undone() {
    let mut bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    let ids = [bench.order_id("1").await];
    app::desk::place_orders(&bench.app, &ids).await.unwrap();
    let (_stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(queue::work(bench.app.clone(), 4, true, stopped));
    until(async || bench.world.count(Op::Place) == 1).await;
    worker.abort();
    let _ = worker.await;
    bench.crash().await;
    bench.recover().await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    assert_eq!(bench.world.state().made.len(), 1);
    bench.judge().await;
}
