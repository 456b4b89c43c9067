//! What a person does on the site: pay, cancel, confirm, dispute. There is no API for these.
//!
//! Source: reference sheet §10, §11.3 and §13.

use jiff::Timestamp;

use super::super::seeded::Roll;
use super::super::world::World;
use super::life::{self, Step};
use super::{Order, Status, later};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Pays an unpaid order.
pub(in super::super) fn pay(
    world: &mut World,
    order_id: u64,
    now: Timestamp,
) -> Result<(), String> {
    act(world, order_id, |world, order| {
        if !order.is_unpaid() {
            order.payments_refused += 1;
            return Err(format!(
                "The order is {} and can't be paid.",
                order.status.wire()
            ));
        }
        life::start(world, order, now);
        Ok(())
    })
}

/// Cancels: at once while unpaid or in the risk check, by asking the seller before shipping.
pub(in super::super) fn cancel(
    world: &mut World,
    order_id: u64,
    now: Timestamp,
) -> Result<(), String> {
    act(world, order_id, |world, order| {
        match order.status {
            Status::Placed => life::close(world, order, now, "buyer_cancel_notpay_order"),
            Status::RiskControl | Status::RiskControlHold => {
                life::close(world, order, now, "buyer_cancel_order_in_risk");
            }
            Status::WaitSellerSendGoods => {
                let mut roll = Roll::new(world.config.seed, "cancel", order.order_id);
                let config = &world.config;
                let hours = roll.between(&config.cancel_answer_hours);
                let answer = later(now, config.hurried(hours * HOUR));
                let accepted = !roll.chance(world.config.cancel_refused_per_mille);
                life::pause(order, Status::InCancel);
                order
                    .steps
                    .push((answer, Step::CancelAnswered { accepted }));
            }
            _ => {
                return Err(
                    "The seller has shipped; open a dispute instead of canceling.".to_owned(),
                );
            }
        }
        Ok(())
    })
}

/// Confirms that the goods were received.
pub(in super::super) fn confirm(
    world: &mut World,
    order_id: u64,
    now: Timestamp,
) -> Result<(), String> {
    act(world, order_id, |world, order| {
        if order.status != Status::WaitBuyerAcceptGoods {
            return Err("Only a shipped order can be confirmed.".to_owned());
        }
        for parcel in order
            .parcels
            .iter_mut()
            .filter(|parcel| parcel.delivered_at.is_none())
        {
            parcel.delivered_at = Some(now);
            parcel.handed_over = true;
        }
        order.delivered_at.get_or_insert(now);
        life::accept(world, order, now);
        Ok(())
    })
}

/// Opens a dispute on a shipped order; the seller answers within days.
pub(in super::super) fn dispute(
    world: &mut World,
    order_id: u64,
    now: Timestamp,
) -> Result<(), String> {
    act(world, order_id, |world, order| {
        if !matches!(
            order.status,
            Status::WaitBuyerAcceptGoods | Status::SellerPartSendGoods
        ) {
            return Err("A dispute can be opened once the seller has shipped.".to_owned());
        }
        let mut roll = Roll::new(world.config.seed, "issue", order.order_id);
        let quarrel = world.config.hurried(roll.between(&(2..=7)) * DAY);
        let end = later(now, quarrel);
        let refunded = roll.chance(600);
        life::pause(order, Status::InIssue);
        order.steps.push((end, Step::IssueEnded { refunded }));
        Ok(())
    })
}

/// The seller ships everything now. Not a button of the site: the rehearsal's shortcut.
pub(in super::super) fn ship_now(
    world: &mut World,
    order_id: u64,
    now: Timestamp,
) -> Result<(), String> {
    act(world, order_id, |_, order| {
        let waits = matches!(
            order.status,
            Status::WaitSellerSendGoods | Status::SellerPartSendGoods
        );
        if !waits || order.never_ships {
            return Err(format!(
                "The order is {} and can't be shipped.",
                order.status.wire()
            ));
        }
        for (at, step) in &mut order.steps {
            if matches!(step, Step::Shipped { .. }) {
                *at = now;
            }
        }
        Ok(())
    })
}

/// Everything arrives now. Not a button of the site: the rehearsal's shortcut.
pub(in super::super) fn deliver_now(
    world: &mut World,
    order_id: u64,
    now: Timestamp,
) -> Result<(), String> {
    act(world, order_id, |_, order| {
        if order.status != Status::WaitBuyerAcceptGoods {
            return Err(format!(
                "The order is {} and can't be delivered.",
                order.status.wire()
            ));
        }
        for (at, step) in &mut order.steps {
            let travels = matches!(
                step,
                Step::Scanned { .. } | Step::HandedOver { .. } | Step::Delivered { .. }
            );
            if travels {
                *at = (*at).min(now);
            }
        }
        Ok(())
    })
}

/// The supplier lets a paid order end without shipping anything. Not a button of the site.
pub(in super::super) fn close_now(
    world: &mut World,
    order_id: u64,
    now: Timestamp,
) -> Result<(), String> {
    act(world, order_id, |world, order| {
        if order.status != Status::WaitSellerSendGoods {
            return Err(format!(
                "The order is {} and can't be closed.",
                order.status.wire()
            ));
        }
        life::close(world, order, now, "seller_send_goods_timeout");
        Ok(())
    })
}

fn act(
    world: &mut World,
    order_id: u64,
    action: impl FnOnce(&mut World, &mut Order) -> Result<(), String>,
) -> Result<(), String> {
    let mut order = world
        .orders
        .remove(&order_id)
        .ok_or_else(|| format!("There is no order {order_id}."))?;
    let result = action(world, &mut order);
    life::remember(world, order);
    result
}
