//! place_purchase: buys, once. Before it: plan_purchases. After it: sync_purchase, or settle_placement
//! when nobody knows how it ended.
//!
//! The intent is durable before the call leaves; the call leaves at most once; its outcome is recorded
//! whatever else changed meanwhile. A run that finds a purchase already *placing* comes after a
//! crash: it does not know whether the call left, so it says so and does not call.

use std::collections::BTreeMap;

use domain::ids::{ExternalId, OrderId, PurchaseId};
use domain::job::{Job, JobEnd};
use domain::money::Money;
use domain::order::{Dossier, Revision, TimelineKind, planned_again};
use domain::plan::Quote;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{MarketplacePort, PlacementOutcome};
use domain::purchase::{
    Failure, FailureReason, PlacementLine, PlacementRequest, Purchase, PurchaseState as S,
    SupplierOrder, fail,
};
use domain::workspace::Actor;
use jiff::SignedDuration;

use super::quote::{self, Wanted};
use super::{Ending, Step, load, store_can};
use crate::App;
use crate::error::StepError;
use crate::mutation::{self, Mutation};
use crate::queue::Held;
use crate::reconcile::renewal_wish;

/// A supplier order can't be read sooner after placing: marketplaces need this long to show it.
const FIRST_SYNC: SignedDuration = SignedDuration::from_secs(12);

/// How soon a placement that was not sent is tried again when the platform did not say.
const AGAIN: SignedDuration = SignedDuration::from_secs(20);

/// Repeating it places nothing twice: only a *planned* purchase is placed, and it is *placing* before
/// the call leaves.
pub(crate) async fn place_purchase(
    app: &App,
    held: &Held,
    order_id: OrderId,
    id: PurchaseId,
) -> Step {
    let dossier = load(app, order_id).await?;
    let Some(purchase) = dossier.purchase(id).cloned() else {
        return Ok(Ending::done());
    };
    match purchase.status.state() {
        S::Planned => {}
        S::Placing if mutation::on(Mutation::RetryAfterCrash) => {
            return Ok(once_more(app, dossier, id));
        }
        S::Placing => return Ok(after_crash(app, dossier, id)),
        _ => return Ok(Ending::done()),
    }
    if !dossier.order.may_be_bought() {
        return Ok(Ending::done());
    }
    let port = app.marketplace_port(purchase.connection_id).await?;
    let request = match prepare(app, &dossier, &purchase).await? {
        Ok(request) => request,
        Err(failure) => return Ok(fail_before_sending(app, dossier, id, failure)),
    };
    if let Some(failure) = port.objection(&request) {
        return Ok(fail_before_sending(app, dossier, id, failure));
    }
    // The intent is durable from here on. If someone changed the order meanwhile, or the job was given
    // to another process, this is refused and everything is decided again; nothing was sent.
    let hold = held.hold(app);
    let mut intent = intend(app, dossier, id, &request);
    intent.holds = Some(hold.clone());
    if mutation::on(Mutation::SkipIntent) {
        let outcome = port.place(&request).await;
        app.space().commit(intent).await?;
        return record(app, held, &*port, order_id, id, &outcome).await;
    }
    app.space().commit(intent).await?;
    held.is_held_until(&hold);
    let outcome = match held.covers_a_call(app) {
        Ok(()) => port.place(&request).await,
        Err(ended) => {
            let words = StepError::from(ended).to_string();
            let not_sent = CallError::new(CallErrorKind::NotSent, words);
            PlacementOutcome::NotSent(not_sent)
        }
    };
    tracing::info!(purchase.id = %id, outcome = outcome_name(&outcome), "a placement ended");
    record(app, held, &*port, order_id, id, &outcome).await
}

/// Reads fresh prices and methods and builds the request, or says why it can't be bought (any more).
/// A purchase that has an intent keeps exactly that one, unless the address was corrected since: it is
/// planned again only where certainly nothing was bought by it.
async fn prepare(
    app: &App,
    dossier: &Dossier,
    purchase: &Purchase,
) -> Result<Result<PlacementRequest, Failure>, StepError> {
    let destination = &dossier.order.recipient.address.country;
    let wanted = wanted_by(purchase);
    let quotes = quote::quotes(app, &wanted, destination).await?;
    let mut lines = Vec::new();
    let mut cost = Money::zero(purchase.ceiling.currency());
    for one in &wanted {
        let quote = match quotes.get(&one.variant) {
            Some(Quote::Available(quote)) => quote,
            Some(Quote::Refused(failure)) => return Ok(Err(failure.clone())),
            None => {
                return Ok(Err(Failure::ours(
                    FailureReason::Other,
                    "no price was given",
                )));
            }
        };
        let Some(rate) = quote
            .rates
            .iter()
            .find(|rate| rate.code == purchase.shipping.code)
        else {
            let detail = format!("{} is not offered any more", purchase.shipping.name);
            return Ok(Err(Failure::ours(FailureReason::NoShippingMethod, detail)));
        };
        let sum = quote
            .unit_price
            .times(one.quantity)
            .and_then(|goods| goods.plus(rate.cost));
        match sum.and_then(|sum| cost.plus(sum)) {
            Ok(sum) => cost = sum,
            Err(error) => {
                return Ok(Err(Failure::ours(
                    FailureReason::CurrencyMixed,
                    error.to_string(),
                )));
            }
        }
        lines.push(PlacementLine {
            variant: quote.variant.clone(),
            attributes: quote.attributes.clone(),
            quantity: one.quantity,
        });
    }
    if !dossier.order.price_accepted && cost.exceeds(purchase.ceiling).unwrap_or(true) {
        let detail = format!("costs {cost} now, the ceiling is {}", purchase.ceiling);
        return Ok(Err(Failure::ours(FailureReason::PriceRose, detail)));
    }
    let recipient = &dossier.order.recipient;
    let kept = purchase.intent.clone();
    let mut kept = kept.filter(|intent| intent.recipient == *recipient);
    let mut idempotency_key = purchase.idempotency_key();
    if mutation::on(Mutation::FreshKeyEachTry) {
        kept = None;
        idempotency_key = format!("{idempotency_key}-{}", purchase.attempts);
    }
    Ok(Ok(kept.unwrap_or_else(|| PlacementRequest {
        idempotency_key,
        recipient: recipient.clone(),
        lines,
        shipping_code: purchase.shipping.code.clone(),
        note: String::new(),
        decided_at: app.now(),
    })))
}

