//! read_numbers: reads what the tracker did not tell by itself. It completes the pushes: whatever was
//! lost on the way is found here.

use domain::ids::ConnectionId;
use domain::parcel::{Registration, RegistrationState};
use domain::ports::tracker::{TrackedNumber, TrackerPort, TrackerRefusalReason as R};
use jiff::{SignedDuration, Timestamp};
use storage::{DueNumbers, NumberHolder};

use super::{BATCHES, hear, putting, tracked, tracker};
use crate::App;
use crate::error::StepError;
use crate::flow::{Ending, Step, call};

/// After this long a parcel without news is not asked for any more; a person sees it long before.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24 * 120);

/// What can't be read is tried again this late.
const AGAIN: SignedDuration = SignedDuration::from_hours(12);

/// Repeating it changes nothing: the newest truth is known already.
pub(crate) async fn read_numbers(app: &App, connection_id: ConnectionId) -> Step {
    if tracker(app, connection_id).await?.is_none() {
        return Ok(Ending::done());
    }
    let port = app.tracker_port(connection_id).await?;
    let limit = u32::try_from(port.capabilities().numbers_per_call).unwrap_or(1);
    for _ in 0..BATCHES {
        let due = app
            .space()
            .numbers_due(DueNumbers::ToRead, app.now(), limit)
            .await?;
        if due.is_empty() {
            break;
        }
        batch(app, connection_id, &*port, due).await?;
    }
    Ok(Ending::done())
}

/// Reads these numbers and takes over what the tracker tells.
pub(super) async fn batch(
    app: &App,
    id: ConnectionId,
    port: &dyn TrackerPort,
    due: Vec<Registration>,
) -> Result<(), StepError> {
    let numbers: Vec<TrackedNumber> = due.iter().map(tracked).collect();
    let answers = port
        .read(&numbers)
        .await
        .map_err(call("reading where parcels are", id))?;
    let mut ready = Vec::new();
    for (mut one, answer) in due.into_iter().zip(answers) {
        let now = app.now();
        let holders = app.space().number_holders(&one.number).await?;
        match answer {
            Ok(told) => {
                hear(app, &one.number, &holders, &told).await?;
                one.heard(&told.reading.verdict, told.carrier, now);
            }
            Err(refusal) => match refusal.reason {
                R::NoNewsYet => one.heard_nothing(now),
                // The tracker forgets what it follows no more; what is still under way is paid anew.
                R::NotRegistered => {
                    one.state = RegistrationState::New;
                    one.next_at = Some(now);
                }
                _ => {
                    one.refusal = Some(refusal);
                    one.next_at = now.checked_add(AGAIN).ok();
                }
            },
        }
        if one.state == RegistrationState::Followed && is_given_up(&holders, now) {
            one.next_at = None;
        }
        ready.push(one);
    }
    Ok(app.space().commit(putting(ready)).await?)
}

fn is_given_up(holders: &[NumberHolder], now: Timestamp) -> bool {
    let old = |holder: &NumberHolder| now.duration_since(holder.created_at) > GIVE_UP;
    holders.iter().all(old)
}
