//! The answer of a placement is lost: nobody knows whether it was bought. It is asked about, never
//! repeated by itself, and exactly one supplier order stands in the end.

use domain::order::{Attention, Dossier, TimelineKind};
use domain::purchase::PurchaseState as S;
use platforms::sim::FaultKind;
use reqwest::StatusCode;

use crate::bench::engine::Engine;
use crate::bench::wait::until;
use crate::bench::{CREATE, Setup, World, once, own};

/// One thing, so that there is one purchase.
const LINES: [(usize, u32); 1] = [(0, 2)];

fn in_doubt(dossier: &Dossier) -> bool {
    let mut all = dossier.purchases.iter();
    all.any(|purchase| purchase.status.state() == S::PlacementUnknown)
}

/// Orders, places, and comes back when nobody knows how it ended.
async fn place_into_doubt(world: &World, fault: FaultKind) -> (i64, Dossier) {
    let order = world.order(&LINES);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 1)
        .await;
    world.market.faults().set(vec![once(CREATE, fault)]);
    world.place(&planned).await;
    (order, world.until(order, "is in doubt", in_doubt).await)
}

on_both_engines!(stored_and_cut_it_is_asked_and_never_placed_again);

async fn stored_and_cut_it_is_asked_and_never_placed_again(engine: Engine) {
    let mut world = World::open(Setup::on(engine)).await;
    let (order, dossier) = place_into_doubt(&world, FaultKind::CutAfter).await;
    assert_eq!(world.asked_to_buy(), 1);
    let purchase = &dossier.purchases[0];
    let reasons = Attention::of(&dossier, world.app().now());
    assert!(
        matches!(reasons[..], [Attention::InDoubt { .. }]),
        "{reasons:?}"
    );
    let page = world.page(&dossier).await;
    let asks = format!(
        "/orders/{}/purchases/{}/doubt",
        dossier.order.id, purchase.id
    );
    assert!(
        page.contains(&asks) && page.contains("AliExpress"),
        "{page}"
    );
    // Whatever anybody presses, and whenever the server starts again, nothing is sent again.
    world.place(&dossier).await;
    world.press(&dossier, "sync").await;
    world.press(&dossier, "reorder").await;
    world.kill().await;
    world.start().await;
    world.press(&dossier, "sync").await;
    quiet(&world).await;
    assert_eq!(world.asked_to_buy(), 1, "placed again by itself");
    let dossier = world.until(order, "is still in doubt", in_doubt).await;
    // A number that is not there is not believed.
    let path = format!(
        "/orders/{}/purchases/{}/doubt",
        dossier.order.id, purchase.id
    );
    let field = format!("numbers-{}", purchase.id);
    let form = [("answer", "placed"), (field.as_str(), "8190443512345678")];
    let refused = world.desk.post(&path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let found = world.numbers_of(purchase);
    assert_eq!(found.len(), 1);
    world.answer(&dossier, purchase.id, &found).await;
    let arrived = world.carry(order).await;
    world.expect_once(order, &LINES);
    assert_eq!(world.asked_to_buy(), 1);
    let settled = world.story(&arrived).await.into_iter().any(|kind| {
        matches!(kind, TimelineKind::DoubtSettled { supplier_orders, .. } if supplier_orders.len() == 1)
    });
    assert!(settled, "the story tells how it was settled");
}

on_both_engines!(cut_before_it_arrived_it_is_placed_when_a_person_says_so);

async fn cut_before_it_arrived_it_is_placed_when_a_person_says_so(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = place_into_doubt(&world, FaultKind::CutBefore).await;
    let purchase = &dossier.purchases[0];
    let path = format!(
        "/orders/{}/purchases/{}/doubt",
        dossier.order.id, purchase.id
    );
    // The dangerous answer is asked about once more.
    let asked = world.desk.wish(&path, &[("answer", "not_placed")]).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("name=\"confirmed\"") || asked.text.contains("confirmed"));
    assert!(in_doubt(&world.find(order).await.unwrap()));
    world.answer(&dossier, purchase.id, &[]).await;
    world.carry(order).await;
    world.expect_once(order, &LINES);
    assert_eq!(world.standing().len(), 1);
    let key = dossier.purchases[0].idempotency_key();
    assert_eq!(world.bought(&key).len(), 1, "under the same key");
}

on_both_engines!(whatever_proves_nothing_is_a_doubt);

/// Every other way in which an answer says nothing certain.
async fn whatever_proves_nothing_is_a_doubt(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let faults = [
        FaultKind::ServerErrorAfter { status: 502 },
        FaultKind::ServerError { status: 503 },
        FaultKind::NotJson,
        own("remote_error"),
        own("remote_error_after"),
        own("service_timeout"),
        own("service_timeout_after"),
        own("internal_error_after"),
        own("code_15_after"),
        own("empty_body_after"),
        own("success_without_ids"),
        own("false_with_ids"),
        own("false_after"),
        own("order_error:REPEATED_ORDER_ERROR"),
        own("order_error:REMOTE_CREATE_ORDER_RESULT_ERROR"),
    ];
    for (count, fault) in faults.into_iter().enumerate() {
        let what = format!("{fault:?}");
        let (order, dossier) = place_into_doubt(&world, fault).await;
        let purchase = &dossier.purchases[0];
        let found = world.numbers_of(purchase);
        world.answer(&dossier, purchase.id, &found).await;
        let wanted = format!("is placed after {what}");
        let placed = world
            .until(order, &wanted, |it| {
                it.purchases[0].status.state() == S::AwaitingPayment
            })
            .await;
        assert_eq!(placed.purchases.len(), 1, "{what}");
        assert_eq!(world.standing().len(), count + 1, "{what}");
        let bought = world.bought(&purchase.idempotency_key());
        assert_eq!(bought.len(), 1, "{what}: {bought:#?}");
    }
}

/// Waits until nothing is due and nothing runs.
async fn quiet(world: &World) {
    until("nothing is due", async || {
        let app = world.app();
        let running = app.space().job_counts().await.unwrap().running;
        let due = app.space().next_job_due().await.unwrap();
        (running == 0 && due.is_none_or(|due| due > app.now())).then_some(())
    })
    .await;
}
