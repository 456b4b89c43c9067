//! What needs a person although nothing failed: a ceiling, a deadline, a notice, a parcel in trouble.
//!
//! Doubt has its own box beside its purchase; failures are boxes of their own.

use domain::aftersale::CaseTrouble;
use domain::fulfillment::FulfillmentState;
use domain::ids::{CaseId, FulfillmentId, PurchaseId};
use domain::order::Attention;
use domain::parcel::Parcel;
use domain::purchase::Purchase;
use jiff::Timestamp;
use maud::{Markup, html};

use super::View;
use crate::i18n::Text;
use crate::ui::{ButtonKind, Failure, Icon, Tone, external_link, failure_box, link_button};
use crate::words::{
    amount, brief, case_tone, case_trouble, isolated, notice_fix, notice_title, tracking_hint,
    tracking_word,
};

/// A box for each thing.
pub(super) fn boxes(view: &View<'_>) -> Markup {
    let reasons = Attention::of(view.dossier, view.locale.now);
    html! {
        @for reason in &reasons {
            @if let Some(failure) = of(view, reason) { (failure_box(view.lang, &failure)) }
        }
    }
}

/// Whether a box is about paying this purchase.
pub(super) fn is_about(view: &View<'_>, id: PurchaseId) -> bool {
    let reasons = Attention::of(view.dossier, view.locale.now);
    reasons.iter().any(|reason| match reason {
        Attention::OverCeiling { purchase_id } | Attention::PaymentDueSoon { purchase_id, .. } => {
            *purchase_id == id
        }
        _ => false,
    })
}

fn of<'a>(view: &View<'a>, reason: &Attention) -> Option<Failure<'a>> {
    match reason {
        Attention::Failed | Attention::InDoubt { .. } => None,
        Attention::OverCeiling { purchase_id } => {
            over_ceiling(view, view.dossier.purchase(*purchase_id)?)
        }
        Attention::PaymentDueSoon {
            purchase_id,
            pay_until,
        } => due_soon(view, view.dossier.purchase(*purchase_id)?, *pay_until),
        Attention::Notice {
            purchase_id,
            notice,
        } => {
            let purchase = view.dossier.purchase(*purchase_id)?;
            let mut noticed = purchase.supplier_orders.iter();
            let word = noticed.find(|order| order.notice == Some(*notice));
            let word = word.map_or("", |order| order.raw_status.as_str());
            Some(Failure {
                tone: Tone::Warning,
                reason: notice_title(view.lang, *notice),
                fix: notice_fix(view.lang, *notice, &marketplace(view, purchase), word),
                actions: open_marketplace(view, purchase),
                own_words: None,
            })
        }
        Attention::CalledOffAfterPlacing { purchase_id } => {
            called_off(view, view.dossier.purchase(*purchase_id)?)
        }
        Attention::ShippedWithoutNumber { purchase_id } => {
            without_number(view, view.dossier.purchase(*purchase_id)?)
        }
        Attention::BoughtTooMuch => Some(Failure {
            tone: Tone::Warning,
            reason: view.lang.t("attention-too-much"),
            fix: view.lang.t("attention-too-much-fix"),
            actions: too_much(view),
            own_words: None,
        }),
        Attention::Parcel { parcel_id, .. } => {
            parcel_trouble(view, view.dossier.parcel(*parcel_id)?)
        }
        Attention::StoreRefused => store_refused(view),
        Attention::FulfillmentCanceled { fulfillment_id } => told_otherwise(
            view,
            *fulfillment_id,
            ["attention-told-canceled", "attention-told-canceled-fix"],
        ),
        Attention::SentBefore { fulfillment_id } => told_otherwise(
            view,
            *fulfillment_id,
            ["attention-sent-before", "attention-sent-before-fix"],
        ),
        Attention::Case {
            case_id, trouble, ..
        } => in_case(view, *case_id, *trouble),
    }
}

