//! Choosing a shipping method by the merchant's rule, and saying of every other one why not.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::purchase::ShippingChoice;

/// A named way of shipping: its price and days for this destination and quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingRate {
    /// The marketplace's code of the method.
    pub code: String,
    /// Its name as people know it.
    pub name: String,
    /// What it costs.
    pub cost: Money,
    /// Fewest days.
    pub min_days: Option<u16>,
    /// Most days.
    pub max_days: Option<u16>,
    /// Whether it has a tracking number.
    pub tracked: bool,
}

/// How the merchant wants methods chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingRule {
    /// Which one of those that are allowed.
    pub prefer: Prefer,
    /// Only with a tracking number.
    #[serde(default)]
    pub tracked_only: bool,
    /// At most this many days.
    #[serde(default)]
    pub max_days: Option<u16>,
    /// At most this much for one purchase.
    #[serde(default)]
    pub max_cost: Option<Money>,
}

/// Which method of those that are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "prefer", content = "code")]
pub enum Prefer {
    /// The cheapest; of equal ones the fastest.
    #[default]
    Cheapest,
    /// The fastest; of equal ones the cheapest.
    Fastest,
    /// This one by its code or name, and no other.
    Named(String),
}

/// Why a method was not chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum WhyNot {
    /// It has no tracking number.
    Untracked,
    /// It takes too long, or nobody says how long.
    TooSlow {
        /// Days it takes at most, if known.
        days: Option<u16>,
        /// Days allowed.
        allowed: u16,
    },
    /// It costs too much.
    TooExpensive {
        /// What it costs.
        cost: Money,
        /// What is allowed.
        allowed: Money,
    },
    /// Another one was named.
    NotNamed,
    /// Not all items of the purchase can be shipped this way.
    NotForAllItems,
}

impl std::fmt::Display for WhyNot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Untracked => f.write_str("has no tracking number"),
            Self::TooSlow {
                days: Some(days),
                allowed,
            } => {
                write!(f, "takes {days} days, {allowed} are allowed")
            }
            Self::TooSlow {
                days: None,
                allowed,
            } => {
                write!(
                    f,
                    "does not say how long it takes, {allowed} days are allowed"
                )
            }
            Self::TooExpensive { cost, allowed } => {
                write!(f, "costs {cost}, {allowed} are allowed")
            }
            Self::NotNamed => f.write_str("is not the one that was named"),
            Self::NotForAllItems => f.write_str("is not offered for all items"),
        }
    }
}

/// A method that was not chosen, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// The method's name.
    pub name: String,
    /// Why not.
    pub why: WhyNot,
}

