//! Several processes on one database: nothing is done twice, nothing is lost with one that dies.

use app::{App, Clock, queue};
use domain::changeset::{Changeset, Write};
use domain::connection::ConnectionKind;
use domain::ids::WorkerId;
use domain::job::{Job, NewJob};
use domain::order::TimelineKind;
use domain::ports::error::CallErrorKind as K;
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;
use storage::{Change, Claim};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::harness::goods::{CHAIR, LAMP, MUG};
use crate::harness::{Bench, Fault, Op, hours, minutes};
use crate::work::until;

/// What the process does while the program stands still.
enum Meanwhile {
    /// Nobody looks.
    Nothing,
    /// Another process goes on, and a person settles what it asks.
    SettledElsewhere,
}

/// Runs one job in a process that falls asleep right after the job recorded something of an order.
async fn asleep_after_the_first_record(bench: &Bench, meanwhile: Meanwhile) {
    let sleeper = bench.program_in_turn();
    let mut changes = sleeper.space().storage().changes();
    let (clock, other) = (bench.clock.clone(), bench.second_program());
    let night = async {
        while !matches!(changes.recv().await, Ok(Change::Order(..))) {}
        clock.advance(minutes(3));
        if let Meanwhile::SettledElsewhere = meanwhile {
            queue::run_due(&other, 9).await.unwrap();
            bench.answer_doubts().await;
            queue::run_due(&other, 9).await.unwrap();
        }
    };
    let (_, ran) = tokio::join!(night, queue::run_due(&sleeper, 1));
    assert_eq!(ran.unwrap(), 1);
}

async fn about_to_be_placed() -> Bench {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    let ids = [bench.order_id("1").await];
    app::desk::place_orders(&bench.app, &ids).await.unwrap();
    bench
}

#[tokio::test]
async fn a_process_that_slept_after_its_intent_does_not_buy() {
    let bench = about_to_be_placed().await;
    asleep_after_the_first_record(&bench, Meanwhile::Nothing).await;
    assert_eq!(bench.world.count(Op::Place), 0);
    assert_eq!(bench.state("1").await, S::Planned);
    let told = bench.told("1").await;
    let postponed = |kind: &TimelineKind| matches!(kind, TimelineKind::PlacingPostponed { .. });
    assert!(told.iter().any(postponed), "{told:?}");
    // Nothing was sent, so that it is simply tried again.
    bench.pass(minutes(1)).await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    bench.judge().await;
}

#[tokio::test]
async fn what_was_settled_while_a_process_slept_is_not_bought_by_it() {
    let bench = about_to_be_placed().await;
    asleep_after_the_first_record(&bench, Meanwhile::SettledElsewhere).await;
    bench.recover().await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    assert_eq!(bench.world.count(Op::Place), 1);
    bench.judge().await;
}

#[tokio::test]
async fn a_process_that_slept_does_not_tell_the_store() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 1)]).await;
    bench.world.pay();
    bench.pass(minutes(1)).await;
    bench.world.ship();
    // Everything up to telling, which is what is left.
    let told = async || bench.world.count(Op::CreateFulfillment);
    while bench.app.space().next_job_due().await.unwrap().is_some() {
        let order_id = bench.order_id("1").await;
        let fulfill = Job::FulfillOrder { order_id };
        if is_waiting(&bench, &fulfill).await {
            break;
        }
        if queue::run_due(&bench.app, 1).await.unwrap() == 0 {
            bench.clock.advance(hours(1));
        }
    }
    assert_eq!(told().await, 0);
    asleep_after_the_first_record(&bench, Meanwhile::Nothing).await;
    assert_eq!(told().await, 0);
    // It was recorded that the store is asked: as far as anyone knows, that is on its way.
    bench.pass(minutes(1)).await;
    assert_eq!(told().await, 0);
    bench.pass(minutes(2)).await;
    assert_eq!(told().await, 1);
    bench.judge().await;
}

/// Whether this is the next work that is due.
async fn is_waiting(bench: &Bench, wanted: &Job) -> bool {
    let space = bench.app.space();
    let now = bench.clock.now();
    let claim = Claim {
        worker: WorkerId(77),
        now,
        lease_until: now + minutes(1),
    };
    let claimed = space.claim_jobs(claim, 1).await.unwrap().jobs;
    space.give_back_jobs(WorkerId(77), now).await.unwrap();
    claimed.iter().any(|claimed| claimed.job == *wanted)
}

fn start(app: App, stop: &watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(queue::work(app, 4, false, stop.clone()))
}

async fn placed(bench: &Bench) -> usize {
    let dossiers = bench.dossiers().await;
    let purchases = dossiers.iter().flat_map(|dossier| &dossier.purchases);
    purchases
        .filter(|one| one.status.state() == S::AwaitingPayment)
        .count()
}

