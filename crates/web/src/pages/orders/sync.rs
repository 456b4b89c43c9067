//! Reading orders at the store and the marketplace on demand.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use domain::ids::OrderId;

use super::{ListQuery, MOST};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::ui::Tone;
use crate::visit::Visit;

/// `POST /orders/sync`: the ticked orders, all that match, or without either everything.
pub(super) async fn sync(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
    answers: Answers,
) -> Result<Response, PageError> {
    let query = ListQuery::read(raw.as_deref().unwrap_or_default());
    let lang = visit.lang;
    let ids: Vec<OrderId> = if answers.is_checked("all_matching") {
        let filter = query.filter(&visit.reader.zone);
        desk.app.space().order_ids(filter, MOST).await?
    } else {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let picked = answers.all("order").filter_map(|id| id.parse().ok());
        picked.take(most).collect()
    };
    if ids.is_empty() {
        for connection in desk.app.space().connections().await? {
            app::desk::sync_connection(&desk.app, connection.id).await?;
        }
        let text = lang.t("sync-store-started");
        return Ok(redirect_with(&query.href(), Tone::Info, &text));
    }
    let count = app::desk::sync_orders(&desk.app, &ids).await?;
    let text = lang.tr("sync-started", &[("count", count.into())]);
    Ok(redirect_with(&query.href(), Tone::Info, &text))
}
