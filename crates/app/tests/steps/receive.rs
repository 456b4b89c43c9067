//! receive_order: webhooks wake, the store's truth is followed, in any order and any number.

use app::hooks::{self, HookRefused, Taken};
use domain::order::{PaymentStatus, Tab, TimelineKind};
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;

use crate::harness::goods::{BUNDLE, LAMP, id};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, minutes};

three_tests!(receive_order, ordered, store_calls, is_known_once);
three_tests!(follow_news, known, address_changes, is_planned_anew);

async fn ordered(bench: &Bench) {
    bench.world.customer_orders("1", &[(LAMP, 2), (BUNDLE, 1)]);
}

async fn call(
    bench: &Bench,
    topic: &str,
    body: &[u8],
    signature: &str,
) -> Result<Taken, HookRefused> {
    let key = bench.store().await.hook_key;
    let headers = [("signature".to_owned(), signature.to_owned())];
    hooks::take(&bench.app, &key, topic, &headers, body).await
}

async fn store_calls(bench: &Bench) {
    call(bench, "orders", b"1 created", "right").await.unwrap();
    call(bench, "orders", b"1 paid", "right").await.unwrap();
}

async fn is_known_once(bench: &Bench) {
    assert_eq!(bench.dossiers().await.len(), 1);
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.lines.len(), 2);
    assert!(
        dossier
            .order
            .lines
            .iter()
            .all(|line| line.variant_id.is_some())
    );
    assert_eq!(dossier.order.tab, Tab::AwaitingOrder);
    let received = bench.told("1").await.into_iter();
    assert_eq!(
        received
            .filter(|kind| *kind == TimelineKind::OrderReceived)
            .count(),
        1
    );
}

async fn known(bench: &Bench) {
    bench.receive("1", &[(LAMP, 2)]).await;
    bench.world.change_order("1", |order| {
        order.recipient.as_mut().unwrap().address.line1 = "2 Side Street".into();
    });
}

async fn address_changes(bench: &Bench) {
    call(bench, "orders", b"1 updated", "right").await.unwrap();
}

async fn is_planned_anew(bench: &Bench) {
    let dossier = bench.order("1").await;
    assert_eq!(dossier.order.recipient.address.line1, "2 Side Street");
    assert_eq!(bench.states("1").await, [S::Canceled, S::Planned]);
}

#[tokio::test]
async fn only_a_rightly_signed_webhook_is_taken_and_only_once() {
    let bench = Bench::new().await;
    ordered(&bench).await;
    let wrong = call(&bench, "orders", b"1 created", "wrong").await;
    assert!(matches!(wrong, Err(HookRefused::WrongSignature)));
    let unknown = hooks::take(&bench.app, "nobody", "orders", &[], b"1").await;
    assert!(matches!(unknown, Err(HookRefused::UnknownAddress)));
    bench.run().await;
    assert!(bench.find("1").await.is_none());
    assert_eq!(
        call(&bench, "orders", b"1 created", "right").await.unwrap(),
        Taken::Kept
    );
    assert_eq!(
        call(&bench, "orders", b"1 created", "right").await.unwrap(),
        Taken::Repeated
    );
    bench.run().await;
    is_known_once(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn one_that_cannot_be_read_lets_the_store_be_asked() {
    let bench = Bench::new().await;
    ordered(&bench).await;
    let taken = call(&bench, "orders", &[0xFF, 0xFE], "right")
        .await
        .unwrap();
    assert_eq!(taken, Taken::Unreadable);
    bench.run().await;
    is_known_once(&bench).await;
    bench.judge().await;
}

#[tokio::test]
async fn older_news_change_nothing() {
    let bench = Bench::new().await;
    bench.clock.advance(minutes(60));
    ordered(&bench).await;
    bench.read("1").await;
    let before = bench.order("1").await;
    {
        let mut state = bench.world.state();
        let order = state.orders.get_mut(&id("1")).unwrap();
        order.updated_at -= SignedDuration::from_secs(1);
        order.payment = PaymentStatus::Voided;
        order.lines.clear();
    }
    bench.read("1").await;
    assert_eq!(bench.order("1").await, before);
    bench.judge().await;
}

#[tokio::test]
async fn an_unpaid_order_waits_and_is_planned_when_it_is_paid() {
    let bench = Bench::new().await;
    bench.world.customer_orders("1", &[(LAMP, 1)]);
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Unpaid);
    bench.read("1").await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Pending);
    assert!(bench.order("1").await.purchases.is_empty());
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Paid);
    bench.read("1").await;
    assert_eq!(bench.state("1").await, S::Planned);
    assert!(bench.told("1").await.contains(&TimelineKind::OrderPaid));
    bench.judge().await;
}

#[tokio::test]
async fn a_payment_that_goes_and_comes_back_is_bought_without_a_person() {
    let bench = Bench::new().await;
    bench
        .change_settings(|settings| settings.placing = domain::store::Automation::Automatic)
        .await;
    bench.world.fault(
        crate::harness::Op::Place,
        crate::harness::Fault::Before(domain::ports::error::CallErrorKind::NotSent),
    );
    bench.receive("1", &[(LAMP, 1)]).await;
    assert_eq!(bench.state("1").await, S::Planned);
    let pending = PaymentStatus::Unknown("partially_authorized".into());
    bench
        .world
        .change_order("1", |order| order.payment = pending);
    bench.read("1").await;
    bench.pass(minutes(5)).await;
    assert_eq!(bench.world.state().made.len(), 0);
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Paid);
    bench.read("1").await;
    bench.pass(minutes(5)).await;
    assert_eq!(bench.world.state().made.len(), 1);
    bench.judge().await;
}
