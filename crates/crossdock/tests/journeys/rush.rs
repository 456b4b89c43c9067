//! Many parcels get their numbers at once, as when every supplier order is read at noon: the store takes
//! two calls a second, and everybody's turn comes.

use domain::order::{Dossier, Tab};

use crate::bench::engine::Engine;
use crate::bench::person::is_told;
use crate::bench::wait::until;
use crate::bench::{Setup, World};

/// Reading and telling all of them is several times what the store takes at once.
const ORDERS: usize = 12;

on_both_engines!(numbers_that_come_all_at_once_are_all_told);

async fn numbers_that_come_all_at_once_are_all_told(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let orders: Vec<i64> = (0..ORDERS).map(|_| world.order(&[(0, 1)])).collect();
    let planned = everyone(&world, &orders, "planned", |it| it.purchases.len() == 1).await;
    place_all(&world, &planned).await;
    let placed = |it: &Dossier| it.order.tab == Tab::AwaitingPayment;
    let placed = everyone(&world, &orders, "placed", placed).await;
    for dossier in &placed {
        let purchase = &dossier.purchases[0];
        let number = world.numbers_of(purchase)[0].parse().unwrap();
        world.market.pay(number).unwrap();
        until("it passes the risk check", async || {
            world.ship(purchase).await;
            let bought = world.bought(&purchase.idempotency_key());
            (!bought[0]["shipped_at"].is_null()).then_some(())
        })
        .await;
    }
    for dossier in &placed {
        world.press(dossier, "sync").await;
    }
    // Nobody presses anything any more.
    everyone(&world, &orders, "told", is_told).await;
    for order in &orders {
        assert_eq!(world.fulfillments(*order).len(), 1);
        assert_eq!(world.parcel_mails(*order).len(), 1);
    }
    assert_eq!(world.standing().len(), ORDERS);
}

async fn everyone(
    world: &World,
    orders: &[i64],
    what: &str,
    wanted: impl Fn(&Dossier) -> bool,
) -> Vec<Dossier> {
    let mut all = Vec::new();
    for order in orders {
        all.push(world.until(*order, &format!("is {what}"), &wanted).await);
    }
    all
}

/// In bulk, as with the boxes of the list.
async fn place_all(world: &World, planned: &[Dossier]) {
    let ids: Vec<String> = planned.iter().map(|it| it.order.id.to_string()).collect();
    let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("order", id.as_str())).collect();
    form.push(("confirmed", "1"));
    world.desk.wish("/orders/place", &form).await;
}
