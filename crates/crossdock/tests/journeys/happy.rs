//! The happy way: an order is paid in the store, and its parcel's number is back in the store.

use domain::order::Tab;
use domain::purchase::PurchaseState as S;

use crate::bench::engine::Engine;
use crate::bench::wait::breath;
use crate::bench::{Setup, World};

on_both_engines!(an_order_of_two_suppliers_goes_the_whole_way);

async fn an_order_of_two_suppliers_goes_the_whole_way(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let lines = [(0, 2), (1, 1), (2, 1)];
    let order = world.order(&lines);
    let planned = world
        .until(order, "is planned", |it| it.purchases.len() == 2)
        .await;
    assert_eq!(planned.order.tab, Tab::AwaitingOrder);
    // No poll was due: the webhook brought it.
    assert_eq!(world.asked_to_buy(), 0, "nothing is bought unasked");
    let page = world.page(&planned).await;
    assert!(page.contains("Dana Whitfield"), "{page}");
    world.place(&planned).await;
    let placed = world
        .until(order, "is placed", |it| {
            let mut all = it.purchases.iter();
            all.all(|purchase| purchase.status.state() == S::AwaitingPayment)
        })
        .await;
    assert_eq!(placed.order.tab, Tab::AwaitingPayment);
    for purchase in &placed.purchases {
        let numbers = world.numbers_of(purchase);
        assert_eq!(numbers, [purchase.supplier_orders[0].external_id.as_str()]);
        world.pay(&placed, purchase).await;
    }
    world.press(&placed, "sync").await;
    let paid = world
        .until(order, "is paid", |it| it.order.tab == Tab::AwaitingShipment)
        .await;
    assert!(
        world.fulfillments(order).is_empty(),
        "nothing is told early"
    );
    for purchase in &paid.purchases {
        world.ship(purchase).await;
    }
    let arrived = world.carry(order).await;
    breath().await;
    world.expect_once(order, &lines);
    assert_eq!(arrived.order.tab, Tab::Fulfilled);
    let shown = world.shown(&arrived).await;
    assert_eq!(shown["parcels"].as_array().unwrap().len(), 2, "{shown:#}");
    assert_eq!(shown["fulfillments"][0]["state"], "told");
}
