//! Amounts: tabular digits, their currency always beside them, decimals under each other.
//!
//! It must never leave the currency out, and never mixes cost, price and margin: which of them an
//! amount is, says the column or the label around it.

use maud::{Markup, html};
use rust_decimal::Decimal;

use crate::i18n::Lang;

/// Whether more is good (a margin) or the sign is merely a fact (a refund).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Above zero is green with a plus, below is red with a minus.
    Judged,
    /// The sign is shown, without a judgement.
    Plain,
}

/// Shows an amount in running text.
pub fn money(lang: Lang, amount: Decimal, currency: &str) -> Markup {
    html! {
        span.money { (lang.amount(amount, currency)) "\u{a0}" span.currency { (currency) } }
    }
}

/// Shows an amount for a column: right-aligned, and padded so that decimals stand under each other
/// even where a currency has none.
pub fn money_in_column(lang: Lang, amount: Decimal, currency: &str) -> Markup {
    let written = lang.amount(amount, currency);
    let separator = lang.decimal_separator();
    let digits = written
        .rsplit_once(separator)
        .map_or(0, |(_, fraction)| fraction.len());
    // Two digits is what nearly every currency has; a longer fraction needs no padding.
    let padding = match digits {
        0 => format!("{separator}00"),
        1 => "0".to_owned(),
        _ => String::new(),
    };
    html! {
        span.money.money-column {
            span.money-amount {
                (written)
                @if !padding.is_empty() { span.money-padding aria-hidden="true" { (padding) } }
            }
            span.currency { (currency) }
        }
    }
}

/// Shows an amount with its sign, such as a margin or a change.
pub fn money_with_sign(lang: Lang, amount: Decimal, currency: &str, sign: Sign) -> Markup {
    let tone = match sign {
        Sign::Judged if amount > Decimal::ZERO => "up",
        Sign::Judged if amount < Decimal::ZERO => "down",
        _ => "flat",
    };
    html! {
        span.money data-change=(tone) {
            @if amount > Decimal::ZERO { "+" }
            (lang.amount(amount, currency)) "\u{a0}" span.currency { (currency) }
        }
    }
}