#[tokio::test]
async fn two_share_a_load_and_the_jobs_of_a_killed_one_come_back() {
    let bench = Bench::new().await;
    bench
        .change_settings(|settings| settings.placing = domain::store::Automation::Automatic)
        .await;
    for order in 1..=12 {
        let lines = [(LAMP, 1), (MUG, 2), (CHAIR, 1)];
        let lines = &lines[..1 + order % 3];
        bench.world.customer_orders(&order.to_string(), lines);
    }
    // One call of the first process never ends: it is killed in the middle of it.
    bench.world.fault(Op::Product, Fault::Never);
    let (stop, stopped) = watch::channel(false);
    let first = start(bench.app.clone(), &stopped);
    let store_id = bench.store().await.id;
    bench.want(Job::PollStore { store_id }).await;
    until(async || bench.world.count(Op::Product) > 0).await;
    let second = start(bench.second_program(), &stopped);
    until(async || placed(&bench).await > 0).await;
    first.abort();
    let _ = first.await;
    // Its leases end, and the other one goes on with what it left.
    until(async || {
        bench.clock.advance(SignedDuration::from_secs(20));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        bench.answer_doubts().await;
        let dossiers = bench.dossiers().await;
        let planned = dossiers.iter().all(|dossier| !dossier.purchases.is_empty());
        let mut purchases = dossiers.iter().flat_map(|dossier| &dossier.purchases);
        dossiers.len() == 12
            && planned
            && purchases.all(|one| one.status.state() == S::AwaitingPayment)
    })
    .await;
    stop.send(true).unwrap();
    second.await.unwrap();
    bench.judge().await;
}

#[tokio::test]
async fn whoever_ends_on_purpose_gives_back_what_does_not_end() {
    let bench = about_to_be_placed().await;
    bench.world.fault(Op::Product, Fault::Never);
    let (stop, stopped) = watch::channel(false);
    let worker = start(bench.program_in_turn(), &stopped);
    until(async || bench.world.count(Op::Product) == 2).await;
    let counts = async || bench.app.space().job_counts().await.unwrap();
    assert_eq!(counts().await.running, 1);
    // The time that running jobs get passes at once.
    tokio::time::pause();
    stop.send(true).unwrap();
    worker.await.unwrap();
    tokio::time::resume();
    assert_eq!(counts().await.running, 0);
    bench.run().await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    bench.judge().await;
}

/// Orders that wait for payment, and an access that ended at the marketplace.
async fn access_ended_while_many_are_read() -> Bench {
    let bench = Bench::new().await;
    for order in ["1", "2", "3", "4", "5", "6"] {
        bench.place(order, &[(LAMP, 1)]).await;
    }
    bench.world.state().access += 1;
    bench
}

async fn want_all_read(bench: &Bench) {
    bench.want(Job::SyncAllPurchases).await;
}

#[tokio::test]
async fn of_many_who_find_the_access_ended_one_renews_it() {
    let bench = access_ended_while_many_are_read().await;
    bench.clock.advance(minutes(1));
    let (stop, stopped) = watch::channel(false);
    let workers = [bench.app.clone(), bench.second_program()].map(|app| start(app, &stopped));
    want_all_read(&bench).await;
    let read = async || bench.world.count(Op::SupplierOrder);
    until(async || bench.world.count(Op::Renew) > 0 && read().await >= 6).await;
    let before = read().await;
    until(async || {
        bench.clock.advance(SignedDuration::from_secs(5));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        read().await >= before + 6
    })
    .await;
    stop.send(true).unwrap();
    for worker in workers {
        worker.await.unwrap();
    }
    assert_eq!(bench.world.count(Op::Renew), 1);
    bench.judge().await;
}

#[tokio::test]
async fn an_access_that_ends_again_soon_is_renewed_again_soon() {
    let bench = access_ended_while_many_are_read().await;
    want_all_read(&bench).await;
    bench.pass(SignedDuration::from_secs(20)).await;
    assert_eq!(bench.world.count(Op::Renew), 1);
    bench.world.state().access += 1;
    bench.clock.advance(SignedDuration::from_secs(5));
    want_all_read(&bench).await;
    bench.run().await;
    assert_eq!(bench.world.count(Op::Renew), 2);
    bench.pass(SignedDuration::from_secs(20)).await;
    let kind = ConnectionKind::Marketplace;
    assert_eq!(bench.connection(kind).await.disconnected_because, None);
    bench.judge().await;
}

