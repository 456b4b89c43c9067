//! Who ordered and where it goes: what is missing, and the form that corrects it.

use domain::address::{AddressField, Recipient};
use maud::{Markup, html};

use super::View;
use crate::i18n::Text;
use crate::ui::{
    Button, ButtonKind, Chip, Choice, Field, Icon, Input, InputKind, Need, Tone, button,
    card_with_title, chip, country, form_errors, select_field, text_field,
};
use crate::words::{address_field, brief, countries};

/// The cards about the customer.
pub(super) fn parts(view: &View<'_>) -> Markup {
    let lang = view.lang;
    html! {
        (card_with_title(&lang.t("customer-title"), &html! {}, &who(view)))
        (card_with_title(&lang.t("address-title"), &html! {}, &html! {
            div.stack {
                (address(view)) (check(view)) (edit(view))
            }
        }))
    }
}

fn who(view: &View<'_>) -> Markup {
    let (lang, order) = (view.lang, &view.dossier.order);
    let mail = order.customer_email.trim();
    html! {
        div.stack {
            div.lines {
                strong {
                    @if order.customer_name.trim().is_empty() { (lang.t("customer-none")) }
                    @else { (view.name(&order.customer_name)) }
                }
                @if !mail.is_empty() {
                    a href=(crate::ui::safe_href(&format!("mailto:{}", brief(mail, 254)))) {
                        (view.name(mail))
                    }
                }
            }
            @if !order.note.trim().is_empty() {
                div.lines {
                    span.note { (lang.t("order-note")) }
                    p.quote { (crate::ui::foreign(&brief(&order.note, 2_000))) }
                }
            }
        }
    }
}

fn address(view: &View<'_>) -> Markup {
    let recipient = &view.dossier.order.recipient;
    let at = &recipient.address;
    let lines = [&recipient.company, &at.line1, &at.line2];
    let city = [&at.postal_code, &at.city, &at.province]
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| brief(part, 80))
        .collect::<Vec<_>>()
        .join(" ");
    html! {
        div.lines {
            strong { (view.name(&recipient.full_name)) }
            @for line in lines.into_iter().filter(|line| !line.trim().is_empty()) {
                span { (view.name(line)) }
            }
            @if !city.is_empty() { span { (crate::ui::foreign(&city)) } }
            (country(view.lang, &brief(at.country.as_str(), 12)))
            @if !recipient.phone.trim().is_empty() {
                a href=(crate::ui::safe_href(&telephone(&recipient.phone))) {
                    (view.name(&recipient.phone))
                }
            }
            @for tax in &recipient.tax_ids {
                span.note { (view.name(&tax.kind)) ": " (view.name(&tax.value)) }
            }
        }
    }
}

fn telephone(phone: &str) -> String {
    let digits = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+');
    format!("tel:{}", digits.take(20).collect::<String>())
}

fn check(view: &View<'_>) -> Markup {
    let (lang, order) = (view.lang, &view.dossier.order);
    let missing = order.recipient.missing();
    let said = if missing.is_empty() {
        Chip {
            tone: Tone::Success,
            icon: Icon::Check,
            word: lang.t("address-complete"),
        }
    } else {
        let names: Vec<Text<'_>> = missing
            .iter()
            .map(|field| address_field(lang, *field))
            .collect();
        let values = [("fields", names.join(", ").into())];
        Chip {
            tone: Tone::Warning,
            icon: Icon::Warning,
            word: lang.tr("address-missing", &values),
        }
    };
    html! {
        (chip(&said))
        @if order.recipient_edited { p.note { (lang.t("address-edited")) } }
    }
}

fn edit(view: &View<'_>) -> Markup {
    let lang = view.lang;
    let sent = view.forms.address.as_ref();
    let recipient = sent.unwrap_or(&view.dossier.order.recipient);
    let missing = sent.map(Recipient::missing).unwrap_or_default();
    let open = sent.is_some() || view.forms.opens("address");
    let save = Button {
        kind: ButtonKind::Primary,
        icon: Some(Icon::Check),
        label: lang.t("address-save"),
        ..Button::default()
    };
    html! {
        details.fold id="address" open[open] {
            summary { (lang.t("address-edit")) }
            form.form.fold-body method="post" action=(view.href("/address")) {
                (form_errors(lang, missing.len()))
                (fields(view, recipient, &missing))
                div.actions { (button(&save)) }
            }
        }
    }
}

fn fields(view: &View<'_>, recipient: &Recipient, missing: &[AddressField]) -> Markup {
    let lang = view.lang;
    let at = &recipient.address;
    let tax = recipient.tax_ids.first();
    let error = |field: AddressField| missing.contains(&field).then(|| lang.t("address-needed"));
    let text = |name: &'static str, key: &str, value: &str, need, error, kind, fill| {
        let around = Field {
            name: name.into(),
            label: lang.t(key),
            hint: lang
                .has(&format!("{key}-hint"))
                .then(|| lang.t(&format!("{key}-hint"))),
            error,
            need,
        };
        let input = Input {
            kind,
            value: value.to_owned().into(),
            autocomplete: Some(fill),
            ..Input::default()
        };
        text_field(lang, &around, &input)
    };
    let (needed, free) = (Need::Required, Need::Optional);
    let (line, phone) = (InputKind::Text, InputKind::Phone);
    let tax_kind = tax.map_or("", |tax| tax.kind.as_str());
    let tax_value = tax.map_or("", |tax| tax.value.as_str());
    use AddressField as F;
    // keys: address-*
    html! {
        (text("full_name", "address-name", &recipient.full_name, needed, error(F::FullName), line, "off"))
        (text("company", "address-company", &recipient.company, free, None, line, "off"))
        (text("phone", "address-phone", &recipient.phone, needed, error(F::Phone), phone, "off"))
        (text("line1", "address-line1", &at.line1, needed, error(F::Line1), line, "off"))
        (text("line2", "address-line2", &at.line2, free, None, line, "off"))
        (text("postal_code", "address-postal-code", &at.postal_code, free, None, line, "off"))
        (text("city", "address-city", &at.city, needed, error(F::City), line, "off"))
        (text("province", "address-province", &at.province, free, None, line, "off"))
        (country_field(view, at.country.as_str(), error(F::Country)))
        (text("tax_kind", "address-tax-kind", tax_kind, free, None, line, "off"))
        (text("tax_value", "address-tax-value", tax_value, free, None, line, "off"))
    }
}

fn country_field(view: &View<'_>, code: &str, error: Option<Text<'_>>) -> Markup {
    let lang = view.lang;
    let mut choices: Vec<Choice<'_>> = vec![Choice {
        value: "".into(),
        label: lang.t("address-country-choose"),
    }];
    choices.extend(countries(lang).iter().cloned());
    if !choices.iter().any(|choice| choice.value == code) {
        choices.push(Choice {
            value: code.to_owned().into(),
            label: brief(code, 20).into(),
        });
    }
    let around = Field {
        name: "country".into(),
        label: lang.t("address-country"),
        hint: None,
        error,
        need: Need::Required,
    };
    select_field(lang, &around, &choices, code)
}
