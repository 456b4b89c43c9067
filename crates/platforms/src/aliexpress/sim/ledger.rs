//! The ledger: what was really bought, told by the side that sold it.
//!
//! It is the judge of "never twice" and is therefore written from the simulator's state alone.

use serde_json::{Value, json};

use super::order::Order;
use super::world::World;

/// Everything.
pub(super) fn whole(world: &World) -> Value {
    let orders: Vec<Value> = world
        .orders
        .values()
        .map(|order| entry(world, order))
        .collect();
    let count =
        |test: fn(&Order) -> bool| world.orders.values().filter(|order| test(order)).count();
    json!({
        "orders": orders,
        "counts": {
            "created": world.orders.len(),
            "paid": count(|order| order.paid_at.is_some()),
            "shipped": count(|order| order.shipped_at.is_some()),
            "delivered": count(|order| order.delivered_at.is_some()),
            "canceled": count(Order::is_canceled),
        },
        "calls": world.calls,
    })
}

/// One order.
pub(super) fn entry(world: &World, order: &Order) -> Value {
    order.ledger_entry(
        world
            .buyer(order.buyer)
            .map_or("", |buyer| buyer.login.as_str()),
    )
}
