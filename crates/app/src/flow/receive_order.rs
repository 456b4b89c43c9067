//! receive_order: reads an order from its store and follows what changed. Before it: a webhook or a
//! poll said that something changed. After it: plan_purchases.

use domain::ids::{ExternalId, StoreId};
use domain::job::Job;
use domain::order::{PaymentStatus, receive_gone, receive_new, receive_news};
use domain::ports::store::StoreOrder;

use super::{Ending, Step, call};
use crate::App;
use crate::error::StepError;
use crate::mutation::{self, Mutation};

/// Repeating it changes nothing: what is known is compared with what the store tells.
pub(crate) async fn receive_order(app: &App, store_id: StoreId, external_id: &ExternalId) -> Step {
    let store = app.space().store(store_id).await?;
    let store = store.ok_or_else(|| StepError::Impossible("the store was removed".into()))?;
    let port = app.store_port(store.connection_id).await?;
    let told = port
        .order(external_id)
        .await
        .map_err(call("reading an order", store.connection_id))?
        .map(misread);
    let known = app
        .space()
        .dossier_by_external_id(store_id, external_id)
        .await?;
    let (now, ids) = (app.now(), app.ids());
    let is_asked = told.as_ref().is_some_and(|told| !told.asks.is_empty());
    let mut revision = match (known, told) {
        (None, None) => return Ok(Ending::done()),
        (Some(known), None) => receive_gone(known, now, ids),
        (known, Some(told)) => {
            let variants = variants_of(app, store_id, &told).await?;
            match known {
                None => receive_new(&told, store_id, &variants, now, ids),
                Some(known) => receive_news(known, &told, &variants, now, ids),
            }
        }
    };
    if is_asked {
        let order_id = revision.dossier.order.id;
        revision.want(Job::FulfillOrder { order_id });
    }
    Ok(Ending::recording(revision.into_changeset()))
}

/// What was told; on purpose wrong where the rehearsal's judge is tried.
fn misread(mut told: StoreOrder) -> StoreOrder {
    if mutation::on(Mutation::BuyUnpaid) && told.payment == PaymentStatus::Unpaid {
        told.payment = PaymentStatus::Paid;
    }
    if mutation::on(Mutation::IgnoreCancel) && told.canceled_at.take().is_some() {
        told.payment = PaymentStatus::Paid;
    }
    told
}

async fn variants_of(
    app: &App,
    store_id: StoreId,
    told: &StoreOrder,
) -> Result<domain::order::KnownVariants, StepError> {
    let wanted = told
        .lines
        .iter()
        .filter_map(|line| line.variant_id.clone())
        .collect();
    Ok(app
        .space()
        .variants_by_external_id(store_id, wanted)
        .await?)
}
