//! Where a platform sends the person back to, with or without the permission.

use app::connect::finish;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ports::connect::ConnectValues;
use maud::html;

use super::wizard::{header, not_granted};
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::shell::{Section, html_page, shell};
use crate::ui::{ButtonKind, Icon, Tone, link_button};
use crate::visit::Visit;

/// `GET /connections/{platform}/callback`.
pub(crate) async fn back(
    State(desk): State<Desk>,
    visit: Visit,
    Path(platform): Path<String>,
    Query(query): Query<ConnectValues>,
) -> Result<Response, PageError> {
    let connector = desk.app.connector(&platform).ok_or(PageError::NotFound)?;
    let (lang, name) = (visit.lang, connector.title());
    let error = match finish(&desk.app, &platform, &query, &desk.options.own_url).await {
        Ok(_) => {
            let text = lang.tr("connect-done", &[("platform", name.into())]);
            return Ok(redirect_with("/connections", Tone::Success, &text));
        }
        Err(error) => error,
    };
    let again = link_button(
        ButtonKind::Primary,
        Some(Icon::Refresh),
        &lang.t("connect-again"),
        &format!("/connections/new/{platform}"),
    );
    let title = lang.tr("connect-action", &[("platform", name.into())]);
    let content = html! {
        (header(title.clone(), "/connections", lang.t("nav-connections")))
        (not_granted(lang, name, error, again)?)
    };
    let page = shell(&desk, &visit, &title, Section::Connections, content).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html_page(&page)).into_response())
}
