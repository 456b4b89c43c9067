//! One policy text: what it says, what it looks like filled in, and copying that.

use axum::extract::{Path, RawQuery, State};
use axum::response::{Html, Response};
use domain::aftersale::{PolicyText, PolicyValues, built_in_policy, placeholders};
use domain::notice::Language;
use maud::{Markup, html};
use storage::StoredPolicy;
use url::form_urlencoded;

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Field, Icon, Input, Need, PageHeader, Tone, button, card_with_title,
    copy_button, foreign, link_button, page_header, text_area, text_field,
};
use crate::visit::Visit;

/// The longest text that is kept.
const LONGEST: usize = 16_000;

// keys: policy-*, policies-*, notices-language-*

/// `GET /policies`.
pub(super) async fn list(
    State(desk): State<Desk>,
    visit: Visit,
) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let own = desk.app.space().policy_texts().await?;
    let title = lang.t("policies-title");
    let is_own = |policy, language| {
        let mut own = own.iter();
        own.any(|one| (one.policy, one.language) == (policy, language))
    };
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("cases-title"), "/cases".into())),
            title: title.clone(),
            beside: html! {},
            under: html! { p.note { (lang.t("policies-lead")) } },
            actions: html! {},
        }))
        div.grid-wide {
            @for policy in PolicyText::ALL {
                (card_with_title(&name(lang, policy), &html! {}, &html! {
                    div.stack {
                        p.note { (lang.t(&format!("policy-{}-lead", policy.as_str()))) }
                        @for language in Language::ALL {
                            div.row {
                                (link_button(ButtonKind::Secondary, Some(Icon::Edit),
                                    &language_word(lang, language), &href(policy, language)))
                                @if is_own(policy, language) {
                                    span.note { (lang.t("policy-own")) }
                                }
                            }
                        }
                    }
                }))
            }
        }
    };
    let page = shell(&desk, &visit, &title, Section::Cases, content).await?;
    Ok(html_page(&page))
}

fn name(lang: Lang, policy: PolicyText) -> Text<'static> {
    lang.t(&format!("policy-{}", policy.as_str()))
}

fn language_word(lang: Lang, language: Language) -> Text<'static> {
    lang.t(&format!("notices-language-{}", language.as_str()))
}

fn href(policy: PolicyText, language: Language) -> String {
    format!("/policies/{}/{}", policy.as_str(), language.as_str())
}

fn named(policy: &str, language: &str) -> Result<(PolicyText, Language), PageError> {
    let policy = PolicyText::parse(policy).ok_or(PageError::NotFound)?;
    let language = Language::parse(language).ok_or(PageError::NotFound)?;
    Ok((policy, language))
}

/// `GET /policies/{policy}/{language}?store=…&contact=…&address=…&days=…`: the query fills the preview.
pub(super) async fn page(
    State(desk): State<Desk>,
    visit: Visit,
    Path((policy, language)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let (policy, language) = named(&policy, &language)?;
    let own = desk.app.space().policy_texts().await?;
    let own = own
        .into_iter()
        .find(|one| (one.policy, one.language) == (policy, language));
    let text = own.as_ref().map_or_else(
        || built_in_policy(policy, language).to_owned(),
        |one| one.text.clone(),
    );
    let values = values(&desk, raw.as_deref().unwrap_or_default()).await?;
    let language_name = language_word(lang, language);
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("policies-title"), "/policies".into())),
            title: name(lang, policy),
            beside: html! { span.note { (language_name) } },
            under: html! { p.note { (lang.t("policy-not-legal")) } },
            actions: html! {},
        }))
        div.columns {
            div.stack {
                (preview(lang, &values, &text))
                (card_with_title(&lang.t("policy-text"), &html! {},
                    &text_form(lang, (policy, language), &text, own.is_some())))
            }
            (card_with_title(&lang.t("policy-values"), &html! {},
                &values_form(lang, (policy, language), &values)))
        }
    };
    let title = name(lang, policy);
    let page = shell(&desk, &visit, &title, Section::Cases, content).await?;
    Ok(html_page(&page))
}

