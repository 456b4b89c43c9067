//! fulfill_order: tells the store of each parcel, once, with exactly its lines. Before it:
//! track_parcels. It closes the way.
//!
//! A store knows no idempotency keys. So it is recorded that the store is asked before it is asked, and
//! an intended fulfillment is looked for by its number among the order's fulfillments before it is made:
//! an answer that was lost is found there. A request whose answer was lost may also still be on its way;
//! it is not repeated before it can't arrive any more.

use domain::fulfillment::{
    Fulfillment, FulfillmentState, Telling, intend, progress_to_tell, tellings,
};
use domain::ids::{ExternalId, FulfillmentId, LineItemId, OrderId};
use domain::job::JobEnd;
use domain::notice::fill_tracking_url;
use domain::order::{Dossier, Order, Revision, TimelineKind};
use domain::parcel::TrackingStatus;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{FulfillmentUpdate, NewFulfillment, StoreOrder, StorePort};
use domain::store::Store;
use domain::workspace::Actor;
use jiff::{SignedDuration, Timestamp};

use super::answer_store::answer_store;
use super::{Ending, Step, call, load};
use crate::App;
use crate::error::StepError;
use crate::mutation::{self, Mutation};
use crate::queue::{Held, LeaseEnded};

/// No request reaches a store later than this. The client waits half a minute for an answer; what hangs
/// in a proxy or before a busy server is cut within a minute.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(90);

/// Repeating it tells nothing twice.
pub(crate) async fn fulfill_order(app: &App, held: &Held, order_id: OrderId) -> Step {
    let dossier = load(app, order_id).await?;
    let store = app.space().store(dossier.order.store_id).await?;
    let store = store.ok_or_else(|| StepError::Impossible("the store was removed".into()))?;
    let port = app.store_port(store.connection_id).await?;
    let statuses = port.capabilities().tracking_status;
    let mut asked = record_intents(app, dossier, statuses).await?;
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
            Telling::Create(id) => {
                let is_asked = asked.take() == Some(id);
                match create(&mut revision, &store, &*port, id, is_asked, &may_tell).await? {
                    Created::Answered => {}
                    Created::NotAsked(error) => {
                        note_asked(app, revision, id, None).await?;
                        return Err(error);
                    }
                    Created::Unclear(asked_at) => {
                        let now = app.now();
                        if let Some(left) = app.left_of(ON_ITS_WAY, id.0, asked_at) {
                            let at = now.saturating_add(left).unwrap_or(now);
                            return Ok(Ending {
                                end: JobEnd::Snooze { at },
                                ..Ending::done()
                            });
                        }
                        note_asked(app, revision, id, Some(now)).await?;
                        asked = Some(id);
                        continue;
                    }
                }
            }
            Telling::Renumber(id) => {
                may_tell()?;
                renumber(&mut revision, &store, &*port, id).await?;
            }
            Telling::Status(id, status) => {
                may_tell()?;
                tell_status(&mut revision, &store, &*port, id, status).await?;
            }
        }
        asked = ask_next(&mut revision.dossier, statuses, app.now());
        // If someone changed the order meanwhile, the next run reads the store first and finds what was
        // told.
        app.space().commit(revision.into_changeset()).await?;
    }
}