impl ShippingRule {
    /// The best allowed rate.
    ///
    /// # Errors
    /// When none is allowed: every rate with why not.
    pub fn choose<'a>(&self, rates: &'a [ShippingRate]) -> Result<&'a ShippingRate, Vec<Rejected>> {
        let mut rejected = Vec::new();
        let mut allowed = Vec::new();
        for rate in rates {
            match self.objection(rate) {
                Some(why) => rejected.push(Rejected {
                    name: rate.name.clone(),
                    why,
                }),
                None => allowed.push(rate),
            }
        }
        let days = |rate: &ShippingRate| rate.max_days.unwrap_or(u16::MAX);
        let best = match self.prefer {
            Prefer::Cheapest | Prefer::Named(_) => allowed
                .into_iter()
                .min_by_key(|rate| (rate.cost.minor(), days(rate), rate.code.clone())),
            Prefer::Fastest => allowed
                .into_iter()
                .min_by_key(|rate| (days(rate), rate.cost.minor(), rate.code.clone())),
        };
        best.ok_or(rejected)
    }

    /// Whether a method that was chosen before may be used by this rule. Whether it still is the cheapest
    /// or the fastest is not asked.
    #[must_use]
    pub fn allows(&self, chosen: &ShippingChoice) -> bool {
        let rate = ShippingRate {
            code: chosen.code.clone(),
            name: chosen.name.clone(),
            cost: chosen.cost,
            min_days: chosen.min_days,
            max_days: chosen.max_days,
            tracked: chosen.tracked,
        };
        self.objection(&rate).is_none()
    }

    fn objection(&self, rate: &ShippingRate) -> Option<WhyNot> {
        if let Prefer::Named(named) = &self.prefer
            && !rate.code.eq_ignore_ascii_case(named)
            && !rate.name.eq_ignore_ascii_case(named)
        {
            return Some(WhyNot::NotNamed);
        }
        if self.tracked_only && !rate.tracked {
            return Some(WhyNot::Untracked);
        }
        if let Some(allowed) = self.max_days
            && rate.max_days.is_none_or(|days| days > allowed)
        {
            return Some(WhyNot::TooSlow {
                days: rate.max_days,
                allowed,
            });
        }
        // A limit in another currency can't be checked; saying "too expensive" is the safe side.
        if let Some(allowed) = self.max_cost
            && rate.cost.exceeds(allowed).unwrap_or(true)
        {
            return Some(WhyNot::TooExpensive {
                cost: rate.cost,
                allowed,
            });
        }
        None
    }

    /// The rule in readable words.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut words = match &self.prefer {
            Prefer::Cheapest => "cheapest".to_owned(),
            Prefer::Fastest => "fastest".to_owned(),
            Prefer::Named(code) => format!("only {code}"),
        };
        if self.tracked_only {
            words.push_str(", tracked only");
        }
        if let Some(days) = self.max_days {
            words.push_str(&format!(", at most {days} days"));
        }
        if let Some(cost) = self.max_cost {
            words.push_str(&format!(", at most {cost}"));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn rate(code: &str, cost: &str, days: u16, tracked: bool) -> ShippingRate {
        let cost = Money::parse(cost, Currency::USD).unwrap();
        ShippingRate {
            code: code.into(),
            name: code.to_lowercase(),
            cost,
            min_days: Some(days / 2),
            max_days: Some(days),
            tracked,
        }
    }

    fn rates() -> Vec<ShippingRate> {
        vec![
            rate("SLOW", "0", 40, false),
            rate("STD", "1.99", 14, true),
            rate("FAST", "9.90", 6, true),
        ]
    }

    #[test]
    fn each_rule_chooses_its_own() {
        let chosen = |rule: ShippingRule| rule.choose(&rates()).map(|rate| rate.code.clone());
        assert_eq!(chosen(ShippingRule::default()), Ok("SLOW".into()));
        assert_eq!(
            chosen(ShippingRule {
                prefer: Prefer::Fastest,
                ..Default::default()
            }),
            Ok("FAST".into())
        );
        assert_eq!(
            chosen(ShippingRule {
                tracked_only: true,
                ..Default::default()
            }),
            Ok("STD".into())
        );
        assert_eq!(
            chosen(ShippingRule {
                prefer: Prefer::Named("std".into()),
                ..Default::default()
            }),
            Ok("STD".into())
        );
        assert_eq!(
            chosen(ShippingRule {
                max_days: Some(10),
                ..Default::default()
            }),
            Ok("FAST".into())
        );
    }

    #[test]
    fn every_reason_why_not_is_given() {
        let rule = ShippingRule {
            tracked_only: true,
            max_days: Some(10),
            max_cost: Some(Money::parse("5", Currency::USD).unwrap()),
            ..Default::default()
        };
        let rejected = rule.choose(&rates()).unwrap_err();
        assert_eq!(rejected.len(), 3);
        assert_eq!(rejected[0].why, WhyNot::Untracked);
        assert!(matches!(
            rejected[1].why,
            WhyNot::TooSlow {
                days: Some(14),
                allowed: 10
            }
        ));
        assert!(matches!(rejected[2].why, WhyNot::TooExpensive { .. }));
    }
}
