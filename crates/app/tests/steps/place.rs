//! place_purchase: bought once or not at all, whatever the answer.

use app::desk;
use domain::address::TaxId;
use domain::order::{Attention, Tab, TimelineKind};
use domain::ports::error::CallErrorKind as K;
use domain::purchase::{Failure, FailureReason as R, PurchaseState as S};
use jiff::SignedDuration;

use crate::harness::goods::{BUNDLE, LAMP, id, recipient, usd};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, hours, minutes, person};

three_tests!(place_purchase, planned, a_person_places, is_placed_once);
three_tests!(
    place_after_reordering,
    failed,
    reordered_and_placed,
    is_placed_after_all
);

async fn planned(bench: &Bench) {
    bench.receive("1", &[(LAMP, 2), (BUNDLE, 1)]).await;
}

async fn a_person_places(bench: &Bench) {
    let order_id = bench.order_id("1").await;
    let _ = desk::place_orders(&bench.app, &[order_id]).await;
}

async fn is_placed_once(bench: &Bench) {
    assert_eq!(
        bench.states("1").await,
        [S::AwaitingPayment, S::AwaitingPayment]
    );
    let state = bench.world.state();
    assert_eq!(state.made.len(), 2);
    assert!(
        state
            .made
            .iter()
            .all(|made| made.request.recipient == recipient())
    );
}

async fn failed(bench: &Bench) {
    bench.receive("1", &[(LAMP, 2)]).await;
    let refusal = Failure::ours(R::SupplierRefused, "");
    bench.world.fault(Op::Place, Fault::Reject(refusal));
    bench.place_again("1").await;
    assert_eq!(bench.state("1").await, S::Failed);
}

async fn reordered_and_placed(bench: &Bench) {
    let order_id = bench.order_id("1").await;
    // Only one of two that wish it at once can: the other is told that nothing failed.
    let _ = desk::reorder(&bench.app, order_id, &person()).await;
    bench.run().await;
    let _ = desk::place_orders(&bench.app, &[order_id]).await;
}

async fn is_placed_after_all(bench: &Bench) {
    assert_eq!(bench.states("1").await, [S::Failed, S::AwaitingPayment]);
    assert_eq!(bench.order("1").await.order.tab, Tab::AwaitingPayment);
    assert_eq!(bench.world.state().made.len(), 1);
}

/// Places with the next answer being this.
async fn place_with(fault: Fault) -> Bench {
    let bench = Bench::new().await;
    bench.world.fault(Op::Place, fault);
    bench.place("1", &[(LAMP, 2)]).await;
    bench
}

#[tokio::test]
async fn a_message_beside_the_number_is_kept() {
    let bench = Bench::new().await;
    bench.world.state().message = Some("paying failed".into());
    bench.place("1", &[(LAMP, 2)]).await;
    let placed = bench
        .told("1")
        .await
        .into_iter()
        .find_map(|kind| match kind {
            TimelineKind::PurchasePlaced { message, .. } => message,
            _ => None,
        });
    assert_eq!(placed.as_deref(), Some("paying failed"));
    bench.judge().await;
}

#[tokio::test]
async fn a_rejection_is_kept_with_the_marketplaces_words() {
    let refusal = Failure {
        vendor_code: Some("B_1".into()),
        vendor_message: Some("no".into()),
        ..Failure::ours(R::AddressInvalid, "the city")
    };
    let bench = place_with(Fault::Reject(refusal.clone())).await;
    let purchase = bench.purchase("1").await;
    assert_eq!(purchase.failure, Some(refusal));
    assert_eq!(bench.order("1").await.order.tab, Tab::Failed);
    // It is never tried again by itself.
    bench.pass(hours(24)).await;
    assert_eq!(bench.world.count(Op::Place), 1);
    bench.judge().await;
}

#[tokio::test]
async fn what_was_not_sent_is_tried_again_with_the_same_request() {
    let bench = place_with(Fault::Before(K::NotSent)).await;
    let first = bench.purchase("1").await;
    assert_eq!(first.status.state(), S::Planned);
    bench.pass(SignedDuration::from_secs(10)).await;
    assert_eq!(bench.world.count(Op::Place), 1);
    bench.pass(SignedDuration::from_secs(30)).await;
    let second = bench.purchase("1").await;
    assert_eq!(
        (second.status.state(), second.attempts),
        (S::AwaitingPayment, 2)
    );
    assert_eq!(first.intent, second.intent);
    bench.judge().await;
}

