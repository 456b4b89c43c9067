//! fulfill_order: tells the store of each parcel, once, with exactly its lines. Before it:
//! track_parcels. It closes the way.
//!
//! A store knows no idempotency keys, so an intended fulfillment is looked for by its number among the
//! order's fulfillments before it is made: an answer that was lost is found there.

use domain::fulfillment::{
    Fulfillment, FulfillmentState, Telling, intend, progress_to_tell, tellings,
};
use domain::ids::{ExternalId, FulfillmentId, LineItemId, OrderId};
use domain::notice::fill_tracking_url;
use domain::order::{Dossier, Order, Revision, TimelineKind};
use domain::parcel::TrackingStatus;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{FulfillmentUpdate, NewFulfillment, StoreOrder, StorePort};
use domain::store::Store;
use domain::workspace::Actor;

use super::answer_store::answer_store;
use super::{Ending, Step, call, load};
use crate::App;
use crate::error::StepError;
use crate::mutation::{self, Mutation};
use crate::queue::{Held, LeaseEnded};

/// Repeating it tells nothing twice.
pub(crate) async fn fulfill_order(app: &App, held: &Held, order_id: OrderId) -> Step {
    let dossier = load(app, order_id).await?;
    let store = app.space().store(dossier.order.store_id).await?;
    let store = store.ok_or_else(|| StepError::Impossible("the store was removed".into()))?;
    let port = app.store_port(store.connection_id).await?;
    let statuses = port.capabilities().tracking_status;
    record_intents(app, dossier).await?;
    if port.capabilities().asks {
        answer_store(app, held, &store, &*port, order_id).await?;
    }
    if port.capabilities().progress {
        tell_progress(app, held, &store, &*port, order_id).await?;
    }
    loop {
        let dossier = load(app, order_id).await?;
        let Some(telling) = tellings(&dossier, statuses).into_iter().next() else {
            return Ok(Ending::done());
        };
        let mut revision = Revision::of(dossier, app.now(), app.ids());
        let may_tell = || held.covers_a_call(app);
        match telling {
            Telling::Create(id) => create(&mut revision, &store, &*port, id, &may_tell).await?,
            Telling::Renumber(id) => {
                may_tell()?;
                renumber(&mut revision, &store, &*port, id).await?;
            }
            Telling::Status(id, status) => {
                may_tell()?;
                tell_status(&mut revision, &store, &*port, id, status).await?;
            }
        }
        // If someone changed the order meanwhile, the next run reads the store first and finds what was
        // told.
        app.space().commit(revision.into_changeset()).await?;
    }
}

async fn record_intents(app: &App, dossier: Dossier) -> Result<(), StepError> {
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    if intend(&mut revision.dossier, app.now(), app.ids()) > 0 {
        app.space().commit(revision.into_changeset()).await?;
    }
    Ok(())
}

