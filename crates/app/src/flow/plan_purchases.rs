//! plan_purchases: decides what to buy for an order and for how much. Before it: receive_order. After
//! it: a person, or place_purchase.

use std::collections::BTreeMap;

use domain::catalog::Mapping;
use domain::ids::{OrderId, PurchaseId, VariantId};
use domain::job::Job;
use domain::order::{Dossier, NeededLine, Revision, TimelineKind, needed_lines};
use domain::plan::{Plan, PlanInput, PlannedPurchase, plan};
use domain::purchase::{Purchase, Status};
use domain::store::{Automation, Store};
use domain::workspace::Actor;

use super::{Ending, Step, load, quote, store_can};
use crate::App;
use crate::error::StepError;

/// Repeating it changes nothing: units that a live purchase holds are not needed any more.
pub(crate) async fn plan_purchases(app: &App, order_id: OrderId) -> Step {
    let dossier = load(app, order_id).await?;
    let needed = if dossier.order.may_be_bought() {
        needed_lines(&dossier)
    } else {
        Vec::new()
    };
    let store = app.space().store(dossier.order.store_id).await?;
    let store = store.ok_or_else(|| StepError::Impossible("the store was removed".into()))?;
    let mut revision = Revision::of(dossier, app.now(), app.ids());
    if needed.is_empty() {
        revision.dossier.order.planned = true;
        revision.dossier.order.problems.clear();
        return Ok(Ending::recording(revision.into_changeset()));
    }
    let needed = with_mappings(app, &revision.dossier, &store, needed).await?;
    let wanted = needed.iter().filter_map(|(needed, mapping)| {
        Some((
            u32::try_from(needed.units.len()).unwrap_or(u32::MAX),
            mapping.as_ref()?,
        ))
    });
    let destination = &revision.dossier.order.recipient.address.country;
    let quotes = quote::quotes(app, &quote::wanted(wanted), destination).await?;
    let rule = revision
        .dossier
        .order
        .shipping_override
        .as_ref()
        .unwrap_or(&store.settings.shipping);
    let input = PlanInput {
        needed: &needed,
        quotes: &quotes,
        rule,
        price_tolerance_percent: store.settings.price_tolerance_percent,
    };
    let plan = plan(&input, app.ids());
    record(&mut revision, plan, store.settings.placing);
    if store_can(app, &revision.dossier, |store| store.asks).await {
        revision.want(Job::FulfillOrder { order_id });
    }
    Ok(Ending::recording(revision.into_changeset()))
}

/// How each needed line's variant is bought. A variant that was not known when the order came in may
/// be known by now.
async fn with_mappings(
    app: &App,
    dossier: &Dossier,
    store: &Store,
    needed: Vec<NeededLine>,
) -> Result<Vec<(NeededLine, Option<Mapping>)>, StepError> {
    let external = dossier
        .order
        .lines
        .iter()
        .filter_map(|line| line.variant_external_id.clone());
    let known = app
        .space()
        .variants_by_external_id(store.id, external.collect())
        .await?;
    let variant = |needed: &NeededLine| -> Option<VariantId> {
        let line = dossier.order.line(needed.line_item_id)?;
        line.variant_external_id
            .as_ref()
            .and_then(|id| known.get(id).copied())
            .or(line.variant_id)
    };
    let variants = needed.iter().filter_map(variant).collect();
    let mappings: BTreeMap<VariantId, Mapping> = app.space().mappings(variants).await?;
    let with = |needed: NeededLine| {
        let mapping = variant(&needed).and_then(|id| mappings.get(&id).cloned());
        (needed, mapping)
    };
    Ok(needed.into_iter().map(with).collect())
}

fn record(revision: &mut Revision<'_>, plan: Plan, placing: Automation) {
    for planned in plan.purchases {
        let purchase = new_purchase(revision, planned, placing);
        revision.dossier.purchases.push(purchase);
    }
    if !plan.problems.is_empty() && plan.problems != revision.dossier.order.problems {
        let problems = plan.problems.clone();
        revision.tell(&Actor::System, TimelineKind::PlanFailed { problems });
    }
    revision.dossier.order.problems = plan.problems;
    revision.dossier.order.planned = true;
}

fn new_purchase(
    revision: &mut Revision<'_>,
    planned: PlannedPurchase,
    placing: Automation,
) -> Purchase {
    let order_id = revision.dossier.order.id;
    let purchase = Purchase {
        id: PurchaseId::fresh(revision.ids()),
        order_id,
        connection_id: planned.connection_id,
        supplier: planned.supplier,
        lines: planned.lines,
        shipping: planned.shipping,
        ceiling: planned.ceiling,
        intent: None,
        status: Status::planned(revision.now),
        failure: None,
        doubt: None,
        supplier_orders: Vec::new(),
        superseded: false,
        attempts: 0,
        next_sync_at: None,
        created_at: revision.now,
        version: 0,
    };
    let kind = TimelineKind::PurchasePlanned {
        purchase_id: purchase.id,
        supplier: purchase.supplier.name.clone(),
        cost: purchase.expected_cost().unwrap_or(purchase.ceiling),
        because: planned.because,
    };
    revision.tell(&Actor::System, kind);
    if placing == Automation::Automatic {
        revision.want(Job::PlacePurchase {
            order_id,
            purchase_id: purchase.id,
        });
    }
    purchase
}
