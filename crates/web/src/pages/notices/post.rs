//! The mail server and the SMS service, and the notices that a person should look at.

use app::AppError;
use app::mail::{self, MailSetup, SetupFrom, SmsSetup};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::NoticeId;
use domain::notice::{Medium, Notice, NoticeState};
use domain::ports::post::MailSecurity;
use domain::store::Store;
use maud::{Markup, html};

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::{PageError, sentence};
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Choice, Field, Input, InputKind, Need, PageHeader, Tone, button,
    card_with_title, chip, foreign, form_errors, link_button, page_header, select_field,
    text_field, time,
};
use crate::visit::Visit;
use crate::words::brief;

use super::store::state_chip;

const HERE: &str = "/settings/post";

/// So many of what went wrong are shown; more than these is one cause.
const SHOWN: u32 = 30;

/// What stands in the two forms.
struct Shown {
    email: MailSetup,
    email_from: Option<SetupFrom>,
    sms: SmsSetup,
    sms_from: Option<SetupFrom>,
    wrong: Option<(Medium, String, String)>,
}

/// `GET /settings/post`.
pub(super) async fn page(State(desk): State<Desk>, visit: Visit) -> Result<Response, PageError> {
    visit.owners_only()?;
    let shown = Shown::stored(&desk).await?;
    show(&desk, &visit, &shown).await
}

