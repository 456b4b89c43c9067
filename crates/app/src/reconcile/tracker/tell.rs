//! Telling the tracker what is wished of numbers that it follows: stop, look anew, another carrier.

use std::collections::BTreeMap;

use domain::ids::ConnectionId;
use domain::parcel::{Registration, RegistrationState, RegistrationWish as W};
use domain::ports::tracker::{
    CarrierChange, Told, TrackedNumber, TrackerPort, TrackerRefusalReason as R,
};
use storage::DueNumbers;

use super::{BATCHES, putting, read, tracked};
use crate::App;
use crate::error::StepError;
use crate::flow::call;

/// Tells every wish once. What was refused is kept with its number, where a person sees it.
pub(super) async fn tell_wishes(
    app: &App,
    id: ConnectionId,
    port: &dyn TrackerPort,
) -> Result<(), StepError> {
    let limit = u32::try_from(port.capabilities().numbers_per_call).unwrap_or(1);
    for _ in 0..BATCHES {
        let due = app
            .space()
            .numbers_due(DueNumbers::ToTell, app.now(), limit)
            .await?;
        if due.is_empty() {
            break;
        }
        let (mut stop, mut again, mut carrier) = (Vec::new(), Vec::new(), Vec::new());
        for one in due {
            match one.wish {
                Some(W::Carrier { .. }) => carrier.push(one),
                Some(W::Again) => again.push(one),
                Some(W::Stop) | None => stop.push(one),
            }
        }
        tell_stop(app, id, port, stop).await?;
        tell_carrier(app, id, port, carrier).await?;
        tell_again(app, id, port, again).await?;
    }
    Ok(())
}

async fn tell_stop(
    app: &App,
    id: ConnectionId,
    port: &dyn TrackerPort,
    mut due: Vec<Registration>,
) -> Result<(), StepError> {
    if due.is_empty() {
        return Ok(());
    }
    let numbers: Vec<TrackedNumber> = due.iter().map(tracked).collect();
    // It is over whatever the tracker says: a number that it does not follow needs no stopping.
    port.stop(&numbers)
        .await
        .map_err(call("ending the tracking of parcels that arrived", id))?;
    for one in &mut due {
        one.stopped();
    }
    Ok(app.space().commit(putting(due)).await?)
}

async fn tell_carrier(
    app: &App,
    id: ConnectionId,
    port: &dyn TrackerPort,
    due: Vec<Registration>,
) -> Result<(), StepError> {
    let change = |one: &Registration| match &one.wish {
        Some(W::Carrier { carrier }) => Some(CarrierChange {
            from: tracked(one),
            to: carrier.clone(),
        }),
        _ => None,
    };
    let changes: Vec<CarrierChange> = due.iter().filter_map(change).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let told = port
        .change_carrier(&changes)
        .await
        .map_err(call("correcting carriers", id))?;
    let mut changed = Vec::new();
    for ((mut one, change), told) in due.into_iter().zip(changes).zip(told) {
        one.wish = None;
        one.next_at = Some(app.now()).filter(|_| one.state == RegistrationState::Followed);
        match told {
            // It may be corrected already, and only the answer was lost. Asked without a carrier, the
            // tracker tells which one it is.
            Err(refusal) if refusal.reason == R::CarrierWrong => {
                one.carrier = None;
                one.refusal = Some(refusal);
            }
            Err(refusal) if refusal.reason != R::AlreadyRegistered => one.refusal = Some(refusal),
            _ => {
                one.carrier = Some(change.to);
                one.carrier_changes += 1;
            }
        }
        changed.push(one);
    }
    Ok(app.space().commit(putting(changed)).await?)
}

/// What is followed no more is taken up again, as often as the tracker allows; what is followed is read.
async fn tell_again(
    app: &App,
    id: ConnectionId,
    port: &dyn TrackerPort,
    due: Vec<Registration>,
) -> Result<(), StepError> {
    if due.is_empty() {
        return Ok(());
    }
    let is_over = |one: &&Registration| one.state == RegistrationState::Stopped && !one.retracked;
    let stopped: Vec<TrackedNumber> = due.iter().filter(is_over).map(tracked).collect();
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    if !stopped.is_empty() {
        let answers = port
            .retrack(&stopped)
            .await
            .map_err(call("taking numbers up again", id))?;
        let numbers = stopped.into_iter().map(|one| one.number);
        told = numbers.zip(answers).collect();
    }
    let mut ready = Vec::new();
    for mut one in due {
        one.wish = None;
        one.refusal = None;
        one.next_at = None;
        match told.remove(&one.number) {
            Some(Ok(())) => {
                one.retracked = true;
                one.state = RegistrationState::Followed;
            }
            Some(Err(refusal)) if refusal.reason == R::NotStopped => {
                one.state = RegistrationState::Followed;
            }
            Some(Err(refusal)) => {
                one.retracked |= refusal.reason == R::RetracksUsedUp;
                one.refusal = Some(refusal);
            }
            None => {}
        }
        ready.push(one);
    }
    // What is known now is taken over at once, also of those that are followed no more.
    read::batch(app, id, port, ready).await
}
