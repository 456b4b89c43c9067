//! What a person can do: at the desk, at the command line, through the API.
//!
//! Each wish is decided on fresh state and recorded with who wished it. Two people who wish the same at
//! once do it once.

mod cases;
mod doubt;
mod edit;
mod mapping;
mod orders;
mod sync;
mod tracking;

use domain::ids::OrderId;
use domain::order::{Dossier, Revision};

pub use cases::{
    EVIDENCE_BYTES, EVIDENCE_FILES, EvidenceWrong, add_evidence, open_case, receive_goods,
    remove_evidence, see_case, update_case,
};
pub use doubt::{DoubtAnswer, answer_doubt};
pub use edit::{accept_price, choose_shipping, edit_recipient, fulfill_by_hand};
pub use mapping::{MapLine, map_variant, read_supplier_product};
pub use orders::{Placing, give_up, open_payment, place_orders, place_purchase, reorder};
pub use sync::{sync_connection, sync_orders, sync_store};
pub use tracking::{
    correct_carrier, set_parcel_status, track_again, track_orders_again, tracker_carriers,
};

use crate::App;
use crate::error::AppError;

/// How often a wish is decided again when someone else changed the same order meanwhile.
const DECIDED_AGAIN: u32 = 20;

/// Loads an order, lets `decide` change it, and records that; again if someone else was faster.
async fn revise<T>(
    app: &App,
    id: OrderId,
    decide: impl Fn(&mut Revision<'_>) -> Result<T, AppError>,
) -> Result<T, AppError> {
    for _ in 0..DECIDED_AGAIN {
        let dossier = load(app, id).await?;
        let mut revision = Revision::of(dossier, app.now(), app.ids());
        let answer = decide(&mut revision)?;
        match app.space().commit(revision.into_changeset()).await {
            Ok(()) => return Ok(answer),
            Err(error) if error.is_conflict() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(AppError::Busy)
}

async fn load(app: &App, id: OrderId) -> Result<Dossier, AppError> {
    app.space()
        .dossier(id)
        .await?
        .ok_or(AppError::NotFound("order"))
}
