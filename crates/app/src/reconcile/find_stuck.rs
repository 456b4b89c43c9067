//! Finding what nothing moves: placements that were cut off, orders that were not planned, purchases
//! that are not followed. Nothing should be found; if something is, it is moved on and logged.

use domain::job::{Job, NewJob};
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;
use std::time::Duration;

use crate::App;
use crate::flow::{Ending, Step};

/// A call to place takes at most a minute of real time; longer than this nobody is placing any more.
const PLACING_TOO_LONG: Duration = Duration::from_secs(300);

/// A purchase whose reading is this late is not followed by any job.
const READING_LATE: SignedDuration = SignedDuration::from_hours(1);

const LIMIT: u32 = 1_000;

/// Wants what is stuck moved on.
pub(crate) async fn find_stuck(app: &App) -> Step {
    let now = app.now();
    let mut jobs = Vec::new();
    let before = now
        .saturating_sub(app.clock().span_of(PLACING_TOO_LONG))
        .unwrap_or_default();
    for (order_id, purchase_id) in app
        .space()
        .purchases_in_state(S::Placing, before, LIMIT)
        .await?
    {
        tracing::warn!(purchase.id = %purchase_id, "a purchase was placing for too long");
        jobs.push(Job::PlacePurchase {
            order_id,
            purchase_id,
        });
    }
    let late = now.saturating_sub(READING_LATE).unwrap_or_default();
    for (order_id, purchase_id) in app.space().purchases_to_sync(late, LIMIT).await? {
        jobs.push(Job::SyncPurchase {
            order_id,
            purchase_id,
        });
    }
    for (order_id, case_id) in app.space().cases_to_watch(late, LIMIT).await? {
        jobs.push(Job::WatchCase { order_id, case_id });
    }
    let unplanned = app.space().orders_to_plan(LIMIT).await?;
    jobs.extend(
        unplanned
            .into_iter()
            .map(|order_id| Job::PlanPurchases { order_id }),
    );
    for connection in app.space().connections().await? {
        if connection.renew_at().is_some_and(|at| at <= now) {
            jobs.push(Job::RenewAccess {
                connection_id: connection.id,
            });
        }
    }
    let jobs = jobs
        .into_iter()
        .map(|job| NewJob { job, due_at: now })
        .collect();
    // What waits for another try waits on: it is not stuck, and a platform in trouble is not asked more
    // often for it.
    app.space().enqueue_missing(jobs).await?;
    Ok(Ending::done())
}
