//! Polling completes what webhooks woke: every order that changed is read, though every webhook were
//! lost.
//!
//! A walk over many pages is put off now and then by the store's call limit. It goes on at the page
//! where it stopped; started anew each time it might never come to its end.

use domain::changeset::{Changeset, Write};
use domain::ids::{ExternalId, StoreId};
use domain::job::{Job, NewJob};
use domain::ports::store::{OrderRef, PageToken};
use domain::store::Store;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::error::StepError;
use crate::flow::{Ending, Step, call};
use crate::mutation::{self, Mutation};
use crate::queue::Held;

/// Each poll starts this much before the newest change of the last one: a change may become visible
/// late, and a page that is read before another one changed meanwhile is older than it.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// The first poll reads this far back.
const FIRST_DAYS: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What two clocks and a second that is not over yet may differ by.
const SAME_MOMENT: SignedDuration = SignedDuration::from_secs(2);

/// A walk over everything that changed, as far as it came.
#[derive(Debug, Serialize, Deserialize)]
struct Walk {
    since: Timestamp,
    started_at: Timestamp,
    page: Option<String>,
    /// The newest change so far, by the store's clock.
    #[serde(default)]
    newest: Option<Timestamp>,
}

impl Walk {
    fn starting(store: &Store, now: Timestamp) -> Self {
        let (from, back) = match store.seen_until {
            Some(seen) => (seen, OVERLAP),
            None => (now, FIRST_DAYS),
        };
        Self {
            since: from.saturating_sub(back).unwrap_or_default(),
            started_at: now,
            page: None,
            newest: None,
        }
    }
}

/// Asks for what changed and wants each order read that is news.
pub(crate) async fn poll_store(app: &App, held: &Held, store_id: StoreId) -> Step {
    let store = app.space().store(store_id).await?;
    let Some(mut store) = store else {
        return Ok(Ending::done());
    };
    let port = app.store_port(store.connection_id).await?;
    let kept = held.progress.as_deref();
    let mut walk = kept
        .and_then(|words| serde_json::from_str(words).ok())
        .unwrap_or_else(|| Walk::starting(&store, app.now()));
    // What changed since the last walk may have been read while its second was not over yet.
    let unsure_since = store.seen_until.unwrap_or(walk.since);
    loop {
        let page = walk.page.clone().map(PageToken);
        let found = match port.changed_orders(walk.since, page).await {
            Ok(found) => found,
            Err(error) => {
                if !error.is_temporary() {
                    // It may be the page that is refused: the next try begins anew.
                    held.keep_progress(app, None).await?;
                }
                let failed = call("asking for changed orders", store.connection_id);
                return Err(failed(error));
            }
        };
        let newest = found.items.iter().map(|order| order.updated_at).max();
        walk.newest = walk.newest.max(newest);
        let jobs = news(app, store_id, &found.items, unsure_since).await?;
        app.space().enqueue(jobs).await?;
        let Some(next) = found.next else {
            break;
        };
        walk.page = Some(next.0);
        held.keep_progress(app, serde_json::to_string(&walk).ok())
            .await?;
    }
    let asked = port.orders_to_answer().await.map_err(call(
        "asking for orders that wait for an answer",
        store.connection_id,
    ))?;
    app.space().enqueue(readings(app, store_id, asked)).await?;
    store.polled_until = Some(walk.started_at);
    // What the store dated, and never our own time: if our clock runs ahead, what changes until then
    // would be missed. What changed after the walk began is for the next one.
    let seen = walk.newest.map(|newest| newest.min(walk.started_at));
    let is_over = seen.is_none_or(|seen| walk.started_at.duration_since(seen) >= SAME_MOMENT);
    store.seen_until = if seen > store.seen_until && !is_over {
        seen
    } else {
        after_its_second(store.seen_until.max(seen))
    };
    let mut changeset = Changeset::default();
    changeset.writes.push(Write::UpdateStore(Box::new(store)));
    Ok(Ending::recording(changeset))
}

/// The last change that was seen is certainly known whole: the next walk is sure of it.
fn after_its_second(seen: Option<Timestamp>) -> Option<Timestamp> {
    let seen = seen?;
    let is_whole = seen.subsec_nanosecond() == 0;
    let a_little_later = seen.saturating_add(SignedDuration::from_micros(1));
    Some(a_little_later.ok().filter(|_| is_whole).unwrap_or(seen))
}

/// The orders that changed since they were read. Stores tell the second of a change and no more: one
/// that was read within that second may have changed once more in it, and is read again once.
async fn news(
    app: &App,
    store_id: StoreId,
    found: &[OrderRef],
    unsure_since: Timestamp,
) -> Result<Vec<NewJob>, StepError> {
    let ids = found
        .iter()
        .map(|order| order.external_id.clone())
        .collect();
    let known = app.space().order_ages(store_id, ids).await?;
    let unsure = |at: Timestamp| at >= unsure_since && at.subsec_nanosecond() == 0;
    let is_news = |order: &&OrderRef| {
        let told = order.updated_at;
        known
            .get(&order.external_id)
            .is_none_or(|known| *known < told || (*known == told && unsure(told)))
    };
    if mutation::on(Mutation::PollFindsNothing) {
        return Ok(Vec::new());
    }
    let news = found.iter().filter(is_news);
    let ids = news.map(|order| order.external_id.clone());
    Ok(readings(app, store_id, ids))
}

/// The jobs that read these orders.
fn readings(
    app: &App,
    store_id: StoreId,
    ids: impl IntoIterator<Item = ExternalId>,
) -> Vec<NewJob> {
    let due_at = app.now();
    let job = |external_id| NewJob {
        job: Job::ReceiveOrder {
            store_id,
            external_id,
        },
        due_at,
    };
    ids.into_iter().map(job).collect()
}
