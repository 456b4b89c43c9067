//! A person's own page: who they are here, and a new password.

use app::{AppError, people};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::workspace::Role;
use maud::{Markup, html};

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::{Lang, Text};
use crate::pages::person_fields::wrong;
use crate::pages::sign_in::check;
use crate::session;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Field, Input, InputKind, PageHeader, Tone, button, card_with_title,
    definition_list, exact_time, foreign, form_errors, page_header, preferences, text_field,
};
use crate::visit::Visit;

pub(crate) fn router() -> Router<Desk> {
    Router::new()
        .route("/profile", get(profile))
        .route("/profile/password", post(change_password))
}

type Wrong = Option<(&'static str, Text<'static>)>;

async fn profile(State(desk): State<Desk>, visit: Visit) -> Result<Response, PageError> {
    show(&desk, &visit, None).await
}

async fn change_password(
    State(desk): State<Desk>,
    visit: Visit,
    answers: Answers,
) -> Result<Response, PageError> {
    let email = visit.user.email.as_str();
    desk.guard.count(email, None).map_err(PageError::TooMany)?;
    let known = check(&desk, &desk.guard, email, answers.exact("current")).await?;
    if known.is_none() {
        let why = visit.lang.t("profile-wrong-current");
        return unchanged(&desk, &visit, ("current", why)).await;
    }
    desk.guard.forget(email, None);
    match people::set_password(&desk.app, email, answers.exact("password")).await {
        Ok(()) => {
            // All sessions of this person ended with the old password; this browser gets a new one.
            let secret = people::open_session(&desk.app, visit.user.id).await?;
            let text = visit.lang.t("profile-password-changed");
            let said = redirect_with("/profile", Tone::Success, &text);
            Ok((session::keeping(&desk, &secret), said).into_response())
        }
        Err(AppError::BadValue { message, .. }) => {
            let why = wrong(visit.lang, "password", &message);
            unchanged(&desk, &visit, ("password", why)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn unchanged(
    desk: &Desk,
    visit: &Visit,
    wrong: (&'static str, Text<'static>),
) -> Result<Response, PageError> {
    let page = show(desk, visit, Some(wrong)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn show(desk: &Desk, visit: &Visit, wrong: Wrong) -> Result<Response, PageError> {
    let lang = visit.lang;
    let title = lang.t("profile-title");
    let facts = [
        (lang.t("person-name"), foreign(&visit.user.name)),
        (lang.t("person-email"), foreign(&visit.user.email)),
        (
            lang.t("person-role"),
            html! { (role_name(lang, visit.user.role)) },
        ),
        (
            lang.t("person-since"),
            exact_time(&visit.locale(), visit.user.created_at),
        ),
    ];
    let content = html! {
        (page_header(&PageHeader {
            back: None,
            title: title.clone(),
            beside: html! {},
            under: html! {},
            actions: html! {},
        }))
        div.grid-wide {
            div.stack {
                (card_with_title(&lang.t("profile-who"), &html! {}, &definition_list(&facts)))
                (card_with_title(&lang.t("profile-reading"), &html! {},
                    &preferences(lang, visit.theme, "/preferences")))
            }
            (card_with_title(&lang.t("profile-password"), &html! {},
                &password_form(lang, &visit.user.email, wrong.as_ref())))
        }
    };
    let page = shell(desk, visit, &title, Section::None, content).await?;
    Ok(html_page(&page).into_response())
}

fn password_form(lang: Lang, email: &str, wrong: Option<&(&'static str, Text<'static>)>) -> Markup {
    let field = |name: &'static str, key: &str, hint| Field {
        name: name.into(),
        label: lang.t(key),
        hint,
        error: wrong
            .filter(|(field, _)| *field == name)
            .map(|(_, why)| why.clone()),
        ..Field::default()
    };
    let password = |autocomplete| Input {
        kind: InputKind::Password,
        autocomplete: Some(autocomplete),
        ..Input::default()
    };
    let least = lang.tr(
        "person-password-hint",
        &[("count", people::PASSWORD_MIN.into())],
    );
    html! {
        form.form method="post" action="/profile/password" {
            // So that a password manager knows whose password changes.
            input type="email" autocomplete="username" value=(email) hidden;
            (form_errors(lang, usize::from(wrong.is_some())))
            (text_field(lang, &field("current", "profile-current", None), &password("current-password")))
            (text_field(lang, &field("password", "profile-new", Some(least)), &password("new-password")))
            p.note { (lang.t("profile-password-hint")) }
            div.actions {
                (button(&Button {
                    kind: ButtonKind::Primary,
                    label: lang.t("profile-password-action"),
                    ..Button::default()
                }))
            }
        }
    }
}

// keys: role-*
/// A role's name.
pub(crate) fn role_name(lang: Lang, role: Role) -> Text<'static> {
    lang.t(&format!("role-{}", role.as_str()))
}