async fn record_intents(
    app: &App,
    dossier: Dossier,
    statuses: bool,
) -> Result<Option<FulfillmentId>, StepError> {
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    let intended = intend(&mut revision.dossier, app.now(), app.ids());
    let asked = ask_next(&mut revision.dossier, statuses, app.now());
    if intended > 0 || asked.is_some() {
        app.space().commit(revision.into_changeset()).await?;
    }
    Ok(asked)
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

/// Notes that the store is asked for the next fulfillment, if it never was.
fn ask_next(dossier: &mut Dossier, statuses: bool, now: Timestamp) -> Option<FulfillmentId> {
    let Some(Telling::Create(id)) = tellings(dossier, statuses).into_iter().next() else {
        return None;
    };
    let next = find_mut(dossier, id).filter(|next| next.asked_at.is_none())?;
    next.asked_at = Some(now);
    Some(id)
}

/// What came of asking the store for a fulfillment.
enum Created {
    /// The store has it, or refused it.
    Answered,
    /// Certainly nothing is on its way to the store, and why.
    NotAsked(StepError),
    /// The store does not have it, was asked for it then, and the request may still arrive.
    Unclear(Timestamp),
}

/// Asks for a fulfillment, if that was recorded in this run; else it only looks whether it is there.
async fn create(
    revision: &mut Revision<'_>,
    store: &Store,
    port: &dyn StorePort,
    id: FulfillmentId,
    is_asked: bool,
    may_tell: &(dyn Fn() -> Result<(), LeaseEnded> + Sync),
) -> Result<Created, StepError> {
    let Some(intended) = find(&revision.dossier, id).cloned() else {
        return Ok(Created::Answered);
    };
    let order = revision.dossier.order.clone();
    let known = match look(port, store, &revision.dossier, &intended).await {
        Ok(known) => known.filter(|_| !mutation::on(Mutation::FulfillWithoutReading)),
        Err(error) if is_asked => return Ok(Created::NotAsked(error)),
        Err(error) => return Err(error),
    };
    let outcome = match (known, intended.asked_at) {
        (Some(There::Stands(external_id)), _) => Ok(external_id),
        (Some(There::Canceled(external_id)), Some(_)) if !is_asked => {
            canceled(revision, id, external_id);
            return Ok(Created::Answered);
        }
        (_, Some(asked_at)) if !is_asked => return Ok(Created::Unclear(asked_at)),
        _ => {
            // Another process that goes on with this reads the store before it tells; if it did so while
            // this one stood still, it found nothing.
            may_tell()?;
            port.create_fulfillment(&order.external_id, &draft(store, &order, &intended))
                .await
        }
    };
    match outcome {
        Ok(external_id) => kept(revision, id, external_id),
        Err(error) if is_refusal(&error) => {
            // What was asked for earlier may have arrived between looking and asking: then it is there,
            // and the store refuses to do it again.
            match look(port, store, &revision.dossier, &intended).await? {
                Some(There::Stands(external_id)) => kept(revision, id, external_id),
                _ => refused(revision, id, &error),
            }
        }
        Err(_) if mutation::on(Mutation::UnclearIsTold) => {
            kept(revision, id, ExternalId::new(id.to_string()));
        }
        Err(error) => {
            let did_nothing = error.did_nothing();
            let error = call("telling the store of a parcel", store.connection_id)(error);
            return if did_nothing {
                Ok(Created::NotAsked(error))
            } else {
                Err(error)
            };
        }
    }
    Ok(Created::Answered)
}

async fn note_asked(
    app: &App,
    mut revision: Revision<'_>,
    id: FulfillmentId,
    at: Option<Timestamp>,
) -> Result<(), StepError> {
    if let Some(known) = find_mut(&mut revision.dossier, id) {
        known.asked_at = at;
    }
    Ok(app.space().commit(revision.into_changeset()).await?)
}

/// What the store has of a fulfillment that it was asked for.
enum There {
    /// It stands.
    Stands(ExternalId),
    /// Someone canceled it in the store.
    Canceled(ExternalId),
}

/// Looks whether the store has an intended fulfillment already.
async fn look(
    port: &dyn StorePort,
    store: &Store,
    dossier: &Dossier,
    intended: &Fulfillment,
) -> Result<Option<There>, StepError> {
    let told = port
        .order(&dossier.order.external_id)
        .await
        .map_err(call("reading an order's fulfillments", store.connection_id))?;
    Ok(told.and_then(|told| already_there(&told, intended, dossier)))
}

/// The store's fulfillment with this number that we do not know yet: neither as ours nor as made by
/// someone else, who may have used the same number for other lines.
fn already_there(told: &StoreOrder, intended: &Fulfillment, dossier: &Dossier) -> Option<There> {
    let is_taken = |id: &ExternalId| {
        let mut known = dossier.fulfillments.iter();
        known.any(|known| known.external_id.as_ref() == Some(id))
    };
    let seen: Vec<_> = told
        .fulfillments
        .iter()
        .filter(|seen| seen.number == intended.number && !is_taken(&seen.external_id))
        .collect();
    let stands = seen.iter().find(|seen| !seen.canceled);
    let stands = stands.map(|seen| There::Stands(seen.external_id.clone()));
    let canceled = || Some(There::Canceled(seen.first()?.external_id.clone()));
    stands.or_else(canceled)
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

/// It arrived, and someone canceled it in the store before its answer or this look did: it is not told
/// again by itself.
fn canceled(revision: &mut Revision<'_>, id: FulfillmentId, external_id: ExternalId) {
    let mut number = String::new();
    if let Some(known) = find_mut(&mut revision.dossier, id) {
        known.external_id = Some(external_id);
        known.state = FulfillmentState::Canceled;
        number.clone_from(&known.number);
    }
    revision.tell(&Actor::Store, TimelineKind::FulfillmentCanceled { number });
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
