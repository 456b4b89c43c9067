//! The merchant: does what waits at the desk, clicks twice now and then, and looks at the marketplace
//! when asked. It knows what `orders export` tells, and nothing of the program's memory.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::bench::shelf::text;
use crate::stage::Stage;

/// Between two looks at the desk.
const LOOKS_EVERY: Duration = Duration::from_millis(250);

/// In a doubt the merchant waits this long before looking at the marketplace: what was on its way when
/// the program was killed must have arrived there.
const WAITS_BEFORE_LOOKING: SignedDuration = SignedDuration::from_secs(6);

/// What was pressed is not pressed again before this.
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Of a hundred wishes so many are clicked twice at once.
const CLICKS_TWICE: u32 = 25;

/// The tabs in which something may wait for a person.
const TABS: [&str; 5] = [
    "awaiting_order",
    "awaiting_payment",
    "awaiting_shipment",
    "failed",
    "canceled",
];

/// One merchant's mind.
pub(crate) struct Merchant<'a> {
    stage: &'a Stage,
    dice: StdRng,
    pressed: BTreeMap<String, Instant>,
}

impl<'a> Merchant<'a> {
    pub(crate) fn new(stage: &'a Stage, seed: u64) -> Self {
        Self {
            stage,
            dice: StdRng::seed_from_u64(seed),
            pressed: BTreeMap::new(),
        }
    }

    /// Works until `ending`.
    pub(crate) async fn work(mut self, ending: &watch::Receiver<bool>) {
        while !*ending.borrow() {
            for tab in TABS {
                if let Some(orders) = self.stage.export(&["--tab", tab]).await {
                    self.look(&orders).await;
                }
            }
            sleep(LOOKS_EVERY).await;
        }
    }

    async fn look(&mut self, orders: &[Value]) {
        let (mut to_place, mut to_sync) = (Vec::new(), Vec::new());
        for order in orders {
            let id = text(&order["id"]);
            let is_off = !order["canceled_at"].is_null();
            for purchase in list(&order["purchases"]) {
                match purchase["state"].as_str().unwrap() {
                    "planned" if !is_off => to_place.push(id.clone()),
                    "placement_unknown" => self.settle(&id, purchase, is_off).await,
                    "awaiting_payment" => {
                        self.pay(&id, purchase, is_off).await;
                        to_sync.push(id.clone());
                    }
                    "awaiting_shipment" if is_off => {
                        self.call_off(purchase).await;
                        to_sync.push(id.clone());
                    }
                    "awaiting_shipment" | "shipped" => to_sync.push(id.clone()),
                    "failed" if !is_off => {
                        self.press(&format!("/orders/{id}/reorder"), &[]).await;
                    }
                    _ => {}
                }
            }
        }
        self.in_bulk("/orders/place", &to_place).await;
        self.in_bulk("/orders/sync", &to_sync).await;
    }

    /// Ticks boxes and presses the button below the list.
    async fn in_bulk(&mut self, path: &str, ids: &[String]) {
        let mut form = Vec::new();
        for id in ids {
            if self.is_due(&format!("{path} {id}")) {
                form.push(("order", id.as_str()));
            }
        }
        if form.is_empty() {
            return;
        }
        form.push(("confirmed", "1"));
        self.click(path, &form).await;
    }

    /// Answers whether it was placed, by the marketplace's own list.
    async fn settle(&mut self, id: &str, purchase: &Value, is_off: bool) {
        let since: Timestamp = text(&purchase["since"]).parse().unwrap();
        #[expect(
            clippy::disallowed_methods,
            reason = "a person has a clock of their own"
        )]
        let now = Timestamp::now();
        if now.duration_since(since) < WAITS_BEFORE_LOOKING {
            return;
        }
        let purchase_id = text(&purchase["id"]);
        let key = text(&purchase["idempotency_key"]);
        let found: Vec<String> = self.stage.outsides.bought(&key).await;
        let numbers = found.join(" ");
        let field = format!("numbers-{purchase_id}");
        let form = if !found.is_empty() {
            vec![("answer", "placed"), (field.as_str(), numbers.as_str())]
        } else if is_off {
            vec![("answer", "give_up"), ("confirmed", "1")]
        } else {
            vec![("answer", "not_placed"), ("confirmed", "1")]
        };
        let path = format!("/orders/{id}/purchases/{purchase_id}/doubt");
        self.press(&path, &form).await;
    }

    /// Opens the marketplace's page from the desk and pays there; what the store canceled is canceled.
    async fn pay(&mut self, id: &str, purchase: &Value, is_off: bool) {
        if is_off {
            return self.call_off(purchase).await;
        }
        let path = format!("/orders/{id}/purchases/{}/pay", text(&purchase["id"]));
        if self.press(&path, &[]).await {
            for order in list(&purchase["supplier_orders"]) {
                let number = text(&order["external_id"]);
                self.stage.outsides.at_market(&number, "pay").await;
            }
        }
    }

    async fn call_off(&self, purchase: &Value) {
        for order in list(&purchase["supplier_orders"]) {
            let number = text(&order["external_id"]);
            self.stage.outsides.at_market(&number, "cancel").await;
        }
    }

    /// Presses a button that was not pressed just now; says whether it was taken.
    async fn press(&mut self, path: &str, form: &[(&str, &str)]) -> bool {
        self.is_due(path) && self.click(path, form).await
    }

    async fn click(&mut self, path: &str, form: &[(&str, &str)]) -> bool {
        let desk = &self.stage.desk;
        if self.dice.random_range(0..100) < CLICKS_TWICE {
            let (one, other) = tokio::join!(desk.post(path, form), desk.post(path, form));
            return one.is_taken() || other.is_taken();
        }
        desk.post(path, form).await.is_taken()
    }

    fn is_due(&mut self, what: &str) -> bool {
        let now = Instant::now();
        let last = self.pressed.get(what);
        let due = last.is_none_or(|last| now.duration_since(*last) >= AGAIN_AFTER);
        if due {
            self.pressed.insert(what.to_owned(), now);
        }
        due
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
