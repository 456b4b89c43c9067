//! track_parcels: reads the parcels of a purchase. Before it: sync_purchase. After it: fulfill_order.

use domain::ids::{OrderId, PurchaseId};
use domain::job::{Job, NewJob};
use domain::order::{Dossier, Revision};
use domain::parcel::{is_packed_whole, track};
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;

use super::{Ending, Step, call, load};
use crate::App;
use crate::mutation::{self, Mutation};

/// How often parcels that are on their way are read.
const ON_THE_WAY: SignedDuration = SignedDuration::from_hours(6);

/// After this long a parcel without news is not asked for any more; a person sees it long before.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24 * 120);

/// Repeating it changes nothing: a box is found again by its key.
pub(crate) async fn track_parcels(app: &App, order_id: OrderId, id: PurchaseId) -> Step {
    let dossier = load(app, order_id).await?;
    let Some(purchase) = dossier.purchase(id).cloned() else {
        return Ok(Ending::done());
    };
    let state = purchase.status.state();
    if !matches!(state, S::AwaitingShipment | S::Shipped | S::Completed) {
        return Ok(Ending::done());
    }
    let port = app.marketplace_port(purchase.connection_id).await?;
    let mut read = Vec::new();
    for order in &purchase.supplier_orders {
        let mut parcels = port
            .parcels(&order.external_id)
            .await
            .map_err(call("reading parcels", purchase.connection_id))?;
        if mutation::on(Mutation::OnlyFirstParcel) {
            parcels.truncate(1);
        }
        read.push((order.external_id.clone(), parcels));
    }
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    for (number, parcels) in &read {
        track(&mut revision, id, number, parcels);
    }
    let is_over = is_at_rest(&revision.dossier, id, state) || has_gone_on_too_long(app, &purchase);
    let mut changeset = revision.into_changeset();
    if !is_over {
        // It worked, so that it is done; reading them again is new work, which knows no failures from
        // before.
        let purchase_id = id;
        changeset.jobs.push(NewJob {
            job: Job::TrackParcels {
                order_id,
                purchase_id,
            },
            due_at: app.now().saturating_add(ON_THE_WAY).unwrap_or_default(),
        });
    }
    Ok(Ending::recording(changeset))
}

fn has_gone_on_too_long(app: &App, purchase: &domain::purchase::Purchase) -> bool {
    app.now().duration_since(purchase.created_at) > GIVE_UP
}

fn is_at_rest(dossier: &Dossier, id: PurchaseId, state: S) -> bool {
    let mut parcels = dossier
        .parcels
        .iter()
        .filter(|parcel| parcel.purchase_id == Some(id))
        .peekable();
    // A box that arrived early must not hide one that is not listed yet.
    state != S::AwaitingShipment
        && is_packed_whole(dossier, id)
        && parcels.peek().is_some()
        && parcels.all(|parcel| parcel.status.is_final())
}
