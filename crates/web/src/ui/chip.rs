//! The status chip: a word, an icon and a tone, always all three.

use maud::{Markup, html};

use super::{Icon, Tone, icon};
use crate::i18n::Text;

/// A status to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip<'a> {
    /// What its color stands for.
    pub tone: Tone,
    /// What it looks like without color.
    pub icon: Icon,
    /// What it says.
    pub word: Text<'a>,
}

/// Shows a status.
pub fn chip(chip: &Chip<'_>) -> Markup {
    html! {
        span.chip data-tone=(chip.tone.name()) { (icon(chip.icon)) span { (chip.word) } }
    }
}

/// Shows a count beside a name, already written in the reader's language.
pub fn count_badge(tone: Tone, count: &str) -> Markup {
    html! { span.count data-tone=(tone.name()) { (count) } }
}