/// `POST /settings/post/email`.
pub(super) async fn save_email(
    State(desk): State<Desk>,
    visit: Visit,
    answers: Answers,
) -> Result<Response, PageError> {
    visit.owners_only()?;
    if answers.is_checked("forget") {
        mail::forget_setup(&desk.app, Medium::Email).await?;
        return Ok(said(visit.lang, "post-forgotten"));
    }
    let setup = MailSetup {
        host: answers.one("host").to_owned(),
        port: answers.one("port").parse().unwrap_or(0),
        security: match answers.one("security") {
            "tls" => MailSecurity::Tls,
            "none" => MailSecurity::None,
            _ => MailSecurity::Starttls,
        },
        user: answers.one("user").to_owned(),
        password: answers.exact("password").to_owned(),
        from_address: answers.one("from_address").to_owned(),
    };
    match mail::save_mail_setup(&desk.app, &setup).await {
        Ok(()) => Ok(said(visit.lang, "post-saved")),
        Err(AppError::BadValue { field, message }) => {
            let mut shown = Shown::stored(&desk).await?;
            shown.email = setup;
            shown.wrong = Some((Medium::Email, field, message));
            let page = show(&desk, &visit, &shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/post/sms`.
pub(super) async fn save_sms(
    State(desk): State<Desk>,
    visit: Visit,
    answers: Answers,
) -> Result<Response, PageError> {
    visit.owners_only()?;
    if answers.is_checked("forget") {
        mail::forget_setup(&desk.app, Medium::Sms).await?;
        return Ok(said(visit.lang, "post-forgotten"));
    }
    let setup = SmsSetup {
        base_url: answers.one("base_url").to_owned(),
        sid: answers.one("sid").to_owned(),
        secret: answers.exact("secret").to_owned(),
        sender: answers.one("sender").to_owned(),
    };
    match mail::save_sms_setup(&desk.app, &setup).await {
        Ok(()) => Ok(said(visit.lang, "post-saved")),
        Err(AppError::BadValue { field, message }) => {
            let mut shown = Shown::stored(&desk).await?;
            shown.sms = setup;
            shown.wrong = Some((Medium::Sms, field, message));
            let page = show(&desk, &visit, &shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/post/test`: signs in and sends nothing.
pub(super) async fn test(
    State(desk): State<Desk>,
    visit: Visit,
    answers: Answers,
) -> Result<Response, PageError> {
    visit.owners_only()?;
    let tested = match answers.one("medium") {
        "sms" => mail::test_sms_setup(&desk.app).await,
        _ => mail::test_mail_setup(&desk.app).await,
    };
    match tested {
        Ok(()) => Ok(said(visit.lang, "post-works")),
        Err(AppError::Call(error)) => {
            let words = error.vendor_message.clone().unwrap_or_default();
            let text = sentence(&format!("{error}: {words}"));
            Ok(redirect_with(HERE, Tone::Danger, &text))
        }
        Err(error) => refused(HERE, error),
    }
}

/// `POST /notices/{id}/again`.
pub(super) async fn again(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<NoticeId>,
) -> Result<Response, PageError> {
    let notice = desk.app.space().notice(id).await?;
    let order = notice.ok_or(PageError::NotFound)?.order_id;
    let here = format!("/orders/{order}");
    match mail::send_again(&desk.app, id).await {
        Ok(()) => {
            let text = visit.lang.t("notice-again-wanted");
            Ok(redirect_with(&here, Tone::Success, &text))
        }
        Err(error) => refused(&here, error),
    }
}

fn said(lang: Lang, key: &str) -> Response {
    redirect_with(HERE, Tone::Success, &lang.t(key))
}

impl Shown {
    async fn stored(desk: &Desk) -> Result<Self, PageError> {
        let email = mail::mail_setup(&desk.app).await?;
        let sms = mail::sms_setup(&desk.app).await?;
        let email_from = email.as_ref().map(|(_, from)| *from);
        let sms_from = sms.as_ref().map(|(_, from)| *from);
        Ok(Self {
            email: email.map_or_else(
                || MailSetup {
                    port: 587,
                    ..MailSetup::default()
                },
                |(setup, _)| setup,
            ),
            email_from,
            sms: sms.map_or_else(
                || SmsSetup {
                    base_url: "https://api.twilio.com".into(),
                    ..SmsSetup::default()
                },
                |(setup, _)| setup,
            ),
            sms_from,
            wrong: None,
        })
    }

    fn field(&self, lang: Lang, medium: Medium, name: &'static str, need: Need) -> Field<'_> {
        let key = format!("post-{}", name.replace('_', "-"));
        let hint = format!("{key}-hint");
        let error = self
            .wrong
            .as_ref()
            .filter(|(of, field, _)| *of == medium && field == name);
        Field {
            name: name.into(),
            label: lang.t(&key),
            hint: lang.has(&hint).then(|| lang.t(&hint)),
            error: error.map(|(_, _, message)| Text::from(sentence(message))),
            need,
        }
    }
}

async fn show(desk: &Desk, visit: &Visit, shown: &Shown) -> Result<Response, PageError> {
    let lang = visit.lang;
    let stores = desk.app.space().stores().await?;
    let mut troubled = Vec::new();
    for state in [NoticeState::Unclear, NoticeState::Refused] {
        troubled.extend(desk.app.space().notices(state, None, SHOWN).await?);
    }
    let title = lang.t("post-title");
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("nav-settings"), "/settings".into())),
            title: title.clone(),
            beside: html! {},
            under: html! { (lang.t("post-lead")) },
            actions: html! {},
        }))
        div.stack.narrow {
            (form_errors(lang, usize::from(shown.wrong.is_some())))
            (card_with_title(&lang.t("post-stores"), &html! {}, &store_list(lang, &stores)))
            (card_with_title(&lang.t("post-email"), &origin(lang, shown.email_from), &email_form(lang, shown)))
            (card_with_title(&lang.t("post-sms"), &origin(lang, shown.sms_from), &sms_form(lang, shown)))
            (card_with_title(&lang.t("post-troubled"), &html! {}, &troubled_list(visit, &troubled)))
        }
    };
    let page = shell(desk, visit, &title, Section::Settings, content).await?;
    Ok(html_page(&page).into_response())
}

fn store_list(lang: Lang, stores: &[Store]) -> Markup {
    html! {
        div.stack {
            p.note { (lang.t("post-stores-body")) }
            @for store in stores {
                div.row {
                    (foreign(&store.name))
                    span.push {
                        (link_button(ButtonKind::Secondary, None, &lang.t("settings-change"),
                            &format!("/settings/stores/{}/notices", store.id)))
                    }
                }
            }
        }
    }
}

/// Where the set-up comes from.
fn origin(lang: Lang, from: Option<SetupFrom>) -> Markup {
    let key = match from {
        None => "post-from-nowhere",
        Some(SetupFrom::Desk) => "post-from-desk",
        Some(SetupFrom::Configuration) => "post-from-configuration",
    };
    html! { span.note { (lang.t(key)) } }
}

