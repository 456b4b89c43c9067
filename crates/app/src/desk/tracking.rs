//! What a person can do about parcels: look anew, say where one is, say who carries it.

use std::collections::BTreeMap;

use domain::changeset::{Changeset, Write};
use domain::ids::{OrderId, ParcelId};
use domain::job::{Job, NewJob};
use domain::order::TimelineKind;
use domain::parcel::{
    Registration, StatusByHand, TrackingStatus, number, set_status, track_again as again,
};
use domain::ports::tracker::TrackerCarrier;
use domain::workspace::Actor;

use super::{revise, sync_orders};
use crate::App;
use crate::error::AppError;

/// How often a registration is changed again when the tracker was faster.
const TRIES: u32 = 20;

/// The longest note that is kept.
const LONGEST_NOTE: usize = 300;

/// Looks at parcels anew: what was set by hand ends, their supplier orders are read, and the tracker is
/// asked. Says how many parcels there were.
///
/// # Errors
/// When storing fails.
pub async fn track_again(
    app: &App,
    parcels: &[ParcelId],
    actor: &Actor,
) -> Result<usize, AppError> {
    let mut of_order: BTreeMap<OrderId, Vec<ParcelId>> = BTreeMap::new();
    for (order, parcel) in app.space().orders_of_parcels(parcels.to_vec()).await? {
        let known = of_order.entry(order).or_default();
        if !known.contains(&parcel) {
            known.push(parcel);
        }
    }
    let mut numbers = Vec::new();
    let mut count = 0;
    for (order, parcels) in of_order {
        count += parcels.len();
        let found = revise(app, order, |revision| {
            let found = parcels.iter().filter_map(|id| again(revision, *id, actor));
            Ok(found.collect::<Vec<String>>())
        });
        numbers.extend(found.await?);
    }
    wish(app, &numbers, |one, now| one.wish_again(now)).await?;
    Ok(count)
}

/// As [`track_again`], for every parcel of these orders; what has no parcel yet is read at the supplier.
///
/// # Errors
/// When there is no such order, or storing fails.
pub async fn track_orders_again(
    app: &App,
    orders: &[OrderId],
    actor: &Actor,
) -> Result<usize, AppError> {
    let mut parcels = Vec::new();
    for order in orders {
        let dossier = super::load(app, *order).await?;
        parcels.extend(dossier.parcels.iter().map(|parcel| parcel.id));
    }
    sync_orders(app, orders).await?;
    track_again(app, &parcels, actor).await?;
    Ok(orders.len())
}

/// Says where a parcel is; that holds until it is tracked again.
///
/// # Errors
/// When there is no such parcel.
pub async fn set_parcel_status(
    app: &App,
    order: OrderId,
    parcel: ParcelId,
    status: TrackingStatus,
    note: &str,
    actor: &Actor,
) -> Result<(), AppError> {
    let note: String = note.trim().chars().take(LONGEST_NOTE).collect();
    revise(app, order, |revision| {
        let by = match actor {
            Actor::User { name, .. } => name.clone(),
            _ => String::new(),
        };
        let set = StatusByHand {
            status,
            at: revision.now,
            by,
            note: note.clone(),
        };
        if set_status(revision, parcel, set, actor) {
            Ok(())
        } else {
            Err(AppError::NotFound("parcel"))
        }
    })
    .await
}

/// Says who carries a parcel, for the tracker that did not find out or was wrong.
///
/// # Errors
/// When there is no such parcel, or it has no number.
pub async fn correct_carrier(
    app: &App,
    order: OrderId,
    parcel: ParcelId,
    carrier: TrackerCarrier,
    actor: &Actor,
) -> Result<(), AppError> {
    let shown = if carrier.name.is_empty() {
        carrier.code.clone()
    } else {
        carrier.name.clone()
    };
    let known = revise(app, order, |revision| {
        let known = revision.dossier.parcel(parcel);
        let known = known.ok_or(AppError::NotFound("parcel"))?.number.clone();
        let number = known.ok_or_else(|| {
            AppError::Refused("this parcel has no number yet, so nobody can follow it".into())
        })?;
        let kind = TimelineKind::ParcelCarrierCorrected {
            number: number.clone(),
            carrier: shown.clone(),
        };
        revision.tell(actor, kind);
        Ok(number)
    })
    .await?;
    wish(app, &[known], |one, now| {
        one.wish_carrier(carrier.clone(), now);
    })
    .await
}

/// The carriers that a person can choose from, by the tracker's codes; none without a tracker.
///
/// # Errors
/// When the database fails.
pub async fn tracker_carriers(
    app: &App,
) -> Result<&'static [(&'static str, &'static str)], AppError> {
    for tracker in app.space().trackers().await? {
        // One that is not signed in has nobody to tell.
        if let Ok(port) = app.tracker_port(tracker.connection_id).await {
            return Ok(port.carriers());
        }
    }
    Ok(&[])
}

/// Changes the registrations of numbers, and has the tracker told at once.
async fn wish(
    app: &App,
    numbers: &[String],
    change: impl Fn(&mut Registration, jiff::Timestamp),
) -> Result<(), AppError> {
    for shown in numbers {
        change_one(app, &number::normal(shown), &change).await?;
    }
    let due_at = app.now();
    let trackers = app.space().trackers().await?;
    let jobs = trackers.iter().map(|tracker| NewJob {
        job: Job::RegisterNumbers {
            connection_id: tracker.connection_id,
        },
        due_at,
    });
    Ok(app.space().enqueue(jobs.collect()).await?)
}

async fn change_one(
    app: &App,
    number: &str,
    change: &impl Fn(&mut Registration, jiff::Timestamp),
) -> Result<(), AppError> {
    for _ in 0..TRIES {
        let known = app.space().registrations(vec![number.to_owned()]).await?;
        let mut one = known
            .into_iter()
            .next()
            .unwrap_or_else(|| Registration::new(number.to_owned(), app.now()));
        change(&mut one, app.now());
        let changeset = Changeset {
            writes: vec![Write::PutRegistration(Box::new(one))],
            ..Changeset::default()
        };
        match app.space().commit(changeset).await {
            Err(error) if error.is_conflict() => {}
            other => return Ok(other?),
        }
    }
    Err(AppError::Busy)
}
