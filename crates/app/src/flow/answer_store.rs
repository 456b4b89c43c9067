//! answer_store: answers what the store asked of us about an order. Before it: plan_purchases, which says
//! what can be bought. Beside it: fulfill_order, which runs it.
//!
//! What is asked is read from the store right before it is answered, and an answer that was given before
//! changes nothing: the question is gone.

use domain::changeset::Changeset;
use domain::ids::OrderId;
use domain::job::{Job, NewJob};
use domain::order::{Revision, answer_to, cancel_planned};
use domain::ports::error::CallErrorKind;
use domain::ports::store::{StoreAnswer, StorePort};
use domain::store::Store;

use super::{call, load};
use crate::App;
use crate::error::StepError;
use crate::queue::Held;

/// Repeating it answers nothing twice.
pub(super) async fn answer_store(
    app: &App,
    held: &Held,
    store: &Store,
    port: &dyn StorePort,
    order_id: OrderId,
) -> Result<(), StepError> {
    let dossier = load(app, order_id).await?;
    let id = dossier.order.external_id.clone();
    let told = port.order(&id).await;
    let told = told.map_err(call("reading what the store asks", store.connection_id))?;
    for ask in told.iter().flat_map(|told| &told.asks) {
        let dossier = load(app, order_id).await?;
        let Some(answer) = answer_to(&dossier, ask) else {
            continue;
        };
        if answer == StoreAnswer::GivenBack {
            // Nothing may be bought any more when the store hears that nothing will be shipped.
            let mut revision = Revision::of(dossier, app.now(), app.ids());
            cancel_planned(
                &mut revision,
                "the merchant took the request back in the store",
            );
            app.space().commit(revision.into_changeset()).await?;
        }
        held.covers_a_call(app)?;
        match port.answer_request(&id, &answer).await {
            // The question is gone, or another answer came first.
            Err(error)
                if matches!(error.kind, CallErrorKind::Refused | CallErrorKind::NotFound) =>
            {
                tracing::info!(order.id = %order_id, %error, "the store did not take an answer");
            }
            answered => {
                answered.map_err(call("answering the store", store.connection_id))?;
            }
        }
        if answer == StoreAnswer::GivenBack {
            // The store holds these lines now. Until that is read they would count as wanted.
            let reading = NewJob {
                job: Job::ReceiveOrder {
                    store_id: store.id,
                    external_id: id.clone(),
                },
                due_at: app.now(),
            };
            let changeset = Changeset {
                jobs: vec![reading],
                ..Changeset::default()
            };
            app.space().commit(changeset).await?;
        }
    }
    Ok(())
}
