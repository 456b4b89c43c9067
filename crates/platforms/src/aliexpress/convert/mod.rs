//! Translation of the vendor's answers into our words. Pure: no call, no clock, no guess about money.

mod freight;
mod order;
mod placement;
mod product;
mod tracking;

pub(crate) use freight::rates;
pub(crate) use order::order;
pub(crate) use placement::{answered, failed, placement};
pub(crate) use product::{product, sub_product_id};
pub(crate) use tracking::parcels;

use domain::money::{Currency, Money};

use super::wire::Text;

/// An amount with its currency, if both can be read. Nobody pays a buyer for buying: less than nothing
/// is no price.
fn money(amount: &Text, currency: &Text) -> Option<Money> {
    let currency = Currency::parse(currency.as_str()).ok()?;
    let money = Money::rounded(amount.decimal()?, currency).ok()?;
    (money.minor() >= 0).then_some(money)
}
