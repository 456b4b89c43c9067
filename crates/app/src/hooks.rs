//! Taking a webhook: its signature is checked and it is stored, all before the store hears "taken".
//!
//! It only wakes: what it is about is read anew by the work that storing it enqueues. It must never call
//! an outside or wait for one: stores give up on a webhook that is not answered within seconds.
//! Before it: `web`; after it: `flow::receive_order`, or `reconcile::read_delivery` where more has to be
//! looked up.

use domain::ids::DeliveryId;
use domain::job::{Job, NewJob};
use domain::ports::store::{DeliveryIdentity, WebhookCall, WebhookRefused};
use sha2::{Digest, Sha256};
use storage::{NewDelivery, StorageError};

use crate::App;
use crate::error::StepError;
use crate::mutation::{self, Mutation};
use crate::pushes;
use crate::reconcile;

/// What became of a webhook that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is stored and will be read.
    Kept,
    /// The same one was stored before.
    Repeated,
    /// It is rightly signed, but its body can't be read: the store is asked for all that changed.
    Unreadable,
}

/// Why a webhook was not taken.
#[derive(Debug, thiserror::Error)]
pub enum HookRefused {
    /// No store has this address.
    #[error("no store has this address")]
    UnknownAddress,
    /// It has no signature, or a wrong one.
    #[error("the signature is missing or does not match the body")]
    WrongSignature,
    /// The store is not signed in, so nobody can tell whether the signature is right.
    #[error("the store is not connected")]
    NotConnected(#[source] StepError),
    /// It could not be stored; the store must send it again.
    #[error("it could not be stored")]
    Storage(#[source] StorageError),
}

/// Takes a webhook that came to the address with `hook_key`; durable when this returns.
///
/// # Errors
/// When the sender must not believe that it was taken, and why.
pub async fn take(
    app: &App,
    hook_key: &str,
    topic: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> Result<Taken, HookRefused> {
    let call = WebhookCall {
        topic,
        headers,
        body,
    };
    let (store_id, port) = match app.door(hook_key).await {
        // Trackers have addresses of their own beside the stores'.
        Err(HookRefused::UnknownAddress) => return pushes::take(app, hook_key, &call).await,
        door => door?,
    };
    let hint = match port.read_webhook(&call) {
        Ok(hint) => hint,
        Err(WebhookRefused::WrongSignature) => return Err(HookRefused::WrongSignature),
        Err(WebhookRefused::Unreadable(why)) => {
            tracing::warn!(store.id = %store_id, topic, why, "a signed webhook can't be read; the store is polled");
            let job = Job::PollStore { store_id };
            let due_at = app.now();
            let jobs = vec![NewJob { job, due_at }];
            app.space()
                .enqueue(jobs)
                .await
                .map_err(HookRefused::Storage)?;
            return Ok(Taken::Unreadable);
        }
    };
    let delivery = NewDelivery {
        store_id,
        topic: topic.to_owned(),
        digest: match port.delivery_identity(&call) {
            DeliveryIdentity::Body => digest(topic, body),
            DeliveryIdentity::Id(id) => digest(topic, id.as_bytes()),
            DeliveryIdentity::Each => {
                digest(topic, DeliveryId::fresh(app.ids()).to_string().as_bytes())
            }
        },
        body: body.to_vec(),
        received_at: app.now(),
        understood: reconcile::wakes(store_id, &hint),
    };
    if mutation::on(Mutation::AcknowledgeBeforeStoring) && body.len().is_multiple_of(8) {
        // As if a crash came between the answer and the storing.
        return Ok(Taken::Kept);
    }
    let kept = app.space().keep_delivery(delivery).await;
    match kept.map_err(HookRefused::Storage)? {
        true => Ok(Taken::Kept),
        false => Ok(Taken::Repeated),
    }
}

/// The same topic with the same identity (its body, or the id that the platform gave it) is the same
/// webhook, however often it is sent.
fn digest(topic: &str, identity: &[u8]) -> Vec<u8> {
    Sha256::new()
        .chain_update(topic)
        // No topic holds a zero, so that no topic and body run into each other.
        .chain_update([0])
        .chain_update(identity)
        .finalize()
        .to_vec()
}
