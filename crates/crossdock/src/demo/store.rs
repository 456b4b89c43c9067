//! The two simulated stores, handled alike: what customers and the merchant do there, and their books.
//!
//! Both take the same products and orders; what one of them spells differently is spelled here.

use platforms::shopbase::sim::ShopbaseSim;
use platforms::shopify::sim::ShopifySim;
use platforms::sim::Faults;
use serde_json::{Value, json};

/// A simulated store. Cloning gives another handle of the same one.
#[derive(Clone)]
pub(super) enum DemoStore {
    Shopify(ShopifySim),
    Shopbase(ShopbaseSim),
}

impl DemoStore {
    /// As the report names it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Shopify(_) => "shopify",
            Self::Shopbase(_) => "shopbase",
        }
    }

    pub(super) fn faults(&self) -> &Faults {
        match self {
            Self::Shopify(sim) => sim.faults(),
            Self::Shopbase(sim) => sim.faults(),
        }
    }

    pub(super) fn ledger(&self) -> Value {
        match self {
            Self::Shopify(sim) => sim.ledger(),
            Self::Shopbase(sim) => sim.ledger(),
        }
    }

    pub(super) fn seed_products(&self, products: Value) -> Result<(), String> {
        match self {
            Self::Shopify(sim) => sim.seed_products(products),
            Self::Shopbase(sim) => sim.seed_products(products),
        }
    }

    pub(super) fn create_order(&self, mut order: Value) -> Result<i64, String> {
        match self {
            Self::Shopify(sim) => {
                // Its checkout asks for tax numbers beside the address.
                let number = order["shipping_address"]["cpf_number"].take();
                if number.is_string() {
                    let field = json!({"key": "TAX_CREDENTIAL_BR", "value": number});
                    order["localized_fields"] = json!([field]);
                }
                sim.create_order(order)
            }
            Self::Shopbase(sim) => sim.create_order(order),
        }
    }

    pub(super) fn pay_order(&self, id: i64) -> Result<(), String> {
        match self {
            Self::Shopify(sim) => sim.pay_order(id),
            Self::Shopbase(sim) => sim.pay_order(id),
        }
    }

    pub(super) fn cancel_order(&self, id: i64) -> Result<(), String> {
        match self {
            Self::Shopify(sim) => sim.cancel_order(id),
            Self::Shopbase(sim) => sim.cancel_order(id),
        }
    }

    pub(super) fn refund_line(&self, id: i64, line: i64, quantity: i64) -> Result<(), String> {
        match self {
            Self::Shopify(sim) => sim.refund_line(id, line, quantity),
            Self::Shopbase(sim) => sim.refund_line(id, line, quantity),
        }
    }

    /// The call that tells of a parcel, as its faults name it.
    pub(super) fn telling(&self) -> &'static str {
        match self {
            Self::Shopify(_) => "fulfillmentCreate",
            Self::Shopbase(_) => "POST /admin/orders/{id}/fulfillments.json",
        }
    }
}

/// The books of all stores as one: no order has the same id in two of them.
pub(super) fn ledger_of_all(stores: &[DemoStore]) -> Value {
    let mut orders = Vec::new();
    for shop in stores {
        let mut ledger = shop.ledger();
        if let Some(theirs) = ledger["orders"].as_array_mut() {
            orders.append(theirs);
        }
    }
    json!({"orders": orders})
}
