//! The judge: what really happened, by the simulators' ledgers and not by our own database.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::World;
use super::shelf::{text, variant_id};

impl World {
    /// Every supplier order that stands: not canceled.
    pub(crate) fn standing(&self) -> Vec<Value> {
        let ledger = self.market.ledger();
        let orders = ledger["orders"].as_array().cloned().unwrap_or_default();
        orders
            .into_iter()
            .filter(|order| order["canceled_at"].is_null())
            .collect()
    }

    /// How often a supplier was asked to make an order.
    pub(crate) fn asked_to_buy(&self) -> u64 {
        let ledger = self.market.ledger();
        ledger["calls"][super::CREATE].as_u64().unwrap_or(0)
    }

    /// The store's own record of an order.
    pub(crate) fn in_store(&self, order: i64) -> Value {
        let ledger = self.store.ledger();
        let orders = ledger["orders"].as_array().cloned().unwrap_or_default();
        let mut orders = orders.into_iter();
        orders
            .find(|known| known["id"] == json!(order))
            .unwrap_or_else(|| panic!("the store has no order {order}"))
    }

    /// The fulfillments that stand in the store.
    pub(crate) fn fulfillments(&self, order: i64) -> Vec<Value> {
        let told = self.in_store(order);
        let told = told["fulfillments"].as_array().cloned().unwrap_or_default();
        told.into_iter()
            .filter(|told| told["status"] != json!("cancelled"))
            .collect()
    }

    /// The mails about parcels that the customer of an order got.
    pub(crate) fn parcel_mails(&self, order: i64) -> Vec<Value> {
        let ledger = self.store.ledger();
        let mails = ledger["mails"].as_array().cloned().unwrap_or_default();
        mails
            .into_iter()
            .filter(|mail| mail["order_id"] == json!(order))
            .filter(|mail| text(&mail["kind"]).starts_with("shipping"))
            .collect()
    }

    /// The whole way was gone once: each supplier got exactly one order with exactly these pieces; the
    /// store was told once of each parcel with exactly its lines and number; the customer got one mail
    /// for each.
    pub(crate) fn expect_once(&self, order: i64, lines: &[(usize, u32)]) {
        let mut by_supplier: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for bought in self.standing() {
            let supplier = text(&bought["store_id"]);
            by_supplier.entry(supplier).or_default().push(bought);
        }
        let told = self.fulfillments(order);
        let mails = self.parcel_mails(order);
        let in_store = self.in_store(order);
        let mut pieces = BTreeMap::new();
        for (supplier, bought) in &by_supplier {
            assert_eq!(bought.len(), 1, "bought twice at {supplier}: {bought:#?}");
            let parcel = &bought[0]["parcels"][0];
            let number = text(&parcel["mail_no"]);
            let mine: Vec<&Value> = told
                .iter()
                .filter(|told| text(&told["tracking_number"]) == number)
                .collect();
            assert_eq!(mine.len(), 1, "told once of {number}: {told:#?}");
            let items = bought[0]["items"].as_array().unwrap();
            let inside = told_lines(mine[0], &in_store);
            assert_eq!(inside, self.by_variant(items), "lines of {number}");
            assert_eq!(mine[0]["shipment_status"], json!("delivered"), "{mine:#?}");
            for (variant, count) in inside {
                *pieces.entry(variant).or_insert(0) += count;
            }
            let mailed = mails
                .iter()
                .filter(|mail| text(&mail["tracking_number"]) == number);
            assert_eq!(mailed.count(), 1, "one mail about {number}: {mails:#?}");
        }
        assert_eq!(told.len(), by_supplier.len(), "{told:#?}");
        assert_eq!(mails.len(), told.len(), "{mails:#?}");
        let wanted: BTreeMap<i64, u64> = lines
            .iter()
            .map(|(place, quantity)| (variant_id(*place), u64::from(*quantity)))
            .collect();
        assert_eq!(pieces, wanted, "pieces that the customer was told of");
        let status = text(&in_store["fulfillment_status"]).to_lowercase();
        assert_eq!(status, "fulfilled");
    }

    /// What a supplier order holds, by the store's variants.
    fn by_variant(&self, items: &[Value]) -> BTreeMap<i64, u64> {
        let mut held = BTreeMap::new();
        for item in items {
            let product = text(&item["product_id"]);
            let place = self.goods.iter().position(|good| good.product == product);
            let count = item["count"].as_u64().unwrap();
            *held.entry(variant_id(place.unwrap())).or_insert(0) += count;
        }
        held
    }
}

/// What a fulfillment holds, by the store's variants.
fn told_lines(told: &Value, order: &Value) -> BTreeMap<i64, u64> {
    let lines = order["lines"].as_array().unwrap();
    let mut held = BTreeMap::new();
    for line in told["lines"].as_array().unwrap() {
        let known = lines.iter().find(|known| known["id"] == line["id"]);
        let variant = known.unwrap()["variant_id"].as_i64().unwrap();
        *held.entry(variant).or_insert(0) += line["quantity"].as_u64().unwrap();
    }
    held
}
