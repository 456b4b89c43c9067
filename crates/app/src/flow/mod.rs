//! The way of an order, a file a step: load → decide (domain) → act (port) → record.
//!
//! A step acts on the outside at most once between two records. What it decided is recorded together
//! with the end of the job that ran it; if a version moved meanwhile, it is decided again.

mod answer_store;
mod fulfill_order;
mod place_purchase;
mod plan_purchases;
mod quote;
mod receive_order;
mod settle_placement;
mod sync_purchase;
mod track_parcels;
mod watch_case;

use domain::changeset::Changeset;
use domain::ids::{ConnectionId, OrderId};
use domain::job::JobEnd;
use domain::order::Dossier;
use domain::ports::error::CallError;
use domain::ports::store::StoreCapabilities;

pub(crate) use fulfill_order::fulfill_order;
pub(crate) use place_purchase::{place_purchase, placed};
pub(crate) use plan_purchases::plan_purchases;
pub(crate) use receive_order::receive_order;
pub(crate) use settle_placement::{not_placed, settle_placement};
pub(crate) use sync_purchase::sync_purchase;
pub(crate) use track_parcels::track_parcels;
pub(crate) use watch_case::watch_case;

use crate::App;
use crate::error::StepError;

/// Whether the order's store can do something. One that can't be asked now counts as if it could not:
/// whatever hangs on it is found again by what comes later.
async fn store_can(app: &App, dossier: &Dossier, can: fn(StoreCapabilities) -> bool) -> bool {
    let Ok(Some(store)) = app.space().store(dossier.order.store_id).await else {
        return false;
    };
    let port = app.store_port(store.connection_id).await;
    port.is_ok_and(|port| can(port.capabilities()))
}

/// What a step comes to.
pub(crate) struct Ending {
    /// What is still to be recorded together with the job's end.
    pub(crate) changeset: Changeset,
    /// How the job ends.
    pub(crate) end: JobEnd,
}

impl Ending {
    pub(crate) fn done() -> Self {
        Self {
            changeset: Changeset::default(),
            end: JobEnd::Done,
        }
    }

    pub(crate) fn recording(changeset: Changeset) -> Self {
        Self {
            changeset,
            end: JobEnd::Done,
        }
    }
}

/// What a step comes to, or why it did not end.
pub(crate) type Step = Result<Ending, StepError>;

pub(crate) async fn load(app: &App, id: OrderId) -> Result<Dossier, StepError> {
    let dossier = app.space().dossier(id).await?;
    dossier.ok_or_else(|| StepError::Impossible(format!("order {id} is not stored")))
}

/// Says what was tried when a call failed.
pub(crate) fn call(
    what: &'static str,
    connection: ConnectionId,
) -> impl FnOnce(CallError) -> StepError {
    move |source| StepError::Call {
        what: what.to_owned(),
        connection,
        source,
    }
}
