//! Taking what a tracker sends by itself: its signature is checked and it is stored, all before the
//! tracker hears "taken".
//!
//! Before it: `hooks`, whose addresses it shares; after it: `reconcile::tracker`.

use domain::ports::store::{WebhookCall, WebhookRefused};
use sha2::{Digest, Sha256};
use storage::NewPush;

use crate::App;
use crate::error::StepError;
use crate::hooks::{HookRefused, Taken};

/// Takes a push that came to the address with `hook_key`; durable when this returns.
pub(crate) async fn take(
    app: &App,
    hook_key: &str,
    call: &WebhookCall<'_>,
) -> Result<Taken, HookRefused> {
    let tracker = app.space().tracker_by_hook_key(hook_key).await;
    let tracker = tracker.map_err(HookRefused::Storage)?;
    let id = tracker.ok_or(HookRefused::UnknownAddress)?.connection_id;
    let port = match app.tracker_port(id).await {
        Ok(port) => port,
        Err(StepError::Storage(error)) => return Err(HookRefused::Storage(error)),
        Err(error) => return Err(HookRefused::NotConnected(error)),
    };
    match port.read_push(call) {
        Ok(_) => {}
        Err(WebhookRefused::WrongSignature) => return Err(HookRefused::WrongSignature),
        Err(WebhookRefused::Unreadable(why)) => {
            // The next reading finds what it was about.
            tracing::warn!(connection.id = %id, why, "a signed push can't be read");
            return Ok(Taken::Unreadable);
        }
    }
    let push = NewPush {
        connection_id: id,
        // The same body is the same push, however often it is sent.
        digest: Sha256::digest(call.body).to_vec(),
        body: call.body.to_vec(),
        received_at: app.now(),
    };
    match app.space().keep_push(push).await {
        Ok(true) => Ok(Taken::Kept),
        Ok(false) => Ok(Taken::Repeated),
        Err(error) => Err(HookRefused::Storage(error)),
    }
}
