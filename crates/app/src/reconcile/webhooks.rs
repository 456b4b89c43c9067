//! Making sure that a store calls us. Polling is enough without it; with it, orders show up at once.

use domain::ids::StoreId;

use crate::App;
use crate::flow::{Ending, Step, call};

/// Subscribes to what is missing and removes doubles of ours.
pub(crate) async fn ensure_webhooks(app: &App, store_id: StoreId) -> Step {
    let Some(store) = app.space().store(store_id).await? else {
        return Ok(Ending::done());
    };
    let Some(public_url) = &app.settings().public_url else {
        return Ok(Ending::done());
    };
    let port = app.store_port(store.connection_id).await?;
    if !port.capabilities().webhooks {
        return Ok(Ending::done());
    }
    let base_url = format!("{public_url}/hooks/{}", store.hook_key);
    let changed = port
        .ensure_webhooks(&base_url)
        .await
        .map_err(call("subscribing to webhooks", store.connection_id))?;
    if !changed.is_empty() {
        tracing::info!(store.id = %store_id, changed = changed.len(), "webhook subscriptions were repaired");
    }
    Ok(Ending::done())
}
