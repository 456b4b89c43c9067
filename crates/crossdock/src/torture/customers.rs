//! The customers and the store's owner: what they do in the store, and what is remembered of it for
//! the judge, who must know the truth from somebody else than the program.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use jiff::Timestamp;
use platforms::shopbase::sim::{demo_customer, flawed_customer};
use serde_json::{Value, json};

use super::dice::{Dice, mix};
use super::shelf::{list, number, text};
use super::stage::{Stage, by_hand};
use super::story::Change;

/// What really happened in the store, as those who did it know.
#[derive(Clone, Debug, Default)]
pub(super) struct Truth {
    /// By the number of the order in the story.
    pub(super) orders: BTreeMap<u32, Told>,
    /// Tracking numbers that people made up.
    pub(super) typed_numbers: BTreeSet<String>,
}

/// What really happened to one order.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The store's id.
    pub(super) id: i64,
    /// What stands in the second line of its address, and in no other order's.
    pub(super) mark: String,
    pub(super) paid_at: Option<Timestamp>,
    pub(super) canceled_at: Option<Timestamp>,
    /// The most units of each variant that were ever ordered.
    pub(super) most: BTreeMap<i64, u64>,
    /// Whether anything happened to it that is not plain: refunds, edits, fulfillments by hand.
    pub(super) plain: bool,
}

const FLAWS: [&str; 5] = [
    "no_phone",
    "one_word_name",
    "cpf_missing",
    "bad_province",
    "short_phone",
];

/// A customer orders.
pub(super) async fn order(stage: &Stage, truth: &mut Truth, order: u32) {
    let seed = stage.ground.plan.seed;
    let mut dice = Dice::of(seed, "basket", u64::from(order));
    let mut lines = Vec::new();
    let mut most: BTreeMap<i64, u64> = BTreeMap::new();
    for _ in 0..*dice.pick(&[1, 1, 1, 2, 2, 3, 4]).unwrap_or(&1) {
        let offer = stage.shelf.choose(&mut dice);
        let quantity = *dice.pick(&[1, 1, 1, 1, 2, 2, 3, 5]).unwrap_or(&1);
        lines.push(json!({"variant_id": offer.variant_id, "quantity": quantity}));
        *most.entry(offer.variant_id).or_default() += quantity;
    }
    let mut customer = if dice.percent(5) {
        flawed_customer(dice.pick(&FLAWS).copied().unwrap_or_default())
    } else {
        demo_customer(mix(seed, "customer", u64::from(order)))
    };
    let mark = format!("Apt {}", 1_001 + order);
    let unpaid = dice.percent(15);
    if let Some(members) = customer.as_object_mut() {
        members.insert("line_items".into(), Value::Array(lines));
        if unpaid {
            members.insert("financial_status".into(), "pending".into());
        }
        if let Some(address) = members
            .get_mut("shipping_address")
            .and_then(Value::as_object_mut)
        {
            address.insert("address2".into(), mark.clone().into());
        }
    }
    // A store does not refuse its customers' orders; if this one does, there is no order.
    let Ok(id) = stage.store.create_order(customer) else {
        return;
    };
    let told = Told {
        id,
        mark,
        paid_at: (!unpaid).then(|| stage.ground.clock.now()),
        canceled_at: None,
        most,
        plain: true,
    };
    truth.orders.insert(order, told);
}