// keys: case-fix-*
fn in_case<'a>(view: &View<'a>, id: CaseId, trouble: CaseTrouble) -> Option<Failure<'a>> {
    let lang = view.lang;
    let case = view.dossier.case(id)?;
    let purchase = view.dossier.purchase(case.purchase_id)?;
    let values = [("marketplace", marketplace(view, purchase).into())];
    let until = case.deadline.filter(|_| case.is_open());
    let until = until.map(|until| view.locale.relative(until).into_owned());
    let reason = case_trouble(lang, case.kind, trouble);
    let reason = match until {
        Some(when) => {
            let values = [
                ("trouble", reason.into_owned().into()),
                ("when", when.into()),
            ];
            lang.tr("case-trouble-until", &values)
        }
        None => reason,
    };
    Some(Failure {
        tone: case_tone(trouble),
        reason,
        fix: lang.tr(&format!("case-fix-{}", trouble.as_str()), &values),
        actions: html! {
            (link_button(ButtonKind::Primary, Some(Icon::Message), &lang.t("case-look"),
                &view.href(&format!("/cases/{id}"))))
            (open_marketplace(view, purchase))
        },
        own_words: None,
    })
}

fn marketplace(view: &View<'_>, purchase: &Purchase) -> String {
    view.names.platform(&purchase.supplier.platform)
}

/// A case for each purchase that something is bought at that the customer does not want any more.
fn too_much(view: &View<'_>) -> Markup {
    let unwanted = |purchase: &&Purchase| {
        let lines = purchase.lines.iter();
        let mut items = lines.filter_map(|line| view.dossier.order.line(line.line_item_id));
        purchase.status.state().is_followed() && items.any(|item| item.removed_quantity > 0)
    };
    html! {
        @for purchase in view.dossier.purchases.iter().filter(unwanted) {
            (super::cases::open(view, purchase, ButtonKind::Secondary))
        }
    }
}

fn due_soon<'a>(view: &View<'a>, purchase: &Purchase, pay_until: Timestamp) -> Option<Failure<'a>> {
    let when = view.locale.relative(pay_until).into_owned();
    let values = [
        ("supplier", isolated(&purchase.supplier.name).into()),
        ("when", when.into()),
        ("marketplace", marketplace(view, purchase).into()),
    ];
    Some(Failure {
        tone: Tone::Warning,
        reason: view.lang.tr("attention-due", &values),
        fix: view.lang.t("attention-due-fix"),
        actions: super::purchases::pay(view, purchase, ButtonKind::Primary),
        own_words: None,
    })
}

fn parcel_trouble<'a>(view: &View<'a>, parcel: &Parcel) -> Option<Failure<'a>> {
    let status = parcel.status;
    let number = parcel.number.as_deref().unwrap_or_default();
    let status_word = tracking_word(view.lang, status).into_owned();
    let values = [
        ("number", isolated(number).into()),
        ("status", status_word.into()),
    ];
    let said = parcel.events.first().map(|event| brief(&event.text, 500));
    Some(Failure {
        tone: Tone::Warning,
        reason: view.lang.tr("attention-parcel", &values),
        fix: tracking_hint(view.lang, status),
        actions: html! {},
        own_words: said.map(|said| (brief(&parcel.carrier, 60).into(), said.into())),
    })
}

fn over_ceiling<'a>(view: &View<'a>, purchase: &Purchase) -> Option<Failure<'a>> {
    let lang = view.lang;
    let values = [
        ("marketplace", marketplace(view, purchase).into()),
        ("total", amount(lang, purchase.actual_cost()?).into()),
        ("ceiling", amount(lang, purchase.ceiling).into()),
    ];
    Some(Failure {
        tone: Tone::Warning,
        reason: lang.tr("attention-ceiling", &values),
        fix: lang.t("attention-ceiling-fix"),
        actions: html! {
            (super::purchases::pay(view, purchase, ButtonKind::Secondary))
            (open_marketplace(view, purchase))
        },
        own_words: None,
    })
}

