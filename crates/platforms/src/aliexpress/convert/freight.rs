//! A freight answer → [`ShippingRate`]s, or why nothing ships.
//!
//! `shipping_fee_cent` is in whole currency units in spite of its name, and is absent when shipping is
//! free. A route with fewer pieces than wanted is no route. Source: reference sheet §7.1.

use domain::money::{Currency, Money};
use domain::plan::ShippingRate;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{RateQuery, RatesAnswer};
use domain::purchase::{Failure, FailureReason};
use rust_decimal::Decimal;

use super::super::error::freight_refusal;
use super::super::wire::{DeliveryOption, Freight, Text};
use super::money;

/// The methods for what was asked.
///
/// # Errors
/// When the method itself is in trouble.
pub(crate) fn rates(read: &Freight, query: &RateQuery) -> Result<RatesAnswer, CallError> {
    let options = &read.delivery_options.0;
    if options.is_empty() || read.success.flag() == Some(false) {
        return refused(read);
    }
    let enough: Vec<&DeliveryOption> = options
        .iter()
        .filter(|option| has_enough(option, query.quantity))
        .collect();
    if enough.is_empty() {
        let most = options
            .iter()
            .filter_map(|option| option.available_stock.parse::<u32>());
        let detail = match most.max() {
            Some(most) => format!("{} wanted, {most} left", query.quantity),
            None => format!("{} wanted", query.quantity),
        };
        let failure = Failure::ours(FailureReason::OutOfStock, detail);
        return Ok(RatesAnswer::Refused(failure));
    }
    let rates: Vec<ShippingRate> = enough
        .iter()
        .filter_map(|option| rate(option, query))
        .collect();
    if rates.is_empty() {
        let message = "no price of the shipping methods can be read";
        return Err(CallError::new(CallErrorKind::Unreadable, message));
    }
    Ok(RatesAnswer::Rates(rates))
}

fn refused(read: &Freight) -> Result<RatesAnswer, CallError> {
    let (code, words) = (read.code.as_str(), read.msg.as_str());
    match freight_refusal(code, words) {
        Some(failure) => Ok(RatesAnswer::Refused(failure)),
        None => {
            let message = "AliExpress could not tell how this ships";
            Err(CallError::new(CallErrorKind::Unavailable, message).vendor(code, words))
        }
    }
}

fn has_enough(option: &DeliveryOption, quantity: u32) -> bool {
    option
        .available_stock
        .parse::<i64>()
        .is_none_or(|stock| stock >= i64::from(quantity))
}

fn rate(option: &DeliveryOption, query: &RateQuery) -> Option<ShippingRate> {
    let code = option.code.some()?;
    Some(ShippingRate {
        code: code.to_owned(),
        name: option.company.some().unwrap_or(code).to_owned(),
        cost: cost(option, query)?,
        min_days: option.min_delivery_days.parse(),
        max_days: option.max_delivery_days.parse(),
        tracked: option.tracking.flag().unwrap_or(false),
    })
}

fn cost(option: &DeliveryOption, query: &RateQuery) -> Option<Money> {
    let told = Currency::parse(option.shipping_fee_currency.as_str()).ok();
    let currency = told.unwrap_or(query.currency);
    if is_free(option, query.goods_total, currency) {
        return Some(Money::zero(currency));
    }
    let fee = money(&option.shipping_fee_cent, &option.shipping_fee_currency);
    fee.or_else(|| {
        let shown = shown_amount(option.shipping_fee_format.as_str())?;
        Money::rounded(shown, told?).ok()
    })
}

/// Free outright, or from an amount on that the goods reach; an amount that can't be read is not reached.
fn is_free(option: &DeliveryOption, goods_total: Money, currency: Currency) -> bool {
    if option.free_shipping.flag() == Some(true) {
        return true;
    }
    if option.may_have_pfs.flag() != Some(true) {
        return false;
    }
    let threshold = &option.free_shipping_threshold;
    shown_amount(threshold.as_str()).is_some_and(|threshold| {
        threshold.is_zero()
            || (goods_total.currency() == currency && goods_total.amount() >= threshold)
    })
}

