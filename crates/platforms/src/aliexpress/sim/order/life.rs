//! What an order lives through: risk check, handling, parcels under way, delivery, and the ends.
//!
//! Everything is decided from the order's id and the seed and put on the order's list of steps;
//! [`settle`] lets the steps happen whose time has come. A step never reads the clock.

use jiff::Timestamp;

use super::super::push::Word;
use super::super::seeded::Roll;
use super::super::world::World;
use super::{Order, Scan, Status, carriers, later};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// One thing that happens to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Step {
    PaymentRunsOut,
    RiskPassed,
    RiskHeld,
    RiskRejected,
    Shipped {
        parcel: usize,
    },
    Scanned {
        parcel: usize,
        name: &'static str,
        text: String,
    },
    HandedOver {
        parcel: usize,
    },
    Delivered {
        parcel: usize,
    },
    Accepted,
    CancelAnswered {
        accepted: bool,
    },
    SellerRanOut,
    IssueEnded {
        refunded: bool,
    },
}

/// Lets happen what is due.
pub(in super::super) fn settle(world: &mut World, now: Timestamp) {
    while let Some((at, order_id)) = world.agenda.first().copied().filter(|(at, _)| *at <= now) {
        world.agenda.remove(&(at, order_id));
        let Some(mut order) = world.orders.remove(&order_id) else {
            continue;
        };
        while order.steps.first().is_some_and(|(due, _)| *due <= now) {
            let (due, step) = order.steps.remove(0);
            live(world, &mut order, due, step);
        }
        remember(world, order);
    }
}

/// Puts an order back and its next step on the agenda.
pub(super) fn remember(world: &mut World, mut order: Order) {
    order.steps.sort_by_key(|(at, _)| *at);
    if let Some((next, _)) = order.steps.first() {
        world.agenda.insert((*next, order.order_id));
    }
    world.orders.insert(order.order_id, order);
}

fn live(world: &mut World, order: &mut Order, at: Timestamp, step: Step) {
    match step {
        Step::PaymentRunsOut => close(world, order, at, "buyer_pay_timeout"),
        Step::RiskPassed => {
            order.status = Status::WaitSellerSendGoods;
            plan_shipping(world, order, at);
        }
        Step::RiskHeld => order.status = Status::RiskControlHold,
        Step::RiskRejected => close(world, order, at, "risk_reject_closed"),
        Step::Shipped { parcel } => ship(world, order, at, parcel),
        Step::Scanned { parcel, name, text } => scan(order, parcel, at, name, text),
        Step::HandedOver { parcel } => {
            if let Some(parcel) = order.parcels.get_mut(parcel) {
                parcel.handed_over = true;
            }
        }
        Step::Delivered { parcel } => deliver(world, order, at, parcel),
        Step::Accepted => accept(world, order, at),
        Step::CancelAnswered { accepted: true } => {
            close(world, order, at, "cancel_order_close_trade");
        }
        Step::CancelAnswered { accepted: false } | Step::IssueEnded { refunded: false } => {
            go_back(order, at);
        }
        Step::SellerRanOut => close(world, order, at, "seller_send_goods_timeout"),
        Step::IssueEnded { refunded: true } => {
            close(world, order, at, "seller_accept_issue_no_goods_return");
        }
    }
    order.steps.sort_by_key(|(at, _)| *at);
}

/// The risk check starts when an order is paid.
pub(super) fn start(world: &mut World, order: &mut Order, now: Timestamp) {
    let config = &world.config;
    let mut roll = Roll::new(config.seed, "risk", order.order_id);
    order.paid_at = Some(now);
    order.status = Status::RiskControl;
    order.steps.clear();
    let checked = later(now, roll.between(&config.risk_minutes) * MINUTE);
    if roll.chance(config.risk_hold_per_mille) {
        order.steps.push((checked, Step::RiskHeld));
        let held = config.hurried(roll.between(&(6..=30)) * HOUR);
        let end = later(checked, held);
        let rejected = roll.chance(200);
        order.steps.push((
            end,
            if rejected {
                Step::RiskRejected
            } else {
                Step::RiskPassed
            },
        ));
    } else {
        order.steps.push((checked, Step::RiskPassed));
    }
    world.push(Word::PaymentAuthorized, order.order_id, order.buyer, now);
}

fn plan_shipping(world: &World, order: &mut Order, at: Timestamp) {
    let config = &world.config;
    if order.never_ships {
        let patience = config.hurried(i64::from(config.seller_timeout_days) * DAY);
        order.steps.push((later(at, patience), Step::SellerRanOut));
        return;
    }
    let mut roll = Roll::new(config.seed, "handling", order.order_id);
    let pieces: u32 = order.lines.iter().map(|line| line.count).sum();
    let two = pieces > 1 && roll.chance(config.two_parcels_per_mille);
    order.parcels = carriers::pack(order, if two { 2 } else { 1 }, config);
    let handling = roll.between(&config.handling_hours) * HOUR;
    let mut shipped = later(at, config.hurried(handling));
    for parcel in 0..order.parcels.len() {
        order.steps.push((shipped, Step::Shipped { parcel }));
        let between = config.hurried(roll.between(&(8..=30)) * HOUR);
        shipped = later(shipped, between);
    }
}

