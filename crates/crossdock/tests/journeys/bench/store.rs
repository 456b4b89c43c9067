//! The simulated store of a journey: one of two platforms, handled alike.

use platforms::shopbase::sim::ShopbaseSim;
use platforms::shopify::sim::ShopifySim;
use platforms::sim::{Faults, Holds};
use serde_json::Value;

use super::seed;

/// A simulated store.
#[derive(Clone, Debug)]
pub(crate) enum Store {
    Shopbase(ShopbaseSim),
    /// With how we work there: empty for the usual way, `service`, or `allowed` for an app that a
    /// person allows.
    Shopify(ShopifySim, &'static str),
}

impl Store {
    pub(crate) fn create_order(&self, order: Value) -> Result<i64, String> {
        match self {
            Self::Shopbase(sim) => sim.create_order(order),
            Self::Shopify(sim, _) => sim.create_order(order),
        }
    }

    pub(crate) fn seed_products(&self, products: Value) -> Result<(), String> {
        match self {
            Self::Shopbase(sim) => sim.seed_products(products),
            Self::Shopify(sim, _) => sim.seed_products(products),
        }
    }

    pub(crate) fn ledger(&self) -> Value {
        match self {
            Self::Shopbase(sim) => sim.ledger(),
            Self::Shopify(sim, _) => sim.ledger(),
        }
    }

    pub(crate) fn faults(&self) -> &Faults {
        match self {
            Self::Shopbase(sim) => sim.faults(),
            Self::Shopify(sim, _) => sim.faults(),
        }
    }

    pub(crate) fn holds(&self) -> &Holds {
        match self {
            Self::Shopbase(sim) => sim.holds(),
            Self::Shopify(sim, _) => sim.holds(),
        }
    }

    pub(crate) fn cancel_order(&self, id: i64) -> Result<(), String> {
        match self {
            Self::Shopbase(sim) => sim.cancel_order(id),
            Self::Shopify(sim, _) => sim.cancel_order(id),
        }
    }

    /// The store of this platform; a journey of another one asks in vain.
    pub(crate) fn shopify(&self) -> &ShopifySim {
        match self {
            Self::Shopify(sim, _) => sim,
            Self::Shopbase(_) => panic!("this journey has no such store"),
        }
    }

    /// Platform, way, and what a person types to connect it.
    pub(crate) fn typed(
        &self,
        url: &str,
    ) -> (&'static str, &'static str, Vec<(&'static str, String)>) {
        match self {
            Self::Shopbase(sim) => {
                let typed = seed::store_values(sim.config(), url);
                ("shopbase", "private-app", typed)
            }
            Self::Shopify(sim, role) => {
                let config = sim.config();
                let (way, role) = match *role {
                    "allowed" => ("allowed-app", ""),
                    role => ("own-app", role),
                };
                let typed = vec![
                    ("shop", config.shop.clone()),
                    ("client_id", config.client_id.clone()),
                    ("client_secret", config.client_secret.clone()),
                    ("role", role.to_owned()),
                    ("base_url", url.to_owned()),
                ];
                ("shopify", way, typed)
            }
        }
    }
}
