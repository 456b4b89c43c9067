//! Failure reasons in the merchant's words, what to do about each, and the buttons that do it.

use domain::purchase::{FailureReason, Fix};

use super::isolated;
use crate::i18n::{Lang, Text};

// keys: failure-*

/// A reason in a few words, for rows.
pub(crate) fn reason_short(lang: Lang, reason: FailureReason) -> Text<'static> {
    lang.t(&format!("failure-{}-short", reason.as_str()))
}

/// What happened, as a sentence about what the customer ordered.
pub(crate) fn reason_title(
    lang: Lang,
    reason: FailureReason,
    item: &str,
    marketplace: &str,
) -> Text<'static> {
    let values = [
        ("item", isolated(item).into()),
        ("marketplace", marketplace.into()),
    ];
    capitalized(&lang.tr(&format!("failure-{}", reason.as_str()), &values)).into()
}

/// What to do about it.
pub(crate) fn reason_fix(lang: Lang, reason: FailureReason) -> Text<'static> {
    lang.t(&format!("failure-{}-fix", reason.as_str()))
}

/// "the marketplace" may begin a sentence where its name is not known.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A button that mends something. Ordering again stands beside all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FixButton {
    /// Sign the marketplace in again.
    Reconnect,
    /// Say how the variant is bought.
    Map,
    /// Say from whom else the variant is bought.
    ChangeSupplier,
    /// Choose how the order ships.
    ChooseShipping,
    /// Correct the address.
    EditAddress,
    /// Add the tax number.
    AddTaxId,
    /// Accept what it costs now and order again.
    AcceptPrice,
    /// Look at the marketplace.
    OpenMarketplace,
    /// Correct the set-up.
    Connections,
    /// Type the number of a parcel that was bought elsewhere.
    FulfillByHand,
    /// Order again.
    Reorder,
}

/// The buttons for a fix, the best one first; [`FixButton::Reorder`] is always among them.
pub(crate) fn fix_buttons(fix: Fix) -> &'static [FixButton] {
    use FixButton as B;
    match fix {
        Fix::Reconnect => &[B::Reconnect, B::Reorder],
        Fix::Map => &[B::Map, B::Reorder],
        Fix::ChangeSupplier => &[B::ChangeSupplier, B::Reorder],
        Fix::WaitOrChangeSupplier => &[B::Reorder, B::ChangeSupplier],
        Fix::ChooseShipping => &[B::ChooseShipping, B::Reorder],
        Fix::EditAddress => &[B::EditAddress, B::Reorder],
        Fix::AddTaxId => &[B::AddTaxId, B::Reorder],
        Fix::AcceptPrice => &[B::AcceptPrice, B::ChangeSupplier, B::Reorder],
        Fix::LowerQuantity => &[B::ChangeSupplier, B::FulfillByHand, B::Reorder],
        Fix::ContactMarketplace => &[B::OpenMarketplace, B::Reorder],
        Fix::CorrectConfiguration => &[B::Connections, B::Reorder],
        Fix::TryAgain => &[B::Reorder, B::FulfillByHand],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_words_and_a_way_on() {
        for lang in Lang::ALL {
            for reason in FailureReason::ALL {
                for end in ["", "-short", "-fix"] {
                    let key = format!("failure-{}{end}", reason.as_str());
                    assert!(lang.has(&key), "{key} in {}", lang.code());
                }
                assert!(fix_buttons(reason.fix()).contains(&FixButton::Reorder));
            }
        }
    }
}
