//! The story of an order in sentences: who did what, and which answer came back.
//!
//! Words that somebody else wrote stay as they are: inside of a sentence cut and kept apart, whole
//! under *details*.

use domain::aftersale::CaseKind;
use domain::ids::{ExternalId, PurchaseId};
use domain::money::Money;
use domain::notice::{Medium, NoticeEvent};
use domain::order::{Dossier, TimelineEvent, TimelineKind as K};
use domain::plan::PlanProblem;
use domain::purchase::Failure;
use domain::workspace::Actor;
use fluent_bundle::FluentValue;
use maud::{Markup, html};

use super::{
    Names, amount, brief, case_chip, case_reason, case_word, isolated, reason_short, reason_title,
    tracking_chip,
};
use crate::i18n::{Lang, Locale, Text};
use crate::ui::{Entry, Icon, Tone, foreign};

// keys: event-*

/// More than this of somebody's words is nothing that anybody reads.
const WORDS_LENGTH: usize = 2_000;

/// Everything that an entry is written from.
struct Teller<'a> {
    locale: &'a Locale,
    names: &'a Names,
    dossier: &'a Dossier,
}

/// An entry while it is written.
struct Told {
    tone: Tone,
    icon: Icon,
    what: Text<'static>,
    details: Option<Markup>,
}

/// One entry of the story.
pub(crate) fn story_entry<'a>(
    locale: &Locale,
    names: &Names,
    dossier: &Dossier,
    event: &'a TimelineEvent,
) -> Entry<'a> {
    let teller = Teller {
        locale,
        names,
        dossier,
    };
    let told = teller.tell(&event.kind);
    Entry {
        tone: told.tone,
        icon: told.icon,
        what: html! { (told.what) },
        who: teller.who(&event.actor, &event.kind),
        when: event.at,
        details: told.details,
    }
}

fn told(tone: Tone, icon: Icon, what: Text<'static>) -> Told {
    Told {
        tone,
        icon,
        what,
        details: None,
    }
}

impl Told {
    /// With what somebody wrote about it, unless that is nothing.
    fn with_words(mut self, words: &str) -> Self {
        if !words.trim().is_empty() {
            self.details = Some(html! { (foreign(&brief(words, WORDS_LENGTH))) });
        }
        self
    }
}