#[tokio::test]
async fn a_renewed_access_is_kept_though_the_connection_changed_meanwhile() {
    let bench = access_ended_while_many_are_read().await;
    want_all_read(&bench).await;
    let program = bench.program_in_turn();
    let mut connection = bench.connection(ConnectionKind::Marketplace).await;
    connection.name = "Another name".into();
    let renaming = async {
        while bench.world.count(Op::Renew) == 0 {
            tokio::task::yield_now().await;
        }
        let mut changeset = Changeset::default();
        changeset
            .writes
            .push(Write::UpdateConnection(Box::new(connection)));
        program.space().commit(changeset).await.unwrap();
    };
    let (ran, ()) = tokio::join!(queue::run_due(&program, 99), renaming);
    ran.unwrap();
    bench.pass(SignedDuration::from_secs(20)).await;
    assert_eq!(bench.world.count(Op::Renew), 1);
    let connection = bench.connection(ConnectionKind::Marketplace).await;
    assert_eq!(connection.name, "Another name");
    assert_eq!(connection.disconnected_because, None);
    bench.judge().await;
}

#[tokio::test]
async fn looking_for_what_is_stuck_leaves_a_retry_its_time() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 1)]).await;
    bench.clock.advance(hours(2));
    bench
        .world
        .fault(Op::SupplierOrder, Fault::Before(K::Unavailable));
    bench.run().await;
    let reads = bench.world.count(Op::SupplierOrder);
    let due = bench.app.space().next_job_due().await.unwrap();
    bench.want(Job::FindStuck).await;
    bench.run().await;
    assert_eq!(bench.world.count(Op::SupplierOrder), reads);
    assert_eq!(bench.app.space().next_job_due().await.unwrap(), due);
    bench.judge().await;
}

#[tokio::test]
async fn failures_from_before_a_success_do_not_count() {
    let bench = Bench::new().await;
    bench.place("1", &[(LAMP, 1)]).await;
    // Each reading fails a few times; all together far more often than one job may.
    for _ in 0..12 {
        bench.clock.advance(hours(30));
        for _ in 0..6 {
            let unavailable = Fault::Before(K::Unavailable);
            bench.world.fault(Op::SupplierOrder, unavailable);
        }
        for _ in 0..8 {
            bench.pass(minutes(5)).await;
        }
    }
    assert_eq!(bench.app.space().job_counts().await.unwrap().failed, 0);
    let kept = bench.purchase("1").await.supplier_orders;
    assert!(kept[0].read_at.unwrap() > bench.clock.now() - hours(2));
    bench.judge().await;
}

#[tokio::test]
async fn a_poll_that_is_put_off_goes_on_where_it_stopped() {
    let bench = Bench::new().await;
    for order in 1..=7 {
        bench
            .world
            .customer_orders(&order.to_string(), &[(LAMP, 1)]);
    }
    let store_id = bench.store().await.id;
    bench.want(Job::PollStore { store_id }).await;
    bench.run().await;
    bench.clock.advance(minutes(30));
    for order in 11..=17 {
        bench
            .world
            .customer_orders(&order.to_string(), &[(LAMP, 1)]);
    }
    let polls = bench.world.count(Op::ChangedOrders);
    let wait = SignedDuration::from_secs(30);
    let throttled = Fault::Before(K::Throttled { wait });
    bench.world.fault(Op::ChangedOrders, Fault::None);
    bench.world.fault(Op::ChangedOrders, throttled);
    bench.want(Job::PollStore { store_id }).await;
    bench.run().await;
    assert_eq!(bench.world.count(Op::ChangedOrders), polls + 2);
    bench.pass(minutes(1)).await;
    // The new ones and those of the overlap are seven pages: each once, the refused one once more.
    assert_eq!(bench.world.count(Op::ChangedOrders), polls + 7 + 1);
    for order in 11..=17 {
        assert!(bench.find(&order.to_string()).await.is_some(), "{order}");
    }
    bench.judge().await;
}

#[tokio::test]
async fn a_second_change_within_the_same_second_is_found() {
    let bench = Bench::new().await;
    let store_id = bench.store().await.id;
    bench.want(Job::PollStore { store_id }).await;
    bench.run().await;
    bench.clock.advance(minutes(5));
    bench.receive("1", &[(LAMP, 1)]).await;
    // It is canceled before its second is over, and no webhook tells.
    let stamp = bench.world.state().orders[&crate::harness::goods::id("1")].updated_at;
    bench.world.change_order("1", |order| {
        order.canceled_at = Some(stamp);
        order.updated_at = stamp;
    });
    bench.clock.advance(minutes(2));
    let new = NewJob {
        job: Job::PollStore { store_id },
        due_at: bench.clock.now(),
    };
    bench.app.space().enqueue(vec![new.clone()]).await.unwrap();
    bench.run().await;
    assert_eq!(bench.state("1").await, S::Canceled);
    // Looked at once more, and then it is known.
    bench.clock.advance(minutes(2));
    let reads = bench.world.count(Op::Order);
    bench.want(new.job).await;
    bench.run().await;
    assert_eq!(bench.world.count(Op::Order), reads);
    bench.judge().await;
}