/// The store shows the order as in progress as soon as a supplier order stands. Repeating it changes
/// nothing there, so that it is noted after it was told.
async fn tell_progress(
    app: &App,
    held: &Held,
    store: &Store,
    port: &dyn StorePort,
    order_id: OrderId,
) -> Result<(), StepError> {
    let dossier = load(app, order_id).await?;
    let progress = progress_to_tell(&dossier);
    let line = |(id, units): &(LineItemId, u32)| {
        let line = dossier.order.line(*id)?;
        Some((line.external_id.clone(), *units))
    };
    let lines: Vec<_> = progress.iter().filter_map(line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    held.covers_a_call(app)?;
    let told = port
        .report_progress(&dossier.order.external_id, &lines)
        .await;
    match told {
        // A store that shows it in another way, or not at all, needs no more of it.
        Err(error) if !is_refusal(&error) => {
            return Err(call(
                "telling the store that an order is in progress",
                store.connection_id,
            )(error));
        }
        _ => {}
    }
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    for line in &mut revision.dossier.order.lines {
        if let Some((_, units)) = progress.iter().find(|(id, _)| *id == line.id) {
            line.progress_told = *units;
        }
    }
    app.space().commit(revision.into_changeset()).await?;
    Ok(())
}

async fn create(
    revision: &mut Revision<'_>,
    store: &Store,
    port: &dyn StorePort,
    id: FulfillmentId,
    may_tell: &(dyn Fn() -> Result<(), LeaseEnded> + Sync),
) -> Result<(), StepError> {
    let Some(intended) = find(&revision.dossier, id).cloned() else {
        return Ok(());
    };
    let order = revision.dossier.order.clone();
    let told = port
        .order(&order.external_id)
        .await
        .map_err(call("reading an order's fulfillments", store.connection_id))?;
    let known = told
        .as_ref()
        .and_then(|told| already_there(told, &intended, &revision.dossier))
        .filter(|_| !mutation::on(Mutation::FulfillWithoutReading));
    let outcome = match known {
        Some(external_id) => Ok(external_id),
        None => {
            // Another process that goes on with this reads the store before it tells; if it did so while
            // this one stood still, it found nothing.
            may_tell()?;
            port.create_fulfillment(&order.external_id, &draft(store, &order, &intended))
                .await
        }
    };
    match outcome {
        Ok(external_id) => kept(revision, id, external_id),
        Err(error) if is_refusal(&error) => refused(revision, id, &error),
        Err(_) if mutation::on(Mutation::UnclearIsTold) => {
            kept(revision, id, ExternalId::new(id.to_string()));
        }
        Err(error) => {
            return Err(call("telling the store of a parcel", store.connection_id)(
                error,
            ));
        }
    }
    Ok(())
}

/// The store's fulfillment with this number that we do not know yet: neither as ours nor as made by
/// someone else, who may have used the same number for other lines.
fn already_there(
    told: &StoreOrder,
    intended: &Fulfillment,
    dossier: &Dossier,
) -> Option<ExternalId> {
    let is_taken = |id: &ExternalId| {
        let mut known = dossier.fulfillments.iter();
        known.any(|known| known.external_id.as_ref() == Some(id))
    };
    told.fulfillments
        .iter()
        .find(|seen| {
            !seen.canceled && seen.number == intended.number && !is_taken(&seen.external_id)
        })
        .map(|seen| seen.external_id.clone())
}

fn draft(store: &Store, order: &Order, intended: &Fulfillment) -> NewFulfillment {
    let line = |line: &domain::parcel::ParcelLine| {
        Some((
            order.line(line.line_item_id)?.external_id.clone(),
            line.quantity,
        ))
    };
    let mut lines: Vec<_> = intended.lines.iter().filter_map(line).collect();
    if mutation::on(Mutation::NumberForAllLines) {
        let all = order.lines.iter();
        lines = all
            .map(|line| (line.external_id.clone(), line.wanted_quantity()))
            .collect();
    }
    NewFulfillment {
        lines,
        number: intended.number.clone(),
        carrier: intended.carrier.clone(),
        tracking_url: tracking_url(store, &intended.number, &intended.carrier),
        notify_customer: store.settings.notify_customer,
    }
}

/// The merchant's tracking address with the number and the carrier put in.
fn tracking_url(store: &Store, number: &str, carrier: &str) -> String {
    fill_tracking_url(&store.settings.tracking_url, number, carrier)
}

fn kept(revision: &mut Revision<'_>, id: FulfillmentId, external_id: ExternalId) {
    let mut told = None;
    if let Some(known) = find_mut(&mut revision.dossier, id) {
        known.external_id = Some(external_id);
        known.state = FulfillmentState::Told;
        let quantity = known.lines.iter().map(|line| line.quantity).sum();
        told = Some(TimelineKind::StoreTold {
            number: known.number.clone(),
            quantity,
        });
    }
    if let Some(kind) = told {
        revision.tell(&Actor::System, kind);
    }
}

fn refused(revision: &mut Revision<'_>, id: FulfillmentId, error: &CallError) {
    let message = error
        .vendor_message
        .clone()
        .unwrap_or_else(|| error.message.clone());
    let mut number = String::new();
    if let Some(known) = find_mut(&mut revision.dossier, id) {
        known.state = FulfillmentState::Refused;
        known.refusal = Some(message.clone());
        number.clone_from(&known.number);
    }
    revision.tell(
        &Actor::Store,
        TimelineKind::StoreRefused { number, message },
    );
}

fn is_refusal(error: &CallError) -> bool {
    matches!(error.kind, CallErrorKind::Refused | CallErrorKind::NotFound)
}

async fn renumber(
    revision: &mut Revision<'_>,
    store: &Store,
    port: &dyn StorePort,
    id: FulfillmentId,
) -> Result<(), StepError> {
    let Some(known) = find(&revision.dossier, id).cloned() else {
        return Ok(());
    };
    let parcel = known.parcel_id.and_then(|id| revision.dossier.parcel(id));
    let Some(number) = parcel.and_then(|parcel| parcel.number.clone()) else {
        return Ok(());
    };
    let carrier = parcel
        .map(|parcel| parcel.carrier.clone())
        .unwrap_or_default();
    let notify = store.settings.notify_customer;
    update(
        revision,
        store,
        port,
        &known,
        &number,
        &carrier,
        known.told_status,
        notify,
    )
    .await?;
    if let Some(known) = find_mut(&mut revision.dossier, id) {
        known.number = number;
        known.carrier = carrier;
    }
    Ok(())
}

async fn tell_status(
    revision: &mut Revision<'_>,
    store: &Store,
    port: &dyn StorePort,
    id: FulfillmentId,
    status: TrackingStatus,
) -> Result<(), StepError> {
    let Some(known) = find(&revision.dossier, id).cloned() else {
        return Ok(());
    };
    let (number, carrier) = (known.number.clone(), known.carrier.clone());
    update(
        revision,
        store,
        port,
        &known,
        &number,
        &carrier,
        Some(status),
        false,
    )
    .await?;
    if let Some(known) = find_mut(&mut revision.dossier, id) {
        known.told_status = Some(status);
    }
    Ok(())
}

#[expect(
    clippy::too_many_arguments,
    reason = "the values of one vendor call, named at each place"
)]
async fn update(
    revision: &Revision<'_>,
    store: &Store,
    port: &dyn StorePort,
    known: &Fulfillment,
    number: &str,
    carrier: &str,
    status: Option<TrackingStatus>,
    notify_customer: bool,
) -> Result<(), StepError> {
    let Some(external_id) = &known.external_id else {
        return Ok(());
    };
    let update = FulfillmentUpdate {
        number: number.to_owned(),
        carrier: carrier.to_owned(),
        tracking_url: tracking_url(store, number, carrier),
        status,
        notify_customer,
    };
    let updated = port
        .update_fulfillment(&revision.dossier.order.external_id, external_id, &update)
        .await;
    match updated {
        // A fulfillment that the store does not take changes for (any more) needs no more of them.
        Err(error) if !is_refusal(&error) => Err(call(
            "telling the store of a parcel's news",
            store.connection_id,
        )(error)),
        _ => Ok(()),
    }
}

fn find(dossier: &Dossier, id: FulfillmentId) -> Option<&Fulfillment> {
    dossier.fulfillments.iter().find(|known| known.id == id)
}

fn find_mut(dossier: &mut Dossier, id: FulfillmentId) -> Option<&mut Fulfillment> {
    dossier.fulfillments.iter_mut().find(|known| known.id == id)
}
