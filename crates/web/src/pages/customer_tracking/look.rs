//! How the customer's page looks: one small style sheet with the store's color, and its logo.

use app::mail;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

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
    let ink = if is_dark(&color) {
        "#ffffff"
    } else {
        "#14171a"
    };
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
    if domain::notice::is_color(text) {
        text.to_owned()
    } else {
        "#1f4e79".to_owned()
    }
}

/// Whether white letters read better on it than black ones: by how bright eyes see red, green and blue.
fn is_dark(color: &str) -> bool {
    let part = |at: usize| {
        let digits = color.get(at..at + 2).unwrap_or("00");
        u32::from_str_radix(digits, 16).unwrap_or(0)
    };
    part(1) * 299 + part(3) * 587 + part(5) * 114 < 150_000
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
    fn letters_are_readable_on_any_color() {
        assert!(is_dark("#1f4e79") && is_dark("#000000") && is_dark("#c00020"));
        assert!(!is_dark("#ffffff") && !is_dark("#f2c94c") && !is_dark("#7fffd4"));
        assert_eq!(color("red;}body{display:none"), "#1f4e79");
    }
}
