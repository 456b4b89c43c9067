//! The wizard that connects any platform: it reads the connector's data and knows no platform itself.
//!
//! A secret that was typed is never written back into a page. Nothing is stored before the platform
//! granted access.

use std::sync::Arc;

use app::AppError;
use app::connect::{Started, callback_url, start};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use domain::ports::connect::{ConnectField, ConnectValues, ConnectWay, Connector};
use maud::{Markup, html};
use serde::Deserialize;

use super::list::kind_name;
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::{PageError, own_words, sentence};
use crate::flash::redirect_with;
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Failure, Field, Icon, Input, InputKind, Need, PageHeader, Tab, Tone,
    button, card, copyable_code, failure_box, form_errors, link_button, page_header, tabs,
    text_field,
};
use crate::visit::Visit;

/// Which way to connect.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    way: Option<String>,
}

/// What was typed, and what came of it.
#[derive(Default)]
struct Typed {
    values: ConnectValues,
    wrong: Option<(String, String)>,
    failure: Markup,
}

/// `GET /connections/new`.
pub(crate) async fn choose(
    State(desk): State<Desk>,
    visit: Visit,
) -> Result<Html<String>, PageError> {
    let lang = visit.lang;
    let title = lang.t("connect-title");
    let content = html! {
        (header(title.clone(), "/connections", lang.t("nav-connections")))
        div.grid {
            @for connector in desk.app.connectors() {
                (card(&html! {
                    div.card-body.stack {
                        div.lines {
                            strong { (connector.title()) }
                            span.note { (kind_name(lang, connector.kind())) }
                        }
                        (link_button(ButtonKind::Primary, Some(Icon::Connections),
                            &lang.tr("connect-action", &[("platform", connector.title().into())]),
                            &format!("/connections/new/{}", connector.platform())))
                    }
                }))
            }
        }
    };
    let page = shell(&desk, &visit, &title, Section::Connections, content).await?;
    Ok(html_page(&page))
}

/// `GET /connections/new/{platform}`.
pub(crate) async fn form(
    State(desk): State<Desk>,
    visit: Visit,
    Path(platform): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let (connector, way) = find(&desk, &platform, wanted.way.as_deref())?;
    show(&desk, &visit, &connector, way, &Typed::default()).await
}

