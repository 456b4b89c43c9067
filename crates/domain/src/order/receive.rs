//! Receiving: what the store tells becomes the order as we know it. Pure.
//!
//! Needs that fight: the store's news must be followed at once, and what was already bought must not
//! be forgotten. So a change of the store ends purchases that were only planned, and marks those
//! that stand for a person; it never touches a supplier order by itself. News older than what is
//! known changes nothing, so that webhooks may come twice, late and out of order.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Dossier, LineItem, Order, Revision, Tab, TimelineKind, needed_lines};
use crate::fulfillment::{Fulfillment, FulfillmentState};
use crate::ids::{
    ExternalId, FulfillmentId, IdSource, LineItemId, OrderId, PurchaseId, StoreId, VariantId,
};
use crate::job::Job;
use crate::parcel::ParcelLine;
use crate::ports::store::{StoreFulfillment, StoreLine, StoreOrder};
use crate::purchase::{Purchase, PurchaseLine, PurchaseState as S};
use crate::workspace::Actor;

/// The variants that we know, by the store's ids.
pub type KnownVariants = BTreeMap<ExternalId, VariantId>;

/// Brings in an order that is not known yet.
#[must_use]
pub fn receive_new<'a>(
    told: &StoreOrder,
    store_id: StoreId,
    variants: &KnownVariants,
    now: Timestamp,
    ids: &'a dyn IdSource,
) -> Revision<'a> {
    let order = Order {
        id: OrderId::fresh(ids),
        store_id,
        external_id: told.external_id.clone(),
        number: told.number.clone(),
        ordered_at: told.ordered_at,
        payment: told.payment.clone(),
        canceled_at: told.canceled_at,
        customer_name: told.customer_name.clone(),
        customer_email: told.customer_email.clone(),
        recipient: told.recipient.clone().unwrap_or_default(),
        recipient_edited: false,
        shipping_override: None,
        price_accepted: false,
        currency: told.currency,
        total: told.total,
        note: told.note.clone(),
        lines: told
            .lines
            .iter()
            .map(|line| new_line(line, variants, ids))
            .collect(),
        problems: Vec::new(),
        planned: false,
        store_updated_at: told.updated_at,
        received_at: now,
        tab: Tab::Pending,
        needs_person: false,
        version: 0,
    };
    let mut revision = Revision::new(Dossier::new(order), now, ids);
    revision.tell(&Actor::Store, TimelineKind::OrderReceived);
    if told.payment.is_paid() {
        revision.tell(&Actor::Store, TimelineKind::OrderPaid);
    }
    if told.canceled_at.is_some() {
        revision.tell(&Actor::Store, TimelineKind::OrderCanceled);
    }
    see_fulfillments(&mut revision, &told.fulfillments);
    want_plan(&mut revision);
    revision
}

/// Follows the store's news about a known order. Nothing changes if the news is older than what is
/// known.
#[must_use]
pub fn receive_news<'a>(
    dossier: Dossier,
    told: &StoreOrder,
    variants: &KnownVariants,
    now: Timestamp,
    ids: &'a dyn IdSource,
) -> Revision<'a> {
    let mut revision = Revision::of(dossier, now, ids);
    if told.updated_at < revision.dossier.order.store_updated_at {
        return revision;
    }
    let was_called_off = revision.dossier.order.is_called_off();
    let was_paid = revision.dossier.order.payment.is_paid();
    let replan = update_order(&mut revision, told, variants);
    if !was_paid && told.payment.is_paid() {
        revision.tell(&Actor::Store, TimelineKind::OrderPaid);
    }
    let replan = see_fulfillments(&mut revision, &told.fulfillments) || replan;
    if revision.dossier.order.is_called_off() {
        if !was_called_off {
            revision.tell(&Actor::Store, TimelineKind::OrderCanceled);
            call_off(&mut revision);
        }
        return revision;
    }
    // Placing stops for an order that is not paid, so one that was planned before is planned anew.
    if replan || was_paid != revision.dossier.order.payment.is_paid() {
        // A person accepted what this order cost, not what the store asks for now.
        revision.dossier.order.price_accepted = false;
        let because = why_not_as_planned(&revision.dossier);
        cancel_planned(&mut revision, because);
    }
    if replan || was_called_off || !was_paid {
        if needed_lines(&revision.dossier).is_empty() {
            // What can't be bought need not be bought any more.
            revision.dossier.order.problems.clear();
        }
        want_plan(&mut revision);
    }
    revision
}

