//! Understanding a stored webhook: it only wakes; the step that it wakes reads the truth.

use domain::changeset::{Changeset, Write};
use domain::ids::DeliveryId;
use domain::job::{Job, NewJob};
use domain::ports::store::{WebhookCall, WebhookHint};

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
    let outcome = match port.understand_webhook(&call) {
        Ok(WebhookHint::Order(external_id)) => {
            let outcome = format!("order {external_id} is read");
            let job = Job::ReceiveOrder {
                store_id,
                external_id,
            };
            changeset.jobs.push(NewJob { job, due_at });
            outcome
        }
        Ok(WebhookHint::Orders) => {
            let job = Job::PollStore { store_id };
            changeset.jobs.push(NewJob { job, due_at });
            "the store is asked what changed".to_owned()
        }
        Ok(WebhookHint::Products) => {
            changeset.jobs.push(NewJob {
                job: Job::ReadProducts { store_id },
                due_at,
            });
            "the products are read".to_owned()
        }
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
        Ok(WebhookHint::Other) => "nothing that is followed".to_owned(),
        // Nothing is lost by one that can't be read: the next poll finds what it was about.
        Err(refused) => {
            let job = Job::PollStore { store_id };
            changeset.jobs.push(NewJob { job, due_at });
            refused.to_string()
        }
    };
    changeset.writes.push(Write::DeliveryRead {
        id,
        at: due_at,
        outcome,
    });
    Ok(Ending::recording(changeset))
}
