//! What an order waits for, in one line: what a person must do first, else whose turn it is.

use domain::order::{Attention, Dossier, PaymentStatus, Tab};
use domain::parcel::TrackingStatus;
use domain::purchase::{Purchase, PurchaseState as S, SupplierNotice};

use super::{
    Names, amount, case_tone, case_trouble, isolated, notice_title, reason_short, tracking_chip,
    tracking_word,
};
use crate::i18n::{Lang, Locale, Text};
use crate::ui::{Icon, Tone};

/// What an order waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waits {
    /// How urgent it is.
    pub(crate) tone: Tone,
    /// Its picture.
    pub(crate) icon: Icon,
    /// In words.
    pub(crate) text: Text<'static>,
}

/// What `dossier` waits for.
pub(crate) fn waits(locale: &Locale, names: &Names, dossier: &Dossier) -> Waits {
    let reasons = Attention::of(dossier, locale.now);
    reasons
        .iter()
        .find_map(|reason| for_person(locale, names, dossier, reason))
        .unwrap_or_else(|| for_others(locale.lang, names, dossier))
}

fn line(tone: Tone, icon: Icon, text: Text<'static>) -> Waits {
    Waits { tone, icon, text }
}

fn for_person(
    locale: &Locale,
    names: &Names,
    dossier: &Dossier,
    reason: &Attention,
) -> Option<Waits> {
    let lang = locale.lang;
    let marketplace = |purchase: &Purchase| names.platform(&purchase.supplier.platform);
    Some(match reason {
        Attention::Failed => line(Tone::Danger, Icon::Danger, failed(lang, dossier)?),
        Attention::InDoubt { purchase_id } => {
            let purchase = dossier.purchase(*purchase_id)?;
            let text = match purchase.status.state() {
                S::PaymentUnknown => lang.t("waits-doubt-payment"),
                _ => lang.t("waits-doubt"),
            };
            line(Tone::Doubt, Icon::Doubt, text)
        }
        Attention::OverCeiling { purchase_id } => {
            let purchase = dossier.purchase(*purchase_id)?;
            let values = [
                ("marketplace", marketplace(purchase).into()),
                ("total", amount(lang, purchase.actual_cost()?).into()),
                ("ceiling", amount(lang, purchase.ceiling).into()),
            ];
            line(
                Tone::Warning,
                Icon::Money,
                lang.tr("waits-over-ceiling", &values),
            )
        }
        Attention::PaymentDueSoon { pay_until, .. } => {
            let when = locale.relative(*pay_until).into_owned();
            let text = lang.tr("waits-pay-until", &[("when", when.into())]);
            line(Tone::Warning, Icon::Payment, text)
        }
        Attention::Notice { notice, .. } => notice_line(lang, *notice),
        Attention::CalledOffAfterPlacing { purchase_id } => {
            let marketplace = marketplace(dossier.purchase(*purchase_id)?);
            let text = lang.tr("waits-called-off", &[("marketplace", marketplace.into())]);
            line(Tone::Warning, Icon::Canceled, text)
        }
        Attention::ShippedWithoutNumber { .. } => {
            line(Tone::Warning, Icon::Parcel, lang.t("waits-number"))
        }
        Attention::BoughtTooMuch => line(Tone::Warning, Icon::Undo, lang.t("waits-too-much")),
        Attention::Parcel { status, .. } => parcel_line(lang, *status),
        Attention::StoreRefused => line(Tone::Danger, Icon::Store, lang.t("waits-store-refused")),
        Attention::FulfillmentCanceled { .. } => {
            line(Tone::Warning, Icon::Store, lang.t("waits-told-canceled"))
        }
        Attention::Case {
            case_id, trouble, ..
        } => {
            let kind = dossier.case(*case_id)?.kind;
            let text = case_trouble(lang, kind, *trouble);
            line(case_tone(*trouble), Icon::Message, text)
        }
        Attention::SentBefore { .. } => {
            line(Tone::Warning, Icon::Store, lang.t("waits-sent-before"))
        }
    })
}