/// Something is done to an order in the store. The store may refuse it; then nothing happens.
pub(super) async fn change(
    stage: &Stage,
    truth: &mut Truth,
    order: u32,
    change: Change,
    details: u64,
) {
    let Some(told) = truth.orders.get_mut(&order) else {
        return;
    };
    let mut dice = Dice::of(details, "change", 0);
    let (id, now) = (told.id, stage.ground.clock.now());
    match change {
        Change::Pays => {
            // One in five never pays. What was added to a paid order is paid here too.
            if dice.percent(80) && stage.store.pay_order(id).is_ok() {
                told.paid_at.get_or_insert(now);
            }
        }
        Change::Cancels => {
            if stage.store.cancel_order(id).is_ok() {
                told.canceled_at.get_or_insert(now);
            }
        }
        Change::Refunds => {
            let line = line(stage, id, &mut dice).await;
            if let Some((line, left, _)) = line.filter(|(_, left, _)| *left > 0) {
                let quantity = i64::try_from(dice.between(1, left + 1)).unwrap_or(1);
                if stage.store.refund_line(id, line, quantity).is_ok() {
                    told.plain = false;
                }
            }
        }
        Change::EditsLine => {
            if let Some((line, _, variant)) = line(stage, id, &mut dice).await {
                let delta = *dice.pick(&[-1, -1, 1, 2]).unwrap_or(&1);
                if stage.store.edit_order(id, line, delta).is_ok() {
                    told.plain = false;
                    *told.most.entry(variant).or_default() += u64::try_from(delta).unwrap_or(0);
                }
            }
        }
        Change::AddsLine => {
            let variant = stage.shelf.choose(&mut dice).variant_id;
            if stage.store.add_line(id, variant, 1).is_ok() {
                told.plain = false;
                *told.most.entry(variant).or_default() += 1;
            }
        }
        Change::Moves => moves(stage, told, &mut dice).await,
        Change::ShipsByHand => {
            let line = line(stage, id, &mut dice).await;
            if let Some((line, left, _)) = line.filter(|(_, left, _)| *left > 0) {
                let number = format!("OWN{:010}", details % 10_000_000_000);
                let quantity = i64::try_from(dice.between(1, left + 1)).unwrap_or(1);
                let lines = [(line, quantity)];
                if stage.store.fulfill_by_hand(id, &lines, &number).is_ok() {
                    told.plain = false;
                    truth.typed_numbers.insert(number);
                }
            }
        }
        Change::CancelsFulfillment => cancels_fulfillment(stage, told).await,
    }
}

/// One of an order's lines: its id, what is left of it, its variant.
async fn line(stage: &Stage, id: i64, dice: &mut Dice) -> Option<(i64, u64, i64)> {
    let order = read(stage, id).await?;
    let line = dice.pick(list(&order["line_items"]))?;
    let left = number(&line["fulfillable_quantity"]);
    let id = i64::try_from(number(&line["id"])).ok()?;
    let variant = i64::try_from(number(&line["variant_id"])).ok()?;
    Some((id, left, variant))
}

async fn read(stage: &Stage, id: i64) -> Option<Value> {
    let path = format!("/admin/orders/{id}.json");
    let told = admin(stage, Method::GET, &path, &Value::Null).await?;
    Some(told["order"].clone())
}

/// The owner uses the store's own interface of programs.
async fn admin(stage: &Stage, method: Method, path: &str, body: &Value) -> Option<Value> {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let config = stage.store.config();
    let word = STANDARD.encode(format!("{}:{}", config.api_key, config.api_password));
    let authorization = format!("Basic {word}");
    by_hand(&stage.store_door, method, path, Some(&authorization), body).await
}

/// The customer moves: another street, the same mark.
async fn moves(stage: &Stage, told: &Told, dice: &mut Dice) {
    let Some(order) = read(stage, told.id).await else {
        return;
    };
    let mut address = order["shipping_address"].clone();
    let Some(members) = address.as_object_mut() else {
        return;
    };
    let street = format!("{} Moved Street", dice.between(1, 99));
    members.insert("address1".into(), street.into());
    let path = format!("/admin/orders/{}.json", told.id);
    let body = json!({"order": {"id": told.id, "shipping_address": address}});
    admin(stage, Method::PUT, &path, &body).await;
}

async fn cancels_fulfillment(stage: &Stage, told: &mut Told) {
    let Some(order) = read(stage, told.id).await else {
        return;
    };
    let made = list(&order["fulfillments"]).iter();
    let live = made.filter(|made| text(&made["status"]) == "success");
    let Some(id) = live.map(|made| number(&made["id"])).next() else {
        return;
    };
    let path = format!("/admin/orders/{}/fulfillments/{id}/cancel.json", told.id);
    if admin(stage, Method::POST, &path, &Value::Null)
        .await
        .is_some()
    {
        told.plain = false;
    }
}
