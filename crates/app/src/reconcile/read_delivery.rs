//! Understanding a webhook: it only wakes; the step that it wakes reads the truth. What taking it could
//! not say at once is read from where it is stored.

use domain::changeset::{Changeset, Write};
use domain::ids::{DeliveryId, StoreId};
use domain::job::{Job, NewJob};
use domain::ports::store::{WebhookCall, WebhookHint};
use jiff::Timestamp;
use storage::Understood;

use crate::App;
use crate::flow::{Ending, Step};

/// The signature was checked before it was stored, so only the meaning is read here.
pub(crate) async fn read_delivery(app: &App, id: DeliveryId) -> Step {
    let Some(delivery) = app.space().delivery(id).await? else {
        return Ok(Ending::done());
    };
    let store_id = delivery.store_id;
    let Some(store) = app.space().store(store_id).await? else {
        return Ok(Ending::done());
    };
    let port = app.store_port(store.connection_id).await?;
    let call = WebhookCall {
        topic: &delivery.topic,
        headers: &[],
        body: &delivery.body,
    };
    let due_at = app.now();
    let mut changeset = Changeset::default();
    let hint = port.understand_webhook(&call);
    if let Some(understood) = hint.as_ref().ok().and_then(|hint| wakes(store_id, hint)) {
        let (job, outcome) = (understood.job, understood.outcome);
        changeset.jobs.push(NewJob { job, due_at });
        return Ok(ended(id, changeset, outcome, due_at));
    }
    let outcome = match hint {
        Ok(WebhookHint::Uninstalled) => {
            if let Some(mut connection) = app.space().connection(store.connection_id).await? {
                connection.disconnected_because =
                    Some("the store removed Crossdock's access".to_owned());
                changeset
                    .writes
                    .push(Write::UpdateConnection(Box::new(connection)));
            }
            "the store removed our access".to_owned()
        }
        Ok(_) => "nothing that is followed".to_owned(),
        // Nothing is lost by one that can't be read: the next poll finds what it was about.
        Err(refused) => {
            let job = Job::PollStore { store_id };
            changeset.jobs.push(NewJob { job, due_at });
            refused.to_string()
        }
    };
    Ok(ended(id, changeset, outcome, due_at))
}

fn ended(id: DeliveryId, mut changeset: Changeset, outcome: String, at: Timestamp) -> Ending {
    changeset
        .writes
        .push(Write::DeliveryRead { id, at, outcome });
    Ending::recording(changeset)
}

/// The work that a webhook wakes and that can be said without looking anything up. Most are of this
/// kind: taking them wakes it at once.
pub(crate) fn wakes(store_id: StoreId, hint: &WebhookHint) -> Option<Understood> {
    let (job, outcome) = match hint {
        WebhookHint::Order(external_id) => (
            Job::ReceiveOrder {
                store_id,
                external_id: external_id.clone(),
            },
            format!("order {external_id} is read"),
        ),
        WebhookHint::Orders => (
            Job::PollStore { store_id },
            "the store is asked what changed".to_owned(),
        ),
        WebhookHint::Products => (
            Job::ReadProducts { store_id },
            "the products are read".to_owned(),
        ),
        WebhookHint::Uninstalled | WebhookHint::Other => return None,
    };
    Some(Understood { job, outcome })
}
