//! The editor of what a store says: the words, how they look filled in, and one to oneself.

use app::AppError;
use app::mail::{self, ShownStore};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::StoreId;
use domain::notice::{
    Composed, Language, Medium, NoticeEvent, PLACEHOLDERS, Template, TemplateWrong,
};
use maud::{Markup, html};

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::{PageError, sentence};
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Field, Input, Need, PageHeader, Tone, button, callout, card_with_title,
    form_errors, page_header, text_area, text_field,
};
use crate::visit::Visit;

/// Which template.
#[derive(Clone, Copy)]
struct Which {
    language: Language,
    event: NoticeEvent,
    medium: Medium,
}

type Address = Path<(StoreId, String, String, String)>;

impl Which {
    fn read(language: &str, event: &str, medium: &str) -> Result<Self, PageError> {
        let all = (
            Language::parse(language),
            NoticeEvent::parse(event),
            Medium::parse(medium),
        );
        let (Some(language), Some(event), Some(medium)) = all else {
            return Err(PageError::NotFound);
        };
        Ok(Self {
            language,
            event,
            medium,
        })
    }

    fn address(self, id: StoreId) -> String {
        let (language, event, medium) = (
            self.language.as_str(),
            self.event.as_str(),
            self.medium.as_str(),
        );
        format!("/settings/stores/{id}/notices/{language}/{event}/{medium}")
    }
}

/// `GET …/notices/{language}/{event}/{medium}`.
pub(super) async fn page(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, language, event, medium)): Address,
) -> Result<Response, PageError> {
    let which = Which::read(&language, &event, &medium)?;
    let store = mail::shown_store(&desk.app, id).await?;
    let template = mail::template(&desk.app, id, which.language, which.event, which.medium).await?;
    show(&desk, &visit, &store, which, &template, None).await
}

