//! Tabs with counts over a list: each is a link of its own.

use maud::{Markup, html};

use super::{Tone, count_badge, safe_href};
use crate::i18n::{Lang, Text};

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab<'a> {
    /// Its word.
    pub label: Text<'a>,
    /// Where it leads.
    pub href: Text<'a>,
    /// How many are in it.
    pub count: Option<i64>,
    /// What its count means; neutral unless it asks for a person.
    pub tone: Tone,
}

/// Shows tabs; `current` is the index of the one that is open, `name` says what they divide.
pub fn tabs(lang: Lang, name: &str, tabs: &[Tab<'_>], current: usize) -> Markup {
    html! {
        nav.tabs aria-label=(name) {
            @for (index, tab) in tabs.iter().enumerate() {
                a.tab href=(safe_href(&tab.href)) aria-current=[(index == current).then_some("page")] {
                    span { (tab.label) }
                    @if let Some(count) = tab.count {
                        (count_badge(if count == 0 { Tone::Neutral } else { tab.tone },
                            &lang.number(count)))
                    }
                }
            }
        }
    }
}
