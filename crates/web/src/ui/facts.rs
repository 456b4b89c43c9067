//! Facts in small: pairs of name and value, sums of money, counted cards, progress, steps.

use maud::{Markup, html};
use rust_decimal::Decimal;

use super::{Icon, Tone, hidden_text, icon, money_in_column, safe_href};
use crate::i18n::{Lang, Text};

/// Shows names and values under each other.
pub fn definition_list(facts: &[(Text<'_>, Markup)]) -> Markup {
    html! {
        dl.facts {
            @for (name, value) in facts { div { dt { (name) } dd { (value) } } }
        }
    }
}

/// A line of a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyLine<'a> {
    /// What the amount is.
    pub label: Text<'a>,
    /// A word more about it.
    pub note: Option<Text<'a>>,
    /// The amount.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Text<'a>,
}

/// Shows amounts with their total under them; the total is the caller's, not added up here.
pub fn money_summary(lang: Lang, lines: &[MoneyLine<'_>], total: &MoneyLine<'_>) -> Markup {
    html! {
        dl.money-summary {
            @for line in lines { div { (money_line(lang, line)) } }
            div.money-total { (money_line(lang, total)) }
        }
    }
}

fn money_line(lang: Lang, line: &MoneyLine<'_>) -> Markup {
    html! {
        dt {
            (line.label)
            @if let Some(note) = &line.note { " " span.note { (note) } }
        }
        dd { (money_in_column(lang, line.amount, &line.currency)) }
    }
}

/// A counted card that opens a list.
#[derive(Debug, Clone)]
pub struct Stat<'a> {
    /// What is counted.
    pub label: Text<'a>,
    /// How many or how much, as it is written.
    pub value: Markup,
    /// What its color stands for.
    pub tone: Tone,
    /// Its picture.
    pub icon: Icon,
    /// What it means or what to do.
    pub hint: Text<'a>,
    /// The list.
    pub href: Text<'a>,
}

/// Shows a counted card.
pub fn stat_card(stat: &Stat<'_>) -> Markup {
    html! {
        a.stat href=(safe_href(&stat.href)) data-tone=(stat.tone.name()) {
            span.stat-label { (icon(stat.icon)) span { (stat.label) } }
            span.stat-value { (stat.value) }
            span.stat-hint { (stat.hint) }
        }
    }
}

/// Shows how far long work has come.
pub fn progress(lang: Lang, label: &str, done: u64, total: u64) -> Markup {
    let counts = [("done", done.into()), ("total", total.into())];
    html! {
        div.progress {
            span.progress-label {
                span { (label) } span.progress-count { (lang.tr("progress-of", &counts)) }
            }
            progress max=(total.max(1)) value=(done.min(total)) aria-label=(label) {}
        }
    }
}

/// How far a step of a wizard is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Behind.
    Done,
    /// Here.
    Current,
    /// Ahead.
    Ahead,
}

/// A step of a wizard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// What is done in it.
    pub label: Text<'a>,
    /// How far it is.
    pub state: StepState,
}

/// Shows the steps of a wizard.
pub fn steps(lang: Lang, steps: &[Step<'_>]) -> Markup {
    html! {
        ol.steps aria-label=(lang.t("steps-label")) {
            @for (index, step) in steps.iter().enumerate() {
                @match step.state {
                    StepState::Done => li.step data-state="done" {
                        span.step-number { (icon(Icon::Check)) }
                        span { (step.label) } (hidden_text(&lang.t("step-done")))
                    },
                    StepState::Current => li.step data-state="current" aria-current="step" {
                        span.step-number { (index + 1) }
                        span { (step.label) } (hidden_text(&lang.t("step-current")))
                    },
                    StepState::Ahead => li.step data-state="ahead" {
                        span.step-number { (index + 1) } span { (step.label) }
                    },
                }
            }
        }
    }
}
