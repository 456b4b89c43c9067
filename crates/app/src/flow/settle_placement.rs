//! settle_placement: finds out how a placement in doubt ended, where the platform lets us. Where it
//! does not, the purchase waits for a person's answer: it is never repeated blind.

use domain::ids::{OrderId, PurchaseId};
use domain::job::{Job, JobEnd};
use domain::order::{Revision, TimelineKind, planned_again};
use domain::ports::error::CallErrorKind;
use domain::ports::marketplace::{MarketplacePort, PlacementLookup, PlacementOutcome};
use domain::purchase::{PlacementRequest, PurchaseState as S, fail};
use domain::workspace::Actor;
use jiff::SignedDuration;

use super::{Ending, Step, call, load, placed};
use crate::App;
use crate::queue::Held;
use crate::reconcile::renewal_wish;

/// A lookup that can't tell yet is asked again after this long.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(2);

/// A request whose answer was given up may still arrive; after this long it does not any more.
const LAST_ARRIVAL: SignedDuration = SignedDuration::from_mins(10);

/// Repeating it changes nothing once the doubt is settled.
pub(crate) async fn settle_placement(
    app: &App,
    held: &Held,
    order_id: OrderId,
    id: PurchaseId,
) -> Step {
    let dossier = load(app, order_id).await?;
    let Some(purchase) = dossier.purchase(id).cloned() else {
        return Ok(Ending::done());
    };
    let Some(request) = purchase.intent.clone() else {
        return Ok(Ending::done());
    };
    if purchase.status.state() != S::PlacementUnknown {
        return Ok(Ending::done());
    }
    let port = app.marketplace_port(purchase.connection_id).await?;
    let capabilities = port.capabilities();
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    if capabilities.lookup_placement {
        let found = port
            .find_placement(&request)
            .await
            .map_err(call("looking a placement up", purchase.connection_id))?;
        let how = "looked up at the marketplace";
        match found {
            PlacementLookup::Placed(numbers) => {
                settled(&mut revision, id, &numbers, how);
                placed(&mut revision, &*port, id, &numbers, None);
            }
            PlacementLookup::NotPlaced => {
                settled(&mut revision, id, &[], how);
                not_placed(&mut revision, id);
            }
            PlacementLookup::Unclear(_) => {
                return Ok(ask_again(app, revision));
            }
        }
        return Ok(Ending::recording(revision.into_changeset()));
    }
    let harmless_until = capabilities
        .idempotent_for
        .and_then(|span| request.decided_at.checked_add(span).ok());
    let harmless = harmless_until.is_some_and(|until| app.now() < until);
    if !(app.settings().repeat_with_same_key && harmless) {
        // The question stands on the order's page; the answer comes from a person.
        return Ok(Ending::done());
    }
    repeat(app, held, revision, id, &request, &*port).await
}

/// The operator switched this on: within the platform's window the same key gives the same order.
async fn repeat(
    app: &App,
    held: &Held,
    mut revision: Revision<'_>,
    id: PurchaseId,
    request: &PlacementRequest,
    port: &dyn MarketplacePort,
) -> Step {
    let how = "the same request with the same key was answered";
    held.covers_a_call(app)?;
    match port.place(request).await {
        PlacementOutcome::Placed {
            supplier_orders,
            message,
        } => {
            settled(&mut revision, id, &supplier_orders, how);
            placed(
                &mut revision,
                port,
                id,
                &supplier_orders,
                message.as_deref(),
            );
        }
        PlacementOutcome::Rejected(_) if may_still_arrive(app, id, request) => {
            // The refusal is that of the repeat: the first request may still be taken.
            return Ok(ask_again(app, revision));
        }
        PlacementOutcome::Rejected(failure) => {
            settled(&mut revision, id, &[], how);
            fail(&mut revision, id, failure, &Actor::Marketplace);
        }
        PlacementOutcome::NotSent(error) => {
            let purchase = revision.dossier.purchase(id);
            let signed_out = purchase.filter(|_| error.kind == CallErrorKind::SignedOut);
            if let Some(connection_id) = signed_out.map(|purchase| purchase.connection_id)
                && let Some(wish) = renewal_wish(app, connection_id, held.began_at).await?
            {
                revision.want(wish.job);
            }
            return Ok(ask_again(app, revision));
        }
        PlacementOutcome::Unknown(_) => return Ok(Ending::done()),
    }
    Ok(Ending::recording(revision.into_changeset()))
}

/// Whether the request that is in doubt may only now be on its way to the platform.
fn may_still_arrive(app: &App, id: PurchaseId, request: &PlacementRequest) -> bool {
    app.left_of(LAST_ARRIVAL, id.0, request.decided_at)
        .is_some()
}

/// Nothing is known yet.
fn ask_again(app: &App, revision: Revision<'_>) -> Ending {
    let at = app.now().saturating_add(LOOK_AGAIN).unwrap_or(revision.now);
    Ending {
        changeset: revision.into_changeset(),
        end: JobEnd::Snooze { at },
    }
}

fn settled(
    revision: &mut Revision<'_>,
    id: PurchaseId,
    numbers: &[domain::ids::ExternalId],
    how: &str,
) {
    let supplier_orders = numbers.to_vec();
    let kind = TimelineKind::DoubtSettled {
        purchase_id: id,
        supplier_orders,
        how: how.to_owned(),
    };
    revision.tell(&Actor::System, kind);
}

/// A doubt was settled: it was certainly not placed. It is placed again, unless what is to be
/// bought, or how it ships, changed meanwhile.
pub(crate) fn not_placed(revision: &mut Revision<'_>, id: PurchaseId) {
    let order_id = revision.dossier.order.id;
    if planned_again(revision, id) {
        revision.want(Job::PlacePurchase {
            order_id,
            purchase_id: id,
        });
    }
}