fn failed(lang: Lang, dossier: &Dossier) -> Option<Text<'static>> {
    let purchase = dossier.purchases.iter().find(|one| one.is_open_failure());
    let of_purchase = purchase.and_then(|purchase| {
        let reason = purchase.failure.as_ref()?.reason;
        Some((reason, purchase.supplier.name.clone()))
    });
    let of_problem = || {
        let problem = dossier.order.problems.first()?;
        let item = dossier.order.line(problem.line_item_id);
        let title = item.map(|item| item.title.clone()).unwrap_or_default();
        Some((problem.failure.reason, title))
    };
    let (reason, of) = of_purchase.or_else(of_problem)?;
    let values = [
        ("reason", reason_short(lang, reason).into_owned().into()),
        ("where", isolated(&of).into()),
    ];
    Some(lang.tr("waits-failed-at", &values))
}

fn notice_line(lang: Lang, notice: SupplierNotice) -> Waits {
    line(Tone::Warning, Icon::Warning, notice_title(lang, notice))
}

fn parcel_line(lang: Lang, status: TrackingStatus) -> Waits {
    let chip = tracking_chip(lang, status);
    let word = tracking_word(lang, status).into_owned();
    let text = match status {
        TrackingStatus::Delivered => lang.t("waits-delivered"),
        _ => lang.tr("waits-parcel", &[("status", word.into())]),
    };
    line(chip.tone, chip.icon, text)
}

/// Nothing for a person: whose turn it is.
fn for_others(lang: Lang, names: &Names, dossier: &Dossier) -> Waits {
    let order = &dossier.order;
    match order.tab {
        Tab::Canceled if order.canceled_at.is_some() => line(
            Tone::Neutral,
            Icon::Canceled,
            lang.t("waits-canceled-store"),
        ),
        Tab::Canceled => line(Tone::Neutral, Icon::Undo, lang.t("waits-refunded")),
        Tab::Pending => pending(lang, &order.payment),
        Tab::AwaitingOrder if has(dossier, S::Placing) => {
            line(Tone::Progress, Icon::Waiting, lang.t("waits-placing"))
        }
        Tab::AwaitingOrder => line(Tone::Info, Icon::Purchase, lang.t("waits-place")),
        Tab::AwaitingPayment if has(dossier, S::Paying) => {
            line(Tone::Progress, Icon::Payment, lang.t("waits-paying"))
        }
        Tab::AwaitingPayment => {
            let unpaid = in_state(dossier, S::AwaitingPayment).next();
            let marketplace = unpaid.map_or_else(
                || names.some_marketplace(lang),
                |purchase| names.platform(&purchase.supplier.platform),
            );
            let text = lang.tr("waits-pay", &[("marketplace", marketplace.into())]);
            line(Tone::Warning, Icon::Payment, text)
        }
        Tab::AwaitingShipment => shipment(lang, dossier),
        Tab::Fulfilled => fulfilled(lang, dossier),
        Tab::Failed => line(Tone::Danger, Icon::Danger, lang.t("tab-failed")),
    }
}

fn pending(lang: Lang, payment: &PaymentStatus) -> Waits {
    let (icon, text) = match payment {
        PaymentStatus::Unpaid => (Icon::Payment, lang.t("waits-payment")),
        PaymentStatus::Unknown(_) => (Icon::Doubt, lang.t("waits-payment-unknown")),
        _ => (Icon::Pending, lang.t("waits-plan")),
    };
    line(Tone::Neutral, icon, text)
}

fn shipment(lang: Lang, dossier: &Dossier) -> Waits {
    let packing: Vec<&Purchase> = in_state(dossier, S::AwaitingShipment).collect();
    let text = match packing.as_slice() {
        [] => lang.t("waits-tell"),
        [only] => {
            let supplier = isolated(&only.supplier.name);
            lang.tr("waits-ship", &[("supplier", supplier.into())])
        }
        several => lang.tr("waits-ship-many", &[("count", several.len().into())]),
    };
    line(Tone::Progress, Icon::Waiting, text)
}

/// The parcel that is furthest from the customer speaks for the order.
fn fulfilled(lang: Lang, dossier: &Dossier) -> Waits {
    let open = dossier.parcels.iter().map(|parcel| parcel.status);
    let slowest = open.min_by_key(|status| (status.is_final(), *status));
    slowest.map_or_else(
        || line(Tone::Success, Icon::Check, lang.t("waits-nothing")),
        |status| parcel_line(lang, status),
    )
}

fn has(dossier: &Dossier, state: S) -> bool {
    in_state(dossier, state).next().is_some()
}

fn in_state(dossier: &Dossier, state: S) -> impl Iterator<Item = &Purchase> {
    dossier
        .purchases
        .iter()
        .filter(move |purchase| purchase.status.state() == state)
}