/// `POST` to the same: looks at it, keeps it, goes back to the built-in words, or sends one.
pub(super) async fn answer(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, language, event, medium)): Address,
    answers: Answers,
) -> Result<Response, PageError> {
    let which = Which::read(&language, &event, &medium)?;
    let store = mail::shown_store(&desk.app, id).await?;
    let here = which.address(id);
    let kept = (which.language, which.event, which.medium);
    let lang = visit.lang;
    match answers.one("do") {
        "built_in" => {
            mail::remove_template(&desk.app, id, kept.0, kept.1, kept.2).await?;
            return Ok(redirect_with(
                &here,
                Tone::Success,
                &lang.t("template-built-in-now"),
            ));
        }
        "test" => {
            return match mail::send_test(&desk.app, id, kept, answers.one("to")).await {
                Ok(_) => Ok(redirect_with(
                    &here,
                    Tone::Success,
                    &lang.t("template-test-sent"),
                )),
                Err(AppError::Call(error)) => {
                    let words = error.vendor_message.clone().unwrap_or_default();
                    let text = sentence(&format!("{error}: {words}"));
                    Ok(redirect_with(&here, Tone::Danger, &text))
                }
                Err(error) => refused(&here, error),
            };
        }
        _ => {}
    }
    let template = Template {
        subject: answers.one("subject").to_owned(),
        body: answers
            .exact("body")
            .replace("\r\n", "\n")
            .trim()
            .to_owned(),
    };
    // Without a button it was sent by the script, while a person writes.
    if matches!(answers.one("do"), "preview" | "") {
        let wrong = match which.medium {
            Medium::Email => template.check_email().err(),
            Medium::Sms => template.check_sms().err(),
        };
        return show(&desk, &visit, &store, which, &template, wrong).await;
    }
    let saved = mail::save_template(&desk.app, id, kept.0, kept.1, kept.2, &template).await?;
    match saved {
        None => Ok(redirect_with(
            &here,
            Tone::Success,
            &lang.t("template-saved"),
        )),
        wrong => {
            let page = show(&desk, &visit, &store, which, &template, wrong).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn show(
    desk: &Desk,
    visit: &Visit,
    store: &ShownStore,
    which: Which,
    template: &Template,
    wrong: Option<TemplateWrong>,
) -> Result<Response, PageError> {
    let (lang, id) = (visit.lang, store.store.id);
    let preview = mail::preview(&desk.app, id, which.language, which.medium, template).await?;
    let event = lang.t(&format!("notice-event-{}", which.event.as_str()));
    let medium = lang.t(&format!("notice-medium-{}", which.medium.as_str()));
    let language = lang.t(&format!("notices-language-{}", which.language.as_str()));
    let title = capital(&format!("{medium}: {event} · {language}"));
    let back = format!("/settings/stores/{id}/notices");
    let content = html! {
        (page_header(&PageHeader {
            back: Some((store.store.name.clone().into(), back.into())),
            title: Text::Borrowed(&title),
            beside: html! {},
            under: html! { (lang.t(if which.medium == Medium::Sms { "template-lead-sms" } else { "template-lead" })) },
            actions: html! {},
        }))
        div.columns {
            div.stack {
                (form_errors(lang, usize::from(wrong.is_some())))
                (card_with_title(&lang.t("template-words"), &html! {},
                    &editor(lang, id, which, template, wrong.as_ref())))
            }
            div.stack {
                div id="preview" {
                    (card_with_title(&lang.t("template-preview"), &html! {},
                        &preview_part(lang, which, &preview.composed, wrong.as_ref())))
                }
                (card_with_title(&lang.t("template-test"), &html! {}, &test_form(visit, id, which)))
            }
        }
    };
    let page = shell(desk, visit, &title, Section::Settings, content).await?;
    Ok(html_page(&page).into_response())
}

/// A text that begins a line of its own.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn wrong_words(lang: Lang, wrong: &TemplateWrong) -> Text<'static> {
    match wrong {
        TemplateWrong::Empty => lang.t("template-wrong-empty"),
        TemplateWrong::TooLong => lang.t("template-wrong-long"),
        TemplateWrong::UnknownPlaceholder(name) => {
            let name = format!("{{{name}}}");
            lang.tr("template-wrong-placeholder", &[("name", name.into())])
        }
    }
}

/// Whether the subject is what has to be mended, and not the text.
fn is_about_subject(which: Which, template: &Template, wrong: &TemplateWrong) -> bool {
    let is_mail = which.medium == Medium::Email;
    is_mail
        && match wrong {
            TemplateWrong::Empty => template.subject.trim().is_empty(),
            TemplateWrong::UnknownPlaceholder(name) => {
                template.subject.contains(&format!("{{{name}}}"))
            }
            TemplateWrong::TooLong => false,
        }
}

// keys: template-*
fn editor(
    lang: Lang,
    id: StoreId,
    which: Which,
    template: &Template,
    wrong: Option<&TemplateWrong>,
) -> Markup {
    let error = wrong.map(|wrong| wrong_words(lang, wrong));
    let in_subject = wrong.is_some_and(|wrong| is_about_subject(which, template, wrong));
    let subject = Field {
        name: "subject".into(),
        label: lang.t("template-subject"),
        error: error.clone().filter(|_| in_subject),
        ..Field::default()
    };
    let body = Field {
        name: "body".into(),
        label: lang.t("template-body"),
        hint: (which.medium == Medium::Email).then(|| lang.t("template-body-hint")),
        error: error.filter(|_| !in_subject),
        need: Need::Required,
    };
    let known: Vec<String> = PLACEHOLDERS
        .iter()
        .map(|name| format!("{{{name}}}"))
        .collect();
    let act = |kind, label: &str, value: &'static str| {
        button(&Button {
            kind,
            label: lang.t(label),
            value: Some(("do".into(), value.into())),
            ..Button::default()
        })
    };
    html! {
        form.form method="post" action=(which.address(id)) data-auto data-swap="#preview" {
            @if which.medium == Medium::Email {
                (text_field(lang, &subject, &Input { value: Text::Borrowed(&template.subject), ..Input::default() }))
            }
            (text_area(lang, &body, &template.body, if which.medium == Medium::Email { 16 } else { 5 }))
            p.note { (lang.t("template-placeholders")) " " @for name in &known { code { (name) } " " } }
            div.actions data-swap="none" {
                (act(ButtonKind::Primary, "settings-save", "save"))
                (act(ButtonKind::Secondary, "template-look", "preview"))
                (act(ButtonKind::Quiet, "template-built-in", "built_in"))
            }
        }
    }
}

fn test_form(visit: &Visit, id: StoreId, which: Which) -> Markup {
    let lang = visit.lang;
    let (value, example) = match which.medium {
        Medium::Email => (visit.user.email.as_str(), "you@example.com"),
        Medium::Sms => ("", "+84912345678"),
    };
    let around = Field {
        name: "to".into(),
        label: lang.t(&format!("template-test-to-{}", which.medium.as_str())),
        hint: Some(lang.t("template-test-hint")),
        ..Field::default()
    };
    let input = Input {
        value: Text::Borrowed(value),
        placeholder: Some(example.into()),
        ..Input::default()
    };
    html! {
        form.form id="test" method="post" action=(which.address(id)) data-swap="#test" {
            (text_field(lang, &around, &input))
            div.actions {
                (button(&Button {
                    label: lang.t("template-test-send"),
                    value: Some(("do".into(), "test".into())),
                    ..Button::default()
                }))
            }
        }
    }
}

/// As text: the page's policy lets no other document in, and a test mail shows the rest.
fn preview_part(
    lang: Lang,
    which: Which,
    composed: &Composed,
    wrong: Option<&TemplateWrong>,
) -> Markup {
    let length = composed.text.chars().count();
    html! {
        div.stack {
            @if let Some(wrong) = wrong {
                (callout(Tone::Danger, &wrong_words(lang, wrong), &html! {}))
            }
            @if which.medium == Medium::Email {
                p { span.note { (lang.t("template-subject")) ": " } strong { (composed.subject) } }
            }
            pre.letter { (composed.text) }
            @if which.medium == Medium::Sms {
                p.note { (lang.tr("template-length", &[("count", length.into())])) }
            }
        }
    }
}
