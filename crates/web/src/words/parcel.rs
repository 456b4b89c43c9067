//! Where a parcel is, what that means, and whether the store knows of it.

use domain::fulfillment::FulfillmentState;
use domain::parcel::TrackingStatus as T;

use crate::i18n::{Lang, Text};
use crate::ui::{Chip, Icon, Tone};

// keys: tracking-*, told-*

/// The word of a status.
pub(crate) fn tracking_word(lang: Lang, status: T) -> Text<'static> {
    lang.t(&format!("tracking-{}", status.as_str()))
}

/// What a status means and what to do about it.
pub(crate) fn tracking_hint(lang: Lang, status: T) -> Text<'static> {
    lang.t(&format!("tracking-{}-hint", status.as_str()))
}

/// Where a parcel is.
pub(crate) fn tracking_chip(lang: Lang, status: T) -> Chip<'static> {
    let (tone, icon) = match status {
        T::Pending => (Tone::Neutral, Icon::Pending),
        T::Unknown => (Tone::Doubt, Icon::Doubt),
        T::InTransit => (Tone::Progress, Icon::Tracking),
        T::PickUp => (Tone::Info, Icon::Address),
        T::Expired => (Tone::Warning, Icon::Waiting),
        T::Alert => (Tone::Danger, Icon::Warning),
        T::Undelivered => (Tone::Danger, Icon::ParcelLost),
        T::Returned => (Tone::Danger, Icon::Undo),
        T::Delivered => (Tone::Success, Icon::Delivered),
    };
    Chip {
        tone,
        icon,
        word: tracking_word(lang, status),
    }
}

/// Whether the store knows that something was shipped; `None` is not told yet.
pub(crate) fn told_chip(lang: Lang, state: Option<FulfillmentState>) -> Chip<'static> {
    use FulfillmentState as F;
    let (tone, icon, key) = match state {
        None => (Tone::Neutral, Icon::Pending, "told-not-yet"),
        Some(F::Intended) => (Tone::Progress, Icon::Waiting, "told-intended"),
        Some(F::Told) => (Tone::Success, Icon::Store, "told-told"),
        Some(F::Refused) => (Tone::Danger, Icon::Danger, "told-refused"),
        Some(F::Foreign) => (Tone::Info, Icon::Store, "told-foreign"),
        Some(F::Canceled) => (Tone::Neutral, Icon::Canceled, "told-canceled"),
    };
    Chip {
        tone,
        icon,
        word: lang.t(key),
    }
}