/// The store does not have the order any more: it counts as canceled.
#[must_use]
pub fn receive_gone(dossier: Dossier, now: Timestamp, ids: &dyn IdSource) -> Revision<'_> {
    let mut revision = Revision::of(dossier, now, ids);
    if revision.dossier.order.canceled_at.is_none() {
        revision.dossier.order.canceled_at = Some(now);
        revision.tell(&Actor::Store, TimelineKind::OrderCanceled);
        call_off(&mut revision);
    }
    revision
}

/// Ends what was not bought yet and asks a person about what was.
fn call_off(revision: &mut Revision<'_>) {
    let because = why_not_as_planned(&revision.dossier);
    cancel_planned(revision, because);
    let standing: Vec<_> = revision
        .dossier
        .purchases
        .iter()
        .filter(|purchase| purchase.status.state().is_followed())
        .map(|purchase| purchase.id)
        .collect();
    for purchase_id in standing {
        revision.tell(&Actor::System, TimelineKind::CancelNeeded { purchase_id });
    }
}

/// Why a plan that was made before is not bought, now that the store tells something else.
fn why_not_as_planned(dossier: &Dossier) -> &'static str {
    if dossier.order.is_called_off() {
        "the order was canceled in the store"
    } else if dossier.order.may_be_bought() {
        "the order changed in the store; it is planned anew"
    } else {
        "the order is not paid in the store any more"
    }
}

/// A placement ended and certainly bought nothing: its purchase waits to be placed again, unless the
/// store changed the order meanwhile so that not all of it is to be bought, or a person chose another
/// shipping method. Then it is canceled, and what is still needed is planned anew. Says whether it waits.
pub fn planned_again(revision: &mut Revision<'_>, id: PurchaseId) -> bool {
    let now = revision.now;
    let Some(purchase) = revision.dossier.purchase_mut(id) else {
        return false;
    };
    if purchase.status.go(S::Planned, now).is_err() {
        return false;
    }
    purchase.doubt = None;
    let because = if !is_needed_whole(&revision.dossier, id) {
        why_not_as_planned(&revision.dossier)
    } else if !ships_as_chosen(&revision.dossier, id) {
        "another shipping method was chosen; it is planned anew"
    } else {
        return true;
    };
    cancel_where(revision, because, &|purchase| purchase.id == id);
    want_plan(revision);
    false
}

/// Whether all that a purchase would buy is to be bought, if it was not planned yet.
fn is_needed_whole(dossier: &Dossier, id: PurchaseId) -> bool {
    let Some(purchase) = dossier.purchase(id) else {
        return false;
    };
    let mut without = dossier.clone();
    without.purchases.retain(|other| other.id != id);
    let needed = needed_lines(&without);
    let is_needed = |line: &PurchaseLine, unit: &u32| {
        let mut of_line = needed
            .iter()
            .filter(|needed| needed.line_item_id == line.line_item_id);
        of_line.any(|needed| {
            let parts = needed.parts.as_ref();
            needed.units.contains(unit) && parts.is_none_or(|parts| parts.contains(&line.part))
        })
    };
    let mut lines = purchase.lines.iter();
    dossier.order.may_be_bought()
        && lines.all(|line| line.units.iter().all(|unit| is_needed(line, unit)))
}

/// Whether it ships in a way that a person allowed for this order, if one did.
fn ships_as_chosen(dossier: &Dossier, id: PurchaseId) -> bool {
    let rule = dossier.order.shipping_override.as_ref();
    let purchase = dossier.purchase(id);
    rule.zip(purchase)
        .is_none_or(|(rule, purchase)| rule.allows(&purchase.shipping))
}

