//! The customers: orders over the first day, some with something special about them; and what the
//! platforms do wrong meanwhile.

use std::time::Duration;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use platforms::shopbase::sim::{demo_customer, flawed_customer};
use platforms::sim::{FaultKind, FaultRule};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::shelves::{self, Offer};
use super::stage::Stage;
use super::store::DemoStore;
use super::{FaultLevel, Options};

/// What was ordered, so that the judge can tell whose supplier order is whose.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    pub(super) orders: Vec<Scripted>,
}

/// One order of the script.
#[derive(Clone, Debug)]
pub(super) struct Scripted {
    /// The store's id.
    pub(super) id: i64,
    /// What stands in the second line of its address, and in no other order's.
    pub(super) mark: String,
}

/// What a customer does after ordering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Afterwards {
    Nothing,
    /// Pays later.
    Pays,
    /// Never pays.
    NeverPays,
    Cancels,
    /// Sends one piece of the first line back before it is shipped.
    Refunds,
}

/// What a customer does after ordering, when and where.
struct Later {
    at: Timestamp,
    shop: DemoStore,
    id: i64,
    afterwards: Afterwards,
}

/// The ways in which a customer's address is wrong.
const FLAWS: [&str; 5] = [
    "no_phone",
    "one_word_name",
    "cpf_missing",
    "bad_province",
    "short_phone",
];

/// Orders arrive over this much of the first day.
const DAY: SignedDuration = SignedDuration::from_hours(20);

/// Places all orders, one after another over the day.
pub(super) async fn order_all(
    stage: Stage,
    options: Options,
    falling: watch::Receiver<bool>,
) -> anyhow::Result<Script> {
    let mut dice = StdRng::seed_from_u64(options.seed);
    let offers = shelves::offers();
    let special: Vec<&Offer> = specials(&offers);
    let plain: Vec<&Offer> = offers
        .iter()
        .filter(|offer| offer.trigger.is_none() && offer.worldwide)
        .collect();
    let opening = stage.clock.now();
    let mut script = Script::default();
    let mut later: Vec<Later> = Vec::new();
    // One order in four has something special about it, until each special thing was seen once.
    let unusual = special.len() + FLAWS.len();
    for index in 0..options.orders {
        if *falling.borrow() {
            break;
        }
        let share = DAY.as_millis() * i128::from(index) / i128::from(options.orders.max(1));
        let at = opening + SignedDuration::from_millis(i64::try_from(share).unwrap_or(0));
        wait(&stage, at, &mut later).await?;
        let which = usize::try_from(index / 4).unwrap_or(0);
        let unusual = (index % 4 == 3 && which < unusual).then_some(which);
        let (order, mark, afterwards) =
            order(&mut dice, options.seed, index, unusual, &special, &plain)?;
        // Both stores get usual and unusual orders.
        let turn = usize::try_from(index / 4 + index).unwrap_or(0);
        let shop = &stage.stores[turn % stage.stores.len()];
        let id = shop.create_order(order).map_err(anyhow::Error::msg)?;
        script.orders.push(Scripted { id, mark });
        let hours = dice.random_range(1..9);
        later.push(Later {
            at: at + SignedDuration::from_hours(hours),
            shop: shop.clone(),
            id,
            afterwards,
        });
    }
    wait(
        &stage,
        opening + DAY + SignedDuration::from_hours(9),
        &mut later,
    )
    .await?;
    Ok(script)
}

/// One offer for each special thing, the same ones in the same order for every seed.
fn specials(offers: &[Offer]) -> Vec<&Offer> {
    let mut seen: Vec<&str> = Vec::new();
    let mut special = Vec::new();
    for offer in offers {
        let Some(trigger) = offer.trigger.as_deref() else {
            continue;
        };
        // A product that only the United States know by another number is an ordinary one elsewhere.
        if !trigger.is_empty() && !seen.contains(&trigger) && trigger != "us_sub_id" {
            seen.push(trigger);
            special.push(offer);
        }
    }
    special
}

fn order(
    dice: &mut StdRng,
    seed: u64,
    index: u32,
    unusual: Option<usize>,
    special: &[&Offer],
    plain: &[&Offer],
) -> anyhow::Result<(Value, String, Afterwards)> {
    let mut lines = Vec::new();
    let mut customer = demo_customer(seed.wrapping_mul(1_000_003).wrapping_add(u64::from(index)));
    let mut afterwards = Afterwards::Nothing;
    match unusual {
        Some(which) if which < special.len() => {
            let offer = special[which];
            let quantity = if matches!(offer.trigger.as_deref(), Some("buy_limit" | "low_stock")) {
                3
            } else {
                1
            };
            lines.push(json!({"variant_id": offer.variant_id, "quantity": quantity}));
        }
        Some(which) => {
            customer = flawed_customer(FLAWS[which - special.len()]);
            lines.push(line(dice, plain));
        }
        None => {
            for _ in 0..dice.random_range(1..4) {
                lines.push(line(dice, plain));
            }
            afterwards = match dice.random_range(0..100) {
                0..4 => Afterwards::Cancels,
                4..7 => Afterwards::Refunds,
                7..11 => Afterwards::Pays,
                11..13 => Afterwards::NeverPays,
                _ => Afterwards::Nothing,
            };
        }
    }
    let mark = format!("Apt {}", 1_001 + index);
    let mut order = customer;
    let members = order.as_object_mut().context("a customer is an object")?;
    members.insert("line_items".into(), Value::Array(lines));
    if matches!(afterwards, Afterwards::Pays | Afterwards::NeverPays) {
        members.insert("financial_status".into(), "pending".into());
    }
    if let Some(address) = members
        .get_mut("shipping_address")
        .and_then(Value::as_object_mut)
    {
        address.insert("address2".into(), mark.clone().into());
    }
    Ok((order, mark, afterwards))
}

