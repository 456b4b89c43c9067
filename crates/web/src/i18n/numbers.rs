//! Numbers, percentages and money as each language writes them.
//!
//! Everything is done on decimals and their digits; no float takes part. It must never round money
//! on the quiet: an amount with more digits than its currency has keeps them.

use fluent_bundle::FluentValue;
use rust_decimal::{Decimal, RoundingStrategy};

use super::Lang;

/// A real minus sign is as wide as a digit, so that columns stay aligned.
const MINUS: char = '\u{2212}';

/// Between an amount and its currency the line must not break.
const NO_BREAK_SPACE: char = '\u{a0}';

impl Lang {
    /// Writes a whole number: `12,345` or `12.345`.
    pub fn number(self, number: i64) -> String {
        group(self, &number.to_string())
    }

    /// Writes a decimal with exactly `places` digits after the separator.
    pub fn decimal(self, number: Decimal, places: u32) -> String {
        let rounded = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        let places = usize::try_from(places).unwrap_or_default();
        group(self, &format!("{rounded:.places$}"))
    }

    /// Writes a share of one as a percentage with at most one digit: `0.215` is `21.5%`.
    pub fn percent(self, share: Decimal) -> String {
        let hundredths = share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(share);
        let rounded = hundredths
            .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
            .normalize();
        format!("{}%", self.decimal(rounded, rounded.scale()))
    }

    /// Writes an amount without its currency, with at least the digits that the currency has.
    pub fn amount(self, amount: Decimal, currency: &str) -> String {
        let places = minor_digits(currency).max(amount.normalize().scale());
        self.decimal(amount, places)
    }

    /// Writes an amount with its currency behind it: `312.40 USD`.
    pub fn money(self, amount: Decimal, currency: &str) -> String {
        format!(
            "{}{NO_BREAK_SPACE}{currency}",
            self.amount(amount, currency)
        )
    }

    /// The character between the whole and the rest.
    pub(crate) const fn decimal_separator(self) -> char {
        match self {
            Self::En => '.',
            Self::Vi => ',',
        }
    }

    const fn group_separator(self) -> char {
        match self {
            Self::En => ',',
            Self::Vi => '.',
        }
    }
}

/// How many digits a currency has after the separator. Source: ISO 4217, column "minor unit".
pub(crate) fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// Numbers inside of texts are grouped like all others.
pub(super) fn in_text(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(group(lang, &number.as_string())),
        _ => None,
    }
}

/// Groups the whole part of plain digits by three, and puts in the language's own separators.
fn group(lang: Lang, plain: &str) -> String {
    let (negative, digits) = plain
        .strip_prefix('-')
        .map_or((false, plain), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut written = String::with_capacity(plain.len() + 8);
    if negative && digits.contains(|digit: char| digit.is_ascii_digit() && digit != '0') {
        written.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            written.push(lang.group_separator());
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push(lang.decimal_separator());
        written.push_str(fraction);
    }
    written
}
