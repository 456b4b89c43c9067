//! Following parcels through a tracker: registering their numbers, reading what it did not push, and
//! telling it what else is wished.
//!
//! Registering costs a credit, once for each number; everything else is free. Nothing here stands in the
//! way of the supplier's own tracking: without a tracker, or with one that is used up, parcels go on with
//! that alone.

mod push;
mod quota;
mod read;
mod register;
mod tell;

use std::collections::BTreeSet;

use domain::changeset::{Changeset, Write};
use domain::ids::{ConnectionId, OrderId};
use domain::order::Revision;
use domain::parcel::{Registration, hear_tracker};
use domain::ports::tracker::{NumberReading, TrackedNumber};
use domain::tracker::Tracker;
use storage::NumberHolder;

use crate::App;
use crate::error::StepError;
use crate::flow::load;

pub(crate) use push::read_push;
pub(crate) use quota::read_quota;
pub(crate) use read::read_numbers;
pub(crate) use register::register_numbers;

/// Batches that one job works on before it lets others have its lane.
const BATCHES: u32 = 25;

/// How often it is decided again when someone else changed the same order meanwhile.
const DECIDED_AGAIN: u32 = 20;

/// Takes over what a tracker tells of a number, in every order with such a parcel.
async fn hear(
    app: &App,
    number: &str,
    holders: &[NumberHolder],
    told: &NumberReading,
) -> Result<(), StepError> {
    let orders: BTreeSet<OrderId> = holders.iter().map(|holder| holder.order_id).collect();
    for order_id in orders {
        hear_in(app, order_id, number, told).await?;
    }
    Ok(())
}

async fn hear_in(
    app: &App,
    order_id: OrderId,
    number: &str,
    told: &NumberReading,
) -> Result<(), StepError> {
    let mut tries = 0;
    loop {
        let dossier = load(app, order_id).await?;
        let mut revision = Revision::of(dossier, app.now(), app.ids());
        hear_tracker(&mut revision, number, &told.reading);
        match app.space().commit(revision.into_changeset()).await {
            Err(error) if error.is_conflict() && tries < DECIDED_AGAIN => tries += 1,
            other => return Ok(other?),
        }
    }
}

async fn tracker(app: &App, id: ConnectionId) -> Result<Option<Tracker>, StepError> {
    let mut trackers = app.space().trackers().await?.into_iter();
    Ok(trackers.find(|tracker| tracker.connection_id == id))
}

fn tracked(one: &Registration) -> TrackedNumber {
    TrackedNumber {
        number: one.number.clone(),
        carrier: one.carrier.clone(),
    }
}

fn putting(registrations: impl IntoIterator<Item = Registration>) -> Changeset {
    let put = |one| Write::PutRegistration(Box::new(one));
    Changeset {
        writes: registrations.into_iter().map(put).collect(),
        ..Changeset::default()
    }
}
