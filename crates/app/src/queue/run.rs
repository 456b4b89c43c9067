//! One job: its step, again if something moved meanwhile, and its end.

use domain::changeset::FinishedJob;
use domain::job::Job;
use storage::ClaimedJob;

use super::ending;
use crate::error::StepError;
use crate::flow::{self, Ending, Step};
use crate::{App, reconcile};

/// How often a step is decided again at once when someone else changed the same order.
const DECIDED_AGAIN: u32 = 20;

/// Runs a job and records how it ended.
pub(super) async fn run(app: &App, job: &ClaimedJob) {
    for _ in 0..DECIDED_AGAIN {
        let outcome = step(app, &job.job).await;
        let conflict = matches!(&outcome, Err(StepError::Storage(error)) if error.is_conflict());
        if conflict {
            continue;
        }
        let ending = match outcome {
            Ok(ending) => ending,
            Err(error) => ending::of_error(app, job, error).await,
        };
        match finish(app, job, ending).await {
            Ok(()) => return,
            Err(error) if error.is_conflict() => {}
            Err(error) => {
                // The job is still leased to us: when the lease ends it is run again.
                tracing::error!(job.id = %job.id, %error, "a job's end could not be recorded");
                return;
            }
        }
    }
    let again = ending::retry(app, job, "someone else kept changing the same order");
    if let Err(error) = finish(app, job, again).await {
        tracing::warn!(job.id = %job.id, %error, "a job's end could not be recorded");
    }
}

async fn finish(app: &App, job: &ClaimedJob, ending: Ending) -> Result<(), storage::StorageError> {
    let mut changeset = ending.changeset;
    changeset.finishes = Some(FinishedJob {
        id: job.id,
        claim: job.claim,
        end: ending.end,
    });
    app.space().commit(changeset).await
}

async fn step(app: &App, job: &Job) -> Step {
    match job {
        Job::ReadDelivery { delivery_id } => reconcile::read_delivery(app, *delivery_id).await,
        Job::ReceiveOrder {
            store_id,
            external_id,
        } => flow::receive_order(app, *store_id, external_id).await,
        Job::PlanPurchases { order_id } => flow::plan_purchases(app, *order_id).await,
        Job::PlacePurchase {
            order_id,
            purchase_id,
        } => flow::place_purchase(app, *order_id, *purchase_id).await,
        Job::SettlePlacement {
            order_id,
            purchase_id,
        } => flow::settle_placement(app, *order_id, *purchase_id).await,
        Job::SyncPurchase {
            order_id,
            purchase_id,
        } => flow::sync_purchase(app, *order_id, *purchase_id).await,
        Job::TrackParcels {
            order_id,
            purchase_id,
        } => flow::track_parcels(app, *order_id, *purchase_id).await,
        Job::FulfillOrder { order_id } => flow::fulfill_order(app, *order_id).await,
        Job::PollStore { store_id } => reconcile::poll_store(app, *store_id).await,
        Job::EnsureWebhooks { store_id } => reconcile::ensure_webhooks(app, *store_id).await,
        Job::ReadProducts { store_id } => reconcile::read_products(app, *store_id).await,
        Job::RenewAccess { connection_id } => reconcile::renew_access(app, *connection_id).await,
        Job::SyncAllPurchases => reconcile::sync_all_purchases(app).await,
        Job::FindStuck => reconcile::find_stuck(app).await,
    }
}
