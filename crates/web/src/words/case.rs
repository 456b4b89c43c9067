//! What cases with suppliers are called: what they are, where they stand, why they need a person.

use domain::aftersale::{CaseKind as K, CaseReason, CaseState as S, CaseTrouble, GoodsTo};

use crate::i18n::{Lang, Text};
use crate::ui::{Chip, Icon, Tone};

// keys: case-kind-*, case-state-*, case-reason-*, case-trouble-*, case-goods-*, case-refused-*

/// What a case is.
pub(crate) fn case_word(lang: Lang, kind: K) -> Text<'static> {
    lang.t(&format!("case-kind-{}", kind.as_str()))
}

/// Why there is a case.
pub(crate) fn case_reason(lang: Lang, reason: CaseReason) -> Text<'static> {
    lang.t(&format!("case-reason-{}", reason.as_str()))
}

/// Where returned goods go.
pub(crate) fn goods_word(lang: Lang, to: GoodsTo) -> Text<'static> {
    lang.t(&format!("case-goods-{}", to.as_str()))
}

/// Where a case stands; a cancel request is approved or refused, everything else won or lost.
pub(crate) fn case_state_word(lang: Lang, kind: K, state: S) -> Text<'static> {
    match (kind, state) {
        (K::CancelRequest, S::Won) => lang.t("case-state-approved"),
        (K::CancelRequest, S::Lost) => lang.t("case-state-refused"),
        _ => lang.t(&format!("case-state-{}", state.as_str())),
    }
}

/// Where a case stands.
pub(crate) fn case_chip(lang: Lang, kind: K, state: S) -> Chip<'static> {
    let (tone, icon) = match state {
        S::Opened => (Tone::Warning, Icon::Pending),
        S::WaitingForSupplier => (Tone::Progress, Icon::Waiting),
        S::WaitingForUs => (Tone::Warning, Icon::Held),
        S::Won => (Tone::Success, Icon::Success),
        S::Settled => (Tone::Success, Icon::Check),
        S::Lost => (Tone::Danger, Icon::Danger),
        S::Withdrawn => (Tone::Neutral, Icon::Undo),
    };
    Chip {
        tone,
        icon,
        word: case_state_word(lang, kind, state),
    }
}

/// Why a case needs a person, in one line; `case` is what it is.
pub(crate) fn case_trouble(lang: Lang, kind: K, trouble: CaseTrouble) -> Text<'static> {
    let values = [("case", case_word(lang, kind).into_owned().into())];
    lang.tr(&format!("case-trouble-{}", trouble.as_str()), &values)
}

/// Whether the chip of the state says the same already.
pub(crate) fn is_said_by_state(trouble: CaseTrouble) -> bool {
    matches!(trouble, CaseTrouble::ToRaise | CaseTrouble::ToAnswer)
}

/// How urgent it is.
pub(crate) fn case_tone(trouble: CaseTrouble) -> Tone {
    match trouble {
        CaseTrouble::TooLate | CaseTrouble::SupplierTooLate => Tone::Danger,
        CaseTrouble::ToRaise | CaseTrouble::ToAnswer => Tone::Warning,
        CaseTrouble::News => Tone::Info,
    }
}