/// What a purchase buys, the same form added together.
fn wanted_by(purchase: &Purchase) -> Vec<Wanted> {
    let mut wanted: BTreeMap<_, Wanted> = BTreeMap::new();
    for line in &purchase.lines {
        let entry = wanted
            .entry(line.variant.clone())
            .or_insert_with(|| Wanted {
                connection_id: purchase.connection_id,
                variant: line.variant.clone(),
                attributes: line.attributes.clone(),
                quantity: 0,
            });
        entry.quantity = entry.quantity.saturating_add(line.quantity);
    }
    wanted.into_values().collect()
}

fn fail_before_sending(app: &App, dossier: Dossier, id: PurchaseId, failure: Failure) -> Ending {
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    fail(&mut revision, id, failure, &Actor::System);
    Ending::recording(revision.into_changeset())
}

fn intend(
    app: &App,
    dossier: Dossier,
    id: PurchaseId,
    request: &PlacementRequest,
) -> domain::changeset::Changeset {
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    let now = revision.now;
    let mut ceiling = None;
    if let Some(purchase) = revision.dossier.purchase_mut(id)
        && purchase.status.go(S::Placing, now).is_ok()
    {
        purchase.intent = Some(request.clone());
        purchase.attempts += 1;
        ceiling = Some(purchase.ceiling);
    }
    if let Some(ceiling) = ceiling {
        revision.tell(
            &Actor::System,
            TimelineKind::PlacingStarted {
                purchase_id: id,
                ceiling,
            },
        );
    }
    revision.into_changeset()
}

/// Records an outcome whatever else changed: the supplier order stands, or it does not.
async fn record(
    app: &App,
    held: &Held,
    port: &dyn MarketplacePort,
    order_id: OrderId,
    id: PurchaseId,
    outcome: &PlacementOutcome,
) -> Step {
    let dossier = load(app, order_id).await?;
    let state = dossier.purchase(id).map(|purchase| purchase.status.state());
    if state != Some(S::Placing) {
        // A worker that was thought dead came back; who settled it meanwhile knows more.
        return Ok(Ending::done());
    }
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    let end = match outcome {
        PlacementOutcome::Placed {
            supplier_orders,
            message,
        } => {
            placed(&mut revision, port, id, supplier_orders, message.as_deref());
            JobEnd::Done
        }
        PlacementOutcome::Rejected(failure) => {
            fail(&mut revision, id, failure.clone(), &Actor::Marketplace);
            JobEnd::Done
        }
        PlacementOutcome::NotSent(error) => not_sent(&mut revision, id, error),
        PlacementOutcome::Unknown(error) if mutation::on(Mutation::RetryUnknown) => {
            not_sent(&mut revision, id, error)
        }
        PlacementOutcome::Unknown(_) if mutation::on(Mutation::UnclearIsRejected) => {
            let failure = Failure::ours(FailureReason::Other, "");
            fail(&mut revision, id, failure, &Actor::Marketplace);
            JobEnd::Done
        }
        PlacementOutcome::Unknown(error) => {
            in_doubt(&mut revision, id, &crate::error::chain(error));
            JobEnd::Done
        }
    };
    let is_placed = matches!(outcome, PlacementOutcome::Placed { .. });
    if is_placed && store_can(app, &revision.dossier, |store| store.progress).await {
        revision.want(Job::FulfillOrder { order_id });
    }
    let signed_out = matches!(outcome, PlacementOutcome::NotSent(error) if error.kind == CallErrorKind::SignedOut);
    if signed_out && let Some(purchase) = revision.dossier.purchase(id) {
        let wish = renewal_wish(app, purchase.connection_id, held.began_at).await?;
        if let Some(wish) = wish {
            revision.want(wish.job);
        }
    }
    record_until_kept(
        app,
        held,
        port,
        revision.into_changeset(),
        order_id,
        id,
        outcome,
        end,
    )
    .await
}

