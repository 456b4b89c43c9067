//! Handing a file out, by the piece: it may be larger than memory.

use std::io;

use app::export::{Wish, file_name, open_file};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::ids::ExportId;
use futures_util::stream::try_unfold;
use storage::ExportState;
use tokio::io::AsyncReadExt;

use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::ui::Tone;
use crate::visit::Visit;

/// Read at once.
const PIECE_BYTES: usize = 64 * 1024;

/// `GET /exports/{id}/file`.
pub(super) async fn file(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<ExportId>,
) -> Result<Response, PageError> {
    let export = desk.app.space().export(id).await?;
    let Some(export) = export.filter(|one| one.state == ExportState::Done) else {
        let text = visit.lang.t("exports-gone");
        return Ok(redirect_with("/exports", Tone::Warning, &text));
    };
    let opened = Wish::of(&export).and_then(|wish| {
        let (file, size) = open_file(&desk.app, id, wish.form)?;
        Ok((wish, file, size))
    });
    let (wish, file, size) = match opened {
        Ok(opened) => opened,
        Err(error) => return refused("/exports", error),
    };
    let pieces = try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = vec![0; PIECE_BYTES];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, io::Error>((read > 0).then_some((piece, file)))
    });
    // The name has letters, digits, lines and a point only.
    let named = format!("attachment; filename=\"{}\"", file_name(&wish));
    let named = HeaderValue::from_str(&named);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(wish.form.media_type()),
        ),
        (header::CONTENT_LENGTH, HeaderValue::from(size)),
        (
            header::CONTENT_DISPOSITION,
            named.unwrap_or_else(|_| HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
