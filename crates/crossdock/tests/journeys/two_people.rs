//! Two people, a script and a click: whoever places the same order at the same moment, it is bought once.

use domain::purchase::PurchaseState as S;
use futures_util::future::join_all;
use platforms::sim::FaultKind;

use crate::bench::desk::Desk;
use crate::bench::engine::Engine;
use crate::bench::seed::OWNER;
use crate::bench::{CREATE, Setup, World, once};

on_both_engines!(placing_the_same_order_at_once_buys_it_once);

async fn placing_the_same_order_at_once_buys_it_once(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let other = second_person(&world).await;
    let order = world.order(&[(0, 1), (2, 1)]);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 2)
        .await;
    // A slow marketplace leaves more time for the others to come in between.
    let slow = FaultKind::Slow { delay_ms: 400 };
    world
        .market
        .faults()
        .set(vec![once(CREATE, slow.clone()), once(CREATE, slow)]);
    let id = planned.order.id.to_string();
    let form = [("order", id.as_str()), ("confirmed", "1")];
    let clicks = (0..8).map(|turn| {
        let desk = if turn % 2 == 0 { &world.desk } else { &other };
        desk.wish("/orders/place", &form)
    });
    let command = ["orders", "place", planned.order.number.as_str()];
    let scripts = (0..2).map(|_| world.program.run(&command));
    futures_util::join!(join_all(clicks), join_all(scripts));
    world
        .until(order, "is placed", |it| {
            let mut all = it.purchases.iter();
            all.all(|purchase| purchase.status.state() == S::AwaitingPayment)
        })
        .await;
    assert_eq!(world.asked_to_buy(), 2, "once for each supplier");
    assert_eq!(world.standing().len(), 2);
    let arrived = world.carry(order).await;
    world.expect_once(order, &[(0, 1), (2, 1)]);
    assert_eq!(arrived.purchases.len(), 2);
}

on_both_engines!(ordering_again_at_once_orders_again_once);

async fn ordering_again_at_once_orders_again_once(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let other = second_person(&world).await;
    let order = world.order(&[(0, 1)]);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 1)
        .await;
    let purchase = planned.purchases[0].id;
    let path = format!("/orders/{}/purchases/{purchase}/give-up", planned.order.id);
    world.desk.wish(&path, &[("confirmed", "1")]).await;
    world
        .until(order, "is given up", |it| {
            it.purchases[0].status.state() == S::Failed
        })
        .await;
    let path = format!("/orders/{}/reorder", planned.order.id);
    let clicks = (0..8).map(|turn| {
        let desk = if turn % 2 == 0 { &world.desk } else { &other };
        desk.wish(&path, &[])
    });
    join_all(clicks).await;
    let arrived = world.carry(order).await;
    assert_eq!(arrived.purchases.len(), 2, "the given up one and a new one");
    world.expect_once(order, &[(0, 1)]);
}

/// Somebody else who works here, signed in by a link.
async fn second_person(world: &World) -> Desk {
    let added = world.program.run_with_input(
        &["user", "add", "mia@shop.example", "--name", "Mia Member"],
        "another long password\n",
    );
    let added = added.await;
    assert!(added.status.success(), "{added:?}");
    let listed = world.program.run(&["user", "list"]).await;
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains(OWNER) && listed.contains("mia@shop.example"));
    let link = world
        .program
        .run(&["user", "link", "mia@shop.example"])
        .await;
    let link = String::from_utf8(link.stdout).unwrap();
    let path = link.trim().strip_prefix(&world.program.url()).unwrap();
    let stranger = Desk::stranger(world.program.url());
    let answer = stranger.get(path).await;
    assert!(answer.status.is_redirection(), "{answer:?}");
    assert!(answer.cookie.starts_with("crossdock_session="));
    let again = stranger.get(path).await;
    assert_eq!(again.location, "/sign-in", "a link signs in once");
    let mut desk = stranger;
    desk.cookie = answer.cookie;
    desk
}
