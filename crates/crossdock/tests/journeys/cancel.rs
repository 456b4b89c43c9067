//! The customer calls the order off in the store: before, while and after it is placed.

use domain::order::{Attention, Dossier, Tab, TimelineKind};
use domain::purchase::PurchaseState as S;
use platforms::sim::FaultKind;

use crate::bench::engine::Engine;
use crate::bench::wait::until;
use crate::bench::{CREATE, Setup, World, once};

fn needs_cancel(dossier: &Dossier, world: &World) -> bool {
    let reasons = Attention::of(dossier, world.app().now());
    reasons
        .iter()
        .any(|reason| matches!(reason, Attention::CalledOffAfterPlacing { .. }))
}

async fn planned(world: &World) -> (i64, Dossier) {
    let order = world.order(&[(0, 1)]);
    let planned = world.until(order, "is planned", |it| it.purchases.len() == 1);
    (order, planned.await)
}

on_both_engines!(before_placing_nothing_is_bought);

async fn before_placing_nothing_is_bought(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, _) = planned(&world).await;
    world.store.cancel_order(order).unwrap();
    let canceled = world.until(order, "is canceled", |it| it.order.tab == Tab::Canceled);
    let canceled = canceled.await;
    assert_eq!(canceled.purchases[0].status.state(), S::Canceled);
    // A page that was opened before still shows the button.
    world.place(&canceled).await;
    world.press(&canceled, "reorder").await;
    let refused = world
        .program
        .run(&["orders", "place", &canceled.order.number])
        .await;
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && why.contains("is canceled"),
        "{why}"
    );
    assert_eq!(world.asked_to_buy(), 0);
    assert!(!needs_cancel(&canceled, &world), "nothing stands");
}

on_both_engines!(while_it_is_placed_a_person_is_asked_to_cancel_it_there);

async fn while_it_is_placed_a_person_is_asked_to_cancel_it_there(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    world
        .market
        .faults()
        .set(vec![once(CREATE, FaultKind::HoldBefore)]);
    world.place(&dossier).await;
    until("the placement is under way", async || {
        (!world.market.holds().held().is_empty()).then_some(())
    })
    .await;
    world.store.cancel_order(order).unwrap();
    let canceled = world.until(order, "is canceled", |it| it.order.canceled_at.is_some());
    let canceled = canceled.await;
    assert_eq!(
        canceled.purchases[0].status.state(),
        S::Placing,
        "it may have left"
    );
    world.market.holds().release();
    let standing = world
        .until(order, "is placed all the same", |it| {
            it.purchases[0].status.state() == S::AwaitingPayment
        })
        .await;
    end_there(&world, order, standing).await;
}

on_both_engines!(after_placing_a_person_is_asked_to_cancel_it_there);

async fn after_placing_a_person_is_asked_to_cancel_it_there(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    world.place(&dossier).await;
    world
        .until(order, "is placed", |it| {
            it.purchases[0].status.state() == S::AwaitingPayment
        })
        .await;
    world.store.cancel_order(order).unwrap();
    let canceled = world.until(order, "is canceled", |it| it.order.canceled_at.is_some());
    let canceled = canceled.await;
    end_there(&world, order, canceled).await;
}

/// The supplier order stands for a canceled order: it is shown, nothing is placed again, and once a
/// person canceled it there it is at rest.
async fn end_there(world: &World, order: i64, dossier: Dossier) {
    assert_eq!(dossier.order.tab, Tab::Canceled);
    assert!(dossier.order.needs_person && needs_cancel(&dossier, world));
    let story = world.story(&dossier).await;
    let told = |kind: &TimelineKind| matches!(kind, TimelineKind::CancelNeeded { .. });
    assert!(story.iter().any(told), "{story:#?}");
    let number = world.numbers_of(&dossier.purchases[0])[0].clone();
    assert!(world.page(&dossier).await.contains(&number));
    let waiting = world.desk.get("/orders?attention=1").await;
    assert!(waiting.text.contains(&dossier.order.number));
    world.place(&dossier).await;
    world.press(&dossier, "reorder").await;
    assert_eq!(world.asked_to_buy(), 1);
    world.market.cancel(number.parse().unwrap()).unwrap();
    world.press(&dossier, "sync").await;
    let ended = world
        .until(order, "is canceled there too", |it| {
            it.purchases[0].status.state() == S::Canceled
        })
        .await;
    assert!(!ended.order.needs_person, "nothing is left to do");
    assert_eq!(world.asked_to_buy(), 1, "never placed again");
    assert!(world.fulfillments(order).is_empty());
}

on_both_engines!(in_doubt_the_question_stays_and_its_answer_settles_it);

/// Canceled while nobody knows whether it was placed.
async fn in_doubt_the_question_stays_and_its_answer_settles_it(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    for fault in [FaultKind::CutAfter, FaultKind::CutBefore] {
        let (order, dossier) = planned(&world).await;
        world.market.faults().set(vec![once(CREATE, fault)]);
        world.place(&dossier).await;
        let unknown = |it: &Dossier| it.purchases[0].status.state() == S::PlacementUnknown;
        world.until(order, "is in doubt", unknown).await;
        let asked = world.asked_to_buy();
        world.store.cancel_order(order).unwrap();
        let canceled = world.until(order, "is canceled", |it| it.order.canceled_at.is_some());
        let canceled = canceled.await;
        let purchase = &canceled.purchases[0];
        assert!(unknown(&canceled) && canceled.order.needs_person);
        let found = world.numbers_of(purchase);
        world.answer(&canceled, purchase.id, &found).await;
        let settled = world.until(order, "is settled", |it| !unknown(it)).await;
        if found.is_empty() {
            assert_eq!(settled.purchases[0].status.state(), S::Canceled);
        } else {
            assert!(needs_cancel(&settled, &world));
        }
        assert_eq!(
            world.asked_to_buy(),
            asked,
            "a canceled order is not bought"
        );
    }
}