/// Cancels the purchases of which nothing was sent yet.
pub fn cancel_planned(revision: &mut Revision<'_>, because: &str) {
    cancel_where(revision, because, &|_| true);
}

/// Cancels those of the purchases of which nothing was sent yet.
fn cancel_where(revision: &mut Revision<'_>, because: &str, which: &dyn Fn(&Purchase) -> bool) {
    let now = revision.now;
    let mut canceled = Vec::new();
    for purchase in &mut revision.dossier.purchases {
        // A purchase that was tried before and certainly not sent may still be claimed by its intent;
        // its units are free again all the same, because nothing was bought.
        if purchase.status.state() == S::Planned
            && which(purchase)
            && purchase.status.go(S::Canceled, now).is_ok()
        {
            purchase.next_sync_at = None;
            canceled.push(purchase.id);
        }
    }
    for purchase_id in canceled {
        let because = because.to_owned();
        revision.tell(
            &Actor::System,
            TimelineKind::PurchaseCanceled {
                purchase_id,
                because,
            },
        );
    }
}

/// Wants a plan if there is something to buy and it may be bought.
pub fn want_plan(revision: &mut Revision<'_>) {
    let order = &revision.dossier.order;
    if order.may_be_bought() && !needed_lines(&revision.dossier).is_empty() {
        let order_id = order.id;
        revision.dossier.order.planned = false;
        revision.want(Job::PlanPurchases { order_id });
    }
}

/// Takes over what the store says; says whether what is to be bought changed.
fn update_order(revision: &mut Revision<'_>, told: &StoreOrder, variants: &KnownVariants) -> bool {
    let ids = revision.ids();
    let order = &mut revision.dossier.order;
    let mut changes = Vec::new();
    order.store_updated_at = told.updated_at;
    order.payment = told.payment.clone();
    order.canceled_at = told.canceled_at;
    order.total = told.total;
    order.customer_name.clone_from(&told.customer_name);
    order.customer_email.clone_from(&told.customer_email);
    order.note.clone_from(&told.note);
    let recipient = told.recipient.clone().unwrap_or_default();
    let moved = !order.recipient_edited && order.recipient != recipient;
    if moved {
        order.recipient = recipient;
        changes.push("the address changed".to_owned());
    }
    let (lines, removed, mut line_changes) = merge_lines(&order.lines, &told.lines, variants, ids);
    order.lines = lines;
    let relined = removed > 0 || !line_changes.is_empty();
    changes.append(&mut line_changes);
    if removed > 0 {
        revision.tell(
            &Actor::Store,
            TimelineKind::LinesRemoved { quantity: removed },
        );
    }
    if !changes.is_empty() {
        revision.tell(&Actor::Store, TimelineKind::OrderChanged { changes });
    }
    moved || relined
}

/// The lines as they are now, how many units were taken away, and what else changed.
fn merge_lines(
    known: &[LineItem],
    told: &[StoreLine],
    variants: &KnownVariants,
    ids: &dyn IdSource,
) -> (Vec<LineItem>, u32, Vec<String>) {
    let mut removed = 0_u32;
    let mut changes = Vec::new();
    let mut lines = Vec::new();
    for line in told {
        let Some(old) = known.iter().find(|old| old.external_id == line.external_id) else {
            changes.push(format!("{} × {} was added", line.quantity, line.title));
            lines.push(new_line(line, variants, ids));
            continue;
        };
        let new = LineItem {
            id: old.id,
            progress_told: old.progress_told,
            ..new_line(line, variants, ids)
        };
        let (before, after) = (old.wanted_quantity(), new.wanted_quantity());
        removed += before.saturating_sub(after);
        if after > before {
            changes.push(format!(
                "{} more × {} were added",
                after - before,
                line.title
            ));
        }
        if new.held_quantity > old.held_quantity {
            changes.push(format!("{} is held back", line.title));
        } else if new.held_quantity < old.held_quantity {
            changes.push(format!("{} is free to be shipped", line.title));
        }
        if old.variant_external_id != new.variant_external_id {
            changes.push(format!("{} is another variant now", line.title));
        }
        lines.push(new);
    }
    for old in known
        .iter()
        .filter(|old| told.iter().all(|line| line.external_id != old.external_id))
    {
        // A line that vanished is kept with nothing wanted: something may have been bought for it.
        removed += old.wanted_quantity();
        lines.push(LineItem {
            removed_quantity: old.quantity,
            ..old.clone()
        });
    }
    (lines, removed, changes)
}