fn called_off<'a>(view: &View<'a>, purchase: &Purchase) -> Option<Failure<'a>> {
    let supplier = isolated(&purchase.supplier.name);
    let marketplace = marketplace(view, purchase);
    let reason: Text<'a> = view
        .lang
        .tr("attention-called-off", &[("supplier", supplier.into())]);
    let fix = view.lang.tr(
        "attention-called-off-fix",
        &[("marketplace", marketplace.into())],
    );
    Some(Failure {
        tone: Tone::Warning,
        reason,
        fix,
        actions: html! {
            (super::cases::open(view, purchase, ButtonKind::Primary))
            (open_marketplace(view, purchase))
        },
        own_words: None,
    })
}

fn without_number<'a>(view: &View<'a>, purchase: &Purchase) -> Option<Failure<'a>> {
    let supplier = isolated(&purchase.supplier.name);
    let values = [
        ("supplier", supplier.into()),
        ("marketplace", marketplace(view, purchase).into()),
    ];
    Some(Failure {
        tone: Tone::Warning,
        reason: view.lang.tr("attention-no-number", &values),
        fix: view.lang.tr("attention-no-number-fix", &values),
        actions: html! {
            (link_button(ButtonKind::Primary, Some(Icon::Held), &view.lang.t("fix-by-hand"),
                &view.href("?open=hand#hand")))
            (open_marketplace(view, purchase))
        },
        own_words: None,
    })
}

fn store_refused<'a>(view: &View<'a>) -> Option<Failure<'a>> {
    let lang = view.lang;
    let mut told = view.dossier.fulfillments.iter();
    let refused = told.find(|told| told.state == FulfillmentState::Refused)?;
    let store = view.names.store_name(lang, view.dossier.order.store_id);
    let values = [
        ("store", store.clone().into()),
        ("number", isolated(&refused.number).into()),
    ];
    let words = refused
        .refusal
        .as_ref()
        .filter(|words| !words.trim().is_empty());
    Some(Failure {
        tone: Tone::Danger,
        reason: lang.tr("attention-store", &values),
        fix: lang.t("attention-store-fix"),
        actions: open_store(view, &store),
        own_words: words.map(|words| (store.into(), brief(words, 2_000).into())),
    })
}

/// The store has something else than what it was told or should be told.
fn told_otherwise<'a>(
    view: &View<'a>,
    id: FulfillmentId,
    words: [&'static str; 2],
) -> Option<Failure<'a>> {
    let [reason, fix] = words;
    let mut told = view.dossier.fulfillments.iter();
    let told = told.find(|told| told.id == id)?;
    let store = view
        .names
        .store_name(view.lang, view.dossier.order.store_id);
    let values = [
        ("store", store.clone().into()),
        ("number", isolated(&told.number).into()),
    ];
    Some(Failure {
        tone: Tone::Warning,
        reason: view.lang.tr(reason, &values),
        fix: view.lang.tr(fix, &values),
        actions: open_store(view, &store),
        own_words: None,
    })
}

fn open_store(view: &View<'_>, store: &str) -> Markup {
    let values = [("store", store.to_owned().into())];
    let label = view.lang.tr("order-open-store", &values);
    link_button(
        ButtonKind::Secondary,
        Some(Icon::External),
        &label,
        &view.href("/store"),
    )
}

/// Links to the supplier orders themselves, where there are any.
fn open_marketplace(view: &View<'_>, purchase: &Purchase) -> Markup {
    let values = [("marketplace", marketplace(view, purchase).into())];
    let label = view.lang.tr("fix-marketplace", &values);
    html! {
        @for order in purchase.supplier_orders.iter().filter(|order| !order.url.is_empty()) {
            (external_link(view.lang, &order.url, &label))
        }
    }
}
