//! Money: an exact decimal amount with its currency, never a float.
//!
//! Kept as whole minor units (cents) so that both databases store and add it exactly. Amounts of
//! different currencies never mix: adding them is an error, not a guess.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Why a text is no money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The currency is not in ISO 4217.
    #[error("{0:?} is not an ISO 4217 currency code")]
    UnknownCurrency(String),
    /// The amount is not a decimal number.
    #[error("{0:?} is not a decimal amount")]
    NotDecimal(String),
    /// The amount has more decimals than the currency has.
    #[error("{amount} has more decimals than {currency} has")]
    TooPrecise {
        /// The amount as given.
        amount: Decimal,
        /// Its currency.
        currency: Currency,
    },
    /// The amount does not fit into 64 bits of minor units.
    #[error("the amount is too large")]
    TooLarge,
    /// Two currencies were mixed.
    #[error("{left} and {right} can't be added")]
    CurrencyMismatch {
        /// One side.
        left: Currency,
        /// The other side.
        right: Currency,
    },
}

impl Currency {
    /// United States dollar: what the demo and many marketplaces count in.
    pub const USD: Self = Self(*b"USD");

    /// Reads a code such as `USD`; case does not matter.
    ///
    /// # Errors
    /// When ISO 4217 has no such code.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        let upper = code.trim().to_ascii_uppercase();
        let unknown = || MoneyError::UnknownCurrency(code.to_owned());
        iso_currency::Currency::from_code(&upper).ok_or_else(unknown)?;
        upper.as_bytes().try_into().map(Self).map_err(|_| unknown())
    }

    /// The code, e.g. `USD`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// How many decimals its minor unit has: 2 for USD, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn exponent(&self) -> u32 {
        iso_currency::Currency::from_code(self.code())
            .and_then(|currency| currency.exponent())
            .map_or(2, u32::from)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::parse(text)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// An exact amount in one currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// From whole minor units (cents).
    #[must_use]
    pub fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self::from_minor(0, currency)
    }

    /// From a decimal that must be exact in this currency.
    ///
    /// # Errors
    /// When it has more decimals than the currency, or does not fit.
    pub fn exact(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scaled = amount
            .checked_mul(Decimal::from(10_i64.pow(currency.exponent())))
            .ok_or(MoneyError::TooLarge)?;
        if scaled.fract().is_zero() {
            minor_of(scaled).map(|minor| Self { minor, currency })
        } else {
            Err(MoneyError::TooPrecise { amount, currency })
        }
    }

    /// From a decimal, rounded half away from zero to the currency's minor unit, as vendors print it.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn rounded(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scaled = amount
            .checked_mul(Decimal::from(10_i64.pow(currency.exponent())))
            .ok_or(MoneyError::TooLarge)?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        minor_of(scaled).map(|minor| Self { minor, currency })
    }

    /// Reads `"12.34"`.
    ///
    /// # Errors
    /// When the text is no decimal, or is more precise than the currency.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, MoneyError> {
        let amount = Decimal::from_str_exact(amount.trim())
            .map_err(|_| MoneyError::NotDecimal(amount.to_owned()))?;
        Self::exact(amount, currency)
    }

    /// Whole minor units.
    #[must_use]
    pub fn minor(&self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The amount as a decimal with the currency's number of decimals.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// The sum.
    ///
    /// # Errors
    /// When the currencies differ, or the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    /// The difference, which may be negative.
    ///
    /// # Errors
    /// When the currencies differ, or the difference does not fit.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self
            .minor
            .checked_sub(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    /// `quantity` times this.
    ///
    /// # Errors
    /// When the product does not fit.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let minor = self
            .minor
            .checked_mul(i64::from(quantity))
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    /// This plus `percent` of it, rounded half away from zero.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn plus_percent(self, percent: u32) -> Result<Self, MoneyError> {
        let factor = Decimal::from(100 + percent) / Decimal::ONE_HUNDRED;
        let amount = self
            .amount()
            .checked_mul(factor)
            .ok_or(MoneyError::TooLarge)?;
        Self::rounded(amount, self.currency)
    }

    /// Whether this is more than `other`.
    ///
    /// # Errors
    /// When the currencies differ.
    pub fn exceeds(self, other: Self) -> Result<bool, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor > other.minor)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: other.currency,
            })
        }
    }
}

fn minor_of(scaled: Decimal) -> Result<i64, MoneyError> {
    i64::try_from(scaled).map_err(|_| MoneyError::TooLarge)
}

/// The sum of amounts that must share `currency`.
///
/// # Errors
/// When one has another currency, or the sum does not fit.
pub fn sum(
    amounts: impl IntoIterator<Item = Money>,
    currency: Currency,
) -> Result<Money, MoneyError> {
    amounts
        .into_iter()
        .try_fold(Money::zero(currency), Money::plus)
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[derive(Serialize, Deserialize)]
struct MoneyDocument {
    amount: Decimal,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MoneyDocument {
            amount: self.amount(),
            currency: self.currency,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = MoneyDocument::deserialize(deserializer)?;
        Self::exact(document.amount, document.currency).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    fn usd(text: &str) -> Money {
        Money::parse(text, Currency::USD).unwrap()
    }

    #[test]
    fn reads_and_prints_exactly() {
        assert_eq!(usd("12.34").minor(), 1234);
        assert_eq!(usd("12.3").to_string(), "12.30 USD");
        let yen = Currency::parse("jpy").unwrap();
        assert_eq!(Money::parse("1200", yen).unwrap().to_string(), "1200 JPY");
        assert!(matches!(
            Money::parse("0.5", yen),
            Err(MoneyError::TooPrecise { .. })
        ));
        assert!(matches!(
            Money::parse("12,34", yen),
            Err(MoneyError::NotDecimal(_))
        ));
        assert!(Currency::parse("XXQ").is_err());
        let largest = "79228162514264337593543950335";
        assert_eq!(
            Money::parse(largest, Currency::USD),
            Err(MoneyError::TooLarge)
        );
    }

    #[test]
    fn currencies_never_mix() {
        let euro = Money::parse("1", Currency::parse("EUR").unwrap()).unwrap();
        assert!(matches!(
            usd("1").plus(euro),
            Err(MoneyError::CurrencyMismatch { .. })
        ));
        assert!(usd("1").exceeds(euro).is_err());
    }

    #[test]
    fn percentages_round_half_away_from_zero() {
        assert_eq!(usd("0.05").plus_percent(10).unwrap(), usd("0.06"));
        assert_eq!(usd("8.88").plus_percent(15).unwrap(), usd("10.21"));
    }

    proptest! {
        #[test]
        fn text_and_json_round_trip(minor in any::<i64>()) {
            let money = Money::from_minor(minor, Currency::USD);
            prop_assert_eq!(Money::parse(&money.amount().to_string(), Currency::USD), Ok(money));
            let json = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
        }

        #[test]
        fn plus_and_minus_are_inverse(a in -1_000_000_000_i64..1_000_000_000, b in -1_000_000_000_i64..1_000_000_000) {
            let (a, b) = (Money::from_minor(a, Currency::USD), Money::from_minor(b, Currency::USD));
            prop_assert_eq!(a.plus(b).unwrap().minus(b).unwrap(), a);
            prop_assert_eq!(a.plus(b), b.plus(a));
        }
    }
}