impl Teller<'_> {
    fn lang(&self) -> Lang {
        self.locale.lang
    }

    fn tell(&self, kind: &K) -> Told {
        match kind {
            K::OrderReceived
            | K::OrderPaid
            | K::OrderChanged { .. }
            | K::OrderCanceled
            | K::LinesRemoved { .. } => self.of_store(kind),
            K::PurchasePlanned { .. } | K::PlanFailed { .. } | K::PlacingStarted { .. } => {
                self.of_plan(kind)
            }
            K::PurchasePlaced { .. }
            | K::PurchaseFailed { .. }
            | K::PlacingPostponed { .. }
            | K::PlacementInDoubt { .. }
            | K::DoubtSettled { .. } => self.of_placing(kind),
            K::PaymentOpened { .. } | K::PurchasePaid { .. } | K::CeilingExceeded { .. } => {
                self.of_payment(kind)
            }
            K::SupplierStatusChanged { .. }
            | K::PurchaseShipped { .. }
            | K::PurchaseCompleted { .. }
            | K::PurchaseCanceled { .. }
            | K::CancelNeeded { .. } => self.of_supplier(kind),
            K::ParcelNumbered { .. }
            | K::ParcelRenumbered { .. }
            | K::ParcelStatusChanged { .. }
            | K::ParcelStatusSet { .. }
            | K::ParcelTrackedAgain { .. }
            | K::ParcelCarrierCorrected { .. }
            | K::StoreTold { .. }
            | K::StoreRefused { .. }
            | K::ForeignFulfillmentSeen { .. }
            | K::FulfillmentCanceled { .. } => self.of_parcel(kind),
            K::NoticeSent { .. } | K::NoticeRefused { .. } | K::NoticeInDoubt { .. } => {
                self.of_notice(kind)
            }
            K::CaseOpened { .. }
            | K::CaseMoved { .. }
            | K::CaseDeadlineSet { .. }
            | K::CaseDeadlinePassed { .. }
            | K::CaseGoodsReceived { .. } => self.of_case(kind),
            K::FulfilledByHand { .. }
            | K::Reordered
            | K::RecipientEdited
            | K::ShippingChosen { .. }
            | K::PriceAccepted => self.of_person(kind),
        }
    }

    fn of_case(&self, kind: &K) -> Told {
        let lang = self.lang();
        let named = |case: CaseKind| ("case", case_word(lang, case).into_owned().into());
        match kind {
            K::CaseOpened { case, reason, .. } => {
                let reason = case_reason(lang, *reason).into_owned();
                let values = [named(*case), ("reason", reason.into())];
                told(
                    Tone::Warning,
                    Icon::Message,
                    lang.tr("event-case_opened", &values),
                )
            }
            K::CaseMoved {
                case,
                state,
                because,
                ..
            } => {
                let chip = case_chip(lang, *case, *state);
                let values = [named(*case), ("state", chip.word.into_owned().into())];
                let what = lang.tr("event-case_moved", &values);
                told(chip.tone, chip.icon, what).with_words(because)
            }
            K::CaseDeadlineSet { case, deadline, .. } => {
                let what = match deadline {
                    Some(until) => {
                        let values = [named(*case), ("until", self.locale.exact(*until).into())];
                        lang.tr("event-case_deadline_set", &values)
                    }
                    None => lang.tr("event-case_deadline_gone", &[named(*case)]),
                };
                told(Tone::Info, Icon::Date, what)
            }
            K::CaseDeadlinePassed {
                case, turn_is_ours, ..
            } => {
                let key = match turn_is_ours {
                    true => "event-case_deadline_passed",
                    false => "event-case_deadline_passed_supplier",
                };
                told(Tone::Danger, Icon::Date, lang.tr(key, &[named(*case)]))
            }
            K::CaseGoodsReceived {
                received,
                restocked,
                ..
            } => {
                let values = [
                    ("count", (*received).into()),
                    ("restocked", (*restocked).into()),
                ];
                let what = lang.tr("event-case_goods_received", &values);
                told(Tone::Info, Icon::Undo, what)
            }
            _ => told(Tone::Info, Icon::Info, Text::default()),
        }
    }

    fn of_store(&self, kind: &K) -> Told {
        let lang = self.lang();
        match kind {
            K::OrderPaid => told(Tone::Success, Icon::Payment, lang.t("event-order_paid")),
            K::OrderChanged { changes } => {
                told(Tone::Info, Icon::Edit, lang.t("event-order_changed"))
                    .with_words(&changes.join("\n"))
            }
            K::OrderCanceled => told(
                Tone::Warning,
                Icon::Canceled,
                lang.t("event-order_canceled"),
            ),
            K::LinesRemoved { quantity } => {
                let values = [("count", (*quantity).into())];
                told(
                    Tone::Warning,
                    Icon::Undo,
                    lang.tr("event-lines_removed", &values),
                )
            }
            _ => {
                let store = self.names.store_name(lang, self.dossier.order.store_id);
                let what = lang.tr("event-order_received", &[("store", store.into())]);
                told(Tone::Info, Icon::Store, what)
            }
        }
    }

    fn of_plan(&self, kind: &K) -> Told {
        let lang = self.lang();
        match kind {
            K::PurchasePlanned {
                supplier,
                cost,
                because,
                ..
            } => {
                let values = [
                    ("supplier", isolated(supplier).into()),
                    ("cost", self.sum(*cost)),
                ];
                let what = lang.tr("event-purchase_planned", &values);
                told(Tone::Info, Icon::Purchase, what).with_words(because)
            }
            K::PlanFailed { problems } => self.plan_failed(problems),
            K::PlacingStarted {
                purchase_id,
                ceiling,
            } => {
                let values = [self.supplier(*purchase_id), ("ceiling", self.sum(*ceiling))];
                let what = lang.tr("event-placing_started", &values);
                told(Tone::Progress, Icon::Waiting, what)
            }
            _ => told(Tone::Neutral, Icon::History, "".into()),
        }
    }

    fn of_placing(&self, kind: &K) -> Told {
        let lang = self.lang();
        match kind {
            K::PurchasePlaced {
                purchase_id,
                supplier_orders,
                message,
            } => {
                let values = [self.supplier(*purchase_id), self.numbers(supplier_orders)];
                let what = lang.tr("event-purchase_placed", &values);
                told(Tone::Success, Icon::Success, what)
                    .with_words(message.as_deref().unwrap_or_default())
            }
            K::PurchaseFailed {
                purchase_id,
                failure,
            } => {
                let reason = reason_short(lang, failure.reason).into_owned();
                let values = [self.supplier(*purchase_id), ("reason", reason.into())];
                let what = lang.tr("event-purchase_failed", &values);
                told(Tone::Danger, Icon::Danger, what).with_words(&failure_words(failure))
            }
            K::PlacingPostponed {
                purchase_id,
                because,
                again_at,
            } => {
                let again = self.locale.relative(*again_at).into_owned();
                let values = [self.supplier(*purchase_id), ("again", again.into())];
                let what = lang.tr("event-placing_postponed", &values);
                told(Tone::Neutral, Icon::Waiting, what).with_words(because)
            }
            K::PlacementInDoubt {
                purchase_id,
                because,
            } => {
                let values = [self.marketplace(*purchase_id)];
                let what = lang.tr("event-placement_in_doubt", &values);
                told(Tone::Doubt, Icon::Doubt, what).with_words(because)
            }
            K::DoubtSettled {
                supplier_orders,
                how,
                ..
            } => {
                let what = if supplier_orders.is_empty() {
                    lang.t("event-doubt_settled_not_placed")
                } else {
                    lang.tr(
                        "event-doubt_settled_placed",
                        &[self.numbers(supplier_orders)],
                    )
                };
                told(Tone::Info, Icon::Check, what).with_words(how)
            }
            _ => told(Tone::Neutral, Icon::History, "".into()),
        }
    }

    /// About a purchase, naming its supplier and marketplace.
    fn say(&self, tone: Tone, icon: Icon, key: &str, id: PurchaseId) -> Told {
        let values = [self.supplier(id), self.marketplace(id)];
        told(tone, icon, self.lang().tr(key, &values))
    }

    fn of_payment(&self, kind: &K) -> Told {
        let lang = self.lang();
        let say = |tone, icon, key: &str, id: &PurchaseId| self.say(tone, icon, key, *id);
        match kind {
            K::PaymentOpened { purchase_id: id } => {
                say(Tone::Neutral, Icon::Payment, "event-payment_opened", id)
            }
            K::PurchasePaid {
                purchase_id: id,
                total: None,
            } => say(
                Tone::Success,
                Icon::Payment,
                "event-purchase_paid_unknown",
                id,
            ),
            K::PurchasePaid {
                purchase_id,
                total: Some(total),
            } => {
                let values = [self.supplier(*purchase_id), ("total", self.sum(*total))];
                told(
                    Tone::Success,
                    Icon::Payment,
                    lang.tr("event-purchase_paid", &values),
                )
            }
            K::CeilingExceeded {
                purchase_id,
                total,
                ceiling,
            } => {
                let values = [
                    self.marketplace(*purchase_id),
                    ("total", self.sum(*total)),
                    ("ceiling", self.sum(*ceiling)),
                ];
                told(
                    Tone::Warning,
                    Icon::Money,
                    lang.tr("event-ceiling_exceeded", &values),
                )
            }
            _ => told(Tone::Neutral, Icon::History, "".into()),
        }
    }

    fn of_supplier(&self, kind: &K) -> Told {
        let lang = self.lang();
        let say = |tone, icon, key: &str, id: &PurchaseId| self.say(tone, icon, key, *id);
        match kind {
            K::SupplierStatusChanged {
                purchase_id,
                supplier_order,
                raw_status,
            } => {
                let values = [
                    self.marketplace(*purchase_id),
                    ("number", isolated(supplier_order.as_str()).into()),
                    ("word", isolated(raw_status).into()),
                ];
                let what = lang.tr("event-supplier_status_changed", &values);
                told(Tone::Neutral, Icon::Message, what)
            }
            K::PurchaseShipped { purchase_id: id } => {
                say(Tone::Success, Icon::Tracking, "event-purchase_shipped", id)
            }
            K::PurchaseCompleted { purchase_id: id } => {
                say(Tone::Success, Icon::Success, "event-purchase_completed", id)
            }
            K::PurchaseCanceled {
                purchase_id: id,
                because,
            } => say(Tone::Neutral, Icon::Canceled, "event-purchase_canceled", id)
                .with_words(because),
            K::CancelNeeded { purchase_id: id } => {
                say(Tone::Warning, Icon::Warning, "event-cancel_needed", id)
            }
            _ => told(Tone::Neutral, Icon::History, "".into()),
        }
    }

    fn of_parcel(&self, kind: &K) -> Told {
        let lang = self.lang();
        let number_of = |number: &str| ("number", self.named(number));
        match kind {
            K::ParcelNumbered { number, carrier } if carrier.trim().is_empty() => {
                let what = lang.tr("event-parcel_numbered", &[number_of(number)]);
                told(Tone::Progress, Icon::Parcel, what)
            }
            K::ParcelNumbered { number, carrier } => {
                let values = [number_of(number), ("carrier", isolated(carrier).into())];
                let what = lang.tr("event-parcel_numbered_carrier", &values);
                told(Tone::Progress, Icon::Parcel, what)
            }
            K::ParcelRenumbered { former, number } => {
                let values = [number_of(number), ("former", self.named(former))];
                told(
                    Tone::Info,
                    Icon::Parcel,
                    lang.tr("event-parcel_renumbered", &values),
                )
            }
            K::ParcelStatusChanged {
                number,
                status,
                text,
            } => {
                let chip = tracking_chip(lang, *status);
                let word = chip.word.into_owned();
                let values = [number_of(number), ("status", word.into())];
                let what = lang.tr("event-parcel_status_changed", &values);
                told(chip.tone, chip.icon, what).with_words(text)
            }
            K::ParcelStatusSet {
                number,
                status,
                note,
            } => {
                let chip = tracking_chip(lang, *status);
                let word = chip.word.into_owned();
                let values = [number_of(number), ("status", word.into())];
                let what = lang.tr("event-parcel_status_set", &values);
                told(chip.tone, Icon::Edit, what).with_words(note)
            }
            K::ParcelTrackedAgain { number } => {
                let what = lang.tr("event-parcel_tracked_again", &[number_of(number)]);
                told(Tone::Info, Icon::Refresh, what)
            }
            K::ParcelCarrierCorrected { number, carrier } => {
                let values = [
                    number_of(number),
                    ("carrier", isolated(&brief(carrier, 60)).into()),
                ];
                let what = lang.tr("event-parcel_carrier_corrected", &values);
                told(Tone::Info, Icon::Edit, what)
            }
            _ => self.of_telling(kind),
        }
    }

    fn of_telling(&self, kind: &K) -> Told {
        let lang = self.lang();
        let number_of = |number: &str| ("number", self.named(number));
        match kind {
            K::StoreTold { number, quantity } => {
                let values = [number_of(number), ("count", (*quantity).into())];
                told(
                    Tone::Success,
                    Icon::Store,
                    lang.tr("event-store_told", &values),
                )
            }
            K::StoreRefused { number, message } => {
                let what = lang.tr("event-store_refused", &[number_of(number)]);
                told(Tone::Danger, Icon::Store, what).with_words(message)
            }
            K::ForeignFulfillmentSeen { number, quantity } => {
                let values = [("count", (*quantity).into())];
                let what = lang.tr("event-foreign_fulfillment_seen", &values);
                let mut told = told(Tone::Info, Icon::Store, what);
                if !number.trim().is_empty() {
                    let words = lang.tr("event-foreign_fulfillment_number", &[number_of(number)]);
                    told.details = Some(html! { (words) });
                }
                told
            }
            K::FulfillmentCanceled { number } => {
                let what = lang.tr("event-fulfillment_canceled", &[number_of(number)]);
                told(Tone::Warning, Icon::Store, what)
            }
            _ => told(Tone::Neutral, Icon::History, "".into()),
        }
    }

    fn of_person(&self, kind: &K) -> Told {
        let lang = self.lang();
        match kind {
            K::FulfilledByHand { number } => {
                let values = [("number", self.named(number))];
                told(
                    Tone::Info,
                    Icon::Held,
                    lang.tr("event-fulfilled_by_hand", &values),
                )
            }
            K::Reordered => told(Tone::Info, Icon::Reorder, lang.t("event-reordered")),
            K::RecipientEdited => told(Tone::Info, Icon::Edit, lang.t("event-recipient_edited")),
            K::ShippingChosen { rule } => {
                let values = [("rule", isolated(rule).into())];
                told(
                    Tone::Info,
                    Icon::Tracking,
                    lang.tr("event-shipping_chosen", &values),
                )
            }
            _ => told(Tone::Info, Icon::Money, lang.t("event-price_accepted")),
        }
    }

    fn of_notice(&self, kind: &K) -> Told {
        let lang = self.lang();
        let named = |event: NoticeEvent, medium: Medium| {
            let event = lang.t(&format!("notice-event-{}", event.as_str()));
            let medium = lang.t(&format!("notice-medium-{}", medium.as_str()));
            [("event", event.into()), ("medium", medium.into())]
        };
        match kind {
            K::NoticeRefused {
                event,
                medium,
                message,
            } => told(
                Tone::Danger,
                Icon::Danger,
                lang.tr("event-notice_refused", &named(*event, *medium)),
            )
            .with_words(message),
            K::NoticeInDoubt {
                event,
                medium,
                because,
            } => told(
                Tone::Warning,
                Icon::Warning,
                lang.tr("event-notice_in_doubt", &named(*event, *medium)),
            )
            .with_words(because),
            K::NoticeSent {
                event,
                medium,
                maybe_before,
                ..
            } => {
                let key = match maybe_before {
                    true => "event-notice_sent_again",
                    false => "event-notice_sent",
                };
                let what = lang.tr(key, &named(*event, *medium));
                told(Tone::Info, Icon::Tracking, what)
            }
            _ => told(Tone::Info, Icon::Tracking, lang.t("event-notice_sent")),
        }
    }

    fn plan_failed(&self, problems: &[PlanProblem]) -> Told {
        let lang = self.lang();
        let mut reasons: Vec<Text<'static>> = problems
            .iter()
            .map(|problem| reason_short(lang, problem.failure.reason))
            .collect();
        reasons.dedup();
        let values = [
            ("count", problems.len().into()),
            ("reasons", brief(&reasons.join(", "), 200).into()),
        ];
        let what = lang.tr("event-plan_failed", &values);
        let line = |problem: &PlanProblem| {
            let item = self.dossier.order.line(problem.line_item_id);
            let title = item.map_or("", |item| item.title.as_str());
            let marketplace = self.names.some_marketplace(lang);
            let words = failure_words(&problem.failure);
            html! {
                div {
                    (reason_title(lang, problem.failure.reason, title, &marketplace))
                    @if !words.is_empty() { ": " (foreign(&brief(&words, WORDS_LENGTH))) }
                }
            }
        };
        let mut told = told(Tone::Danger, Icon::Danger, what);
        told.details = Some(html! { @for problem in problems { (line(problem)) } });
        told
    }

    fn who<'e>(&self, actor: &'e Actor, kind: &K) -> Text<'e> {
        let lang = self.lang();
        match actor {
            Actor::System => lang.t("product-name"),
            Actor::Store => {
                let store = self.names.store(self.dossier.order.store_id);
                store.map_or_else(
                    || lang.t("actor-store"),
                    |store| brief(&store.name, 60).into(),
                )
            }
            Actor::Marketplace => match purchase_of(kind) {
                Some(id) => self.marketplace_name(id).into(),
                None => self.names.some_marketplace(lang).into(),
            },
            Actor::Tracker => lang.t("actor-tracker"),
            Actor::User { name, .. } => brief(name, 60).into(),
        }
    }

    fn supplier(&self, id: PurchaseId) -> (&'static str, FluentValue<'static>) {
        let purchase = self.dossier.purchase(id);
        let name = purchase.map_or_else(
            || self.lang().t("event-supplier-unknown").into_owned(),
            |purchase| isolated(&purchase.supplier.name),
        );
        ("supplier", name.into())
    }

    fn marketplace(&self, id: PurchaseId) -> (&'static str, FluentValue<'static>) {
        ("marketplace", self.marketplace_name(id).into())
    }

    fn marketplace_name(&self, id: PurchaseId) -> String {
        let purchase = self.dossier.purchase(id);
        purchase.map_or_else(
            || self.names.some_marketplace(self.lang()),
            |purchase| self.names.platform(&purchase.supplier.platform),
        )
    }

    fn numbers(&self, numbers: &[ExternalId]) -> (&'static str, FluentValue<'static>) {
        let shown: Vec<String> = numbers
            .iter()
            .take(8)
            .map(|number| isolated(number.as_str()))
            .collect();
        ("numbers", shown.join(", ").into())
    }

    fn named(&self, number: &str) -> FluentValue<'static> {
        if number.trim().is_empty() {
            self.lang().t("event-nothing-named").into_owned().into()
        } else {
            isolated(number).into()
        }
    }

    fn sum(&self, money: Money) -> FluentValue<'static> {
        amount(self.lang(), money).into()
    }
}