#[tokio::test]
async fn a_limit_is_waited_for_as_long_as_it_asks() {
    let wait = SignedDuration::from_secs(90);
    let bench = place_with(Fault::Before(K::Throttled { wait })).await;
    bench.pass(SignedDuration::from_secs(89)).await;
    assert_eq!(bench.world.count(Op::Place), 1);
    bench.pass(SignedDuration::from_secs(2)).await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    bench.judge().await;
}

#[tokio::test]
async fn access_that_ended_is_renewed_and_the_placement_goes_on() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 2)]).await;
    // Reading the product finds it first.
    bench.world.state().access += 1;
    bench.place_again("1").await;
    bench.pass(minutes(1)).await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    bench.judge().await;
    // And here only the placement itself finds it.
    let bench = place_with(Fault::Before(K::SignedOut)).await;
    assert_eq!(bench.world.count(Op::Renew), 1);
    bench.pass(minutes(1)).await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    bench.judge().await;
}

#[tokio::test]
async fn a_wrong_key_fails_with_what_to_correct() {
    let bench = place_with(Fault::Before(K::Misconfigured)).await;
    let failure = bench.purchase("1").await.failure.unwrap();
    assert_eq!(failure.reason, R::Misconfigured);
    bench.judge().await;
}

#[tokio::test]
async fn what_nobody_knows_is_never_called_again() {
    for fault in [
        Fault::After(K::Unclear),
        Fault::After(K::Unreadable),
        Fault::Before(K::Unavailable),
    ] {
        let bench = place_with(fault).await;
        assert_eq!(bench.state("1").await, S::PlacementUnknown);
        let dossier = bench.order("1").await;
        assert_eq!(dossier.order.tab, Tab::AwaitingOrder);
        let purchase_id = dossier.purchases[0].id;
        let asked = Attention::of(&dossier, app::Clock::now(&bench.clock));
        assert!(asked.contains(&Attention::InDoubt { purchase_id }));
        assert!(
            desk::give_up(&bench.app, dossier.order.id, purchase_id, &person())
                .await
                .is_err()
        );
        let placed = desk::place_orders(&bench.app, &[dossier.order.id])
            .await
            .unwrap();
        assert_eq!((placed.started, placed.refused.len()), (0, 1));
        bench.want_everything_again().await;
        bench.run().await;
        for _ in 0..5 {
            bench.pass(hours(20)).await;
        }
        assert_eq!(bench.world.count(Op::Place), 1);
        assert_eq!(bench.state("1").await, S::PlacementUnknown);
        bench.judge().await;
    }
}

#[tokio::test]
async fn a_price_that_rose_waits_for_a_person_who_accepts_it() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 2)]).await;
    let costs = |bench: &Bench, minor| {
        let mut state = bench.world.state();
        let lamp = state.products.get_mut(&id("1000001")).unwrap();
        lamp.variants[0].unit_price = usd(minor);
    };
    costs(&bench, 1_500);
    bench.place_again("1").await;
    assert_eq!(
        bench.purchase("1").await.failure.unwrap().reason,
        R::PriceRose
    );
    assert_eq!(bench.world.count(Op::Place), 0);
    let order_id = bench.order_id("1").await;
    desk::accept_price(&bench.app, order_id, &person())
        .await
        .unwrap();
    desk::accept_price(&bench.app, order_id, &person())
        .await
        .unwrap();
    desk::reorder(&bench.app, order_id, &person())
        .await
        .unwrap();
    bench.run().await;
    // Even more than was planned the second time: this person said whatever it costs.
    costs(&bench, 2_500);
    bench.place_again("1").await;
    assert_eq!(bench.states("1").await, [S::Failed, S::AwaitingPayment]);
    bench.judge().await;
}

#[tokio::test]
async fn an_accepted_price_ends_when_the_store_changes_the_order() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    let costs = |bench: &Bench, minor| {
        let mut state = bench.world.state();
        let lamp = state.products.get_mut(&id("1000001")).unwrap();
        lamp.variants[0].unit_price = usd(minor);
    };
    let order_id = bench.order_id("1").await;
    desk::accept_price(&bench.app, order_id, &person())
        .await
        .unwrap();
    bench.world.change_order("1", |order| {
        order.lines[0].quantity = 3;
    });
    bench.read("1").await;
    assert_eq!(bench.states("1").await, [S::Canceled, S::Planned]);
    costs(&bench, 2_500);
    bench.place_again("1").await;
    assert_eq!(bench.states("1").await, [S::Canceled, S::Failed]);
    let dossier = bench.order("1").await;
    let failure = dossier.purchases[1].failure.as_ref().unwrap();
    assert_eq!(failure.reason, R::PriceRose);
    assert_eq!(bench.world.count(Op::Place), 0);
    bench.judge().await;
}

