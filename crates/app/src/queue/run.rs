//! One job: its step, again if something moved meanwhile, and its end.

use domain::changeset::{Changeset, FinishedJob};
use domain::job::{Job, NewJob};
use storage::{ClaimedJob, Next, StorageError};

use super::lease::{Leases, Running};
use super::{Crew, Held, ending};
use crate::error::StepError;
use crate::flow::{self, Ending, Step};
use crate::mutation::{self, Mutation};
use crate::{App, export, mail, reconcile};

/// How often a step is decided again at once when someone else changed the same order.
const DECIDED_AGAIN: u32 = 20;

/// Runs a job, then what its end took up, until nothing was taken up.
pub(super) async fn run_on(crew: Crew, job: ClaimedJob) {
    let mut job = Some(job);
    while let Some(one) = job {
        job = run(&crew.app, &crew.leases, &one, &|| crew.next()).await;
        if job.is_some() {
            crew.ended.notify_one();
        }
    }
}

/// Runs a job, records how it ended, and says what was taken up with that.
pub(super) async fn run(
    app: &App,
    leases: &Leases,
    job: &ClaimedJob,
    next: &(dyn Fn() -> Next + Sync),
) -> Option<ClaimedJob> {
    let lane = job.job.lane().unwrap_or_default();
    tracing::debug!(job.id = %job.id, job.kind = job.job.name(), job.claim, job.lane = lane, "a job runs");
    let running = leases.take_up(app, job);
    let ended = end(app, &running.held, job, next).await;
    match ended {
        Ok(taken_up) => {
            running.over();
            taken_up
        }
        Err(error) => {
            lost(app, job, running, &error).await;
            None
        }
    }
}

/// Runs the step until its end can be recorded.
async fn end(
    app: &App,
    held: &Held,
    job: &ClaimedJob,
    next: &(dyn Fn() -> Next + Sync),
) -> Result<Option<ClaimedJob>, StorageError> {
    for _ in 0..DECIDED_AGAIN {
        let ending = match step(app, held, &job.job).await {
            Err(StepError::Storage(error)) if error.is_conflict() => {
                still_held(app, held, error).await?;
                continue;
            }
            Ok(ending) => ending,
            Err(error) => ending::of_error(app, held, job, error).await,
        };
        match finish(app, job, ending, next()).await {
            Err(error) if error.is_conflict() => still_held(app, held, error).await?,
            other => return other,
        }
    }
    let again = ending::retry(app, job, "someone else kept changing the same order");
    finish(app, job, again, next()).await
}

/// Something moved: if it was the claim itself, nothing of this run may go on.
async fn still_held(app: &App, held: &Held, moved: StorageError) -> Result<(), StorageError> {
    if held.is_held(app).await? {
        Ok(())
    } else {
        Err(moved)
    }
}

/// No end was recorded.
async fn lost(app: &App, job: &ClaimedJob, running: Running, error: &StorageError) {
    if matches!(running.held.is_held(app).await, Ok(false)) {
        // Another process thought us dead and goes on with it, or has ended it.
        tracing::warn!(job.id = %job.id, job.kind = job.job.name(), "a job was taken back while it ran");
        running.over();
    } else {
        // It is given back with the next beat, and run again.
        tracing::error!(job.id = %job.id, %error, "a job's end could not be recorded");
    }
}

async fn finish(
    app: &App,
    job: &ClaimedJob,
    ending: Ending,
    next: Next,
) -> Result<Option<ClaimedJob>, StorageError> {
    tracing::debug!(job.id = %job.id, job.end = ?ending.end, "a job ended");
    let mut changeset = ending.changeset;
    if mutation::on(Mutation::ForgetFulfill) {
        let is_it = |new: &NewJob| matches!(new.job, Job::FulfillOrder { .. });
        changeset.jobs.retain(|new| !is_it(new));
    }
    if mutation::on(Mutation::EndWithoutChangeset) && job.id.0 % 8 == 0 {
        changeset = Changeset::default();
    }
    changeset.finishes = Some(FinishedJob {
        id: job.id,
        claim: job.claim,
        end: ending.end,
    });
    app.space().commit_and_claim(changeset, next).await
}

async fn step(app: &App, held: &Held, job: &Job) -> Step {
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
        } => flow::place_purchase(app, held, *order_id, *purchase_id).await,
        Job::SettlePlacement {
            order_id,
            purchase_id,
        } => flow::settle_placement(app, held, *order_id, *purchase_id).await,
        Job::SyncPurchase {
            order_id,
            purchase_id,
        } => flow::sync_purchase(app, *order_id, *purchase_id).await,
        Job::TrackParcels {
            order_id,
            purchase_id,
        } => flow::track_parcels(app, *order_id, *purchase_id).await,
        Job::FulfillOrder { order_id } => flow::fulfill_order(app, held, *order_id).await,
        Job::WatchCase { order_id, case_id } => flow::watch_case(app, *order_id, *case_id).await,
        Job::SendNotice {
            order_id,
            notice_id,
        } => mail::send_notice(app, held, *order_id, *notice_id).await,
        Job::PollStore { store_id } => reconcile::poll_store(app, held, *store_id).await,
        Job::EnsureWebhooks { store_id } => reconcile::ensure_webhooks(app, *store_id).await,
        Job::ReadProducts { store_id } => reconcile::read_products(app, held, *store_id).await,
        Job::RenewAccess { connection_id } => {
            reconcile::renew_access(app, held, *connection_id).await
        }
        Job::ReadPush { push_id } => reconcile::read_push(app, *push_id).await,
        Job::RegisterNumbers { connection_id } => {
            reconcile::register_numbers(app, *connection_id).await
        }
        Job::ReadNumbers { connection_id } => reconcile::read_numbers(app, *connection_id).await,
        Job::ReadQuota { connection_id } => reconcile::read_quota(app, *connection_id).await,
        Job::SyncAllPurchases => reconcile::sync_all_purchases(app).await,
        Job::FindStuck => reconcile::find_stuck(app).await,
        Job::WriteExport { export_id } => export::write_export(app, held, *export_id).await,
        Job::MailExport { export_id } => export::mail_export(app, *export_id).await,
        Job::RemoveOldExports => export::remove_old_exports(app).await,
    }
}
