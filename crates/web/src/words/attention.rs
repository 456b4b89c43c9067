//! What a marketplace wants a person to know about a supplier order.

use domain::purchase::SupplierNotice as N;

use crate::i18n::{Lang, Text};
use crate::ui::Tone;

// keys: notice-*

fn key(notice: N) -> &'static str {
    match notice {
        N::PaymentProcessing => "notice-payment_processing",
        N::RiskCheck => "notice-risk_check",
        N::RiskHold => "notice-risk_hold",
        N::WaitingForGroup => "notice-waiting_for_group",
        N::AddressIncomplete => "notice-address_incomplete",
        N::Frozen => "notice-frozen",
        N::PreSale => "notice-pre_sale",
        N::Canceling => "notice-canceling",
        N::Dispute => "notice-dispute",
        N::PartlyShipped => "notice-partly_shipped",
        N::PartlyCanceled => "notice-partly_canceled",
        N::UnknownStatus => "notice-unknown_status",
    }
}

/// What it is about, in a few words.
pub(crate) fn notice_title(lang: Lang, notice: N) -> Text<'static> {
    lang.t(key(notice))
}

/// What to do about it. `word` is the marketplace's own.
pub(crate) fn notice_fix(lang: Lang, notice: N, marketplace: &str, word: &str) -> Text<'static> {
    let values = [
        ("marketplace", marketplace.into()),
        ("word", super::isolated(word).into()),
    ];
    lang.tr(&format!("{}-fix", key(notice)), &values)
}

/// How much it matters.
pub(crate) fn notice_tone(notice: N) -> Tone {
    if notice.needs_person() {
        Tone::Warning
    } else {
        Tone::Info
    }
}
