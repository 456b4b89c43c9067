//! sync_purchase: reads a purchase's supplier orders and follows them. Before it: place_purchase. After
//! it: track_parcels.

use domain::aftersale::needs_following;
use domain::ids::{OrderId, PurchaseId};
use domain::job::{Job, JobEnd, NewJob};
use domain::order::Revision;
use domain::ports::error::CallErrorKind;
use domain::ports::marketplace::SupplierOrderReading;
use domain::purchase::{Purchase, sync};
use jiff::SignedDuration;

use super::{Ending, Step, call, load};
use crate::App;
use crate::error::StepError;

/// A supplier order that is younger than this may not be readable yet.
const NOT_SHOWN_YET: SignedDuration = SignedDuration::from_mins(10);

/// How soon one that is not shown yet is asked for again.
const ASK_AGAIN: SignedDuration = SignedDuration::from_secs(20);

/// Repeating it changes nothing: what is known is compared with what the marketplace tells.
pub(crate) async fn sync_purchase(app: &App, order_id: OrderId, id: PurchaseId) -> Step {
    let dossier = load(app, order_id).await?;
    let Some(purchase) = dossier.purchase(id) else {
        return Ok(Ending::done());
    };
    if !needs_following(&dossier, id) {
        return Ok(Ending::done());
    }
    let readings = match read_supplier_orders(app, purchase).await {
        Ok(readings) => readings,
        Err(error) if is_not_shown_yet(app, purchase, &error) => {
            let at = app.now().saturating_add(ASK_AGAIN).unwrap_or_default();
            return Ok(Ending {
                end: JobEnd::Snooze { at },
                ..Ending::done()
            });
        }
        Err(error) => return Err(error),
    };
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    sync(&mut revision, id, &readings);
    let next = revision
        .dossier
        .purchase(id)
        .and_then(|purchase| purchase.next_sync_at);
    let mut changeset = revision.into_changeset();
    // It worked, so that it is done; reading it again is new work, which knows no failures from before.
    changeset.jobs.extend(next.map(|due_at| NewJob {
        job: Job::SyncPurchase {
            order_id,
            purchase_id: id,
        },
        due_at,
    }));
    Ok(Ending::recording(changeset))
}

/// Reads every supplier order of a purchase.
async fn read_supplier_orders(
    app: &App,
    purchase: &Purchase,
) -> Result<Vec<SupplierOrderReading>, StepError> {
    let port = app.marketplace_port(purchase.connection_id).await?;
    let mut readings = Vec::new();
    for order in &purchase.supplier_orders {
        let reading = port
            .order(&order.external_id)
            .await
            .map_err(call("reading a supplier order", purchase.connection_id))?;
        readings.push(reading);
    }
    Ok(readings)
}

fn is_not_shown_yet(app: &App, purchase: &Purchase, error: &StepError) -> bool {
    let young = app.now().duration_since(purchase.status.since()) < NOT_SHOWN_YET;
    let never_read = purchase
        .supplier_orders
        .iter()
        .any(|order| order.read_at.is_none());
    let not_found =
        matches!(error, StepError::Call { source, .. } if source.kind == CallErrorKind::NotFound);
    young && never_read && not_found
}
