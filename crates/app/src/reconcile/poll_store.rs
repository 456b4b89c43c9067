//! Polling completes what webhooks woke: every order that changed is read, though every webhook were
//! lost.

use domain::changeset::{Changeset, Write};
use domain::ids::StoreId;
use domain::job::{Job, NewJob};
use domain::ports::store::PageToken;
use jiff::SignedDuration;

use crate::App;
use crate::error::StepError;
use crate::flow::{Ending, Step, call};

/// Each poll starts this much before the last one: clocks differ, and a change may become visible late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// The first poll reads this far back.
const FIRST_DAYS: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Asks for what changed and wants each order read that is news.
pub(crate) async fn poll_store(app: &App, store_id: StoreId) -> Step {
    let store = app.space().store(store_id).await?;
    let Some(mut store) = store else {
        return Ok(Ending::done());
    };
    let port = app.store_port(store.connection_id).await?;
    let started_at = app.now();
    let back = if store.polled_until.is_some() {
        OVERLAP
    } else {
        FIRST_DAYS
    };
    let since = store
        .polled_until
        .unwrap_or(started_at)
        .saturating_sub(back)
        .unwrap_or_default();
    let mut page: Option<PageToken> = None;
    loop {
        let found = port
            .changed_orders(since, page)
            .await
            .map_err(call("asking for changed orders", store.connection_id))?;
        let jobs = news(app, store_id, &found.items).await?;
        app.space().enqueue(jobs).await?;
        page = found.next;
        if page.is_none() {
            break;
        }
    }
    store.polled_until = Some(started_at);
    let mut changeset = Changeset::default();
    changeset.writes.push(Write::UpdateStore(Box::new(store)));
    Ok(Ending::recording(changeset))
}

async fn news(
    app: &App,
    store_id: StoreId,
    found: &[domain::ports::store::OrderRef],
) -> Result<Vec<NewJob>, StepError> {
    let ids = found
        .iter()
        .map(|order| order.external_id.clone())
        .collect();
    let known = app.space().order_ages(store_id, ids).await?;
    let due_at = app.now();
    let is_news = |order: &&domain::ports::store::OrderRef| {
        known
            .get(&order.external_id)
            .is_none_or(|known| *known < order.updated_at)
    };
    let job = |order: &domain::ports::store::OrderRef| NewJob {
        job: Job::ReceiveOrder {
            store_id,
            external_id: order.external_id.clone(),
        },
        due_at,
    };
    Ok(found.iter().filter(is_news).map(job).collect())
}
