//! After the sale: raised at the marketplace by a person, followed to its end by its status.

use domain::aftersale::{CaseKind, CaseReason, CaseState as C};
use domain::order::Dossier;
use domain::purchase::PurchaseState as S;
use serde_json::json;

use crate::bench::engine::Engine;
use crate::bench::wait::until;
use crate::bench::{Setup, World};

async fn in_state(world: &World, order: i64, state: S) -> Dossier {
    let planned = world.until(order, "is planned", |it| it.purchases.len() == 1);
    world.place(&planned.await).await;
    until(&format!("the purchase is {state:?}"), async || {
        let dossier = world.find(order).await?;
        let purchase = &dossier.purchases[0];
        match purchase.status.state() {
            now if now == state => return Some(dossier),
            S::AwaitingPayment => world.pay(&dossier, purchase).await,
            S::AwaitingShipment => world.ship(purchase).await,
            _ => {}
        }
        world.press(&dossier, "sync").await;
        None
    })
    .await
}

fn number(world: &World, dossier: &Dossier) -> u64 {
    let numbers = world.numbers_of(&dossier.purchases[0]);
    numbers[0].parse().unwrap()
}

/// Opens a case at the desk as a person does, for all that was bought.
async fn open(world: &World, dossier: &Dossier, kind: CaseKind, reason: CaseReason) {
    let purchase = &dossier.purchases[0];
    let id = purchase.id.to_string();
    let page = format!("/orders/{}/cases/new?purchase={id}", dossier.order.id);
    assert!(
        world
            .desk
            .get(&page)
            .await
            .text
            .contains("has no call for this")
    );
    let line = format!("line-{}", purchase.lines[0].id);
    let quantity = purchase.lines[0].quantity.to_string();
    let form = [
        ("purchase", id.as_str()),
        ("kind", kind.as_str()),
        ("reason", reason.as_str()),
        (line.as_str(), quantity.as_str()),
        ("asked", "1.50"),
        ("deadline", ""),
        ("goods_to", "nobody"),
        ("note", "as the customer wrote"),
    ];
    let path = format!("/orders/{}/cases", dossier.order.id);
    world.desk.wish(&path, &form).await;
}

async fn stands(world: &World, order: i64, wanted: &[C]) -> Dossier {
    until(&format!("the case is one of {wanted:?}"), async || {
        let dossier = world.find(order).await?;
        let state = dossier.cases.first().map(|case| case.status.state());
        if state.is_some_and(|state| wanted.contains(&state)) {
            return Some(dossier);
        }
        world.press(&dossier, "sync").await;
        None
    })
    .await
}

on_both_engines!(a_cancel_request_is_answered_by_the_supplier);

/// The simulator's supplier answers by its seed: whatever the answer is, the case says it.
async fn a_cancel_request_is_answered_by_the_supplier(engine: Engine) {
    let mut setup = Setup::on(engine);
    // The supplier answers within seconds, and does not ship meanwhile.
    setup.market.hurry = 10_000;
    let world = World::open(setup).await;
    world.change_product(0, json!({"never_ships": true})).await;
    let order = world.order(&[(0, 1)]);
    let dossier = in_state(&world, order, S::AwaitingShipment).await;
    open(
        &world,
        &dossier,
        CaseKind::CancelRequest,
        CaseReason::CustomerCanceled,
    )
    .await;
    let opened = stands(&world, order, &[C::Opened]).await;
    assert!(opened.order.needs_person, "it is to be raised");
    let list = world.desk.get("/cases").await.text;
    assert!(list.contains(&opened.order.number), "{list}");
    world.market.cancel(number(&world, &opened)).unwrap();
    stands(&world, order, &[C::WaitingForSupplier, C::Won, C::Lost]).await;
    let ended = stands(&world, order, &[C::Won, C::Lost]).await;
    let case = &ended.cases[0];
    assert!(case.details.news && ended.order.needs_person);
    let agreed = case.status.state() == C::Won;
    let open = ended.purchases[0].status.state().is_followed();
    assert_eq!(agreed, !open, "{:?}", ended.purchases[0].status);
    let seen = format!("cases/{}/seen", case.id);
    world.press(&ended, &seen).await;
    let quiet = world.until(order, "was seen", |it| !it.cases[0].details.news);
    assert_eq!(quiet.await.cases.len(), 1, "one case for one cancellation");
}

on_both_engines!(a_dispute_opened_at_the_marketplace_alone_becomes_a_case);

async fn a_dispute_opened_at_the_marketplace_alone_becomes_a_case(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let order = world.order(&[(0, 1)]);
    let dossier = in_state(&world, order, S::Shipped).await;
    world.market.dispute(number(&world, &dossier)).unwrap();
    let seen = stands(&world, order, &[C::WaitingForSupplier]).await;
    let case = &seen.cases[0];
    assert_eq!(case.kind, CaseKind::Dispute);
    assert_eq!(case.details.reason, CaseReason::NotTold);
    assert!(seen.order.needs_person);
    let page = format!("/orders/{}/cases/{}", seen.order.id, case.id);
    let text = world.desk.get(&page).await.text;
    assert!(text.contains("IN_ISSUE"), "{text}");
}
