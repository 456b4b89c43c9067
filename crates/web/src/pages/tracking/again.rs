//! Following parcels anew, on demand.

use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::{MOST, TrackingQuery};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::ui::Tone;
use crate::visit::Visit;

/// `POST /tracking/again`: the ticked rows, or all that match.
pub(super) async fn again(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
    answers: Answers,
) -> Result<Response, PageError> {
    let query = TrackingQuery::read(raw.as_deref().unwrap_or_default());
    let lang = visit.lang;
    let space = desk.app.space();
    let orders = if answers.is_checked("all_matching") {
        let filter = query.filter(visit.now, &visit.reader.zone);
        space.tracking_orders(filter, MOST).await?
    } else {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let rows = answers.all("row").filter_map(|id| id.parse().ok());
        space.tracking_orders_of(rows.take(most).collect()).await?
    };
    if orders.is_empty() {
        let text = lang.t("tracking-again-none");
        return Ok(redirect_with(&query.href(), Tone::Warning, &text));
    }
    let back = query.href();
    match app::desk::track_orders_again(&desk.app, &orders, &visit.actor()).await {
        Ok(count) => {
            let text = lang.tr("tracking-again-started", &[("count", count.into())]);
            Ok(redirect_with(&back, Tone::Info, &text))
        }
        Err(error) => refused(&back, error),
    }
}