/// `POST /connections/new/{platform}`.
pub(crate) async fn connect(
    State(desk): State<Desk>,
    visit: Visit,
    Path(platform): Path<String>,
    answers: Answers,
) -> Result<Response, PageError> {
    let (connector, way) = find(&desk, &platform, Some(answers.one("way")))?;
    let values: ConnectValues = way
        .fields
        .iter()
        .map(|field| (field.name.to_owned(), answers.one(field.name).to_owned()))
        .collect();
    let own_url = &desk.options.own_url;
    let (wrong, failure) = match start(&desk.app, &platform, way.name, &values, own_url).await {
        Ok(Started::Connected(_)) => {
            let name = [("platform", connector.title().into())];
            let text = visit.lang.tr("connect-done", &name);
            return Ok(redirect_with("/connections", Tone::Success, &text));
        }
        Ok(Started::GoTo(url)) => return leave(&desk, &visit, &connector, &url).await,
        Err(AppError::BadValue { field, message }) => (Some((field, message)), html! {}),
        Err(error) => (
            None,
            not_granted(visit.lang, connector.title(), error, html! {})?,
        ),
    };
    let typed = Typed {
        values,
        wrong,
        failure,
    };
    let page = show(&desk, &visit, &connector, way, &typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Why access was not granted, with what to do; what is broken on our side is a page of its own.
pub(super) fn not_granted(
    lang: Lang,
    platform: &str,
    error: AppError,
    actions: Markup,
) -> Result<Markup, PageError> {
    let (reason, words) = match error {
        AppError::Refused(why) => (why, None),
        AppError::Call(call) => (call.message.clone(), own_words(&call)),
        AppError::BadValue { message, .. } => (message, None),
        AppError::Busy => (AppError::Busy.to_string(), None),
        other => return Err(other.into()),
    };
    let failure = Failure {
        tone: Tone::Danger,
        reason: lang.tr("connect-failed", &[("platform", platform.into())]),
        fix: sentence(&reason).into(),
        actions,
        own_words: words.map(|words| (platform.to_owned().into(), words.into())),
    };
    Ok(failure_box(lang, &failure))
}

type Found = (Arc<dyn Connector>, &'static ConnectWay);

fn find(desk: &Desk, platform: &str, way: Option<&str>) -> Result<Found, PageError> {
    let connector = desk.app.connector(platform).ok_or(PageError::NotFound)?;
    let ways = connector.ways();
    let way = match way {
        Some(name) => ways.iter().find(|way| way.name == name),
        None => ways.first(),
    };
    Ok((Arc::clone(connector), way.ok_or(PageError::NotFound)?))
}

/// The person goes to the platform. It is a page and no redirect, because the page policy lets forms
/// end here only.
async fn leave(
    desk: &Desk,
    visit: &Visit,
    connector: &Arc<dyn Connector>,
    url: &str,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let platform = [("platform", connector.title().into())];
    let title = lang.tr("connect-leave-title", &platform);
    let content = html! {
        (header(title.clone(), "/connections", lang.t("nav-connections")))
        (card(&html! {
            div.card-body.stack {
                p { (lang.tr("connect-leave-body", &platform)) }
                (link_button(ButtonKind::Primary, Some(Icon::External),
                    &lang.tr("connect-leave-action", &platform), url))
            }
        }))
    };
    let page = shell(desk, visit, &title, Section::Connections, content).await?;
    let known = ["https://", "http://"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    let refresh = HeaderName::from_static("refresh");
    let go = known.then(|| [(refresh, format!("0; url={url}"))]);
    Ok((go, html_page(&page)).into_response())
}

async fn show(
    desk: &Desk,
    visit: &Visit,
    connector: &Arc<dyn Connector>,
    way: &'static ConnectWay,
    typed: &Typed,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let platform = connector.platform();
    let title = lang.tr("connect-action", &[("platform", connector.title().into())]);
    let ways = connector.ways();
    let choices: Vec<Tab<'_>> = ways
        .iter()
        .map(|way| Tab {
            label: lang.t(way.title_key),
            href: format!("/connections/new/{platform}?way={}", way.name).into(),
            count: None,
            tone: Tone::Neutral,
        })
        .collect();
    let current = ways.iter().position(|known| known.name == way.name);
    let callback = callback_url(&desk.app, &desk.options.own_url, platform);
    let content = html! {
        (header(title.clone(), "/connections/new", lang.t("connect-title")))
        div.narrow.stack {
            (typed.failure)
            (card(&html! {
                @if choices.len() > 1 {
                    (tabs(lang, &lang.t("connect-ways"), &choices, current.unwrap_or_default()))
                }
                div.card-body { (fields_form(lang, platform, way, typed, &callback)) }
            }))
        }
    };
    let page = shell(desk, visit, &title, Section::Connections, content).await?;
    Ok(html_page(&page).into_response())
}

fn fields_form(
    lang: Lang,
    platform: &str,
    way: &ConnectWay,
    typed: &Typed,
    callback: &str,
) -> Markup {
    let (advanced, plain): (Vec<&ConnectField>, Vec<&ConnectField>) =
        way.fields.iter().partition(|field| field.optional);
    let open = advanced.iter().any(|field| {
        let wrong = typed
            .wrong
            .as_ref()
            .is_some_and(|(name, _)| name == field.name);
        wrong
            || typed
                .values
                .get(field.name)
                .is_some_and(|value| !value.is_empty())
    });
    let hint = format!("{}-hint", way.title_key);
    html! {
        form.form method="post" action={ "/connections/new/" (platform) } autocomplete="off" {
            input type="hidden" name="way" value=(way.name);
            @if lang.has(&hint) { p { (lang.t(&hint)) } }
            @if way.authorizes {
                div.field {
                    span.field-label { (lang.t("connect-callback")) }
                    (copyable_code(lang, callback))
                    p.field-hint { (lang.t("connect-callback-hint")) }
                }
            }
            (form_errors(lang, usize::from(typed.wrong.is_some())))
            @for field in plain { (one_field(lang, field, typed)) }
            @if !advanced.is_empty() {
                details.advanced open[open] {
                    summary { (lang.t("connect-advanced")) }
                    div.form { @for field in advanced { (one_field(lang, field, typed)) } }
                }
            }
            div.actions {
                (button(&Button {
                    kind: ButtonKind::Primary,
                    label: lang.t(if way.authorizes { "connect-go" } else { "connect-save" }),
                    ..Button::default()
                }))
            }
        }
    }
}

fn one_field(lang: Lang, field: &ConnectField, typed: &Typed) -> Markup {
    let hint_key = format!("{}-hint", field.label_key);
    let error = typed
        .wrong
        .as_ref()
        .filter(|(name, _)| name == field.name)
        .map(|(_, message)| Text::from(sentence(message)));
    let around = Field {
        name: field.name.into(),
        label: lang.t(field.label_key),
        hint: lang.has(&hint_key).then(|| lang.t(&hint_key)),
        error,
        need: if field.optional {
            Need::Optional
        } else {
            Need::Required
        },
    };
    let value = typed.values.get(field.name).filter(|_| !field.secret);
    let input = Input {
        kind: if field.secret {
            InputKind::Password
        } else {
            InputKind::Text
        },
        value: value.map_or(Text::Borrowed(""), |value| Text::Borrowed(value.as_str())),
        placeholder: (!field.example.is_empty()).then(|| field.example.into()),
        autocomplete: Some(if field.secret { "new-password" } else { "off" }),
        suffix: None,
    };
    text_field(lang, &around, &input)
}

pub(super) fn header(title: Text<'_>, back: &str, label: Text<'_>) -> Markup {
    page_header(&PageHeader {
        back: Some((label, Text::Borrowed(back))),
        title,
        beside: html! {},
        under: html! {},
        actions: html! {},
    })
}
