//! read_push: understands what a tracker sent by itself. It may come twice, late, or out of order.

use domain::changeset::Write;
use domain::ids::PushId;
use domain::parcel::RegistrationState;
use domain::ports::tracker::PushKind;

use super::{hear, putting};
use crate::App;
use crate::flow::{Ending, Step};

/// The signature was checked before it was stored, so only the meaning is read here.
pub(crate) async fn read_push(app: &App, id: PushId) -> Step {
    let Some(stored) = app.space().push(id).await? else {
        return Ok(Ending::done());
    };
    let port = app.tracker_port(stored.connection_id).await?;
    let now = app.now();
    let mut changeset = domain::changeset::Changeset::default();
    let outcome = match port.understand_push(&stored.body) {
        Ok(push) => {
            let mut known = app.space().registrations(vec![push.number.clone()]).await?;
            let holders = app.space().number_holders(&push.number).await?;
            let outcome = match &push.what {
                _ if holders.is_empty() => format!("no parcel has the number {}", push.number),
                PushKind::Updated(told) => {
                    hear(app, &push.number, &holders, told).await?;
                    for one in &mut known {
                        one.heard(&told.reading.verdict, told.carrier.clone(), now);
                    }
                    format!("{} was taken over", push.number)
                }
                PushKind::Stopped => {
                    let followed = |state| state == RegistrationState::Followed;
                    for one in known.iter_mut().filter(|one| followed(one.state)) {
                        one.stopped();
                    }
                    format!("{} is followed no more", push.number)
                }
                PushKind::Other => "nothing that is followed".to_owned(),
            };
            changeset = putting(known);
            outcome
        }
        // Nothing is lost by one that can't be read: the next reading finds what it was about.
        Err(refused) => refused.to_string(),
    };
    changeset.writes.push(Write::PushRead {
        id,
        at: now,
        outcome,
    });
    Ok(Ending::recording(changeset))
}