/// The number in a text written for people: `US $1,172.71`, `0,00€`, `1.299,00 €`, `￥1,500`.
///
/// The last separator is the decimal one if one or two digits follow it.
fn shown_amount(text: &str) -> Option<Decimal> {
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    let number = text.get(first..=last)?;
    let is_digit = |c: char| c.is_ascii_digit();
    let split = number
        .rfind(['.', ','])
        .filter(|at| number.len() - at - 1 <= 2);
    let (whole, part) = match split {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, ""),
    };
    let is_separator = |c: char| matches!(c, '.' | ',' | '\'' | '’') || c.is_whitespace();
    if !whole.chars().all(|c| is_digit(c) || is_separator(c)) || !part.chars().all(is_digit) {
        return None;
    }
    let whole: String = whole.chars().filter(|c| is_digit(*c)).collect();
    Text(format!("{whole}.{part}0")).decimal()
}

#[cfg(test)]
mod tests {
    use domain::address::CountryCode;
    use domain::catalog::SupplierVariantRef;
    use domain::ids::{ExternalId, PlatformName};

    use super::super::super::wire::{FreightAnswer, Opened, open};
    use super::*;

    fn answer(body: &str, quantity: u32, goods: &str) -> RatesAnswer {
        let Opened::Answer { answer, .. } = open(body.as_bytes()).unwrap() else {
            panic!("not an answer")
        };
        let answer: FreightAnswer = serde_json::from_value(answer).unwrap();
        let euro = Currency::parse("EUR").unwrap();
        let query = RateQuery {
            variant: SupplierVariantRef {
                platform: PlatformName::new("p"),
                product_id: ExternalId::new("1"),
                variant_id: ExternalId::new("2"),
            },
            quantity,
            destination: CountryCode::new("DE"),
            currency: euro,
            goods_total: Money::parse(goods, euro).unwrap(),
        };
        rates(&answer.result.0, &query).unwrap()
    }

    fn costs(goods: &str) -> Vec<(String, String)> {
        let RatesAnswer::Rates(rates) = answer(OPTIONS, 2, goods) else {
            panic!("refused")
        };
        let cost = |rate: &ShippingRate| (rate.code.clone(), rate.cost.to_string());
        rates.iter().map(cost).collect()
    }

    fn pair(code: &str, cost: &str) -> (String, String) {
        (code.into(), cost.into())
    }

    const OPTIONS: &str = include_str!("../fixtures/freight_options.json");

    #[test]
    fn fees_are_whole_units_and_free_has_three_ways() {
        let below = costs("9.99");
        assert_eq!(
            below,
            [
                pair("STD", "1.99 EUR"),
                pair("FREE", "0.00 EUR"),
                pair("PFS_ALWAYS", "0.00 EUR"),
                pair("PFS_FROM_TEN", "4.50 EUR"),
                pair("PFS_UNREADABLE", "3.00 EUR"),
            ]
        );
        assert_eq!(costs("10.00")[3], pair("PFS_FROM_TEN", "0.00 EUR"));
    }

    #[test]
    fn days_tracking_and_names_are_taken() {
        let RatesAnswer::Rates(rates) = answer(OPTIONS, 2, "1") else {
            panic!("refused")
        };
        assert_eq!((rates[0].min_days, rates[0].max_days), (Some(6), Some(8)));
        assert_eq!(rates[0].name, "AliExpress Selection Standard");
        assert!(rates[0].tracked && !rates[1].tracked);
    }

    #[test]
    fn fewer_pieces_than_wanted_is_out_of_stock() {
        let RatesAnswer::Refused(failure) = answer(OPTIONS, 500, "1") else {
            panic!("not refused")
        };
        assert_eq!(failure.reason, FailureReason::OutOfStock);
        assert_eq!(failure.detail, "500 wanted, 76 left");
    }

    #[test]
    fn refusals_are_reasons() {
        let body = r#"{"aliexpress_ds_freight_query_response":{"result":{"code":505,"success":false,"msg":"DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"}}}"#;
        let RatesAnswer::Refused(failure) = answer(body, 1, "1") else {
            panic!("not refused")
        };
        assert_eq!(failure.reason, FailureReason::CannotShipThere);
    }

    #[test]
    fn amounts_for_people_are_read() {
        for (text, amount) in [
            ("US $172.71", "172.71"),
            ("0,00€", "0"),
            ("1.299,00 €", "1299"),
            ("￥1,500", "1500"),
            ("R$ 79,9", "79.9"),
            ("1 234,56 zł", "1234.56"),
        ] {
            let amount = Decimal::from_str_exact(amount).unwrap();
            assert_eq!(shown_amount(text), Some(amount), "{text}");
        }
        assert_eq!(shown_amount("soon"), None);
        assert_eq!(shown_amount("1 or 2"), None);
    }
}
