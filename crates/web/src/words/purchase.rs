//! Where a purchase stands, and whether the customer paid.

use domain::order::PaymentStatus;
use domain::purchase::PurchaseState as S;

use super::isolated;
use crate::i18n::Lang;
use crate::ui::{Chip, Icon, Tone};

// keys: purchase-*

/// Where a purchase stands.
pub(crate) fn purchase_chip(lang: Lang, state: S) -> Chip<'static> {
    let (tone, icon) = match state {
        S::Planned => (Tone::Info, Icon::Purchase),
        S::Placing => (Tone::Progress, Icon::Waiting),
        S::PlacementUnknown | S::PaymentUnknown => (Tone::Doubt, Icon::Doubt),
        S::AwaitingPayment => (Tone::Warning, Icon::Payment),
        S::Paying => (Tone::Progress, Icon::Payment),
        S::AwaitingShipment => (Tone::Progress, Icon::Waiting),
        S::Shipped => (Tone::Success, Icon::Tracking),
        S::Completed => (Tone::Success, Icon::Success),
        S::Failed => (Tone::Danger, Icon::Danger),
        S::Canceled => (Tone::Neutral, Icon::Canceled),
    };
    Chip {
        tone,
        icon,
        word: lang.t(&format!("purchase-{}", state.as_str())),
    }
}

/// Whether the customer paid.
pub(crate) fn payment_chip(lang: Lang, payment: &PaymentStatus) -> Chip<'static> {
    let (tone, icon, word) = match payment {
        PaymentStatus::Unpaid => (Tone::Warning, Icon::Payment, lang.t("payment-unpaid")),
        PaymentStatus::Paid => (Tone::Success, Icon::Check, lang.t("payment-paid")),
        PaymentStatus::PartlyRefunded => {
            (Tone::Info, Icon::Undo, lang.t("payment-partly_refunded"))
        }
        PaymentStatus::Refunded => (Tone::Neutral, Icon::Undo, lang.t("payment-refunded")),
        PaymentStatus::Voided => (Tone::Neutral, Icon::Canceled, lang.t("payment-voided")),
        PaymentStatus::Unknown(word) => {
            let values = [("word", isolated(word).into())];
            (
                Tone::Doubt,
                Icon::Doubt,
                lang.tr("payment-unknown", &values),
            )
        }
    };
    Chip { tone, icon, word }
}
