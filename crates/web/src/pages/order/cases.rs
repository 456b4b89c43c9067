//! The cases of an order: a line each, and the way to open one for a purchase.

use domain::aftersale::Case;
use domain::purchase::Purchase;
use maud::{Markup, html};

use super::View;
use crate::ui::{ButtonKind, Icon, card_with_title, chip, foreign, icon, link_button, time};
use crate::words::{
    brief, case_chip, case_reason, case_tone, case_trouble, case_word, is_said_by_state,
};

/// The card of cases; nothing where there is none.
pub(super) fn part(view: &View<'_>) -> Markup {
    if view.dossier.cases.is_empty() {
        return html! {};
    }
    let content = html! {
        div.stack id="cases" { @for case in &view.dossier.cases { (line(view, case)) } }
    };
    card_with_title(&view.lang.t("cases-title"), &html! {}, &content)
}

fn line(view: &View<'_>, case: &Case) -> Markup {
    let lang = view.lang;
    let supplier = view.dossier.purchase(case.purchase_id);
    let supplier = supplier.map_or("", |one| one.supplier.name.as_str());
    let trouble = case.trouble(view.locale.now);
    html! {
        div.media {
            div.lines {
                a href=(href(view, case)) { strong { (case_word(lang, case.kind)) } }
                span.note {
                    (case_reason(lang, case.details.reason)) " · " (foreign(&brief(supplier, 60)))
                    @if let Some(deadline) = case.deadline.filter(|_| case.is_open()) {
                        " · " (lang.t("case-until")) " " (time(view.locale, deadline))
                    }
                }
                @if let Some(trouble) = trouble.filter(|one| !is_said_by_state(*one)) {
                    span.waits data-tone=(case_tone(trouble).name()) {
                        (icon(Icon::Warning)) span { (case_trouble(lang, case.kind, trouble)) }
                    }
                }
            }
            (chip(&case_chip(lang, case.kind, case.status.state())))
        }
    }
}

fn href(view: &View<'_>, case: &Case) -> String {
    view.href(&format!("/cases/{}", case.id))
}

/// The link that opens a case about a purchase that stands at a marketplace.
pub(super) fn open(view: &View<'_>, purchase: &Purchase, kind: ButtonKind) -> Markup {
    if purchase.supplier_orders.is_empty() {
        return html! {};
    }
    let href = view.href(&format!("/cases/new?purchase={}", purchase.id));
    link_button(kind, Some(Icon::Message), &view.lang.t("case-open"), &href)
}