// keys: post-*
fn email_form(lang: Lang, shown: &Shown) -> Markup {
    let text = |name: &'static str, kind, value: &str, need, example: &'static str| {
        let around = shown.field(lang, Medium::Email, name, need);
        let input = Input {
            kind,
            value: Text::Borrowed(value),
            placeholder: Some(example.into()),
            autocomplete: Some("off"),
            ..Input::default()
        };
        text_field(lang, &around, &input)
    };
    let setup = &shown.email;
    let security = match setup.security {
        MailSecurity::Tls => "tls",
        MailSecurity::Starttls => "starttls",
        MailSecurity::None => "none",
    };
    let choice = |value: &'static str| Choice {
        value: value.into(),
        label: lang.t(&format!("post-security-{value}")),
    };
    let choices = ["starttls", "tls", "none"].map(choice);
    let around = shown.field(lang, Medium::Email, "security", Need::Required);
    let port = setup.port.to_string();
    html! {
        form.form method="post" action="/settings/post/email" {
            (text("host", InputKind::Text, &setup.host, Need::Required, "smtp.example.com"))
            (text("port", InputKind::Number, &port, Need::Required, "587"))
            (select_field(lang, &around, &choices, security))
            (text("user", InputKind::Text, &setup.user, Need::Optional, ""))
            (text("password", InputKind::Password, "", Need::Optional, ""))
            (text("from_address", InputKind::Email, &setup.from_address, Need::Required, "hello@example.com"))
            (actions(lang, Medium::Email, shown.email_from))
        }
    }
}

fn sms_form(lang: Lang, shown: &Shown) -> Markup {
    let text = |name: &'static str, kind, value: &str, need, example: &'static str| {
        let around = shown.field(lang, Medium::Sms, name, need);
        let input = Input {
            kind,
            value: Text::Borrowed(value),
            placeholder: Some(example.into()),
            autocomplete: Some("off"),
            ..Input::default()
        };
        text_field(lang, &around, &input)
    };
    let setup = &shown.sms;
    html! {
        form.form method="post" action="/settings/post/sms" {
            (text("base_url", InputKind::Url, &setup.base_url, Need::Required, "https://api.twilio.com"))
            (text("sid", InputKind::Text, &setup.sid, Need::Required, "AC…"))
            (text("secret", InputKind::Password, "", Need::Optional, ""))
            (text("sender", InputKind::Text, &setup.sender, Need::Required, "+15005550006"))
            (actions(lang, Medium::Sms, shown.sms_from))
        }
    }
}

fn actions(lang: Lang, medium: Medium, from: Option<SetupFrom>) -> Markup {
    let quiet = |label: &str, name: &'static str| Button {
        kind: ButtonKind::Quiet,
        label: lang.t(label),
        value: Some((name.into(), "1".into())),
        ..Button::default()
    };
    html! {
        div.actions {
            (button(&Button {
                kind: ButtonKind::Primary,
                label: lang.t("settings-save"),
                ..Button::default()
            }))
            @if from.is_some() {
                button.button type="submit" formaction="/settings/post/test" formnovalidate
                    name="medium" value=(medium.as_str()) { (lang.t("post-test")) }
            }
            @if from == Some(SetupFrom::Desk) {
                (button(&quiet("post-forget", "forget")))
            }
        }
    }
}

fn troubled_list(visit: &Visit, troubled: &[(Notice, String)]) -> Markup {
    let (lang, locale) = (visit.lang, visit.locale());
    html! {
        div.stack {
            @if troubled.is_empty() { p.note { (lang.t("post-troubled-none")) } }
            @for (notice, number) in troubled {
                div.parcel.stack {
                    div.row {
                        (chip(&state_chip(lang, notice.state)))
                        a href={ "/orders/" (notice.order_id) } { (foreign(number)) }
                        span { (lang.t(&format!("notice-event-{}", notice.event.as_str()))) " · "
                            (lang.t(&format!("notice-medium-{}", notice.medium.as_str()))) }
                        span.push { (time(&locale, notice.created_at)) }
                    }
                    p.note { (foreign(&notice.recipient)) ": "
                        (foreign(&brief(notice.answer.as_deref().unwrap_or_default(), 300))) }
                    form method="post" action={ "/notices/" (notice.id) "/again" } {
                        (button(&Button { label: lang.t("notice-again"), ..Button::default() }))
                    }
                }
            }
        }
    }
}