fn ship(world: &mut World, order: &mut Order, at: Timestamp, index: usize) {
    let config = &world.config;
    let mut roll = Roll::new(config.seed, "travel", order.order_id * 10 + index as u64);
    // Parcels that need no days need no hours either: they arrive as they are shipped.
    let at_once = *config.travel_days.end() == 0;
    let hours = if at_once { 0..=0 } else { 0..=1_380 };
    let travel = roll.between(&config.travel_days) * DAY + roll.between(&hours) * MINUTE;
    let travel = config.hurried(travel);
    let arrival = later(at, travel);
    let Some(parcel) = order.parcels.get_mut(index) else {
        return;
    };
    parcel.shipped_at = at;
    parcel.eta = later(arrival, DAY);
    for (share, name, text) in carriers::journey(&order.country, &order.address) {
        let when = later(at, travel * share / 1000);
        order.steps.push((
            when,
            Step::Scanned {
                parcel: index,
                name,
                text,
            },
        ));
        if name == carriers::HAND_OVER {
            order.steps.push((when, Step::HandedOver { parcel: index }));
        }
    }
    order
        .steps
        .push((arrival, Step::Delivered { parcel: index }));
    order.shipped_at.get_or_insert(at);
    let last = !order
        .steps
        .iter()
        .any(|(_, step)| matches!(step, Step::Shipped { .. }));
    order.status = if last {
        Status::WaitBuyerAcceptGoods
    } else {
        Status::SellerPartSendGoods
    };
    world.push(Word::Shipped, order.order_id, order.buyer, at);
}

fn scan(order: &mut Order, parcel: usize, at: Timestamp, name: &str, text: String) {
    if let Some(parcel) = order.parcels.get_mut(parcel) {
        parcel.scans.push(Scan {
            at,
            name: name.to_owned(),
            text,
        });
    }
}

fn deliver(world: &World, order: &mut Order, at: Timestamp, index: usize) {
    if let Some(parcel) = order.parcels.get_mut(index) {
        parcel.delivered_at = Some(at);
        parcel.handed_over = true;
        let text = "Your package has been delivered.".to_owned();
        parcel.scans.push(Scan {
            at,
            name: "Delivered".to_owned(),
            text,
        });
    }
    if order
        .parcels
        .iter()
        .all(|parcel| parcel.delivered_at.is_some())
    {
        order.delivered_at = Some(at);
        let config = &world.config;
        let mut roll = Roll::new(config.seed, "accept", order.order_id);
        let waiting = config.hurried(roll.between(&config.accept_hours) * HOUR);
        let accepted = later(at, waiting);
        order.steps.push((accepted, Step::Accepted));
    }
}

/// The end of a received order.
pub(super) fn accept(world: &mut World, order: &mut Order, at: Timestamp) {
    order.status = Status::Finish;
    order.end_reason = Some("buyer_accept_goods");
    order.finished_at = Some(at);
    order.steps.clear();
    world.push(Word::Confirmed, order.order_id, order.buyer, at);
}

/// The end of an order that did not go through: `FINISH` too, with another reason. Held stock is
/// free again.
pub(super) fn close(world: &mut World, order: &mut Order, at: Timestamp, reason: &'static str) {
    order.status = Status::Finish;
    order.end_reason = Some(reason);
    order.canceled_at = Some(at);
    order.finished_at = Some(at);
    order.steps.clear();
    if order.shipped_at.is_none() {
        for line in &order.lines {
            let shelf = world.shelves.get_mut(&line.shelf_id);
            if let Some(sku) = shelf.and_then(|shelf| shelf.sku_mut(&line.sku_id)) {
                sku.stock = sku.stock.saturating_add(line.count);
            }
        }
    }
    world.push(Word::Closed, order.order_id, order.buyer, at);
}

/// Sets aside what the order would have lived through, while a question is open.
pub(super) fn pause(order: &mut Order, status: Status) {
    order.before = Some((order.status, std::mem::take(&mut order.steps)));
    order.status = status;
}

/// Back to what was interrupted; what would have happened meanwhile happens now.
fn go_back(order: &mut Order, at: Timestamp) {
    if let Some((status, steps)) = order.before.take() {
        order.status = status;
        order
            .steps
            .extend(steps.into_iter().map(|(due, step)| (due.max(at), step)));
    }
}