/// What fills the preview: what was typed, else what the first store with a brand shows.
async fn values(desk: &Desk, raw: &str) -> Result<PolicyValues, PageError> {
    let brand = desk.app.space().brands().await?.into_iter().next();
    let stores = desk.app.space().stores().await?;
    let store = stores.first().map(|store| store.name.clone());
    let mut values = PolicyValues {
        store: brand
            .as_ref()
            .map(|one| one.brand.name.clone())
            .or(store)
            .unwrap_or_default(),
        contact: brand.map(|one| one.brand.contact).unwrap_or_default(),
        address: String::new(),
        days: "30".into(),
    };
    for (key, value) in form_urlencoded::parse(raw.as_bytes()) {
        let value: String = value.trim().chars().take(500).collect();
        match &*key {
            "store" => values.store = value,
            "contact" => values.contact = value,
            "address" => values.address = value,
            "days" => values.days = value,
            _ => {}
        }
    }
    Ok(values)
}

fn preview(lang: Lang, values: &PolicyValues, text: &str) -> Markup {
    let filled = values.fill(text);
    let left = placeholders().into_iter().any(|one| filled.contains(one));
    card_with_title(
        &lang.t("policy-preview"),
        &copy_button(lang, &filled),
        &html! {
            div.stack {
                @if left { p.note { strong { (lang.t("policy-unfilled")) } } }
                p.quote { (foreign(&filled)) }
            }
        },
    )
}

fn values_form(lang: Lang, of: (PolicyText, Language), values: &PolicyValues) -> Markup {
    let field = |name: &'static str, value: &str| {
        let around = Field {
            name: name.into(),
            label: lang.t(&format!("policy-value-{name}")),
            need: Need::Optional,
            ..Field::default()
        };
        let input = Input {
            value: Text::Owned(value.to_owned()),
            ..Input::default()
        };
        text_field(lang, &around, &input)
    };
    let address = Field {
        name: "address".into(),
        label: lang.t("policy-value-address"),
        need: Need::Optional,
        ..Field::default()
    };
    html! {
        form.form method="get" action=(href(of.0, of.1)) {
            (field("store", &values.store))
            (field("contact", &values.contact))
            (text_area(lang, &address, &values.address, 3))
            (field("days", &values.days))
            div.actions {
                (button(&Button {
                    icon: Some(Icon::View),
                    label: lang.t("policy-fill"),
                    ..Button::default()
                }))
            }
        }
    }
}

fn text_form(lang: Lang, of: (PolicyText, Language), text: &str, own: bool) -> Markup {
    let values = [("names", placeholders().join(" ").into())];
    let around = Field {
        name: "text".into(),
        label: lang.t("policy-text-field"),
        hint: Some(lang.tr("policy-text-hint", &values)),
        need: Need::Required,
        ..Field::default()
    };
    let back = Button {
        kind: ButtonKind::Quiet,
        icon: Some(Icon::Undo),
        label: lang.t("policy-built-in"),
        value: Some(("built_in".into(), "1".into())),
        ..Button::default()
    };
    html! {
        form.form method="post" action=(href(of.0, of.1)) {
            (text_area(lang, &around, text, 18))
            div.actions {
                (button(&Button {
                    kind: ButtonKind::Primary,
                    label: lang.t("settings-save"),
                    ..Button::default()
                }))
                @if own { (button(&back)) }
            }
        }
    }
}

/// `POST /policies/{policy}/{language}`.
pub(super) async fn save(
    State(desk): State<Desk>,
    visit: Visit,
    Path((policy, language)): Path<(String, String)>,
    answers: Answers,
) -> Result<Response, PageError> {
    let (policy, language) = named(&policy, &language)?;
    let built_in = answers.is_checked("built_in");
    let text: String = match built_in {
        true => String::new(),
        // Forms send lines as the internet writes them.
        false => {
            let text = answers.one("text").replace("\r\n", "\n");
            text.chars().take(LONGEST).collect()
        }
    };
    let stored = StoredPolicy {
        policy,
        language,
        text,
    };
    desk.app.space().put_policy_text(stored).await?;
    let key = match built_in {
        true => "policy-back",
        false => "policy-saved",
    };
    let text = visit.lang.t(key);
    Ok(redirect_with(&href(policy, language), Tone::Success, &text))
}