/// What was said about a failure: our details, then the platform's own code and words.
fn failure_words(failure: &Failure) -> String {
    let parts = [
        Some(failure.detail.as_str()),
        failure.vendor_code.as_deref(),
        failure.vendor_message.as_deref(),
    ];
    let said: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|words| !words.is_empty())
        .collect();
    said.join(" · ")
}

fn purchase_of(kind: &K) -> Option<PurchaseId> {
    match kind {
        K::PurchasePlanned { purchase_id, .. }
        | K::PlacingStarted { purchase_id, .. }
        | K::PurchasePlaced { purchase_id, .. }
        | K::PurchaseFailed { purchase_id, .. }
        | K::PlacingPostponed { purchase_id, .. }
        | K::PlacementInDoubt { purchase_id, .. }
        | K::DoubtSettled { purchase_id, .. }
        | K::PaymentOpened { purchase_id }
        | K::PurchasePaid { purchase_id, .. }
        | K::CeilingExceeded { purchase_id, .. }
        | K::SupplierStatusChanged { purchase_id, .. }
        | K::PurchaseShipped { purchase_id }
        | K::PurchaseCompleted { purchase_id }
        | K::PurchaseCanceled { purchase_id, .. }
        | K::CancelNeeded { purchase_id } => Some(*purchase_id),
        _ => None,
    }
}
