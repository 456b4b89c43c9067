//! What an order brings and costs, by currency: price, cost and margin are kept apart, and amounts
//! of different currencies are never added.
//!
//! It must never guess a rate. Before it: `domain`; after it: the list of orders and the order page.

use std::collections::BTreeMap;

use domain::money::{Currency, Money};
use domain::order::Dossier;
use domain::purchase::Purchase;

/// Whether the marketplace has said what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// As planned.
    Expected,
    /// As the marketplace asks.
    Asked,
}

/// What an order costs and what is left of its total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sums {
    /// The goods, by currency.
    pub(crate) goods: Vec<Money>,
    /// The shipping, by currency.
    pub(crate) shipping: Vec<Money>,
    /// All of it, by currency.
    pub(crate) cost: Vec<Money>,
    /// Whether that is what the marketplaces ask.
    pub(crate) certainty: Certainty,
    /// Total less cost, where both are in one currency.
    pub(crate) margin: Option<Money>,
}

/// What a purchase costs: what the marketplace asks, else what was planned.
pub(crate) fn cost_of(purchase: &Purchase) -> Option<Money> {
    purchase
        .actual_cost()
        .or_else(|| purchase.expected_cost().ok())
}

/// Adds up what is in one currency.
pub(crate) fn by_currency(amounts: impl IntoIterator<Item = Money>) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, Money> = BTreeMap::new();
    for amount in amounts {
        let sum = sums
            .entry(amount.currency())
            .or_insert_with(|| Money::zero(amount.currency()));
        // An amount that does not fit any more leaves the sum as it is; the database holds none.
        *sum = sum.plus(amount).unwrap_or(*sum);
    }
    sums.into_values().collect()
}

/// What an order costs. Purchases that failed or were canceled cost nothing.
pub(crate) fn sums(dossier: &Dossier) -> Sums {
    let live: Vec<&Purchase> = dossier
        .purchases
        .iter()
        .filter(|purchase| purchase.status.state().is_live())
        .collect();
    let cost = by_currency(live.iter().filter_map(|purchase| cost_of(purchase)));
    let certainty = if live.iter().all(|purchase| purchase.actual_cost().is_some()) {
        Certainty::Asked
    } else {
        Certainty::Expected
    };
    let margin = match cost.as_slice() {
        [only] => dossier.order.total.minus(*only).ok(),
        _ => None,
    };
    Sums {
        goods: by_currency(live.iter().filter_map(|one| one.goods_cost().ok())),
        shipping: by_currency(live.iter().map(|one| one.shipping.cost)),
        cost,
        certainty,
        margin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_stand_side_by_side() {
        let money = |minor, code| Money::from_minor(minor, Currency::parse(code).unwrap());
        let sums = by_currency([money(100, "USD"), money(5, "EUR"), money(250, "USD")]);
        assert_eq!(sums, [money(5, "EUR"), money(350, "USD")]);
    }
}
