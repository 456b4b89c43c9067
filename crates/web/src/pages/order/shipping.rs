//! How this order ships: the store's rule or one of its own, and why methods were not chosen.

use domain::order::Tab;
use domain::plan::{Prefer, ShippingRule};
use maud::{Markup, html};

use super::{View, failures};
use crate::i18n::Text;
use crate::ui::{
    Button, Field, Icon, Input, InputKind, Need, RadioCard, Spread, button, checkbox, foreign,
    radio_cards, text_field,
};
use crate::words::{brief, whynot};

/// The card; once everything is bought there is nothing to choose.
pub(super) fn part(view: &View<'_>) -> Markup {
    let choosable = matches!(
        view.dossier.order.tab,
        Tab::Pending | Tab::AwaitingOrder | Tab::Failed
    );
    if !choosable {
        return html! {};
    }
    let lang = view.lang;
    let sent = view.forms.shipping.as_ref();
    let open = sent.is_some() || view.forms.opens("shipping");
    let save = Button {
        icon: Some(Icon::Check),
        label: lang.t("shipping-save"),
        ..Button::default()
    };
    html! {
        details.fold.card id="shipping" open[open] {
            summary { (lang.t("shipping-title")) }
            div.card-body.stack {
                (rejected(view))
                form.form method="post" action=(view.href("/shipping")) {
                    (rule_fields(view))
                    div.actions { (button(&save)) }
                }
            }
        }
    }
}

fn rejected(view: &View<'_>) -> Markup {
    let rejected = failures::rejected(view);
    html! {
        @if !rejected.is_empty() {
            div.lines {
                strong { (view.lang.t("shipping-rejected")) }
                @for method in rejected {
                    span {
                        (foreign(&brief(&method.name, 80))) " "
                        span.note { (whynot(view.lang, &method.why)) }
                    }
                }
            }
        }
    }
}

fn rule_fields(view: &View<'_>) -> Markup {
    let lang = view.lang;
    let order = &view.dossier.order;
    let sent = view.forms.shipping.as_ref();
    let rule = order.shipping_override.as_ref();
    let chosen = sent.map_or_else(|| prefer_word(rule), |sent| sent.prefer.as_str());
    let store = view.names.store_name(lang, order.store_id);
    let hint = lang.tr("shipping-rule-store-hint", &[("store", store.into())]);
    // keys: shipping-rule-*
    let card = |value: &'static str, icon| RadioCard {
        value: value.into(),
        icon,
        label: lang.t(&format!("shipping-rule-{value}")),
        hint: lang.t(&format!("shipping-rule-{value}-hint")),
    };
    let cards = [
        RadioCard {
            hint,
            ..card("store", Icon::Store)
        },
        card("cheapest", Icon::Money),
        card("fastest", Icon::Automatic),
        card("named", Icon::Tracking),
    ];
    let around = Field {
        name: "prefer".into(),
        label: lang.t("shipping-title"),
        ..Field::default()
    };
    let optional = |name: &'static str, key: &str, error: Option<&String>| Field {
        name: name.into(),
        label: lang.t(key),
        hint: None,
        error: error.map(|error| Text::from(error.clone())),
        need: Need::Optional,
    };
    let name_error = sent.and_then(|sent| sent.name_error.as_ref());
    let days_error = sent.and_then(|sent| sent.days_error.as_ref());
    let name = sent.map_or_else(|| named(rule), |sent| sent.name.clone());
    let days = sent.map_or_else(|| most_days(rule), |sent| sent.days.clone());
    let tracked = sent.map_or(rule.is_some_and(|rule| rule.tracked_only), |sent| {
        sent.tracked
    });
    html! {
        (radio_cards(&around, Spread::List, &cards, chosen))
        (text_field(lang, &optional("method", "shipping-name", name_error),
            &Input { value: name.into(), ..Input::default() }))
        (text_field(lang, &optional("max_days", "shipping-days", days_error),
            &Input { kind: InputKind::Number, value: days.into(), ..Input::default() }))
        (checkbox(&optional("tracked", "shipping-tracked", None), tracked))
    }
}

fn prefer_word(rule: Option<&ShippingRule>) -> &'static str {
    match rule.map(|rule| &rule.prefer) {
        None => "store",
        Some(Prefer::Cheapest) => "cheapest",
        Some(Prefer::Fastest) => "fastest",
        Some(Prefer::Named(_)) => "named",
    }
}

fn named(rule: Option<&ShippingRule>) -> String {
    match rule.map(|rule| &rule.prefer) {
        Some(Prefer::Named(name)) => name.clone(),
        _ => String::new(),
    }
}

fn most_days(rule: Option<&ShippingRule>) -> String {
    rule.and_then(|rule| rule.max_days)
        .map_or_else(String::new, |days| days.to_string())
}
