//! The story of a world: who does what when, decided by the seed before anything runs.
//!
//! Each order, click and crash has dice of its own, so that a shorter story is a prefix of the same one.
//! What a deed comes to depends on how the world is by then.

use std::time::Duration;

use super::dice::{Dice, mix};
use super::plan::Plan;

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// How long after the opening.
    pub(super) at: Duration,
    pub(super) deed: Deed,
}

/// What happens.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// A customer orders: the number of the order in this story.
    Order(u32),
    /// Something a customer or the store's owner does to an order, with dice for the details.
    Change(u32, Change, u64),
    /// A merchant clicks.
    Click(Click),
    /// A node will crash at the next such moment.
    Crash(Crash),
    /// A node's clock is off by so many milliseconds from now on.
    Clock { node: usize, off_by_ms: i64 },
    /// The marketplace changes what it sells, with dice for what.
    Shelf(u64),
    /// All access to the marketplace ends and must be renewed.
    AccessEnds,
    /// Webhooks that nobody sent: dice for what is in them.
    Forged(u64),
    /// The last webhooks are sent once more.
    WebhooksAgain,
}

/// What a customer or the store's owner does to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Pays,
    Cancels,
    Refunds,
    EditsLine,
    AddsLine,
    Moves,
    ShipsByHand,
    CancelsFulfillment,
}

/// A merchant's click: somebody at a node does something to some orders.
#[derive(Clone, Debug)]
pub(super) struct Click {
    pub(super) node: usize,
    pub(super) wish: Wish,
    /// Whether another person does the same at another node at the same moment.
    pub(super) twice: bool,
    /// Dice for the details.
    pub(super) dice: u64,
}

/// What a merchant wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Place,
    PlaceOne,
    Pay,
    Answer,
    Reorder,
    ChooseShipping,
    AcceptPrice,
    GiveUp,
    EditRecipient,
    Sync,
    SyncStore,
    FulfillByHand,
    CallOff,
    AtMarketplace,
}

/// A crash: which node, when, and how long it is gone.
#[derive(Clone, Debug)]
pub(super) struct Crash {
    pub(super) node: usize,
    pub(super) trigger: Trigger,
    /// Turns that others get between the moment and the crash: it may strike between any two beats.
    pub(super) turns: u32,
    pub(super) gone_for: Duration,
    /// It crashes again so long after each start.
    pub(super) again_after: Vec<Duration>,
}

/// The moment at which a crash strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    /// A placement leaves.
    Placing,
    /// The answer to a placement is there.
    Placed,
    /// Any call leaves.
    Call,
    /// Any answer is there.
    Answer,
    /// A webhook arrives.
    Webhook,
    /// When its time has come, whatever happens.
    Time,
}

const MINUTE_MS: u64 = 60_000;

/// After the last order merchants, crashes and faults go on for so long in a slow world.
const AFTERWARDS_MS: u64 = 12 * 60 * MINUTE_MS;

/// How long the story is.
pub(super) fn length(plan: &Plan) -> Duration {
    Duration::from_millis(ordering_ms(plan) + afterwards(plan, AFTERWARDS_MS))
}

/// For so long the customers order.
fn ordering_ms(plan: &Plan) -> u64 {
    u64::from(plan.minutes) * MINUTE_MS
}

/// A span of a slow world's time after the customers have ordered, as it is in this world: in a fast one
/// the same happens sooner.
fn afterwards(plan: &Plan, span: u64) -> u64 {
    if plan.hurry > 1 { span / 3 } else { span }
}

/// Everything that happens, in the order of time.
pub(super) fn of(plan: &Plan) -> Vec<Event> {
    let mut events = Vec::new();
    for order in 0..plan.orders {
        of_order(plan, order, &mut events);
    }
    clicks(plan, &mut events);
    if plan.troubles.crashes {
        crashes(plan, &mut events);
    }
    if plan.troubles.clocks {
        clocks(plan, &mut events);
    }
    if plan.troubles.platforms {
        platforms(plan, &mut events);
    }
    // Equal times keep this order, which the seed decides as well.
    events.sort_by_key(|event| event.at);
    events
}

fn of_order(plan: &Plan, order: u32, events: &mut Vec<Event>) {
    let mut dice = Dice::of(plan.seed, "order", u64::from(order));
    let all = ordering_ms(plan);
    // Some come in bursts, within seconds of each other.
    let at = if dice.percent(30) {
        let burst = mix(plan.seed, "burst", u64::from(order / 16)) % all.max(1);
        burst + dice.below(5_000)
    } else {
        dice.below(all.max(1))
    };
    let mut push = |at: u64, deed| events.push(event(at, deed));
    push(at, Deed::Order(order));
    let later = |dice: &mut Dice| at + 1 + dice.span(afterwards(plan, 20 * 60 * MINUTE_MS));
    // Who has not paid mostly does so later.
    let pays = later(&mut dice);
    push(
        pays,
        Deed::Change(order, Change::Pays, dice.below(u64::MAX)),
    );
    if !plan.troubles.people {
        return;
    }
    let changes = [
        (Change::Cancels, 7),
        (Change::Refunds, 6),
        (Change::EditsLine, 6),
        (Change::AddsLine, 4),
        (Change::Moves, 5),
        (Change::ShipsByHand, 2),
        (Change::CancelsFulfillment, 1),
    ];
    for (change, chance) in changes {
        let at = later(&mut dice);
        let details = dice.below(u64::MAX);
        if dice.percent(chance) {
            push(at, Deed::Change(order, change, details));
        }
    }
}

