//! The reconcilers: whatever was lost, they find it.

use app::Clock;
use domain::connection::ConnectionKind;
use domain::job::Job;
use domain::ports::error::CallErrorKind as K;
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;
use storage::Rhythm;

use crate::harness::goods::{CHAIR, LAMP, MUG};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, minutes};

three_tests!(
    poll_store,
    three_orders_nobody_told_of,
    the_store_is_polled,
    all_are_known
);
three_tests!(renew_access, access_that_ends, an_hour_before, is_renewed);

async fn three_orders_nobody_told_of(bench: &Bench) {
    bench.world.customer_orders("1", &[(LAMP, 1)]);
    bench.world.customer_orders("2", &[(CHAIR, 1)]);
    bench.world.customer_orders("3", &[(MUG, 1)]);
}

async fn the_store_is_polled(bench: &Bench) {
    let store_id = bench.store().await.id;
    bench.want(Job::PollStore { store_id }).await;
}

async fn all_are_known(bench: &Bench) {
    for order in ["1", "2", "3"] {
        assert_eq!(bench.state(order).await, S::Planned);
    }
    assert!(bench.store().await.polled_until.is_some());
}

async fn access_that_ends(bench: &Bench) {
    let connection = bench.connection(ConnectionKind::Marketplace).await;
    bench
        .clock
        .set(connection.renew_at().unwrap() - SignedDuration::from_secs(1));
    bench.run().await;
}

async fn an_hour_before(bench: &Bench) {
    bench.clock.advance(SignedDuration::from_secs(2));
}

async fn is_renewed(bench: &Bench) {
    for kind in [ConnectionKind::Store, ConnectionKind::Marketplace] {
        let connection = bench.connection(kind).await;
        let left = connection
            .access_expires_at
            .unwrap()
            .duration_since(bench.clock.now());
        assert!(left > hours(24 * 29), "{left}");
        assert_eq!(connection.disconnected_because, None);
    }
    // And what was renewed opens the door.
    bench.place("1", &[(LAMP, 1)]).await;
    bench.pass(minutes(1)).await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
}

/// Our clock is hours ahead of the store's, and the store calls no webhooks.
#[tokio::test]
async fn a_clock_of_ours_that_is_ahead_misses_nothing() {
    let bench = Bench::new().await;
    bench.clock.advance(minutes(60));
    three_orders_nobody_told_of(&bench).await;
    the_store_is_polled(&bench).await;
    bench.run().await;
    all_are_known(&bench).await;
    let theirs = bench.clock.now();
    bench.clock.advance(hours(2));
    the_store_is_polled(&bench).await;
    bench.run().await;
    bench.world.customer_orders("4", &[(LAMP, 1)]);
    let late =
        |order: &mut domain::ports::store::StoreOrder| order.updated_at = theirs + minutes(30);
    bench.world.change_order("4", late);
    the_store_is_polled(&bench).await;
    bench.run().await;
    assert_eq!(bench.state("4").await, S::Planned);
    // And when it is set right again, what came meanwhile is not behind the cursor.
    bench.clock.set(theirs + minutes(40));
    bench.world.customer_orders("5", &[(MUG, 1)]);
    let late =
        |order: &mut domain::ports::store::StoreOrder| order.updated_at = theirs + minutes(35);
    bench.world.change_order("5", late);
    the_store_is_polled(&bench).await;
    bench.run().await;
    assert_eq!(bench.state("5").await, S::Planned);
    bench.judge().await;
}

#[tokio::test]
async fn a_change_that_shows_late_is_found_by_the_overlap() {
    let bench = Bench::new().await;
    three_orders_nobody_told_of(&bench).await;
    let hidden = bench
        .world
        .state()
        .orders
        .remove(&crate::harness::goods::id("2"))
        .unwrap();
    bench.clock.advance(minutes(9));
    the_store_is_polled(&bench).await;
    bench.run().await;
    assert!(bench.find("2").await.is_none());
    bench
        .world
        .state()
        .orders
        .insert(hidden.external_id.clone(), hidden);
    bench.clock.advance(minutes(1));
    the_store_is_polled(&bench).await;
    bench.run().await;
    all_are_known(&bench).await;
    let reads = bench.world.count(Op::Order);
    the_store_is_polled(&bench).await;
    bench.run().await;
    assert_eq!(
        bench.world.count(Op::Order),
        reads,
        "what is known is read again"
    );
    bench.judge().await;
}

#[tokio::test]
async fn polling_recurs_by_itself() {
    let bench = Bench::new().await;
    three_orders_nobody_told_of(&bench).await;
    bench.pass(hours(7)).await;
    all_are_known(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn everything_that_recurs_is_a_row() {
    let bench = Bench::new().await;
    let schedules = bench.app.space().schedules().await.unwrap();
    let store_id = bench.store().await.id;
    let rhythm = |job: Job| {
        let schedule = schedules.iter().find(|schedule| schedule.job == job);
        schedule.unwrap().rhythm.clone()
    };
    assert_eq!(
        rhythm(Job::SyncAllPurchases),
        Rhythm::AtHoursUtc(vec![0, 12])
    );
    assert_eq!(rhythm(Job::FindStuck), Rhythm::EverySeconds(300));
    assert_eq!(
        rhythm(Job::PollStore { store_id }),
        Rhythm::EverySeconds(6 * 3600)
    );
    assert!(matches!(
        rhythm(Job::EnsureWebhooks { store_id }),
        Rhythm::EverySeconds(_)
    ));
    assert!(matches!(
        rhythm(Job::ReadProducts { store_id }),
        Rhythm::EverySeconds(_)
    ));
}

#[tokio::test]
async fn a_purchase_that_was_left_placing_becomes_a_question() {
    let mut bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    let order_id = bench.order_id("1").await;
    app::desk::place_orders(&bench.app, &[order_id])
        .await
        .unwrap();
    // The process ends while the call is under way, and its job is gone too.
    let placing = async {
        while bench.world.count(Op::Place) == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = bench.run() => panic!("it was not stopped"),
        () = placing => {}
    }
    bench.crash().await;
    assert_eq!(bench.state("1").await, S::Placing);
    bench.pass(minutes(6)).await;
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
    assert!(bench.order("1").await.order.needs_person);
    bench.judge().await;
}

#[tokio::test]
async fn webhooks_are_subscribed_to_where_we_can_be_reached() {
    let bench = Bench::new().await;
    let store_id = bench.store().await.id;
    bench.want(Job::EnsureWebhooks { store_id }).await;
    bench.run().await;
    assert_eq!(bench.world.count(Op::EnsureWebhooks), 0);
    let settings = app::Settings {
        public_url: Some("https://desk.test".into()),
        ..app::Settings::default()
    };
    let bench = Bench::with(settings).await;
    bench.want(Job::EnsureWebhooks { store_id }).await;
    bench.run().await;
    assert!(bench.world.count(Op::EnsureWebhooks) >= 1);
}

#[tokio::test]
async fn access_that_cannot_be_renewed_asks_for_a_person_and_loses_no_order() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    bench.world.state().access += 1;
    bench.world.fault(Op::Renew, Fault::Before(K::NotSent));
    bench.world.fault(Op::Renew, Fault::Before(K::Refused));
    bench.place_again("1").await;
    // A moment's trouble is no loss.
    let kind = ConnectionKind::Marketplace;
    assert_eq!(bench.connection(kind).await.disconnected_because, None);
    bench.pass(minutes(1)).await;
    assert!(bench.connection(kind).await.disconnected_because.is_some());
    bench.pass(hours(48)).await;
    assert_eq!(bench.state("1").await, S::Planned);
    bench.judge().await;
}
