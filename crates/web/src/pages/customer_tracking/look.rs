//! How the customer's page looks: one small style sheet with the store's color, and its logo.

use app::mail;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::notice::{ink_on, is_color};

use crate::desk::Desk;
use crate::error::PageError;

/// Everything but the color.
const STYLE: &str = include_str!("look.css");

/// `GET /track/{slug}/look.css`.
pub(super) async fn style(
    State(desk): State<Desk>,
    Path(slug): Path<String>,
) -> Result<Response, PageError> {
    let shown = mail::shown_store_by_slug(&desk.app, &slug).await?;
    let shown = shown.ok_or(PageError::NotFound)?;
    let color = color(&shown.brand.color);
    let ink = ink_on(&color);
    let sheet = format!(":root{{--brand:{color};--brand-ink:{ink}}}\n{STYLE}");
    let mut response = sheet.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/css; charset=utf-8"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    Ok(response)
}

/// What can stand in a style sheet, whatever is stored.
fn color(text: &str) -> String {
    if is_color(text) {
        text.to_owned()
    } else {
        "#1f4e79".to_owned()
    }
}

/// `GET /track/{slug}/logo/{number}`: kept for long, because another picture has another number.
pub(super) async fn logo(
    State(desk): State<Desk>,
    Path((slug, _number)): Path<(String, u32)>,
) -> Result<Response, PageError> {
    let shown = mail::shown_store_by_slug(&desk.app, &slug).await?;
    let shown = shown.ok_or(PageError::NotFound)?;
    let logo = mail::logo(&desk.app, shown.store.id).await?;
    let (media_type, content) = logo.ok_or(PageError::NotFound)?;
    let kind = HeaderValue::from_str(&media_type).map_err(|_| PageError::NotFound)?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_color_stands_in_the_style_sheet() {
        assert_eq!(color("red;}body{display:none"), "#1f4e79");
    }
}
