//! Who works here. Everyone sees the list; only an owner adds someone.

use app::{AppError, people};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::workspace::{Role, User};
use maud::{Markup, html};

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::Lang;
use crate::pages::person_fields::{PersonForm, person_fields};
use crate::pages::profile::role_name;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Column, DataTable, Field, Icon, Importance, PageHeader, RadioCard, Row,
    Spread, Tone, button, card, card_with_title, data_table, exact_time, foreign, form_errors,
    page_header, radio_cards,
};
use crate::visit::Visit;

/// `GET /settings/people`.
pub(crate) async fn people(State(desk): State<Desk>, visit: Visit) -> Result<Response, PageError> {
    show(&desk, &visit, &PersonForm::default(), Role::Member).await
}

/// `POST /settings/people`.
pub(crate) async fn add(
    State(desk): State<Desk>,
    visit: Visit,
    answers: Answers,
) -> Result<Response, PageError> {
    visit.owners_only()?;
    let (email, name) = (answers.one("email"), answers.one("name"));
    let role = Role::parse(answers.one("role")).unwrap_or(Role::Member);
    match people::add_user(&desk.app, email, name, answers.exact("password"), role).await {
        Ok(user) => {
            let text = visit.lang.tr("people-added", &[("name", user.name.into())]);
            Ok(redirect_with("/settings/people", Tone::Success, &text))
        }
        Err(AppError::BadValue { field, message }) => {
            let form = PersonForm::refused(&visit.reader, &answers, &field, &message);
            let page = show(&desk, &visit, &form, role).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(
    desk: &Desk,
    visit: &Visit,
    form: &PersonForm,
    role: Role,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let users = desk.app.space().users().await?;
    let title = lang.t("people-title");
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("nav-settings"), "/settings".into())),
            title: title.clone(),
            beside: html! {},
            under: html! {},
            actions: html! {},
        }))
        div.columns {
            (card(&table(visit, &users)))
            @if visit.user.role == Role::Owner {
                (card_with_title(&lang.t("people-add"), &html! {}, &add_form(lang, form, role)))
            } @else {
                p.note { (lang.t("people-owners-add")) }
            }
        }
    };
    let page = shell(desk, visit, &title, Section::Settings, content).await?;
    Ok(html_page(&page).into_response())
}

fn table(visit: &Visit, users: &[User]) -> Markup {
    let lang = visit.lang;
    let column = |key: &str, importance| Column {
        label: lang.t(key),
        importance,
        ..Column::default()
    };
    let columns = vec![
        column("person-name", Importance::Title),
        column("person-email", Importance::Always),
        column("person-role", Importance::Always),
        column("person-since", Importance::Wide),
    ];
    let rows = users
        .iter()
        .map(|user| Row {
            id: user.id.to_string().into(),
            name: user.name.clone().into(),
            href: None,
            tone: Tone::Neutral,
            cells: vec![
                foreign(&user.name),
                foreign(&user.email),
                html! { (role_name(lang, user.role)) },
                exact_time(&visit.locale(), user.created_at),
            ],
        })
        .collect();
    data_table(
        lang,
        &DataTable {
            caption: lang.t("people-title"),
            columns,
            rows,
            selection: None,
            live: None,
        },
    )
}

fn add_form(lang: Lang, form: &PersonForm, role: Role) -> Markup {
    let card = |role: Role, icon, hint: &str| RadioCard {
        value: role.as_str().into(),
        icon,
        label: role_name(lang, role),
        hint: lang.t(hint),
    };
    let cards = [
        card(Role::Member, Icon::Person, "people-member-hint"),
        card(Role::Owner, Icon::Secret, "people-owner-hint"),
    ];
    let around = Field {
        name: "role".into(),
        label: lang.t("person-role"),
        ..Field::default()
    };
    html! {
        form.form method="post" action="/settings/people" {
            (form_errors(lang, usize::from(form.wrong.is_some())))
            (person_fields(lang, form))
            (radio_cards(&around, Spread::List, &cards, role.as_str()))
            (button(&Button {
                kind: ButtonKind::Primary,
                icon: Some(Icon::Add),
                label: lang.t("people-add"),
                ..Button::default()
            }))
        }
    }
}