/// The outcome of a call that may have bought something must not be lost to someone else's change.
#[expect(
    clippy::too_many_arguments,
    reason = "one outcome, and what it takes to decide it again"
)]
async fn record_until_kept(
    app: &App,
    held: &Held,
    port: &dyn MarketplacePort,
    changeset: domain::changeset::Changeset,
    order_id: OrderId,
    id: PurchaseId,
    outcome: &PlacementOutcome,
    end: JobEnd,
) -> Step {
    match app.space().commit(changeset).await {
        Ok(()) => Ok(Ending {
            changeset: domain::changeset::Changeset::default(),
            end,
        }),
        Err(error) if error.is_conflict() => {
            Box::pin(record(app, held, port, order_id, id, outcome)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The supplier orders stand: follow them.
pub(crate) fn placed(
    revision: &mut Revision<'_>,
    port: &dyn MarketplacePort,
    id: PurchaseId,
    numbers: &[ExternalId],
    message: Option<&str>,
) {
    let (now, order_id) = (revision.now, revision.dossier.order.id);
    let first_sync = now.saturating_add(FIRST_SYNC).unwrap_or(now);
    if let Some(purchase) = revision.dossier.purchase_mut(id)
        && purchase.status.go(S::AwaitingPayment, now).is_ok()
    {
        let supplier_order = |number: &ExternalId| SupplierOrder {
            external_id: number.clone(),
            raw_status: String::new(),
            total: None,
            pay_until: None,
            paid_at: None,
            notice: None,
            url: port.order_page(number),
            read_at: None,
        };
        purchase.supplier_orders = numbers.iter().map(supplier_order).collect();
        purchase.doubt = None;
        purchase.next_sync_at = Some(first_sync);
    }
    let message = message.map(str::to_owned);
    let supplier_orders = numbers.to_vec();
    let kind = TimelineKind::PurchasePlaced {
        purchase_id: id,
        supplier_orders,
        message,
    };
    revision.tell(&Actor::Marketplace, kind);
    if revision.dossier.order.is_called_off() {
        revision.tell(
            &Actor::System,
            TimelineKind::CancelNeeded { purchase_id: id },
        );
    }
    revision.want_at(
        Job::SyncPurchase {
            order_id,
            purchase_id: id,
        },
        first_sync,
    );
}

fn not_sent(revision: &mut Revision<'_>, id: PurchaseId, error: &CallError) -> JobEnd {
    let wait = match error.kind {
        CallErrorKind::Throttled { wait } => wait.max(SignedDuration::from_secs(1)),
        _ => AGAIN,
    };
    let now = revision.now;
    let again_at = now.saturating_add(wait).unwrap_or(now);
    if !planned_again(revision, id) {
        return JobEnd::Done;
    }
    if error.kind == CallErrorKind::Misconfigured {
        let failure = Failure {
            vendor_code: error.vendor_code.clone(),
            vendor_message: error.vendor_message.clone(),
            ..Failure::ours(FailureReason::Misconfigured, error.message.clone())
        };
        fail(revision, id, failure, &Actor::Marketplace);
        return JobEnd::Done;
    }
    let because = error.message.clone();
    let kind = TimelineKind::PlacingPostponed {
        purchase_id: id,
        because,
        again_at,
    };
    revision.tell(&Actor::System, kind);
    JobEnd::Snooze { at: again_at }
}

/// Nobody knows how it ended: say so, and look it up.
fn in_doubt(revision: &mut Revision<'_>, id: PurchaseId, because: &str) {
    let now = revision.now;
    let order_id = revision.dossier.order.id;
    if let Some(purchase) = revision.dossier.purchase_mut(id)
        && purchase.status.go(S::PlacementUnknown, now).is_ok()
    {
        purchase.doubt = Some(because.to_owned());
        let because = because.to_owned();
        let kind = TimelineKind::PlacementInDoubt {
            purchase_id: id,
            because,
        };
        revision.tell(&Actor::System, kind);
        revision.want(Job::SettlePlacement {
            order_id,
            purchase_id: id,
        });
    }
}

/// What must never be done; see [`Mutation::RetryAfterCrash`].
fn once_more(app: &App, dossier: Dossier, id: PurchaseId) -> Ending {
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    let error = CallError::new(CallErrorKind::NotSent, "a crash");
    let end = not_sent(&mut revision, id, &error);
    Ending {
        changeset: revision.into_changeset(),
        end,
    }
}

fn after_crash(app: &App, dossier: Dossier, id: PurchaseId) -> Ending {
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    in_doubt(
        &mut revision,
        id,
        "Crossdock was stopped while it was placing this order",
    );
    Ending::recording(revision.into_changeset())
}

fn outcome_name(outcome: &PlacementOutcome) -> &'static str {
    match outcome {
        PlacementOutcome::Placed { .. } => "placed",
        PlacementOutcome::Rejected(_) => "rejected",
        PlacementOutcome::NotSent(_) => "not sent",
        PlacementOutcome::Unknown(_) => "unknown",
    }
}
