//! Reading the truth on demand.

use domain::ids::{ConnectionId, OrderId, StoreId};
use domain::job::{Job, NewJob};
use domain::tracker::Tracker;

use super::load;
use crate::App;
use crate::error::AppError;

/// Reads these orders at their store and their supplier orders at the marketplace, now.
///
/// # Errors
/// When there is no such order.
pub async fn sync_orders(app: &App, ids: &[OrderId]) -> Result<usize, AppError> {
    let due_at = app.now();
    let mut jobs = Vec::new();
    for order_id in ids {
        let dossier = load(app, *order_id).await?;
        let (store_id, external_id) = (dossier.order.store_id, dossier.order.external_id.clone());
        jobs.push(NewJob {
            job: Job::ReceiveOrder {
                store_id,
                external_id,
            },
            due_at,
        });
        for purchase in &dossier.purchases {
            let (order_id, purchase_id) = (*order_id, purchase.id);
            if purchase.status.state().is_followed() {
                jobs.push(NewJob {
                    job: Job::SyncPurchase {
                        order_id,
                        purchase_id,
                    },
                    due_at,
                });
                jobs.push(NewJob {
                    job: Job::TrackParcels {
                        order_id,
                        purchase_id,
                    },
                    due_at,
                });
            }
        }
    }
    app.space().enqueue(jobs).await?;
    Ok(ids.len())
}

/// Reads a store's changed orders and products, now.
///
/// # Errors
/// When storing fails.
pub async fn sync_store(app: &App, store_id: StoreId) -> Result<(), AppError> {
    let due_at = app.now();
    let jobs = [
        Job::PollStore { store_id },
        Job::ReadProducts { store_id },
        Job::EnsureWebhooks { store_id },
    ];
    let jobs = jobs.into_iter().map(|job| NewJob { job, due_at }).collect();
    Ok(app.space().enqueue(jobs).await?)
}

/// Reads everything behind a connection, now.
///
/// # Errors
/// When storing fails.
pub async fn sync_connection(app: &App, id: ConnectionId) -> Result<(), AppError> {
    let store = app
        .space()
        .stores()
        .await?
        .into_iter()
        .find(|store| store.connection_id == id);
    if let Some(store) = store {
        return sync_store(app, store.id).await;
    }
    let is_tracker = |tracker: &Tracker| tracker.connection_id == id;
    let due_at = app.now();
    if app.space().trackers().await?.iter().any(is_tracker) {
        let jobs = crate::reconcile::tracker_jobs(id);
        let jobs = jobs.into_iter().map(|job| NewJob { job, due_at }).collect();
        return Ok(app.space().enqueue(jobs).await?);
    }
    let job = Job::SyncAllPurchases;
    Ok(app.space().enqueue(vec![NewJob { job, due_at }]).await?)
}