fn new_line(told: &StoreLine, variants: &KnownVariants, ids: &dyn IdSource) -> LineItem {
    LineItem {
        id: LineItemId::fresh(ids),
        external_id: told.external_id.clone(),
        variant_id: told
            .variant_id
            .as_ref()
            .and_then(|id| variants.get(id).copied()),
        variant_external_id: told.variant_id.clone(),
        title: told.title.clone(),
        variant_title: told.variant_title.clone(),
        sku: told.sku.clone(),
        quantity: told.quantity,
        removed_quantity: told.removed_quantity,
        held_quantity: told.held_quantity,
        progress_told: 0,
        unit_price: told.unit_price,
        image_url: told.image_url.clone(),
        requires_shipping: told.requires_shipping,
    }
}

/// Sees fulfillments that someone else made, and ours that someone canceled; says whether what is to
/// be bought changed.
fn see_fulfillments(revision: &mut Revision<'_>, told: &[StoreFulfillment]) -> bool {
    let mut changed = false;
    let mut canceled = Vec::new();
    for seen in told {
        let known = revision
            .dossier
            .fulfillments
            .iter_mut()
            .find(|known| known.external_id.as_ref() == Some(&seen.external_id));
        if let Some(known) = known {
            if seen.canceled && known.state != FulfillmentState::Canceled {
                known.state = FulfillmentState::Canceled;
                canceled.push(known.number.clone());
                changed = true;
            }
            continue;
        }
        if !seen.canceled && !is_our_own(&revision.dossier, seen) {
            changed |= see_foreign(revision, seen);
        }
    }
    for number in canceled {
        revision.tell(&Actor::Store, TimelineKind::FulfillmentCanceled { number });
    }
    changed
}

/// One that we asked for and whose answer was lost: the step that asked for it will find it by number.
fn is_our_own(dossier: &Dossier, seen: &StoreFulfillment) -> bool {
    dossier.fulfillments.iter().any(|ours| {
        ours.state == FulfillmentState::Intended
            && ours.external_id.is_none()
            && ours.number == seen.number
    })
}

fn see_foreign(revision: &mut Revision<'_>, seen: &StoreFulfillment) -> bool {
    let line_id = |external_id: &ExternalId| {
        let lines = &revision.dossier.order.lines;
        lines
            .iter()
            .find(|line| line.external_id == *external_id)
            .map(|line| line.id)
    };
    let lines: Vec<ParcelLine> = seen
        .lines
        .iter()
        .filter_map(|(external_id, quantity)| {
            line_id(external_id).map(|line_item_id| ParcelLine {
                line_item_id,
                quantity: *quantity,
            })
        })
        .collect();
    let quantity = lines.iter().map(|line| line.quantity).sum();
    let fulfillment = Fulfillment {
        id: FulfillmentId::fresh(revision.ids()),
        order_id: revision.dossier.order.id,
        parcel_id: None,
        external_id: Some(seen.external_id.clone()),
        state: FulfillmentState::Foreign,
        number: seen.number.clone(),
        carrier: seen.carrier.clone(),
        lines,
        told_status: None,
        refusal: None,
        asked_at: None,
        created_at: revision.now,
        version: 0,
    };
    revision.dossier.fulfillments.push(fulfillment);
    let number = seen.number.clone();
    revision.tell(
        &Actor::Store,
        TimelineKind::ForeignFulfillmentSeen { number, quantity },
    );
    true
}