fn clicks(plan: &Plan, events: &mut Vec<Event>) {
    let people = plan.troubles.people;
    let usual: &[(Wish, u64)] = &[(Wish::Place, 40), (Wish::Pay, 40), (Wish::Answer, 20)];
    let all: &[(Wish, u64)] = &[
        (Wish::Place, 24),
        (Wish::PlaceOne, 10),
        (Wish::Pay, 24),
        (Wish::Answer, 8),
        (Wish::Reorder, 7),
        (Wish::ChooseShipping, 3),
        (Wish::AcceptPrice, 2),
        (Wish::GiveUp, 2),
        (Wish::EditRecipient, 4),
        (Wish::Sync, 5),
        (Wish::SyncStore, 2),
        (Wish::FulfillByHand, 2),
        (Wish::CallOff, 4),
        (Wish::AtMarketplace, 3),
    ];
    let wishes = if people { all } else { usual };
    let end = ordering_ms(plan) + afterwards(plan, AFTERWARDS_MS);
    let (mut at, mut number) = (0, 0);
    loop {
        let mut dice = Dice::of(plan.seed, "click", number);
        // Busy while orders come in, and an eye on it afterwards.
        let busy = at < ordering_ms(plan);
        let gap = if busy {
            6 * MINUTE_MS
        } else {
            afterwards(plan, 45 * MINUTE_MS)
        };
        at += dice.below(gap) + 1;
        if at >= end {
            return;
        }
        number += 1;
        let mut throw = dice.below(100);
        let mut wish = Wish::Place;
        for (candidate, share) in wishes {
            if throw < *share {
                wish = *candidate;
                break;
            }
            throw -= share;
        }
        let click = Click {
            node: dice.index(plan.nodes),
            wish,
            twice: people && dice.percent(25),
            dice: dice.below(u64::MAX),
        };
        events.push(event(at, Deed::Click(click)));
    }
}

fn crashes(plan: &Plan, events: &mut Vec<Event>) {
    let end = ordering_ms(plan) + afterwards(plan, AFTERWARDS_MS);
    let triggers = [
        Trigger::Placing,
        Trigger::Placing,
        Trigger::Placed,
        Trigger::Placed,
        Trigger::Call,
        Trigger::Answer,
        Trigger::Answer,
        Trigger::Webhook,
        Trigger::Time,
    ];
    let (mut at, mut number) = (0, 0);
    loop {
        let mut dice = Dice::of(plan.seed, "crash", number);
        let busy = at < ordering_ms(plan);
        let gap = if busy {
            12 * MINUTE_MS
        } else {
            afterwards(plan, 180 * MINUTE_MS)
        };
        at += dice.below(gap) + 1;
        if at >= end {
            return;
        }
        number += 1;
        let close = if dice.percent(25) { dice.below(4) } else { 0 };
        let crash = Crash {
            node: dice.index(plan.nodes),
            trigger: *dice.pick(&triggers).unwrap_or(&Trigger::Time),
            turns: u32::try_from(dice.below(40)).unwrap_or(0),
            gone_for: Duration::from_millis(dice.span(15 * MINUTE_MS)),
            again_after: (0..close)
                .map(|_| Duration::from_millis(dice.span(4_000)))
                .collect(),
        };
        events.push(event(at, Deed::Crash(crash)));
    }
}

fn clocks(plan: &Plan, events: &mut Vec<Event>) {
    let end = ordering_ms(plan) + afterwards(plan, AFTERWARDS_MS);
    let mut number = 0;
    let mut at = 0;
    loop {
        let mut dice = Dice::of(plan.seed, "clock", number);
        at += dice.below(afterwards(plan, 240 * MINUTE_MS)) + 1;
        if at >= end {
            return;
        }
        number += 1;
        let reach = i64::try_from(dice.span(120 * MINUTE_MS)).unwrap_or(0);
        let off_by_ms = match dice.below(5) {
            0 | 1 => 0,
            2 | 3 => reach,
            _ => -reach,
        };
        let node = dice.index(plan.nodes);
        events.push(event(at, Deed::Clock { node, off_by_ms }));
    }
}

fn platforms(plan: &Plan, events: &mut Vec<Event>) {
    let end = ordering_ms(plan) + afterwards(plan, AFTERWARDS_MS);
    let mut number = 0;
    let mut at = 0;
    loop {
        let mut dice = Dice::of(plan.seed, "platform", number);
        at += dice.below(afterwards(plan, 90 * MINUTE_MS)) + 1;
        if at >= end {
            return;
        }
        number += 1;
        let details = dice.below(u64::MAX);
        let deed = match dice.below(10) {
            0..5 => Deed::Shelf(details),
            5 => Deed::AccessEnds,
            6..8 => Deed::Forged(details),
            _ => Deed::WebhooksAgain,
        };
        events.push(event(at, deed));
    }
}

fn event(at_ms: u64, deed: Deed) -> Event {
    Event {
        at: Duration::from_millis(at_ms),
        deed,
    }
}