/// What goes wrong after the plan was made.
type Spoil = fn(&Bench);

#[tokio::test]
async fn what_changed_between_plan_and_placing_is_found_before_the_call() {
    let stock = |bench: &Bench| {
        let mut state = bench.world.state();
        state.products.get_mut(&id("1000001")).unwrap().variants[0].stock = Some(1);
    };
    let method = |bench: &Bench| bench.world.state().rates.retain(|rate| rate.code != "SLOW");
    let gone = |bench: &Bench| {
        bench.world.state().products.remove(&id("1000001"));
    };
    let cases: [(Spoil, R); 3] = [
        (stock, R::OutOfStock),
        (method, R::NoShippingMethod),
        (gone, R::ProductGone),
    ];
    for (spoil, reason) in cases {
        let bench = Bench::new().await;
        bench.receive("1", &[(LAMP, 2)]).await;
        spoil(&bench);
        bench.place_again("1").await;
        assert_eq!(bench.purchase("1").await.failure.unwrap().reason, reason);
        assert_eq!(bench.world.count(Op::Place), 0);
        bench.judge().await;
    }
}

#[tokio::test]
async fn an_objection_is_fixed_at_the_address_and_ordered_again() {
    let bench = Bench::new().await;
    bench.world.customer_orders("1", &[(LAMP, 1)]);
    bench.world.change_order("1", |order| {
        order.recipient.as_mut().unwrap().address.country.0 = "BR".into();
    });
    bench.read("1").await;
    bench.place_again("1").await;
    assert_eq!(
        bench.purchase("1").await.failure.unwrap().reason,
        R::TaxIdNeeded
    );
    let dossier = bench.order("1").await;
    let mut fixed = dossier.order.recipient.clone();
    fixed.tax_ids.push(TaxId {
        kind: "CPF".into(),
        value: "39053344705".into(),
    });
    desk::edit_recipient(&bench.app, dossier.order.id, &fixed, &person())
        .await
        .unwrap();
    desk::reorder(&bench.app, dossier.order.id, &person())
        .await
        .unwrap();
    bench.run().await;
    bench.place_again("1").await;
    assert_eq!(bench.states("1").await, [S::Failed, S::AwaitingPayment]);
    assert_eq!(bench.world.state().made[0].request.recipient, fixed);
    bench.judge().await;
}

#[tokio::test]
async fn a_corrected_address_is_used_though_the_first_try_was_not_sent() {
    let bench = Bench::new().await;
    bench
        .receive("1", &[(LAMP, 1), (crate::harness::goods::MUG, 1)])
        .await;
    bench.world.fault(Op::Place, Fault::Before(K::NotSent));
    bench
        .world
        .fault(Op::Place, Fault::Reject(Failure::ours(R::Other, "")));
    bench.place_again("1").await;
    let dossier = bench.order("1").await;
    let mut fixed = dossier.order.recipient.clone();
    fixed.address.line1 = "3 New Road".into();
    desk::edit_recipient(&bench.app, dossier.order.id, &fixed, &person())
        .await
        .unwrap();
    bench.pass(minutes(5)).await;
    let state = bench.world.state();
    assert_eq!(state.made.len(), 1);
    assert_eq!(state.made[0].request.recipient.address.line1, "3 New Road");
}

#[tokio::test]
async fn no_order_fails_while_the_connection_is_not_signed_in() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    let kind = domain::connection::ConnectionKind::Marketplace;
    bench
        .change_connection(kind, |link| {
            link.disconnected_because = Some("revoked".into());
        })
        .await;
    bench.place_again("1").await;
    bench.pass(hours(30)).await;
    assert_eq!(bench.state("1").await, S::Planned);
    let values = std::collections::BTreeMap::new();
    app::connect::start(&bench.app, crate::harness::MARKET, "", &values, "")
        .await
        .unwrap();
    bench.run().await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    bench.judge().await;
}

#[tokio::test]
async fn a_number_is_kept_though_the_connection_is_signed_out_meanwhile() {
    let bench = Bench::new().await;
    planned(&bench).await;
    a_person_places(&bench).await;
    let signed_out = async {
        while bench.world.count(Op::Place) == 0 {
            tokio::task::yield_now().await;
        }
        let kind = domain::connection::ConnectionKind::Marketplace;
        bench
            .change_connection(kind, |link| {
                link.disconnected_because = Some("revoked".into());
            })
            .await;
    };
    tokio::join!(bench.run(), signed_out);
    let states = bench.states("1").await;
    assert!(states.contains(&S::AwaitingPayment), "{states:?}");
    assert!(!states.contains(&S::PlacementUnknown), "{states:?}");
}
