//! What the domain's closed lists are called in the reader's language, with their color and icon.
//!
//! Every word comes from `locales/`; it must never decide what is shown or done. Before it:
//! `domain`; after it: the pages.

mod address;
mod attention;
mod case;
mod failure;
mod names;
mod parcel;
mod purchase;
mod shipping;
mod tab;
mod timeline;
mod waits;

use domain::money::Money;

use crate::i18n::Lang;

pub(crate) use address::{address_field, countries, country_name};
pub(crate) use attention::{notice_fix, notice_title, notice_tone};
pub(crate) use case::{
    case_chip, case_reason, case_state_word, case_tone, case_trouble, case_word, goods_word,
    is_said_by_state,
};
pub(crate) use failure::{FixButton, fix_buttons, reason_fix, reason_short, reason_title};
pub(crate) use names::Names;
pub(crate) use parcel::{told_chip, tracking_chip, tracking_hint, tracking_word};
pub(crate) use purchase::{payment_chip, purchase_chip};
pub(crate) use shipping::{days, whynot};
pub(crate) use tab::{tab_chip, tab_word};
pub(crate) use timeline::story_entry;
pub(crate) use waits::{Waits, waits};

/// Names in a sentence are cut here: a sentence stays a sentence, whatever a platform sends.
const NAME_LENGTH: usize = 60;

/// A text cut to `length` characters, with a sign that it was.
pub(crate) fn brief(text: &str, length: usize) -> String {
    let text = text.trim();
    if text.chars().nth(length).is_none() {
        return text.to_owned();
    }
    let cut: String = text.chars().take(length.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// What somebody else wrote, fit to stand inside of a sentence: cut, and kept apart from the
/// direction of the text around it (Unicode's first-strong isolate, UAX #9).
pub(crate) fn isolated(text: &str) -> String {
    format!("\u{2068}{}\u{2069}", brief(text, NAME_LENGTH))
}

/// An amount as it stands in a sentence.
pub(crate) fn amount(lang: Lang, money: Money) -> String {
    lang.money(money.amount(), money.currency().code())
}

/// Amounts of several currencies one after another; they are never added up.
pub(crate) fn amounts(lang: Lang, sums: &[Money]) -> String {
    let written: Vec<String> = sums.iter().map(|sum| amount(lang, *sum)).collect();
    written.join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_and_kept_apart() {
        assert_eq!(brief(" lamp ", 60), "lamp");
        assert_eq!(brief("lamps", 4), "lam…");
        assert_eq!(brief("lamp", 4), "lamp");
        let long = isolated(&"ạ".repeat(5_000));
        assert_eq!(long.chars().count(), 62);
        assert!(long.starts_with('\u{2068}') && long.ends_with('\u{2069}'));
    }
}
