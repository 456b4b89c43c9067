//! The tabs: what an order waits for, in a word.

use domain::order::Tab;

use crate::i18n::{Lang, Text};
use crate::ui::{Chip, Icon, Tone};

// keys: tab-*

/// The word of a tab; `None` is all of them.
pub(crate) fn tab_word(lang: Lang, tab: Option<Tab>) -> Text<'static> {
    match tab {
        None => lang.t("tab-all"),
        Some(tab) => lang.t(&format!("tab-{}", tab.as_str())),
    }
}

/// A tab as the state of one order.
pub(crate) fn tab_chip(lang: Lang, tab: Tab) -> Chip<'static> {
    let (tone, icon) = match tab {
        Tab::Pending => (Tone::Neutral, Icon::Pending),
        Tab::AwaitingOrder => (Tone::Info, Icon::Purchase),
        Tab::AwaitingPayment => (Tone::Warning, Icon::Payment),
        Tab::AwaitingShipment => (Tone::Progress, Icon::Waiting),
        Tab::Fulfilled => (Tone::Success, Icon::Delivered),
        Tab::Canceled => (Tone::Neutral, Icon::Canceled),
        Tab::Failed => (Tone::Danger, Icon::Danger),
    };
    Chip {
        tone,
        icon,
        word: tab_word(lang, Some(tab)),
    }
}
