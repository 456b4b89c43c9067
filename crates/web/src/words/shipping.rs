//! How something ships: days, and why a method was not chosen.

use domain::plan::WhyNot;

use super::amount;
use crate::i18n::{Lang, Text};

/// How many days a method takes.
pub(crate) fn days(lang: Lang, min: Option<u16>, max: Option<u16>) -> Text<'static> {
    match (min, max) {
        (Some(min), Some(max)) if min != max => {
            let values = [("min", min.into()), ("max", max.into())];
            lang.tr("purchase-days", &values)
        }
        (Some(days), _) | (None, Some(days)) => {
            lang.tr("purchase-days-one", &[("days", days.into())])
        }
        (None, None) => lang.t("purchase-days-unknown"),
    }
}

/// Why a method was not chosen.
pub(crate) fn whynot(lang: Lang, why: &WhyNot) -> Text<'static> {
    match why {
        WhyNot::Untracked => lang.t("whynot-untracked"),
        WhyNot::TooSlow {
            days: Some(days),
            allowed,
        } => {
            let values = [("days", (*days).into()), ("allowed", (*allowed).into())];
            lang.tr("whynot-too-slow", &values)
        }
        WhyNot::TooSlow {
            days: None,
            allowed,
        } => lang.tr("whynot-too-slow-unknown", &[("allowed", (*allowed).into())]),
        WhyNot::TooExpensive { cost, allowed } => {
            let values = [
                ("cost", amount(lang, *cost).into()),
                ("allowed", amount(lang, *allowed).into()),
            ];
            lang.tr("whynot-too-expensive", &values)
        }
        WhyNot::NotNamed => lang.t("whynot-not-named"),
        WhyNot::NotForAllItems => lang.t("whynot-not-for-all"),
    }
}
