//! Customers: they order at random moments, and some change their mind.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::bench::shelf::order_of;
use crate::stage::Stage;

/// Milliseconds between two orders.
const BETWEEN: std::ops::Range<u64> = 150..750;

/// Of a thousand customers so many change their mind.
const CANCELS: u32 = 60;

/// What stands in the second line of an order's address, and the store's id of the order.
pub(crate) type Marks = BTreeMap<String, i64>;

/// Orders until `ending`; answers what was ordered.
pub(crate) async fn order(
    stage: &Stage,
    seed: u64,
    first: usize,
    ending: &watch::Receiver<bool>,
) -> Marks {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut marks = Marks::new();
    let mut regrets: Vec<(Instant, i64)> = Vec::new();
    while !*ending.borrow() {
        let mark = format!("Apt {}", 1_001 + first + marks.len());
        let id = stage.outsides.order(&some_order(&mut dice, &mark)).await;
        marks.insert(mark, id);
        if dice.random_range(0..1000) < CANCELS {
            let after = Duration::from_millis(dice.random_range(200..4000));
            regrets.push((Instant::now() + after, id));
        }
        let now = Instant::now();
        for (_, id) in regrets.extract_if(.., |(due, _)| *due <= now) {
            stage.outsides.cancel_in_store(id).await;
        }
        sleep(Duration::from_millis(dice.random_range(BETWEEN))).await;
    }
    marks
}

fn some_order(dice: &mut StdRng, mark: &str) -> serde_json::Value {
    let places = crate::outsides::goods().len();
    let first = dice.random_range(0..places);
    let mut lines = vec![(first, dice.random_range(1..3))];
    for _ in 0..dice.random_range(0..2) {
        let other = (first + dice.random_range(1..places)) % places;
        lines.push((other, 1));
    }
    let mut order = order_of(&lines);
    order["shipping_address"]["address2"] = json!(mark);
    order
}
