//! The files of a case: taken by what their bytes are, and handed out to be saved, never to be run.

use app::desk::{EVIDENCE_BYTES, EVIDENCE_FILES, EvidenceWrong};
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::aftersale::Evidence;
use domain::ids::{CaseId, EvidenceId, OrderId};
use maud::{Markup, html};

use super::show::View;
use crate::answers::{Answers, ask};
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::Lang;
use crate::shell::Section;
use crate::ui::{Button, ButtonKind, Confirm, Icon, Tone, button, card_with_title, foreign, time};
use crate::visit::Visit;
use crate::words::{brief, isolated};

/// The card of files.
pub(super) fn part(view: &View<'_>) -> Markup {
    let lang = view.lang();
    let limits = [
        ("size", (EVIDENCE_BYTES / 1024 / 1024).into()),
        ("count", EVIDENCE_FILES.into()),
    ];
    let send = Button {
        icon: Some(Icon::Upload),
        label: lang.t("case-evidence-send"),
        ..Button::default()
    };
    card_with_title(
        &lang.t("case-evidence"),
        &html! {},
        &html! {
            div.stack {
                @for one in view.evidence { (file(view, one)) }
                form.form method="post" enctype="multipart/form-data" action=(view.href("/evidence")) {
                    div.field {
                        label.field-label for="file" { (lang.t("case-evidence-file")) }
                        input id="file" name="file" type="file" required aria-describedby="file-hint"
                            accept="image/png,image/jpeg,image/webp,application/pdf";
                        p.field-hint id="file-hint" { (lang.tr("case-evidence-hint", &limits)) }
                    }
                    div.actions { (button(&send)) }
                }
            }
        },
    )
}

fn file(view: &View<'_>, one: &Evidence) -> Markup {
    let lang = view.lang();
    let href = view.href(&format!("/evidence/{}", one.id));
    let remove = Button {
        kind: ButtonKind::Danger,
        icon: Some(Icon::Delete),
        label: lang.t("case-evidence-remove"),
        confirm: Some(question(lang, one)),
        ..Button::default()
    };
    // Rounded up, so that nothing has no size.
    let kilobytes = (one.size_bytes.saturating_add(1023)) / 1024;
    html! {
        div.media {
            div.lines {
                a href=(href) download { (foreign(&brief(&one.name, 80))) }
                span.note {
                    (lang.tr("case-evidence-size", &[("size", kilobytes.into())]))
                    @if !one.added_by.is_empty() { " · " (foreign(&brief(&one.added_by, 40))) }
                    " · " (time(&view.visit.locale(), one.added_at))
                }
            }
            form method="post" action={ (href) "/remove" } { (button(&remove)) }
        }
    }
}

fn question(lang: Lang, one: &Evidence) -> Confirm<'static> {
    let values = [("name", isolated(&one.name).into())];
    Confirm {
        title: lang.tr("case-evidence-remove-title", &values),
        body: lang.t("case-evidence-remove-body"),
        action: lang.t("case-evidence-remove"),
    }
}

/// `POST /orders/{id}/cases/{case}/evidence`.
pub(super) async fn add(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, case)): Path<(OrderId, CaseId)>,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let path = format!("/orders/{id}/cases/{case}");
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        PageError::Unreadable(match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::BAD_REQUEST,
        })
    };
    let mut sent = (String::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or_default().to_owned();
            sent = (name, part.bytes().await.map_err(unreadable)?.to_vec());
        }
    }
    let (name, content) = sent;
    let actor = visit.actor();
    let added = app::desk::add_evidence(&desk.app, id, case, (&name, content), &actor).await;
    let (tone, key) = match added {
        Ok(None) => (Tone::Success, "case-done-evidence"),
        Ok(Some(EvidenceWrong::Empty)) => (Tone::Danger, "case-evidence-empty"),
        Ok(Some(EvidenceWrong::TooLarge)) => (Tone::Danger, "case-evidence-too-large"),
        Ok(Some(EvidenceWrong::Kind)) => (Tone::Danger, "case-evidence-kind"),
        Ok(Some(EvidenceWrong::TooMany)) => (Tone::Danger, "case-evidence-too-many"),
        Err(error) => return refused(&path, error),
    };
    Ok(redirect_with(&path, tone, &visit.lang.t(key)))
}

/// `POST /orders/{id}/cases/{case}/evidence/{evidence}/remove`.
pub(super) async fn remove(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, case, evidence)): Path<(OrderId, CaseId, EvidenceId)>,
    answers: Answers,
) -> Result<Response, PageError> {
    let path = format!("/orders/{id}/cases/{case}");
    let known = desk.app.space().evidence_of(case).await?;
    let known = known.iter().find(|one| one.id == evidence);
    let known = known.ok_or(PageError::NotFound)?;
    if !answers.is_confirmed() {
        let question = question(visit.lang, known);
        let action = format!("{path}/evidence/{evidence}/remove");
        return ask(
            &desk,
            &visit,
            Section::Cases,
            &question,
            &action,
            &answers,
            &path,
        )
        .await;
    }
    match app::desk::remove_evidence(&desk.app, case, evidence).await {
        Ok(()) => {
            let text = visit.lang.t("case-done-removed");
            Ok(redirect_with(&path, Tone::Info, &text))
        }
        Err(error) => refused(&path, error),
    }
}

/// `GET /orders/{id}/cases/{case}/evidence/{evidence}`: to be saved. What it is was told by its bytes,
/// no browser guesses anything else (`nosniff` is on every answer), and nothing in it may run.
pub(super) async fn download(
    State(desk): State<Desk>,
    _visit: Visit,
    Path((id, case, evidence)): Path<(OrderId, CaseId, EvidenceId)>,
) -> Result<Response, PageError> {
    let found = desk.app.space().evidence_file(evidence).await?;
    let found = found.filter(|(one, _)| one.order_id == id && one.case_id == case);
    let (one, content) = found.ok_or(PageError::NotFound)?;
    // The name has letters, digits, lines and a point only.
    let named = format!("attachment; filename=\"{}\"", one.name);
    let named = HeaderValue::from_str(&named);
    let headers: [(HeaderName, HeaderValue); 3] = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(one.kind.media_type()),
        ),
        (
            header::CONTENT_DISPOSITION,
            named.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    Ok((headers, content).into_response())
}
