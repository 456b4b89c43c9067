//! Changing how a store's orders are treated.
//!
//! What was planned or placed already is not touched; the next plan follows the new settings.

use domain::changeset::{Changeset, Write};
use domain::ids::StoreId;
use domain::store::StoreSettings;

use crate::App;
use crate::error::AppError;

/// Polling moves a store's version too, so a change is tried again this often.
const TRIES: u32 = 20;

/// Replaces a store's settings.
///
/// # Errors
/// When there is no such store, or storing fails.
pub async fn change_store_settings(
    app: &App,
    id: StoreId,
    settings: &StoreSettings,
) -> Result<(), AppError> {
    for _ in 0..TRIES {
        let store = app.space().store(id).await?;
        let mut store = store.ok_or(AppError::NotFound("store"))?;
        store.settings = settings.clone();
        let mut changeset = Changeset::default();
        changeset.writes.push(Write::UpdateStore(Box::new(store)));
        match app.space().commit(changeset).await {
            Err(error) if error.is_conflict() => {}
            other => return Ok(other?),
        }
    }
    Err(AppError::Busy)
}