fn line(dice: &mut StdRng, plain: &[&Offer]) -> Value {
    let offer = plain[dice.random_range(0..plain.len())];
    let quantity = if dice.random_range(0..5) == 0 { 2 } else { 1 };
    json!({"variant_id": offer.variant_id, "quantity": quantity})
}

/// Waits for the moment, and lets customers do meanwhile what they do after ordering.
async fn wait(stage: &Stage, until: Timestamp, later: &mut Vec<Later>) -> anyhow::Result<()> {
    loop {
        let now = stage.clock.now();
        for one in later.extract_if(.., |one| one.at <= now) {
            act(&one);
        }
        if now >= until {
            return Ok(());
        }
        let wait = stage.clock.real_wait(until).unwrap_or_default();
        tokio::time::sleep(wait.min(Duration::from_millis(20))).await;
    }
}

fn act(later: &Later) {
    let (shop, id) = (&later.shop, later.id);
    // The store may refuse, e.g. a cancellation of what was shipped already: then nothing happens.
    let _ = match later.afterwards {
        Afterwards::Nothing | Afterwards::NeverPays => Ok(()),
        Afterwards::Pays => shop.pay_order(id),
        Afterwards::Cancels => shop.cancel_order(id),
        Afterwards::Refunds => refund_one(shop, id),
    };
}

fn refund_one(shop: &DemoStore, id: i64) -> Result<(), String> {
    let ledger = shop.ledger();
    let orders = ledger["orders"].as_array().ok_or("no orders")?;
    let order = orders
        .iter()
        .find(|order| order["id"].as_i64() == Some(id))
        .ok_or("no order")?;
    let line = order["lines"][0]["id"].as_i64().ok_or("no line")?;
    shop.refund_line(id, line, 1)
}

/// What the store does wrong.
pub(super) fn store_faults(shop: &DemoStore, level: FaultLevel) -> Vec<FaultRule> {
    let hook = |name: &str| FaultKind::Platform { name: name.into() };
    let tell = shop.telling();
    let rules = [
        ("webhook", hook("webhook_lost"), 250),
        ("webhook", hook("webhook_twice"), 100),
        ("webhook", hook("webhook_late"), 100),
        ("webhook", hook("webhook_out_of_order"), 80),
        ("webhook", hook("webhook_bad_signature"), 20),
        (tell, FaultKind::CutAfter, 120),
        (tell, FaultKind::CutBefore, 50),
        (tell, FaultKind::ServerErrorAfter { status: 504 }, 50),
        ("*", FaultKind::Throttled, 20),
        ("*", FaultKind::ServerError { status: 502 }, 20),
        ("*", FaultKind::NotJson, 5),
    ];
    rules_of(&rules, level)
}

/// What the marketplace does wrong.
pub(super) fn market_faults(level: FaultLevel) -> Vec<FaultRule> {
    let own = |name: &str| FaultKind::Platform { name: name.into() };
    let place = "aliexpress.ds.order.create";
    let rules = [
        (place, FaultKind::CutAfter, 80),
        (place, FaultKind::CutBefore, 50),
        (place, FaultKind::ServerErrorAfter { status: 502 }, 30),
        (place, own("remote_error_after"), 30),
        (place, own("service_timeout"), 30),
        (place, own("success_without_ids"), 20),
        (place, FaultKind::NotJson, 20),
        ("aliexpress.trade.ds.order.get", own("expire_token"), 3),
        ("*", FaultKind::Throttled, 20),
        ("*", FaultKind::ServerError { status: 503 }, 15),
        ("*", FaultKind::NotJson, 5),
    ];
    rules_of(&rules, level)
}

fn rules_of(rules: &[(&str, FaultKind, u16)], level: FaultLevel) -> Vec<FaultRule> {
    let per_mille = |many: u16| match level {
        FaultLevel::None => 0,
        FaultLevel::Some => many.div_ceil(5),
        FaultLevel::Many => many,
    };
    rules
        .iter()
        .map(|(call, fault, many)| FaultRule {
            call: (*call).to_owned(),
            fault: fault.clone(),
            per_mille: per_mille(*many),
            skip: 0,
            times: None,
        })
        .filter(|rule| rule.per_mille > 0)
        .collect()
}
