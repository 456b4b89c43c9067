//! What a person does next about an order: the desk's buttons, and a look at the marketplace.

use std::sync::PoisonError;
use std::time::Duration;

use domain::ids::PurchaseId;
use domain::order::Dossier;
use domain::parcel::Parcel;
use domain::purchase::{Purchase, PurchaseState as S};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::World;
use super::shelf::text;
use super::wait::{breath, until};

/// A store takes two calls a second: whoever has everything read again more often than this only keeps
/// others from their calls.
const PATIENT: Duration = Duration::from_millis(700);

impl World {
    /// Presses *Place* for an order and says yes.
    pub(crate) async fn place(&self, dossier: &Dossier) {
        let id = dossier.order.id.to_string();
        let form = [("order", id.as_str()), ("back", &id), ("confirmed", "1")];
        self.desk.wish("/orders/place", &form).await;
    }

    /// Presses *Re-order*.
    pub(crate) async fn reorder(&self, dossier: &Dossier) {
        self.press(dossier, "reorder").await;
    }

    /// Presses one of the order's buttons that ask nothing.
    pub(crate) async fn press(&self, dossier: &Dossier, button: &str) {
        let path = format!("/orders/{}/{button}", dossier.order.id);
        self.desk.wish(&path, &[]).await;
    }

    /// Presses *Read now*, as often as a person would.
    async fn sync_patiently(&self, dossier: &Dossier) {
        let due = {
            let mut synced = self.synced.lock().unwrap_or_else(PoisonError::into_inner);
            let due = synced.is_none_or(|at| at.elapsed() >= PATIENT);
            if due {
                *synced = Some(Instant::now());
            }
            due
        };
        if due {
            self.press(dossier, "sync").await;
        }
    }

    /// Answers the question whether it was placed.
    pub(crate) async fn answer(&self, dossier: &Dossier, id: PurchaseId, found: &[String]) {
        let path = format!("/orders/{}/purchases/{id}/doubt", dossier.order.id);
        let (field, numbers) = (format!("numbers-{id}"), found.join(" "));
        let form = if found.is_empty() {
            vec![("answer", "not_placed"), ("confirmed", "1")]
        } else {
            vec![("answer", "placed"), (field.as_str(), numbers.as_str())]
        };
        self.desk.wish(&path, &form).await;
    }

    /// The supplier orders with this key, as the marketplace's own list shows them.
    pub(crate) fn bought(&self, key: &str) -> Vec<Value> {
        let ledger = self.market.ledger();
        let orders = ledger["orders"].as_array().cloned().unwrap_or_default();
        orders
            .into_iter()
            .filter(|order| text(&order["out_order_id"]) == key)
            .collect()
    }

    /// What this purchase bought, by number.
    pub(crate) fn numbers_of(&self, purchase: &Purchase) -> Vec<String> {
        let bought = self.bought(&purchase.idempotency_key());
        bought
            .iter()
            .map(|order| text(&order["order_id"]))
            .collect()
    }

    /// Looks at the order once, and does what a person would do about it now.
    pub(crate) async fn look_after(&self, order: i64) -> Option<Dossier> {
        let dossier = self.find(order).await?;
        for purchase in &dossier.purchases {
            match purchase.status.state() {
                S::Planned if dossier.order.may_be_bought() => self.place(&dossier).await,
                S::PlacementUnknown => {
                    let found = self.numbers_of(purchase);
                    self.answer(&dossier, purchase.id, &found).await;
                }
                S::AwaitingPayment => {
                    self.pay(&dossier, purchase).await;
                    self.sync_patiently(&dossier).await;
                }
                S::AwaitingShipment => {
                    self.ship(purchase).await;
                    self.sync_patiently(&dossier).await;
                }
                S::Shipped if !is_told(&dossier) => self.sync_patiently(&dossier).await,
                _ => {}
            }
        }
        Some(dossier)
    }

    /// Does what a person would, until the store was told of every parcel and all is delivered.
    pub(crate) async fn carry(&self, order: i64) -> Dossier {
        let mut last = None;
        until(&format!("order {order} arrives"), async || {
            last = self.look_after(order).await;
            breath().await;
            breath().await;
            last.clone().filter(is_told)
        })
        .await
    }

    /// Pays at the marketplace what is not paid there yet.
    pub(crate) async fn pay(&self, dossier: &Dossier, purchase: &Purchase) {
        let path = format!("/orders/{}/purchases/{}/pay", dossier.order.id, purchase.id);
        for order in self.bought(&purchase.idempotency_key()) {
            if order["paid"] == json!(false) {
                self.desk.wish(&path, &[]).await;
                self.market
                    .pay(text(&order["order_id"]).parse().unwrap())
                    .unwrap();
            }
        }
    }

    /// The supplier hands over what it has not yet.
    pub(crate) async fn ship(&self, purchase: &Purchase) {
        for order in self.bought(&purchase.idempotency_key()) {
            if order["shipped_at"].is_null() && text(&order["status"]) == "WAIT_SELLER_SEND_GOODS" {
                let path = format!("/orders/{}/ship", text(&order["order_id"]));
                self.steer_market(&path, json!({})).await;
            }
        }
    }
}

/// Whether every purchase is shipped, the store knows each parcel, and each is delivered.
pub(crate) fn is_told(dossier: &Dossier) -> bool {
    use domain::fulfillment::FulfillmentState::Told;
    use domain::parcel::TrackingStatus::Delivered;
    let live = || {
        let all = dossier.purchases.iter();
        all.filter(|purchase| purchase.status.state().is_live())
    };
    let is_told = |parcel: &Parcel| {
        let mut all = dossier.fulfillments.iter();
        let told = all.find(|told| told.parcel_id == Some(parcel.id));
        told.is_some_and(|told| told.state == Told && told.told_status == Some(Delivered))
    };
    live().next().is_some()
        && live().all(|purchase| {
            let shipped = matches!(purchase.status.state(), S::Shipped | S::Completed);
            let mut parcels = dossier
                .parcels
                .iter()
                .filter(|parcel| parcel.purchase_id == Some(purchase.id))
                .peekable();
            shipped && parcels.peek().is_some() && parcels.all(is_told)
        })
}
