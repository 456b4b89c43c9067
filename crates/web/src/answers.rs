//! What a person sent with a form, and the question before a dangerous step.
//!
//! With the script a button asks by itself and sends `confirmed=1`; without it the first POST is
//! answered by [`ask`]: a page with the question and everything that was sent, to be sent again.

use axum::extract::{Form, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::desk::Desk;
use crate::error::PageError;
use crate::shell::{self, Section};
use crate::ui::{Button, ButtonKind, Confirm, PageHeader, button, card, link_button, page_header};
use crate::visit::Visit;

/// A form as it was sent; a name may occur several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answers(pub(crate) Vec<(String, String)>);

impl Answers {
    /// The first value of a name, trimmed; empty if there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// A value as it was typed, for passwords.
    pub(crate) fn exact(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box was checked.
    pub(crate) fn is_checked(&self, name: &str) -> bool {
        !self.one(name).is_empty()
    }

    /// Whether the person was asked and said yes.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.one("confirmed") == "1"
    }
}

impl FromRequest<Desk> for Answers {
    type Rejection = PageError;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, PageError> {
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, desk)
            .await
            .map_err(|rejection| PageError::Unreadable(rejection.status()))?;
        Ok(Self(pairs))
    }
}

/// Answers a POST to `action` that was not confirmed: the question, and the same form once more.
/// `back` is where a person goes who does not want it.
pub(crate) async fn ask(
    desk: &Desk,
    visit: &Visit,
    section: Section,
    question: &Confirm<'_>,
    action: &str,
    answers: &Answers,
    back: &str,
) -> Result<Response, PageError> {
    let go = Button {
        kind: ButtonKind::Danger,
        label: question.action.clone(),
        value: Some(("confirmed".into(), "1".into())),
        ..Button::default()
    };
    let content = html! {
        (page_header(&PageHeader {
            back: None,
            title: question.title.clone(),
            beside: html! {},
            under: html! {},
            actions: html! {},
        }))
        (card(&html! {
            form.card-body.stack method="post" action=(action) {
                p { (question.body) }
                @for (name, value) in &answers.0 {
                    @if name != "confirmed" { input type="hidden" name=(name) value=(value); }
                }
                div.actions {
                    (link_button(ButtonKind::Secondary, None, &visit.lang.t("go-back"), back))
                    (button(&go))
                }
            }
        }))
    };
    let page = shell::shell(desk, visit, &question.title, section, content).await?;
    Ok(shell::html_page(&page).into_response())
}
