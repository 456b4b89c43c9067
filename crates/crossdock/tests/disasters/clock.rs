//! This machine's clock is two hours and more ahead of the platforms'.

use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;
use platforms::sim::SimClock;

use crate::bench::engine::Engine;
use crate::bench::{Setup, World};
use crate::{doctor_says, log_says};

/// Just more than the marketplace lets pass.
const OFF: SignedDuration = SignedDuration::from_mins(125);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_off_loses_no_order_and_goes_on_when_it_is_set() {
    let clock = SimClock::real();
    let mut world = World::bare(Setup {
        // Polling alone has to find it: it must not look for the future's orders.
        webhooks: false,
        poll_seconds: 5,
        store_clock: Some(clock.clone()),
        market_clock: Some(clock.clone()),
        ..Setup::on(Engine::Sqlite)
    })
    .await;
    world.prepare().await;
    world.start().await;
    // The platforms' clock goes back, which is the same as ours going ahead.
    clock.set_back(OFF);
    let order = world.order(&[(0, 1)]);
    let refused = "refuses the time of this machine";
    log_says(&world, refused).await;
    doctor_says(&world, "set its clock by NTP").await;
    world
        .until(order, "is known", |it| it.purchases.is_empty())
        .await;
    let page = world.desk.get("/jobs").await.text;
    assert!(page.contains(refused), "{page}");
    clock.advance(OFF);
    let arrived = world.carry(order).await;
    assert!(matches!(
        arrived.purchases[0].status.state(),
        S::Shipped | S::Completed
    ));
    assert_eq!(world.standing().len(), 1, "bought once");
}
